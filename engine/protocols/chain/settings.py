"""The settings of chain: their kinds, defaults, and what they promise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from engine.model import Request
from engine.model.setting_kinds import Choice, Kind
from engine.protocols import flushing
from engine.protocols.chain.state import Config
from engine.protocols.protocol import Promise

SETTINGS: Final[Mapping[str, Kind]] = {"read": Choice("tail", "any", "local"), **flushing.SETTINGS}


def config(nodes: tuple[str, ...], chosen: Mapping[str, Any]) -> Config:
    """The configuration, all settings filled in; any of them go together."""
    return Config(nodes=nodes, **{"read": "tail", **chosen})


def quorum(config: Config, request: Request) -> tuple[int, int]:
    """(1, 1): the tail must answer; (0, 0) for a read that is answered at its coordinator alone."""
    return (0, 0) if request.kind == "read" and config.read == "local" else (1, 1)


def promise(config: Config) -> Promise:
    """Whether only committed values are read: tail and any, not local."""
    return Promise(config.read, good=config.read != "local")
