"""The pure parts of the stage's JavaScript, in a browser, by values worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.modules import bare, value


@pytest.fixture(scope="module")
def modules(browser: Browser) -> Iterator[Page]:
    """One bare page for all of them: nothing here changes it."""
    with bare(browser) as page:
        yield page


def check(page: Page, names: str, expected: dict[str, Any], **known: Any) -> None:
    """Each expression against its value."""
    found = {expression: value(page, names, expression, **known) for expression in expected}
    assert found == {expression: pytest.approx(one) if number(one) else one for expression, one in expected.items()}


def number(one: Any) -> bool:
    return isinstance(one, float) or (isinstance(one, dict) and all(isinstance(each, float) for each in one.values()))


def test_numbers_are_bounded_rounded_and_found(modules: Page) -> None:
    check(modules, "numbers", {
        "[clamp(5, 0, 3), clamp(-1, 0, 3), clamp(2, 0, 3)]": [3, 0, 2],
        "round(1.26)": 1.3,
        "[0.2, 1, 1.1, 2.1, 5, 9.2, 10, 11, 230].map(roundUp)": [1, 1, 2, 5, 5, 10, 10, 20, 500],
        "[upto([1, 3, 3, 7], 3), upto([1, 3], 0), upto([], 9)]": [2, -1, -1],
        "latest([{ t: 1 }, { t: 4 }], 3, (one) => one.t)": {"t": 1},
        "[latest([5, 9], 0), latest([], 0)]": [5, None],
    })  # fmt: skip


def test_a_card_lies_beside_its_thing_and_where_it_covers_least(modules: Page) -> None:
    """A room of 200 high, a card of 100 by 100, a thing at the left: right of it, and farther where that is taken,
    but not far from it."""
    place = (
        "(({ left, top }) => [left, top])(freest({ width: 400, height: 200 }, { width: 100, height: 100 }, thing, %s))"
    )
    far = place.replace("400", "800").replace("[left, top]", "left < 100")
    check(modules, "free_place", {
        place % "[]": [84, 50],
        place % "[{ x: 134, y: 100, half: 50, tall: 100 }]": [198, 50],
        far % "[{ x: 234, y: 100, half: 150, tall: 30 }]": True,
    }, thing={"x": 50, "y": 100, "r": 20})  # fmt: skip


def test_hulls_leave_out_what_is_inside_and_go_clockwise(modules: Page) -> None:
    square = [(0, 0), (4, 0), (4, 4), (0, 4)]
    points = [{"x": x, "y": y} for x, y in ((2, 2), (4, 4), (0, 0), (4, 0), (0, 4))]
    found = value(modules, "geometry", "hull(points)", points=points)
    assert [(point["x"], point["y"]) for point in found] == square
    check(modules, "geometry", {
        "roundedOutline([{ x: 0, y: 0 }], 5)": "M-5 0a5 5 0 1 1 10 0a5 5 0 1 1 -10 0Z",
        "inside({ x: 1, y: 3 }, corners)": True,
        "inside({ x: 5, y: 3 }, corners)": False,
    }, corners=found)  # fmt: skip


def test_the_gap_between_two_hulls_is_the_shortest_way(modules: Page) -> None:
    one, other = ([{"x": x, "y": y} for x, y in ((at, 0), (at + 4, 0), (at + 4, 4), (at, 4))] for at in (0, 2))
    check(modules, "geometry", {
        "gap([{ x: 0, y: 0 }], [{ x: 10, y: 0 }])": {"size": 10, "a": {"x": 0, "y": 0}, "b": {"x": 10, "y": 0}},
        "gap(one, [{ x: 9, y: 2 }]).size": 5,
        "gap(one, other.map(({ x, y }) => ({ x, y: y + 2 })))": None,
        "gap(one, [{ x: 1, y: 1 }, { x: 2, y: 1 }, { x: 2, y: 2 }])": None,
    }, one=one, other=other)  # fmt: skip


def test_a_seam_stands_halfway_and_square_from_edge_to_edge(modules: Page) -> None:
    check(modules, "geometry", {
        "seam({ a: { x: 100, y: 50 }, b: { x: 200, y: 50 } }, 300, 100)": [{"x": 150, "y": 0}, {"x": 150, "y": 100}],
        "seam({ a: { x: 50, y: 20 }, b: { x: 50, y: 60 } }, 300, 100)": [{"x": 0, "y": 40}, {"x": 300, "y": 40}],
    })  # fmt: skip


def test_a_link_meets_the_seam_where_they_cross_and_not_too_near_a_node(modules: Page) -> None:
    line = [{"x": 150, "y": 0}, {"x": 150, "y": 100}]
    check(modules, "geometry", {
        "meets(line, { x: 120, y: 50 }, { x: 220, y: 50 })": 0.3,
        "meets(line, { x: 145, y: 50 }, { x: 245, y: 50 })": 0.2,
        "meets(line, { x: 160, y: 50 }, { x: 260, y: 50 })": 0.5,
        "meets(null, { x: 120, y: 50 }, { x: 220, y: 50 })": 0.5,
        "crosses([{ x: 0, y: 0 }, { x: 4, y: 4 }], [{ x: 0, y: 4 }, { x: 4, y: 0 }])": True,
        "crosses([{ x: 0, y: 0 }, { x: 4, y: 4 }], [{ x: 4, y: 4 }, { x: 8, y: 0 }])": False,
        "along({ x: 0, y: 0 }, { x: 10, y: 20 }, 0.25)": {"x": 2.5, "y": 5.0},
        "distance({ x: 1, y: 1 }, { x: 4, y: 5 })": 5.0,
    }, line=line)  # fmt: skip


LINKS = [{"id": f"{a}-{b}", "a": a, "b": b} for a, b in ("12", "13", "14", "23", "24", "34")]


def test_a_cut_has_sides_once_there_is_something_on_both(modules: Page) -> None:
    nothing = "new Set()"
    check(modules, "cut_tool geometry", {
        f"sidesOf(['1', '2', '3', '4'], links, new Set(['4', '1']), {nothing})": [["1", "4"], ["2", "3"]],
        f"sidesOf(['1', '2'], links, new Set(['1', '2']), {nothing})": [],
        f"sidesOf(['1', '2'], links, {nothing}, {nothing})": [],
        f"sidesOf(['1', '2', '3', '4'], links, {nothing}, new Set(['1-2', '1-3']))": [],
        f"sidesOf(['1', '2', '3', '4'], links, {nothing}, new Set(['1-2', '1-3', '1-4']))": [["1"], ["2", "3", "4"]],
        "components(['1', '2', '3'], links.slice(0, 1), new Set(['1-2']))": [["1"], ["2"], ["3"]],
    }, links=LINKS)  # fmt: skip


def picture(**more: Any) -> dict[str, Any]:
    """An empty picture of two nodes, or what is given."""
    lists = ("events", "messages", "operations", "cuts", "groups", "slow", "visits", "verdicts", "links", "clients")
    empty: dict[str, Any] = {name: [] for name in lists}
    return {
        **empty,
        "end": 100,
        "step": 10,
        "nodes": [{"id": "n1"}, {"id": "n2"}],
        "node_states": {},
        "cells": {},
        **more,
    }


def event(t: int, lane: str | None = "n1", **more: Any) -> dict[str, Any]:
    return {"t": t, "lane": lane, "star": False, "vc": {}, **more}


def message(fate: str, **more: Any) -> dict[str, Any]:
    return {"src": "n1", "dst": "n2", "sent": 10, "arrives": 20, "e0": 1, "e1": 2, "fate": fate, "at": None, **more}


def test_a_client_who_is_told_something_shows_that_rather_than_what_they_asked_since(modules: Page) -> None:
    asked = [(0, 3), (1, 2), (4, 5)]
    ops = [
        {"id": f"r{k}", "client": "bob", "node": "n1", "e0": e0, "e1": e1, "done": 10 * e1}
        for k, (e0, e1) in enumerate(asked)
    ]
    run = picture(events=[event(10 * i) for i in range(6)], operations=ops)
    check(modules, "facts", {
        "[0, 1, 2, 3, 4, 5].map((i) => factsOf(run).latest('bob', i).id)": ["r0", "r1", "r1", "r0", "r2", "r2"],
        "[2, 3].map((i) => factsOf(run).spoken('bob', i, 10 * i).id)": ["r1", "r0"],
    }, run=run)  # fmt: skip


def test_a_message_is_as_far_as_its_time(modules: Page) -> None:
    cut = {"from": 17, "to": None, "links": ["n1>n2"]}
    run = picture(
        events=[event(0), event(10), event(20), event(60)],
        messages=[
            message("delivered"),
            message("lost", at="send", arrives=10, e1=1),
            message("lost", at="delivery"),
            message("held", arrives=None, e1=None),
            message("flying", arrives=30, e1=None),
            message("delivered", dst="n1"),
        ],
    )
    check(modules, "facts", {
        "factsOf(run).flight(0, 0, 9, true)": None,
        "factsOf(run).flight(0, 1, 15, true)": {"p": 0.5, "state": "flying"},
        "factsOf(run).flight(0, 2, 20, true)": None,
        "factsOf(run).flight(1, 1, 10, false)": {"p": 0.5, "state": "lost"},
        "factsOf(run).flight(2, 1, 15, true)": {"p": 0.5, "state": "flying"},
        "factsOf(run).flight(2, 2, 20, true)": {"p": 0.92, "state": "lost"},
        "factsOf(run).flight(2, 3, 60, true)": None,
        "factsOf(run).flight(3, 1, 14, true)": {"p": 0.4, "state": "held"},
        "factsOf(run).flight(4, 2, 25, true)": {"p": 0.75, "state": "flying"},
        "factsOf(run).flight(5, 1, 15, true)": None,
    }, run=run)  # fmt: skip
    stopped = "factsOf({ ...run, cuts: [cut] }).flight(2, 1, 19, true)"
    assert value(modules, "facts", stopped, run=run, cut=cut) == {"p": 0.7, "state": "flying"}


def test_facts_are_those_that_hold_at_the_cursor(modules: Page) -> None:
    held = {"n1": {"x": [{"i": 0, "values": ["7"]}, {"i": 2, "values": ["9", "milk"]}]}, "n2": {}}
    run = picture(
        events=[event(0, n=1, vc={"n1": 1}), event(10, "n2", n=1, vc={"n1": 1, "n2": 1}), event(20, n=2, vc={"n1": 2})],
        operations=[{"id": "w1", "client": "a", "node": "n1", "e0": 0, "e1": 1, "issued": 0, "done": 10}],
        node_states={"n1": [{"i": 0, "up": True}, {"i": 2, "up": False}], "n2": [{"i": 0, "up": True}]},
        cells=held,
        cuts=[{"from": 5, "to": 10, "links": ["n1>n2", "n2>n1"]}],
        groups=[{"from": 5, "to": None, "groups": ["sides"]}],
        slow=[{"from": 0, "to": None, "link": "n1-n2", "text": "50"}],
        visits=[{"client": "a", "node": "n1", "from": 0}, {"client": "a", "node": "n2", "from": 8}],
    )
    check(modules, "facts", {
        "[1, 2].map((i) => factsOf(run).node('n1', i).up)": [True, False],
        "[1, 2].map((i) => factsOf(run).cell('n1', 'x', i).values.length)": [1, 2],
        "factsOf(run).cell('n2', 'x', 2)": None,
        "[4, 5, 9, 10].map((t) => factsOf(run).cut(t).size)": [0, 2, 2, 0],
        "[factsOf(run).groups(4), factsOf(run).groups(99).groups]": [None, ["sides"]],
        "factsOf(run).slow(3)": [["n1-n2", "50"]],
        "[0, 7, 8].map((t) => factsOf(run).visit('a', t))": ["n1", "n1", "n2"],
        "factsOf(run).visit('nobody', 0)": None,
        "[factsOf(run).eventAt(9), factsOf(run).eventAt(10)]": [0, 1],
        "[factsOf(run).past(1), factsOf(run).past(2)]": [[0, 1], [0, 2]],
        "[factsOf(run).clock('n2', 0), factsOf(run).clock('n2', 2)]": [[], [["n1", 1], ["n2", 1]]],
        "[factsOf(run).busy('n1', 0, 0)?.id, factsOf(run).busy('n1', 2, 100)]": ["w1", None],
        "factsOf(run).span({ spans: [{ from: 0, outcome: 'kept' }, { from: 20 }] }, 19).outcome": "kept",
    }, run=run)  # fmt: skip


def test_the_player_is_as_fast_as_what_is_left_is_long(modules: Page) -> None:
    check(modules, "playback", {
        "[0.5, 1, 2, 4].map(nextSpeed)": [1, 2, 4, 0.5],
        "[0.5, 1].map(speedLabel)": ["½×", "1×"],
        "paceFor(12, 50)": 2.0,
        "[paceFor(30, 1), paceFor(80, 1000), paceFor(1, 10)]": [10, 10, 0.9],
        "[nextStar([{}, { star: true }, {}], 0), nextStar([{}, { star: true }, {}], 1)]": [1, 2],
        "captionAfter([{ i: 2 }, { i: 5 }], 2, 9)": {"i": 5},
        "[captionAfter([{ i: 2 }], 0, 1), captionAfter([], 0, 9)]": [None, None],
    })  # fmt: skip


def test_the_clock_goes_on_frame_by_frame_and_stops_at_captions_and_at_the_end(modules: Page) -> None:
    """Two steps a second; a step is 10 ticks; a frame counts for at most 100 ms."""
    run = picture(events=[event(0), event(10), event(20)], end=20, captions=[])
    known = {"run": run, "told": {**run, "captions": [{"i": 1}]}}
    check(modules, "playback facts", {
        "advance({ unit: 0, i: 0 }, 50, 2, run, factsOf(run))": {"unit": 0.1, "i": 0, "t": 1, "stop": False},
        "advance({ unit: 0, i: 0 }, 5000, 2, run, factsOf(run))": {"unit": 0.2, "i": 0, "t": 2, "stop": False},
        "advance({ unit: 0.5, i: 0 }, -5, 2, run, factsOf(run))": {"unit": 0.5, "i": 0, "t": 5, "stop": False},
        "advance({ unit: 0.9, i: 0 }, 100, 2, told, factsOf(told))": {"unit": 1, "i": 1, "t": 10, "stop": True},
        "advance({ unit: 1, i: 1 }, 50, 2, told, factsOf(told)).stop": False,
        "advance({ unit: 2, i: 2 }, 50, 2, run, factsOf(run)).stop": True,
    }, **known)  # fmt: skip


STOPPED = """(() => {
  const stopped = { frames: [], timers: [] };
  globalThis.requestAnimationFrame = () => 7;
  globalThis.cancelAnimationFrame = (number) => stopped.frames.push(number);
  globalThis.clearTimeout = (number) => stopped.timers.push(number);
  const player = Player({ picture: run, facts: factsOf(run), refresh: () => {} });
  player.toggle();
  player[how]();
  return [stopped.frames, stopped.timers];
})()"""


@pytest.mark.parametrize("how", ["pause", "leave"])
def test_who_stops_a_player_stops_no_timer_of_somebody_else(browser: Browser, how: str) -> None:
    """A frame and a timer may have the same number, here 7: once the page was not told, as its timer was gone."""
    run = picture(events=[event(0), event(10)], end=10, captions=[])
    with bare(browser) as page:
        assert value(page, "player facts", STOPPED, run=run, how=how) == [[0, 7], [0, 0]]


def test_words_are_filled_cut_and_wrapped(modules: Page) -> None:
    font = "400 12px monospace"
    check(modules, "text", {
        "filled('{a} of {b} {c}', { a: 1, b: 2 })": "1 of 2 {c}",
        "fit('abc', 500, font)": "abc",
        "fit('abcdefghij', widthOf('abc…', font), font)": "abc…",
        "wrap('aaaa bbbb', widthOf('aaaa bb', font), font)": ["aaaa", "bbbb"],
        "wrap('lost: n3, n4', widthOf('lost: n3', font), font)": ["lost:", "n3, n4"],
        "wrap('失联：n3, n4', widthOf('失联：n', font) + 1, font)": ["失联：", "n3, n4"],
        "wrap('一二三，四', widthOf('一二三', font) + 1, font)": ["一二", "三，四"],
    }, font=font)  # fmt: skip


def test_a_badge_says_all_where_there_is_room_and_a_node_shows_two_values(modules: Page) -> None:
    check(modules, "nodes", {
        "badgeOf(['leader', 'normal'], ' T2', 900, '12px sans-serif')": "leader · normal T2",
        "badgeOf(['leader', 'normal'], ' T2', 5, '12px sans-serif')": "leader T2",
        "cellLines({ w: (code) => code }, null)": ["absent"],
        "cellLines(null, { values: ['a', 'b', 'c', 'd'] })": ["a", "b +2"],
        "shown([null, 3])": ["∅", "3"],
    })  # fmt: skip


def test_a_value_is_broken_where_that_makes_it_larger(modules: Page) -> None:
    """Letters as wide as 0.6 of their size in a node of radius 50."""
    sized = "sized(%s, { r: 50, k: 1.3, font: (size) => `${size}px monospace` })"
    check(modules, "node_value", {
        sized % "['milk']": [["milk"], 22],
        sized % "['milk and eggs']" + "[0]": ["milk and", "eggs"],
        sized % "['milk and eggs']" + "[1] > 14.3": True,
        sized % "['bread, eggs, milk']" + "[0]": ["bread,", "eggs, milk"],
        sized % "['an unbreakable-valueofmanyletters']" + "[1]": pytest.approx(14.3),
        sized % "['a', 'b']": [["a", "b"], 18],
    })  # fmt: skip


def test_messages_keep_right_and_stop_at_the_seam(modules: Page) -> None:
    """Nodes 100 apart, of radius 10: the rim, with a message's own size, is at a quarter."""
    ends = "{ x: 0, y: 0 }, { x: 100, y: 0 }"
    box = {"r": 10, "k": 1, "seam": [{"x": 30, "y": -50}, {"x": 30, "y": 50}]}
    check(modules, "messages", {
        f"messageAt({ends}, {{ p: 0.5, state: 'flying' }}, box)": {"x": 50.0, "y": 5.0},
        f"messageAt({ends}, {{ p: 0, state: 'flying' }}, box)": {"x": 25.0, "y": 5.0},
        f"messageAt({ends}, {{ p: 0.5, state: 'lost' }}, box)": {"x": 30.0, "y": 5.0},
    }, box=box)  # fmt: skip


def test_the_words_of_a_slow_link_keep_off_links_nodes_and_each_other(modules: Page) -> None:
    line = [{"x": 0, "y": 100}, {"x": 200, "y": 100}]
    known = {"line": line, "box": {"k": 1, "r": 20, "width": 200, "height": 200}}
    check(modules, "delays", {
        "runsThrough(line, { x: 50, y: 100, half: 10 })": True,
        "runsThrough(line, { x: 50, y: 120, half: 10 })": False,
        "besides(line, 30, { x: 100, y: 40 }, box)[0]": {"x": 100, "y": 125, "half": 32},
        "apart({ x: 50, y: 50, half: 10 }, [], { ...box, at: new Map([['n1', { x: 50, y: 81 }]]) })": False,
        "apart({ x: 50, y: 50, half: 10 }, [], { ...box, at: new Map([['n1', { x: 50, y: 83 }]]) })": True,
        "apart({ x: 50, y: 50, half: 10 }, [{ x: 60, y: 60, half: 5 }], { ...box, at: new Map() })": False,
    }, **known)  # fmt: skip


def test_operations_of_one_client_that_overlap_stand_below_each_other(modules: Page) -> None:
    """At 10 px a tick. What took no time stands below where the name of the one before it still is."""
    spans = {"a": (0, 10), "b": (5, 8), "c": (10, 20), "d": (30, 30), "e": (31, 31), "g": (32, 32), "f": (50, None)}
    more = {"text": "read", "result": "", "status": "ok", "note": None, "client": "alice"}
    ops = [{"id": id, "issued": begin, "done": end, **more} for id, (begin, end) in spans.items()]
    asked = "barsOf(run, (client) => client, { x: (t) => 10 * t, font: '12px monospace', thin: false })"
    rows = "(({ bars, rows }) => [[...bars.values()].map(({ row }) => row), rows])"
    found = value(modules, "diagram_bars", f"{rows}({asked})", run={**picture(operations=ops), "end": 60})
    assert found == [[0, 1, 0, 0, 0, 1, 0], [["alice", 2]]]
    name = "labelOf('write', font, { from: 100, to: %s, before: 0, after: 900 })"
    check(modules, "diagram_bars", {
        f"(({{ x, class: name, said }}) => [x, name, said])({name % 300})": [107, "in", "write"],
        f"(({{ x, class: name, said }}) => [x, name, said])({name % 104})": [95, "beside before", "write"],
    }, font="12px monospace")  # fmt: skip


def test_a_choice_lights_up_what_it_is_about_and_shows_its_instant(modules: Page) -> None:
    run = picture(
        events=[event(0, n=1, vc={"n1": 1}), event(10, "n2", n=1, vc={"n1": 1, "n2": 1}), event(20, n=2, vc={"n1": 2})],
        messages=[message("delivered", e0=0, e1=1, op="w1", sent=0, arrives=10)],
        operations=[{"id": "w1", "client": "a", "node": "n1", "e0": 0, "e1": 2, "issued": 0, "done": 20}],
    )
    view = "{ picture: run, facts: factsOf(run), cursor: { i: 2, t: 20 }, pick: %s }"
    op, arrow, dot = "{ kind: 'op', op: 'w1' }", "{ kind: 'message', message: 0 }", "{ kind: 'event', event: 1 }"
    check(modules, "selection facts", {
        f"Object.entries(touchedBy({view % op})).slice(3)": [
            ["messages", [0]], ["ops", ["w1"]], ["nodes", ["n1"]], ["clients", ["a"]],
        ],
        f"touchedBy({view % dot}).events": [0, 1],
        f"touchedBy({view % 'null'}).dim": False,
        f"instantOf({view % op}, {op})": {"i": 2, "t": 20},
        f"instantOf({view % arrow}, {arrow})": {"i": 0, "t": 5},
        f"instantOf({view % dot}, {{ kind: 'op', op: 'gone' }})": None,
    }, run=run)  # fmt: skip


def resume(said: Any = None, drawn: bool = True, anew: bool = False, moment: Any = None) -> dict[str, Any]:
    """What is to be done with a picture."""
    return {"said": said, "drawn": drawn, "anew": anew, "moment": moment}


def test_a_run_that_a_new_session_does_not_know_is_told_once(modules: Page) -> None:
    """What the new session answers is drawn, whatever it is: it may have refused the run."""
    shown = """[["a.0", ["one"]], ["a.1", ["one", "two"]], ["b.0", ["first"]], ["b.1", NEXT], ["b.2", ["x"]]]
      .map(([name, run]) => resume({ name, picture: { run } }))"""
    told = resume({"run": "one; two", "desk": None}, drawn=False)
    check(modules, "resume", {
        f"((resume) => {shown.replace('NEXT', answer)})(Resume())":
            [resume(), resume(), told, resume(anew=True), resume()]
        for answer in ("['one', 'two']", "['first']")
    })  # fmt: skip
    same = """["a.0", "b.0", "c.0"].map((name) => resume({ name, picture: { run: ["one"] } }))"""
    none = """["a.0", "b.0"].map((name) => resume({ name, picture: { run: null } }))"""
    check(modules, "resume", {
        f"((resume) => {same})(Resume())": [resume()] * 3,
        f"((resume) => {none})(Resume())": [resume()] * 2,
    })  # fmt: skip


def test_what_a_tab_has_kept_of_a_run_is_told_with_its_first_picture_and_stands_where_it_stood(modules: Page) -> None:
    desk, empty = {"runs": [1, 2], "branches": []}, {"runs": [1], "branches": []}
    shown = """["a.0", "a.1", "a.2"].map((name) => resume({ name, picture: { run: ["one"], desk: empty } }))"""
    kept = "(run) => (run === 'one' ? { moment: { t: 7, i: 3 }, desk: DESK } : null)"
    at, told = {"t": 7, "i": 3}, {"run": "one", "desk": desk}
    check(modules, "resume", {
        f"((resume) => {shown})(Resume({kept.replace('DESK', 'desk')}))":
            [resume(told, moment=at), resume(anew=True, moment=at), resume()],
        f"((resume) => {shown})(Resume({kept.replace('DESK', 'empty')}))": [resume(moment=at), resume(), resume()],
        f"((resume) => {shown})(Resume({kept.replace('DESK', 'null')}))": [resume(moment=at), resume(), resume()],
    }, desk=desk, empty=empty)  # fmt: skip
    forgot = """["a.0", "b.0"].map((name) => resume({ name, picture: { run: ["one"], desk } }))"""
    check(modules, "resume", {f"((resume) => {forgot})(Resume())": [resume(), resume(told)]}, desk=desk)
