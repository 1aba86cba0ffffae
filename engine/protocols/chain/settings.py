"""The settings of chain: what `system` may say, and what is usual."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from engine.model import Request
from engine.model.setting_kinds import Choice, Kind
from engine.protocols.chain.values import Config
from engine.protocols.protocol import Promise

SETTINGS: Final[Mapping[str, Kind]] = {"read": Choice("tail", "any", "local")}


def config(nodes: tuple[str, ...], chosen: Mapping[str, Any]) -> Config:
    """All settings; they make sense in any combination."""
    return Config(nodes=nodes, **{"read": "tail", **chosen})


def quorum(config: Config, request: Request) -> tuple[int, int]:
    """One node must answer, the tail; a node that answers alone waits for nobody."""
    return (0, 0) if request.kind == "read" and config.read == "local" else (1, 1)


def promise(config: Config) -> Promise:
    """Whether what is read was committed."""
    return Promise(f"chain_{config.read}", good=config.read != "local")
