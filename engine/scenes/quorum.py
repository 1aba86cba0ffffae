"""The quorum store: Merkle trees that find what differs, and a tombstone purged before every replica has it.

Rules of this file
* Those of engine/catalog/scenes.py.
"""

from __future__ import annotations

MERKLE = """\
system quorum nodes=3 r=2 w=2 compare=merkle
init apples 5
init butter 2
init cheese 4
init coffee 6
init honey 1
init milk 9
init oats 3
init rice 8
init salt 2
init tea 7
20 cut n1 n2 | n3
30 write n1 milk 8 by alice
35 write n3 apples 4 by bob w=1
70 heal
80 sync n1 n3
160 read n3 milk by bob r=1
165 read n1 apples by alice r=1
200 sync n1 n2
"""

PURGED = """\
system quorum nodes=3 r=2 w=2
init photo beach
10 cut n1 n2 | n3
20 delete n1 photo by alice
60 purge n1 n2 photo
80 heal
90 sync n1 n3
130 read n1 photo by bob
180 delete n1 photo by alice
220 purge n1 n2 n3 photo
240 sync n1 n3
280 read n2 photo by bob
"""

SCENES = {"merkle": MERKLE, "purged": PURGED}
