"""One test for a rule that holds for many: it goes on past the first offender and names them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

Case = TypeVar("Case")


def each(cases: Iterable[Case], holds: Callable[[Case], object]) -> None:
    """Let `holds` judge every case; all offenders are told with what is wrong, the first with a traceback."""
    failed: list[tuple[Case, Exception]] = []
    count = 0
    for case in cases:
        count += 1
        try:
            holds(case)
        except Exception as error:  # noqa: BLE001  (whatever it is, the others are looked at, too)
            failed.append((case, error))
    assert count, "nothing to judge"
    if failed:
        told = "\n".join(f"{case}: {type(error).__name__}: {error}" for case, error in failed)
        raise AssertionError(f"{len(failed)} of {count}:\n{told}") from failed[0][1]
