"""Raft against the published tables of etcd's raft (facts only, from the outside data).

Rules of this file
* Every row of every table is looked at; a row that does not apply is named in NOT_HERE with the reason.
* Handlers are called as the simulator calls them; what a node decides at the end of a tick is decided by `settled`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.model import Campaign, Effect, Environment, Heal, Request, Scenario, Send, SetTimer, System
from engine.protocols import raft
from engine.protocols.raft import log as rules
from engine.protocols.raft.messages import Appended, AppendEntries, Denied, RequestVote, Voted
from engine.protocols.raft.state import DECIDE, Config, Entry, State
from engine.run.simulation import Simulation, run
from engine.script import parse

Row = dict[str, Any]
NOT_HERE = {
    "raft/majority_vote/0": "nobody votes: a system has at least one node",
    "raft/majority_commit_index/0": "nobody acknowledges: a system has at least one node",
}
COUNTS = {
    "majority_vote": 11, "majority_commit_index": 8, "leader_election_one_round": 6, "follower_vote_once_per_term": 3,
    "voter_up_to_date_check": 5, "recv_vote_table": 10, "candidate_fallback": 1, "leader_acknowledge_commit": 4,
    "leader_commits_only_own_term": 1, "commit_rule": 7, "follower_check_append": 2, "follower_append_entries": 2,
    "handle_append": 5, "follower_commit_entry": 1, "cluster_elections": 2, "proposal_success": 2, "scenarios": 2,
}  # fmt: skip


@pytest.fixture(scope="module")
def tables(outside_data: Path) -> dict[str, list[Row]]:
    path = outside_data / "raft" / "tables.json"
    if not path.is_file():
        pytest.skip("the tables of raft are not here")
    found = json.loads(path.read_text(encoding="utf-8"))["tables"]
    return {name: [case for case in one["cases"] if case["id"] not in NOT_HERE] for name, one in found.items()}


def env(count: int) -> Environment[Config]:
    config = raft.settings.config(System("raft", count).names, {})
    assert isinstance(config, Config)
    return Environment("n1", 0, config, None)


def node(**known: Any) -> State:
    """n1, a follower; `log` as a list of terms."""
    known["log"] = entries(known.get("log", ()))
    return raft.handlers.blank(env(3))[0]._replace(**known)


def entries(terms: Any) -> tuple[Entry, ...]:
    return tuple(map(Entry, terms))


def settled(at: Environment[Config], state: State, effects: tuple[Effect, ...]) -> State:
    """The state when the tick is over."""
    while SetTimer(DECIDE, 0) in effects:
        state, effects = raft.handlers.on_timer(at, state, DECIDE)
    return state


def answer(state: State, sender: str, body: Any) -> tuple[State, Any]:
    """A follower's new state, and what it answers."""
    state, effects = raft.handlers.on_message(env(3), state, sender, body)
    (sent,) = [effect.body for effect in effects if isinstance(effect, Send)]
    return state, sent


def test_no_row_is_forgotten(tables: dict[str, list[Row]]) -> None:
    gone = [name.split("/")[1] for name in NOT_HERE]
    assert {name: len(rows) + gone.count(name) for name, rows in tables.items()} == COUNTS


def test_majority_vote(tables: dict[str, list[Row]]) -> None:
    votes = {"yes": True, "no": False, None: None}
    for row in tables["majority_vote"]:
        assert "Vote" + rules.vote_result([votes[vote] for vote in row["votes"]]).title() == row["expected"], row["id"]


def test_majority_commit_index(tables: dict[str, list[Row]]) -> None:
    for row in tables["majority_commit_index"]:
        assert rules.majority_match([index or 0 for index in row["acked"]]) == row["expected"], row["id"]


def test_leader_election_one_round(tables: dict[str, list[Row]]) -> None:
    for case in tables["leader_election_one_round"]:
        count, answers, expected = case["row"]
        at = env(count)
        state = settled(at, *raft.handlers.on_request(at, raft.handlers.blank(at)[0], Campaign(0, "n1")))
        for peer, granted in answers.items():
            state = settled(at, *raft.handlers.on_message(at, state, f"n{peer}", Voted(1) if granted else Denied(1)))
        assert (state.role, state.term) == (expected, 1), case["id"]


def test_follower_vote_once_per_term(tables: dict[str, list[Row]]) -> None:
    for case in tables["follower_vote_once_per_term"]:
        voted, candidate, reject = case["row"]
        state = node(term=1, vote=voted and f"n{voted}")
        assert isinstance(answer(state, f"n{candidate}", RequestVote(1, 0, 0))[1], Denied) is reject, case["id"]


def test_voter_up_to_date_check(tables: dict[str, list[Row]]) -> None:
    for case in tables["voter_up_to_date_check"]:
        log, term, index, reject = case["row"]
        sent = answer(node(term=2, log=log), "n2", RequestVote(3, index, term))[1]
        assert isinstance(sent, Denied) is reject and sent.term == 3, case["id"]


def test_recv_vote_table(tables: dict[str, list[Row]]) -> None:
    for case in tables["recv_vote_table"]:
        role, index, term, voted, reject = case["row"]
        state = node(role=role, term=3, log=[2, 2], vote=voted and f"n{voted}")
        assert isinstance(answer(state, "n2", RequestVote(3, index, term))[1], Denied) is reject, case["id"]


def test_candidate_fallback(tables: dict[str, list[Row]]) -> None:
    for case in tables["candidate_fallback"]:
        term, role, then = case["row"]
        state, _ = answer(node(role="candidate", term=1, vote="n1"), "n2", AppendEntries(term, 0, 0, (), 0, 0, None))
        assert (state.role, state.term, state.leader) == (role, then, "n2"), case["id"]


def test_leader_acknowledge_commit(tables: dict[str, list[Row]]) -> None:
    for case in tables["leader_acknowledge_commit"]:
        count, accept, committed = case["row"]
        at = env(count)._replace(config=env(count).config._replace(leader="n1"))
        state = raft.handlers.start(at, None, ())[0]
        state = settled(at, *raft.handlers.on_request(at, state, Request("w", "write", "c", "x", 1, None, None)))
        for peer in accept:
            state = settled(at, *raft.handlers.on_message(at, state, f"n{peer}", Appended(1, len(state.log), 0, "w")))
        assert (state.commit == len(state.log)) is committed, case["id"]


def test_leader_commits_only_own_term(tables: dict[str, list[Row]]) -> None:
    for case in tables["leader_commits_only_own_term"]:
        index, expected = case["row"]
        assert rules.advance_commit_index(entries([1, 2, 3, 3]), [4, index], 3, 0) == expected, case["id"]


def test_commit_rule(tables: dict[str, list[Row]]) -> None:
    for case in tables["commit_rule"]:
        matches, log, term, expected = case["row"]
        assert rules.advance_commit_index(entries(log), matches, term, 0) == expected, case["id"]


def test_follower_check_append(tables: dict[str, list[Row]]) -> None:
    for case in tables["follower_check_append"]:
        term, index, reject = case["row"]
        _, sent = answer(node(term=2, log=[1, 2], commit=1), "n2", AppendEntries(2, index, term, (), 0, 0, None))
        assert isinstance(sent, Appended) is not reject, case["id"]


def test_follower_append_entries(tables: dict[str, list[Row]]) -> None:
    for case in tables["follower_append_entries"]:
        index, term, new, expected = case["row"]
        body = AppendEntries(max(new), index, term, entries(new), 0, 0, None)
        state, _ = answer(node(term=2, log=[1, 2]), "n2", body)
        assert [entry.term for entry in state.log] == expected, case["id"]


def test_handle_append(tables: dict[str, list[Row]]) -> None:
    for case in tables["handle_append"]:
        index, term, commit, new, last, expected, reject = case["row"]
        body = AppendEntries(2, index, term, entries([one for _, one in new]), commit, 0, None)
        state, sent = answer(node(term=2, log=[1, 2]), "n2", body)
        assert (len(state.log), state.commit) == (last, expected), case["id"]
        assert isinstance(sent, Appended) is not reject, case["id"]


def test_follower_commit_entry(tables: dict[str, list[Row]]) -> None:
    for case in tables["follower_commit_entry"]:
        count, commit, expected = case["row"]
        new = tuple(Entry(1, f"w{i}", "x", i) for i in range(count))
        state, _ = answer(node(term=1), "n2", AppendEntries(1, 0, 0, new, commit, 0, None))
        assert (state.commit, state.store["x"].version) == (expected, (1, expected)), case["id"]


def crashes(pattern: list[int]) -> str:
    return "".join(f"0 crash n{i}; " for i, up in enumerate(pattern, 1) if not up)


def test_cluster_elections(tables: dict[str, list[Row]]) -> None:
    for case in tables["cluster_elections"]:
        pattern, role, term = case["row"]
        trace = run(parse(f"system raft nodes={len(pattern)}; {crashes(pattern)}1 campaign n1"))
        state = trace.state("n1", len(trace.events) - 1)
        assert (state.role, state.term) == (role, term), case["id"]


def test_proposal_success(tables: dict[str, list[Row]]) -> None:
    for case in tables["proposal_success"]:
        pattern, reaches = case["row"]
        text = f"system raft nodes={len(pattern)}; {crashes(pattern)}1 campaign n1; 50 write n1 x 1"
        trace = run(parse(text))
        up = [f"n{i}" for i, alive in enumerate(pattern, 1) if alive]
        logs = [[entry.key for entry in trace.state(name, len(trace.events) - 1).log] for name in up]
        assert all(log == [None, "x"] for log in logs) is reaches, case["id"]


def test_scenario_overwrite_newer_logs(tables: dict[str, list[Row]]) -> None:
    (case,) = (one for one in tables["scenarios"] if one["name"] == "overwrite-newer-logs")
    names = System("raft", 5).names
    logs: tuple[list[int], ...] = ([1], [1], [2], [], [])
    terms = (1, 1, 2, 2, 2)
    votes = (None, None, "n3", "n3", "n3")
    roles = []
    simulation = Simulation(Scenario(System("raft", 5), commands=(Campaign(10, "n1"), Campaign(50, "n1"), Heal(90))))
    for name, log, term, vote in zip(names, logs, terms, votes, strict=True):
        simulation.cluster.nodes[name].state = node(log=log, term=term, vote=vote)
    while simulation.step():
        now, state = simulation.cluster.now, simulation.cluster.nodes["n1"].state
        roles.append((now, state.role, state.term))
    assert (30, "follower", 2) in roles and (70, "leader", 3) in roles, case["id"]
    assert [[entry.term for entry in simulation.cluster.nodes[name].state.log] for name in names] == [[1, 3]] * 5, case[
        "end"
    ]


def test_scenario_cannot_commit_without_new_term_entry(tables: dict[str, list[Row]]) -> None:
    (case,) = (one for one in tables["scenarios"] if one["name"] == "cannot-commit-without-new-term-entry")
    text = """system raft nodes=5 leader=n1; 10 cut n1 | n3 n4 n5; 11 write n1 x 1; 12 write n1 x 2; 60 heal
        70 campaign n2; 90 cut n2>n1 n2>n3 n2>n4 n2>n5; 200 heal; 210 heartbeat n2; 220 write n2 x 3"""
    trace = run(parse(text))
    commits = [trace.state(name, trace.at(tick)).commit for name, tick in (("n1", 60), ("n2", 199))]
    assert trace.state("n2", trace.at(199)).role == "leader"
    assert commits == [1, 1] and len(trace.state("n2", trace.at(199)).log) == 4
    assert trace.state("n2", len(trace.events) - 1).commit == 5, case["end"]
