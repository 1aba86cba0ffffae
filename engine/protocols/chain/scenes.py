"""Scenes of a chain: a write on its way past readers, with a node cut out and taken in again; an old tail."""

from __future__ import annotations

CHAIN = """\
system chain nodes=4 read=any
timeout 80
init stock 5
10 write n1 stock 4 by alice
25 read n2 stock by bob
60 read n4 stock by carol
100 crash n2
110 write n1 stock 3 by alice
130 promote n1 tell n3 n4
145 read n3 stock by bob
200 recover n2
210 rejoin n2 to n4
250 read n2 stock by carol
260 write n3 stock 2 by bob
"""
"""25: n2 has 4, but the tail has not; bob gets 5. 145: n3 has 3, and so has the tail when it is asked."""

OLD_TAIL = """\
system chain nodes=3
timeout 80
init owner alice
10 read n3 owner by alice
20 cut n1 n2 | n3
30 write n1 owner bob by bob
50 promote n1 tell n2
80 read n1 owner by bob
90 read n3 owner by alice
120 heal
130 read n3 owner by alice
140 rejoin n3 to n2
180 read n3 owner by alice
"""
"""n3 was cut out and not told: it answers what was true once, even when the link is back."""
