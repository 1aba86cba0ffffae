// The link that leads past everything to the first node: the first stop of the Tab key on a page with a stage.
// Rules of this file: one link a page, which stands before all that Streamlit draws; it goes with the stage that it leads to.

import { button } from "./dom.js";

export function Skip(view) {
  const el = button({ class: "cap-skip", onclick: () => view.net.el.querySelector(".node")?.focus() });
  return {
    load: () => {
      el.textContent = view.w("skip");
      const there = document.querySelector(".cap-skip");
      if (!there) document.body.prepend(el);
    },
    leave: () => el.remove(),
  };
}
