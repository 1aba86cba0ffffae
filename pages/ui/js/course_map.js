// The map of the course: a box a lesson, arrows from what a lesson builds on. A component of its own.
// Rules of this file: places come with the data; strings only ever become text nodes or attributes.

const NS = "http://www.w3.org/2000/svg";
const WIDE = 700; // px: from here on a box holds the lesson's title
const SIZES = { wide: { box: 58, gap: 38 }, narrow: { box: 36, gap: 30 } };

function make(tag, attrs, ...kids) {
  const node = tag === "svg" || tag === "path" ? document.createElementNS(NS, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attrs)) if (value !== null) node.setAttribute(name, value);
  node.append(...kids);
  return node;
}

// From the lower edge of one box, upright through the rows between, to the upper edge of the other.
function way(points, width, size) {
  const top = (row) => row * (size.box + size.gap);
  const px = (x) => Math.round(x * width * 10) / 10;
  const last = points.length - 1;
  let d = "";
  points.forEach(([x, row], k) => {
    const [high, low] = [top(row) - (k === last ? 7 : 0), top(row) + size.box];
    const bend = top(row) - size.gap / 2;
    if (k) d += `C${px(points[k - 1][0])} ${bend} ${px(x)} ${bend} ${px(x)} ${high}`;
    if (k < last) d += k ? `V${low}` : `M${px(x)} ${low}`;
  });
  return d;
}

function head(points, width, size) {
  const [x, row] = points[points.length - 1];
  return `M${x * width - 5} ${row * (size.box + size.gap) - 8}h10l-5 7.5Z`;
}

function draw(root, data, open) {
  const width = root.clientWidth;
  const size = width < WIDE ? SIZES.narrow : SIZES.wide;
  const height = data.rows * (size.box + size.gap) - size.gap;
  const held = root.getRootNode().activeElement?.dataset?.id;
  const ways = [...data.ways].sort((one, other) => one.strong - other.strong);
  const paths = ways.flatMap(({ points, strong }) => [
    make("path", { class: strong ? "way strong" : "way", d: way(points, width, size) }),
    make("path", { class: strong ? "head strong" : "head", d: head(points, width, size) }),
  ]);
  const boxes = data.boxes.map((box) => {
    const style = `left:${box.x * 100}%;top:${box.row * (size.box + size.gap)}px;width:${data.box * 100}%;height:${size.box}px`;
    const shut = box.state === "later";
    const name = make("b", {}, make("i", { "aria-hidden": "true" }, box.mark), ` ${box.id}`);
    const node = make(
      shut ? "div" : "button",
      { class: `box ${box.state} ${box.on ? "" : "off"}`, style, title: box.tip, "aria-label": box.tip, "data-id": box.id },
      name,
      make("span", { class: "title" }, box.title),
    );
    if (shut) node.setAttribute("role", "note");
    else node.addEventListener("click", () => open(box.id));
    return node;
  });
  root.classList.toggle("narrow", width < WIDE);
  root.style.height = `${height}px`;
  root.replaceChildren(make("svg", { width, height, "aria-hidden": "true" }, ...paths), ...boxes);
  if (held) boxes.find((node) => node.dataset.id === held)?.focus();
}

const SEEN = new WeakMap();

export function mountMap({ parentElement, data, setTriggerValue }) {
  let root = parentElement.querySelector(".map");
  if (!root) {
    root = make("div", { class: "map", role: "group" });
    parentElement.append(root);
  }
  root.setAttribute("aria-label", data.label);
  const again = () => root.clientWidth && draw(root, data, (id) => setTriggerValue("open", id));
  SEEN.get(root)?.disconnect();
  let was = 0;
  const watch = new ResizeObserver(() => {
    if (root.clientWidth === was) return;
    was = root.clientWidth;
    again();
  });
  watch.observe(root);
  SEEN.set(root, watch);
  again();
  return () => watch.disconnect();
}
