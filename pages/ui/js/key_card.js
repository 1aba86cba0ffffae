// The card of keyboard shortcuts.

import { button, html } from "./dom.js";

const PRESENTING = [
  ["F", "full_screen"],
  ["P", "pointer"],
  ["T", "timer"],
];

export function KeyCard(view) {
  const rows = [
    ["␣", "key_play"],
    ["← →", "key_step"],
    ["⇧ →", "key_star"],
    ["Home End", "key_ends"],
    ["C", "cut"],
    ["H", "heal"],
    ["U", "undo"],
    ["R", "redo"],
    ["V", "verdict_hide"],
    ["Enter", "key_enter"],
    ["Esc", "key_escape"],
    ...(view.picture.run ? [["PgUp PgDn", "key_scene"]] : []),
    ["?", "keys"],
    ...(view.picture.mode === "projector" ? PRESENTING : []),
  ];
  const close = () => {
    el.hidden = true;
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
      ...rows.flatMap(([key, code]) => [
        html("dt", {}, html("kbd", { text: key })),
        html("dd", { text: view.w(code) }),
      ]),
    ),
  );
  return { el, close };
}
