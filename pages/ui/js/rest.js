// What follows when the stage has been at rest for a moment: the address bar, and the page around the stage.

const MOMENT = 300; // ms without a new picture
const AGAIN = 2000; // ms after which the page is told once more, if it has not followed
const TRIES = 3;

// Tell it of each picture; tellPython asks for what was left behind.
export function Rest() {
  let soon = 0;

  function follow(picture, tellPython, tries = TRIES) {
    if (!picture.behind || !tries) return;
    tellPython("settled", picture.id);
    soon = setTimeout(() => follow(picture, tellPython, tries - 1), AGAIN);
  }

  return {
    begin: (picture, tellPython) => {
      clearTimeout(soon);
      soon = setTimeout(() => {
        if (picture.run) keepInAddress(picture.run.join("; "));
        follow(picture, tellPython);
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
