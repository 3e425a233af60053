"""Validation of a document against the schema of its kind."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from smregister.model import Document, Finding, Pointer, Value, create_finding
from smregister.pointers import format_pointer, parse_pointer
from smregister.records.kinds import ANY_ITEM, NOT_PUBLISHED, Field, Route, cut_private_keys, follow_route
from smregister.records.reader_rules import NO_MATCHING_SCHEMA
from smregister.records.schema.compiled import compile_schema, format_test, pattern_test
from smregister.records.schema.fields import collect_fields
from smregister.records.schema.messages import to_findings

if TYPE_CHECKING:
    from jsonschema import ValidationError
    from jsonschema.protocols import Validator


class SchemaValidator:
    """Validator on `jsonschema_rs`; `jsonschema` explains invalid documents.

    Raises ValueError if the schema can't be compiled.
    """

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self.schema = schema
        self._compiled = compile_schema(schema)

    def is_valid(self, data: object) -> bool:
        """Return whether data is valid, formats included."""
        return self._compiled.is_valid(data)

    def findings(self, path: str, document: Document) -> list[Finding]:
        """Find every error in a document."""
        if self.is_valid(document.data):
            return []
        errors = self._explainer.iter_errors(document.data)
        found = to_findings(path, document, errors, self._is_private) or [self._unexplained(path, document)]
        return self.withhold_keys(found)

    def withhold_keys(self, findings: Iterable[Finding]) -> list[Finding]:
        """Return findings without the keys that people chose within private fields."""
        return [*dict.fromkeys(map(self._withhold_keys, findings))]

    def _withhold_keys(self, finding: Finding) -> Finding:
        pointer = parse_pointer(finding.pointer)
        kept = cut_private_keys(self._fields, pointer)
        message = finding.message
        for key in pointer[len(kept) :]:
            message = message.replace(f"`{key}`", f"`{NOT_PUBLISHED}`")
        return replace(finding, pointer=format_pointer(kept), message=message)

    def first_error(self, value: Value) -> str | None:
        """Return the message of the first error in a single value, or None."""
        if self.is_valid(value):
            return None
        return to_findings("", Document({}, {}), self._explainer.iter_errors(value), lambda _: False)[0].message

    @cached_property
    def _explainer(self) -> Validator:
        return _explainer_class()(self.schema)

    @cached_property
    def _fields(self) -> Mapping[Route, Field]:
        return collect_fields(self.schema)

    def _is_private(self, pointer: Pointer) -> bool:
        """Return whether the value at a pointer, or one above it, is private."""
        route = tuple(ANY_ITEM if isinstance(step, int) else step for step in pointer)
        return any(field.private for field in follow_route(self._fields, route))

    def _unexplained(self, path: str, document: Document) -> Finding:
        """Return a finding without the message of the compiled schema, which quotes it."""
        error = next(iter(self._compiled.iter_errors(document.data)))
        pointer = tuple(error.instance_path)
        message = f"the value does not satisfy `{'/'.join(map(str, error.schema_path))}` of its schema"
        return create_finding(NO_MATCHING_SCHEMA, path, document.position(pointer), pointer, message)


@cache
def _explainer_class() -> type[Validator]:
    import jsonschema

    # The compiled schemas decide on patterns and formats, so that both validators agree.
    def text_keyword(create_test: Callable[[str], Callable[[str], bool]]) -> Callable[..., Iterator[ValidationError]]:
        def keyword(_: Any, wanted: str, instance: object, __: Any) -> Iterator[ValidationError]:
            if isinstance(instance, str) and not create_test(wanted)(instance):
                yield jsonschema.ValidationError(f"{instance!r} does not match {wanted!r}")

        return keyword

    base = jsonschema.Draft202012Validator
    keywords = {
        "pattern": text_keyword(pattern_test),
        "format": text_keyword(format_test),
        "items": _invalid_items_only(base.VALIDATORS["items"]),
        "patternProperties": _pattern_properties,
        "additionalProperties": _without_pattern_properties(base.VALIDATORS["additionalProperties"]),
    }
    explainer: type[Validator] = jsonschema.validators.extend(base, keywords)  # type: ignore[no-untyped-call]
    return explainer


def _invalid_items_only(all_items: Callable[..., Iterator[ValidationError]]) -> Callable[..., Any]:
    """Restrict the slow `items` keyword to items that the compiled schema rejects."""

    def items(validator: Any, subschema: Any, instance: object, schema: Any) -> Iterator[ValidationError]:
        text = json.dumps(subschema)
        if not isinstance(instance, list) or not isinstance(subschema, dict) or "$ref" in text:
            yield from all_items(validator, subschema, instance, schema)
            return
        first = len(schema.get("prefixItems", ()))
        for number, item in enumerate(instance[first:], first):
            if not _item_test(text)(item):
                yield from validator.descend(item, subschema, path=number)

    return items


def _pattern_properties(
    validator: Any, patterns: Mapping[str, Any], instance: object, _: Any
) -> Iterator[ValidationError]:
    values = instance if isinstance(instance, dict) else {}
    for pattern, subschema in patterns.items():
        for name in filter(pattern_test(pattern), values):
            yield from validator.descend(values[name], subschema, path=name, schema_path=pattern)


def _without_pattern_properties(additional: Callable[..., Any]) -> Callable[..., Any]:
    """Return the keyword for the names that no pattern of the schema matches."""

    def additional_properties(validator: Any, subschema: Any, instance: object, schema: Any) -> Any:
        tests = [pattern_test(pattern) for pattern in schema.get("patternProperties", ())]
        if tests and isinstance(instance, dict):
            instance = {name: instance[name] for name in instance if not any(test(name) for test in tests)}
        plain = {keyword: value for keyword, value in schema.items() if keyword != "patternProperties"}
        return additional(validator, subschema, instance, plain)

    return additional_properties


@cache
def _item_test(schema: str) -> Callable[[Any], bool]:
    return compile_schema(json.loads(schema)).is_valid
