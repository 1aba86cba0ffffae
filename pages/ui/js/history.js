// The history: one row an operation, which fills as the run goes on.
// Rules of this file: a row stays as long as nothing about it changes; all are equally high, so the page is never asked.

import { arrange, html, pressed, set } from "./dom.js";
import { nameOf } from "./text.js";

const ROW = 28; // px, as in panels.css, where eleven of them are seen
const ABOVE = 6; // so many rows are seen above the one that is running

export function History(view) {
  const heads = ["op", "client", "node", "what", "time", "status"].map((code) =>
    html("th", { scope: "col", text: view.w(code) }),
  );
  const body = html("tbody");
  const box = html("div", { class: "tablebox" }, html("table", {}, html("thead", {}, html("tr", {}, ...heads)), body));
  const none = html("p", { class: "soft", text: view.w("no_history") });
  const el = html(
    "section",
    { class: "card history panel", "data-tab": "history" },
    html("h3", { text: view.w("history") }),
    none,
    box,
  );
  let rows = new Map();
  let here = -1;

  // stages: of each operation 0 before it begins, 1 while it runs, 2 once it has ended.
  function show(stages) {
    const { operations } = view.picture;
    const hides = Boolean(view.player.question()); // a line that is still to come would tell
    const shown = operations.map((op, k) => ({ op, stage: stages[k] })).filter(({ stage }) => stage || !hides);
    none.hidden = shown.length > 0;
    box.hidden = !shown.length;
    const marks = shown.map(({ op, stage }) => ({ key: op.id, item: op, place: stage, draw: () => drawRow(view, op, stage) }));
    rows = arrange(body, rows, marks);
    const lit = view.touched().ops;
    for (const { op, stage } of shown) set(rows.get(op.id).el, { class: lookOf(op, stage, lit.has(op.id)) });
    const chosen = shown.findIndex(({ op }) => lit.has(op.id));
    const running = shown.findLastIndex(({ stage }) => stage === 1);
    scrollTo(chosen >= 0 ? chosen : running >= 0 ? running : shown.findLastIndex(({ stage }) => stage === 2));
  }

  function scrollTo(row) {
    if (row < 0 || row === here) return;
    here = row;
    requestAnimationFrame(() => {
      box.scrollTop = (row - ABOVE) * ROW;
    });
  }

  return { el, show };
}

function drawRow(view, op, stage) {
  const choose = () => view.choose({ kind: "op", op: op.id });
  const cell = (text, name = "") => html("td", { text, class: name, "data-tip": text.length > 14 ? text : null });
  const done = stage === 2;
  return html(
    "tr",
    { tabindex: 0, "data-row": op.id, onclick: choose, onkeydown: (event) => pressed(event, choose) },
    cell(op.id, "id"),
    cell(nameOf(view, op.client), "by"),
    cell(op.node),
    cell(`${op.text}${done && op.result ? ` ${op.result}` : ""}`, "what"),
    cell(`${op.issued}–${done && op.done !== null ? op.done : ""}`, "when"),
    cell(done ? op.note || op.status_text : stage ? "…" : "", "status"),
  );
}

const lookOf = (op, stage, lit) =>
  [stage === 2 && op.status, stage === 2 && op.note && "noted", !stage && "future", lit && "lit"].filter(Boolean).join(" ");
