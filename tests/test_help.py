"""Help: both languages say the same of the same things, what they show as code is code, and every topic is reached."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

import pytest
from streamlit.testing.v1 import AppTest

from engine.availability.gateway import SETTINGS
from engine.protocols import PROTOCOLS
from engine.script import ScriptError, parse
from engine.script.commands import VERBS
from engine.script.header import HEADER
from lessons.help import LINK, TOPICS, topic
from lessons.loader import read_own
from lessons.words import DEFAULT, FOLDER, languages, load
from pages.ui.help.page import ICONS
from pages.ui.js.modules import JS
from pages.ui.stage.shortcuts import KEYS, shortcuts
from tests.each import each
from tests.pages import opened

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
BEFORE = ("gateway g1\n5 read n1 x as r1", "")
"""What may have to stand before a line."""
ALL = [(lang, name) for lang in languages() for name in TOPICS]


def text(lang: str, name: str) -> str:
    return (FOLDER / lang / "help" / f"{name}.md").read_text(encoding="utf-8")


def prose(lang: str, name: str) -> str:
    return BLOCK.sub("", text(lang, name))


def blocks(lang: str, name: str) -> list[tuple[str, str]]:
    """Kind and text of what is fenced; of a lesson its facts alone."""
    found = BLOCK.findall(text(lang, name))
    return [(kind, said.partition("\n--- ")[0] if kind == "toml" else said) for kind, said in found]


def codes(lang: str, name: str, place: int) -> set[str]:
    return set(CODE.findall(BLOCK.sub("", topic(lang, name).sections[place].text)))


@pytest.mark.parametrize("lang", languages())
def test_every_language_has_the_topics_and_no_others(lang: str) -> None:
    assert sorted(path.stem for path in (FOLDER / lang / "help").iterdir()) == sorted(TOPICS)
    assert list(ICONS) == list(TOPICS)


def test_every_language_has_the_same_headings_and_the_same_code() -> None:
    def alike(case: tuple[str, str]) -> None:
        lang, name = case
        levels = [re.findall(r"^#+ ", prose(one, name), re.MULTILINE) for one in (lang, DEFAULT)]
        assert levels[0] == levels[1]
        ours, theirs = blocks(DEFAULT, name), blocks(lang, name)
        assert [kind for kind, _ in ours] == [kind for kind, _ in theirs]
        different = [one for one, other in zip(ours, theirs, strict=True) if one != other and one[0] != "markdown"]
        assert different == []
        for place, section in enumerate(topic(lang, name).sections):
            assert codes(lang, name, place) ^ codes(DEFAULT, name, place) == set(), section.title

    each(ALL, alike)


def test_a_heading_and_a_fence_of_an_example_cut_no_text() -> None:
    example = next(one for one in topic(DEFAULT, "lessons").sections if "## far" in one.text)
    assert example.text.count("```") == 2 and "# My first lesson" in example.text


def test_a_script_that_is_shown_can_be_run_and_a_lesson_that_is_shown_has_no_fault() -> None:
    shown = [
        (lang, *one) for lang, name in ALL for one in BLOCK.findall(text(lang, name)) if one[0] in ("script", "toml")
    ]

    def sound(case: tuple[str, str, str]) -> None:
        _, kind, said = case
        if kind == "script":
            assert parse(said).commands
        else:
            found, faults = read_own("lesson.toml", said)
            assert found and not faults, faults

    each(shown, sound)


def lines(lang: str, place: str) -> Iterator[str]:
    """The lines of a script in the first column of a section's table."""
    section = next(one for one in topic(lang, "script").sections if one.anchor == place)
    for row in re.findall(r"^\| (`.*?) \| ", section.text, re.MULTILINE):
        yield from (one.replace("\\|", "|") for one in CODE.findall(row) if " " in one)


def readable(line: str) -> bool:
    """Does some system take this line?"""
    for system in ("", *(f"system {name} nodes=5" for name in (*PROTOCOLS, "multi_value resolver=crdt"))):
        for before in BEFORE:
            with suppress(ScriptError):
                return bool(parse(f"{system}\n{before}\n{line}"))
    return False


@pytest.mark.parametrize("lang", languages())
def test_every_line_of_the_script_language_that_is_shown_can_be_read(lang: str) -> None:
    shown = [line for place in ("header", "commands") for line in lines(lang, place)]
    assert len(shown) > 30
    assert [line for line in shown if not readable(line)] == []
    assert not readable("10 nothing n1")


@pytest.mark.parametrize("lang", languages())
def test_every_word_of_the_script_language_is_shown(lang: str) -> None:
    """Settings of a protocol: test_rooms.py."""
    assert {line.split()[0] for line in lines(lang, "header")} == set(HEADER)
    assert {line.split()[1] for line in lines(lang, "commands")} == set(VERBS)
    gateways = next(one.text for one in topic(lang, "script").sections if one.anchor == "gateways")
    named = {
        word for row in re.findall(r"^\| (`.*?) \| ", gateways, re.MULTILINE) for word in re.findall(r"`(\w+)", row)
    }
    assert set(SETTINGS) <= named


def test_links_of_a_text_lead_to_a_topic_and_a_section_of_it() -> None:
    def leads(case: tuple[str, str]) -> None:
        for name, anchor in LINK.findall(text(*case)):
            assert name in TOPICS
            assert not anchor or anchor[1:] in [one.anchor for one in topic(case[0], name).sections]

    each(ALL, leads)


# -- the page ----------------------------------------------------------------------------------------------------


def said(at: AppTest) -> str:
    return "\n".join(one.value for one in at.markdown)


@pytest.mark.parametrize("lang", languages())
def test_every_topic_can_be_read(lang: str) -> None:
    def read(name: str) -> None:
        found, at = topic(lang, name), opened("help", lang, topic=name)
        assert not at.exception
        (title,) = at.title
        assert title.value == found.title
        assert [one.value for one in at.subheader] == [one.title for one in found.sections if one.title]
        assert found.about in said(at)
        assert [place for place in KEYS if f"{{{place}}}" in said(at)] == []

    each(TOPICS, read)


@pytest.mark.parametrize("lang", languages())
def test_without_a_topic_all_are_offered_and_one_that_there_is_not_is_told(lang: str) -> None:
    at = opened("help", lang)
    assert not at.warning
    at.button(key="help_keys").click().run()
    assert at.title[0].value == topic(lang, "keys").title and at.query_params["topic"] in ("keys", ["keys"])
    at = opened("help", lang, topic="<b>")
    assert at.warning[0].value == load(lang)("help.unknown")
    assert at.title[0].value == load(lang)("nav.help")


def test_another_topic_is_a_press_away() -> None:
    at = opened("help", "en", topic="keys")
    at.segmented_control(key="help_topic").set_value("privacy").run()
    assert at.title[0].value == topic("en", "privacy").title and at.query_params["topic"] in ("privacy", ["privacy"])


@pytest.mark.parametrize("lang", languages())
def test_keys_are_those_of_the_stage_each_once(lang: str) -> None:
    assert [text(lang, "keys").count(f"{{{place}}}") for place in KEYS] == [1] * len(KEYS)
    told = said(opened("help", lang, topic="keys"))
    for one in shortcuts(load(lang), *KEYS):
        assert told.count(f"- `{one['key']}` {one['does']}") == 1


def test_every_letter_among_the_keys_is_heard_by_the_stage() -> None:
    heard = set(re.findall(r'^    "?([a-z?])"?: ', (JS / "input.js").read_text(encoding="utf-8"), re.MULTILINE))
    letters = {key.lower() for keys in KEYS.values() for key in keys if len(key) == 1}
    assert letters == heard
