// What follows when the stage has been at rest for a moment: the address bar, and the page around the stage.

const MOMENT = 300; // ms without a new picture

// Tell it of each picture; tellPython asks for what was left behind.
export function Rest() {
  let soon = 0;

  return {
    begin: (picture, tellPython) => {
      clearTimeout(soon);
      soon = setTimeout(() => {
        if (picture.run) keepInAddress(picture.run.join("; "));
        if (picture.behind) tellPython("settled", picture.id);
      }, MOMENT);
    },
    leave: () => clearTimeout(soon),
  };
}

// What the address bar holds from now on: a step of its own in the browser's history it is not.
function keepInAddress(run) {
  const url = new URL(location.href);
  if (url.searchParams.get("run") === run) return;
  url.searchParams.set("run", run);
  history.replaceState(history.state, "", url);
}
