// Clients of the stage: each beside the node that it asked last.

import { keep, set, svg } from "./dom.js";
import { along, distance } from "./geometry.js";
import { clamp, round } from "./numbers.js";
import { operationLabel } from "./operation_labels.js";
import { fit, widthOf } from "./text.js";

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

// A client stands beside its node, on the outer side, with what it asked and what it was told.
export function showClients(view, clients, layer, box) {
  const { facts, cursor, picture } = view;
  const said = view.wish?.said;
  const come = said && !picture.clients.some((client) => client.id === said.client) ? [{ id: said.client }] : [];
  const people = [...picture.clients, ...come];
  keep(clients, layer, people, makeClient);
  const standing = new Map();
  for (const client of people) {
    const asks = said?.client === client.id ? said : null;
    const part = clients.get(client.id);
    const node = asks ? asks.node : facts.visit(client.id, cursor.t);
    const at = box.at.get(node);
    part.el.classList.toggle("gone", !at);
    part.at = null;
    if (!at) continue;
    const row = standing.get(node) ?? 0;
    standing.set(node, row + 1);
    const room = placeClient(part, client, at, row, box);
    const spoken = asks ? null : facts.spoken(client.id, cursor.i, cursor.t);
    const { op, over, asked, answer, note } = operationLabel(view, spoken, asks?.text);
    const font = box.font(12 * box.k);
    set(part.says, { text: box.narrow ? "" : fit(asked, room, font) });
    const bold = box.font(12 * box.k, 700);
    const short = widthOf(answer, bold) > room && box.narrow ? BRIEF[op?.status] : null;
    set(part.hears, { text: short ?? fit(note && !box.narrow ? `${answer} · ${note}` : answer, room, bold) });
    part.el.setAttribute(
      "class",
      `who ${part.el.classList.contains("lit") ? "lit" : ""} ${
        over ? `told ${op.status} ${op.note ? "noted" : ""}` : ""
      }`,
    );
    set(part.el, {
      "data-tip": op ? `${client.id}: ${op.text} ${over ? `${op.result} ${op.status_text}` : ""}` : client.id,
    });
  }
}

const BRIEF = { ok: "✓", refused: "✗", unknown: "?" }; // for words that have no room; they stand under the stage

// Clients of one node stand above and below each other. Where it is narrow they have a column of their own: who it is and
// what it was told; the rest is under the stage.
function placeClient(part, client, at, row, box) {
  const { r, k, width, height, narrow } = box;
  const middle = width / 2;
  const side = Math.abs(at.x - middle) < 6 ? 1 : Math.sign(at.x - middle);
  const half = narrow ? 24 : 52 * k;
  const nth = Math.ceil(row / 2) * (row % 2 ? 1 : -1);
  const [dx, dy] = [r + (narrow ? 29 : 62 * k), narrow ? -12 + 60 * nth : (-26 + 88 * nth) * k];
  const low = at.y < height / 2 ? r + 24 * k : -r - (narrow ? 48 : 70) * k; // towards the middle, if the sides are taken
  const spots = [
    [side * dx, dy],
    [side * dx * 0.3, low],
    [-side * dx, dy],
  ].map(([right, down]) => ({
    x: clamp(at.x + right, half, width - half),
    y: clamp(at.y + down, 14, height - (narrow ? 36 : 62) * k),
  }));
  const others = [...box.at.values()].filter((one) => one !== at);
  const free = (spot) => others.every((one) => distance(one, { x: spot.x, y: spot.y + 14 * k }) > r + 0.75 * half);
  const { x, y } = spots.find(free) ?? spots[0];
  const way = Math.hypot(x - at.x, y - at.y) || 1;
  const from = along(at, { x, y }, r / way);
  const to = along(at, { x, y }, Math.max(r, way - 14 * k) / way);
  set(part.tie, { x1: round(from.x), y1: round(from.y), x2: round(to.x), y2: round(to.y) });
  set(part.person, { transform: `translate(${round(x)} ${round(y)}) scale(${k})` });
  set(part.ring, { r: 17 });
  const room = narrow ? 2 * half : 106 * k;
  const lines = [
    [part.name, 25],
    [part.says, 41],
    [part.hears, narrow ? 40 : 57],
  ];
  for (const [line, down] of lines) set(line, { x: round(x), y: round(y + down * k) });
  set(part.name, { text: fit(client.id, room, box.font(13 * k, 700)) });
  part.at = { x, y: y + (narrow ? 14 : 24) * k, half: room / 2, tall: (narrow ? 26 : 38) * k };
  return room;
}
