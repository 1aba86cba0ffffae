"""The systems of a comparison by name: as it is called in the list of rivals, or by what it is."""

from __future__ import annotations

from lessons.words import Words
from pages.ui.compare import pair as duel
from pages.ui.compare import systems as rivals
from pages.ui.session import run_cache as runs
from pages.ui.stage import frame

Lines = tuple[str | None, str]
"""The system lines of either side (None: as in the run)."""


def described(words: Words, code: str, script: str) -> str:
    """A system that has no name in the list."""
    scenario = runs.scenario(script)
    name = words(f"system.{scenario.system.protocol}")
    return words(f"compare.{code}", name=name, setting=frame.setting(scenario, words))


def names(words: Words, lines: Lines, sides: tuple[duel.Side, duel.Side]) -> tuple[str, str]:
    """Either system by its name here, or by what it is."""
    found = []
    for letter, line, side in zip("AB", lines, sides, strict=True):
        scenario = runs.scenario(side.script)
        listed = {duel.line_of(name, scenario.system.nodes): words(f"rival.{name}") for name in rivals.SYSTEMS}
        found.append(f"{letter} · {listed.get(line or duel.own(scenario)) or plain(words, side.script)}")
    return found[0], found[1]


def plain(words: Words, script: str) -> str:
    """The system of a run by what it is."""
    scenario = runs.scenario(script)
    return words(
        "compare.plain", name=words(f"system.{scenario.system.protocol}"), setting=frame.setting(scenario, words)
    )
