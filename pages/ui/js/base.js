// Tools for all parts: make and patch elements, shapes of messages, text that fits.
// Rules of this file: strings are untrusted, so they only ever become text nodes or attributes.

const SVG_NS = "http://www.w3.org/2000/svg";
const STILL = matchMedia("(prefers-reduced-motion: reduce)");
const LINGER = 1.4; // how long, in steps of the warped clock, a loss or a filled quorum stays on stage

function set(node, attrs) {
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

function html(tag, attrs, ...kids) {
  const node = set(document.createElement(tag), attrs);
  node.append(...kids.filter((kid) => typeof kid === "string" || kid instanceof Node));
  return node;
}

function svg(tag, attrs, ...kids) {
  const node = set(document.createElementNS(SVG_NS, tag), attrs);
  node.append(...kids.filter(Boolean));
  return node;
}

// Keep one element per item: make the new ones, remove the gone ones, leave the others (and their focus) alone.
function keep(elements, layer, items, make) {
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

const clamp = (x, low, high) => Math.max(low, Math.min(high, x));
const round = (x) => Math.round(x * 10) / 10;

// The index of the last item with of(item) <= x, or -1. The list is sorted by it.
function upto(list, x, of = (item) => item) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (of(list[middle]) <= x) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function polygon(corners, size, turn = -Math.PI / 2) {
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
const shapeOf = (name, size) => (SHAPES[name] ?? SHAPES.disc)(size);

const ICONS = {
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
  save: "M12 4v11M7 10l5 5 5-5M5 20h14",
  redo: "M15 6l5 5-5 5M20 11h-9a6 6 0 0 0-6 6v1",
};

const icon = (name) =>
  svg("svg", { viewBox: "0 0 24 24", class: `icon ${name}`, "aria-hidden": "true" }, svg("path", { d: ICONS[name] }));

function button(attrs, ...kids) {
  return html("button", { type: "button", ...attrs }, ...kids);
}

function iconButton(name, label, onclick, extra = {}) {
  return button({ class: "tool", "aria-label": label, "data-tip": label, onclick, ...extra }, icon(name));
}

// A shape with its letter, as it stands in a legend or in a sentence.
function chip(shape, letter, tone, extra = "") {
  return svg(
    "svg",
    { viewBox: "-13 -13 26 26", class: `chip ${extra}`, "aria-hidden": "true" },
    svg(
      "g",
      { class: `shape ${tone} ${extra}` },
      svg("path", { d: shapeOf(shape, 9.5) }),
      svg("text", { y: 4, text: letter }),
    ),
  );
}

const ruler = document.createElement("canvas").getContext("2d");
const widths = new Map();

function widthOf(text, font) {
  const name = font + text;
  if (!widths.has(name)) {
    if (widths.size > 4000) widths.clear();
    ruler.font = font;
    widths.set(name, ruler.measureText(text).width);
  }
  return widths.get(name);
}

// The text, or as much of it as fits in the room with an ellipsis.
function fit(text, room, font) {
  if (widthOf(text, font) <= room) return text;
  const letters = Array.from(text);
  let count = Math.min(letters.length, Math.floor(letters.length * (room / widthOf(text, font))) + 1);
  while (count > 1 && widthOf(letters.slice(0, count).join("") + "…", font) > room) count -= 1;
  return letters.slice(0, count).join("").trimEnd() + "…";
}

const NOT_FIRST = " ，。：；、）？";

// The text in two lines at most, broken after a word where there is one.
function wrap(text, room, font) {
  if (widthOf(text, font) <= room) return [text];
  const letters = Array.from(text);
  let end = letters.length;
  while (end > 1 && widthOf(letters.slice(0, end).join(""), font) > room) end -= 1;
  let space = end;
  while (space > end / 2 && letters[space] !== " ") space -= 1;
  if (letters[space] === " ") end = space;
  else while (end > 1 && NOT_FIRST.includes(letters[end])) end -= 1;
  return [letters.slice(0, end).join("").trim(), fit(letters.slice(end).join("").trim(), room, font)];
}
