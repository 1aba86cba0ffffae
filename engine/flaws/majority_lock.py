"""What the brief wrote where a majority store behind a lock was meant (CPSystem, DistributedLockManager)."""

from __future__ import annotations

from engine.flaws.flaw import Flaw

TENTATIVE_READS = Flaw(
    row="B59",
    code="tentative_reads",
    lines="555-574",
    script="""\
system majority_lock nodes=3
init x 0
5 cut n2>n1 n3>n1
10 write n1 x 1 by alice as w1
30 read n2 x by bob as r1
120 read n2 x by bob as r2
""",
    on=(("write_back", False), ("flaw", ("tentative_reads",))),
    evidence=("op.r1", "verdict.linearizable", "verdict.monotonic_reads"),
    source="Herlihy & Wing 1990; Gray 1978",
)

NEVER_GIVES_UP = Flaw(
    row="B62",
    code="never_gives_up",
    lines="549, 555-563, 576",
    script="""\
system majority_lock nodes=5 lock=n3
init x 0
10 write n1 x 1 by alice as w1
35 cut n1 n2 | n3 n4 n5
120 write n4 x 2 by bob as w2
240 heal
260 write n5 x 3 by carol as w3
""",
    on=(("lease", 0), ("flaw", ("never_gives_up",))),
    evidence=("op.w2", "op.w3", "op.w1"),
    source="Gray & Cheriton 1989",
)

NO_FENCING = Flaw(
    row="B63",
    code="no_fencing",
    lines="549, 576",
    script="""\
system majority_lock nodes=5 home=n1,n2,n3 lock=n4
timeout 250
init file v0
10 write n5 file v1 by alice as w1
45 slow n5 150
60 write n3 file v2 by bob as w2
160 read n2 file by carol as r1
190 slow n5 10
230 read n2 file by carol as r2
""",
    on=(("fencing", False),),
    evidence=("op.r2", "lost", "verdict.durable", "verdict.monotonic_reads", "op.w1"),
    source="Kleppmann 2016; Burrows 2006",
)

NO_SERVICE = Flaw(
    row="B02",
    code="no_lock_service",
    lines="543, 749",
    script="""\
system majority_lock nodes=5 home=n1,n2,n3 lock=n4
timeout 250
init file v0
10 write n1 file v1 by alice as w1
150 read n2 file by bob as r1
""",
    on=(("flaw", ("no_lock_service",)),),
    evidence=("op.w1", "op.r1", "verdict.available"),
)

FLAWS = (NO_SERVICE, TENTATIVE_READS, NEVER_GIVES_UP, NO_FENCING)
