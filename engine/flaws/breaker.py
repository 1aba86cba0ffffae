"""What the brief wrote as a circuit breaker (CircuitBreaker, and its place among the others)."""

from __future__ import annotations

from engine.flaws.flaw import Flaw

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

FLAWS = (
    ONE_BREAKER,
    ADDS_UP,
    FLOODS,
    HASTY,
    WALL_CLOCK,
    STARVED,
    ONE_PER_CALL,
)
