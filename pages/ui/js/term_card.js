// What a word means: a card over the page, opened by a press, by touch too.

import { button, html } from "./dom.js";
import { clamp } from "./numbers.js";

export function TermCard(view) {
  const title = html("b");
  const shut = button({ class: "shut", "aria-label": view.w("close"), text: "×", autofocus: true, onclick: () => el.hidePopover() });
  const text = html("div", { class: "meaning" });
  const el = html(
    "div",
    { class: "termcard", popover: "auto", role: "dialog" },
    html("div", { class: "menuhead" }, title, shut),
    text,
  );

  let opener = null;

  // The focus goes back, unless a press elsewhere has taken it.
  el.addEventListener("toggle", ({ newState }) => {
    const at = el.getRootNode().activeElement;
    if (newState === "closed" && (!at || el.contains(at))) opener.focus({ preventScroll: true });
  });

  // What a promise asks for, and what the glossary says of the term behind it.
  function open({ name, help, term }, from) {
    opener = from;
    title.textContent = name;
    el.setAttribute("aria-label", name);
    const head = () => `${view.w("glossary")}${view.w("colon")}${view.w(`term_${term}`)}`;
    const said = () => html("p", { class: "soft" }, html("b", { text: head() }), html("br"), view.w(`term_help_${term}`));
    text.replaceChildren(html("p", { text: help }), term ? said() : "");
    el.showPopover();
    const [spot, { offsetWidth: wide, offsetHeight: high }] = [from.getBoundingClientRect(), el];
    el.style.left = `${clamp(spot.right - wide, 8, Math.max(8, innerWidth - wide - 8))}px`;
    el.style.top = `${spot.bottom + 6 + high < innerHeight ? spot.bottom + 6 : Math.max(8, spot.top - high - 6)}px`;
  }

  return { el, open };
}
