// Plane geometry of the stage: hulls round groups, the seam between two of them, links that a stroke crosses.

import { clamp, round } from "./numbers.js";

const minus = (a, b) => ({ x: a.x - b.x, y: a.y - b.y });
const cross = (a, b) => a.x * b.y - a.y * b.x;
export const along = (a, b, p) => ({ x: a.x + (b.x - a.x) * p, y: a.y + (b.y - a.y) * p });
export const distance = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);

// Corners of the convex hull, clockwise on the screen.
export function hull(points) {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y);
  if (sorted.length < 3) return sorted;
  const half = (list) => {
    const chain = [];
    for (const point of list) {
      while (chain.length > 1) {
        const [a, b] = chain.slice(-2);
        if (cross(minus(b, a), minus(point, b)) > 0.001) break;
        chain.pop();
      }
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.reverse())];
}

// A rounded outline at a distance round a convex hull.
export function roundedOutline(corners, pad) {
  if (corners.length === 1) {
    const { x, y } = corners[0];
    return `M${x - pad} ${y}a${pad} ${pad} 0 1 1 ${2 * pad} 0a${pad} ${pad} 0 1 1 ${-2 * pad} 0Z`;
  }
  const steps = corners.map((from, k) => {
    const to = corners[(k + 1) % corners.length];
    const long = distance(from, to) || 1;
    const out = { x: ((to.y - from.y) / long) * pad, y: (-(to.x - from.x) / long) * pad };
    return [from.x + out.x, from.y + out.y, to.x + out.x, to.y + out.y].map(round);
  });
  const path = steps.map(([ax, ay, bx, by], k) => `${k ? `A${pad} ${pad} 0 0 1` : "M"}${ax} ${ay}L${bx} ${by}`);
  return `${path.join("")}A${pad} ${pad} 0 0 1 ${steps[0][0]} ${steps[0][1]}Z`;
}

// The point between two that is nearest to a third.
export function onSegment(a, b, point) {
  const side = minus(b, a);
  const size = side.x * side.x + side.y * side.y || 1;
  const ahead = minus(point, a);
  return along(a, b, clamp((ahead.x * side.x + ahead.y * side.y) / size, 0, 1));
}

const edges = (corners) => corners.map((corner, k) => [corner, corners[(k + 1) % corners.length]]);

export function crosses([a, b], [c, d]) {
  const turn = (p, q, r) => Math.sign(cross(minus(q, p), minus(r, p)));
  return turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0;
}

export function inside(point, corners) {
  if (corners.length < 3) return false;
  return edges(corners).every(([a, b]) => cross(minus(b, a), minus(point, a)) >= 0);
}

// The closest points of two hulls, or null where the hulls meet.
export function gap(one, two) {
  if (edges(one).some((edge) => edges(two).some((other) => crosses(edge, other)))) return null;
  if (inside(one[0], two) || inside(two[0], one)) return null;
  let best = null;
  const look = (point, corners, swap) => {
    for (const [a, b] of edges(corners)) {
      const foot = onSegment(a, b, point);
      const size = distance(point, foot);
      if (!best || size < best.size) best = { size, a: swap ? foot : point, b: swap ? point : foot };
    }
  };
  one.forEach((point) => look(point, two, false));
  two.forEach((point) => look(point, one, true));
  return best;
}

// Whether a point is on the side of the first of two hulls, and so far from the seam between them.
export function onSide(point, { a, b }, far) {
  const middle = along(a, b, 0.5);
  const way = minus(b, a);
  const ahead = minus(point, middle);
  return (ahead.x * way.x + ahead.y * way.y) / (Math.hypot(way.x, way.y) || 1) <= -far;
}

// How far a point is from a hull; 0 inside.
export function fromHull(point, corners) {
  if (inside(point, corners)) return 0;
  return Math.min(...edges(corners).map(([a, b]) => distance(point, onSegment(a, b, point))));
}

// The seam: halfway between two hulls, square to the shortest way, from edge to edge of the box.
export function seam(nearest, width, height) {
  const middle = along(nearest.a, nearest.b, 0.5);
  const way = minus(nearest.b, nearest.a);
  const line = { x: -way.y, y: way.x };
  const reach = (sign) => {
    const x = line.x * sign;
    const y = line.y * sign;
    const limits = [
      x > 0 ? (width - middle.x) / x : x < 0 ? -middle.x / x : Infinity,
      y > 0 ? (height - middle.y) / y : y < 0 ? -middle.y / y : Infinity,
    ];
    const size = Math.min(...limits);
    return { x: round(middle.x + x * size), y: round(middle.y + y * size) };
  };
  const [one, two] = [reach(1), reach(-1)];
  return one.y <= two.y ? [one, two] : [two, one];
}

// How far along the way from a to b the seam is met; the middle where there is no seam between them.
export function meets(line, a, b) {
  if (!line) return 0.5;
  const [one, two] = line;
  const way = minus(b, a);
  const across = minus(two, one);
  const turn = cross(way, across);
  const part = turn ? cross(minus(one, a), across) / turn : 0.5;
  return part > 0 && part < 1 ? clamp(part, 0.2, 0.8) : 0.5;
}

// The connected groups of nodes that are left when some links are gone; nodes keep their order.
export function components(nodes, links, gone) {
  const groupOf = new Map(nodes.map((id) => [id, id]));
  const root = (id) => (groupOf.get(id) === id ? id : root(groupOf.get(id)));
  for (const link of links) if (!gone.has(link.id)) groupOf.set(root(link.a), root(link.b));
  const groups = new Map();
  for (const id of nodes) groups.set(root(id), [...(groups.get(root(id)) ?? []), id]);
  return [...groups.values()];
}
