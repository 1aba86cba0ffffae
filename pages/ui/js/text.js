// Text that fits: widths as the browser draws them, ellipses, two lines.

const ruler = document.createElement("canvas").getContext("2d");
const widths = new Map();

export function widthOf(text, font) {
  const name = font + text;
  if (!widths.has(name)) {
    if (widths.size > 4000) widths.clear();
    ruler.font = font;
    widths.set(name, ruler.measureText(text).width);
  }
  return widths.get(name);
}

// The text, or as much of it as fits in the room with an ellipsis.
export function fit(text, room, font) {
  if (widthOf(text, font) <= room) return text;
  const letters = Array.from(text);
  let count = Math.min(letters.length, Math.floor(letters.length * (room / widthOf(text, font))) + 1);
  while (count > 1 && widthOf(letters.slice(0, count).join("") + "…", font) > room) count -= 1;
  return letters.slice(0, count).join("").trimEnd() + "…";
}

const NOT_FIRST = " ，。：；、）？";
const WORD = /^[!-~]{2}$/; // two letters with no place between them to break at

// The text in two lines at most, broken after a word where there is one.
export function wrap(text, room, font) {
  if (widthOf(text, font) <= room) return [text];
  const letters = Array.from(text);
  let most = letters.length;
  while (most > 1 && widthOf(letters.slice(0, most).join(""), font) > room) most -= 1;
  const stays = (at) => NOT_FIRST.slice(1).includes(letters[at]) || letters[at - 1] === "（" || WORD.test(`${letters[at - 1]}${letters[at]}`);
  let end = most;
  while (end > most / 3 && stays(end)) end -= 1;
  if (stays(end)) end = most;
  return [letters.slice(0, end).join("").trim(), fit(letters.slice(end).join("").trim(), room, font)];
}

// A sentence with its {placeholders} filled; one without a value stays.
export const filled = (sentence, values) =>
  sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));

// A client's name; one without a name of its own is called by its node.
export const nameOf = (view, client) =>
  /^c-[ng]\d+$/.test(client) ? view.w("client_of", { node: client.slice(2) }) : client;

// What a message is called: what it says, from whom to whom.
export const titleOf = (view, { text, src, dst }) => view.w("message_title", { what: text, src, dst });

// What a part of the page is called where it is read aloud; of two stages side by side each says whose it is.
export const landmark = ({ picture, w }, code) => (picture.twin ? `${w(code)} · ${picture.title}` : w(code));
