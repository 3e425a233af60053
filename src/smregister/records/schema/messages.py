"""Schema errors in the words of the desk: what is wrong, and what would be right."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeAlias

from smregister.model import Document, Finding, Pointer, Rule, Value, create_finding
from smregister.records.kinds import NOT_PUBLISHED
from smregister.records.reader_rules import (
    DUPLICATE_ITEM,
    INVALID_FORMAT,
    MISSING_FIELD,
    NO_MATCHING_SCHEMA,
    OUT_OF_BOUNDS,
    UNKNOWN_FIELD,
    VALUE_NOT_ALLOWED,
    WRONG_TYPE,
)
from smregister.records.schema.compiled import pattern_test
from smregister.records.yaml.collector import MOST_FINDINGS
from smregister.text import did_you_mean

ValidationError: TypeAlias = Any
"""An error of the `jsonschema` package, whose attributes hold whatever the schema and the record hold."""

_Fault: TypeAlias = tuple[Rule, Pointer, str]
_Tell: TypeAlias = "Callable[[Value], str]"
"""How a value is told in a message: quoted, or withheld."""


def to_findings(
    path: str, document: Document, errors: Iterable[ValidationError], is_private: Callable[[Pointer], bool]
) -> list[Finding]:
    """Turn a validator's errors into findings with their places, each fault once; no private value is told."""
    every = (fault for error in islice(errors, MOST_FINDINGS) for fault in _faults(error, is_private))
    faults = dict.fromkeys(islice(every, MOST_FINDINGS))
    return [
        create_finding(rule, path, document.position(pointer), pointer, message) for rule, pointer, message in faults
    ]


def shown(value: Value) -> str:
    """Quote a value in a message, cut to a length that fits a line."""
    if isinstance(value, (dict, list)):
        return "a list" if isinstance(value, list) else "a mapping"
    text = "nothing" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    return f"`{text[:57]}…`" if len(text) > 60 else f"`{text}`"


def _withheld(_: Value) -> str:
    return f"`{NOT_PUBLISHED}`"


def _faults(error: ValidationError, is_private: Callable[[Pointer], bool]) -> Iterator[_Fault]:
    pointer = tuple(error.absolute_path)
    tell = _withheld if is_private(pointer) else shown
    if "propertyNames" in error.schema_path:
        pointer = (*pointer, error.instance)
        yield (
            INVALID_FORMAT,
            pointer,
            f"{tell(error.instance)} can't be the name of a field here: {_form(error.schema)}",
        )
    else:
        told = _alternatives(error, pointer, is_private) if error.validator in _CHOICES else None
        yield from told or _WORDING.get(str(error.validator), _other)(error, pointer, tell)


def _missing(error: ValidationError, pointer: Pointer, _: _Tell) -> Iterator[_Fault]:
    for name in error.validator_value:
        if name not in error.instance:
            described = _titled(error.schema.get("properties", {}).get(name, {}))
            yield MISSING_FIELD, pointer, f"`{name}` is missing{described}; add a line `{name}: …`"


def _missing_beside(error: ValidationError, pointer: Pointer, _: _Tell) -> Iterator[_Fault]:
    for name, wanted in error.validator_value.items():
        for other in wanted:
            if name in error.instance and other not in error.instance:
                yield MISSING_FIELD, pointer, f"`{other}` is missing: where there is `{name}`, it is needed"


def _unknown(error: ValidationError, pointer: Pointer, tell: _Tell) -> Iterator[_Fault]:
    known = error.schema.get("properties", {})
    patterns = [pattern_test(pattern) for pattern in error.schema.get("patternProperties", {})]
    for name in error.instance:
        if name not in known and not any(fits(name) for fits in patterns):
            hint = did_you_mean(name, known) or f"; known are {_listed(known)}"
            yield UNKNOWN_FIELD, (*pointer, name), f"{tell(name)} is not a field here{hint}"


def _wrong_type(error: ValidationError, pointer: Pointer, tell: _Tell) -> Iterator[_Fault]:
    wanted = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    hint = ""
    if "string" in wanted and isinstance(error.instance, (int, bool)):
        hint = f": write it in quotes, '{tell(error.instance).strip('`')}'"
    elif "array" in wanted:
        hint = ": write each value on a line of its own, beginning with `- `"
    elif wanted == ["object"]:
        hint = f": write each field on a line of its own below, further in{_like(error.schema)}"
    right = " or ".join(_TYPE_NAMES[name] for name in wanted)
    yield WRONG_TYPE, pointer, f"{_subject(error)} is {right}, not {tell(error.instance)}{hint}"


def _like(schema: Mapping[str, Any]) -> str:
    """Return the first field of the first example that a schema has, as it is written."""
    fields = (pair for example in schema.get("examples", ()) if isinstance(example, dict) for pair in example.items())
    return next((f", like `{name}: {value}`" for name, value in fields if isinstance(value, str)), "")


def _not_allowed(error: ValidationError, pointer: Pointer, tell: _Tell) -> Iterator[_Fault]:
    allowed = error.validator_value if error.validator == "enum" else [error.validator_value]
    choices = [str(choice) for choice in allowed]
    hint = did_you_mean(str(error.instance), choices)
    yield (
        VALUE_NOT_ALLOWED,
        pointer,
        f"{tell(error.instance)} is none of the values of {_subject(error)}: {_listed(choices)}{hint}",
    )


def _wrong_form(error: ValidationError, pointer: Pointer, tell: _Tell) -> Iterator[_Fault]:
    wanted = _FORMATS.get(error.schema.get("format", ""), "") or _form(error.schema)
    yield (
        INVALID_FORMAT,
        pointer,
        f"{tell(error.instance)} does not have the form of {_subject(error)}: {wanted}",
    )


def _out_of_bounds(error: ValidationError, pointer: Pointer, tell: _Tell) -> Iterator[_Fault]:
    bound = _BOUNDS[str(error.validator)].format(error.validator_value)
    bound = bound.removesuffix("s") if error.validator_value == 1 and bound.endswith("s") else bound
    is_counted = isinstance(error.instance, (list, dict))
    given = (len(error.instance) or "none") if is_counted else tell(error.instance)
    yield OUT_OF_BOUNDS, pointer, f"{_subject(error)} {bound}, not {given}"


def _repeated(error: ValidationError, pointer: Pointer, tell: _Tell) -> Iterator[_Fault]:
    seen: set[str] = set()
    for number, item in enumerate(error.instance):
        written = json.dumps(item, sort_keys=True)
        if written in seen:
            yield DUPLICATE_ITEM, (*pointer, number), f"{tell(item)} stands in this list twice; keep one"
        seen.add(written)


def _alternatives(error: ValidationError, pointer: Pointer, is_private: Callable[[Pointer], bool]) -> Iterator[_Fault]:
    """Explain the one alternative that was meant, where that can be told; else name them all."""
    alternatives: list[list[ValidationError]] = [[] for _ in error.validator_value]
    for below in error.context or ():
        alternatives[int(below.schema_path[0])].append(below)
    if all(below.validator == "required" for each in alternatives for below in each):
        names = dict.fromkeys(name for each in alternatives for below in each for name in below.validator_value)
        yield MISSING_FIELD, pointer, f"one of {_listed(names)} is missing; add one of them"
        return
    meant = [each for each in alternatives if each and not any(_is_other_type(below) for below in each)]
    if len(meant) == 1:
        yield from (fault for below in meant[0] for fault in _faults(below, is_private))
    else:
        wanted = [fault[2] for each in alternatives for below in each[:1] for fault in _faults(below, is_private)]
        tell = _withheld if is_private(pointer) else shown
        yield (
            NO_MATCHING_SCHEMA,
            pointer,
            f"{tell(error.instance)} fits none of the alternatives: {'; '.join(wanted)}",
        )


def _is_other_type(error: ValidationError) -> bool:
    if error.relative_path:
        return False
    return error.validator == "type" or (error.validator == "const" and not isinstance(error.instance, str))


def _other(error: ValidationError, pointer: Pointer, tell: _Tell) -> Iterator[_Fault]:
    # The validator's own words would tell the value whole.
    yield NO_MATCHING_SCHEMA, pointer, f"{_subject(error)} is not as `{error.validator}` in its schema demands"


_WORDING: dict[str, Callable[[Any, Pointer, _Tell], Iterator[_Fault]]] = {
    "required": _missing,
    "dependentRequired": _missing_beside,
    "additionalProperties": _unknown,
    "type": _wrong_type,
    "enum": _not_allowed,
    "const": _not_allowed,
    "format": _wrong_form,
    "pattern": _wrong_form,
    "uniqueItems": _repeated,
}
_CHOICES = frozenset({"anyOf", "oneOf"})

_BOUNDS = {
    "minLength": "has at least {} characters",
    "maxLength": "has at most {} characters",
    "minItems": "has at least {} values",
    "maxItems": "has at most {} values",
    "minProperties": "has at least {} fields",
    "maxProperties": "has at most {} fields",
    "minimum": "is at least {}",
    "maximum": "is at most {}",
    "exclusiveMinimum": "is more than {}",
    "exclusiveMaximum": "is less than {}",
    "multipleOf": "is a multiple of {}",
}
_WORDING |= dict.fromkeys(_BOUNDS, _out_of_bounds)

_TYPE_NAMES = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping of fields",
    "null": "nothing",
}

_FORMATS = {
    "date": "a day that exists, written year-month-day, like 2018-03-28",
    "email": "an e-mail address, like media@agency.gov.example",
    "uri": "a web address that begins with https://",
}


def _form(schema: dict[str, Any]) -> str:
    examples = schema.get("examples")
    if examples:
        return f"it should look like {shown(examples[0])}"
    return f"it must match {schema.get('pattern', schema.get('format'))}"


def _subject(error: ValidationError) -> str:
    title = error.schema.get("title") if isinstance(error.schema, dict) else None
    return f"`{title}`" if title else "the value"


def _titled(schema: dict[str, Any]) -> str:
    description = schema.get("description")
    return f" ({description.split('. ')[0].rstrip('.')})" if description else ""


def _listed(names: Iterable[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    return ", ".join(quoted[:12]) + (" …" if len(quoted) > 12 else "")
