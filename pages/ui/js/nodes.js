// One node of the stage: a small instrument. Name and key, value, version or clock, quorum arc, badges, belief.

import { pressed, set, STILL, svg } from "./dom.js";
import { sized } from "./node_value.js";
import { clamp, round } from "./numbers.js";
import { beliefOf, LEAST_ROOM } from "./rooms.js";
import { fit, widthOf, wrap } from "./text.js";

export function makeNode(view, node) {
  const text = (name) => svg("text", { class: name });
  const part = {
    halo: svg("circle", { class: "halo" }),
    arc: svg("g", { class: "quorum" }),
    body: svg("circle", { class: "body" }),
    hatch: svg("circle", { class: "hatch" }),
    name: text("name"),
    value: text("value"),
    second: text("value second"),
    clock: svg("g", { class: "clock" }),
    belief: svg("g", { class: "belief" }, svg("rect", {}), svg("text", {})),
    count: text("count"),
    standing: svg("g", { class: "standing" }, svg("circle", {}), svg("text", {})),
    role: svg("g", { class: "role" }, svg("rect", {}), svg("text", {})),
    hint: svg("g", { class: "hint" }, svg("rect", {}), svg("text", {})),
  };
  part.el = svg(
    "g",
    {
      class: "node",
      role: "button",
      tabindex: 0,
      "data-node": node.id,
      // While a cut is drawn the strokes hear the pointer (cutting.js): a finger's click would undo its own tap.
      onclick: (event) => (view.draft && event.detail ? null : view.tapNode(node.id)),
      // Then Enter confirms it (input.js), Space moves the node.
      onkeydown: (event) =>
        (event.key === "Enter" && view.draft?.ready()) || pressed(event, () => view.tapNode(node.id)),
    },
    part.halo,
    part.arc,
    part.body,
    part.hatch,
    part.name,
    part.value,
    part.second,
    part.clock,
    part.belief,
    part.standing,
    part.role,
    part.hint,
  );
  return part;
}

// Everything whose place depends only on the size of the stage.
export function placeNode(part, id, { at: places, r, k, belief, counts }) {
  const at = places.get(id);
  set(part.el, { transform: `translate(${round(at.x)} ${round(at.y)})` });
  set(part.body, { r });
  set(part.hatch, { r: r - 4 });
  set(part.halo, { r: r + 13 * k });
  set(part.belief, { transform: `translate(0 ${round(belief.get(id).down)})` });
  const count = counts.get(id);
  set(part.count, { x: round(at.x + count.x), y: round(at.y + count.y + 4 * k) });
  set(part.standing.firstChild, { r: 11 * k });
  set(part.standing.lastChild, { y: 5.5 * k });
  set(part.role, { transform: `translate(0 ${round(-Math.max(r, r * 0.42 + 19 * k))})` }); // clear of the name
  set(part.hint, { transform: `translate(${round(r * 0.62)} ${round(r * 0.8)})` });
}

export const shown = (values) => values.map((value) => (value === null ? "∅" : String(value)));

// What a cell says on the node: its value, or two of its values and how many more there are.
export function cellLines(view, cell) {
  if (!cell || !cell.values.length) return [view.w("absent")];
  const values = shown(cell.values);
  return values.length > 2 ? [values[0], `${values[1]} +${values.length - 2}`] : values;
}

export function pill(group, words, k, font, room = Infinity) {
  const text = fit(words, room, font);
  const width = widthOf(text, font) + 14 * k;
  set(group.firstChild, { x: round(-width / 2), y: -9.5 * k, width: round(width), height: 19 * k, rx: 9.5 * k });
  set(group.lastChild, { text, y: round(4.2 * k) });
}

// All signs of a node if there is room, else the first: what it does tells more than what it thinks of the network.
export function badgeOf(signs, term, room, font) {
  const all = `${signs.join(" · ")}${term}`.trim();
  return signs.length < 2 || widthOf(all, font) <= room ? all : `${signs[0]}${term}`;
}

// What stands on a node's rim, as much of it as there is room for.
const badgeFor = (view, id, { paused, role, mode, term }, { badge, font, k }) =>
  badgeOf([paused && "paused", role, mode].filter(Boolean).map((code) => view.w(code)), term ? ` T${term}` : "", badge.get(id), font(12 * k, 600));

// Half the width of the widest badge that a node has in the run.
export function headOf(view, id, box) {
  const font = box.font(12 * box.k, 600);
  const all = (view.picture.node_states[id] ?? []).map((state) => badgeFor(view, id, state, box)).filter(Boolean);
  return Math.max(0, ...all.map((words) => Math.min(widthOf(words, font), box.badge.get(id)) / 2 + 7 * box.k));
}

const SIGNS = { stale: "!", concurrent: "∥" };

// The facts of one node at the cursor.
export function showNode(view, part, id, box) {
  const { cursor, facts } = view;
  const state = facts.node(id, cursor.i);
  const cell = facts.cell(id, view.key, cursor.i);
  const whole = !state.up ? [view.w("down")] : state.face != null ? [state.face] : cellLines(view, cell);
  const { r, k } = box;
  const old = part.said;
  const [lines, size] = sized(whole, box);
  part.said = whole.join("\n");
  part.el.classList.toggle("down", !state.up);
  part.el.classList.toggle("paused", Boolean(state.paused));
  part.el.classList.toggle("empty", state.up && !cell?.values.length);
  const whose = state.face == null ? `${id} · ${view.key}` : id;
  const sizes = [clamp(0.32 * r, 11 * k, 12.5 * k), 11 * k];
  const fits = sizes.find((one, n) => widthOf(whose, box.font(one)) <= r * (n ? 1.5 : 1.25)); // the larger off the sign
  const small = fits ?? sizes[0];
  const top = box.heads.get(id) ? clamp(9.5 * k - r + 0.8 * small, -0.42 * r, -0.2 * r) : -0.42 * r; // under the badge, over the value
  set(part.name, { y: round(top), text: fits ? whose : fit(id, r * 1.5, box.font(small)), style: `font-size:${round(small)}px` });
  const upper = Math.max(0.02 * r, top + 0.76 * size); // the first of two lines
  set(part.value, {
    text: fit(lines[0], r * 1.8, box.font(size, 700)),
    y: round(lines.length > 1 ? upper : Math.max(size * 0.36, top + k + 0.88 * size)),
    style: `font-size:${size}px`,
  });
  set(part.second, {
    text: lines[1] ? fit(lines[1], r * 1.6, box.font(size, 700)) : "",
    y: round(upper + r * 0.34),
    style: `font-size:${size}px`,
  });
  if (old !== undefined && old !== part.said) pulse(part.el, "changed");
  showClock(part, id, state.up && view.picture.clocks ? facts.clock(id, cursor.i) : [], facts.ticks, lines.length > 1, box);
  const standing = (state.up && cell?.standing) || "current";
  part.standing.setAttribute("class", `standing ${standing} ${SIGNS[standing] ? "on" : ""}`);
  set(part.standing.lastChild, { text: SIGNS[standing] ?? "" });
  const badge = badgeFor(view, id, state, box);
  part.role.classList.toggle("on", Boolean(badge) && state.up);
  set(part.standing, { transform: `translate(${round(r * (badge ? 1 : 0.88))} ${round(-r * (badge ? 0.26 : 0.85))})` });
  if (badge) pill(part.role, badge, k, box.font(12 * k, 600), box.badge.get(id));
  const kept = [
    state.hints?.length ? `✉ ${state.hints.join(" ")}` : "",
    state.waiting?.length ? view.w("holds", { count: state.waiting.length }) : "",
  ]
    .filter(Boolean)
    .join(" ");
  part.hint.classList.toggle("on", Boolean(kept));
  if (kept) pill(part.hint, kept, k, box.font(12 * k, 600), 2 * r);
  const belief = state.up && state.belief ? state.belief : "";
  believe(part.belief, belief, beliefOf(box, id), box.font(12 * k), k);
  const values = cell ? shown(cell.values).join(", ") : view.w("absent");
  const label = [
    `${view.w("node")} ${id}`,
    state.up ? `${view.key} = ${values}` : view.w("down"),
    SIGNS[standing] ? view.w(standing) : "",
    badge,
    belief,
    state.hints.length ? view.w("hints", { nodes: state.hints.join(" ") }) : "",
    ...(state.waiting ?? []),
  ]
    .filter(Boolean)
    .join(", ");
  const more = cell?.versions?.length ? `\n${cell.versions.join("\n")}` : "";
  const clock = `\n${facts.clock(id, cursor.i).map(([lane, n]) => `${lane} ${n}`).join(" · ")}`;
  set(part.el, { "aria-label": label, "data-tip": label + more + clock });
}

// The node's vector clock as bars, one a node, its own marked. most: what a full bar counts, on all nodes and at all times.
function showClock(part, id, bars, most, two, box) {
  const sign = bars.map((bar) => bar[1]).join() + two;
  if (part.clockSign === sign) return;
  part.clockSign = sign;
  const step = Math.min(box.r * 0.22, (box.r * 1.2) / Math.max(1, bars.length));
  part.clock.replaceChildren(
    ...bars.map(([lane, n], k) => {
      const height = n ? box.r * (0.06 + (two ? 0.14 : 0.3) * (n / most)) : 1.5;
      return svg("rect", {
        x: round((k - bars.length / 2) * step + step * 0.12),
        y: round(box.r * 0.72 - height),
        width: round(step * 0.76),
        height: round(height),
        class: `${n ? "some" : "none"} ${lane === id ? "own" : ""}`,
      });
    }),
  );
}

// What a node believes, on a ground of its own that lies over links and edges; all of it is in its menu, which alone tells
// it where there is no room for half of it.
function believe(node, belief, { side, room, lines: most, off, up }, font, k) {
  const sign = `${belief} ${side} ${room} ${most} ${off} ${font}`;
  if (node.capSign === sign) return;
  node.capSign = sign;
  const lines = room < LEAST_ROOM * k ? [] : most === 1 ? [fit(belief, room, font)] : wrap(belief, room, font);
  node.classList.toggle("on", lines.join(" ").length > belief.length / 2);
  const wide = Math.max(0, ...lines.map((line) => widthOf(line, font))) + 10 * k;
  const middle = side * (off + wide / 2);
  const high = (14.4 * lines.length + 4) * k;
  const y = lines.length > 1 ? -up : 0;
  set(node.firstChild, { x: round(middle - wide / 2), y: round(y - 12.5 * k), width: round(wide), height: round(high), rx: 5 * k });
  set(node.lastChild, { y: round(y) });
  node.lastChild.replaceChildren(...lines.map((line, n) => svg("tspan", { x: round(middle), dy: n ? "1.2em" : 0, text: line })));
}

// The arc: one segment for each answer that is needed, filled as answers are counted.
export function showQuorum(view, part, id, box) {
  const { cursor, facts } = view;
  const op = facts.node(id, cursor.i).up ? facts.busy(id, cursor.i, cursor.t) : null;
  const count = op ? op.counted.filter((item) => item.t <= cursor.t).length : 0;
  const over = op && facts.ended(op, cursor.i, cursor.t);
  const sign = op && op.need ? `${op.id} ${count} ${over ? op.status : ""} ${box.r}` : "";
  if (part.quorumSign === sign) return;
  part.quorumSign = sign;
  part.arc.replaceChildren();
  part.count.setAttribute("class", `count ${over ? op.status : ""}`);
  set(part.count, { text: sign ? view.w("count", { count: Math.min(count, op.need), need: op.need }) : "" });
  if (!sign) return;
  const radius = box.r + 7 * box.k;
  const space = op.need > 1 ? (5 * box.k) / radius : 0.0001;
  const each = (2 * Math.PI) / op.need;
  for (let n = 0; n < op.need; n += 1) {
    const point = (angle) => `${round(radius * Math.sin(angle))} ${round(-radius * Math.cos(angle))}`;
    const [from, to] = [n * each + space, (n + 1) * each - space];
    part.arc.append(
      svg("path", {
        d: `M${point(from)}A${round(radius)} ${round(radius)} 0 ${to - from > Math.PI ? 1 : 0} 1 ${point(to)}`,
        class: `${n < count ? "filled" : "open"} ${over ? op.status : ""}`,
      }),
    );
  }
}

const PULSES = {
  changed: [{ fill: "color-mix(in oklab, var(--blue) 34%, var(--card))" }, {}],
  asked: [{}, { strokeWidth: "calc(9px * var(--k))" }, {}],
};

// A short sign on a node: its value has changed, or it has been asked.
export function pulse(node, name) {
  if (STILL.matches) return;
  node.querySelector(".body")?.animate(PULSES[name], { duration: 320, easing: "ease-out" });
}
