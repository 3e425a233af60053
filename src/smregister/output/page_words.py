"""English words of pages that are not in a template: figures and verdicts."""

from __future__ import annotations

_AGENCIES = {"agencies": ("agency", "agencies")}
_REVIEWS = {
    "overdue": ("review overdue", "reviews overdue"),
    "due": ("review due", "reviews due"),
    "later": ("review due later", "reviews due later"),
    "undated": ("review without a date", "reviews without a date"),
}
FIGURES = {
    "appointments": {
        "without officer": ("account without an officer", "accounts without an officer"),
        "with one officer": ("account with one officer", "accounts with one officer"),
        "with several officers": ("account with several officers", "accounts with several officers"),
        "appointments in force": ("appointment in force", "appointments in force"),
    },
    "changes": {
        "added": ("record added", "records added"),
        "removed": ("record removed", "records removed"),
        "changed": ("record changed", "records changed"),
        "renamed": ("record renamed", "records renamed"),
        "closed": ("record closed", "records closed"),
    },
    "compliance": {
        "percent": ("of the weight is met", "of the weight is met"),
        "percent before": ("of the weight was met before", "of the weight was met before"),
        "percent after": ("of the weight is met now", "of the weight is met now"),
        "accounts": ("account assessed", "accounts assessed"),
        "met": ("requirement met", "requirements met"),
        "not-met": ("requirement not met", "requirements not met"),
        "waived": ("requirement waived", "requirements waived"),
        "could-not-tell": ("requirement can't be checked", "requirements can't be checked"),
        "not-applicable": ("requirement doesn't apply", "requirements don't apply"),
        "accounts without a standard": ("account without a standard", "accounts without a standard"),
        "months": ("month", "months"),
        "newly-fails": ("requirement newly fails", "requirements newly fail"),
        "newly-unknown": ("requirement newly unknown", "requirements newly unknown"),
        "newly-passes": ("requirement newly met", "requirements newly met"),
        "newly-waived": ("requirement newly waived", "requirements newly waived"),
        "no-longer-asked": ("requirement no longer asked", "requirements no longer asked"),
        "accounts newly fail": ("account newly fails", "accounts newly fail"),
        "accounts newly pass": ("account newly passes", "accounts newly pass"),
    },
    "coverage": {
        **_AGENCIES,
        "without account or reason": ("agency without account or reason", "agencies without account or reason"),
        "without account, for a reason": (
            "agency without account, for a reason",
            "agencies without account, for a reason",
        ),
        "lacking an expected account": ("agency lacks an expected account", "agencies lack an expected account"),
        "accounts": ("account", "accounts"),
    },
    "directive": {
        "outstanding": ("agency has not complied", "agencies have not complied"),
        "late": ("agency complied late", "agencies complied late"),
        "not-yet-due": ("agency not yet due", "agencies not yet due"),
        "met": ("agency has complied", "agencies have complied"),
        "not-applicable": ("agency need not comply", "agencies need not comply"),
    },
    "freshness": {
        "accounts": ("account", "accounts"),
        "silent for over 30 days": ("account silent for over 30 days", "accounts silent for over 30 days"),
        "silent for over 90 days": ("account silent for over 90 days", "accounts silent for over 90 days"),
        "silent for over 180 days": ("account silent for over 180 days", "accounts silent for over 180 days"),
        "with no post known": ("account with no known post", "accounts with no known post"),
        **_REVIEWS,
    },
    "guidance": {
        "guidance": ("piece of guidance", "pieces of guidance"),
        **_REVIEWS,
        "rule changes": ("rule change", "rule changes"),
        "still to come": ("still to come", "still to come"),
    },
    "handovers": {
        **_AGENCIES,
        "overdue": ("handover overdue", "handovers overdue"),
        "due": ("handover due", "handovers due"),
    },
    "succession": {
        **_AGENCIES,
        "term-ends": ("term ends", "terms end"),
        "acting-ends": ("acting term ends", "acting terms end"),
        "training-ends": ("training ends", "trainings end"),
        "no-officer": ("agency lacks an officer", "agencies lack an officer"),
        "directive-outstanding": ("directive outstanding", "directives outstanding"),
    },
}
"""By report, what each figure of its summary counts: one, and several."""

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
