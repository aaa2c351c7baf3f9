// "Check yourself": to choose an answer is to open it, which then says whether it is right. The first choice for each question
// is remembered, in this browser only. Where this does not run the answers still open, each with its mark and explanation.
"use strict";

(() => {
  const key = (page) => `threeways-quiz ${page}`;

  // What was chosen first: the answer's text for each question of the page, or null. A question since rewritten forgets.
  function recall(page) {
    try {
      return JSON.parse(localStorage.getItem(key(page))) ?? [];
    } catch {
      return [];
    }
  }

  function remember(page, first) {
    try {
      localStorage.setItem(key(page), JSON.stringify(first));
    } catch {
      // A browser that stores nothing: the answers last as long as the page.
    }
  }

  const element = (name, attributes, ...children) => {
    const made = Object.assign(document.createElement(name), attributes);
    made.append(...children);
    return made;
  };

  class Quiz {
    constructor(page, questions) {
      this.page = page;
      this.questions = questions;
      const before = recall(page);
      this.first = questions.map((choices, i) => choices.find((choice) => text(choice) === before[i]) ?? null);
      this.status = element("p", { role: "status" });
      this.again = element("button", { type: "button", onclick: () => this.startOver() }, "Start over");
      questions.forEach((choices, i) => this.prepare(choices, i));
      const heading = questions[0][0].closest("section").querySelector("h2");
      heading.after(element("div", { className: "quiz-progress" }, this.status, this.again));
      this.show();
    }

    // A screen reader says the question when it comes upon the first of its answers.
    prepare(choices, i) {
      const question = choices[0].previousElementSibling;
      const group = element("div", { role: "group" });
      question.id ||= `question-${i + 1}`;
      group.setAttribute("aria-labelledby", question.id);
      question.before(group);
      group.append(question, ...choices);
      for (const choice of choices) {
        choice.querySelector("p").prepend(element("strong", {}, verdict(choice)), " ");
        choice.querySelector("summary").addEventListener("click", () => choice.open || this.choose(choice, i));
      }
    }

    // By a click, a touch or a key; what a link or the browser's search opens was not chosen.
    choose(choice, i) {
      this.first[i] ??= choice;
      remember(this.page, this.first.map((each) => each && text(each)));
      this.show(`${verdict(choice)} `);
    }

    show(said = "") {
      const answered = this.first.filter(Boolean);
      const right = answered.filter(isRight).length;
      for (const choice of this.questions.flat()) choice.classList.toggle("chosen", answered.includes(choice));
      this.again.hidden = answered.length === 0;
      this.status.replaceChildren(
        element("span", { className: "visually-hidden" }, said),
        `${answered.length} of ${this.first.length} answered${answered.length ? `, ${right} at the first try` : ""}`,
      );
    }

    startOver() {
      this.first.fill(null);
      remember(this.page, []);
      for (const choice of this.questions.flat()) choice.open = false;
      this.show();
      this.questions[0][0].querySelector("summary").focus();  // the button has gone
    }
  }

  const text = (choice) => choice.querySelector("summary").textContent;
  const isRight = (choice) => choice.classList.contains("right");
  const verdict = (choice) => (isRight(choice) ? "Right." : "Not quite.");

  // Answers that follow one another belong to one question.
  function questions() {
    const found = [];
    for (const choice of document.querySelectorAll("details.choice")) {
      if (choice.previousElementSibling.matches("details.choice")) found.at(-1).push(choice);
      else found.push([choice]);
    }
    return found;
  }

  // In the front page's lists each chapter says how far its questions have been answered.
  function report() {
    for (const old of document.querySelectorAll(".quiz-answered")) old.remove();
    for (const link of document.querySelectorAll("article li a[href$='.html']")) {
      const first = recall(link.getAttribute("href").replace(/\.html$/, ""));
      const answered = first.filter(Boolean).length;
      const said = ` · ${answered} of ${first.length} answered`;
      if (answered) link.parentElement.append(element("span", { className: "quiz-answered" }, said));
    }
  }

  const found = questions();
  if (found.length) new Quiz(DOCUMENTATION_OPTIONS.pagename, found);
  if (DOCUMENTATION_OPTIONS.pagename === "index") window.addEventListener("pageshow", report);  // after going back, too
})();
