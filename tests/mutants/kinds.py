"""What a mutation changes: one expression or statement of a file, by its syntax tree, the rest of the text untouched.

Rules of this file
* A mutant is one edit that still parses and gives another tree. Annotations, decorators, docstrings, the pieces of
  f-strings (Python 3.11 has no places for them) and tables of types are left alone.
* What would only raise (`isinstance` with swapped arguments, strings subtracted) or is the same (`max` with swapped
  arguments) is left out: it proves nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff

LOOSE = (ast.BoolOp, ast.Compare, ast.IfExp, ast.Lambda, ast.UnaryOp, ast.BinOp)
"""Replacements that need parentheses where another expression stood."""

ENDS = {"bool": ("True", "False"), "int": ("0",), "str": ("''",)}
"""What `return` may give instead, by the function's annotation; collections and optional values: see `_constants`."""

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
TWINS = {"any": "all", "all": "any", "min": "max", "max": "min"}
ORDERED = {"isinstance", "issubclass", "getattr", "hasattr", "cast", "TypeVar"}
SYMMETRIC = {"max", "min", "clocks.merge"}
EFFECTS = {"Send", "SetTimer", "CancelTimer", "Reply", "Note", "Deadline"}

Change = tuple[str, ast.AST, str]
"""The kind, the node that goes, the text that comes."""


@dataclass(frozen=True, order=True)
class Mutant:
    """One wrong version of a file: bytes `start` to `end` of its text become `text`. `line` counts from 1."""

    file: str
    line: int
    start: int
    end: int
    kind: str
    text: str

    def applied(self, source: str) -> str:
        """The file's text with the mutation in it."""
        raw = source.encode()
        return (raw[: self.start] + self.text.encode() + raw[self.end :]).decode()

    def diff(self, source: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The lines that go and those that come, stripped."""
        changed = list(unified_diff(source.splitlines(), self.applied(source).splitlines(), n=0, lineterm=""))[3:]
        gone = tuple(line[1:].strip() for line in changed if line.startswith("-"))
        return gone, tuple(line[1:].strip() for line in changed if line.startswith("+"))


def mutants(file: str, source: str) -> Iterator[Mutant]:
    """All mutants of a file's text, in the order of the text; whether each still parses is for `parses` to say."""
    tree, starts = ast.parse(source), _starts(source)
    found = set[Mutant]()
    for kind, node, text in _changes(tree, None):
        start = starts[node.lineno - 1] + node.col_offset  # type: ignore[attr-defined]
        end = starts[node.end_lineno - 1] + node.end_col_offset  # type: ignore[attr-defined]
        found.add(Mutant(file, node.lineno, start, end, kind, text))  # type: ignore[attr-defined]
    yield from sorted(found)


def parses(mutant: Mutant, source: str) -> bool:
    """Is the mutant Python, and another program?"""
    try:
        return ast.dump(ast.parse(mutant.applied(source))) != ast.dump(ast.parse(source))
    except SyntaxError:
        return False


def _starts(source: str) -> list[int]:
    """The byte at which each line begins."""
    starts = [0]
    for line in source.encode().splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return starts


def _text(node: ast.AST) -> str:
    text = ast.unparse(node)
    return f"({text})" if isinstance(node, LOOSE) else text


def _changes(node: ast.AST, function: ast.FunctionDef | None) -> Iterator[Change]:
    """The changes of a node and of all below it; `function` is the one that it stands in."""
    if isinstance(node, ast.JoinedStr | ast.Import | ast.ImportFrom):
        return
    if isinstance(node, ast.FunctionDef):
        function = node
        below: list[ast.AST] = [*node.args.defaults, *node.body]
    elif isinstance(node, ast.AnnAssign):
        below = [node.value] if node.value else []
    elif isinstance(node, ast.ClassDef):
        below = [*node.body]
    else:
        below = [*ast.iter_child_nodes(node)]
    yield from _of_node(node, function)
    for child in below:
        yield from _changes(child, function)


def _of_node(node: ast.AST, function: ast.FunctionDef | None) -> Iterator[Change]:
    match node:
        case ast.Return(value=ast.expr() as value) if function and function.returns:
            was = ast.unparse(value)
            yield from (("returned constant", value, end) for end in _constants(function.returns) if end != was)
        case ast.Constant(value=int() as number) if not isinstance(number, bool):
            yield from (("constant ±1", node, str(number + step)) for step in (1, -1) if number + step >= 0)
        case ast.BoolOp():
            yield from _of_bool(node)
        case ast.Compare(ops=[op]) if type(op) in COMPARED:
            other = ast.Compare(node.left, [COMPARED[type(op)]()], node.comparators)
            yield "comparison", node, ast.unparse(other)
        case ast.UnaryOp(op=ast.Not()):
            yield "removed not", node, _text(node.operand)
        case ast.BinOp(op=ast.Add() | ast.Sub()) if not _is_text(node):
            sign = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
            yield "+/-", node, ast.unparse(ast.BinOp(node.left, sign, node.right))
        case ast.Call():
            yield from _of_call(node)
        case ast.Expr(value=ast.Call()):
            yield "dropped effect", node, "pass"
        case ast.Tuple() | ast.List():
            yield from _of_display(node)
    match node:
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
            yield from _negated(test)
        case ast.comprehension(ifs=tests):
            for test in tests:
                yield from _negated(test)


def _constants(returns: ast.expr) -> tuple[str, ...]:
    kind = ast.unparse(returns)
    if kind in ENDS:
        return ENDS[kind]
    if kind.startswith("tuple[") and kind.endswith("...]"):
        return ("()",)
    if kind.startswith("list["):
        return ("[]",)
    if kind.startswith(("dict[", "Mapping[")):
        return ("{}",)
    return ("None",) if kind.endswith("| None") else ()


def _negated(test: ast.expr) -> Iterator[Change]:
    if (isinstance(test, ast.Compare) and len(test.ops) == 1) or isinstance(test, ast.UnaryOp):
        return  # the same as another comparison, or a removed not
    yield "negated condition", test, f"(not {_text(test)})"


def _of_bool(node: ast.BoolOp) -> Iterator[Change]:
    other = ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    yield "and/or", node, _text(other)
    for at in range(len(node.values)):
        rest = [*node.values[:at], *node.values[at + 1 :]]
        yield "dropped operand", node, _text(rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest))


def _is_text(node: ast.BinOp) -> bool:
    """Is a side plainly no number?"""
    other = (ast.JoinedStr, ast.Tuple, ast.List, ast.ListComp)
    return any(
        isinstance(side, other) or (isinstance(side, ast.Constant) and not isinstance(side.value, int))
        for side in (node.left, node.right)
    )


def _of_call(node: ast.Call) -> Iterator[Change]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in TWINS and isinstance(node.func, ast.Name):
        yield "any/all" if name in ("any", "all") else "min/max", node.func, TWINS[name]
    if name in ("_replace", "replace"):
        for dropped in [word for word in node.keywords if word.arg]:
            rest = [word for word in node.keywords if word is not dropped]
            base = node.func.value if isinstance(node.func, ast.Attribute) else node.args[0]
            yield "dropped keyword", node, ast.unparse(ast.Call(node.func, node.args, rest)) if rest else _text(base)
    plain = node.args[:2]
    apart = len(plain) == 2 and ast.dump(plain[0]) != ast.dump(plain[1])
    fixed = name in ORDERED or ast.unparse(node.func) in SYMMETRIC
    if apart and not fixed and not any(isinstance(one, ast.Starred) for one in plain):
        swapped = [plain[1], plain[0], *node.args[2:]]
        yield "swapped arguments", node, ast.unparse(ast.Call(node.func, swapped, node.keywords))


def _of_display(node: ast.Tuple | ast.List) -> Iterator[Change]:
    """A node's effects without one of them."""
    for at, one in enumerate(node.elts):
        if isinstance(one, ast.Call) and getattr(one.func, "id", "") in EFFECTS:
            rest = [*node.elts[:at], *node.elts[at + 1 :]]
            without = ast.Tuple(rest, ast.Load()) if isinstance(node, ast.Tuple) else ast.List(rest, ast.Load())
            yield "dropped effect", node, ast.unparse(without)
