"""English words of pages that are not in a template: figures and verdicts."""

from __future__ import annotations

FIGURES = {
    "accounts": ("account assessed", "accounts assessed"),
    "accounts newly fail": ("account newly fails", "accounts newly fail"),
    "accounts newly pass": ("account newly passes", "accounts newly pass"),
    "accounts without a standard": ("account without a standard", "accounts without a standard"),
    "acting-ends": ("acting term ends", "acting terms end"),
    "agencies": ("agency", "agencies"),
    "appointments in force": ("appointment in force", "appointments in force"),
    "could-not-tell": ("requirement can't be checked", "requirements can't be checked"),
    "directive-outstanding": ("directive outstanding", "directives outstanding"),
    "lacking an expected account": ("agency lacks an expected account", "agencies lack an expected account"),
    "met": ("requirement met", "requirements met"),
    "months": ("month", "months"),
    "no-officer": ("agency lacks an officer", "agencies lack an officer"),
    "not-applicable": ("requirement doesn't apply", "requirements don't apply"),
    "not-met": ("requirement not met", "requirements not met"),
    "percent": ("of the weight is met", "of the weight is met"),
    "percent after": ("of the weight is met now", "of the weight is met now"),
    "percent before": ("of the weight was met before", "of the weight was met before"),
    "rule changes": ("rule change", "rule changes"),
    "term-ends": ("term ends", "terms end"),
    "training-ends": ("training ends", "trainings end"),
    "waived": ("requirement waived", "requirements waived"),
    "with one officer": ("account with one officer", "accounts with one officer"),
    "with several officers": ("account with several officers", "accounts with several officers"),
    "without account or reason": ("agency without account or reason", "agencies without account or reason"),
    "without account, for a reason": (
        "agency without account, for a reason",
        "agencies without account, for a reason",
    ),
    "without officer": ("account without an officer", "accounts without an officer"),
}
"""What a figure of a summary counts: one, and several. A figure that is not here has the name of the summary."""

VERDICTS = {
    "bad": {
        "error": "error",
        "newly-fails": "newly fails",
        "no-account": "no account",
        "no-officer": "no officer",
        "not-met": "not met",
        "outstanding": "outstanding",
        "overdue": "overdue",
        "removed": "removed",
    },
    "warn": {
        "acting-ends": "acting term ends",
        "could-not-tell": "can't be checked",
        "directive-outstanding": "directive outstanding",
        "due": "due",
        "expected-account": "expected account missing",
        "late": "late",
        "newly-unknown": "newly unknown",
        "term-ends": "term ends",
        "training-ends": "training ends",
        "warning": "warning",
    },
    "good": {"added": "added", "met": "met", "newly-passes": "newly passes"},
    "plain": {
        "changed": "changed",
        "closed": "closed",
        "later": "later",
        "newly-waived": "newly waived",
        "no-longer-asked": "no longer asked",
        "not-applicable": "does not apply",
        "not-yet-due": "not yet due",
        "note": "note",
        "renamed": "renamed",
        "undated": "undated",
        "waived": "waived",
    },
}
"""Verdicts by their tone, each with its words."""

TONES = {verdict: (tone, words) for tone, verdicts in VERDICTS.items() for verdict, words in verdicts.items()}
"""Verdict -> its tone and its words."""
