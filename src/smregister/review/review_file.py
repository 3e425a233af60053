"""A review read back from its own JSON, which nobody vouches for: whoever proposed the change may have written it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from smregister.errors import FatalError
from smregister.model import (
    Approver,
    Authorization,
    Change,
    ChangeType,
    Denial,
    Difference,
    FieldChange,
    Finding,
    Record,
    Review,
    Severity,
    ValidationResult,
)
from smregister.pointers import parse_pointer

LONGEST = 16 * 1024 * 1024
"""So much of a file is looked at, in bytes: some fifty thousand findings."""

_NAME = re.compile(r"[a-z0-9-]{1,80}")
_NEEDS = ("desk", "signature")


def read_review(text: str) -> Review:
    """Read a review; nothing of it is believed but its shape.

    Raises FatalError if it has another one.
    """
    try:
        if len(text) > LONGEST:
            raise ValueError
        return _review(json.loads(text))
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise FatalError("this is no answer of `smregister review --json`") from error


def _review(data: Mapping[str, Any]) -> Review:
    if data["version"] != 1:
        raise ValueError
    findings = tuple(map(_finding, _items(data["findings"])))
    result = ValidationResult(findings, _number(data["summary"]["records"]), _number(data["summary"].get("debt", 0)))
    authority = tuple(map(_text, _items(data["authorization"]["authority"])))
    refused = tuple(map(_refusal, _items(data["authorization"]["refused"])))
    approvers = tuple(map(_approver, _items(data["authorization"]["approvers"])))
    difference = Difference([*map(_change, _items(data["changes"]))], [])
    others = tuple(map(_text, _items(data["other_files"])))
    return Review(result, Authorization(authority, refused, approvers), difference, others)


def _finding(data: Mapping[str, Any]) -> Finding:
    place = _text(data["path"]), _number(data["line"]), _number(data["column"])
    return Finding(
        *place, _name(data["rule"]), _text(data["pointer"]), Severity(data["severity"]), _text(data["message"])
    )


def _refusal(data: Mapping[str, Any]) -> Denial:
    if data["needs"] not in _NEEDS:
        raise ValueError
    return Denial(_text(data["path"]), parse_pointer(_text(data["pointer"])), _text(data["reason"]), data["needs"])


def _approver(data: Mapping[str, Any]) -> Approver:
    return Approver(_number(data["user_id"]), _text(data["login"]), _text(data["post"]))


def _change(data: Mapping[str, Any]) -> Change:
    kind, record_id, type_ = _name(data["kind"]), _text(data["id"]), ChangeType(data["change"])
    after = Record(kind, record_id, "", {}) if type_ is not ChangeType.REMOVED else None
    before = Record(kind, _text(data.get("before_id", record_id)), "", {}) if type_ is not ChangeType.ADDED else None
    return Change(type_, before, after, tuple(map(_field_change, _items(data["fields"]))))


def _field_change(data: Mapping[str, Any]) -> FieldChange:
    return FieldChange(parse_pointer(_text(data["pointer"])), data["before"], data["after"])


def _checked(is_good: Callable[[Any], bool]) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if not is_good(value):
            raise ValueError
        return value

    return check


_text: Callable[[Any], str] = _checked(lambda value: isinstance(value, str))
_items: Callable[[Any], list[Any]] = _checked(lambda value: isinstance(value, list))
_number: Callable[[Any], int] = _checked(lambda value: type(value) is int and 0 <= value < 10**18)
_name: Callable[[Any], str] = _checked(lambda value: isinstance(value, str) and bool(_NAME.fullmatch(value)))
