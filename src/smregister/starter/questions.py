"""What a new register's schema says of the answers: what each means, and what is wrong with one."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from smregister.dates import timezone_fault
from smregister.records import RecordReader
from smregister.schemas import load_kinds
from smregister.starter.answers import Answers
from smregister.starter.contents import REGISTER, register_record, schema_files
from smregister.starter.judging import tree_of

if TYPE_CHECKING:
    from smregister.kinds import Kind


def register_kind() -> Kind:
    """Give the kind that says what the answers mean."""
    return _reader().kinds["register"]


def answer_fault(field: str, text: str) -> str | None:
    """Say what is wrong with an answer, if anything."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return "the text is not UTF-8"
    answers = replace(Answers(), **{field: text})
    _, findings = _reader().read(register_kind(), REGISTER, register_record(answers))
    if findings:
        return findings[0].message
    return timezone_fault(text) if field == "timezone" else None


@cache
def _reader() -> RecordReader:
    kinds, _ = load_kinds(tree_of(schema_files()))
    return RecordReader(kinds)
