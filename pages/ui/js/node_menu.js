// What one can see of a node and do to it: the rows of its menu.

import { askingFields } from "./asking_fields.js";
import { html } from "./dom.js";
import { shown } from "./nodes.js";

const BEHAVIOURS = ["error", "slow", "hang", "lost_reply", "gray", "ok"];

export function nodeTitle(view, id) {
  const { up, paused } = view.facts.node(id, view.cursor.i);
  return `${view.w("node")} ${id}${!up ? ` · ${view.w("down")}` : paused ? ` · ${view.w("paused")}` : ""}`;
}

export function nodeRows(view, parts, id) {
  const { can, fact, pair, verb, verbs } = parts;
  const { picture, facts, cursor, key } = view;
  const state = facts.node(id, cursor.i);
  const cell = facts.cell(id, key, cursor.i);
  const others = picture.nodes.map((item) => item.id).filter((other) => other !== id);
  const does = (code, more = {}, name = "") => verb(code, () => ({ verb: code, node: id, ...more }), name);
  const chosen = (code, field, options) =>
    pair(code, parts.chooser(options), (value) => ({ verb: code, node: id, [field]: value }));
  const values = cell?.values.length ? shown(cell.values).join(" | ") : view.w("absent");
  const known = [
    state.face == null && state.up ? fact(key, values) : null,
    fact(view.w("version"), cell?.versions?.join(" | ")),
    state.skew ? fact(view.w("clock_ahead"), String(state.skew)) : null,
  ];
  const asks = state.up ? askingFields(view, parts, id) : null;
  return [
    html("div", { class: "facts" }, ...known),
    state.belief ? html("p", { class: "belief", text: state.belief }) : null,
    fact(view.w("log"), state.log),
    asks?.el,
    verbs(
      state.up && can("crash") && does("crash"),
      !state.up && can("recover") && does("recover", {}, "main"),
      can("cut") && others.length && verb("cut_off", () => ({ verb: "cut", groups: [[id], others] })),
      can("handoff") && state.hints?.length && does("handoff"),
      state.soft && can("purge") && cell?.values.length && does("purge", { key }),
      state.up && can("campaign") && does("campaign"),
      state.up && can("heartbeat") && does("heartbeat"),
      can("promote") && does("promote"),
    ),
    can("behave") && !id.startsWith("g") && chosen("behave", "how", BEHAVIOURS.map((how) => [how, view.w(`behave_${how}`)])),
    can("rejoin") && others.length && chosen("rejoin", "to", others),
    rarer(view, parts, id, [asks?.level, can("sync") && others.length && chosen("sync", "peer", others)]),
  ];
}

// What is wanted less often is folded away. more: rows that stand there, too.
function rarer(view, { can, number, pair, verb }, id, more) {
  const state = view.facts.node(id, view.cursor.i);
  const rows = [
    ...more,
    state.up && can("crash") && !id.startsWith("g") && verb("crash_unflushed", () => ({ verb: "crash", node: id, unflushed: true })),
    state.up && can("crash") && verb("crash_wipe", () => ({ verb: "crash", node: id, wipe: true })),
    !state.up && can("recover") && verb("recover_wipe", () => ({ verb: "recover", node: id, wipe: true })),
    state.up &&
      can("pause") &&
      pair(
        "stand_still",
        number(50, 1, 100000),
        (value) => ({ verb: "pause", node: id, ticks: value }),
        view.w("pause_ticks"),
      ),
    can("skew") &&
      pair(
        "skew",
        number(state.skew || 50, -100000, 100000),
        (value) => ({ verb: "skew", node: id, offset: value }),
        view.w("clock_ahead"),
      ),
  ].filter(Boolean);
  if (!rows.length) return null;
  return html("details", { class: "rarer", open: Boolean(view.asked.level) }, html("summary", { text: view.w("more") }), ...rows);
}
