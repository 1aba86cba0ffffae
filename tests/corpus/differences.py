"""How an address is compared with what it gave: whatever joins later is no difference.

Rules of this file
* A new check, a new field is not looked at; what a row names must be as it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def differences(kept: Any, found: Any, where: str = "") -> Iterator[str]:
    """All that was given and is not given now; each with its place."""
    if isinstance(kept, dict) and isinstance(found, dict):
        for name, value in kept.items():
            if name == "verdicts" and name in found:
                yield from _verdicts(value, found[name], f"{where} {name}")
            else:
                yield from differences(value, found.get(name, "nothing"), f"{where} {name}")
    elif kept != found:
        yield f"{where}: was {kept!r}, is {found!r}"


def _verdicts(kept: list[Any], found: list[Any], where: str) -> Iterator[str]:
    now = {(check, key): rest for check, key, *rest in found}
    for check, key, *rest in kept:
        if now.get((check, key)) != rest:
            yield f"{where} {check} of {key}: was {rest}, is {now.get((check, key))}"
