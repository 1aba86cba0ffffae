// Where the lesson page stands, and its focus (pages/ui/lesson/scroll.py has the rules). A component of its own.

const TOLD = ".st-key-lesson_told";
const GOES = '[class*="st-key-run_"], .st-key-reveal';
const HANDS = ["pointerdown", "wheel", "keydown", "touchmove"];
const find = (name) => document.querySelector(name);
const narrow = () => matchMedia("(max-width: 899px)").matches;
const still = matchMedia("(prefers-reduced-motion: reduce)");
const show = (name) => find(name)?.scrollIntoView({ block: "start", behavior: still.matches ? "auto" : "smooth" });
let timer = 0;
const stop = () => clearTimeout(timer);

function later(wait) {
  stop();
  timer = setTimeout(() => {
    const top = find(TOLD)?.getBoundingClientRect().top ?? 0;
    if (top < 40 || top > innerHeight * 0.6) show(TOLD);
  }, wait);
}

// To the section that a link names: again and again while the page is being built, unless the learner touches anything.
function land(times = 20) {
  if (!location.hash) return;
  document.getElementById(location.hash.slice(1))?.scrollIntoView();
  if (times) timer = setTimeout(land, 100, times - 1);
}

// What was pressed goes away: whoever had the focus there has it on the play bar then, unless it was taken elsewhere.
function toStage(pressed, times = 100) {
  const at = document.activeElement;
  if (at === pressed && times) setTimeout(toStage, 100, pressed, times - 1);
  if (at !== document.body) return;
  const roots = Array.from(find(".st-key-lesson_stage")?.querySelectorAll("*") ?? [], (el) => el.shadowRoot);
  roots.map((root) => root?.querySelector('[role="slider"]')).find(Boolean)?.focus({ preventScroll: true });
}

function listenOnce() {
  if (window.capCompare) return;
  window.capCompare = true;
  document.addEventListener("cap-compare", () => show(TOLD));
  document.addEventListener("click", ({ target }) => target.closest(GOES) && toStage(document.activeElement));
  for (const hand of HANDS) document.addEventListener(hand, stop, { capture: true, passive: true });
}

export function scrollTo({ data }) {
  listenOnce();
  const place = `${data.step} ${data.run} ${data.wait}`;
  if (window.capPlace === place) return;
  const first = window.capPlace === undefined;
  window.capPlace = place;
  stop();
  if (first) return land();
  if (data.wait !== null) {
    if (narrow()) later(data.wait);
    return;
  }
  setTimeout(() => {
    if (data.run) show(".st-key-lesson_stage");
    else find('[data-testid="stMain"]')?.scrollTo({ top: 0 });
  }, 60);
}
