// A server that was started anew, or has forgotten the visit, begins with a run of its own: it is told of the one that
// stands here, and its first picture is not drawn.

// Each session of a server begins the names of its pictures differently (stage/wire.py).
const sessionOf = (name) => name.split(".")[0];

export function Resume() {
  let last = null; // name and run of the picture that stands here
  let asked = false;

  // run: the script to go on with, null if this picture is to be drawn; anew: even if the same one stands here.
  return ({ name, picture }) => {
    const other = last !== null && sessionOf(last.name) !== sessionOf(name);
    const forgotten = other && Boolean(last.run) && String(last.run) !== String(picture.run);
    const anew = asked;
    const run = forgotten ? last.run : picture.run;
    asked = forgotten;
    last = { name, run };
    return { run: forgotten ? run.join("; ") : null, anew };
  };
}
