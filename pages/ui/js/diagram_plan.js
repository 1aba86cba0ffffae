// Where everything of the space-time diagram stands: lanes, rows of operations, events.
// Rules of this file: x follows time alone, at so many px a step, however long the run is and whatever comes later.

import { CROWD } from "./client_spots.js";
import { barsOf, ROW } from "./diagram_bars.js";
import { clamp, upto } from "./numbers.js";

const STEP = { narrow: 36, wide: 48 }; // px
const BESIDE = 10; // px between what happens at one node in one tick, where there is room for it
const HEAD = 26; // px above the first lane: the words of cuts
const FOOT = 12; // px below the last: the ticks
const LANE = { least: 20, usual: 38 }; // px from one node's lane to the next

export const crowded = ({ clients }) => clients.length > CROWD;

// Where everything stands: lanes from top to bottom, events from left to right. open: many clients have a lane each;
// high: the height that lanes of nodes draw together for, so that the ticks below are in sight; 0: as high as it needs.
export function planOf(view, room, open, high = 0) {
  const { picture, facts } = view;
  const { family } = view.room;
  const narrow = room < 420;
  const px = narrow ? STEP.narrow : STEP.wide;
  const pad = narrow ? 12 : 18;
  const x = (tick) => pad + px * facts.warp.at(tick);
  const font = (size, weight = 400) => `${weight} ${size}px ${family}`;
  const thin = crowded(picture) && !open;
  const all = { id: view.w("clients", { count: picture.clients.length }) };
  const { bars, rows } = barsOf(picture, (client) => (thin ? all.id : client), { x, font: font(12, 600), thin });
  const row = thin ? ROW.thin : ROW.usual;
  const lanes = [];
  let y = HEAD;
  for (const { id } of thin ? [all] : picture.clients) {
    const tall = Math.max(ROW.usual, (rows.get(id) ?? 1) * row);
    lanes.push({ id, kind: "client", y: y + tall / 2 - 1, top: y });
    y += tall + 6;
  }
  y += 14;
  const step = high ? clamp((high - FOOT - y) / picture.nodes.length, LANE.least, LANE.usual) : LANE.usual;
  for (const node of picture.nodes) {
    lanes.push({ id: node.id, kind: "node", y: y + 8, top: y });
    y += step;
  }
  const top = new Map(lanes.map((lane) => [lane.id, lane.top]));
  for (const bar of bars.values()) bar.y = top.get(bar.lane) + bar.row * row;
  const ends = [...bars.values()].map((bar) => Math.max(bar.to, bar.name.to));
  if (thin) lanes[0].short = `× ${picture.clients.length}`;
  return {
    lanes,
    laneY: new Map(lanes.map((lane) => [lane.id, lane.y])),
    events: placesOf(picture.events, x, px),
    bars,
    x,
    px,
    width: Math.max(room, Math.ceil(Math.max(x(facts.warp.last) + (narrow ? 14 : 30), ...ends) + pad)),
    height: y + FOOT,
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

const REACH = 12; // px from a mark within which a press chooses it

// The ground of each mark: what is nearer to it than to any other, and not farther than REACH. A list of corners each.
export function cellsOf(points) {
  const order = points.map((_, k) => k).sort((a, b) => points[a].x - points[b].x || a - b);
  const cells = [];
  order.forEach((k, place) => {
    const { x, y } = points[k];
    let corners = [[-1, -1], [1, -1], [1, 1], [-1, 1]].map(([i, j]) => ({ x: x + i * REACH, y: y + j * REACH }));
    for (const way of [-1, 1])
      for (let at = place + way; points[order[at]] && Math.abs(points[order[at]].x - x) < 2 * REACH; at += way)
        if (Math.abs(points[order[at]].y - y) < 2 * REACH) corners = nearer(corners, points[k], points[order[at]]);
    cells[k] = corners;
  });
  return cells;
}

// The part of a convex ground that is nearer to one point than to another.
function nearer(corners, one, other) {
  const [dx, dy] = [other.x - one.x, other.y - one.y];
  if (Math.hypot(dx, dy) < 0.5) return corners;
  const most = (other.x ** 2 + other.y ** 2 - one.x ** 2 - one.y ** 2) / 2;
  const over = ({ x, y }) => x * dx + y * dy - most;
  return corners.flatMap((a, k) => {
    const b = corners[(k + 1) % corners.length];
    const [u, v] = [over(a), over(b)];
    const part = clamp(u / (u - v || 1), 0, 1);
    const cross = { x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part };
    return [...(u <= 0 ? [a] : []), ...(u < 0 !== v < 0 && u !== 0 && v !== 0 ? [cross] : [])];
  });
}
