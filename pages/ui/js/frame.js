// The frame: all parts of a view in their places, the tabs, and how much room there is.
// Rules of this file: sizes are asked for when they may have changed, never in a frame of a playing run.

import { Diagram } from "./diagram.js";
import { button, html, set } from "./dom.js";
import { Header } from "./header.js";
import { KeyCard } from "./key_card.js";
import { Menu } from "./menu.js";
import { Narration } from "./narration.js";
import { Network } from "./network.js";
import { Panels } from "./panels.js";
import { StageCard } from "./stage_card.js";
import { Transport } from "./transport.js";

const TABS = ["diagram", "why", "history"];

export function Frame(view) {
  const net = Network(view);
  const menu = Menu(view);
  const header = Header(view);
  const stage = StageCard(view, net, menu);
  const narration = Narration(view);
  const transport = Transport(view);
  const diagram = Diagram(view);
  const panels = Panels(view);
  const keycard = KeyCard(view);
  const tabs = html(
    "div",
    { class: "tabs", role: "tablist" },
    ...TABS.map((name) =>
      button({ role: "tab", "data-for": name, text: view.w(`tab_${name}`), onclick: () => view.showTab(name) }),
    ),
  );
  const el = html(
    "div",
    { class: `frame ${view.picture.mode}` },
    header.el,
    html(
      "div",
      { class: "columns" },
      html("div", { class: "left" }, stage.el, narration.el, transport.el, diagram.el),
      html("div", { class: "right" }, panels.verdicts, tabs, panels.why, panels.history),
    ),
    keycard.el,
  );
  const parts = [net, header, stage, narration, transport, diagram, panels];

  return {
    el,
    net,
    menu,
    keycard,
    diagram,
    showTab: (name) => {
      el.dataset.tab = name;
      for (const one of tabs.children) set(one, { "aria-selected": String(one.dataset.for === name) });
    },
    load: () => parts.forEach((part) => part.load()),
    show: (stepped) => parts.forEach((part) => part.show(stepped)),
    room: () => ({
      stage: net.el.parentNode.clientWidth,
      sheet: diagram.width(),
      names: diagram.names(),
      family: getComputedStyle(el).fontFamily,
      top: el.getBoundingClientRect().top + scrollY,
    }),
  };
}
