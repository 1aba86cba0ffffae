// Where everything of the space-time diagram stands: lanes, rows of operations, events.

import { clamp } from "./numbers.js";

export const WIDE = 44; // px a step of the warped clock: what a long run gets, which is then scrolled
const LEAST = { narrow: 18, wide: 26 }; // px: a run that fits at so many a step, or more, is shown whole

// Where everything stands: lanes from top to bottom, events from left to right.
export function planOf(view, room) {
  const { picture, facts } = view;
  const { family } = view.room;
  const rows = clientRows(picture);
  const lanes = [];
  let y = 26;
  for (const client of picture.clients) {
    const count = rows.count.get(client.id) ?? 1;
    lanes.push({ id: client.id, kind: "client", y: y + 12 + ((count - 1) * 26) / 2, top: y });
    y += count * 26 + 6;
  }
  y += 14;
  for (const node of picture.nodes) {
    lanes.push({ id: node.id, kind: "node", y: y + 8, top: y });
    y += 38;
  }
  const pad = room < 420 ? 10 : 18;
  const tail = room < 420 ? 14 : 30;
  const whole = (room - 2 * pad - tail) / facts.warp.total;
  const px = whole < (room < 420 ? LEAST.narrow : LEAST.wide) ? WIDE : whole;
  const beside = clamp(px * 0.25, 5, 11); // what happens at one node in one tick
  const x = (tick) => pad + px * facts.warp.at(tick);
  const nth = new Map();
  const events = picture.events.map((event) => {
    const name = `${event.t} ${event.lane ?? "*"}`;
    nth.set(name, (nth.get(name) ?? -1) + 1);
    return x(event.t) + beside * nth.get(name);
  });
  const laneY = new Map(lanes.map((lane) => [lane.id, lane.y]));
  return {
    lanes,
    laneY,
    rows,
    events,
    ends: new Map(),
    x,
    px,
    pad,
    height: y + 12,
    scale: y + 6,
    width: Math.floor(pad * 2 + tail + px * facts.warp.total),
    font: (size, weight = 400) => `${weight} ${size}px ${family}`,
    top: new Map(lanes.map((lane) => [lane.id, lane.top])),
  };
}

// Operations of one client that overlap stand in rows under each other.
export function clientRows(picture) {
  const ends = new Map();
  const rowOf = new Map();
  for (const op of [...picture.operations].sort((a, b) => a.issued - b.issued)) {
    const rows = ends.get(op.client) ?? [];
    const free = rows.findIndex((end) => end <= op.issued);
    const row = free < 0 ? rows.length : free;
    rows[row] = op.done ?? picture.end;
    ends.set(op.client, rows);
    rowOf.set(op.id, row);
  }
  return { rowOf, count: new Map([...ends].map(([client, rows]) => [client, rows.length])) };
}
