"""The texts of the help page: Markdown files of each language, help/<topic>.md, cut into sections.

Rules of this file
* A text is `# Title`, a paragraph that says what it is about, and sections `## Title`. Nothing fenced is a heading.
* A section has the same anchor in every language: the one that GitHub gives to the default language's heading.
* A link to another topic is one to its file, `[...](checks.md#limits)`, so that it leads somewhere wherever it is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from lessons.words import DEFAULT, FOLDER

TOPICS: Final = ("start", "script", "checks", "histories", "lessons", "keys", "privacy")
LINK: Final = re.compile(r"\]\((\w+)\.md(#[\w-]+)?\)")
FENCE: Final = "```"


@dataclass(frozen=True, slots=True)
class Section:
    """title: empty for what stands before the first one."""

    title: str
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Topic:
    """about: the first paragraph."""

    title: str
    about: str
    sections: tuple[Section, ...]


@lru_cache(maxsize=32)
def topic(lang: str, name: str) -> Topic:
    """A text of the help page."""
    title, about, cut = _cut(lang, name)
    anchors = [_anchor(heading) for heading, _ in _cut(DEFAULT, name)[2]]
    sections = tuple(
        Section(heading, anchor, LINK.sub(rf"](help?topic=\1&lang={lang}\2)", text))
        for (heading, text), anchor in zip(cut, anchors, strict=True)
        if heading or text
    )
    return Topic(title, about, sections)


def _cut(lang: str, name: str) -> tuple[str, str, list[tuple[str, str]]]:
    """Title, first paragraph, and by their headings the sections; what follows that paragraph has none."""
    lines = (FOLDER / lang / "help" / f"{name}.md").read_text(encoding="utf-8").splitlines()
    parts: list[tuple[str, list[str]]] = [("", [])]
    fenced = False
    for line in lines[1:]:
        fenced ^= line.startswith(FENCE)
        if line.startswith("## ") and not fenced:
            parts.append((line.removeprefix("## "), []))
        else:
            parts[-1][1].append(line)
    texts = [(heading, "\n".join(text).strip()) for heading, text in parts]
    about, _, rest = texts[0][1].partition("\n\n")
    return lines[0].removeprefix("# "), about, [("", rest.strip()), *texts[1:]]


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
