// The clock as it is drawn and played, in steps: a step is what a message usually takes. Time is linear; where nothing
// happens for long, what lies more than a step from either side is left out, and a break of fixed width stands there.
// Rules of this file: what has happened later never moves what was before.

import { clamp, upto } from "./numbers.js";

const IDLE = 4; // steps: a longer wait is shortened
const BREAK = 0.75; // steps: how wide the break is

// Where x stands on the scale `to`, as far as it has come on the scale `from`; the ends hold what lies outside.
function between(from, to, x) {
  const k = clamp(upto(from, x), 0, Math.max(0, from.length - 2));
  const span = from[k + 1] - from[k];
  return span ? to[k] + (to[k + 1] - to[k]) * clamp((x - from[k]) / span, 0, 1) : to[k];
}

// last: the last tick; total: all steps; at: steps of a tick, those after the last one too; tick: tick of so many steps.
// breaks: the ticks that are left out, from and to.
export function warpOf({ events, end, step }) {
  const ticks = [0];
  const units = [0];
  const breaks = [];
  const on = (tick, wide) => {
    ticks.push(tick);
    units.push(units.at(-1) + wide);
  };
  for (const tick of [...events.map(({ t }) => t), end]) {
    const last = ticks.at(-1);
    if (tick <= last) continue;
    if (tick - last > IDLE * step) {
      breaks.push({ from: last + step, to: tick - step });
      on(last + step, 1);
      on(tick - step, BREAK);
      on(tick, 1);
    } else on(tick, (tick - last) / step);
  }
  const last = ticks.at(-1);
  return {
    last,
    breaks,
    total: units.at(-1) || 1,
    at: (tick) => between(ticks, units, tick) + Math.max(0, tick - last) / step,
    tick: (unit) => between(units, ticks, unit),
  };
}
