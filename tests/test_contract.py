"""The contract as an outsider reads it: small scripts, and what design says of each, worked out by hand.

A fact is one of
    "w1 ok 30"            the operation's status and tick of its end (null while pending)
    "r1 ok 30 [1,2]"      and, for a read, what it returned
    "n2.x [[1]]"          the values (and "n2.x@20 ..." at the end of tick 20) under a key; "-": nothing is there
    "n2.x.v [[10,\"n1\"]]"    the versions
    "n4.hints [\"n3\"]"   any field of a node
    "linearizable.x broken r1"    a verdict with the operations it names; "available.- kept" for one of the whole run
    "end 30"
Where nothing else is said a message takes 10 ticks, an operation waits 100, a quorum is a majority of 3.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from engine.analysis.report import as_text, report
from engine.run.simulation import run
from engine.script import HEADLESS, ScriptError, parse

ROOT = Path(__file__).parent.parent
FACT = re.compile(r"(n\d+)\.([a-z]+)(\.v)?(?:@(\d+))? (.*)")

TIME = [
    # a message takes the link's latency, handling nothing: W-th distinct ack
    ("10 write n1 x 1 by alice as w1", "w1 ok 30", "n2.x@19 -", "n2.x@20 [1]", 'n3.x.v [[10,"n1"]]', "end 30"),
    # a node to itself, and a client to its node: 0
    ("10 write n1 x 1 w=1; 10 read n1 x r=1", "w1 ok 10", "r1 ok 10 1"),
    # latency 0; commands in script order
    ("latency 0; 10 read n2 x; 10 write n1 x 1; 10 read n2 x", "w1 ok 10", "r1 ok 10 null", "r2 ok 10 1", "end 10"),
    # what is due is delivered before a client of the same tick asks
    ("10 write n1 x 1 w=1; 20 read n2 x r=1", "r1 ok 20 1"),
    # a read answers with the greatest of all replies in by the end of the tick that brought the R-th
    ("1 cut n3; 10 write n3 x 1 w=1; 20 heal; 30 read n1 x r=2", "r1 ok 50 1"),
    ("link n2>n1 latency=9\n1 cut n3; 10 write n3 x 1 w=1; 20 heal; 30 read n1 x r=2", "r1 ok 49 null"),
    # deadlines come last in a tick
    ("timeout 20; 10 write n1 x 1", "w1 ok 30"),
    ("timeout 19; 10 write n1 x 1", "w1 unknown 29", "n2.x [1]", "available.- broken w1"),
    # faults come first: lost iff cut at the tick of sending or of delivery, and at no other
    ("10 write n1 x 1; 10 cut n1; 11 heal", "w1 unknown 110", "n1.x [1]", "n2.x -"),
    ("10 write n1 x 1; 20 cut n1; 21 heal", "w1 unknown 110", "n2.x -"),
    ("10 write n1 x 1; 11 cut n1; 20 heal", "w1 ok 30"),
    # or one end is down; a disk survives
    ("10 write n1 x 1; 20 crash n2; 21 recover n2", "w1 ok 30", "n2.x -", "n3.x [1]"),
    ("10 write n1 x 1; 11 crash n2; 20 recover n2", "w1 ok 30", "n2.x [1]"),
    ("10 write n1 x 1; 20 crash n1", "w1 unknown 110", "n1.x [1]", "n1.up false", "n2.x -"),
    ("10 write n1 x 1; 40 crash n2; 50 recover n2", "n2.x@45 [1]", "n2.up@45 false", "n2.x [1]", "n2.up true"),
    # unless wiped
    ("init y 0; 10 write n1 x 1; 40 crash n2 wipe; 50 recover n2", "n2.x@45 -", "n2.x -", "n2.y -", "n1.x [1]"),
    ("10 write n1 x 1; 40 crash n2; 50 recover n2 wipe", "n2.x@45 [1]", "n2.x -"),
    # unknown may have happened, and may still
    ("timeout 50; 1 hold n1>n2.1; 1 drop n1>n3.1; 10 write n1 x 1; 90 release n1>n2.1", "w1 unknown 60", "n2.x [1]"),
    # stop ends the run after its tick; else it ends when nothing is left but periodic timers
    ("stop 29; 10 write n1 x 1", "w1 pending null", "end 29"),
    ("10 write n1 x 1; stop 30", "w1 ok 30", "end 30"),
    ("system quorum anti_entropy=50; 10 write n1 x 1", "w1 ok 30", "end 30"),
    # skew: clock = tick + skew, in the header and from now on
    ("clock n1 skew=50; 10 write n1 x 1; 40 write n2 x 2; 70 read n3 x", "w2 ok 60", "r1 ok 90 1",
     'n3.x.v [[60,"n1"]]', "linearizable.x broken w1 w2 r1"),
    ("5 skew n1 -7; 10 write n1 x 1; 30 skew n1 0; 40 write n1 y 1", 'n3.x.v [[3,"n1"]]', 'n3.y.v [[40,"n1"]]'),
]  # fmt: skip

NETWORK = [
    # a cut is two-way unless written one-way
    ("5 cut n1>n2; 10 write n1 x 1 w=3; 30 write n2 y 2 w=3", "w1 unknown 110", "w2 unknown 130", "n2.x -", "n3.x [1]",
     "n1.y [2]"),
    ("5 cut n1-n2; 10 write n1 x 1; 30 write n2 y 2", "w1 ok 30", "w2 ok 50", "n2.x -", "n1.y -"),
    # one group stands against all others; groups against each other
    ("5 cut n3; 10 write n1 x 1; 10 write n3 y 1", "w1 ok 30", "w2 unknown 110", "n3.x -", "n1.y -"),
    ("5 cut n1 | n2 | n3; 10 write n1 x 1; 20 write n2 x 2 w=1", "w1 unknown 110", "w2 ok 20", "n3.x -", "n1.x [1]"),
    # a bridge
    ("system quorum nodes=5 r=3 w=3; 5 cut n1 n2 | n4 n5; 10 write n1 x 1; 10 write n5 x 2", "w1 ok 30", "w2 ok 30",
     "n1.x [1]", "n2.x [1]", "n3.x [2]", "n4.x [2]"),
    # heal: some links, some groups, everything
    ("5 cut n1 n2 | n3; 6 heal n1-n3; 10 write n1 x 1 w=1; 10 write n2 y 1 w=1", "n3.x [1]", "n3.y -"),
    ("5 cut n1 | n2 n3; 6 heal n1 | n2; 10 write n1 x 1 w=1", "n2.x [1]", "n3.x -"),
    ("5 cut n1-n2; 6 heal n1>n2; 10 write n1 x 1 w=1; 10 write n2 y 1 w=1", "n2.x [1]", "n1.y -"),
    ("5 cut n1; 5 cut n2>n3; 6 heal; 10 write n1 x 1 w=3; 10 write n2 x 2 w=3", "w1 ok 30", "w2 ok 30"),
    # hold: in flight, before it is sent; release: late, or before it is due; a message that came is gone
    ("10 write n1 x 1; 15 hold n1>n3.1; 60 release n1>n3.1", "n3.x@59 -", "n3.x@60 [1]", "w1 ok 30"),
    ("1 hold n1>n3.1; 10 write n1 x 1; 20 hold n1>n2.1; 60 release n1>n3.1", "n3.x@59 -", "n3.x@60 [1]", "n2.x -",
     "w1 ok 70"),
    ("1 hold n1>n3.1; 10 write n1 x 1; 15 release n1>n3.1", "n3.x@19 -", "n3.x@20 [1]"),
    ("1 hold n1>n3.1; 2 release n1>n3.1; 10 write n1 x 1", "n3.x@20 [1]"),
    ("10 write n1 x 1; 21 hold n1>n3.1; 22 drop n1>n3.1", "n3.x [1]", "w1 ok 30"),
    # drop: in flight, before it is sent, while held; lost ones count in names
    ("10 write n1 x 1; 15 drop n1>n3.1; 50 release n1>n3.1", "n3.x -", "w1 ok 30"),
    ("1 drop n1>n3.2; 10 write n1 x 1; 11 write n1 x 2", "n3.x [1]", "n2.x [2]"),
    ("1 hold n1>n3.1; 10 write n1 x 1; 50 drop n1>n3.1; 60 release n1>n3.1", "n3.x -"),
    ("1 cut n1>n3; 10 write n1 x 1; 12 heal; 13 drop n1>n3.2; 20 write n1 x 2; 30 write n1 x 3", "n3.x@39 -",
     "n3.x@40 [3]"),
    # a released message is lost where its link is cut or an end is down when it is let go
    ("1 hold n1>n3.1; 10 write n1 x 1; 30 cut n3; 40 release n1>n3.1; 41 heal", "n3.x -"),
    ("1 hold n1>n3.1; 10 write n1 x 1; 30 cut n3; 39 heal; 40 release n1>n3.1", "n3.x@40 [1]"),
    # an answer that comes after the deadline changes nothing
    ("timeout 50; 1 hold n2>n1.1; 1 hold n3>n1.1; 10 write n1 x 1; 70 release n2>n1.1; 70 release n3>n1.1",
     "w1 unknown 60", "n3.x [1]", "end 70"),
    # slow: from now on, not in flight; a link, one way, a node
    ("5 slow n1-n3 40; 10 write n1 x 1 w=3", "w1 ok 90", "n3.x@49 -", "n3.x@50 [1]"),
    ("5 slow n1>n3 40; 10 write n1 x 1 w=3", "w1 ok 60"),
    ("15 slow n3 40; 10 write n1 x 1 w=3", "n3.x@20 [1]", "w1 ok 60"),
    ("link n1>n3 latency=5; latency 20; 10 write n1 x 1", "n3.x@15 [1]", "w1 ok 35"),
    # lose: probability from now on; a node never loses what it tells itself
    ("5 lose n1>n3 1; 10 write n1 x 1; 20 lose n1>n3 0; 30 write n1 y 1", "n3.x -", "n3.y [1]", "w1 ok 30"),
    ("link n1-n3 loss=1; 5 lose n2 1; 10 write n1 x 1 w=1; 20 lose n2 0; 30 write n1 y 1", "w1 ok 10", "n2.x -",
     "n2.y [1]", "n3.y -"),
]  # fmt: skip

HALF = "system quorum nodes=3 r=1 w=1"
QUORUM = [
    # versions are compared as a pair
    (f"{HALF}; 10 write n2 x 2; 10 write n1 x 1", "n1.x [2]", "n2.x [2]", "n3.x [2]"),
    # init is below every write, whatever the clocks say; a key never written is absent
    (f"{HALF}; init x 0; clock n1 skew=-50; 5 read n2 x; 5 read n2 y; 10 write n1 x 1", "r1 ok 5 0", "r2 ok 5 null",
     "n2.x [1]"),
    # r and w on a command override the system's
    (f"{HALF}; 10 write n1 x 1 w=3; 30 read n2 x r=2", "w1 ok 30", "r1 ok 50 1"),
    # r + w <= n: stale reads
    (f"{HALF}; init x 0; 10 write n1 x 1; 12 read n3 x", "r1 ok 12 0", "linearizable.x broken w1 r1"),
    # not undone: a write that ended unknown is read later
    ("1 cut n1; 10 write n1 x 1; 120 heal; 130 read n1 x", "w1 unknown 110", "r1 ok 150 1", "linearizable.x kept"),
    # a replica keeps the greater and acknowledges always
    ("clock n1 skew=90; 10 write n1 x 1; 40 write n2 x 2 w=3", "w2 ok 60", "n2.x [1]"),
    # home: others coordinate and keep nothing
    ("system quorum nodes=5 home=n1,n2,n3; 10 write n5 x 1; 40 read n4 x", "w1 ok 30", "r1 ok 60 1", "n5.x -",
     "n3.x [1]"),
    # read repair: repliers that were behind get the result, nobody waits
    ("system quorum read_repair=yes; 1 cut n3; 10 write n1 x 1; 40 heal; 50 read n1 x r=3", "r1 ok 70 1", "n3.x@79 -",
     "n3.x@80 [1]"),
    ("1 cut n3; 10 write n1 x 1; 40 heal; 50 read n1 x r=3", "r1 ok 70 1", "n3.x -"),
    # write-back: the result is on W nodes before the answer
    ("system quorum write_back=yes; 1 cut n3; 10 write n1 x 1; 40 heal; 50 read n3 x", "n3.x@70 [1]", "r1 ok 90 1"),
    ("system quorum write_back=yes w=3; 1 cut n3; 10 write n1 x 1 w=2; 50 read n1 x", "r1 unknown 150"),
    # logical versions: a first round asks for the greatest
    ("system quorum version=logical; clock n1 skew=99; init x 0; 10 write n1 x 1; 60 write n2 x 2; 110 read n3 x",
     "w1 ok 50", 'n3.x.v@50 [[1,"n1"]]', "w2 ok 100", 'n3.x.v [[2,"n2"]]', "r1 ok 130 2"),
    ("system quorum version=logical; 1 cut n1; 10 write n1 x 1", "w1 unknown 110", "n1.x -"),
    # delete: a tombstone, which reads as absent and beats what is older
    ("init x 0; 1 cut n3; 10 delete n1 x; 40 heal; 50 read n2 x; 80 sync n1 n3", "d1 ok 30", "r1 ok 70 null",
     "n1.x [null]", "n3.x [null]"),
    # purged too early: what it hid comes back
    ("init x 0; 1 cut n3; 10 delete n1 x; 40 purge n1 n2 x; 41 heal; 50 sync n1 n3", "n1.x@40 -", "n1.x [0]", "n2.x -"),
    # tombstones=no removes the key, and what was not reached brings it back
    ("system quorum tombstones=no; init x 0; 1 cut n3; 10 delete n1 x; 40 heal; 50 sync n1 n3", "d1 ok 30", "n2.x -",
     "n1.x@69 -", "n1.x@70 [0]"),
    ("system quorum tombstones=no; init x 0; 10 delete n1 x; 40 read n2 x", "n3.x -", "r1 ok 60 null",
     "durable.- kept"),
    # what was deleted on purpose is not lost, with or without a tombstone
    ("system quorum tombstones=no; 10 write n1 x 1; 40 delete n1 x", "n1.x -", "durable.- kept"),
    ("10 write n1 x 1; 40 delete n1 x; 70 purge n1 n2 n3 x", "n1.x -", "durable.- kept"),
    ("10 write n1 x 1; 40 crash n1 wipe; 40 crash n2 wipe; 40 crash n3 wipe", "durable.- broken w1"),
    # sync goes both ways
    (f"{HALF}; 1 cut n1 | n2 | n3; 10 write n1 x 1; 10 write n2 y 2; 20 heal; 30 sync n1 n2", "n2.x@40 [1]",
     "n1.y@50 [2]",
     "n3.x -"),
    # anti-entropy does it by itself
    ("system quorum r=1 w=1 anti_entropy=50; 1 cut n3; 10 write n1 x 1; 20 heal; stop 200", "n3.x [1]", "end 200"),
]  # fmt: skip

S = "system quorum nodes=5 home=n1,n2,n3 r=2 w=3 sloppy=yes"
SLOPPY = [
    # the next reachable spare keeps a hint, which counts for W, until it is acknowledged at home
    (f"{S}; 1 cut n3; 10 write n1 x 1; 50 heal; 60 handoff n4", "w1 ok 30", "n4.x -", "n3.x@69 -", "n3.x@70 [1]",
     'n4.hints@79 ["n3"]', "n4.hints@80 []"),
    (f"{S}; 1 crash n2; 1 crash n3; 10 write n1 x 1", "w1 ok 30", 'n4.hints ["n2"]', 'n5.hints ["n3"]'),
    (f"{S}; 1 crash n2; 1 crash n4; 10 write n1 x 1", "w1 ok 30", "n4.hints []", 'n5.hints ["n2"]'),
    (f"{S}; 1 cut n3 | n1 n2; 1 cut n1 n2 | n4 n5; 10 write n1 x 1", "w1 unknown 110", "n4.hints []"),
    (f"{S}; 1 crash n2; 1 crash n3; 10 write n1 x 1; 40 read n1 x", "r1 unknown 140"),
    (f"{S}; 1 cut n3; 10 write n1 x 1; 60 handoff n4", 'n4.hints ["n3"]', "n3.x -"),
    (f"{S}; 1 cut n3; 10 write n1 x 1; 40 crash n4; 50 recover n4; 55 heal; 60 handoff n4", "n3.x [1]", "n4.hints []"),
    (f"{S}; 1 cut n3; 10 write n1 x 1; 40 crash n4 wipe; 50 recover n4; 55 heal; 60 handoff n4", "n3.x -"),
    # not sloppy: it waits
    ("system quorum nodes=5 home=n1,n2,n3 w=3; 1 cut n3; 10 write n1 x 1", "w1 unknown 110", "n4.hints []"),
    # handoff by itself
    (f"{S} handoff=40; 1 cut n3; 10 write n1 x 1; 50 heal; stop 100", "n3.x@89 -", "n3.x@90 [1]", "n4.hints []"),
]  # fmt: skip

M, V = "system multi_value nodes=2 versions=dvv", "system multi_value nodes=2 versions=vv"
SPLIT = "1 cut n1 | n2; 10 write n1 x b; 11 write n2 x a"
MULTI = [
    # any node answers alone, at once; [] is absent, init below every write
    (f"{M}; init y 0; 5 read n1 x; 5 read n1 y; 6 write n1 y 1; 7 read n1 y", "r1 ok 5 []", "r2 ok 5 [0]", "w1 ok 6",
     "r3 ok 7 [1]", "n2.y@16 [1]"),
    # both sides of a cut answer; what was lost stays lost until sync; then both values, sorted
    (f"{M}; {SPLIT}; 20 heal; 30 sync n1 n2; 40 read n2 x; 50 read n1 x", "w1 ok 10", "w2 ok 11", 'n1.x@39 ["b"]',
     'r1 ok 40 ["a","b"]', 'r2 ok 50 ["a","b"]', "available.- kept", "converged.- kept", "durable.- kept"),
    (f"{M}; 10 write n1 x b; 10 write n1 x 10; 10 write n1 x 9; 11 read n1 x", "r1 ok 11 [9,10,\"b\"]"),
    # a context replaces exactly what it covers
    (f"{M}; {SPLIT}; 20 heal; 30 sync n1 n2; 60 read n1 x as both; 61 write n1 x c with both; 90 read n2 x",
     'r1 ok 90 ["c"]'),
    (f"{M}; 10 write n1 x a; 20 read n1 x as a; 30 write n1 x b with a; 40 write n1 x c with a; 50 read n1 x",
     'r1 ok 50 ["b","c"]'),
    # a blind write replaces nothing; with version vectors it swallows what its node knows of itself
    (f"{M}; 10 write n1 x a; 30 write n1 x b; 50 read n2 x", 'r1 ok 50 ["a","b"]'),
    (f"{V}; 10 write n1 x a; 30 write n1 x b; 50 read n2 x", 'r1 ok 50 ["b"]', "durable.- broken w1"),
    (f"{V}; 10 write n1 x a; 20 read n1 x as a; 30 write n1 x b with a; 40 write n1 x c with a; 50 read n1 x",
     'r1 ok 50 ["c"]', 'n1.x.v [{"n1":3}]'),
    (f"{V}; 10 write n1 x a; 30 write n2 x b; 50 read n1 x as r; 51 write n2 x c with r; 70 read n1 x",
     'r ok 50 ["a","b"]', 'r1 ok 70 ["c"]', 'n1.x.v [{"n1":1,"n2":2}]'),
    # last writer wins by the pair (clock, name)
    (f"{M} resolver=lww; {SPLIT}; 20 heal; 30 sync n1 n2; 60 read n1 x; 60 read n2 x", 'r1 ok 60 ["a"]',
     'r2 ok 60 ["a"]'),
    (f"{M} resolver=lww; clock n1 skew=5; {SPLIT}; 20 heal; 30 sync n1 n2; 60 read n2 x", 'r1 ok 60 ["b"]'),
    # a delete covers its context and nothing else
    (f"{M}; 10 write n1 x a; 20 read n1 x as a; 30 delete n1 x with a; 50 read n2 x", "r1 ok 50 []", "n2.x [null]"),
    (f"{M}; 10 write n1 x a; 30 delete n1 x; 50 read n2 x", 'r1 ok 50 ["a"]'),
    # anti-entropy
    (f"{M} anti_entropy=30; {SPLIT}; 20 heal; stop 90", 'n1.x ["a","b"]', 'n2.x ["a","b"]'),
]  # fmt: skip

PS, PA = "system primary nodes=3 copy=sync", "system primary nodes=3 copy=async"
PRIMARY = [
    # sync: written everywhere before the answer; forwarded where it is not asked for; reads are local
    (f"{PS}; 10 write n1 x 1; 19 read n3 x; 20 read n3 x", "w1 ok 30", "r1 ok 19 null", "r2 ok 20 1"),
    (f"{PS}; init x 0; 10 write n2 x 1; 29 read n2 x", "w1 ok 50", "r1 ok 29 0", "n1.x@20 [1]", "n2.x@30 [1]"),
    (f"{PS}; 1 cut n3; 10 write n1 x 1; 20 write n3 x 2", "w1 unknown 110", "w2 unknown 120", "n2.x [1]", "n3.x -"),
    # async: applied at the primary, answered, copied
    (f"{PA}; 10 write n1 x 1; 10 write n2 y 2", "w1 ok 10", "w2 ok 30", "n3.x@20 [1]", "n3.y@29 -", "n3.y@30 [2]"),
    (f"{PA} primary=n3; 10 write n3 x 1", "w1 ok 10", 'n3.role "primary"', 'n1.role "replica"'),
    (f"{PA}; 1 cut n1; 10 write n1 x 1; 40 heal; 50 read n2 x", "w1 ok 10", "r1 ok 50 null"),
    # a failover loses an acknowledged write
    (f"{PA}; 1 cut n1; 10 write n1 x 1; 20 promote n2 tell n3; 30 write n3 x 2; 60 heal; 70 rejoin n1 to n2",
     "w1 ok 10", "w2 ok 50", "n1.x@89 [1]", "n1.x@90 [2]", 'n1.role "replica"', "durable.- broken w1"),
    # nobody else is told: two primaries
    (f"{PA}; 5 promote n2 tell n3; 10 write n1 x 1; 20 write n2 x 2; 50 read n1 x; 50 read n3 x", "w1 ok 10",
     "w2 ok 20",
     "r1 ok 50 1", "r2 ok 50 2", 'n1.role "primary"', 'n2.role "primary"'),
    # whoever is not primary refuses
    (f"{PA}; 5 promote n2 tell n1; 10 write n3 x 1", "w1 refused 30", "n1.x -", "n2.x -"),
    (f"{PA}; init x 0; 10 delete n2 x; 40 read n3 x", "d1 ok 30", "r1 ok 40 null", "n3.x [null]"),
]  # fmt: skip

GRAMMAR = [
    # the header in any order and between commands; `;` ends a line, `#` a comment; CRLF
    ("10 write n1 x 1\nseed 3 # seed 4; seed 5\r\nlatency 1;; timeout 5\nsystem quorum w=3 nodes=3", "w1 ok 12"),
    # values: bare words, numbers, quoted strings
    (f"{HALF}; 1 write n1 a \"a; b # c | \\\"d\\\" \\\\\"; 2 write n1 b -1.5; 3 write n1 c \"7\"; 4 write n1 d Né-7/x",
     'n1.a ["a; b # c | \\"d\\" \\\\"]', "n1.b [-1.5]", 'n1.c ["7"]', 'n1.d ["Né-7/x"]'),
    # commands in any order of ticks; options in any order, each operation with a name
    ("50 read n1 x r=1 as a by bob; 10 write n1 x 1 w=1 by al as b; 60 read n2 x", "a ok 50 1", "b ok 10",
     "r1 ok 80 1"),
    # an empty script is a system at rest
    ("", "end 0", "n3.up true", "available.- kept"),
]  # fmt: skip

MISTAKES = [
    ("system paxos", 1, 8), ("system quorum r=4", 1, 15), ("system quorum nodes=101", 1, 15), ("seed x", 1, 6),
    ("stop 1; stop 2", 1, 9), ("init x 1\n\n# a\n  10 write n1 x # 1", 4, 16), ("10 write n4 x 1", 1, 10),
    ("10 write n1 X 1", 1, 13), ("10 wipe n1", 1, 4), ("-1 read n1 x", 1, 1), ("read n1 x", 1, 1), ("10", 1, 3),
    ("10 write n1 x 1 by a by b", 1, 22), ("10 read n1 x r=4", 1, 14), ("10 write n1 x 1 with r1; 11 read n1 x", 1, 22),
    ("1 read n1 x as a; 2 read n1 x as a", 1, 34), ("1 cut n1 | n1 n2", 1, 12), ("1 cut n1 |", 1, 11), ("1 cut", 1, 6),
    ("1 hold n1>n2", 1, 8), ("1 lose n1 1.5", 1, 11), ("1 promote n2", 1, 3), ('init x "a', 1, 8), ("init x \x01", 1,
     8),
    ("10 write n1 <b>x</b> 1", 1, 13), ("init x " + "a" * 201, 1, 8), ("init " + "a" * 21 + " 1", 1, 6),
    ("\n".join(f"1 read n1 k{i}" for i in range(51)), 51, 11),
]  # fmt: skip


def told(script: str, *ticks: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(as_text(report(run(parse(script, HEADLESS)), ticks)))
    return found


def expect(found: dict[str, Any], fact: str) -> None:
    """Compare one fact with a report, both written the same way."""
    ops = {op["id"]: op for op in found["operations"]}
    name = fact.split(maxsplit=1)[0]
    if name == "end":
        assert f"end {found['end']}" == fact
    elif name in ops:
        op, words = ops[name], fact.split(maxsplit=3)
        value = f" {json.dumps(op['value'], separators=(',', ':'))}" if len(words) > 3 else ""
        assert f"{name} {op['status']} {json.dumps(op['done'])}{value}" == fact
    elif at := FACT.fullmatch(fact):
        node, key, versions, tick, wanted = at.groups()
        seen = (found["at"][tick] if tick else found["nodes"])[node]
        cell = seen["store"].get(key, {"values": "-", "versions": "-"})
        shown = seen[key] if key in seen else cell["versions" if versions else "values"]
        assert shown == (wanted if wanted == "-" else json.loads(wanted)), fact
    else:
        check, key = name.split(".")
        ((outcome, named),) = [
            (v["outcome"], v["operations"]) for v in found["verdicts"] if (v["check"], v["key"] or "-") == (check, key)
        ]
        assert " ".join((name, outcome, *named)) == fact


@pytest.mark.parametrize(
    "case", [*TIME, *NETWORK, *QUORUM, *SLOPPY, *MULTI, *PRIMARY, *GRAMMAR], ids=lambda case: case[0][-60:]
)
def test_what_a_run_says(case: tuple[str, ...]) -> None:
    script, *facts = case
    found = told(script, *{int(tick) for fact in facts for tick in re.findall(r"@(\d+) ", fact)})
    for fact in facts:
        expect(found, fact)
    assert told(found["script"])["operations"] == found["operations"]


@pytest.mark.parametrize(("script", "line", "column"), MISTAKES, ids=lambda value: str(value)[:30].strip())
def test_a_mistake_says_where_and_what_was_expected(script: str, line: int, column: int) -> None:
    with pytest.raises(ScriptError, match=f"^line {line}, column {column}: (.*, )?expected .") as caught:
        parse(script, HEADLESS)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize("name", [b"/no/\xff", b"/no\nfile"])
def test_a_file_with_an_odd_name_gets_one_line(name: bytes) -> None:
    found = subprocess.run([sys.executable, "-m", "engine", "run", name], cwd=ROOT, capture_output=True, check=False)
    assert (found.returncode, found.stdout, found.stderr.count(b"\n")) == (2, b"", 1)


@pytest.mark.parametrize(
    "fact",
    ["w1 ok 31", "w1 refused 30", "r1 ok 60 2", "n2.x@20 [2]", "n2.x -", 'n2.x.v [[11,"n1"]]', "n2.up false", "end 61",
     "linearizable.x broken r1", "converged.- cant_tell"],
)  # fmt: skip
def test_a_wrong_fact_is_found(fact: str) -> None:
    found = told("10 write n1 x 1; 40 read n2 x", 20)
    with pytest.raises(AssertionError):
        expect(found, fact)
