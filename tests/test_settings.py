"""What the settings of each protocol promise or risk, and what a setting is that is not written.

Rules of this file
* How many others must answer stands beside an operation while it waits.
* A promise is its code among its protocol's words and whether that is a warning, by hand from the rules of each room.
"""

from __future__ import annotations

import pytest

from engine.model import Request, Scenario, System
from engine.model.setting_kinds import Choice
from engine.protocols import PROTOCOLS, Misfit, configured, protocol_of
from engine.script import ScriptError, parse, print_script
from engine.script.rewrite import supported
from tests.each import each

PROMISES = [
    # quorum: 2 of 3 by 2 of 3 overlap, 1 by 2 do not; w=2 of 4 lets two sides write
    ("quorum nodes=3", "overlap", True),
    ("quorum nodes=3 r=1 w=2", "miss", False),
    ("quorum nodes=3 r=1 w=3", "overlap", True),
    ("quorum nodes=5 home=n1,n2,n3 r=1 w=3", "overlap", True),
    ("quorum nodes=4 r=3 w=2", "two_sides", False),
    ("quorum nodes=3 r=3 w=1", "two_sides", False),
    ("quorum nodes=5 r=3 w=3 sloppy=yes", "sloppy", False),
    ("quorum nodes=3 version=logical", "counted", True),
    ("quorum nodes=3 version=logical write_back=yes", "linearizable", True),
    ("quorum nodes=3 version=clock write_back=yes", "overlap", True),
    ("multi_value nodes=3", "siblings", True),
    ("multi_value nodes=3 resolver=lww", "lww", False),
    ("multi_value nodes=3 resolver=merge", "merge", False),
    ("multi_value nodes=3 resolver=crdt", "or_set", True),
    ("multi_value nodes=3 resolver=crdt crdt=g_set", "g_set", True),
    ("multi_value nodes=3 resolver=crdt crdt=g_counter", "g_counter", True),
    ("multi_value nodes=3 resolver=crdt crdt=pn_counter", "pn_counter", False),
    ("multi_value nodes=3 resolver=crdt crdt=op_counter", "op_counter", True),
    ("multi_value nodes=3 resolver=crdt crdt=op_counter dedup=no", "op_counter_again", False),
    ("multi_value nodes=3 resolver=crdt crdt=mv_register", "mv_register", True),
    ("multi_value nodes=3 resolver=crdt crdt=lww_register", "lww_register", False),
    ("primary nodes=3", "sync", True),
    ("primary nodes=3 copy=async", "async", False),
    ("primary nodes=3 copy=cache", "cache", False),
    ("primary nodes=3 copy=cache ttl=0", "cache_ever", False),
    ("primary nodes=3 copy=cache stale_if_error=yes", "cache_stale", False),
    ("primary nodes=3 copy=cache ttl=0 stale_if_error=yes", "cache_ever", False),
    ("primary nodes=3 copy=cache fallback=n2", "cache", False),
    ("primary nodes=3 fallback=n2", "fallback", False),
    ("primary nodes=3 copy=async lease=60", "lease", False),
    ("primary nodes=3 lease=60 fallback=n2", "fallback", False),
    ("primary nodes=3 read=primary lease=60 lease_covers=all", "lease", False),
    ("primary nodes=3 copy=in_sync", "in_sync", True),
    ("primary nodes=3 copy=in_sync unclean=yes", "in_sync_unclean", False),
    ("causal nodes=3", "ordered", True),
    ("causal nodes=3 client_context=wait", "waits", True),
    ("causal nodes=3 client_context=refuse", "refuses", False),
    ("causal nodes=3 hold_back=no", "early", False),
    ("causal nodes=3 converge=no", "apart", False),
    ("causal nodes=3 hold_back=no converge=no", "early", False),
    ("raft nodes=3", "local", False),
    ("raft nodes=3 read=read_index", "read_index", True),
    ("raft nodes=3 read=read_index cas=read_then_write", "read_then_write", False),
    ("raft nodes=3 read=lease election=60..90 heartbeat=20", "lease", True),
    ("raft nodes=3 read=stale", "stale", False),
    ("raft nodes=3 read=sync", "sync", False),
    ("raft nodes=3 read=strong", "strong", True),
    ("majority_lock nodes=3", "fenced", True),
    ("majority_lock nodes=3 fencing=no", "unfenced", False),
    ("majority_lock nodes=3 lock=n1,n2,n3", "fenced", True),
    ("majority_lock nodes=3 lock=n1,n2,n3 fencing=no", "several_unfenced", False),
    ("majority_lock nodes=3 write_back=no", "inversion", False),
    ("majority_lock nodes=3 lease=0", "for_ever", False),
    ("chain nodes=3", "tail", True),
    ("chain nodes=3 read=any", "any", True),
    ("chain nodes=3 read=local", "local", False),
    ("partition_aware nodes=3 heartbeat=20", "detected", True),
    ("partition_aware nodes=3", "by_hand", False),
    ("partition_aware nodes=4 w=2 heartbeat=20", "two_sides", False),
    ("partition_aware nodes=4 w=3 heartbeat=20", "detected", True),
    ("partition_aware nodes=3 minority=serve heartbeat=20", "serve", False),
    ("partition_aware nodes=4 tie=oldest", "tie_oldest", True),
    ("partition_aware nodes=5 tie=referee referee=n5", "tie_referee", False),
    ("partition_aware nodes=5 tie=lease referee=n5 heartbeat=20", "tie_lease", False),
    ("service nodes=3", "no_data", False),
    ("service nodes=3 work=10 capacity=1", "capacity", False),
    ("service nodes=3 work=10 capacity=1 queue=0", "queue", True),
]


@pytest.mark.parametrize(("line", "code", "good"), PROMISES)
def test_what_settings_imply(line: str, code: str, good: bool) -> None:
    system = parse(f"system {line}").system
    promise = protocol_of(system).promise(configured(system))
    assert (promise.code, promise.good) == (code, good)


def test_every_protocol_is_asked_what_it_implies_how_many_must_answer_and_what_is_usual() -> None:
    tables = {"PROMISES": [line for line, *_ in PROMISES], "QUORUMS": [line for line, *_ in QUORUMS], "USUAL": [*USUAL]}
    asked = {name: {line.split()[0] for line in lines} for name, lines in tables.items()}
    missing = [f"{protocol} in {name}" for protocol in PROTOCOLS for name in tables if protocol not in asked[name]]
    assert not missing, f"no line for {'; '.join(missing)}"


QUORUMS = [
    # (of a read, of a write): how many out of how many
    ("quorum nodes=3", (2, 3), (2, 3)),
    ("quorum nodes=5 home=n1,n2,n3 r=1 w=3", (1, 3), (3, 3)),
    ("multi_value nodes=3", (0, 0), (0, 0)),
    ("causal nodes=3", (0, 0), (0, 0)),
    ("service nodes=3", (0, 0), (0, 0)),
    # a primary waits for all copies, or for none of them
    ("primary nodes=4", (0, 0), (3, 3)),
    ("primary nodes=4 copy=async", (0, 0), (0, 3)),
    ("primary nodes=4 copy=cache", (0, 0), (0, 0)),
    # at least so many of those that keep data, the primary counted
    ("primary nodes=4 copy=in_sync", (0, 0), (0, 2)),
    ("primary nodes=4 copy=in_sync min_in_sync=3", (0, 0), (2, 2)),
    # a leader makes a majority with these others
    ("raft nodes=5", (0, 4), (2, 4)),
    ("raft nodes=5 read=read_index", (2, 4), (2, 4)),
    ("raft nodes=4", (0, 3), (2, 3)),
    ("raft nodes=5 read=strong", (0, 0), (2, 4)),
    ("raft nodes=5 read=lease election=60..90 heartbeat=20", (0, 4), (2, 4)),
    ("majority_lock nodes=5", (3, 5), (3, 5)),
    ("majority_lock nodes=5 home=n1,n2,n3", (2, 3), (2, 3)),
    ("chain nodes=3", (1, 1), (1, 1)),
    ("chain nodes=3 read=any", (1, 1), (1, 1)),
    ("chain nodes=3 read=local", (0, 0), (1, 1)),
    ("partition_aware nodes=5", (3, 5), (3, 5)),
    ("partition_aware nodes=5 r=2 w=4", (2, 5), (4, 5)),
]


@pytest.mark.parametrize(("line", "read", "write"), QUORUMS)
def test_how_many_must_answer(line: str, read: tuple[int, int], write: tuple[int, int]) -> None:
    system = parse(f"system {line}").system
    quorum, config = protocol_of(system).actor.quorum, configured(system)
    found = [quorum(config, Request("op", kind, "", "x", None, None, None)) for kind in ("read", "write", "delete")]
    assert found == [read, write, write]


@pytest.mark.parametrize("name", ["quorum", "partition_aware"])
def test_an_operation_may_say_itself_how_many_must_answer(name: str) -> None:
    system = parse(f"system {name} nodes=5").system
    for kind in ("read", "write", "delete"):
        asked = Request("op", kind, "", "x", None, 5, None)
        assert protocol_of(system).actor.quorum(configured(system), asked) == (5, 5)


def test_the_first_of_several_choices_is_the_one_that_is_not_written() -> None:
    """Pages offer the usual one first."""

    def usual_first(name: str) -> None:
        config = configured(parse(f"system {name} nodes=3").system)
        for setting, kind in PROTOCOLS[name].settings.items():
            if isinstance(kind, Choice):
                assert getattr(config, setting) in (kind.codes[0], None), setting

    each(PROTOCOLS, usual_first)


SESSIONS = "read_your_writes=no monotonic_reads=no monotonic_writes=no writes_follow_reads=no when_stale=wait"

USUAL = {
    "quorum": (
        "r=2 w=2 home=n1,n2,n3 version=clock read_repair=no write_back=no sloppy=no tombstones=yes handoff=0"
        f" anti_entropy=0 compare=all {SESSIONS}"
    ),
    "multi_value": f"versions=dvv resolver=siblings anti_entropy=0 {SESSIONS}",
    "primary": (
        "copy=sync primary=n1 read=local patience=30 handoff=0 ttl=50 stale_if_error=no lease=0 lease_covers=writes"
        " heartbeat=20 min_in_sync=1 in_sync_timeout=100 unclean=no controller=n3"
    ),
    "causal": "hold_back=yes converge=yes client_context=off anti_entropy=0",
    "raft": "read=local election=0 heartbeat=0 pre_vote=no check_quorum=no cas=atomic",
    "majority_lock": "home=n1,n2,n3 lock=n1 lease=80 acquire=60 lease_check=yes fencing=yes write_back=yes",
    "chain": "read=tail",
    "partition_aware": "r=2 w=2 heartbeat=0 misses=3 minority=read_only batch=50 retry=0 tie=none",
    "service": "a=n1,n2,n3 work=0",
}
"""By protocol, of three nodes, what help/script.md says of settings that are not written."""


def test_what_is_not_written_is_what_the_documentation_says() -> None:
    def as_written(name: str) -> None:
        flushed = "flush=always" if "flush" in PROTOCOLS[name].settings else ""
        usual = f"{USUAL[name]} {flushed}"
        bare, full = (configured(parse(f"system {name} nodes=3 {more}").system) for more in ("", usual))
        assert bare == full

    each([name for name in PROTOCOLS if name in USUAL], as_written)


BOUNDS = [
    ("quorum", "r", 1, 3), ("quorum", "w", 1, 3), ("partition_aware", "r", 1, 3), ("partition_aware", "w", 1, 3),
    ("partition_aware", "misses", 1, 9), ("partition_aware", "batch", 1, 100),
    ("multi_value resolver=crdt crdt=pn_counter", "limit", 0, 1_000_000), ("quorum", "flush", 1, 1_000_000),
    ("service work=5", "capacity", 1, 1_000), ("service work=5 capacity=1", "queue", 0, 1_000),
]  # fmt: skip


@pytest.mark.parametrize(("system", "setting", "least", "most"), BOUNDS)
def test_the_least_and_the_greatest_number_that_a_setting_takes(
    system: str, setting: str, least: int, most: int
) -> None:
    line = system.replace(" ", " nodes=3 ", 1) if " " in system else f"{system} nodes=3"
    for number in (least, most):
        assert getattr(configured(parse(f"system {line} {setting}={number}").system), setting) == number
    for number in (least - 1, most + 1):
        with pytest.raises(ScriptError):
            parse(f"system {line} {setting}={number}")


GATEWAY_BOUNDS = [
    ("rise", 1, 1_000_000), ("fall", 1, 1_000_000), ("threshold", 1, 1_000_000), ("probes", 1, 1_000_000),
    ("window", 0, 1_000), ("retries", 0, 100), ("factor", 1, 10), ("budget", 0, 1_000),
]  # fmt: skip


@pytest.mark.parametrize(("setting", "least", "most"), GATEWAY_BOUNDS)
def test_the_least_and_the_greatest_number_that_a_gateway_takes(setting: str, least: int, most: int) -> None:
    """What is not given an end of its own ends where all counts do."""
    text = f"system service nodes=1\ngateway g1 {setting}="
    for number in (least, most):
        (found,) = parse(f"{text}{number}").gateways
        assert dict(found.settings).get(setting, number) == number
    for number in (least - 1, most + 1):
        with pytest.raises(ScriptError):
            parse(f"{text}{number}")


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("quorum", "first_quorum", "timeout_fails"),
        ("multi_value", "ignores_vectors", "shared_counter"),
        ("primary", "never_handed_back", "fallback_if_refused"),
        ("causal", "never_sent", "reads_add_nothing"),
        ("majority_lock", "tentative_reads", "never_gives_up"),
        ("partition_aware", "old_view", "gain_is_normal"),
    ],
)
def test_two_rules_of_the_brief_are_written_in_one_order(name: str, first: str, second: str) -> None:
    """So two who switch on the same have the same address."""
    texts = {print_script(parse(f"system {name} nodes=3 flaw={a},{b}")) for a, b in ((first, second), (second, first))}
    assert texts == {f"system {name} nodes=3 flaw={first},{second}\n"}


def test_settings_that_make_no_sense_are_an_error_that_says_why() -> None:
    with pytest.raises(Misfit) as error:
        configured(System("quorum", 3, (("r", 4),)))
    assert error.value.reason == ("quorum_too_large", {"setting": "r", "value": 4, "replicas": 3})
    assert str(error.value) == "quorum_too_large {'setting': 'r', 'value': 4, 'replicas': 3}"


def test_a_setting_that_is_chosen_brings_what_it_needs_and_takes_away_what_means_nothing_beside_it() -> None:
    def chosen(line: str, setting: str, value: object) -> str:
        system = parse(f"system {line}").system
        found = supported(system, {**dict(system.settings), setting: value}, setting)
        configured(found)
        return print_script(Scenario(system=found)).strip()

    assert chosen("partition_aware nodes=5", "tie", "lease") == (
        "system partition_aware nodes=5 heartbeat=40 tie=lease referee=n5"
    )
    assert chosen("partition_aware nodes=5", "referee", "n2") == "system partition_aware nodes=5 tie=referee referee=n2"
    assert chosen("partition_aware nodes=5 tie=referee referee=n5", "tie", "none") == (
        "system partition_aware nodes=5 tie=none"
    )
    assert chosen("primary nodes=3", "unclean", True) == "system primary nodes=3 copy=in_sync unclean=yes"
    assert chosen("primary nodes=3 copy=in_sync unclean=yes", "copy", "async") == "system primary nodes=3 copy=async"
    assert chosen("quorum nodes=3", "handoff", 50) == "system quorum nodes=3 sloppy=yes handoff=50"


def test_what_the_nodes_do_not_allow_stays_refused() -> None:
    system = parse("system partition_aware nodes=5").system
    with pytest.raises(Misfit, match="nodes=6"):
        configured(supported(system, {"tie": "oldest"}, "tie"))
