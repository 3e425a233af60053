"""Findings as workflow commands, which GitHub shows beside the lines of a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from smregister.model import Finding, Severity
from smregister.output.phrases import NEEDS
from smregister.text import escape_hidden

# Only the command that makes one of these loads what that takes.
if TYPE_CHECKING:
    from smregister.review.permissions import Denial

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def annotation(found: Finding) -> str:
    """Write a finding as one workflow command; no text of a record can end it or begin another."""
    properties = f"file={_property(found.path)},line={found.line},col={found.column},title={found.rule}"
    return f"::{_COMMANDS[found.severity]} {properties}::{_data(found.message)}"


def annotation_lines(findings: Iterable[Finding]) -> Iterator[str]:
    """Write findings, errors first: of each sort GitHub shows the first ten of a step."""
    yield from map(annotation, sorted(findings, key=lambda found: [*Severity].index(found.severity)))


def refusal(refused: Denial) -> str:
    """Write what the author of a change may not do as one workflow command."""
    is_file = not refused.path.startswith("commit ")
    properties = f"file={_property(refused.path)},title=authority" if is_file else "title=authority"
    place = "" if is_file else f"{_data(refused.path)}: "
    return f"::error {properties}::{place}{_data(refused.reason)} (needs {NEEDS[refused.needs]})"


def _data(text: str) -> str:
    return escape_hidden(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
