"""python -m lessons check [FILE | ID] [--lang zh]: every fault of a lesson, or of the whole course, with its line.

python -m lessons sheet FILE | ID [--lang zh]: the teacher's sheet of a lesson, as a page to print.
python -m lessons names [--lang zh]: kinds of steps, questions, moments, verdicts, views, terms.
What should be looked at is told, too, and is no fault.
Exit 0: nothing is wrong. Exit 1: something is. Exit 2: it was not understood.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from lessons import sheet
from lessons.course import course
from lessons.loader import Read, read, read_path
from lessons.mistakes import mistake
from lessons.names import names
from lessons.warnings import sides, warnings
from lessons.words import DEFAULT, Words, languages, load


def main() -> int:
    """Carry out one command line; the exit code of the process."""
    words = load(next((lang for lang in languages() if lang in sys.argv), DEFAULT))
    said = words.section("lesson_command")
    parser = argparse.ArgumentParser(prog="python -m lessons", description=said["about"])
    parser.add_argument("what", choices=("check", "sheet", "names"), help=said["what"])
    parser.add_argument("target", nargs="?", help=said["target"])
    parser.add_argument("--lang", choices=languages(), default=DEFAULT, help=said["lang"])
    asked = parser.parse_args()
    words = load(asked.lang)
    if asked.what == "names":
        return _names(words)
    readings = _read(asked.target, words, asked.what == "check")
    if readings is None:
        return 2
    return _check(readings, words) if asked.what == "check" else _sheet(readings, words)


def _read(target: str | None, words: Words, all_of_them: bool) -> Mapping[str, Read] | None:
    """The lessons that are meant, by name: a file, one of the course, or all; None, and why, where there is none."""
    path, known = Path(target or ""), (*course().written, *course().cards)
    if path.suffix:
        if path.is_file():
            return {path.name: read_path(path)}
        print(words("lesson_fault.no_file"), file=sys.stderr)
        return None
    if target in known or (target is None and all_of_them):
        return {id: read(id) for id in ((target,) if target else known)}
    print(words("lesson_fault.no_lesson", found=target or ""), file=sys.stderr)
    return None


def _faults(readings: Mapping[str, Read], words: Words) -> None:
    for _, mistakes in readings.values():
        for one in mistakes:
            print(mistake(words, one), file=sys.stderr)


def _check(readings: Mapping[str, Read], words: Words) -> int:
    _faults(readings, words)
    lessons = {id: found for id, (found, _) in readings.items() if found}
    for id, found in lessons.items():
        print(words("lesson_fault.none", lesson=id, n=len(found.steps)))
        for one in warnings(found):
            print(words("lesson_fault.warning", said=mistake(words, one)))
    if (both := sides(tuple(lessons.values()))).uneven:
        said = words("lesson_fault.one_sided", old=both.old, all=both.asked)
        print(words("lesson_fault.warning", said=said))
    return 0 if all(found for found, _ in readings.values()) else 1


def _sheet(readings: Mapping[str, Read], words: Words) -> int:
    _faults(readings, words)
    for found, _ in readings.values():
        if found:
            print(sheet.html(found, words))
    return 0 if all(found for found, _ in readings.values()) else 1


def _names(words: Words) -> int:
    for name, each in names().items():
        print(f"{words(f'lesson_names.{name}')}\n  {' '.join(each)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
