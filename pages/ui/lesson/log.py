"""What the learner has predicted and done, in this session and in the browser.

Rules of this file
* The browser keeps a copy (localStorage) where it may; what it gives back is untrusted and joined to what is here.
* A session that is new while its page is not (the server began anew, a phone slept) has heard nothing yet: the browser
  tells it what it keeps, and writes nothing before that.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from lessons.progress import BYTES_MAX, Progress, from_text, to_text
from lessons.words import Words
from pages.ui.help.link import to_help
from pages.ui.session import state as session
from pages.ui.session.unseen import unseen

KEEP = """
const KEY = "cap-lab-progress";
export default function ({ data, setTriggerValue }) {
  try {
    if (data.forget) { localStorage.removeItem(KEY); return; }
    const found = data.heard ? null : localStorage.getItem(KEY);
    if (found && found !== data.text) setTriggerValue("found", found);
    else if (!data.empty) localStorage.setItem(KEY, data.text);
  } catch (error) { /* a browser that keeps nothing */ }
}
"""

_keeper = st.components.v2.component("cap_keeper", js=KEEP)


@dataclass(frozen=True)
class Kept:
    """What the learner has done; heard: whether the browser's copy was joined to it; forget: tell the browser to forget
    it; file: the progress file that was taken last.
    """

    progress: Progress = field(default_factory=Progress)
    heard: bool = False
    forget: bool = False
    file: str | None = None


def get() -> Progress:
    """What there is."""
    return session.get(Kept).progress


def put(progress: Progress) -> None:
    """Keep it."""
    session.change(Kept, progress=progress)


def keep() -> None:
    """Let the browser keep it, and take what it has kept; after each step that may have changed it."""

    def found() -> None:
        text = (st.session_state.get("keeper") or {}).get("found")
        if isinstance(text, str):
            _join(text)
            session.change(Kept, heard=True)

    progress = get()
    forget = session.take(Kept, "forget")
    empty = not progress.answers and not progress.done
    data = {"text": to_text(progress), "empty": empty, "forget": forget, "heard": session.get(Kept).heard}
    with unseen("kept"):
        _keeper(key="keeper", data=data, on_found_change=found)


def files(words: Words) -> None:
    """Progress as a file: to take along, to bring back, to forget."""
    st.caption(words("lesson.progress_help"))
    to_help(words, "privacy")
    st.download_button(
        words("lesson.progress_save"),
        to_text(get()),
        "cap-lab-progress.json",
        "application/json",
        icon=":material/download:",
    )
    given = st.file_uploader(words("lesson.progress_open"), type="json", key="progress_file", max_upload_size=1)
    if given is not None and session.get(Kept).file != given.file_id:
        session.change(Kept, file=given.file_id)
        data = given.getvalue()[: BYTES_MAX + 1]
        if _join(data.decode("utf-8", errors="replace")):
            st.rerun()
        st.error(words("lesson.progress_bad"), icon=":material/error:")
    st.button(words("lesson.progress_forget"), on_click=_forget, icon=":material/delete:", type="tertiary")


def _join(text: str) -> bool:
    try:
        put(get().joined(from_text(text)))
    except ValueError:
        return False
    return True


def _forget() -> None:
    put(Progress())
    session.change(Kept, forget=True)
