"""Findings and denials as workflow commands of GitHub Actions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from smregister.model import Denial, Finding, Severity, TextChange
from smregister.output.phrases import NEEDS
from smregister.text import escape_hidden

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def format_annotations(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield a command for each finding, errors first: GitHub shows ten per severity."""
    for finding in sorted(findings, key=lambda finding: finding.severity.rank):
        position = f"file={_property(finding.path)},line={finding.line},col={finding.column}"
        yield f"::{_COMMANDS[finding.severity]} {position},title={finding.rule}::{_data(finding.message)}"


def format_denial(denial: Denial) -> str:
    """Return the command for a denial."""
    is_file = not denial.path.startswith("commit ")
    properties = f"file={_property(denial.path)},title=authority" if is_file else "title=authority"
    commit = "" if is_file else f"{_data(denial.path)}: "
    return f"::error {properties}::{commit}{_data(denial.reason)} (needs {NEEDS[denial.needs]})"


def format_text_change(change: TextChange) -> str:
    """Return the command for changed lines that only people read."""
    lines = (*(f"- {line}" for line in change.removed), *(f"+ {line}" for line in change.added))
    # `%0A` is a line end in the data of a command.
    return f"::notice file={_property(change.path)},title=text::{'%0A'.join(map(_data, lines))}"


def _data(text: str) -> str:
    return escape_hidden(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
