"""One mutant tried: the tests that run its line, in a forked process, fastest first, until one fails.

Rules of this file
* The child begins where this process stands, with the libraries loaded; the project's own modules it loads itself.
* Limits are CPU time, so that a busy machine kills nobody; a mutant that never ends counts as noticed.
"""

from __future__ import annotations

import importlib
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.mutants.kinds import Mutant
from tests.mutants.running import CODE, QUIET, Plugin

HEAVY = ("hypothesis", "networkx", "plotly.graph_objects", "pandas", "streamlit", "streamlit.testing.v1", "jsonschema")
FIRST, SECONDS, MEMORY = 60, 100.0, 6 << 30
"""Tests of the first round; CPU seconds of tests for one mutant (the slowest are left out); bytes of a child."""


@dataclass(frozen=True)
class Outcome:
    """What became of a mutant: killed, timed out, survived, not run (no test runs its line) or equivalent."""

    mutant: Mutant
    status: str
    by: str = ""
    tried: int = 0


def warm() -> None:
    """Load what is not the project's, once for all children."""
    for name in HEAVY:
        importlib.import_module(name)


def forked(copy: Path, limit: float, work: Callable[[], int], told: Path) -> int:
    """The exit status of `work`, done by a child in the copy with so many CPU seconds; its output goes to `told`."""
    child = os.fork()
    if not child:
        status = 99
        try:
            os.setsid()
            output = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(output, 1)
            os.dup2(output, 2)
            resource.setrlimit(resource.RLIMIT_CPU, (int(limit), int(limit) + 5))
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            here = str(Path.cwd())
            os.chdir(copy)
            sys.path[:] = [str(copy), *(place for place in sys.path if place not in ("", here))]
            for name in [name for name in sys.modules if name.partition(".")[0] in ("tests", *CODE)]:
                del sys.modules[name]
            status = work()
        finally:
            sys.stdout.flush()
            os._exit(status)
    return _waited(child, 20 * limit)


def _waited(child: int, seconds: float) -> int:
    """The exit status of a child; minus the signal that ended it."""
    until = time.monotonic() + seconds
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > until:
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return -signal.SIGKILL
        time.sleep(0.02)


def tried(copy: Path, mutant: Mutant, tests: list[str], seconds: dict[str, float]) -> Outcome:
    """Put a mutant into the copy, run the tests, take it out again."""
    if not tests:
        return Outcome(mutant, "not run")
    path = copy / mutant.file
    source, stat = path.read_text(encoding="utf-8"), path.stat()
    path.write_text(mutant.applied(source), encoding="utf-8")
    done = 0
    try:
        for batch in _batches(tests, seconds):
            status, by = _run(copy, batch, sum(seconds[test] for test in batch))
            done += len(batch)
            if status:
                return Outcome(mutant, "timed out" if status < 0 else "killed", by, done)
        return Outcome(mutant, "survived", "", done)
    finally:
        path.write_text(source, encoding="utf-8")
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def _batches(tests: list[str], seconds: dict[str, float]) -> Iterable[list[str]]:
    total, chosen = 0.0, list[str]()
    for test in tests:
        total += seconds[test]
        if total > SECONDS and chosen:
            break
        chosen.append(test)
    yield chosen[:FIRST]
    if chosen[FIRST:]:
        yield chosen[FIRST:]


def _run(copy: Path, batch: list[str], expected: float) -> tuple[int, str]:
    """Exit status (0: all passed; negative: out of time) and the test that failed first."""
    failed = copy.parent / "failed.txt"
    failed.write_text("")

    def work() -> int:
        sys.dont_write_bytecode = True
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
        plugin = Plugin()
        status = int(pytest.main([*QUIET, "-x", *batch], plugins=[plugin]))
        failed.write_text("\n".join(plugin.failed[:1]) or f"not collected ({status})")
        return status

    status = forked(copy, 30 + 5 * expected, work, copy.parent / "output.txt")
    return status, failed.read_text() if status > 0 else ""
