"""Goals, what may not be touched, and what a run cannot be asked: the corners of the answer key."""

from __future__ import annotations

import pytest

from engine.run.simulation import run
from engine.script import parse, print_script
from lessons import answers, goals
from lessons.anchors import ProbeError, anchor
from lessons.probes import ask

START = """system quorum nodes=3 r=1 w=2
link n1-n3 latency=60
init x 0
10 write n1 x 1 by alice as w1
40 read n3 x by bob as r1
45 cut n1 | n2 n3
"""
"""w1 is answered at 30; n3 has not heard of it at 40."""


def test_what_cannot_be_run_meets_no_clause() -> None:
    goal = ("value r1 = 0", "done w1 <= 30", "value r1 = 1")
    assert goals.met(START, goal) == (True, True, False)
    assert goals.met(START.replace("read n3", "read n9"), goal) == (False, False, False)
    endless = "system quorum nodes=9 anti_entropy=1\nstop 100000\n"
    assert goals.met(endless, ("lost = 0",)) == (False,)


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("", "", ()),
        ("read n3", "read n2", ("operations",)),
        ("by bob", "by carol", ("operations",)),
        ("45 cut n1 | n2 n3", "46 cut n1 | n2 n3", ("faults",)),
        ("45 cut n1 | n2 n3", "45 crash n1", ("faults",)),
        ("45 cut n1 | n2 n3\n", "", ("faults",)),
        ("45 cut", "45 sync n1 n2\n45 cut", ()),  # an operator's command is neither
        ("r=1", "r=2", ("settings",)),
        ("nodes=3", "nodes=4", ("settings",)),
        ("latency=60", "latency=50", ("links",)),
        ("init x 0", "latency 5\ninit x 0", ("links",)),
        ("init x 0", "clock n1 skew=5\ninit x 0", ("links",)),
        ("init x 0", "timeout 50\ninit x 0", ("links",)),
        ("init x 0", "init x 1", ("links",)),
        ("init x 0", "seed 1\ninit x 0", ("links",)),
        ("r=1 w=2\nlink n1-n3 latency=60", "r=2 w=2\nlink n1-n3 latency=6", ("settings", "links")),
    ],
)
def test_what_was_touched_although_it_is_fixed(old: str, new: str, changed: tuple[str, ...]) -> None:
    other = START.replace(old, new, 1)
    every = ("operations", "faults", "settings", "links")
    assert answers.touched(START, other, every) == changed
    assert answers.touched(START, other, ()) == ()
    for one in every:
        assert answers.touched(START, other, (one,)) == ((one,) if one in changed else ())


@pytest.mark.parametrize(
    ("clause", "holds"),
    [
        ("done w1 < 31", True), ("done w1 < 30", False), ("done w1 <= 30", True), ("done w1 >= 30", True),
        ("done w1 > 30", False), ("done w1 > 29", True), ("status w1 = ok", True), ("status w1 != ok", False),
        ("status w1 < zz", False), ("status w1 >= ok", False), ("done w1 < 9", False), ("done w1 > 9", True),
        ("value r1 = value w1", False), ("value r9 != 1", False), ("done w1 = done w1", True),
    ],
)  # fmt: skip
def test_a_clause_of_numbers_and_words(clause: str, holds: bool) -> None:
    assert goals.holds(run(parse(START)), clause) is holds


def test_a_superscript_is_a_word() -> None:
    """A learner may write anything: a clause of size is not met by it, and that is all."""
    script = START.replace("write n1 x 1", "write n1 x ²").replace("read n3", "read n1")
    assert goals.met(script, ("value r1 > 0", "value r1 = ²")) == (False, True)


@pytest.mark.parametrize("clause", ["value r1", "value r1=0", "value r1 == 0", ""])
def test_a_clause_without_a_sign_is_none(clause: str) -> None:
    with pytest.raises(ProbeError) as caught:
        goals.sides(run(parse(START)), clause)
    assert (caught.value.code, caught.value.found) == ("bad_clause", clause)


@pytest.mark.parametrize(
    ("script", "place"),
    [
        (START, "fault 2"),
        (START, "fault 0"),
        (START, "note elected 1"),
        (START, "sent n1>n2.9"),
        (START, "lost n1>n2.1"),
        (START.replace("r=1", "r=3") + "stop 50", "done r1"),
        (START + "46 write n1 x 2\n50 read n1 x\n", "arrives n1>n2.3"),
    ],
)
def test_a_moment_that_never_comes(script: str, place: str) -> None:
    with pytest.raises(ProbeError) as caught:
        anchor(run(parse(script)), place)
    assert (caught.value.code, caught.value.found) == ("no_such_moment", place)


@pytest.mark.parametrize(
    ("probe", "code", "found"),
    [
        ("value r9", "no_operation", "r9"),
        ("clock w1", "no_operation", "w1"),
        ("verdict peace", "no_verdict", "peace"),
        ("pair peace", "no_verdict", "peace"),
        ("setting peace", "no_setting", "peace"),
        ("store n9 x", "no_node", "n9"),
        ("copies x 1 at noon", "bad_anchor", "noon"),
        ("copies x", "bad_probe", "copies x"),
    ],
)
def test_what_a_run_cannot_be_asked(probe: str, code: str, found: str) -> None:
    with pytest.raises(ProbeError) as caught:
        ask(run(parse(START)), probe)
    assert (caught.value.code, caught.value.found) == (code, found)


def test_quorums_of_a_system_that_has_none_do_not_overlap() -> None:
    with pytest.raises(ProbeError) as caught:
        ask(run(parse("system multi_value nodes=2\n10 read n1 x")), "overlap")
    assert (caught.value.code, caught.value.found) == ("no_setting", "r")


def test_a_start_counts_as_the_printer_writes_it() -> None:
    assert answers.changes(START, print_script(parse(START))) == 0
