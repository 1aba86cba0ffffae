// A picture made of what has come: whole, or of one that is here and what has changed. The other end is stage/wire.py.
// Rules of this file: what has not changed is shared with the picture before, as the same objects; so whoever drew a
// thing can see that it need not be drawn again.

const KEPT = 32; // pictures that are remembered, the last ones shown
const pictures = (window.capPictures ??= new Map()); // by name; outside of every view, since a page may come back

// A value after a patch: nothing (it stays), ["v", new], ["d", {key: patch}, [gone]], ["l", length, {index: patch}].
export function patched(old, patch) {
  if (patch === undefined || patch === null) return old;
  const [how, what, more] = patch;
  if (how === "v") return what;
  if (how === "d") {
    const made = { ...old };
    for (const key of more) delete made[key];
    for (const key of Object.keys(what)) made[key] = patched(old[key], what[key]);
    return made;
  }
  const made = old.slice(0, what);
  for (const index of Object.keys(more)) made[index] = patched(old[index], more[index]);
  return made;
}

// {name, picture, gesture: the one that this answers} of a message; null: what it is built on is not here.
export function received(bytes) {
  const { name, base, patch, gesture } = JSON.parse(new TextDecoder().decode(bytes));
  if (base !== null && !pictures.has(base) && !pictures.has(name)) return null;
  const picture = pictures.get(name) ?? patched(pictures.get(base), patch);
  pictures.delete(name);
  pictures.set(name, picture);
  if (pictures.size > KEPT) pictures.delete(pictures.keys().next().value);
  return { name, picture, gesture };
}
