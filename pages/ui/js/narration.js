// The narration: what a lesson says about the event at which the run has come. Captions are tied to events by index.
// Rules of this file: it looks up and steps on; the words come with the picture, and become text nodes only.

import { button, html, set } from "./dom.js";
import { upto } from "./numbers.js";

const NARROW = matchMedia("(max-width: 899px)");

export function Narration(view) {
  const text = html("p", { class: "said" });
  const count = html("span", { class: "count" });
  const on = button({ class: "on", onclick: () => (compares() ? compare() : view.player.toNextCaption()) });
  const room = html("div", { class: "saying" }, text);
  const el = html("section", { class: "card narration", hidden: true, "aria-live": "polite" }, room, count, on);

  const said = () => view.picture.captions;
  const over = () => view.cursor.i >= (said().length ? said().at(-1).i : view.picture.events.length - 1);

  // Where the page is one column the last button leads down, to what came of it.
  const compares = () => view.picture.held !== null && NARROW.matches && over();
  const compare = () => el.dispatchEvent(new CustomEvent("cap-compare", { bubbles: true, composed: true }));

  function load() {
    el.hidden = !said().length;
    const all = [view.w("narration"), ...said().map((one) => one.text)];
    room.replaceChildren(text, ...all.map((one) => html("p", { class: "sizer", "aria-hidden": "true", text: one })));
  }

  function show(stepped) {
    if (!view.playing && over()) view.player.watch();
    if (!stepped || !said().length) return;
    const place = upto(said(), view.cursor.i, (one) => one.i);
    const words = place >= 0 ? said()[place].text : view.playing ? "" : view.w("narration");
    if (text.textContent !== words) text.textContent = words;
    count.textContent = `${place + 1}/${said().length}`;
    on.disabled = over() && !compares();
    set(on, { text: view.w(compares() ? "compare" : "next_caption"), "data-down": compares() });
  }

  return { el, load, show };
}
