// A server that was started anew, or has forgotten the visit, begins with a run of its own: it is told of the one that
// stands here, and its first picture is not drawn. A page that was loaded anew tells it what its tab has kept.

import { keptBefore } from "./keep.js";

// Each session of a server begins the names of its pictures differently (stage/wire.py).
const sessionOf = (name) => name.split(".")[0];

const hasMore = (desk) => desk?.runs?.length > 1 || desk?.branches?.length > 0;

// before: what was kept of a run before the page was loaded anew.
export function Resume(before = keptBefore) {
  let last = null; // name, run and desk of the picture that stands here
  let asked = false; // the next picture answers what was said
  let moment = null;

  // said: the run and the desk to go on with, null where there is nothing to say; drawn: is this picture drawn? anew: even
  // if the same one stands here; moment: where the player stood before the page was loaded anew.
  return ({ name, picture }) => {
    const run = picture.run?.join("; ");
    const other = last !== null && sessionOf(last.name) !== sessionOf(name);
    const forgotten = other && Boolean(last.run) && last.run !== run;
    const kept = last === null && run ? before(run) : null;
    const anew = asked;
    if (!anew) moment = kept && kept.moment;
    const from = forgotten ? last : { run, desk: other ? last.desk : kept?.desk };
    asked = forgotten || hasMore(from.desk);
    last = forgotten ? { ...last, name } : { name, run, desk: picture.desk };
    return { said: asked ? { run: from.run, desk: from.desk ?? null } : null, drawn: !forgotten, anew, moment };
  };
}
