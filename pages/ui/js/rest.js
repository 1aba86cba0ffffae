// What follows when the stage has been at rest for a moment: the address bar, and the page around the stage.

const MOMENT = 300; // ms without a new picture
const STORIES = ["scene", "exhibit", "mistake", "mended"]; // kinds of them: pages/ui/session/story.py

// Tell it of each picture; tellPython asks for what was left behind.
export function Rest() {
  let soon = 0;

  return {
    begin: (picture, tellPython) => {
      clearTimeout(soon);
      soon = setTimeout(() => {
        if (picture.run) keepInAddress(picture.run.join("; "), picture.story);
        if (picture.behind) tellPython("settled", picture.id);
      }, MOMENT);
    },
    leave: () => clearTimeout(soon),
  };
}

// What the address bar holds from now on: a step of its own in the browser's history it is not.
function keepInAddress(run, story) {
  const url = new URL(location.href);
  const before = url.href;
  if (url.searchParams.get("run") !== run) url.searchParams.set("run", run);
  for (const kind of STORIES) url.searchParams.delete(kind);
  if (story) url.searchParams.set(story.kind, story.name);
  if (url.href !== before) history.replaceState(history.state, "", url);
}
