"""A flaw of the brief as a named variant: which rule it was, how to switch it on, and a run that shows it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from engine.model import Scenario
from engine.script import parse
from engine.script.rewrite import gateway_with, with_settings


@dataclass(frozen=True, slots=True)
class Flaw:
    """One row of the audit.

    row: its number there ('B56'). code: its name in words ([flaw], [flaw_rule], [flaw_right], [flaw_see]).
    lines: of the brief. script: a run with the rule as it should be, canonical. on: the settings that put the brief's
    rule in its place, as they would be written in the system line; in a run with gateways, in each of their lines.
    evidence: the facts (facts.py) that then differ, the most telling first. source: who says what is right.
    """

    row: str
    code: str
    lines: str
    script: str
    on: tuple[tuple[str, Any], ...]
    evidence: tuple[str, ...]
    source: str = ""

    def right(self) -> Scenario:
        """The run as it should be."""
        return parse(self.script)

    def wrong(self) -> Scenario:
        """The same run by the brief's rule."""
        scenario = self.right()
        if scenario.gateways:
            return replace(scenario, gateways=tuple(gateway_with(one, dict(self.on)) for one in scenario.gateways))
        settings = {**dict(scenario.system.settings), **dict(self.on)}
        return replace(scenario, system=with_settings(scenario.system, settings))


def flaws_in(file: Path) -> tuple[Flaw, ...]:
    """The flaws that a file names, in its order; none where there is no file."""
    if not file.exists():
        return ()
    entries = tomllib.loads(file.read_text(encoding="utf-8"))["flaw"]
    return tuple(
        Flaw(**{**entry, "on": _written(entry["on"]), "evidence": tuple(entry["evidence"])}) for entry in entries
    )


def _written(settings: dict[str, object]) -> tuple[tuple[str, object], ...]:
    """Settings as a system line has them: a list is a tuple."""
    return tuple((name, tuple(value) if isinstance(value, list) else value) for name, value in settings.items())
