"""Findings as a Code Quality report, which GitLab shows beside the lines of a merge request."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any

from smregister.model import Finding, Severity
from smregister.text import escape_hidden

# https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def report(findings: Iterable[Finding]) -> str:
    """Write findings as one report; the same finding has the same fingerprint wherever its line moves."""
    return json.dumps([*_violations(findings)], ensure_ascii=False, indent=2)


def _violations(findings: Iterable[Finding]) -> Iterator[dict[str, Any]]:
    seen: Counter[tuple[str, ...]] = Counter()
    for found in findings:
        identity = (found.path, found.rule, found.pointer, found.message)
        yield {
            "description": escape_hidden(found.message),
            "check_name": found.rule,
            "fingerprint": _fingerprint(*identity, str(seen[identity])),
            "severity": _SEVERITIES[found.severity],
            "location": {"path": escape_hidden(found.path), "lines": {"begin": found.line}},
        }
        seen[identity] += 1


def _fingerprint(*parts: str) -> str:
    return sha256(json.dumps(parts).encode()).hexdigest()
