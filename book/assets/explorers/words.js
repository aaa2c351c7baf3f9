// Word vectors to search: the neighbours of a word by cosine, and a − b + c, in the vectors of the chapter.
"use strict";

(() => {
  const { element, slider, select, button } = threeways;
  const BOTH = "side by side";
  const OWN = "words of your own";
  const AT_ONCE = 12;  // completions offered
  let fields = 0;

  // A table { rows, d } from whole numbers: n rows of d, each brought to length 1.
  function table(bytes, d) {
    const rows = Float64Array.from(bytes);
    for (let i = 0; i < rows.length; i += d) unit(rows.subarray(i, i + d));
    return { rows, d };
  }

  function unit(vector) {
    const length = Math.hypot(...vector) || 1;
    vector.forEach((x, k) => { vector[k] = x / length; });
    return vector;
  }

  const row = ({ rows, d }, i) => rows.subarray(i * d, (i + 1) * d);

  // Rows of several tables one after the other, at length 1: the cosine is the mean of theirs.
  function joined(tables) {
    const d = tables.reduce((sum, each) => sum + each.d, 0);
    const n = tables[0].rows.length / tables[0].d;
    const rows = new Float64Array(n * d);
    for (let i = 0; i < n; i++) {
      let at = i * d;
      for (const each of tables) {
        rows.set(row(each, i).map((x) => x / Math.sqrt(tables.length)), at);
        at += each.d;
      }
    }
    return { rows, d };
  }

  // The cosine of every row with a vector.
  function cosines(table, vector) {
    const query = unit(Float64Array.from(vector));
    return Float64Array.from({ length: table.rows.length / table.d }, (_, i) => dot(row(table, i), query));
  }

  const dot = (a, b) => a.reduce((sum, x, k) => sum + x * b[k], 0);

  function analogy(table, [a, b, c]) {
    const [plus, minus, other] = [a, b, c].map((i) => row(table, i));
    return plus.map((x, k) => x - minus[k] + other[k]);
  }

  // Numbers of words, the highest cosine first; of equals the more frequent word.
  function ranked(cosine, without = []) {
    const all = [...cosine.keys()].filter((i) => !without.includes(i));
    return all.sort((i, j) => cosine[j] - cosine[i] || i - j);
  }

  // Letters to put in, leave out or replace (Levenshtein).
  function distance(a, b) {
    let above = [...Array(b.length + 1).keys()];
    for (let i = 1; i <= a.length; i++) {
      const line = [i];
      for (let j = 1; j <= b.length; j++) {
        const replaced = above[j - 1] + (a[i - 1] !== b[j - 1]);
        line.push(Math.min(replaced, above[j] + 1, line[j - 1] + 1));
      }
      above = line;
    }
    return above[b.length];
  }

  // Words come by their frequency, and sorting is stable: of equals the more frequent one.
  function spellings(words, typed, n = 5) {
    const far = new Map(words.map((word) => [word, distance(typed, word)]));
    return [...words].sort((a, b) => far.get(a) - far.get(b)).slice(0, n);
  }

  const read = (typed) => typed.trim().toLowerCase().replaceAll("’", "'");  // a phone's apostrophe
  const completions = (words, typed) => words.filter((word) => word.startsWith(typed)).slice(0, AT_ONCE);
  const count = (n) => n.toLocaleString("en");

  // A place to type a word of the vocabulary: it completes, and offers spellings of what it does not know.
  // onword(i, kept): a word stands there; it is kept on Enter, when the reader leaves the field, or when it is pressed.
  function field(label, { words, known }, start, onword) {
    const id = `explorer-words-${++fields}`;
    const list = element("datalist", { id });
    const help = element("span", { id: `${id}-help`, class: "explorer-words-help", "aria-live": "polite" });
    const input = element("input", {
      type: "text", list: id, size: 11, maxlength: 40, autocomplete: "off", autocapitalize: "none", spellcheck: "false",
      "aria-label": label, "aria-describedby": `${id}-help`, oninput: typed, onchange: finished,
    });
    let last;  // word that was kept

    function typed() {
      const text = read(input.value);
      list.replaceChildren(...(text ? completions(words, text) : []).map((value) => element("option", { value })));
      if (!known.has(text)) return;
      understood();
      onword(known.get(text), false);
    }

    function understood() {
      input.removeAttribute("aria-invalid");
      help.replaceChildren();
    }

    function accept(i) {
      set(i);
      onword(i, true);
    }

    function set(i) {
      if (read(input.value) !== words[i]) input.value = words[i];
      last = i;
      understood();
    }

    // On Enter, when the reader leaves the field, or has chosen from its list.
    function finished() {
      const text = read(input.value);
      if (text && !known.has(text)) refuse(text);
      else accept(text ? known.get(text) : last);
    }

    function refuse(text) {
      input.setAttribute("aria-invalid", "true");
      const offered = spellings(words, text).map((word) => button(word, () => {
        input.focus();
        accept(known.get(word));
      }));
      help.replaceChildren(`“${text}” is not among the ${count(words.length)} words; the lists go back to “${words[last]}”. Nearest spellings: `, ...offered);
      onword(last, false);
    }

    set(start);
    return { input, list, help, set };
  }

  function build(root, data) {
    const { words, counts, questions } = data;
    const known = new Map(words.map((word, i) => [word, i]));
    const company = new Int16Array(data.company.values.buffer);
    const kept = company.length / words.length;
    const tables = readTables(data);
    const names = Object.keys(data.tables);
    const start = known.get(data.start);
    const solvers = questions.map((each) => names.filter((name) => solves(name, each)));
    // The figure opens with a sum that comes out as expected; those that do not are in the list beside it.
    const asked = questions.find((_, i) => solvers[i].length) ?? questions[0];
    // Back returns to words that were kept; word may be one on the way to another.
    const state = { word: start, kept: start, asked, kind: BOTH, n: 10, free: false, before: [] };

    const about = element("p", { class: "explorer-words-about", tabindex: -1 });
    const nearest = element("div", { class: "explorer-words-lists" });
    const answers = element("div", { class: "explorer-words-lists" });
    const said = element("p", { class: "explorer-said", "aria-live": "polite" });
    const answered = element("p", { class: "explorer-said", "aria-live": "polite" });

    const search = field("word", { words, known }, state.word, (i, kept) => (kept ? go(i) : show(i)));
    const back = button("Back", () => { if (state.before.length) go(state.before.pop(), false); });
    const order = [1, 0, 2];  // a question is a : b :: c : d, and asks for b − a + c
    const terms = ["first word", "minus", "plus"].map((label, k) =>
      field(label, { words, known }, state.asked[order[k]], (i) => ask(k, i)));
    const chapter = select("Questions of the chapter", [...questions.map(written), OWN], written(state.asked), take);
    const free = element("input", { type: "checkbox", onchange: () => { state.free = free.checked; drawAnswers(); } });

    function solves(name, [a, b, c, usual]) {
      return ranked(cosines(tables[name], analogy(tables[name], [b, a, c])), [a, b, c])[0] === usual;
    }

    function share() {
      const won = names.map((name) => `${solvers.filter((each) => each.includes(name)).length} by ${name}`);
      return `Of the ${questions.length} questions listed here, ${won.join(" and ")} come out as expected.`;
    }

    function written([first, second, third, fourth]) {
      return `${words[second]} − ${words[first]} + ${words[third]} = ${words[fourth]}?`;
    }

    const shown = () => (state.kind === BOTH ? names : [state.kind]);

    function go(i, remember = true) {
      if (remember && i !== state.kept) state.before.push(state.kept);
      state.kept = i;
      search.set(i);
      back.setAttribute("aria-disabled", !state.before.length);
      show(i);
    }

    function show(i) {
      if (i === state.word) return;
      state.word = i;
      drawNearest();
    }

    // The button pressed is gone with its list: whoever is on the keyboard goes on from the new word.
    function follow(i) {
      go(i);
      about.focus();
    }

    function ask(k, i) {
      if (state.asked[order[k]] === i) return;
      state.asked = state.asked.slice(0, 3);
      state.asked[order[k]] = i;
      const same = questions.find((each) => each.slice(0, 3).join() === state.asked.join());
      state.asked = same ?? state.asked;
      chapter.querySelector("select").value = same ? written(same) : OWN;
      drawAnswers();
    }

    function take(text) {
      const found = questions.find((each) => written(each) === text);
      state.asked = found ?? state.asked.slice(0, 3);  // of the reader's own words nothing is expected
      if (found) terms.forEach((term, k) => term.set(found[order[k]]));
      else terms[0].input.focus();
      drawAnswers();
    }

    function list(label, name, found, cosine, note) {
      const items = found.map((i) => element("li", {},
        button(words[i], () => follow(i)),
        element("span", { class: "explorer-words-bar", style: `--share: ${Math.max(0, cosine[i])}`, "aria-hidden": "true" }),
        element("span", { class: "explorer-words-cosine" }, cosine[i].toFixed(2)),
        element("span", { class: "explorer-words-note" }, note(i))));
      return element("div", { "data-vectors": name },
        element("p", { class: "explorer-words-name" }, name),
        element("ol", { "aria-label": `${label}, by ${name}` }, ...items));
    }

    function drawNearest() {
      const { word, n } = state;
      const cosine = shown().map((name) => cosines(tables[name], row(tables[name], word)));
      const found = cosine.map((each) => ranked(each, [word]).slice(0, n));
      const both = found[0].filter((i) => found.every((each) => each.includes(i)));
      const note = (i) => (found.length > 1 && both.includes(i) ? "in both" : "");
      nearest.replaceChildren(...shown().map((name, k) =>
        list(`Nearest to ${words[word]}`, name, found[k], cosine[k], note)));
      about.replaceChildren(element("strong", {}, words[word]),
        `: ${count(counts.values[word])} times in the text. Its company, by mutual information: `,
        ...[...company.subarray(word * kept, (word + 1) * kept)].map((i) => button(words[i], () => follow(i))));
      back.setAttribute("aria-disabled", !state.before.length);
      said.textContent = found.length > 1
        ? `${words[word]}: ${both.length} of ${n} neighbours are in both lists.`
        : `${words[word]}: nearest is ${words[found[0][0]]}, cosine ${cosine[0][found[0][0]].toFixed(2)}.`;
    }

    function drawAnswers() {
      const [a, b, c, usual] = state.asked;
      const formula = `${words[b]} − ${words[a]} + ${words[c]}`;
      const said = [];
      const lists = shown().map((name) => {
        const cosine = cosines(tables[name], analogy(tables[name], [b, a, c]));
        const order = ranked(cosine, state.free ? [] : [a, b, c]);
        said.push(`${words[order[0]]} by ${name === "joined" ? "both joined" : name}` + verdict(usual, order));
        const note = (i) => ([a, b, c].includes(i) ? "given" : i === usual ? "expected" : "");
        return list(formula, name, order.slice(0, state.n), cosine, note);
      });
      answers.replaceChildren(...lists);
      answered.textContent = `${formula} gives ${said.join("; ")}.`;
    }

    function verdict(usual, order) {
      if (usual === undefined) return "";
      const rank = order.indexOf(usual) + 1;
      return rank === 1 ? ", as expected" : ` (${words[usual]} is no. ${count(rank)})`;
    }

    function draw() {
      drawNearest();
      drawAnswers();
    }

    root.setAttribute("aria-label", "Search the word vectors");
    root.append(
      element("p", { class: "explorer-title" }, "Search the word vectors"),
      element("p", {}, "Type a word, and press a neighbour to go on from it. Counting (PMI) and predicting (skip-gram) read the same text: where do they disagree?"),
      element("div", { class: "explorer-controls" },
        element("label", {}, element("span", {}, "word"), search.input, search.list), back,
        select("vectors", [BOTH, ...names, "joined"], BOTH, (kind) => { state.kind = kind; draw(); }),
        slider("how many", { min: 3, max: 30, step: 1, value: state.n }, (n) => { state.n = n; draw(); })),
      search.help, about, nearest, said,
      element("p", { class: "explorer-title explorer-words-second" }, "Arithmetic with words"),
      element("p", {}, `The nearest words to a sum, without the three that it is made of. Let them answer, too, and see who wins. Press one to search it above. ${share()}`),
      element("div", { class: "explorer-controls" }, chapter),
      element("div", { class: "explorer-controls" },
        ...terms.map(({ input, list }, k) => element("label", {}, element("span", { class: "explorer-words-sign" }, ["", "−", "+"][k]), input, list)),
        element("label", {}, free, element("span", {}, "the three words may answer"))),
      ...terms.map(({ help }) => help), answers, answered,
      element("p", { class: "explorer-words-foot" },
        `The ${count(words.length)} most frequent of ${count(data.vocabulary)} words. Rounding the vectors to bytes moved the cosines of 200 words by ${data.error.toFixed(3)} at most.`));
    draw();
  }

  function readTables(data) {
    const read = ([name, { values }]) => [name, table(new Int8Array(values.buffer), data.dims)];
    const tables = Object.fromEntries(Object.entries(data.tables).map(read));
    return { ...tables, joined: joined(Object.values(tables)) };
  }

  threeways.define("words", { build, readTables, cosines, analogy, ranked, row, distance, spellings, completions });
})();
