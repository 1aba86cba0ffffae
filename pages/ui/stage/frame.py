"""What stands around a picture: title, what the settings imply, where to begin, the component's own words."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from engine.model import Scenario
from engine.protocols import configured, protocol_of
from lessons.words import Words
from pages.ui.session import run_cache as runs


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
        "words": _stage_words(words, scenario.system.protocol),
        "mode": mode,
        "start": None,
        "play_from": None,
        "question": None,
        "still": False,
        "clocks": True,
        **more,
    }


def _stage_words(words: Words, protocol: str) -> dict[str, str]:
    """The words on a stage, those that a protocol has of its own in the place of everybody's."""
    found = dict(words.section("stage"))
    return {code: found.get(f"{protocol}_{code}", said) for code, said in found.items()}


def setting(scenario: Scenario, words: Words) -> str:
    """The system's numbers in one line: 5 nodes · R 1 · W 3."""
    protocol, config = protocol_of(scenario.system), configured(scenario.system)
    parts = [words("setting_line.nodes", count=scenario.system.nodes)]
    if (quorums := protocol.quorums(config)) is not None:
        parts += [f"R {quorums.r}", f"W {quorums.w}"]
    parts += _parts(protocol.name, config._asdict(), words)
    parts += [words("setting_line.gateway", name=gateway.name) for gateway in scenario.gateways]
    parts += [words(f"flaw.{code}") for code in config.flaw]
    return " · ".join(parts)


def _parts(protocol: str, chosen: Mapping[str, Any], words: Words) -> list[str]:
    """What is worth a word of each setting: by its value, or (`with_`) whenever it is not off, or (`given_`) set."""
    parts = []
    for name, value in chosen.items():
        shown = f"{name}_{str(value).lower()}"
        codes = [f"setting_line.{protocol}_{shown}", f"setting_line.{shown}"]
        codes += [f"setting_line.with_{name}"] if value else []
        codes += [f"setting_line.given_{name}"] if value is not None else []
        code = next((code for code in codes if words.has(code)), None)
        parts += (
            [words(code, value=value, ttl=chosen.get("ttl") or "∞", floor=-(chosen.get("limit") or 0))] if code else []
        )
    return parts


def implies(scenario: Scenario, words: Words) -> tuple[str, str]:
    """What the settings promise or risk, in one sentence, with its level: 'good' or 'warn'."""
    protocol, config = protocol_of(scenario.system), configured(scenario.system)
    gates = (code for one in scenario.gateways for code in dict(one.settings).get("flaw", ()))
    if flaws := tuple(dict.fromkeys((*config.flaw, *gates))):
        return words("implies.flawed", flaws="; ".join(words(f"flaw.{code}") for code in flaws)), "warn"
    promise = protocol.promise(config)
    usual, level = words(f"implies.{promise.code}", **promise.values), "good" if promise.good else "warn"
    if promised := protocol.sessions(config).guarantees:
        promises = words("implies.and").join(words(f"setting_line.{name}_true") for name in promised)
        return words("implies.sessions", usual=usual, promises=promises), level
    return usual, level
