"""Golden runs: a few scripts, the event log and the report of each, kept as files to read.

ACCEPT=1 in the environment rewrites the files: read the difference before you keep it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.checks import MODELS
from engine.losses import lost_writes
from engine.presets import PRESETS
from engine.report import report
from engine.script import parse, print_script
from engine.sim import run
from tests.golden.render import render

ROOT = Path(__file__).parent.parent
SCRIPTS = sorted((ROOT / "tests" / "golden").glob("*.txt"))

STALE = {"linearizable", "read_your_writes", "monotonic_reads"}
BROKEN = {
    "first": {"linearizable"},
    "cp": {"available"},
    "ap": {"linearizable"},
    "ca": {"available"},
    "base": {"linearizable"},
    "failover": {*STALE, "durable"},
    "sessions": {"linearizable", "read_your_writes"},
    "causal": {"linearizable"},
    "raft": {"available"},
    "deposed": {"linearizable", "available"},
    "chain": set(),
    "old_tail": {"linearizable"},
    "split": {"available"},
    "both_sides": {"linearizable"},
    "traveller": {"linearizable"},
    "fencing": {"available"},
    "rollback": {"available"},
    "merkle": set(),
    "purged": {"linearizable"},
    "cart": {"linearizable"},
    "cart_set": set(),
    "likes": set(),
    "atm": set(),
    "fallback": {"linearizable", "read_your_writes"},
    "cache": {"linearizable"},
    "lease": {"available", "durable"},
    "busy": {"linearizable"},
    "dead_instance": set(),
    "gray_failure": set(),
    "retry_storm": set(),
    "fast_failure": {"linearizable", "available"},
    "applied_twice": {"linearizable"},
    "table_stand_in": set(),
    "table_deposits": set(),
    "table_feed": {"linearizable", "read_your_writes"},
    "table_own_post": {"linearizable"},
    "table_password": {"available"},
    "table_ttl": {"linearizable", "available"},
    "table_stale_if_error": {"linearizable"},
    "table_origin": {"available"},
    "table_etcd": {"available"},
    "table_serializable": {"linearizable"},
    "table_zookeeper": {"linearizable", "available"},
    "table_cluster": {"linearizable", "available", "durable"},
    "table_one_node": set(),
    "table_replicas": {"linearizable"},
    "table_async_failover": {"linearizable", "available", "durable"},
}

LOST = {
    "failover": ("w2",),
    "lease": ("w2", "w3"),
    "table_cluster": ("w2", "w3"),
    "table_async_failover": ("w2",),
}
"""The acknowledged writes that a scene loses."""


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_the_run_is_the_one_that_was_accepted(script: Path) -> None:
    log, found, _ = render(script.read_text(encoding="utf-8"))
    for suffix, text in ((".log", log), (".json", found)):
        kept = script.with_suffix(suffix)
        if os.environ.get("ACCEPT"):
            kept.write_text(text, encoding="utf-8")
        assert kept.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_hash_seeds_change_nothing(script: Path) -> None:
    outputs = {_output("tests.golden.render", script, seed) for seed in ("0", "1", "4242")}
    assert len(outputs) == 1
    assert outputs == {"\n".join(render(script.read_text(encoding="utf-8"))).encode()}


def _output(module: str, script: Path, seed: str) -> bytes:
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    command = [sys.executable, "-m", module, str(script)]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True).stdout


def test_the_golden_runs_say_what_their_names_promise() -> None:
    broken = {
        script.stem: {
            (verdict["check"], verdict["key"])
            for verdict in json.loads(script.with_suffix(".json").read_text(encoding="utf-8"))["verdicts"]
            if verdict["outcome"] == "broken" and verdict["check"] not in MODELS
        }
        for script in SCRIPTS
    }
    assert broken == {
        "quorum_split": {("linearizable", "basket"), ("available", None)},
        "two_carts": {("linearizable", "cart")},
        "failover_loses_write": {*((check, "post") for check in STALE), ("durable", None)},
        "answer_waits": {("linearizable", "answer"), ("linearizable", "question"), ("linearizable", "lunch")},
        "raft_bridge": {("available", None)},
        "logs_merged": {("linearizable", "note"), ("available", None)},
        "set_of_carts": set(),
        "lock_without_fence": {("monotonic_reads", "file"), ("durable", None)},
        "merkle_sync": set(),
        "fallback_hint": {("linearizable", "cart"), ("read_your_writes", "cart")},
        "soft_copies": {("linearizable", "page")},
        "lease_ends": {("available", None), ("durable", None)},
        "gateway_gray": {("available", None)},
        "chain_cut_out": {
            ("linearizable", "seat"),
            ("read_your_writes", "seat"),
            ("available", None),
            ("converged", None),
        },
    }
    assert "note dropped {key: post, value: edited" in (ROOT / "tests/golden/failover_loses_write.log").read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize("name", PRESETS)
def test_presets_are_canonical_and_make_their_point(name: str) -> None:
    scenario = parse(PRESETS[name])
    assert print_script(scenario) == PRESETS[name]
    trace = run(scenario)
    verdicts = [verdict for verdict in report(trace)["verdicts"] if verdict["check"] not in MODELS]
    assert {verdict["check"] for verdict in verdicts if verdict["outcome"] == "broken"} == BROKEN[name]
    assert lost_writes(trace) == LOST.get(name, ())
