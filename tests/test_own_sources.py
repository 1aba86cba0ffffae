"""Sources that a lesson gives itself: bounded, escaped, and their links lead to the web."""

from __future__ import annotations

import pytest

from lessons import sheet
from lessons.loader import Read, read_own
from lessons.mistakes import mistake
from lessons.own import packed
from lessons.words import languages, load
from tests.pages import opened
from tests.test_lesson_page import said
from tests.test_lessons import OWN

ABADI = {
    "author": '"Daniel *Abadi*"', "year": "2012", "title": '"Tradeoffs [<b>](x)"', "where": '"IEEE Computer"',
    "link": '"https://doi.org/10.1109/MC.2012.33"',
}  # fmt: skip
WHERE = '\n[[step]]\nid = "where"\nkind = "where"\nsources = ["abadi2012", "gilbert_lynch2002"]\n'


def cites(**changes: str | None) -> str:
    """The lesson with a source of its own; a field that is None is left out."""
    lines = [f"{name} = {value}" for name, value in (ABADI | changes).items() if value is not None]
    own = "\n".join([WHERE, "[source.abadi2012]", *lines, "", "--- en"])
    return OWN.replace("[scripts]", 'sources = ["abadi2012"]\n[scripts]', 1).replace("\n--- en", own, 1) + (
        "\n## where: Where it lives\nSomewhere.\n"
    )


def codes(read: Read) -> list[tuple[str, object]]:
    for lang in languages():
        assert all(mistake(load(lang), one) for one in read[1])
    return [(one.code, one.values.get("expected", one.values.get("name"))) for one in read[1]]


def test_they_are_shown_on_the_page_and_the_sheet_letter_by_letter() -> None:
    found, faults = read_own("mine.toml", cites())
    assert not faults and found is not None
    printed = sheet.html(found, load("en"))
    assert "Daniel *Abadi* (2012). <i>Tradeoffs [&lt;b&gt;](x)</i>" in printed
    told = said(opened("lesson", own=packed(cites()), lesson="own", step="where"))
    assert r"Daniel \*Abadi\* (2012)" in told and "](https://doi.org/10.1109/MC.2012.33)" in told
    assert r"\<b\>" in told and "Gilbert" in told
    told = said(opened("lesson", own=packed(cites(link=None)), lesson="own", step="where"))
    assert "*Tradeoffs " in told and "[*Tradeoffs" not in told


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"year": None}, ("missing_field", "year")),
        ({"colour": '"red"'}, ("unknown_field", "colour")),
        ({"year": "true"}, ("bad_type", "source_year")),
        ({"title": '""'}, ("bad_type", "source_text")),
        ({"where": f'"{"x" * 201}"'}, ("bad_type", "source_text")),
        ({"link": '"javascript:alert(1)"'}, ("bad_type", "source_link")),
        ({"link": '"https://x.org/) [a](b"'}, ("bad_type", "source_link")),
        ({"link": '"https://x.org/\\n"'}, ("bad_type", "source_link")),
        ({"link": f'"https://x.org/{"a" * 500}"'}, ("bad_type", "source_link")),
    ],
)
def test_what_is_wrong_with_one_is_told(changes: dict[str, str | None], fault: tuple[str, str]) -> None:
    assert fault in codes(read_own("mine.toml", cites(**changes)))


def test_what_nobody_gives_is_told() -> None:
    text = cites().replace("[source.abadi2012]", "[source.abadi]")
    assert codes(read_own("mine.toml", text)) == [("no_source", "abadi2012")] * 2
    assert ("bad_type", "source") in codes(read_own("mine.toml", cites().replace("[source.abadi2012]", "[source]")))
