// The narration: what a lesson says about the event at which the run has come. Captions are tied to events by index.
// Rules of this file: it looks up and steps on; the words come with the picture, and become text nodes only.

import { button, html, Sized } from "./dom.js";
import { upto } from "./numbers.js";

const NARROW = matchMedia("(max-width: 899px)");

export function Narration(view) {
  const text = Sized("p", { class: "said" });
  const count = html("span", { class: "count" });
  const name = Sized("span");
  const on = button({ class: "on", onclick: () => (compares() ? compare() : view.player.toNextCaption()) }, name.el);
  const el = html("section", { class: "card narration", hidden: true, "aria-live": "polite" }, text.el, count, on);

  const said = () => view.picture.captions;
  const over = () => view.cursor.i >= (said().length ? said().at(-1).i : view.picture.events.length - 1);

  // Where the page is one column the last button leads down, to what came of it.
  const leads = () => view.picture.held !== null && NARROW.matches;
  const compares = () => leads() && over();
  const down = () => `${view.w("compare")} ↓`;
  const compare = () => el.dispatchEvent(new CustomEvent("cap-compare", { bubbles: true, composed: true }));

  function load() {
    el.hidden = !said().length;
    text.reserve([view.w("narration"), ...said().map((one) => one.text)]);
    name.reserve(leads() ? [view.w("next_caption"), down()] : [view.w("next_caption")]);
  }

  function show(stepped) {
    if (!view.playing && over()) view.player.watch();
    if (!stepped || !said().length) return;
    const place = upto(said(), view.cursor.i, (one) => one.i);
    const words = place >= 0 ? said()[place].text : view.playing ? "" : view.w("narration");
    text.say(words);
    count.textContent = `${place + 1}/${said().length}`;
    on.disabled = over() && !compares();
    name.say(compares() ? down() : view.w("next_caption"));
  }

  return { el, load, show };
}
