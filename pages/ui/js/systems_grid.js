// All systems at once: a table of systems by promises; each cell is a button. A component of its own.
// Rules of this file: what a cell says comes with the data; strings only ever become text nodes or attributes.

function make(tag, attrs, ...kids) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attrs)) if (value !== null) node.setAttribute(name, value);
  node.append(...kids);
  return node;
}

function press(attrs, kids, then) {
  const node = make("button", { type: "button", ...attrs }, ...kids);
  node.addEventListener("click", then);
  return node;
}

function cellOf({ mark, outcome, at, tip }, able, then) {
  const kids = [make("span", { class: "mark", "aria-hidden": "true" }, mark), make("span", { class: "at" }, at)];
  const attrs = { class: `cell ${outcome}`, title: tip, "aria-label": tip };
  return make("td", {}, able ? press(attrs, kids, then) : make("span", { ...attrs, role: "img" }, kids[0]));
}

function rowOf({ name, note, own, able, cells }, k, open) {
  const label = [make("b", {}, name), ...(note ? [make("small", {}, note)] : [])];
  const head = make("th", { scope: "row" }, able ? press({ class: "name" }, label, () => open([k, -1])) : make("span", {}, ...label));
  return make("tr", { class: own ? "own" : null }, head, ...cells.map((cell, c) => cellOf(cell, able, () => open([k, c]))));
}

export function mountGrid({ parentElement, data, setTriggerValue }) {
  let root = parentElement.querySelector(".systems");
  if (!root) {
    root = make("div", { class: "systems" });
    parentElement.append(root);
  }
  const open = (what) => setTriggerValue("open", what);
  const heads = data.columns.map(({ name, tip }) => make("th", { scope: "col", title: tip }, name));
  const table = make(
    "table",
    { "aria-label": data.label },
    make("thead", {}, make("tr", {}, make("th", { scope: "col" }, data.corner), ...heads)),
    make("tbody", {}, ...data.rows.map((row, k) => rowOf(row, k, open))),
  );
  root.replaceChildren(make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": data.label }, table), make("p", {}, data.legend));
  return () => {};
}
