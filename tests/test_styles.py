"""No selector that makes the browser style a whole page anew: held for all style sheets and for what pages write.

Rules of this file
* `[class*=...]` matches anew whenever any class of an element changes, as Streamlit's do at each click. With `*`, or
  nothing but pseudo-classes, below it, all that is inside is then styled anew, the stage too. A type is enough.
* `:has` in a sheet of the stage is looked at for each of the hundreds of elements that a click puts there; JavaScript
  sets a class.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pages.ui.stage.component import STYLES

PAGES = Path(__file__).parent.parent / "pages"
SHEETS = {path.name: path.read_text(encoding="utf-8") for path in sorted(PAGES.rglob("*.css"))}
WRITTEN = {
    str(path.relative_to(PAGES)): "".join(
        re.findall(r"<style>(.*?)</style>", path.read_text(encoding="utf-8"), re.DOTALL)
    )
    for path in sorted(PAGES.rglob("*.py"))
}
ALL = {name: text for name, text in (SHEETS | WRITTEN).items() if text}

CLASSES = re.compile(r"\[class[*^$~|]?=")
PSEUDO = re.compile(r"::?(?!is\b|where\b)[\w-]+(\([^()]*\))?")


def selectors(text: str) -> list[str]:
    """Each selector of a sheet, without what stands in parentheses after a comma of its own."""
    plain = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    heads = (head.strip() for head in re.findall(r"([^{};]+)\{", plain))
    lists = (re.split(r",(?![^()]*\))", head) for head in heads if not head.startswith("@"))
    return [" ".join(one.split()) for some in lists for one in some]


def restyles(selector: str) -> bool:
    """Whether anything may match below a part of a class's name."""
    parts = re.split(r"\s*[>+~\s]\s*(?![^([]*[)\]])", selector)
    first = next((k for k, part in enumerate(parts) if CLASSES.search(part)), None)
    return first is not None and any(PSEUDO.sub("", part).strip("*") == "" for part in parts[first + 1 :])


@pytest.mark.parametrize("name", ALL)
def test_no_selector_makes_the_browser_style_all_of_a_page_anew(name: str) -> None:
    assert [one for one in selectors(ALL[name]) if restyles(one)] == []


@pytest.mark.parametrize("name", STYLES)
def test_the_stage_asks_for_nothing_by_has(name: str) -> None:
    assert [one for one in selectors(SHEETS[name]) if ":has(" in one] == []


def test_such_selectors_are_found_and_others_are_not() -> None:
    sheet = """
    [class*="a b"] button *, .kept { color: red } /* [class*="x"] * {} */
    @media (min-width: 9px) { [class^="a"] > *, [class*="a"] > :last-child { margin: 0 } }
    [class*="a"] > div:last-child, [class*="a"] :is(p, span), [class*="a"] [data-x="1"], .b > * { margin: 0 }
    """
    assert [one for one in selectors(sheet) if restyles(one)] == [
        '[class*="a b"] button *', '[class^="a"] > *', '[class*="a"] > :last-child',
    ]  # fmt: skip
    assert len(selectors(sheet)) == 8
    assert {"stage.css", "frame.css", "ui/playground/alone.py", "lesson_projector.css"} <= set(ALL)
