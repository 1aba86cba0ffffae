// The transport: first, back, play, forward, next interesting, last, a scrubber with marks, speed, t.
// Rules of this file: it only ever asks the view to move the cursor; the scrubber runs on the warped clock.

import { button, html, icon, iconButton, keep, set } from "./dom.js";
import { clamp } from "./numbers.js";
import { speedLabel } from "./playback.js";
import { landmark } from "./text.js";

export function Transport(view) {
  const caption = html("p", { class: "now" });
  const live = html("p", { class: "hidden", "aria-live": "polite" });
  const play = iconButton("play", view.w("play"), () => view.player.toggle(), { class: "tool main" });
  const tools = {
    first: () => view.player.step(-Infinity),
    back: () => view.player.step(-1),
    play: null,
    forward: () => view.player.step(1),
    next: () => view.player.stepStar(),
    last: () => view.player.step(Infinity),
  };
  const row = html(
    "div",
    { class: "tools" },
    ...Object.entries(tools).map(([name, act]) => (act ? iconButton(name, view.w(name), act, { "data-tool": name }) : play)),
  );
  const fill = html("div", { class: "fill" });
  const thumb = html("div", { class: "way" }, html("div", { class: "thumb" }));
  const marks = html("div", { class: "marks" });
  const track = html(
    "div",
    {
      class: "track",
      role: "slider",
      tabindex: 0,
      "aria-label": view.w("scrub"),
      "aria-valuemin": 0,
      onpointerdown: grab,
      onpointermove: drag,
      onpointerup: drop,
      onpointercancel: drop,
    },
    html("div", { class: "rail" }),
    fill,
    marks,
    thumb,
  );
  const speed = button({
    class: "tool speed",
    "data-tip": view.w("speed"),
    onclick: () => {
      view.player.faster();
      nameSpeed();
    },
  });
  const time = html("output", { class: "time" });
  const el = html(
    "section",
    { class: "card transport", "aria-label": view.w("transport") },
    caption,
    html("div", { class: "bar" }, row, track, speed, time),
    live,
  );
  const shown = new Map();
  let held = false;
  let was = null;

  function nameSpeed() {
    speed.textContent = speedLabel(view.player.speed());
    speed.setAttribute("aria-label", `${view.w("speed")} ${speed.textContent}`);
  }

  function seek(event) {
    const edge = track.getBoundingClientRect();
    const part = clamp((event.clientX - edge.left) / edge.width, 0, 1);
    view.player.seek(view.facts.warp.tick(part * view.facts.warp.total));
  }
  function grab(event) {
    held = true;
    track.setPointerCapture(event.pointerId);
    view.player.pause();
    seek(event);
  }
  function drag(event) {
    if (held) seek(event);
  }
  function drop() {
    held = false;
  }

  function load() {
    const { picture, facts } = view;
    el.hidden = picture.still;
    set(el, { "aria-label": landmark(view, "transport") });
    set(track, { "aria-valuemax": picture.events.length - 1 });
    set(time, { style: `min-width:${String(facts.warp.last).length + 4}ch` });
    keep(shown, marks, starsOf(picture, facts.warp), ({ kind, left }) => ({ el: html("i", { class: kind, style: `left:${left}%` }) }));
    nameSpeed();
  }

  function show(stepped) {
    const { cursor, facts, picture, playing } = view;
    const part = facts.warp.at(cursor.t) / facts.warp.total;
    fill.style.transform = `scaleX(${part})`;
    thumb.style.transform = `translateX(${part * 100}%)`;
    const label = `t = ${Math.floor(cursor.t)}`;
    if (time.textContent !== label) time.textContent = label;
    if (playing !== was) {
      was = playing;
      const verb = view.w(playing ? "pause" : "play");
      play.replaceChildren(icon(playing ? "pause" : "play"));
      set(play, { "aria-label": verb, "data-tip": verb });
    }
    if (!stepped) return;
    const event = picture.events[cursor.i];
    caption.replaceChildren(html("b", { text: `${cursor.i + 1}/${picture.events.length}` }), ` ${event?.text ?? ""}`);
    set(track, { "aria-valuenow": cursor.i, "aria-valuetext": `${label}, ${event?.text ?? ""}` });
    if (!playing && live.textContent !== event?.text) live.textContent = event?.text ?? "";
  }

  return { el, load, show };
}

// Faults, and what else is of interest, as marks of the scrubber: one for all that stand together.
function starsOf({ events }, warp) {
  const found = new Map();
  for (const { t, kind, star } of events) {
    if (kind !== "fault" && !star) continue;
    const left = Math.round((warp.at(t) / warp.total) * 400) / 4;
    const mark = kind === "fault" ? "fault" : "star";
    found.set(`${mark} ${left}`, { id: `${mark} ${left}`, kind: mark, left });
  }
  return [...found.values()];
}
