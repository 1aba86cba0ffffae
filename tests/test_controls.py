"""The plain controls and the settings of the system follow the scene, offer what can be done, and refuse in words."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from engine.catalog.scenes import PRESETS
from engine.protocols import PROTOCOLS
from engine.run.simulation import run
from engine.script import parse, print_script
from lessons.words import languages, load
from pages.ui.playground import system_panel
from tests.each import each
from tests.pages import fine, opened
from tests.test_playground import do, picture, script

EN = load("en")
RUN = "system quorum nodes=3 r=1 w=1; init x old"
SERVICES = "system service nodes=3"


def opens(at: AppTest, run_: str) -> AppTest:
    at.query_params["run"] = run_.replace("\n", "; ")
    return fine(at.run())


def test_keys_and_clients_are_those_of_the_scene_that_is_open() -> None:
    at = opened()
    assert at.text_input(key="do_key").value == picture(at)["key"] == "basket"

    def follows(name: str) -> None:
        opens(at, PRESETS[name])
        shown = picture(at)
        if "write" not in shown["can"]["verbs"]:
            return
        assert at.text_input(key="do_key").value in shown["keys"], name
        at.button(key="do").click().run()
        written = [line for line in script(at) if line[0].isdigit()][-1]
        assert not at.error and written.split()[3] in shown["keys"], name

    each([name for name in PRESETS if "gateway" not in PRESETS[name]], follows)


def test_what_was_typed_stays_while_the_scene_stays() -> None:
    at = opened(run=RUN)
    do(at, "write", node="n1", key="mine", value="1", client="zoe")
    do(at, "read", node="n2")
    assert script(at)[-1].endswith("read n2 mine by zoe")
    opens(at, "system quorum nodes=5; init y 1; 10 read n2 y by dora")
    do(at, "read", node="n3")
    assert script(at)[-1].endswith("read n3 y by dora")


def test_a_value_that_is_left_empty_counts_up() -> None:
    at = opened(run=RUN)
    for value in ("v2", "v3"):
        do(at, "write", node="n1")
        assert script(at)[-1].split(" ", 1)[1] == f"write n1 x {value} by alice"


def test_loss_skew_and_a_wiped_disk_are_plain_fields() -> None:
    at = opened(run=RUN)
    at.selectbox(key="do_verb").select("lose").run()
    at.number_input(key="do_loss").set_value(25)
    do(at, "lose", link="n1-n2")
    at.selectbox(key="do_verb").select("skew").run()
    at.number_input(key="do_offset").set_value(-40)
    do(at, "skew", node="n2")
    at.selectbox(key="do_verb").select("crash").run()
    at.checkbox(key="do_wipe").check()
    do(at, "crash", node="n3")
    assert [line.split(" ", 1)[1] for line in script(at)[2:]] == ["lose n1-n2 0.25", "skew n2 -40", "crash n3 wipe"]


BAD = {
    "write": {"node": "n1", "key": " "},
    "read": {"node": "n1", "key": "X", "client": "a b"},
    "delete": {"node": "n1", "key": "<b>"},
    "cut": {"sides": ""},
    "heal": {"sides": "n1 | n9"},
    "slow": {"link": ""},
    "lose": {"link": "n1"},
    "hold": {"message": ""},
    "drop": {"message": "n1>n2"},
    "release": {"message": "first"},
    "duplicate": {"message": "n1>n2.99"},
    "sync": {"node": "n1", "peer": "n1"},
    "purge": {"node": "n1", "key": ""},
}


@pytest.mark.parametrize("lang", languages())
def test_what_cannot_be_done_is_told_by_what_was_pressed_never_by_a_line(lang: str) -> None:
    words = load(lang)
    at = opened(run=RUN, lang=lang)

    def refused(verb: str) -> None:
        do(at, verb, **BAD[verb])
        said = at.error[0].value
        assert said.startswith(words("error.act", act=words(f"verb.{verb}"), what="")[:8]), said
        assert not any(word in said for word in ("None", "Line", "column", "第", words("expected.end"))), said
        assert len(script(at)) == 2

    each(BAD, refused)


@pytest.mark.parametrize("lang", languages())
def test_services_offer_a_call_only_through_a_gateway(lang: str) -> None:
    at = opened(run=SERVICES, lang=lang)
    offered = at.selectbox(key="do_verb").options
    assert load(lang)("verb.call") not in offered and load(lang)("verb.write") not in offered
    assert any(load(lang)("stage.hint_gateway") in one.value for one in at.caption)
    opens(at, f"{SERVICES}; gateway g1")
    at.selectbox(key="do_verb").select("call").run()
    at.button(key="do").click().run()
    assert not at.error and script(at)[-1].split(" ", 1)[1].startswith("call g1 a by ")


@pytest.mark.parametrize("scene", ["first", "ap", "raft"])
def test_services_chosen_in_system_are_called_through_a_gateway(scene: str) -> None:
    at = opened(run=PRESETS[scene].replace("\n", "; "))
    at.session_state["system"] = True
    at.run()
    at.selectbox(key="set_protocol").select("service").run()
    assert not at.exception and not at.error
    assert "gateway g1" in script(at) and any(" call g1 a" in line for line in script(at))
    assert {op["status"] for op in picture(at)["operations"]} == {"ok"}
    at.selectbox(key="set_protocol").select("quorum").run()
    assert not at.exception and not at.error and not any(" call " in line for line in script(at))


def test_every_scene_goes_on_under_every_protocol() -> None:
    def goes_on(name: str) -> None:
        for protocol in PROTOCOLS:
            changed = system_panel.run_by(parse(PRESETS[name]), protocol)
            assert run(parse(print_script(changed))).scenario.system.protocol == protocol

    each(PRESETS, goes_on)


@pytest.mark.parametrize("protocol", sorted(PROTOCOLS))
def test_the_system_opens_with_few_fields_and_says_what_its_numbers_do(protocol: str) -> None:
    at = opened(run=f"system {protocol} nodes=3")
    at.session_state["system"] = True
    at.run()
    inside = {id(one) for box in at.expander for kind in KINDS for one in getattr(box, kind)}
    fields = [one for kind in KINDS for one in getattr(at, kind) if str(one.key).startswith("set_")]
    assert len([one for one in fields if id(one) not in inside]) <= 9
    said = [one.value for one in at.caption]
    assert all(EN(f"toolbar.{name}_help") in said for name in ("nodes", "latency", "timeout"))


KINDS = ("selectbox", "slider", "number_input", "toggle", "multiselect", "button_group")


def test_with_fewer_nodes_those_that_are_gone_are_named_no_more() -> None:
    at = opened(run="system majority_lock nodes=6 home=n4,n6 lock=n1,n2,n6")
    at.session_state["system"] = True
    at.run()
    assert at.multiselect(key="set_lock").value == ["n1", "n2", "n6"]
    for nodes, left in ((4, "home=n4 lock=n1,n2"), (3, "lock=n1,n2")):
        at.slider(key="set_nodes").set_value(nodes).run()
        assert script(at)[0] == f"system majority_lock nodes={nodes} {left}"
