"""Addresses in circulation keep giving what they gave: tests/corpus/addresses.jsonl, a link a line.

Rules of this file
* What counts as given is for tests/corpus/differences.py to say, here and in `python -m tests.corpus`.
* A row that fails is a broken promise to whoever has the link. Where it is meant: ACCEPT=1 python -m tests.corpus.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.availability.gateway import DEFAULTS as GATEWAY_DEFAULTS
from engine.availability.gateway import SETTINGS as GATEWAY
from engine.histories.examples import EXAMPLES
from engine.model import System
from engine.protocols import PROTOCOLS, configured
from engine.script import parse
from engine.script.commands import VERBS
from lessons.words import load
from tests.corpus import __main__ as corpus
from tests.corpus.__main__ import PLACE, SHORT, address, changes, line, query
from tests.corpus.differences import differences
from tests.corpus.opening import arrived, gives, query_of, told
from tests.held import held
from tests.pages import opened

ROWS: list[dict[str, Any]] = [json.loads(text) for text in PLACE.read_text(encoding="utf-8").splitlines()]
PAGES = sorted({row["page"] for row in ROWS})


def as_json(value: Any) -> Any:
    return json.loads(json.dumps(value))


def test_every_address_gives_what_it_gave() -> None:
    broken = changes(ROWS, [corpus.row(kept["page"], kept["query"]) for kept in ROWS])
    assert not broken, "\n".join(["links no longer give what they gave:", *broken])


def test_the_command_says_what_has_changed_and_that_a_joined_verdict_has_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two rows as they were before a check joined; then one that gave another end."""
    monkeypatch.setattr(corpus, "addresses", lambda: [("playground", query(run=SHORT, t="60"))])
    monkeypatch.setattr(corpus, "PLACE", tmp_path / "addresses.jsonl")
    monkeypatch.delenv("ACCEPT", raising=False)
    (now,) = [one for one in ROWS if one["query"] == query(run=SHORT, t="60")]
    before = {**now, "gives": {**now["gives"], "verdicts": now["gives"]["verdicts"][1:]}}
    assert before["gives"]["verdicts"]
    for kept, code in ((before, 0), ({**now, "gives": {**now["gives"], "end": -1}}, 1)):
        corpus.PLACE.write_text(json.dumps(kept) + "\n", encoding="utf-8")
        assert corpus.main() == code
        assert ("was -1, is" in capsys.readouterr().out) == bool(code)
        assert json.loads(corpus.PLACE.read_text(encoding="utf-8")) == kept, "a row that is there stays as it is"


def test_what_is_new_is_no_difference_and_what_has_changed_is_one() -> None:
    kept = {"end": 5, "verdicts": [["durable", None, "kept", []]]}
    more = [["new", "x", "broken", []], ["durable", None, "kept", []]]
    assert not [*differences(kept, {"end": 5, "more": 1, "verdicts": more})]
    assert [*differences(kept, {**kept, "end": 6})] == [" end: was 5, is 6"]
    assert [*differences(kept, {**kept, "verdicts": [["durable", None, "broken", ["w1"]]]})]
    assert [*differences(kept, {"end": 5})] and [*differences(kept, {**kept, "verdicts": []})]


@pytest.mark.parametrize("page", PAGES)
def test_a_drawn_page_gives_the_same(page: str) -> None:
    mine = [row for row in ROWS if row["page"] == page]
    for row in {id(one): one for one in (mine[0], mine[len(mine) // 2], mine[-1])}.values():
        broken = [*differences(row["gives"], as_json(drawn(page, row["query"])))]
        assert not broken, "\n".join([address(row), *broken])


def drawn(page: str, text: str) -> dict[str, Any]:
    """What an address gives on its page, opened in full; of what only such a page can say, no more than that."""
    text, _, anchor = text.partition("#")
    asked = query_of(text)
    at = opened(page, asked.pop("lang", None), **asked)
    lang: str = held(at, "lang")
    words = load(lang)

    def has(name: str) -> Any:
        return held(at, name)

    known = gives(page, text)
    match page:
        case "museum":
            name = known["exhibit"]
            assert (name is None) == bool(at.warning)
            assert name is None or at.title[0].value == words(f"exhibit.{name}")
        case "flaws":
            known |= {"row": has("flaw_row")}
            assert bool(at.warning) == (known["row"] is None)
        case "course":
            chosen = _tabs(at.main)
            assert at.tabs[chosen].label == words(f"course.{known['part']}")
            assert (has("glossary_search") or "") == (words(f"term.{known['term']}") if known["term"] else "")
        case "table":
            assert anchor in [each.proto.anchor for each in at.header]
        case "histories":
            assert at.text_area[0].value in EXAMPLES.values()
        case _:
            known = told(page, asked, has)
    return known | {"lang": lang}


def _tabs(block: Any) -> int:
    """Which tab of a page is open."""
    blocks = [block]
    for each in blocks:  # it grows while it is read
        if each.type == "tab_container":
            return int(each.proto.tab_container.default_tab_index)
        blocks += getattr(each, "children", {}).values()
    raise AssertionError("no tabs")


def scripts() -> Iterator[str]:
    """The canonical script of every run in the corpus."""
    for row in ROWS:
        for found in (row["gives"], row["gives"].get("a", {}), row["gives"].get("b", {})):
            if "script" in found:
                yield found["script"]


def test_the_link_that_a_page_writes_gives_the_same_run() -> None:
    for row in ROWS:
        if row["page"] == "playground" and "script" in row["gives"]:
            script = row["gives"]["script"]
            again = arrived("playground", query_of(query(run=line(script))), "en")("desk")
            assert again.script == script, address(row)


def test_the_corpus_has_every_kind_of_address() -> None:
    assert len(ROWS) >= 200
    assert len({address(row) for row in ROWS}) == len(ROWS)
    names = {name for row in ROWS for name in query_of(row["query"].partition("#")[0])}
    assert names >= {
        "run",
        "t",
        "view",
        "lang",
        "first",
        "with",
        "lesson",
        "step",
        "own",
        "exhibit",
        "row",
        "part",
        "term",
    }
    assert {row["gives"].get("refused") for row in ROWS if row["page"] != "lesson"} >= {True, False}


def test_the_corpus_has_every_protocol_setting_and_verb() -> None:
    """A new one fails here: give tests/corpus/scripts.py a run with it, and run python -m tests.corpus."""
    verbs: set[str] = set()
    set_to: dict[tuple[str, str], set[Any]] = defaultdict(set)
    for script in scripts():
        scenario = parse(script)
        verbs |= {type(command).__name__.lower() for command in scenario.commands}
        for name, value in scenario.system.settings:
            set_to[scenario.system.protocol, name].add(value)
        for gateway in scenario.gateways:
            for name, value in gateway.settings:
                set_to["gateway", name].add(value)
    assert verbs == set(VERBS)
    for protocol, kinds in {**{name: one.settings for name, one in PROTOCOLS.items()}, "gateway": GATEWAY}.items():
        defaults = GATEWAY_DEFAULTS if protocol == "gateway" else configured(System(protocol))._asdict()
        for name, kind in kinds.items():
            others = set_to[protocol, name] - {defaults.get(name)}
            codes = getattr(kind, "codes", ()) if name != "flaw" else ()
            assert others, f"no address sets {name} of {protocol} to anything but its default"
            missing = set(codes[1:]) - set_to[protocol, name]
            assert not missing, f"no address has {name}={missing} under {protocol}"
