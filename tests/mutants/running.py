"""Which tests run which line, and how long each test takes: one run of the whole suite in the copy, under coverage.

Rules of this file
* Kept in `.mutants/` of the work tree. When code changed, all is run anew; when tests changed, their files alone.
* Tests in a browser are left out, and so are those of the tree itself (layers, sizes): no mutant is theirs.
* Before each test all caches of the project are emptied: what a test rests on, it then runs itself.
* A line outside of functions (a table, a default), or that an import alone runs, belongs to all tests that run its
  file, and then to those beside them, which may do no more than read it.
"""

from __future__ import annotations

import ast
import hashlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from coverage import Coverage, CoverageData
from hypothesis import Phase, settings

CODE = ("engine", "lessons", "pages")
OUT = ("tests/test_layers.py", "tests/test_mutants.py")
QUIET = ("-q", "--no-header", "--no-summary", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:benchmark")


class Plugin:
    """What is laid over pytest in the copy: no chance and no shrinking in property tests, and each test's own lines."""

    def __init__(self, coverage: Coverage | None = None) -> None:
        self.coverage = coverage
        self.seconds: dict[str, float] = {}
        self.failed: list[str] = []

    def pytest_sessionstart(self) -> None:
        settings.register_profile(
            "mutants", deadline=None, derandomize=True, database=None, phases=(Phase.explicit, Phase.generate)
        )
        settings.load_profile("mutants")

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        if self.coverage:
            self.coverage.switch_context(nodeid)
            forget()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call":
            self.seconds[report.nodeid] = report.duration
        if report.failed:
            self.failed.append(report.nodeid)


class Running:
    """The kept map of a copy of the tree."""

    def __init__(self, copy: Path, kept: Path) -> None:
        self.copy, self.kept = copy, kept
        self.lines, self.index = kept / "lines.coverage", kept / "tests.json"
        self.seconds: dict[str, float] = {}

    def stale(self) -> list[str]:
        """The test files that have to be run before `tests` can be asked."""
        code, tests = self._now()
        known = _known(self.index)
        if known["code"] != code:
            known = _known(None)
            self.lines.unlink(missing_ok=True)
        stale = [file for file, digest in tests.items() if known["tests"].get(file) != digest]
        kept = {file for file in tests if file not in stale}
        self.seconds = {test: took for test, took in known["seconds"].items() if test.partition("::")[0] in kept}
        return stale

    def measure(self, stale: Iterable[str]) -> list[str]:
        """Run these test files under coverage, in this process, whose directory is the copy; give what failed."""
        coverage = Coverage(
            data_file=str(self.lines), source=[str(self.copy / name) for name in CODE], config_file=False
        )
        coverage.load()
        coverage.start()
        plugin = Plugin(coverage)
        pytest.main([*QUIET, "-m", "not browser", *stale], plugins=[plugin])
        coverage.stop()
        coverage.save()
        code, tests = self._now()
        passed = {test: took for test, took in plugin.seconds.items() if test not in plugin.failed}
        seconds = {**self.seconds, **passed}
        self.index.write_text(json.dumps({"code": code, "tests": tests, "seconds": seconds}))
        return plugin.failed

    def load(self) -> None:
        """Read what was measured."""
        self.seconds = json.loads(self.index.read_text())["seconds"]
        self.data = CoverageData(str(self.lines))
        self.data.read()

    def tests(self, file: str, first: int, last: int) -> list[str]:
        """The tests that run one of these lines of a file, fastest first."""
        found: dict[int, list[str]] = self.data.contexts_by_lineno(str(self.copy / file))
        lines = range(first, last + 1)
        asked = {test for line in lines for test in found.get(line, ()) if test}
        by_call = within_functions((self.copy / file).read_text(encoding="utf-8")).intersection(lines)
        if (asked and by_call) or not any(line in found for line in lines):
            return self._fastest(asked)
        running = {test for tests in found.values() for test in tests if test}
        places = {test.partition("::")[0] for test in running}
        beside = {test for test in self.seconds if not places or test.partition("::")[0] in places}
        return [*self._fastest(asked), *self._fastest(running - asked), *self._fastest(beside - running - asked)]

    def _fastest(self, tests: Iterable[str]) -> list[str]:
        return sorted((test for test in tests if test in self.seconds), key=lambda test: (self.seconds[test], test))

    def _now(self) -> tuple[str, dict[str, str]]:
        """A digest of the code (with what tests share), and one of each test file."""
        ours = sorted((self.copy / "tests").glob("test_*.py"))
        helpers = [path for path in (self.copy / "tests").glob("*.py") if path not in ours]
        code = [path for name in CODE for path in (self.copy / name).rglob("*") if path.is_file()]
        names = {path.relative_to(self.copy).as_posix(): path for path in ours}
        return _digest([*code, *helpers]), {name: _digest([path]) for name, path in names.items() if name not in OUT}


def within_functions(source: str) -> set[int]:
    """The lines of a file that an import does not run: the bodies of its functions."""
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    bodies = ((node.body[0].lineno, node.body[-1].end_lineno or 0) for node in functions)
    return {line for first, last in bodies for line in range(first, last + 1)}


def forget() -> None:
    """Empty the caches of all functions of the project that are loaded."""
    for name, module in [*sys.modules.items()]:
        if name.partition(".")[0] in CODE:
            for found in [*vars(module).values()]:
                if callable(clear := getattr(found, "cache_clear", None)):
                    clear()


def _known(index: Path | None) -> dict[str, Any]:
    if index is None or not index.exists():
        return {"code": "", "tests": {}, "seconds": {}}
    known: dict[str, Any] = json.loads(index.read_text())
    return known


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        if path.suffix != ".pyc":
            digest.update(f"{path}".encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
