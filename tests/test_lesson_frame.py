"""Around a lesson's steps: projector view, the way to the playground, predicting again, forgetting, next lesson."""

from __future__ import annotations

from engine.script import print_script
from lessons.course import course
from lessons.loader import lesson, steps_of
from lessons.progress import Progress
from lessons.scripts import canonical
from pages.ui.session import run_cache as runs
from tests.held import held
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
    assert held(fine(at), "log") == Progress({}, ("L01/read",))


def test_from_the_last_step_on_goes_to_the_next_lesson_or_to_the_map() -> None:
    for id in course().written:
        at = at_step(id, steps_of(id)[-1][1])
        after = course().next(id)
        if after is None:
            assert not at.button(key="lesson_end").disabled
        else:
            at.button(key="lesson_next").click().run()
            assert held(fine(at), "lesson_id") == after
            assert held(at, "lesson_step") == steps_of(after)[0][1]
