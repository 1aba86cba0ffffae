"""No code reaches a learner: goals, values of knobs, answers, facts and events are said in words, in every language.

Rules of this file
* Names that a script itself gives (nodes, operations, keys, clients, what was stored) are no codes.
"""

from __future__ import annotations

import re

import pytest

from engine.flaws import FLAWS, difference
from engine.model import Note
from engine.run.simulation import run
from engine.script import APP, ScriptError, parse
from lessons import answers, clauses, labels, mistakes
from lessons.course import course
from lessons.lesson import Lesson, Step
from lessons.loader import lesson
from lessons.probes import PROBES
from lessons.scripts import text_of, trace
from lessons.words import FOLDER, STRICT, languages, load
from pages.ui.flaws import differences as flaws
from pages.ui.stage import frame
from pages.ui.stage.picture import codes
from pages.ui.stage.picture.phrases import Phrases

ALL = (*course().written, *course().cards)
RAW = re.compile(
    r"\b(ok|kept|broken|refused|unknown|degraded|yes|no|lww|merge|siblings|heal|cut|quorum|primary)\b|[a-z]_|[a-z]="
)
"""What is a code in a Chinese sentence; in an English one, only what has an underscore or a sign of equality in it."""


@pytest.fixture(autouse=True)
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing word is an error here."""
    monkeypatch.setenv(STRICT, "1")


def steps() -> list[tuple[Lesson, Step]]:
    return [(found, step) for id in ALL if (found := lesson(id)) for step in found.steps]


def raw(lang: str, said: str) -> bool:
    found = RAW.findall(said) if lang == "zh" else re.findall(r"[a-z]_[a-z]|[a-z]=", said)
    return bool(found)


# -- goals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clause", "en", "zh"),
    [
        ("status w1 = ok", "w1 succeeds", "w1 成功"),
        ("status w1 != refused", "w1 is not refused", "w1 "),
        ("value r1 = 4", "r1 returns 4", "r1 "),
        ("value r1 = eggs | milk", "r1 returns eggs ∥ milk", " eggs ∥ milk"),
        ("done r2 < done w1", "r2 is answered before w1", "r2 "),
        ("done c1 <= 500", "c1 is answered by t = 500", " t = 500 "),
        ("verdict linearizable = kept", "The history is linearizable", "线性一致"),
        ("verdict pram = broken", "PRAM: broken", "PRAM 一致性：已违反"),
        ("overlap >= 1", "Every read quorum meets every write quorum", "法定人数"),
        ("store n1 x at t 14 = store n2 x at t 14", "n1 and n2 hold the same of x (at t = 14)", "（t = 14 时）"),
        ("lost = 0", "No acknowledged write is lost", "写"),
        ("sent Call <= 5", "attempts sent: at most 5", "：最多 5"),
        (
            "chance 9 'value r1' absent < 5",
            "How many of 9 runs answer nothing (no value) to “What r1 returns”: less than 5",
            "9",
        ),
        ("nonsense = 3", "nonsense = 3", "nonsense = 3"),
    ],
)
def test_a_clause_in_words(clause: str, en: str, zh: str) -> None:
    assert clauses.sentence(load("en"), clause) == en
    assert zh in clauses.sentence(load("zh"), clause)


@pytest.mark.parametrize("lang", languages())
def test_whatever_can_be_asked_can_be_said(lang: str) -> None:
    names = ("alpha", "beta", "gamma")
    for name, probe in PROBES.items():
        left = " ".join([name, *names[: probe.words]])
        for sign in clauses.SIGNS:
            for right in ("3", left):
                said = clauses.sentence(load(lang), f"{left} {sign} {right}")
                assert "{" not in said and not said.startswith(f"{left} {sign}"), (lang, name, sign)


@pytest.mark.parametrize("lang", languages())
def test_no_goal_of_a_lesson_shows_a_clause(lang: str) -> None:
    for found, step in steps():
        for clause, said in zip(step.goal, clauses.goal(load(lang), step), strict=True):
            assert clause not in said and not raw(lang, said), (found.id, step.id, said)


# -- knobs and answers -------------------------------------------------------------------------------------------


def test_values_of_knobs_are_called_what_the_settings_call_them() -> None:
    def said(id: str, step: str, lang: str) -> list[str]:
        found = lesson(id)
        assert found
        one = found.step(step)
        return [labels.held(load(lang), found, one, *pair) for pair in [(k, v) for k, each in one.knobs for v in each]]

    assert said("L10", "gap", "zh") == ["只读", "读写照常", "全部拒绝"]
    assert said("L10", "gap", "en") == ["read-only", "serve", "refuse"]
    assert said("L08", "gap", "zh") == ["全部", "服务", "实例"]
    assert said("L08", "challenge", "zh")[-2:] == ["否", "是"]
    assert said("L03", "own", "en")[-2:] == ["n5", "n4 and n5"]
    assert said("L13", "gap", "zh")[0] == "R = 1，W = 1"


@pytest.mark.parametrize("lang", languages())
def test_no_knob_shows_a_code(lang: str) -> None:
    for found, step in steps():
        for knob, each in step.knobs:
            shown = [labels.held(load(lang), found, step, knob, value) for value in each]
            assert not any(raw(lang, said) for said in shown), (found.id, step.id, shown)
            assert len(set(shown)) == len(each), (found.id, step.id, shown)


def test_no_answer_shows_a_code() -> None:
    for found, step in steps():
        if step.ask or step.items:
            question = answers.question(found, step)
            tokens = question.choices or (question.right,)
            told = [labels.answer(load("zh"), found.words("zh"), step, question.kind, token) for token in tokens]
            assert not any(raw("zh", said) for said in told if step.form != "order"), (found.id, step.id, told)


# -- facts, events, the headline ---------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", languages())
def test_what_differs_in_the_end_is_said_in_words(lang: str) -> None:
    words = load(lang)
    for row, flaw in FLAWS.items():
        right, wrong = run(flaw.right()), run(flaw.wrong())
        phrases = Phrases(words, flaw.right().system)
        for name, pair in difference(right, wrong).items():
            kind, _, rest = name.partition(".")
            if kind in flaws.INNER:
                assert name not in flaw.evidence or words.has(f"fact_{kind}.{rest}"), (row, name)
                continue
            said = [flaws._fact(words, name), *(flaws._value(words, phrases, name, value) for value in pair)]
            assert all(said) and not any("None" in one for one in said), (row, name, said)
            told = said if kind != "belief" or "quorum_met" not in name else said[:1]
            assert not re.search(r"[a-z]_[a-z]", " ".join(told)), (row, name, said)


def test_what_a_gateway_hears_is_no_code() -> None:
    said: dict[str, set[str]] = {"en": set(), "zh": set()}
    for lang, heard in said.items():
        for flaw in FLAWS.values():
            found = run(flaw.wrong())
            phrases = Phrases(load(lang), found.scenario.system)
            for event in found.events:
                heard.add(phrases.event(event))
                notes = (phrases.note(one) for one in event.effects if isinstance(one, Note))
                heard |= {note for note in notes if note}
    assert any("应答：拒绝" in one for one in said["zh"])
    for one in said["zh"]:
        assert not re.search(r"\b(refused|ok|healthy|unhealthy|unknown|half_open|closed|probe|silence)\b", one), one
    assert not any("half_open" in one for one in said["en"])


def test_every_coded_value_has_its_sections_in_every_language() -> None:
    for lang in languages():
        words = load(lang)
        for code, names in codes.CODED.items():
            assert words.has(code) and all(words.section(section) for section in names.values())


def test_a_value_that_looks_like_a_code_stays_a_value() -> None:
    script = "system quorum nodes=3\n10 write n1 x refused by alice as w1\n60 read n1 x by bob as r1\n"
    found = run(parse(script, APP))
    phrases = Phrases(load("zh"), found.scenario.system)
    assert any("refused" in phrases.event(event) for event in found.events)


@pytest.mark.parametrize(
    ("system", "crash", "recover", "code"),
    [
        ("copy=sync", "crash n2", "recover n2", "restart"),
        ("copy=sync", "crash n2", "recover n2 wipe", "restart_wipe"),
        ("copy=cache", "crash n2", "recover n2", "restart_forgets"),
        ("copy=cache", "crash n1", "recover n1", "restart"),
    ],
)
def test_who_comes_back_is_said_to_hold_what_it_holds(system: str, crash: str, recover: str, code: str) -> None:
    found = run(parse(f"system primary nodes=3 primary=n1 {system}; init x 1; 5 read n2 x; 50 {crash}; 60 {recover}"))
    for lang in languages():
        words, (back,) = load(lang), [event for event in found.events if event.kind == "start" and event.tick]
        said = Phrases(words, found.scenario.system).event(back)
        assert said == words(f"event.{code}", node=back.node)
        assert bool(back.state.store) == (code == "restart"), "and it is true"


@pytest.mark.parametrize(("flush", "code"), [("never", "crash_unflushed"), ("always", "crash_all_flushed")])
def test_a_crash_is_said_to_lose_what_it_loses(flush: str, code: str) -> None:
    found = run(parse(f"system quorum nodes=3 flush={flush}; 10 write n1 x 1; 50 crash n2 unflushed"))
    (fault,) = (event for event in found.events if event.kind == "fault")
    for lang in languages():
        words = load(lang)
        said = Phrases(words, found.scenario.system).event(fault)
        assert said == words(f"command.{code}", node="n2", since=0)
        implied, level = frame.implies(found.scenario, words)
        assert (implied.endswith(words("implies.unflushed", usual="")), level == "warn") == ((flush == "never",) * 2)


def test_the_headline_names_a_gateways_flaw() -> None:
    for lang in languages():
        words = load(lang)
        flaw = FLAWS["B18"]
        text, level = frame.implies(flaw.wrong(), words)
        assert level == "warn" and words(f"flaw.{flaw.code}") in text
        assert words(f"flaw.{flaw.code}") not in frame.implies(flaw.right(), words)[0]


def test_the_headline_of_a_quorum_says_what_decides_which_value_is_newer() -> None:
    for lang in languages():
        words = load(lang)
        for settings, code in (
            ("clock", "overlap"),
            ("logical", "counted"),
            ("logical write_back=yes", "linearizable"),
        ):
            assert frame.implies(parse(f"system quorum version={settings}"), words) == (
                words(f"implies.quorum_{code}"),
                "good",
            )


def test_settings_are_said_in_the_order_of_their_protocol_where_they_are_set() -> None:
    words = load("en")
    for settings, said in (
        (
            "multi_value anti_entropy=90 limit=0 resolver=crdt crdt=pn_counter",
            "counter up and down · each node stops at 0",
        ),
        ("multi_value resolver=crdt crdt=pn_counter", "counter up and down"),
        ("primary lease=50 fallback=n2", "synchronous copies · local reads · fallback n2 · lease 50 ms"),
        ("primary lease=0", "synchronous copies · local reads"),
        ("chain flush=never", "reads at the tail · never flushes"),
        ("chain flush=20", "reads at the tail · flushes every 20 ms"),
        ("quorum monotonic_reads=yes compare=merkle sloppy=yes", "R 2 · W 2 · sloppy · Merkle trees · monotonic reads"),
    ):
        told = frame.setting(parse(f"system {settings}"), words)
        assert told.partition(" · ")[2].startswith(said), told
        assert ("each node stops" in told, "lease" in told) == ("limit" in settings, "=50" in settings), told


def test_a_value_of_a_lesson_may_have_words_of_its_own() -> None:
    found = lesson("L13")
    assert found and found.words("en").text("own", "value network heal")
    step = found.step("own")
    assert labels.held(load("zh"), found, step, "network", "heal") == "什么都不发生，网络完好"
    assert trace(text_of(found, "tried", {"network": "heal", "strategy": "multi_value"})).operations


# -- mistakes ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "en", "zh"),
    [
        (
            "system quorum r=-1",
            "r cannot be “-1”: expected a whole number, 1 or more.",
            "r 不能是“-1”：应为整数，至少是 1。",
        ),
        (
            "system quorum version=foo",
            "version cannot be “foo”: expected clock, logical or hybrid.",
            "version 不能是“foo”：应为 clock、logical 或 hybrid。",
        ),
        (
            "system raft flush=0",
            "flush cannot be “0”: expected always, never or a number of ticks.",
            "flush 不能是“0”：应为 always、never 或时长（时刻数）。",
        ),
        (
            "system service\ngateway g1 breaker=x",
            "breaker cannot be “x”: expected instance, service, global or off.",
            "breaker 不能是“x”：应为 instance、service、global 或 off。",
        ),
        ("1 cut", "expected a node such as n1 or a link such as n1-n3 or n1>n3, found the end of the line.", ""),
        (
            "1 crash n1 hard",
            "expected wipe, unflushed or the end of the line, found “hard”.",
            "这里应为 wipe、unflushed 或行尾，实际是“hard”。",
        ),
        (
            "hello",
            "expected system, gateway, latency, link, clock, timeout, init, seed, stop or a tick, found “hello”.",
            "这里应为 system、gateway、latency、link、clock、timeout、init、seed、stop 或时刻，实际是“hello”。",
        ),
    ],
)
def test_what_is_wrong_with_a_script(script: str, en: str, zh: str) -> None:
    with pytest.raises(ScriptError) as found:
        parse(script, APP)
    for lang, said in (("en", en), ("zh", zh)):
        assert not said or mistakes.sentence(load(lang), found.value, placed=False) == said


def test_a_verb_that_is_not_there_is_told_those_that_are() -> None:
    with pytest.raises(ScriptError) as found:
        parse("system raft\n10 writ n1 x 1", APP)
    said = mistakes.sentence(load("en"), found.value)
    assert "write, read, delete" in said and "campaign" in said and "sync" not in said


def test_heads_of_columns_are_short_and_differ() -> None:
    assert labels.heads(("W, acknowledgements to wait for", "link n1–n3, ticks", "Bob reads at t =")) == (
        "W",
        "link n1–n3",
        "Bob reads at t",
    )
    assert labels.heads(("R：读要等的应答数", "W：写要等的确认数", "策略")) == ("R", "W", "策略")
    assert labels.heads(("W, first write", "W, second write")) == ("W, first write", "W, second write")


NOUN = re.compile(
    "(?<![不再])(的|次|个|些|条)写(?!入|操作|法|者|消息|进|下|成(?!功)|给|过|完|着|明|作|回|出|满|锁|道|偏斜|到(?!了|齐)|的是|放大|集)"
)
"""写 as the name of an operation: that is 写入."""


def test_in_chinese_a_write_is_one_word_and_links_and_nodes_come_back_each_by_its_own() -> None:
    texts = [path for path in (FOLDER / "zh").rglob("*") if path.suffix in (".md", ".toml")]
    said = {path.name: NOUN.findall(path.read_text(encoding="utf-8")) for path in texts}
    assert texts and {name: found for name, found in said.items() if found} == {}
    zh = load("zh")
    for code, word in (("heal", "修复"), ("recover", "重启")):
        for section in ("verb", "stage", "command"):
            name = zh.section(section)[code]
            assert word in name and "恢复" not in name, (section, code)
