// One view for each place that Streamlit gives us; a new picture goes to the view that is there.
// Rules of this file: the script travels once a page and leaves one name to it, window.capStage; a view that is mounted
// before the script has come waits there (shim.js).

import { Resume } from "./resume.js";
import { sharing } from "./share_sheet.js";
import { Skip } from "./skip.js";
import { View } from "./view.js";
import { received } from "./wire.js";

const VIEWS = new WeakMap();
const OPEN = new Set(); // the views that are on the page now

function dress(root, style) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  if (root.adoptedStyleSheets) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

// What Streamlit calls with each picture; it gives back how to take the view away. style: the text of the style sheets.
// receive: what makes a picture of its data.
export const mounting = (style, receive = received) => ({ parentElement, data, setTriggerValue }) => {
  if (!data) return () => {};
  if (!VIEWS.has(parentElement)) {
    dress(parentElement, style);
    const view = View(parentElement);
    VIEWS.set(parentElement, { view, resume: Resume(), skip: Skip(view) });
    OPEN.add(view);
  }
  const { view, resume, skip } = VIEWS.get(parentElement);
  const tell = (name, what) => setTimeout(() => setTriggerValue(name, what)); // never while the page is being drawn
  const message = receive(data);
  if (message) {
    const { said, drawn, anew, moment } = resume(message);
    if (said) tell("resume", said);
    if (drawn) {
      view.update({ ...message, anew, moment }, setTriggerValue);
      skip.load();
    }
  } else tell("lost", Math.random());
  return () => {
    skip.leave();
    view.close();
    OPEN.delete(view);
    VIEWS.delete(parentElement);
  };
};

export function install(style) {
  const stage = (window.capStage ??= { waiting: [] });
  stage.mount = mounting(style);
  stage.share = sharing((root) => dress(root, style), () => [...OPEN][0] ?? null);
  stage.waiting.splice(0).forEach((start) => start());
}
