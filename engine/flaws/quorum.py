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

FAILED_WRITE = Flaw(
    row="B06",
    code="timeout_fails",
    lines="84-89",
    script="""\
system quorum nodes=3 r=2 w=2 write_back=yes
init x old
5 cut n1 | n2 n3
10 write n1 x new by alice as w1
120 read n2 x by bob as r1
170 heal
170 cut n3 | n1 n2
180 read n2 x by bob as r2
240 heal
240 cut n1 | n2 n3
250 read n3 x by bob as r3
""",
    on=(("write_back", False), ("flaw", ("timeout_fails",))),
    evidence=("op.w1", "op.r3", "verdict.linearizable"),
    source="Attiya, Bar-Noy & Dolev 1995; DeCandia et al. 2007, section 4.5",
)

WALL_CLOCK = Flaw(
    row="B07",
    code="wall_clock",
    lines="75, 100",
    script="""\
system quorum nodes=3 r=2 w=2 version=logical
clock n1 skew=50
10 write n1 x 1 by alice as w1
55 write n2 x 2 by bob as w2
120 read n3 x by carol as r1
""",
    on=(("version", "clock"),),
    evidence=("op.r1", "verdict.linearizable", "store.n2.x"),
    source="Lamport 1978; Kulkarni et al. 2014",
)

NO_WRITE_BACK = Flaw(
    row="B08",
    code="no_write_back",
    lines="91-101",
    script="""\
system quorum nodes=3 r=2 w=2 write_back=yes
init x 0
8 hold n1>n2.1
8 hold n1>n3.1
10 write n1 x 1 by alice as w1
12 cut n3 | n1 n2
12 read n2 x by bob as r1
60 heal
60 cut n1 | n2 n3
70 read n3 x by carol as r2
""",
    on=(("write_back", False),),
    evidence=("op.r2", "verdict.linearizable"),
    source="Attiya, Bar-Noy & Dolev 1995; Herlihy & Wing 1990",
)

STATUS_ON_RECORD = Flaw(
    row="B09",
    code="status_on_record",
    lines="80, 87",
    script="""\
system quorum nodes=3 r=2 w=2
10 write n1 x 1 by alice as w1
60 read n2 x by bob as r1
""",
    on=(("flaw", ("status_on_record",)),),
    evidence=("belief.n1.quorum_met_false", "belief.n3.quorum_met_false"),
    source="Attiya, Bar-Noy & Dolev 1995",
)

TIES_BY_ARRIVAL = Flaw(
    row="B10",
    code="ties_by_arrival",
    lines="100",
    script="""\
system quorum nodes=3 r=2 w=2
10 write n1 x a by alice as w1
10 write n2 x b by bob as w2
50 read n1 x by alice as r1
50 read n2 x by bob as r2
""",
    on=(("flaw", ("ties_by_arrival",)),),
    evidence=("op.r1", "store.n1.x", "verdict.linearizable", "verdict.converged"),
    source="Lamport 1978",
)

WAIT_FOR_ALL = Flaw(
    row="B15",
    code="wait_for_all",
    lines="71, 82",
    script="""\
system quorum nodes=3 r=2 w=2
5 crash n3
10 write n1 x 1 by alice as w1
50 read n2 x by bob as r1
""",
    on=(("w", 3),),
    evidence=("op.w1", "verdict.available"),
    source="DeCandia et al. 2007, section 4.5",
)

RECORD_FOR_VALUE = Flaw(
    row="B57",
    code="record_for_value",
    lines="592",
    script="""\
system quorum nodes=3 r=2 w=2
5 cut n3 | n1 n2
10 write n1 x 1 by alice as w1
40 read n1 x by bob as r1
70 heal
70 cut n2 | n1 n3
80 read n3 x by bob as r2
""",
    on=(("flaw", ("record_for_value",)),),
    evidence=("op.r1", "op.r2", "verdict.linearizable"),
    source="Attiya, Bar-Noy & Dolev 1995",
)

REPLICA_STAMPS = Flaw(
    row="B58",
    code="replica_stamps",
    lines="558, 592",
    script="""\
system quorum nodes=3 r=2 w=2
clock n3 skew=50
10 write n1 x 1 by alice as w1
35 cut n3 | n1 n2
40 write n1 x 2 by alice as w2
70 heal
70 cut n2 | n1 n3
80 read n3 x by bob as r1
""",
    on=(("flaw", ("replica_stamps",)),),
    evidence=("op.r1", "verdict.linearizable"),
    source="Attiya, Bar-Noy & Dolev 1995",
)

LOST_ACK = Flaw(
    row="B60",
    code="lost_ack",
    lines="560-574",
    script="""\
system quorum nodes=3 r=2 w=2
5 cut n2>n1 n3>n1
10 write n1 x 1 by alice as w1
120 heal
130 read n2 x by bob as r1
""",
    on=(("flaw", ("timeout_fails",)),),
    evidence=("op.w1", "verdict.linearizable"),
    source="Gilbert & Lynch 2002",
)

OVERWRITES = Flaw(
    row="B61",
    code="overwrites",
    lines="568-569",
    script="""\
system quorum nodes=3 r=1 w=2
8 hold n1>n3.1
10 write n1 x v1 by alice as w1
40 write n1 x v2 by alice as w2
80 release n1>n3.1
100 read n3 x by bob as r1
""",
    on=(("flaw", ("overwrites",)),),
    evidence=("store.n3.x", "op.r1", "verdict.converged"),
    source="Attiya, Bar-Noy & Dolev 1995",
)

FLAWS = (
    FAILED_WRITE,
    WALL_CLOCK,
    NO_WRITE_BACK,
    STATUS_ON_RECORD,
    TIES_BY_ARRIVAL,
    WAIT_FOR_ALL,
    FIRST_QUORUM,
    RECORD_FOR_VALUE,
    REPLICA_STAMPS,
    LOST_ACK,
    OVERWRITES,
)
