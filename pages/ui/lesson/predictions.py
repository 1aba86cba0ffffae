"""Predictions at a step: the first is the learner's own for good, later ones of this visit stand beside it.

Rules of this file
* A reason is kept for this visit alone, and is nobody's but the learner's.
* To predict again asks anew and takes nothing back: what the log has, and what the end of a lesson tells, is the first.
"""

from __future__ import annotations

import streamlit as st

from pages.ui.lesson import attempts, log
from pages.ui.lesson.position import At, projector

REASON_MAX = 200
"""Characters of a reason."""


def now(key: str) -> str | None:
    """The prediction that is compared: the last one; None while there is none, or it is asked anew."""
    if attempts.of(f"anew_{key}"):
        return None
    return (later(key) or (log.get().answers.get(key),))[-1]


def later(key: str) -> tuple[str, ...]:
    """What was predicted after the first, in this visit."""
    return attempts.of(f"later_{key}") or ()


def because(at: At) -> None:
    """A line for the reason, for whoever wants to give one; not on a projector, which is everybody's."""
    if not projector():
        st.text_input(at.words("lesson.because"), key=f"because_{at.key}", max_chars=REASON_MAX)


def reason(key: str) -> str:
    """The reason that was given with the last prediction."""
    return str(attempts.of(f"reason_{key}") or "")


def give(key: str, token: str) -> None:
    """A prediction is made."""
    attempts.keep(f"reason_{key}", st.session_state.get(f"because_{key}", "").strip())
    if key in log.get().answers:
        attempts.add(f"later_{key}", token)
    else:
        log.put(log.get().answered(key, token))
    attempts.keep(f"anew_{key}", False)


def anew(key: str) -> None:
    """Ask once more."""
    attempts.keep(f"anew_{key}", True)
    attempts.keep(f"ask_{key}", ())
    st.session_state.pop(f"ask_{key}", None)


def before(key: str) -> tuple[str, ...]:
    """All predictions before the one that is compared, the first at the beginning."""
    first = log.get().answers.get(key)
    return () if first is None else (first, *later(key))[:-1]
