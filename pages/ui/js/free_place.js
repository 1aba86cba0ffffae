// Where a card lies best: over as little as can be of what is to be seen, and near the thing that it is about.

import { clamp } from "./numbers.js";

const STEP = 16; // px between places that are tried
const EDGE = 6; // px that the card keeps off the edge of the room
const COVERED = 1 / 6; // a px² of what is covered, as px of the way to the thing
const NEAR = 160; // px to the thing up to which one sees at once that they belong together
const FARTHER = 10; // what a px beyond that counts more
const OWN = 4; // how much worse it is to cover the thing itself

const over = ({ left, top }, { width, height }, { x, y, half, tall }) =>
  Math.max(0, Math.min(left + width, x + half) - Math.max(left, x - half)) *
  Math.max(0, Math.min(top + height, y + tall) - Math.max(top, y - tall));

// room, size: {width, height}; thing: {x, y, r}; taken: what else is to be seen, {x, y, half, tall} round its middle.
export function freest(room, size, thing, taken) {
  const steps = (all, own, extra) => {
    const most = Math.max(EDGE, all - own - EDGE);
    const grid = Array.from({ length: Math.floor((most - EDGE) / STEP) + 1 }, (_, k) => EDGE + k * STEP);
    return [...extra.map((place) => clamp(place, EDGE, most)), ...grid, most];
  };
  const lefts = steps(room.width, size.width, [thing.x + thing.r + 14, thing.x - thing.r - 14 - size.width]);
  const tops = steps(room.height, size.height, [thing.y - size.height / 2]);
  const own = { ...thing, half: thing.r + 4, tall: thing.r + 4 };
  const way = ({ left, top }) =>
    Math.hypot(thing.x - clamp(thing.x, left, left + size.width), thing.y - clamp(thing.y, top, top + size.height));
  const away = (place) => way(place) + FARTHER * Math.max(0, way(place) - NEAR);
  const cost = (place) =>
    away(place) + COVERED * (OWN * over(place, size, own) + taken.reduce((sum, one) => sum + over(place, size, one), 0));
  let best = null;
  for (const left of lefts)
    for (const top of tops) {
      const worth = cost({ left, top });
      if (!best || worth < best.worth) best = { left, top, worth };
    }
  return best;
}
