// What the reader looks at keeps its place, though above it cells are still laid out and formulas set.
"use strict";

(() => {
  const HELD = 3000;  // ms; or until the reader moves
  let keep = () => {};
  let end;
  const watch = new ResizeObserver(() => keep());

  // Call `again`, which scrolls, now and whenever the page's height changes.
  window.holdPlace = (again) => {
    release();
    keep = again;
    end = setTimeout(release, HELD);
    watch.observe(document.body);
  };

  function release() {
    clearTimeout(end);
    watch.disconnect();
  }

  const toTarget = () => document.querySelector(":target")?.scrollIntoView({ behavior: "instant" });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (link?.hash && link.pathname === location.pathname) holdPlace(toTarget);
  });
  addEventListener("load", () => {
    // On the way back, or again, the browser knows where the reader was.
    if (location.hash && performance.getEntriesByType("navigation")[0]?.type === "navigate") holdPlace(toTarget);
  });
  // Before anybody else hears of it: what is pressed may hold another place.
  for (const kind of ["wheel", "touchmove", "keydown", "pointerdown"]) {
    addEventListener(kind, release, { capture: true, passive: true });
  }
})();
