"""Settings of a new register, validated by its schema."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from smregister.dates import timezone_fault
from smregister.editing.init.files import (
    REGISTER,
    InitialSettings,
    create_register_record,
    create_tree,
    load_schema_files,
)
from smregister.records.kinds import Kind
from smregister.records.reader import RecordReader
from smregister.records.schema.kind_loader import load_kinds


def load_register_kind() -> Kind:
    """Return the kind whose fields the settings are."""
    return _reader().kinds["register"]


def find_setting_error(name: str, text: str) -> str | None:
    """Return what is wrong with the text of a setting; None if it is valid."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return "the text is not UTF-8"
    settings = replace(InitialSettings(), **{name: text})
    _, findings = _reader().read(load_register_kind(), REGISTER, create_register_record(settings))
    if findings:
        return findings[0].message
    return timezone_fault(text) if name == "timezone" else None


@cache
def _reader() -> RecordReader:
    kinds, _ = load_kinds(create_tree(load_schema_files()))
    return RecordReader(kinds)
