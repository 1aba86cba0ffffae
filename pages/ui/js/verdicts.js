// Verdicts by need: the promise in question first and large, what broke loud, the rest folded into one line. Around a
// lesson and beside another run all of them stand in a list.
// Rules of this file: which comes first, Python says (lead). In the list each has the room of the longest that it will
// say in this run, so that nothing moves as time goes on; what is still to come stands there as attributes only: nobody
// finds or hears it. While a question is open no broken promise is told: it may be the answer.

import { arrange, button, html, iconButton, set } from "./dom.js";
import { TermCard } from "./term_card.js";
import { landmark } from "./text.js";

const SIGNS = { kept: "✓", broken: "✕", cant_tell: "?" };
const LONGEST = 2; // so many of the longest texts are laid out to see how high they are
const LINE = 40; // letters: what another line of an explanation counts for

export function Verdicts(view) {
  const none = html("p", { class: "soft", text: view.w("no_verdict") });
  const card = TermCard(view);
  const listed = view.picture.mode === "watch";
  const body = listed ? List(view, card) : ByNeed(view, card);
  const hidden = html("p", { class: "soft", hidden: true });
  const later = html("p", { class: "soft", text: view.w("verdict_later"), hidden: true });
  const hide = iconButton("hide", view.w("verdict_hide"), turn, { "aria-pressed": "false", "data-key": "v", class: "tool hider" });
  const el = html(
    "section",
    { class: listed ? "card verdicts" : "card verdicts hides", "aria-label": view.w("verdicts") },
    listed ? html("h3", { text: view.w("verdicts") }) : hide,
    none,
    body.el,
    hidden,
    later,
    card.el,
  );
  let sign = "";
  let judged = false; // is there any at the cursor?
  let waits = false; // is one kept back until the question is answered?
  el.addEventListener("scroll", fade, { passive: true });

  // What is behind the lower edge fades out there, so that nobody takes what is seen for all of it.
  function fade() {
    el.classList.toggle("below", el.scrollHeight - el.scrollTop - el.clientHeight > 4);
  }

  function turn() {
    view.player.veil.put(!view.player.veil.on());
    view.refresh(true);
  }

  function cover() {
    const { veil } = view.player;
    const on = veil.on();
    hidden.hidden = !on;
    body.el.hidden = on;
    set(hidden, { text: view.w(veil.waits() ? "verdict_hidden" : "verdict_veiled") });
    set(hide, { "aria-pressed": String(on) });
    later.hidden = on || !waits;
    none.hidden = on || judged || waits;
  }

  function load() {
    sign = "";
    set(el, { "aria-label": landmark(view, "verdicts") });
    el.hidden = listed && !view.picture.verdicts.length;
    body.load();
  }

  function show(stepped) {
    if (!stepped) return;
    const { picture, facts, cursor, pick } = view;
    const spans = picture.verdicts.map((verdict) => facts.span(verdict, cursor.t));
    const secret = (span) => Boolean(view.player.question()) && span?.outcome === "broken";
    const said = picture.verdicts.map((verdict, k) => ({ verdict, span: secret(spans[k]) ? null : spans[k] }));
    waits = spans.some(secret);
    judged = said.some(({ span }) => span);
    cover();
    const now = JSON.stringify([said.map(({ span }) => span), pick?.kind === "verdict" ? pick.check : ""]);
    if (sign === now) return;
    sign = now;
    const focused = view.focused()?.getAttribute?.("data-check");
    body.show(said);
    requestAnimationFrame(fade);
    if (focused) body.el.querySelector(`button[data-check="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }

  return { el, load, show };
}

// The one in question, what broke, and how many more there are.
function ByNeed(view, card) {
  const loud = html("div", { class: "loud" });
  const more = html("div", { class: "more", id: "more" });
  const fold = button({ class: "fold", "aria-controls": "more", onclick: () => open(more.hidden) });
  const el = html("div", { class: "byneed" }, loud, fold, more);

  function open(on) {
    more.hidden = !on;
    el.parentNode?.classList.toggle("unfolded", on);
    set(fold, { "aria-expanded": String(on) });
  }
  open(false);

  // Another story begins with what it is about alone, and at the top.
  let told = null;
  function load() {
    const name = view.picture.story?.name ?? null;
    if (name === told) return;
    told = name;
    open(false);
    el.parentNode?.scrollTo?.(0, 0);
  }

  function show(said) {
    const first = view.facts.lead(view.cursor.t);
    const spoken = said.filter(({ span }) => span);
    const rank = ({ verdict, span }) => (verdict.check === first ? 0 : span.outcome === "broken" ? 1 : 2);
    const draw = (one) => drawVerdict(view, card, one, rank(one) ? "" : "first");
    const [top, broken, rest] = [0, 1, 2].map((wanted) => spoken.filter((one) => rank(one) === wanted));
    loud.replaceChildren(...[...top, ...broken].map(draw));
    more.replaceChildren(...rest.map(draw));
    fold.hidden = !rest.length;
    const count = (outcome) => rest.filter(({ span }) => span.outcome === outcome).length;
    const parts = [["kept", "verdict_more_kept"], ["cant_tell", "verdict_more_open"]];
    const words = parts.filter(([outcome]) => count(outcome)).map(([outcome, code]) => view.w(code, { count: count(outcome) }));
    set(fold, { text: words.join(" · ") });
  }

  return { el, load, show };
}

// Each in a slot of its own.
function List(view, card) {
  const el = html("div", { class: "slots" });
  let rows = new Map();

  function load() {
    const { verdicts } = view.picture;
    const slot = (verdict) => ({ key: verdict.check, item: verdict, place: "", draw: () => drawSlot(view.w, verdict) });
    rows = arrange(el, rows, verdicts.map(slot));
  }

  function show(said) {
    [...el.children].forEach((slot, k) => {
      slot.querySelector(".verdict:not(.sizer)")?.remove();
      if (said[k].span) slot.append(drawVerdict(view, card, said[k], ""));
    });
  }

  return { el, load, show };
}

export const longest = (items, lengthOf) => [...items].sort((a, b) => lengthOf(b) - lengthOf(a)).slice(0, LONGEST);

function drawSlot(w, verdict) {
  const lengthOf = (span) => span.text.length + (proves(span) ? LINE : 0);
  const sizer = (span) =>
    html("div", { class: "verdict sizer", "aria-hidden": "true" }, html("div", { class: "chooser" }, ...partsOf(w, verdict, span, "data-text")));
  return html("div", { class: "slot" }, ...longest(verdict.spans, lengthOf).map(sizer));
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

function drawVerdict(view, card, { verdict, span }, place) {
  const { pick } = view;
  const chooser = button(
    {
      class: "chooser",
      "data-check": verdict.check,
      "data-tip": verdict.help,
      "aria-pressed": String(pick?.kind === "verdict" && pick.check === verdict.check),
      onclick: () => view.choose({ kind: "verdict", check: verdict.check, ops: span.ops ?? [] }),
    },
    ...partsOf(view.w, verdict, span, "text"),
  );
  const term = button({ class: "term", text: "?", "aria-label": view.w("verdict_term", { name: verdict.name }) });
  term.addEventListener("click", () => card.open(verdict, term));
  return html("div", { class: `verdict ${span.outcome} ${place}` }, chooser, term);
}
