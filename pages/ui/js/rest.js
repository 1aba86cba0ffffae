// What follows when the stage has been at rest for a moment: the address bar, what the tab keeps, and the page around the
// stage, which follows the cursor where it has asked to. Where the cursor stands is kept when the page goes out of sight.

import { keep } from "./keep.js";

const MOMENT = 300; // ms without a new picture
const STORIES = ["scene", "exhibit", "mistake", "mended"]; // kinds of them: pages/ui/session/story.py

// Tell it of each picture; tellPython asks for what was left behind.
export function Rest(view) {
  let soon = 0;
  let later = 0;
  let tell = () => {};
  let last = null; // the last picture, even one that was not drawn

  // Where the stage stands, if the page around shows the run at another event.
  function stands() {
    if (last.clock !== null && !view.playing && view.cursor.i !== last.clock)
      tell("stands", { id: last.id, i: view.cursor.i });
  }

  function note() {
    const { picture, player } = view;
    if (picture?.run) keep({ run: picture.run.join("; "), ...player.moment(), desk: picture.desk });
  }

  document.addEventListener("visibilitychange", note);
  window.addEventListener("pagehide", note);
  return {
    begin: (picture, tellPython) => {
      clearTimeout(soon);
      [last, tell] = [picture, tellPython];
      soon = setTimeout(() => {
        if (picture.run) keepInAddress(picture);
        note();
        if (picture.behind) tellPython("settled", picture.id);
        else stands();
      }, MOMENT);
    },
    moved: () => {
      clearTimeout(later);
      if (last.clock !== null && !view.playing) later = setTimeout(stands, MOMENT);
    },
    leave: () => {
      clearTimeout(soon);
      clearTimeout(later);
      document.removeEventListener("visibilitychange", note);
      window.removeEventListener("pagehide", note);
    },
  };
}

// What the address bar holds from now on: a step of its own in the browser's history it is not. The moment of a link that
// was opened is that of its run alone. On a projector a page that is loaded anew is on the projector again.
function keepInAddress({ run: lines, story, mode }) {
  const run = lines.join("; ");
  const url = new URL(location.href);
  const before = url.href;
  if (url.searchParams.get("run") !== run) {
    url.searchParams.set("run", run);
    url.searchParams.delete("t");
  }
  for (const kind of STORIES) url.searchParams.delete(kind);
  if (story) url.searchParams.set(story.kind, story.name);
  if (mode === "projector") url.searchParams.set("view", mode);
  else url.searchParams.delete("view");
  if (url.href !== before) history.replaceState(history.state, "", url);
}
