// One view for each place that Streamlit gives us; a new picture goes to the view that is there.

const VIEWS = new WeakMap();

function mountStage({ parentElement, data, setTriggerValue }) {
  if (!data) return () => {};
  if (!VIEWS.has(parentElement)) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    if (parentElement.adoptedStyleSheets)
      parentElement.adoptedStyleSheets = [...parentElement.adoptedStyleSheets, sheet];
    VIEWS.set(parentElement, View(parentElement));
  }
  const view = VIEWS.get(parentElement);
  view.update(data, setTriggerValue);
  return () => {
    view.close();
    VIEWS.delete(parentElement);
  };
}
