// What the view hears: keys, tooltips, size. And what it lights up for a choice, and does at once after an action.

// The events, messages, operations, nodes and clients that a choice is about.
// What has a use of its own for arrows and letters.
const OWN_KEYS = "[role=tab], [role=radio], [role=slider], [role=option], [role=menuitem], [role=combobox], [role=dialog]";

function touchedBy({ picture, facts, pick }) {
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

// Something is seen at once, before Python has answered.
function optimistic(view, act) {
  if (act.node) {
    const node = view.net.node(act.node);
    if (node) pulse(node, "asked");
  }
  const group = new Map((act.groups ?? []).flatMap((nodes, k) => nodes.map((id) => [id, k])));
  const named = new Set(act.links ?? []);
  const open = view.facts.cut(view.cursor.t);
  for (const link of view.picture.links) {
    const [there, back] = [`${link.a}>${link.b}`, `${link.b}>${link.a}`];
    const parted = group.size && group.get(link.a) !== group.get(link.b);
    const healed = act.verb === "heal" && !group.size && !named.size && (open.has(there) || open.has(back));
    if (parted || healed || named.has(there) || named.has(back)) view.net.link(link.id)?.classList.add("asked");
  }
  setTimeout(() => view.picture.links.forEach((link) => view.net.link(link.id)?.classList.remove("asked")), 4000);
}

function listen(view, host, tip, load) {
  const keys = {
    " ": () => view.toggle(),
    ArrowLeft: () => view.step(-1),
    Home: () => view.step(-Infinity),
    End: () => view.step(Infinity),
    ArrowRight: (event) => (event.shiftKey ? view.stepStar() : view.step(1)),
    c: () => act("cut") && view.startDraft(),
    h: () => act("heal") && view.send({ verb: "heal" }),
    u: () => act() && view.send({ verb: "undo" }),
    r: () => act() && view.send({ verb: "redo" }),
    "?": () => view.showKeys(),
  };
  const act = (verb) => view.picture.mode !== "watch" && (!verb || (view.picture.can?.verbs ?? []).includes(verb));

  function key(event) {
    const target = event.composedPath()[0];
    const inside = event.composedPath().includes(host);
    if (event.key === "Escape" && inside) return escape(event);
    const idle = target === document.body || target.tagName === "MAIN";
    if (event.key === "Enter" && view.draft?.ready() && idle) return view.confirmDraft();
    if (!inside && target.closest?.(OWN_KEYS)) return undefined;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return undefined;
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName) || target.isContentEditable) return undefined;
    if (event.key === " " && target.tagName === "BUTTON") return undefined;
    const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (!keys[name]) return undefined;
    event.preventDefault();
    event.stopPropagation();
    return keys[name](event);
  }

  function escape(event) {
    event.preventDefault();
    if (view.menu.isOpen()) return view.menu.close();
    if (!view.keycard.el.hidden) return view.keycard.close();
    if (view.draft) return view.endDraft();
    return view.pick ? view.choose(null) : undefined;
  }

  function point(event) {
    const from = event.composedPath().find((node) => node.dataset?.tip);
    clearTimeout(waiting);
    tip.hidden = true;
    if (from && !view.menu.isOpen())
      waiting = setTimeout(() => tell(from, event), event.pointerType === "touch" ? 0 : 250);
  }

  function tell(from, event) {
    tip.hidden = false;
    tip.textContent = from.dataset.tip;
    const edge = host.getBoundingClientRect();
    const still = event.type === "focusin" || from instanceof HTMLElement;
    const spot = still ? from.getBoundingClientRect() : { left: event.clientX, bottom: event.clientY + 14 };
    tip.style.left = `${clamp(spot.left - edge.left + 8, 4, Math.max(4, edge.width - tip.offsetWidth - 4))}px`;
    tip.style.top = `${spot.bottom - edge.top + 4}px`;
  }

  function press(event) {
    const path = event.composedPath();
    if (view.menu.isOpen() && !path.includes(view.menu.el)) view.menu.close(false);
    if (!view.keycard.el.hidden && !path.includes(view.keycard.el)) view.keycard.close();
    clearTimeout(waiting);
    tip.hidden = true;
  }

  let waiting = 0;
  let width = 0;
  const sizes = new ResizeObserver(() => {
    if (Math.abs(host.clientWidth - width) < 2 || !view.picture) return;
    width = host.clientWidth;
    view.measure();
    load();
  });
  sizes.observe(host);
  host.addEventListener("pointerover", point);
  host.addEventListener("focusin", (event) => event.target.matches?.(":focus-visible") && point(event));
  host.addEventListener("pointerleave", () => {
    clearTimeout(waiting);
    tip.hidden = true;
  });
  document.documentElement.addEventListener("keydown", key); // before the host page, whose R and C mean other things
  document.addEventListener("pointerdown", press);
  return () => {
    view.pause();
    sizes.disconnect();
    document.documentElement.removeEventListener("keydown", key);
    document.removeEventListener("pointerdown", press);
  };
}
