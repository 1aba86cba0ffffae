// The header line and the card that holds the stage: tools, question, hint, legend, key card.

function Head(view) {
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
    onchange: () => {
      view.key = picker.value;
      view.refresh(true);
    },
  });
  const actions = html("div", { class: "actions" }, picker, cut, heal, undo, redo, keys);
  const el = html("header", { class: "card headline" }, title, html("p", {}, setting, implies), actions);

  function load() {
    const { picture } = view;
    el.hidden = Boolean(picture.bare);
    set(title, { text: picture.title });
    set(setting, { text: picture.setting });
    set(implies, { text: picture.implies?.text ?? "", class: `implies ${picture.implies?.level ?? ""}` });
    const able = (code) => picture.mode !== "watch" && (picture.can?.verbs ?? []).includes(code);
    cut.hidden = !able("cut");
    heal.hidden = !able("heal");
    undo.hidden = redo.hidden = picture.mode === "watch";
    undo.disabled = picture.can?.undo === false;
    redo.disabled = picture.can?.redo === false;
    picker.hidden = picture.keys.length < 2;
    picker.replaceChildren(...picture.keys.map((key) => html("option", { value: key, text: key })));
    picker.value = view.key;
  }

  function show() {
    heal.disabled = view.facts.cut(view.cursor.t).size === 0;
    cut.classList.toggle("on", Boolean(view.draft));
    if (picker.value !== view.key) picker.value = view.key;
  }

  return { el, load, show };
}

// What the legend shows before any message was sent.
const BASIC = [
  { shape: "square", letter: "W", tone: "write" },
  { shape: "diamond", letter: "R", tone: "read" },
  { shape: "disc", letter: "A", tone: "ack" },
];

const stale = ({ cells }) => Object.values(cells).some((keys) => Object.values(keys).flat().some((cell) => cell.stale));

function StageCard(view) {
  const question = Question(view);
  const hint = html("p", { class: "hint" });
  const legend = html("ul", { class: "legend", "aria-label": view.w("legend") });
  const confirm = button({ class: "action cutting on", onclick: () => view.confirmDraft() });
  const bar = html(
    "div",
    { class: "draftbar", hidden: true },
    html("span", { text: view.w("draft_help") }),
    confirm,
    button({ class: "action", text: view.w("cancel"), onclick: () => view.endDraft() }),
  );
  const box = html("div", { class: "netbox" }, view.net.el, view.menu.el);
  const under = html("div", { class: "under" }, hint, legend);
  const talk = Talk(view);
  const el = html(
    "section",
    { class: "card stagecard", "aria-label": view.w("stage") },
    question.el,
    box,
    talk.el,
    bar,
    under,
  );
  const svgEl = view.net.el;
  svgEl.addEventListener("pointerdown", (event) => {
    if (!view.draft) return;
    svgEl.setPointerCapture(event.pointerId);
    view.draft.start(view.net.at(event));
  });
  svgEl.addEventListener("pointermove", (event) => view.draft?.move(view.net.at(event)));
  for (const end of ["pointerup", "pointercancel"]) svgEl.addEventListener(end, () => view.draft?.stop());

  function load() {
    question.load();
    const { picture } = view;
    talk.load();
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
  }

  function show(stepped) {
    const { picture, draft } = view;
    question.show();
    if (stepped) talk.show();
    el.classList.toggle("drafting", Boolean(draft));
    bar.hidden = !draft;
    confirm.disabled = !draft?.ready();
    if (draft) set(confirm, { text: `${view.w("cut")} ${draft.words()}` });
    const quiet = !picture.operations.length
      ? "hint_start"
      : !view.facts.cut(view.cursor.t).size
        ? "hint_cut"
        : "hint_node";
    set(hint, { text: picture.mode === "watch" ? "" : view.w(quiet) });
  }

  return { el, load, show };
}

function KeyCard(view) {
  const rows = [
    ["␣", "key_play"],
    ["← →", "key_step"],
    ["⇧ →", "key_star"],
    ["Home End", "key_ends"],
    ["C", "cut"],
    ["H", "heal"],
    ["U", "undo"],
    ["R", "redo"],
    ["Enter", "key_enter"],
    ["Esc", "key_escape"],
    ["?", "keys"],
  ];
  const close = () => {
    el.hidden = true;
  };
  const el = html(
    "div",
    { class: "keycard", role: "dialog", "aria-label": view.w("keys"), hidden: true, tabindex: -1 },
    html(
      "div",
      { class: "menuhead" },
      html("b", { text: view.w("keys") }),
      button({ class: "shut", "aria-label": view.w("close"), text: "×", onclick: close }),
    ),
    html(
      "dl",
      {},
      ...rows.flatMap(([key, code]) => [
        html("dt", {}, html("kbd", { text: key })),
        html("dd", { text: view.w(code) }),
      ]),
    ),
  );
  return { el, close };
}
