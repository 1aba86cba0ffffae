// The card that holds the stage: question, network, menu, cut tool, hint, legend.

import { button, html, set, Sized } from "./dom.js";
import { OperationLabels } from "./operation_labels.js";
import { Question } from "./question.js";
import { chip } from "./shapes.js";

// What the legend shows before any message was sent.
const BASIC = [
  { shape: "square", letter: "W", tone: "write" },
  { shape: "diamond", letter: "R", tone: "read" },
  { shape: "disc", letter: "A", tone: "ack" },
];

const stale = ({ cells }) => Object.values(cells).some((keys) => Object.values(keys).flat().some((cell) => cell.stale));

export function StageCard(view, net, menu) {
  const question = Question(view);
  const hint = Sized("p", { class: "hint" });
  const legend = html("ul", { class: "legend", "aria-label": view.w("legend") });
  const confirm = button({ class: "action cutting on", onclick: () => view.confirmDraft() });
  const bar = html(
    "div",
    { class: "draftbar", hidden: true },
    html("span", { text: view.w("draft_help") }),
    confirm,
    button({ class: "action", text: view.w("cancel"), onclick: () => view.endDraft() }),
  );
  const box = html("div", { class: "netbox" }, net.el, menu.el);
  const under = html("div", { class: "under" }, hint.el, legend);
  const labels = OperationLabels(view);
  const el = html(
    "section",
    { class: "card stagecard", "aria-label": view.w("stage") },
    question.el,
    box,
    labels.el,
    bar,
    under,
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
    question.load();
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
    under.hidden = !lab && !rows.length;
    hint.el.hidden = !lab;
    hint.reserve(["hint_start", "hint_cut", "hint_node"].map((code) => view.w(code)));
  }

  function show(stepped) {
    const { picture, draft } = view;
    question.show();
    if (stepped) labels.show();
    el.classList.toggle("drafting", Boolean(draft));
    bar.hidden = !draft;
    confirm.disabled = !draft?.ready();
    if (draft) set(confirm, { text: `${view.w("cut")} ${draft.words()}` });
    const quiet = !picture.operations.length
      ? "hint_start"
      : !view.facts.cut(view.cursor.t).size
        ? "hint_cut"
        : "hint_node";
    hint.say(view.w(quiet));
  }

  return { el, load, show };
}
