// A map of words in two dimensions, and for a word the five that its vector, with all its dimensions, is nearest to.
"use strict";

(() => {
  const { element, svg, clamp, where } = threeways;
  const [WIDTH, HEIGHT, MARGIN, REACH] = [1000, 760, 50, 40];
  const LETTERS = 14;  // pixels on the screen, however wide the picture is
  const HUES = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#888888"];

  // Places (x, y) of the picture for points of the map, alternating x and y; the picture's y points down.
  function places(xy) {
    const points = Array.from({ length: xy.length / 2 }, (_, i) => [xy[2 * i], xy[2 * i + 1]]);
    const [low, high] = [Math.min, Math.max].map((end) => [0, 1].map((k) => end(...points.map((p) => p[k]))));
    const share = (p, k) => (p[k] - low[k]) / (high[k] - low[k]);
    return points.map((p) => [
      MARGIN + share(p, 0) * (WIDTH - 2 * MARGIN),
      HEIGHT - MARGIN - share(p, 1) * (HEIGHT - 2 * MARGIN),
    ]);
  }

  const squared = ([x, y], [u, v]) => (x - u) ** 2 + (y - v) ** 2;

  // The n points nearest to a place, the nearest first.
  function around(points, place, n, without = -1) {
    const far = points.map((point) => squared(point, place));
    return [...far.keys()].filter((i) => i !== without).sort((i, j) => far[i] - far[j]).slice(0, n);
  }

  // Heights for labels { x, y, width, height } so that none covers another: pushed apart, within the picture.
  function spread(labels) {
    const at = labels.map(({ y }) => y);
    const beside = (a, b) => Math.abs(a.x - b.x) < (a.width + b.width) / 2;
    for (let round = 0; round < 200; round++) {
      for (const [i, a] of labels.entries()) {
        for (const [j, b] of labels.entries()) {
          const short = a.height - Math.abs(at[i] - at[j]);
          if (j <= i || short <= 0 || !beside(a, b)) continue;
          const up = at[i] <= at[j] ? 1 : -1;
          at[i] -= (up * short) / 2;
          at[j] += (up * short) / 2;
        }
        at[i] = clamp(at[i], a.height, HEIGHT - a.height);
      }
    }
    return at;
  }

  function build(root, data) {
    const { words, themes } = data;
    const theme = data.theme.values;
    const [, n] = data.near.shape;
    const near = words.map((_, i) => [...data.near.values.subarray(i * n, (i + 1) * n)]);
    const points = Array.from({ length: words.length }, (_, i) => [...data.xy.values.subarray(2 * i, 2 * i + 2)]);
    const at = places(data.xy.values);

    const dots = at.map(([cx, cy], i) => svg("circle", { cx, cy, class: "dot", style: `--hue: ${HUES[theme[i]]}` }));
    const links = svg("g", { class: "links" });
    const labels = svg("g", { class: "labels" });
    const picture = svg("svg", {
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": "Map of words by t-SNE; choose a word in the list above",
      onpointermove: (event) => event.pointerType === "mouse" && point(event), onpointerdown: point,
    }, links, ...dots, labels);
    const said = element("p", { class: "explorer-said", "aria-live": "polite" });
    const list = element("select", { onchange: () => show(Number(list.value)) });
    list.append(...themes.map((name, k) => element("optgroup", { label: name },
      ...words.flatMap((word, i) => (theme[i] === k ? [element("option", { value: i }, word)] : [])))));

    function point(event) {
      const { x, y } = where(event, picture), place = [x, y];
      const [i] = around(at, place, 1);
      const touch = event.pointerType === "mouse" ? 1 : 2;  // a finger is less exact
      if (squared(at[i], place) < (touch * REACH) ** 2 && i !== Number(list.value)) show(i);
    }

    const keptOf = (i) => around(points, points[i], n, i).filter((j) => near[i].includes(j)).length;

    // A label stands beside its dot; moved away to be read, it keeps a thin line to it.
    function drawLabels(chosen) {
      if (!picture.clientWidth) return;  // not on the page yet
      const size = (LETTERS * WIDTH) / picture.clientWidth;
      const made = [chosen, ...near[chosen]].map((i) => {
        const width = 0.62 * size * words[i].length;
        const side = at[i][0] + size + width > WIDTH || at[i][0] > 0.7 * WIDTH ? -1 : 1;
        const start = at[i][0] + side * size;
        return { i, side, start, width, x: start + (side * width) / 2, y: at[i][1], height: 1.25 * size };
      });
      const heights = spread(made);
      labels.replaceChildren(...made.flatMap(({ i, side, start }, k) => [
        svg("line", { class: "leader", x1: at[i][0], y1: at[i][1], x2: start, y2: heights[k] }),
        svg("text", {
          x: start, y: heights[k] + 0.35 * size, "font-size": size, "stroke-width": size / 4,
          "text-anchor": side < 0 ? "end" : "start", class: i === chosen ? "chosen" : null,
        }, words[i]),
      ]));
    }

    function show(i) {
      list.value = i;
      const lit = new Set([i, ...near[i]]);
      dots.forEach((dot, j) => {
        dot.classList.toggle("faint", !lit.has(j));
        dot.classList.toggle("chosen", j === i);
      });
      links.replaceChildren(...near[i].map((j) =>
        svg("line", { x1: at[i][0], y1: at[i][1], x2: at[j][0], y2: at[j][1] })));
      drawLabels(i);
      said.textContent = `${words[i]} (${themes[theme[i]]}): nearest by cosine are ${near[i].map((j) => words[j]).join(", ")}. `
        + `${keptOf(i)} of these ${n} ${keptOf(i) === 1 ? "is" : "are"} among its ${n} nearest on the map.`;
    }

    root.setAttribute("aria-label", "The map, word by word");
    root.append(
      element("p", { class: "explorer-title" }, "The map, word by word"),
      element("p", {}, "Point at a dot, tap it, or choose its word. Lines lead to the words nearest to it by cosine: short where the map tells the truth, long where it does not."),
      element("div", { class: "explorer-controls" },
        element("label", {}, element("span", {}, "word"), list)),
      picture,
      element("p", { class: "explorer-map-legend" }, ...themes.map((name, k) =>
        element("span", {}, element("i", { style: `--hue: ${HUES[k]}`, "aria-hidden": "true" }), name))),
      said);
    const themed = [...words.keys()].filter((i) => theme[i] < themes.length - 1);
    show(themed.reduce((least, i) => (keptOf(i) < keptOf(least) ? i : least)));  // a word that the map serves ill
    const again = () => drawLabels(Number(list.value));
    new ResizeObserver(again).observe(root);
    addEventListener("resize", () => setTimeout(again, 200));  // when the page around it stands
  }

  threeways.define("map", { build, places, around, spread });
})();
