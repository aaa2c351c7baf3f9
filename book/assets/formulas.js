// Formulas are set when the reader comes near them: a page can hold hundreds, and MathJax is the site's largest script.
"use strict";

(() => {
  const waiting = new Set();
  const near = new IntersectionObserver((entries) => {
    const met = entries.filter((entry) => entry.isIntersecting).map((entry) => entry.target);
    if (met.length) set(met);
  }, { rootMargin: "1000px" });
  let work;  // what MathJax has been asked for; it sets one thing at a time

  function set(formulas) {
    const fresh = formulas.filter((formula) => waiting.delete(formula));
    for (const formula of fresh) near.unobserve(formula);
    work ??= threeways.load("vendor/mathjax/tex-chtml.js").then(() => MathJax.startup.promise);
    work = work.then(() => MathJax.typesetPromise(fresh));
    return work;
  }

  // All that are left: for paper, and for whoever wants to wait for the whole page.
  window.setFormulas = () => (waiting.size || work ? set([...waiting]) : undefined);
  window.addEventListener("beforeprint", () => {
    if (!window.MathJax?.typeset) return;
    MathJax.typeset([...waiting]);
    waiting.clear();
  });

  document.addEventListener("DOMContentLoaded", () => {
    for (const formula of document.querySelectorAll(".math")) {
      waiting.add(formula);
      near.observe(formula);
    }
    // Whoever moves, types or touches reads: then all are set, a few at a time while nothing else happens.
    const signs = ["pointermove", "keydown", "touchstart", "wheel"];
    const begin = () => {
      for (const kind of signs) removeEventListener(kind, begin);
      rest();
    };
    for (const kind of signs) addEventListener(kind, begin, { passive: true });
  });

  function rest() {
    if (!waiting.size) return;
    set([...waiting].slice(0, 5)).then(() => (window.requestIdleCallback ?? setTimeout)(rest));
  }
})();
