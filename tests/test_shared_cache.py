"""What sessions share: computed once however many ask at once, bounded by size, nothing kept of what failed."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest

from pages.ui.session.shared_cache import SharedCache


def cache(most: int = 10) -> SharedCache[str]:
    return SharedCache(most, len)


def test_many_threads_that_ask_at_once_make_it_compute_once() -> None:
    found, begins, computed = list[str](), Barrier(8), list[int]()
    shared = cache()

    def compute() -> str:
        computed.append(1)
        return "value"

    def ask() -> None:
        begins.wait()
        found.append(shared.get("key", compute))

    threads = [Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["value"] * 8 and computed == [1]


def test_all_who_wait_are_told_of_a_failure_and_the_next_one_tries_again() -> None:
    shared, begins = cache(), Barrier(4)
    told = list[str]()

    def fail() -> str:
        raise ValueError("no")

    def ask() -> None:
        begins.wait()
        try:
            shared.get("key", fail)
        except ValueError as error:
            told.append(str(error))

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == ["no"] * 4 and shared.peek("key") is None
    assert shared.get("key", lambda: "yes") == "yes"


def test_what_was_not_used_for_longest_goes_when_all_are_too_large() -> None:
    shared = cache(10)
    for key in ("aaaa", "bbbb"):
        shared.get(key, lambda key=key: key)  # type: ignore[misc]
    shared.get("aaaa", lambda: pytest.fail("it is there"))
    shared.get("cccc", lambda: "cccc")
    assert [shared.peek(key) for key in ("aaaa", "bbbb", "cccc")] == ["aaaa", None, "cccc"]
    assert shared.total == 8


def test_one_that_is_larger_than_all_may_be_is_kept_until_another_comes() -> None:
    shared = cache(10)
    shared.get("a", lambda: "x" * 50)
    assert shared.peek("a") and shared.total == 50
    shared.put("b", "yy")
    assert shared.peek("a") is None and shared.peek("b") == "yy" and shared.total == 2


def test_what_is_known_already_is_put_there_once() -> None:
    shared = cache()
    shared.put("a", "first")
    shared.put("a", "other")
    assert shared.get("a", lambda: "third") == "first" and shared.total == 5
