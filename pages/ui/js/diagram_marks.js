// What the space-time diagram shows, item by item: where each mark stands, and how it is drawn once it is in sight.
// Rules of this file
// * A mark is {key, item, place, from, to, draw}. from, to: how far it reaches, in px; draw makes its element.
// * What its element looks like follows from `item`, an object of the picture, and from `place`, all else that it depends
//   on, as text: where both are as they were, the element that is there stays (diagram_sheet.js).

import { barMark, tieMark } from "./diagram_bars.js";
import { breakMarks, cutMarks, laneMarks, scaleMarks } from "./diagram_ground.js";
import { cellsOf } from "./diagram_plan.js";
import { pressed, svg } from "./dom.js";
import { along, distance } from "./geometry.js";
import { clamp, round } from "./numbers.js";
import { polygon } from "./shapes.js";
import { titleOf } from "./text.js";

// How much of its arrow a message gets, by where it was lost or by its fate.
const ENDS = { delivered: 1, delivery: 0.86, send: 0.5, held: 0.5 };

// All marks, by layer, from the lowest to the highest.
export function marksOf(view, plan) {
  const { messages, operations } = view.picture;
  const ends = new Map(); // where lost messages stop
  const arrows = messages.map((message, index) => arrowMark(view, plan, message, index, ends)).filter(Boolean);
  return {
    spans: cutMarks(view, plan),
    lines: laneMarks(view, plan),
    ties: operations.map((op) => tieMark(view, plan, op)).filter(Boolean),
    arrows,
    breaks: breakMarks(view, plan),
    scale: scaleMarks(view, plan),
    bars: operations.map((op) => barMark(view, plan, op)),
    dots: dotMarks(view, plan, ends),
  };
}

// From its event to where it was handled, got lost, is held, or has come when the run ends.
function waysOf(view, plan, message) {
  const from = { x: plan.events[message.e0] ?? plan.x(message.sent), y: plan.laneY.get(message.src) };
  const y = plan.laneY.get(message.dst);
  if (from.y === undefined || y === undefined || message.src === message.dst) return null;
  const goes = (x, part) => ({ from, end: along(from, { x, y }, part) });
  const part = ENDS[message.at ?? message.fate];
  if (message.fate === "held" || message.at === "send") return goes(from.x + plan.px, part);
  if (message.e1 !== null) return goes(plan.events[message.e1], part);
  const to = plan.x(message.arrives);
  return goes(to, clamp(Math.max(plan.x(view.picture.end) - from.x, 14) / Math.max(1, to - from.x), 0, 0.95));
}

function arrowMark(view, plan, message, index, ends) {
  const ways = waysOf(view, plan, message);
  if (!ways) return null;
  const { from, end } = ways;
  if (message.fate === "lost") ends.set(index, end);
  const place = `${from.x} ${from.y} ${end.x} ${end.y}`;
  return { key: index, item: message, place, from: from.x, to: end.x, draw: () => drawArrow(view, message, index, from, end) };
}

function drawArrow(view, message, index, from, end) {
  const way = distance(from, end) || 1;
  const tip = along(from, end, Math.max(0, 1 - 6 / way));
  const [ux, uy] = [(end.x - from.x) / way, (end.y - from.y) / way];
  const corner = (sign) => `${round(tip.x - ux * 9 - uy * 4.5 * sign)} ${round(tip.y - uy * 9 + ux * 4.5 * sign)}`;
  const signs = {
    lost: () => svg("path", { class: "end", d: `M${round(end.x - 5)} ${round(end.y - 5)}l10 10m0 -10l-10 10` }),
    delivered: () => svg("path", { class: "tip", d: `M${corner(1)}L${round(tip.x)} ${round(tip.y)}L${corner(-1)}Z` }),
    held: () => svg("path", { class: "end", d: `M${round(end.x + 3)} ${round(end.y - 5)}v10m5 -10v10` }),
  };
  const d = `M${round(from.x)} ${round(from.y)}L${round(tip.x)} ${round(tip.y)}`;
  return svg(
    "g",
    {
      class: `arrow ${message.tone} ${message.fate}`,
      "data-tip": `${titleOf(view, message)}${message.why ? `\n${message.why}` : ""}`,
      "data-message": index,
      onclick: () => view.choose({ kind: "message", message: index }),
    },
    svg("path", { class: "grip", d }),
    svg("path", { class: "line", d }),
    signs[message.fate]?.(),
  );
}

function dotMarks(view, plan, ends) {
  const { events } = view.picture;
  const points = events.map((event, index) => {
    const end = event.kind === "lost" ? ends.get(event.m) : null; // a loss is where its message stops
    const y = round(end?.y ?? plan.laneY.get(event.lane) ?? plan.scale - 20);
    return { x: round(end?.x ?? plan.events[index]), y, lost: Boolean(end) };
  });
  const cells = cellsOf(points);
  return events.map((event, index) => {
    const { x, y, lost } = points[index];
    const corners = cells[index].map((corner) => `${round(corner.x - x)} ${round(corner.y - y)}`);
    const grip = `M${corners.join("L")}Z`;
    const shape = () =>
      lost
        ? svg("circle", { r: 7, class: "grip" })
        : plan.laneY.has(event.lane)
          ? svg("circle", { r: event.star ? 5.5 : 4.5 })
          : svg("path", { d: polygon(4, 5.5) });
    const draw = () => drawDot(view, event, index, x, y, svg("path", { d: grip, class: "grip" }), shape());
    return { key: index, item: event, place: `${x} ${y} ${lost} ${grip}`, from: x, to: x, draw };
  });
}

function drawDot(view, event, index, x, y, grip, shape) {
  const choose = () => view.choose({ kind: "event", event: index });
  return svg(
    "g",
    {
      class: `dot ${event.kind} ${event.star ? "star" : ""}`,
      role: "button",
      tabindex: -1,
      "data-event": index,
      transform: `translate(${x} ${y})`,
      "aria-label": `t = ${event.t}, ${event.text}`,
      "data-tip": `t = ${event.t}  ${event.text}`,
      onclick: choose,
      onkeydown: (press) => pressed(press, choose),
    },
    grip,
    shape,
  );
}
