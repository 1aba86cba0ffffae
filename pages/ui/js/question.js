// What a scene asks, in the band: choices while it is open, then what came of it, and what to try next.
// Rules of this file: every word comes with the picture; the answer is given by the run, by playing on. Who changes the
// run before answering is told that the question was about another run, with the way back to it. Who answers by a key has
// the focus on what to try next, unless it was taken elsewhere meanwhile.

import { button, html, set } from "./dom.js";

export function Question(view) {
  const el = html("section", { class: "question", role: "note", "aria-live": "polite" });
  let asked = "";
  let stage = "";
  let fell = null; // where the focus fell when it was answered by a key

  const act = (look, said, gesture) => button({ class: look, text: said, onclick: () => view.send(gesture) });
  const choice = (value) => button({ class: "action choice", text: value, onclick: (press) => answer(value, press.detail === 0) });

  function answer(value, byKey) {
    view.player.answer(value);
    fell = byKey ? view.focused() : null;
  }

  function now() {
    const { question } = view.picture;
    if (!question) return "";
    if (question.changed) return view.player.asks() ? "changed" : "";
    if (view.player.question()) return "open";
    return view.cursor.i >= question.i ? "told" : "";
  }

  function load() {
    if (asked === view.picture.id) return;
    asked = view.picture.id;
    stage = "";
    fell = null;
  }

  function show() {
    if (stage === now()) return;
    stage = now();
    if (stage === "told" && fell) queueMicrotask(goOn);
    set(el, { class: `question ${stage}` });
    const { question } = view.picture;
    if (stage === "open") say(question.text, question.choices.map(choice));
    if (stage === "changed")
      say(question.plain, [
        act("action", view.w("question_back"), { verb: "ask" }),
        button({ class: "action", text: view.w("question_leave"), onclick: view.player.leaveQuestion }),
      ]);
    if (stage === "told")
      say(question.told[view.player.given()] ?? question.plain, [
        ...(question.flip ? [act("action flip", question.flip, { verb: "flip" })] : []),
        act("action", view.w("next_scene"), { verb: "scene" }),
        ...(question.lesson ? [act("tolesson", view.w("to_lesson"), { verb: "lesson" })] : []),
      ]);
  }

  // Once it is seen.
  function goOn() {
    if (view.focused() === fell) el.querySelector("button").focus({ preventScroll: true });
    fell = null;
  }

  // Other words, not the same ones moved.
  function say(text, buttons) {
    el.replaceChildren(html("p", { text }), html("div", { class: "answers" }, ...buttons));
  }

  return { el, load, show, speaks: () => stage !== "" };
}
