// The band on top of the stage, equally high in every state: what is told there never moves the stage below it. The cut
// that is being drawn, the question, the story and the hint take turns.
// Rules of this file: of its parts the first that has something to say is seen. A part is {el, load, show, speaks}; its
// text is two lines at most.

import { CutBar } from "./cut_bar.js";
import { html, set } from "./dom.js";
import { Hint } from "./hint.js";
import { Question } from "./question.js";

export function Band(view) {
  const parts = [CutBar(view), Question(view), Hint(view), Story(view)];
  const el = html("div", { class: "band" }, ...parts.map((part) => part.el));

  function load() {
    parts.forEach((part) => part.load());
    el.hidden = !view.facts.acts && !view.picture.question;
  }

  function show(stepped) {
    parts.forEach((part) => part.show(stepped));
    const first = parts.find((part) => part.speaks());
    for (const part of parts) part.el.hidden = part !== first;
  }

  return { el, load, show };
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
