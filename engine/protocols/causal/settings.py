"""The settings of causal: their kinds, defaults, and what they promise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from engine.model import (
    Reason,
)
from engine.model.setting_kinds import Choice, Flags, Kind, Period, Switch
from engine.protocols import flushing
from engine.protocols.causal.state import Config
from engine.protocols.protocol import Promise

SETTINGS: Final[Mapping[str, Kind]] = {
    "hold_back": Switch(),
    "converge": Switch(),
    "client_context": Choice("off", "wait", "refuse"),
    "anti_entropy": Period(),
    **flushing.SETTINGS,
    "flaw": Flags("never_sent", "reads_add_nothing", "depends_on_itself"),
}

DEFAULTS = {"hold_back": True, "converge": True, "client_context": "off", "anti_entropy": 0, "flaw": ()}
"""What a setting is when it is not written: causal and convergent, without looking at clients' contexts."""


def config(nodes: tuple[str, ...], chosen: Mapping[str, Any]) -> Config | Reason:
    """The configuration, all settings filled in; any of them go together. anti_entropy: ticks, 0 is off."""
    return Config(nodes=nodes, **{**DEFAULTS, **chosen})


def promise(config: Config) -> Promise:
    """Whether effects wait for their causes, whether copies end equal, and what a client finds that moves."""
    if not config.hold_back:
        return Promise("early", good=False)
    if not config.converge:
        return Promise("apart", good=False)
    codes = {"off": "ordered", "wait": "waits", "refuse": "refuses"}
    return Promise(codes[config.client_context], good=config.client_context != "refuse")
