// Beside the stage: verdicts in words, and why a read returned what it did.
// Rules of this file: each has the room of the longest that it will say in this run, so that nothing moves as time goes on;
// what is still to come stands there as attributes only: nobody finds or hears it.

import { arrange, button, html } from "./dom.js";
import { History } from "./history.js";

const SIGNS = { kept: "✓", broken: "✕", cant_tell: "?" };
const ORDER = { broken: 0, cant_tell: 1, kept: 2 };
const LONGEST = 2; // so many of the longest texts are laid out to see how high they are
const LINE = 40; // letters: what another line of an explanation counts for

export function Panels(view) {
  const none = html("p", { class: "soft", text: view.w("no_verdict") });
  const slots = html("div", { class: "slots" });
  const verdicts = html(
    "section",
    { class: "card verdicts", "aria-label": view.w("verdicts") },
    html("h3", { text: view.w("verdicts") }),
    none,
    slots,
  );
  const because = html("div", { class: "said" });
  const whys = html("div", { class: "slot" }, because);
  const why = html("section", { class: "card why panel", "data-tab": "why" }, whys);
  const history = History(view);
  let rows = new Map();
  let sizers = new Map();
  let signs = {};

  // Show a panel again only when what it says has changed.
  function when(name, sign, build) {
    if (signs[name] === sign) return;
    signs[name] = sign;
    build();
  }

  function load() {
    signs = {};
    const { picture } = view;
    verdicts.hidden = picture.mode === "watch" && !picture.verdicts.length;
    rows = arrange(slots, rows, slotsOf(view));
    const told = longest(picture.operations.filter((op) => op.why), lengthOfWhy);
    sizers = arrange(whys, sizers, told.map((op, k) => ({ key: k, item: op, place: "", draw: () => whySizer(op) })));
    whys.prepend(because);
  }

  function show(stepped) {
    if (!stepped) return;
    const { picture, facts, cursor, pick } = view;
    const said = picture.verdicts.map((verdict) => facts.span(verdict, cursor.t));
    const chosen = pick?.kind === "verdict" ? pick.check : "";
    when("verdicts", JSON.stringify([said, chosen]), () => {
      none.hidden = said.some(Boolean);
      showVerdicts(view, slots, said);
    });
    const read = view.player.question() ? null : readOf(view);
    when("why", `${read?.id} ${read ? facts.ended(read, cursor.i, cursor.t) : ""}`, () => showWhy(view, because, read));
    const stages = picture.operations.map((op) =>
      facts.ended(op, cursor.i, cursor.t) ? 2 : facts.began(op, cursor.i) ? 1 : 0,
    );
    const lit = [...view.touched().ops].join();
    when("history", `${stages.join("")} ${lit} ${view.player.question()}`, () => history.show(stages));
  }

  return { verdicts, why, history: history.el, load, show };
}

const longest = (items, lengthOf) => [...items].sort((a, b) => lengthOf(b) - lengthOf(a)).slice(0, LONGEST);

// A slot for each verdict; on a projector one for the worst of them.
function slotsOf({ picture, w }) {
  const { verdicts } = picture;
  const slot = (key, item, several) => ({ key, item, place: "", draw: () => drawSlot(w, several) });
  return picture.mode === "projector"
    ? [slot("worst", verdicts, verdicts)]
    : verdicts.map((verdict) => slot(verdict.check, verdict, [verdict]));
}

function drawSlot(w, verdicts) {
  const said = verdicts.flatMap((verdict) => verdict.spans.map((span) => ({ verdict, span })));
  const lengthOf = ({ verdict, span }) => verdict.name.length + span.text.length + (proves(span) ? LINE : 0);
  const sizer = ({ verdict, span }) =>
    html("div", { class: "verdict sizer", "aria-hidden": "true" }, ...partsOf(w, verdict, span, "data-text"));
  return html("div", { class: "slot" }, ...longest(said, lengthOf).map(sizer));
}

const proves = (span) => span.ops?.length > 0 && span.outcome !== "kept";

// The sign and the words of a verdict; as: "text", or "data-text" for what is only to take its room.
function partsOf(w, verdict, span, as) {
  const proof = () =>
    html("span", { class: "proof" }, ...span.ops.map((id) => html("code", { [as]: id })), html("u", { [as]: w("show") }));
  return [
    html("span", { class: "sign", text: SIGNS[span.outcome] ?? "?", "aria-hidden": "true" }),
    html(
      "span",
      { class: "words" },
      html("b", { [as]: `${verdict.name}${w("colon")}${span.outcome_text}` }),
      span.text ? html("span", { class: "sentence", [as]: span.text }) : null,
      proves(span) ? proof() : null,
    ),
  ];
}

function showVerdicts(view, slots, said) {
  const { picture, pick } = view;
  const focused = view.focused()?.getAttribute?.("data-check");
  const all = picture.verdicts.map((verdict, k) => ({ verdict, span: said[k] }));
  const worst = all.filter(({ span }) => span).sort((a, b) => ORDER[a.span.outcome] - ORDER[b.span.outcome]);
  const listed = picture.mode === "projector" ? worst.slice(0, 1) : all;
  [...slots.children].forEach((slot, k) => {
    slot.querySelector("button")?.remove();
    if (listed[k]?.span) slot.append(drawVerdict(view, pick, listed[k]));
  });
  if (focused) slots.querySelector(`button[data-check="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

function drawVerdict(view, pick, { verdict, span }) {
  return button(
    {
      class: `verdict ${span.outcome}`,
      "data-check": verdict.check,
      "data-tip": verdict.help,
      "aria-pressed": String(pick?.kind === "verdict" && pick.check === verdict.check),
      onclick: () => view.choose({ kind: "verdict", check: verdict.check, ops: span.ops ?? [] }),
    },
    ...partsOf(view.w, verdict, span, "text"),
  );
}

// The read that is explained: the chosen one, else the last of a chosen verdict, else the last that has ended.
function readOf(view) {
  const { picture, facts, cursor, pick } = view;
  const named = pick?.kind === "op" ? [pick.op] : pick?.kind === "verdict" ? [...pick.ops].reverse() : [];
  const chosen = named.map((id) => facts.operation.get(id)).find((op) => op?.why);
  return chosen ?? picture.operations.findLast((op) => op.why && facts.ended(op, cursor.i, cursor.t)) ?? null;
}

function whyOf({ why }, as) {
  const rows = why.rows.flatMap(([name, words]) => [html("dt", { [as]: name }), html("dd", { [as]: words })]);
  return [html("h3", { [as]: why.title }), html("dl", {}, ...rows)];
}

const lengthOfWhy = ({ why }) => why.rows.reduce((sum, [, words]) => sum + LINE + words.length, why.title.length);
const whySizer = (op) => html("div", { class: "sizer", "aria-hidden": "true" }, ...whyOf(op, "data-text"));

function showWhy(view, because, read) {
  const { facts, cursor } = view;
  const over = read && facts.ended(read, cursor.i, cursor.t);
  const nothing = () => [html("h3", { text: view.w("why") }), html("p", { class: "soft", text: view.w("no_read") })];
  because.replaceChildren(...(over ? whyOf(read, "text") : nothing()));
}
