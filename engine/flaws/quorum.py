"""What the brief wrote where a quorum store was meant (ConsistencyManager STRONG, CPSystem)."""

from __future__ import annotations

from engine.flaws.flaw import Flaw

FIRST_QUORUM = Flaw(
    row="B56",
    code="first_quorum",
    lines="556, 582",
    script="""\
system quorum nodes=3 r=2 w=2
10 crash n1
20 write n2 x 1 by alice as w1
130 read n3 x by bob as r1
""",
    on=(("flaw", ("first_quorum",)),),
    evidence=("op.w1", "op.r1", "verdict.available"),
    source="Attiya, Bar-Noy & Dolev 1995; Gifford 1979",
)

FLAWS = (FIRST_QUORUM,)
