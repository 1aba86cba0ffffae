// Where the nodes of a stage stand in a box of any size, and how large they are: as large as their labels, the ground
// between the sides of a cut, and each other leave room for.

import { distance, gap, hull } from "./geometry.js";
import { clamp } from "./numbers.js";

const LEAST = 17; // px: the radius of a node in a crowd
const AIR = 9; // px between a node and the edge of its group, and between that edge and the cut, at least

// size: {width, height} of the box; k: the size of type; big: a projector.
export function placesOf(picture, { width, height }, k, big) {
  const narrow = width < 560;
  const many = picture.nodes.length;
  const has = partsOf(picture);
  const share = (many <= 3 ? 0.118 : many <= 5 ? 0.108 : 0.083) * (!big ? 1 : has.badges ? 1.12 : 1.3);
  let r = clamp(Math.min(width * (narrow ? 1 : 0.9), height * 1.05) * share, 26, 54 * k);
  let at = spread(picture, width, height, pads(has, r, k, narrow, height), narrow, big);
  for (let tries = 0; tries < 4; tries += 1) {
    const most = Math.max(LEAST, largest(picture, at));
    if (r <= most) break;
    r = most;
    at = spread(picture, width, height, pads(has, r, k, narrow, height), narrow, big);
  }
  return { width, height, k, r, at, narrow, rim: rimOf(height, k), has };
}

// How far the edge of a group stands off its nodes, if nothing is in the way.
const rimOf = (height, k) => clamp(height / 15, AIR, 26) * k;

// What stands round nodes at any time of this run.
function partsOf({ node_states, groups, operations }) {
  const states = Object.entries(node_states);
  const believes = states.filter(([, all]) => all.some(({ belief }) => belief)).map(([id]) => id);
  return {
    badges: states.some(([, all]) => all.some(({ role, mode, term }) => role || mode || term)),
    beliefs: new Set(believes),
    counts: new Set(operations.filter(({ need }) => need).map(({ node }) => node)),
    groups: groups.length > 0,
  };
}

function pads({ badges, beliefs, groups }, r, k, narrow, height) {
  const rim = rimOf(height, k);
  return {
    x: r + (narrow ? 66 : groups ? rim + 108 * k : 122 * k),
    top: r + Math.max(groups ? rim + 24 * k : 0, (badges ? 30 : 22) * k),
    bottom: r + Math.max(groups ? rim + 4 : 0, (beliefs.size ? 46 : 12) * k),
  };
}

// More than two sides stand below each other where there is no room for three beside each other.
function spread({ nodes }, width, height, pad, narrow, big) {
  const stacked = narrow && nodes.some((node) => node.narrow);
  const spots = nodes.map(({ id, x, y, narrow: own }) => (stacked ? { id, x: own[0], y: own[1] } : { id, x, y }));
  const wide = Math.min(width - 2 * pad.x, height * (big ? 2.2 : 1.9));
  const span = (axis) => {
    const values = spots.map((spot) => spot[axis]);
    return { low: Math.min(...values), size: Math.max(...values) - Math.min(...values) };
  };
  const [sx, sy] = [span("x"), span("y")];
  const place = ({ x, y }) => ({
    x: width / 2 + (sx.size ? (x - sx.low) / sx.size - 0.5 : 0) * wide,
    y: pad.top + (sy.size ? (y - sy.low) / sy.size : 0.5) * (height - pad.top - pad.bottom),
  });
  return new Map(spots.map((spot) => [spot.id, place(spot)]));
}

// The largest radius at which nodes keep off each other, and sides of a cut leave room for the cut.
function largest(picture, at) {
  const all = [...at.values()];
  const pairs = all.flatMap((a, i) => all.slice(i + 1).map((b) => 0.4 * distance(a, b)));
  const gaps = picture.groups.flatMap(({ groups }) => {
    const hulls = hullsOf(groups, at);
    return hulls.flatMap((one, i) => hulls.slice(i + 1).map((two) => gap(one, two))).filter(Boolean);
  });
  return Math.min(...pairs, ...gaps.map(({ size }) => size / 2 - 2 * AIR));
}

// How far the edges of sides stand off the middles of their nodes: so far that the cut has room between them.
export function padOf(hulls, { r, k, rim }) {
  const gaps = hulls.flatMap((one, i) => hulls.slice(i + 1).map((two) => gap(one, two)));
  if (gaps.some((nearest) => !nearest)) return r + 10 * k;
  return clamp(Math.min(...gaps.map(({ size }) => size)) / 2 - AIR, r + 3, r + rim);
}

export const hullsOf = (groups, at) => groups.map(({ nodes }) => hull(nodes.map((id) => at.get(id)).filter(Boolean)));
