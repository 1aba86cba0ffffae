// Shapes of messages, as they stand on the stage, in a legend or in a sentence.

import { svg } from "./dom.js";
import { round } from "./numbers.js";

export function polygon(corners, size, turn = -Math.PI / 2) {
  const points = Array.from({ length: corners }, (_, k) => {
    const angle = turn + (2 * Math.PI * k) / corners;
    return `${round(size * Math.cos(angle))} ${round(size * Math.sin(angle))}`;
  });
  return `M${points.join("L")}Z`;
}

const SHAPES = {
  square: (s) => `M${-s} ${-s * 0.82}h${2 * s}v${s * 1.64}h${-2 * s}Z`,
  diamond: (s) => polygon(4, s * 1.25),
  disc: (s) => `M${-s} 0a${s} ${s} 0 1 0 ${2 * s} 0a${s} ${s} 0 1 0 ${-2 * s} 0Z`,
  hexagon: (s) => polygon(6, s * 1.12, 0),
  triangle: (s) => polygon(3, s * 1.4),
  pentagon: (s) => polygon(5, s * 1.18),
};

export const shapeOf = (name, size) => (SHAPES[name] ?? SHAPES.disc)(size);

// A shape with its letter, as it stands in a legend or in a sentence.
export function chip(shape, letter, tone, extra = "") {
  return svg(
    "svg",
    { viewBox: "-13 -13 26 26", class: `chip ${extra}`, "aria-hidden": "true" },
    svg(
      "g",
      { class: `shape ${tone} ${extra}` },
      svg("path", { d: shapeOf(shape, 9.5) }),
      svg("text", { y: 4.7, text: letter }),
    ),
  );
}
