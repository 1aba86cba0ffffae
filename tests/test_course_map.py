"""The map of the course: boxes beside each other, arrows beside boxes, and what is told about each lesson."""

from __future__ import annotations

from itertools import pairwise

import pytest

from lessons import course as courses
from lessons.words import languages, load
from pages.ui.course import map as coursemap
from pages.ui.course import page as course
from pages.ui.plot.layered_layout import BOX, TRACK, layered, reduced


def edges() -> list[tuple[str, str]]:
    known = courses.course()
    return [(one, id) for id in known.order for one in known.needs[id]]


def test_no_arrow_runs_through_a_box_and_no_box_stands_over_another() -> None:
    found = layered(edges(), courses.course().order)
    for name, (x, row) in found.boxes.items():
        assert BOX / 2 <= x <= 1 - BOX / 2
        others = [place for other, (place, at) in found.boxes.items() if at == row and other != name]
        tracks = [place for way in found.ways.values() for place, at in way[1:-1] if at == row]
        assert all(abs(place - x) > BOX for place in others)
        assert all(abs(place - x) > (BOX + TRACK) / 2 for place in tracks)


def test_every_arrow_leads_down_a_row_at_a_time_from_box_to_box() -> None:
    found = layered(edges(), courses.course().order)
    assert set(found.ways) == set(reduced(edges()))
    for (src, dst), way in found.ways.items():
        assert (way[0], way[-1]) == (found.boxes[src], found.boxes[dst])
        assert all(low - high == 1 for (_, high), (_, low) in pairwise(way))


def test_a_long_arrow_passes_beside_the_box_between() -> None:
    """a -> b -> c and a -> d, d -> e, e -> c: nothing is longer than its rows; b -> c goes past e."""
    found = layered([("a", "b"), ("b", "c"), ("a", "d"), ("d", "e"), ("e", "c"), ("a", "c")], ("a", "b", "c", "d", "e"))
    assert [found.boxes[name][1] for name in "abcde"] == [0, 1, 3, 1, 2]
    assert ("a", "c") not in found.ways  # what b builds on is said already
    (track,) = found.ways["b", "c"][1:-1]
    assert track[1] == 2 and abs(track[0] - found.boxes["e"][0]) >= (BOX + TRACK) / 2


@pytest.mark.parametrize("lang", languages())
def test_a_box_tells_its_lesson_its_state_and_its_way(lang: str) -> None:
    words, known = load(lang), courses.course()
    states = dict.fromkeys(known.order, "later") | {"L01": "done"}
    picture = coursemap.drawn(words, known.short["minutes_45"], states, course.MARKS)
    first, second = picture["boxes"][:2]
    assert (first["id"], first["mark"], first["on"]) == ("L01", "✓", True) and words("course.state_done") in first[
        "tip"
    ]
    assert second["title"] in second["tip"] and second["mark"] == "·"
    assert [box["id"] for box in picture["boxes"] if box["on"]] == ["L01", "L02", "L10", "L13"]
    assert sum(way["strong"] for way in picture["ways"]) == 2  # L01 to L02, L10 to L13
