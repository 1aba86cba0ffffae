"""Exports: a run as text in formats of others.

Rules of this package
* A format is a function of a Trace, with a line in FORMS: its words are those of its name, and how its file ends.
* histories.py: what clients saw, in forms that engine/histories reads again with the same verdicts.
  messages.py: what nodes did, for tools that draw it. withheld.py: why a run cannot be judged again.
* Nothing that a learner wrote can end a line or a field. No sentences: names, verbs, values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from engine.analysis.report import as_text, report
from engine.exports.histories import events_json, jepsen, table
from engine.exports.messages import mermaid, shiviz
from engine.trace import Trace


class ExportFormat(NamedTuple):
    """What makes a run's text, how its file ends, and what a browser is to take it for."""

    make: Callable[[Trace], str]
    ending: str
    mime: str


FORMS: Final[Mapping[str, ExportFormat]] = {
    "jepsen": ExportFormat(jepsen, "edn", "text/plain"),
    "json": ExportFormat(lambda trace: as_text(report(trace)), "json", "application/json"),
    "events": ExportFormat(events_json, "events.json", "application/json"),
    "csv": ExportFormat(table, "csv", "text/csv"),
    "shiviz": ExportFormat(shiviz, "shiviz.log", "text/plain"),
    "mermaid": ExportFormat(mermaid, "mmd", "text/plain"),
}
