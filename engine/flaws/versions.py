"""What the brief wrote where a multi-value store was meant (APSystem, ConflictResolver, the eventual level)."""

from __future__ import annotations

from typing import Any

from engine.flaws.flaw import Flaw


def _flaw(row: str, code: str, lines: str, script: str, evidence: tuple[str, ...], source: str, **on: Any) -> Flaw:
    return Flaw(row, code, lines, script, tuple(on.items()) or (("flaw", (code,)),), evidence, source)


TWO_CARTS = """\
system multi_value nodes=2 versions=dvv resolver=siblings
10 write n1 cart milk by alice as w1
10 write n2 cart eggs by bob as w2
40 read n1 cart by alice as r1
40 read n2 cart by bob as r2
"""

IN_A_ROW = """\
system multi_value nodes=3 versions=vv resolver={resolver}
10 write n1 post one by alice as w1
40 read n2 post by bob as b1
50 write n2 post two by bob as w2 with b1
80 read n3 post by carol as c1
90 write n3 post three by carol as w3 with c1
120 read n1 post by alice as r1
"""

BOTH_SIDES = """\
system multi_value nodes=2 versions=vv resolver=siblings
10 cut n1 | n2
20 write n1 cart milk by alice as w1
22 write n2 cart bread by bob as w2
24 read n2 cart by bob as b1
26 write n2 cart eggs by bob as w3 with b1
40 heal
50 sync n1 n2
90 read n1 cart by alice as r1
"""

CRASHED = """\
system multi_value nodes=2
10 write n1 x 1 by alice as w1
11 crash n1
40 recover n1
50 read n1 x by alice as r1
"""

CUT_OFF = """\
system multi_value nodes=2
10 cut n1 | n2
20 write n1 x 1 by alice as w1
30 heal
40 sync n1 n2
80 read n2 x by bob as r1
"""

OWN_WRITE = """\
system multi_value nodes=2
10 write n1 x 1 by alice as w1
10 read n1 x by alice as r1
"""

SKEWED = """\
system multi_value nodes=2 resolver=siblings
clock n1 skew=100
10 cut n1 | n2
20 write n1 cart milk by alice as w1
40 write n2 cart eggs by bob as w2
60 heal
70 sync n1 n2
110 read n2 cart by bob as r1
"""

SAME_CLOCK = """\
system multi_value nodes=2 resolver=lww
10 write n1 cart milk by alice as w1
10 write n2 cart eggs by bob as w2
40 read n1 cart by alice as r1
40 read n2 cart by bob as r2
"""

MET_AGAIN = """\
system multi_value nodes=2 resolver=lww
10 write n1 cart milk by alice as w1
11 write n2 cart eggs by bob as w2
40 read n1 cart by alice as r1
50 write n1 cart bread by alice as w3 with r1
80 read n2 cart by bob as r2
"""

BLIND = """\
system multi_value nodes=2 versions=dvv
10 write n1 cart milk by alice as w1
20 write n1 cart eggs by bob as w2
50 read n2 cart by carol as r1
"""

FLAWS = (
    _flaw(
        "B14", "ignores_vectors", "105-127", TWO_CARTS, ("op.r1", "op.r2", "verdict.converged"),
        "Parker et al. 1983; Preguica et al. 2010",
    ),
    _flaw(
        "B64", "sparse_compare", "708-712", IN_A_ROW.format(resolver="siblings"), ("op.r1", "store.n2.post"),
        "Fidge 1988; Mattern 1989",
    ),
    _flaw(
        "B65", "keeps_oldest", "689-706", IN_A_ROW.format(resolver="lww"), ("op.r1", "store.n2.post", "lost"),
        "DeCandia et al. 2007, section 4.4",
    ),
    _flaw(
        "B66", "shared_counter", "615-620", BOTH_SIDES, ("op.r1", "lost", "verdict.durable"),
        "Mattern 1989; Parker et al. 1983",
    ),
    _flaw(
        "B67", "ack_unstored", "631-635", CRASHED, ("op.r1", "lost", "verdict.read_your_writes"),
        "DeCandia et al. 2007, section 4.5",
    ),
    _flaw(
        "B68", "no_own_copy", "639, 665", CUT_OFF, ("op.r1", "lost", "store.n1.x"),
        "DeCandia et al. 2007, section 4.5",
    ),
    _flaw(
        "B69", "absent_crashes", "637-659", OWN_WRITE, ("op.r1", "verdict.available"), "Terry et al. 1994",
        flaw=("no_own_copy", "absent_crashes"),
    ),
    _flaw(
        "B72", "last_writer_wins", "687", SKEWED, ("op.r1", "lost", "verdict.durable"),
        "Kingsbury 2013; DeCandia et al. 2007, section 4.4", resolver="lww",
    ),
    _flaw(
        "B73", "first_of_equals", "687", SAME_CLOCK, ("op.r1",),
        "Shapiro et al. 2011, section 3.2.1",
    ),
    _flaw(
        "B74", "not_written_back", "675-687", MET_AGAIN, ("store.n1.cart", "store.n2.cart", "verdict.read_your_writes"),
        "DeCandia et al. 2007, section 4.4",
    ),
    _flaw(
        "B75", "no_context", "612-620", BLIND, ("op.r1", "lost", "verdict.durable"),
        "Preguica et al. 2010; DeCandia et al. 2007, section 4.4", versions="vv",
    ),
)  # fmt: skip
