// What the view hears: keys, and presses anywhere.

// What has a use of its own for arrows and letters.
const OWN_KEYS = "[role=tab], [role=radio], [role=slider], [role=option], [role=menuitem], [role=combobox], [role=dialog]";
// While one of Streamlit's lies over the page, keys are for it, wherever the focus is.
const POPOVER = '[data-testid="stPopoverBody"]';

export function listen(view, host) {
  const keys = {
    " ": () => view.player.toggle(),
    ArrowLeft: () => view.player.step(-1),
    Home: () => view.player.step(-Infinity),
    End: () => view.player.step(Infinity),
    ArrowRight: (event) => (event.shiftKey ? view.player.stepStar() : view.player.step(1)),
    c: () => act("cut") && view.startDraft(),
    h: () => act("heal") && view.send({ verb: "heal" }),
    u: () => act() && view.send({ verb: "undo" }),
    r: () => act() && view.send({ verb: "redo" }),
    "?": () => view.showKeys(),
    f: () => tool("f"),
    p: () => tool("p"),
    t: () => tool("t"),
    v: () => tool("v"),
    PageUp: () => view.send({ verb: "scene", back: true }),
    PageDown: () => view.send({ verb: "scene" }),
  };
  // A page of scenes is turned where there are any, and where no page around the stage is to be scrolled.
  const turns = (inside) => Boolean(view.picture.run) && (inside || view.picture.mode === "projector");
  const tool = (letter) => host.querySelector(`[data-key="${letter}"]`)?.click();
  const act = (verb) => view.facts.acts && (!verb || view.picture.can.verbs.includes(verb));

  function key(event) {
    view.menu.by("key");
    const target = event.composedPath()[0];
    const inside = event.composedPath().includes(host);
    if (event.key === "Escape" && inside) return escape(event);
    const idle = target === document.body || target.tagName === "MAIN" || target.closest?.(".net");
    if (event.key === "Enter" && view.draft?.ready() && idle) return view.confirmDraft();
    if (event.key === "Escape" && view.draft && idle) return view.endDraft();
    if (!inside && (target.closest?.(OWN_KEYS) || document.querySelector(POPOVER))) return undefined;
    if (event.defaultPrevented || event.altKey) return undefined;
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName) || target.isContentEditable) return undefined;
    if (event.ctrlKey || event.metaKey) return edit(event);
    if (event.key === " " && target.tagName === "BUTTON") return undefined;
    const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (!keys[name] || (name.startsWith("Page") && !turns(inside))) return undefined;
    event.preventDefault();
    event.stopPropagation();
    return keys[name](event);
  }

  // What editors do by these keys.
  function edit(event) {
    const letter = event.key.toLowerCase();
    const verb = letter === "y" || (letter === "z" && event.shiftKey) ? "redo" : letter === "z" ? "undo" : null;
    if (!verb || !act()) return undefined;
    event.preventDefault();
    return view.send({ verb });
  }

  function escape(event) {
    if (host.querySelector(":popover-open")) return undefined; // the browser shuts it
    event.preventDefault();
    if (view.menu.isOpen()) return view.menu.close();
    if (!view.keycard.el.hidden) return view.keycard.close();
    if (view.draft) return view.endDraft();
    return view.pick ? view.choose(null) : undefined;
  }

  function press(event) {
    const path = event.composedPath();
    view.menu.by(event.pointerType);
    if (view.menu.isOpen() && !path.includes(view.menu.el)) view.menu.close();
    if (!view.keycard.el.hidden && !path.includes(view.keycard.el)) view.keycard.close();
  }

  document.documentElement.addEventListener("keydown", key); // before the host page, whose R and C mean other things
  document.addEventListener("pointerdown", press);
  return {
    leave: () => {
      view.player.pause();
      document.documentElement.removeEventListener("keydown", key);
      document.removeEventListener("pointerdown", press);
    },
  };
}
