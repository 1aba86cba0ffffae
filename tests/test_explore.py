"""The explorer finds what is known to be there, says none where there is none, and shows nothing unconfirmed.

Rules of this file
* Steps are counted by hand: a step is one command, or one message that comes, with all that its node does about it.
* In FLAWED stand the rows of the audit whose evidence is a broken promise about answers, or a lost write.
"""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import replace
from itertools import islice

import pytest

from engine.catalog.scenes import PRESETS
from engine.explore import PROMISES, Finding, Scope, SearchProgress, broken_by, explore, finish, strongest
from engine.explore.command import add_arguments
from engine.explore.fault_states import two_groups
from engine.explore.promises import judged
from engine.explore.schedules import schedule
from engine.flaws import FLAWS
from engine.model import Crash, Cut, Drop, Scenario
from engine.run.simulation import run
from engine.script import parse, print_script
from tests.commands import engine

WRITE_READ = "init x 0; 10 write n1 x 1 by alice; 20 read n2 x by bob"
WRITE_READ_READ = f"{WRITE_READ}; 30 read n3 x by carol"


def found(system: str, scene: str, promise: str = "linearizable", scope: Scope = Scope()) -> Finding:  # noqa: B008
    return finish(explore(parse(f"system {system}; {scene}"), promise, scope))


def test_the_smallest_stale_read() -> None:
    """Both nodes answer for themselves: the write is one step, the read the other."""
    finding = found("quorum nodes=3 r=1 w=1", WRITE_READ)
    assert (finding.outcome, finding.steps) == ("found", 2)
    assert finding.scenario is not None
    assert print_script(finding.scenario) == (
        "system quorum nodes=3 r=1 w=1\ninit x 0\n5 write n1 x 1 by alice as w1\n10 read n2 x by bob as r1\n"
    )


def test_the_new_value_and_then_the_old() -> None:
    """w asked; r1 asked, n2's question comes to n1, its answer comes to n2: 1. r2 asked at n3, its question comes to n2
    (which has not kept the answer), the answer comes to n3: 0. Seven steps."""
    finding = found("quorum nodes=3 r=2 w=2", WRITE_READ_READ)
    assert (finding.outcome, finding.steps) == ("found", 7)
    trace = run(finding.scenario or Scenario())
    assert [(op.id, op.value) for op in trace.operations if op.kind == "read"] == [("r1", 1), ("r2", 0)]


@pytest.mark.parametrize(
    ("system", "scene"),
    [
        ("quorum nodes=2 r=2 w=1", WRITE_READ),
        ("quorum nodes=3 version=logical r=1 w=3", WRITE_READ),
        ("quorum nodes=2 version=logical write_back=yes", WRITE_READ_READ.replace("n3", "n1")),
        ("raft nodes=3 read=read_index leader=n1", WRITE_READ.replace("n2", "n1")),
        ("raft nodes=2 read=read_index leader=n1", f"{WRITE_READ}; 30 campaign n2"),
    ],
)
def test_none_where_there_is_none(system: str, scene: str) -> None:
    finding = found(system, scene)
    assert (finding.outcome, finding.scenario) == ("none", None)
    assert finding.states > 10


def test_past_the_most_states_nobody_can_say_none() -> None:
    finding = found(
        "quorum nodes=3 version=logical write_back=yes", WRITE_READ_READ, scope=Scope(states=500, schedules=20)
    )
    assert (finding.outcome, finding.schedules) == ("not_found", 20)


def test_raft_that_reads_where_it_stands_is_stale_within_one_election() -> None:
    scene = f"{WRITE_READ.replace('read n2', 'read n1')}; 30 write n2 x 2 by carol; 40 campaign n2"
    finding = found("raft nodes=3 read=local leader=n1", scene)
    assert finding.outcome == "found" and broken_by(finding.scenario or Scenario(), "linearizable")


FLAWED = {
    "B05": "read_your_writes", "B06": "linearizable", "B07": "linearizable", "B08": "linearizable",
    "B10": "linearizable", "B35": "linearizable", "B40": "linearizable", "B41": "linearizable",
    "B42": "linearizable", "B55": "linearizable", "B57": "linearizable", "B58": "linearizable",
    "B59": "monotonic_reads",
    "B60": "linearizable", "B63": "durable", "B66": "durable", "B67": "read_your_writes", "B72": "durable",
    "B74": "read_your_writes", "B75": "durable", "B76": "monotonic_reads", "B77": "durable",
    "B79": "monotonic_reads", "B80": "linearizable", "B82": "linearizable",
}  # fmt: skip
NOT_PROMISED = {
    "B35": "quorums without write-back show the new value and then the old",
    "B40": "the same",
    "B42": "the same",
    "B57": "the same",
    "B66": "a plain version vector takes a write without context for a newer one, which is row B75",
    "B80": "a cache answers what it has kept",
}
"""Rows whose right rule mends the flaw, and does not promise what the flawed run breaks."""


def scope_of(row: str, states: int = 150_000, schedules: int = 1_000) -> Scope:
    """Room for the faults of a flaw's own run, and one cut."""
    commands = FLAWS[row].right().commands
    cuts, crashes, losses = (sum(isinstance(one, kind) for one in commands) for kind in (Cut, Crash, Drop))
    return Scope(max(1, cuts), crashes, losses, states, schedules)


@pytest.mark.parametrize("row", FLAWED)
def test_the_flawed_rule_is_broken(row: str) -> None:
    finding = finish(explore(FLAWS[row].wrong(), FLAWED[row], scope_of(row, states=25_000, schedules=200)))
    assert finding.outcome == "found"
    assert finding.scenario is not None and broken_by(finding.scenario, FLAWED[row])


@pytest.mark.parametrize("row", [row for row in FLAWED if row not in NOT_PROMISED])
def test_the_right_rule_is_not(row: str) -> None:
    finding = finish(explore(FLAWS[row].right(), FLAWED[row], scope_of(row, states=2_500, schedules=40)))
    assert finding.outcome in ("none", "not_found")


@pytest.mark.parametrize("row", ["B40", "B57", "B66", "B80"])
def test_where_the_right_rule_promises_less_that_is_found_too(row: str) -> None:
    finding = finish(explore(FLAWS[row].right(), FLAWED[row], scope_of(row)))
    assert finding.outcome == "found"


def test_every_row_with_such_evidence_is_here() -> None:
    safety = {f"verdict.{promise}" for promise in PROMISES} - {"verdict.available", "verdict.converged"}
    rows = {row for row, flaw in FLAWS.items() if safety & set(flaw.evidence)}
    assert rows == set(FLAWED)


def test_the_smallest_is_small_and_searches_agree() -> None:
    flaw = FLAWS["B66"].wrong()
    one, other = (finish(explore(flaw, "durable", Scope(seed=3))) for _ in range(2))
    assert one == other
    assert one.scenario is not None
    commands = one.scenario.commands
    for place in range(len(commands)):
        left = replace(one.scenario, commands=commands[:place] + commands[place + 1 :])
        assert not broken_by(left, "durable")


def test_a_search_can_be_let_go() -> None:
    search = explore(parse(f"system quorum nodes=3 version=logical write_back=yes; {WRITE_READ_READ}"), "linearizable")
    looked = list(islice(search, 3))
    assert all(isinstance(one, SearchProgress) for one in looked)
    assert looked[0].states < looked[2].states < 100_000
    search.close()


def test_schedules_stay_within_the_scope() -> None:
    scenario = parse(PRESETS["failover"])
    for nth in range(60):
        commands = schedule(scenario, Scope(cuts=1, crashes=1, losses=0), nth).commands
        assert sum(isinstance(one, Cut) for one in commands) <= 1
        assert sum(isinstance(one, Crash) for one in commands) <= 1
        assert not any(isinstance(one, Drop) for one in commands)
        assert [one.tick for one in commands] == sorted(one.tick for one in commands)
    assert parse(print_script(schedule(scenario, Scope(), 7))) == schedule(scenario, Scope(), 7)


def test_every_way_to_cut_three_and_four_nodes() -> None:
    assert len(two_groups(("n1", "n2", "n3"))) == 3
    assert len(two_groups(("n1", "n2", "n3", "n4"))) == 7
    assert two_groups(("n1",)) == ()


def test_the_strongest_promise_that_a_run_keeps() -> None:
    assert strongest(run(parse("10 write n1 x 1; 50 read n2 x"))) == "linearizable"
    stale = run(parse(f"system quorum nodes=3 r=1 w=1; {WRITE_READ}".replace("20", "15")))
    assert judged(stale, "linearizable") == "broken"
    assert strongest(stale) == "sequential"


STALE = f"system quorum nodes=3 r=1 w=1; {WRITE_READ}"


def told(scene: str, *words: str) -> tuple[int, str]:
    """The exit code and standard output of the command line on a scene."""
    found = engine("explore", "-", *words, stdin=scene.encode())
    return found.returncode, found.stdout.decode()


def test_the_command_line() -> None:
    code, stale = told(STALE, "--break", "linearizable")
    assert (code, stale.splitlines()[0]) == (1, "# found linearizable steps=2 states=4 schedules=0")
    assert broken_by(parse(stale), "linearizable")
    code, none = told(STALE, "--break", "read_your_writes")
    assert code == 0 and none.startswith("# none read_your_writes states=")
    code, tired = told(STALE.replace("r=1 w=1", "version=logical"), "--states", "9", "--schedules", "3")
    assert code == 3 and tired.endswith("schedules=3\n")


def test_a_promise_that_there_is_not_gets_one_line() -> None:
    wrong = engine("explore", "-", "--break", "peace", stdin=b"10 read n1 x")
    assert (wrong.returncode, wrong.stdout, wrong.stderr.count(b"\n")) == (2, b"", 1)


@pytest.mark.parametrize(
    ("option", "most"),
    [
        ("cuts", 9), ("crashes", 9), ("losses", 9), ("duplicates", 9), ("states", 10_000_000),
        ("schedules", 1_000_000), ("seed", 10**18),
    ],
)  # fmt: skip
def test_how_much_the_command_line_takes(option: str, most: int, capsys: pytest.CaptureFixture[str]) -> None:
    parser = ArgumentParser()
    add_arguments(parser)
    for taken in (0, most):
        assert getattr(parser.parse_args([f"--{option}", str(taken)]), option) == taken
    for wrong in (str(most + 1), "-1", "+1", "1_0", "9" * 5_000, "²", "\u0663", "x"):
        with pytest.raises(SystemExit):
            parser.parse_args([f"--{option}={wrong}"])
        assert "invalid" in capsys.readouterr().err


def test_what_the_command_line_does_unless_asked_otherwise() -> None:
    parser = ArgumentParser()
    add_arguments(parser)
    asked = parser.parse_args([])
    assert Scope(asked.cuts, asked.crashes, asked.losses, asked.states, asked.schedules, asked.seed) == Scope()
    assert asked.promise == "linearizable"
