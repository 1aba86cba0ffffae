// What menus are made of: buttons that send a verb, facts, fields.

import { button, html } from "./dom.js";

// close: how the menu goes away before something is sent.
export function MenuParts(view, close) {
  const send = (act) => {
    const asked = act();
    if (!asked) return; // something is still to be filled in
    close();
    view.send(asked);
  };
  const verb = (code, act, name = "") => button({ class: `verb ${name}`, text: view.w(code), onclick: () => send(act) });
  const can = (code) => view.facts.acts && view.picture.can.verbs.includes(code);
  const verbs = (...list) => (list.some(Boolean) ? html("div", { class: "verbs" }, ...list) : null);
  const fact = (name, words) =>
    words ? html("p", { class: "fact" }, html("span", { class: "soft", text: name }), ` ${words}`) : null;
  const field = (name, control) => html("label", {}, html("span", { text: name }), control);
  // options: [value, text] or what is both.
  const chooser = (options, chosen) =>
    html(
      "select",
      {},
      ...options.map((one) => {
        const [value, text] = Array.isArray(one) ? one : [one, one];
        return html("option", { value, text, selected: value === chosen });
      }),
    );
  const text = (value) => {
    const input = html("input", { type: "text", maxlength: 200, autocomplete: "off", spellcheck: "false" });
    input.value = value;
    return input;
  };
  const number = (value, min, max) => {
    const input = html("input", { type: "number", min, max, step: 1 });
    input.value = value;
    return input;
  };
  // A verb beside what it is about. act gets what stands in the control; Enter there does it, too.
  function pair(code, control, act, name = "") {
    const does = () => act(control.value);
    if (control.tagName === "INPUT") enters(control, does);
    return html("div", { class: "pair" }, verb(code, does), name ? field(name, control) : control);
  }
  function enters(input, act) {
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      send(act);
    });
  }

  return { verb, can, verbs, fact, field, chooser, text, number, pair, enters };
}
