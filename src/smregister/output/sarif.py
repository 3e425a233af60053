"""Findings as SARIF 2.1.0, which code-scanning services read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from smregister import __version__
from smregister.model import Finding, Rule
from smregister.text import escape_hidden

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def log(findings: Iterable[Finding], rules: Iterable[Rule]) -> str:
    """Write findings as one run of this tool, with the rules that were broken."""
    found = list(findings)
    broken = sorted({each.rule for each in found})
    described = {rule.name: rule for rule in rules}
    run = {
        "tool": {
            "driver": {
                "name": "smregister",
                "version": __version__,
                "rules": [_rule(described[name]) for name in broken],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, broken.index(each.rule)) for each in found],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _rule(rule: Rule) -> dict[str, Any]:
    headline = rule.explanation.partition("\n\n")[0].replace("\n", " ")
    return {
        "id": rule.name,
        "shortDescription": {"text": headline},
        "fullDescription": {"text": rule.explanation},
    }


def _result(found: Finding, rule: int) -> dict[str, Any]:
    place = {
        "artifactLocation": {"uri": quote(found.path), "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": found.line, "startColumn": found.column},
    }
    return {
        "ruleId": found.rule,
        "ruleIndex": rule,
        "level": str(found.severity),
        "message": {"text": escape_hidden(found.message)},
        "locations": [{"physicalLocation": place}],
    }
