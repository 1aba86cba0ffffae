"""python -m lessons check [FILE] [--lang zh]: every fault of a lesson's file, or of the whole course, with its line.

python -m lessons sheet ID [--lang zh]: the teacher's sheet of a lesson, as a page to print.
Exit 0: nothing is wrong. Exit 1: something is. Exit 2: it was not understood.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from lessons import sheet
from lessons.course import course
from lessons.loader import lesson, read, read_path
from lessons.mistakes import mistake
from lessons.words import DEFAULT, languages, load


def main() -> int:
    """Carry out one command line; the exit code of the process."""
    parser = argparse.ArgumentParser(prog="python -m lessons")
    parser.add_argument("what", choices=("check", "sheet"))
    parser.add_argument("target", nargs="?")
    parser.add_argument("--lang", choices=languages(), default=DEFAULT)
    asked = parser.parse_args()
    return _check(asked.target, asked.lang) if asked.what == "check" else _sheet(asked.target, asked.lang)


def _check(target: str | None, lang: str) -> int:
    words, path = load(lang), Path(target) if target else None
    if path is not None and path.suffix:
        if not path.is_file():
            print(words("lesson_fault.no_file"), file=sys.stderr)
            return 2
        readings = {path.name: read_path(path)}
    else:
        ids = (target,) if target else (*course().written, *course().cards)
        readings = {id: read(id) for id in ids}
    for id, (found, mistakes) in readings.items():
        for one in mistakes:
            print(mistake(words, one), file=sys.stderr)
        if found:
            print(words("lesson_fault.none", lesson=id, n=len(found.steps)))
    return 0 if all(found for found, _ in readings.values()) else 1


def _sheet(target: str | None, lang: str) -> int:
    found = lesson(target or "")
    if found is None:
        print(load(lang)("lesson_fault.no_lesson", found=target or ""), file=sys.stderr)
        return 2
    print(sheet.html(found, load(lang)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
