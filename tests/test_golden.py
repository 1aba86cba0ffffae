"""Golden runs: a few scripts with the event log, the report and the picture of each, kept as files to read.

ACCEPT=1 in the environment rewrites the files: read the difference before you keep it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from engine.analysis.durability import lost_writes
from engine.analysis.verdicts import verdicts
from engine.catalog.scenes import PRESETS
from engine.run.simulation import run
from engine.script import parse, print_script
from tests.each import each
from tests.golden.picture import picture, sentences
from tests.golden.render import render
from tests.judging import consistent, outcomes

ROOT = Path(__file__).parent.parent
SCRIPTS = sorted((ROOT / "tests" / "golden").glob("*.txt"))

KNOWN = (
    "linearizable", "read_your_writes", "monotonic_reads", "monotonic_writes", "writes_follow_reads", "available",
    "converged", "durable",
)  # fmt: skip
"""The checks for which these runs were worked out by hand; one that joins is held by the lattice and its own tests."""

STALE = ("linearizable", "read_your_writes", "monotonic_reads")
BROKEN = {
    (): (
        "chain", "merkle", "cart_set", "likes", "atm", "dead_instance", "gray_failure", "retry_storm", "table_stand_in",
        "table_deposits", "table_one_node",
    ),
    ("converged",): ("counted_twice",),
    ("linearizable",): (
        "old_tail", "first", "ap", "base", "causal", "both_sides", "traveller", "purged", "cart", "cache", "busy",
        "applied_twice", "last_seat", "booked_twice", "explosion",
        "table_own_post", "table_stale_if_error", "table_serializable", "table_replicas", "deposed",
        "old_sync", "set_back", "lease_reads", "referee",
    ),
    ("available",): (
        "cp", "ca", "raft", "split", "fencing", "rollback", "table_password", "table_origin", "table_etcd",
        "table_sync", "metastable", "even_split", "disturbed", "hub",
    ),
    ("linearizable", "available"): ("fast_failure", "table_ttl", "table_zookeeper"),
    ("linearizable", "read_your_writes"): ("sessions", "fallback", "table_feed"),
    ("available", "durable"): ("lease",),
    ("linearizable", "available", "durable"): ("table_cluster", "table_async_failover"),
    (*STALE, "durable"): ("failover",),
    ("linearizable", "monotonic_reads"): ("follower",),
    ("linearizable", "read_your_writes", "durable"): ("unclean",),
    ("monotonic_reads", "durable"): ("paused_holder",),
    ("linearizable", "durable"): ("forgotten", "clock_jump"),
}  # fmt: skip
"""By the promises that they break, of the known ones, all scenes."""

PROMISED: dict[str, set[tuple[str, str | None]]] = {
    "quorum_split": {("linearizable", "basket"), ("available", None)},
    "two_carts": {("linearizable", "cart")},
    "failover_loses_write": {*((check, "post") for check in STALE), ("durable", None)},
    "answer_waits": {("linearizable", "answer"), ("linearizable", "question"), ("linearizable", "lunch")},
    "raft_bridge": {("available", None)},
    "cas_in_the_log": {("available", None)},
    "raft_lease": {("available", None)},
    "raft_reads": {("linearizable", "x"), ("monotonic_reads", "x"), ("available", None)},
    "logs_merged": {("linearizable", "note"), ("available", None)},
    "set_of_carts": set(),
    "counted_twice": {("converged", None)},
    "one_vector": {("linearizable", "x")},
    "lock_without_fence": {("monotonic_reads", "file"), ("durable", None)},
    "paused_holder": {("monotonic_reads", "file"), ("read_your_writes", "file"), ("durable", None)},
    "lock_of_several": {("available", None)},
    "merkle_sync": set(),
    "fallback_hint": {("linearizable", "cart"), ("read_your_writes", "cart")},
    "soft_copies": {("linearizable", "page")},
    "lease_ends": {("available", None), ("durable", None)},
    "gateway_gray": {("available", None)},
    "queue_full": {("available", None)},
    "tie_by_oldest": {("available", None)},
    "forgotten_entry": {("linearizable", "order"), ("durable", None)},
    "unclean_election": {("linearizable", "stock"), ("read_your_writes", "stock"), ("durable", None)},
    "chain_cut_out": {
        ("linearizable", "seat"),
        ("read_your_writes", "seat"),
        ("available", None),
        ("converged", None),
    },
}
"""By golden run the promises that it breaks, of the known ones, each with its key."""

LOST = {
    "failover": ("w2",),
    "lease": ("w2", "w3"),
    "paused_holder": ("w2",),
    "clock_jump": ("c2",),
    "unclean": ("w2",),
    "forgotten": ("w1",),
    "table_cluster": ("w2", "w3"),
    "table_async_failover": ("w2",),
}
"""The acknowledged writes that a scene loses."""


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_the_run_is_the_one_that_was_accepted(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    log, found, _ = render(text)
    golden = {".log": log, ".json": found, ".picture": picture(text), ".zh": sentences(text)}
    for suffix, text in golden.items():
        as_accepted(script.with_suffix(suffix), text)


def as_accepted(kept: Path, text: str) -> None:
    """Is this text the one that was accepted? ACCEPT=1 accepts it."""
    if os.environ.get("ACCEPT"):
        kept.write_text(text, encoding="utf-8")
    assert kept.is_file(), f"no {kept.name} yet: run `make golden`, and read what it has written"
    assert kept.read_text(encoding="utf-8") == text


def test_a_run_that_was_never_accepted_says_how_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ACCEPT", raising=False)
    with pytest.raises(AssertionError, match=r"no new\.log yet: run `make golden`"):
        as_accepted(tmp_path / "new.log", "text")
    monkeypatch.setenv("ACCEPT", "1")
    as_accepted(tmp_path / "new.log", "text")
    monkeypatch.delenv("ACCEPT")
    as_accepted(tmp_path / "new.log", "text")


@pytest.mark.parametrize("seed", ["0", "1", "4242"])
def test_hash_seeds_change_nothing(seed: str) -> None:
    rendered = ["\n".join(render(script.read_text(encoding="utf-8"))) for script in SCRIPTS]
    assert _output("tests.golden.render", SCRIPTS, seed) == "\n".join(rendered).encode()


def _output(module: str, scripts: Sequence[Path], seed: str) -> bytes:
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    command = [sys.executable, "-m", module, *map(str, scripts)]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True).stdout


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_a_golden_run_breaks_what_it_should(script: Path) -> None:
    broken = {
        (verdict["check"], verdict["key"])
        for verdict in json.loads(render(script.read_text(encoding="utf-8"))[1])["verdicts"]
        if verdict["outcome"] == "broken" and verdict["check"] in KNOWN
    }
    assert script.stem in PROMISED, f"{script.stem} has no line in PROMISED; it breaks {sorted(broken, key=str)}"
    assert broken == PROMISED[script.stem]


def test_a_write_that_a_failover_lost_is_dropped() -> None:
    assert "note dropped {key: post, value: edited" in (ROOT / "tests/golden/failover_loses_write.log").read_text(
        encoding="utf-8"
    )


def amiss(broken: Mapping[tuple[str, ...], Sequence[str]], scenes: Sequence[str]) -> Iterator[str]:
    """What is wrong with the list of what scenes break, as one can mend it."""
    named = [name for names in broken.values() for name in names]
    yield from (f"the scene {name} lacks its line in BROKEN" for name in scenes if name not in named)
    yield from (f"BROKEN names {name}, which is no scene" for name in named if name not in scenes)
    yield from (f"BROKEN names {name} twice" for name in dict.fromkeys(named) if named.count(name) > 1)


def test_every_scene_has_its_expectation_once() -> None:
    assert not list(amiss(BROKEN, [*PRESETS]))
    wrong = {(): ("old", "two", "two"), ("available",): ("two",)}
    assert [*amiss(wrong, ["new", "two"])] == [
        "the scene new lacks its line in BROKEN",
        "BROKEN names old, which is no scene",
        "BROKEN names two twice",
    ]


def test_presets_are_canonical_and_make_their_point() -> None:
    each([(broken, name) for broken in BROKEN for name in BROKEN[broken]], canonical_and_to_the_point)


def canonical_and_to_the_point(case: tuple[tuple[str, ...], str]) -> None:
    broken, name = case
    scenario = parse(PRESETS[name])
    assert print_script(scenario) == PRESETS[name]
    trace = run(scenario)
    found = outcomes(verdicts(trace))
    assert {check for check in KNOWN if found.get(check) == "broken"} == set(broken)
    consistent(found)
    assert lost_writes(trace) == LOST.get(name, ())
