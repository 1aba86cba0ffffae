"""What the brief wrote where partition handling was meant (PartitionHandler): detection and modes.

Rules of this file
* Beats every 20 or 30 ticks, links of 10: with misses=1 a cut is noticed after at most two rounds.
* What the brief's logs and their merge do is in partition_logs.py.
"""

from __future__ import annotations

from engine.flaws.flaw import Flaw

OLD_VIEW = Flaw(
    row="B34",
    code="old_view",
    lines="411-415, 430-436",
    script="""\
system partition_aware nodes=5 heartbeat=30 misses=1
timeout 60
20 cut n1 n2 | n3 n4 n5
100 write n1 x 1 by alice as w1
stop 205
""",
    on=(("flaw", ("old_view",)),),
    evidence=("op.w1", "mode.n1", "role.n1", "note.can_form"),
    source="Brewer 2012",
)

GAIN_IS_NORMAL = Flaw(
    row="B35",
    code="gain_is_normal",
    lines="443-456",
    script="""\
system partition_aware nodes=5 heartbeat=30 misses=1
timeout 60
20 cut n1 | n2 | n3 n4 n5
100 heal n1-n2
200 write n4 x 2 by bob as w2
230 write n1 x 1 by alice as w1
240 read n5 x by bob as r1
stop 325
""",
    on=(("flaw", ("gain_is_normal", "count_is_quorum")),),
    evidence=("op.w1", "verdict.linearizable", "mode.n1"),
    source="Brewer 2012",
)

TWO_HANDLERS = Flaw(
    row="B36",
    code="two_handlers",
    lines="417-428",
    script="""\
system partition_aware nodes=5 heartbeat=30 misses=1
timeout 60
20 cut n1 n2 | n3 n4 n5
115 heal n1-n3
125 cut n1 n3 | n2 n4 n5
230 write n1 x 1 by alice as w1
stop 295
""",
    on=(("flaw", ("two_handlers",)),),
    evidence=("op.w1", "mode.n1", "role.n1"),
    source="Brewer 2012",
)

NEVER_LEAVES = Flaw(
    row="B37",
    code="never_leaves",
    lines="433-437, 456",
    script="""\
system partition_aware nodes=4 heartbeat=30 misses=1
timeout 60
20 cut n1-n2
80 cut n1-n3
150 write n1 x 1 by alice as early
200 cut n1-n4
300 heal
400 write n1 x 2 by alice as healed
stop 505
""",
    on=(("flaw", ("never_leaves",)),),
    evidence=("op.early", "op.healed", "mode.n1", "role.n1"),
    source="Brewer 2012",
)

ONE_BY_ONE = Flaw(
    row="B39",
    code="one_by_one",
    lines="400-409",
    script="""\
system partition_aware nodes=5 heartbeat=30 misses=1
timeout 60
40 cut n1
130 write n1 x 1 by alice as w1
stop 205
""",
    on=(("flaw", ("one_by_one",)),),
    evidence=("op.w1",),
    source="Chandra & Toueg 1996",
)

READS_ANYWHERE = Flaw(
    row="B41",
    code="reads_anywhere",
    lines="485-493",
    script="""\
system partition_aware nodes=5 heartbeat=30 misses=1 minority=refuse
timeout 60
init x 0
20 cut n1 n2 | n3 n4 n5
30 write n4 x 1 by bob as w1
60 read n1 x by alice as r1
150 read n1 x by alice as r2
stop 205
""",
    on=(("flaw", ("reads_anywhere",)),),
    evidence=("op.r1", "op.r2", "verdict.linearizable"),
    source="Gilbert & Lynch 2002",
)

COUNT_IS_QUORUM = Flaw(
    row="B42",
    code="count_is_quorum",
    lines="435, 461",
    script="""\
system partition_aware nodes=5 heartbeat=30 misses=1
link n1>n3 latency=15
timeout 60
10 cut n1 n2 | n4 n5
100 write n1 x 1 by alice as w1
102 read n5 x by bob as r1
stop 205
""",
    on=(("flaw", ("count_is_quorum",)),),
    evidence=("verdict.linearizable",),
    source="Ongaro & Ousterhout 2014",
)

RECOVERING_REFUSES = Flaw(
    row="B51",
    code="recovering_refuses",
    lines="445, 482",
    script="""\
system partition_aware nodes=5 heartbeat=30 misses=1
timeout 60
20 cut n1 n2 | n3 n4 n5
120 heal
155 write n4 x 1 by bob as w1
stop 265
""",
    on=(("flaw", ("recovering_refuses",)),),
    evidence=("op.w1", "verdict.available"),
    source="Brewer 2012",
)

HANDLER_FIRST = Flaw(
    row="B52",
    code="handler_first",
    lines="392-415",
    script="""\
system partition_aware nodes=3 heartbeat=30 misses=1
timeout 60
20 cut n3
200 write n3 x 1 by carol as w1
stop 325
""",
    on=(("flaw", ("handler_first",)),),
    evidence=("note.lost_connection", "note.can_form", "op.w1"),
    source="",
)

CRASH_IS_PARTITION = Flaw(
    row="B53",
    code="crash_is_partition",
    lines="433",
    script="""\
system partition_aware nodes=3 heartbeat=30 misses=1
20 crash n3
200 write n1 x 1 by alice as w1
stop 295
""",
    on=(("flaw", ("crash_is_partition",)),),
    evidence=("mode.n1", "mode.n2"),
    source="Chandra & Toueg 1996; Fischer, Lynch & Paterson 1985",
)

HEARING_IS_ENOUGH = Flaw(
    row="B54",
    code="hearing_is_enough",
    lines="396-415",
    script="""\
system partition_aware nodes=2 heartbeat=30 misses=1
timeout 60
20 cut n1>n2
100 write n1 x 1 by alice as w1
stop 205
""",
    on=(("flaw", ("hearing_is_enough",)),),
    evidence=("mode.n1", "op.w1"),
    source="Bailis & Kingsbury 2014",
)

FLAWS = (
    OLD_VIEW, GAIN_IS_NORMAL, TWO_HANDLERS, NEVER_LEAVES, ONE_BY_ONE, READS_ANYWHERE, COUNT_IS_QUORUM,
    RECOVERING_REFUSES, HANDLER_FIRST, CRASH_IS_PARTITION, HEARING_IS_ENOUGH,
)  # fmt: skip
