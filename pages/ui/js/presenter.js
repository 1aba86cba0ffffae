// What a teacher at a projector needs: full screen, a pointer that the class can see, a timer.
// Rules of this file: nothing here knows the run; on any page but the projector none of it is there.

import { button, html, iconButton, set } from "./dom.js";

const BEGINS = 60; // seconds that the first press of the timer gives
const MORE = 30; // seconds that each further press adds
const BEAT = 200; // ms between two looks at the clock

export function Presenter(view) {
  const spot = html("div", { class: "spot", hidden: true, "aria-hidden": "true" });
  const full = iconButton("full", view.w("full_screen"), fill, { "data-key": "f" });
  const point = iconButton("point", view.w("pointer"), aim, { "aria-pressed": "false", "data-key": "p" });
  const left = html("span", { text: clock(0) });
  const timer = button(
    { class: "tool timer", "aria-label": view.w("timer"), "data-tip": view.w("timer_help"), "data-key": "t", onclick: more },
    left,
  );
  const el = html("div", { class: "presenter" }, full, point, timer, spot);
  full.hidden = !document.fullscreenEnabled;
  let ends = null; // when the timer is over, by performance.now(); null: it stands still
  let beat = 0;

  function fill() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen?.().catch(() => {}); // an iPhone has none, a browser may refuse
  }

  function aim() {
    const on = spot.hidden;
    set(point, { "aria-pressed": String(on) });
    host().classList.toggle("aims", on);
    spot.hidden = !on;
    if (on) document.addEventListener("pointermove", follow);
    else document.removeEventListener("pointermove", follow);
  }

  function follow(event) {
    if (!el.isConnected) return document.removeEventListener("pointermove", follow); // the stage was taken away
    const edge = host().getBoundingClientRect();
    spot.style.transform = `translate(${event.clientX - edge.left}px, ${event.clientY - edge.top}px)`;
    return undefined;
  }

  const host = () => el.closest(".cap");

  // The first press begins, each further one gives more; after the end a press puts it back.
  function more() {
    const now = performance.now();
    if (ends !== null && ends <= now) return stop();
    ends = ends === null ? now + BEGINS * 1000 : ends + MORE * 1000;
    clearInterval(beat);
    beat = setInterval(tick, BEAT);
    return tick();
  }

  function stop() {
    clearInterval(beat);
    ends = null;
    timer.classList.remove("over", "runs");
    set(left, { text: clock(0) });
  }

  function tick() {
    const seconds = Math.max(0, Math.ceil((ends - performance.now()) / 1000));
    if (!seconds || !el.isConnected) clearInterval(beat);
    timer.classList.toggle("runs", seconds > 0);
    timer.classList.toggle("over", seconds === 0);
    set(left, { text: clock(seconds) });
  }

  return { el, load: () => (el.hidden = view.picture.mode !== "projector") };
}

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
