"""A lock whose holder pauses, and a rollback that does not reach every node."""

from __future__ import annotations

FENCING = """\
system majority_lock nodes=5 home=n1,n2,n3 lock=n4
timeout 250
init file v0
10 write n5 file v1 by alice
45 slow n5 150
60 write n3 file v2 by bob
160 read n2 file by carol
190 slow n5 10
230 read n2 file by carol
"""

ROLLBACK = """\
system majority_lock nodes=5
init balance 100
5 cut n1 n2 | n3 n4 n5
10 write n1 balance 150 by alice
30 read n3 balance by carol
60 cut n1 | n2
110 read n4 balance by bob
130 heal
140 read n2 balance by alice
180 write n4 balance 120 by bob
260 read n2 balance by alice
"""

SCENES = {"fencing": FENCING, "rollback": ROLLBACK}
