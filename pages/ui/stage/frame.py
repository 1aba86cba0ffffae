"""What stands around a picture: title, what the settings imply, where to begin, the component's own words."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple

from engine.model import Scenario
from engine.model.setting_kinds import is_set
from engine.protocols import AnyProtocol, configured, protocol_of
from engine.protocols.flushing import ALWAYS, flush_of
from lessons.words import Words, load
from pages.ui.session import run_cache as runs
from pages.ui.stage.picture.frame_schema import Caption, Framed, Implied, Kept, Mode, OfDesk, Question, Start, Story
from pages.ui.stage.picture.phrases import Phrases
from pages.ui.stage.picture.schema import Lead, VerdictLine
from pages.ui.stage.picture.verdicts import TERMS, in_the_end, leading
from pages.ui.stage.picture.visibility import ALL, Visibility
from pages.ui.stage.shortcuts import keys_of


class Around(NamedTuple):
    """What a page puts around a picture; the fields are those of frame_schema.py.

    name: what makes it another picture than the same run elsewhere. title: in place of the system's. end: how far its
    time goes, in place of the run's own. key: what nodes show at first, in place of the run's first.
    """

    mode: Mode = "lab"
    name: str = ""
    title: str | None = None
    end: int | None = None
    start: Start | None = None
    play_from: int | None = None
    question: Question | None = None
    captions: tuple[Caption, ...] = ()
    held: bool | None = None
    place: str | None = None
    twin: str | None = None
    still: bool = False
    clocks: bool = True
    low: bool = False
    large: bool = False
    whole: str | None = None
    undo: bool = True
    redo: bool = True
    run: list[str] | None = None
    desk: Kept | None = None
    behind: bool = False
    clock: int | None = None
    story: Story | None = None
    key: str | None = None


USUAL = Around()


def framed(
    script: str, words: Words, around: Around = USUAL, seen: Visibility = ALL, like: str | None = None
) -> Framed:
    """A picture ready for the stage, with what of it may be seen. like: the script that the stage showed before."""
    scenario, picture = runs.scenario(script), runs.picture(script, words.lang, seen, like)
    judged, lead = _judged(script, words.lang, picture["verdicts"], around.story, seen)
    title, numbers = _titled(scenario, words, around)
    return {
        **picture,
        "verdicts": judged,
        "id": f"{around.name}{_same(script, words.lang)}",
        "end": picture["end"] if around.end is None else around.end,
        "key": around.key or picture["key"],
        "title": title,
        "setting": numbers if seen.setting else "",
        "implies": _implied(scenario, words) if seen.implies else {"level": "plain", "text": ""},
        "words": _stage_words(words.lang, scenario.system.protocol),
        "mode": around.mode,
        "start": around.start,
        "play_from": around.play_from,
        "question": around.question,
        "story": around.story,
        "lead": lead,
        "captions": list(around.captions),
        "held": around.held,
        "place": around.place,
        "twin": around.twin,
        "still": around.still,
        "clocks": around.clocks,
        "low": around.low,
        "large": around.large,
        "bare": seen.bare,
        "whole": around.whole,
        "clock": around.clock,
        **_of_desk(around),
        **keys_of(words, around.mode, around.run is not None),
    }


def _of_desk(around: Around) -> OfDesk:
    return {
        "undo": around.undo,
        "redo": around.redo,
        "run": around.run,
        "desk": around.desk,
        "behind": around.behind,
    }


def _titled(scenario: Scenario, words: Words, around: Around) -> tuple[str, str]:
    """The title, and what stands under it: the settings, and whose they are where the title is a story's."""
    system, numbers = words(f"system.{scenario.system.protocol}"), setting(scenario, words)
    title, numbers = (around.story["title"], f"{system} · {numbers}") if around.story else (system, numbers)
    return around.title or title, numbers


def _implied(scenario: Scenario, words: Words) -> Implied:
    text, level = implies(scenario, words)
    return {"level": level, "text": text}


def _judged(
    script: str, lang: str, lines: list[VerdictLine], story: Story | None, seen: Visibility
) -> tuple[list[VerdictLine], list[Lead]]:
    """The verdicts, that on what a story is about among them, and which stands first: what nothing tested is told in
    the end, as the strongest, and gives way to what broke.
    """
    promise = story["promise"] if story else None
    if promise and seen.shows(promise) and all(line["check"] != promise for line in lines):
        untested = _in_the_end(script, lang, promise)
        return [*lines, untested], leading([untested, *lines], None)
    return lines, leading(lines, promise)


@lru_cache(maxsize=100)
def _in_the_end(script: str, lang: str, promise: str) -> VerdictLine:
    trace = runs.trace(script)
    return in_the_end(promise, trace, Phrases(load(lang), trace.scenario.system))


def _same(script: str, lang: str) -> str:
    return hashlib.blake2b(f"{lang}{script}".encode(), digest_size=8).hexdigest()


@cache
def _stage_words(lang: str, protocol: str) -> dict[str, str]:
    """The words on a stage, those that a protocol has of its own in the place of everybody's."""
    words = load(lang)
    asked = {f"operation_{verb}": said for verb, said in words.section("operation").items()}
    terms = {f"{part}_{term}": words(f"{part}.{term}") for term in TERMS.values() for part in ("term", "term_help")}
    found = {**words.section("stage"), **asked, **terms}
    return {code: found.get(f"{protocol}_{code}", said) for code, said in found.items()}


def setting(scenario: Scenario, words: Words) -> str:
    """The system's numbers in one line: 5 nodes · R 1 · W 3."""
    protocol, config = protocol_of(scenario.system), configured(scenario.system)
    parts = [words("setting_line.nodes", count=scenario.system.nodes)]
    if (quorums := protocol.quorums(config)) is not None:
        parts += [f"R {quorums.r}", f"W {quorums.w}"]
    parts += _parts(protocol, config._asdict(), words)
    parts += [words("setting_line.gateway", name=gateway.name) for gateway in scenario.gateways]
    parts += [words(f"flaw.{code}") for code in config.flaw]
    return " · ".join(parts)


def _parts(protocol: AnyProtocol, chosen: Mapping[str, Any], words: Words) -> list[str]:
    """What is worth a word of each setting, in the protocol's order: by its value, or by its name once it is set."""
    parts, more = [], {"ttl": chosen.get("ttl") or "∞", "floor": -(chosen.get("limit") or 0)}
    for name, kind in protocol.settings.items():
        value = chosen[name]
        codes = [f"{name}_{str(value).lower()}", *([name] if is_set(kind, value) else [])]
        owned = (words.own("setting_line", protocol.name, code) for code in codes)
        code = next((code for code in owned if words.has(code)), None)
        parts += [words(code, value=value, **more)] if code else []
    return parts


def implies(scenario: Scenario, words: Words) -> tuple[str, str]:
    """What the settings promise or risk, in one sentence, with its level: 'good' or 'warn'."""
    protocol, config = protocol_of(scenario.system), configured(scenario.system)
    gates = (code for one in scenario.gateways for code in dict(one.settings).get("flaw", ()))
    if flaws := tuple(dict.fromkeys((*config.flaw, *gates))):
        return words("implies.flawed", flaws="; ".join(words(f"flaw.{code}") for code in flaws)), "warn"
    usual, level = _promised(protocol, config, words)
    if level == "good" and flush_of(scenario.system) != ALWAYS:
        return words("implies.unflushed", usual=usual), "warn"
    return usual, level


def _promised(protocol: AnyProtocol, config: Any, words: Words) -> tuple[str, str]:
    """What the settings promise or risk while nothing is lost from a disk, and the level of that."""
    promise = protocol.promise(config)
    usual, level = (
        words(f"implies.{protocol.name}_{promise.code}", **promise.values),
        "good" if promise.good else "warn",
    )
    if promised := protocol.sessions(config).guarantees:
        promises = words("implies.and").join(words(f"setting_line.{name}_true") for name in promised)
        return words("implies.sessions", usual=usual, promises=promises), level
    return usual, level
