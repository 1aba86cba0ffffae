// How slow a link is, in words beside it: off nodes, clients, other labels and other links, and off its own messages.
// Rules of this file: places are tried in a fixed order and the first that is free is taken; on a crowded narrow stage
// a label without a free place is left out (its link is dashed, and says it when asked).

import { svg } from "./dom.js";
import { along, crosses, distance } from "./geometry.js";
import { clamp, round } from "./numbers.js";
import { widthOf } from "./text.js";

const PARTS = [0.5, 0.4, 0.6, 0.3, 0.7];

export function showDelays(view, layer, box, slow, taken) {
  const { picture } = view;
  const font = box.font(12 * box.k);
  const middle = { x: box.width / 2, y: box.height / 2 };
  const put = [];
  for (const link of picture.links) {
    const text = slow.get(link.id);
    if (!text) continue;
    const half = widthOf(text, font) / 2;
    const ends = [box.at.get(link.a), box.at.get(link.b)];
    const others = picture.links.filter((one) => one !== link).map((one) => [box.at.get(one.a), box.at.get(one.b)]);
    const clear = (spot) => apart(spot, [...taken, ...put], box) && others.every((line) => !runsThrough(line, spot));
    const places = besides(ends, half, middle, box);
    const spot = places.find(clear) ?? (picture.nodes.length < 5 ? places[0] : null);
    if (spot) put.push({ ...spot, text });
  }
  layer.replaceChildren(
    ...put.map(({ x, y, text }) => svg("text", { class: "slow", x: round(x), y: round(y + 4 * box.k), text })),
  );
}

// Places beside a link, the outer side first; close to it, and then so far that a message can pass.
export function besides([a, b], half, middle, { k, width, height }) {
  const long = distance(a, b) || 1;
  const across = { x: (b.y - a.y) / long, y: (a.x - b.x) / long };
  const reach = Math.abs(across.x) * half + Math.abs(across.y) * 7 * k;
  const spots = [18, 8].flatMap((air) =>
    PARTS.flatMap((part) => {
      const foot = along(a, b, part);
      const pair = [1, -1].map((sign) => ({
        x: foot.x + across.x * sign * (reach + air * k),
        y: foot.y + across.y * sign * (reach + air * k),
        half: half + 2,
      }));
      return pair.sort((one, two) => distance(two, middle) - distance(one, middle));
    }),
  );
  return spots.filter(({ x, y }) => x > half && x < width - half && y > 8 && y < height - 8);
}

// Neither a label, a client nor a node stands there.
export function apart({ x, y, half }, taken, box) {
  const near = (one, tall) => Math.abs(one.x - x) < one.half + half && Math.abs(one.y - y) < tall + 8 * box.k;
  return (
    taken.every((one) => !near(one, one.tall ?? 9)) &&
    [...box.at.values()].every((at) => distance(at, { x: clamp(at.x, x - half, x + half), y }) > box.r + 12 * box.k)
  );
}

export function runsThrough(line, { x, y, half }, high = 8) {
  const corner = (i, j) => ({ x: x + i * half, y: y + j * high });
  const crossed = [[corner(-1, -1), corner(1, 1)], [corner(-1, 1), corner(1, -1)]];
  return crossed.some((diagonal) => crosses(line, diagonal));
}
