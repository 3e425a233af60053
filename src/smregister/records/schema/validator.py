"""A document judged by its schema: sound or not, and if not, why, in words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from smregister.model import Document, Finding, Pointer, Value, create_finding
from smregister.records.kinds import ANY_ITEM, Field, Route, fields_on_the_way
from smregister.records.reader_rules import NO_MATCHING_SCHEMA
from smregister.records.schema.compiled import format_test, native, pattern_test
from smregister.records.schema.fields import fields_of
from smregister.records.schema.messages import to_findings

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator


class SchemaValidator:
    """The judge of one kind's documents.

    The native validator decides; only what it refuses is gone through again by the slower one, whose
    errors say enough to be put into words.

    Raises ValueError if the schema can't be compiled.
    """

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self.schema = schema
        self._decide = native(schema)
        self._explain: Validator | None = None

    def is_sound(self, data: object) -> bool:
        """Return whether data satisfies the schema, formats included."""
        return self._decide.is_valid(data)

    def findings(self, path: str, document: Document) -> list[Finding]:
        """Find every fault of a document, placed and in words; none if it is sound."""
        if self.is_sound(document.data):
            return []

        errors = self._explaining().iter_errors(document.data)
        findings = to_findings(path, document, errors, self._is_private)
        return findings or [self._unexplained(path, document)]

    def first_error(self, value: Value) -> str | None:
        """Return what is wrong with a single value, in words; None if nothing is."""
        if self.is_sound(value):
            return None

        errors = self._explaining().iter_errors(value)
        return to_findings("", Document({}, {}), errors, lambda _: False)[0].message

    def _explaining(self) -> Validator:
        if self._explain is None:
            self._explain = _explaining_validator()(self.schema)
        return self._explain

    def _is_private(self, pointer: Pointer) -> bool:
        """Return whether what stands at a place is private, or lies in something that is."""
        route = tuple(ANY_ITEM if isinstance(step, int) else step for step in pointer)
        return any(field.private for field in fields_on_the_way(self._fields, route))

    @cached_property
    def _fields(self) -> Mapping[Route, Field]:
        return fields_of(self.schema)

    def _unexplained(self, path: str, document: Document) -> Finding:
        """Return what the native validator sees and the other one does not, without its words: they tell the value."""
        error = next(iter(self._decide.iter_errors(document.data)))
        pointer = tuple(error.instance_path)
        message = f"the value is not as `{'/'.join(map(str, error.schema_path))}` in its schema demands"
        return create_finding(NO_MATCHING_SCHEMA, path, document.position(pointer), pointer, message)


@cache
def _explaining_validator() -> type[Validator]:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError
    from jsonschema.validators import extend

    # Patterns and formats mean the same to both validators because the native one judges them for both.
    def pattern(_: Any, pattern: str, instance: object, __: Any) -> Iterator[ValidationError]:
        if isinstance(instance, str) and not pattern_test(pattern)(instance):
            yield ValidationError(f"{instance!r} does not match {pattern!r}")

    def format_(_: Any, name: str, instance: object, __: Any) -> Iterator[ValidationError]:
        if isinstance(instance, str) and not format_test(name)(instance):
            yield ValidationError(f"{instance!r} is not a {name}")

    keywords = {
        "pattern": pattern,
        "format": format_,
        "items": _only_faulty_items(Draft202012Validator.VALIDATORS["items"]),
    }
    kind: type[Validator] = extend(Draft202012Validator, keywords)  # type: ignore[no-untyped-call]
    return kind


def _only_faulty_items(in_its_own_way: Callable[..., Iterator[ValidationError]]) -> Callable[..., Any]:
    """Go, of a long list, only through the items that the native validator refuses: the other one takes its time."""

    def items(validator: Any, below: Any, instance: object, schema: Any) -> Iterator[ValidationError]:
        written = json.dumps(below)
        if not isinstance(instance, list) or not isinstance(below, dict) or "$ref" in written:
            yield from in_its_own_way(validator, below, instance, schema)
            return
        first = len(schema.get("prefixItems", ()))
        for number, item in enumerate(instance[first:], first):
            if not _item_test(written)(item):
                yield from validator.descend(item, below, path=number)

    return items


@cache
def _item_test(schema: str) -> Callable[[Any], bool]:
    """Make a test of items of a schema, written as JSON."""
    return native(json.loads(schema)).is_valid
