"""The lesson and course pages, driven without a browser.

Every step opens, a run is locked until a prediction is stored, a lesson can be played from first to last click,
progress goes out and comes back, and a file of one's own opens or is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from lessons import answers, sheet
from lessons.bounds import DEPTH_MAX, LINE_MAX
from lessons.course import course
from lessons.lesson import Step
from lessons.loader import lesson, needed, steps_of
from lessons.own import packed, unpacked
from lessons.progress import Progress, from_text, to_text
from lessons.words import languages, load
from pages.ui.lesson import board
from pages.ui.lesson.log import Kept
from pages.ui.stage.frame import framed
from pages.ui.stage.picture.frame_schema import Framed
from tests import held as sessions
from tests.each import each
from tests.held import hold
from tests.pages import fine, opened
from tests.test_lessons import OWN

ALL = (*course().written, *course().cards)


def at_step(id: str, step: str, lang: str = "en") -> AppTest:
    return opened("lesson", lang, lesson=id, step=step)


def said(at: AppTest) -> str:
    return "\n".join(each.value for each in (*at.markdown, *at.info, *at.success, *at.warning, *at.caption, *at.header))


@pytest.mark.parametrize("lang", languages())
def test_every_step_opens_by_its_link(lang: str) -> None:
    at = at_step("L01", "hello", lang)

    def opens(case: tuple[str, str, str]) -> None:
        id, owner, name = case
        at.query_params["lesson"], at.query_params["step"] = id, name
        fine(at.run())
        found = lesson(owner)
        assert found is not None
        assert found.words(lang).titles[name] in said(at)

    each([(id, owner, name) for id in ALL for owner, name in steps_of(id)], opens)


def play(at: AppTest, id: str, step: Step) -> str:
    """Do what a step asks, rightly; what the page said on the way, where it says something else at the end."""
    found = lesson(id)
    assert found is not None
    if step.kind == "card":
        found = lesson(step.row or "")
        assert found is not None
        return play(at, found.id, found.steps[0])
    told = ""
    if step.kind == "gap":
        (fits,) = answers.fitting(found, step)
        at.radio[0].set_value(next(iter(fits.values()))).run()
        at.button(key="run_gap").click().run()
    elif step.kind == "challenge":
        if isinstance(step.solution, tuple):
            for name, value in step.solution:
                at.segmented_control(key=f"knob_{id}/{step.id}_{name}").set_value(value).run()
        else:
            area = at.text_area[0]
            area.set_value(answers.solution_of(found, step)).run()
        at.button(key="run_try").click().run()
    elif step.kind == "options":
        for name in sorted(dict(step.options), key=lambda name: name in answers.good(found, step)):
            at.radio[0].set_value(name).run()
            at.button(key="run_option").click().run()
            told += on_page(revealed(at))
    elif step.ask or step.items:
        answer(at, id, step)
        if step.kind == "own":
            name, values = step.knobs[0]
            other = next(one for one in values if one != dict(step.start)[name])
            at.segmented_control(key=f"knob_{id}/{step.id}_{name}").set_value(other).run()
            answer(at, id, step, {name: other})
        if step.kind == "flaw":
            good = answers.good(found, step)
            at.radio[-1].set_value(good[0]).run()
            at.button(key="run_repair").click().run()
            revealed(at)
    fine(at)
    return told


def answer(at: AppTest, id: str, step: Step, turned: dict[str, str] | None = None) -> None:
    """Give the right answer; before it, the run is locked. turned: knobs that do not stand as at the start."""
    found = lesson(id)
    assert found is not None
    right = answers.question(found, step, dict(step.start) | turned if turned else None).right
    key = "run_own" if step.kind == "own" else "run_run"
    if step.guilty:
        assert key not in [each.key for each in at.button], "the line comes first"
        at.radio[0].set_value(step.guilty[0]).run()
    assert at.button(key=key).disabled, step.id
    if step.form == "order":
        for name in right.split():
            at.button(key=f"ask_{id}/{step.id}_{name}").click().run()
    elif step.form == "value":
        at.text_input[0].set_value(right).run()
    elif step.form == "nodes":
        at.button_group(key=f"ask_{id}/{step.id}").set_value(right.split()).run()
    else:
        at.radio[-1].set_value(right).run()
    assert not at.button(key=key).disabled, step.id
    at.button(key=key).click().run()
    same = load(sessions.held(at, "lang"))("lesson.same")
    assert same not in said(fine(at)), "told before it was seen"
    assert same in said(revealed(at))


def revealed(at: AppTest) -> AppTest:
    """What came of the run is told: without a browser, nobody says that it was watched."""
    at.button(key="reveal").click().run()
    assert not any(each.key == "reveal" for each in fine(at).button)
    return at


def plain(text: str) -> str:
    """Letters and digits alone, of Markdown or of HTML."""
    return re.sub(r"[\W_]", "", unescape(re.sub(r"<[^>]*>|\]\([^)]*\)", "", text)))


def on_page(at: AppTest) -> str:
    """All that a step says, and all that can be chosen in it."""
    chosen = [text for group in (at.radio, at.button_group) for each in group for text in (each.label, *each.options)]
    return plain("\n".join([said(at), *chosen, *(each.label for each in at.button)]))


def numbers_on(page: str, title: str, lang: str) -> Iterator[str]:
    """All that a sheet says of a step with a number in it: paragraphs, lists and tables, but neither scripts nor the
    table of all own numbers."""
    for section in re.findall(rf"<section><h2>\d+\. {re.escape(title)}</h2>(.*?)</section>", page, re.S):
        kept = re.sub(r"<pre>.*?</pre>|<table class='every'>.*?</table>", "", section, flags=re.S)
        blocks = re.findall(r"<(?:p|li|td)\b[^>]*>(.*?)</(?:p|li|td)>", kept, re.S)
        told = (one.removeprefix(f"<b>{load(lang)('lesson.answer')}</b>") for one in blocks)
        yield from (plain(one) for block in told for one in block.split("→") if re.search(r"\d", plain(one)))


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("id", course().written)
def test_a_lesson_is_played_from_the_first_to_the_last_click(id: str, lang: str) -> None:
    """And its sheet says of every step what the page says, number by number."""
    held, shown = steps_of(id), lesson(id)
    assert shown is not None
    at, page = at_step(id, held[0][1], lang), sheet.html(shown, load(lang))
    for place, (owner, name) in enumerate(held):
        found = lesson(owner)
        assert found is not None
        assert sessions.held(at, "lesson_step") == name
        step, before = found.step(name), on_page(at)
        between = play(at, owner, step)
        if owner == id and step.kind not in ("card", "where") and not step.later:
            told = before + between + on_page(revealed(at) if any(each.key == "reveal" for each in at.button) else at)
            assert [one for one in numbers_on(page, found.words(lang).titles[name], lang) if one not in told] == []
        assert f"{owner}/{name}" in sessions.held(at, "log").done, name
        if place < len(held) - 1:
            if (owner, name) == needed(id)[-1]:
                asked = sum(lesson(o).step(n).kind == "predict" for o, n in held[: place + 1])  # type: ignore[union-attr]
                assert load(lang)("lesson.finished", right=asked, count=asked) in [each.value for each in at.success]
            at.button(key="lesson_more" if held[place : place + 2] == ends(id) else "lesson_next").click().run()
    assert [name for owner, name in held if owner == id] == list(sessions.held(at, "log").of(id))


def ends(id: str) -> tuple[tuple[str, str], ...]:
    """The last step that a lesson needs and the first of those for more."""
    place = steps_of(id).index(needed(id)[-1]) + 1
    return steps_of(id)[place - 1 : place + 1] if place < len(steps_of(id)) else ()


def test_what_is_extra_comes_after_the_end_and_is_not_needed() -> None:
    held, log = steps_of("L01"), Progress()
    assert [name for _, name in held[-5:]] == ["where", "gap", "own", "ack_unstored", "own_write"]
    at = at_step("L01", "where")
    assert at.button(key="lesson_next").label.endswith("L02")
    at.button(key="lesson_more").click().run()
    assert sessions.held(fine(at), "lesson_step") == "gap"
    for owner, name in needed("L01"):
        log = log.finished(f"{owner}/{name}")
    at = opened("course")
    hold(at, Kept(progress=log))
    assert at.run().button(key="course_on").label.endswith(load("en")("lesson_title.L02"))


def test_the_first_step_says_what_a_lesson_is_for_and_builds_on() -> None:
    text = said(at_step("L15", steps_of("L15")[0][1]))
    assert " minutes" in text and "builds on L04, L13" in text
    assert "builds on" not in said(at_step("L15", steps_of("L15")[2][1]))


def test_a_wrong_prediction_is_kept_and_answered() -> None:
    at = at_step("L01", "acked")
    at.radio[0].set_value("n1 n2 n3").run()
    at.button(key="run_run").click().run()
    found = lesson("L01")
    assert found is not None
    assert found.words("en").text("acked", "other everywhere") in said(revealed(at))
    assert sessions.held(at, "log").answers["L01/acked"] == "n1 n2 n3"


def test_a_wrong_prediction_of_own_numbers_is_answered_too() -> None:
    at = at_step("L13", "own")
    at.radio[0].set_value("CA").run()
    at.button(key="run_own").click().run()
    found = lesson("L13")
    assert found is not None
    assert found.words("en").text("own", "other both") in said(revealed(at))


def test_a_challenge_can_be_undone_and_shows_its_hints_and_solution() -> None:
    at = at_step("L01", "challenge")
    key = "knob_L01/challenge_node"
    at.segmented_control(key=key).set_value("n3").run()
    at.button(key="run_try").click().run()
    assert "L01/challenge" not in sessions.held(at, "log").done
    at.button(key="undo_try").click().run()
    assert len(sessions.held(at, "tries_L01/challenge")) == 1
    assert at.segmented_control(key=key).value == "n4"
    for _ in range(2):
        at.button(key="hint").click().run()
    assert len(at.info) == 2
    at.segmented_control(key=key).set_value("n1").run()
    at.button(key="run_try").click().run()
    at.button(key="solve").click().run()
    assert "L01/challenge" in sessions.held(fine(at), "log").done
    assert at.segmented_control(key=key).value == "n5"  # what is seen and what runs are the same
    at.button(key="undo_try").click().run()
    assert at.segmented_control(key=key).value == "n1"


@pytest.mark.parametrize(("id", "step"), [("L99", "x"), ("<b>", "y"), ("L01", "nowhere"), ("own", "far"), ("../x", "")])
def test_a_link_to_nowhere_opens_a_lesson(id: str, step: str) -> None:
    at = at_step(id, step)
    assert sessions.held(at, "lesson_id") == "L01"


def test_a_lesson_of_ones_own_opens_from_a_link_and_a_broken_one_does_not() -> None:
    at = opened("lesson", own=packed(OWN), lesson="own")
    assert "Who knows?" in said(at) and sessions.held(at, "lesson_id") == "own"
    for word in (packed(OWN.replace("# Mine", "Mine")), "zzzz", "A" * 70_000):
        at = opened("lesson", own=word)
        assert sessions.held(at, "lesson_id") == "L01"


def test_a_file_with_faults_is_refused_with_all_of_them() -> None:
    at = opened("course")
    text = OWN.replace("40 read n3 x", "40 read n9 x").replace("# Mine", "# Mine <script>")
    at.text_area(key="own_text").set_value(text).run()
    at.button(key="own_check").click().run()
    assert at.error and "line 9" in at.error[0].value
    assert sessions.held(at, "own_lesson") is None
    at.text_area(key="own_text").set_value(OWN).run()
    at.button(key="own_check").click().run()
    assert not fine(at).error and sessions.held(at, "own_lesson").id == "own"


@pytest.mark.parametrize("lang", languages())
def test_the_course_page_shows_all_lessons_terms_and_sources(lang: str) -> None:
    at, words = opened("course", lang), load(lang)
    labels = [each.label for each in at.button] + [each.value for each in at.caption]
    for id in course().order:
        assert any(words(f"lesson_title.{id}") in label for label in labels), id
    text = said(at)
    assert all(words(f"term.{code}") in text for code in words.section("term"))
    at.button_group(key="course_way").set_value("minutes_45").run()
    shown = [each.label for each in fine(at).button] + [each.value for each in at.caption]
    assert sum(" **L" in each for each in shown) == 4


def test_a_term_of_the_prose_leads_to_the_glossary() -> None:
    at = at_step("L01", "hello", "zh")
    assert "(course?part=glossary&term=replica&lang=zh)" in said(at)
    at = opened("course", "zh", part="glossary", term="replica")
    assert at.text_input(key="glossary_search").value == "副本"


# -- progress -----------------------------------------------------------------------------------------------------


def test_progress_goes_out_and_comes_back() -> None:
    kept = Progress().answered("L01/acked", "n1 n2 n3").answered("L01/acked", "n1 n2").finished("L01/acked")
    assert kept.answers == {"L01/acked": "n1 n2 n3"}
    assert from_text(to_text(kept)) == kept
    assert kept.of("L01") == ("acked",) and kept.of("L0") == ()
    other = Progress({"L01/acked": "n1", "L02/a": "x"}, ("L02/a", "L01/acked"))
    assert kept.joined(other) == Progress({"L01/acked": "n1 n2 n3", "L02/a": "x"}, ("L01/acked", "L02/a"))


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "null", '{"cap_lab_progress": 2}', '{"cap_lab_progress": 1, "done": 3}', "[" * 100_000]
)
def test_what_is_no_progress_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        from_text(text)


def test_what_does_not_belong_in_progress_is_left_out() -> None:
    text = '{"cap_lab_progress": 1, "answers": {"L01/a": "1", "<b>": "2", "L01/c": 3}, "done": ["L01/a", 7, "x"]}'
    assert from_text(text) == Progress({"L01/a": "1"}, ("L01/a",))


def test_a_bomb_is_not_opened() -> None:
    assert unpacked(packed("# 标题")) == "# 标题"
    with pytest.raises(ValueError, match="too long"):
        unpacked(packed("a" * 10_000_000))


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("no-lesson", "bad_link"),
        (packed("x = " + "[" * 600 + "\n--- en\n# T\n"), "too_deep"),
        (packed("x = " + "9" * 4_301 + "\n--- en\n# T\n"), "line_long"),
        (packed("a." * 30_000 + "=1\n--- en\n# T\n"), "line_long"),
    ],
)
def test_a_link_to_a_lesson_with_faults_names_them_and_leaves_what_is_there(lang: str, word: str, said: str) -> None:
    at = opened("lesson", lang, lesson="own", own=word)
    (told,) = at.error
    known = {"known": {"too_deep": DEPTH_MAX, "line_long": LINE_MAX}.get(said)}
    assert load(lang)(f"lesson_fault.{said}", **known) in told.value
    at.button(key="lesson_next").click().run()
    assert not at.exception and not at.error


def test_a_question_about_a_history_shows_its_bars_and_not_which_read_is_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[Framed] = []
    monkeypatch.setattr(board, "stage", lambda key, *what, **_: shown.append(framed(*what[:4])))
    at = at_step("L02", "instants")
    told = shown[-1]["operations"]
    missed = load("en")("why.missed")
    assert [(one["result"], one["note"]) for one in told] == [("", None), ("→ 9", None), ("→ 9", None)]
    assert told[2]["why"] and all(row[0] != missed for row in told[2]["why"]["rows"])
    assert not shown[-1]["verdicts"]
    at.radio[0].set_value("w1 r2").run()
    at.button(key="run_run").click().run()
    read = shown[-1]["operations"][2]
    assert read["note"] and read["why"] and any(row[0] == missed for row in read["why"]["rows"])


def test_a_card_is_done_once_it_is_repaired() -> None:
    card = lesson("B56")
    assert card is not None
    step = card.steps[0]
    at = at_step("B56", step.id)
    answer(at, "B56", step)
    mends = {name: name in answers.good(card, step) for name, _ in step.repairs}
    for name in sorted(mends, key=mends.__getitem__):
        at.radio[-1].set_value(name).run()
        at.button(key="run_repair").click().run()
        assert (f"B56/{step.id}" in sessions.held(revealed(at), "log").done) == mends[name], name


def test_captions_tell_of_the_flawed_run_and_not_of_a_repair(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[Framed] = []
    monkeypatch.setattr(board, "stage", lambda key, *what, **_: shown.append(framed(*what[:4])))
    at = at_step("B07", "flaw")
    at.radio[0].set_value("12").run()
    at.radio[1].set_value("none").run()
    at.button(key="run_run").click().run()
    assert len(shown[-1]["captions"]) == 4
    at.button(key="reveal").click().run()
    at.radio[-1].set_value("count").run()
    at.button(key="run_repair").click().run()
    assert load("en")("setting_line.quorum_version_logical") in shown[-1]["setting"] and not shown[-1]["captions"]
