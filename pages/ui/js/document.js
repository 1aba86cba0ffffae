// What Streamlit leaves out of the document: the language of its words, and what the page is for.

export function describe({ data }) {
  document.documentElement.lang = data.lang;
  let meta = document.head.querySelector('meta[name="description"]');
  if (!meta) {
    meta = document.createElement("meta");
    meta.name = "description";
    document.head.append(meta);
  }
  meta.content = data.description;
}
