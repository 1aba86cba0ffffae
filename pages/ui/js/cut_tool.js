// The cut tool: tap nodes to put them on one side, or draw a line across links; both sides are shown before it is sent.

import { set, svg } from "./dom.js";
import { components, crosses, distance } from "./geometry.js";
import { round } from "./numbers.js";

// The sides that a cut leaves: nodes that were set apart and the others, or what the crossed links hold apart no more. None
// while there is nothing on one of the sides.
export function sidesOf(ids, links, apart, crossed) {
  if (!crossed.size)
    return apart.size && apart.size < ids.length ? [[...apart].sort(), ids.filter((id) => !apart.has(id))] : [];
  const parts = components(ids, links, crossed);
  return parts.length > 1 ? parts : [];
}

// Sides as they are drawn; of: how many nodes there are.
export function groupsOf(sides, of) {
  const most = (nodes) => nodes.length * 2 > of;
  const small = sides.some(most) ? "minority" : "no_majority";
  return sides.map((nodes) => ({ nodes, label: nodes.join(" "), role: most(nodes) ? "majority" : small }));
}

// stroke: it is drawn in one stroke, and cuts when that ends.
export function CutTool(view, stroke = false) {
  const { picture } = view;
  const ids = picture.nodes.map((node) => node.id);
  const apart = new Set();
  let crossed = new Set();
  let points = [];
  let line = null;
  function changed() {
    draft.version += 1;
    view.refresh();
  }

  const sides = () => sidesOf(ids, picture.links, apart, crossed);

  const groups = () => groupsOf(sides(), ids.length);

  const draft = { version: 0, stroke, groups, doomed, tap, ready, start, move, stop, send, words };

  function doomed() {
    const list = sides();
    if (!list.length) return crossed;
    const side = new Map(list.flatMap((nodes, k) => nodes.map((id) => [id, k])));
    return new Set(picture.links.filter((link) => side.get(link.a) !== side.get(link.b)).map((link) => link.id));
  }

  function tap(id) {
    crossed = new Set();
    if (!apart.delete(id)) apart.add(id);
    changed();
  }

  function start(at) {
    points = [at];
    line = view.net.layers.draft.appendChild(svg("polyline", { class: "stroke" }));
  }

  function move(at) {
    if (!line || distance(points.at(-1), at) < 3) return;
    const box = view.net.box();
    const piece = [points.at(-1), at];
    points.push(at);
    if (points.length > 2)
      set(line, { points: points.map((point) => `${round(point.x)},${round(point.y)}`).join(" ") });
    const hit = picture.links.filter((link) => crosses(piece, [box.at.get(link.a), box.at.get(link.b)]));
    if (!hit.length) return;
    apart.clear();
    hit.forEach((link) => crossed.add(link.id));
    changed();
  }

  // A stroke that went nowhere is a tap.
  function stop() {
    if (!line) return;
    line.remove();
    line = null;
    const [first, last] = [points[0], points.at(-1)];
    if (points.length > 2 || distance(first, last) > 6) return;
    const box = view.net.box();
    const node = ids.find((id) => distance(box.at.get(id), first) <= box.r + 6);
    if (node) tap(node);
  }

  function ready() {
    return sides().length > 1 || crossed.size > 0;
  }

  function words() {
    const list = sides();
    return list.length ? list.map((nodes) => nodes.join(" ")).join(" | ") : [...crossed].join(" ");
  }

  function send() {
    const list = sides();
    const links = picture.links
      .filter((link) => crossed.has(link.id))
      .flatMap(({ a, b }) => [`${a}>${b}`, `${b}>${a}`]);
    view.send(list.length ? { verb: "cut", groups: list } : { verb: "cut", links });
  }

  return draft;
}
