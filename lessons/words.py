"""Every word of the interface, by language and code.

Rules of this file
* A language is a folder of lessons/ with an app.toml; all *.toml files in it and in its folders are one set of
  sections, each code said once. Files are named by page or subject; protocols/ has one for each protocol, and one for
  what several share.
* A code is "section.name". Its words hold placeholders by name, {node}, and nothing cleverer: braces around anything
  else stay as they are, a value is put in as text, and no value can bring in a placeholder of its own.
* Between a Chinese character and a Latin letter or digit of a value there is one space, and between a Chinese character
  or a quotation mark and one of a value none, however the words have it: what a value begins with, they cannot know.
* Words may have a sibling "name_one", which is taken when n=1 or count=1 is among the values; a language without plural
  has none.
* A code without words shows itself on a page, where a gap must not take the picture away; where CAPLAB_STRICT is set,
  as in the tests, it raises KeyError.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

DEFAULT = "en"
FOLDER = Path(__file__).parent
PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
KEYWORD = re.compile(r":[a-z]")
"""A Latin word that begins with a sign: :type."""
STRICT = "CAPLAB_STRICT"

Sections = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Words:
    """One language: words("section.name", node="n1") is the sentence with its values in place."""

    lang: str
    sections: Sections

    def __call__(self, code: str, /, **values: object) -> str:
        """The words of a code, with {name} replaced by the value of that name."""
        one = "1" in (str(values.get("n")), str(values.get("count")))
        template = self._template(f"{code}_one") if one else None
        if template is None:
            template = self._template(code)
        if template is None:
            return _missing(code, code)
        if template.isascii():
            return PLACEHOLDER.sub(lambda found: _filled(code, found, values), template)
        return _filled_in(code, template, values)

    def has(self, code: str) -> bool:
        """Whether this code has words."""
        return self._template(code) is not None

    def own(self, section: str, owner: str, name: str) -> str:
        """The code of a name's words in a section: its owner's (a protocol's, say), else everybody's; where there is
        neither, its owner's is what lacks."""
        own, shared = f"{section}.{owner}_{name}", f"{section}.{name}"
        return shared if self.has(shared) and not self.has(own) else own

    def section(self, name: str) -> Mapping[str, str]:
        """All words of a section by name, placeholders and all; empty where there is no such section."""
        return self.sections.get(name, {})

    def _template(self, code: str) -> str | None:
        section, _, name = code.partition(".")
        return self.sections.get(section, {}).get(name)


def languages() -> tuple[str, ...]:
    """The languages there are, the default one first."""
    found = (path.parent.name for path in FOLDER.glob("*/app.toml"))
    return tuple(sorted(found, key=lambda lang: (lang != DEFAULT, lang)))


@lru_cache(maxsize=32)
def load(lang: str) -> Words:
    """All words of a language. Raises ValueError where a name is said twice or is not text."""
    if lang not in languages():
        raise ValueError(f"no language {lang!r}")
    sections: dict[str, dict[str, str]] = {}
    for path in sorted((FOLDER / lang).rglob("*.toml")):
        for section, entries in tomllib.loads(path.read_text(encoding="utf-8")).items():
            _merge(sections.setdefault(section, {}), entries, f"{lang}/{path.name} [{section}]")
    return Words(lang, MappingProxyType({name: MappingProxyType(words) for name, words in sections.items()}))


def pick(asked: str | None, locale: str | None) -> str:
    """The language to speak: the one asked for if it is there, else the browser's, else the default."""
    known = languages()
    if asked in known:
        return asked
    spoken = (locale or "").replace("_", "-").partition("-")[0].lower()
    return spoken if spoken in known else DEFAULT


def _merge(into: dict[str, str], entries: object, place: str) -> None:
    if not isinstance(entries, dict):
        raise ValueError(f"{place}: not a section")
    for name, words in entries.items():
        if name in into:
            raise ValueError(f"{place}: {name} is said twice")
        if not isinstance(words, str):
            raise ValueError(f"{place}: {name} is not text")
        into[name] = words


def _filled_in(code: str, template: str, values: Mapping[str, object]) -> str:
    said, end = "", 0
    for found in PLACEHOLDER.finditer(template):
        said = beside(beside(said, template[end : found.start()]), _filled(code, found, values))
        end = found.end()
    return beside(said, template[end:])


def beside(left: str, right: str) -> str:
    """Two pieces of a sentence, one of them a value, with the space between them that their characters ask for."""
    one, other = left.rstrip(" "), right.lstrip(" ")
    if not one or not other:
        return left + right
    if (_han(one[-1]) and (_latin(other[0]) or KEYWORD.match(other))) or (_latin(one[-1]) and _han(other[0])):
        return f"{one} {other}"
    ends, begins = _han(one[-1]) or one[-1] == "”", _han(other[0]) or other[0] == "“"
    return one + other if ends and begins and one[-1] + other[0] != "”“" else left + right


def _han(sign: str) -> bool:
    return "\u4e00" <= sign <= "\u9fff"


def _latin(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()


def _filled(code: str, found: re.Match[str], values: Mapping[str, object]) -> str:
    name = found[1]
    return str(values[name]) if name in values else _missing(f"{code} {found[0]}", found[0])


def _missing(what: str, shown: str) -> str:
    if STRICT in os.environ:
        raise KeyError(what)
    return shown
