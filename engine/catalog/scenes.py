"""Scenes to begin with, each a script: the first visit's run, what CP, AP, CA and BASE do when a link is cut, a
failover that loses an acknowledged write, an answer that waits for its question, Raft with two leaders and with a
deposed one, a lock whose holder pauses, and a rollback that does not reach every node. More are in engine/scenes/, and
in the rooms of protocols.

Rules of this file
* A preset is a script like any other, within the limits of the app; its title and its words are in lessons/<lang>/.
* Clients are alice, bob and carol, keys are plain words, and every scene comes to its point before it heals.
"""

from __future__ import annotations

from typing import Final

from engine.protocols import PROTOCOLS
from engine.scenes import base, causal, conflicts, majority_lock, partition, quorum, resilience, table

FIRST = """\
system quorum nodes=5 r=1 w=3
init basket milk
10 read n1 basket by alice
20 cut n1 n2 | n3 n4 n5
30 write n4 basket eggs by bob
60 read n1 basket by alice
"""

CP = """\
system quorum nodes=5 r=3 w=3 version=logical write_back=yes
timeout 80
init balance 100
10 write n4 balance 120 by bob
60 read n2 balance by alice
110 cut n1 n2 | n3 n4 n5
120 write n1 balance 20 by alice
125 read n2 balance by carol
130 write n4 balance 150 by bob
180 read n5 balance by bob
240 heal
250 read n1 balance by alice
300 write n1 balance 50 by alice
350 read n5 balance by bob
"""

AP = """\
system multi_value nodes=4 versions=dvv resolver=siblings
10 write n1 cart milk by alice
40 cut n1 n2 | n3 n4
50 read n1 cart by alice as a1
51 write n1 cart "milk and eggs" by alice with a1
55 read n4 cart by bob as b1
56 write n4 cart "milk and bread" by bob with b1
80 read n2 cart by alice
85 read n3 cart by bob
100 heal
110 sync n1 n4
140 sync n1 n2
140 sync n4 n3
170 read n2 cart by alice as a2
180 write n2 cart "milk, eggs and bread" by alice with a2
210 read n3 cart by bob
"""

CA = """\
system primary nodes=3 copy=sync primary=n1
timeout 80
init seats 12
10 write n2 seats 11 by alice
60 read n3 seats by bob
70 cut n1 n2 | n3
80 write n2 seats 10 by alice
90 read n3 seats by bob
95 write n3 seats 9 by bob
190 heal
200 rejoin n3 to n1
230 read n3 seats by bob
240 write n3 seats 8 by bob
290 read n2 seats by alice
"""

BASE = """\
system primary nodes=4 copy=async primary=n1
init post draft
10 write n1 post hello by alice
15 read n3 post by bob
30 read n3 post by bob
40 cut n1 n2 | n3 n4
50 write n2 post edited by alice
85 read n2 post by alice
90 read n4 post by bob
100 heal
110 rejoin n3 to n1
110 rejoin n4 to n1
140 read n4 post by bob
150 write n4 post final by bob
"""

FAILOVER = """\
system primary nodes=3 copy=async primary=n1
timeout 60
init post draft
10 write n2 post hello by alice
40 read n3 post by bob
50 cut n1 | n2 n3
60 write n1 post edited by alice
65 read n1 post by alice
80 promote n2 tell n3
90 read n3 post by bob
100 write n3 reply "me too" by bob
150 heal
160 rejoin n1 to n2
190 read n1 post by alice
195 read n1 reply by alice
"""

SESSIONS = """\
system quorum nodes=3 r=1 w=1
link n1-n2 n2-n3 latency=60
init cart empty
10 write n1 cart milk by alice
20 read n2 cart by alice
25 read n2 cart by alice level=read_your_writes
100 cut n2 | n1 n3
110 write n1 cart eggs by alice
120 read n2 cart by alice level=read_your_writes
150 heal
155 sync n1 n2
"""

CAUSAL = """\
system causal nodes=3
link n1-n3 latency=100
10 write n1 question lunch? by alice
30 read n2 question by bob
40 write n2 answer yes by bob
70 read n3 answer by carol
75 read n3 question by carol
120 read n3 question by carol
125 read n3 answer by carol
"""

RAFT = """\
system raft nodes=5 read=read_index leader=n1
timeout 80
init balance 100
10 write n1 balance 120 by alice
60 cut n1 n2 | n3 n4 n5
70 write n1 balance 20 by alice
80 campaign n3
110 write n3 balance 150 by bob
140 read n1 balance by alice
150 read n3 balance by bob
240 heal
250 heartbeat n3
300 read n1 balance by alice
310 read n3 balance by bob
"""

DEPOSED = """\
system raft nodes=3 read=local leader=n1
timeout 80
init owner alice
10 read n1 owner by alice
20 cut n1 | n2 n3
30 campaign n2
60 write n2 owner bob by bob
90 read n2 owner by bob
100 read n1 owner by alice
120 heal
130 heartbeat n1
170 heartbeat n2
210 read n1 owner by alice
220 read n2 owner by alice
"""

PRESETS: Final[dict[str, str]] = {
    "first": FIRST,
    "cp": CP,
    "ap": AP,
    "ca": CA,
    "base": BASE,
    "failover": FAILOVER,
    "sessions": SESSIONS,
    "causal": CAUSAL,
    "raft": RAFT,
    "deposed": DEPOSED,
    **quorum.SCENES,
    **majority_lock.SCENES,
    **partition.SCENES,
    **base.SCENES,
    **causal.SCENES,
    **conflicts.SCENES,
    **resilience.SCENES,
    **table.SCENES,
    **{
        name: script
        for protocol in PROTOCOLS.values()
        for own in protocol.scenes.values()
        for name, script in own.items()
    },
}

_TOPICS: Final[dict[str, tuple[str, ...]]] = {
    "cap": ("first", "cp", "ap", "ca"),
    "consistency": ("sessions", "causal", "traveller", "merkle", "purged"),
    "base": ("base", "fallback", "busy", "failover", "cache", "lease"),
    "agreement": ("raft", "deposed", "fencing", "rollback"),
    "partition": ("split", "both_sides"),
    "conflicts": ("cart", "cart_set", "likes", "atm"),
    "resilience": tuple(resilience.SCENES),
    "table": tuple(table.SCENES),
}

TOPICS: Final[dict[str, tuple[str, ...]]] = {
    topic: (*names, *(name for protocol in PROTOCOLS.values() for name in protocol.scenes.get(topic, ())))
    for topic, names in _TOPICS.items()
}
"""The scenes as they are offered: each under one topic."""
