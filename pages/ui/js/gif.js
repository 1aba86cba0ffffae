// An animated GIF (version 89a), picture by picture: of each only the rectangle that has changed, with colours of its own.

const COLOURS = 256;

// A clip of this size; add takes pixels as a canvas gives them (RGBA) and for how many ms they are seen.
export function Gif(width, height) {
  const parts = [
    ascii("GIF89a"), short(width), short(height), [0x70, 0, 0], // no colours for all of it
    [0x21, 0xff, 11], ascii("NETSCAPE2.0"), [3, 1, 0, 0, 0], // again and again
  ];
  let last = null; // pixels before, a number each
  let wait = null; // where the time of the last picture is written

  function add(rgba, ms) {
    const pixels = new Uint32Array(rgba.buffer.slice(rgba.byteOffset, rgba.byteOffset + rgba.byteLength));
    const box = last ? changed(last, pixels, width, height) : { x: 0, y: 0, w: width, h: height };
    last = pixels;
    if (!box) {
      wait[0] += ms;
      return;
    }
    const { palette, indices } = paletted(cropped(pixels, width, box));
    const bits = Math.max(2, Math.ceil(Math.log2(palette.length)));
    const table = new Uint8Array(3 << bits);
    palette.forEach((colour, k) => table.set([colour & 255, (colour >> 8) & 255, (colour >> 16) & 255], 3 * k));
    wait = [ms];
    parts.push(
      { wait },
      [0x2c], short(box.x), short(box.y), short(box.w), short(box.h), [0x80 | (bits - 1)], table,
      [bits], blocks(packed(indices, bits)), [0],
    );
  }

  // The file; the times are written last, since a picture that changes nothing adds to the one before it.
  function bytes() {
    const timed = (part) => (part.wait ? [0x21, 0xf9, 4, 4, ...short(Math.round(part.wait[0] / 10)), 0, 0] : part);
    return joined([...parts.map(timed), [0x3b]]);
  }

  return { add, bytes };
}

const ascii = (text) => Array.from(text, (letter) => letter.charCodeAt(0));
const short = (number) => [number & 255, number >> 8];

function joined(parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

// The least rectangle that holds all pixels that differ; null where none does.
export function changed(before, after, width, height) {
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let y = 0, k = 0; y < height; y++)
    for (let x = 0; x < width; x++, k++)
      if (before[k] !== after[k]) {
        if (x < left) left = x;
        if (x > right) right = x;
        if (y < top) top = y;
        bottom = y;
      }
  return right < 0 ? null : { x: left, y: top, w: right - left + 1, h: bottom - top + 1 };
}

function cropped(pixels, width, { x, y, w, h }) {
  const part = new Uint32Array(w * h);
  for (let row = 0; row < h; row++) part.set(pixels.subarray((y + row) * width + x, (y + row) * width + x + w), row * w);
  return part;
}

// The most frequent colours, and of each pixel the number of the one that is nearest to its own.
export function paletted(pixels) {
  const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const palette = [...counts].sort((a, b) => b[1] - a[1]).slice(0, COLOURS).map(([colour]) => colour);
  const numbers = new Map(palette.map((colour, k) => [colour, k]));
  const indices = new Uint8Array(pixels.length);
  pixels.forEach((pixel, k) => {
    let number = numbers.get(pixel);
    if (number === undefined) {
      number = nearest(palette, pixel);
      numbers.set(pixel, number);
    }
    indices[k] = number;
  });
  return { palette, indices };
}

function nearest(palette, colour) {
  let [best, least] = [0, Infinity];
  for (let k = 0; k < palette.length; k++) {
    let far = 0;
    for (const shift of [0, 8, 16]) far += (((palette[k] >> shift) & 255) - ((colour >> shift) & 255)) ** 2;
    if (far < least) [best, least] = [k, far];
  }
  return best;
}

// Lempel-Ziv-Welch as GIF has it: codes grow with the table, up to 12 bits, and then it begins anew.
export function packed(indices, bits) {
  const out = [];
  const clear = 1 << bits;
  let [held, full] = [0, 0];
  let [size, next, table] = [bits + 1, clear + 2, new Map()];
  const put = (code) => {
    held |= code << full;
    for (full += size; full >= 8; full -= 8, held >>>= 8) out.push(held & 255);
  };
  put(clear);
  let prefix = indices[0];
  for (let k = 1; k < indices.length; k++) {
    const name = (prefix << 8) | indices[k];
    const known = table.get(name);
    if (known !== undefined) {
      prefix = known;
      continue;
    }
    put(prefix);
    prefix = indices[k];
    if (next < 4096) {
      if (next === 1 << size) size += 1;
      table.set(name, next++);
    } else {
      put(clear);
      [size, next, table] = [bits + 1, clear + 2, new Map()];
    }
  }
  put(prefix);
  put(clear + 1);
  if (full) out.push(held & 255);
  return out;
}

// In pieces of 255 bytes at most, each with its length before it.
function blocks(data) {
  const pieces = [];
  for (let k = 0; k < data.length; k += 255) {
    const piece = data.slice(k, k + 255);
    pieces.push([piece.length], piece);
  }
  return joined(pieces);
}
