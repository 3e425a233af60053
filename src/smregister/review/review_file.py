"""Parser of a review's JSON, which an untrusted author may have written."""

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
    TextChange,
    ValidationResult,
)
from smregister.pointers import parse_pointer

LONGEST = 16 * 1024 * 1024
"""The largest file in bytes: some fifty thousand findings."""

_NAME = re.compile(r"[a-z0-9-]{1,80}")
_NEEDS = ("desk", "signature")


def read_review(text: str) -> Review:
    """Parse a review's JSON; raise FatalError if it has another structure."""
    try:
        if len(text) > LONGEST:
            raise ValueError
        return _review(json.loads(text))
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise FatalError("this is not a review from `smregister review --json`") from error


def _review(data: Mapping[str, Any]) -> Review:
    if data["version"] != 1:
        raise ValueError
    summary, authorization = data["summary"], data["authorization"]
    findings = tuple(map(_finding, _items(data["findings"])))
    return Review(
        ValidationResult(findings, _number(summary["records"]), _number(summary.get("debt", 0))),
        Authorization(
            tuple(map(_text, _items(authorization["authority"]))),
            tuple(map(_denial, _items(authorization["refused"]))),
            tuple(map(_approver, _items(authorization["approvers"]))),
        ),
        Difference([*map(_change, _items(data["changes"]))], []),
        tuple(map(_text, _items(data["other_files"]))),
        tuple(map(_text_change, _items(data.get("texts", [])))),
    )


def _finding(data: Mapping[str, Any]) -> Finding:
    start = _text(data["path"]), _number(data["line"]), _number(data["column"])
    severity, message = Severity(data["severity"]), _text(data["message"])
    return Finding(*start, _name(data["rule"]), _text(data["pointer"]), severity, message)


def _denial(data: Mapping[str, Any]) -> Denial:
    if data["needs"] not in _NEEDS:
        raise ValueError
    return Denial(_text(data["path"]), parse_pointer(_text(data["pointer"])), _text(data["reason"]), data["needs"])


def _approver(data: Mapping[str, Any]) -> Approver:
    return Approver(_number(data["user_id"]), _text(data["login"]), _text(data["post"]))


def _change(data: Mapping[str, Any]) -> Change:
    kind, record_id, type_ = _name(data["kind"]), _text(data["id"]), ChangeType(data["change"])
    after = Record(kind, record_id, "", {}) if type_ is not ChangeType.REMOVED else None
    before = Record(kind, _text(data.get("before_id", record_id)), "", {}) if type_ is not ChangeType.ADDED else None
    fields = [
        FieldChange(parse_pointer(_text(field["pointer"])), field["before"], field["after"])
        for field in _items(data["fields"])
    ]
    return Change(type_, before, after, tuple(fields))


def _text_change(data: Mapping[str, Any]) -> TextChange:
    removed, added = (tuple(map(_text, _items(data[name]))) for name in ("removed", "added"))
    return TextChange(_text(data["path"]), removed, added)


def _checker(is_valid: Callable[[Any], bool]) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if not is_valid(value):
            raise ValueError
        return value

    return check


_text: Callable[[Any], str] = _checker(lambda value: isinstance(value, str))
_items: Callable[[Any], list[Any]] = _checker(lambda value: isinstance(value, list))
_number: Callable[[Any], int] = _checker(lambda value: type(value) is int and 0 <= value < 10**18)
_name: Callable[[Any], str] = _checker(lambda value: isinstance(value, str) and bool(_NAME.fullmatch(value)))
