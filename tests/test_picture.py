"""The picture: every code that a run can produce has words in both languages, and its facts are the trace's."""

from __future__ import annotations

import json
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.catalog.scenes import PRESETS
from engine.model import Scenario, System
from engine.protocols import PROTOCOLS
from engine.run.simulation import run
from engine.script import parse, print_script
from lessons.words import languages, load
from pages.ui.playground import tables
from pages.ui.session import run_cache as runs
from pages.ui.stage import frame
from pages.ui.stage.picture import paint
from tests.each import each
from tests.strategies import every_protocol, scenarios

SYSTEMS = every_protocol(
    System("quorum", 3, (("version", "hybrid"), ("write_back", True))),
    System("causal", 3, (("client_context", "refuse"),)),
    System("quorum", 3, (("read_repair", True), ("anti_entropy", 40))),
    System("quorum", 4, (("home", ("n1", "n2", "n3")), ("sloppy", True), ("handoff", 40))),
    System("quorum", 3, (("version", "logical"), ("write_back", True), ("tombstones", False))),
    System("multi_value", 3, (("resolver", "lww"), ("anti_entropy", 40))),
    System("multi_value", 3, (("versions", "vv"),)),
    System("primary", 3, (("copy", "async"),)),
    System("primary", 3, (("copy", "sync"), ("fallback", "n3"), ("handoff", 40), ("lease", 50))),
    System("primary", 3, (("copy", "cache"), ("ttl", 30), ("stale_if_error", True))),
    System("primary", 3, (("copy", "async"), ("read", "primary"), ("flaw", ("first_replica", "skip_deleted")))),
    System("causal", 3, (("anti_entropy", 40),)),
    System("causal", 3, (("hold_back", False), ("converge", False))),
    System("raft", 3, (("read", "read_index"), ("election", (40, 80)), ("heartbeat", 20))),
    System("partition_aware", 3, (("heartbeat", 30), ("misses", 1))),
    System("partition_aware", 3, (("heartbeat", 30), ("misses", 1), ("minority", "refuse"), ("retry", 20))),
    System("partition_aware", 3, (("heartbeat", 30), ("misses", 1), ("minority", "serve"), ("batch", 1))),
    System("majority_lock", 3, (("lease", 30), ("acquire", 40))),
    System("majority_lock", 4, (("home", ("n1", "n2", "n3")), ("lock", ("n4",)), ("lease", 0), ("fencing", False))),
    System("raft", 3, (("leader", "n2"), ("election", (20, 60)))),
    System("chain", 3, (("read", "any"),)),
)
RUNS = st.sampled_from(SYSTEMS).flatmap(lambda system: scenarios(system, lossy=True, stop=300))


@settings(max_examples=50, deadline=None)
@given(RUNS, st.sampled_from(languages()))
def test_every_run_can_be_told_in_every_language(scenario: Scenario, lang: str) -> None:
    trace = run(scenario)
    picture = paint(trace, load(lang))
    json.dumps(picture)
    assert len(picture["events"]) == len(trace.events)
    for table in (tables.truth, tables.belief):
        assert len(table(trace, trace.last, load(lang))) == scenario.system.nodes


@settings(max_examples=30, deadline=None)
@given(RUNS)
def test_messages_and_states_are_the_traces(scenario: Scenario) -> None:
    trace = run(scenario)
    picture = paint(trace, load("en"))
    for told, (message, sent, _) in zip(picture["messages"], trace.messages(), strict=True):
        assert (told["name"], told["sent"], told["e0"]) == (message.name, message.sent, sent)
    for node, states in picture["node_states"].items():
        assert [state["i"] for state in states] == sorted({state["i"] for state in states})
        assert states[-1]["up"] is (node not in trace.network(trace.last).down)


def test_every_scene_parses_within_the_limits_of_the_app_and_says_what_it_implies() -> None:
    def implied(case: tuple[str, str]) -> None:
        picture = frame.framed(print_script(parse(PRESETS[case[0]])), load(case[1]))
        assert picture["implies"]["text"] and picture["setting"] and picture["words"]

    each(product(PRESETS, languages()), implied)


def outcomes(name: str) -> dict[str, str]:
    picture = runs.picture(print_script(parse(PRESETS[name])), "en")
    return {line["check"]: line["spans"][-1]["outcome"] for line in picture["verdicts"]}


def test_the_scenes_show_what_their_names_say() -> None:
    assert outcomes("first")["linearizable"] == "broken"
    assert (outcomes("cp")["linearizable"], outcomes("cp")["available"]) == ("kept", "broken")
    assert (outcomes("ap")["linearizable"], outcomes("ap")["available"]) == ("broken", "kept")
    assert (outcomes("ca")["linearizable"], outcomes("ca")["available"]) == ("kept", "broken")
    assert (outcomes("base")["available"], outcomes("base")["converged"]) == ("kept", "kept")
    assert outcomes("failover")["linearizable"] == "broken"
    assert (outcomes("causal")["linearizable"], outcomes("causal")["converged"]) == ("broken", "kept")
    assert (outcomes("raft")["linearizable"], outcomes("raft")["available"]) == ("kept", "broken")
    assert (outcomes("raft")["converged"], outcomes("raft")["durable"]) == ("kept", "kept")
    assert outcomes("deposed")["linearizable"] == "broken"


def test_roles_terms_and_logs_are_on_the_stage_and_in_the_table() -> None:
    script = print_script(parse(PRESETS["raft"]))
    picture, trace = runs.picture(script, "en"), runs.trace(script)
    at = {
        name: [state for state in states if state["i"] <= trace.at(145)][-1]
        for name, states in picture["node_states"].items()
    }
    assert [(at[name]["role"], at[name]["term"]) for name in ("n1", "n2", "n3")] == [
        ("leader", 1), ("follower", 1), ("leader", 2),
    ]  # fmt: skip
    assert at["n1"]["log"] == "✓1 T1 ∅ | ✓2 T1 balance = 120 | 3 T1 balance = 20"
    assert at["n2"]["belief"] == "believes: n1 leads"
    column = tables.belief(trace, trace.at(145), load("en"))[load("en")("column.log")]
    assert column[2] == "✓1 T1 ∅ | ✓2 T1 balance = 120 | ✓3 T2 ∅ | ✓4 T2 balance = 150"
    assert {"campaign", "heartbeat"} <= set(picture["can"]["verbs"])


def test_an_answer_counts_once_a_node_however_often_it_comes() -> None:
    text = "system raft nodes=5 leader=n1; link n1-n3 n1-n4 n1-n5 latency=50; 5 write n1 x 1; 8 heartbeat n1"
    counted = paint(run(parse(text)), load("en"))["operations"][0]["counted"]
    assert [one["node"] for one in counted] == ["n2", "n3", "n4", "n5"]


def test_who_knows_of_no_leader_says_so() -> None:
    picture = paint(run(parse("system raft nodes=3; 5 write n1 x 1")), load("en"))
    assert picture["node_states"]["n1"][-1]["belief"] == "knows no leader"
    assert "knows of none" in (picture["operations"][0]["reason"] or "")


def test_what_a_node_holds_back_is_on_it_with_what_it_waits_for() -> None:
    script = print_script(parse(PRESETS["causal"]))
    states = runs.picture(script, "en")["node_states"]["n3"]
    assert [state["waiting"] for state in states] == [[], ["answer = yes from n2 waits for write 1 of n1"], []]
    assert states[1]["belief"] == "holds back 1: waits for write 1 of n1"
    trace = runs.trace(script)
    assert tables.belief(trace, trace.at(60), load("en"))["holds back"].tolist() == ["", "", states[1]["waiting"][0]]


def test_a_stale_read_is_marked_and_explained() -> None:
    picture = runs.picture(print_script(parse(PRESETS["first"])), "en")
    read = picture["operations"][-1]
    assert read["note"] == "stale"
    assert read["why"] and [code for code, _ in read["why"]["rows"]] == ["asked", "returned", "rule", "it missed"]


def test_markup_in_a_value_stays_text() -> None:
    text = 'system quorum nodes=2; 10 write n1 x "<img src=x onerror=alert(1)>" by alice'
    told = paint(run(parse(text)), load("en"))["operations"][0]["text"]
    assert told == "write x = <img src=x onerror=alert(1)>"


def test_what_was_deleted_and_purged_everywhere_is_not_stale() -> None:
    """In the scene the first purge comes too early and a read is wrong; the second one leaves nothing to be behind."""
    picture = runs.picture(print_script(parse(PRESETS["purged"])), "en")
    assert [one["note"] for one in picture["operations"] if one["kind"] == "read"] == ["stale", None]
    ends = [picture["cells"][node]["photo"][-1] for node in ("n1", "n2", "n3")]
    assert [(one["values"], one["standing"]) for one in ends] == [([], "current")] * 3


def test_what_ends_where_it_begins_waits_for_nobody() -> None:
    """A read that a cut-off node answers from its own copy has no arc; one that asks others has."""
    text = "system partition_aware nodes=3 r=2 w=2 heartbeat=20 misses=1\n5 cut n1 | n2 n3\n"
    text += "100 read n1 x by alice as r1\n100 read n2 x by bob as r2\nstop 200\n"
    needs = {op["id"]: op["need"] for op in paint(run(parse(text)), load("en"))["operations"]}
    assert needs == {"r1": 0, "r2": 2}


def test_three_sides_stand_below_each_other_where_it_is_narrow() -> None:
    text = "system quorum nodes=5 r=1 w=2\n20 cut n1 | n2 | n3 n4 n5\n40 heal n1-n2\n"
    places = {node["id"]: node["narrow"] for node in paint(run(parse(text)), load("en"))["nodes"]}
    assert places == {"n1": [0, 0], "n2": [1, 0], "n3": [0.5, 0.5], "n4": [0, 1], "n5": [1, 1]}
    two = paint(run(parse("system quorum nodes=3 r=1 w=2\n20 cut n1 | n2 n3\n")), load("en"))
    assert [node["narrow"] for node in two["nodes"]] == [None, None, None]


def test_who_lacks_a_write_is_stale_only_where_it_is_older() -> None:
    """Both write while they are cut: neither is newer. n3 has nothing but what n1 then replaces: it is older."""
    text = (
        """system multi_value nodes=3; init x 0; 5 cut n1 | n2 | n3; 10 write n1 x a by alice; 20 write n2 x b by bob"""
    )
    cells = paint(run(parse(text)), load("en"))["cells"]
    assert [cells[node]["x"][-1]["standing"] for node in ("n1", "n2", "n3")] == ["concurrent", "concurrent", "stale"]
    lww = paint(run(parse(text.replace("multi_value nodes=3", "quorum nodes=3 r=1 w=1"))), load("en"))["cells"]
    assert [lww[node]["x"][-1]["standing"] for node in ("n1", "n2", "n3")] == ["stale", "current", "stale"]


def test_where_half_is_cut_from_half_there_is_no_majority() -> None:
    sides = [
        [[side["role"] for side in span["groups"]] for span in paint(run(parse(text)), load("en"))["groups"]]
        for text in ("system quorum nodes=4; 5 cut n1 n2 | n3 n4; 9 read n1 x", "5 cut n1 | n2 n3; 9 read n1 x")
    ]
    assert sides == [[["no_majority", "no_majority"]], [["minority", "majority"]]]


def test_a_gateway_that_comes_back_is_told_of_in_front_of_any_system() -> None:
    def comes_back(protocol: str) -> None:
        told = paint(run(parse(f"system {protocol} nodes=3\ngateway g1\n10 crash g1\n20 recover g1")), load("en"))
        assert any(event["lane"] == "g1" and event["t"] == 20 for event in told["events"])

    each(PROTOCOLS, comes_back)


def test_who_leads_how_far_a_clock_is_ahead_and_what_a_link_loses_is_in_it() -> None:
    script = "system raft nodes=3 leader=n1\n10 skew n2 -40\n20 lose n1-n2 0.25\n30 lose n1>n2 0\n40 crash n1"
    told = paint(run(parse(script)), load("en"))
    ticks = {event: told["events"][event]["t"] for event in range(len(told["events"]))}
    assert [(ticks[one["i"]], one["leads"], one["up"]) for one in told["node_states"]["n1"]] == [
        (0, True, True),
        (40, True, False),
    ]
    assert [(ticks[one["i"]], one["skew"]) for one in told["node_states"]["n2"]][-1] == (10, -40)
    assert [(one["from"], one["to"], one["link"], one["text"]) for one in told["slow"]] == [
        (20, 30, "n1-n2", "loses 25 %"),
        (30, None, "n1-n2", "loses 25 %"),
    ]
