"""The JavaScript modules of this folder, joined to one script: what Streamlit mounts is one text without imports.

Rules of this file
* Modules are real: a browser runs them as they are. Two forms of import and export are joined, the others refused:
  `import { a, b } from "./name.js";` (it may take several lines) and `export` before a function, class or const.
* No name is given anew, nothing is exported by default, nothing goes round in a circle.
* Each module is a function of its own, so that its private names meet nobody else's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

JS = Path(__file__).parent

NAME = r"[A-Za-z_$][\w$]*"
IMPORT = re.compile(rf'^import \{{\s*({NAME}(?:,\s*{NAME})*),?\s*\}} from "\./(\w+)\.js";$', re.MULTILINE)
EXPORT = re.compile(rf"^export (?=(?:async )?(?:function\*?|class|const) ({NAME})\b)", re.MULTILINE)
LEFT = re.compile(r"^(?:import|export)\b.*|\bimport(?:\(|\.meta\b)", re.MULTILINE)


class JoinError(ValueError):
    """A module that cannot be joined, with its name and the reason."""


def sources(folder: Path) -> dict[str, str]:
    """The text of every module of a folder, by name."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.js"))}


def component(entry: str, function: str) -> str:
    """The script of a component whose mount function is an export of a module of js/. Raises JoinError."""
    return f"export default {joined(sources(JS), entry)}.{function};\n"


def joined(modules: Mapping[str, str], entry: str) -> str:
    """One expression that runs the entry and all that it needs, each once; its value is what the entry exports.
    Raises JoinError.
    """
    done: dict[str, tuple[str, ...]] = {}
    parts: list[str] = []

    def add(name: str, above: tuple[str, ...]) -> None:
        if name in above:
            raise JoinError(f"circle: {' -> '.join((*above, name))}")
        if name not in modules:
            raise JoinError(f"{above[-1] if above else 'entry'}: there is no module {name}")
        if name in done:
            return
        wanted = [(found[2], re.split(r",\s*", found[1])) for found in IMPORT.finditer(modules[name])]
        for other, _ in wanted:
            add(other, (*above, name))
        parts.append(_wrapped(name, modules[name], wanted, done))

    add(entry, ())
    return "(() => {\nconst $modules = {};\n" + "\n".join(parts) + f"\nreturn $modules.{entry};\n}})()"


def _wrapped(name: str, text: str, wanted: list[tuple[str, list[str]]], done: dict[str, tuple[str, ...]]) -> str:
    """A module as a function that gives its exports."""
    for other, names in wanted:
        if missing := [each for each in names if each not in done[other]]:
            raise JoinError(f"{name}: {other} does not export {', '.join(missing)}")
    exports = tuple(found[1] for found in EXPORT.finditer(text))
    taken = [each for _, names in wanted for each in names] + list(exports)
    if twice := sorted({each for each in taken if taken.count(each) > 1}):
        raise JoinError(f"{name}: more than once: {', '.join(twice)}")
    body = EXPORT.sub("", IMPORT.sub("", text)).strip()
    if left := LEFT.search(body):
        raise JoinError(f"{name}: not in the part of the language that is joined: {left[0]}")
    done[name] = exports
    heads = [f"const {{ {', '.join(names)} }} = $modules.{other};" for other, names in wanted]
    return "\n".join([f"$modules.{name} = (() => {{", *heads, body, f"return {{ {', '.join(exports)} }};", "})();"])
