// The question of a first visit, in the band: choices while it is open, what came of it once its read has ended.
// Rules of this file: every word comes with the picture; the answer is given by the run, by playing on.

import { button, html, set } from "./dom.js";

export function Question(view) {
  const text = html("p");
  const row = html("div", { class: "answers" });
  const el = html("section", { class: "question", role: "note", "aria-live": "polite" }, text, row);
  let asked = "";
  let given = null;
  let choices = [];

  const lesson = () => button({ class: "tolesson", text: view.w("to_lesson"), onclick: () => view.send({ verb: "lesson" }) });
  const choice = (value) =>
    button({
      class: "action choice",
      text: value,
      onclick: () => {
        given = value;
        view.player.toggle();
      },
    });

  function load() {
    if (asked === view.picture.id) return;
    asked = view.picture.id;
    given = null;
    row.capStage = "";
    const { question } = view.picture;
    if (!question) return;
    choices = question.choices.map(choice);
    row.replaceChildren(...choices, lesson());
  }

  function show() {
    const { picture, facts, cursor } = view;
    const { question } = picture;
    if (!question) return;
    const read = facts.operation.get(question.op);
    const stage = view.player.question() ? "open" : facts.ended(read, cursor.i, cursor.t) ? "told" : "waiting";
    if (row.capStage === stage) return;
    row.capStage = stage;
    const said = { open: question.text, waiting: question.waiting, told: question.told[given] ?? question.plain };
    text.replaceChildren(said[stage]); // other words, not the same ones moved
    for (const one of choices) set(one, { disabled: stage !== "open", "aria-pressed": String(one.textContent === given) });
  }

  return { el, load, show, speaks: () => Boolean(view.picture.question) };
}
