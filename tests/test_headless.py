"""`python -m engine run`: the contract's keys in their order, and one line for what is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.commands import engine

ROOT = Path(__file__).parent.parent


def told(script: str, *words: str) -> dict[str, Any]:
    found = engine("run", "-", *words, stdin=script.encode())
    assert (found.returncode, found.stderr) == (0, b"")
    answer: dict[str, Any] = json.loads(found.stdout)
    return answer


def test_the_keys_of_the_contract_in_order() -> None:
    found = told("10 write n1 篮子 牛奶 by alice as w1; 15 read n2 篮子", "--at", "30", "9", "--at", "20")
    assert list(found) == ["script", "end", "operations", "nodes", "at", "verdicts"]
    assert found["operations"][0] == {
        "id": "w1", "kind": "write", "client": "alice", "node": "n1", "key": "篮子", "value": "牛奶",
        "issued": 10, "done": 30, "status": "ok", "reason": None,
    }  # fmt: skip
    assert list(found["operations"][0]) == [
        "id",
        "kind",
        "client",
        "node",
        "key",
        "value",
        "issued",
        "done",
        "status",
        "reason",
    ]
    assert list(found["nodes"]) == ["n1", "n2", "n3"]
    assert list(found["nodes"]["n1"]) == ["up", "mode", "role", "term", "hints", "store"]
    assert found["nodes"]["n2"]["store"] == {"篮子": {"values": ["牛奶"], "versions": [[10, "n1"]]}}
    assert list(found["at"]) == ["9", "20", "30"]
    assert [list(nodes["n2"]["store"]) for nodes in found["at"].values()] == [[], ["篮子"], ["篮子"]]
    assert list(found["verdicts"][0]) == ["check", "key", "outcome", "operations", "reason"]


def test_pending_down_and_tombstones() -> None:
    found = told("init x 1\n5 delete n1 x\n10 crash n3\n40 read n3 x\n50 write n1 x 2 w=3\nstop 60", "--at", "45")
    delete, read, write = found["operations"]
    assert (delete["status"], delete["value"]) == ("ok", None)
    assert (read["status"], read["reason"]) == ("refused", {"code": "node_down", "values": {"node": "n3"}})
    assert (write["status"], write["done"]) == ("pending", None)
    assert [node["up"] for node in found["nodes"].values()] == [True, True, False]
    assert found["at"]["45"]["n2"]["store"]["x"] == {"values": [None], "versions": [[5, "n1"]]}
    assert found["end"] == 60


def test_multi_value_reads_are_lists() -> None:
    lines = "1 read n1 x\n2 write n1 x b\n2 write n1 x 7\n3 read n1 x"
    assert [op["value"] for op in told(f"system multi_value nodes=2\n{lines}")["operations"]] == [[], "b", 7, [7, "b"]]


def test_hints_are_named() -> None:
    lines = "0 crash n2\n1 write n1 x 1\nstop 90"
    found = told(f"system quorum nodes=4 home=n1,n2,n3 r=2 w=3 sloppy=yes\n{lines}")
    assert found["nodes"]["n4"]["hints"] == ["n2"]


@pytest.mark.parametrize(
    ("script", "line"),
    [
        (b"system quorum nodes=3\n10 write x 1\n", 'line 2, column 10: expected node, found "x"'),
        (b"init x 1\n# \xe4\xb8\xad\n\xff", 'line 3, column 1: expected utf-8, found "0xFF"'),
        (b"system quorum nodes=101", "line 1, column 15: too_many"),
        (b"<script>alert(1)</script>", "line 1, column 1: expected"),
        (b"\x00", "line 1, column 1: bad_character"),
    ],
)
def test_bad_input_gets_one_line(script: bytes, line: str) -> None:
    found = engine("run", "-", stdin=script)
    assert (found.returncode, found.stdout) == (2, b"")
    assert found.stderr.decode().startswith(line) and found.stderr.count(b"\n") == 1


@pytest.mark.parametrize("words", [(), ("run",), ("run", "no/such/file"), ("run", "."), ("walk",)])
def test_bad_words_get_one_line(words: tuple[str, ...]) -> None:
    found = engine(*words)
    assert (found.returncode, found.stdout, found.stderr.count(b"\n")) == (2, b"", 1)


@pytest.mark.parametrize("tick", ["-1", "+1", "1_0", "1000001", "9" * 5_000, "\u0663", "²", "x"])
def test_what_is_no_tick(tick: str) -> None:
    assert list(told("10 read n1 x", "--at", "0", "1000000")["at"]) == ["0", "1000000"]
    found = engine("run", "-", f"--at={tick}", stdin=b"10 read n1 x")
    assert (found.returncode, found.stdout) == (2, b"") and found.stderr.startswith(
        b"argument --at: invalid tick value: "
    )


def test_it_is_a_command_of_its_own() -> None:
    words = [sys.executable, "-m", "engine", "run", "-"]
    found = subprocess.run(words, cwd=ROOT, input="10 write n1 篮子 1".encode(), capture_output=True, check=False)
    assert (found.returncode, found.stderr) == (0, b"")
    assert found.stdout == engine("run", "-", stdin="10 write n1 篮子 1".encode()).stdout


def test_a_run_that_never_ends_is_given_up() -> None:
    found = engine("run", "-", stdin=b"system multi_value nodes=9 anti_entropy=1\nstop 1000000")
    assert (found.returncode, found.stdout, found.stderr.count(b"\n")) == (2, b"", 1)


def test_a_hundred_nodes() -> None:
    assert len(told("system quorum nodes=100\n1 write n100 x 1")["nodes"]) == 100
