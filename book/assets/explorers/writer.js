// A writer: the chapter's GRU and n-grams of characters say by how much each character of a text surprises them, and write on.
// The n-grams are counted here, on the chapter's own text, as threeways.scratch.ngram counts and smooths them.
"use strict";

(() => {
  const { element, slider, select, button, clamp } = threeways;
  const [UNK, BOS, EOS] = [0, 1, 2];  // numbers of <unk>, <s> and </s>
  const ORDERS = 6;       // longest n-grams
  const MOST = 20000;     // characters of a text
  const EVERY = 64;       // characters between states that are kept
  const SLICE = 12;       // milliseconds of work before the page gets its turn
  const SLICES = 10;      // between two looks at what has been read
  const LISTED = 10;      // characters with a bar
  const CONTEXT = 16;     // characters quoted
  const BITS = [1, 2, 4, 6, 8];  // where one colour ends and the next begins

  // ---- Networks: the step of the GRU, x W + b for x (m,), W (m, n) row by row, b (n,).

  function affine(x, W, b) {
    const y = Float64Array.from(b), n = b.length;
    for (let i = 0, at = 0; i < x.length; i++) for (let j = 0; j < n; j++, at++) y[j] += x[i] * W[at];
    return y;
  }

  // The chapter has rounded the matrices: rows of whole numbers up to 127, with a scale for each row.
  function widen({ whole, scale, shape: [m, n] }) {
    const numbers = new Int8Array(whole.values.buffer, 0, m * n);
    return Float64Array.from(numbers, (number, i) => number * scale.values[Math.floor(i / n)]);
  }

  // What a character says to the gates is the same each time it comes: an input for each character.
  function network({ embed, gru, out }) {
    const [V, d] = embed.E.shape, E = widen(embed.E), W = widen(gru.W);
    const inputs = Array.from({ length: V }, (_, v) => affine(E.subarray(v * d, v * d + d), W, gru.b.values));
    return { inputs, U: widen(gru.U), bRecurrent: gru.b_recurrent.values, W: widen(out.W), b: out.b.values };
  }

  const sigmoid = (x) => 1 / (1 + Math.exp(-x));

  function gruStep(token, h, { inputs, U, bRecurrent }) {
    const u = h.length, a = inputs[token], m = affine(h, U, bRecurrent);
    return h.map((before, i) => {
      const z = sigmoid(a[i] + m[i]), r = sigmoid(a[u + i] + m[u + i]);
      return z * before + (1 - z) * Math.tanh(a[2 * u + i] + r * m[2 * u + i]);
    });
  }

  const logits = (h, { W, b }) => affine(h, W, b);

  // ---- Counting: n-grams of order m are numbers of m digits in base V, sorted, with their counts.

  const encode = (text, known) => Array.from(text, (c) => (c === "\n" ? EOS : known.get(c) ?? UNK));
  const numbered = (characters) => new Map(characters.map((c, i) => [c, i]).slice(3));

  // The lines in a row, each from <s> to </s>, and how many of its line stand before each.
  function stream(text, known) {
    const ids = [], place = [];
    const add = (id, at) => { ids.push(id); place.push(at); };
    for (const id of encode(text, known)) {
      if (!place.length || ids.at(-1) === EOS) add(BOS, 0);
      add(id, place.at(-1) + 1);
    }
    return { ids, place };
  }

  function tally(sorted) {
    const keys = [], count = [];
    for (const key of sorted) {
      if (key === keys.at(-1)) count[count.length - 1]++;
      else { keys.push(key); count.push(1); }
    }
    return { keys: Float64Array.from(keys), count: Int32Array.from(count) };
  }

  // Where a sorted array reaches a number.
  function reach(keys, number) {
    let [low, high] = [0, keys.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (keys[middle] < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  // Kneser and Ney's counts: how many different characters come before; what begins with <s> keeps its count.
  function continuations({ keys, count }, longer, size) {
    const before = new Int32Array(keys.length);
    for (const key of longer.keys) before[reach(keys, key % size)]++;
    return before.map((n, i) => n || count[i]);
  }

  // Three discounts (Chen and Goodman 1998, equation 26), with the package's way out for small samples.
  function discounts(count) {
    const n = new Array(6).fill(0);
    for (const c of count) n[Math.min(c, 5)]++;
    const taken = [1, 2, 3].map((r) => r - ((r + 1) * n[1] * n[r + 1]) / ((n[1] + 2 * n[2]) * n[r]));
    return n[1] && n[2] && n[3] && taken.every((d) => d >= 0) ? [0, ...taken] : [0, 0.5, 1, 1.5];
  }

  // Orders 1, 2, …: yields after each, so that a page can breathe. The longest order of a model takes counts, the others continuations.
  function* counting(text, characters) {
    const V = characters.length, { ids, place } = stream(text, numbered(characters));
    const codes = Float64Array.from(ids), orders = [];
    for (let m = 1; m <= ORDERS; m++) {
      const found = [];
      codes.forEach((_, i) => {
        if (m > 1 && place[i] >= m - 1) codes[i] += ids[i - m + 1] * V ** (m - 1);
        if (place[i] >= Math.max(1, m - 1)) found.push(codes[i]);
      });
      const grams = tally(Float64Array.from(found).sort());
      grams.last = { count: grams.count, taken: discounts(grams.count) };
      if (m > 1) {
        const shorter = orders[m - 2], count = continuations(shorter, grams, V ** (m - 1));
        shorter.inner = { count, taken: discounts(count) };
      }
      orders.push(grams);
      yield orders;
    }
  }

  // Modified Kneser–Ney: (c − D(c)) / c(h) + b(h) P(w | h′), from the uniform distribution up.
  function ngramProbs(context, orders, order, V) {
    let p = new Float64Array(V).fill(1 / (V - 1));
    p[BOS] = 0;
    for (let m = 1; m <= Math.min(order, context.length + 1); m++) {
      const { keys, inner, last } = orders[m - 1], { count, taken } = m < order ? inner : last;
      const history = context.slice(context.length - m + 1).reduce((h, token) => h * V + token, 0) * V;
      const first = reach(keys, history);
      const seen = Array.from({ length: reach(keys, history + V) - first }, (_, i) => first + i);
      if (!seen.length) break;  // never followed by anything: nor is a longer one
      const discount = (i) => taken[Math.min(count[i], 3)];
      const total = seen.reduce((sum, i) => sum + count[i], 0);
      const backoff = seen.reduce((sum, i) => sum + discount(i), 0) / total;
      p = p.map((lower) => backoff * lower);
      for (const i of seen) p[keys[i] - history] += (count[i] - discount(i)) / total;
    }
    return p;
  }

  // ---- Choosing, as in the chapter: temperature, then top-k, then the nucleus, then the walk.

  function logSoftmax(z) {
    const most = z.reduce((a, b) => Math.max(a, b)), sum = z.reduce((s, x) => s + Math.exp(x - most), 0);
    return z.map((x) => x - most - Math.log(sum));
  }

  const softmax = (z) => logSoftmax(z).map(Math.exp);
  const ranked = (z) => Array.from(z.keys()).sort((a, b) => z[b] - z[a]);

  function keepTop(z, k) {
    const least = z.slice().sort()[z.length - k];
    return z.map((x) => (x >= least ? x : -Infinity));
  }

  function keepNucleus(z, p) {
    const probs = softmax(z), kept = z.map(() => -Infinity);
    let likelier = 0;
    for (const token of ranked(z)) {
      if (likelier >= p) break;
      kept[token] = z[token];
      likelier += probs[token];
    }
    return kept;
  }

  function shape(z, { temperature = 1, k = z.length, p = 1 }) {
    const shaped = keepTop(z.map((x) => x / temperature), k);
    return p < 1 ? keepNucleus(shaped, p) : shaped;
  }

  // The first token at which the cumulated probabilities pass t.
  function walk(z, t) {
    const probs = softmax(z), end = t * probs.reduce((a, b) => a + b);
    let sum = 0;
    return probs.findIndex((p) => (sum += p) > end);
  }

  // A number from [0, 1) for each seed and place (mulberry32): what is drawn does not depend on what was drawn before.
  function chance(seed, place) {
    const a = (Math.imul(seed, 0x9e3779b1) + Math.imul(place + 1, 0x6d2b79f5)) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  // ---- Reading: a model is { start(), read(token, state), logits(state) }; a text begins a line.

  const gruModel = (weights) => ({
    start: () => gruStep(EOS, new Float64Array(weights.W.length / weights.b.length), weights),
    read: (token, h) => gruStep(token, h, weights),
    logits: (h) => logits(h, weights),
  });

  const ngramModel = (orders, order, V) => ({
    start: () => [BOS],
    read: (token, context) => (token === EOS ? [BOS] : [...context.slice(2 - ORDERS), token]),
    logits: (context) => ngramProbs(context, orders, order, V).map(Math.log),
  });

  // bits[i] is the surprise of token i. A few states are kept, so that an edit does not mean reading all again.
  class Reading {
    constructor(model, tokens) {
      Object.assign(this, { model, tokens, bits: [], kept: [model.start()] });
      [this.state] = this.kept;
    }

    step() {
      const place = this.bits.length;
      if (place === this.tokens.length) return false;
      const token = this.tokens[place];
      this.bits.push(-logSoftmax(this.model.logits(this.state))[token] / Math.LN2);
      this.state = this.model.read(token, this.state);
      if ((place + 1) % EVERY === 0) this.kept.push(this.state);
      return true;
    }

    // The text has changed: goes back to where it has not.
    turn(tokens) {
      const changed = this.bits.findIndex((_, i) => tokens[i] !== this.tokens[i]);
      this.tokens = tokens;
      if (changed < 0) return;
      const piece = Math.floor(changed / EVERY);
      this.kept.length = piece + 1;
      this.bits.length = piece * EVERY;
      this.state = this.kept[piece];
    }

    // What the model expected at a place that has been read, or expects at the end.
    expected(place) {
      if (place === this.bits.length) return this.model.logits(this.state);
      const piece = Math.floor(place / EVERY);
      const since = this.tokens.slice(piece * EVERY, place);
      return this.model.logits(since.reduce((state, token) => this.model.read(token, state), this.kept[piece]));
    }
  }

  // ---- The figure.

  const pause = () => new Promise((done) => setTimeout(done));
  const shown = (c) => ({ " ": "␣", "\n": "⏎", "</s>": "⏎", "<unk>": "¤" })[c] ?? c;
  const colour = (bits) => BITS.filter((edge) => bits >= edge).length;
  const amount = (n) => `${n.toLocaleString("en")} character${n === 1 ? "" : "s"}`;
  const rounded = (x) => (x < 100 ? x.toFixed(1) : Math.round(x).toLocaleString("en"));
  const inBits = (bits) => `${bits.toFixed(1)} bits`;
  const percent = (p) => (p >= 0.0995 ? `${Math.round(100 * p)} %` : p >= 0.00095 ? `${(100 * p).toFixed(1)} %` : p ? "< 0.1 %" : "–");

  class Writer {
    constructor(root, data) {
      this.data = data;
      this.known = numbered(data.characters);
      this.gru = gruModel(network(data.network));
      this.settings = { model: "GRU", order: 5, temperature: 1, k: data.characters.length, p: 1, seed: 1 };
      this.left = 0;      // characters still to be written
      this.spans = [];    // of the characters that are shown
      this.place = null;  // that the reader looks at; null is the end
      root.setAttribute("aria-label", "Text coloured by surprise, and a model that writes on");
      root.append(...this.parts());
      this.startOver();
    }

    parts() {
      return [
        element("p", { class: "explorer-title" }, "What surprises a model, and what it writes"),
        element("p", { class: "explorer-writer-try" }, "Type or paste a text: the stronger the colour, the less the model expected the character. Choose one to see what it expected instead, or let it write on."),
        this.modelControls(),
        this.textArea(),
        this.writeControls(),
        element("div", { class: "explorer-writer-halves" },
          element("div", {}, this.coloured(), legend()),
          element("div", {}, this.barTable(), this.signs(), this.shapeControls())),
        (this.said = element("p", { class: "explorer-said", "aria-live": "polite" })),
        element("p", { class: "explorer-writer-credit" }, this.credit()),
      ];
    }

    modelControls() {
      const { order } = this.settings;
      const change = (name) => (value) => { this.settings[name] = value; this.changeModel(); };
      this.order = slider("order", { min: 1, max: ORDERS, step: 1, value: order }, change("order"));
      return element("div", { class: "explorer-controls" },
        select("model", ["GRU", "n-grams"], "GRU", change("model")), this.order);
    }

    shapeControls() {
      const V = this.data.characters.length;
      const set = (name) => (value) => { this.settings[name] = value; this.showBars(); };
      return element("div", { class: "explorer-controls" },
        slider("temperature τ", { min: 0.1, max: 2, step: 0.1, value: 1 }, set("temperature"), (x) => x.toFixed(1)),
        slider("top-k", { min: 1, max: V, step: 1, value: V }, set("k"), (k) => (k < V ? k : "all")),
        slider("nucleus p", { min: 0.05, max: 1, step: 0.05, value: 1 }, set("p"), (p) => (p < 1 ? p.toFixed(2) : "all")));
    }

    textArea() {
      this.area = element("textarea", {
        rows: 3, maxlength: MOST, spellcheck: "false", autocomplete: "off",
        oninput: () => this.edited(), onfocus: () => this.halt(), onpointerdown: () => this.halt(),
      });
      return element("label", { class: "explorer-writer-area" }, element("span", {}, "text"), this.area);
    }

    writeControls() {
      this.writeButton = button("write", () => (this.left ? this.halt() : this.write(200)));
      const seed = element("input", { type: "number", min: 0, max: 2 ** 32 - 1, step: 1, value: this.settings.seed });
      seed.addEventListener("input", () => { if (seed.value && seed.validity.valid) this.settings.seed = seed.valueAsNumber; });
      seed.addEventListener("change", () => { seed.value = this.settings.seed; });
      return element("div", { class: "explorer-controls" },
        this.writeButton,
        button("one character", () => { this.stop(); this.write(1); }),
        button("start over", () => this.startOver()),
        element("label", { class: "explorer-writer-seed" }, element("span", {}, "seed"), seed));
    }

    // The text is a slider, too: its value is the place that one looks at.
    coloured() {
      this.end = element("span", { class: "explorer-writer-end", title: "what comes next" }, "▁");
      this.text = element("div", {
        class: "explorer-writer-text", role: "slider", tabindex: 0, "aria-label": "place in the text", "aria-valuemin": 0, "aria-valuemax": 0, "aria-valuenow": 0,
        onkeydown: (event) => this.move(event),
        onclick: (event) => this.look([...this.text.children].indexOf(event.target.closest("span"))),
      }, this.end);
      return this.text;
    }

    barTable() {
      this.caption = element("caption");
      this.rows = element("tbody");
      const head = ["next", "", "model", "drawn from"].map((name) => element(name ? "th" : "td", name ? { scope: "col" } : {}, name));
      return (this.table = element("table", { class: "explorer-writer-bars" }, this.caption, element("thead", {}, element("tr", {}, ...head)), this.rows));
    }

    signs() {
      const n = this.known.size;
      return element("p", { class: "explorer-writer-signs" }, `␣ is a space, ⏎ the end of a line, ¤ any character that the models do not know: ${n + 2} = ${n} characters, ⏎ and ¤.`);
    }

    credit() {
      const { text, credit } = this.data;
      return `Both models have read the same ${amount(text.length)}${credit && ` (${credit})`}. Nothing that you type leaves your browser.`;
    }

    // ---- What the reader does.

    edited() {
      this.stop();
      this.place = null;
      this.reading.turn(encode(this.area.value, this.known));
      this.readOn();
    }

    startOver() {
      this.stop();
      this.area.value = this.data.line;
      this.place = null;
      this.changeModel();
    }

    // Counts when n-grams are first asked for. Whoever has changed the model meanwhile gets the last choice.
    async changeModel() {
      this.stop();
      const { model } = this.settings;
      this.order.hidden = model === "GRU";
      if (model !== "GRU" && !this.orders) {
        this.tell(`Counting the n-grams of ${amount(this.data.text.length)} …`);
        await (this.counted ??= this.count());
        if (this.settings.model !== model) return;
        this.stop();
      }
      const { order } = this.settings, V = this.data.characters.length;
      const [name, read] = model === "GRU" ? ["GRU", this.gru] : [`${order}-grams`, ngramModel(this.orders, order, V)];
      this.name = name;
      this.reading = new Reading(read, encode(this.area.value, this.known));
      await this.readOn();
    }

    async count() {
      let orders;
      for (orders of counting(this.data.text, this.data.characters)) await pause();
      this.orders = orders;
    }

    async write(count) {
      this.left = count;
      this.writeButton.textContent = "stop";
      this.place = null;
      const writing = (this.writing = {});  // another press, another one
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      while (this.left && this.area.value.length < MOST) {
        await this.readOn(still);  // each character is shown as it comes, or all at the end
        if (writing !== this.writing) return;
        this.append();
        this.left--;
        if (count > 1) this.progress(`Written ${count - this.left} of ${amount(count)}.`);
      }
      this.stop();
      await this.readOn();
    }

    append() {
      const z = this.choices(this.reading.model.logits(this.reading.state));
      const token = walk(z, chance(this.settings.seed, this.reading.tokens.length));
      const character = { [EOS]: "\n", [UNK]: "¤" }[token] ?? this.data.characters[token];
      this.area.value += character;
      this.area.scrollTop = this.area.scrollHeight;
      this.reading.tokens.push(token);
    }

    stop() {
      this.left = 0;
      this.writing = null;
      this.writeButton.textContent = "write";
    }

    // The reader has had enough, or wants the caret: what is written would throw it to the end.
    halt() {
      if (!this.left) return;
      this.stop();
      this.readOn();
    }

    // What can be drawn; <s> is in the vocabulary but never written.
    choices(z) {
      const shaped = shape(z, this.settings);
      shaped[BOS] = -Infinity;
      return shaped;
    }

    move(event) {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const n = this.spans.length, at = this.place ?? n;
      const to = { ArrowLeft: at - 1, ArrowRight: at + 1, ArrowDown: at - 1, ArrowUp: at + 1, PageUp: at + 10, PageDown: at - 10, Home: 0, End: n }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      this.look(clamp(to, 0, n));
    }

    look(place) {
      if (place < 0) return;
      this.place = place < this.spans.length ? place : null;
      this.showBars();
      this.looked.scrollIntoView({ block: "nearest" });
    }

    // ---- What it sees.

    // Reads in slices. Whatever changes the text or the model starts another run, and this one ends.
    async readOn(quiet = false) {
      const run = (this.run = {});
      clearTimeout(this.telling);  // what it would tell is over
      this.characters = Array.from(this.area.value);
      while (this.spans.length > this.reading.bits.length) this.spans.pop().remove();  // they are read again
      for (let slices = 0; this.readSlice(); slices++) {
        if (slices % SLICES === 0) this.showText();
        if (slices % SLICES === 1) this.showReading(slices === 1);
        await pause();
        if (run !== this.run) return;
      }
      if (quiet) return;
      this.showText();
      this.showBars();
      if (this.left) await pause();
      else this.tell(this.summary());
    }

    // True while there is more to read.
    readSlice() {
      const until = performance.now() + SLICE;
      while (this.reading.step()) if (performance.now() > until) return true;
      return false;
    }

    showText() {
      const { bits } = this.reading, added = document.createDocumentFragment();
      while (this.spans.length < bits.length) {
        const i = this.spans.length, c = this.characters[i];
        const known = this.isKnown(c);
        const title = `${shown(c)}: ${known ? "" : "unknown, read as ¤, "}${inBits(bits[i])}`;
        this.spans.push(element("span", { class: `explorer-writer-${known ? `bits-${colour(bits[i])}` : "unknown"}`, title }, c === "\n" ? "⏎\n" : c));
        added.append(this.spans.at(-1));
      }
      this.end.before(added);
      if (this.left) this.text.scrollTop = this.text.scrollHeight;
    }

    // Bars of the text before are put away, until there are new ones or the reader looks at a place.
    showReading(first) {
      const [read, all] = [this.reading.bits, this.reading.tokens].map(({ length }) => length.toLocaleString("en"));
      this.progress(`Reading … ${read} of ${all}. ${this.full()}`);
      if (!first) return;
      this.table.classList.add("explorer-writer-waiting");
      this.caption.textContent = "Reading …";
    }

    // The likeliest characters at the place that the reader looks at, before and after what the sliders do.
    showBars() {
      const place = Math.min(this.place ?? Infinity, this.spans.length);
      const z = this.reading.expected(place), choices = this.choices(z);
      const model = softmax(z), drawn = softmax(choices);
      const came = place < this.spans.length ? this.reading.tokens[place] : null;
      const listed = ranked(z).slice(0, LISTED);
      if (came !== null && !listed.includes(came)) listed.push(came);
      this.table.classList.remove("explorer-writer-waiting");
      this.rows.replaceChildren(...listed.map((token) => this.row(token, model[token], drawn[token], token === came)));
      const allowed = choices.filter(Number.isFinite).length;
      this.showPlace(place, listed[0], model[listed[0]], `${allowed} of ${this.known.size + 2} characters can be drawn`);
    }

    row(token, model, drawn, came) {
      const bar = (kind, p) => element("span", { class: `explorer-writer-${kind}`, style: `width: ${p ? `max(1px, ${100 * p}%)` : 0}` });
      return element("tr", came ? { class: "explorer-writer-came" } : {},
        element("th", { scope: "row" }, shown(this.data.characters[token])),
        element("td", { "aria-hidden": "true" }, bar("model", model), bar("drawn", drawn)),
        element("td", {}, percent(model)), element("td", {}, percent(drawn)));
    }

    showPlace(place, likeliest, p, allowed) {
      const { bits } = this.reading, ended = place === this.spans.length;
      const after = this.after(place), before = after[0].toUpperCase() + after.slice(1);
      const said = ended
        ? `${before}: “${shown(this.data.characters[likeliest])}” is likeliest, ${percent(p)}`
        : `${before}: “${this.named(place)}” came, ${inBits(bits[place])}, probability ${percent(2 ** -bits[place])}`;
      this.caption.textContent = `${said}. ${allowed}.`;
      this.text.setAttribute("aria-valuemax", this.spans.length);
      this.text.setAttribute("aria-valuenow", place);
      this.text.setAttribute("aria-valuetext", said);
      this.looked?.removeAttribute("data-looked");
      this.looked = ended ? this.end : this.spans[place];
      this.looked.setAttribute("data-looked", "");
    }

    after(place) {
      if (!place) return "at the beginning of a line";  // as which a text is read
      const start = Math.max(0, place - CONTEXT);
      const before = this.characters.slice(start, place).map((c) => (c === "\n" ? "⏎" : c)).join("");
      return `after “${start ? "…" : ""}${before}”`;
    }

    named(place) {
      return shown(this.characters[place]) + (this.isKnown(this.characters[place]) ? "" : ", unknown and read as ¤,");
    }

    isKnown(c) {
      return c === "\n" || this.known.has(c);
    }

    summary() {
      const { bits } = this.reading;
      if (!bits.length) return "There is no text yet.";
      const counted = [...bits.keys()].filter((i) => this.isKnown(this.characters[i]));
      return `${this.name}: ${counted.length ? this.mean(counted) : "no mean. "}${this.strangers(bits.length - counted.length)}${this.full()}`;
    }

    mean(counted) {
      const { bits } = this.reading;
      const mean = counted.reduce((sum, i) => sum + bits[i], 0) / counted.length;
      const most = counted.reduce((best, i) => (bits[i] > bits[best] ? i : best));
      return `${mean.toFixed(2)} bits per character in the mean over ${amount(counted.length)}, perplexity ${rounded(2 ** mean)}. `
        + `The greatest surprise: “${shown(this.characters[most])}” ${this.after(most)}, ${inBits(bits[most])}. `;
    }

    // Unknown letters in a row would look easy: they are all the same sign.
    strangers(n) {
      if (!n) return "";
      const found = [...new Set(this.characters.filter((c) => !this.isKnown(c)))];
      const some = found.slice(0, 5).map((c) => `“${c}”`).join(", ") + (found.length > 5 ? " …" : "");
      const [are, they] = n === 1 ? ["is", "it is"] : ["are", "they are"];
      return `${amount(n)} ${are} none of the ${this.known.size} that the models know (${some}); ${they} read as ¤, and left out of the mean. `;
    }

    full() {
      return this.area.value.length >= MOST ? `The text is full: ${amount(MOST)}.` : "";
    }

    // Not at each key: a screen reader could not follow.
    tell(text) {
      clearTimeout(this.telling);
      this.telling = setTimeout(() => {
        this.said.removeAttribute("aria-busy");
        this.said.textContent = text;
      }, 300);
    }

    // How far it is: to be seen at once, and not to be read out.
    progress(text) {
      clearTimeout(this.telling);
      this.said.setAttribute("aria-busy", "true");
      this.said.textContent = text;
    }
  }

  function legend() {
    const names = BITS.map((edge, i) => `${i ? BITS[i - 1] : 0}–${edge}`).concat(`over ${BITS.at(-1)}`);
    const patches = names.map((name, i) => element("span", { class: `explorer-writer-bits-${i}` }, name));
    return element("p", { class: "explorer-writer-legend" }, "Surprise in bits: ", ...patches, element("u", { class: "explorer-writer-unknown" }, "unknown"));
  }

  threeways.define("writer", {
    build: (root, data) => { root.writer = new Writer(root, data); },
    network, gruModel, counting, ngramModel, ngramProbs, encode, numbered, logSoftmax, keepTop, keepNucleus, shape, walk, chance, Reading,
  });
})();
