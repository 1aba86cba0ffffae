"""Gateway lines: `gateway g1 retries=3`, each a caller's side in front of the system.

Rules of this file
* Gateways are g1 to g9, each said once, and come out in the order of their names; settings in canonical order.
* Whether settings make sense together is the gateway's config() to say: a Reason names the guilty setting.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.availability.endpoints import gateway_config
from engine.availability.gateway import SETTINGS
from engine.model import Gateway, Reason, System
from engine.script import readers
from engine.script.system import read_settings, refuse
from engine.script.tokens import Line


def read_gateways(lines: Sequence[Line], system: System) -> tuple[Gateway, ...]:
    """All gateways of a script, from their lines, in order of names. Raises ScriptError."""
    gateways: dict[str, Gateway] = {}
    for line in lines:
        name = readers.word(line, 1, "gateway")
        if not readers.GATEWAY.fullmatch(name):
            readers.unexpected(line, 1, "gateway")
        if name in gateways:
            readers.fail(line[1], "duplicate", found=name)
        gateways[name] = Gateway(name, read_settings(line, SETTINGS, system.names))
        config = gateway_config(gateways[name], system)
        if isinstance(config, Reason):
            refuse(config, line)
    return tuple(gateways[name] for name in sorted(gateways))
