"""Long work takes turns; short work does not wait."""

from __future__ import annotations

import gc
import threading

import pytest

from pages.ui.session import run_cache as runs
from pages.ui.session import turns
from pages.ui.session.turns import turn


def test_long_work_is_done_by_one_at_a_time_and_without_collecting_garbage() -> None:
    inside, most, collecting = 0, 0, []

    def work() -> None:
        nonlocal inside, most
        for _ in range(20):
            with turn():
                inside += 1
                most = max(most, inside)
                collecting.append(gc.isenabled())
                threading.Event().wait(0.001)  # whoever could come in now would
                inside -= 1

    crowd = [threading.Thread(target=work) for _ in range(4)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert (most, len(collecting), any(collecting)) == (1, 80, False)
    assert gc.isenabled()


def test_short_work_does_not_wait_for_long_work() -> None:
    done = threading.Event()

    def short() -> None:
        with turn(long=False):
            done.set()

    with turn():
        threading.Thread(target=short).start()
        assert done.wait(10)


def test_work_that_lasts_lets_others_have_their_turn_when_it_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LASTS", 0.0)
    done = threading.Event()

    def other() -> None:
        with turn():
            done.set()

    with turn() as rest:
        threading.Thread(target=other).start()
        for _ in range(1_000):
            rest()
            if done.wait(0.01):
                break
        assert done.is_set() and not gc.isenabled()
    assert gc.isenabled()


def test_a_turn_ends_with_its_work_even_if_that_fails() -> None:
    with pytest.raises(ZeroDivisionError), turn():
        print(1 / 0)
    with turn():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_large_picture_is_painted_in_a_turn_and_a_small_one_at_once() -> None:
    large, small = "system raft leader=n1 election=100..100; stop 20000", "system quorum; 10 write n1 x v17"
    assert len(runs.trace(large).events) >= runs.LONG > len(runs.trace(small).events)
    painted = {script: threading.Event() for script in (large, small)}

    def paint(script: str) -> None:
        runs.picture(script, "en")
        painted[script].set()

    threads = [threading.Thread(target=paint, args=(script,)) for script in painted]
    with turn():
        for thread in threads:
            thread.start()
        assert painted[small].wait(10)
        assert not painted[large].wait(0.5)
    assert painted[large].wait(60)
    for thread in threads:
        thread.join()
