// Keys reach code and outputs that scroll. The theme would measure every cell, and so lay them all out, when a page is opened.
"use strict";

(() => {
  function reach(cell) {
    const boxes = [...cell.querySelectorAll("pre, .output")];
    const scroll = boxes.map((box) => box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight);
    for (const [i, box] of boxes.entries()) {
      if (scroll[i]) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  }

  // The cells that are laid out, because they are near.
  function reachAll() {
    for (const cell of document.querySelectorAll("div.cell")) {
      if (cell.firstElementChild?.checkVisibility({ contentVisibilityAuto: true })) reach(cell);
    }
  }

  addEventListener("load", reachAll);
  addEventListener("resize", reachAll);
  document.addEventListener("contentvisibilityautostatechange", (event) => {
    if (!event.skipped) reach(event.target);
  });
})();
