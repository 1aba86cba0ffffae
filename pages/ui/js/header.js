// The header line: title, setting, what it implies, and the tools of the whole run.

import { button, html, icon, iconButton, ICONS, set } from "./dom.js";
import { Presenter } from "./presenter.js";

export function Header(view) {
  const title = html("h2");
  const setting = html("span", { class: "setting" });
  const implies = html("span", { class: "implies" });
  const act = (code, name, onclick) =>
    button(
      { class: `action ${name}`, "data-tip": view.w(`${code}_help`), onclick },
      ICONS[code] ? icon(code) : null,
      html("span", { text: view.w(code) }),
    );
  const cut = act("cut", "cutting", () => view.startDraft());
  const heal = act("heal", "", () => view.send({ verb: "heal" }));
  const undo = iconButton("undo", view.w("undo"), () => view.send({ verb: "undo" }));
  const redo = iconButton("redo", view.w("redo"), () => view.send({ verb: "redo" }));
  const keys = button({
    class: "tool help",
    text: "?",
    "aria-label": view.w("keys"),
    "data-tip": view.w("keys"),
    onclick: () => view.showKeys(),
  });
  const picker = html("select", {
    class: "keys",
    "aria-label": view.w("key"),
    onchange: () => view.showKey(picker.value),
  });
  const leave = iconButton("close", view.w("leave_projector"), () => view.send({ verb: "leave" }), { class: "tool leave" });
  const whole = html("a", { class: "action whole", target: "_blank", rel: "noopener", text: view.w("whole") });
  const presenter = Presenter(view);
  const actions = html("div", { class: "actions" }, picker, cut, heal, undo, redo, keys, presenter.el, whole, leave);
  const line = html("p", {}, implies, " ", setting); // what matters first: the end may be cut off
  const el = html("header", { class: "card headline" }, title, line, actions);

  function load() {
    const { picture } = view;
    el.hidden = picture.bare;
    presenter.load();
    leave.hidden = picture.mode !== "projector";
    set(title, { text: picture.title });
    set(setting, { text: picture.setting });
    set(implies, { text: picture.implies.text, class: `implies ${picture.implies.level}` });
    const able = (code) => view.facts.acts && picture.can.verbs.includes(code);
    cut.hidden = !able("cut");
    heal.hidden = !able("heal");
    undo.hidden = redo.hidden = !view.facts.acts;
    keys.hidden = picture.mode === "embed";
    whole.hidden = picture.mode !== "embed";
    set(whole, { href: picture.whole });
    undo.disabled = !picture.undo;
    redo.disabled = !picture.redo;
    picker.hidden = picture.keys.length < 2;
    picker.replaceChildren(...picture.keys.map((key) => html("option", { value: key, text: key })));
    picker.value = view.key;
  }

  function show(stepped) {
    if (stepped) cover();
    heal.disabled = view.facts.cut(view.cursor.t).size === 0;
    cut.classList.toggle("on", Boolean(view.draft));
    if (picker.value !== view.key) picker.value = view.key;
  }

  // What the settings imply is nearly an answer.
  function cover() {
    const { picture, player } = view;
    implies.hidden = player.veil.on();
    const said = [implies.hidden ? "" : picture.implies.text, picture.setting];
    set(line, { "data-tip": said.filter(Boolean).join("\n") || null });
  }

  return { el, load, show };
}
