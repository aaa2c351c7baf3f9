// Interactive figures. A chapter's cell leaves a picture and data; where scripts run, the figure takes the picture's place.
// What a kind draws is in explorers/KIND.js; it and its data are fetched when the reader comes near.
"use strict";

const threeways = (() => {
  const STATIC = new URL(".", document.currentScript.src);
  const kinds = new Map();     // kind -> { build, … }: what explorers/KIND.js has defined
  const received = new Map();  // source -> data, with its arrays decoded

  // A script, not fetch(): the site works from file://, too.
  function load(path) {
    return new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = new URL(path, STATIC);
      script.onload = done;
      script.onerror = () => failed(new Error(`${path} cannot be loaded`));
      document.head.append(script);
    });
  }

  // Arrays arrive as their shape and base64; a script gets { shape, values } with a typed array.
  function unpack(value) {
    if (Array.isArray(value)) return value.map(unpack);
    if (value === null || typeof value !== "object") return value;
    if (!("base64" in value)) return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, unpack(v)]));
    const bytes = Uint8Array.from(atob(value.base64), (c) => c.charCodeAt(0));
    const kind = value.dtype === "int32" ? Int32Array : Float32Array;
    return { shape: value.shape, values: new kind(bytes.buffer) };
  }

  // element("label", { for: "x", onclick: f }, "text", child): attributes by name, functions as listeners.
  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    assign(made, attributes);
    made.append(...children);
    return made;
  }

  function svg(name, attributes = {}, ...children) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    assign(made, attributes);
    made.append(...children);
    return made;
  }

  function assign(made, attributes) {
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === "function") made.addEventListener(name.slice(2), value);
      else if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : value);
    }
  }

  // A labelled slider that says its value: slider("λ", { min, max, step, value }, (x) => …, (x) => "text").
  function slider(label, range, onchange, say = String) {
    const said = element("output", {}, say(range.value));
    const input = element("input", { type: "range", ...range });
    const changed = () => {
      said.textContent = say(input.valueAsNumber);
      input.setAttribute("aria-valuetext", said.textContent);
      onchange(input.valueAsNumber);
    };
    input.addEventListener("input", changed);
    input.setAttribute("aria-valuetext", said.textContent);
    const made = element("label", { class: "explorer-slider" }, element("span", {}, label), input, said);
    made.set = (value) => { input.value = value; changed(); };
    return made;
  }

  // A labelled choice: select("kernel", ["a", "b"], "a", (name) => …).
  function select(label, names, chosen, onchange) {
    const input = element("select", { onchange: () => onchange(input.value) });
    input.append(...names.map((name) => element("option", { value: name, selected: name === chosen }, name)));
    return element("label", { class: "explorer-select" }, element("span", {}, label), input);
  }

  const button = (label, onclick) => element("button", { type: "button", onclick }, label);

  const clamp = (x, low, high) => Math.min(Math.max(x, low), high);

  // Red, green and blue for a number from -1 to 1: white at zero, red above, blue below, as in the chapters' pictures.
  const redBlue = (x) => (x > 0 ? [178, 24, 43] : [33, 102, 172]).map((c) => Math.round(255 + (c - 255) * clamp(Math.abs(x), 0, 1)));

  // Where a pointer is, in the units of an svg element.
  const where = (event, drawing) => new DOMPoint(event.clientX, event.clientY).matrixTransform(drawing.getScreenCTM().inverse());

  async function start(place) {
    const { kind, source } = place.dataset;
    try {
      await Promise.all([kinds.has(kind) || load(`explorers/${kind}.js`), received.has(source) || load(source)]);
      const root = element("div", { class: `explorer-figure explorer-${kind}`, role: "group" });
      kinds.get(kind).build(root, received.get(source));  // names itself: root's aria-label
      place.append(root);
      place.closest(".cell_output").classList.add("explored");  // hides the picture
      place.classList.add("ready");
    } catch (error) {
      console.error(error);  // the picture stays
    }
  }

  function watch() {
    const near = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        start(target);
      }
    }, { rootMargin: "600px" });
    for (const place of document.querySelectorAll(".explorer")) near.observe(place);
  }

  document.addEventListener("DOMContentLoaded", watch);
  return {
    kinds,
    define: (kind, parts) => kinds.set(kind, parts),
    receive: (source, data) => received.set(source, unpack(data)),
    load, element, svg, slider, select, button, clamp, redBlue, where,
  };
})();
