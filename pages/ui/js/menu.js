// The popover at a node, a link or a message: what one can do there now.
// Rules of this file: it sends a verb and closes; Python answers with a new picture.

import { button, html } from "./dom.js";
import { along } from "./geometry.js";
import { MenuParts } from "./menu_parts.js";
import { nodeRows, nodeTitle } from "./node_menu.js";
import { freest } from "./free_place.js";
import { titleOf } from "./text.js";

export function Menu(view) {
  const el = html("div", { class: "menu", role: "dialog", tabindex: -1, hidden: true });
  const parts = MenuParts(view, close);
  const { can, number, pair, verb, verbs } = parts;
  let opener = null;
  let fine = true;

  function open(from, at, title, rows) {
    view.player.pause();
    opener?.classList.remove("asked");
    opener = from;
    opener?.classList.add("asked"); // so that it is known also where the menu is far from it
    const shut = button({ class: "shut", "aria-label": view.w("close"), onclick: close, text: "×" });
    el.replaceChildren(html("div", { class: "menuhead" }, html("b", { text: title }), shut), ...rows.filter(Boolean));
    el.setAttribute("aria-label", title);
    el.hidden = false;
    place(at);
    el.addEventListener("toggle", () => place(at), { capture: true, once: true }); // what was folded needs room
    const first = el.querySelector("input") ?? el.querySelector(".verbs button") ?? el;
    (fine ? first : el).focus({ preventScroll: true }); // after a finger a field would call the keyboard
    if (fine && first.select) first.select();
  }

  // Where it covers least of what is to be seen, near its thing and inside the card of the stage, or beside it where the
  // verdicts and the tabs stand; on a narrow stage at the bottom, over the full width.
  function place(at) {
    const card = el.parentNode.getBoundingClientRect();
    const down = view.net.el.getBoundingClientRect().top - card.top;
    el.classList.toggle("wide", card.width < 560);
    if (card.width < 560) return Object.assign(el.style, { left: "", top: "" });
    const [...beside] = el.closest(".fits")?.querySelectorAll(".right, .right .verdict") ?? [];
    const [right, ...verdicts] = beside.map((one) => one.getBoundingClientRect());
    const room = { width: right?.left > card.right ? right.right - card.left : card.width, height: card.height };
    const told = verdicts.map(({ left, top, width, height }) => ({
      x: left + width / 2 - card.left,
      y: top + height / 2 - card.top,
      half: width / 2,
      tall: height / 2,
    }));
    const size = { width: el.offsetWidth, height: el.offsetHeight };
    const { left, top } = freest(room, size, { ...at, y: at.y + down }, [...taken(down), ...told]);
    return Object.assign(el.style, { left: `${left}px`, top: `${top}px` });
  }

  // What is to be seen on the stage: nodes, clients, and what is told over it. down: from the card's top to the stage.
  function taken(down) {
    const { at, r, width } = view.net.box();
    const nodes = [...at.values()].map(({ x, y }) => ({ x, y: y + down, half: r + 10, tall: r + 10 }));
    const people = view.net.people().map(({ x, y, half, tall }) => ({ x, y: y + down, half, tall }));
    return [...nodes, ...people, { x: width / 2, y: down / 2, half: width / 2, tall: down / 2 }];
  }

  // The focus that was in it goes back to where it came from; what closes it by a press elsewhere has one of its own.
  function close() {
    if (el.hidden) return;
    const inside = el.contains(view.focused());
    el.hidden = true;
    opener?.classList.remove("asked");
    if (inside && opener?.isConnected) opener.focus({ preventScroll: true });
  }

  function node(id) {
    const box = view.net.box();
    open(view.net.node(id), { ...box.at.get(id), r: box.r }, nodeTitle(view, id), nodeRows(view, parts, id));
  }

  function link(id) {
    const { picture, facts, cursor } = view;
    const { a, b } = picture.links.find((item) => item.id === id);
    const box = view.net.box();
    const cut = facts.cut(cursor.t);
    const ways = [`${a}>${b}`, `${b}>${a}`];
    const both = ways.filter((way) => !cut.has(way));
    const oneWay = (way) => {
      const named = way.replace(">", " → ");
      const made = verb("cut", () => ({ verb: "cut", links: [way] }));
      made.setAttribute("aria-label", `${view.w("cut")} ${named}`);
      made.textContent = `✂ ${named}`;
      return made;
    };
    open(view.net.link(id), { ...along(box.at.get(a), box.at.get(b), 0.5), r: 6 }, `${view.w("link")} ${a} – ${b}`, [
      verbs(
        both.length && can("cut") && verb("cut", () => ({ verb: "cut", links: both }), "main"),
        both.length < 2 && can("heal") && verb("heal", () => ({ verb: "heal", links: ways }), "main"),
        ...(both.length === 2 && can("cut") ? ways.map(oneWay) : []),
      ),
      can("slow") &&
        pair(
          "slow",
          number(50, 0, 100000),
          (value) => ({ verb: "slow", link: id, latency: value }),
          view.w("latency"),
        ),
      can("lose") &&
        pair(
          "lose",
          number(30, 0, 100),
          (value) => ({ verb: "lose", link: id, loss: value }),
          view.w("loss"),
        ),
    ]);
  }

  function message(index, from) {
    const item = view.picture.messages[index];
    const box = view.net.box();
    const act = (code) => verb(code, () => ({ verb: code, message: item.name }));
    const gone = item.fate === "lost";
    open(from, { ...along(box.at.get(item.src), box.at.get(item.dst), 0.5), r: 20 }, titleOf(view, item), [
      html("p", { text: view.w(`fate_${item.fate}`, { sent: item.sent, end: item.arrives ?? item.due, why: item.why }) }),
      html("small", { class: "soft", text: item.name }),
      verbs(
        !gone && item.fate !== "held" && can("hold") && act("hold"),
        !gone && item.fate === "held" && can("release") && act("release"),
        !gone && can("drop") && act("drop"),
        can("duplicate") && act("duplicate"),
      ),
    ]);
  }

  // Another run has come: a value that was only offered is offered anew.
  function load() {
    for (const input of el.querySelectorAll("[data-fresh]")) {
      input.value = view.picture.fresh[input.dataset.fresh] ?? "1";
      if (input === view.focused()) input.select();
    }
  }

  return {
    el, node, link, message, close, load,
    isOpen: () => !el.hidden,
    // pointer: what was pressed with before it opens, or "key".
    by: (pointer) => {
      fine = pointer !== "touch";
    },
  };
}
