"""What a history starts from, and what its keys are: told beside the operations, in a comment or on a command line.

Rules of this file
* A key's value before all writes; that of '' is for every key that has none of its own.
* EDN and logs have no place for it. Every reader of EDN passes over comments (Knossos and elle-cli read with
  clojure.edn), where one more event would be an operation or a fault to them. So it stands in comments before the first
  event: `; init {"x" 0}` or `; init 0`, and `; object or_set`. What is no value is a comment like any other.
* On a command line: `x=0`, or `0` for all keys, written as in a cell of a table or, what has brackets, in EDN, in the
  place of what the file says. A key that the history does not have is refused: it is mistyped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from engine.histories import edn, reports, tables
from engine.histories.calls import Log
from engine.histories.errors import expected, wrong
from engine.histories.limits import ITEMS_MAX
from engine.histories.values import as_text, checked, name
from engine.model.values import MapValue, map_value
from engine.script import ScriptError

INIT: Final = re.compile(r'[ \t]*;+[ \t]*init[ \t]+(?=[{\["\d]|#\{|-\d|nil\b)(.*)')
OBJECT: Final = re.compile(r"[ \t]*;+[ \t]*object[ \t]+(\w+)[ \t]*")
OPEN: Final = ("[", "{", "#{")
"""What a list, a map or a set begins with."""
SHOWN = 20
"""Keys that an error names."""


def beside(text: str) -> dict[str, Any]:
    """What comments before the first event tell: `init`, `object`. Raises ScriptError."""
    told: dict[str, Any] = {}
    at = 0
    while at < len(text):
        end = text.find("\n", at) % (len(text) + 1)
        line = text[at:end].rstrip()
        if line and not line.lstrip().startswith(";"):
            break
        if found := INIT.fullmatch(line):
            told |= _init(text, at + found.start(1), found[1])
        elif found := OBJECT.fullmatch(line):
            told["object"] = found[1]
        at = end + 1
    return told


def _init(text: str, at: int, said: str) -> dict[str, Any]:
    try:
        held = [form.value for form in edn.forms(f"({said}\n)")]
    except ScriptError:
        expected(text, at, "start")
    if len(held) != 1:
        return {}
    if isinstance(held[0], dict):
        return {"init": {"" if key is None else name(key): checked(value, text, at) for key, value in held[0].items()}}
    return {"init": checked(held[0], text, at)}


def started(log: Log, words: Sequence[str]) -> Log:
    """The history with start values as a command line tells them. Raises ScriptError."""
    if len(words) > ITEMS_MAX:
        wrong("", 0, "too_many", limit="items", maximum=ITEMS_MAX)
    starts: dict[str, Any] = {}
    for word in words:
        key, equals, said = ("", "", word) if word.startswith(('"', *OPEN)) else word.partition("=")
        key, said = (key, said) if equals else ("", word)
        starts[name(key)] = checked(_value(said, word), word, 0)
    keys = _keys(log)
    unknown = next((key for key in starts if key and keys and key not in keys), None)
    if unknown is not None and log.model != "bank":  # of a bank, accounts are told
        named = tuple(filter(None, keys))[:SHOWN]
        alone = {"expected": "value", "reason": "no_key", "value": as_text(starts[unknown])}
        raise ScriptError(1, 1, "no_such_key", {"found": unknown, **({"expected": named} if named else alone)})
    return reports.beside(log._replace(init={}) if "" in starts else log, {"init": starts})


def _value(said: str, word: str) -> Any:
    """The value of a cell; what has brackets and is no JSON is read as EDN, if it is that. Raises ScriptError."""
    value = tables.cell(said, word, 0)
    if not (isinstance(value, str) and value == said.strip() and value.startswith(OPEN)):
        return value
    try:
        held = edn.whole(f"({value})", 0, len(value) + 2)
    except ScriptError as error:
        if error.code == "expected":
            return value
        raise
    return held[0] if len(held) == 1 else value


def _keys(log: Log) -> dict[str, None]:
    """The keys of operations, and of the steps of transactions."""
    return dict.fromkeys(
        key
        for op in log.operations
        for key in ([step.key for step in op.value or ()] if op.kind == "txn" else [op.key])
    )


def of_keys(log: Log, model: str) -> Mapping[str, Any]:
    """By key of the history its value at the start. Of the only bank, which has no name, accounts may be told."""
    keys = _keys(log)
    if model == "bank" and log.init and "" not in log.init and list(keys) == [""]:
        return {"": map_value(log.init.items())}
    found = {key: log.init.get(key, log.init.get("")) for key in keys if key in log.init or "" in log.init}
    return {key: _accounts(held) for key, held in found.items()} if model == "bank" else found


def _accounts(held: Any) -> Any:
    """Balances by the names of accounts: keywords without their colon."""
    return map_value((name(key), one) for key, one in held.items) if isinstance(held, MapValue) else held
