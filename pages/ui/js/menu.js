// The popover at a node, a link or a message: what one can do there now.
// Rules of this file: it sends a verb and closes; Python answers with a new picture.

import { button, html } from "./dom.js";
import { along } from "./geometry.js";
import { shown } from "./nodes.js";
import { clamp } from "./numbers.js";

const BEHAVIOURS = ["error", "slow", "hang", "lost_reply", "gray", "ok"];

export function Menu(view) {
  const el = html("div", { class: "menu", role: "dialog", tabindex: -1, hidden: true });
  let opener = null;

  function open(from, at, title, rows) {
    view.player.pause();
    opener = from;
    const shut = button({ class: "shut", "aria-label": view.w("close"), onclick: close, text: "×" });
    el.replaceChildren(html("div", { class: "menuhead" }, html("b", { text: title }), shut), ...rows.filter(Boolean));
    el.setAttribute("aria-label", title);
    el.hidden = false;
    place(at);
    const first = el.querySelector("input") ?? el.querySelector(".verbs button") ?? el;
    (matchMedia("(pointer: fine)").matches ? first : el).focus({ preventScroll: true });
    if (first.select && first.tagName === "INPUT") first.select();
  }

  // Beside its thing and inside the card of the stage; on a narrow stage at the bottom, over the full width.
  function place(at) {
    const room = el.parentNode.getBoundingClientRect();
    const down = view.net.el.getBoundingClientRect().top - room.top;
    el.classList.toggle("wide", room.width < 560);
    if (room.width < 560) return Object.assign(el.style, { left: "", top: "" });
    const { offsetWidth: width, offsetHeight: height } = el;
    const right = at.x + at.r + 14;
    const x = right + width < room.width - 6 ? right : Math.max(6, at.x - at.r - 14 - width);
    return Object.assign(el.style, {
      left: `${x}px`,
      top: `${clamp(down + at.y - height / 2, 6, Math.max(6, room.height - height - 6))}px`,
    });
  }

  function close(back = true) {
    if (el.hidden) return;
    el.hidden = true;
    if (back && opener?.isConnected) opener.focus({ preventScroll: true });
  }

  const verb = (code, act, name = "") =>
    button({
      class: `verb ${name}`,
      text: view.w(code),
      onclick: () => {
        close();
        view.send(act());
      },
    });
  const can = (code) => view.facts.acts && view.picture.can.verbs.includes(code);
  const verbs = (...list) => (list.some(Boolean) ? html("div", { class: "verbs" }, ...list) : null);
  const fact = (name, words) =>
    words ? html("p", { class: "fact" }, html("span", { class: "soft", text: name }), ` ${words}`) : null;
  const field = (name, control) => html("label", {}, html("span", { text: name }), control);
  const named = (id) => (BEHAVIOURS.includes(id) ? view.w(`behave_${id}`) : id);
  const chooser = (list, chosen) =>
    html("select", {}, ...list.map((id) => html("option", { value: id, text: named(id), selected: id === chosen })));

  function node(id) {
    const { picture, facts, cursor } = view;
    const state = facts.node(id, cursor.i);
    const box = view.net.box();
    const cell = facts.cell(id, view.key, cursor.i);
    const others = picture.nodes.map((item) => item.id).filter((other) => other !== id);
    const rows = [
      state.face == null && fact(
        view.key,
        state.up ? (cell?.values.length ? shown(cell.values).join(" | ") : view.w("absent")) : view.w("down"),
      ),
      fact(view.w("version"), cell?.versions?.join(" | ")),
      state.belief ? html("p", { class: "belief", text: state.belief }) : null,
      fact(view.w("log"), state.log),
      state.up ? asks(id) : null,
      verbs(
        state.up && can("crash") && verb("crash", () => ({ verb: "crash", node: id })),
        !state.up && can("recover") && verb("recover", () => ({ verb: "recover", node: id }), "main"),
        can("cut") && verb("cut_off", () => ({ verb: "cut", groups: [[id], others] })),
        can("handoff") && state.hints?.length && verb("handoff", () => ({ verb: "handoff", node: id })),
        state.soft && can("purge") && cell?.values.length && verb("purge", () => ({ verb: "purge", node: id, key: view.key })),
        state.up && can("campaign") && verb("campaign", () => ({ verb: "campaign", node: id })),
        state.up && can("heartbeat") && verb("heartbeat", () => ({ verb: "heartbeat", node: id })),
        can("promote") && verb("promote", () => ({ verb: "promote", node: id })),
      ),
      can("behave") && !id.startsWith("g") && pair("behave", BEHAVIOURS, (how) => ({ verb: "behave", node: id, how })),
      can("sync") && pair("sync", others, (peer) => ({ verb: "sync", node: id, peer })),
      can("rejoin") && pair("rejoin", others, (to) => ({ verb: "rejoin", node: id, to })),
    ];
    open(view.net.node(id), { ...box.at.get(id), r: box.r }, `${view.w("node")} ${id}`, rows);
  }

  function pair(code, others, act) {
    const list = chooser(others);
    return html(
      "div",
      { class: "pair" },
      verb(code, () => act(list.value)),
      list,
    );
  }

  // Write, read, delete: as which client, which key, what value.
  function asks(id) {
    if (can("call") ? !id.startsWith("g") : !can("write")) return null;
    const { picture, facts, cursor } = view;
    const here = picture.clients.find((client) => facts.visit(client.id, cursor.t) === id)?.id;
    const names = [...new Set([...picture.clients.map((client) => client.id), ...picture.people, `c-${id}`])];
    const client = chooser(names, here ?? view.asked.client ?? names[0]);
    const key = chooser(picture.keys, view.key);
    const value = html("input", { type: "text", maxlength: 200, autocomplete: "off", spellcheck: "false" });
    value.value = facts.nextValue();
    const usual = { id: "", text: view.w("usual_level") };
    const level = html(
      "select",
      {},
      ...[usual, ...picture.levels].map((one) =>
        html("option", { value: one.id, text: one.text, selected: one.id === view.asked.level }),
      ),
    );
    const ask = (kind, more = {}) => {
      view.remember(client.value, level.value, key.value);
      return { verb: kind, node: id, key: key.value, client: client.value, level: level.value, ...more };
    };
    value.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      close();
      view.send(ask("write", { value: value.value }));
    });
    return html(
      "div",
      { class: "asks" },
      html(
        "div",
        { class: "fields" },
        picture.keys.length > 1 ? field(view.w("key"), key) : null,
        can("call") ? null : field(view.w("value"), value),
        field(view.w("client"), client),
      ),
      picture.levels.length ? html("div", { class: "fields" }, field(view.w("level"), level)) : null,
      verbs(
        can("call") && verb("call", () => ask("call"), "main write"),
        can("write") && verb("write", () => ask("write", { value: value.value }), "main write"),
        can("read") && verb("read", () => ask("read"), "main read"),
        can("delete") && verb("delete", () => ask("delete", picture.can.elements ? { value: value.value } : {})),
      ),
    );
  }

  function link(id) {
    const { picture, facts, cursor } = view;
    const { a, b } = picture.links.find((item) => item.id === id);
    const box = view.net.box();
    const cut = facts.cut(cursor.t);
    const ways = [`${a}>${b}`, `${b}>${a}`];
    const latency = html("input", { type: "number", min: 0, max: 100000, step: 1 });
    latency.value = 50;
    const both = ways.filter((way) => !cut.has(way));
    open(view.net.link(id), { ...along(box.at.get(a), box.at.get(b), 0.5), r: 6 }, `${view.w("link")} ${a} – ${b}`, [
      verbs(
        both.length && can("cut") && verb("cut", () => ({ verb: "cut", links: both }), "main"),
        both.length < 2 && can("heal") && verb("heal", () => ({ verb: "heal", links: ways }), "main"),
        ...(both.length === 2 && can("cut")
          ? ways.map((way) =>
              button({
                class: "verb",
                text: `✂ ${way.replace(">", " → ")}`,
                "aria-label": `${view.w("cut")} ${way.replace(">", " → ")}`,
                onclick: () => {
                  close();
                  view.send({ verb: "cut", links: [way] });
                },
              }),
            )
          : []),
      ),
      can("slow") &&
        html(
          "div",
          { class: "pair" },
          field(view.w("latency"), latency),
          verb("slow", () => ({
            verb: "slow",
            link: id,
            latency: clamp(Math.round(Number(latency.value) || 0), 0, 100000),
          })),
        ),
    ]);
  }

  function message(index, from) {
    const item = view.picture.messages[index];
    const box = view.net.box();
    const act = (code) => verb(code, () => ({ verb: code, message: item.name }));
    const gone = item.fate === "lost";
    open(from, { ...along(box.at.get(item.src), box.at.get(item.dst), 0.5), r: 20 }, item.name, [
      html("p", { text: item.text }),
      fact("t", `${item.sent}–${item.arrives ?? ""}`),
      fact(view.w("fate"), item.why ?? view.w(`fate_${item.fate}`)),
      gone
        ? null
        : verbs(
            item.fate !== "held" && can("hold") && act("hold"),
            item.fate === "held" && can("release") && act("release"),
            can("drop") && act("drop"),
          ),
    ]);
  }

  return { el, node, link, message, close, isOpen: () => !el.hidden };
}
