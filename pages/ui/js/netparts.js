// Links, clients and messages of the stage.

function makeLink(view, link) {
  const line = () => svg("line", { class: "wire" });
  const part = {
    a: line(),
    b: line(),
    grip: svg("line", { class: "grip" }),
    way: svg("path", { class: "way" }),
  };
  part.el = svg(
    "g",
    {
      class: "link",
      role: "button",
      tabindex: 0,
      "data-link": link.id,
      onclick: () => view.tapLink(link.id),
      onkeydown: (event) => pressed(event, () => view.tapLink(link.id)),
    },
    part.grip,
    part.a,
    part.b,
    part.way,
  );
  return part;
}

// Open: one line. Cut: two stubs that stop short of the seam. One way: a solid line with an arrow on the open way.
function showLink(view, part, link, box, cut, slow, doomed) {
  const [from, to] = [box.at.get(link.a), box.at.get(link.b)];
  const there = cut.has(`${link.a}>${link.b}`);
  const back = cut.has(`${link.b}>${link.a}`);
  const state = there && back ? "cut" : there || back ? "oneway" : "open";
  const middle = along(from, to, meets(box.seam, from, to));
  const short = state === "cut" ? 0.13 * distance(from, to) : 0;
  const place = (line, a, b) => set(line, { x1: round(a.x), y1: round(a.y), x2: round(b.x), y2: round(b.y) });
  place(part.a, from, along(middle, from, short / (distance(from, middle) || 1)));
  place(part.b, to, along(middle, to, short / (distance(to, middle) || 1)));
  place(part.grip, from, to);
  const angle = (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI + (there ? 180 : 0);
  set(part.way, {
    d: state === "oneway" ? `M${-6 * box.k} ${-7 * box.k}L${7 * box.k} 0L${-6 * box.k} ${7 * box.k}Z` : "",
    transform: `translate(${round(middle.x)} ${round(middle.y)}) rotate(${round(angle)})`,
  });
  const words = slow.get(link.id) ?? "";
  for (const name of ["open", "cut", "oneway"]) part.el.classList.toggle(name, name === state);
  part.el.classList.toggle("doomed", doomed.has(link.id));
  part.el.classList.toggle("slowed", Boolean(words));
  part.el.classList.remove("asked");
  const label = `${view.w("link")} ${link.a} – ${link.b}: ${view.w(`link_${state}`)}${words ? `, ${words}` : ""}`;
  set(part.el, { "aria-label": label, "data-tip": label });
}

function makeClient() {
  const part = {
    tie: svg("line", { class: "tie" }),
    ring: svg("circle", { class: "halo" }),
    figure: svg("path", {
      class: "figure",
      d: "M0-9a4.6 4.6 0 1 1 0 9.2a4.6 4.6 0 1 1 0-9.2ZM-8.5 10.5a8.5 8 0 0 1 17 0Z",
    }),
    name: svg("text", { class: "client" }),
    says: svg("text", { class: "says" }),
    hears: svg("text", { class: "hears" }),
  };
  part.person = svg("g", {}, part.ring, part.figure);
  part.el = svg("g", { class: "who" }, part.tie, part.person, part.name, part.says, part.hears);
  return part;
}

// A client stands beside its node, on the outer side, with what it asked and what it was told.
function showClients(view, clients, box) {
  const { facts, cursor, picture } = view;
  const standing = new Map();
  for (const client of picture.clients) {
    const part = clients.get(client.id);
    const node = facts.visit(client.id, cursor.t);
    const at = box.at.get(node);
    part.el.classList.toggle("gone", !at);
    part.at = null;
    if (!at) continue;
    const row = standing.get(node) ?? 0;
    standing.set(node, row + 1);
    const room = placeClient(part, client, at, row, box);
    const { op, over, asked, answer, note } = told(view, facts.spoken(client.id, cursor.i, cursor.t));
    const font = box.font(12 * box.k);
    set(part.says, { text: box.narrow ? "" : fit(asked, room, font) });
    const bold = box.font(12 * box.k, 700);
    const short = widthOf(answer, bold) > room && box.narrow ? BRIEF[op?.status] : null;
    set(part.hears, { text: short ?? fit(note && !box.narrow ? `${answer} · ${note}` : answer, room, bold) });
    part.el.setAttribute(
      "class",
      `who ${part.el.classList.contains("lit") ? "lit" : ""} ${
        over ? `told ${op.status} ${op.note ? "noted" : ""}` : ""
      }`,
    );
    set(part.el, {
      "data-tip": op ? `${client.id}: ${op.text} ${over ? `${op.result} ${op.status_text}` : ""}` : client.id,
    });
  }
}

const BRIEF = { ok: "✓", refused: "✗", unknown: "?" }; // for words that have no room; they stand under the stage

// Clients of one node stand above and below each other. Where it is narrow they have a column of their own: who it is and
// what it was told; the rest is under the stage.
function placeClient(part, client, at, row, box) {
  const { r, k, width, height, narrow } = box;
  const middle = width / 2;
  const side = Math.abs(at.x - middle) < 6 ? (client.side === "left" ? -1 : 1) : Math.sign(at.x - middle);
  const half = narrow ? 24 : 52 * k;
  const nth = Math.ceil(row / 2) * (row % 2 ? 1 : -1);
  const [dx, dy] = [r + (narrow ? 29 : 62 * k), narrow ? -12 + 60 * nth : (-26 + 88 * nth) * k];
  const low = at.y < height / 2 ? r + 24 * k : -r - (narrow ? 48 : 70) * k; // towards the middle, if the sides are taken
  const spots = [
    [side * dx, dy],
    [side * dx * 0.3, low],
    [-side * dx, dy],
  ].map(([right, down]) => ({
    x: clamp(at.x + right, half, width - half),
    y: clamp(at.y + down, 14, height - (narrow ? 36 : 62) * k),
  }));
  const others = [...box.at.values()].filter((one) => one !== at);
  const free = (spot) => others.every((one) => distance(one, { x: spot.x, y: spot.y + 14 * k }) > r + 0.75 * half);
  const { x, y } = spots.find(free) ?? spots[0];
  const way = Math.hypot(x - at.x, y - at.y) || 1;
  const from = along(at, { x, y }, r / way);
  const to = along(at, { x, y }, Math.max(r, way - 14 * k) / way);
  set(part.tie, { x1: round(from.x), y1: round(from.y), x2: round(to.x), y2: round(to.y) });
  set(part.person, { transform: `translate(${round(x)} ${round(y)}) scale(${k})` });
  set(part.ring, { r: 17 });
  const room = narrow ? 2 * half : 106 * k;
  const lines = [
    [part.name, 25],
    [part.says, 41],
    [part.hears, narrow ? 40 : 57],
  ];
  for (const [line, dy] of lines) set(line, { x: round(x), y: round(y + dy * k) });
  set(part.name, { text: fit(client.id, room, box.font(13 * k, 700)) });
  part.at = { x, y: y + (narrow ? 14 : 24) * k, half: room / 2, tall: (narrow ? 26 : 38) * k };
  return room;
}

function makeMessage(view, message, index, k) {
  const s = 11 * k;
  const label = `${message.name}: ${message.text}`;
  const el = svg(
    "g",
    {
      class: "message",
      role: "button",
      tabindex: 0,
      "aria-label": label,
      "data-tip": label,
      "data-message": index,
      onclick: () => view.tapMessage(index),
      onkeydown: (event) => pressed(event, () => view.tapMessage(index)),
    },
    svg("circle", { class: "halo", r: 17 * k }),
    svg(
      "g",
      { class: `shape ${message.tone}` },
      svg("path", { d: shapeOf(message.shape, s) }),
      svg("text", { class: "letter", y: round(4.4 * k), text: message.letter }),
      svg("path", { class: "pin", d: `M${-3 * k} ${-20 * k}v${7 * k}M${3 * k} ${-20 * k}v${7 * k}` }),
      svg("path", {
        class: "gone",
        d: `M${-6 * k} ${-6 * k}l${12 * k} ${12 * k}M${6 * k} ${-6 * k}l${-12 * k} ${12 * k}`,
      }),
    ),
  );
  return { el };
}

// Messages keep to the right of their way, so that a question and its answer can pass each other.
function placeMessage(part, message, flight, box) {
  const [from, to] = [box.at.get(message.src), box.at.get(message.dst)];
  const way = distance(from, to) || 1;
  const rim = (box.r + 15 * box.k) / way;
  const stop = flight.state === "lost" && flight.p <= 0.5 ? meets(box.seam, from, to) * 2 * flight.p : null;
  const at = along(from, to, stop === null ? rim + (1 - 2 * rim) * flight.p : Math.max(stop, rim));
  const off = (5 * box.k) / way;
  const [x, y] = [at.x - (to.y - from.y) * off, at.y + (to.x - from.x) * off];
  part.el.setAttribute("transform", `translate(${round(x)} ${round(y)})`);
  if (part.state === flight.state) return;
  part.state = flight.state;
  for (const name of ["flying", "held", "lost"]) part.el.classList.toggle(name, name === flight.state);
  if (flight.state !== "flying" && message.why) {
    set(part.el, {
      "aria-label": `${message.name}: ${message.text}, ${message.why}`,
      "data-tip": `${message.name}: ${message.text}\n${message.why}`,
    });
  }
}
