// What clients ask and are told, in words. On a narrow stage each has a line under it; else it stands beside them.
// Rules of this file: on a narrow stage there is room for a name and a result only; the line says the whole of it.

import { CROWD } from "./client_spots.js";
import { html, set } from "./dom.js";
import { nameOf } from "./text.js";

// An operation as it is told at the cursor; without one, what was asked a moment ago, if anything was.
export function operationLabel(view, op, wish) {
  const { facts, cursor } = view;
  if (wish) return { op: null, over: false, asked: wish, answer: "…", note: "" };
  if (!op) return { op: null, over: false, asked: "", answer: "", note: "" };
  const over = facts.ended(op, cursor.i, cursor.t);
  return {
    op,
    over,
    asked: op.text,
    answer: over ? op.result || op.status_text : "…",
    note: over ? (op.note ?? "") : "",
  };
}

export function OperationLabels(view) {
  const el = html("ul", { class: "talk", "aria-hidden": "true", hidden: true });
  const lines = new Map();

  function load() {
    const clients = view.picture.clients;
    el.hidden = !clients.length || clients.length > CROWD || !view.net.box()?.narrow;
    el.classList.toggle("many", clients.length > 4);
    lines.clear();
    for (const { id } of clients) {
      const line = { asked: html("span"), answer: html("span", { class: "hears" }), el: html("li") };
      line.el.append(html("b", { text: nameOf(view, id) }), line.asked, line.answer);
      lines.set(id, line);
    }
    el.replaceChildren(...[...lines.values()].map((line) => line.el));
  }

  function show() {
    if (el.hidden) return;
    for (const [id, line] of lines) {
      const { cursor, facts } = view;
      const last = facts.latest(id, cursor.i);
      const wish = view.wish?.said;
      const { op, over, asked, answer, note } = operationLabel(view, last, wish?.client === id ? wish.text : null);
      set(line.el, { class: over ? `${op.status} ${op.note ? "noted" : ""}` : "" });
      set(line.asked, { text: asked });
      set(line.answer, { text: note ? `${answer} · ${note}` : answer });
    }
  }

  return { el, load, show };
}
