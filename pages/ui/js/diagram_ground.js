// The ground of the space-time diagram: cuts, lanes, what was down, breaks of time, the scale. Its marks are like those of
// diagram_marks.js.

import { svg } from "./dom.js";
import { round, roundUp } from "./numbers.js";
import { fit } from "./text.js";

const APART = 44; // px from one number of the scale to the next, at least
const TOOTH = 12; // px: how high a tooth of a torn edge is

export function cutMarks(view, plan) {
  const low = plan.scale - 12; // the scale below stays free
  return view.picture.cuts.map((cut, index) => {
    const from = plan.x(cut.from);
    const to = cut.to === null ? plan.width : plan.x(cut.to);
    const room = (view.picture.cuts[index + 1] ? plan.x(view.picture.cuts[index + 1].from) : plan.width) - from - 14;
    const draw = () =>
      svg(
        "g",
        { class: "cutspan", "data-tip": cut.label },
        svg("rect", { x: round(from), y: 0, width: round(to - from), height: low }),
        svg("line", { x1: round(from), x2: round(from), y1: 0, y2: low }),
        svg("text", {
          x: round(from + 7),
          y: 16,
          text: room < 24 ? "" : fit(cut.label, room, plan.font(12, 700)),
        }),
      );
    return { key: index, item: cut, place: `${from} ${to} ${low} ${room}`, from, to, draw };
  });
}

export function laneMarks(view, plan) {
  const lanes = plan.lanes.filter((lane) => lane.kind === "node");
  return lanes.flatMap(({ id, y }) => {
    const line = () => svg("line", { class: "lane", x1: 0, x2: plan.width, y1: y, y2: y });
    const lane = { key: id, item: id, place: `${plan.width} ${y}`, from: 0, to: plan.width, draw: line };
    return [lane].concat(
      spanMarks(view, plan, id, y, "down", (state) => !state.up),
      spanMarks(view, plan, id, y, "paused", (state) => state.paused),
    );
  });
}

// Where a node was down, or stood still: from each state in which it is so to the next in which it is not.
function spanMarks(view, plan, id, y, what, is) {
  const { events, node_states } = view.picture;
  const states = node_states[id] ?? [];
  return states.flatMap((state, k) => {
    if (!is(state) || (k && is(states[k - 1]))) return [];
    const back = states.slice(k + 1).find((later) => !is(later));
    const from = plan.x(events[state.i]?.t ?? 0);
    const to = back ? plan.x(events[back.i].t) : plan.width;
    const tip = `${id}: ${view.w(what)}`;
    const at = { x: round(from), y: y - 7, width: round(to - from), height: 14, rx: 4 };
    const draw = () => svg("rect", { class: `${what === "down" ? "down" : "pause"}span`, ...at, "data-tip": tip });
    return [{ key: `${id} ${what} ${state.i}`, item: state, place: `${from} ${to} ${y}`, from, to, draw }];
  });
}

// Time that is left out: torn out of the paper, with the usual sign on the scale.
export function breakMarks(view, plan) {
  const low = plan.scale - 14;
  const top = plan.lanes.find(({ kind }) => kind === "node").top;
  return view.facts.warp.breaks.map((left) => {
    const [from, to] = [plan.x(left.from) + 4, plan.x(left.to) - 4];
    const [one, two] = [torn(from, low), torn(to, low)];
    const sign = `M${round((from + to) / 2 - 5)} ${plan.scale + 2}l5 -12m4 0l-5 12`;
    const ticks = left.to - left.from;
    const words = fit(view.w("left_out_short", { ticks }), low - top, plan.font(11));
    const turned = `translate(${round((from + to) / 2 + 4)} ${round(low - 6)}) rotate(-90)`;
    const draw = () =>
      svg(
        "g",
        { class: "break", "data-tip": view.w("left_out", { ticks }) },
        svg("path", { class: "gap", d: `M${[...one, ...two.toReversed()].join("L")}Z` }),
        svg("path", { class: "torn", d: `M${one.join("L")}M${two.join("L")}` }),
        svg("path", { class: "sign", d: sign }),
        svg("text", { transform: turned, text: words }),
      );
    return { key: left.from, item: left.to, place: `${from} ${to} ${low}`, from, to, draw };
  });
}

// The points of a torn edge, from the top down.
function torn(x, low) {
  const teeth = Math.round(low / TOOTH);
  return Array.from({ length: teeth + 1 }, (_, k) => `${round(x + (k % 2 ? 2 : -2))} ${round((low * k) / teeth)}`);
}

// Round ticks, as a linear axis has them; none where time is left out.
export function scaleMarks(view, plan) {
  const { warp } = view.facts;
  const each = roundUp((APART / plan.px) * view.picture.step);
  const numbers = Array.from({ length: Math.floor(warp.last / each) + 1 }, (_, k) => k * each);
  const hidden = (t) => warp.breaks.some(({ from, to }) => from < t && t < to);
  return numbers
    .filter((t) => !hidden(t))
    .map((t) => {
      const x = plan.x(t);
      const draw = () =>
        svg(
          "g",
          {},
          svg("line", { x1: round(x), x2: round(x), y1: plan.scale - 14, y2: plan.scale - 11 }),
          svg("text", { x: round(x), y: plan.scale, text: String(t) }),
        );
      return { key: t, item: t, place: `${x} ${plan.scale}`, from: x, to: x, draw };
    });
}
