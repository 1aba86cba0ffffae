// The frame: all parts of a view in their places, the tabs, and how much room there is.
// Rules of this file: sizes are asked for when they may have changed, never in a frame of a playing run.

import { Diagram } from "./diagram.js";
import { button, html, set } from "./dom.js";
import { Header } from "./header.js";
import { KeyCard } from "./key_card.js";
import { Menu } from "./menu.js";
import { Narration } from "./narration.js";
import { Network } from "./network.js";
import { followWindow } from "./one_screen.js";
import { Panels } from "./panels.js";
import { StageCard } from "./stage_card.js";
import { Transport } from "./transport.js";
import { arrange } from "./twins.js";

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
  // Where the stage is the page, all of it is one screen (css/one_screen.css); elsewhere it is as high as it needs.
  const { mode, place } = view.picture;
  const fits = mode === "projector" || mode === "embed" || (mode === "lab" && place === null);
  if (fits) set(header.el.querySelector("h2"), { role: "heading", "aria-level": 1 }); // elsewhere the page has its own
  const beside = [panels.verdicts, tabs];
  const [left, right] = fits
    ? [[header.el, stage.el, transport.el], [...beside, diagram.el, panels.why, panels.history]]
    : [[stage.el, narration.el, transport.el, diagram.el], [...beside, panels.why, panels.history]];
  const printed = html("pre", { class: "printed" });
  const columns = html("div", { class: "columns" }, html("div", { class: "left" }, ...left), html("div", { class: "right" }, ...right));
  const el = html("div", { class: `frame ${mode} ${fits ? "fits" : ""}` }, fits ? null : header.el, columns, keycard.el, printed);
  const parts = [net, header, stage, narration, transport, diagram, panels];
  const box = net.el.parentNode;
  const sizes = new ResizeObserver(() => view.resize());
  sizes.observe(box);
  const leave = fits ? followWindow(el) : () => {};

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
    load: () => {
      [...parts, menu].forEach((part) => part.load());
      set(printed, { text: view.picture.run?.join("\n") ?? "" });
      requestAnimationFrame(() => el.isConnected && arrange(view));
    },
    show: (stepped) => {
      view.player.veil.look();
      parts.forEach((part) => part.show(stepped));
    },
    room: () => {
      const style = getComputedStyle(el);
      return {
        stage: box.clientWidth,
        high: fits ? box.clientHeight : 0,
        sheet: diagram.width(),
        tall: fits && el.clientWidth > 899 ? diagram.tall() : 0, // else it is as high as it needs, and so is the page
        names: diagram.names(),
        family: style.fontFamily,
        k: Number(style.getPropertyValue("--k")),
      };
    },
    takeFocus: () => transport.el.querySelector('[role="slider"]').focus({ preventScroll: true }), // Enter does nothing there
    leave: () => {
      sizes.disconnect();
      leave();
    },
  };
}
