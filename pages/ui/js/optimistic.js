// What is seen at once after an action, before Python has answered.

import { pulse } from "./nodes.js";

export function optimistic(view, act) {
  if (act.node) {
    const node = view.net.node(act.node);
    if (node) pulse(node, "asked");
  }
  const group = new Map((act.groups ?? []).flatMap((nodes, k) => nodes.map((id) => [id, k])));
  const named = new Set(act.links ?? []);
  const open = view.facts.cut(view.cursor.t);
  for (const link of view.picture.links) {
    const [there, back] = [`${link.a}>${link.b}`, `${link.b}>${link.a}`];
    const parted = group.size && group.get(link.a) !== group.get(link.b);
    const healed = act.verb === "heal" && !group.size && !named.size && (open.has(there) || open.has(back));
    if (parted || healed || named.has(there) || named.has(back)) view.net.link(link.id)?.classList.add("asked");
  }
  setTimeout(() => view.picture.links.forEach((link) => view.net.link(link.id)?.classList.remove("asked")), 4000);
}
