// The fields by which a client asks a node for something: which key, what value, as whom, at which level.

import { html } from "./dom.js";
import { nameOf } from "./text.js";

const OTHER = " "; // no key is called so

// The keys of the run to choose from, and a field for another one, which comes when it is wanted.
function keyField(view, parts) {
  const { keys } = view.picture;
  const more = parts.can("write") ? [[OTHER, view.w("another_key")]] : [];
  const list = parts.chooser([...keys, ...more], view.key);
  const other = parts.text("");
  const named = parts.field(view.w("another_key"), other);
  named.hidden = true;
  list.addEventListener("change", () => {
    named.hidden = list.value !== OTHER;
    if (!named.hidden) other.focus();
  });
  const el = keys.length + more.length > 1 ? [parts.field(view.w("key"), list), named] : [];
  return { el, list, other, value: () => (list.value === OTHER ? other.value.trim() : list.value) };
}

// Write, read, delete; of services, call: {el, level: the field of the level}. null: nobody can be asked here.
export function askingFields(view, parts, id) {
  const { can, verb } = parts;
  if (can("call") ? !id.startsWith("g") : !can("write")) return null;
  const { picture, facts, cursor } = view;
  const here = picture.clients.find((client) => facts.visit(client.id, cursor.t) === id)?.id;
  const names = [...new Set([...picture.clients.map((client) => client.id), ...picture.people, `c-${id}`])];
  const client = parts.chooser(names.map((name) => [name, nameOf(view, name)]), here ?? view.asked.client ?? names[0]);
  const key = keyField(view, parts);
  const value = parts.text("");
  const offered = (name) => {
    value.value = view.picture.fresh[name] ?? "1";
    value.dataset.fresh = name;
  };
  offered(view.key);
  value.addEventListener("input", () => delete value.dataset.fresh);
  const levels = [["", view.w("usual_level")], ...picture.levels.map((one) => [one.id, one.text])];
  const level = parts.chooser(levels, view.asked.level);
  const ask = (kind, more = {}) => {
    view.remember(client.value, level.value, key.value());
    return { verb: kind, node: id, key: key.value(), client: client.value, level: level.value, ...more };
  };
  const write = () => (value.value.trim() ? ask("write", { value: value.value }) : value.focus()); // blank is no value
  key.list.addEventListener("change", () => offered(key.list.value));
  if (can("write")) for (const input of [value, key.other]) parts.enters(input, write);
  const expected = can("cas") ? parts.text(String(facts.cell(id, view.key, cursor.i)?.values[0] ?? "")) : null;
  const cas = (from) => ask("cas", { expected: from, value: value.value });
  const fields = (...list) => html("div", { class: "fields" }, ...list);
  const el = html(
    "div",
    { class: "asks" },
    fields(can("call") ? null : parts.field(view.w("value"), value), ...key.el, parts.field(view.w("client"), client)),
    parts.verbs(
      can("call") && verb("call", () => ask("call"), "main write"),
      can("write") && verb("write", write, "main write"),
      can("read") && verb("read", () => ask("read"), "main read"),
      can("delete") && verb("delete", () => ask("delete", picture.can.elements ? { value: value.value } : {})),
    ),
    expected && parts.pair("cas", expected, cas, view.w("expected")),
  );
  return { el, level: picture.levels.length ? fields(parts.field(view.w("level"), level)) : null };
}
