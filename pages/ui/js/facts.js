// Looking things up in a picture: what is true at the cursor (event i, tick t).
// Rules of this file: no fact is made here, only found by time. All lists come sorted from Python.

import { clamp, latest, upto } from "./numbers.js";
import { warpOf } from "./warp.js";

const LINGER = 1.4; // how long, in steps of the warped clock, a loss or a filled quorum stays on stage

const active = (list, t) => list.filter((item) => item.from <= t && (item.to === null || t < item.to));
const began = (op, i) => op.e0 <= i;
const ended = (op, i, t) => op.done !== null && (op.e1 === null ? op.done <= t : op.e1 <= i);

export function factsOf(picture) {
  const { events, operations, messages } = picture;
  const warp = warpOf(picture);
  const operation = new Map(operations.map((op) => [op.id, op]));
  const byNode = new Map();
  for (const op of operations) byNode.set(op.node, [...(byNode.get(op.node) ?? []), op]);
  const lanes = new Map(picture.nodes.map((node) => [node.id, []]));
  events.forEach((event, k) => lanes.get(event.lane)?.push(k));
  const counts = events.map((event) => event.vc[event.lane] ?? 0);
  const visits = new Map();
  for (const visit of picture.visits) visits.set(visit.client, [...(visits.get(visit.client) ?? []), visit]);

  // What a client is told in this very event.
  const answered = (client, i) => operations.find((op) => op.client === client && op.e1 === i);

  // Where a lost message stops: at the seam, unless it was past the middle when the cut came, or met a dead node.
  const stops = new Map();
  const stop = (m, index) => {
    if (!stops.has(index)) {
      const cut = active(picture.cuts, m.arrives).find((item) => item.links.includes(`${m.src}>${m.dst}`));
      const then = cut && m.arrives > m.sent ? (cut.from - m.sent) / (m.arrives - m.sent) : 0;
      stops.set(index, m.at === "send" || cut ? clamp(then, 0.5, 0.9) : 0.92);
    }
    return stops.get(index);
  };

  return {
    warp,
    operation,
    began,
    ended,
    ticks: 4 * Math.ceil(counts.reduce((a, b) => Math.max(a, b), 4) / 4), // what a full bar of a clock counts
    eventAt: (t) => Math.max(0, upto(events, t, (event) => event.t)), // the last event up to a tick
    node: (id, i) => latest(picture.node_states[id] ?? [], i, (state) => state.i) ?? { up: true },
    // A node's vector clock: that of its last event, one entry a node.
    clock: (id, i) => {
      const own = lanes.get(id) ?? [];
      const k = upto(own, i);
      return k < 0 ? [] : picture.nodes.map((node) => [node.id, events[own[k]].vc[node.id] ?? 0]);
    },
    // What a node holds under a key: null where it has never held anything.
    cell: (id, key, i) => {
      const entries = picture.cells[id]?.[key] ?? [];
      const k = upto(entries, i, (entry) => entry.i);
      return k < 0 ? null : entries[k];
    },
    cut: (t) => new Set(active(picture.cuts, t).flatMap((item) => item.links)),
    cuts: (t) => active(picture.cuts, t),
    groups: (t) => active(picture.groups, t).at(-1) ?? null,
    slow: (t) => new Map(active(picture.slow, t).map((item) => [item.link, item.text])),
    // The node at which a client stands, or null.
    visit: (client, t) => latest(visits.get(client) ?? [], t, (visit) => visit.from)?.node ?? null,
    // The operation that a node is busy with, or has just ended.
    busy: (node, i, t) =>
      (byNode.get(node) ?? []).findLast(
        (op) => began(op, i) && (!ended(op, i, t) || warp.at(t) - warp.at(op.done) <= LINGER),
      ) ?? null,
    // What a client has just been told, else what it asks.
    spoken: (client, i, t) =>
      answered(client, i) ??
      operations.findLast(
        (op) =>
          op.client === client && began(op, i) && (!ended(op, i, t) || warp.at(t) - warp.at(op.done) <= 2 * LINGER),
      ) ?? null,
    lead: (t) => latest(picture.lead, t, (one) => one.from)?.check, // the promise that stands first
    // What a client is told in this event, else what it asked last.
    latest: (client, i) => answered(client, i) ?? operations.findLast((op) => op.client === client && began(op, i)) ?? null,
    // What a promise's verdict is by now; null while nothing that happened speaks of it.
    span: (verdict, t) => verdict.spans.findLast((span) => span.from <= t) ?? null,
    // The events that an event's clock knows of, itself among them: its causal past.
    past: (index) => {
      const clock = events[index].vc;
      const known = (event, k) => k === index || (event.lane && event.n && (clock[event.lane] ?? 0) >= event.n);
      return new Set(events.flatMap((event, k) => (known(event, k) ? [k] : [])));
    },
    // Where a message is: null, or how far it has come (0..1) and in what state.
    acts: picture.mode === "lab" || picture.mode === "projector", // can anything be done to the run?
    flight: (index, i, t, moving) => {
      const m = messages[index];
      if (m.src === m.dst || m.e0 > i) return null;
      const over = m.e1 !== null && m.e1 <= i;
      if (m.fate === "lost" && (over || m.at === "send")) {
        const since = warp.at(t) - warp.at(m.arrives);
        if (since > LINGER) return null;
        const ahead = m.at === "send" && moving ? clamp(since * 3, 0.1, 1) : 1;
        return { p: stop(m, index) * ahead, state: "lost" };
      }
      if (over) return null;
      if (m.fate === "held") return { p: clamp((t - m.sent) / 10, 0.08, 0.5), state: "held" };
      const due = m.arrives ?? picture.end + 1;
      const p = due > m.sent ? clamp((t - m.sent) / (due - m.sent), 0, 1) : 0;
      return { p: m.fate === "lost" ? Math.min(p, stop(m, index)) : p, state: "flying" };
    },
  };
}
