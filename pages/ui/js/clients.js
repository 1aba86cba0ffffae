// Clients of the stage: each beside the node that it asked last, or all that are there as one figure with their number.

import { placed, roomiest, sizeOf, slotsOf } from "./client_spots.js";
import { keep, set, svg } from "./dom.js";
import { along } from "./geometry.js";
import { round } from "./numbers.js";
import { operationLabel } from "./operation_labels.js";
import { fit, nameOf, widthOf } from "./text.js";

function makeClient() {
  const part = {
    tie: svg("line", { class: "tie" }),
    ring: svg("circle", { class: "halo" }),
    figure: svg("path", {
      class: "figure",
      d: "M0-9a4.6 4.6 0 1 1 0 9.2a4.6 4.6 0 1 1 0-9.2ZM-8.5 10.5a8.5 8 0 0 1 17 0Z",
    }),
    name: svg("text", { class: "client" }),
    says: svg("text", { class: "says" }),
    hears: svg("text", { class: "hears" }),
  };
  part.person = svg("g", {}, part.ring, part.figure);
  part.el = svg("g", { class: "who" }, part.tie, part.person, part.name, part.says, part.hears);
  return part;
}

export function Clients(view, layer) {
  const parts = new Map();
  let plan = null;
  let sign = "";

  // Where everybody stands follows from the run and from all that has its place on the stage already.
  function load(box) {
    const { picture } = view;
    const { visits: asked, links, groups, clients } = picture;
    const now = JSON.stringify([asked, links, groups, clients.length, box], (_, one) => (one?.[Symbol.iterator] && typeof one !== "string" ? [...one] : one));
    if (now === sign) return;
    sign = now;
    const visits = [...picture.visits].sort((a, b) => a.from - b.from);
    const slots = slotsOf(visits);
    plan = { ...roomiest(picture, box, longest(box)), stays: visits.map((visit, k) => ({ visit, slot: slots[k] })) };
  }

  // How wide the longest is of what they ask and are told.
  function longest({ font, k }) {
    const [plain, bold] = [font(12 * k), font(12 * k, 700)];
    const said = ({ text, result, note }) => [widthOf(text, plain), widthOf([result, note].filter(Boolean).join(" · "), bold)];
    return Math.max(0, ...view.picture.operations.flatMap(said));
  }

  // Who stands where: figures, each of one client or of all at a node.
  function figures(said) {
    const { facts, cursor, picture } = view;
    const come = said && !picture.clients.some((client) => client.id === said.client) ? [{ id: said.client }] : [];
    const found = new Map();
    for (const { id } of [...picture.clients, ...come]) {
      const node = said?.client === id ? said.node : facts.visit(id, cursor.t);
      if (!view.net.box().at.has(node)) continue;
      const crowd = plan.crowded.has(node);
      const name = crowd ? `@${node}` : id;
      if (!found.has(name)) found.set(name, { id: name, node, clients: [] });
      found.get(name).clients.push(id);
    }
    return [...found.values()];
  }

  function spot({ node, clients }) {
    const { cursor } = view;
    const own = plan.spots.get(node) ?? [];
    if (plan.crowded.has(node) && own.length) return own[0];
    const stays = plan.stays.filter(({ visit }) => visit.client === clients[0] && visit.node === node && visit.from <= cursor.t);
    if (stays.length && !view.wish?.said) return own[stays.at(-1).slot];
    const key = `${node} ${clients[0]}`; // asked a moment ago, and not answered yet
    plan.more ??= new Map();
    if (!plan.more.has(key)) plan.more.set(key, stays.length ? own[stays.at(-1).slot] : placed(view.picture, plan.box, node, 1, plan.sides, plan.put)[0]);
    return plan.more.get(key);
  }

  function show(box) {
    const said = view.wish?.said;
    const all = figures(said);
    keep(parts, layer, all, makeClient);
    for (const figure of all) {
      const part = parts.get(figure.id);
      part.clients = figure.clients;
      const told = tell(figure, said);
      place(part, box.at.get(figure.node), spot(figure), told, plan.box);
      part.el.setAttribute("class", `who ${part.el.classList.contains("lit") ? "lit" : ""} ${told.class}`);
      set(part.el, { "data-tip": told.tip });
    }
  }

  // What a figure shows: its name, what it asks, what it hears.
  function tell({ clients }, said) {
    const { facts, cursor } = view;
    if (clients.length > 1) return tally(clients);
    const [id] = clients;
    const asks = said?.client === id ? said : null;
    const spoken = asks ? null : facts.spoken(id, cursor.i, cursor.t);
    const { op, over, asked, answer, note } = operationLabel(view, spoken, asks?.text);
    return {
      name: nameOf(view, id),
      asked,
      answer: note ? `${answer} · ${note}` : answer,
      brief: answer,
      note,
      mark: BRIEF[op?.status] ?? "",
      class: over ? `told ${op.status} ${op.note ? "noted" : ""}` : "",
      tip: op ? `${nameOf(view, id)}: ${op.text} ${over ? `${op.result} ${op.note ?? op.status_text}` : ""}` : nameOf(view, id),
    };
  }

  // Of many: how many wait, and how many were told what.
  function tally(clients) {
    const { facts, cursor } = view;
    const counts = new Map();
    for (const id of clients) {
      const op = facts.latest(id, cursor.i);
      if (!op) continue;
      const mark = facts.ended(op, cursor.i, cursor.t) ? BRIEF[op.status] : "…";
      counts.set(mark, (counts.get(mark) ?? 0) + 1);
    }
    const answer = ["…", "✓", "✗", "?"].filter((mark) => counts.has(mark)).map((mark) => `${mark} ${counts.get(mark)}`).join("  ");
    const all = view.w("clients", { count: clients.length });
    const name = view.net.box().narrow ? `${clients.length}` : all;
    return { name, asked: "", answer, brief: answer, mark: answer, class: "", tip: `${all}: ${clients.join(" ")}` };
  }

  return {
    load,
    show,
    crowded: () => plan.crowded,
    taken: () => [...parts.values()].map(({ at }) => at).filter(Boolean),
    mark: (ids) => {
      for (const part of parts.values()) part.el.classList.toggle("lit", part.clients.some((id) => ids.has(id)));
    },
    person: (id) => [...parts.values()].find(({ clients }) => clients.includes(id))?.at,
  };
}

const BRIEF = { ok: "✓", degraded: "✓", refused: "✗", unknown: "?" }; // for words that have no room; they stand under the stage

// A figure and its name side by side, and under them what it asked and was told, all of it close to the node. Where it is
// narrow, the name under the figure and what it was told; the rest is under the stage.
function place(part, at, { x, y }, { name, asked, answer, brief, note, mark }, box) {
  const { r, k, narrow } = box;
  const { half, up, down } = sizeOf(box);
  const [bold, heavy] = [box.font(12 * k, 700), box.font(13 * k, 700)];
  const named = fit(name, 2 * half - (narrow ? 0 : 22 * k), heavy);
  const wide = widthOf(named, heavy) + (narrow ? 0 : 22 * k);
  const side = narrow || Math.abs(at.x - x) < 0.6 * half ? 0 : Math.sign(at.x - x);
  const edge = x + side * half; // where all lines begin or end
  const left = edge - (wide * (1 + side)) / 2;
  const person = { x: narrow ? x : left + 9 * k, y };
  const way = Math.hypot(x - at.x, y - at.y) || 1;
  const from = along(at, { x, y }, r / way);
  const to = side ? { x: edge + 3 * side, y } : along(at, { x, y }, Math.max(r, way - 16 * k) / way);
  set(part.tie, { x1: round(from.x), y1: round(from.y), x2: round(to.x), y2: round(to.y) });
  set(part.person, { transform: `translate(${round(person.x)} ${round(person.y)}) scale(${k})` });
  set(part.ring, { r: 15 });
  const rows = narrow ? [24, 24, 38] : [5 * k, 21 * k, (asked ? 36 : 21) * k];
  const line = (el, row, text) =>
    set(el, { x: round(edge), y: round(y + rows[row]), text, style: `text-anchor:${ANCHORS[side + 1]}` });
  set(part.name, { x: round(narrow ? x : left + 11 * k + wide / 2), y: round(y + rows[0]), text: named });
  const two = !narrow && note && widthOf(answer, bold) > 2 * half; // what is wrong with an answer is told before what was asked
  part.says.setAttribute("class", two ? "hears" : "says");
  line(part.says, 1, narrow ? "" : two ? fit(brief, 2 * half, bold) : fit(asked, 2 * half, box.font(12 * k)));
  const short = [answer, brief].find((words) => widthOf(words, bold) <= 2 * half) ?? (narrow && mark ? mark : brief);
  line(part.hears, 2, fit(two ? note : short, 2 * half, bold));
  part.at = { x, y: y + (down - up) / 2, half, tall: (down + up) / 2 };
}

const ANCHORS = ["start", "middle", "end"];
