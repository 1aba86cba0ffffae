// The sheet to share a run: its link and the code for a page, each to copy; its QR code; pictures of the stage.
// Rules of this file: what it says comes with the data; the moment is the one at which the stage stands.

import { clipOf, pictureOf } from "./clip.js";
import { button, html, set, svg } from "./dom.js";

const SAID = 2500; // ms for which a button says what it has done

// What Streamlit calls with the data of a sheet. dress: gives a root its style; stage: the view of the run, if there is one.
export const sharing = (dress, stage) => ({ parentElement, data, setTriggerValue }) => {
  if (!data) return () => {};
  if (!parentElement.capSheet) {
    dress(parentElement);
    stage()?.player.pause();
    parentElement.capSheet = Sheet(parentElement, data.words, stage, setTriggerValue);
  }
  parentElement.capSheet.show(data);
  return () => {
    parentElement.capSheet?.leave();
    parentElement.capSheet = null;
  };
};

function Sheet(root, words, stage, tell) {
  const link = Field(words.link, words);
  const code = Field(words.embed, words);
  const moment = html("input", { type: "checkbox", onchange: () => tell("at", moment.checked ? tick() : -1) });
  const now = html("label", { class: "moment" }, moment, html("span", { text: words.moment.replace("{t}", tick()) }));
  const dots = svg("path", {});
  const square = svg("svg", { role: "img", "aria-label": words.qr }, dots);
  const qr = button({ class: "qr", "data-tip": words.larger, onclick: () => qr.requestFullscreen?.() }, square);
  const long = html("p", { class: "soft", text: words.too_long });
  const pictures = Pictures(words, stage);
  const left = html("div", { class: "links" }, link.el, now, code.el, pictures.el);
  const el = html("div", { class: "cap" }, html("div", { class: "share" }, left, html("div", { class: "code" }, qr, long)));
  root.append(el);

  function tick() {
    return Math.floor(stage()?.cursor.t ?? 0);
  }

  return {
    show: (data) => {
      link.show(data.link);
      code.show(data.embed);
      moment.checked = data.at !== null;
      qr.hidden = !data.qr;
      long.hidden = Boolean(data.qr);
      if (!data.qr) return;
      const size = data.qr.size;
      set(square, { viewBox: `-4 -4 ${size + 8} ${size + 8}` });
      set(dots, { d: data.qr.path });
    },
    leave: () => {
      pictures.stop();
      el.remove();
    },
  };
}

// One line to copy.
function Field(label, words) {
  const line = html("input", { type: "text", readonly: true, "aria-label": label, onfocus: () => line.select() });
  const done = html("span", { text: words.copy, "aria-live": "polite" });
  const press = button({ class: "verb main copy", onclick: copy }, done);
  const el = html("div", { class: "line" }, html("span", { class: "label", text: label }), line, press);
  let soon = 0;

  async function copy() {
    const copied = await copyOf(line);
    set(done, { text: copied ? words.copied : words.by_hand });
    clearTimeout(soon);
    soon = setTimeout(() => set(done, { text: words.copy }), SAID);
  }

  return { el, show: (text) => (line.value = text) };
}

// On plain http a browser has no clipboard to write to: there the line is chosen and copied as by hand.
async function copyOf(line) {
  try {
    await navigator.clipboard.writeText(line.value);
    return true;
  } catch {
    line.select();
    return document.execCommand("copy");
  }
}

// What can be made of the stage: one picture, or the run as it moves.
function Pictures(words, stage) {
  const said = html("span", { class: "soft", role: "status" });
  const still = button({ class: "action", text: words.png, onclick: () => make("png", pictureOf) });
  const clip = button({ class: "action", text: words.gif, onclick: () => make("gif", clipOf) });
  const cancel = button({ class: "action", text: words.cancel, hidden: true, onclick: stop });
  const el = html("div", { class: "pictures" }, still, clip, cancel, said);
  let work = null;

  async function make(ending, of) {
    const view = stage();
    if (!view || work) return;
    const mine = (work = { over: false });
    still.disabled = clip.disabled = true;
    cancel.hidden = ending === "png";
    const told = (part) => set(said, { text: `${Math.round(100 * part)} %` });
    told(0);
    let text = "";
    try {
      const file = await of(view, told, () => mine.over);
      if (file) keep(file, `cap-lab.${ending}`);
    } catch {
      text = words.failed;
    }
    work = null;
    still.disabled = clip.disabled = false;
    cancel.hidden = true;
    set(said, { text });
  }

  function stop() {
    if (work) work.over = true;
  }

  return { el, stop };
}

function keep(file, name) {
  const url = URL.createObjectURL(file);
  html("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
