"""Partition handling: a minority that notices that it is one, and two sides that both serve and merge their logs."""

from __future__ import annotations

SPLIT = """\
system partition_aware nodes=5 heartbeat=40 misses=2
timeout 80
init stock 10
10 write n4 stock 9 by bob as w1
50 cut n1 n2 | n3 n4 n5
60 write n1 stock 8 by alice as early
170 write n1 stock 7 by alice as w2
175 read n2 stock by alice as r1
180 write n4 stock 6 by bob as w3
240 heal
290 write n5 stock 5 by bob as w4
340 read n1 stock by alice as r2
stop 375
"""

BOTH_SIDES = """\
system partition_aware nodes=4 w=3 heartbeat=40 misses=2 minority=serve
init note empty
20 cut n1 n2 | n3 n4
150 write n1 note tea by alice as w1
155 write n4 note coffee by bob as w2
160 write n2 door open by alice as w3
180 read n2 note by alice as r1
185 read n3 note by bob as r2
240 heal
330 read n1 note by alice as r3
340 read n4 door by bob as r4
stop 375
"""

SCENES = {"split": SPLIT, "both_sides": BOTH_SIDES}
