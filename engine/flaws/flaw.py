"""A flaw of the brief as a named variant: which rule it was, how to switch it on, and a run that shows it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from engine.model import Scenario
from engine.script import parse
from engine.script.rewrite import gateway_with, with_settings


@dataclass(frozen=True, slots=True)
class Flaw:
    """One row of the audit.

    row: its number there ('B56'). code: its name in words ([flaw], [flaw_rule], [flaw_right], [flaw_see]).
    lines: of the brief. script: a run with the rule as it should be, canonical. on: the settings that put the brief's
    rule in its place, as they would be written in the system line. evidence: the facts (facts.py) that then differ,
    the most telling first. source: who says what is right. at_gateway: `on` is for the gateways' lines.
    """

    row: str
    code: str
    lines: str
    script: str
    on: tuple[tuple[str, Any], ...]
    evidence: tuple[str, ...]
    source: str = ""
    at_gateway: bool = False

    def right(self) -> Scenario:
        """The run as it should be."""
        return parse(self.script)

    def wrong(self) -> Scenario:
        """The same run by the brief's rule."""
        scenario = self.right()
        if scenario.gateways and self.at_gateway:
            return replace(scenario, gateways=tuple(gateway_with(one, dict(self.on)) for one in scenario.gateways))
        settings = {**dict(scenario.system.settings), **dict(self.on)}
        return replace(scenario, system=with_settings(scenario.system, settings))
