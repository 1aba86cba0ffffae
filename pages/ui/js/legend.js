// The legend under the stage: what the signs of this run mean, and no others. On a narrow stage it is one row that scrolls.

import { html, set, svg } from "./dom.js";
import { chip } from "./shapes.js";

// What it shows before any message was sent.
const BASIC = [
  { shape: "square", letter: "W", tone: "write" },
  { shape: "diamond", letter: "R", tone: "read" },
  { shape: "disc", letter: "A", tone: "ack" },
];

const line = (name) =>
  svg("svg", { class: `sample ${name}`, viewBox: "0 0 26 12", "aria-hidden": "true" }, svg("path", { d: "M1 6h24" }));
const bars = () =>
  svg("svg", { class: "sample clocks", viewBox: "0 0 26 12", "aria-hidden": "true" }, svg("path", { d: "M4 11v-4M10 11v-9M16 11v-6M22 11v-2" }));
const sign = (name, text) => html("i", { class: `standing ${name}`, text });

export function Legend(view) {
  const el = html("ul", { class: "legend", "aria-label": view.w("legend") });

  function named({ tone, letter }) {
    const code = `sign_${tone}_${letter.toLowerCase()}`;
    return code in view.picture.words ? code : `tone_${tone}`;
  }

  function load() {
    const { picture } = view;
    const { messages, cuts, groups, clocks, mode, can } = picture;
    const seen = messages.length || !view.facts.acts || !can.verbs.includes("write") ? messages : BASIC;
    const kinds = new Map(seen.map((message) => [message.shape + message.letter + message.tone, message]));
    const cells = Object.values(picture.cells).flatMap((keys) => Object.values(keys).flat());
    const stands = (how) => cells.some(({ standing }) => standing === how);
    const row = (mark, code, tip) => html("li", { "data-tip": tip }, mark, view.w(code));
    const rows = [
      ...[...kinds.values()].map((kind) => row(chip(kind.shape, kind.letter, kind.tone), named(kind))),
      messages.some(({ fate }) => fate === "lost") && row(chip("square", "×", "other", "lost"), "lost"),
      cuts.length && row(line("cutlink"), "cut_link"),
      groups.length && row(line("seamline"), "seam"),
      stands("stale") && row(sign("stale", "!"), "stale"),
      stands("concurrent") && row(sign("concurrent", "∥"), "concurrent"),
      clocks && mode === "lab" && row(bars(), "clocks", view.w("clocks_tip")),
    ].filter(Boolean);
    el.replaceChildren(...rows);
    set(el, { tabindex: picture.mode === "lab" && view.room.stage < 560 ? 0 : null }); // so that keys can scroll it, too
    return rows.length;
  }

  return { el, load };
}
