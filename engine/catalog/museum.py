"""The museum: runs that went wrong, many of them infamous, some slips of the brief; each with works on it.

Rules of this file
* A run is a row of the brief's flaws (run by the brief's rule), a scene, or a script here; never a copy of either.
* An exhibit claims nothing that its run does not show: `promise` is broken by `proof` (verdicts of the judge), and
  `shows` are facts of engine/flaws/facts.py. tests/test_museum.py holds all of it.
* Words (title, what happened, why it is famous, what prevents it) are in lessons/<lang>/museum.toml, by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple

from engine.catalog.scenes import PRESETS
from engine.flaws import FLAWS
from engine.script import parse, print_script


class Citation(NamedTuple):
    """A work on it: by whom, when; where: section or chapter. read: when a document that may change was read."""

    author: str
    year: int
    title: str
    where: str = ""
    read: str = ""


@dataclass(frozen=True, slots=True)
class Exhibit:
    """run: a row of FLAWS, a name in PRESETS, or a script. at: the tick at which to look. promise, proof: the check
    that the run breaks and the operations that prove it. shows: facts of the finished run, by name."""

    run: str
    at: int
    promise: str
    proof: tuple[str, ...]
    shows: tuple[tuple[str, Any], ...]
    sources: tuple[Citation, ...]


SLOPPY = """\
system quorum nodes=5 r=2 w=2 home=n1,n2,n3 sloppy=yes
10 write n1 cart milk by alice as w1
40 cut n1 n2 n3 | n4 n5
50 write n4 cart eggs by alice as w2
100 read n1 cart by alice as r1
140 heal
150 handoff n4
150 handoff n5
200 read n1 cart by alice as r2
"""

BRIDGE = """\
system raft nodes=5 read=read_index leader=n1 election=120..240 heartbeat=40
init x 0
seed 3
10 write n1 x 1 by alice as w1
40 cut n1 n2 | n4 n5
170 write n4 x 2 by bob as w2
172 write n1 x 3 by alice as w3
240 read n4 x by bob as r1
300 write n1 x 3 by alice as w4
400 write n4 x 4 by bob as w5
500 write n3 x 5 by carol as w6
stop 600
"""

DYNAMO = Citation("DeCandia et al.", 2007, "Dynamo: Amazon's Highly Available Key-value Store", "4.4")
LOCKING = Citation("Kleppmann", 2016, "How to do distributed locking")
SHARING = Citation("Attiya, Bar-Noy & Dolev", 1995, "Sharing Memory Robustly in Message-Passing Systems")

EXHIBITS: Final[dict[str, Exhibit]] = {
    "inversion": Exhibit(
        "B08", 90, "linearizable", ("w1", "r1", "r2"), (("op.r1", ("ok", 1)), ("op.r2", ("ok", 0))),
        (Citation("Lamport", 1986, "On Interprocess Communication"), SHARING),
    ),
    "two_carts": Exhibit(
        "ap", 170, "linearizable", ("w1", "w2", "b1"),
        (
            ("op.w2", ("ok",)), ("op.w3", ("ok",)), ("op.a2", ("ok", ("milk and bread", "milk and eggs"))),
            ("op.r3", ("ok", ("milk, eggs and bread",))), ("lost", ()),
        ),
        (DYNAMO,),
    ),
    "resurfaced": Exhibit(
        "cart", 130, "linearizable", ("w1", "b1"), (("op.w1", ("ok",)), ("op.r2", ("ok", ("bread, eggs, milk",)))),
        (
            DYNAMO,
            Citation(
                "Shapiro, Preguiça, Baquero & Zawirski", 2011,
                "A Comprehensive Study of Convergent and Commutative Replicated Data Types", "3.3.5",
            ),
        ),
    ),
    "explosion": Exhibit(
        "explosion", 80, "linearizable", ("x1",),
        (
            ("op.y1", ("ok", ("Bob",))), ("op.x1", ("ok", ("Bob", "Sue"))),
            ("op.r1", ("ok", ("Bob", "Michelle", "Rita", "Sue"))), ("lost", ()),
        ),
        (
            Citation("Brown", 2015, "Vector Clocks Revisited, part 2: Dotted Version Vectors"),
            Citation("McLaughlin", 2014, "Riak CS, pull request 1011", read="2026-11"),
            Citation(
                "Almeida, Baquero, Gonçalves, Preguiça & Fonte", 2014,
                "Scalable and Accurate Causality Tracking for Eventually Consistent Stores",
            ),
        ),
    ),
    "deposed": Exhibit(
        "deposed", 100, "linearizable", ("w1", "r3"), (("op.w1", ("ok",)), ("op.r3", ("ok", "alice"))),
        (
            Citation("Kingsbury", 2014, "Jepsen: etcd and Consul"),
            Citation("Ongaro", 2014, "Consensus: Bridging Theory and Practice", "6.4"),
        ),
    ),
    "behind": Exhibit(
        "follower", 60, "monotonic_reads", ("r1", "r2"),
        (("op.w1", ("ok",)), ("op.r1", ("ok", 12)), ("op.r2", ("ok", 10)), ("op.r3", ("ok", 12)), ("lost", ())),
        (
            Citation(
                "Hunt, Konar, Junqueira & Reed", 2010, "ZooKeeper: Wait-free Coordination for Internet-scale Systems",
                "4.4",
            ),
        ),
    ),
    "failover": Exhibit(
        "failover", 190, "durable", ("w2",), (("op.w2", ("ok",)), ("op.r4", ("ok", "hello")), ("lost", ("w2",))),
        (Citation("Warner", 2018, "October 21 post-incident analysis", read="2026-11"),),
    ),
    "unclean": Exhibit(
        "unclean", 300, "durable", ("w2",),
        (("op.w2", ("ok",)), ("note.unclean", 1), ("op.r1", ("ok", 8)), ("lost", ("w2",))),
        (
            Citation("Kingsbury", 2013, "Jepsen: Kafka"),
            Citation("Wang et al.", 2015, "Building a Replicated Logging System with Apache Kafka"),
        ),
    ),
    "skew": Exhibit(
        "B72", 110, "durable", ("w2",), (("op.w2", ("ok",)), ("op.r1", ("ok", ("milk",))), ("lost", ("w2",))),
        (Citation("Kingsbury", 2013, "The trouble with timestamps"),),
    ),
    "undead": Exhibit(
        "purged", 150, "linearizable", ("d1", "r1"),
        (("op.d1", ("ok",)), ("op.r1", ("ok", "beach")), ("op.r2", ("ok", None))),
        (Citation("Demers et al.", 1987, "Epidemic Algorithms for Replicated Database Maintenance", "2"),),
    ),
    "sloppy": Exhibit(
        SLOPPY, 120, "read_your_writes", ("w2", "r1"),
        (("op.w2", ("ok",)), ("op.r1", ("ok", "milk")), ("op.r2", ("ok", "eggs")), ("lost", ())),
        (
            DYNAMO._replace(where="4.6"),
            Citation("Kleppmann", 2017, "Designing Data-Intensive Applications", "5"),
            Citation("DataStax", 2014, "About hinted handoff writes (Cassandra 2.0)", read="2026-11"),
        ),
    ),
    "bridge": Exhibit(
        BRIDGE, 172, "available", ("w3", "w4", "w5"),
        (
            ("op.w2", ("ok",)), ("op.w3", ("unknown",)), ("op.w4", ("refused",)), ("op.w5", ("refused",)),
            ("op.w6", ("ok",)), ("role.n3", "leader"), ("note.elected", 2), ("lost", ()),
        ),
        (
            Citation("Lianza & Snook", 2020, "A Byzantine failure in the real world", read="2026-11"),
            Citation("Jensen, Howard & Mortier", 2021, "Examining Raft's Behaviour During Partial Network Failures"),
        ),
    ),
    "metastable": Exhibit(
        "metastable", 300, "available", tuple(f"c{call}" for call in range(4, 31)),
        (("op.c3", ("ok",)), ("op.c4", ("unknown",)), ("op.c8", ("unknown",)), ("op.c30", ("unknown",))),
        (
            Citation("Bronson, Aghayev, Charapko & Zhu", 2021, "Metastable Failures in Distributed Systems"),
            Citation("Huang et al.", 2022, "Metastable Failures in the Wild"),
        ),
    ),
    "redlock": Exhibit(
        "clock_jump", 190, "linearizable", ("c2", "c1"),
        (
            ("op.c1", ("ok",)), ("op.c2", ("ok",)), ("note.lease_over", 1), ("op.r1", ("ok", "alice")),
            ("lost", ("c2",)),
        ),
        (
            LOCKING,
            Citation("Sanfilippo", 2016, "Is Redlock safe?"),
        ),
    ),
    "fenceless": Exhibit(
        "B63", 250, "durable", ("w2",),
        (("op.w1", ("ok",)), ("op.r1", ("ok", "v2")), ("op.r2", ("ok", "v1")), ("lost", ("w2",))),
        (LOCKING,),
    ),
    "old_view": Exhibit(
        "B34", 160, "available", ("w1",),
        (("op.w1", ("refused",)), ("note.can_form", 5), ("mode.n1", "partitioned"), ("role.n1", None)),
        (Citation("Brewer", 2012, "CAP Twelve Years Later: How the “Rules” Have Changed"),),
    ),
    "on_top": Exhibit(
        "B46", 265, "converged", (),
        (("op.w1", ("ok",)), ("op.w2", ("ok",)), ("store.n1.x", (2,)), ("store.n2.x", (1,))),
        (
            Citation(
                "Terry et al.", 1995,
                "Managing Update Conflicts in Bayou, a Weakly Connected Replicated Storage System",
            ),
        ),
    ),
    "first_quorum": Exhibit(
        "B56", 120, "available", ("w1", "r1"), (("op.w1", ("unknown",)), ("op.r1", ("unknown",))),
        (Citation("Gifford", 1979, "Weighted Voting for Replicated Data"), SHARING),
    ),
    "sparse_compare": Exhibit(
        "B64", 120, "linearizable", ("c1",), (("op.r1", ("ok", ("one", "three", "two"))), ("lost", ())),
        (
            Citation(
                "Fidge", 1988, "Timestamps in Message-Passing Systems That Preserve the Partial Ordering"
            ),
            Citation("Mattern", 1989, "Virtual Time and Global States of Distributed Systems"),
        ),
    ),
    "keeps_oldest": Exhibit(
        "B65", 120, "durable", ("w2", "w3"),
        (("op.w2", ("ok",)), ("op.w3", ("ok",)), ("op.r1", ("ok", ("one",))), ("lost", ("w2", "w3"))),
        (Citation("Parker et al.", 1983, "Detection of Mutual Inconsistency in Distributed Systems"), DYNAMO),
    ),
}  # fmt: skip
"""By name, as it stands in a link; in the order of the wall, the brief's own last."""


def row(exhibit: Exhibit) -> str | None:
    """The row of the audit whose rule the run goes by, if there is one."""
    return exhibit.run if exhibit.run in FLAWS else None


@lru_cache(maxsize=64)
def script(name: str) -> str:
    """The canonical script of an exhibit."""
    exhibit = EXHIBITS[name]
    found = row(exhibit)
    return print_script(FLAWS[found].wrong() if found else parse(PRESETS.get(exhibit.run, exhibit.run)))
