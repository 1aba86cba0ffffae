"""What the brief wrote where partition handling was meant (PartitionHandler): the operation log and its merge."""

from __future__ import annotations

from engine.flaws.flaw import Flaw

NORMAL_UNLOGGED = Flaw(
    row="B38",
    code="normal_unlogged",
    lines="459-481",
    script="""\
system partition_aware nodes=5 heartbeat=30 misses=1
timeout 60
20 cut n1 n2 | n3 n4 n5
21 write n1 x 1 by alice as w1
25 write n4 x 2 by bob as w2
150 heal
stop 265
""",
    on=(("flaw", ("normal_unlogged",)),),
    evidence=("op.w1", "store.n1.x", "verdict.converged"),
    source="Gilbert & Lynch 2002; Fischer, Lynch & Paterson 1985",
)

LOG_BEFORE_CHECK = Flaw(
    row="B40",
    code="log_before_check",
    lines="467-477",
    script="""\
system partition_aware nodes=3 heartbeat=30 misses=1
timeout 60
init x 0
20 cut n1
100 write n1 x 1 by alice as w1
150 heal
230 read n2 x by bob as r1
stop 295
""",
    on=(("flaw", ("log_before_check",)),),
    evidence=("op.r1", "verdict.linearizable", "store.n2.x"),
    source="Ongaro & Ousterhout 2014",
)

SAME_TICK = Flaw(
    row="B43",
    code="same_tick_same_write",
    lines="519-523",
    script="""\
system partition_aware nodes=2 heartbeat=30 misses=1 minority=serve
20 cut n1
100 write n1 x 1 by alice as w1
100 write n2 y 2 by bob as w2
150 heal
stop 265
""",
    on=(("flaw", ("same_tick_same_write",)),),
    evidence=("store.n1.y", "store.n2.y", "lost", "verdict.durable"),
    source="",
)

RETRY_IS_NEW = Flaw(
    row="B44",
    code="retry_is_new",
    lines="521",
    script="""\
system partition_aware nodes=3 w=3 heartbeat=30 retry=45
10 write n1 x 1 by alice as w1
15 drop n1>n3.1
35 write n3 x 2 by bob as w2
stop 115
""",
    on=(("flaw", ("retry_is_new",)),),
    evidence=("store.n1.x", "log.n1"),
    source="",
)

ON_TOP = Flaw(
    row="B46",
    code="on_top",
    lines="504-509",
    script="""\
system partition_aware nodes=2 heartbeat=30 misses=1 minority=serve
20 cut n1
100 write n1 x 1 by alice as w1
110 write n2 x 2 by bob as w2
150 heal
stop 265
""",
    on=(("flaw", ("on_top",)),),
    evidence=("store.n2.x", "verdict.converged"),
    source="Terry et al. 1995; Shapiro, Preguiça, Baquero & Zawirski 2011",
)

TIES_LOCAL_FIRST = Flaw(
    row="B47",
    code="ties_local_first",
    lines="525",
    script="""\
system partition_aware nodes=2 heartbeat=30 misses=1 minority=serve
20 cut n1
100 write n1 x 1 by alice as w1
100 write n2 x 2 by bob as w2
150 heal
stop 265
""",
    on=(("flaw", ("ties_local_first",)),),
    evidence=("store.n2.x", "verdict.converged"),
    source="Lamport 1978",
)

SYNC_SWALLOWED = Flaw(
    row="B48",
    code="sync_swallowed",
    lines="495-512, 450-457",
    script="""\
system partition_aware nodes=3 heartbeat=30
20 cut n1
150 write n2 x 1 by bob as w1
200 heal
241 cut n1
260 heal
stop 415
""",
    on=(("flaw", ("sync_swallowed",)),),
    evidence=("store.n1.x", "verdict.converged"),
    source="",
)

CURSOR_AT_END = Flaw(
    row="B49",
    code="cursor_at_end",
    lines="504-509",
    script="""\
system partition_aware nodes=2 heartbeat=30 misses=1 minority=serve batch=1
20 cut n1
100 write n2 x 1 by bob as w1
101 write n2 y 1 by bob as w2
102 write n2 z 1 by bob as w3
150 heal
195 cut n1
200 write n1 x 2 by alice as w4
260 heal
stop 475
""",
    on=(("flaw", ("cursor_at_end",)),),
    evidence=("store.n1.x", "verdict.converged"),
    source="",
)

NEVER_COMPACTS = Flaw(
    row="B50",
    code="never_compacts",
    lines="474, 509",
    script="""\
system partition_aware nodes=3
10 write n1 x 1 by alice as w1
60 write n1 x 2 by alice as w2
100 sync n1 n2
100 sync n1 n3
160 write n1 x 3 by alice as w3
""",
    on=(("flaw", ("never_compacts",)),),
    evidence=("log.n1",),
    source="Ongaro & Ousterhout 2014, section 7",
)

FLAWS = (
    NORMAL_UNLOGGED, LOG_BEFORE_CHECK, SAME_TICK, RETRY_IS_NEW, ON_TOP, TIES_LOCAL_FIRST, SYNC_SWALLOWED,
    CURSOR_AT_END, NEVER_COMPACTS,
)  # fmt: skip
