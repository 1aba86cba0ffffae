"""`stub`: a protocol that has every kind of setting and every verb, and two scripts to start from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from engine.model import Campaign, Handoff, Heartbeat, Promote, Purge, Reason, Rejoin, Sync
from engine.model.setting_kinds import Choice, Count, Kind, Names, Node, Period, Range, Switch
from engine.protocols import PROTOCOLS, AnyProtocol, quorum

EXAMPLE = """\
system quorum nodes=3 r=2 w=2 read_repair=yes
latency 1
link n1-n3 latency=5
clock n1 skew=50
timeout 10
init x 0
seed 7
10 write n1 x 1 by alice as w1
12 read n3 x by bob r=1
20 cut n1 n2 | n3
30 heal
stop 100
"""
EVERYTHING = """\
system stub nodes=4 count=2 home=n1,n2,n3 main=n1 period=300 range=150..300 switch=no choice=b
latency 5..15
link n1-n3 n2>n3 latency=exp(10) loss=0.1
clock n2 skew=-50
timeout 1000
init x "1"
init 购物车 "a; b # c"
seed 7
5 read n2 x
10 write n1 x "say \\"hi\\"\\n\\\\" by alice as first with r1 w=2
20 cut n1-n2 n1>n3
20 slow n1 exp(5)
30 promote n2 tell n3 n4
"""
KINDS: dict[str, Kind] = {
    "count": Count(1),
    "home": Names(),
    "main": Node(),
    "period": Period(),
    "range": Range(),
    "switch": Switch(),
    "choice": Choice("a", "b"),
}


def config(nodes: tuple[str, ...], chosen: Mapping[str, Any]) -> Any:
    """Refuses count=9, with values that must not be mistaken for a place."""
    if chosen.get("count") == 9:
        return Reason("too_large", {"setting": "count", "token": 1, "code": 2, "line": 3})
    return SimpleNamespace(home=chosen.get("home", nodes))


@contextmanager
def stubbed() -> Iterator[None]:
    """The registry with `stub` in it."""
    commands = (Sync, Handoff, Purge, Promote, Rejoin, Campaign, Heartbeat)
    base: AnyProtocol = quorum.PROTOCOL
    stub = replace(
        base,
        name="stub",
        settings=KINDS,
        commands=commands,
        config=config,
        replicas=lambda config: config.home,
        levels=lambda _, kind: ("high", "low"),
        compares=lambda _: True,
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(PROTOCOLS, "stub", stub)
        yield
