// The sides of a cut: a hull round each, its label, and the cut between them.
// Rules of this file: labels give way to nodes, clients and each other, and stay on their own side of the cut.

import { svg } from "./dom.js";
import { along, fromHull, gap, onSide, roundedOutline, seam } from "./geometry.js";
import { pill } from "./nodes.js";
import { clamp, round } from "./numbers.js";
import { hullsOf, padOf } from "./places.js";
import { beliefArea, COUNT } from "./rooms.js";
import { fit, widthOf } from "./text.js";

const PIECES = 48; // parts of a line of which each is drawn or not

// Draws all of it; gives the line of the cut, where it is one line, and what labels take. words: of the cut.
export function showGrounds(layers, box, groups, words, others) {
  for (const name of ["groups", "seams", "labels"]) layers[name].replaceChildren();
  if (groups.length < 2) return { seam: null, taken: [] };
  const hulls = hullsOf(groups, box.at);
  const pairs = hulls.flatMap((one, i) => hulls.slice(i + 1).map((two, j) => ({ one, two, nearest: gap(one, two), ends: [i, i + 1 + j] })));
  const meets = pairs.some(({ nearest }) => !nearest);
  const pad = padOf(hulls, box);
  groups.forEach((group, index) => {
    const outlines = meets ? group.nodes.map((id) => [box.at.get(id)]) : [hulls[index]];
    const tint = svg("g", { class: "group", "data-side": group.role });
    outlines.forEach((corners) => tint.append(svg("path", { d: roundedOutline(corners, round(pad)) })));
    layers.groups.append(tint);
  });
  const lines = meets ? [] : pairs.flatMap((pair) => linesOf(pair, hulls, box));
  for (const [a, b] of lines)
    layers.seams.append(svg("line", { class: "seam", x1: round(a.x), y1: round(a.y), x2: round(b.x), y2: round(b.y) }));
  const labels = groups.map((group, index) => labelOf(group, index, hulls, pad, box));
  const all = lines.length ? [tagOf(lines, box, words), ...labels] : labels;
  const orders = [all, [...all].reverse()].map((order) => arranged(order, others, box));
  const taken = orders[orders[1].cost < orders[0].cost ? 1 : 0].put;
  for (const { draw, spot } of taken) layers.labels.append(draw(spot));
  return { seam: lines.length === 1 ? lines[0] : null, taken: taken.map(({ spot }) => spot) };
}

// Labels one after the other, each where it is best. A label is {spots, draw}; a spot has its own cost.
function arranged(labels, others, box) {
  const put = [];
  let cost = 0;
  for (const { spots, draw } of labels) {
    const taken = [...put.map(({ spot }) => spot), ...others];
    const worth = spots.map((spot) => spot.cost + over(spot, taken, box));
    const least = Math.min(...worth);
    put.push({ spot: spots[worth.indexOf(least)], draw });
    cost += least;
  }
  return { put, cost };
}

// Halfway between two sides; among more than two, where no other side is nearer.
function linesOf({ nearest, ends }, hulls, { width, height }) {
  const [a, b] = seam(nearest, width, height);
  if (hulls.length === 2) return [[a, b]];
  const between = (part) => {
    const far = hulls.map((one) => fromHull(along(a, b, part), one));
    const most = Math.max(...ends.map((n) => far[n]));
    return far.every((size, n) => ends.includes(n) || size >= most - 1);
  };
  const lines = [];
  for (let n = 0, open = null; n <= PIECES; n += 1) {
    const on = n < PIECES && between((n + 0.5) / PIECES);
    if (on && open === null) open = n;
    if (on || open === null) continue;
    lines.push([along(a, b, open / PIECES), along(a, b, n / PIECES)]);
    open = null;
  }
  return lines;
}

// How much of a label lies on labels, clients and nodes.
function over({ x, y, half, tall }, taken, box) {
  const part = (one) => {
    const wide = Math.min(half, one.half) * 2 - Math.max(0, Math.abs(one.x - x) - Math.abs(one.half - half));
    const high = Math.min(tall, one.tall) * 2 - Math.max(0, Math.abs(one.y - y) - Math.abs(one.tall - tall));
    return wide > 0 && high > 0 ? 100 + 3 * wide * high : 0;
  };
  const head = box.has.badges ? 16 * box.k : 0;
  const nodes = [...box.at.values()].map((at) => ({ x: at.x, y: at.y - head / 2, half: box.r, tall: box.r + head / 2 }));
  return [...taken, ...nodes, ...aroundNodes(box)].reduce((sum, one) => sum + part(one), 0);
}

// What nodes say beside and under them.
function aroundNodes(box) {
  const { at, has, counts, k } = box;
  const beliefs = [...has.beliefs].map((id) => beliefArea(box, id));
  const told = [...has.counts].map((id) => ({
    x: at.get(id).x + counts.get(id).x,
    y: at.get(id).y + counts.get(id).y,
    half: COUNT.half * k,
    tall: COUNT.tall * k,
  }));
  return [...beliefs, ...told];
}

// The name of a side and how many they are, above or below it; where there is no room for both, the name.
function labelOf({ label, role }, index, hulls, pad, box) {
  const { k, width, height } = box;
  const font = box.font(13 * k, 700);
  const corners = hulls[index];
  const gaps = hulls.flatMap((other, n) => (n === index ? [] : (gap(corners, other) ?? [])));
  const tall = 9 * k;
  const whole = fit(label ?? "", width * 0.46, font);
  const [name, count] = [whole.replace(/[:：].*$/, ""), whole.replace(/^.*?[:：]\s*/, "")];
  const spots = [whole, name, count].flatMap((text, less) => {
    const half = widthOf(text, font) / 2 + 2;
    return [-1, 1].flatMap((sign) => {
      const edge = sign * Math.max(...corners.map((point) => sign * point.y));
      const peak = corners.filter((point) => Math.abs(point.y - edge) < 12);
      const middle = peak.reduce((sum, point) => sum + point.x, 0) / peak.length;
      const off = Math.max(pad + 12 * k, sign < 0 && box.has.badges ? box.r + 27 * k : 0); // clear of a badge
      const y = clamp(edge + sign * off, tall + 1, height - tall - 1);
      return [0, -1, 1, -2, 2].map((part) => {
        const x = clamp(middle + part * half, half + 2, width - half - 2);
        const ends = [-half, half].flatMap((dx) => [-tall, tall].map((dy) => ({ x: x + dx, y: y + dy })));
        const astray = gaps.some((nearest) => ends.some((end) => !onSide(end, nearest, 6)));
        const inside = Math.max(0, pad - fromHull({ x, y }, corners)) * 4;
        return { text, x, y, half, tall, cost: (astray ? 2000 : 0) + inside + 60 * less };
      });
    });
  });
  const draw = ({ text, x, y }) =>
    svg("text", { class: "grouplabel", "data-side": role, x: round(x), y: round(y + 5 * k), text });
  return { spots, draw };
}

// Since when there is a cut, at one of its ends.
function tagOf(lines, { width, height, k, font: fontOf }, words) {
  const font = fontOf(12.5 * k, 700);
  const half = widthOf(words, font) / 2 + 8 * k;
  const tall = 10 * k;
  const spots = lines.flatMap(([one, two]) =>
    [0.03, 0.97, 0.15, 0.85, 0.5].flatMap((part, nth) =>
      [0, -0.8, 0.8].map((aside) => {
        const { x, y } = along(one, two, part);
        const cost = nth + 2 * Math.abs(aside);
        return { x: clamp(x + aside * half, half + 1, width - half - 1), y: clamp(y, tall + 1, height - tall - 1), half, tall, cost };
      }),
    ),
  );
  const draw = ({ x, y }) => {
    const tag = svg("g", { class: "cutmark", transform: `translate(${round(x)} ${round(y)})` }, svg("rect", {}), svg("text", {}));
    pill(tag, words, k, font);
    return tag;
  };
  return { spots, draw };
}
