"""What the brief wrote where a client's session was meant (ConsistencyManager, APSystem.read)."""

from __future__ import annotations

from engine.flaws.flaw import Flaw

DEAD_STATE = Flaw(
    row="B04",
    code="dead_state",
    lines="37-39",
    script="""\
system quorum nodes=3 r=1 w=1
link n1-n3 latency=100
10 write n1 question lunch? by alice as w1 level=causal
30 read n2 question by bob as r1 level=causal
40 write n2 answer yes by bob as w2 level=causal
70 read n3 answer by carol as r2 level=causal
75 read n3 question by carol as r3 level=causal
""",
    on=(("flaw", ("no_session_state",)),),
    evidence=("op.r3",),
    source="Bailis, Ghodsi, Hellerstein & Stoica 2013",
)

NO_SESSION_STATE = Flaw(
    row="B05",
    code="no_session_state",
    lines="52, 63-66",
    script="""\
system quorum nodes=3 r=1 w=1
link n1-n2 n2-n3 latency=60
init x 0
10 write n1 x 1 by alice as w1 level=read_your_writes
20 read n2 x by alice as r1 level=read_your_writes
""",
    on=(("flaw", ("no_session_state",)),),
    evidence=("op.r1", "verdict.read_your_writes"),
    source="Terry et al. 1994",
)

LOCAL_COPY = Flaw(
    row="B76",
    code="local_copy",
    lines="639-641",
    script="""\
system multi_value nodes=3 monotonic_reads=yes
10 write n1 x 1 by alice as w1
22 slow n1-n2 60
25 read n1 x by alice as seen
26 write n1 x 2 by alice as w2 with seen
30 read n1 x by bob as r1
35 read n2 x by bob as r2
""",
    on=(("flaw", ("local_copy",)),),
    evidence=("op.r2", "verdict.monotonic_reads"),
    source="Terry et al. 1994",
)

FLAWS = (DEAD_STATE, NO_SESSION_STATE, LOCAL_COPY)
