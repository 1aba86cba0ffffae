// The warped clock: time as it is shown and played, in steps: idle gaps are shortened, crowded ticks get room.

import { clamp, upto } from "./numbers.js";

// Where x stands on the scale `to`, as far as it has come on the scale `from`; the ends hold what lies outside.
function between(from, to, x) {
  const k = clamp(upto(from, x), 0, Math.max(0, from.length - 2));
  const span = from[k + 1] - from[k];
  return span ? to[k] + (to[k + 1] - to[k]) * clamp((x - from[k]) / span, 0, 1) : to[k];
}

// last: the last tick; total: all steps; at: steps of a tick; tick: tick of so many steps.
export function warpOf(picture) {
  const crowd = new Map([
    [0, new Map()],
    [picture.end, new Map()],
  ]);
  const mark = (tick, lane) => {
    if (tick === null) return;
    if (!crowd.has(tick)) crowd.set(tick, new Map());
    if (lane) crowd.get(tick).set(lane, (crowd.get(tick).get(lane) ?? 0) + 1);
  };
  for (const event of picture.events) mark(event.t, event.lane ?? "*");
  for (const message of picture.messages) [message.sent, message.arrives].forEach((tick) => mark(tick));
  for (const op of picture.operations) [op.issued, op.done].forEach((tick) => mark(tick));
  for (const cut of picture.cuts) [cut.from, cut.to].forEach((tick) => mark(tick));
  const ticks = [...crowd.keys()].sort((a, b) => a - b);
  const gaps = ticks
    .slice(1)
    .map((tick, k) => tick - ticks[k])
    .sort((a, b) => a - b);
  const usual = gaps.length ? gaps[gaps.length >> 1] : 1;
  const units = [0];
  for (let k = 1; k < ticks.length; k += 1) {
    const most = Math.max(0, ...crowd.get(ticks[k - 1]).values());
    units.push(units[k - 1] + Math.max(clamp((ticks[k] - ticks[k - 1]) / usual, 0.45, 2.2), 0.26 * most));
  }
  return {
    last: ticks[ticks.length - 1],
    total: units[units.length - 1] || 1,
    at: (tick) => between(ticks, units, tick),
    tick: (unit) => between(units, ticks, unit),
  };
}
