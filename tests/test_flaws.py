"""The brief's flaws: each is off by default, can be switched on, and makes the difference that its entry names.

Rules of this file
* SEEN holds, for each row, what the most telling facts are by the right rule and by the brief's: worked out by hand.
"""

from __future__ import annotations

from typing import Any

import pytest

from engine.flaws import FLAWS, difference
from engine.flaws import quorum as quorum_flaws
from engine.model import Logged
from engine.protocols import PROTOCOLS, configured
from engine.script import parse, print_script
from engine.settings import Flags
from engine.sim import run
from lessons.words import languages, load

LOGGED = tuple(Logged(n, tick, "x", n, True) for n, tick in ((1, 10), (2, 60), (3, 160)))

Seen = dict[str, dict[str, tuple[Any, Any] | None]]

SEEN: Seen = {
    "B34": {"op.w1": (("refused",), ("unknown",)), "mode.n1": ("partitioned", "normal"), "note.can_form": (3, 5)},
    "B35": {"op.w1": (("refused",), ("ok",)), "verdict.linearizable": ("kept", "broken")},
    "B36": {"op.w1": (("refused",), ("unknown",)), "mode.n1": ("partitioned", "normal")},
    "B37": {
        "op.early": (("refused",), ("unknown",)),
        "op.healed": (("ok",), ("refused",)),
        "role.n1": (None, "read_only"),
    },
    "B38": {"op.w1": (("unknown",), ("ok",)), "store.n1.x": ((2,), (1,)), "verdict.converged": ("kept", "broken")},
    "B39": {"op.w1": (("refused",), ("unknown",))},
    "B40": {"op.r1": (("ok", 0), ("ok", 1)), "verdict.linearizable": ("kept", "broken")},
    "B41": {
        "op.before": (("unknown",), ("ok", 0)),
        "op.after": (("refused",), ("ok", 0)),
        "verdict.linearizable": ("kept", "broken"),
    },
    "B42": {"verdict.linearizable": ("kept", "broken")},
    "B43": {"store.n1.y": ((2,), None), "store.n2.y": ((2,), None), "lost": ((), ("w2",))},
    "B44": {"store.n1.x": ((2,), (1,)), "store.n3.x": ((2,), (1,))},
    "B46": {"store.n1.x": None, "store.n2.x": ((2,), (1,))},
    "B47": {"store.n1.x": None, "store.n2.x": ((2,), (1,))},
    "B48": {"store.n1.x": ((1,), None), "note.recovery_completed": None, "verdict.converged": ("kept", "broken")},
    "B49": {"store.n1.x": ((2,), (1,)), "verdict.converged": ("kept", "broken")},
    "B50": {"log.n1": ((LOGGED[2],), LOGGED)},
    "B51": {"op.w1": (("ok",), ("refused",)), "verdict.available": ("kept", "broken")},
    "B52": {"note.lost_connection": (3, 27), "mode.n3": ("partitioned", "normal")},
    "B53": {"mode.n1": ("normal", "partitioned"), "mode.n2": ("normal", "partitioned")},
    "B54": {"mode.n1": ("partitioned", "normal"), "mode.n2": None},
    "B56": {"op.w1": (("ok",), ("unknown",)), "op.r1": (("ok", 1), ("unknown",))},
}

SECTIONS = ("flaw", "flaw_rule", "flaw_right", "flaw_see")


@pytest.mark.parametrize("row", FLAWS)
def test_a_flaw_makes_the_difference_that_it_names(row: str) -> None:
    flaw = FLAWS[row]
    differs = difference(run(flaw.right()), run(flaw.wrong()))
    assert set(flaw.evidence) <= set(differs)
    assert {name: differs.get(name) for name in SEEN[row]} == SEEN[row]


@pytest.mark.parametrize("row", FLAWS)
def test_a_flaw_is_off_by_default_and_can_be_written(row: str) -> None:
    flaw = FLAWS[row]
    assert print_script(flaw.right()) == flaw.script
    assert flaw.wrong() != flaw.right()
    assert parse(print_script(flaw.wrong())) == flaw.wrong()
    assert not getattr(configured(flaw.right().system), "flaw", ())


def test_every_flaw_of_a_protocol_is_in_the_registry() -> None:
    codes = {code for module in PROTOCOLS.values() for kind in module.SETTINGS.values() for code in _codes(kind)}
    assert codes == {code for flaw in FLAWS.values() for name, value in flaw.on if name == "flaw" for code in value}


def test_every_flaw_has_words() -> None:
    for lang in languages():
        words = load(lang)
        for flaw in FLAWS.values():
            assert all(words.has(f"{section}.{flaw.code}") for section in SECTIONS), flaw.row


def test_rows_are_told_once() -> None:
    assert len({flaw.row for flaw in quorum_flaws.FLAWS}) == len(quorum_flaws.FLAWS)


def _codes(kind: Any) -> tuple[str, ...]:
    return kind.codes if isinstance(kind, Flags) else ()
