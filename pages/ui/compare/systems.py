"""The systems that a run can be laid beside: a name for each (words under [rival]) and its line in a script."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from engine.protocols import PROTOCOLS

SYSTEMS: Final[Mapping[str, str]] = {
    example.code: example.line for protocol in PROTOCOLS.values() for example in protocol.examples
}
"""The systems to choose from: the examples of every protocol, in the order of the registry."""
