// The bars of the space-time diagram: an operation from the tick in which it was asked to the one in which it ended, its
// name, and its ties to the node that was asked. Its marks are like those of diagram_marks.js.
// Rules of this file: no name lies on another or on a bar. A bar whose name has no room goes to a row below; past so many
// rows, the names of a row are cut short. Many clients are thin bars without names, in one lane.

import { pressed, svg } from "./dom.js";
import { clamp, round } from "./numbers.js";
import { fit, nameOf, widthOf } from "./text.js";

const LEAST = 6; // px: a bar of an operation that took no time
const AIR = 12; // px that a name takes beside its letters
const ROWS = 3; // so many rows of a client are there for names
const LAST = 260; // px: what the name of the last bar may take beside it
const THIN = 4;
export const ROW = { usual: 26, thin: 5 }; // px

// The bars by operation, and the rows of each lane: {bars, rows}. laneOf: the lane of a client.
export function barsOf(picture, laneOf, { x, font, thin }) {
  const lanes = new Map();
  const bars = new Map();
  for (const op of [...picture.operations].sort((a, b) => a.issued - b.issued)) {
    const [begin, end] = [x(op.issued), x(op.done ?? picture.end)];
    const more = Math.max(0, LEAST - (end - begin)) / 2;
    const bar = { op, lane: laneOf(op.client), begin, end, from: begin - more, to: end + more, high: thin ? THIN : 22 };
    bar.wide = thin ? 0 : widthOf(wordsOf(op), font);
    const rows = lanes.get(bar.lane) ?? [];
    lanes.set(bar.lane, rows);
    bar.row = rowFor(rows, bar);
    bars.set(op.id, bar);
  }
  for (const row of [...lanes.values()].flat()) nameRow(row.bars, font, thin);
  return { bars, rows: new Map([...lanes].map(([lane, rows]) => [lane, rows.length])) };
}

// Puts a bar into the first row in which it and its name have room; taken: up to there, by bars and names.
function rowFor(rows, bar) {
  const free = rows.filter(({ to }) => to <= bar.from);
  const good = free.find(({ taken }) => taken <= bar.from);
  const full = rows.length >= ROWS && free.length;
  const row = good ?? (full ? free.reduce((a, b) => (b.taken < a.taken ? b : a)) : { bars: [], to: 0, taken: 0 });
  if (!rows.includes(row)) rows.push(row);
  const left = bar.from - row.taken >= bar.wide + AIR;
  const inside = bar.to - bar.from >= bar.wide + AIR;
  row.bars.push(bar);
  row.to = bar.to;
  row.taken = bar.to + (left || inside || !bar.wide ? 0 : bar.wide + AIR);
  return rows.indexOf(row);
}

function nameRow(row, font, thin) {
  let taken = 0;
  row.forEach((bar, k) => {
    const after = row[k + 1]?.from ?? bar.to + LAST;
    const before = row[k - 1]?.to ?? -AIR;
    bar.name = thin ? { x: 0, to: bar.to, class: "", said: "" } : labelOf(wordsOf(bar.op), font, { ...bar, before: taken, after });
    bar.grip = [Math.max(bar.from - AIR, (before + bar.from) / 2), Math.min(bar.to + AIR, (bar.to + after) / 2)];
    taken = Math.max(bar.to, bar.name.to);
  });
}

const wordsOf = (op) =>
  [op.text, op.result, op.note ?? (op.status === "ok" ? "" : op.status_text)].filter(Boolean).join(" ");

// A bar is as long as its operation, so its name stands in it, else left of it, where no veil lies, else right of it.
export function labelOf(words, font, { from, to, before, after }) {
  const places = [
    { room: to - from - 12, x: from + 7, class: "in" },
    { room: from - before - 12, x: from - 5, class: "beside before" },
    { room: after - to - 12, x: to + 5, class: "beside" },
  ];
  const wide = widthOf(words, font);
  const best = places.find(({ room }) => wide <= room) ?? places.reduce((a, b) => (b.room > a.room ? b : a));
  const end = best.class === "beside" ? best.x + Math.min(wide, best.room) : to;
  return { x: round(best.x), to: end, class: best.class, said: best.room < 14 ? "" : fit(words, best.room, font) };
}

export function barMark(view, plan, op) {
  const bar = plan.bars.get(op.id);
  const torn = view.facts.warp.breaks
    .filter((left) => op.issued <= left.from && left.to <= (op.done ?? view.picture.end))
    .map((left) => (plan.x(left.from) + plan.x(left.to)) / 2);
  const { from, to, y, high, grip, name } = bar;
  const place = [from, to, y, high, ...grip, name.x, name.said, ...torn].join(" ");
  return { key: op.id, item: op, place, from, to, draw: () => drawBar(view, op, bar, torn) };
}

function drawBar(view, op, { from, to, y, high, grip, name }, torn) {
  const wide = round(to - from);
  const words = wordsOf(op);
  // What came of it is a part of its own, which is not seen before it has ended.
  const asked = name.said.startsWith(op.text) ? op.text : name.said;
  const spans = [svg("tspan", { text: asked }), svg("tspan", { class: "outcome", text: name.said.slice(asked.length) })];
  const choose = () => view.choose({ kind: "op", op: op.id });
  const tall = high + clamp(high, 1, 4);
  const [run, rise] = [(high + 2) / 3, high + 2]; // of the two strokes where time is left out
  return svg(
    "g",
    {
      class: `op ${op.kind} ${op.status} ${op.note ? "noted" : ""} ${op.done === op.issued ? "instant" : ""}`,
      role: "button",
      tabindex: -1,
      "data-op": op.id,
      "aria-label": `${op.id}: ${nameOf(view, op.client)}, ${words}`,
      "data-tip": `${op.id} · ${nameOf(view, op.client)}: ${words}`,
      onclick: choose,
      onkeydown: (event) => pressed(event, choose),
    },
    svg("rect", { class: "grip", x: round(grip[0]), y: y + (high - tall) / 2, width: round(grip[1] - grip[0]), height: tall }),
    svg("rect", { class: "whole", x: round(from), y, width: wide, height: high, rx: Math.min(6, wide / 2, high / 2) }),
    svg("rect", { class: "lasts", x: round(from), y: y + high - 3, width: wide, height: 3, rx: 1.5 }),
    ...torn.map((x) => svg("path", { class: "torn", d: `M${round(x - 7)} ${y + high + 1}l${round(run)} ${-rise}m5 0l${-round(run)} ${rise}` })),
    svg("text", { y: y + 15, x: name.x, class: name.class }, ...spans),
  );
}

// From a bar to the node that was asked.
export function tieMark(view, plan, op) {
  const node = plan.laneY.get(op.node);
  const { begin, end, y, high } = plan.bars.get(op.id);
  if (node === undefined || high === THIN) return null;
  const foot = (e, x) => (view.picture.events[e]?.lane === op.node ? plan.events[e] : x);
  const tie = (x, e) => `M${round(x)} ${y + high}L${round(foot(e, x))} ${node}`;
  const d = tie(begin, op.e0) + (op.done === null ? "" : tie(end, op.e1));
  return { key: op.id, item: d, place: "", from: begin, to: end, draw: () => svg("path", { d }) };
}
