"""What the brief wrote where causal memory was meant (ConsistencyManager CAUSAL)."""

from __future__ import annotations

from engine.flaws.flaw import Flaw

NEVER_SENT = Flaw(
    row="B11",
    code="never_sent",
    lines="129-146",
    script="""\
system causal nodes=3
10 write n1 post hello by alice as w1
30 read n3 post by carol as r1
""",
    on=(("flaw", ("never_sent",)),),
    evidence=("op.r1", "sent.Update", "store.n3.post", "verdict.converged"),
    source="Ahamad et al. 1995; Lloyd et al. 2011 (COPS)",
)

READS_ADD_NOTHING = Flaw(
    row="B12",
    code="reads_add_nothing",
    lines="148-155",
    script="""\
system causal nodes=3
link n1-n3 latency=100
10 write n1 post lunch? by alice as w1
30 read n2 post by bob as r1
40 write n2 reply yes by bob as w2
60 read n3 reply by carol as r2
65 read n3 post by carol as r3
""",
    on=(("flaw", ("reads_add_nothing",)),),
    evidence=("op.r2", "note.held_back"),
    source="Ahamad et al. 1995; Terry et al. 1994 (writes follow reads)",
)

DEPENDS_ON_ITSELF = Flaw(
    row="B13",
    code="depends_on_itself",
    lines="132-144",
    script="""\
system causal nodes=3
10 write n1 post hello by alice as w1
30 read n3 post by carol as r1
""",
    on=(("flaw", ("depends_on_itself",)),),
    evidence=("op.r1", "note.held_back", "store.n3.post", "verdict.converged"),
    source="Birman, Schiper & Stephenson 1991",
)

FLAWS = (NEVER_SENT, READS_ADD_NOTHING, DEPENDS_ON_ITSELF)
"""In the order of the brief."""
