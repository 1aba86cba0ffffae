"""What the brief wrote where a primary with copies and a fallback was meant (BASESystem)."""

from __future__ import annotations

from engine.flaws.flaw import Flaw

NEVER_HANDED_BACK = Flaw(
    row="B77",
    code="never_handed_back",
    lines="754-763",
    script="""\
system primary nodes=3 copy=async primary=n1 fallback=n3
init cart milk
10 cut n1
20 write n2 cart eggs by alice as w1
100 heal
110 handoff n3
150 read n1 cart by bob as r1
160 write n1 cart tea by bob as w2
190 read n3 cart by alice as r2
""",
    on=(("flaw", ("never_handed_back",)),),
    evidence=("op.r1", "verdict.durable", "lost", "sent.HandBack"),
    source="DeCandia et al. 2007, section 4.6",
)

FALLBACK_IF_REFUSED = Flaw(
    row="B78",
    code="fallback_if_refused",
    lines="754-763",
    script="""\
system primary nodes=3 copy=async primary=n1 fallback=n3
init cart milk
10 crash n1
20 write n2 cart eggs by alice as w1
""",
    on=(("flaw", ("fallback_if_refused",)),),
    evidence=("op.w1", "verdict.available", "hints.n3"),
    source="DeCandia et al. 2007, section 4.6",
)

FIRST_REPLICA = Flaw(
    row="B79",
    code="first_replica",
    lines="768-776",
    script="""\
system primary nodes=3 copy=async primary=n1 read=primary
timeout 60
init x 1
5 cut n1-n2
10 write n1 x 2 by alice as w1
15 heal
30 read n3 x by bob as r1
55 cut n1-n3
60 read n3 x by bob as r2
125 heal
130 read n3 x by bob as r3
""",
    on=(("flaw", ("first_replica",)),),
    evidence=("op.r2", "verdict.monotonic_reads", "verdict.linearizable"),
    source="Terry et al. 1994",
)

COPIES_UNVERSIONED = Flaw(
    row="B80",
    code="copies_unversioned",
    lines="758",
    script="""\
system primary nodes=3 copy=async primary=n1
init x 0
1 hold n1>n2.1
10 write n1 x 1 by alice as w1
20 write n1 x 2 by alice as w2
40 release n1>n2.1
60 read n2 x by bob as r1
""",
    on=(("flaw", ("copies_unversioned",)),),
    evidence=("op.r1", "verdict.converged", "store.n2.x", "verdict.linearizable"),
    source="Attiya, Bar-Noy & Dolev 1995",
)

SKIP_DELETED = Flaw(
    row="B82",
    code="skip_deleted",
    lines="771",
    script="""\
system primary nodes=3 copy=async primary=n1 read=primary
init x secret
5 cut n1-n2
10 delete n1 x by alice as d1
30 read n3 x by bob as r1
""",
    on=(("flaw", ("skip_deleted",)),),
    evidence=("op.r1", "verdict.linearizable"),
    source="the tombstones of Dynamo-style stores",
)

FLAWS = (NEVER_HANDED_BACK, FALLBACK_IF_REFUSED, FIRST_REPLICA, COPIES_UNVERSIONED, SKIP_DELETED)
