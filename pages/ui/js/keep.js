// What a tab keeps of its run, so that a reload finds it as it was: the run, the moment, what undo and branches go to.
// Rules of this file: it is in the tab's own storage, so that no two tabs disturb each other, and nothing else is kept.
// What is read there is untrusted: anybody can write it.

const PLACE = "cap-lab";
const MOST = 500_000; // characters

// kept: {run, desk, and the player's moment}; what is too long goes without its desk, and where there is no storage nothing is kept.
export function keep(kept) {
  const text = JSON.stringify(kept);
  try {
    sessionStorage.setItem(PLACE, text.length <= MOST ? text : JSON.stringify({ ...kept, desk: null }));
  } catch {
    // the page works without
  }
}

// What was kept of this run before the page was loaded anew, once; null where another run, or another page, was asked for.
export function keptBefore(run) {
  if (asked.already || performance.getEntriesByType("navigation")[0]?.type === "navigate") return null;
  asked.already = true;
  try {
    const { run: before, t, i, asks, given, veiled, desk } = JSON.parse(sessionStorage.getItem(PLACE));
    if (before !== run || !isPlace({ t, i })) return null;
    return { moment: { t, i, asks: asks && isPlace(asks) ? asks : null, given, veiled: veiled === true }, desk };
  } catch {
    return null;
  }
}

const isPlace = ({ t, i }) => Number.isFinite(t) && Number.isInteger(i);

const asked = { already: false };
