// Draw a digit, and see what a trained network makes of it, layer by layer.
"use strict";

(() => {
  const { element, svg, slider, button, clamp, redBlue, where } = threeways;
  const BLOCK = 4;      // a pixel of the data is the mean of 4×4 dots of a scan
  const RADIUS = 2.4;   // of the pen, in dots: leaves as much ink as the data have
  const FULL = 26;      // dots that a digit fills when fitted
  const ARROWS = { ArrowUp: [0, -2], ArrowDown: [0, 2], ArrowLeft: [-2, 0], ArrowRight: [2, 0] };

  // A stroke is a list of points [x, y] in dots. Centred, and as large as the digits of the data.
  function fit(strokes, side) {
    const points = strokes.flat();
    const [left, top] = [0, 1].map((axis) => Math.min(...points.map((p) => p[axis])));
    const [right, bottom] = [0, 1].map((axis) => Math.max(...points.map((p) => p[axis])));
    const scale = Math.min((FULL / 32) * side / Math.max(right - left, bottom - top), 4);
    const place = (x, middle) => side / 2 + scale * (x - middle);
    return strokes.map((stroke) => stroke.map(([x, y]) => [place(x, (left + right) / 2), place(y, (top + bottom) / 2)]));
  }

  // Ink (side × side, row by row) that the strokes leave: 1 under the pen, less at its rim.
  function rasterise(strokes, side) {
    const ink = new Float64Array(side * side);
    for (const stroke of strokes) {
      stroke.forEach((to, n) => draw(ink, side, stroke[Math.max(n - 1, 0)], to));
    }
    return ink;
  }

  function draw(ink, side, [ax, ay], [bx, by]) {
    const [dx, dy] = [bx - ax, by - ay], length = dx * dx + dy * dy || 1;
    for (let at = 0; at < ink.length; at++) {
      const x = (at % side) + 0.5 - ax, y = Math.floor(at / side) + 0.5 - ay;
      const t = clamp((x * dx + y * dy) / length, 0, 1);
      ink[at] = Math.max(ink[at], clamp(RADIUS + 0.5 - Math.hypot(x - t * dx, y - t * dy), 0, 1));
    }
  }

  // Turned clockwise about the middle, bilinearly; empty outside.
  function turn(ink, side, degrees) {
    const [cos, sin] = [Math.cos(degrees * Math.PI / 180), Math.sin(degrees * Math.PI / 180)], middle = (side - 1) / 2;
    return ink.map((_, at) => {
      const x = (at % side) - middle, y = Math.floor(at / side) - middle;
      return between(ink, side, middle + cos * y - sin * x, middle + sin * y + cos * x);
    });
  }

  function between(ink, side, row, column) {
    const [i, j] = [Math.floor(row), Math.floor(column)], [a, b] = [row - i, column - j];
    const value = (u, v) => (u >= 0 && v >= 0 && u < side && v < side ? ink[u * side + v] : 0);
    return (1 - a) * ((1 - b) * value(i, j) + b * value(i, j + 1)) + a * ((1 - b) * value(i + 1, j) + b * value(i + 1, j + 1));
  }

  // Means of blocks of 4×4 dots.
  function average(ink, side) {
    const made = new Float64Array((side / BLOCK) ** 2);
    ink.forEach((value, at) => {
      const i = Math.floor(at / side / BLOCK), j = Math.floor((at % side) / BLOCK);
      made[i * (side / BLOCK) + j] += value / BLOCK ** 2;
    });
    return made;
  }

  const enlarge = (picture, side) => Float64Array.from({ length: (side * BLOCK) ** 2 }, (_, at) =>
    picture[Math.floor(at / side / BLOCK / BLOCK) * side + Math.floor((at % (side * BLOCK)) / BLOCK)]);

  // The layers. A map is a row-by-row array of side × side; weights are PyTorch's: (F, C, k, k) and (out, in).
  function convolve(maps, side, W, b) {
    const [filters, channels, k] = W.shape, edge = (k - 1) / 2;
    return Array.from({ length: filters }, (_, f) => new Float64Array(side * side).fill(b.values[f]).map((bias, at) => {
      let total = bias;
      const top = Math.floor(at / side) - edge, left = (at % side) - edge;
      for (let c = 0; c < channels; c++) {
        for (let u = Math.max(0, -top); u < k && top + u < side; u++) {
          for (let v = Math.max(0, -left); v < k && left + v < side; v++) {
            total += maps[c][(top + u) * side + left + v] * W.values[((f * channels + c) * k + u) * k + v];
          }
        }
      }
      return total;
    }));
  }

  const relu = (map) => map.map((y) => Math.max(y, 0));

  function pool(map, side) {
    const half = Math.floor(side / 2);
    return Float64Array.from({ length: half * half }, (_, at) => {
      const first = 2 * Math.floor(at / half) * side + 2 * (at % half);
      return Math.max(map[first], map[first + 1], map[first + side], map[first + side + 1]);
    });
  }

  const dense = (x, W, b) => Float64Array.from(b.values, (bias, o) => x.reduce((y, value, i) => y + value * W.values[o * x.length + i], bias));

  function softmax(logits) {
    const largest = Math.max(...logits), powers = logits.map((z) => Math.exp(z - largest));
    const total = powers.reduce((a, b) => a + b, 0);
    return powers.map((e) => e / total);
  }

  // All that the network computes for a picture, which is an array of side × side.
  function forward([W1, b1, W2, b2, W3, b3, W4, b4], picture) {
    const side = Math.sqrt(picture.length), half = Math.floor(side / 2);
    const first = convolve([picture], side, W1, b1).map(relu), pooled = first.map((map) => pool(map, side));
    const second = convolve(pooled, half, W2, b2).map(relu), last = second.map((map) => pool(map, half));
    const hidden = relu(dense(last.flatMap((map) => [...map]), W3, b3)), logits = dense(hidden, W4, b4);
    return { first, pooled, second, last, hidden, logits, probabilities: softmax(logits) };
  }

  function tile(wide, high = wide) {
    const canvas = element("canvas", { width: wide, height: high, "aria-hidden": true });
    canvas.paint = (values, colour) => {
      const image = new ImageData(wide, high);
      values.forEach((value, at) => image.data.set([...colour(value), 255], 4 * at));
      canvas.getContext("2d").putImageData(image, 0, 0);
    };
    return canvas;
  }

  const grey = (largest) => (x) => Array(3).fill(Math.round(255 * clamp(x / largest, 0, 1)));
  const largest = (maps) => maps.reduce((most, map) => map.reduce((a, b) => Math.max(a, Math.abs(b)), most), 1e-9);
  const percent = (p) => (p >= 0.995 && p < 0.9995 ? `${(100 * p).toFixed(1)} %` : `${Math.round(100 * p)} %`);

  const tenths = (x) => Math.round(10 * x) / 10;

  // Where one draws: strokes under the pointer, or under a pen that the arrow keys move.
  class Paper {
    constructor(side, changed) {
      this.side = side;
      this.changed = changed;
      this.pen = [side / 2, side / 4];
      this.strokes = [];
      this.history = [];
      this.ink = svg("g");
      this.cursor = svg("circle", { r: RADIUS, class: "explorer-digit-pen" });
      const lines = Array.from({ length: side / BLOCK - 1 }, (_, n) => BLOCK * (n + 1)).map((at) => `M${at} 0V${side}M0 ${at}H${side}`);
      this.node = svg("svg", {
        viewBox: `0 0 ${side} ${side}`, role: "application", tabindex: 0, class: "explorer-digit-paper",
        "aria-label": "Paper: arrow keys move the pen, with shift they draw, space leaves a dot",
      }, this.ink, svg("path", { d: lines.join(""), class: "explorer-digit-lines" }), this.cursor);
      this.node.addEventListener("keydown", (event) => this.key(event));
      for (const kind of ["pointerdown", "pointermove", "pointerup", "pointercancel"]) this.node.addEventListener(kind, (event) => this.point(event));
    }

    // A picture of the data instead of strokes, or null; the first stroke takes its place. Undoing it turns by so many degrees.
    lay(picture, degrees) {
      const first = this.picture === undefined;
      if (!first && (picture !== this.picture || this.strokes.length)) this.keep(degrees);
      this.picture = picture;
      this.strokes = [];
      this.show();
    }

    line(from, to) {
      const last = this.strokes.at(-1), end = last?.at(-1);
      if (from && end && end[0] === from[0] && end[1] === from[1]) last.push(to);
      else this.begin(from ? [from, to] : [to]);
      this.show();
    }

    begin(stroke) {
      this.keep();
      this.picture = null;
      this.strokes.push(stroke);
    }

    keep(degrees) {
      this.history.push({ picture: this.picture, strokes: [...this.strokes], degrees });
    }

    // What was there before the last stroke, sample or clearing; none at the start.
    undo() {
      const before = this.history.pop();
      if (before) [this.picture, this.strokes] = [before.picture, before.strokes];
      this.show();
      return before;
    }

    show() {
      const width = this.side / BLOCK;
      const squares = Array.from(this.picture ?? [], (value, at) => svg("rect", {
        x: BLOCK * (at % width), y: BLOCK * Math.floor(at / width), width: BLOCK, height: BLOCK, fill: `rgb(${grey(1)(value)})` }));
      const lines = this.strokes.map((stroke) => svg("polyline", { points: [...stroke, stroke.at(-1)].join(" "), "stroke-width": 2 * RADIUS }));
      this.ink.replaceChildren(...squares, ...lines);
      [["cx", 0], ["cy", 1]].forEach(([name, axis]) => this.cursor.setAttribute(name, this.pen[axis]));
    }

    key(event) {
      const step = ARROWS[event.key];
      if ((!step && event.key !== " ") || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const from = this.pen;
      if (step) this.pen = from.map((x, axis) => clamp(x + step[axis], 0, this.side));
      if (!step) this.line(null, this.pen);
      else if (event.shiftKey) this.line(from, this.pen);
      else this.show();
      this.changed(true, `The pen is at ${tenths(this.pen[0])} across, ${tenths(this.pen[1])} down of ${this.side}.`);
    }

    point(event) {
      if (!event.isPrimary) return;  // a second finger
      if (event.type === "pointerdown") this.node.setPointerCapture(event.pointerId);
      else if (!this.down) return;
      if (["pointerup", "pointercancel"].includes(event.type)) {
        this.down = false;
        return this.changed(true);
      }
      const from = this.down ? this.pen : null;
      this.down = true;
      const { x, y } = where(event, this.node);
      this.pen = [x, y].map((each) => clamp(each, 0, this.side));
      this.line(from, this.pen);
      this.changed(false);
    }
  }

  class Explorer {
    constructor(root, { weights, samples, labels }) {
      const [count, side] = samples.shape;
      this.side = side;
      this.weights = weights;
      this.samples = Array.from({ length: count }, (_, n) => samples.values.slice(n * side ** 2, (n + 1) * side ** 2));
      this.labels = labels.values;
      this.fitted = true;
      this.degrees = 0;
      this.paper = new Paper(side * BLOCK, (done, note) => this.update(done, note));
      this.build(root);
      this.load(3);
    }

    build(root) {
      root.setAttribute("aria-label", "A digit for the trained network");
      this.given = tile(this.side);
      this.bars = element("div", { class: "explorer-digit-bars", role: "list" });
      this.said = element("p", { class: "explorer-said", "aria-live": "polite" });
      this.fill = element("input", { type: "checkbox", checked: true, onchange: ({ target }) => { this.fitted = target.checked; this.update(); } });
      root.append(
        element("p", { class: "explorer-title" }, "Draw a digit"),
        element("p", {}, "With finger, mouse or keys; then turn it, or leave it open. Nearly all sevens that the network learned from have a bar: draw yours without, then with."),
        element("div", { class: "explorer-digit-top" },
          element("figure", {}, this.paper.node, element("figcaption", {}, "your paper (arrow keys move the pen, with shift they draw)")),
          element("figure", {}, this.given, element("figcaption", {}, `what the network gets, ${this.side}×${this.side}`)),
          element("figure", {}, this.bars)),
        this.said,
        element("div", { class: "explorer-controls" }, button("Clear", () => this.clear()), button("Undo", () => this.undo()),
          element("label", {}, this.fill, element("span", {}, "fit to the frame, as the data were: centred and enlarged")),
          this.turner = slider("Turn", { min: -90, max: 90, step: 5, value: 0 }, (degrees) => { this.degrees = degrees; this.update(); }, (x) => `${x}°`.replace("-", "−"))),
        this.start("Unseen digits", 0, 10), this.start("Those it was least sure of", 10, this.samples.length),
        ...this.layers(),
      );
    }

    // Some digits of the data to begin with.
    start(title, from, to) {
      const each = (picture, n) => {
        const shown = tile(this.side);
        shown.paint(picture, grey(1));
        return element("button", { type: "button", "aria-label": `an unseen ${this.labels[n + from]}`, onclick: () => this.load(n + from) }, shown);
      };
      return element("div", { class: "explorer-digit-start", role: "group", "aria-label": title },
        element("span", {}, title), ...this.samples.slice(from, to).map(each));
    }

    layers() {
      const { first, second } = this.stages = forward(this.weights, this.samples[0]), half = Math.floor(this.side / 2), quarter = Math.floor(half / 2);
      const row = (name, count, side, text) => {
        this[name] = Array.from({ length: count }, () => tile(side));
        return element("figure", { class: `explorer-digit-layer explorer-digit-${name}` }, element("figcaption", {}, text), element("div", {}, ...this[name]));
      };
      this.hidden = tile(this.stages.hidden.length / 4, 4);
      return [
        this.kernels(first.length),
        row("first", first.length, this.side, `and ReLU: ${first.length} maps of ${this.side}×${this.side}, one below each kernel (white is the largest number of a layer)`),
        row("pooled", first.length, half, `Max pooling: the same maps in ${half}×${half}`),
        row("second", second.length, half, `Second convolution and ReLU: ${second.length} maps of ${half}×${half}, each made of all ${first.length} above`),
        row("last", second.length, quarter, `Max pooling: the same in ${quarter}×${quarter}`),
        element("figure", { class: "explorer-digit-layer explorer-digit-hidden" }, element("figcaption", {}, `Dense layer and ReLU: ${this.stages.hidden.length} numbers, of which the ten probabilities are made`), this.hidden),
      ];
    }

    kernels(count) {
      const { shape: [, , k], values } = this.weights[0], most = largest([values]);
      const tiles = Array.from({ length: count }, (_, f) => {
        const kernel = values.slice(f * k * k, (f + 1) * k * k), made = tile(k);
        made.paint(kernel, (weight) => redBlue(weight / most));
        return made;
      });
      return element("figure", { class: "explorer-digit-layer explorer-digit-first" },
        element("figcaption", {}, `First convolution: ${count} kernels of ${k}×${k}, red weights above 0, blue below`), element("div", {}, ...tiles));
    }

    load(n) {
      this.paper.lay(this.samples[n], this.degrees);
      this.turner.set(0);
      this.update(true, `An unseen ${this.labels[n]}.`);
    }

    clear() {
      this.paper.lay(null, this.degrees);
      this.turner.set(0);
    }

    undo() {
      const before = this.paper.undo();
      if (before?.degrees !== undefined) this.turner.set(before.degrees);
      this.update(true, before ? "" : "Nothing is left to undo.");
    }

    picture() {
      const { strokes, picture } = this.paper, side = this.side * BLOCK;
      if (picture) return average(turn(enlarge(picture, this.side), side, this.degrees), side);
      if (!strokes.length) return new Float64Array(this.side ** 2);
      return average(turn(rasterise(this.fitted ? fit(strokes, side) : strokes, side), side, this.degrees), side);
    }

    update(done = true, note = "") {
      const picture = this.picture(), empty = picture.every((x) => x === 0);
      const stages = (this.stages = forward(this.weights, picture));
      this.given.paint(picture, grey(1));
      for (const name of ["first", "pooled", "second", "last"]) {
        const most = largest(stages[name]);
        this[name].forEach((canvas, f) => canvas.paint(stages[name][f], grey(most)));
      }
      this.hidden.paint(stages.hidden, grey(largest([stages.hidden])));
      this.answer(stages.probabilities, empty);
      if (done) this.said.textContent = `${note} ${this.inWords(stages.probabilities, empty)}`.trim();
    }

    answer(probabilities, empty) {
      const best = probabilities.indexOf(Math.max(...probabilities));
      this.bars.replaceChildren(...Array.from(probabilities, (p, digit) => element("div", { role: "listitem", class: digit === best && !empty ? "best" : null },
        element("span", {}, String(digit)), element("span", { style: `--p: ${p}` }), element("span", {}, percent(p)))));
    }

    inWords(probabilities, empty) {
      if (empty) return "An empty paper. Probabilities add up to 1 even so.";
      const [best, next] = Array.from(probabilities, (p, digit) => [p, digit]).sort((a, b) => b[0] - a[0]);
      const other = next[0] >= 0.005 ? `; next comes ${article(next[1])} with ${percent(next[0])}` : "";
      return `The network reads ${article(best[1])} with ${percent(best[0])}${other}.`;
    }
  }

  const article = (digit) => `${digit === 8 ? "an" : "a"} ${digit}`;

  threeways.define("digit", {
    build: (root, data) => new Explorer(root, data),
    fit, rasterise, turn, average, enlarge, forward,
  });
})();
