// The view: one picture, one cursor, one choice; it moves the cursor and tells the parts to show.
// Rules of this file: Python is asked only by send(); everything else happens here.

const RATE = 1.7; // steps of the warped clock in a second at speed 1

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
  let clock = 0;
  let pace = RATE;
  let unit = 0;
  let seen = -1;
  let dismissed = "";
  let lit = null;
  root.append(host);

  view.w = (code, values = {}) =>
    String(view.picture.words?.[code] ?? code).replace(/\{(\w+)\}/g, (whole, name) =>
      name in values ? String(values[name]) : whole,
    );
  view.focused = () => root.activeElement ?? document.activeElement;
  view.question = () => (view.picture.question && dismissed !== view.picture.question ? view.picture.question : null);

  function build() {
    view.frame = html("div", { class: `frame ${view.picture.mode}` });
    host.replaceChildren(view.frame, tip);
    view.net = Net(view);
    view.menu = Menu(view);
    const [head, stage, transport, diagram, side] = [
      Head(view),
      StageCard(view),
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
        html("div", { class: "left" }, stage.el, transport.el, diagram.el),
        html("div", { class: "right" }, side.verdicts, tabs, side.why, side.history),
      ),
      view.keycard.el,
    );
    parts = [view.net, head, stage, transport, diagram, side];
    view.marked = [view.net, diagram];
    function tab(name) {
      view.tab = name;
      view.frame.dataset.tab = name;
      for (const one of tabs.children) set(one, { "aria-selected": String(one.dataset.for === name) });
      diagram.load();
      view.refresh();
    }
    tab(view.tab ?? "diagram");
  }

  view.update = (picture, send) => {
    trigger = send;
    const fresh = picture.id !== view.picture?.id;
    const words = JSON.stringify([picture.words, picture.mode]);
    if (!fresh && words === wordSign) return;
    view.picture = picture;
    view.facts = indexOf(picture);
    if (!picture.keys.includes(view.key)) view.key = picture.key;
    lit = null;
    if (fresh) {
      view.pick = null;
      view.draft = null;
      view.menu?.close(false);
    }
    if (words !== wordSign) {
      wordSign = words;
      build();
    }
    if (fresh) place(picture);
    load();
  };

  function load() {
    for (const part of parts) part.load();
    view.refresh(true);
  }

  // Where the cursor goes when the run is another one.
  function place(picture) {
    const { warp } = view.facts;
    if (picture.play_from !== null && picture.play_from !== undefined) {
      view.seek(STILL.matches ? warp.last : picture.play_from);
      const left = warp.total - unit;
      const events = picture.events.length - view.cursor.i;
      pace = Math.max(RATE, left / clamp(events * 0.12, 3, 8));
      if (!STILL.matches) play(pace);
    } else if (picture.start) {
      move(picture.start.i, picture.start.t);
      if (picture.start.play) play(RATE);
      else view.pause();
    } else view.seek(Math.min(view.cursor.t, warp.last));
  }

  function move(i, t) {
    const { events } = view.picture;
    view.cursor = { i: clamp(i, 0, Math.max(0, events.length - 1)), t };
    unit = view.facts.warp.at(t);
  }

  view.refresh = (all = false) => {
    if (!parts.length) return;
    const stepped = all || seen !== view.cursor.i;
    seen = view.cursor.i;
    for (const part of parts) part.show(stepped);
    if (stepped || view.pick) mark(all);
    if (view.picture.twin) for (const other of TWINS) other.beside(view);
  };

  // Two pictures with one `twin` name share a cursor: whoever moves takes the other along.
  let led = false;
  view.beside = (leader) => {
    const { picture, facts, cursor } = view;
    if (leader === view || led || leader.following || picture?.twin !== leader.picture.twin) return;
    const t = Math.min(leader.cursor.t, facts.warp.last);
    if (t === cursor.t) return;
    led = view.following = true;
    if (view.playing) view.pause();
    move(facts.eventAt(t), t);
    view.refresh();
    led = view.following = false;
  };

  let markSign = null;
  function mark(all) {
    const touched = view.touched();
    if (!all && markSign === touched && !touched.dim) return;
    if (all || markSign !== touched) for (const part of view.marked) part.mark(touched);
    else view.net.mark(touched);
    markSign = touched;
  }

  view.seek = (t) => {
    dismiss();
    move(view.facts.eventAt(t), clamp(t, 0, view.facts.warp.last));
    view.refresh();
  };

  view.step = (by) => {
    view.pause();
    const { events } = view.picture;
    const i = clamp(view.cursor.i + by, 0, Math.max(0, events.length - 1));
    dismiss();
    move(i, events[i]?.t ?? 0);
    view.refresh();
  };

  view.stepStar = () => {
    const next = view.picture.events.findIndex((event, k) => k > view.cursor.i && event.star);
    view.step(next < 0 ? Infinity : next - view.cursor.i);
  };

  view.pause = () => {
    cancelAnimationFrame(clock);
    clearTimeout(clock);
    view.playing = false;
    view.refresh();
  };

  view.toggle = () => {
    if (view.playing) return view.pause();
    dismiss();
    if (view.cursor.t >= view.facts.warp.last) move(0, 0);
    return play(RATE);
  };

  function dismiss() {
    if (view.picture.question && seen >= 0) dismissed = view.picture.question;
  }

  function play(rate) {
    view.pause();
    pace = rate;
    view.playing = true;
    if (STILL.matches) return stepOn();
    let last = performance.now();
    const frame = (now) => {
      unit += (Math.min(now - last, 100) / 1000) * pace * view.speed;
      last = now;
      const { warp } = view.facts;
      const over = unit >= warp.total;
      const t = over ? warp.last : warp.tick(unit);
      const i = view.facts.eventAt(t);
      view.cursor = { i, t };
      if (over) return view.pause();
      view.refresh();
      clock = requestAnimationFrame(frame);
      return undefined;
    };
    clock = requestAnimationFrame(frame);
    return view.refresh();
  }

  // Reduced motion: no tweening, one event after the other.
  function stepOn() {
    const { events } = view.picture;
    if (view.cursor.i >= events.length - 1) return view.pause();
    move(view.cursor.i + 1, events[view.cursor.i + 1].t);
    view.refresh();
    clock = setTimeout(stepOn, 700 / view.speed);
    return undefined;
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
    dismiss();
    const to = (i) => (events[i] ? move(i, events[i].t) : null);
    if (pick.kind === "event") return to(pick.event);
    if (pick.kind === "message") {
      const message = picture.messages[pick.message];
      if (facts.flight(pick.message, view.cursor.i, view.cursor.t, false)) return null;
      const t = message.sent + ((message.arrives ?? message.sent + 10) - message.sent) / 2;
      return move(Math.max(message.e0, facts.eventAt(t)), t);
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

const VIEWS = new WeakMap();
const TWINS = new Set();

function mountStage({ parentElement, data, setTriggerValue }) {
  if (!data) return () => {};
  if (!VIEWS.has(parentElement)) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    if (parentElement.adoptedStyleSheets)
      parentElement.adoptedStyleSheets = [...parentElement.adoptedStyleSheets, sheet];
    VIEWS.set(parentElement, View(parentElement));
  }
  const view = VIEWS.get(parentElement);
  view.update(data, setTriggerValue);
  return () => {
    view.close();
    VIEWS.delete(parentElement);
  };
}
