// What may stand round a node: how wide its badge and its belief may be, and where its count of answers stands.

import { clamp } from "./numbers.js";

export const COUNT = { half: 19, tall: 8 }; // px: what a count takes
export const LEAST_ROOM = 40; // px: with less than this a node's menu alone tells what it believes

// A badge ends at the edge and at the nodes on its height. What a node believes stands under it, in one line where another
// node is near; beside the link, on the outer side, where one leads down from there, as far as the next node: on a phone, which has no
// room for that, only in its menu.
export function roomsOf(links, { at, r, k, width, narrow, has }) {
  const badge = new Map();
  const belief = new Map();
  const counts = new Map();
  for (const [id, spot] of at) {
    const others = [...at].filter(([one]) => one !== id);
    const row = others.filter(([, { y }]) => Math.abs(y - spot.y) < 60 * k).map(([, { x }]) => Math.abs(x - spot.x));
    const room = clamp(0.95 * Math.min(...row), Math.max(2.3 * r, 84 * k), Math.max(3.4 * r, 170 * k));
    const near = others.filter(([, { y }]) => y - spot.y > -2.1 * r && y - spot.y < r).map(([, { x }]) => Math.abs(x - spot.x));
    const free = Math.min(2 * spot.x, 2 * (width - spot.x), ...near) - 8;
    badge.set(id, clamp(free, 2.2 * r, 5 * r) - 14 * k);
    const linked = new Set(links.filter(({ a, b }) => a === id || b === id).flatMap(({ a, b }) => [a, b]));
    const ends = others.filter(([one]) => linked.has(one)).map(([, end]) => end);
    const down = ends.some(({ x, y }) => y - spot.y > 3 * Math.abs(x - spot.x));
    const side = !down ? 0 : spot.x < width / 2 ? -1 : 1;
    const out = (side < 0 ? spot.x : width - spot.x) - 22 * k;
    const lower = others.filter(([, { x, y }]) => y > spot.y && y - spot.y < 2 * r + 60 * k && Math.abs(x - spot.x) < r + room);
    const off = ([, { x }]) => Math.abs(x - spot.x);
    const [under] = lower.sort((a, b) => off(a) - off(b));
    const apart = under && off(under);
    const below = down && others.find(([, { x, y }]) => y > spot.y && y - spot.y < 2 * r + 52 * k && Math.abs(x - spot.x) < r);
    const drop = below ? 0.1 * r : r + 22 * k; // beside its own node where another is near below
    const level = others.filter(([, { x, y }]) => side * (x - spot.x) > r && Math.abs(y - spot.y - drop - 5 * k) < r + 22 * k);
    const aside = level.map(([, { x }]) => Math.abs(x - spot.x) / 2); // nearer to its own node
    belief.set(id, {
      side,
      room: down ? (narrow ? 0 : Math.min(out - (below ? r : 0), Math.max(room, 150 * k), ...aside)) : Math.min(room, 2 * spot.x - 8, 2 * (width - spot.x) - 8),
      lines: under && !side ? 1 : 2,
      off: below ? r + 16 * k : 13 * k,
      down: drop,
      up: below ? 7.2 * k : 0, // of two lines
      beside: apart > r ? { id: under[0], apart } : null,
    });
    counts.set(id, countSpot(spot, ends, r, k, has.badges, below && !narrow ? [side < 0 ? Math.PI : 0] : []));
  }
  return { badge, belief, counts };
}

// The halves of all badges, each as wide as those near it leave: one that is short leaves room to a longer one. It sets
// how wide a badge may be; headOf: half the width of the widest that a node has, as far as that goes.
export function headsOf({ at, r, k, width, badge }, headOf) {
  const heads = new Map([...at.keys()].map((id) => [id, headOf(id)]));
  for (const [id, { x, y }] of at) {
    const near = [...at].filter(([one, spot]) => one !== id && spot.y - y > -2.1 * r && spot.y - y < r);
    const halves = near.map(([one, spot]) => Math.abs(spot.x - x) - Math.max(r, heads.get(one)));
    const free = 2 * Math.min(x, width - x, ...halves) - 8 * k;
    badge.set(id, Math.max(badge.get(id), Math.min(free, 5 * r) - 14 * k));
    heads.set(id, headOf(id));
  }
  return heads;
}

// Where what a node believes stands: beside it off the link, as far as the edge; under it as far as the badge of a node
// that is lower beside it, and then on two lines.
export function beliefOf({ at, belief, heads, k, r, width }, id) {
  const one = belief.get(id);
  const edge = one.side < 0 ? at.get(id).x : width - at.get(id).x;
  if (one.side) return { ...one, room: Math.min(one.room, edge - one.off - 12 * k) };
  if (!one.beside) return one;
  const free = 2 * (one.beside.apart - Math.max(r, heads.get(one.beside.id) ?? 0) - 10 * k);
  return { ...one, room: Math.min(free, one.room), lines: 2 };
}

// What that takes of the stage, at most.
export function beliefArea(box, id) {
  const { x, y } = box.at.get(id);
  const { k } = box;
  const { side, off, down, room } = beliefOf(box, id);
  const middle = x + side * (off + room / 2 + 5 * k);
  const told = room < LEAST_ROOM * k ? 0 : 1; // in its menu alone
  return { x: middle, y: y + down, half: told * (room / 2 + 6 * k), tall: told * 22 * k };
}

// Beside the rim where no link leads, so that no message comes over it; rather below where badges are.
function countSpot(spot, ends, r, k, badges, told) {
  const far = r + 10 * k;
  const sign = badges ? -0.26 : -Math.PI / 4; // of an old value, on the rim
  const ways = [sign, ...told, ...ends.map(({ x, y }) => Math.atan2(y - spot.y, x - spot.x))];
  const free = (angle) => Math.min(Math.PI, ...ways.map((way) => Math.abs(Math.atan2(Math.sin(angle - way), Math.cos(angle - way)))));
  const angles = (badges ? [148, 32, 170, 10] : [-148, -32, 148, 32]).map((degrees) => (degrees * Math.PI) / 180);
  const best = angles.reduce((a, b) => (free(b) > free(a) + 0.12 ? b : a));
  const side = Math.sign(Math.cos(best));
  return { x: far * Math.cos(best) + side * COUNT.half * k, y: far * Math.sin(best) };
}
