// The Tab key in the dialogs of Streamlit: it goes round the light page only, and so past all that our components draw.
// Rules of this file: a step that neither begins nor ends in a component of ours is Streamlit's.

import { usable } from "./focusable.js";

const reachable = (el) => el.tabIndex >= 0 && usable(el);
const ours = (el) => el.getRootNode() !== document;

// All that is inside, that of components too, in order.
function* inside(root) {
  for (const el of root.children) {
    yield el;
    yield* inside(el.shadowRoot ?? el);
  }
}

function focused() {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at;
}

function step(event) {
  const dialog = event.key === "Tab" && event.target.closest?.('[role="dialog"]');
  if (!dialog) return;
  const stops = [...inside(dialog)].filter(reachable);
  const at = stops.indexOf(focused());
  const next = event.shiftKey ? stops.at(Math.max(at, 0) - 1) : stops[(at + 1) % stops.length];
  if (!next || ![stops[at], next].some((el) => el && ours(el))) return;
  event.preventDefault();
  event.stopPropagation();
  next.focus();
}

export function tabInDialogs() {
  document.addEventListener("keydown", step, true); // before Streamlit's own
}
