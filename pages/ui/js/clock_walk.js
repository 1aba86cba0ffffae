// Clocks as a run goes on: what every clock of every node says, event by event. A component of its own.
// Rules of this file: stamps and words come with the data; strings only ever become text nodes or attributes.

import { button, html, icon, iconButton, set } from "./dom.js";
import { clamp } from "./numbers.js";

const PACE = 900; // ms from one event to the next

function Walk(root) {
  let data = null;
  let at = 0;
  let timer = 0;
  const said = html("p", { class: "said", "aria-live": "polite" });
  const play = button({ class: "tool main", onclick: () => (timer ? pause() : start()) });
  const back = iconButton("back", "", () => step(-1));
  const forward = iconButton("forward", "", () => step(1));
  const track = html("input", { type: "range", min: 0, oninput: () => to(Number(track.value)) });
  const head = html("tr");
  const body = html("tbody");
  root.append(said, html("div", { class: "bar" }, back, play, forward, track), html("table", {}, html("thead", {}, head), body));

  function pause() {
    clearTimeout(timer);
    timer = 0;
    show();
  }
  function start() {
    if (at >= data.events.length - 1) at = 0;
    timer = setTimeout(on, PACE);
    show();
  }
  function on() {
    at += 1;
    timer = at < data.events.length - 1 ? setTimeout(on, PACE) : 0;
    show();
  }
  function to(k) {
    at = clamp(k, 0, data.events.length - 1);
    pause();
  }
  const step = (by) => to(at + by);

  function show() {
    const event = data.events[at];
    const verb = timer ? data.words.pause : data.words.play;
    play.replaceChildren(icon(timer ? "pause" : "play"));
    set(play, { "aria-label": verb, title: verb });
    said.replaceChildren(html("b", { text: `${at + 1}/${data.events.length}` }), ` ${event.said}`);
    track.value = at;
    track.setAttribute("aria-valuetext", event.said);
    const last = new Map();
    for (const one of data.events.slice(0, at + 1)) last.set(one.node, one);
    const before = data.events.slice(0, at).findLast((one) => one.node === event.node);
    body.replaceChildren(...data.nodes.map((node) => row(node, last.get(node), node === event.node, before)));
  }

  function row(node, one, now, before) {
    const stamps = one?.stamps ?? data.clocks.map(() => "–");
    const moved = (k) => now && stamps[k] !== before?.stamps[k];
    const cells = stamps.map((text, k) => html("td", { class: moved(k) ? "moved" : null, text }));
    return html("tr", { class: now ? "now" : null }, html("th", { scope: "row", text: node }), ...cells);
  }

  return {
    load(next) {
      const same = data?.id === next.id;
      data = next;
      if (!same) {
        clearTimeout(timer);
        timer = 0;
        at = 0;
      }
      for (const [part, name] of [[back, "back"], [forward, "forward"], [track, "scrub"]])
        set(part, { "aria-label": next.words[name], title: next.words[name] });
      track.max = next.events.length - 1;
      head.replaceChildren(...[next.words.node, ...next.clocks].map((text) => html("th", { scope: "col", text })));
      show();
    },
    close: () => clearTimeout(timer),
  };
}

const WALKS = new WeakMap();

export function mountWalk({ parentElement, data }) {
  if (!WALKS.has(parentElement)) {
    const root = html("section", { class: "walk" });
    parentElement.append(root);
    WALKS.set(parentElement, Walk(root));
  }
  const walk = WALKS.get(parentElement);
  walk.load(data);
  return () => walk.close();
}
