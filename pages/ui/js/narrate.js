// The narration: what a lesson says about the event at which the run has come. Captions are tied to events by index.
// Rules of this file: it looks up and steps on; the words come with the picture, and become text nodes only.

function Narration(view) {
  const text = html("p", { class: "said" });
  const count = html("span", { class: "count" });
  const on = button({ class: "on", onclick: () => view.toNextCaption() });
  const room = html("div", { class: "saying" }, text);
  const el = html("section", { class: "card narration", hidden: true, "aria-live": "polite" }, room, count, on);

  function load() {
    el.hidden = !view.picture.captions?.length;
    set(on, { text: view.w("next_caption") });
    const all = [view.w("narration"), ...(view.picture.captions ?? []).map((one) => one.text)];
    room.replaceChildren(text, ...all.map((one) => html("p", { class: "sizer", "aria-hidden": "true", text: one })));
  }

  function show(stepped) {
    const captions = view.picture.captions ?? [];
    if (!stepped || !captions.length) return;
    const place = upto(captions, view.cursor.i, (one) => one.i);
    const said = place < 0 ? view.w("narration") : captions[place].text;
    if (text.textContent !== said) text.textContent = said;
    count.textContent = `${place + 1}/${captions.length}`;
    on.disabled = place === captions.length - 1;
  }

  return { el, load, show };
}
