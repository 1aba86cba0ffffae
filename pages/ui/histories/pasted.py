"""The text on the histories page: where it comes from, how it is to be read, and what could be read last.

Rules of this file
* The text is the state. A text or a file that cannot be read is told, with its place; what could be read last is kept,
  and where it came from, so that nobody takes its verdict for that of another.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.histories.examples import EXAMPLES
from engine.script import ScriptError
from lessons.words import Words
from pages.ui.histories.judged import Asked, judge, opened
from pages.ui.session import error_text as errors
from pages.ui.session import state as session

FIRST = "inversion"


@dataclass(frozen=True)
class Pasted:
    """text: the history that is judged. source: where it comes from: 'text', 'run', 'example.NAME', 'file.NAME'.
    script: the run that it tells of. format, model, starts: as chosen. good: what could be read last, and its source.
    refused: a file that is no text, or too large a one, and why it was not taken. uploads: how many files came.
    """

    text: str = EXAMPLES[FIRST]
    source: str = f"example.{FIRST}"
    script: str | None = None
    format: str = "auto"
    model: str = "auto"
    starts: str = ""
    good: tuple[Asked, str] | None = None
    refused: tuple[str, str] | None = None
    uploads: int = 0


def take_in(text: str, source: str, script: str | None = None) -> None:
    """Another text; script: the run that it tells of."""
    how = {"format": "auto", "model": "auto", "starts": ""}
    session.change(Pasted, text=text, source=source, script=script, refused=None, **how)


def uploaded(words: Words, name: str, data: bytes) -> None:
    """A file in the place of the text, or why it is not taken."""
    session.change(Pasted, uploads=session.get(Pasted).uploads + 1)
    try:
        take_in(opened(data), f"file.{name}")
    except ScriptError as error:
        session.change(Pasted, refused=(name, errors.sentence(words, error)))


def found(words: Words) -> tuple[Asked | None, str, str]:
    """What can be judged, the text or else the last one that could be read; what is wrong; where the last came from."""
    pasted = session.get(Pasted)
    asked = Asked(pasted.text, pasted.format, pasted.model, pasted.starts)
    name, why = pasted.refused or (pasted.source.partition("file.")[2], "")
    if not why:
        try:
            judge(asked)
        except ScriptError as error:
            why = errors.sentence(words, error)
            if "field" in error.values:
                name, why = "", words("histories.starts_wrong", why=why)
    if not why:
        session.change(Pasted, good=(asked, pasted.source))
        return asked, "", ""
    wrong = words("histories.refused", name=errors.literal(name), why=why) if name else why
    good, source = pasted.good or (None, pasted.source)
    return good, wrong, _source(words, source)


def _source(words: Words, source: str) -> str:
    """What a history is called that came from there."""
    kind, _, name = source.partition(".")
    if kind == "example":
        return words(f"history_example.{name}")
    return words(f"histories.from_{kind}", name=errors.literal(name))
