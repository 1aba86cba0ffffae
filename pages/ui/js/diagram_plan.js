// Where everything of the space-time diagram stands: lanes, rows of operations, events.
// Rules of this file: x follows time alone, at so many px a step, however long the run is and whatever comes later.

import { barsOf, clientRows } from "./diagram_bars.js";
import { upto } from "./numbers.js";

const STEP = { narrow: 36, wide: 48 }; // px
const BESIDE = 6; // px between what happens at one node in one tick, where there is room for it

// Where everything stands: lanes from top to bottom, events from left to right.
export function planOf(view, room) {
  const { picture, facts } = view;
  const { family } = view.room;
  const narrow = room < 420;
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
  const px = narrow ? STEP.narrow : STEP.wide;
  const pad = narrow ? 12 : 18;
  const x = (tick) => pad + px * facts.warp.at(tick);
  const top = new Map(lanes.map((lane) => [lane.id, lane.top]));
  const font = (size, weight = 400) => `${weight} ${size}px ${family}`;
  const bars = barsOf(picture, rows, { x, top, font: font(12, 600) });
  const ends = [...bars.values()].map((bar) => Math.max(bar.to, bar.name.to));
  return {
    lanes,
    laneY: new Map(lanes.map((lane) => [lane.id, lane.y])),
    events: placesOf(picture.events, x, px),
    bars,
    x,
    px,
    width: Math.max(room, Math.ceil(Math.max(x(facts.warp.last) + (narrow ? 14 : 30), ...ends) + pad)),
    height: y + 12,
    scale: y + 6,
    font,
  };
}

// What happens at one node in one tick stands side by side, and before all that happens later.
export function placesOf(events, x, px) {
  const lane = (event) => `${event.t} ${event.lane ?? "*"}`;
  const counts = new Map();
  for (const event of events) counts.set(lane(event), (counts.get(lane(event)) ?? 0) + 1);
  const ticks = [...new Set(events.map(({ t }) => t))];
  const nth = new Map();
  return events.map((event) => {
    const from = x(event.t);
    const next = ticks[upto(ticks, event.t) + 1];
    const room = Math.min(px, next === undefined ? px : x(next) - from);
    const k = nth.get(lane(event)) ?? 0;
    nth.set(lane(event), k + 1);
    return from + k * Math.min(BESIDE, (0.8 * room) / counts.get(lane(event)));
  });
}
