"""What the brief wrote where an election was meant (PartitionHandler, _start_leader_election)."""

from __future__ import annotations

from engine.flaws.flaw import Flaw

VOTES_FOR_ALL = Flaw(
    row="B55",
    code="votes_for_all",
    lines="441",
    script="""\
system raft nodes=5
timeout 80
init balance 100
10 campaign n1
10 campaign n2
25 cut n1-n2
60 write n1 balance 120 by alice as w1
60 write n2 balance 20 by bob as w2
120 read n1 balance by alice as r1
120 read n2 balance by bob as r2
""",
    on=(("flaw", ("votes_for_all",)),),
    evidence=("role.n2", "op.w2", "op.r2", "verdict.linearizable"),
    source="Ongaro & Ousterhout 2014, section 5.2",
)

FLAWS = (VOTES_FOR_ALL,)
