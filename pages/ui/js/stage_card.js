// The card that holds the stage: band, network, menu, legend.

import { Band } from "./band.js";
import { html } from "./dom.js";
import { Legend } from "./legend.js";
import { OperationLabels } from "./operation_labels.js";

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
  const svgEl = net.el;
  svgEl.addEventListener("pointerdown", (event) => {
    if (!view.draft) return;
    svgEl.setPointerCapture(event.pointerId);
    view.draft.start(net.at(event));
  });
  svgEl.addEventListener("pointermove", (event) => view.draft?.move(net.at(event)));
  for (const end of ["pointerup", "pointercancel"]) svgEl.addEventListener(end, () => view.draft?.stop());

  function load() {
    band.load();
    labels.load();
    legend.el.hidden = !legend.load() && !view.facts.acts;
  }

  function show(stepped) {
    band.show();
    if (stepped) labels.show();
    el.classList.toggle("drafting", Boolean(view.draft));
  }

  return { el, load, show };
}
