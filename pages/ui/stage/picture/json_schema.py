"""A TypedDict and all that it holds, as JSON Schema (draft 2020-12).

Rules of this file
* It knows the types that a picture is made of, and raises TypeError for any other: a new one is a decision.
* Nothing may be in an object but its fields, and all of them are.
"""

from __future__ import annotations

from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null"}


def schema_of(root: type) -> dict[str, Any]:
    """The schema of a TypedDict; what it refers to stands under $defs, by name."""
    found: dict[str, Any] = {}
    top = _of(root, found)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **top, "$defs": found}


def _of(type_: Any, found: dict[str, Any]) -> dict[str, Any]:
    if is_typeddict(type_):
        return _object(type_, found)
    if type_ in PLAIN:
        return {"type": PLAIN[type_]}
    origin, args = get_origin(type_), get_args(type_)
    if origin is Literal:
        return {"enum": list(args)}
    if origin in (Union, UnionType):
        return {"anyOf": [_of(each, found) for each in args]}
    if origin is list:
        return {"type": "array", "items": _of(args[0], found)}
    if origin is dict and args[0] is str:
        return {"type": "object", "additionalProperties": _of(args[1], found)}
    raise TypeError(f"no JSON Schema for {type_}")


def _object(type_: Any, found: dict[str, Any]) -> dict[str, Any]:
    if type_.__name__ not in found:
        found[type_.__name__] = {}  # a type may hold itself
        fields = {name: _of(each, found) for name, each in get_type_hints(type_).items()}
        found[type_.__name__] |= {
            "type": "object",
            "properties": fields,
            "required": sorted(type_.__required_keys__),
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{type_.__name__}"}
