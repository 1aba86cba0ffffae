// Twins: two runs side by side that share a cursor. Below both is one play bar, the first one's, and their parts are of
// one height, so that one reads across.

const VIEWS = new Set(); // all views of the page: those whose pictures have one `twin` name are twins
const PARTS = [".headline", ".stagecard", ".narration", ".transport", ".verdicts"];
const frameOf = (view) => view.net.el.closest(".frame");
const hostOf = (view) => frameOf(view).getRootNode().host ?? frameOf(view);

export const joinTwins = (view) => VIEWS.add(view);

export function leaveTwins(view) {
  VIEWS.delete(view);
  for (const other of VIEWS) arrange(other);
}

// A view's twins and itself, in the order of the page.
export function twinsOf(view) {
  const name = view.picture?.twin;
  const found = name ? [...VIEWS].filter((one) => one.net && one.picture.twin === name) : [view];
  const before = (one, other) => hostOf(one).compareDocumentPosition(hostOf(other)) & Node.DOCUMENT_POSITION_FOLLOWING;
  return found.sort((one, other) => (before(one, other) ? -1 : 1));
}

// Once what they show was measured: where they stand, and how high their parts are.
export function arrange(view) {
  if (!view.picture?.twin) return;
  const all = twinsOf(view).map(frameOf);
  const several = all.length > 1;
  const edges = all.map((el) => el.getBoundingClientRect());
  const abreast = several && edges.every(({ top, left }, k) => !k || (Math.abs(top - edges[0].top) < 2 && left > edges[k - 1].left));
  all.forEach((el, k) => {
    el.classList.toggle("leads", several && k === 0);
    el.classList.toggle("follows", k > 0);
    el.classList.toggle("abreast", abreast);
  });
  all[0].style.setProperty("--across", `${edges[edges.length - 1].right - edges[0].left}px`);
  for (const name of PARTS) level(all.map((el) => el.querySelector(name)).filter(Boolean), abreast);
}

function level(parts, abreast) {
  for (const part of parts) part.style.minHeight = "";
  if (!abreast) return;
  const most = Math.max(...parts.map((part) => part.offsetHeight));
  for (const part of parts) part.style.minHeight = `${most}px`;
}
