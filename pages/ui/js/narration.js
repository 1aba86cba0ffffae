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

  const held = () => view.picture.captions ?? [];
  const over = () => view.cursor.i >= (held().length ? held().at(-1).i : view.picture.events.length - 1);

  // Where the page is one column the last button leads down, to what came of it.
  const compares = () => "held" in view.picture && NARROW.matches && over();
  const compare = () => el.dispatchEvent(new CustomEvent("cap-compare", { bubbles: true, composed: true }));

  function load() {
    el.hidden = !held().length;
    const all = [view.w("narration"), ...held().map((one) => one.text)];
    room.replaceChildren(text, ...all.map((one) => html("p", { class: "sizer", "aria-hidden": "true", text: one })));
  }

  function show(stepped) {
    if (!view.playing && over()) view.player.watch();
    if (!stepped || !held().length) return;
    const place = upto(held(), view.cursor.i, (one) => one.i);
    const said = place >= 0 ? held()[place].text : view.playing ? "" : view.w("narration");
    if (text.textContent !== said) text.textContent = said;
    count.textContent = `${place + 1}/${held().length}`;
    on.disabled = over() && !compares();
    set(on, { text: view.w(compares() ? "compare" : "next_caption"), "data-down": compares() });
  }

  return { el, load, show };
}
