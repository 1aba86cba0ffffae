// The focus never falls to the page: where what had it goes away, it goes to what is nearest; where that is switched off
// or hidden, to the stage, where a second press does no harm.
// Rules of this file: only a focus that was lost is moved, never one that somebody took elsewhere by a key or a press.

import { usable } from "./focusable.js";

const CAN = 'button, select, input, a[href], [tabindex="0"]';
const placeIn = (el) => (el.isConnected ? [...el.querySelectorAll(CAN)].find(usable) : null);

// host: what is watched; first: of what is on the stage, for who was never there. It gives back how to look whether the
// focus is lost.
export function keepFocus(host, first) {
  let held = null;
  let home = null; // what had it last on the stage
  let around = []; // all that held the focus, from inside out

  host.addEventListener("focusin", ({ target }) => {
    held = target;
    if (target.closest(".net")) home = target;
    around = [];
    for (let el = target.parentNode; el && el !== host; el = el.parentNode) around.push(el);
  });
  const forget = () => {
    held = null;
  };
  host.addEventListener("focusout", ({ relatedTarget }) => relatedTarget && forget());
  document.addEventListener("pointerdown", forget);

  function look() {
    if (!held || (held.isConnected && !held.disabled && !held.closest("[hidden]"))) return;
    const now = host.getRootNode().activeElement ?? document.activeElement;
    const lost = now === held || now === null || now === document.body;
    const place = (held.isConnected ? null : around.map(placeIn).find(Boolean)) ?? (home?.isConnected ? home : first());
    held = null;
    if (lost) place?.focus({ preventScroll: true });
  }

  return { look, leave: () => document.removeEventListener("pointerdown", forget) };
}
