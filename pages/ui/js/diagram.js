// The space-time diagram: one lane a client and a node, messages as arrows, cuts as spans, operations as bars.
// Rules of this file: built once per run; afterwards only the playhead, the veil over the future and classes move.

import { drawSheet } from "./diagram_marks.js";
import { planOf, WIDE } from "./diagram_plan.js";
import { button, html, iconButton, set, svg } from "./dom.js";
import { clamp, round } from "./numbers.js";
import { saveDrawings } from "./save_drawing.js";
import { fit } from "./text.js";

export function Diagram(view) {
  const names = svg("svg", { class: "lanes", "aria-hidden": "true" });
  const sheet = svg("svg", { class: "sheet", role: "group" });
  const veil = html("div", { class: "veil" });
  const head = html("div", { class: "head" });
  const scroll = html("div", { class: "scroll" }, html("div", { class: "paper" }, sheet, veil, head));
  const detail = html("div", { class: "detail" });
  const save = iconButton("save", view.w("save"), () => saveDrawings([names, sheet], el, "cap-lab.svg"));
  const el = html(
    "section",
    { class: "card diagram panel", "data-tab": "diagram" },
    html("div", { class: "cardhead" }, html("h3", { text: view.w("diagram") }), save),
    html("div", { class: "spacetime" }, names, scroll),
    detail,
  );
  let marks = { events: [], messages: [], ops: new Map() };
  let plan = null;
  let made = "";
  let soon = 0;
  let left = 0; // kept here, since asking the page would make it lay itself out in every frame
  scroll.addEventListener("scroll", () => {
    left = scroll.scrollLeft;
    fade();
  });

  // An edge behind which there is more fades out.
  function fade() {
    const over = plan ? plan.width - view.room.sheet : 0;
    scroll.classList.toggle("before", over > 0 && left > 2);
    scroll.classList.toggle("after", over > 0 && left < over - 2);
  }

  function load() {
    const sign = `${view.picture.id} ${view.room.sheet}`;
    if (!view.room.sheet) {
      plan = null; // out of sight (another tab, a projector): nothing is drawn until it is seen
      made = "";
      return;
    }
    if (sign === made) return;
    made = sign;
    plan = null;
    cancelAnimationFrame(soon);
    soon = requestAnimationFrame(build);
  }

  // In the frame after the stage has changed, so that a long run does not hold up the answer to a click.
  function build() {
    const focused = view.focused()?.getAttribute?.("data-event");
    plan = planOf(view, Math.max(240, view.room.sheet));
    for (const part of [names, sheet]) {
      part.replaceChildren();
      set(part, { height: plan.height });
    }
    set(sheet, { width: plan.width, "aria-label": view.w("diagram"), class: `sheet ${plan.px < WIDE ? "tight" : ""}` });
    left = scroll.scrollLeft;
    veil.style.width = `${plan.width}px`;
    names.append(
      ...plan.lanes.map((lane) =>
        svg("text", {
          class: lane.kind,
          x: 0,
          y: lane.y + 4,
          text: fit(lane.id, view.room.names - 6, plan.font(13, 700)),
          "data-tip": lane.id,
        }),
      ),
    );
    names.append(svg("text", { class: "scale", x: 0, y: plan.scale, text: "t" }));
    marks = drawSheet(view, plan, sheet);
    if (focused) sheet.querySelector(`[data-event="${focused}"]`)?.focus();
    show(true);
    mark(view.touched());
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
    if (left < low || left > high)
      scroll.scrollLeft = left = clamp(clamp(left, low, high), 0, Math.max(0, plan.width - room));
    fade();
    if (!stepped) return;
    showDetail();
    for (const op of view.picture.operations) {
      const began = view.facts.began(op, cursor.i);
      marks.ops.get(op.id)?.classList.toggle("ahead", !began);
      marks.ops.get(op.id)?.classList.toggle("running", began && !view.facts.ended(op, cursor.i, cursor.t));
    }
  }

  // What is told under the diagram: the chosen event or message, with its clock.
  function showDetail() {
    const { pick, picture } = view;
    const index = pick?.kind === "event" ? pick.event : null;
    const event = index === null ? null : picture.events[index];
    if (!event) return detail.replaceChildren(html("span", { class: "soft", text: view.w("diagram_hint") }));
    const clock = Object.entries(event.vc).map(([lane, n]) =>
      html("span", { class: "tick" }, `${lane} `, html("b", { text: String(n) })),
    );
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
    sheet.classList.toggle("dimming", touched.dim);
    marks.events.forEach((dot, k) => {
      dot.classList.toggle("lit", touched.events.has(k));
      dot.classList.toggle("chosen", touched.event === k);
    });
    marks.messages.forEach((arrow, k) => arrow?.classList.toggle("lit", touched.messages.has(k)));
    for (const [id, bar] of marks.ops) bar.classList.toggle("lit", touched.ops.has(id));
    showDetail();
  }

  return { el, load, show, mark, width: () => scroll.clientWidth, names: () => names.getBoundingClientRect().width || 60 };
}
