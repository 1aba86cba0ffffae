// Drawings as a picture file: one SVG that looks, wherever it is opened, as it looks on the page now.
// Rules of this file: computed styles are written into a copy, since a file has no style sheet.

import { html, set, svg } from "./dom.js";
import { round } from "./numbers.js";

const INKS = [
  "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin",
  "opacity", "paint-order", "display", "visibility", "font-family", "font-size", "font-weight", "font-style",
  "text-anchor",
];

export function inked(drawing) {
  const copy = drawing.cloneNode(true);
  const originals = [drawing, ...drawing.querySelectorAll("*")];
  const copies = [copy, ...copy.querySelectorAll("*")];
  originals.forEach((original, k) => {
    const style = getComputedStyle(original);
    copies[k].setAttribute("style", INKS.map((name) => `${name}:${style.getPropertyValue(name)}`).join(";"));
    for (const name of ["class", "tabindex", "role", "data-tip"]) copies[k].removeAttribute(name);
  });
  return copy;
}

// Side by side, on the colour of the card that they lie on.
export function saveDrawings(drawings, card, name) {
  const sizes = drawings.map((drawing) => drawing.getBoundingClientRect());
  const width = Math.ceil(sizes.reduce((sum, size) => sum + size.width, 0));
  const height = Math.ceil(Math.max(...sizes.map((size) => size.height)));
  const paper = svg("rect", { width, height, fill: getComputedStyle(card).backgroundColor });
  const all = svg("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${width} ${height}`, width, height }, paper);
  let x = 0;
  drawings.forEach((drawing, k) => {
    const copy = inked(drawing);
    set(copy, { x: round(x), y: 0, width: round(sizes[k].width), height: round(sizes[k].height) });
    all.append(copy);
    x += sizes[k].width;
  });
  const file = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(all)], { type: "image/svg+xml" }));
  const link = html("a", { href: file, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(file), 1000);
}
