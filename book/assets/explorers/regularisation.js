// The loss, the penalty and their optimum in the plane of two weights; beside it the path of all weights over λ.
// The objective is the chapter's: mean squared error + λ (α Σ|w| + (1 − α) Σw²); α = 0 is ridge, α = 1 the lasso.
// Of the data it needs the moments: gram = XᵀX / n, cross = Xᵀy / n, power = mean y², variance = var y.
"use strict";

(() => {
  const { element, svg, slider, button, where } = threeways;
  const MIXES = { ridge: 0, "elastic net": 0.5, lasso: 1 };
  const MARKED = { BMI: "blue", s5: "red", "blood pressure": "green", s6: "purple" };  // as in the chapter's picture
  const LAMS = Array.from({ length: 61 }, (_, i) => 10 ** (-2 + i / 20));
  const TURN = Array.from({ length: 241 }, (_, i) => (2 * Math.PI * i) / 240);
  const WIDTH = 360, HEIGHT = 376, EDGE = { left: 44, right: 8, top: 30, bottom: 38 };  // frames are square

  const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);
  const softThreshold = (z, t) => (Math.abs(z) > t ? z - Math.sign(z) * t : 0);

  // Gaussian elimination; the matrix is positive definite, so that no rows need to change places.
  function solve(matrix, right) {
    const rows = matrix.map((row, i) => [...row, right[i]]);
    const d = rows.length, w = Array(d).fill(0);
    for (let i = 0; i < d; i++)
      for (let k = i + 1; k < d; k++) {
        const share = rows[k][i] / rows[i][i];
        for (let j = i; j <= d; j++) rows[k][j] -= share * rows[i][j];
      }
    for (let i = d - 1; i >= 0; i--) w[i] = (rows[i][d] - dot(rows[i].slice(0, d), w)) / rows[i][i];
    return w;
  }

  const ridge = ({ gram, cross }, l2) =>
    solve(gram.map((row, i) => row.map((value, j) => value + (i === j ? l2 : 0))), cross);

  // Coordinate descent, until the conditions of a minimum hold.
  function elasticNet(moments, l1, l2, start) {
    const { gram, cross } = moments;
    const w = start ? [...start] : cross.map(() => 0);
    for (let sweep = 0; sweep < 50000; sweep++) {
      for (let j = 0; j < w.length; j++) {
        const fit = cross[j] - dot(gram[j], w) + gram[j][j] * w[j];
        w[j] = softThreshold(fit, l1 / 2) / (gram[j][j] + l2);
      }
      if (gap(moments, w, l1, l2) < 1e-11) break;
    }
    return w;
  }

  function gap({ gram, cross }, w, l1, l2) {
    const slopes = w.map((weight, j) => 2 * (dot(gram[j], w) - cross[j] + l2 * weight));
    return Math.max(...slopes.map((slope, j) => (w[j] ? Math.abs(slope + l1 * Math.sign(w[j])) : Math.abs(slope) - l1)));
  }

  const optimum = (moments, lam, mix, start) =>
    mix === 0 ? ridge(moments, lam) : elasticNet(moments, lam * mix, lam * (1 - mix), start);

  // The optimum at each λ, from the largest down: there each is a good start for the next.
  function path(moments, lams, mix) {
    const found = [];
    for (let i = lams.length - 1; i >= 0; i--) found[i] = optimum(moments, lams[i], mix, found[i + 1]);
    return found;
  }

  const r2 = ({ gram, cross, power, variance }, w) =>
    1 - (power - 2 * dot(cross, w) + dot(w, gram.map((row) => dot(row, w)))) / variance;

  // Above it no weight is left; ridge has none.
  const lamMax = ({ cross }, mix) => (2 * Math.max(...cross.map(Math.abs))) / mix;

  // Two standardised measurements and what each says about y, as if their correlation were another.
  const asIf = ({ cross }, r) => ({ gram: [[1, r], [r, 1]], cross });

  const charge = (w, mix) => w.reduce((sum, x) => sum + mix * Math.abs(x) + (1 - mix) * x * x, 0);

  // The edge of the weights that are charged as much: circle, diamond, or something between.
  function ball(mix, cost) {
    return TURN.map((angle) => {
      const along = [Math.cos(angle), Math.sin(angle)];
      const linear = mix * charge(along, 1);
      const length = cost && (2 * cost) / (linear + Math.sqrt(linear ** 2 + 4 * (1 - mix) * cost));
      return along.map((x) => x * length);
    });
  }

  // Where the mean squared error is `above` its minimum, at `best`: an ellipse, by the Cholesky factor of the gram matrix.
  function contour({ gram }, best, above) {
    const a = Math.sqrt(gram[0][0]), b = gram[0][1] / a, c = Math.sqrt(gram[1][1] - b * b);
    return TURN.map((angle) => {
      const x = Math.sqrt(above) * Math.cos(angle), y = (Math.sqrt(above) * Math.sin(angle)) / c;
      return [best[0] + (x - b * y) / a, best[1] + y];
    });
  }

  function lossAbove({ gram }, best, w) {
    const away = w.map((x, i) => x - best[i]);
    return dot(away, gram.map((row) => dot(row, away)));
  }

  const signed = (x) => (x === 0 ? "0" : (x < 0 ? "−" : "+") + Math.abs(x).toFixed(Math.abs(x) < 0.005 ? 4 : 2));
  const plain = (x) => (Math.round(100 * x) / 100 + 0).toFixed(2).replace("-", "−");
  const name = (mix) => Object.keys(MIXES).find((key) => MIXES[key] === mix) ?? "elastic net";
  const list = (words) => (words.length < 2 ? words.join() : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`);

  // Axes with ticks; a curve, given in the axes' units, is drawn on `layer` and cut off at the frame.
  function plot(title, about, x, y) {
    const across = WIDTH - EDGE.left - EDGE.right, up = HEIGHT - EDGE.top - EDGE.bottom;
    const px = (value) => (across * (value - x.low)) / (x.high - x.low);
    const py = (value) => (up * (y.high - value)) / (y.high - y.low);
    const frame = svg("svg", { x: EDGE.left, y: EDGE.top, width: across, height: up });
    const root = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": about });
    const text = (at, words, attributes) => {
      const made = svg("text", { x: at[0], y: at[1], ...attributes });
      made.textContent = words;
      root.append(made);
    };
    text([EDGE.left, 18], title, { class: "title" });
    for (const [value, words] of x.ticks) {
      frame.append(svg("path", { class: "grid", d: `M${px(value)} 0V${up}` }));
      text([EDGE.left + px(value), HEIGHT - 22], words, { "text-anchor": "middle" });
    }
    for (const [value, words] of y.ticks) {
      frame.append(svg("path", { class: "grid", d: `M0 ${py(value)}H${across}` }));
      text([EDGE.left - 5, EDGE.top + py(value) + 4], words, { "text-anchor": "end" });
    }
    text([EDGE.left + across / 2, HEIGHT - 5], x.label, { "text-anchor": "middle" });
    text([0, 0], y.label, { "text-anchor": "middle", transform: `translate(10 ${EDGE.top + up / 2}) rotate(-90)` });
    const layer = svg("g");
    frame.append(layer);
    root.append(frame);
    const line = (points) => `M${points.map(([a, b]) => `${px(a).toFixed(1)} ${py(b).toFixed(1)}`).join("L")}`;
    const pointed = (event) => {  // in the axes' units
      const at = where(event, root), right = at.x - EDGE.left, down = at.y - EDGE.top;
      return [x.low + (right / across) * (x.high - x.low), y.high - (down / up) * (y.high - y.low)];
    };
    return { root, layer, px, py, line, pointed };
  }

  // Calls moved(event) from the press on, until the pointer is released, wherever it goes.
  function drag(target, moved) {
    target.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      target.setPointerCapture(event.pointerId);
      moved(event);
    });
    target.addEventListener("pointermove", (event) => target.hasPointerCapture(event.pointerId) && moved(event));
  }

  const ticks = (values) => values.map((value) => [value, String(value).replace("-", "−")]);

  function build(root, { names, pair, seen, unseen }) {
    const ofPair = { gram: pair.map((i) => pair.map((j) => seen.gram[i][j])), cross: pair.map((i) => seen.cross[i]) };
    const inData = ofPair.gram[0][1];
    const state = { lam: 0.2, mix: 1, correlation: inData, marked: new Set(Object.keys(MARKED).slice(0, 3)) };
    const plane = drawPlane(pair.map((i) => names[i]));
    const paths = drawPaths(seen);
    const chips = names.map((each) => chip(each, state.marked, draw));
    const said = element("p", { class: "explorer-said", "aria-live": "polite" });

    const controls = {
      lam: slider("λ", { min: -2, max: 1, step: 0.01, value: Math.log10(state.lam) }, change("lam", (x) => 10 ** x),
        (x) => (10 ** x).toPrecision(2)),
      mix: slider("mix α", { min: 0, max: 1, step: 0.05, value: state.mix }, change("mix"), plain),
      correlation: slider("correlation of the two", { min: 0, max: 0.9, step: 0.01, value: inData },
        change("correlation", (x) => (Math.abs(x - inData) < 0.006 ? inData : x)), plain),
    };
    const buttons = Object.entries(MIXES).map(([each, mix]) => button(each, () => controls.mix.set(mix)));
    drag(paths.root, (event) => controls.lam.set(paths.pointed(event)[0]));
    drag(plane.handle, (event) => controls.lam.set(Math.log10(nearest(plane.trail, plane.pointed(event)))));

    function change(key, from = (x) => x) {
      return (value) => {
        state[key] = from(value);
        draw();
      };
    }

    function draw() {
      const w = optimum(seen, state.lam, state.mix);
      const two = plane.draw(asIf(ofPair, state.correlation), state);
      paths.draw(names, w, state);
      names.forEach((each, j) => chips[j].show(w[j], state.marked.has(each)));
      buttons.forEach((each) => each.setAttribute("aria-pressed", each.textContent === name(state.mix)));
      said.textContent = [tellAll(names, w, state, seen), tellFit(w, seen, unseen),
        tellTwo(pair.map((i) => names[i]), two, state, inData)].join(" ");
    }

    root.setAttribute("aria-label", "Playground of the penalty: loss, charge and optimum, and the path of the weights");
    root.append(
      element("p", { class: "explorer-title" }, "A playground of λ"),
      element("p", { class: "explorer-regularisation-try" },
        "Drag λ, or the point: it slides along its path; the lasso’s meets an axis and stays on it, ridge’s does not. ",
        "Make the two measurements more alike: least squares runs off to weights of opposite signs, and the lasso keeps one, unless λ is small."),
      element("div", { class: "explorer-controls" }, controls.lam,
        element("div", { class: "explorer-regularisation-mixes", role: "group", "aria-label": "penalty" }, ...buttons),
        controls.mix, controls.correlation),
      element("div", { class: "explorer-regularisation-plots" }, plane.root, paths.root),
      legend(),
      element("div", { class: "explorer-regularisation-weights", role: "group",
        "aria-label": "weights; press one to mark its line" }, ...chips),
      said,
    );
    draw();
  }

  function legend() {
    const keys = { free: "least squares", best: "optimum", trail: "its path over λ",
      ball: "no more penalty than the optimum", touching: "as much loss as the optimum" };
    return element("ul", { class: "explorer-regularisation-legend" }, ...Object.entries(keys).map(([kind, words]) => {
      const shape = { free: svg("circle", { r: 4, cx: 10, cy: 7 }), best: svg("circle", { r: 5, cx: 10, cy: 7 }),
        ball: svg("path", { d: "M2 2H18V12H2Z" }) }[kind] ?? svg("path", { d: "M1 7H19" });
      shape.setAttribute("class", kind);
      return element("li", {}, svg("svg", { width: 20, height: 14, "aria-hidden": true }, shape), words);
    }));
  }

  const nearest = (trail, [x, y]) => {
    const far = trail.map((w) => Math.hypot(w[0] - x, w[1] - y));
    return LAMS[far.indexOf(Math.min(...far))];
  };

  function drawPlane([first, second]) {
    const about = `Contours of the loss over the weights of ${first} and ${second}; at the optimum `
      + "they touch the weights that are charged no more, a circle for ridge, a diamond for the lasso.";
    const made = plot(`${first} and ${second} alone`, about,
      { low: -0.75, high: 1.5, label: `weight of ${first}`, ticks: ticks([-0.5, 0, 0.5, 1, 1.5]) },
      { low: -1.125, high: 1.125, label: `weight of ${second}`, ticks: ticks([-1, -0.5, 0, 0.5, 1]) });
    const curve = (kind) => made.layer.appendChild(svg("path", { class: kind }));
    const [circle, axes, rings, touching, way] = ["ball", "axis", "ring", "touching", "trail"].map(curve);
    const point = (kind, radius) => made.layer.appendChild(svg("circle", { class: kind, r: radius }));
    const [free, best, handle] = [point("free", 4), point("best", 5.5), point("handle", 16)];
    const put = (circle, [x, y]) => [["cx", made.px(x)], ["cy", made.py(y)]].forEach((each) => circle.setAttribute(...each));
    axes.setAttribute("d", made.line([[-1, 0], [2, 0]]) + made.line([[0, -2], [0, 2]]));
    made.handle = handle;
    made.draw = (moments, { lam, mix }) => {
      const least = ridge(moments, 0), w = optimum(moments, lam, mix);
      made.trail = path(moments, LAMS, mix);
      circle.setAttribute("d", made.line(ball(mix, charge(w, mix))));
      rings.setAttribute("d", [0.15, 0.3, 0.45, 0.6, 0.75].map((r) => made.line(contour(moments, least, r * r))).join(""));
      touching.setAttribute("d", made.line(contour(moments, least, lossAbove(moments, least, w))));
      way.setAttribute("d", made.line([least, ...made.trail]));
      put(free, least);
      [best, handle].forEach((each) => put(each, w));
      return w;
    };
    return made;
  }

  function drawPaths(moments) {
    const all = [0, 1].flatMap((mix) => path(moments, LAMS, mix)).flat();
    const made = plot("All ten", "The ten weights over λ, with a marker at the λ chosen.",
      { low: -2, high: 1, label: "λ", ticks: [[-2, "0.01"], [-1, "0.1"], [0, "1"], [1, "10"]] },
      { low: Math.min(...all) - 0.03, high: Math.max(...all) + 0.03, label: "weight", ticks: ticks([-0.2, 0, 0.2, 0.4]) });
    let drawn = null, weights = [];
    made.draw = (names, w, { lam, mix, marked }) => {
      if (drawn !== mix) weights = path(moments, LAMS, (drawn = mix));
      const x = Math.log10(lam), most = Math.log10(lamMax(moments, mix));
      const lines = names.map((each, j) => svg("path", {
        class: marked.has(each) ? `marked ${MARKED[each] ?? ""}` : "weight",
        d: made.line(LAMS.map((each, i) => [Math.log10(each), weights[i][j]])),
      }));
      lines.sort((a, b) => a.classList.contains("marked") - b.classList.contains("marked"));
      const points = names.flatMap((each, j) => marked.has(each)
        ? [svg("circle", { class: `at ${MARKED[each] ?? ""}`, r: 4, cx: made.px(x), cy: made.py(w[j]) })] : []);
      made.layer.replaceChildren(
        svg("path", { class: "most", d: mix ? made.line([[most, -9], [most, 9]]) : "" }), ...label(most, mix, made),
        svg("path", { class: "axis", d: made.line([[-2, 0], [1, 0]]) }), ...lines,
        svg("path", { class: "here", d: made.line([[x, -9], [x, 9]]) }), ...points,
        ...ends(names.flatMap((each, j) => (marked.has(each) ? [[each, made.py(weights[0][j])]] : []))));
    };
    return made;
  }

  function label(most, mix, { px }) {
    if (!mix || most > 0.7) return [];
    const made = svg("text", { x: px(most) + 4, y: 14 });
    made.textContent = "λ max";
    return [made];
  }

  // Names at the lines' left ends, above them, no two on top of one another.
  function ends(named) {
    let free = Infinity;
    return named.sort((a, b) => b[1] - a[1]).map(([words, y]) => {
      free = Math.min(y - 5, free - 14);
      const made = svg("text", { class: `end ${MARKED[words] ?? ""}`, x: 5, y: free });
      made.textContent = words;
      return made;
    });
  }

  function chip(each, marked, draw) {
    const value = element("span", {});
    const made = button(each, () => {
      if (!marked.delete(each)) marked.add(each);
      draw();
    });
    made.append(" ", value);
    if (MARKED[each]) made.classList.add(MARKED[each]);
    made.show = (weight, pressed) => {
      value.textContent = signed(weight);
      made.classList.toggle("zero", weight === 0);
      made.setAttribute("aria-pressed", pressed);
    };
    return made;
  }

  function tellAll(names, w, { lam, mix }, moments) {
    const zeros = names.filter((_, j) => w[j] === 0);
    const start = `At λ = ${lam.toPrecision(2)} (${name(mix)})`;
    if (zeros.length === names.length)
      return `${start} all ten weights are exactly zero: λ is above λ max = ${plain(lamMax(moments, mix))}.`;
    if (!zeros.length) return `${start} none of the ten weights is exactly zero.`;
    return `${start} ${zeros.length} of the ten weights ${zeros.length > 1 ? "are" : "is"} exactly zero: ${list(zeros)}.`;
  }

  const tellFit = (w, seen, unseen) =>
    `R² is ${plain(r2(seen, w))} on the seen patients, ${plain(r2(unseen, w))} on the unseen.`;

  function tellTwo(names, w, { correlation }, inData) {
    const zeros = names.filter((_, j) => w[j] === 0);
    const given = correlation === inData
      ? "Of the two alone" : `Of the two, were their correlation ${plain(correlation)} (it is ${plain(inData)})`;
    const which = zeros.length === 2 ? "both weights are" : zeros.length ? `the weight of ${zeros[0]} is` : "no weight is";
    return `${given}, ${which} exactly zero.`;
  }

  threeways.define("regularisation", { build, ridge, optimum, path, r2, lamMax, asIf, charge, ball, contour, lossAbove });
})();
