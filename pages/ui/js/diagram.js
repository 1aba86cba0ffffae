// The space-time diagram: one lane a client and a node, messages as arrows, cuts as spans, operations as bars.
// Rules of this file: what is as it was keeps its element; only what is in sight, and a screen either side of it, is
// there. Between two pictures only the playhead, the veil over the future and classes move.

import { marksOf } from "./diagram_marks.js";
import { crowded, planOf } from "./diagram_plan.js";
import { Sheet } from "./diagram_sheet.js";
import { Walk } from "./diagram_walk.js";
import { button, html, iconButton, set, svg } from "./dom.js";
import { clamp, round } from "./numbers.js";
import { saveDrawings } from "./save_drawing.js";
import { fit, nameOf, widthOf } from "./text.js";

const LITTLE = 60; // events more or less: so many are drawn in the frame in which the stage changes

export function Diagram(view) {
  const names = svg("svg", { class: "lanes", "aria-hidden": "true" });
  const sheet = Sheet();
  const veil = html("div", { class: "veil" });
  const head = html("div", { class: "head" });
  const scroll = html("div", { class: "scroll" }, html("div", { class: "paper" }, sheet.el, veil, head));
  const detail = html("div", { class: "detail", "aria-live": "polite" });
  const lanes = button({ class: "link", hidden: true, onclick: () => openLanes(!open) });
  const save = iconButton("save", view.w("save"), saveAll);
  const el = html(
    "section",
    { class: "card diagram panel", "data-tab": "diagram" },
    html("div", { class: "cardhead" }, html("h3", { text: view.w("diagram") }), lanes, save),
    html("div", { class: "spacetime" }, names, scroll),
    detail,
  );
  const walk = Walk(view, sheet, reveal);
  let plan = null;
  let open = false; // many clients have a lane each
  let made = "";
  let named = "";
  let told = "";
  let drawn = -LITTLE; // so many events were drawn last
  let dimmed = false;
  let soon = 0;
  let left = 0; // kept here, since asking the page would make it lay itself out in every frame
  let filled = null; // from where to where the sheet is drawn
  scroll.addEventListener("scroll", () => {
    left = scroll.scrollLeft;
    fade();
    if (plan) look();
  });
  sheet.el.capWhole = () => fill(0, Infinity); // for what looks at all of it: a picture to save, a test

  // An edge behind which there is more fades out.
  function fade() {
    const over = plan ? plan.width - view.room.sheet : 0;
    scroll.classList.toggle("before", over > 0 && left > 2);
    scroll.classList.toggle("after", over > 0 && left < over - 2);
  }

  function load() {
    const sign = `${view.picture.id} ${view.room.sheet} ${view.room.tall}`;
    if (!view.room.sheet) {
      plan = null; // out of sight (another tab, a projector): nothing is drawn until it is seen
      made = "";
      return;
    }
    if (sign === made) return;
    made = sign;
    plan = null;
    cancelAnimationFrame(soon);
    // Much is drawn in the frame after the stage has changed, so that it does not hold up the answer to a click.
    if (Math.abs(view.picture.events.length - drawn) <= LITTLE) draw();
    else soon = requestAnimationFrame(() => {
      draw();
      show(true);
    });
  }

  function draw() {
    plan = planOf(view, Math.max(240, view.room.sheet), open, view.room.tall);
    lanes.hidden = !crowded(view.picture);
    set(lanes, { text: view.w(open ? "clients_shut" : "clients_open") });
    walk.load(plan);
    drawn = view.picture.events.length;
    set(names, { height: plan.height });
    set(sheet.el, { height: plan.height, width: plan.width, "aria-label": view.w("diagram"), "data-run": view.picture.id });
    veil.style.width = `${plan.width}px`;
    nameLanes();
    sheet.load(marksOf(view, plan));
    filled = null;
    told = "";
  }

  function openLanes(wide) {
    open = wide;
    draw();
    show(true);
  }

  // Scroll so far that a place is in sight, and draw what is there.
  function reveal(x) {
    const room = view.room.sheet;
    const wanted = clamp(clamp(left, x - 0.85 * room, x - 0.15 * room), 0, Math.max(0, plan.width - room));
    if (wanted !== left) scroll.scrollLeft = left = wanted;
    look();
  }

  function nameLanes() {
    const sign = JSON.stringify([plan.lanes, view.room.names]);
    if (sign === named) return;
    named = sign;
    const [room, font] = [view.room.names - 6, plan.font(13, 700)];
    const said = (id, short) => (short && widthOf(id, font) > room ? short : fit(id, room, font));
    const lane = ({ id, short, kind, y }) =>
      svg("text", { class: kind, x: 0, y: y + 4, text: said(nameOf(view, id), short), "data-tip": nameOf(view, id) });
    names.replaceChildren(...plan.lanes.map(lane), svg("text", { class: "scale", x: 0, y: plan.scale, text: "t" }));
  }

  // Draw what has come into sight: again once less than half a screen is left of what is drawn.
  function look() {
    const room = view.room.sheet;
    if (filled && left - room / 2 >= filled.from && Math.min(left + 1.5 * room, plan.width) <= filled.to) return;
    fill(Math.max(0, left - room), left + 2 * room);
  }

  function fill(from, to) {
    sheet.fill(from, to);
    filled = { from, to };
    showBars();
    dress(view.touched());
    walk.rove();
  }

  function saveAll() {
    const { from, to } = filled;
    fill(0, Infinity);
    saveDrawings([names, sheet.el], el, "cap-lab.svg");
    fill(from, to);
  }

  function show(stepped) {
    if (!plan) return;
    const { cursor, playing } = view;
    const stand = !playing && view.picture.events[cursor.i]?.t === cursor.t ? plan.events[cursor.i] : plan.x(cursor.t);
    head.style.transform = `translateX(${round(stand)}px)`;
    const future = cursor.t >= view.picture.end && !playing ? plan.width : stand; // at the end nothing lies ahead
    veil.style.transform = `translateX(${round(future)}px)`;
    veil.classList.toggle("secret", view.player.secret());
    save.disabled = view.player.secret(); // a picture of the future would tell
    const room = view.room.sheet;
    const [low, high] = [stand - room * (playing ? 0.7 : 0.85), stand - room * 0.15];
    const wanted = clamp(clamp(left, low, high), 0, Math.max(0, plan.width - room));
    if (wanted !== left) scroll.scrollLeft = left = wanted;
    fade();
    look();
    if (!stepped) return;
    showDetail();
    showBars();
    walk.rove();
  }

  // What has not begun, and what has not ended, at the cursor.
  function showBars() {
    const { cursor, facts } = view;
    for (const { item, el: bar } of sheet.elements("bars").values()) {
      const began = facts.began(item, cursor.i);
      bar.classList.toggle("ahead", !began);
      bar.classList.toggle("running", began && !facts.ended(item, cursor.i, cursor.t));
    }
  }

  // What is told under the diagram: the chosen event or message, with its clock.
  function showDetail() {
    const { pick, picture } = view;
    const index = pick?.kind === "event" ? pick.event : null;
    if (told === String(index)) return;
    told = String(index);
    const event = index === null ? null : picture.events[index];
    if (!event) return detail.replaceChildren(html("span", { class: "soft", text: view.w("diagram_hint") }));
    const known = picture.nodes.filter(({ id }) => id in event.vc);
    const clock = known.map(({ id }) => html("span", { class: "tick" }, `${id} `, html("b", { text: String(event.vc[id]) })));
    return detail.replaceChildren(
      html("p", {}, html("b", { text: `t = ${event.t} ` }), event.text),
      ...event.notes.map((note) => html("p", { class: "soft", text: note })),
      html(
        "p",
        { class: "clockline" },
        html("span", { class: "soft", text: view.w("clock") }),
        ...clock,
        button({ class: "link", onclick: () => view.choose(null), text: view.w("clear") }),
      ),
    );
  }

  // Light up what was chosen and dim the rest.
  function mark(touched) {
    if (!plan) return;
    dress(touched);
    showDetail();
  }

  function dress(touched) {
    if (!touched.dim && !dimmed) return;
    dimmed = touched.dim;
    sheet.el.classList.toggle("dimming", dimmed);
    for (const [k, { el: dot }] of sheet.elements("dots")) {
      dot.classList.toggle("lit", touched.events.has(k));
      dot.classList.toggle("chosen", touched.event === k);
    }
    for (const [k, { el: arrow }] of sheet.elements("arrows")) arrow.classList.toggle("lit", touched.messages.has(k));
    for (const [id, { el: bar }] of sheet.elements("bars")) bar.classList.toggle("lit", touched.ops.has(id));
  }

  // The height that lanes may take in a panel that has one of its own, above what is told of an event.
  function tall() {
    const { paddingTop, paddingBottom } = getComputedStyle(el);
    return Math.max(0, el.clientHeight - parseFloat(paddingTop) - parseFloat(paddingBottom) - detail.offsetHeight);
  }

  return { el, load, show, mark, tall, width: () => scroll.clientWidth, names: () => names.getBoundingClientRect().width || 60 };
}
