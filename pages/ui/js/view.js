// The view: one picture, one cursor, one choice; it moves the cursor and tells the parts to show.
// Rules of this file: Python is asked only by send(); everything else happens here.

function View(root) {
  const view = {
    root,
    cursor: { i: 0, t: 0 },
    playing: false,
    speed: 1,
    pick: null,
    draft: null,
    key: "",
    client: null,
  };
  const host = html("div", { class: "cap" });
  const tip = html("div", { class: "tip", hidden: true, "aria-hidden": "true" });
  let parts = [];
  let trigger = () => {};
  let wordSign = "";
  let seen = -1;
  let loaded = false;
  let lit = null;
  root.append(host);
  addPlayer(view);

  view.w = (code, values = {}) =>
    String(view.picture.words?.[code] ?? code).replace(/\{(\w+)\}/g, (whole, name) =>
      name in values ? String(values[name]) : whole,
    );
  view.focused = () => root.activeElement ?? document.activeElement;

  function build() {
    view.frame = html("div", { class: `frame ${view.picture.mode}` });
    host.replaceChildren(view.frame, tip);
    view.net = Net(view);
    view.menu = Menu(view);
    const [head, stage, narration, transport, diagram, side] = [
      Head(view),
      StageCard(view),
      Narration(view),
      Transport(view),
      Diagram(view),
      Side(view),
    ];
    view.keycard = KeyCard(view);
    const names = ["diagram", "why", "history"];
    const tabs = html(
      "div",
      { class: "tabs", role: "tablist" },
      ...names.map((name) =>
        button({ role: "tab", "data-for": name, text: view.w(`tab_${name}`), onclick: () => tab(name) }),
      ),
    );
    view.frame.append(
      head.el,
      html(
        "div",
        { class: "columns" },
        html("div", { class: "left" }, stage.el, narration.el, transport.el, diagram.el),
        html("div", { class: "right" }, side.verdicts, tabs, side.why, side.history),
      ),
      view.keycard.el,
    );
    parts = [view.net, head, stage, narration, transport, diagram, side];
    view.marked = [view.net, diagram];
    function tab(name) {
      view.tab = name;
      view.frame.dataset.tab = name;
      for (const one of tabs.children) set(one, { "aria-selected": String(one.dataset.for === name) });
      view.measure();
      if (loaded) diagram.load();
      view.refresh();
    }
    // How much room there is: asked once, not in every frame.
    view.measure = () => {
      view.room = {
        stage: view.net.el.parentNode.clientWidth,
        sheet: diagram.width(),
        names: diagram.names(),
        family: getComputedStyle(view.frame).fontFamily,
        top: view.frame.getBoundingClientRect().top + scrollY,
      };
    };
    view.showTab = tab;
    tab(view.tab ?? "diagram");
  }

  view.update = (picture, send) => {
    trigger = send;
    const fresh = picture.id !== view.picture?.id;
    const elsewhere = view.picture && picture.place !== view.picture.place;
    const words = JSON.stringify([picture.words, picture.mode]);
    if (!fresh && !picture.held) view.release();
    if (!fresh && words === wordSign) return;
    view.picture = picture;
    view.facts = indexOf(picture);
    if (!picture.keys.includes(view.key)) view.key = picture.key;
    lit = null;
    loaded = false;
    if (fresh) {
      view.pick = null;
      view.draft = null;
      view.menu?.close(false);
    }
    if (elsewhere) view.tab = "diagram";
    if (words !== wordSign) {
      wordSign = words;
      build();
    } else if (elsewhere) view.showTab("diagram");
    if (fresh) view.place(picture);
    load();
  };

  function load() {
    loaded = true;
    if (view.frame.classList.contains("still") !== view.picture.still) {
      view.frame.classList.toggle("still", view.picture.still); // what was out of sight had no size
      view.measure();
    }
    for (const part of parts) part.load();
    view.refresh(true);
  }

  view.refresh = (all = false) => {
    if (!loaded) return;
    const stepped = all || seen !== view.cursor.i;
    seen = view.cursor.i;
    for (const part of parts) part.show(stepped);
    if (stepped || view.pick) mark(all);
    if (view.picture.twin) for (const other of TWINS) other.beside(view);
  };

  let markSign = null;
  function mark(all) {
    const touched = view.touched();
    if (!all && markSign === touched && !touched.dim) return;
    if (all || markSign !== touched) for (const part of view.marked) part.mark(touched);
    else view.net.mark(touched);
    markSign = touched;
  }

  view.choose = (pick) => {
    const same = JSON.stringify(pick) === JSON.stringify(view.pick);
    view.pick = same && pick?.kind !== "event" ? null : pick;
    lit = null;
    view.pause();
    if (view.pick) follow(view.pick);
    view.refresh(true);
  };

  // The cursor goes to what was chosen.
  function follow(pick) {
    const { picture, facts } = view;
    const { events } = picture;
    view.dismiss();
    const to = (i) => (events[i] ? view.move(i, events[i].t) : null);
    if (pick.kind === "event") return to(pick.event);
    if (pick.kind === "message") {
      const message = picture.messages[pick.message];
      if (facts.flight(pick.message, view.cursor.i, view.cursor.t, false)) return null;
      const t = message.sent + ((message.arrives ?? message.sent + 10) - message.sent) / 2;
      return view.move(Math.max(message.e0, facts.eventAt(t)), t);
    }
    const ops = (pick.kind === "op" ? [pick.op] : pick.ops).map((id) => facts.operation.get(id)).filter(Boolean);
    const last = Math.max(-1, ...ops.map((op) => op.e1 ?? op.e0 ?? -1));
    return last >= 0 ? to(last) : null;
  }

  view.touched = () => (lit ??= touchedBy(view));

  view.send = (act) => {
    view.pause();
    optimistic(view, act);
    trigger("act", { ...act, tick: Math.floor(view.cursor.t), nonce: Math.random() });
  };

  view.tell = (name, what) => setTimeout(() => trigger(name, what)); // never while the page is being drawn

  view.startDraft = () => {
    if (view.draft) return view.endDraft();
    view.menu.close(false);
    view.pause();
    view.draft = Draft(view);
    return view.refresh(true);
  };
  view.endDraft = () => {
    view.draft = null;
    view.net.stale();
    view.refresh(true);
  };
  view.confirmDraft = () => {
    if (!view.draft?.ready()) return;
    view.draft.send();
    view.endDraft();
  };

  view.tapNode = (id) => (view.draft ? view.draft.tap(id) : view.menu.node(id));
  view.tapLink = (id) => (view.draft || view.picture.mode === "watch" ? null : view.menu.link(id));
  view.tapMessage = (index) => {
    if (view.draft) return;
    const from = view.focused();
    if (view.pick?.message !== index) view.choose({ kind: "message", message: index });
    view.menu.message(index, from);
  };
  view.showKeys = () => {
    view.keycard.el.hidden = !view.keycard.el.hidden;
    if (!view.keycard.el.hidden) view.keycard.el.focus({ preventScroll: true });
  };

  const silence = listen(view, host, tip, load);
  TWINS.add(view);
  view.close = () => {
    silence();
    TWINS.delete(view);
  };
  return view;
}
