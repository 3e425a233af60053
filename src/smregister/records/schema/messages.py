"""Findings from the errors of a JSON Schema validator."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeAlias

from smregister.model import Document, Finding, Pointer, Rule, Value, create_finding
from smregister.records import reader_rules as rules
from smregister.records.kinds import NOT_PUBLISHED
from smregister.records.schema.compiled import pattern_test
from smregister.text import did_you_mean

ValidationError: TypeAlias = Any
"""An error of the `jsonschema` package, whose attributes hold any values of the schema and the record."""

_Message: TypeAlias = tuple[Rule, Pointer, str]
_Quote: TypeAlias = "Callable[[Value], str]"
"""Quotes a value in a message, or withholds it."""


def to_findings(
    path: str, document: Document, errors: Iterable[ValidationError], is_private: Callable[[Pointer], bool]
) -> list[Finding]:
    """Return a validator's errors as findings, once each, without private values."""
    messages = (message for error in islice(errors, rules.MOST_FINDINGS) for message in _messages(error, is_private))
    return [
        create_finding(rule, path, document.position(pointer), pointer, message)
        for rule, pointer, message in dict.fromkeys(islice(messages, rules.MOST_FINDINGS))
    ]


def _quote(value: Value) -> str:
    """Quote a value, cut to 60 characters."""
    if isinstance(value, (dict, list)):
        return "a list" if isinstance(value, list) else "a mapping"
    text = "nothing" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    return f"`{text[:57]}…`" if len(text) > 60 else f"`{text}`"


def _withhold(_: Value) -> str:
    return f"`{NOT_PUBLISHED}`"


def _messages(error: ValidationError, is_private: Callable[[Pointer], bool]) -> Iterator[_Message]:
    pointer = tuple(error.absolute_path)
    quote = _withhold if is_private(pointer) else _quote
    if "propertyNames" in error.schema_path:
        message = f"{quote(error.instance)} is not a valid name of a field: it {_expected_form(error.schema)}"
        yield rules.INVALID_FORMAT, (*pointer, error.instance), message
    elif error.validator in ("anyOf", "oneOf"):
        yield from _alternatives(error, pointer, is_private)
    else:
        yield from _BY_KEYWORD.get(str(error.validator), _other)(error, pointer, quote)


def _missing(error: ValidationError, pointer: Pointer, _: _Quote) -> Iterator[_Message]:
    for name in error.validator_value:
        if name not in error.instance:
            description = error.schema.get("properties", {}).get(name, {}).get("description")
            summary = f" ({description.split('. ')[0].rstrip('.')})" if description else ""
            yield rules.MISSING_FIELD, pointer, f"`{name}` is missing{summary}; add a line `{name}: …`"


def _missing_dependent(error: ValidationError, pointer: Pointer, _: _Quote) -> Iterator[_Message]:
    for name, dependents in error.validator_value.items():
        for other in dependents:
            if name in error.instance and other not in error.instance:
                yield rules.MISSING_FIELD, pointer, f"`{other}` is missing; `{name}` requires it"


def _unknown(error: ValidationError, pointer: Pointer, quote: _Quote) -> Iterator[_Message]:
    fields = error.schema.get("properties", {})
    patterns = [pattern_test(pattern) for pattern in error.schema.get("patternProperties", {})]
    for name in error.instance:
        if name not in fields and not any(matches(name) for matches in patterns):
            hint = did_you_mean(name, fields) or f"; known are {_quote_all(fields)}"
            yield rules.UNKNOWN_FIELD, (*pointer, name), f"{quote(name)} is not a field here{hint}"


def _wrong_type(error: ValidationError, pointer: Pointer, quote: _Quote) -> Iterator[_Message]:
    types = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    hint = ""
    if "string" in types and isinstance(error.instance, (int, bool)):
        hint = f"; write it in quotes, '{quote(error.instance).strip('`')}'"
    elif "array" in types:
        hint = "; write each value on a line of its own that begins with `- `"
    elif types == ["object"]:
        hint = f"; write each field on a line of its own below, indented{_example_field(error.schema)}"
    expected = " or ".join(_TYPE_NAMES[name] for name in types)
    yield rules.WRONG_TYPE, pointer, f"{_subject(error)} must be {expected}, not {quote(error.instance)}{hint}"


def _example_field(schema: Mapping[str, Any]) -> str:
    fields = (pair for example in schema.get("examples", ()) if isinstance(example, dict) for pair in example.items())
    return next((f", like `{name}: {value}`" for name, value in fields if isinstance(value, str)), "")


def _not_allowed(error: ValidationError, pointer: Pointer, quote: _Quote) -> Iterator[_Message]:
    allowed = error.validator_value if error.validator == "enum" else [error.validator_value]
    choices = [str(choice) for choice in allowed]
    hint = did_you_mean(str(error.instance), choices)
    expected = f"one of {_quote_all(choices)}" if len(choices) > 1 else _quote_all(choices)
    message = f"{_subject(error)} must be {expected}, not {quote(error.instance)}{hint}"
    yield rules.VALUE_NOT_ALLOWED, pointer, message


def _invalid_format(error: ValidationError, pointer: Pointer, quote: _Quote) -> Iterator[_Message]:
    expected = _FORMATS.get(error.schema.get("format", "")) or _expected_form(error.schema)
    yield rules.INVALID_FORMAT, pointer, f"{_subject(error)} {expected}, not {quote(error.instance)}"


def _out_of_bounds(error: ValidationError, pointer: Pointer, quote: _Quote) -> Iterator[_Message]:
    bound = _BOUNDS[str(error.validator)].format(error.validator_value)
    bound = bound.removesuffix("s") if error.validator_value == 1 and bound.endswith("s") else bound
    actual = (len(error.instance) or "none") if isinstance(error.instance, (list, dict)) else quote(error.instance)
    yield rules.OUT_OF_BOUNDS, pointer, f"{_subject(error)} {bound}, not {actual}"


def _duplicate(error: ValidationError, pointer: Pointer, quote: _Quote) -> Iterator[_Message]:
    seen: set[str] = set()
    for number, item in enumerate(error.instance):
        text = json.dumps(item, sort_keys=True)
        if text in seen:
            yield rules.DUPLICATE_ITEM, (*pointer, number), f"{quote(item)} is in this list twice; keep one"
        seen.add(text)


def _alternatives(
    error: ValidationError, pointer: Pointer, is_private: Callable[[Pointer], bool]
) -> Iterator[_Message]:
    """Explain the only alternative of the value's type, or else all."""
    alternatives: list[list[ValidationError]] = [[] for _ in error.validator_value]
    for suberror in error.context or ():
        alternatives[int(suberror.schema_path[0])].append(suberror)
    if all(suberror.validator == "required" for suberrors in alternatives for suberror in suberrors):
        names = dict.fromkeys(name for errors in alternatives for missing in errors for name in missing.validator_value)
        yield rules.MISSING_FIELD, pointer, f"one of {_quote_all(names)} is required; add one of them"
        return
    candidates = [errors for errors in alternatives if errors and not any(map(_is_other_type, errors))]
    if len(candidates) == 1:
        yield from (message for suberror in candidates[0] for message in _messages(suberror, is_private))
    else:
        firsts = (suberror for errors in alternatives for suberror in errors[:1])
        expected = "; ".join(message for suberror in firsts for _, _, message in _messages(suberror, is_private))
        quote = _withhold if is_private(pointer) else _quote
        yield rules.NO_MATCHING_SCHEMA, pointer, f"{quote(error.instance)} matches none of the alternatives: {expected}"


def _is_other_type(error: ValidationError) -> bool:
    if error.relative_path:
        return False
    return error.validator == "type" or (error.validator == "const" and not isinstance(error.instance, str))


def _other(error: ValidationError, pointer: Pointer, _: _Quote) -> Iterator[_Message]:
    # The validator's own message holds the value.
    yield rules.NO_MATCHING_SCHEMA, pointer, f"{_subject(error)} does not satisfy `{error.validator}` of its schema"


_BOUNDS = {
    "minLength": "must have at least {} characters",
    "maxLength": "must have at most {} characters",
    "minItems": "must have at least {} values",
    "maxItems": "must have at most {} values",
    "minProperties": "must have at least {} fields",
    "maxProperties": "must have at most {} fields",
    "minimum": "must be at least {}",
    "maximum": "must be at most {}",
    "exclusiveMinimum": "must be more than {}",
    "exclusiveMaximum": "must be less than {}",
    "multipleOf": "must be a multiple of {}",
}
_BY_KEYWORD: dict[str, Callable[[ValidationError, Pointer, _Quote], Iterator[_Message]]] = {
    "required": _missing,
    "dependentRequired": _missing_dependent,
    "additionalProperties": _unknown,
    "type": _wrong_type,
    "enum": _not_allowed,
    "const": _not_allowed,
    "format": _invalid_format,
    "pattern": _invalid_format,
    "uniqueItems": _duplicate,
    **dict.fromkeys(_BOUNDS, _out_of_bounds),
}
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
    "date": "must be a date, written year-month-day, such as 2026-11-30",
    "email": "must be an e-mail address, such as media@agency.gov.example",
    "uri": "must be a web address that begins with https://",
}


def _expected_form(schema: dict[str, Any]) -> str:
    if examples := schema.get("examples"):
        return f"must look like {_quote(examples[0])}"
    return f"must match {schema.get('pattern', schema.get('format'))}"


def _subject(error: ValidationError) -> str:
    """Return the key of the field; the title of a value that was checked alone."""
    key = next((step for step in reversed(error.absolute_path) if isinstance(step, str)), None)
    title = error.schema.get("title") if isinstance(error.schema, dict) else None
    return f"`{key or title}`" if key or title else "the value"


def _quote_all(names: Iterable[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    return ", ".join(quoted[:12]) + (" …" if len(quoted) > 12 else "")
