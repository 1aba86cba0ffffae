"""What the brief wrote on the caller's side (AvailabilityManager, HealthChecker, RetryMechanism).

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
    UNKNOWN,
    FALLBACK,
    NO_DEADLINE,
    FIXED_LIST,
    ANY_ERROR,
    NOT_IDEMPOTENT,
    LOCKSTEP,
    BY_HOST,
    LATE_PROBE,
)
