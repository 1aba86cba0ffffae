// The way through a space-time diagram by keys: left and right along time in a lane, up and down to the nearest of the
// lane above or below; operations are in the lanes of their clients.
// Rules of this file: of all marks one can be reached by Tab: the one that has the focus, else the one at the cursor.

import { upto } from "./numbers.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// The lanes from top to bottom, each with its marks from left to right: {layer, key, x, i}, i the event with which it began.
export function lanesOf({ events, operations }, plan) {
  const lanes = new Map([...plan.lanes.map(({ id }) => id), null].map((id) => [id, []]));
  for (const op of operations) {
    const { lane, begin } = plan.bars.get(op.id);
    lanes.get(lane).push({ layer: "bars", key: op.id, x: begin, i: op.e0 });
  }
  events.forEach((event, i) => {
    const lane = lanes.has(event.lane) ? event.lane : null;
    lanes.get(lane).push({ layer: "dots", key: i, x: plan.events[i], i });
  });
  return [...lanes.values()].map((marks) => marks.sort((a, b) => a.x - b.x || a.i - b.i));
}

// The mark to which an arrow leads, or null. last: what began after this event is not to be seen.
export function nextMark(lanes, from, arrow, last) {
  const [along, across] = ARROWS[arrow];
  const seen = lanes.map((marks) => marks.filter(({ i }) => i <= last));
  const here = seen.findIndex((marks) => marks.some(({ key }) => key === from));
  if (here < 0) return null;
  const at = seen[here].findIndex(({ key }) => key === from);
  if (along) return seen[here][at + along] ?? null;
  const { x } = seen[here][at];
  for (let n = here + across; seen[n]; n += across) {
    const k = upto(seen[n], x, (mark) => mark.x);
    const near = [seen[n][k], seen[n][k + 1]].filter(Boolean);
    if (near.length) return near.reduce((a, b) => (Math.abs(b.x - x) < Math.abs(a.x - x) ? b : a));
  }
  return null;
}

// reveal: brings a place into sight and draws what is there.
export function Walk(view, sheet, reveal) {
  let lanes = [];
  let stop = null;

  const element = ({ layer, key }) => sheet.elements(layer).get(key)?.el;

  function load(plan) {
    lanes = lanesOf(view.picture, plan);
  }

  // Make the one mark that Tab reaches the one it should be.
  function rove() {
    const focused = sheet.el.getRootNode().activeElement;
    const next = sheet.el.contains(focused) ? focused : element({ layer: "dots", key: Math.max(0, view.cursor.i) });
    if (next === stop && next?.getAttribute("tabindex") === "0") return;
    stop?.setAttribute("tabindex", "-1");
    stop = next ?? null;
    stop?.setAttribute("tabindex", "0");
  }

  sheet.el.addEventListener("keydown", (event) => {
    if (!ARROWS[event.key] || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    const { event: i, op } = event.target.dataset;
    const last = view.player.secret() ? view.cursor.i : Infinity;
    event.preventDefault();
    event.stopPropagation();
    const next = nextMark(lanes, op ?? Number(i), event.key, last);
    if (!next) return;
    reveal(next.x);
    element(next)?.focus({ preventScroll: true });
  });
  for (const end of ["focusin", "focusout"]) sheet.el.addEventListener(end, rove);

  return { load, rove };
}
