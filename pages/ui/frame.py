"""What stands around a picture: title, what the settings imply, where to begin, the component's own words."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from engine import sessions
from engine.model import Scenario
from engine.protocols import configured
from lessons.words import Words
from pages.ui import runs

GOOD = (
    "primary_sync", "multi_value_siblings", "raft_read_index", "multi_value_g_counter", "multi_value_g_set",
    "multi_value_or_set", "multi_value_mv_register",
)  # fmt: skip
"""Settings that promise more than they risk."""


def framed(script: str, lang: str, words: Words, mode: str = "lab", **more: Any) -> dict[str, Any]:
    """A picture ready for the stage. more: start, play_from, question (greeting.py), still (nothing
    to play yet), clocks (nodes show theirs).
    """
    scenario = runs.scenario(script)
    text, level = implies(scenario, words)
    return {
        **runs.picture(script, lang),
        "id": hashlib.blake2b(f"{lang}{script}".encode(), digest_size=8).hexdigest(),
        "title": words(f"system.{scenario.system.protocol}"),
        "setting": setting(scenario, words),
        "implies": {"level": level, "text": text},
        "words": dict(words.section("stage")),
        "mode": mode,
        "start": None,
        "play_from": None,
        "question": None,
        "still": False,
        "clocks": True,
        **more,
    }


def setting(scenario: Scenario, words: Words) -> str:
    """The system's numbers in one line: 5 nodes · R 1 · W 3."""
    config = configured(scenario.system)
    parts = [words("setting_line.nodes", count=scenario.system.nodes)]
    if scenario.system.protocol in ("quorum", "partition_aware"):
        parts += [f"R {config.r}", f"W {config.w}"]
    parts += _parts(scenario.system.protocol, config._asdict(), words)
    parts += [words("setting_line.gateway", name=gateway.name) for gateway in scenario.gateways]
    if getattr(config, "limit", None) is not None:
        parts.append(words("setting_line.limit", floor=-config.limit))
    parts += [words(f"flaw.{code}") for code in getattr(config, "flaw", ())]
    return " · ".join(parts)


def _parts(protocol: str, chosen: Mapping[str, Any], words: Words) -> list[str]:
    """What is worth a word of each setting: by its value, or (`with_`) whenever it is not off."""
    parts = []
    for name, value in chosen.items():
        shown = f"{name}_{str(value).lower()}"
        codes = [f"setting_line.{protocol}_{shown}", f"setting_line.{shown}"]
        codes += [f"setting_line.with_{name}"] if value else []
        code = next((code for code in codes if words.has(code)), None)
        parts += [words(code, value=value, ttl=chosen.get("ttl") or "∞")] if code else []
    return parts


def implies(scenario: Scenario, words: Words) -> tuple[str, str]:
    """What the settings promise or risk, in one sentence, with its level: 'good' or 'warn'."""
    config, protocol = configured(scenario.system), scenario.system.protocol
    gates = (code for one in scenario.gateways for code in dict(one.settings).get("flaw", ()))
    if flaws := tuple(dict.fromkeys((*getattr(config, "flaw", ()), *gates))):
        return words("implies.flawed", flaws="; ".join(words(f"flaw.{code}") for code in flaws)), "warn"
    usual, level = _usual(config, protocol, words)
    if promised := sessions.promised(config).guarantees:
        promises = words("implies.and").join(words(f"setting_line.{name}_true") for name in promised)
        return words("implies.sessions", usual=usual, promises=promises), level
    return usual, level


def _usual(config: Any, protocol: str, words: Words) -> tuple[str, str]:
    if protocol == "quorum":
        code, level = _quorum(config)
        return words(f"implies.{code}"), level
    if protocol == "causal":
        code, level = _causal(config)
        return words(f"implies.{code}"), level
    if protocol == "partition_aware":
        code = _partition(config)
        return words(f"implies.{code}"), "good" if code == "partition_detected" else "warn"
    if protocol == "primary":
        return _primary(config, words)
    if protocol == "majority_lock":
        code, level = _lock(config)
        return words(f"implies.{code}"), level
    if protocol == "service":
        return words("implies.service"), "warn"
    choice = {"multi_value": "resolver", "raft": "read"}[protocol]
    code = f"{protocol}_{getattr(config, 'crdt', None) or getattr(config, choice)}"
    return words(f"implies.{code}"), "good" if code in GOOD else "warn"


def _partition(config: Any) -> str:
    if config.minority == "serve":
        return "partition_serve"
    if 2 * config.w <= len(config.nodes):
        return "partition_two_sides"
    return "partition_detected" if config.heartbeat else "partition_by_hand"


def _primary(config: Any, words: Words) -> tuple[str, str]:
    code = f"primary_{config.copy}"
    if config.copy == "cache":
        code += "_ever" if not config.ttl else "_stale" if config.stale_if_error else ""
    elif config.fallback or config.lease:
        code = "primary_fallback" if config.fallback else "primary_lease"
    said = words(f"implies.{code}", ttl=config.ttl, fallback=config.fallback, lease=config.lease)
    return said, "good" if code in GOOD else "warn"


def _causal(config: Any) -> tuple[str, str]:
    if not config.hold_back:
        return "causal_early", "warn"
    if not config.converge:
        return "causal_apart", "warn"
    codes = {"off": ("causal", "good"), "wait": ("causal_waits", "good"), "refuse": ("causal_refuses", "warn")}
    return codes[config.client_context]


def _lock(config: Any) -> tuple[str, str]:
    if not config.fencing:
        return "lock_unfenced", "warn"
    if not config.write_back:
        return "lock_inversion", "warn"
    if not config.lease:
        return "lock_for_ever", "warn"
    return "lock", "good"


def _quorum(config: Any) -> tuple[str, str]:
    replicas = len(config.home)
    if config.sloppy:
        return "sloppy", "warn"
    if config.r + config.w <= replicas:
        return "miss", "warn"
    if 2 * config.w <= replicas:
        return "two_sides", "warn"
    if config.version == "logical":
        return "linearizable" if config.write_back else "counted", "good"
    return "overlap", "good"
