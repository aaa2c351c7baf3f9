// Groups of cells in several ways become tabs, after WAI-ARIA's pattern. The choice holds for all groups and is remembered.
// Where this does not run, on paper too, the cells follow one another, each way under its name.
"use strict";

(() => {
  const ORDER = ["numpy", "keras", "torch", "all"];
  const KEY = "threeways-ways";
  // Text in panels hidden so is found by the browser's search, which then opens them; older browsers just hide them.
  const HIDDEN = "onbeforematch" in HTMLElement.prototype ? "until-found" : "";
  const sets = [];
  const words = sought();
  let chosen = recall();  // the last choice first; a group without that way falls back on the one before

  function recall() {
    try {
      return (localStorage.getItem(KEY) ?? "").split(" ").filter((way) => ORDER.includes(way));
    } catch {
      return [];
    }
  }

  function remember(way) {
    chosen = [way, ...chosen.filter((other) => other !== way && other !== "all")];
    try {
      localStorage.setItem(KEY, chosen.join(" "));
    } catch {
      // A browser that stores nothing: the choice lasts as long as the page.
    }
  }

  class WayTabs extends HTMLElement {
    connectedCallback() {
      if (this.tabs) return;  // placed where it belongs, below
      this.group = this.parentElement;
      this.group.id = `ways-${sets.push(this)}`;
      const found = ORDER.map((way) => [way, this.group.querySelector(`:scope > .way-${way}`)]);
      this.panels = new Map(found.filter(([, panel]) => panel));
      this.tabs = new Map([...this.panels.keys(), "all"].map((way) => [way, this.tab(way)]));
      this.setAttribute("role", "tablist");
      this.setAttribute("aria-label", "Ways to write it");
      this.append(...this.tabs.values());
      this.addEventListener("keydown", (event) => this.move(event));
      for (const [way, panel] of this.panels) panel.addEventListener("beforematch", () => this.show(way));
      this.group.before(this);
      this.follow();
    }

    tab(way) {
      const tab = document.createElement("button");
      const panel = this.panels.get(way) ?? this.group;
      panel.id ||= `${this.group.id}-${way}`;
      tab.id = `${this.group.id}-tab-${way}`;
      tab.type = "button";
      tab.textContent = way === "all" ? "All" : panel.querySelector(".way-label").textContent;
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-controls", panel.id);
      tab.addEventListener("click", () => this.choose(way));
      return tab;
    }

    // Arrow keys, Home and End; with Alt or Ctrl they belong to the browser.
    move(event) {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const ways = [...this.tabs.keys()];
      const at = ways.indexOf(this.shown);
      const to = { ArrowLeft: at - 1, ArrowRight: (at + 1) % ways.length, Home: 0, End: -1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      this.choose(ways.at(to));
      this.tabs.get(this.shown).focus({ preventScroll: true });
    }

    // Every group follows; what the reader has just touched stays where it is on the screen.
    choose(way) {
      const before = this.getBoundingClientRect().top;
      remember(way);
      for (const set of sets) set.follow();
      const stay = () => window.scrollBy({ top: this.getBoundingClientRect().top - before, behavior: "instant" });
      stay();
      window.holdPlace?.(stay);
    }

    follow() {
      this.show(chosen.find((way) => this.tabs.has(way)) ?? [...this.tabs.keys()][0]);
    }

    show(way) {
      this.shown = way;
      for (const [name, tab] of this.tabs) {
        tab.setAttribute("aria-selected", name === way);
        tab.tabIndex = name === way ? 0 : -1;
      }
      for (const [name, panel] of this.panels) {
        label(panel, name === way ? "tabpanel" : way === "all" ? "group" : null, this.tabs.get(name));
        if (name === way || way === "all") panel.removeAttribute("hidden");
        else panel.setAttribute("hidden", HIDDEN);
      }
      label(this.group, way === "all" ? "tabpanel" : null, this.tabs.get("all"));
    }
  }

  function label(element, role, tab) {
    const attributes = { role, "aria-labelledby": role && tab.id, tabindex: role === "tabpanel" ? 0 : null };
    for (const [name, value] of Object.entries(attributes)) {
      if (value === null) element.removeAttribute(name);
      else element.setAttribute(name, value);
    }
  }

  // Whoever follows a link into a hidden panel sees it; the choice stays what it was.
  function uncover() {
    const target = document.querySelector(":target");
    const hidden = target?.closest(".way[hidden]");
    for (const set of sets) {
      const [way] = [...set.panels].find(([, panel]) => panel === hidden) ?? [];
      if (way) set.show(way);
    }
    if (hidden) target.scrollIntoView();
  }

  // So does whoever comes from the site's search.
  function find() {
    if (document.getElementById("search-results")) return;  // the page of the search itself
    for (const set of sets) {
      const has = ([, panel]) => words.some((word) => panel.textContent.toLowerCase().includes(word));
      const ways = [...set.panels].filter(has).map(([way]) => way);
      if (ways.length && ![...ways, "all"].includes(set.shown)) set.show(ways[0]);
    }
    if (words.length) document.querySelector(":target")?.scrollIntoView();
  }

  // The search leaves its words for the page that is opened next; Sphinx highlights them there, and forgets them.
  function sought() {
    try {
      return (localStorage.getItem("sphinx_highlight_terms") ?? "").split(" ").filter(Boolean);
    } catch {
      return [];
    }
  }

  customElements.define("way-tabs", WayTabs);
  window.addEventListener("load", uncover);
  window.addEventListener("load", find);
  window.addEventListener("hashchange", uncover);
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;  // back on a page that was left with an older choice
    chosen = recall();
    for (const set of sets) set.follow();
  });
})();
