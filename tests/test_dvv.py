"""Dotted version vector sets against the authors' own traces, and against single version vectors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.clocks import dotted as dvv
from engine.clocks import vector as clocks
from engine.clocks import version_vector as vv

TRACES = Path(__file__).parents[2] / "shared" / "data" / "clocks" / "dvvset_traces.jsonl"
RELATIONS = {"before": "less", "after": "greater", "equal": "equal", "concurrent": "concurrent"}


def traces() -> list[Any]:
    if not TRACES.exists():
        return [pytest.param({}, marks=pytest.mark.skip(reason="shared data is not here"))]
    cases = [json.loads(line) for line in TRACES.read_text(encoding="utf-8").splitlines()]
    return [pytest.param(case, id=case["id"]) for case in cases]


def plain(versions: dvv.Versions) -> dict[str, Any] | None:
    entries = [[node, counter, list(values)] for node, (counter, values) in versions.entries.items()]
    return {"entries": entries, "anonymous": list(versions.undotted)} if entries else None


def values(versions: dvv.Versions) -> list[Any]:
    return sorted(value for _, value in dvv.dotted(versions))


@pytest.mark.parametrize("case", traces())
def test_the_authors_traces(case: dict[str, Any]) -> None:
    servers = dict.fromkeys("abc", dvv.EMPTY)
    for step in case["steps"]:
        if step["op"] == "put":
            at = step["server"]
            servers[at], dot = dvv.update(servers[at], dict(step["context"]), at, step["value"])
            assert dot == (at, dict(dvv.context(servers[at]))[at])
            assert plain(servers[at]) == step["clock"]
        elif step["op"] == "get":
            at = step["server"]
            assert dvv.context(servers[at]) == dict(step["context"])
        else:
            at, other = step["servers"]
            assert relation(servers[at], servers[other]) == step["relation_before"]
            servers[at] = servers[other] = dvv.merge(servers[at], servers[other])
            assert plain(servers[at]) == step["clock"]
        assert values(servers[at]) == sorted(step["values"])


def relation(a: dvv.Versions, b: dvv.Versions) -> str | None:
    if not (a.entries and b.entries):
        return None
    found = clocks.compare(dvv.context(a), dvv.context(b))
    assert dvv.newer(a, b) == (found in ("after", "concurrent"))
    return RELATIONS[found]


def test_two_clients_of_one_server_stay_siblings_with_dots() -> None:
    """The case that gave dotted version vectors their name: the second writes with an old context."""
    one, _ = dvv.update(dvv.EMPTY, {}, "a", "milk")
    two, dot = dvv.update(one, {}, "a", "eggs")
    assert dot == ("a", 2)
    assert dvv.dotted(two) == ((("a", 2), "eggs"), (("a", 1), "milk"))
    three, _ = dvv.update(two, {"a": 1}, "a", "milk and bread")
    assert values(three) == ["eggs", "milk and bread"]


def test_two_clients_of_one_server_lose_an_update_with_vectors() -> None:
    one, _ = vv.update(vv.EMPTY, {}, "a", "milk")
    two, dot = vv.update(one, {}, "a", "eggs")
    assert dot == ("a", 2)
    assert two == (vv.Version({"a": 2}, "eggs"),)


def test_vectors_tell_servers_apart() -> None:
    a, _ = vv.update(vv.EMPTY, {}, "a", "milk")
    b, _ = vv.update(vv.EMPTY, {}, "b", "eggs")
    both = vv.merge(a, b)
    assert both == vv.merge(b, a) and [version.value for version in both] == ["milk", "eggs"]
    assert vv.context(both) == {"a": 1, "b": 1}
    assert vv.newer(both, a) and not vv.newer(a, both)
    merged, _ = vv.update(both, vv.context(both), "b", "milk and eggs")
    assert merged == (vv.Version({"a": 1, "b": 2}, "milk and eggs"),)
    assert vv.merge(merged, a) == merged


@pytest.mark.parametrize("module", [dvv, vv])
def test_any_write_replaces_what_was_there_before(module: Any) -> None:
    before = module.initial("old")
    assert module.newer(before, module.EMPTY) and not module.newer(before, before)
    assert module.merge(before, before) == before == module.merge(module.EMPTY, before)
    written, _ = module.update(before, {}, "a", "new")
    assert module.merge(before, written) == written == module.update(module.EMPTY, {}, "a", "new")[0]


def test_a_counter_may_exceed_its_list() -> None:
    versions = dvv.Versions({"a": dvv.Entry(2, (4,))})
    assert dvv.dotted(versions) == ((("a", 2), 4),)
    assert dvv.merge(versions, dvv.Versions({"a": dvv.Entry(1, (3,))})) == versions
