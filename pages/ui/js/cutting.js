// Cutting: how the cut tool (cut_tool.js) is taken in hand and laid down, and the way back that is offered after a stroke.
// Rules of this file: with a mouse or a pen a stroke over the empty stage cuts at once; a finger scrolls there, and draws
// once the tool was taken in hand by its button.

import { CutTool } from "./cut_tool.js";
import { distance } from "./geometry.js";

const STROKE = 6; // px from which a press is a stroke
const OFFERED = 8000; // ms for which the way back is offered

export function Cutting(view) {
  let draft = null;
  let offer = null; // {words}: a stroke has cut, and may be taken back
  let over = 0;

  function start(stroke = false) {
    if (draft) return end();
    view.menu.close();
    view.player.pause();
    offer = null;
    draft = CutTool(view, stroke);
    if (!stroke && !view.focused()?.closest(".net")) view.net.node(view.picture.nodes[0]?.id)?.focus({ preventScroll: true });
    return view.refresh(true);
  }

  function end() {
    draft = null;
    view.net.stale();
    view.refresh(true);
  }

  function confirm() {
    if (!draft) return;
    const { stroke } = draft;
    const words = draft.ready() ? draft.words() : null;
    if (words) draft.send();
    else if (!stroke) return;
    if (words && stroke) offered(words);
    end();
  }

  function offered(words) {
    offer = { words };
    clearTimeout(over);
    over = setTimeout(forget, OFFERED);
  }

  function forget() {
    if (!offer) return;
    offer = null;
    view.refresh(true);
  }

  return {
    start, end, confirm, forget,
    // Another run has come: what was drawn in the one before it means nothing.
    drop: () => {
      draft = null;
    },
    draft: () => draft,
    offer: () => offer,
  };
}

// The stage hears strokes.
export function strokes(view, net) {
  let from = null;
  const cuts = () => view.facts.acts && view.picture.can.verbs.includes("cut");

  function begin(event, at) {
    net.el.setPointerCapture(event.pointerId);
    view.draft.start(at);
  }

  net.el.addEventListener("pointerdown", (event) => {
    from = null;
    if (view.draft) return begin(event, net.at(event));
    const drawn = event.pointerType !== "touch" && event.button === 0 && !event.target.closest(".node, .message");
    if (drawn && cuts()) from = net.at(event);
    return undefined;
  });
  net.el.addEventListener("pointermove", (event) => {
    if (!event.buttons) from = null;
    const at = net.at(event);
    if (from && distance(from, at) > STROKE) {
      view.startDraft(true);
      begin(event, from);
      from = null;
    }
    view.draft?.move(at);
  });
  net.el.addEventListener("pointerup", () => {
    from = null;
    view.draft?.stop();
    if (view.draft?.stroke) view.confirmDraft();
  });
  net.el.addEventListener("pointercancel", () => {
    from = null;
    view.draft?.stop();
    if (view.draft?.stroke) view.endDraft();
  });
}
