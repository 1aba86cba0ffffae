"""Around a lesson's steps: projector view, the way to the playground, predicting again, forgetting, next lesson."""

from __future__ import annotations

import pytest

from engine.script import print_script
from lessons import answers
from lessons.course import course
from lessons.loader import lesson, needed, ordered, returning, steps_of
from lessons.progress import Progress
from lessons.scripts import canonical
from lessons.words import load
from pages.ui.lesson.log import Kept
from pages.ui.lesson.position import Stands
from pages.ui.session import run_cache as runs
from pages.ui.session.error_text import literal
from tests.held import held, hold
from tests.pages import fine, opened
from tests.test_lesson_page import at_step, revealed


def test_a_link_opens_any_step_in_projector_view() -> None:
    at = opened("lesson", lesson="L01", step="gap", view="projector")
    assert at.session_state["lesson_projector"] is True and held(at, "lesson_step") == "gap"
    at.toggle(key="lesson_projector").set_value(False).run()
    assert fine(at).session_state["lesson_projector"] is False


def test_the_address_follows_the_steps() -> None:
    at = at_step("L01", "letter")
    at.button(key="lesson_next").click().run()
    assert at.query_params["step"] in ("acked", ["acked"])
    at.button(key="lesson_back").click().run()
    assert fine(at).query_params["step"] in ("letter", ["letter"])


@pytest.mark.parametrize("id", ["L01", "L02"])
def test_a_lesson_opened_without_a_step_stays_at_its_first_though_its_address_is_read_again(id: str) -> None:
    at = opened("lesson", lesson=id)
    first = held(at, "lesson_step")
    assert f"{id}/{first}" in held(at, "log").done, "it is read, so done"
    del at.query_params["step"]
    assert held(fine(at.run()), "lesson_step") == first == steps_of(id)[0][1]


def test_a_run_goes_to_the_playground() -> None:
    at = at_step("L01", "read")
    at.radio[0].set_value("0").run()
    at.button(key="run_run").click().run()
    at.button(key="open_run").click().run()
    found = lesson("L01")
    assert found is not None
    assert held(fine(at), "desk").script == print_script(runs.scenario(canonical(found, "far")))


def test_predicting_again_locks_the_run_and_keeps_the_step_done() -> None:
    at = at_step("L01", "read")
    at.radio[0].set_value("1").run()
    at.button(key="run_run").click().run()
    revealed(at).button(key="again").click().run()
    assert at.button(key="run_run").disabled
    assert held(fine(at), "log") == Progress({"L01/read": "1"}, ("L01/read",))
    at.radio[0].set_value("0").run()
    at.button(key="run_run").click().run()
    told = [each.value for each in revealed(at).caption]
    assert literal(load("en")("lesson.predicted_before", said="1")) in told
    assert held(at, "log").answers == {"L01/read": "1"}, "the first stays"


def test_a_reason_stands_beside_the_outcome_letter_by_letter() -> None:
    at = at_step("L01", "read")
    at.radio[0].set_value("1").run()
    at.text_input(key="because_L01/read").set_value(" *n3* is near ").run()
    at.button(key="run_run").click().run()
    assert literal(load("en")("lesson.for_reason", said="*n3* is near")) in [each.value for each in fine(at).caption]


def test_the_end_tells_what_was_predicted_first_and_why_it_was_wrong() -> None:
    log = Progress()
    found = lesson("L01")
    assert found is not None
    for owner, name in needed("L01"):
        if found.step(name).kind == "predict":
            log = log.answered(f"{owner}/{name}", answers.question(found, found.step(name)).right)
        log = log.finished(f"{owner}/{name}")
    wrong = Progress({**log.answers, "L01/acked": "n1 n2 n3"}, log.done)
    at = at_step("L01", "letter")
    for progress, why in ((log, 0), (wrong, 1)):
        hold(at, Kept(progress=progress, heard=True))
        hold(at, Stands("L01", needed("L01")[-1][1], ("L01", "letter")))
        table = fine(at.run()).table[0].value
        assert len(table) == len(log.answers) and sum(one.startswith("✕") for one in table.iloc[:, 0]) == why
        assert len([one for one in at.expander if one.label.startswith("Why: ")]) == why


@pytest.mark.parametrize(("way", "after"), [("minutes_45", "L10"), ("L02,L15", "L15"), ("", "L03"), ("<b>,L99", "L03")])
def test_the_next_lesson_is_the_next_of_the_way_in_the_address(way: str, after: str) -> None:
    at = opened("lesson", lesson="L02", step=needed("L02")[-1][1], **({"way": way} if way else {}))
    at.button(key="lesson_next").click().run()
    assert held(fine(at), "lesson_id") == after
    assert at.query_params.get("way", "") in (way, [way]) if "<" not in way else "way" not in at.query_params


def test_a_question_comes_back_only_to_whoever_has_done_its_lesson() -> None:
    at = opened("lesson", lesson="L13", step="hello", way="minutes_45")
    buttons = [one.key for one in at.button if (one.key or "").startswith("step_")]
    done = tuple(f"{owner}/{name}" for owner, name in needed("L02"))
    hold(at, Kept(progress=Progress({}, done), heard=True))
    more = [one.key for one in fine(at.run()).button if (one.key or "").startswith("step_")]
    assert len(more) == len(buttons) + len(returning("L02")) > len(buttons)


def test_from_the_last_step_on_goes_to_the_next_lesson_or_to_the_map() -> None:
    for id in course().written:
        at = at_step(id, steps_of(id)[-1][1])
        after = course().next(id)
        if after is None:
            assert not at.button(key="lesson_end").disabled
        else:
            at.button(key="lesson_next").click().run()
            assert held(fine(at), "lesson_id") == after
            assert held(at, "lesson_step") == ordered(lesson(after))[0][1]  # type: ignore[arg-type]
