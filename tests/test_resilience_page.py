"""The resilience page: every scene in both languages, settings that write the script, what is refused, the crowd."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from engine.availability.gateway import SETTINGS
from engine.catalog.scenes import PRESETS, TOPICS
from engine.resilience import CURES, Crowd, breakers, walks
from engine.run.simulation import Overrun, run
from engine.script import parse, print_script
from engine.trace import Trace
from lessons.words import languages, load
from pages.ui.playground import gateway_settings as gateways
from pages.ui.resilience import FIRST, Guarded, breaker, cures, many, over_time, timeline, walk
from pages.ui.session import run_cache as runs
from tests.held import held, hold
from tests.pages import fine, opened

SCENES = {name: PRESETS[name] for name in TOPICS["resilience"]}


def numbers(at: AppTest) -> dict[str, str]:
    return {each.label: each.value for each in at.metric}


@pytest.mark.parametrize("lang", languages())
def test_every_scene_is_shown(lang: str) -> None:
    at = opened("resilience", lang)
    for name, script in SCENES.items():
        fine(at.selectbox(key="guarded_scene").set_value(name).run())
        assert held(at, "guarded") == script
        assert at.query_params["run"] == "; ".join(script.splitlines())
    assert len(at.warning) == 1  # the last one was applied twice


def test_it_opens_with_something_going_wrong_at_the_moment_it_does() -> None:
    """Bob's read is asked at 120; n1 is given up at 200."""
    at = opened("resilience")
    assert [each.value for each in at.markdown if each.value.startswith("✕")]
    chosen = next(
        one for one in walks(run(parse(held(at, "guarded")))) if one.op.id == at.session_state["guarded_request"]
    )
    assert (chosen.op.id, chosen.op.status, walk.turn(chosen)) == ("r2", "degraded", 200)


def test_the_breaker_stands_as_it_did_where_the_stage_stands() -> None:
    at = opened("resilience")
    trace, words, request = run(parse(held(at, "guarded"))), load("en"), at.session_state["guarded_request"]
    for tick, state in ((200, "closed"), (480, "open"), (10**6, "closed")):
        if tick != 200:  # there it begins
            event = trace.at(tick) if tick <= trace.end else tick
            hold(at, Guarded((held(at, "guarded"), request, event)))
            fine(at.run())
        told = words("panels.moment", tick=trace.events[trace.at(tick)].tick)
        assert [one.value for one in at.caption if one.value == told]
        assert any(one.value.startswith(f"**store** is {state}") for one in at.markdown), state


def test_a_request_that_goes_well_begins_where_it_was_asked() -> None:
    """w3 is stopped by the breaker at once, r5 is answered by n1."""
    turns = {one.op.id: walk.turn(one) for one in walks(run(parse(SCENES["fast_failure"])))}
    assert (turns["r1"], turns["w3"], turns["r5"]) == (10, 480, 880)


def test_the_numbers_are_the_engines() -> None:
    at = opened("resilience", run="; ".join(SCENES["fast_failure"].splitlines()))
    found = numbers(at)
    assert (found["Requests"], found["Attempts"], found["Backend hits"]) == ("6", "5", "4")
    assert (found["Success rate"], found["CAP availability"], found["Uptime"]) == ("83 %", "33 %", "100 %")
    told = [each.value for each in at.markdown if each.value.startswith("✕")]
    assert len(told) == 2 and "Linearizable" in told[0] and "r2" in told[0] and "degraded" in told[1]
    at.selectbox(key="guarded_scene").set_value("dead_instance").run()
    assert not any(each.value.startswith("✕") for each in at.markdown)
    assert numbers(at)["Detection delay"] == "50 ms"
    at.selectbox(key="guarded_scene").set_value("gray_failure").run()
    assert numbers(at)["Detection delay"] == "–"


def test_a_setting_writes_the_script_and_nonsense_is_refused_by_name() -> None:
    at = opened("resilience", run="; ".join(SCENES["applied_twice"].splitlines()))
    tune = at.session_state
    tune["guarded_tune"] = True
    fine(at.run())
    at.segmented_control(key="guard_group").set_value("retry").run()
    fine(at.toggle(key="guard_g1_idempotent").set_value(True).run())
    assert "idempotent" not in held(at, "guarded") and not at.warning
    fine(at.number_input(key="guard_g1_retries").set_value(0).run())
    assert "retries=0" in at.query_params["run"]
    before = held(at, "guarded")
    fine(at.number_input(key="guard_g1_attempt").set_value(0).run())
    assert "attempt" in at.error[0].value and held(at, "guarded") == before


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize(
    "line", ["gateway g1 threshold=0", "gateway g1 retries=-1", "gateway g1 window=2", "gateway g1; 5 behave n9 error"]
)
def test_a_bad_link_is_told_and_the_last_good_run_stays(line: str, lang: str) -> None:
    at = opened("resilience", lang)
    at.query_params["run"] = f"system service nodes=1; {line}"
    fine(at.run())
    assert len(at.error) == 1 and held(at, "guarded") == SCENES[FIRST]


def test_a_run_without_a_gateway_gets_one() -> None:
    at = opened("resilience", run="system quorum nodes=3; 10 write n1 x 1 by alice")
    assert len(at.info) == 1
    fine(at.button(key="guard_add").click().run())
    assert "gateway g1" in held(at, "guarded")
    assert not at.metric or numbers(at)["Requests"] == "0"


def test_the_playground_offers_the_gateway_too() -> None:
    at = opened(run="system quorum nodes=3; gateway g1; 10 read g1 x by alice")
    at.session_state["system"] = True
    fine(at.run())
    at.segmented_control(key="set_g1_group").set_value("fallback").run()
    fine(at.segmented_control(key="set_g1_g1_fallback").set_value("default").run())
    assert "gateway g1 fallback=default" in held(at, "desk").script


def test_a_setting_at_its_default_is_not_written() -> None:
    scenario = parse("system service nodes=1; gateway g1 retries=5; gateway g2")
    changed = gateways.with_setting(scenario, "g1", "retries", 3)
    assert [one.settings for one in changed.gateways] == [(), ()]
    changed = gateways.with_setting(scenario, "g2", "jitter", False)
    assert [one.settings for one in changed.gateways] == [(("retries", 5),), (("jitter", False),)]


def test_every_setting_has_its_group_and_its_words() -> None:
    grouped = [name for names in gateways.GROUPS.values() for name in names]
    assert sorted(grouped) == sorted(SETTINGS)
    for lang in languages():
        for name in SETTINGS:
            assert load(lang).has(f"setting.gateway_{name}") and load(lang).has(f"setting_help.gateway_{name}")


def test_a_crowd_shown_above_is_the_run_of_the_page() -> None:
    at = opened("resilience")
    fine(at.slider(key="many_clients").set_value(20).run())
    fine(at.button(key="many_open_False").click().run())
    assert held(at, "guarded").count(" call g1 a by ") == 20
    assert numbers(at)["Requests"] == "20"


def test_the_figures_hold_what_the_walks_hold() -> None:
    trace, words = run(parse(SCENES["fast_failure"])), load("en")
    walked = walks(trace)
    drawn = timeline.figure(words, trace, "g1", walked, dark=False)
    by_name = {each.name: len(each.x) for each in drawn.data if each.type == "scatter" and each.name}
    assert by_name == {"answered": 2, "no answer in time": 3, "stopped by a breaker": 5, "fallback": 3}
    assert list(drawn.layout.yaxis.ticktext)[:3] == ["✓ r1", "△ r2", "△ r3"]
    assert list(drawn.layout.yaxis.ticktext)[6:] == ["breaker store", "n3: truth", "n4: truth", "n5: truth"]
    assert [walk.mark(step) for step in walked[1].steps] == ["…", "·", "…", "△"]
    token = [span.state for span in breakers(trace, "g1")["store"]]
    assert token == ["closed", "open", "half_open", "closed"]
    state = trace.state("g1", trace.at(500)).breakers["store"]
    config = type("Config", (), {"threshold": 3, "cooldown": 400, "probes": 1})()
    said = [note.text for note in breaker.diagram(words, state, config, dark=True).layout.annotations]
    assert "● OPEN" in said and "○ CLOSED" in said and "○ HALF-OPEN" in said


def test_stretches_are_round_and_never_too_many() -> None:
    assert [over_time.round_width(end, 30) for end in (0, 30, 31, 520, 670, 920)] == [1, 1, 2, 20, 50, 50]
    assert over_time.round_width(1_000_000, 60) == 20_000


def test_both_charts_of_a_crowd_hold_all_attempts() -> None:
    asked = Crowd(clients=20, spread=0, outage=300)
    for jitter in (False, True):
        found = many.storm(asked, jitter, 50)
        drawn = many.figure(load("en"), asked, found.buckets, (found.end, 40, 50), dark=False)
        assert [sum(bars.y) for bars in drawn.data] == [20, found.counts.retries]


def test_a_cure_whose_run_is_longer_than_a_page_shows_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    trace = runs.trace(print_script(parse(PRESETS["metastable"])))
    usual = runs.trace

    def short(script: str) -> Trace:
        if "backoff=100" in script:
            raise Overrun(1, 1)
        return usual(script)

    monkeypatch.setattr(runs, "trace", short)
    shown = list(cures.table(load("en"), trace)[load("en")("cures.setting")])
    assert shown == [load("en")("cures.as_it_is"), *(cure for cure in CURES if cure != "backoff=100")]
