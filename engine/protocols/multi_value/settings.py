"""The settings of multi_value: their kinds, defaults, which go together, and what they promise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from engine.model import (
    Reason,
)
from engine.model.setting_kinds import COUNT_MAX, Choice, Count, Flags, Kind, Period, Switch
from engine.protocols import flushing, sessions
from engine.protocols.multi_value.state import FLAWS, Config
from engine.protocols.protocol import Promise
from engine.structures.crdt import TYPES

SETTINGS: Final[Mapping[str, Kind]] = {
    "versions": Choice("dvv", "vv", "vnode"),
    "resolver": Choice("siblings", "lww", "merge", "crdt"),
    "crdt": Choice(*TYPES),
    "limit": Count(0, COUNT_MAX),
    "dedup": Switch(),
    "anti_entropy": Period(),
    **sessions.SETTINGS,
    **flushing.SETTINGS,
    "flaw": Flags(*FLAWS),
}

DEFAULTS = {
    "versions": "dvv",
    "resolver": "siblings",
    "crdt": None,
    "limit": None,
    "dedup": None,
    "anti_entropy": 0,
    **sessions.DEFAULTS,
    "flaw": (),
}
"""What a setting is when it is not written; under `resolver=crdt` the type is then an or_set; an op_counter dedups."""


def config(nodes: tuple[str, ...], chosen: Mapping[str, object]) -> Config | Reason:
    """The configuration, all settings filled in. anti_entropy is a period in ticks; 0 switches it off.

    A Reason (setting_needs) for a setting that means nothing without another: crdt, limit, dedup, a flaw, a guarantee
    of writes under resolver=crdt; anti_entropy, which sends all again, for a counter that adds all again.
    """
    filled = {**DEFAULTS, **chosen}
    if filled["crdt"] is not None and filled["resolver"] != "crdt":
        return _needs("crdt", filled["crdt"], "resolver", "crdt")
    if filled["resolver"] == "crdt":
        filled |= {"crdt": filled["crdt"] or "or_set", "versions": None}
        for name in sessions.WRITE_GUARANTEES:
            if filled[name]:
                return _needs(name, "yes", "resolver", "siblings")
    if filled["limit"] is not None and filled["crdt"] != "pn_counter":
        return _needs("limit", filled["limit"], "crdt", "pn_counter")
    if filled["crdt"] == "op_counter":
        filled |= {"dedup": filled["dedup"] is not False}
        if filled["anti_entropy"] and not filled["dedup"]:
            return _needs("anti_entropy", filled["anti_entropy"], "dedup", "yes")
    elif filled["dedup"] is not None:
        return _needs("dedup", "yes" if filled["dedup"] else "no", "crdt", "op_counter")
    for code in filled["flaw"]:
        setting, values = FLAWS[code]
        if filled[setting] not in values:
            return _needs("flaw", code, setting, values[0])
    return Config(nodes=nodes, **filled)


def _needs(setting: str, value: object, other: str, wanted: str) -> Reason:
    return Reason("setting_needs", {"setting": setting, "value": value, "needs": f"{other}={wanted}"})


def object_of(config: Config) -> str:
    """What a key is to its clients: 'register', or the data type where that is no register."""
    return config.object


def elements(config: Config) -> bool:
    """May a delete name the one value that it removes? Only data types know elements."""
    return config.elements


def promise(config: Config) -> Promise:
    """What becomes of concurrent writes: a warning where one of them can be lost, or hidden, in silence."""
    if config.dedup is False:
        return Promise("op_counter_again", False)
    if config.versions == "vv" and config.resolver in ("siblings", "merge"):
        return Promise("swallows", False)
    good = config.resolver == "siblings" or config.crdt in ("g_counter", "op_counter", "g_set", "or_set", "mv_register")
    return Promise(config.crdt or config.resolver, good)
