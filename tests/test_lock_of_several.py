"""The lock of several nodes: a majority grants it within the lease, each by its own clock; its tokens; what breaks it.

Rules of this file
* A message takes 10 ticks, between n4 and n5 it takes 40. All was worked out by hand before it was run.
* alice at n5 does not reach n3. n1 and n2 grant at 20 what she asked at 10, both by number 1, she hears so at 30: token
  1. n4 keeps it aside at 70 and says `free`, she hears that at 110; what she commits is there at 150, and back at 190.
* n2's clock jumps at 45. bob at n6 asks at 40: at 50 n1 says that it is taken, n2 thinks that the lease is over and
  grants by number 2, n3 by number 1. He hears so at 60, has n1 and n3 raise theirs to 2 at 70, hears so at 80: token 2.
  n4 keeps it aside at 90 and says `free`, he hears that at 100; it is in place at 110, and he is told ok at 120.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.analysis.verdicts import verdicts
from engine.catalog.scenes import PRESETS
from engine.explore import Scope, explore, finish
from engine.model import Note, System
from engine.protocols import configured
from engine.protocols.majority_lock.leases import tenures
from engine.run.simulation import run
from engine.script import ScriptError, parse
from engine.trace import Trace
from tests.asking import ends, operation, play, reason
from tests.test_majority_lock import schedules
from tests.test_promises import broken

SYSTEM = "system majority_lock nodes=6 home=n4 lock=n1,n2,n3 lease=200"
STORY = (
    "timeout 500; init seat free; link n4-n5 latency=40; 5 cut n3-n5; 10 cas n5 seat free alice by alice as w1;"
    "40 cas n6 seat free bob by bob as w2; 250 read n4 seat by carol as r1"
)
JUMP = "45 skew n2 300"


def told(trace: Trace, *checks: str) -> dict[str, str]:
    return {one.check: one.outcome for one in verdicts(trace, checks=checks)}


@pytest.mark.parametrize(
    ("setting", "ended", "read", "outcome"),
    [("fencing=no", ("ok", 190), "alice", "broken"), ("fencing=yes", ("refused", 190), "bob", "kept")],
)
def test_a_clock_that_jumps_lets_two_hold_the_lock_and_their_tokens_alone_tell_who_is_late(
    setting: str, ended: tuple[str, int], read: str, outcome: str
) -> None:
    trace = play(f"{SYSTEM} {setting}; {STORY}; {JUMP}")
    assert ends(trace) == {"w1": ended, "w2": ("ok", 120), "r1": ("ok", 250)}
    assert (operation(trace, "w2").version, operation(trace, "r1").value) == ((2,), read)
    assert told(trace, "linearizable", "durable") == {"linearizable": outcome, "durable": outcome}


def test_where_all_clocks_go_right_two_of_three_have_given_the_lock_away() -> None:
    """n1 and n2 say so at 50, n3 alone grants it."""
    trace = play(f"{SYSTEM} fencing=no; {STORY}")
    assert ends(trace) == {"w1": ("ok", 190), "w2": ("refused", 60), "r1": ("ok", 250)}
    assert reason(trace, "w2") == ("lock_taken", {"key": "seat"})


@pytest.mark.parametrize("check", ["lease_check=yes", "lease_check=no"])
def test_who_stands_still_while_the_grants_come_finds_that_their_time_is_over(check: str) -> None:
    """Grants wait from 30 to 315, when the lease that n5 counts from 10 is over. n4 has nothing to undo."""
    trace = play(f"{SYSTEM} fencing=no {check}; {STORY}; 15 pause n5 for 300")
    assert (ends(trace)["w1"], reason(trace, "w1")) == (("refused", 315), ("lease_over", {"token": 1}))


def test_who_stands_still_with_the_lock_in_hand_does_not_and_only_the_token_is_late() -> None:
    """n5 goes on at 350, its commit is at n4 at 390. bob asks at 230, n1 and n2 grant by number 2: none is raised."""
    later = STORY.replace("40 cas n6", "230 cas n6").replace("250 read", "450 read")
    for setting, ended in (("fencing=no", ("ok", 430)), ("fencing=yes", ("refused", 430))):
        trace = play(f"{SYSTEM} lease_check=no {setting}; {later}; 35 pause n5 for 315")
        assert (ends(trace)["w1"], ends(trace)["w2"]) == (ended, ("ok", 290))


def test_of_two_who_would_have_one_token_a_majority_lets_one_have_it() -> None:
    """Of w0 n1 alone has heard, so its next number is 2. w1 gets that at 110, and 1 from n2; w2, since n2's clock jumps
    at 112, gets 2 from n2 and 1 from n3 at 115. Both would raise the others to 2: n3 does so for w1 at 130, n2 and n1
    have given 2 away, and so has n3 when w2 comes there at 135."""
    trace = play(
        "system majority_lock nodes=6 home=n4 lock=n1,n2,n3 lease=200;0 cut n2-n4 n3-n4; 0 write n4 x 0 as w0; 80 heal;"
        "90 drop n5>n3.1; 100 write n5 x 1 as w1; 105 write n6 x 2 as w2; 112 skew n2 300"
    )
    assert ends(trace) == {"w0": ("refused", 60), "w1": ("ok", 180), "w2": ("refused", 145)}
    assert reason(trace, "w0") == ("lock_too_few", {"key": "x", "ticks": 60})
    assert (reason(trace, "w2")[0], operation(trace, "w1").version) == ("lock_taken", (2,))


def test_whose_the_lock_is_stands_in_the_tables_of_a_majority() -> None:
    """alice's until n2 lets go at 50, acted on until 190; bob's from then on, until n3's 250, given back at 130."""
    trace = play(f"{SYSTEM} fencing=no; {STORY}; {JUMP}")
    alice, bob = tenures(trace, trace.last)
    assert (alice.token, alice.node, alice.start, alice.until, alice.end, alice.how) == (1, "n5", 20, 220, 50, "lapsed")
    assert (alice.believed, alice.past(300), alice.overwrote) == ((30, 190), (50, 190), ((150, "n4"),))
    assert (bob.token, bob.node, bob.start, bob.until, bob.end, bob.how) == (2, "n6", 50, 250, 130, "released")
    assert (bob.believed, bob.past(300)) == ((80, 120), None)


def test_a_lock_that_a_majority_granted_one_after_the_other_was_nobodys_at_once() -> None:
    """n1 grants at 20 and, its clock having jumped, lets go at 25; n2 grants at 30, which w1 hears at 50. w2 has n1 and
    n3, whose number is raised at 45, and is in place at n4, where it was asked, at 55. w1 comes there at 60, late."""
    trace = play(
        "system majority_lock nodes=5 home=n4 lock=n1,n2,n3 lease=200; link n2-n5 latency=20; 5 cut n3-n5 n2-n4;"
        "10 write n5 x 1 as w1; 15 write n4 x 2 as w2; 22 skew n1 300"
    )
    assert ends(trace) == {"w1": ("refused", 70), "w2": ("ok", 55)}
    held = {one.op: (one.token, one.start, one.end, one.how) for one in tenures(trace, trace.last)}
    assert held == {"w1": (1, 50, 50, "lapsed"), "w2": (2, 25, 65, "released")}


def test_without_a_lease_several_lock_nodes_are_refused_and_so_is_not_to_look_at_one() -> None:
    for chosen, setting, value in (("lock=n2,n1", "lock", "n1,n2"), ("lease_check=no", "lease_check", "no")):
        with pytest.raises(ScriptError) as error:
            parse(f"system majority_lock nodes=3 {chosen} lease=0")
        values = error.value.values
        assert (values["reason"], values["setting"], values["value"]) == ("setting_needs", setting, value)
    assert configured(parse("system majority_lock nodes=3 lock=n2 lease=0").system).lock == ("n2",)


@pytest.mark.parametrize(("fencing", "outcome"), [("no", "found"), ("yes", "not_found")])
def test_the_explorer_finds_what_a_clock_that_jumps_does_to_a_lock_without_a_fence(fencing: str, outcome: str) -> None:
    scenario = parse(PRESETS["clock_jump"].replace("fencing=no", f"fencing={fencing}"))
    found = finish(explore(scenario, "linearizable", Scope(states=1, schedules=60)))
    assert (found.outcome, found.scenario is None) == (outcome, outcome == "not_found")


# -- under any schedule ----------------------------------------------------------------------------------------------

APART = System(
    "majority_lock", 5,
    (("home", ("n1", "n2", "n3")), ("lock", ("n3", "n4", "n5")), ("lease", 60), ("acquire", 90),
     ("lease_check", False)),
)  # fmt: skip
ALL = System("majority_lock", 3, (("lock", ("n1", "n2", "n3")), ("lease", 60)))


@pytest.mark.parametrize("system", [APART, ALL], ids=["apart", "all"])
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_fencing_holds_with_the_lock_of_several(system: System, data: st.DataObject) -> None:
    """Whatever is cut, crashed, lost, late, sent twice, stands still or has a wrong clock: no storage ever goes back,
    no token is had twice, and who asks when another has been told ok gets a greater one."""
    trace = run(data.draw(schedules(system)))
    assert broken(trace, ("linearizable",)) == []
    for node in configured(system).home:
        versions = [state.store["x"].version for _, state in trace.states(node) if "x" in state.store]
        assert versions == sorted(versions)
    had = {
        effect.values["op"]: effect.values["version"]
        for event in trace.events
        for effect in event.effects
        if isinstance(effect, Note) and effect.code == "version"
    }
    assert len({*had.values()}) == len(had)
    done = [(op.issued, op.done, had[op.id]) for op in trace.operations if op.id in had and op.status == "ok"]
    for _, end, earlier in done:
        assert all(earlier < later for issued, _, later in done if end is not None and end < issued)
