"""The commands of a run under every system: which promise held there, and where it broke first.

Rules of this file
* Facts only: codes, ticks and values. The words are in lessons/<lang>/compare.toml.
* A verdict is the one at the end of the run; where it is 'broken', the tick is the one since which it has been.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from engine.model import Command, Scenario, Verdict
from engine.protocols import configured, protocol_of
from engine.run.simulation import Overrun
from engine.script import ScriptError
from engine.trace import Trace
from pages.ui.compare import pair as duel
from pages.ui.compare.systems import SYSTEMS
from pages.ui.session import run_cache as runs
from pages.ui.session.shared_cache import SharedCache
from pages.ui.session.turns import turn
from pages.ui.stage.picture import verdicts

KEPT: Final = 200
"""Grids that are kept: each is some thirty rows of ten verdicts."""


class Cell(NamedTuple):
    """A promise under a system. broke: the tick from which on it was broken; None where it is not."""

    verdict: Verdict
    broke: int | None


class Row(NamedTuple):
    """A system. name: its code in SYSTEMS, None for the run's own where that has none; line: its line in a script.

    script, left_out: the run there, and the commands that mean nothing to it. cells: by check; one that has nothing to
    judge is missing. error: why it cannot run there, with neither script nor cells.
    """

    name: str | None
    line: str
    own: bool
    script: str = ""
    left_out: tuple[Command, ...] = ()
    cells: Mapping[str, Cell] = MappingProxyType({})
    error: ScriptError | Overrun | None = None


_grids: SharedCache[tuple[Row, ...]] = SharedCache(KEPT, lambda _: 1)


def rows(script: str) -> tuple[Row, ...]:
    """Every system in the order of the registry, before them the run's own. Raises ScriptError."""
    scenario = runs.scenario(script)

    def judged() -> tuple[Row, ...]:
        with turn() as rest:
            return tuple(_row(scenario, name, line, rest) for name, line in _lines(scenario))

    return _grids.get(script, judged)


def possible(scenario: Scenario) -> bool:
    """Can other systems run this? Calls of services mean nothing to stores."""
    instances = protocol_of(scenario.system).services(configured(scenario.system))
    return not scenario.gateways and instances is None


def _lines(scenario: Scenario) -> Sequence[tuple[str | None, str]]:
    own = duel.own(scenario)
    lines = {duel.line_of(name, scenario.system.nodes): name for name in SYSTEMS}
    return [(lines.pop(own, None), own), *((name, line) for line, name in lines.items())]


def _row(scenario: Scenario, name: str | None, line: str, rest: Callable[[], None]) -> Row:
    own = line == duel.own(scenario)
    try:
        side = duel.side(scenario, None if own else line)
        cells = _cells(runs.trace(side.script))
    except (ScriptError, Overrun) as error:
        return Row(name, line, own, error=error)
    finally:
        rest()
    return Row(name, line, own, side.script, side.left_out, cells)


def _cells(trace: Trace) -> dict[str, Cell]:
    spans = {check: found for check, found in verdicts.spans(trace).items() if found}
    return {check: Cell(found[-1][1], _broke(found)) for check, found in spans.items()}


def _broke(spans: Sequence[tuple[int, Verdict]]) -> int | None:
    """Since when the last verdict has been 'broken'."""
    since = None
    for tick, verdict in reversed(spans):
        if verdict.outcome != "broken":
            break
        since = tick
    return since
