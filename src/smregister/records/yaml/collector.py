"""Findings in one file, collected while it is parsed."""

from __future__ import annotations

from typing import NoReturn

from smregister.model import Finding, Pointer, Position, Rule, create_finding

MOST_FINDINGS = 100
"""The largest number of findings that are reported in one file."""


class UnreadableError(Exception):
    """The file can't be parsed further; the reason is among the findings."""


class FindingCollector:
    """The findings in one file, in the order of the text."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.findings: list[Finding] = []

    def add(self, rule: Rule, position: Position, pointer: Pointer, message: str) -> None:
        """Add a finding.

        Raises UnreadableError if there are MOST_FINDINGS of them.
        """
        self.findings.append(create_finding(rule, self.path, position, pointer, message))
        if len(self.findings) == MOST_FINDINGS:
            raise UnreadableError

    def stop(self, rule: Rule, position: Position, pointer: Pointer, message: str) -> NoReturn:
        """Add a finding and raise UnreadableError."""
        self.add(rule, position, pointer, message)
        raise UnreadableError
