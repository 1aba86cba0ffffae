// Beside the stage: verdicts, why a read returned what it did, the history.
// Rules of this file: an explanation has the room of the longest of this run, so that nothing moves as time goes on; what
// is still to come stands there as attributes only: nobody finds or hears it.

import { arrange, html } from "./dom.js";
import { History } from "./history.js";
import { longest, Verdicts } from "./verdicts.js";

const LINE = 40; // letters: what another line of an explanation counts for

export function Panels(view) {
  const verdicts = Verdicts(view);
  const because = html("div", { class: "said" });
  const whys = html("div", { class: "slot" }, because);
  const why = html("section", { class: "card why panel", "data-tab": "why" }, whys);
  const history = History(view);
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
    verdicts.load();
    const told = longest(view.picture.operations.filter((op) => op.why), lengthOfWhy);
    sizers = arrange(whys, sizers, told.map((op, k) => ({ key: k, item: op, place: "", draw: () => whySizer(op) })));
    whys.prepend(because);
  }

  function show(stepped) {
    verdicts.show(stepped);
    if (!stepped) return;
    const { picture, facts, cursor } = view;
    const read = view.player.question() ? null : readOf(view);
    when("why", `${read?.id} ${read ? facts.ended(read, cursor.i, cursor.t) : ""}`, () => showWhy(view, because, read));
    const stages = picture.operations.map((op) =>
      facts.ended(op, cursor.i, cursor.t) ? 2 : facts.began(op, cursor.i) ? 1 : 0,
    );
    const lit = [...view.touched().ops].join();
    when("history", `${stages.join("")} ${lit} ${view.player.question()}`, () => history.show(stages));
  }

  return { verdicts: verdicts.el, why, history: history.el, load, show };
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
