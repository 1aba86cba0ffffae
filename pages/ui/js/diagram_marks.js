// The drawing of the space-time diagram, once per run: spans, lanes, arrows, bars, dots.

import { pressed, svg } from "./dom.js";
import { along, distance } from "./geometry.js";
import { round } from "./numbers.js";
import { polygon } from "./shapes.js";
import { fit, widthOf } from "./text.js";

// How much of its arrow a message gets, by where it was lost or by its fate.
const ENDS = { delivered: 1, delivery: 0.86, send: 0.5, held: 0.5, flying: 0.8 };

export function drawSheet(view, plan, sheet) {
  const layer = (name) => sheet.appendChild(svg("g", { class: name }));
  drawCuts(view, plan, layer("spans"));
  drawLanes(view, plan, layer("lines"));
  drawScale(view, plan, layer("scale"));
  const ties = layer("ties");
  const arrows = layer("arrows");
  const bars = layer("bars");
  const dots = layer("dots");
  return {
    messages: view.picture.messages.map((message, index) => drawArrow(view, plan, arrows, message, index)),
    ops: new Map(view.picture.operations.map((op) => [op.id, drawBar(view, plan, bars, ties, op)])),
    events: view.picture.events.map((event, index) => drawDot(view, plan, dots, event, index)),
  };
}

function drawCuts(view, plan, layer) {
  const low = plan.scale - 12; // the scale below stays free
  for (const cut of view.picture.cuts) {
    const from = plan.x(cut.from);
    const to = cut.to === null ? plan.width : plan.x(cut.to);
    layer.append(
      svg(
        "g",
        { class: "cutspan", "data-tip": cut.label },
        svg("rect", { x: round(from), y: 0, width: round(to - from), height: low }),
        svg("line", { x1: round(from), x2: round(from), y1: 0, y2: low }),
        svg("text", {
          x: round(from + 7),
          y: 16,
          text: fit(cut.label, Math.max(30, to - from - 10), plan.font(12, 700)),
        }),
      ),
    );
  }
}

function drawLanes(view, plan, layer) {
  const { picture } = view;
  for (const lane of plan.lanes) {
    if (lane.kind === "client") continue;
    layer.append(svg("line", { class: "lane", x1: 0, x2: plan.width, y1: lane.y, y2: lane.y }));
    const states = picture.node_states[lane.id] ?? [];
    states.forEach((state, k) => {
      if (state.up || (k && !states[k - 1].up)) return;
      const back = states.slice(k + 1).find((later) => later.up);
      const from = plan.x(picture.events[state.i]?.t ?? 0);
      const to = back ? plan.x(picture.events[back.i].t) : plan.width;
      layer.append(
        svg("rect", {
          class: "downspan",
          x: round(from),
          y: lane.y - 7,
          width: round(to - from),
          height: 14,
          rx: 4,
          "data-tip": `${lane.id}: ${view.w("down")}`,
        }),
      );
    });
  }
}

// The ticks at which something happens, as many as there is room for: the clock is warped, so they are not evenly spaced.
function drawScale(view, plan, layer) {
  const apart = 9 + 7 * String(view.picture.end).length;
  let last = -apart;
  for (const t of new Set([0, ...view.picture.events.map((event) => event.t)])) {
    const x = plan.x(t);
    if (x - last < apart) continue;
    last = x;
    layer.append(
      svg("line", { x1: round(x), x2: round(x), y1: plan.scale - 14, y2: plan.scale - 11 }),
      svg("text", { x: round(x), y: plan.scale, text: String(t) }),
    );
  }
}

function drawArrow(view, plan, layer, message, index) {
  const from = { x: plan.events[message.e0] ?? plan.x(message.sent), y: plan.laneY.get(message.src) };
  const to = { x: 0, y: plan.laneY.get(message.dst) };
  if (from.y === undefined || to.y === undefined || message.src === message.dst) return null;
  const lost = message.fate === "lost";
  const atSend = lost && message.at === "send";
  const over = message.e1 !== null && message.e1 !== undefined && !atSend;
  to.x = over ? plan.events[message.e1] : atSend ? from.x + plan.px * 0.8 : plan.x(message.arrives ?? view.picture.end);
  if (to.x - from.x < 6) to.x = from.x + 14;
  const end = along(from, to, ENDS[message.at ?? message.fate] ?? 0.5);
  const way = distance(from, end) || 1;
  if (lost) plan.ends.set(index, end);
  const tip = along(from, end, Math.max(0, 1 - 6 / way));
  const [ux, uy] = [(end.x - from.x) / way, (end.y - from.y) / way];
  const corner = (sign) => `${round(tip.x - ux * 9 - uy * 4.5 * sign)} ${round(tip.y - uy * 9 + ux * 4.5 * sign)}`;
  const label = `${message.name}: ${message.text}${message.why ? `\n${message.why}` : ""}`;
  const sign = lost
    ? svg("path", { class: "end", d: `M${round(end.x - 5)} ${round(end.y - 5)}l10 10m0 -10l-10 10` })
    : message.fate === "delivered"
      ? svg("path", { class: "tip", d: `M${corner(1)}L${round(tip.x)} ${round(tip.y)}L${corner(-1)}Z` })
      : message.fate === "held" &&
        svg("path", { class: "end", d: `M${round(end.x + 3)} ${round(end.y - 5)}v10m5 -10v10` });
  const d = `M${round(from.x)} ${round(from.y)}L${round(tip.x)} ${round(tip.y)}`;
  const arrow = svg(
    "g",
    {
      class: `arrow ${message.tone} ${message.fate}`,
      "data-tip": label,
      "data-message": index,
      onclick: () => view.choose({ kind: "message", message: index }),
    },
    svg("path", { class: "grip", d }),
    svg("path", { class: "line", d }),
    sign,
  );
  layer.append(arrow);
  return arrow;
}

function drawBar(view, plan, layer, ties, op) {
  const { picture } = view;
  const from = plan.events[op.e0] ?? plan.x(op.issued);
  const to = op.done === null ? plan.x(picture.end) : (plan.events[op.e1] ?? plan.x(op.done));
  const y = (plan.top.get(op.client) ?? 0) + plan.rows.rowOf.get(op.id) * 26;
  const node = plan.laneY.get(op.node);
  if (node !== undefined) {
    ties.append(svg("line", { x1: round(from), x2: round(from), y1: y + 22, y2: node }));
    if (op.done !== null) ties.append(svg("line", { x1: round(to), x2: round(to), y1: y + 22, y2: node }));
  }
  const font = plan.font(12, 600);
  const words = [op.text, op.result, op.status === "ok" ? "" : op.status_text, op.note ?? ""].filter(Boolean).join(" ");
  const lasts = Math.max(4, to - from);
  const name = labelOf(plan, words, font, { from, to: from + lasts, ...neighbours(view, plan, op) });
  // What came of it is a part of its own, which is not seen before it has ended.
  const asked = name.said.startsWith(op.text) ? op.text : name.said;
  const spans = [svg("tspan", { text: asked }), svg("tspan", { class: "outcome", text: name.said.slice(asked.length) })];
  const bar = svg(
    "g",
    {
      class: `op ${op.kind} ${op.status} ${op.note ? "noted" : ""}`,
      role: "button",
      tabindex: 0,
      "data-op": op.id,
      "aria-label": `${op.id}: ${op.client}, ${words}`,
      "data-tip": `${op.id} · ${op.client}: ${words}`,
      onclick: () => view.choose({ kind: "op", op: op.id }),
      onkeydown: (event) => pressed(event, () => view.choose({ kind: "op", op: op.id })),
    },
    svg("rect", { class: "whole", x: round(from), y, width: round(lasts), height: 22, rx: Math.min(6, lasts / 2) }),
    svg("rect", {
      class: "lasts",
      x: round(from),
      y: y + 19,
      width: round(lasts),
      height: 3,
      rx: 1.5,
    }),
    svg("text", { y: y + 15, x: name.x, class: name.class }, ...spans),
  );
  layer.append(bar);
  return bar;
}

function drawDot(view, plan, layer, event, index) {
  const end = event.kind === "lost" ? plan.ends.get(event.m) : null; // a loss is where its message stops
  const x = round(end?.x ?? plan.events[index]);
  const y = round(end?.y ?? plan.laneY.get(event.lane) ?? plan.scale - 20);
  const shape = end
    ? svg("circle", { r: 7, class: "grip" })
    : event.lane && plan.laneY.has(event.lane)
      ? svg("circle", { r: event.star ? 5.5 : 4.5 })
      : svg("path", { d: polygon(4, 5.5) });
  const dot = svg(
    "g",
    {
      class: `dot ${event.kind} ${event.star ? "star" : ""}`,
      role: "button",
      tabindex: -1,
      "data-event": index,
      transform: `translate(${x} ${y})`,
      "aria-label": `t = ${event.t}, ${event.text}`,
      "data-tip": `t = ${event.t}  ${event.text}`,
      onclick: () => view.choose({ kind: "event", event: index }),
      onkeydown: (press) => pressed(press, () => view.choose({ kind: "event", event: index })),
    },
    svg("circle", { r: 9, class: "grip" }),
    shape,
  );
  layer.append(dot);
  return dot;
}

// Where the bars before and after it end and begin.
function neighbours(view, plan, op) {
  const row = (one) => plan.rows.rowOf.get(one.id);
  const others = view.picture.operations.filter((one) => one.client === op.client && one !== op && row(one) === row(op));
  const ends = others.filter((one) => one.issued <= op.issued).map((one) => plan.events[one.e1] ?? plan.x(one.done ?? one.issued));
  const begins = others.filter((one) => one.issued > op.issued).map((one) => plan.events[one.e0] ?? plan.x(one.issued));
  return { before: Math.max(0, ...ends), after: Math.min(plan.width, ...begins) };
}

// A bar is as long as its operation, so its name stands in it, else left of it, where no veil lies, else right of it.
export function labelOf(plan, words, font, { from, to, before, after }) {
  const places = [
    { room: to - from - 12, x: from + 7, class: "in" },
    { room: from - before - 12, x: from - 5, class: "beside before" },
    { room: after - to - 12, x: to + 5, class: "beside" },
  ];
  const wide = widthOf(words, font);
  const best = places.find(({ room }) => wide <= room) ?? places.reduce((a, b) => (b.room > a.room ? b : a));
  return { x: round(best.x), class: best.class, said: best.room < 14 ? "" : fit(words, best.room, font) };
}
