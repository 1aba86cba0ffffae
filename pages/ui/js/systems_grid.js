// All systems at once: a table of systems by promises; each cell is a button. A component of its own.
// Rules of this file: what a cell says comes with the data; strings only ever become text nodes or attributes.

import { button, html } from "./dom.js";

function cellOf({ mark, outcome, at, tip }, able, then) {
  const kids = [html("span", { class: "mark", "aria-hidden": "true" }, mark), html("span", { class: "at" }, at)];
  const attrs = { class: `cell ${outcome}`, title: tip, "aria-label": tip };
  return html("td", {}, able ? button({ ...attrs, onclick: then }, ...kids) : html("span", { ...attrs, role: "img" }, kids[0]));
}

function rowOf({ name, note, own, able, cells }, k, open) {
  const label = [html("b", {}, name), ...(note ? [html("small", {}, note)] : [])];
  const head = html("th", { scope: "row" }, able ? button({ class: "name", onclick: () => open([k, -1]) }, ...label) : html("span", {}, ...label));
  return html("tr", { class: own ? "own" : null }, head, ...cells.map((cell, c) => cellOf(cell, able, () => open([k, c]))));
}

export function mountGrid({ parentElement, data, setTriggerValue }) {
  let root = parentElement.querySelector(".systems");
  if (!root) {
    root = html("div", { class: "systems" });
    parentElement.append(root);
  }
  const open = (what) => setTriggerValue("open", what);
  const heads = data.columns.map(({ name, tip }) => html("th", { scope: "col", title: tip }, name));
  const table = html(
    "table",
    { "aria-label": data.label },
    html("thead", {}, html("tr", {}, html("th", { scope: "col" }, data.corner), ...heads)),
    html("tbody", {}, ...data.rows.map((row, k) => rowOf(row, k, open))),
  );
  const scroll = html("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": data.label }, table);
  const more = () => scroll.classList.toggle("more", scroll.scrollLeft + scroll.clientWidth < scroll.scrollWidth - 2);
  scroll.addEventListener("scroll", more);
  root.replaceChildren(html("p", { class: "swipe" }, `↔ ${data.swipe}`), scroll, html("p", {}, data.legend));
  more();
  return () => {};
}
