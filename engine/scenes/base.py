"""Basically available, soft state, eventually consistent: what a primary with a fallback, a cache, a lease is worth.

Rules of this file
* Those of engine/catalog/scenes.py.
"""

from __future__ import annotations

FALLBACK = """\
system primary nodes=4 copy=async primary=n1 fallback=n3
init cart milk
10 write n2 cart eggs by alice
50 crash n1
60 write n2 cart bread by alice
120 read n2 cart by alice
140 recover n1
150 handoff n3
190 read n2 cart by alice
"""

CACHE = """\
system primary nodes=4 copy=cache primary=n1 ttl=60 stale_if_error=yes
init page old
10 read n2 page by alice
40 write n1 page new by carol
50 read n2 page by alice
60 read n3 page by bob
110 read n2 page by alice
135 crash n3
145 recover n3
150 read n3 page by bob
200 cut n1
250 read n2 page by alice
320 heal
330 write n1 page newer by carol
340 purge n2 n3 page
350 read n2 page by alice
"""

LEASE = """\
system primary nodes=3 copy=async primary=n1 lease=60 heartbeat=20
timeout 60
init cart milk
10 write n2 cart eggs by alice
50 cut n1 | n2 n3
60 write n1 cart bread by alice
80 write n1 cart butter by alice
90 promote n2 tell n3
110 write n1 cart rice by alice
120 write n3 cart tea by bob
150 read n3 cart by bob
180 heal
190 rejoin n1 to n2
240 read n1 cart by alice
stop 260
"""

BUSY = """\
system primary nodes=3 copy=async primary=n1
init score 0
10 write n1 score 1 by alice
20 write n1 score 2 by alice
30 write n1 score 3 by alice
35 read n2 score by bob
40 write n1 score 4 by alice
50 write n1 score 5 by alice
60 write n1 score 6 by alice
65 read n3 score by bob
70 write n1 score 7 by alice
80 write n1 score 8 by alice
stop 85
"""

SCENES = {"fallback": FALLBACK, "cache": CACHE, "lease": LEASE, "busy": BUSY}
