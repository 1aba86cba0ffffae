// The bars of the space-time diagram: an operation from the tick in which it was asked to the one in which it ended, its
// name, and its ties to the node that was asked. Its marks are like those of diagram_marks.js.

import { pressed, svg } from "./dom.js";
import { round } from "./numbers.js";
import { fit, widthOf } from "./text.js";

const LEAST = 6; // px: a bar of an operation that took no time
const ROW = 26;
const LAST = 260; // px: what the name of the last bar may take beside it

// Operations of one client that overlap stand in rows under each other.
export function clientRows(picture) {
  const ends = new Map();
  const rowOf = new Map();
  for (const op of byBegin(picture.operations)) {
    const rows = ends.get(op.client) ?? [];
    const free = rows.findIndex((end) => end <= op.issued);
    const row = free < 0 ? rows.length : free;
    rows[row] = op.done === op.issued ? op.done + 0.5 : (op.done ?? Infinity); // what took no time is seen, too
    ends.set(op.client, rows);
    rowOf.set(op.id, row);
  }
  return { rowOf, count: new Map([...ends].map(([client, rows]) => [client, rows.length])) };
}

const byBegin = (operations) => [...operations].sort((a, b) => a.issued - b.issued);

// Where the bar of each operation and its name stand. begin, end: its ticks; from, to: what is drawn of it.
export function barsOf(picture, rows, { x, top, font }) {
  const inRow = new Map();
  for (const op of byBegin(picture.operations)) {
    const row = `${op.client} ${rows.rowOf.get(op.id)}`;
    if (!inRow.has(row)) inRow.set(row, []);
    const [begin, end] = [x(op.issued), x(op.done ?? picture.end)];
    const more = Math.max(0, LEAST - (end - begin)) / 2;
    const y = (top.get(op.client) ?? 0) + rows.rowOf.get(op.id) * ROW;
    inRow.get(row).push({ op, begin, end, from: begin - more, to: end + more, y });
  }
  const bars = new Map();
  for (const row of inRow.values()) {
    let taken = 0; // up to here, by bars and names
    row.forEach((bar, k) => {
      bar.name = labelOf(wordsOf(bar.op), font, { ...bar, before: taken, after: row[k + 1]?.from ?? bar.to + LAST });
      taken = Math.max(bar.to, bar.name.to);
      bars.set(bar.op.id, bar);
    });
  }
  return bars;
}

const wordsOf = (op) =>
  [op.text, op.result, op.status === "ok" ? "" : op.status_text, op.note ?? ""].filter(Boolean).join(" ");

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
  const { from, to, y, name } = bar;
  const place = [from, to, y, name.x, name.said, ...torn].join(" ");
  return { key: op.id, item: op, place, from, to, draw: () => drawBar(view, op, bar, torn) };
}

function drawBar(view, op, { from, to, y, name }, torn) {
  const wide = round(to - from);
  const words = wordsOf(op);
  // What came of it is a part of its own, which is not seen before it has ended.
  const asked = name.said.startsWith(op.text) ? op.text : name.said;
  const spans = [svg("tspan", { text: asked }), svg("tspan", { class: "outcome", text: name.said.slice(asked.length) })];
  const choose = () => view.choose({ kind: "op", op: op.id });
  return svg(
    "g",
    {
      class: `op ${op.kind} ${op.status} ${op.note ? "noted" : ""} ${op.done === op.issued ? "instant" : ""}`,
      role: "button",
      tabindex: 0,
      "data-op": op.id,
      "aria-label": `${op.id}: ${op.client}, ${words}`,
      "data-tip": `${op.id} · ${op.client}: ${words}`,
      onclick: choose,
      onkeydown: (event) => pressed(event, choose),
    },
    svg("rect", { class: "grip", x: round(from - 5), y, width: wide + 10, height: 22 }),
    svg("rect", { class: "whole", x: round(from), y, width: wide, height: 22, rx: Math.min(6, wide / 2) }),
    svg("rect", { class: "lasts", x: round(from), y: y + 19, width: wide, height: 3, rx: 1.5 }),
    ...torn.map((x) => svg("path", { class: "torn", d: `M${round(x - 7)} ${y + 23}l8 -24m5 0l-8 24` })),
    svg("text", { y: y + 15, x: name.x, class: name.class }, ...spans),
  );
}

// From a bar to the node that was asked.
export function tieMark(view, plan, op) {
  const node = plan.laneY.get(op.node);
  if (node === undefined) return null;
  const { begin, end, y } = plan.bars.get(op.id);
  const foot = (e, x) => (view.picture.events[e]?.lane === op.node ? plan.events[e] : x);
  const tie = (x, e) => `M${round(x)} ${y + 22}L${round(foot(e, x))} ${node}`;
  const d = tie(begin, op.e0) + (op.done === null ? "" : tie(end, op.e1));
  return { key: op.id, item: d, place: "", from: begin, to: end, draw: () => svg("path", { d }) };
}
