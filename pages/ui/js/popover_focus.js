// The focus and the popovers of Streamlit, which open at the end of the page, far from the button that had the focus: into
// one that opens, to its first field; where it closes and the focus fell to the page, back to its button.
// Rules of this file: a focus that somebody took elsewhere stays; after a finger a field would call the keyboard.

import { usable } from "./focusable.js";

const OPEN = '[data-testid="stPopoverBody"]';
const BUTTON = '[data-testid="stPopoverButton"]';
const FIELDS = "input, select, textarea, button, [tabindex='0']";

// The first that can be seen: Streamlit draws some buttons twice, one for a phone.
const first = (root, name) => Array.from(root.querySelectorAll(name)).find(usable);

// The name of what Streamlit keeps when it draws it anew.
const nameOf = (el) => Array.from(el.closest('[class*="st-key-"]')?.classList ?? []).find((name) => name.startsWith("st-key-"));

export function popoverFocus() {
  let opener = null; // the button whose popover is open
  let name = ""; // of it
  let entered = false;
  let inside = false; // is the focus in there?
  let finger = false; // was it opened by one?

  function look() {
    const box = document.querySelector(OPEN);
    const button = box && first(document, `${BUTTON}[aria-expanded="true"]`);
    if (button) enter(box, button);
    else if (opener && !box) back();
  }

  function enter(box, button) {
    if (opener !== button) [opener, name, entered] = [button, nameOf(button), false];
    const field = !entered && first(box, FIELDS);
    if (!field) return;
    entered = true;
    if (!finger && [button, document.body].includes(document.activeElement)) field.focus({ preventScroll: true });
  }

  function back() {
    const lost = inside && document.activeElement === document.body;
    const place = opener.isConnected ? opener : name && first(document, `.${name} ${BUTTON}`);
    if (lost && place) place.focus({ preventScroll: true });
    opener = null;
  }

  document.addEventListener("focusin", ({ target }) => {
    inside = Boolean(target.closest(OPEN));
  });
  const hand = ({ pointerType }) => {
    finger = pointerType === "touch";
  };
  for (const act of ["pointerdown", "keydown"]) document.addEventListener(act, hand, true);
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
}
