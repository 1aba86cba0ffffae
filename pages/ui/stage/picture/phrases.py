"""What happened, in the learner's words: codes and values from the engine, sentences from lessons/<lang>/.

Every code of an event, message, note, fault, rule, reason and verdict has words in every language; tests hold that.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from engine.availability import gateway, served
from engine.model import (
    Behave,
    Command,
    Crash,
    Deadline,
    Event,
    Heal,
    Lost,
    Message,
    Note,
    Operation,
    Recover,
    Request,
    System,
    Verdict,
)
from engine.protocols import configured, protocol_of
from engine.protocols.actor import Look, MessageKind, look
from engine.protocols.flushing import flush_of, last_flush
from engine.script import print_command
from lessons.words import Words
from pages.ui.stage.picture import codes
from pages.ui.stage.picture.budget import TooMuchToPaint

SETS = ("g_set", "or_set")
"""What a reader sees of them are elements, not versions side by side."""
BETWEEN: Mapping[type[Any], MessageKind] = {**served.MESSAGES, **gateway.ACTOR.messages}
"""What gateways and those who answer them say to each other."""


class Phrases:
    """Sentences about one run in one language. most: how many characters they may have together; one more raises
    TooMuchToPaint."""

    def __init__(self, words: Words, system: System, most: int = sys.maxsize) -> None:
        self.words, self._most, self._said = words, most, 0
        self.protocol, self._nodes = system.protocol, system.names
        protocol, self._config, self._flush = protocol_of(system), configured(system), flush_of(system)
        self._actor = protocol.actor
        self._messages: dict[type[Any], MessageKind] = {**protocol.actor.messages, **BETWEEN}
        self._object = protocol.object(self._config)

    def event(self, event: Event) -> str:
        """One event as a sentence."""
        match event.kind:
            case "request":
                return self._request("event", event.node, event.cause)
            case "deliver":
                message: Message = event.cause
                code = "to_itself" if message.src == message.dst else "deliver"
                return self._say(f"event.{code}", node=event.node, src=message.src, what=self.carried(message))
            case "lost":
                return self.lost(event.cause)
            case "fault" if event.sent:
                return self._say("event.sent_again", what=event.sent[0].original, copy=event.sent[0].name)
            case "fault" if isinstance(event.cause, Crash) and event.cause.unflushed:
                code = "crash_all_flushed" if event.state is None else "crash_unflushed"
                return self._say(f"command.{code}", node=event.node, since=last_flush(self._flush, event.tick))
            case "fault":
                return self.command(event.cause)
            case "start":
                return self._say(f"event.{self._start(event)}", node=event.node)
            case "deadline":
                assert isinstance(event.cause, Deadline)
                return self._say("event.deadline", op=event.cause.op, node=event.node)
            case "refused":
                return self._say("event.refused", node=event.node, what=self._asked(event))
            case "decide" if isinstance(event.cause, str):
                return self._say("event.decide", node=event.node, op=event.cause)
            case "tend":
                return self._say("event.tend", node=event.node, what=self.command(event.cause))
            case _:
                what = getattr(event.cause, "what", type(event.cause).__name__.lower())
                return self._say("event.timer", node=event.node, what=self._say(f"timer.{what}"))

    def body(self, body: Any) -> str:
        """What a message says."""
        speaks = self.speaks(body)
        facts = {
            **codes.facts(body),
            **(self._actor.message_facts(self._config, body) if speaks == self.protocol else {}),
        }
        code = f"message.{speaks}_{type(body).__name__}"
        if facts.get("hint_for") is not None and self.words.has(f"{code}_hint"):
            code += "_hint"
        elif facts.get("absent") and self.words.has(f"{code}_absent"):
            code += "_absent"
        facts |= {"op": body.op} if hasattr(body, "op") else {}
        values = {name: self.value(value) for name, value in facts.items() if name != "values"}
        return self._say(code, values=self.values(facts.get("values")), **values)

    def carried(self, message: Message) -> str:
        """What a message says, and that it is a duplicate if it is one."""
        said = self.body(message.body)
        return said if message.copy_of is None else self._say("event.duplicate", what=said, name=message.original)

    def look(self, body: Any) -> Look:
        """How a message is drawn."""
        return look(self._messages, body)

    def speaks(self, body: Any) -> str:
        """Whose words a message is made of: the system's protocol's, or a gateway's."""
        return "gateway" if type(body) in BETWEEN else self.protocol

    def lost(self, lost: Lost) -> str:
        """Why a message never arrives."""
        message = lost.message
        return self._say(f"lost.{lost.reason}", src=message.src, dst=message.dst, what=self.carried(message))

    def command(self, command: Command) -> str:
        """A command as a sentence; `where` and the like stand as in the script."""
        if isinstance(command, Behave):
            told, values = codes.behaviour(self.words, command)
            return self._say(told, **values)
        name = type(command).__name__.lower()
        arguments = print_command(command).split(" ", 2)[2:]
        code = self.words.own("command", self.protocol, name)
        if isinstance(command, Heal) and command.where is None:
            code += "_all"
        elif isinstance(command, Crash | Recover) and command.wipe:
            code += "_wipe"
        return self._say(code, what="".join(arguments), **_plain(command))

    def note(self, note: Note) -> str | None:
        """A note as a sentence; None for facts that need no words."""
        code = f"note.{note.code}"
        if not self.words.has(code):
            return None
        return self._say(code, **{name: self.value(value) for name, value in note.values.items()})

    def operation(self, operation: Operation) -> str:
        """What was asked: write x = 1."""
        code = self._verb(operation.kind, operation.value)
        expected, value = operation.kind == "cas" and self.value(operation.value[0]), self.value(operation.written)
        said = self._say(f"operation.{code}", key=operation.key, value=value, expected=expected)
        return self.levelled(said, operation.level)

    def ending(self, operation: Operation) -> str | None:
        """Why an operation did not end well; a read without an answer leaves nothing behind to wonder about."""
        if operation.reason is None:
            return None
        code, values = f"reason.{operation.reason.code}", operation.reason.values
        for variant in (operation.kind, values.get("crdt"), "nobody", "redirected" if operation.redirect else None):
            if self.words.has(f"{code}_{variant}") and (variant != "nobody" or None in values.values()):
                code = f"{code}_{variant}"
        return self._say(code, **{name: self.value(value) for name, value in values.items()})

    def belief(self, code: str, value: Any) -> str:
        """One thing that a node believes, or several of a kind."""
        if isinstance(value, tuple) and value and isinstance(value[0], Mapping):
            return " · ".join(self.belief(code, one) for one in value)
        nobody = value is None and self.words.has(f"belief.{code}_nobody")
        more = {name: self.value(one) for name, one in value.items()} if isinstance(value, Mapping) else {}
        return self._say(f"belief.{code}_nobody" if nobody else f"belief.{code}", what=self.value(value), **more)

    def verdict(self, verdict: Verdict) -> str:
        """A verdict as a sentence; a reason may have words of its own where the promise can't be told yet."""
        if verdict.reason is None:
            return self._say(f"verdict.{verdict.check}_{verdict.outcome}")
        values = {
            name: self.values(value) if name == "values" else self.value(value)
            for name, value in verdict.reason.values.items()
        }
        code = self.words.own("verdict", verdict.check, verdict.reason.code)
        unsure = f"{code}_{verdict.outcome}"
        code = unsure if self.words.has(unsure) else code
        return self._say(code, **({"key": verdict.key} | values))

    def value(self, value: Any) -> str:
        """A value as it stands on the screen: nothing, a word, a number, a set of siblings, a version."""
        return self._counted(self._value(value))

    def _value(self, value: Any) -> str:
        match value:
            case None:
                return self._say("value.absent")
            case bool():
                return self._say("value.yes" if value else "value.no")
            case () | {"dot": None}:
                return self._say("value.initial")
            case {"dot": dot}:
                return f"({', '.join(map(str, dot))})"
            case Mapping():
                return ", ".join(f"{name}: {self.value(each)}" for name, each in value.items()) or "{}"
            case tuple() | list():
                return f"({', '.join(map(self.value, value))})"
            case _:
                return str(value)

    def values(self, values: Any) -> str:
        """What a read returned: one value, or siblings side by side."""
        if isinstance(values, tuple):
            between = ", " if self._object in SETS else " ∥ "
            return between.join(map(self.value, values)) if values else self.value(None)
        return self.value(values)

    def _start(self, event: Event) -> str:
        """How a node starts: anew, or back from a crash, and then with what."""
        if event.cause is None or event.node is None:
            return "start"
        if isinstance(event.cause, Recover) and event.cause.wipe:
            return "restart_wipe"
        forgets = event.node in self._nodes and self._actor.forgets(self._config, event.node, event.state)
        return "restart_forgets" if forgets else "restart"

    def _request(self, section: str, node: str | None, request: Request) -> str:
        expected, value = request.kind == "cas" and self.value(request.context), self.value(request.value)
        values = {"client": request.client, "node": node, "key": request.key, "value": value, "expected": expected}
        return self.levelled(self._say(f"{section}.{self._verb(request.kind, request.value)}", **values), request.level)

    def levelled(self, said: str, level: str | None) -> str:
        """What was asked, and at which level if it was asked at one."""
        return said if level is None else self._say("level.asked", what=said, level=self._say(f"level.{level}"))

    def _verb(self, kind: str, value: Any) -> str:
        """What a write or a delete does to a key that is no register: it adds to it, or removes one element."""
        if kind == "write" and self._object != "register":
            return "add"
        return "remove" if kind == "delete" and value is not None else kind

    def _asked(self, event: Event) -> str:
        if isinstance(event.cause, Request):
            return self._request("event", event.node, event.cause)
        return self.command(event.cause)

    def _say(self, code: str, /, **values: Any) -> str:
        return self._counted(self.words(code, **codes.spoken(self.words, code, values)))

    def _counted(self, said: str) -> str:
        self._said += len(said)
        if self._said > self._most:
            raise TooMuchToPaint(self._most)
        return said


def _plain(command: Command) -> dict[str, Any]:
    fields = {name: getattr(command, name) for name in command.__dataclass_fields__}
    return {name: value for name, value in fields.items() if isinstance(value, str | int | float)}
