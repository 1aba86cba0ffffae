"""The picture of a run as text that one can read, so that a change of what the stage says is a line in a diff.

Rules of this file
* One line an item, `name=value`; what has items of its own has them on indented lines below. What is empty is left out,
  and so is the help of checks, which is the same for all runs.
* In Chinese only the sentences of the events: all else is the same picture.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from engine.run.simulation import run
from engine.script import parse
from lessons.words import load
from pages.ui.stage.picture import paint

LEFT_OUT = ("help",)


def picture(script: str) -> str:
    """The whole picture, in English."""
    painted = paint(run(parse(script)), load("en"))
    lines = (line for name, value in painted.items() if not _empty(value) for line in _told(name, value, ""))
    return "".join(f"{line}\n" for line in lines)


def sentences(script: str) -> str:
    """What the events are in Chinese, with what is said of them."""
    events = paint(run(parse(script)), load("zh"))["events"]
    return "".join(f"{' ／ '.join([event['text'], *event['notes']])}\n" for event in events)


def _told(name: str, value: Any, pad: str) -> Iterator[str]:
    match value:
        case dict() if not _flat(value):
            small = {key: each for key, each in value.items() if _short(each)}
            yield f"{pad}{name} {_fields(small)}".rstrip()
            for key, each in value.items():
                if key not in small:
                    yield from _told(key, each, f"{pad}  ")
        case dict():
            yield f"{pad}{name} {_fields(value)}".rstrip()
        case list() | tuple() if not _short(value):
            for each in value:
                yield from _told(name, each, pad)
        case list() | tuple():
            yield f"{pad}{name} {' | '.join(map(_word, value))}"
        case _:
            yield f"{pad}{name} {_word(value)}"


def _flat(value: dict[str, Any]) -> bool:
    return all(map(_short, value.values()))


def _short(value: Any) -> bool:
    """May it stand on the line of what it belongs to?"""
    match value:
        case dict():
            return all(not isinstance(each, dict | list | tuple) for each in value.values())
        case list() | tuple():
            return all(not isinstance(each, dict | list | tuple) for each in value)
    return True


def _fields(value: dict[str, Any]) -> str:
    told = {name: each for name, each in value.items() if name not in LEFT_OUT and not _empty(each)}
    return " ".join(f"{name}={_word(each)}" for name, each in told.items())


def _empty(value: Any) -> bool:
    return value is None or value is False or (isinstance(value, str | dict | list | tuple) and not value)


def _word(value: Any) -> str:
    match value:
        case str():
            return value if value and not set(' "=,|') & set(value) else json.dumps(value, ensure_ascii=False)
        case dict():
            return ",".join(f"{name}:{_word(each)}" for name, each in value.items())
        case list() | tuple():
            return ",".join(map(_word, value))
    return json.dumps(value, ensure_ascii=False)
