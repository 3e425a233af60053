"""Findings as a Code Quality report of GitLab."""

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


def format_report(findings: Iterable[Finding]) -> str:
    """Return a report; the fingerprint of a finding does not depend on its line."""
    return json.dumps([*_violations(findings)], ensure_ascii=False, indent=2)


def _violations(findings: Iterable[Finding]) -> Iterator[dict[str, Any]]:
    counts: Counter[tuple[str, ...]] = Counter()
    for finding in findings:
        identity = (finding.path, finding.rule, finding.pointer, finding.message)
        yield {
            "description": escape_hidden(finding.message),
            "check_name": finding.rule,
            "fingerprint": sha256(json.dumps([*identity, str(counts[identity])]).encode()).hexdigest(),
            "severity": _SEVERITIES[finding.severity],
            "location": {"path": escape_hidden(finding.path), "lines": {"begin": finding.line}},
        }
        counts[identity] += 1
