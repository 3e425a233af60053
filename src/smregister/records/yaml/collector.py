"""What is found to be wrong with one file while it is read, until reading can't go on."""

from __future__ import annotations

from typing import NoReturn

from smregister.model import Finding, Pointer, Position, Rule, create_finding
from smregister.records.yaml.limits import MOST_FINDINGS


class UnreadableError(Exception):
    """Reading can't go on; the reason is among the findings."""


class FindingCollector:
    """The findings in one file, as they come."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.findings: list[Finding] = []

    def found(self, rule: Rule, place: Position, pointer: Pointer, message: str) -> None:
        """Add a finding.

        Raises UnreadableError if these are more than anybody wants to be told.
        """
        self.findings.append(create_finding(rule, self.path, place, pointer, message))
        if len(self.findings) == MOST_FINDINGS:
            raise UnreadableError

    def stop(self, rule: Rule, place: Position, pointer: Pointer, message: str) -> NoReturn:
        """Add a finding beyond which nothing can be read.

        Raises UnreadableError.
        """
        self.found(rule, place, pointer, message)
        raise UnreadableError
