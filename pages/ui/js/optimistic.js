// A gesture on its way to Python, and what is seen of it at once. The answer takes that back, a refusal, too.
// Rules of this file: one gesture is answered before the next is sent, since Python stands where the learner stood; what is
// asked meanwhile waits its turn, so that no press is lost.

import { groupsOf } from "./cut_tool.js";
import { STILL, svg } from "./dom.js";
import { pulse } from "./nodes.js";

const PATIENCE = 4000; // ms after which an answer is no longer awaited
const QUEUE = 50; // gestures that wait
const LEAVES = 260; // ms in which what was asked goes from a client to its node
const ASKS = new Set(["write", "read", "delete", "cas", "call"]);

// The links, by their ways, that are cut once Python has done this. act: a gesture; links: all that there are.
export function cutAfter(cut, act, links) {
  const side = new Map((act.groups ?? []).flatMap((nodes, k) => nodes.map((id) => [id, k])));
  const named = new Set(act.links ?? []);
  const all = act.verb === "heal" && !side.size && !named.size;
  const after = new Set(cut);
  for (const { a, b } of links)
    for (const way of [`${a}>${b}`, `${b}>${a}`]) {
      if (!all && !named.has(way) && !(side.size && side.get(a) !== side.get(b))) continue;
      if (act.verb === "cut") after.add(way);
      if (act.verb === "heal") after.delete(way);
    }
  return after;
}

// tell: sends a gesture, with the id by which Python will say that this is its answer.
export function Optimistic(view, tell) {
  const waiting = [];
  let wish = null;
  let over = 0;

  function ask(act) {
    if (waiting.length < QUEUE) waiting.push(act);
    next();
  }

  // The next gesture, once none is on its way.
  function next() {
    if (wish || !waiting.length) return;
    const act = waiting.shift();
    tell(act, begin(act));
  }

  function begin(act) {
    const ids = view.picture.nodes.map((node) => node.id);
    const asks = ASKS.has(act.verb) && act.client && act.node;
    const values = { key: act.key, value: act.value, expected: act.expected };
    wish = {
      id: `${Date.now()}.${Math.random()}`,
      cut: (cut) => cutAfter(cut, act, view.picture.links),
      groups: act.verb === "cut" && act.groups?.length > 1 ? groupsOf(act.groups, ids.length) : null,
      said: asks ? { client: act.client, node: act.node, text: view.w(`operation_${act.verb}`, values) } : null,
    };
    clearTimeout(over);
    over = setTimeout(() => {
      end(wish?.id);
      view.refresh(true);
      next();
    }, PATIENCE);
    const node = act.node && view.net.node(act.node);
    if (node) pulse(node, "asked");
    view.refresh(true);
    if (asks && node) leave(act);
    return wish.id;
  }

  // Is this the answer that was awaited?
  function end(id) {
    if (!wish || wish.id !== id) return false;
    clearTimeout(over);
    wish = null;
    return true;
  }

  function leave({ client, node }) {
    const [from, to] = [view.net.person(client), view.net.box()?.at.get(node)];
    if (!from || !to || STILL.matches) return;
    const dot = svg("circle", { class: "leaves", r: 6 });
    view.net.layers.messages.append(dot);
    const at = ({ x, y }) => ({ transform: `translate(${x}px, ${y}px)` });
    dot.animate([at(from), at(to)], { duration: LEAVES, easing: "ease-in" }).onfinish = () => dot.remove();
  }

  return { ask, next, end, wish: () => wish };
}
