// How a value stands in a node: as large as the node lets it be.

import { round } from "./numbers.js";
import { widthOf, wrap } from "./text.js";

// The ways to break a text in two after one of its words.
const halves = (text) =>
  Array.from(text.matchAll(/ /g), ({ index }) => [text.slice(0, index), text.slice(index + 1)]);

// [its lines, their size]: one line is broken in two where that makes it larger, or where it is too wide even when small.
export function sized(lines, { r, k, font }) {
  const two = lines.length > 1;
  const largest = (all) => {
    const most = (all.length > 1 ? 0.36 : 0.44) * r;
    const wide = Math.max(...all.map((line, n) => widthOf(line, font(round(most), 700)) / (n ? 1.58 : 1.76)));
    return { all, size: Math.min(most, (most * r) / wide) };
  };
  const ways = [lines, ...(two ? [] : halves(lines[0]))].map(largest);
  const { all, size: best } = ways.reduce((one, other) => (other.size > one.size ? other : one));
  const size = round(Math.max(best, Math.min(0.32 * r, 11 * k)));
  const bold = font(size, 700);
  return [two || widthOf(all[0], bold) <= 1.8 * r ? all : wrap(lines[0], 1.6 * r, bold), size];
}
