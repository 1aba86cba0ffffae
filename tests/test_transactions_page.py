"""Transactions on the histories page: the cycle on screen, each edge in words, in every language."""

from __future__ import annotations

import json
from itertools import combinations
from random import Random

import pytest

from engine.histories.judging import as_lines
from engine.model import Operation, Step
from engine.transactions import LEVELS, RULED_OUT, Anomaly, Edge, found, told, verdicts
from lessons.words import languages, load
from pages.ui.histories import transactions
from pages.ui.histories.ring import Box, figure, width
from pages.ui.plot.style import squeezed
from tests.pages import opened
from tests.test_histories_page import said
from tests.test_transactions import LIST, REGISTER, model_of, registers, txns

HISTORIES: dict[str, list[Operation]] = {
    "garbage_read": txns("r:x:7"),
    "duplicate_elements": txns("a:x:1", "r:x:1,1"),
    "lost_start": txns("r:x:91 a:x:1"),
    "incompatible_order": txns("a:x:1", "a:x:2", "r:x:1", "r:x:2"),
    "g1a": txns("fail a:x:1", "r:x:1"),
    "g1b": registers("w:x:1 w:x:2", "r:x:1"),
    "future_read": txns("r:x:1 a:x:1"),
    "internal": txns("a:x:1 r:x:"),
    "nonrepeatable_read": txns("a:x:1", "r:x: r:x:1"),
    "g0": txns("a:x:1 a:y:1", "a:x:2 a:y:2", "r:x:1,2 r:y:2,1"),
    "g1c": registers("w:x:1 r:y:1", "w:y:1 r:x:1"),
    "lost_update": registers("w:x:1", "r:x:1 w:x:2", "r:x:1 w:x:3"),
    "g_single": txns("r:x: r:y:1", "a:x:2 a:y:1"),
    "g_nonadjacent": registers("w:x:1", "w:y:2", "r:x:1 r:y:", "r:x: r:y:2"),
    "g2_item": txns("r:x: a:y:1", "r:y: a:x:2"),
    "realtime": txns("a:x:1", "r:x:", times=[(0, 1), (2, 3)]),
}
"""By anomaly a history that shows it."""
STARTS: dict[str | None, dict[str, tuple[int, ...]]] = {"lost_start": {"x": (91, 92)}}
"""By anomaly the start that it needs."""
OTHERS = (
    txns("a:x:1 a:y:1", "a:x:2 r:y:", "r:x:1,2"),
    txns("a:x:1", "r:x:1 a:y:5", "r:y: a:x:2", "r:x:1"),
    txns("a:x:1 r:y:1", "r:x:1 a:y:1 a:x:2"),
    txns("a:x:1 a:y:1", "r:x:1 a:y:2 a:z:1", "r:z:1 r:y:1 a:x:2"),
    txns("a:x:1 r:y:2", "a:x:3 a:y:2", "r:x:1", "a:x:4"),
    registers("w:x:1 w:y:1", "r:x:1 w:y:2", "r:y:1 w:x:2"),
    txns("a:x:1", "r:x:1 r:y:1", "a:x:2 a:y:1", "r:x:1,2"),
    txns("a:x:1 a:x:2", "r:x:2,1"),
    registers("w:x:1", "w:x:2 r:x:1"),
)
"""More kinds of edges, and another proof of an order that cannot be."""


def all_of(operations: list[Operation], code: str | None = None) -> tuple[Anomaly, ...]:
    return found(operations, model_of(operations), STARTS.get(code, {})).anomalies


@pytest.mark.parametrize("lang", languages())
def test_each_anomaly_and_each_edge_is_told(lang: str) -> None:
    words, codes = load(lang), set[str]()
    assert set(HISTORIES) == set(RULED_OUT)
    for code, operations in [*HISTORIES.items(), *((None, one) for one in OTHERS)]:
        shown = all_of(operations, code)
        assert code in [one.code for one in shown] or code is None, code
        named = {op.id: op for op in operations}
        for one in shown:
            lines = transactions.reasons(words, named, one)
            assert len(lines) == max(1, len(one.edges))
            assert all("{" not in line and "None" not in line for line in lines), lines
            codes |= {edge.code for edge in one.edges}
            json.loads(transactions.picture(words, named, one, dark=True, wide=True).to_json())
        table = transactions.levels(words, shown, verdicts(operations, model_of(operations), {}))
        assert len(table) == len(LEVELS)
    assert codes == set(words.section("edge")), "every edge that has words is met here"


def test_an_edge_says_what_was_read_and_what_came_next() -> None:
    words, skew = load("en"), HISTORIES["g_single"]
    (one,) = all_of(skew)
    assert transactions.reasons(words, {op.id: op for op in skew}, one) == [
        "t1 read x as it was at the start, without the 2 that t2 appended. So t1 came before t2.",
        "t2 appended 1 to y, and t1 read y as \\[1\\]. So t2 came before t1.",
    ]


def test_an_anomaly_without_a_cycle_says_what_was_read_and_what_had_to_be() -> None:
    words, told_ = load("en"), list[str]()
    lost, shuffled = txns("a:x:1 r:x:91,1"), txns("a:x:1 a:x:2", "r:x:2,1")
    for operations, code in (
        (lost, "lost_start"), (shuffled, None), (HISTORIES["internal"], None), (OTHERS[-1], None),
        (registers("w:x:1", "w:x:2", "r:x:1 r:x:2"), None),
    ):  # fmt: skip
        told_ += transactions.reasons(words, {}, all_of(operations, code)[0])
    assert [line.replace("\\", "") for line in told_] == [
        "Step 2 of t1 read x as [91, 1]. At the start x was [91, 92].",
        "t1 appended [1, 2] to x, in this order. t2 read x as [2, 1].",
        "Step 2 of t1 read x as []. It had appended [1] itself before.",
        "Step 2 of t2 read 1 at x. It had written 2 itself before.",
        "Step 2 of t3 read 2 at x. By its own earlier steps it had to be 1.",
    ]


@pytest.mark.parametrize("wide", [True, False])
@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 8, 9])
def test_the_picture_has_a_box_each_and_an_arrow_an_edge(count: int, wide: bool) -> None:
    boxes = [Box(f"t{i}", ("x → 1", "<img>")) for i in range(count)]
    labels = [f"rw k{i}" for i in range(count)] if count > 1 else []
    drawn = json.loads(figure(boxes, labels, dark=False, wide=wide).to_json())
    notes = drawn["layout"]["annotations"]
    assert sum("<b>t" in note["text"] for note in notes) == count
    assert sum(note["showarrow"] for note in notes) == len(labels)
    assert [note["text"] for note in notes if note["text"] in labels] == labels
    assert "<img>" not in json.dumps(drawn) and "&lt;img&gt;" in json.dumps(drawn)


@pytest.mark.parametrize("count", [2, 3, 4, 5, 7, 8])
def test_boxes_of_a_ring_do_not_meet_and_are_as_large_as_the_arrows_take_them_to_be(count: int) -> None:
    boxes = [Box(f"transaction {i} of many", (f"verylongkey{i} += 100",)) for i in range(count)]
    drawn = figure(boxes, ["rw k"] * count, dark=False, wide=True).to_plotly_json()["layout"]
    pixels = width(count, True) / (drawn["xaxis"]["range"][1] + 0.5)
    spots = [note for note in drawn["annotations"] if note["text"].startswith("<b>")]
    assert len({(spot["x"], spot["y"]) for spot in spots}) == count
    for one, other in combinations(spots, 2):
        beside = abs(one["x"] - other["x"]) * pixels > (one["width"] + other["width"]) / 2 + 18 + 60
        assert beside or abs(one["y"] - other["y"]) > (one["height"] + other["height"]) / 2 + 18 + 40
    heads = [note for note in drawn["annotations"] if note["showarrow"]]
    assert all(head["x"] == head["ax"] or head["y"] == head["ay"] for head in heads)
    assert {(spot["x"]) for spot in spots} >= {head["x"] for head in heads}


def test_names_of_one_prefix_stay_apart() -> None:
    labels = {
        transactions.line(Step("append", f"verylongprefix_{end}", 1)) for end in ("alpha", "beta", "theta", "eta")
    }
    assert labels == {"veryl…_alpha += 1", "veryl…x_beta += 1", "veryl…_theta += 1", "veryl…ix_eta += 1"}
    assert squeezed("short", 5) == "short" and [len(squeezed("long enough", most)) for most in (4, 5)] == [4, 5]


def test_a_long_transaction_shows_what_the_cycle_is_about() -> None:
    operations = txns(
        *(
            f"{' '.join(f'a:k{i}:{i + n * 90}' for i in range(30))} {rest}"
            for n, rest in ((1, "r:x: a:y:1"), (2, "r:y: a:x:2"))
        )
    )
    (one,) = [each for each in all_of(operations) if each.code == "g2_item"]
    drawn = transactions.picture(load("en"), {op.id: op for op in operations}, one, dark=False, wide=True).to_json()
    assert "x \\u2192 []" in drawn and "y += 1" in drawn and "k29" not in drawn


HOSTILE = """\
{:process "<b>", :type :invoke, :f :txn, :value [[:w "[a](b)" "<i>*1*</i>"] [:r "y" nil]]}
{:process "<b>", :type :fail, :f :txn, :value [[:w "[a](b)" "<i>*1*</i>"] [:r "y" nil]]}
{:process 1, :type :invoke, :f :txn, :value [[:r "[a](b)" nil]]}
{:process 1, :type :ok, :f :txn, :value [[:r "[a](b)" "<i>*1*</i>"]]}
"""


@pytest.mark.parametrize("lang", languages())
def test_text_of_a_file_stays_text(lang: str) -> None:
    at, words = opened("histories", lang), load(lang)
    at.text_area(key="history_area").set_value(HOSTILE).run()
    assert not at.exception and not at.error
    assert words("isolation_is.broken", n=5, all=6) in said(at)
    assert words("anomaly.g1a") in " ".join(each.value for each in at.header)
    assert "<i>" not in said(at) and "[a](b)" not in said(at) and "\\<i\\>\\*1\\*" in said(at)


@pytest.mark.parametrize("lang", languages())
def test_silence_is_told_as_silence(lang: str) -> None:
    at, words = opened("histories", lang), load(lang)
    at.text_area(key="history_area").set_value('[[0,"invoke","txn",null,[["w","x",1],["w","y",2]]]]').run()
    assert not at.exception and not at.error
    assert words("isolation_is.cant_tell") in said(at) and words("isolation_open.no_anomaly_found") in said(at)


def test_lists_and_registers_are_told_apart_by_their_models() -> None:
    assert {model_of(operations) for operations in HISTORIES.values()} == {LIST, REGISTER}
    assert Edge._fields == ("kind", "src", "dst", "code", "key", "value", "next"), "the names of the report"


@pytest.mark.parametrize("model", [LIST, REGISTER])
def test_odd_values_are_judged_and_told(model: str) -> None:
    """Nothing in a register, empty text, markup, one value written twice: no history leaves a word without value."""
    words, luck = load("zh"), Random(model)
    for _ in range(300):
        operations = [odd(luck, number, model) for number in range(luck.randint(0, 6))]
        named = {op.id: op for op in operations}
        judged = verdicts(operations, model, {})
        as_lines(judged)
        for one in told(judged):
            assert all("{" not in line for line in transactions.reasons(words, named, one))


def odd(luck: Random, number: int, model: str) -> Operation:
    values = (None, 0, 1, "a", "<b>", 1.5, "")[model == LIST :]
    steps = []
    for _ in range(luck.randint(0, 4)):
        many = tuple(luck.choice(values) for _ in range(luck.randint(0, 3)))
        read = Step("r", luck.choice(("x", "")), many if model == LIST else luck.choice(values))
        write = Step("append" if model == LIST else "w", luck.choice(("x", "")), luck.choice(values))
        steps.append(luck.choice((read, write)))
    status = luck.choice(("ok", "ok", "ok", "refused", "unknown", "pending"))
    return Operation(f"t{number}", "txn", "c", "", "", tuple(steps), 2 * number, 2 * number + 3, status)
