"""Runs in which clocks disagree, for the clocks page."""

from __future__ import annotations

from typing import Final

SKEWED = """\
system quorum nodes=3
clock n1 skew=60
init price 10
10 write n1 price 12 by alice
40 write n2 price 15 by bob
70 read n3 price by carol
"""

CONCURRENT = """\
system multi_value nodes=3
init cart empty
10 read n1 cart by alice as a1
12 read n1 cart by bob as b1
20 write n1 cart milk by alice with a1
24 write n1 cart eggs by bob with b1
26 write n3 cart bread by carol
60 read n2 cart by alice as a2
70 write n2 cart "bread, eggs, milk" by alice with a2
"""

CHAIN = """\
system causal nodes=3
clock n1 skew=40
clock n3 skew=-30
10 write n1 question lunch? by alice
30 read n2 question by bob
40 write n2 answer yes by bob
60 read n3 answer by carol
65 write n3 place park by carol
"""

CLOCK_SCENES: Final[dict[str, str]] = {"skewed": SKEWED, "concurrent": CONCURRENT, "chain": CHAIN}
"""By name; words under [clock_scene]."""
