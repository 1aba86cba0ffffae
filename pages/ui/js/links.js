// Links of the stage.

import { pressed, set, svg } from "./dom.js";
import { along, distance, meets } from "./geometry.js";
import { round } from "./numbers.js";

export function makeLink(view, link) {
  const line = () => svg("line", { class: "wire" });
  const part = {
    a: line(),
    b: line(),
    grip: svg("line", { class: "grip" }),
    way: svg("path", { class: "way" }),
  };
  part.el = svg(
    "g",
    {
      class: "link",
      role: "button",
      tabindex: 0,
      "data-link": link.id,
      onclick: () => view.tapLink(link.id),
      onkeydown: (event) => view.draft || pressed(event, () => view.tapLink(link.id)),
    },
    part.grip,
    part.a,
    part.b,
    part.way,
  );
  return part;
}

// Open: one line. Cut: two stubs that stop short of the seam. One way: a solid line with an arrow on the open way.
export function showLink(view, part, link, box, cut, slow, doomed) {
  const [from, to] = [box.at.get(link.a), box.at.get(link.b)];
  const there = cut.has(`${link.a}>${link.b}`);
  const back = cut.has(`${link.b}>${link.a}`);
  const state = there && back ? "cut" : there || back ? "oneway" : "open";
  const middle = along(from, to, meets(box.seam, from, to));
  const short = state === "cut" ? 0.13 * distance(from, to) : 0;
  const place = (line, a, b) => set(line, { x1: round(a.x), y1: round(a.y), x2: round(b.x), y2: round(b.y) });
  place(part.a, from, along(middle, from, short / (distance(from, middle) || 1)));
  place(part.b, to, along(middle, to, short / (distance(to, middle) || 1)));
  place(part.grip, from, to);
  const angle = (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI + (there ? 180 : 0);
  set(part.way, {
    d: state === "oneway" ? `M${-6 * box.k} ${-7 * box.k}L${7 * box.k} 0L${-6 * box.k} ${7 * box.k}Z` : "",
    transform: `translate(${round(middle.x)} ${round(middle.y)}) rotate(${round(angle)})`,
  });
  const words = slow.get(link.id) ?? "";
  for (const name of ["open", "cut", "oneway"]) part.el.classList.toggle(name, name === state);
  part.el.classList.toggle("doomed", doomed.has(link.id));
  part.el.classList.toggle("slowed", Boolean(words));
  const label = `${view.w("link")} ${link.a} – ${link.b}: ${view.w(`link_${state}`)}${words ? `, ${words}` : ""}`;
  // Nothing stands between the nodes of a cut that is drawn and the button that makes it.
  set(part.el, { "aria-label": label, "data-tip": label, tabindex: view.draft ? -1 : 0 });
}
