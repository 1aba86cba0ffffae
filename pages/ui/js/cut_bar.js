// What is told while a cut is drawn, and for a moment after a stroke has cut: what it does, and how to go on or back.

import { button, html, set } from "./dom.js";

export function CutBar(view) {
  const said = html("span");
  const keys = html("small", { text: view.w("draft_keys") });
  const confirm = button({ class: "action cutting on", onclick: () => view.confirmDraft() });
  const cancel = button({ class: "action", text: view.w("cancel"), onclick: () => view.endDraft() });
  const undo = button({ class: "action", text: view.w("undo"), onclick: () => view.send({ verb: "undo" }) });
  const el = html("div", { class: "draftbar", role: "status" }, html("p", {}, said, keys), confirm, cancel, undo);

  const speaks = () => Boolean(view.draft || view.offer);

  function show() {
    const { draft, offer } = view;
    if (!speaks()) return;
    const ready = Boolean(draft?.ready());
    const words = ready ? draft.words() : offer && !draft ? offer.words : "";
    const stroke = Boolean(draft?.stroke);
    confirm.hidden = cancel.hidden = keys.hidden = !draft || stroke;
    undo.hidden = Boolean(draft);
    confirm.disabled = !ready;
    set(confirm, { text: `${view.w("cut")} ${words}` });
    const code = !draft ? "cut_done" : !stroke ? "draft_help" : ready ? "stroke_ready" : "stroke_help";
    set(said, { text: view.w(code, { what: words }) });
  }

  return { el, load: () => {}, show, speaks };
}
