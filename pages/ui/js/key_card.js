// The card of keyboard shortcuts.

import { button, html } from "./dom.js";

export function KeyCard(view) {
  const { shortcuts, all_keys } = view.picture;
  let opener = null; // what had the focus before
  const close = () => {
    const inside = el.contains(view.focused());
    el.hidden = true;
    if (inside && opener?.isConnected) opener.focus({ preventScroll: true });
  };
  const toggle = () => {
    if (!el.hidden) return close();
    opener = view.focused();
    el.hidden = false;
    return el.focus({ preventScroll: true });
  };
  const el = html(
    "div",
    { class: "keycard", role: "dialog", "aria-label": view.w("keys"), hidden: true, tabindex: -1 },
    html(
      "div",
      { class: "menuhead" },
      html("b", { text: view.w("keys") }),
      button({ class: "shut", "aria-label": view.w("close"), text: "×", onclick: close }),
    ),
    html(
      "dl",
      {},
      ...shortcuts.flatMap(({ key, does }) => [html("dt", {}, html("kbd", { text: key })), html("dd", { text: does })]),
    ),
    html("a", { href: all_keys, target: "_blank", text: view.w("all_keys") }),
  );
  return { el, close, toggle };
}
