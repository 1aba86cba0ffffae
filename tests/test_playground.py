"""The playground through plain controls: what the stage can do, it does; what is wrong gets a sentence."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from engine.catalog.scenes import ORDER, PRESETS, SCENES, TOPICS
from lessons.words import languages, load
from pages.ui.playground import page, stories
from pages.ui.session.address import line
from pages.ui.session.story import Story
from pages.ui.session.undo import Desk
from pages.ui.stage import component
from tests.each import each
from tests.held import held, hold
from tests.pages import opened

EN = load("en")
RUN = "system quorum nodes=3 r=1 w=1; init x old"


def script(at: AppTest) -> list[str]:
    lines: list[str] = held(at, "desk").script.splitlines()
    return lines


def picture(at: AppTest) -> dict[str, Any]:
    """The picture on the stage: whole, since no browser has named one."""
    found = [each.proto for each in at.get("bidi_component") if each.proto.bytes]
    message: dict[str, Any] = json.loads(found[-1].bytes)
    how, whole = message["patch"]
    assert how == "v"
    payload: dict[str, Any] = whole
    return payload


def acts(monkeypatch: pytest.MonkeyPatch, at: AppTest, action: dict[str, Any]) -> AppTest:
    """A gesture on the stage."""
    with monkeypatch.context() as patch:
        patch.setattr(page, "stage", lambda *_, on_act, **__: on_act(action))
        at.run()
    return at.run()


def do(at: AppTest, verb: str, **fields: str) -> AppTest:
    at.selectbox(key="do_verb").select(verb).run()
    for name, value in fields.items():
        kind = at.selectbox if name in ("node", "peer") else at.text_input
        field = kind(key=f"do_{name}")
        field.set_value(value)
    return at.button(key="do").click().run()


def test_the_first_visit_has_a_run_on_stage_paused_before_it_goes_wrong() -> None:
    at = opened()
    assert not at.exception
    found = picture(at)
    asked = found["question"]
    assert asked["text"] == EN("scene_ask.first") and asked["choices"] == ["eggs", "milk"]
    assert asked["told"]["milk"].startswith("Right, “milk”") and asked["told"]["eggs"].startswith("You said “eggs”")
    assert "“milk”" in asked["plain"] and found["start"]["i"] < asked["i"]
    assert found["title"] == EN("scene.first") and found["setting"].startswith(EN("system.quorum"))
    broken = next(line for line in found["verdicts"] if line["check"] == "linearizable")["spans"][-1]
    assert found["start"]["t"] < broken["from"]


def test_cut_write_read_and_undo_by_plain_controls() -> None:
    at = opened(run=RUN)
    do(at, "cut", sides="n1 | n2 n3")
    do(at, "write", node="n2", key="x", value="new", client="bob")
    do(at, "read", node="n1", key="x", client="alice")
    assert [line.split(" ", 1)[1] for line in script(at)[2:]] == [
        "cut n1 | n2 n3",
        "write n2 x new by bob",
        "read n1 x by alice",
    ]
    outcomes = {line["check"]: line["spans"][-1]["outcome"] for line in picture(at)["verdicts"]}
    assert outcomes["linearizable"] == "broken" and outcomes["available"] == "kept"
    at.button(key="undo").click().run()
    assert len(script(at)) == 4
    at.button(key="redo").click().run()
    assert len(script(at)) == 5


def test_a_tick_counts_for_one_command_and_the_next_one_is_at_the_end_again() -> None:
    at = opened(run=f"{RUN}; 10 write n1 x a; 90 read n2 x")
    at.number_input(key="do_tick").set_value(40)
    do(at, "read", node="n3", key="x", client="alice")
    assert script(at)[2:] == ["10 write n1 x a", "41 read n3 x by alice"]
    assert at.number_input(key="do_tick").value is None
    do(at, "read", node="n1", key="x", client="bob")
    assert script(at)[3] == "41 read n3 x by alice" and script(at)[4].endswith("read n1 x by bob")


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize(
    "bad", ["10 wriet n1 x 1", "system quorum nodes=99", "system quorum w=7", '10 write n1 x "', "x" * 30_000, "\x00"]
)
def test_a_bad_link_gets_a_sentence_in_the_readers_language_and_the_first_scene_stays(lang: str, bad: str) -> None:
    at = opened(lang=lang, run=bad)
    assert not at.exception
    assert load(lang)("error.kept") in at.error[0].value
    assert script(at) == PRESETS["first"].splitlines()


def test_a_bad_script_leaves_the_last_good_run_and_says_where_it_is_wrong() -> None:
    at = opened(run=RUN)
    before = script(at)
    at.session_state["panels"] = "script"
    at.run()
    at.text_area(key="script_text").set_value("system quorum nodes=3\n10 write n7 x 1")
    at.button(key="run").click().run()
    assert script(at) == before
    assert "2" in at.error[0].value and "n7" in at.error[0].value


def test_a_run_that_would_never_end_is_given_up_in_words() -> None:
    at = opened(run="system quorum nodes=9 anti_entropy=1; latency 0; stop 1000000")
    assert not at.exception
    assert "20000" in at.error[0].value


def test_a_name_with_markup_is_refused_and_shown_as_text() -> None:
    at = opened(run=RUN)
    do(at, "write", node="n1", key="<b>x</b>", value="1", client="alice")
    assert not at.exception and at.error
    assert len(script(at)) == 2


@pytest.mark.parametrize("lang", languages())
def test_every_scene_opens_in_every_language(lang: str) -> None:
    at = opened(lang=lang)

    def opens(name: str) -> None:
        at.query_params["run"] = PRESETS[name].replace("\n", "; ")
        at.run()
        assert not at.exception and not at.error
        assert held(at, "desk").script == PRESETS[name]
        assert picture(at)["title"] == load(lang)(f"scene.{name}")

    each(PRESETS, opens)


def test_every_setting_of_the_scenes_system_can_be_opened() -> None:
    at = opened()
    at.session_state["system"] = True

    def set_to_seven(name: str) -> None:
        at.query_params["run"] = PRESETS[name].replace("\n", "; ")
        at.run()
        assert held(at, "desk").script == PRESETS[name]
        at.slider(key="set_nodes").set_value(7).run()
        assert not at.exception
        assert "nodes=7" in script(at)[0]

    each(PRESETS, set_to_seven)


def test_raft_is_set_and_driven_by_plain_controls() -> None:
    at = opened(run="system raft nodes=3 leader=n1")
    do(at, "campaign", node="n2")
    do(at, "heartbeat", node="n2")
    assert [line.split(" ", 1)[1] for line in script(at)[1:]] == ["campaign n2", "heartbeat n2"]
    at.session_state["system"] = True
    at.run()
    at.slider(key="set_election").set_value((150, 300)).run()
    at.selectbox(key="set_leader").set_value(None).run()
    assert not at.exception and script(at)[0] == "system raft nodes=3 election=150..300"
    at.slider(key="set_election").set_value((0, 300)).run()
    assert not at.exception and script(at)[0] == "system raft nodes=3 election=0"
    at.selectbox(key="set_flush").set_value(50).run()
    assert not at.exception and script(at)[0] == "system raft nodes=3 election=0 flush=50"


def test_another_protocol_keeps_what_it_understands() -> None:
    at = opened(run="system quorum nodes=4 home=n1,n2,n3 sloppy=yes; 10 write n1 x 1; 20 handoff n4")
    at.session_state["system"] = True
    at.run()
    at.selectbox(key="set_protocol").select("multi_value").run()
    assert script(at) == ["system multi_value nodes=4", "10 write n1 x 1"]


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("tab", ["controls", "nodes", "history", "steps", "script"])
def test_every_tab_opens_in_every_language(lang: str, tab: str) -> None:
    at = opened(lang=lang)
    at.session_state["panels"] = tab
    at.run()
    assert not at.exception
    assert bool(at.dataframe) is (tab in ("nodes", "history", "steps"))


@pytest.mark.parametrize("popover", ["system", "scenes"])
def test_every_popover_opens(popover: str) -> None:
    at = opened()
    at.session_state[popover] = True
    assert not at.run().exception


def test_what_stands_in_a_link_is_never_markdown() -> None:
    at = opened(run="![x](http://127.0.0.1/spy)")
    assert "![" not in at.error[0].value and r"\!\[x\]" in at.error[0].value


def test_every_scene_is_offered_under_one_topic() -> None:
    assert sorted(name for names in TOPICS.values() for name in names) == sorted(PRESETS)
    placed = [name for names in ORDER for name in names]
    assert len({*placed}) == len(placed) and {*placed} <= {*PRESETS}
    assert TOPICS["agreement"][:4] == ("raft", "deposed", "last_seat", "fencing")
    assert {"chain", "old_tail"} <= {*TOPICS["agreement"][4:]}, "those without a place come last"


@pytest.mark.parametrize("asked", ["retry", "retries", "RETRYING", "重试"])
def test_a_scene_is_found_whatever_the_ending_of_a_word(asked: str) -> None:
    at = opened(**({"lang": "zh"} if asked == "重试" else {}))
    at.session_state["scenes"] = True
    at.run()
    at.text_input(key="scenes_search").set_value(asked).run()
    assert "scene_retry_storm" in [one.key for one in at.button]


def test_a_scene_is_found_by_its_promise_by_what_to_look_at_and_by_its_system() -> None:
    at = opened()
    at.session_state["scenes"] = True
    at.run()
    for asked, scene in (("linearizable", "first"), ("queues", "metastable"), ("raft", "raft")):
        at.text_input(key="scenes_search").set_value(asked).run()
        assert f"scene_{scene}" in [one.key for one in at.button]


@pytest.mark.parametrize("kind", ["scene", "exhibit", "mistake", "mended"])
def test_a_link_to_what_is_not_there_gets_a_sentence_and_the_first_scene(kind: str) -> None:
    at = opened(**{kind: "nowhere"})
    assert [one.value for one in at.error] == [load("en")("toolbar.unknown")]
    assert script(at) == PRESETS["first"].splitlines()


def test_a_scene_is_opened_from_its_topic() -> None:
    at = opened()
    at.session_state["scenes"] = True
    at.run()
    at.text_input(key="scenes_search").set_value("two leaders only one COMMIT").run()
    assert [one.key for one in at.button if (one.key or "").startswith("scene_")] == [
        "scene_back", "scene_raft", "scene_forward",
    ]  # fmt: skip
    at.button(key="scene_raft").click().run()
    assert script(at) == PRESETS["raft"].splitlines()
    assert not at.session_state["scenes"]


UNREADABLE = ("system quorum nodes=99", "10 wriet n1 x 1", "system", "\0", "x" * 1_000_000)


def resumed(at: AppTest, text: str) -> AppTest:
    """The browser tells of a run that this session does not know."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page, "stage", lambda *_, on_resume, **__: on_resume(text, None))
        at.run()
    return at.run()


@pytest.mark.parametrize("lang", languages())
def test_a_run_that_the_browser_shows_and_nobody_can_read_leaves_all_as_it_was(lang: str) -> None:
    at = do(opened(run=RUN, lang=lang), "write", node="n2", key="x", value="new", client="bob")
    before = held(at, "desk")
    assert len(before.past) == 1
    for text in UNREADABLE:
        resumed(at, text)
        assert not at.exception and held(at, "desk") == before, text
        assert held(at, "notice").endswith(load(lang)("error.kept")) and at.error, text


def test_one_that_can_be_read_goes_on_without_what_was_before() -> None:
    at = resumed(opened(run=RUN), "system quorum nodes=5; 10 read n5 x")
    assert held(at, "desk") == Desk("system quorum nodes=5\n10 read n5 x\n") and not at.error


def test_what_is_no_text_is_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[tuple[str, Any]] = []
    for told in (None, 7, ["system quorum"], "system quorum", {"run": 7}, {"desk": 7}, {"run": "x"}):
        monkeypatch.setattr(component, "_told", lambda key, name, told=told: told)
        component._forgotten("stage", lambda run, desk: heard.append((run, desk)))
    assert heard == [("x", None)]


def test_tables_and_closer_looks_follow_the_stage_and_say_which_moment_they_show() -> None:
    at = opened(scene="merkle")
    assert at.session_state["panels"] == "closer" and at.session_state["view"] == "merkle"
    moment = [one.value for one in at.caption if one.value == EN("panels.moment", tick=70)]
    assert moment and picture(at)["clock"] == picture(at)["start"]["i"]
    hold(at, page.Playground(stands=(held(at, "desk").script, 0)))
    at.run()
    assert [one.value for one in at.caption if one.value == EN("panels.moment", tick=0)]
    assert picture(at)["clock"] == 0
    at.session_state["panels"] = "controls"
    assert picture(at.run())["clock"] is None


def test_a_link_opens_a_scene_an_exhibit_and_a_common_mistake_with_their_story() -> None:
    for kind, name in (("scene", "cp"), ("exhibit", "bridge"), ("mistake", "B08"), ("mended", "B08")):
        at = opened(**{kind: name})
        told = stories.told(EN, Story(kind, name))
        assert not at.exception and not at.error
        assert picture(at)["story"] == told and picture(at)["title"] == told["title"]
        assert (picture(at)["question"] is not None) == (kind == "scene")


def test_a_story_stays_while_its_run_is_acted_on_and_goes_when_another_is_opened(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at = opened(scene="cp")
    says = picture(at)["story"]["says"]
    do(at, "crash", node="n1")
    assert picture(at)["story"]["name"] == "cp" and picture(at)["story"]["says"] == says
    assert picture(at)["question"]["changed"] and picture(at)["question"]["plain"] == EN("question.changed")
    acts(monkeypatch, at, {"verb": "crash", "node": "n3", "tick": 59})
    assert picture(at)["story"]["name"] == "cp" and picture(at)["story"]["says"] == EN("story.changed")
    at.query_params["run"] = RUN
    assert picture(at.run())["story"] is None
    at.button(key="undo").click().run()
    at.button(key="undo").click().run()
    assert picture(at)["story"]["name"] == "cp" and picture(at)["story"]["says"] == says


def test_who_acts_before_answering_finds_the_question_again_and_no_branch(monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened(scene="first")
    asked = picture(at)["question"]
    acts(monkeypatch, at, {"verb": "crash", "node": "n3", "tick": 59})
    assert picture(at)["question"]["changed"] and not held(at, "desk").branches
    assert picture(at)["question"]["plain"] == EN("question.dropped"), "alice's read at 60 is no longer in the run"
    anew = opened(scene="first", run=line(held(at, "desk").script))
    assert picture(anew)["question"] == picture(at)["question"], "loaded anew, the page still knows of it"
    at.button(key="undo").click().run()
    assert picture(at)["question"] == asked
    at.button(key="redo").click().run()
    acts(monkeypatch, at, {"verb": "ask"})
    assert picture(at)["question"] == asked and picture(at)["start"]["t"] == SCENES["first"].at
    at.button(key="undo").click().run()
    acts(monkeypatch, at, {"verb": "crash", "node": "n4", "tick": 40})
    assert len(held(at, "desk").branches) == 1, "what a learner has made is kept"


def test_the_change_that_a_scene_offers_opens_its_run_and_scenes_follow_each_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at = opened(scene="first")
    acts(monkeypatch, at, {"verb": "flip"})
    assert script(at) == (stories.flipped(SCENES["first"]) or "").splitlines()
    assert picture(at)["story"]["name"] == "first" and picture(at)["question"]["choices"] == []
    acts(monkeypatch, at, {"verb": "scene"})
    assert script(at) == PRESETS["cp"].splitlines()
    acts(monkeypatch, at, {"verb": "scene", "back": True})
    assert script(at) == PRESETS["first"].splitlines()
