// The stage: nodes, links, clients, messages on their way, cuts and groups, at the cursor of the view.
// Rules of this file: elements are built once per id and then only patched, so focus and motion survive an answer.

import { Clients } from "./clients.js";
import { showDelays } from "./delays.js";
import { keep, set, svg } from "./dom.js";
import { showGrounds } from "./grounds.js";
import { makeLink, showLink } from "./links.js";
import { makeMessage, placeMessage } from "./messages.js";
import { headOf, makeNode, placeNode, showNode, showQuorum } from "./nodes.js";
import { clamp, round } from "./numbers.js";
import { placesOf } from "./places.js";
import { beliefArea, headsOf, roomsOf } from "./rooms.js";

// How high a stage is that nobody gave a height.
function heightOf(picture, width) {
  const narrow = width < 560;
  const many = picture.nodes.length;
  if (narrow && picture.nodes.every((node) => node.y === picture.nodes[0].y)) return 270; // one row
  const low = picture.low && innerHeight < 950 ? (many < 5 ? 240 : 350) : 450; // the diagram is seen, too
  const most = picture.large ? 290 : low;
  return clamp(width * (narrow ? (many < 5 ? 1 : 1.16) : 0.54), Math.min(340, most), most);
}

export function Network(view) {
  const layer = (name, attrs = {}) => svg("g", { class: name, ...attrs });
  const layers = Object.fromEntries(
    ["groups", "links", "seams", "delays", "clients", "nodes", "labels", "messages", "counts", "draft"].map((name) => [name, layer(name)]),
  );
  const hatch = svg(
    "pattern",
    { id: "hatch", width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    svg("rect", { width: 2, height: 7, class: "hatching" }),
  );
  const el = svg("svg", { class: "net", role: "group" }, svg("defs", {}, hatch), ...Object.values(layers));
  const nodes = new Map();
  const links = new Map();
  const clients = Clients(view, layers.clients);
  const flying = new Map();
  let box = null;
  let truthSign = "";

  function measure(width) {
    const { picture, room } = view;
    const { k, family } = room;
    const font = (size, weight = 400) => `${weight} ${size}px ${family}`;
    const height = room.high || heightOf(picture, width);
    const found = placesOf(picture, { width, height }, k, picture.mode === "projector");
    const all = { ...found, font, ...roomsOf(picture.links, found) };
    return { ...all, heads: headsOf(all, (id) => headOf(view, id, all)) };
  }

  function load() {
    const { picture } = view;
    box = measure(view.room.stage || 600);
    truthSign = "";
    set(el, {
      viewBox: `0 0 ${round(box.width)} ${round(box.height)}`,
      height: round(box.height),
      "aria-label": view.w("stage"),
    });
    keep(links, layers.links, picture.links, (link) => makeLink(view, link));
    keep(nodes, layers.nodes, picture.nodes, (node) => makeNode(view, node));
    clients.load(box);
    layers.counts.replaceChildren(...picture.nodes.map(({ id }) => nodes.get(id).count));
    for (const part of flying.values()) part.el.remove();
    flying.clear();
    for (const node of picture.nodes) {
      const part = nodes.get(node.id);
      part.quorumSign = part.clockSign = part.said = undefined;
      placeNode(part, node.id, box);
    }
  }

  function show(stepped) {
    if (!box) return;
    for (const [id, part] of nodes) {
      if (stepped) showNode(view, part, id, box);
      showQuorum(view, part, id, box);
    }
    clients.show(box);
    showTruth();
    showMessages();
  }

  // Cuts and groups change only at a few ticks: draw them again only then.
  function showTruth() {
    const { facts, cursor, picture } = view;
    const wish = view.wish;
    const cut = wish ? wish.cut(facts.cut(cursor.t)) : facts.cut(cursor.t);
    const slow = facts.slow(cursor.t);
    const sides = wish?.groups ?? facts.groups(cursor.t)?.groups ?? [];
    const groups = view.draft ? view.draft.groups() : cut.size ? sides : [];
    const people = clients.taken();
    const sign = JSON.stringify([[...cut], [...slow], groups, view.draft?.version, people]);
    if (sign === truthSign) return;
    truthSign = sign;
    const doomed = view.draft ? view.draft.doomed() : new Set();
    for (const [id, part] of nodes) {
      set(part.el, { "data-side": groups.find((group) => group.nodes.includes(id))?.role ?? "" });
    }
    const tick = wish?.groups ? null : facts.cuts(cursor.t).at(-1)?.since;
    const words = view.draft || tick === null ? view.w("cut_here") : view.w("cut_at", { t: tick });
    const grounds = showGrounds(layers, box, groups, words, people);
    box.seam = grounds.seam;
    for (const link of picture.links) showLink(view, links.get(link.id), link, box, cut, slow, doomed);
    for (const { el: shape } of flying.values()) set(shape, { tabindex: view.draft ? -1 : 0 });
    showDelays(view, layers.delays, box, slow, [...grounds.taken, ...people, ...[...box.has.beliefs].map((id) => beliefArea(box, id))]);
  }

  function showMessages() {
    const { facts, cursor, picture, playing } = view;
    const alive = new Set();
    picture.messages.forEach((message, index) => {
      if (message.e0 > cursor.i) return;
      const flight = facts.flight(index, cursor.i, cursor.t, playing);
      if (!flight || !box.at.has(message.src) || !box.at.has(message.dst)) return;
      alive.add(index);
      let part = flying.get(index);
      if (!part) {
        part = makeMessage(view, message, index, box.k);
        flying.set(index, part);
        layers.messages.append(part.el);
      }
      placeMessage(part, message, flight, box);
    });
    for (const [index, part] of flying) {
      if (alive.has(index)) continue;
      part.el.remove();
      flying.delete(index);
    }
  }

  // Rings on what the chosen operations, event or message touch.
  function mark(touched) {
    for (const [id, part] of nodes) part.el.classList.toggle("lit", touched.nodes.has(id));
    clients.mark(touched.clients);
    for (const [index, part] of flying) part.el.classList.toggle("lit", touched.messages.has(index));
  }

  return {
    el,
    layers,
    load,
    show,
    mark,
    box: () => box,
    node: (id) => nodes.get(id)?.el,
    link: (id) => links.get(id)?.el,
    person: clients.person,
    people: clients.taken,
    stale: () => {
      truthSign = "";
    },
    at: (event) => {
      const edge = el.getBoundingClientRect();
      return { x: event.clientX - edge.left, y: event.clientY - edge.top };
    },
  };
}
