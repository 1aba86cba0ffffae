// What every page asks of the browser: one step of its history a page, a word where the server cannot be reached, the Tab
// key in dialogs, the focus in popovers.

import { tabInDialogs } from "./dialog_tab.js";
import { popoverFocus } from "./popover_focus.js";

const PATIENCE = 1500; // ms: a connection may be lost for a moment
const LEAVING = 400; // ms in which a page that is being left gives way to the next
const BY_ITSELF = new Set(["lang", "run", "first", "with", "t"]); // what pages write into their address by themselves
const AT_FIRST = new Set(["lesson", "step"]); // so they do where there was none
const CONNECTION = "data-test-connection-state";

// What Streamlit calls on every page. data.away: what is said while the server cannot be reached.
export function mountBrowser({ data }) {
  const page = (window.capBrowser ??= begun());
  page.say(data.away);
}

function begun() {
  oneStepAPage();
  tabInDialogs();
  popoverFocus();
  return Away();
}

// Streamlit makes a step of the history of each query that a page writes. What a page writes by itself is no step that a
// visitor took: Back would come to the same page, which writes it again. A query that only loses something is either
// that, or the page is being left, and stands as it was.
function oneStepAPage() {
  const push = history.pushState.bind(history);
  let soon = 0;
  history.pushState = (state, title, url) => {
    const to = new URL(url ?? "", location.href);
    clearTimeout(soon);
    if (to.pathname !== location.pathname) return push(state, title, url);
    const [before, after] = [location, to].map((one) => new URLSearchParams(one.search));
    const gained = Array.from(after.keys()).filter((name) => after.get(name) !== before.get(name));
    const written = (name) => BY_ITSELF.has(name) || (AT_FIRST.has(name) && !before.has(name));
    if (!gained.every(written)) return push(state, title, url);
    if (gained.length) return history.replaceState(state, title, url);
    soon = setTimeout(() => history.replaceState(state, title, url), LEAVING);
    return undefined;
  };
  // Those that were made before this script had come are taken back. A page that was just opened has a state by them alone.
  const { type, name } = performance.getEntriesByType("navigation")[0];
  const here = new URL(location.href);
  const opened = new URL(name);
  if (type !== "navigate" || history.state === null) return;
  if (opened.pathname !== here.pathname || opened.search === here.search) return;
  const back = (event) => {
    event.stopImmediatePropagation();
    if (history.state !== null) return history.back();
    window.removeEventListener("popstate", back, true);
    return history.replaceState(null, "", here);
  };
  window.addEventListener("popstate", back, true);
  history.back();
}

// A bar in the learner's language, in place of Streamlit's own window, which speaks English and covers the page. The stage
// goes on without a server; as long as there is none, no window is ours.
function Away() {
  const app = document.querySelector('[data-testid="stApp"]');
  const box = Object.assign(document.createElement("div"), { id: "cap-away", hidden: true });
  box.setAttribute("role", "status");
  document.body.append(box);
  let soon = 0;
  let words = "";

  const windows = new MutationObserver((changes) => {
    const added = changes.flatMap((change) => Array.from(change.addedNodes));
    for (const node of added) node.querySelector?.('[role="dialog"] button[aria-label="Close"]')?.click();
  });

  function look() {
    clearTimeout(soon);
    const lost = app.getAttribute(CONNECTION) !== "CONNECTED";
    windows.disconnect();
    if (lost) windows.observe(document.body, { childList: true });
    soon = setTimeout(() => show(lost), lost ? PATIENCE : 0);
  }

  function show(lost) {
    box.hidden = !lost;
    box.textContent = lost ? words : "";
  }

  new MutationObserver(look).observe(app, { attributes: true, attributeFilter: [CONNECTION] });
  return {
    say: (text) => {
      words = text;
    },
  };
}
