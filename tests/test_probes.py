"""Probes on runs that other systems make; those of a quorum stand in test_lessons.py. Messages take 10 ticks."""

from __future__ import annotations

import pytest

from engine.run.simulation import run
from engine.script import parse
from lessons.anchors import ProbeError
from lessons.probes import ask

ELECTED = """system raft nodes=3 leader=n1
10 write n1 x 1 as w1
40 crash n1
50 campaign n2
80 write n2 x 2 as w2
110 delete n2 x as d1
"""
"""n2 asks for votes at 50 and is elected at 70, when n3's answer comes; what n1 was when it crashed, it still shows."""

MINORITY = """system partition_aware nodes=3 minority=refuse heartbeat=20
10 cut n1 | n2 n3
300 write n1 x 1 as w1
310 write n2 x 2 as w2
400 heal
stop 500
"""

LOST = """system primary nodes=2 copy=async
10 write n1 x 1 as w1
12 cut n1 | n2
30 read n2 x as r1
40 read n2 x as r2
"""
"""The copy would have come at 20: r1 and r2 read nothing, and w1 is on n1 alone."""


CHANCY = """system primary nodes=2 copy=async
link n1-n2 latency=1..40
10 write n1 x 1 as w1
30 read n2 x as r1
"""
"""Of the first four seeds two bring the copy in time."""


@pytest.mark.parametrize(
    ("script", "probe", "token"),
    [
        (ELECTED, "role n1", "leader"), (ELECTED, "role n2", "leader"), (ELECTED, "role n2 at t 49", "follower"),
        (ELECTED, "role n2 at t 69", "candidate"), (ELECTED, "role n3", "follower"), (LOST, "role n2", "replica"),
        (ELECTED, "leaders at t 69", "n1"), (ELECTED, "leaders at note elected 1", "n1 n2"),
        (ELECTED, "leaders at fault 1", "n1"), (ELECTED, "mode n2", "none"), (ELECTED, "store n2 x", "absent"),
        (ELECTED, "store n2 x at done w2", "2"), (ELECTED, "ops ok", "3"), (ELECTED, "commands delete", "1"),
        (MINORITY, "role n1", "none"), (MINORITY, "mode n1 at t 299", "partitioned"), (MINORITY, "mode n2", "normal"),
        (MINORITY, "ops refused", "1"), (MINORITY, "status w1", "refused"), (MINORITY, "commands heal", "1"),
        (LOST, "value r1", "absent"), (LOST, "letters", "A"), (LOST, "pair linearizable", "w1 r1"),
        (LOST, "holders x 1", "n1"), (LOST, "sent Copy", "1"), (LOST, "sent Vote", "0"), (LOST, "settled x", "never"),
        (LOST, "took w1", "0"), (ELECTED, "took w1", "20"), (LOST, "took r9", "never"), (LOST, "share ok", "100"),
        (MINORITY, "share ok", "50"), (CHANCY, "chance 4 'value r1' absent", "2"),
        (LOST, "holders x 1 at lost n1>n2.1", "n1"), (LOST, "setting copy", "async"), (LOST, "fact op.w1", "ok"),
    ],
)  # fmt: skip
def test_what_a_run_of_another_system_can_be_asked(script: str, probe: str, token: str) -> None:
    assert ask(run(parse(script)), probe).token == token


def test_chance_counts_the_runs_of_the_first_seeds() -> None:
    runs = [run(parse(f"seed {seed}\n{CHANCY}")) for seed in range(1, 31)]
    copies = [next(message for message in one.messages() if message[0].name == "n1>n2.1") for one in runs]
    late = sum(ended is None or one.events[ended].tick > 30 for one, (_, _, ended) in zip(runs, copies, strict=True))
    assert 0 < late < 30 and ask(runs[0], "chance 30 'value r1' absent").token == str(late)
    for wrong in ("chance 0 'value r1' 1", "chance 201 'value r1' 1", "chance 5 'chance 5 lost 0' 1"):
        with pytest.raises(ProbeError):
            ask(runs[0], wrong)
