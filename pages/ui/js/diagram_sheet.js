// The sheet of the space-time diagram: of all marks those that are in sight, a screen either side of it, or all of them.
// Rules of this file: a layer is there for good, and what has the focus stays, wherever it is.

import { arrange, svg } from "./dom.js";

const LAYERS = ["spans", "lines", "ties", "arrows", "breaks", "scale", "bars", "dots"];

export function Sheet() {
  const el = svg("svg", { class: "sheet", role: "group" });
  const layers = LAYERS.map((name) => ({ name, el: el.appendChild(svg("g", { class: name })), kept: new Map() }));
  let marks = null;

  // Marks to be shown from the next fill on.
  function load(all) {
    marks = all;
  }

  // Show what reaches into [from, to] px.
  function fill(from, to) {
    const focused = el.getRootNode().activeElement;
    for (const layer of layers) {
      const held = layer.el.contains(focused) ? [...layer.kept].find(([, one]) => one.el === focused)?.[0] : undefined;
      const wanted = marks[layer.name].filter((mark) => (mark.from <= to && mark.to >= from) || mark.key === held);
      layer.kept = arrange(layer.el, layer.kept, wanted);
    }
  }

  return { el, load, fill, elements: (name) => layers.find((layer) => layer.name === name).kept };
}
