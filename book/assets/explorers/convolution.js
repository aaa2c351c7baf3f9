// The convolution explorer: a picture to paint, a kernel to change, a window to follow.
"use strict";

(() => {
  const { element, svg, slider, select, button, clamp, redBlue, where } = threeways;
  const FIRST = "left to right", OWN = "your own", SIZES = [1, 2, 3, 4, 5], LIMIT = 99;
  const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

  // Pictures and kernels are arrays of rows.
  const table = (rows, columns, value) =>
    Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => value(i, j)));
  const sum = (rows) => rows.flat().reduce((a, b) => a + b, 0);

  const reach = (k, d) => d * (k - 1) + 1;
  const outputSize = (n, k, s = 1, p = 0, d = 1) => Math.floor((n + 2 * p - reach(k, d)) / s) + 1;

  const pad = (x, p) => table(x.length + 2 * p, x[0].length + 2 * p, (i, j) => x[i - p]?.[j - p] ?? 0);

  // What the kernel W lies on for output (i, j) of a padded picture.
  const windowAt = (padded, W, i, j, s, d) =>
    table(W.length, W[0].length, (u, v) => padded[i * s + u * d][j * s + v * d]);

  const products = (seen, W) => table(W.length, W[0].length, (u, v) => seen[u][v] * W[u][v]);

  // The map, by rows; none where the kernel does not fit.
  function correlate(x, W, { stride = 1, padding = 0, dilation = 1 }) {
    const padded = pad(x, padding);
    const rows = outputSize(x.length, W.length, stride, padding, dilation);
    const columns = outputSize(x[0].length, W[0].length, stride, padding, dilation);
    if (rows < 1 || columns < 1) return [];
    return table(rows, columns, (i, j) => sum(products(windowAt(padded, W, i, j, stride, dilation), W)));
  }

  // A kernel of another size keeps its middle.
  function resized(W, k) {
    const shift = Math.floor((W.length - k) / 2);
    return table(k, k, (i, j) => W[i + shift]?.[j + shift] ?? 0);
  }

  // The kernel W put back into the middle of a larger one, from which `resized` took it.
  function merged(larger, W) {
    const shift = Math.floor((larger.length - W.length) / 2);
    return larger.map((row, i) => row.map((w, j) => W[i - shift]?.[j - shift] ?? w));
  }

  // Cells [i, j] of a straight line, its ends among them.
  function line([i, j], [u, v]) {
    const steps = Math.max(Math.abs(u - i), Math.abs(v - j), 1);
    return Array.from({ length: steps + 1 }, (_, n) => [Math.round(i + (u - i) * n / steps), Math.round(j + (v - j) * n / steps)]);
  }

  // To so many decimals; what they would make a zero has three significant digits, short of a sum's rounding error.
  function rounded(x, decimals) {
    const near = Math.round(x * 10 ** decimals) / 10 ** decimals || 0;
    return near || Math.abs(x) < 1e-6 ? near : Number(x.toPrecision(3));
  }

  const say = (x) => String(rounded(x, 2)).replaceAll("-", "−");
  const fitted = (input) => (input.classList.toggle("long", input.value.length > 4), input);  // small enough for its cell
  const factor = (x) => (say(x).startsWith("−") ? `(${say(x)})` : say(x));

  function equation(seen, W, y) {
    const terms = W.flatMap((row, u) => row.map((w, v) => w && `${factor(seen[u][v])}·${factor(w)}`)).filter(Boolean);
    return `${terms.join(" + ") || "no weight but zeros"} = ${say(y)}`;
  }

  function sizeInWords(n, k, { stride: s, padding: p, dilation: d }) {
    const o = outputSize(n, k, s, p, d);
    if (o < 1) {
      return `No output: the kernel reaches over ${reach(k, d)} pixels, and the picture with its padding has only ${n + 2 * p}. ` +
        "Add padding, or make the kernel or the dilation smaller.";
    }
    const rest = (n + 2 * p - reach(k, d)) % s;
    const unseen = rest ? ` The last ${rest === 1 ? "row and column" : `${rest} rows and columns`} are seen by no window.` : "";
    return `⌊(${n} + 2·${p} − ${d}·(${k} − 1) − 1) / ${s}⌋ + 1 = ${o}: the map has ${o}×${o} numbers.${unseen}`;
  }

  const grey = (x) => { const c = Math.round(255 * clamp(x, 0, 1)); return `rgb(${c},${c},${c})`; };

  // Colours of a map and what they mean: grey where no weight is negative.
  function scale(map, W) {
    const largest = Math.max(...map.flat().map(Math.abs), 0);
    if (W.flat().every((w) => w >= 0)) return [(y) => grey(y / Math.max(largest, 1)), `black is 0, white ${say(Math.max(largest, 1))}`];
    return [(y) => `rgb(${redBlue(y / (largest || 1))})`, `red is above 0, blue below; the largest size is ${say(largest)}`];
  }

  // A square of cells that takes the keyboard and the pointer: moved(i, j, event) with the cell that is meant.
  class Cells {
    constructor(label, moved) {
      this.node = svg("svg", { role: "application", tabindex: 0, "aria-label": label, class: "explorer-convolution-cells" });
      this.cell = [0, 0];
      this.moved = moved;
      this.resize(1, 0);
      this.node.addEventListener("keydown", (event) => this.key(event));
      this.node.addEventListener("pointerdown", (event) => this.point(event));
      this.node.addEventListener("pointermove", (event) => event.buttons && this.point(event));
      for (const end of ["pointerup", "pointercancel"]) this.node.addEventListener(end, () => { this.last = null; });
    }

    // n cells a side, of which the outermost p are not to be touched.
    resize(n, p) {
      [this.n, this.p] = [n, p];
      this.node.setAttribute("viewBox", `-0.1 -0.1 ${n + 0.2} ${n + 0.2}`);
      this.rects = table(n, n, (i, j) => svg("rect", { x: j, y: i, width: 1, height: 1 }));
      this.marks = svg("g");
      this.node.replaceChildren(...this.rects.flat(), this.marks);
    }

    colour(values, fill) {
      this.rects.forEach((row, i) => row.forEach((rect, j) => rect.style.setProperty("fill", fill(values[i][j], i, j))));
    }

    mark(...boxes) {
      this.marks.replaceChildren(...boxes.map(([kind, i, j, size = 1]) =>
        svg("rect", { class: `explorer-convolution-${kind}`, x: j, y: i, width: size, height: size })));
    }

    key(event) {
      const step = ARROWS[event.key], paint = [" ", "Enter"].includes(event.key);
      if ((!step && !paint) || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      if (step) this.go(...this.cell.map((x, axis) => x + step[axis]));
      this.moved(...this.cell, paint || event.shiftKey);
    }

    // A fast pointer skips cells: they are those on the way from the last one.
    point(event) {
      if (!event.isPrimary) return;  // a second finger
      if (event.type === "pointerdown") this.node.setPointerCapture(event.pointerId);
      const { x, y } = where(event, this.node);
      const cell = [y, x].map((x) => Math.floor(x) - this.p);
      for (const [i, j] of this.last ? line(this.last, cell).slice(1) : [cell]) this.touch(i, j);
      this.last = cell;
    }

    touch(i, j) {
      this.go(i, j);
      if (i === this.cell[0] && j === this.cell[1]) this.moved(i, j, true);
    }

    go(...cell) {
      this.cell = cell.map((x) => clamp(x, 0, this.n - 2 * this.p - 1));
    }
  }

  class Explorer {
    constructor(root, { pictures, kernels }) {
      this.pictures = pictures;
      this.kernels = kernels;
      this.settings = { stride: 1, padding: 1, dilation: 1 };
      this.at = 0;
      this.whole = true;  // all of the map is shown, not just what the window has passed
      this.ink = 1;
      this.x = Object.values(pictures)[0].map((row) => [...row]);
      this.W = this.kept = kernels[FIRST];
      this.build(root);
      this.arrange();
      this.go(Math.floor(this.map.length / 2) * this.map.length + 2);
    }

    build(root) {
      root.setAttribute("aria-label", "Convolution explorer");
      const n = this.x.length;
      this.picture = new Cells(`Picture, ${n} by ${n}: arrow keys move, space paints, with shift they paint on`, (...cell) => this.brush(...cell));
      this.output = new Cells("Map: arrow keys move the window", (i, j) => this.go(i * this.map.length + j));
      this.size = element("p", { class: "explorer-convolution-size", "aria-live": "polite" });
      this.said = element("p", { class: "explorer-said", "aria-live": "polite" });
      this.legend = element("figcaption");
      root.append(
        element("p", { class: "explorer-title" }, "Follow the window"),
        element("p", {}, "Paint one pixel: which numbers of the map change, and which stay? Change a weight or a setting, and step the window to see how " +
          "each number is made. One dot on a cleared picture shows the kernel itself, turned by half a circle."),
        element("div", { class: "explorer-controls" }, ...this.paintControls()),
        element("div", { class: "explorer-controls" }, ...this.settingControls()),
        this.size,
        element("div", { class: "explorer-convolution-panels" },
          element("figure", {}, this.picture.node, element("figcaption", {}, "The picture and its padding (arrow keys move, space paints)")),
          element("figure", {}, this.output.node, this.legend)),
        element("div", { class: "explorer-controls" }, ...this.stepControls()),
        this.sums(), this.said,
      );
    }

    settingControls() {
      this.named = select("Kernel", [...Object.keys(this.kernels), OWN], FIRST, (name) => this.choose(name));
      this.sized = select("Size", SIZES.map((k) => `${k}×${k}`), `${this.W.length}×${this.W.length}`, (k) => this.resize(parseInt(k)));
      const setting = (name, min, max) => slider(name[0].toUpperCase() + name.slice(1), { min, max, step: 1, value: this.settings[name] }, (value) => {
        this.settings[name] = value;
        this.arrange();
      });
      return [this.named, this.sized, setting("stride", 1, 4), setting("padding", 0, 4), setting("dilation", 1, 3)];
    }

    stepControls() {
      this.play = button("Play", () => (this.timer ? this.stop() : this.start()));
      this.steps = [button("From the start", () => this.rewind()), button("Back", () => this.step(-1)), button("Next", () => this.step(1)), this.play];
      return this.steps;
    }

    paintControls() {
      const names = Object.keys(this.pictures);
      const blank = () => table(this.x.length, this.x.length, () => 0);
      this.picked = select("Picture", [...names, OWN], names[0], (name) => this.load(this.pictures[name] ?? blank(), name));
      const clear = button("Clear", () => this.load(blank()));
      return [this.picked, slider("Paint with", { min: 0, max: 1, step: 0.1, value: this.ink }, (value) => { this.ink = value; }, say), clear];
    }

    // Window, kernel and products, side by side.
    sums() {
      const labelled = (label, grid) => element("div", { role: "group", "aria-label": label }, element("span", {}, label), grid);
      const grid = () => element("div", { class: "explorer-convolution-grid" });
      [this.seen, this.weights, this.made] = [grid(), grid(), grid()];
      this.result = element("strong");
      return element("div", { class: "explorer-convolution-sum" },
        labelled("window", this.seen), element("span", {}, "×"), labelled("kernel", this.weights), element("span", {}, "="),
        labelled("products, whose sum is", this.made), this.result);
    }

    choose(name) {
      if (name === OWN) return this.update("Type your weights into the kernel.");
      this.kept = this.kernels[name];
      this.use(this.kept);
    }

    // What a smaller kernel leaves out comes back when it grows.
    resize(k) {
      const kept = merged(this.kept, this.W);
      this.kept = k > kept.length ? resized(kept, k) : kept;
      this.use(resized(this.kept, k));
    }

    use(W) {
      this.W = W;
      this.name();
      this.sized.querySelector("select").value = `${W.length}×${W.length}`;
      this.arrange();
    }

    name() {
      const same = (name) => JSON.stringify(this.kernels[name]) === JSON.stringify(this.W);
      this.named.querySelector("select").value = Object.keys(this.kernels).find(same) ?? OWN;
    }

    load(picture, name = OWN) {
      this.x = picture.map((row) => [...row]);
      this.picked.querySelector("select").value = name;
      this.update();
    }

    // New sizes: the window stays where it is, or goes to the nearest place that there is.
    arrange() {
      this.stop();
      const { stride, padding, dilation } = this.settings;
      const side = Math.max(outputSize(this.x.length, this.W.length, stride, padding, dilation), 0);
      const before = this.map?.length || side;
      const place = [Math.floor(this.at / before), this.at % before].map((x) => clamp(x, 0, Math.max(side - 1, 0)));
      this.at = place[0] * side + place[1];
      this.picture.resize(this.x.length + 2 * padding, padding);
      this.output.resize(Math.max(side, 1), 0);
      this.size.textContent = sizeInWords(this.x.length, this.W.length, this.settings);
      this.inputs();
      for (const step of this.steps) step.disabled = side < 1;
      this.update();
    }

    inputs() {
      const input = (u, v) => element("input", {
        type: "number", step: "any", min: -LIMIT, max: LIMIT, value: rounded(this.W[u][v], 3), "aria-label": `weight in row ${u + 1}, column ${v + 1}`,
        oninput: ({ target }) => this.weigh(u, v, target), onblur: ({ target }) => this.restore(u, v, target),
      });
      this.weights.replaceChildren(...table(this.W.length, this.W.length, input).flat().map(fitted));
      for (const grid of [this.seen, this.weights, this.made]) grid.style.setProperty("--side", this.W.length);
    }

    // A number that is not finished ("", "-") or too large leaves the weight as it was.
    weigh(u, v, input) {
      const weight = fitted(input).valueAsNumber, valid = Math.abs(weight) <= LIMIT;
      input.setAttribute("aria-invalid", !valid);
      if (!valid) {
        const fault = Number.isNaN(weight) ? "is no number" : `is not within −${LIMIT} … ${LIMIT}`;
        this.said.textContent = `Row ${u + 1}, column ${v + 1} of the kernel ${fault}; the weight stays ${say(this.W[u][v])}.`;
        return;
      }
      this.W = this.W.map((row, i) => row.map((w, j) => (i === u && j === v ? weight : w)));
      this.name();
      this.update();
    }

    restore(u, v, input) {
      if (input.getAttribute("aria-invalid") !== "true" || this.W[u]?.[v] === undefined) return;  // none: the cell is being removed
      input.value = rounded(this.W[u][v], 3);
      fitted(input);
      input.setAttribute("aria-invalid", false);
      this.update(`Row ${u + 1}, column ${v + 1} of the kernel is ${say(this.W[u][v])} as before.`);
    }

    brush(i, j, paints) {
      if (paints) {
        this.x[i][j] = this.ink;
        this.picked.querySelector("select").value = OWN;
      }
      this.update(`Row ${i + 1}, column ${j + 1} of the picture: ${say(this.x[i][j])}.`);
    }

    go(at) {
      this.at = clamp(at, 0, Math.max(this.map.length ** 2 - 1, 0));
      this.update();
    }

    rewind() {
      this.stop();
      this.whole = false;
      this.go(0);
    }

    step(by) {
      this.stop();
      this.go(this.at + by);
    }

    // One output after the other; at once for readers who want no motion.
    start() {
      const last = this.map.length ** 2 - 1;
      if (this.whole || this.at === last) this.rewind();
      if (matchMedia("(prefers-reduced-motion: reduce)").matches) return this.finish();
      this.said.setAttribute("aria-live", "off");
      this.play.textContent = "Pause";
      this.timer = setInterval(() => (this.at === last ? this.finish() : this.go(this.at + 1)), clamp(12_000 / (last + 1), 60, 400));
    }

    finish() {
      this.stop();
      this.whole = true;
      this.go(Infinity);
    }

    stop() {
      clearInterval(this.timer);
      this.timer = null;
      this.play.textContent = "Play";
      this.said.setAttribute("aria-live", "polite");
    }

    update(note = "") {
      const { stride, padding, dilation } = this.settings;
      const padded = pad(this.x, padding), side = (this.map = correlate(this.x, this.W, this.settings)).length;
      this.picture.colour(padded, grey);
      if (!side) return this.showNone(note);
      const [i, j] = [Math.floor(this.at / side), this.at % side];
      const seen = windowAt(padded, this.W, i, j, stride, dilation);
      this.output.cell = [i, j];
      this.showWindow(i * stride, j * stride, padding, dilation);
      this.showMap(i, j);
      this.showSum(seen);
      this.said.textContent = `${note} Row ${i + 1}, column ${j + 1} of the map: ${equation(seen, this.W, this.map[i][j])}`.trim();
    }

    showNone(note) {
      this.showWindow(null);
      this.output.colour([[0]], () => "transparent");
      this.output.mark();
      for (const grid of [this.seen, this.made]) grid.replaceChildren();
      this.legend.textContent = "No map: the kernel does not fit";
      this.result.textContent = "";
      this.said.textContent = note;
    }

    showWindow(top, left, padding, dilation) {
      const [i, j] = this.picture.cell, n = this.x.length;
      const frame = ["frame", this.settings.padding, this.settings.padding, n];
      const cursor = ["cursor", i + this.settings.padding, j + this.settings.padding];
      const taps = top === null ? [] : table(this.W.length, this.W.length, (u, v) => ["tap", top + u * dilation, left + v * dilation]).flat();
      this.picture.mark(frame, ...taps, cursor);
    }

    showMap(row, column) {
      const [colour, meaning] = scale(this.map, this.W);
      const passed = (i, j) => this.whole || i * this.map.length + j <= this.at;
      this.output.colour(this.map, (y, i, j) => (passed(i, j) ? colour(y) : "transparent"));
      this.output.mark(["tap", row, column]);
      this.legend.textContent = `The map: ${meaning}`;
    }

    showSum(seen) {
      const made = products(seen, this.W);
      const cell = (x) => element("span", { class: say(x).length > 5 ? "long" : null }, say(x));
      this.seen.replaceChildren(...seen.flat().map(cell));
      this.made.replaceChildren(...made.flat().map(cell));
      this.result.textContent = say(sum(made));
    }
  }

  threeways.define("convolution", {
    build: (root, data) => new Explorer(root, data),
    outputSize, pad, windowAt, products, correlate, resized, merged, line, equation, sizeInWords,
  });
})();
