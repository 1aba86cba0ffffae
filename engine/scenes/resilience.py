"""A gateway at work: a dead instance, a gray failure, a retry storm, a breaker before a cut store, a write done twice.

Rules of this file
* Those of engine/catalog/scenes.py.
"""

from __future__ import annotations

DEAD_INSTANCE = """\
system service nodes=3
gateway g1 check=100 check_timeout=40 threshold=3 cooldown=200 retries=2 backoff=20 jitter=no attempt=40
latency 5
timeout 300
seed 3
20 call g1 a by alice as c1
50 call g1 a by bob as c2
90 crash n2
110 call g1 a by alice as c3
150 call g1 a by bob as c4
180 call g1 a by alice as c5
260 call g1 a by bob as c6
300 recover n2
330 call g1 a by alice as c7
430 call g1 a by bob as c8
470 call g1 a by alice as c9
stop 520
"""

GRAY_FAILURE = """\
system service nodes=2
gateway g1 check=60 check_timeout=40 threshold=2 cooldown=150 retries=1 backoff=20 jitter=no elsewhere=no attempt=40
latency 5
timeout 300
seed 4
20 call g1 a by alice as c1
40 behave n1 gray
60 call g1 a by bob as c2
100 call g1 a by alice as c3
140 call g1 a by bob as c4
180 call g1 a by alice as c5
220 call g1 a by bob as c6
260 behave n1 ok
300 call g1 a by alice as c7
340 call g1 a by bob as c8
380 call g1 a by alice as c9
420 call g1 a by bob as c10
stop 480
"""

RETRY_STORM = (
    """\
system service nodes=1
gateway g1 check=0 breaker=off retries=5 backoff=40 cap=0 jitter=no attempt=50
latency 5
timeout 5000
10 behave n1 error
"""
    + "".join(f"20 call g1 a by u{i} as c{i}\n" for i in range(1, 21))
    + "600 behave n1 ok\n"
)

FAST_FAILURE = """\
system quorum nodes=5 read_repair=yes
gateway g1 check=0 breaker=service threshold=3 cooldown=400 retries=1 backoff=20 jitter=no attempt=80 fallback=stale
timeout 400
init stock 10
10 read g1 stock by alice as r1
60 write n4 stock 9 by bob as w1
100 cut g1 n1 n2 | n3 n4 n5
110 write n4 stock 8 by bob as w2
120 read g1 stock by alice as r2
350 read g1 stock by alice as r3
480 write g1 stock 7 by alice as w3
520 read g1 stock by alice as r4
600 heal
880 read g1 stock by alice as r5
"""

APPLIED_TWICE = """\
system quorum nodes=3
gateway g1 check=0 retries=3 backoff=100 jitter=no idempotent=no attempt=60
timeout 400
init seats 10
10 write g1 seats 9 by alice as w1
30 cut g1 | n1 n2 n3
70 heal
80 read n2 seats by bob as r1
110 write n2 seats 8 by bob as w2
260 read n3 seats by carol as r2
"""

SCENES = {
    "dead_instance": DEAD_INSTANCE,
    "gray_failure": GRAY_FAILURE,
    "retry_storm": RETRY_STORM,
    "fast_failure": FAST_FAILURE,
    "applied_twice": APPLIED_TWICE,
}
