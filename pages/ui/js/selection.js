// What a choice is about: the events, messages, operations, nodes and clients to light up.

export function touchedBy({ picture, facts, pick }) {
  const touched = {
    dim: Boolean(pick),
    event: null,
    events: new Set(),
    messages: new Set(),
    ops: new Set(),
    nodes: new Set(),
    clients: new Set(),
  };
  if (!pick) return touched;
  const { events, messages } = picture;
  if (pick.kind === "event") {
    touched.event = pick.event;
    touched.events = facts.past(pick.event);
    if (events[pick.event].lane) touched.nodes.add(events[pick.event].lane);
    messages.forEach((m, k) => {
      if (touched.events.has(m.e0) && touched.events.has(m.e1)) touched.messages.add(k);
    });
    return touched;
  }
  if (pick.kind === "message") {
    const { e0, e1 } = messages[pick.message];
    touched.messages.add(pick.message);
    [e0, e1].forEach((e) => touched.events.add(e));
    return touched;
  }
  touched.ops = new Set(pick.kind === "op" ? [pick.op] : pick.ops);
  for (const id of touched.ops) {
    touched.nodes.add(facts.operation.get(id)?.node);
    touched.clients.add(facts.operation.get(id)?.client);
  }
  events.forEach((event, k) => touched.ops.has(event.op) && touched.events.add(k));
  messages.forEach((message, k) => touched.ops.has(message.op) && touched.messages.add(k));
  return touched;
}

// The instant at which a choice is seen, as {i, t}; null where it is seen already or was never to be seen.
export function instantOf({ picture, facts, cursor }, pick) {
  const { events } = picture;
  const after = (i) => (events[i] ? { i, t: events[i].t } : null);
  if (pick.kind === "event") return after(pick.event);
  if (pick.kind === "message") {
    if (facts.flight(pick.message, cursor.i, cursor.t, false)) return null;
    const { sent, arrives, e0 } = picture.messages[pick.message];
    const t = sent + ((arrives ?? sent + 10) - sent) / 2;
    return { i: Math.max(e0, facts.eventAt(t)), t };
  }
  const ops = (pick.kind === "op" ? [pick.op] : pick.ops).map((id) => facts.operation.get(id)).filter(Boolean);
  return after(Math.max(-1, ...ops.map((op) => op.e1 ?? op.e0)));
}
