"""Scenes of concurrent writes and what becomes of them: a cart that is merged, a cart as a set, likes, cash machines.

The rules are those of presets.py. The cash machines follow Brewer 2012, "CAP twelve years later": cut off, each goes by
what it knows, and what then went too far is made good afterwards.
"""

from __future__ import annotations

from typing import Final

CART = """\
system multi_value nodes=3 resolver=merge
init cart "eggs, milk"
10 cut n1 | n2 n3
20 read n1 cart by alice as a1
25 write n1 cart milk by alice with a1
30 read n3 cart by bob as b1
35 write n3 cart "bread, eggs, milk" by bob with b1
60 heal
70 sync n1 n3
100 read n3 cart by bob
130 read n1 cart by alice
"""

CART_SET = """\
system multi_value nodes=3 resolver=crdt crdt=or_set
10 write n1 cart eggs by alice
12 write n1 cart milk by alice
40 cut n1 | n2 n3
50 delete n1 cart eggs by alice
60 write n3 cart bread by bob
90 heal
100 sync n1 n3
130 read n3 cart by bob
140 sync n3 n2
170 read n2 cart by alice
"""

LIKES = """\
system multi_value nodes=3 resolver=crdt crdt=g_counter
10 write n1 likes 1 by alice
12 write n2 likes 1 by bob
40 cut n1 n2 | n3
50 write n1 likes 1 by alice
52 write n2 likes 1 by bob
54 write n3 likes 1 by carol
80 read n1 likes by alice
82 read n3 likes by carol
100 heal
110 sync n1 n3
140 sync n1 n3
150 sync n3 n2
180 read n2 likes by bob
"""

ATM = """\
system multi_value nodes=2 resolver=crdt crdt=pn_counter limit=0
init balance 100
10 cut n1 | n2
20 write n1 balance -80 by alice
30 write n2 balance -70 by bob
40 write n2 balance -50 by bob
60 heal
70 sync n1 n2
100 read n1 balance by alice
110 write n1 balance -10 by alice
120 write n1 balance 50 by carol
150 read n2 balance by bob
"""

SCENES: Final[dict[str, str]] = {"cart": CART, "cart_set": CART_SET, "likes": LIKES, "atm": ATM}
