"""Random histories of every object, read through the doors and judged, against brute force: with operations that share
ticks, unknown outcomes, refusals, several keys, values at the start.

`python -m tests.long 3600 brute_force 5000` tries so many of each object.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.histories import read
from engine.histories.judging import judged
from engine.model import Operation, Verdict
from tests.brute import STARTS, ended, follows, legal

CALLED = {
    "register": ("read", "read", "write", "delete"),
    "cas-register": ("read", "read", "write", "cas", "cas", "delete"),
    "kv": ("get", "get", "put", "append", "append", "delete"),
    "list-append": ("read", "read", "append", "append"),
}
"""What operations of each object are called; what stands here twice is drawn twice as often."""
NAMED = {"get": "read", "put": "write"}
COLUMNS = ("id", "op", "client", "key", "value", "issued", "done", "status")


@st.composite
def histories(draw: st.DrawFn, model: str) -> tuple[list[Operation], dict[str, Any]]:
    """At most eight operations on at most three keys within a few ticks; and what the keys hold at the start."""
    operations = []
    for i in range(draw(st.integers(1, 8))):
        called = draw(st.sampled_from(CALLED[model]))
        issued = draw(st.integers(0, 6))
        done = issued + draw(st.sampled_from((0, 0, 1, 1, 2, 4)))
        status = draw(st.sampled_from(("ok", "ok", "ok", "ok", "ok", "unknown", "pending", "refused")))
        key, client = draw(st.sampled_from("xxy")), draw(st.sampled_from("abc"))
        end = None if status == "pending" else done
        operations.append(
            Operation(f"o{i}", called, client, "", key, draw(_values(model, called)), issued, end, status)
        )
    starts = draw(st.sampled_from(({}, {"x": _start(model)}, {"x": _start(model), "y": _start(model)})))
    return sorted(operations, key=lambda op: op.issued), starts


def _start(model: str) -> Any:
    return {"kv": "a", "list-append": (1,)}.get(model, 1)


def _values(model: str, called: str) -> st.SearchStrategy[Any]:
    small = st.integers(1, 3)
    if called == "delete":
        return st.none()
    if called == "cas":
        return st.tuples(small, small)
    if model == "kv":
        return st.text("ab", min_size=1, max_size=1) if called == "append" else st.text("ab", max_size=3)
    if model == "list-append":
        return small if called == "append" else st.lists(small, max_size=3).map(tuple)
    return st.one_of(st.none(), small) if called == "read" else small


def as_csv(operations: Sequence[Operation], starts: dict[str, Any]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for key, value in starts.items():
        writer.writerow(("", "init", "", key, _cell(value), "", "", ""))
    for op in operations:
        writer.writerow((op.id, op.kind, op.client, op.key, _cell(op.value), op.issued, op.done, op.status))
    return out.getvalue()


def _cell(value: Any) -> str:
    return "" if value is None else json.dumps(value)


def as_json(operations: Sequence[Operation], starts: dict[str, Any]) -> str:
    names = ("id", "kind", "client", "node", "key", "value", "issued", "done", "status")
    return json.dumps({"operations": [dict(zip(names, op[:9], strict=True)) for op in operations], "init": starts})


def holds(model: str, operations: Sequence[Operation], starts: dict[str, Any], text: str) -> None:
    """Each key has the verdict of brute force, and its proof is one."""
    mine = [op._replace(kind=NAMED.get(op.kind, op.kind)) for op in operations]
    for verdict in judged(read(text, "auto"), model):
        ops = [op for op in mine if op.key == verdict.key]
        start = starts.get(verdict.key or "", STARTS[model])
        assert verdict.outcome == ("kept" if legal(ops, model, start) else "broken"), (verdict, text)
        if verdict.outcome == "broken":
            proves(verdict, ops, model, start)


def proves(verdict: Verdict, operations: Sequence[Operation], model: str, start: Any) -> None:
    """It shows when the last of its operations ends, not before; the order beside it is legal and misses that one.

    The proof alone is broken; of all but plain registers even if any other change may have happened, at any time after
    its begin. Of a plain register what will be refused may happen until it is.
    """
    named = {op.id: op for op in operations}
    proof, last = [named[name] for name in verdict.operations], named[verdict.operations[-1]]
    plain = "register" in model and all(op.kind != "cas" or op.status == "refused" for op in operations)
    others = [] if plain else [op for op in operations if op not in proof and op.status != "refused"]
    perhaps = [op._replace(status="pending", done=None) for op in others]
    assert not legal([*proof, *perhaps], model, start), verdict
    if not plain or all(op.status != "refused" for op in operations):
        assert not legal(_known(operations, ended(last)), model, start), verdict
        assert legal(_known(operations, ended(last) - 1), model, start), verdict
    order = [named[name] for name in verdict.prefix]
    assert len(set(verdict.prefix)) == len(order) and last.status == "ok" and last not in order
    assert plain or all(op.status != "refused" for op in order)
    assert follows(order, model, start), verdict


def _known(operations: Sequence[Operation], tick: int) -> list[Operation]:
    """The history at the end of a tick: what ends later still runs."""
    begun = (op for op in operations if op.issued <= tick)
    return [op._replace(status="pending", done=None) if op.status == "ok" and ended(op) > tick else op for op in begun]


def test_a_proof_beside_a_cas_that_was_refused() -> None:
    """A cas that never happened makes no other register of it: the read that came too late is told, not a write."""
    rows = ("write,a,1,0,0,ok", "read,b,,0,0,ok", 'cas,c,"[1, 1]",0,0,fail', "read,d,,1,1,ok")
    (verdict,) = judged(read("\n".join(("op,client,value,issued,done,status", *rows)), "csv"), "cas-register")
    assert (verdict.outcome, verdict.operations) == ("broken", ("w1", "r2"))


def _agree(model: str, drawn: tuple[list[Operation], dict[str, Any]]) -> None:
    for text in (as_csv(*drawn), as_json(*drawn)):
        holds(model, *drawn, text)


@settings(max_examples=300)
@given(histories("register"))
def test_brute_force_of_a_register(drawn: tuple[list[Operation], dict[str, Any]]) -> None:
    _agree("register", drawn)


@settings(max_examples=300)
@given(histories("cas-register"))
def test_brute_force_of_a_register_with_cas(drawn: tuple[list[Operation], dict[str, Any]]) -> None:
    _agree("cas-register", drawn)


@settings(max_examples=300)
@given(histories("kv"))
def test_brute_force_of_a_key_value_store(drawn: tuple[list[Operation], dict[str, Any]]) -> None:
    _agree("kv", drawn)


@settings(max_examples=300)
@given(histories("list-append"))
def test_brute_force_of_a_list(drawn: tuple[list[Operation], dict[str, Any]]) -> None:
    _agree("list-append", drawn)
