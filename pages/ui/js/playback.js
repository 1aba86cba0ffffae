// Playing, as numbers: how fast, how far in a frame, where a run stops. Nothing here knows a view.

import { clamp } from "./numbers.js";

export const RATE = 1.7; // steps of the warped clock in a second at speed 1
export const SLOWEST = 0.9; // a short answer still moves
export const SPEEDS = [0.5, 1, 2, 4];

export const nextSpeed = (speed) => SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length];
export const speedLabel = (speed) => `${speed === 0.5 ? "½" : speed}×`;

// So many steps a second that what is left takes three to eight seconds, longer the more happens in it.
export const paceFor = (steps, events) => Math.max(SLOWEST, steps / clamp(events * 0.12, 3, 8));

// A narrated run stops at each of its captions: the first one after event i, up to event last.
export const captionAfter = (captions, i, last) => captions.find((one) => one.i > i && one.i <= last);

// The next event of interest, as an index; the last event where there is none.
export function nextStar(events, i) {
  const found = events.findIndex((event, k) => k > i && event.star);
  return found < 0 ? events.length - 1 : found;
}

// One frame on: from `unit` on the warped clock and event `i`, `elapsed` ms later. `stop` where the run ends, a caption is
// met, or the answer to what was asked.
export function advance({ unit, i }, elapsed, rate, { events, captions, question }, facts) {
  const { warp } = facts;
  const further = unit + (clamp(elapsed, 0, 100) / 1000) * rate; // a frame may be stamped before its start
  const over = further >= warp.total;
  const t = over ? warp.last : warp.tick(further);
  const reached = Math.max(i, facts.eventAt(t));
  const stop = captionAfter(captions, i, reached) ?? captionAfter(question ? [question] : [], i, reached);
  if (!stop) return { unit: further, i: reached, t, stop: over };
  const then = events[stop.i].t;
  return { unit: warp.at(then), i: stop.i, t: then, stop: true };
}
