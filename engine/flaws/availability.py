"""What the brief wrote on the caller's side (AvailabilityManager, HealthChecker, CircuitBreaker, RetryMechanism).

Where the brief's rule is a setting that is there anyway, the setting is switched; the others are codes of the gateway's
`flaw`. Times are far shorter than the brief's, so that a run fits on a screen.
"""

from __future__ import annotations

from engine.flaws.flaw import Flaw

UNKNOWN = Flaw(
    row="B16",
    code="unknown_is_unhealthy",
    lines="285-287",
    script="""\
system service nodes=2
gateway g1 check=300 check_timeout=50 fallback=default
latency 5
0 call g1 a by alice as c1
20 call g1 a by bob as c2
stop 100
""",
    on=(("flaw", ("unknown_is_unhealthy",)),),
    evidence=("op.c1", "verdict.available"),
    at_gateway=True,
)

FALLBACK = Flaw(
    row="B18",
    code="fallback_is_ok",
    lines="240-246",
    script="""\
system service nodes=2
gateway g1 check=0 retries=1 backoff=20 jitter=no attempt=50 fallback=default
latency 5
timeout 400
5 crash n1
5 crash n2
10 call g1 a by alice as c1
20 call g1 a by bob as c2
""",
    on=(("flaw", ("fallback_is_ok",)),),
    evidence=("verdict.available", "op.c1", "op.c2"),
    source="Gilbert & Lynch 2002; Kleppmann 2015",
    at_gateway=True,
)

ONE_BREAKER = Flaw(
    row="B19",
    code="one_breaker",
    lines="176",
    script="""\
system service nodes=2 a=n1 b=n2
gateway g1 check=0 breaker=service threshold=2 cooldown=1000 retries=0
latency 5
5 behave n1 error
10 call g1 a by alice as c1
30 call g1 a by alice as c2
50 call g1 b by bob as c3
""",
    on=(("breaker", "global"),),
    evidence=("op.c3", "sent.Call"),
    source="Nygard 2018, chapter 5",
    at_gateway=True,
)

ADDS_UP = Flaw(
    row="B20",
    code="failures_add_up",
    lines="309-316",
    script="""\
system service nodes=1
gateway g1 check=0 threshold=2 cooldown=1000 retries=0
latency 5
5 behave n1 error
10 call g1 a by alice as c1
30 behave n1 ok
35 call g1 a by alice as c2
55 behave n1 error
60 call g1 a by alice as c3
80 behave n1 ok
85 call g1 a by alice as c4
""",
    on=(("flaw", ("failures_add_up",)),),
    evidence=("op.c4", "note.breaker"),
    source="Nygard 2018, chapter 5",
    at_gateway=True,
)

FLOODS = Flaw(
    row="B21",
    code="half_open_floods",
    lines="309-316",
    script="""\
system service nodes=1
gateway g1 check=0 threshold=1 cooldown=100 retries=0
latency 5
5 behave n1 error
10 call g1 a by alice as c1
150 call g1 a by alice as c2
150 call g1 a by bob as c3
150 call g1 a by carol as c4
150 call g1 a by dave as c5
""",
    on=(("flaw", ("half_open_floods",)),),
    evidence=("sent.Call",),
    source="Nygard 2018, chapter 5",
    at_gateway=True,
)

HASTY = Flaw(
    row="B22",
    code="hasty_breaker",
    lines="313-325",
    script="""\
system service nodes=1
gateway g1 check=0 threshold=3 cooldown=100 probes=2 retries=0
latency 5
5 behave n1 error
10 call g1 a by alice as c1
30 call g1 a by alice as c2
50 call g1 a by alice as c3
155 behave n1 ok
180 call g1 a by alice as c4
195 behave n1 error
200 call g1 a by alice as c5
220 call g1 a by alice as c6
stop 260
""",
    on=(("flaw", ("hasty_breaker",)),),
    evidence=("belief.g1.breakers", "sent.Call"),
    at_gateway=True,
)

WALL_CLOCK = Flaw(
    row="B23",
    code="wall_clock_timer",
    lines="306, 322",
    script="""\
system service nodes=1
gateway g1 check=0 threshold=1 cooldown=100 retries=0
latency 5
5 behave n1 error
10 call g1 a by alice as c1
30 skew g1 -3000
35 behave n1 ok
200 call g1 a by alice as c2
1000 call g1 a by bob as c3
""",
    on=(("flaw", ("wall_clock_timer",)),),
    evidence=("op.c2", "op.c3"),
    at_gateway=True,
)

NO_DEADLINE = Flaw(
    row="B24",
    code="no_deadline",
    lines="216, 261, 273",
    script="""\
system service nodes=2
gateway g1 check=100 check_timeout=40 retries=2 backoff=20 jitter=no attempt=50
latency 5
timeout 400
15 behave n1 hang
20 call g1 a by alice as c1
40 call g1 a by bob as c2
300 call g1 a by carol as c3
stop 500
""",
    on=(("flaw", ("no_deadline",)),),
    evidence=("op.c1", "belief.g1.health", "verdict.available"),
    source="Brooker, Timeouts, retries, and backoff with jitter",
    at_gateway=True,
)

FIXED_LIST = Flaw(
    row="B25",
    code="fixed_list",
    lines="213, 204-208",
    script="""\
system service nodes=2
gateway g1 check=0 breaker=off retries=1 backoff=20 jitter=no attempt=50
latency 5
timeout 400
seed 2
5 crash n1
10 call g1 a by alice as c1
20 call g1 a by bob as c2
30 call g1 a by carol as c3
40 call g1 a by dave as c4
50 call g1 a by erin as c5
60 call g1 a by frank as c6
70 call g1 a by grace as c7
80 call g1 a by heidi as c8
""",
    on=(("flaw", ("fixed_list",)),),
    evidence=("verdict.available", "op.c4", "op.c8"),
    at_gateway=True,
)

ANY_ERROR = Flaw(
    row="B26",
    code="any_error_marks",
    lines="219-221",
    script="""\
system service nodes=1
gateway g1 check=0 passive=yes breaker=off retries=0
latency 5
10 call g1 a malformed by mallory as c1
40 call g1 a by alice as c2
80 call g1 a by bob as c3
""",
    on=(("flaw", ("any_error_marks",)),),
    evidence=("op.c2", "op.c3", "belief.g1.health"),
    at_gateway=True,
)

STARVED = Flaw(
    row="B27",
    code="starved_breaker",
    lines="187-202",
    script="""\
system service nodes=2
gateway g1 check=0 breaker=service threshold=3 cooldown=1000 retries=0
latency 5
5 behave n1 error
5 behave n2 error
10 call g1 a by alice as c1
30 call g1 a by alice as c2
50 call g1 a by alice as c3
70 call g1 a by alice as c4
""",
    on=(("passive", True),),
    evidence=("note.breaker", "sent.Call"),
    at_gateway=True,
)

ONE_PER_CALL = Flaw(
    row="B28",
    code="one_failure_a_call",
    lines="195-199, 336",
    script="""\
system service nodes=1
gateway g1 check=0 breaker=service threshold=5 cooldown=10000 retries=3 backoff=10 jitter=no
latency 5
timeout 1000
5 behave n1 error
10 call g1 a by alice as c1
200 call g1 a by alice as c2
400 call g1 a by alice as c3
600 call g1 a by alice as c4
800 call g1 a by alice as c5
1000 call g1 a by alice as c6
""",
    on=(("counts", "calls"),),
    evidence=("sent.Call",),
    source="Brooker, Timeouts, retries, and backoff with jitter",
    at_gateway=True,
)

NOT_IDEMPOTENT = Flaw(
    row="B29",
    code="not_idempotent",
    lines="336-352",
    script="""\
system service nodes=1
gateway g1 check=0 breaker=off retries=3 backoff=20 jitter=no attempt=50
latency 5
timeout 1000
5 behave n1 lost_reply
10 call g1 a 100 by alice as c1
""",
    on=(("idempotent", False),),
    evidence=("belief.n1.twice",),
    source="Brooker, Timeouts, retries, and backoff with jitter",
    at_gateway=True,
)

LOCKSTEP = Flaw(
    row="B30",
    code="lockstep",
    lines="347",
    script="""\
system service nodes=1
gateway g1 check=0 breaker=off retries=3 backoff=50 cap=200 attempt=50
latency 5
timeout 2000
5 crash n1
"""
    + "".join(f"10 call g1 a by client{i} as c{i}\n" for i in range(1, 21)),
    on=(("cap", 0), ("jitter", False)),
    evidence=("peak",),
    source="Brooker 2015, Exponential Backoff And Jitter",
    at_gateway=True,
)

BY_HOST = Flaw(
    row="B31",
    code="health_by_host",
    lines="253",
    script="""\
system service nodes=1 a=n1 b=n1
gateway g1 check=300 check_timeout=50 breaker=off retries=0
latency 5
0 behave n1 error for b
20 call g1 a by alice as c1
40 call g1 b by bob as c2
stop 100
""",
    on=(("flaw", ("health_by_host",)),),
    evidence=("op.c1",),
    at_gateway=True,
)

LATE_PROBE = Flaw(
    row="B32",
    code="late_probe_wins",
    lines="269-283",
    script="""\
system service nodes=1
gateway g1 check=1000 check_timeout=100 passive=yes breaker=off retries=0
latency 5
0 behave n1 slow 60
10 behave n1 error
12 call g1 a by alice as c1
90 call g1 a by bob as c2
stop 150
""",
    on=(("flaw", ("late_probe_wins",)),),
    evidence=("sent.Call", "note.health"),
    at_gateway=True,
)

FLAWS = (
    UNKNOWN, FALLBACK, ONE_BREAKER, ADDS_UP, FLOODS, HASTY, WALL_CLOCK, NO_DEADLINE, FIXED_LIST, ANY_ERROR, STARVED,
    ONE_PER_CALL, NOT_IDEMPOTENT, LOCKSTEP, BY_HOST, LATE_PROBE,
)  # fmt: skip
