// Beside the stage: verdicts in words, why a read returned what it did, the history of operations.

import { button, html, pressed } from "./dom.js";

const SIGNS = { kept: "✓", broken: "✕", cant_tell: "?" };

export function Panels(view) {
  const verdicts = html("section", { class: "card verdicts", "aria-label": view.w("verdicts") });
  const why = html("section", { class: "card why panel", "data-tab": "why" });
  const history = html("section", { class: "card history panel", "data-tab": "history" });
  let signs = {};

  // Build a panel again only when what it says has changed.
  function when(name, sign, build) {
    if (signs[name] === sign) return;
    signs[name] = sign;
    build();
  }

  function load() {
    signs = {};
  }

  function show(stepped) {
    if (!stepped) return;
    const { picture, facts, cursor, pick } = view;
    const said = picture.verdicts.map((verdict) => facts.span(verdict, cursor.t));
    const chosen = pick?.kind === "verdict" ? pick.check : "";
    when("verdicts", JSON.stringify([said, chosen, view.player.question()]), () => showVerdicts(view, verdicts, said));
    const read = view.player.question() ? null : readOf(view);
    when("why", `${read?.id} ${read ? facts.ended(read, cursor.i, cursor.t) : ""}`, () => showWhy(view, why, read));
    const state = picture.operations
      .map((op) => (facts.ended(op, cursor.i, cursor.t) ? 2 : facts.began(op, cursor.i) ? 1 : 0))
      .join("");
    const lit = [...view.touched().ops].join();
    when("history", `${state} ${lit} ${view.player.question()}`, () => showHistory(view, history, state));
  }

  return { verdicts, why, history, load, show };
}

function showVerdicts(view, card, said) {
  const { picture, pick } = view;
  const focused = view.focused()?.getAttribute?.("data-check");
  const rows = picture.verdicts.map((verdict, k) => ({ verdict, span: said[k] })).filter((row) => row.span);
  const order = { broken: 0, cant_tell: 1, kept: 2 };
  const big = picture.mode === "projector";
  card.hidden = picture.mode === "watch" && !picture.verdicts.length;
  const listed = big ? [...rows].sort((a, b) => order[a.span.outcome] - order[b.span.outcome]).slice(0, 1) : rows;
  card.replaceChildren(
    html("h3", { text: view.w("verdicts") }),
    ...listed.map(({ verdict, span }) => {
      const proof = span.ops?.length && span.outcome !== "kept";
      return button(
        {
          class: `verdict ${span.outcome}`,
          "data-check": verdict.check,
          "data-tip": verdict.help,
          "aria-pressed": String(pick?.kind === "verdict" && pick.check === verdict.check),
          onclick: () => view.choose({ kind: "verdict", check: verdict.check, ops: span.ops ?? [] }),
        },
        html("span", { class: "sign", text: SIGNS[span.outcome] ?? "?", "aria-hidden": "true" }),
        html(
          "span",
          { class: "words" },
          html("b", { text: `${verdict.name}${view.w("colon")}${span.outcome_text}` }),
          span.text ? html("span", { class: "sentence", text: span.text }) : null,
          proof
            ? html(
                "span",
                { class: "proof" },
                ...span.ops.map((id) => html("code", { text: id })),
                html("u", { text: view.w("show") }),
              )
            : null,
        ),
      );
    }),
  );
  if (!rows.length) card.append(html("p", { class: "soft", text: view.w("no_verdict") }));
  if (focused) card.querySelector(`[data-check="${CSS.escape(focused)}"]`)?.focus();
}

// The read that is explained: the chosen one, else the last of a chosen verdict, else the last that has ended.
function readOf(view) {
  const { picture, facts, cursor, pick } = view;
  const named = pick?.kind === "op" ? [pick.op] : pick?.kind === "verdict" ? [...pick.ops].reverse() : [];
  const chosen = named.map((id) => facts.operation.get(id)).find((op) => op?.why);
  return chosen ?? picture.operations.findLast((op) => op.why && facts.ended(op, cursor.i, cursor.t)) ?? null;
}

function showWhy(view, card, read) {
  const { facts, cursor } = view;
  if (!read || !facts.ended(read, cursor.i, cursor.t)) {
    return card.replaceChildren(
      html("h3", { text: view.w("why") }),
      html("p", { class: "soft", text: view.w("no_read") }),
    );
  }
  const rows = read.why.rows.flatMap(([name, words]) => [html("dt", { text: name }), html("dd", { text: words })]);
  return card.replaceChildren(html("h3", { text: read.why.title }), html("dl", {}, ...rows));
}

function showHistory(view, card, state) {
  const { picture } = view;
  const focused = view.focused()?.getAttribute?.("data-row");
  const ops = picture.operations
    .map((op, k) => ({ op, stage: Number(state[k]) }))
    .filter((row) => row.stage || !view.player.question());
  card.replaceChildren(html("h3", { text: view.w("history") }));
  if (!ops.length) return card.append(html("p", { class: "soft", text: view.w("no_history") }));
  const lit = view.touched().ops;
  const cell = (text, name = "") => html("td", { text, class: name, "data-tip": text.length > 14 ? text : null });
  const body = html(
    "tbody",
    {},
    ...ops.map(({ op, stage }) => {
      const done = stage === 2;
      const choose = () => view.choose({ kind: "op", op: op.id });
      const status = done ? op.note || op.status_text : stage ? "…" : "";
      return html(
        "tr",
        {
          class: [done && op.status, done && op.note && "noted", !stage && "future", lit.has(op.id) && "lit"]
            .filter(Boolean)
            .join(" "),
          tabindex: 0,
          "data-row": op.id,
          onclick: choose,
          onkeydown: (event) => pressed(event, choose),
        },
        cell(op.id, "id"),
        cell(op.client, "by"),
        cell(op.node),
        cell(`${op.text}${done && op.result ? ` ${op.result}` : ""}`, "what"),
        cell(`${op.issued}–${done && op.done !== null ? op.done : ""}`, "when"),
        cell(status, "status"),
      );
    }),
  );
  const heads = ["op", "client", "node", "what", "time", "status"].map((code) =>
    html("th", { scope: "col", text: view.w(code) }),
  );
  card.append(html("div", { class: "tablebox" }, html("table", {}, html("thead", {}, html("tr", {}, ...heads)), body)));
  const rows = [...card.querySelectorAll("tbody tr")];
  const here =
    card.querySelector("tr.lit") ?? rows[state.lastIndexOf("1") >= 0 ? state.lastIndexOf("1") : state.lastIndexOf("2")];
  if (here) requestAnimationFrame(() => (here.closest(".tablebox").scrollTop = here.offsetTop - 220));
  if (focused) card.querySelector(`[data-row="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  return undefined;
}
