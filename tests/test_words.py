"""Words: what load, pick and a Words do, and that every language says everything.

Rules of this file
* English is the measure: every other language has its files, sections, names and placeholders, and no others.
* A protocol's file names what it says of settings, choices and promises by its own name first, so that no word of one
  can take down another; shared.toml says settings, under their names alone, that several protocols have.
* A "name_one" is a plural form, which a language may lack or have alone.
* Words that are rightly the same in two languages are listed in SAME, and nothing else is.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from engine.model.setting_kinds import Choice, Interval, Switch
from engine.protocols import PROTOCOLS
from lessons.words import DEFAULT, FOLDER, PLACEHOLDER, STRICT, Words, languages, load, pick

OTHERS = tuple(lang for lang in languages() if lang != DEFAULT)
SAME = {
    "app.title",
}
"""Codes whose words may be the same in every language, beside words without any letter outside a placeholder."""

LETTER = re.compile(r"[^\W\d_]{3,}")


def every(lang: str) -> dict[str, str]:
    """code -> words of one language."""
    return {f"{section}.{name}": said for section, names in load(lang).sections.items() for name, said in names.items()}


def singular(code: str, codes: dict[str, str]) -> bool:
    return code.endswith("_one") and code.removesuffix("_one") in codes


# -- what they do ------------------------------------------------------------------------------------------------


def words(**names: str) -> Words:
    return Words("en", {"a": names})


def test_values_are_put_in_by_name_and_as_text() -> None:
    said = words(hello="{node} holds {value}, {node}!")
    assert said("a.hello", node="n1", value=7) == "n1 holds 7, n1!"


def test_a_value_brings_in_no_placeholder_and_no_attribute() -> None:
    said = words(one="{x}", two="{x.__class__} {0} {} {{x}} {X}")
    assert said("a.one", x="{y}", y="no") == "{y}"
    assert said("a.two", x="v") == "{x.__class__} {0} {} {v} {X}"


def test_one_is_taken_for_n_1_and_for_count_1_only() -> None:
    said = words(count="{n} nodes", count_one="{n} node", keys="{count} keys", keys_one="1 key", plain="{n} 个")
    assert [said("a.count", n=n) for n in (0, 1, 2)] == ["0 nodes", "1 node", "2 nodes"]
    assert [said("a.keys", count=n) for n in (0, 1, "1", 11)] == ["0 keys", "1 key", "1 key", "11 keys"]
    assert said("a.plain", n=1) == "1 个"


PLURAL = re.compile(r"\{(?:n|count)\} (?:more )?(?:[a-z]+ed )?(?!ms)[a-z]+s\b")
"""A number and what is counted: "{n} keys"."""
MANY = {
    "all_systems": ("swipe",),
    "histories": ("window_most",),
    "note": ("merged", "merged_for_reader"),
    "resilience": ("lanes",),
    "stage": ("clients",),
    "verdict": (
        "linearizable_no_order", "linearizable_no_order_transfer", "linearizable_queue_too_often",
        "no_order", "no_view", "too_long",
    ),
}  # fmt: skip
"""Words that are never said of one alone: an order has several operations, a merge several versions."""


def test_where_a_number_can_be_one_the_words_have_a_singular() -> None:
    en = load("en")
    lacking = [
        f"{section}.{name}"
        for section, said in en.sections.items()
        for name, text in said.items()
        if PLURAL.search(text) and f"{name}_one" not in said and name not in MANY.get(section, ())
    ]
    assert lacking == []


def test_a_value_has_the_space_that_its_letters_ask_for() -> None:
    said = words(
        tight="应为{x}，读{key}时", loose="实际是 {x}，在 {key} 上", latin="{x}: n{key}", around="“{x}”、（{key}）"
    )
    assert said("a.tight", x="clock", key="y") == "应为 clock，读 y 时"
    assert said("a.tight", x="行尾", key="余额") == "应为行尾，读余额时"
    assert said("a.loose", x="clock", key=7) == "实际是 clock，在 7 上"
    assert said("a.loose", x="行尾", key="(1)") == "实际是行尾，在 (1) 上"
    assert said("a.latin", x="行尾", key=3) == "行尾: n3"
    assert said("a.around", x="a", key="b") == "“a”、（b）"
    assert words(one="{x} likes {y}")("a.one", x="小明", y="茶") == "小明 likes 茶"


def test_a_gap_shows_its_code_on_a_page_and_raises_in_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    said = words(hello="{node}!")
    monkeypatch.delenv(STRICT, raising=False)
    assert said("a.nothing") == "a.nothing"
    assert said("nowhere") == "nowhere"
    assert said("a.hello") == "{node}!"
    monkeypatch.setenv(STRICT, "1")
    for code in ("a.nothing", "nowhere", "a.hello"):
        with pytest.raises(KeyError):
            said(code)


def test_has_and_section() -> None:
    said = words(hello="{node}!")
    assert said.has("a.hello")
    assert not said.has("a.bye") and not said.has("a") and not said.has("b.hello")
    assert dict(said.section("a")) == {"hello": "{node}!"}
    assert dict(said.section("b")) == {}


def test_an_owner_has_words_of_its_own_or_everybodys() -> None:
    said = words(hello="hello!", chain_hello="hello, chain!")
    assert said.own("a", "chain", "hello") == "a.chain_hello"
    assert said.own("a", "raft", "hello") == "a.hello"
    assert said.own("a", "raft", "bye") == "a.raft_bye", "what is to be written, not what another may have"


@pytest.mark.parametrize(
    ("asked", "locale", "lang"),
    [
        ("zh", "en-US", "zh"),
        ("en", "zh-CN", "en"),
        (None, "zh-CN", "zh"),
        (None, "zh_Hant_TW", "zh"),
        (None, "ZH", "zh"),
        (None, "fr-FR", "en"),
        (None, "", "en"),
        (None, None, "en"),
        ("../zh", "en", "en"),
        ("fr", "zh-CN", "zh"),
    ],
)
def test_pick(asked: str | None, locale: str | None, lang: str) -> None:
    assert pick(asked, locale) == lang


def test_a_language_that_is_not_there_is_not_loaded() -> None:
    with pytest.raises(ValueError, match="no language"):
        load("../lessons/en")


# -- that every language says everything -------------------------------------------------------------------------


def test_english_is_first_and_chinese_is_there() -> None:
    assert languages()[0] == DEFAULT
    assert "zh" in languages()


def files(lang: str) -> list[str]:
    return sorted(str(path.relative_to(FOLDER / lang)) for path in Path(FOLDER / lang).rglob("*.*"))


@pytest.mark.parametrize("lang", OTHERS)
def test_the_same_files(lang: str) -> None:
    assert files(lang) == files(DEFAULT)


@pytest.mark.parametrize("lang", OTHERS)
def test_the_same_sections_in_the_same_files(lang: str) -> None:
    for name in files(DEFAULT):
        if name.endswith(".toml"):
            ours, theirs = (
                tomllib.loads((FOLDER / each / name).read_text(encoding="utf-8")) for each in (DEFAULT, lang)
            )
            assert list(ours) == list(theirs), name


@pytest.mark.parametrize("lang", OTHERS)
def test_the_same_names_in_the_same_files(lang: str) -> None:
    for name in files(DEFAULT):
        if name.endswith(".toml"):
            ours, theirs = named(DEFAULT, name), named(lang, name)
            assert list(ours) == list(theirs), name
            for section in ours:
                assert ours[section] == theirs[section], f"{name} [{section}]"


def named(lang: str, name: str) -> dict[str, list[str]]:
    """section -> the names in it, in the order of a file, without plural forms."""
    sections = tomllib.loads((FOLDER / lang / name).read_text(encoding="utf-8"))
    return {
        section: [one for one in said if not (one.endswith("_one") and one.removesuffix("_one") in said)]
        for section, said in sections.items()
    }


OF_SETTINGS = ("setting", "setting_help", "setting_line", "choice")
"""Sections that are looked up by a setting, for its protocol first."""
OF_STAGE = {"setting_line": {"nodes", "nodes_one"}}
"""What they say of no setting."""


def said_of_settings(protocol: str) -> dict[str, set[str]]:
    """section -> all names that can be looked up for a protocol, without its own."""
    settings = PROTOCOLS[protocol].settings
    codes = {
        f"{name}_{code}"
        for name, kind in settings.items()
        if isinstance(kind, Choice | Interval)
        for code in kind.codes
    }
    switched = {
        f"{name}_{on}" for name, kind in settings.items() if isinstance(kind, Switch) for on in ("true", "false")
    }
    names = set(settings)
    return {"setting": names, "setting_help": names, "setting_line": names | codes | switched, "choice": codes}


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_protocol_says_what_it_has_under_its_own_name(protocol: str, lang: str) -> None:
    path = FOLDER / lang / "protocols" / f"{protocol}.toml"
    sections = tomllib.loads(path.read_text(encoding="utf-8"))
    assert list(sections["system"]) == [protocol]
    wanted = {
        section: {f"{protocol}_{name}" for name in names} for section, names in said_of_settings(protocol).items()
    }
    found = [
        f"{section}.{name}" for section in wanted for name in sections.get(section, ()) if name not in wanted[section]
    ]
    found += [f"implies.{name}" for name in sections.get("implies", ()) if not name.startswith(f"{protocol}_")]
    assert found == [], "no setting of this protocol has such words"


@pytest.mark.parametrize("lang", languages())
def test_what_is_shared_is_said_of_settings_that_several_protocols_have(lang: str) -> None:
    sections = tomllib.loads((FOLDER / lang / "protocols" / "shared.toml").read_text(encoding="utf-8"))
    known = [said_of_settings(protocol) for protocol in PROTOCOLS]
    found = [
        f"{section}.{name}"
        for section in OF_SETTINGS
        for name in sections[section]
        if sum(name in one[section] for one in known) < 2 and name not in OF_STAGE.get(section, ())
    ]
    assert found == []


@pytest.mark.parametrize("lang", languages())
def test_nothing_is_said_of_settings_outside_of_protocols_and_gateways(lang: str) -> None:
    """Of gateways: as if one were a protocol, under `gateway_`."""
    found = [
        f"{path.name} {section}.{name}"
        for path in sorted((FOLDER / lang).glob("*.toml"))
        for section in (*OF_SETTINGS, "implies")
        for name in tomllib.loads(path.read_text(encoding="utf-8")).get(section, ())
        if not (path.stem == "availability" and name.split("_")[0] == "gateway")
    ]
    assert found == []


@pytest.mark.parametrize("lang", OTHERS)
def test_the_same_codes(lang: str) -> None:
    ours, theirs = every(DEFAULT), every(lang)
    assert sorted(code for code in ours if code not in theirs and not singular(code, ours)) == [], f"missing in {lang}"
    assert sorted(code for code in theirs if code not in ours and not singular(code, theirs)) == [], f"only in {lang}"


@pytest.mark.parametrize("lang", OTHERS)
def test_the_same_placeholders(lang: str) -> None:
    ours, theirs = every(DEFAULT), every(lang)
    for code in ours.keys() & theirs.keys():
        assert set(PLACEHOLDER.findall(ours[code])) == set(PLACEHOLDER.findall(theirs[code])), code


@pytest.mark.parametrize("lang", languages())
def test_nothing_is_empty_or_half_a_placeholder(lang: str) -> None:
    for code, said in every(lang).items():
        assert said.strip(), f"{lang}: {code} says nothing"
        rest = PLACEHOLDER.sub("", said)
        assert "{" not in rest and "}" not in rest, f"{lang}: {code} has a brace that is no placeholder"


@pytest.mark.parametrize("lang", OTHERS)
def test_words_are_translated(lang: str) -> None:
    ours, theirs = every(DEFAULT), every(lang)
    same = [code for code in ours if ours[code] == theirs.get(code) and LETTER.search(PLACEHOLDER.sub("", ours[code]))]
    assert sorted(set(same) - SAME) == [], f"still in English in {lang}"


HOUSE = {
    "en": re.compile(r"\b(the brief|audit|rows? B\d\d)\b", re.IGNORECASE),
    "zh": re.compile("讲义|勘误|审计|条目 B"),
}
"""Names that only those know who wrote all this."""


@pytest.mark.parametrize("lang", languages())
def test_what_a_learner_reads_speaks_of_the_chapter_and_not_of_the_house(lang: str) -> None:
    prose = {path.name: path.read_text(encoding="utf-8") for path in (FOLDER / lang).rglob("*.md")}
    assert [name for name, said in {**every(lang), **prose}.items() if HOUSE[lang].search(said)] == []
