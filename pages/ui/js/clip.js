// The stage as a file: a picture of what it shows now, and the run as an animated one.
// Rules of this file: the stage itself is moved through the run, and stands again where it stood when all is done. What
// an SVG in a picture has to say for itself, styles and typeface, is written into a copy of it.

import { set, svg } from "./dom.js";
import { Gif } from "./gif.js";
import { clamp } from "./numbers.js";
import { inked } from "./save_drawing.js";
import { fit } from "./text.js";

const EACH = 80; // ms of a picture
const REST = 20; // ms that the page has for itself after each picture
const LAST = 2500; // ms of the last one, before it begins anew
const WIDEST = 960; // px of an animated picture
const HEAD = 34; // px above the stage: the title; below it: what happens
const SIDE = 14;

// What the stage shows now, as a PNG of twice its size.
export async function pictureOf(view) {
  const canvas = await drawn(view, await typeface(view), 2);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

// The run from its beginning, as a GIF; null where it was cancelled. told: how much of it is made, from 0 to 1.
export async function clipOf(view, told, over) {
  const { warp } = view.facts;
  const stood = view.cursor;
  const face = await typeface(view);
  const scale = Math.min(1, WIDEST / view.net.box().width);
  const count = Math.round(clamp(view.picture.events.length * 0.2, 3, 9) * (1000 / EACH));
  let gif = null;
  const stage = view.net.el.closest(".cap");
  stage.classList.add("filmed"); // nothing is on its way from one look to another (share.css)
  const add = async (k) => {
    const t = warp.tick((warp.total * k) / count);
    view.player.move(view.facts.eventAt(t), t);
    view.refresh();
    const canvas = await drawn(view, face, scale);
    const { width, height } = canvas;
    gif ??= Gif(width, height);
    gif.add(canvas.getContext("2d").getImageData(0, 0, width, height).data, k === count ? LAST : EACH);
    told(k / count);
    await pause(); // the page shows how far it is, and hears that it is to stop
    if (k < count && !over()) await add(k + 1);
  };
  await add(0);
  stage.classList.remove("filmed");
  view.player.move(stood.i, stood.t);
  view.refresh();
  return over() ? null : new Blob([gif.bytes()], { type: "image/gif" });
}

const pause = () => new Promise((done) => setTimeout(done, REST));

// Title, stage and what happens, on a canvas.
async function drawn(view, face, scale) {
  const { net, picture, cursor, room } = view;
  const { width, height } = net.box();
  const image = await imageOf(net.el, face, width, height);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round((height + 2 * HEAD) * scale);
  const paint = canvas.getContext("2d", { willReadFrequently: true });
  const card = getComputedStyle(net.el.closest(".card"));
  paint.scale(canvas.width / width, canvas.height / (height + 2 * HEAD));
  paint.fillStyle = card.backgroundColor;
  paint.fillRect(0, 0, width, height + 2 * HEAD);
  paint.drawImage(image, 0, HEAD, width, height);
  paint.fillStyle = card.color;
  const line = (text, y, size, weight) => {
    paint.font = `${weight} ${size}px ${room.family}`;
    paint.fillText(fit(text, width - 2 * SIDE, paint.font), SIDE, y);
  };
  line([picture.title, picture.setting].filter(Boolean).join(" · "), 23, 16, 700);
  line(`t = ${Math.floor(cursor.t)}   ${picture.events[cursor.i]?.text ?? ""}`, height + HEAD + 21, 14, 400);
  return canvas;
}

async function imageOf(drawing, face, width, height) {
  const copy = inked(drawing);
  set(copy, { xmlns: "http://www.w3.org/2000/svg", width, height });
  copy.prepend(svg("style", { text: face }));
  const url = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(copy)], { type: "image/svg+xml" }));
  const image = new Image();
  image.src = url;
  await image.decode();
  URL.revokeObjectURL(url);
  return image;
}

// The page's own typeface as a rule that carries its file with it: a picture may load nothing.
async function typeface(view) {
  const family = view.room.family.split(",")[0].replaceAll(/["']/g, "").trim();
  const rules = [...document.styleSheets].flatMap((sheet) => Array.from(rulesOf(sheet)));
  const found = rules.find(
    (rule) =>
      rule instanceof CSSFontFaceRule &&
      rule.style.fontFamily.replaceAll(/["']/g, "") === family &&
      rule.style.fontStyle !== "italic",
  );
  const url = found?.style.getPropertyValue("src").match(/url\("?([^")]+)"?\)/)?.[1];
  if (!url) return "";
  const file = await (await fetch(new URL(url, found.parentStyleSheet.href ?? location.href))).blob();
  const data = await new Promise((done) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => done(reader.result));
    reader.readAsDataURL(file);
  });
  return `@font-face{font-family:"${family}";font-weight:200 900;src:url(${data})}`;
}

// Of a sheet from elsewhere nothing can be read.
function rulesOf(sheet) {
  try {
    return sheet.cssRules;
  } catch {
    return [];
  }
}
