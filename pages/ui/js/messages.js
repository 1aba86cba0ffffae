// Messages of the stage, on their way, held or lost.

import { pressed, set, svg } from "./dom.js";
import { along, distance, meets } from "./geometry.js";
import { round } from "./numbers.js";
import { shapeOf } from "./shapes.js";
import { titleOf } from "./text.js";

export function makeMessage(view, message, index, k) {
  const s = 11 * k;
  const label = titleOf(view, message);
  const el = svg(
    "g",
    {
      class: "message",
      role: "button",
      tabindex: 0,
      "aria-label": label,
      "data-tip": label,
      "data-message": index,
      onclick: () => view.tapMessage(index),
      onkeydown: (event) => pressed(event, () => view.tapMessage(index)),
    },
    svg("circle", { class: "halo", r: 17 * k }),
    svg(
      "g",
      { class: `shape ${message.tone}` },
      svg("path", { d: shapeOf(message.shape, s) }),
      svg("text", { class: "letter", y: round(4.9 * k), text: message.letter }),
      svg("path", { class: "pin", d: `M${-3 * k} ${-20 * k}v${7 * k}M${3 * k} ${-20 * k}v${7 * k}` }),
      svg("path", {
        class: "gone",
        d: `M${-6 * k} ${-6 * k}l${12 * k} ${12 * k}M${6 * k} ${-6 * k}l${-12 * k} ${12 * k}`,
      }),
    ),
  );
  return { el, label };
}

// Where a message stands between two nodes: from rim to rim, a lost one at the seam; it keeps to the right of its way, so
// that a question and its answer can pass each other.
export function messageAt(from, to, flight, { r, k, seam }) {
  const way = distance(from, to) || 1;
  const rim = (r + 15 * k) / way;
  const stop = flight.state === "lost" && flight.p <= 0.5 ? meets(seam, from, to) * 2 * flight.p : null;
  const at = along(from, to, stop === null ? rim + (1 - 2 * rim) * flight.p : Math.max(stop, rim));
  const off = (5 * k) / way;
  return { x: at.x - (to.y - from.y) * off, y: at.y + (to.x - from.x) * off };
}

export function placeMessage(part, message, flight, box) {
  const { x, y } = messageAt(box.at.get(message.src), box.at.get(message.dst), flight, box);
  part.el.setAttribute("transform", `translate(${round(x)} ${round(y)})`);
  if (part.state === flight.state) return;
  part.state = flight.state;
  for (const name of ["flying", "held", "lost"]) part.el.classList.toggle(name, name === flight.state);
  if (flight.state !== "flying" && message.why) {
    const { label } = part;
    set(part.el, { "aria-label": `${label}, ${message.why}`, "data-tip": `${label}\n${message.why}` });
  }
}
