"""Causal memory with a client who reads at one node and writes at another.

Rules of this file
* Those of engine/catalog/scenes.py.
"""

from __future__ import annotations

TRAVELLER = """\
system causal nodes=3 client_context=wait
link n1-n2 latency=100
10 write n1 photo beach by alice
30 read n3 photo by carol
40 write n2 comment nice by carol
45 read n2 photo by alice
50 read n2 photo by bob
120 read n2 comment by bob
130 read n3 comment by alice
"""

SCENES = {"traveller": TRAVELLER}
"""By name; titles under [scene]."""
