// Where clients stand: beside the node that they asked, on its side of every cut of the run, off nodes, links and each
// other. Who does not fit stands with the others of that node as one figure with a count.
// Rules of this file: places follow from the whole run, so nobody moves but to another node; ties go to the first.

import { runsThrough } from "./delays.js";
import { distance, fromHull, gap, onSegment, onSide } from "./geometry.js";
import { hullsOf, padOf } from "./places.js";
import { beliefArea, COUNT } from "./rooms.js";

export const CROWD = 6; // more clients than this are one figure for each node
const STEP = 10; // px between places that are tried
const NO = 1000; // worse than any place that will do
const ASTRAY = 100 * NO; // across a cut: worse than to lie on anything, since it says something false

// The size of a client with its words, from its place. half: where it is to be wider than usual.
export const sizeOf = ({ k, narrow, half = 52 * k }) =>
  narrow ? { half: 24, up: 11, down: 42 } : { half, up: 11 * k, down: 40 * k };

// As spotsOf, and the box with the width that all have: that of their words, or less where they would stand worse for it.
export function roomiest(picture, box, words) {
  const least = 52 * box.k;
  const most = Math.min(98 * box.k, words / 2 + 1);
  const usual = spotsOf(picture, box);
  for (const half of box.narrow ? [] : [most, (least + most) / 2].filter((one) => one > least)) {
    const found = spotsOf(picture, { ...box, half });
    const moved = 2 * (half - least) + 20;
    if (found.put.length === usual.put.length && found.put.every(({ cost }, n) => cost < usual.put[n].cost + moved))
      return { ...found, box: { ...box, half } };
  }
  return { ...usual, box };
}

// Where each visit stands beside its node, counted from 0: the least number that is free all the time it lasts.
export function slotsOf(visits) {
  const taken = new Map();
  return visits.map((visit) => {
    const own = taken.get(visit.node) ?? [];
    const slot = own.findIndex((end) => end !== null && end <= visit.from);
    const nth = slot < 0 ? own.length : slot;
    own[nth] = visit.to;
    taken.set(visit.node, own);
    return nth;
  });
}

// {spots: by node, where its first, second, ... client stands; crowded: nodes whose clients are one figure}.
function spotsOf(picture, box) {
  const visits = [...picture.visits].sort((a, b) => a.from - b.from);
  const slots = slotsOf(visits);
  const counts = new Map();
  visits.forEach(({ node }, k) => counts.set(node, Math.max(counts.get(node) ?? 0, slots[k] + 1)));
  const all = picture.clients.length > CROWD ? [...box.at.keys()] : [];
  const crowded = new Set(all);
  const sides = picture.groups.map(({ groups }) => {
    const hulls = hullsOf(groups, box.at);
    return { groups, hulls, pad: padOf(hulls, box) };
  });
  const order = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a));
  const put = [];
  const spots = new Map();
  for (const node of order) {
    const found = placed(picture, box, node, crowded.has(node) ? 1 : counts.get(node), sides, put);
    if (found.length > 1 && found.some(({ cost }) => cost >= NO)) {
      crowded.add(node);
      found.length = 1;
    }
    put.push(...found);
    spots.set(node, found);
  }
  return { spots, crowded, put, sides };
}

// The place of one more client beside a node.
export function placed(picture, box, node, count, sides, others) {
  const found = [];
  const tries = gridOf(box, node);
  for (let nth = 0; nth < count; nth += 1) {
    const put = [...others, ...found];
    let best = null;
    for (const spot of tries) {
      const near = nearness(box, node, spot);
      if (best && near >= best.cost) continue;
      const cost = near + badness(picture, box, node, spot, sides, put);
      if (!best || cost < best.cost) best = { ...spot, cost };
    }
    found.push(best);
  }
  return found;
}

function gridOf(box, node) {
  const { width, height, r } = box;
  const { half, up, down } = sizeOf(box);
  const at = box.at.get(node);
  const reach = [r + 2.2 * half, r + up + down + 60 * box.k];
  const steps = (low, high, middle, far) => {
    const [from, to] = [Math.max(low, middle - far), Math.min(high, middle + far)];
    return Array.from({ length: Math.max(1, Math.floor((to - from) / STEP) + 1) }, (_, k) => from + k * STEP);
  };
  const xs = [...steps(half + 2, width - half - 2, at.x, reach[0]), width - half - 2];
  const ys = steps(up + 2, height - down - 2, at.y, reach[1]);
  return xs.flatMap((x) => ys.map((y) => ({ x, y })));
}

// As near as can be, rather beside the node than above, rather outside than in the middle.
function nearness({ at, width, k }, node, { x, y }) {
  const here = at.get(node);
  const inwards = (x - here.x) * Math.sign(width / 2 - here.x) > 0 ? 90 * k : 0;
  return distance(here, { x, y }) + Math.abs(y + 14 * k - here.y) + inwards;
}

function badness(picture, box, node, { x, y }, sides, put) {
  const { r, k, at } = box;
  const { half, up, down } = sizeOf(box);
  const own = at.get(node);
  const rect = { left: x - half, right: x + half, top: y - up, bottom: y + down };
  const over = (left, right, top, bottom) =>
    Math.max(0, Math.min(rect.right, right) - Math.max(rect.left, left)) *
    Math.max(0, Math.min(rect.bottom, bottom) - Math.max(rect.top, top));
  let cost = 0;
  const hit = (area) => {
    if (area > 1) cost += NO + area;
  };
  for (const other of put) hit(over(other.x - half - 4, other.x + half + 4, other.y - up - 4, other.y + down + 4));
  for (const [id, spot] of at) {
    const head = box.has.badges ? 22 * k : 10 * k;
    const room = r + 13 * k; // with the ring of answers and the sign of an old value
    hit(over(spot.x - room, spot.x + room, spot.y - r - head, spot.y + room));
    const wide = box.heads.get(id);
    hit(over(spot.x - wide, spot.x + wide, spot.y - r - 12 * k, spot.y - r + 12 * k));
    if (box.has.beliefs.has(id)) {
      const area = beliefArea(box, id);
      hit(over(area.x - area.half, area.x + area.half, area.y - area.tall, area.y + area.tall));
    }
    if (box.has.counts.has(id)) {
      const count = box.counts.get(id);
      const [cx, cy] = [spot.x + count.x, spot.y + count.y];
      hit(over(cx - COUNT.half * k, cx + COUNT.half * k, cy - COUNT.tall * k, cy + COUNT.tall * k));
    }
    if (id !== node && distance(spot, onSegment(own, { x, y }, spot)) < r + 4) cost += 300;
    if (id !== node && distance(spot, { x, y }) < distance(own, { x, y })) cost += 200; // as if they asked that one
  }
  const corners = [rect.left, x, rect.right].flatMap((cx) => [rect.top, rect.bottom].map((cy) => ({ x: cx, y: cy })));
  for (const { groups, hulls } of sides) {
    const mine = groups.findIndex(({ nodes }) => nodes.includes(node));
    const gaps = mine < 0 ? [] : hulls.flatMap((other, n) => (n === mine ? [] : (gap(hulls[mine], other) ?? [])));
    if (gaps.some((nearest) => corners.some((corner) => !onSide(corner, nearest, 5)))) cost += ASTRAY;
  }
  if (cost >= NO) return cost;
  for (const { hulls, pad } of sides) {
    for (const one of box.narrow ? [] : hulls) {
      const within = corners.filter((corner) => fromHull(corner, one) < pad + 2).length;
      if (within && within < corners.length) cost += 80; // over the edge of a side
    }
  }
  for (const link of picture.links) {
    const line = [at.get(link.a), at.get(link.b)];
    if (runsThrough(line, { x, y: (rect.top + rect.bottom) / 2, half }, (down + up) / 2)) cost += 100 * k;
  }
  return cost;
}
