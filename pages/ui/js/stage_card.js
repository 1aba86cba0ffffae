// The card that holds the stage: band, network, menu, legend.

import { Band } from "./band.js";
import { strokes } from "./cutting.js";
import { html, set } from "./dom.js";
import { Legend } from "./legend.js";
import { OperationLabels } from "./operation_labels.js";
import { landmark } from "./text.js";

export function StageCard(view, net, menu) {
  const band = Band(view);
  const legend = Legend(view);
  const box = html("div", { class: "netbox" }, net.el);
  const labels = OperationLabels(view);
  const el = html(
    "section",
    { class: "card stagecard", "aria-label": view.w("stage") },
    band.el,
    box,
    labels.el,
    legend.el,
    menu.el,
  );
  strokes(view, net);

  function load() {
    set(el, { "aria-label": landmark(view, "stage") });
    band.load();
    labels.load();
    legend.el.hidden = !legend.load() && !view.facts.acts;
    el.classList.toggle("cuttable", view.facts.acts && view.picture.can.verbs.includes("cut"));
  }

  function show(stepped) {
    band.show(stepped);
    if (stepped) labels.show();
    el.classList.toggle("drafting", Boolean(view.draft));
  }

  return { el, load, show };
}
