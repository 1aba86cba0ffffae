"""The brief's scenario table (lines 727 to 732), judged per operation and not per product.

Rules of this file
* A row has the brief's own cell and products as it names them, what that cell is worth (`grade`), and operations. Each
  is a run with a cut in it, the requests that are judged (those asked while it lasts), and the source of what is right.
* Nothing here says whether an operation is C or A: that is computed from its run (judge).
  C: the run is linearizable. Where the key is a counter: broken by an answered read that lacks an acknowledged update
  from before it, else nobody can tell.
  A: as in the CAP theorem, of the requests asked: every one to a live node got an answer (checks/available.py).
* On a single node there is no link to cut, so that CAP says nothing about it.
* The brief's cell fits an operation if it says what was computed: CP is C and not A, AP is A and not C.

Sources stand with each operation. The brief's labels and why they fall short: Kleppmann 2015, "Please stop calling
databases CP or AP".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from engine.analysis.durability import lost_writes
from engine.analysis.metrics import lacking, metrics_of
from engine.analysis.verdicts import verdicts
from engine.availability.endpoints import view_of
from engine.checks.available import available
from engine.model import WORST, Cut, Operation
from engine.protocols import multi_value, primary
from engine.trace import Trace


class Work(NamedTuple):
    """A source; read: when a document that has no year of its own, and may change, was read."""

    text: str
    read: str = ""


KLEPPMANN = Work("Kleppmann 2015, Please stop calling databases CP or AP")
BREWER = Work("Brewer 2012, CAP Twelve Years Later")
TERRY = Work("Terry 2013, Replicated Data Consistency Explained Through Baseball")
CRDTS = Work("Shapiro et al. 2011, CRDTs")
ZOOKEEPER = Work("Apache ZooKeeper, Internals, section Consistency Guarantees", "2026-11")
ETCD = Work("etcd documentation, etcd API guarantees", "2026-11")
ETCD_FAQ = Work("etcd documentation, FAQ, Do clients have to send requests to the etcd leader?", "2026-11")
REDIS = Work("Redis Cluster specification, sections Availability and Write safety", "2026-11")
POSTGRESQL = Work("PostgreSQL manual, synchronous_commit", "2026-11")
MYSQL = Work("MySQL 9.5 Reference Manual, 19.4.10.2 Configuring Semisynchronous Replication", "2026-11")
HTTP = Work("Fielding, Nottingham & Reschke 2022, RFC 9111 HTTP Caching, 4.2.4 and 5.2.2.2")
STALE = Work("Nottingham 2010, RFC 5861 HTTP Cache-Control Extensions for Stale Content")
RAFT = Work("Ongaro & Ousterhout 2014, In Search of an Understandable Consensus Algorithm")
SYNC = (Work("Abadi 2012, Consistency Tradeoffs in Modern Distributed Database System Design"), POSTGRESQL, MYSQL)


@dataclass(frozen=True, slots=True)
class Asked:
    """One operation of a row.

    code: its name in words ([table_op], [table_help]). scene: the run's name among the presets. asked: ids of the
    requests that are judged. sources: of what is right; none where it is plain. facts: what else of the judgement
    matters here.
    """

    code: str
    scene: str
    asked: tuple[str, ...]
    sources: tuple[Work, ...]
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the brief's table.

    code: in words ([table_row], [table_right]). cell, products: as the brief has them. grade: 'wrong', 'category',
    'over_simple' or 'loose'. audit: the row of the audit.
    """

    code: str
    line: int
    cell: str
    products: tuple[str, ...]
    grade: str
    audit: str
    operations: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """What a run says of one operation.

    consistent, available: as a verdict's outcome. single: there is no link. answers: the requests judged. cut: the tick
    of the first cut (None: there is none). own: the verdict on read-your-writes. behind: the greatest age of a read
    among those judged; bound: what the settings say it is at most. lowest: the least number that a node showed;
    floor: the least that is possible. lost: acknowledged writes; rto: ticks (engine/analysis/metrics). served:
    answered, of all asked.
    """

    consistent: str
    available: str
    single: bool
    answers: tuple[Operation, ...]
    cut: int | None
    own: str | None
    behind: int
    bound: int | None
    lowest: int | None
    floor: int | None
    lost: tuple[str, ...]
    rto: int | None
    served: tuple[int, int]

    @property
    def label(self) -> str:
        """CP, AP, CA, or 'neither'; 'none' where CAP says nothing, '?' where nobody can tell."""
        both = (self.consistent, self.available)
        if self.single:
            return "none"
        if "cant_tell" in both:
            return "?"
        return {("kept", "broken"): "CP", ("broken", "kept"): "AP", ("kept", "kept"): "CA"}.get(both, "neither")


TABLE: Final[tuple[Row, ...]] = (
    Row(
        "bank", 727, "CP", ("银行核心系统",), "over_simple", "P11",
        (
            Asked("ledger", "raft", ("w2", "w3"), (RAFT,), ("lowest",)),
            Asked("balance", "raft", ("r1", "r2"), (RAFT,)),
            Asked("stand_in", "table_stand_in", ("w1", "w2", "w3"), (BREWER,), ("lowest", "floor", "lost")),
            Asked("deposit", "table_deposits", ("w1", "w2"), (BREWER,), ("lowest", "lost")),
        ),
    ),
    Row(
        "social", 728, "AP", ("Facebook", "Twitter"), "over_simple", "P12",
        (
            Asked("feed", "table_feed", ("w1", "r1", "w2", "r2", "r3", "r4"), (TERRY,), ("own", "behind")),
            Asked("own_post", "table_own_post", ("w1", "r1", "w2", "r2"), (TERRY,), ("own",)),
            Asked("likes", "likes", ("w3", "w4", "w5", "r1", "r2"), (CRDTS,), ("lost", "behind")),
            Asked("password", "table_password", ("w1", "r1", "r2", "w2"), ()),
        ),
    ),
    Row(
        "cdn", 729, "AP", ("CDN系统",), "loose", "P13",
        (
            Asked("cached", "table_stale_if_error", ("r3", "r4", "r5", "r6"), (STALE,), ("behind",)),
            Asked("fresh", "table_ttl", ("r3", "r4", "r5", "r6"), (HTTP,), ("behind", "bound")),
            Asked("publish", "table_origin", ("w1", "w2", "r2"), (HTTP,)),
        ),
    ),
    Row(
        "config", 730, "AP", ("ZooKeeper", "etcd"), "wrong", "P14",
        (
            Asked("etcd_write", "table_etcd", ("w1", "w2"), (ETCD, ETCD_FAQ)),
            Asked("etcd_read", "table_etcd", ("r1", "r2"), (ETCD,)),
            Asked("etcd_serializable", "table_serializable", ("r1", "r2"), (ETCD,), ("behind",)),
            Asked("zookeeper_read", "table_zookeeper", ("r1", "r2", "r3"), (ZOOKEEPER, KLEPPMANN), ("behind",)),
        ),
    ),
    Row(
        "cache", 731, "AP", ("Redis Cluster",), "wrong", "P15",
        (
            Asked("cluster_write", "table_cluster", ("w2", "w3", "w4", "w5", "w6"), (REDIS,), ("lost", "rto")),
            Asked("cluster_read", "table_cluster", ("r1", "r2", "r3"), (REDIS,), ("behind",)),
        ),
    ),
    Row(
        "database", 732, "CP/CA", ("PostgreSQL", "MySQL"), "category", "P16",
        (
            Asked("one_node", "table_one_node", ("w1", "r1", "r2", "r3"), (KLEPPMANN,), ("served",)),
            Asked("sync", "table_sync", ("w2", "r2", "w3"), SYNC, ("lost",)),
            Asked("replica_read", "table_replicas", ("r1", "r2"), (KLEPPMANN,), ("behind",)),
            Asked("async_write", "table_async_failover", ("w2", "w3", "r1", "w4"), (KLEPPMANN,), ("lost", "rto")),
        ),
    ),
)  # fmt: skip


def judge(trace: Trace, asked: Sequence[str]) -> Judged:
    """What a run says of the operation that these requests are."""
    found, scenario = metrics_of(trace), trace.scenario
    ids = {op.id: op for op in trace.operations}
    answers = tuple(ids[name] for name in asked)
    judged = verdicts(trace)
    own = [verdict.outcome for verdict in judged if verdict.check == "read_your_writes"]
    ages = dict(found.ages)
    return Judged(
        consistent=_consistent(trace, [verdict.outcome for verdict in judged if verdict.check == "linearizable"]),
        available=available(answers).outcome,
        single=len(scenario.names) == 1,
        answers=answers,
        cut=next((one.tick for one in scenario.commands if isinstance(one, Cut)), None),
        own=min(own, key=WORST.index) if own else None,
        behind=max((ages.get(name, 0) for name in asked), default=0),
        bound=_bound(trace),
        lowest=min(_numbers(trace, answers[0].key), default=None),
        floor=_floor(trace, answers[0].key),
        lost=lost_writes(trace),
        rto=found.rto,
        served=(sum(op.status == "ok" for op in answers), len(answers)),
    )


def fits(row: Row, judged: Judged) -> bool:
    """Does the brief's cell say of an operation what was computed?"""
    return judged.label in row.cell.split("/")


def sign(op: Operation) -> str:
    """How one request ended, for A: 'answered', 'not', or 'excused' (what the data do not allow, or a crashed node)."""
    if op.status == "ok":
        return "answered"
    return "not" if available((op,)).outcome == "broken" else "excused"


def _consistent(trace: Trace, outcomes: Sequence[str]) -> str:
    if outcomes:
        return min(outcomes, key=WORST.index)
    told = [op for op in trace.operations if op.kind == "read" and op.status == "ok"]
    return "broken" if any(lacking(op, trace.operations)[0] for op in told) else "cant_tell"


def _bound(trace: Trace) -> int | None:
    """How far behind a cached copy can be that is not used past its time: as long as it lives, and one way."""
    config = primary.PROTOCOL.config_of(trace.scenario.system)
    if config is None or config.copy != "cache" or config.stale_if_error or not config.ttl:
        return None
    return config.ttl + trace.scenario.latency.high


def _numbers(trace: Trace, key: str) -> list[int]:
    """All numbers that any node ever showed under a key."""
    cells = (
        view_of(trace.scenario, node, state).store.get(key)
        for node in trace.scenario.names
        for _, state in trace.states(node)
    )
    return [value for cell in cells if cell for value in cell.values if isinstance(value, int)]


def _floor(trace: Trace, key: str) -> int | None:
    """How low a counter with a limit can fall: every node pays out all that it sees, down to the limit."""
    config, start = multi_value.PROTOCOL.config_of(trace.scenario.system), dict(trace.scenario.init).get(key)
    if config is None or config.crdt != "pn_counter" or config.limit is None or not isinstance(start, int):
        return None
    return start - len(config.nodes) * (start + config.limit)
