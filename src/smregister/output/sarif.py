"""Findings as SARIF 2.1.0, for code scanning."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from smregister import __version__
from smregister.model import Finding, Rule
from smregister.text import escape_hidden

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def format_log(findings: Iterable[Finding], rules: Iterable[Rule]) -> str:
    """Return a log with one run and the rules of its findings."""
    findings = list(findings)
    names = sorted({finding.rule for finding in findings})
    by_name = {rule.name: rule for rule in rules}
    driver = {"name": "smregister", "version": __version__, "rules": [_rule(by_name[name]) for name in names]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, names.index(finding.rule)) for finding in findings],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _rule(rule: Rule) -> dict[str, Any]:
    headline = rule.explanation.partition("\n\n")[0].replace("\n", " ")
    return {"id": rule.name, "shortDescription": {"text": headline}, "fullDescription": {"text": rule.explanation}}


def _result(finding: Finding, rule: int) -> dict[str, Any]:
    location = {
        "artifactLocation": {"uri": quote(finding.path), "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": finding.line, "startColumn": finding.column},
    }
    return {
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "level": str(finding.severity),
        "message": {"text": escape_hidden(finding.message)},
        "locations": [{"physicalLocation": location}],
    }
