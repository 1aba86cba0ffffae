"""`make mutants SEED=1 N=8 GROUP=checks`: try a sample of mutants and print who lived, as a table for docs/mutants.md.

Rules of this file
* Nothing in the work tree is changed but `.mutants/`: the copy, which tests run which line, the output of the last run.
* GROUP is the beginning of the names of groups ("protocols" is nine of them); without it all are tried.
"""

from __future__ import annotations

import argparse
import compileall
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

from tests.mutants.kinds import Mutant
from tests.mutants.running import Running
from tests.mutants.sample import GROUPS, drawn
from tests.mutants.trial import Outcome, forked, tried, warm

ROOT = Path(__file__).parent.parent.parent
EQUIVALENT = Path(__file__).parent / "equivalent.toml"
AIM, LEAST = 92, 80
"""Per cent of all mutants that tests should notice, and of any group's."""
STATES = ("killed", "timed out", "survived", "not run", "equivalent")


def equivalents() -> dict[tuple[str, tuple[str, ...], tuple[str, ...]], str]:
    """Why nobody can see a change, by its file, the lines that go and the lines that come, stripped."""
    entries = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8")).get("same", [])
    return {(one["file"], tuple(one["code"]), tuple(one["becomes"])): one["why"] for one in entries}


def copied(root: Path, place: Path) -> Path:
    """A fresh copy of what is under version control, or may come under it, and the outside data beside it."""
    copy = place / "tree"
    shutil.rmtree(copy, ignore_errors=True)
    command = ["git", "-C", str(root), "ls-files", "-co", "--exclude-standard", "-z"]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    for name in sorted(set(listed.split("\0")) - {""}):
        if (root / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, copy / name)
    outside = place / "shared"
    if not outside.exists() and (root.parent / "shared").is_dir():
        outside.symlink_to(root.parent / "shared")
    compileall.compile_dir(copy, quiet=2)
    return copy


def measured(copy: Path, place: Path) -> Running:
    """Which tests run which line; what is not known of it is measured."""
    running = Running(copy, place)
    stale = running.stale()
    if stale:
        print(f"running {len(stale)} test files under coverage", flush=True)

        def work() -> int:
            failed = running.measure(stale)
            print("\n".join(["failed without any mutant, left out:", *failed]) if failed else "all passed")
            return 0

        if forked(copy, 3600, work, place / "measured.txt"):
            sys.exit(f"the tests could not be run: see {place / 'measured.txt'}")
        print((place / "measured.txt").read_text().strip().splitlines()[-1], flush=True)
    running.load()
    return running


def judged(copy: Path, mutant: Mutant, running: Running, known: Iterable[object]) -> Outcome:
    """What becomes of one mutant."""
    source = (copy / mutant.file).read_text(encoding="utf-8")
    if (mutant.file, *mutant.diff(source)) in known:
        return Outcome(mutant, "equivalent")
    last = mutant.line + source.encode()[mutant.start : mutant.end].count(b"\n")
    return tried(copy, mutant, running.tests(mutant.file, mutant.line, last), running.seconds)


def row(name: str, outcomes: list[Outcome]) -> str:
    """A group's row of the table."""
    counts = [sum(one.status == state for one in outcomes) for state in STATES]
    counted = len(outcomes) - counts[-1]
    score = round(100 * sum(counts[:2]) / counted) if counted else 100
    return " | ".join([f"| {name}", f"{len(outcomes)}", *map(str, counts), f"{score} % |"])


def told(outcome: Outcome, copy: Path) -> str:
    """One line about a mutant; its diff, if it lived."""
    mutant = outcome.mutant
    head = f"{outcome.status:>10} {mutant.file}:{mutant.line} ({mutant.kind}) {outcome.by or f'{outcome.tried} tests'}"
    if outcome.status not in ("survived", "not run"):
        return head
    gone, come = mutant.diff((copy / mutant.file).read_text(encoding="utf-8"))
    return "\n".join([head, *(f"           - {line}" for line in gone), *(f"           + {line}" for line in come)])


def main() -> None:
    """Read the options, try the sample, print it."""
    options = argparse.ArgumentParser(prog="make mutants")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--most", type=int, default=8, help="mutants a group")
    options.add_argument("--group", default="", help="how a group's name begins")
    asked = options.parse_args()
    place = ROOT / ".mutants"
    place.mkdir(exist_ok=True)
    os.nice(5)
    copy = copied(ROOT, place)
    warm()
    running, known = measured(copy, place), equivalents()
    rows, everyone = list[str](), list[Outcome]()
    for group in [name for name in GROUPS if name.startswith(asked.group)]:
        outcomes = list[Outcome]()
        print(f"\n{group}", flush=True)
        for mutant in drawn(copy, group, asked.seed, asked.most):
            outcomes.append(judged(copy, mutant, running, known))
            print(told(outcomes[-1], copy), flush=True)
        everyone += outcomes
        rows.append(row(group, outcomes))
    print("\n| group | mutants | " + " | ".join(STATES) + " | score |")
    print("| --- " * (len(STATES) + 3) + "|")
    print("\n".join([*rows, row("all", everyone)]))
    print(f"\nseed {asked.seed}, at most {asked.most} a group; aim: {AIM} % of all, {LEAST} % of each group")


if __name__ == "__main__":
    main()
