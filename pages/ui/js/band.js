// The band on top of the stage, equally high in every state: what is told there never moves the stage below it. The cut
// that is being drawn, the question, the story and the hint take turns.
// Rules of this file: of its parts the first that has something to say is seen. A part is {el, load, show, speaks}; its
// text is two lines at most.

import { button, html, set } from "./dom.js";
import { Question } from "./question.js";

export function Band(view) {
  const parts = [DraftBar(view), Question(view), Story(view), Hint(view)];
  const el = html("div", { class: "band" }, ...parts.map((part) => part.el));

  function load() {
    parts.forEach((part) => part.load());
    el.hidden = !view.facts.acts && !view.picture.question;
  }

  function show() {
    parts.forEach((part) => part.show());
    const first = parts.find((part) => part.speaks());
    for (const part of parts) part.el.hidden = part !== first;
  }

  return { el, load, show };
}

// While a cut is being drawn: how, what it would part, and the way out.
function DraftBar(view) {
  const confirm = button({ class: "action cutting on", onclick: () => view.confirmDraft() });
  const el = html(
    "div",
    { class: "draftbar" },
    html("p", { text: view.w("draft_help") }),
    confirm,
    button({ class: "action", text: view.w("cancel"), onclick: () => view.endDraft() }),
  );

  function show() {
    confirm.disabled = !view.draft?.ready();
    if (view.draft) set(confirm, { text: `${view.w("cut")} ${view.draft.words()}` });
  }

  return { el, load: () => {}, show, speaks: () => Boolean(view.draft) };
}

// What the run is about: the scene's sentence and what to look at.
function Story(view) {
  const says = html("span");
  const look = html("strong");
  const el = html("p", { class: "story" }, says, " ", look);

  function load() {
    const { story } = view.picture;
    if (!story) return;
    set(says, { text: story.says });
    set(look, { text: story.look });
    set(el, { "data-tip": `${story.says} ${story.look}` });
  }

  return { el, load, show: () => {}, speaks: () => Boolean(view.picture.story) };
}

// What to try next.
function Hint(view) {
  const el = html("p", { class: "hint" });

  function show() {
    const { facts, picture, cursor } = view;
    const code = !picture.operations.length ? "hint_start" : facts.cut(cursor.t).size ? "hint_node" : "hint_cut";
    set(el, { text: view.w(code) });
  }

  return { el, load: () => {}, show, speaks: () => view.picture.mode === "lab" };
}
