"""Findings as workflow commands, which GitHub shows beside the lines of a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.characters import visible
from smregister.model import Severity

if TYPE_CHECKING:
    from smregister.model import Finding

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def annotation(found: Finding) -> str:
    """Write a finding as one workflow command; no text of a record can end it or begin another."""
    properties = f"file={_property(found.path)},line={found.line},col={found.column},title={found.rule}"
    return f"::{_COMMANDS[found.severity]} {properties}::{_data(found.message)}"


def _data(text: str) -> str:
    return visible(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
