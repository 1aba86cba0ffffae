// Make and patch elements.
// Rules of this file: strings are untrusted, so they only ever become text nodes or attributes.

const SVG_NS = "http://www.w3.org/2000/svg";
export const STILL = matchMedia("(prefers-reduced-motion: reduce)");

export function set(node, attrs) {
  const held = (node.capHeld ??= {});
  for (const [name, value] of Object.entries(attrs ?? {})) {
    if (held[name] === value) continue;
    held[name] = value;
    if (name === "text") node.textContent = value ?? "";
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === null || value === undefined || value === false) node.removeAttribute(name);
    else node.setAttribute(name, value === true ? "" : value);
  }
  return node;
}

export function html(tag, attrs, ...kids) {
  const node = set(document.createElement(tag), attrs);
  node.append(...kids.filter((kid) => typeof kid === "string" || kid instanceof Node));
  return node;
}

export function svg(tag, attrs, ...kids) {
  const node = set(document.createElementNS(SVG_NS, tag), attrs);
  node.append(...kids.filter(Boolean));
  return node;
}

// Keep one element per item: make the new ones, remove the gone ones, leave the others (and their focus) alone.
export function keep(elements, layer, items, make) {
  const wanted = new Set(items.map((item) => item.id));
  for (const [id, part] of elements) {
    if (wanted.has(id)) continue;
    part.el.remove();
    elements.delete(id);
  }
  for (const item of items) {
    if (elements.has(item.id)) continue;
    const part = make(item);
    layer.append(part.el);
    elements.set(item.id, part);
  }
}

// Keep the elements of marks in their order: the element of one whose item is the same object, in the same place, stays;
// it is drawn anew otherwise, and keeps the focus. kept: what the last call gave; a mark is {key, item, place, draw}.
export function arrange(layer, kept, marks) {
  const now = new Map();
  for (const mark of marks) {
    const was = kept.get(mark.key);
    const same = was && was.item === mark.item && was.place === mark.place;
    now.set(mark.key, same ? was : { item: mark.item, place: mark.place, el: mark.draw() });
  }
  const focused = layer.getRootNode().activeElement;
  let again = null;
  for (const [key, one] of kept) {
    if (now.get(key) === one) continue;
    if (one.el === focused) again = now.get(key)?.el;
    one.el.remove();
  }
  let next = layer.firstChild;
  for (const { el } of now.values()) {
    if (el === next) next = next.nextSibling;
    else layer.insertBefore(el, next);
  }
  again?.focus({ preventScroll: true });
  return now;
}

// Text in the room of the longest of those that it may have to show, so that nothing jumps when it changes. The others are
// attributes: nobody finds or hears them.
export function Sized(tag, attrs) {
  const said = html("span");
  const el = html(tag, { ...attrs, class: `sized ${attrs?.class ?? ""}` }, said);
  const sizer = (text) => html("span", { class: "sizer", "aria-hidden": "true", "data-text": text });
  return {
    el,
    reserve: (texts) => el.replaceChildren(said, ...[...new Set(texts)].map(sizer)),
    say: (text) => set(said, { text }),
  };
}

export const ICONS = {
  first: "M5 5v14M19 5l-10 7 10 7Z",
  back: "M16 5l-10 7 10 7Z",
  play: "M7 4l13 8-13 8Z",
  pause: "M7 5h4v14h-4ZM14 5h4v14h-4Z",
  forward: "M8 5l10 7-10 7Z",
  next: "M4 5l8 7-8 7ZM13 5l8 7-8 7Z",
  last: "M19 5v14M5 5l10 7-10 7Z",
  cut: "M12 3v4M12 10v4M12 17v4M3 12h5M16 12h5",
  heal: "M3 12h18",
  undo: "M9 6l-5 5 5 5M4 11h9a6 6 0 0 1 6 6v1",
  close: "M6 6l12 12M18 6L6 18",
  hide: "M3 12s3.5-6 9-6 9 6 9 6-3.5 6-9 6-9-6-9-6ZM12 9.5a2.5 2.5 0 1 0 .01 0ZM4 20 20 4",
  save: "M12 4v11M7 10l5 5 5-5M5 20h14",
  full: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
  point: "M12 3a9 9 0 1 0 .01 0ZM12 10a2 2 0 1 0 .01 0Z",
  redo: "M15 6l5 5-5 5M20 11h-9a6 6 0 0 0-6 6v1",
};

export const icon = (name) =>
  svg("svg", { viewBox: "0 0 24 24", class: `icon ${name}`, "aria-hidden": "true" }, svg("path", { d: ICONS[name] }));

export function button(attrs, ...kids) {
  return html("button", { type: "button", ...attrs }, ...kids);
}

export function iconButton(name, label, onclick, extra = {}) {
  return button({ class: "tool", "aria-label": label, "data-tip": label, onclick, ...extra }, icon(name));
}

export function pressed(event, act) {
  if (event.key !== "Enter" && event.key !== " ") return;
  event.preventDefault();
  event.stopPropagation();
  act();
}
