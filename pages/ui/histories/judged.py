"""Histories judged for the page: each text once for all sessions, within steps and not within time.

Rules of this file
* Texts, and what is wrong with them, are kept by their size; who asks for what another session is judging waits for it.
* A long judgement takes its turn, and rests in between.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from engine.checks import FOREIGN
from engine.histories import APP, Log, decoded, read
from engine.histories.judging import judged
from engine.histories.starts import started
from engine.model import Verdict
from engine.script import ScriptError
from pages.ui.session.shared_cache import SharedCache
from pages.ui.session.turns import turn

STEPS: Final = 2_500_000
"""Of search, for all keys together: about three seconds."""
SMALL: Final = 300
"""Operations up to which the other models are judged without being asked for, and nobody waits for a turn."""
KEPT: Final = 60_000_000
"""Bytes, about, of all that is kept together."""
EACH: Final = 1_500
"""Bytes, about, that an operation takes with what is known of it."""


SIGN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\](){},]')
"""What tells where a start value ends: commas, but not those in quotes or brackets."""


class Asked(NamedTuple):
    """A text, and how it was to be read and judged. starts: values at the start, such as 0, or x=0, y=1."""

    text: str
    format: str = "auto"
    model: str = "auto"
    starts: str = ""


class Judged(NamedTuple):
    """A history that could be read, and its verdicts."""

    log: Log
    model: str
    verdicts: tuple[Verdict, ...]


_judged: SharedCache[tuple[int, Judged | ScriptError]] = SharedCache(KEPT, lambda held: held[0])
_weaker: SharedCache[tuple[Verdict, ...]] = SharedCache(2_000, len)


def opened(data: bytes) -> str:
    """The text of a file. Raises ScriptError."""
    text = decoded(data, APP).replace("\r\n", "\n") if len(data) <= APP.bytes else ""
    size = max(len(data), len(text))
    if size > APP.bytes:
        raise ScriptError(0, 0, "too_long", {"limit": "file", "size": f"{size:,} B", "maximum": f"{APP.bytes:,} B"})
    return text


def judge(asked: Asked) -> Judged:
    """Read and judge a text. Raises ScriptError."""
    _, found = _judged.get(asked, lambda: _first(asked))
    if isinstance(found, ScriptError):
        raise found.with_traceback(None)
    return found


def _first(asked: Asked) -> tuple[int, Judged | ScriptError]:
    """What comes of a text, and its size."""
    size = len(asked.text)
    try:
        with turn(long=size > SMALL * 100):
            log = _started(read(asked.text, asked.format, APP), asked.starts)
        model = log.model if asked.model == "auto" else asked.model
        return size + EACH * len(log.operations), Judged(log, model, _within(log, model))
    except ScriptError as error:
        return size, error


def _started(log: Log, starts: str) -> Log:
    """Raises ScriptError without a place, of the field 'starts'."""
    parts = map(str.strip, _parts(starts))
    words = [part if part[0] in '"[{#' else re.sub(r"\s*=\s*", "=", part, count=1) for part in parts if part]
    try:
        return started(log, words)
    except ScriptError as error:
        raise ScriptError(0, 0, error.code, {**error.values, "field": "starts"}) from None


def _parts(starts: str) -> list[str]:
    """What stands between the commas that are in no brackets."""
    parts, begin, depth = [], 0, 0
    for found in SIGN.finditer(starts):
        if found[0] == "," and depth <= 0:
            parts.append(starts[begin : found.start()])
            begin = found.end()
        depth += (found[0] in "[({") - (found[0] in "])}")
    return [*parts, starts[begin:]]


def _within(log: Log, model: str) -> tuple[Verdict, ...]:
    with turn(long=len(log.operations) > SMALL) as rest:

        def stop() -> bool:
            rest()
            return False

        return judged(log, model, most=STEPS, stop=stop)


def weaker(asked: Asked) -> tuple[Verdict, ...]:
    """All checks but linearizability. Raises ScriptError."""
    found = judge(asked)

    def others() -> tuple[Verdict, ...]:
        with turn(long=len(found.log.operations) > SMALL):
            return judged(found.log, found.model, FOREIGN[1:], known=found.verdicts)

    return _weaker.get(asked, others)
