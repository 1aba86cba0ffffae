// What could be done next, by what has been done, and a button for what can be done at once.

import { button, html, set } from "./dom.js";

const MOST = (groups) => groups.toSorted((a, b) => b.nodes.length - a.nodes.length)[0]?.nodes;

// {code, values, act: what the button does}; null: nothing is left to say.
export function hintOf({ picture, facts, cursor }) {
  const can = (verb) => picture.can.verbs.includes(verb);
  const began = picture.operations.filter((op) => facts.began(op, cursor.i));
  if (!can("write")) return !can("call") ? { code: "hint_gateway" } : began.length ? null : { code: "hint_call" };
  if (can("campaign")) {
    const live = picture.nodes.map(({ id }) => id).filter((id) => facts.node(id, cursor.i).up);
    const leads = live.some((id) => facts.node(id, cursor.i).leads);
    const side = MOST(facts.groups(cursor.t)?.groups ?? []) ?? live;
    const node = side.find((id) => live.includes(id));
    if (!leads && node) return { code: "hint_leader", act: { verb: "campaign", node } };
  }
  const cut = facts.cuts(cursor.t)[0];
  if (cut) return acrossCut(facts, cursor, began.filter((op) => op.issued >= cut.from));
  if (!began.length) return { code: "hint_start" };
  return picture.cuts.length ? null : { code: "hint_cut" };
}

// A cut is tried by a write on one side and a read on the other.
function acrossCut(facts, cursor, since) {
  const groups = facts.groups(cursor.t)?.groups ?? [];
  const side = (node) => groups.findIndex(({ nodes }) => nodes.includes(node));
  const apart = (a, b) => (groups.length ? side(a) !== side(b) : a !== b);
  const write = since.findIndex(({ kind }) => kind === "write");
  if (write < 0) return { code: "hint_write" };
  const { node } = since[write];
  const read = since.slice(write).some((op) => op.kind === "read" && apart(op.node, node));
  return { code: read ? "hint_heal" : "hint_read", values: { node } };
}

export function Hint(view) {
  let next = null;
  const said = html("p");
  const does = button({ class: "action", onclick: () => view.send(next.act) });
  const el = html("div", { class: "hint" }, said, does);

  function show(stepped) {
    if (!stepped) return;
    next = hintOf(view);
    set(said, { text: next ? view.w(next.code, next.values) : "" });
    does.hidden = !next?.act;
    el.classList.toggle("alone", does.hidden);
    if (next?.act) set(does, { text: `${view.w(next.act.verb)} ${next.act.node}` });
  }

  // What is told of a scene stays, unless its run is over and something can be done at once.
  function speaks() {
    const { picture, cursor } = view;
    return picture.mode === "lab" && (!picture.story || (Boolean(next?.act) && cursor.i >= picture.events.length - 1));
  }

  return { el, load: () => {}, show, speaks };
}
