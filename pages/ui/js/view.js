// The view: one picture, one cursor, one choice; it tells the parts to show.
// Rules of this file: Python is asked only by send() and tell(); everything else happens here. What a view knows is kept
// in this file and in player.js: parts read its members and call its functions, they can set none.

import { Cutting } from "./cutting.js";
import { html } from "./dom.js";
import { factsOf } from "./facts.js";
import { Frame } from "./frame.js";
import { listen } from "./input.js";
import { keepFocus } from "./keep_focus.js";
import { Optimistic } from "./optimistic.js";
import { Player } from "./player.js";
import { Rest } from "./rest.js";
import { instantOf, touchedBy } from "./selection.js";
import { filled } from "./text.js";
import { Tip } from "./tip.js";

/**
 * @typedef {object} View
 * What is shown
 * @property {object} picture    what Python sent: pages/ui/stage/picture/schema.py
 * @property {object} facts      facts.js: what is true of the picture at a time
 * @property {string} key        the key that nodes show
 * @property {{i: number, t: number}} cursor  the last event that has happened, and the tick: where the player stands
 * @property {boolean} playing
 * @property {null | {kind: "event" | "message" | "op" | "verdict"}} pick  what was chosen
 * @property {object | null} draft  the cut tool (cut_tool.js) while a cut is being drawn
 * @property {null | {words: string}} offer  cutting.js: what a stroke has just cut, while it can be taken back
 * @property {object | null} wish   optimistic.js: what was asked and is not answered yet
 * @property {{client: string | null, level: string}} asked  who asked last in the menu, and at which level
 * @property {{stage: number, high: number, sheet: number, names: number, family: string, k: number}} room  widths in px
 *   of the stage, of the diagram and of its names; the stage's height where it is given, else 0; font, size of type
 * Its parts
 * @property {object} player     player.js: play, pause, step, seek; the question and what is held back
 * @property {object} net        network.js
 * @property {object} menu       menu.js
 * @property {object} keycard    key_card.js
 * What parts ask of it
 * @property {(code: string, values?: object) => string} w  a word of the component, its placeholders filled
 * @property {() => Element | null} focused
 * @property {() => object} touched       selection.js: what the choice lights up
 * @property {(all?: boolean) => void} refresh  show the cursor; all: even where no event has passed
 * @property {(pick: object | null) => void} choose
 * @property {(key: string) => void} showKey
 * @property {(name: string) => void} showTab   diagram, why or history
 * @property {() => void} showKeys
 * @property {(client: string, level: string, key: string) => void} remember  what was chosen last in the menu
 * @property {(act: object) => void} send       a gesture, to Python
 * @property {(name: string, what: any) => void} tell   anything else that Python waits for
 * @property {(stroke?: boolean) => void} startDraft   endDraft and confirmDraft alike
 * @property {(id: string) => void} tapNode      tapLink alike
 * @property {(index: number) => void} tapMessage
 * For mount.js and input.js alone
 * @property {() => void} resize
 * @property {(message: object, send: (name: string, what: any) => void) => void} update   wire.js has the message
 * @property {() => void} close
 */

/** @returns {View} */
export function View(root) {
  const host = html("div", { class: "cap" });
  root.append(host);
  let picture = null;
  let facts = null;
  let frame = null;
  let room = null;
  let pick = null;
  let key = "";
  let tab = "diagram";
  let asked = { client: null, level: "" };
  let wanted = ""; // a key that was asked for and is not here yet
  let trigger = null;
  let have = null; // the name of the picture (wire.js)
  let wordSign = "";
  let seen = -1;
  let loaded = false;
  let lit = null;
  let marked = null;

  function build() {
    frame?.leave();
    frame = Frame(view);
    host.replaceChildren(frame.el, tip.el);
    host.classList.toggle("projects", picture.mode === "projector");
    view.showTab(tab);
  }

  function update(message, tellPython) {
    trigger = tellPython;
    have = message.name;
    show(message);
    optimistic.next();
  }

  function show({ picture: next, gesture, anew, moment }) {
    const answered = optimistic.end(gesture);
    rest.begin(next, trigger);
    const sent = next.start?.t !== undefined && next.start.t !== picture?.start?.t; // to another moment
    const fresh = anew || sent || next.id !== picture?.id;
    const elsewhere = picture && next.place !== picture.place;
    const around = picture && picture.place === null && next.mode !== picture.mode; // what stood around it goes or comes
    const sign = JSON.stringify([next.words, next.mode]);
    if (!fresh && !next.held) player.release();
    if (!fresh || !answered) cutting.forget();
    if (!fresh && sign === wordSign) return answered && refresh(true); // refused, where it was asked for
    picture = next;
    facts = factsOf(picture);
    if (picture.keys.includes(wanted)) [key, wanted] = [wanted, ""];
    if (!picture.keys.includes(key)) key = picture.key;
    loaded = false;
    [lit, pick] = [null, fresh ? null : pick];
    if (fresh && !answered) {
      cutting.drop(); // but what was begun while an answer was awaited goes on
      frame?.menu.close();
    }
    if (elsewhere) tab = "diagram";
    if (sign !== wordSign) {
      wordSign = sign;
      build();
    } else if (elsewhere) view.showTab(tab);
    if (fresh) player.place(picture, moment);
    load();
    if (around) frame.takeFocus();
  }

  function load() {
    loaded = true;
    if (frame.el.classList.contains("still") !== picture.still) {
      frame.el.classList.toggle("still", picture.still); // what was out of sight had no size
      room = frame.room();
    }
    frame.load();
    refresh(true);
  }

  function refresh(all = false) {
    if (!loaded) return;
    const stepped = all || seen !== view.cursor.i;
    seen = view.cursor.i;
    frame.show(stepped);
    if (stepped || pick) mark(all);
    focus.look();
    tip.look();
    if (picture.twin) player.lead();
    rest.moved();
  }

  function mark(all) {
    const touched = view.touched();
    if (!all && marked === touched && !touched.dim) return;
    frame.net.mark(touched);
    if (all || marked !== touched) frame.diagram.mark(touched);
    marked = touched;
  }

  function choose(next) {
    const same = JSON.stringify(next) === JSON.stringify(pick);
    pick = same && next?.kind !== "event" ? null : next;
    lit = null;
    player.pause();
    if (pick) {
      const at = instantOf(view, pick);
      if (at) player.move(at.i, at.t);
    }
    refresh(true);
  }

  function send(act) {
    player.pause();
    cutting.forget();
    optimistic.ask(act);
  }

  function tellAct(act, gesture) {
    player.pause();
    trigger("act", { ...act, tick: Math.floor(view.cursor.t), have, gesture });
  }

  function showTab(name) {
    tab = name;
    frame.showTab(name);
    room = frame.room();
    if (loaded) frame.diagram.load();
    refresh();
  }

  const showKeys = () => frame.keycard.toggle();

  function tapMessage(index) {
    if (view.draft) return;
    const from = view.focused();
    if (pick?.message !== index) choose({ kind: "message", message: index });
    frame.menu.message(index, from);
  }

  const view = Object.freeze({
    get picture() { return picture; },
    get facts() { return facts; },
    get key() { return key; },
    get cursor() { return player.cursor(); },
    get playing() { return player.playing(); },
    get pick() { return pick; },
    get draft() { return cutting.draft(); },
    get offer() { return cutting.offer(); },
    get asked() { return asked; },
    get wish() { return optimistic.wish(); },
    get room() { return room; },
    get player() { return player; },
    get net() { return frame?.net; },
    get menu() { return frame?.menu; },
    get keycard() { return frame?.keycard; },
    w: (code, values = {}) => filled(picture.words[code] ?? code, values),
    focused: () => root.activeElement ?? document.activeElement,
    touched: () => (lit ??= touchedBy(view)),
    showKey: (name) => {
      [key, wanted] = [name, ""];
      refresh(true);
    },
    remember: (client, level, name) => {
      asked = { client, level };
      [key, wanted] = picture.keys.includes(name) ? [name, ""] : [key, name];
    },
    tell: (name, what) => setTimeout(() => trigger(name, what)), // never while the page is being drawn
    tapNode: (id) => (view.draft ? view.draft.tap(id) : frame.menu.node(id)),
    tapLink: (id) => (view.draft || !facts.acts ? null : frame.menu.link(id)),
    startDraft: (stroke) => cutting.start(stroke),
    endDraft: () => cutting.end(),
    confirmDraft: () => cutting.confirm(),
    resize: () => {
      const now = loaded ? frame.room() : room;
      if (now === room || ["stage", "high"].every((size) => Math.abs(now[size] - room[size]) < 2)) return;
      room = now;
      load();
    },
    close: () => [rest, frame, keys, tip, focus, player].forEach((part) => part?.leave()),
    update, refresh, choose, send, showTab, showKeys, tapMessage,
  });
  const rest = Rest(view);
  const optimistic = Optimistic(view, tellAct);
  const cutting = Cutting(view);
  const player = Player(view);
  const keys = listen(view, host);
  const tip = Tip(view, host);
  const focus = keepFocus(host, () => view.net.node(picture.nodes[0]?.id));
  player.join();
  return view;
}
