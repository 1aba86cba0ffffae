// The tip at what is pointed at, or has the focus: the words of its data-tip.
// Rules of this file: it goes with its cause (the pointer, the focus), with any key, and where its words are no longer so.
// A finger points by a tap at what does nothing else.
// What only came to lie under a pointer at rest is not pointed at; what has the focus since something else was pressed was
// not asked for.

import { html } from "./dom.js";
import { clamp } from "./numbers.js";

const WAIT = 250; // ms

export function Tip(view, host) {
  const el = html("div", { class: "tip", hidden: true, "aria-hidden": "true" });
  let from = null; // what it tells of
  let waiting = 0;
  let pointer = ""; // where it was last
  let pressed = false; // was the last key one that presses?

  function hide() {
    clearTimeout(waiting);
    el.hidden = true;
  }

  function hand(event) {
    hide();
    pressed = event.key === "Enter" || event.key === " ";
    if (!event.key) moved(event);
  }

  function over(event) {
    if (event.pointerType !== "touch" && (event.pointerType !== "mouse" || pointer !== placeOf(event))) point(event);
    moved(event);
  }

  function moved(event) {
    pointer = placeOf(event);
  }

  function point(event) {
    hide();
    from = event.composedPath().find((node) => node.dataset?.tip);
    if (from && !view.menu.isOpen() && !seen(from)) waiting = setTimeout(() => tell(event), event.pointerType === "touch" ? 0 : WAIT);
  }

  // What stands there in full already needs no tip.
  const seen = ({ dataset, textContent, scrollHeight, clientHeight }) =>
    dataset.tip.trim() === textContent?.trim() && scrollHeight <= clientHeight + 1;

  function tell(event) {
    if (!from.isConnected || !from.dataset.tip) return;
    el.hidden = false;
    el.textContent = from.dataset.tip;
    const edge = host.getBoundingClientRect();
    const still = event.type === "focusin" || from instanceof HTMLElement;
    const spot = still ? from.getBoundingClientRect() : { left: event.clientX, top: event.clientY, bottom: event.clientY + 14 };
    el.style.left = `${clamp(spot.left - edge.left + 8, 4, Math.max(4, edge.width - el.offsetWidth - 4))}px`;
    const below = spot.bottom + 4 + el.offsetHeight <= innerHeight; // else over it
    el.style.top = `${(below ? spot.bottom + 4 : spot.top - 4 - el.offsetHeight) - edge.top}px`;
  }

  // After something was drawn.
  function look() {
    if (!el.hidden && (!from.isConnected || from.dataset.tip !== el.textContent)) hide();
  }

  host.addEventListener("pointerover", over);
  host.addEventListener("click", (event) => event.pointerType === "touch" && !event.target.closest("button, [role=button]") && point(event));
  host.addEventListener("focusin", (event) => !pressed && event.target.matches?.(":focus-visible") && point(event));
  for (const end of ["pointerleave", "focusout"]) host.addEventListener(end, hide);
  for (const act of ["keydown", "pointerdown"]) document.addEventListener(act, hand, true);
  document.addEventListener("pointermove", moved, true);
  return {
    el,
    look,
    leave: () => {
      hide();
      document.removeEventListener("pointermove", moved, true);
      for (const act of ["keydown", "pointerdown"]) document.removeEventListener(act, hand, true);
    },
  };
}

const placeOf = ({ clientX, clientY }) => `${clientX} ${clientY}`;
