// The card that holds the stage: band, network, menu, legend.

import { Band } from "./band.js";
import { html } from "./dom.js";
import { OperationLabels } from "./operation_labels.js";
import { chip } from "./shapes.js";

// What the legend shows before any message was sent.
const BASIC = [
  { shape: "square", letter: "W", tone: "write" },
  { shape: "diamond", letter: "R", tone: "read" },
  { shape: "disc", letter: "A", tone: "ack" },
];

const stale = ({ cells }) => Object.values(cells).some((keys) => Object.values(keys).flat().some((cell) => cell.stale));

export function StageCard(view, net, menu) {
  const band = Band(view);
  const legend = html("ul", { class: "legend", "aria-label": view.w("legend") });
  const box = html("div", { class: "netbox" }, net.el, menu.el);
  const labels = OperationLabels(view);
  const el = html(
    "section",
    { class: "card stagecard", "aria-label": view.w("stage") },
    band.el,
    box,
    labels.el,
    legend,
  );
  const svgEl = net.el;
  svgEl.addEventListener("pointerdown", (event) => {
    if (!view.draft) return;
    svgEl.setPointerCapture(event.pointerId);
    view.draft.start(net.at(event));
  });
  svgEl.addEventListener("pointermove", (event) => view.draft?.move(net.at(event)));
  for (const end of ["pointerup", "pointercancel"]) svgEl.addEventListener(end, () => view.draft?.stop());

  function load() {
    band.load();
    const { picture } = view;
    labels.load();
    const lab = picture.mode !== "watch";
    const seen = picture.messages.length || !lab ? picture.messages : BASIC;
    const kinds = new Map(seen.map((message) => [message.shape + message.letter + message.tone, message]));
    const named = ({ tone, letter }) => {
      const code = `sign_${tone}_${letter.toLowerCase()}`;
      return code in picture.words ? code : `tone_${tone}`;
    };
    const row = (mark, code) => html("li", {}, mark, view.w(code));
    const rows = [
      ...[...kinds.values()].map((kind) => row(chip(kind.shape, kind.letter, kind.tone), named(kind))),
      picture.messages.some(({ fate }) => fate === "lost") && row(chip("square", "×", "other", "lost"), "lost"),
      picture.cuts.length && row(html("i", { class: "cutline" }), "cut_link"),
      stale(picture) && row(html("i", { class: "stalemark", text: "!" }), "stale"),
    ].filter(Boolean);
    legend.replaceChildren(...rows);
    legend.hidden = !lab && !rows.length;
  }

  function show(stepped) {
    band.show();
    if (stepped) labels.show();
    el.classList.toggle("drafting", Boolean(view.draft));
  }

  return { el, load, show };
}
