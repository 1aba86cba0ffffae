// The stage: nodes, links, clients, messages on their way, cuts and groups, at the cursor of the view.
// Rules of this file: elements are built once per id and then only patched, so focus and motion survive an answer.

import { showClients } from "./clients.js";
import { showDelays } from "./delays.js";
import { keep, set, svg } from "./dom.js";
import { along, distance, gap, hull, roundedOutline, seam } from "./geometry.js";
import { makeLink, showLink } from "./links.js";
import { makeMessage, placeMessage } from "./messages.js";
import { makeNode, pill, placeNode, roomsOf, showNode, showQuorum } from "./nodes.js";
import { clamp, round } from "./numbers.js";
import { fit, widthOf } from "./text.js";

export function Network(view) {
  const layer = (name, attrs = {}) => svg("g", { class: name, ...attrs });
  const layers = Object.fromEntries(
    ["groups", "links", "seams", "delays", "clients", "nodes", "labels", "messages", "draft"].map((name) => [name, layer(name)]),
  );
  const hatch = svg(
    "pattern",
    { id: "hatch", width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    svg("rect", { width: 2, height: 7, class: "hatching" }),
  );
  const el = svg("svg", { class: "net", role: "group" }, svg("defs", {}, hatch), ...Object.values(layers));
  const nodes = new Map();
  const links = new Map();
  const clients = new Map();
  const flying = new Map();
  let box = null;
  let truthSign = "";
  let taken = [];

  function measure(width) {
    const { picture, room } = view;
    const { k } = room;
    const narrow = width < 560;
    const big = picture.mode === "projector";
    const many = picture.nodes.length;
    const flat = narrow && picture.nodes.every((node) => node.y === picture.nodes[0].y); // one row
    const most = picture.low && innerHeight < 950 ? (many < 5 ? 240 : 350) : 450; // the diagram is seen, too
    const usual = flat ? 270 : clamp(width * (narrow ? (many < 5 ? 1 : 1.16) : 0.54), Math.min(340, most), most);
    const height = room.high || usual;
    const share = (many <= 3 ? 0.118 : many <= 5 ? 0.108 : 0.083) * (big ? 1.12 : 1);
    const r = clamp(Math.min(width * (narrow ? 1 : 0.9), Math.max(height, flat ? 340 : 0) * 1.05) * share, 26, 54 * k);
    const { family } = view.room;
    const font = (size, weight = 400) => `${weight} ${size}px ${family}`;
    const pad = { x: r + (narrow ? 52 : 110 * k), top: r + (narrow ? 44 : 54) * k, bottom: r + 38 * k };
    const wide = Math.min(width - 2 * pad.x, height * (big ? 2.2 : 1.6));
    // More than two sides stand below each other where there is no room for three beside each other.
    const stacked = narrow && picture.nodes.some((node) => node.narrow);
    const spots = picture.nodes.map(({ id, x, y, narrow: own }) => (stacked ? { id, x: own[0], y: own[1] } : { id, x, y }));
    const span = (axis) => {
      const values = spots.map((node) => node[axis]);
      return { low: Math.min(...values), size: Math.max(...values) - Math.min(...values) };
    };
    const [sx, sy] = [span("x"), span("y")];
    const at = new Map(
      spots.map((node) => [
        node.id,
        {
          x: width / 2 + (sx.size ? (node.x - sx.low) / sx.size - 0.5 : 0) * wide,
          y: pad.top + (sy.size ? (node.y - sy.low) / sy.size : 0.5) * (height - pad.top - pad.bottom),
        },
      ]),
    );
    const closest = Math.min(...[...at.values()].flatMap((a, i, all) => all.slice(i + 1).map((b) => distance(a, b))));
    return { width, height, k, r, at, font, narrow, ...roomsOf(picture.links, at, width, r, k, closest) };
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
    for (const part of flying.values()) part.el.remove();
    flying.clear();
    for (const node of picture.nodes) {
      const part = nodes.get(node.id);
      part.quorumSign = part.clockSign = part.said = undefined;
      placeNode(part, box.at.get(node.id), box.r, box.k);
    }
  }

  function show(stepped) {
    if (!box) return;
    for (const [id, part] of nodes) {
      if (stepped) showNode(view, part, id, box);
      showQuorum(view, part, id, box);
    }
    showClients(view, clients, layers.clients, box);
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
    const people = [...clients.values()].flatMap((part) => part.at ?? []);
    const sign = JSON.stringify([[...cut], [...slow], groups, view.draft?.version, people]);
    if (sign === truthSign) return;
    truthSign = sign;
    const doomed = view.draft ? view.draft.doomed() : new Set();
    for (const [id, part] of nodes) {
      set(part.el, { "data-side": groups.find((group) => group.nodes.includes(id))?.role ?? "" });
    }
    const tick = wish?.groups ? null : facts.cuts(cursor.t).at(-1)?.from;
    showGroups(groups, tick);
    for (const link of picture.links) showLink(view, links.get(link.id), link, box, cut, slow, doomed);
    showDelays(view, layers.delays, box, slow, [...taken, ...people]);
  }

  function showGroups(groups, tick) {
    box.seam = null;
    layers.groups.replaceChildren();
    layers.seams.replaceChildren();
    layers.labels.replaceChildren();
    taken = [];
    if (groups.length < 2) return;
    const { r, k } = box;
    const hulls = groups.map((group) => hull(group.nodes.map((id) => box.at.get(id))));
    const gaps = hulls.flatMap((one, i) => hulls.slice(i + 1).map((two) => gap(one, two)));
    const meets = gaps.some((nearest) => !nearest);
    const room = Math.min(...gaps.map((nearest) => nearest?.size ?? 0));
    const pad = meets ? r + 10 * k : clamp(room / 2 - 9, r + 9 * k, r + (box.narrow ? 20 : 30) * k);
    groups.forEach((group, index) => {
      const outlines = meets ? group.nodes.map((id) => [box.at.get(id)]) : [hulls[index]];
      const tint = svg("g", { class: "group", "data-side": group.role });
      outlines.forEach((corners) => tint.append(svg("path", { d: roundedOutline(corners, round(pad)) })));
      layers.groups.append(tint);
      labelGroup(group, hulls[index], pad);
    });
    if (!meets && groups.length === 2) drawSeam(gaps[0], tick);
  }

  function labelGroup(group, corners, pad) {
    const { k, width, height } = box;
    const font = box.font(13 * k, 700);
    const text = fit(group.label ?? "", width * 0.46, font);
    const half = widthOf(text, font) / 2 + 4;
    const spot = (sign) => {
      const edge = Math.min(...corners.map((point) => sign * point.y));
      const peak = corners.filter((point) => sign * point.y < edge + 12);
      const middle = peak.reduce((sum, point) => sum + point.x, 0) / peak.length;
      const y = sign * (edge - pad - (sign > 0 ? 15 : 26) * k);
      return { x: clamp(middle, half, width - half), y: clamp(y, 10 * k, height - 10 * k), half };
    };
    const at = free(spot(1)) || !free(spot(-1)) ? spot(1) : spot(-1);
    layers.labels.append(
      svg("text", { class: "grouplabel", "data-side": group.role, x: round(at.x), y: round(at.y + 5 * k), text }),
    );
    taken.push(at);
  }

  // No label, client or node stands there yet.
  function free({ x, y, half }) {
    const clear = (other) =>
      Math.abs(other.x - x) > other.half + half || Math.abs(other.y - y) > (other.tall ?? 11) + 11 * box.k;
    return (
      taken.every(clear) &&
      [...clients.values()].every((part) => !part.at || clear(part.at)) &&
      [...box.at.values()].every((at) => clear({ ...at, half: box.r, tall: box.r }))
    );
  }

  function drawSeam(nearest, tick) {
    const { width, height, k } = box;
    const [one, two] = seam(nearest, width, height);
    box.seam = [one, two];
    layers.seams.append(svg("line", { class: "seam", x1: one.x, y1: one.y, x2: two.x, y2: two.y }));
    const flat = Math.abs(two.y - one.y) < Math.abs(two.x - one.x);
    const words = view.draft || tick === null ? view.w("cut_here") : view.w("cut_at", { t: tick });
    const font = box.font(12.5 * k, 700);
    const half = widthOf(words, font) / 2 + 9 * k;
    const tag = svg("g", { class: "cutmark" }, svg("rect", {}), svg("text", {}));
    pill(tag, words, k, font);
    const [start, end] = [flat ? 0.04 : 0.03, flat ? 0.96 : 0.97]
      .map((part) => along(one, two, part))
      .map(({ x, y }) => ({ x: clamp(x, half, width - half), y: clamp(y, 12 * k, height - 12 * k), half }));
    const at = free(start) ? start : end;
    set(tag, { transform: `translate(${round(at.x)} ${round(at.y)})` });
    layers.labels.append(tag);
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
    for (const [id, part] of clients) part.el.classList.toggle("lit", touched.clients.has(id));
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
    person: (id) => clients.get(id)?.at,
    stale: () => {
      truthSign = "";
    },
    at: (event) => {
      const edge = el.getBoundingClientRect();
      return { x: event.clientX - edge.left, y: event.clientY - edge.top };
    },
  };
}
