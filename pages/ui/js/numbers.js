// Numbers: bounds, rounding for attributes, search in sorted lists.

export const clamp = (x, low, high) => Math.max(low, Math.min(high, x));
export const round = (x) => Math.round(x * 10) / 10;

// The index of the last item with of(item) <= x, or -1. The list is sorted by it.
export function upto(list, x, of = (item) => item) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (of(list[middle]) <= x) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

// That item, or the first where there is none yet; undefined in an empty list.
export const latest = (list, x, of = (item) => item) => list[Math.max(0, upto(list, x, of))];

// The least of 1, 2, 5, 10, 20, 50 ... that is not below x.
export function roundUp(x) {
  const ten = 10 ** Math.floor(Math.log10(Math.max(1, x)));
  return [1, 2, 5, 10].map((k) => k * ten).find((one) => one >= x);
}
