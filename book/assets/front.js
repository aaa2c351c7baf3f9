// The front page's picture comes alive: check by check, the ways' lines meet and a dot falls on its place. Without scripts the
// picture is complete; so it is for readers who want less motion, until they press play.
(() => {
  const figure = document.querySelector("figure.parity");
  if (!figure) return;
  const checks = JSON.parse(figure.querySelector("script").textContent);
  const dots = [...figure.querySelectorAll("circle")];
  const plot = figure.querySelector(".parity-plot");
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let at = 0, timer = null, fallen = 0;

  plot.insertAdjacentHTML("beforebegin", `
    <div class="parity-bar">
      <svg class="parity-ways" viewBox="0 0 100 48" aria-hidden="true">
        <path pathLength="1" d="M3 6C50 6 44 24 82 24"/><path pathLength="1" d="M3 42C50 42 44 24 82 24"/><path pathLength="1" d="M3 24H82"/>
        <circle cx="89" cy="24" r="7"/>
      </svg>
      <p><a></a><span></span></p>
      <div class="parity-buttons">
        <button type="button" aria-label="Previous check">‹</button><button type="button"></button><button type="button" aria-label="Next check">›</button>
      </div>
    </div>`);
  const [words, detail] = figure.querySelectorAll(".parity-bar p > *");
  const [back, play, next] = figure.querySelectorAll("button");
  const ways = figure.querySelector(".parity-ways");

  function show(index) {
    mark(index);
    const [what, chapter, names, difference, href] = checks[at];
    words.textContent = what;
    words.href = href;
    detail.textContent = `${chapter}: ${names}; ${apart(difference)}`;
  }

  function mark(index) {
    at = (index + checks.length) % checks.length;
    dots.forEach((dot, place) => dot.classList.toggle("shown", place === at));
    dots[at].classList.remove("waiting");
  }

  function apart(difference) {  // 4.4e-08
    const [number, power] = difference.split("e-");
    if (!Number(number)) return "equal to the last bit";
    return `apart by ${number}\u00a0×\u00a010⁻${[...String(Number(power))].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]).join("")}`;
  }

  // The first checks can be read; then they come quickly, with words for every eighth; when all have fallen, they take turns.
  function step() {
    if (words.matches(":hover, :focus")) {  // somebody is about to follow the link
      timer = setTimeout(step, 600);
      return;
    }
    const quick = fallen > 4 && fallen < checks.length;
    if (quick && fallen % 8) mark(at + 1);
    else show(at + 1);
    if (!quick) meet();
    fallen += 1;
    timer = setTimeout(step, quick ? 130 : fallen < 5 ? 1600 : 4000);
  }

  function meet() {
    ways.classList.remove("meet");
    void ways.getBoundingClientRect();  // starts the lines' animation anew
    ways.classList.add("meet");
  }

  function run(on, wait = 600) {
    clearTimeout(timer);
    timer = null;
    figure.classList.toggle("running", on);
    play.textContent = on ? "❚❚" : "▶";
    play.setAttribute("aria-label", on ? "Pause" : "Play");
    if (on) timer = setTimeout(step, wait);
  }

  function turn(by) {
    run(false);
    for (const dot of dots) dot.classList.remove("waiting");
    fallen = checks.length;
    show(at + by);
  }

  back.addEventListener("click", () => turn(-1));
  next.addEventListener("click", () => turn(1));
  play.addEventListener("click", () => run(!timer));
  dots.forEach((dot, place) => dot.addEventListener("click", () => turn(place - at)));
  document.addEventListener("visibilitychange", () => document.hidden && run(false));

  if (!still) for (const dot of dots.slice(1)) dot.classList.add("waiting");
  fallen = still ? checks.length : 1;
  show(0);
  run(!still, 2500);  // the page comes first
})();
