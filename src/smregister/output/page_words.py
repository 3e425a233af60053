"""Words of pages outside of templates: figures, verdicts and kinds."""

from __future__ import annotations

from collections.abc import Mapping

from smregister.text import Message, ngettext
from smregister.text import Message as _

_AGENCIES = {"agencies": ngettext("agency", "agencies")}
_REVIEWS = {
    "overdue": ngettext("review overdue", "reviews overdue"),
    "due": ngettext("review due", "reviews due"),
    "later": ngettext("review due later", "reviews due later"),
    "undated": ngettext("review without a date", "reviews without a date"),
}
FIGURES: Mapping[str, Mapping[str, Message]] = {
    "appointments": {
        "without officer": ngettext("account without an officer", "accounts without an officer"),
        "with one officer": ngettext("account with one officer", "accounts with one officer"),
        "with several officers": ngettext("account with several officers", "accounts with several officers"),
        "appointments in force": ngettext("appointment in force", "appointments in force"),
    },
    "audit": {"changes": ngettext("change", "changes")},
    "changes": {
        "added": ngettext("record added", "records added"),
        "removed": ngettext("record removed", "records removed"),
        "changed": ngettext("record changed", "records changed"),
        "renamed": ngettext("record renamed", "records renamed"),
        "closed": ngettext("record closed", "records closed"),
    },
    "compliance": {
        "percent": _("score"),
        "percent before": _("score before"),
        "percent after": _("score now"),
        "accounts": ngettext("account assessed", "accounts assessed"),
        "met": ngettext("requirement met", "requirements met"),
        "not-met": ngettext("requirement not met", "requirements not met"),
        "waived": ngettext("requirement waived", "requirements waived"),
        "could-not-tell": ngettext("requirement could not be checked", "requirements could not be checked"),
        "not-applicable": ngettext("requirement doesn't apply", "requirements don't apply"),
        "accounts without a standard": ngettext("account without a standard", "accounts without a standard"),
        "months": ngettext("month", "months"),
        "newly-fails": ngettext("requirement newly fails", "requirements newly fail"),
        "newly-unknown": ngettext("requirement newly unknown", "requirements newly unknown"),
        "newly-passes": ngettext("requirement newly met", "requirements newly met"),
        "newly-waived": ngettext("requirement newly waived", "requirements newly waived"),
        "no-longer-asked": ngettext("requirement no longer asked", "requirements no longer asked"),
        "accounts newly fail": ngettext("account newly fails", "accounts newly fail"),
        "accounts newly pass": ngettext("account newly passes", "accounts newly pass"),
    },
    "coverage": {
        **_AGENCIES,
        "without account or reason": ngettext("agency lacks an account", "agencies lack an account"),
        "without account, for a reason": ngettext("agency that needs no account", "agencies that need no account"),
        "lacking an expected account": ngettext(
            "agency lacks an expected account", "agencies lack an expected account"
        ),
        "accounts": ngettext("account", "accounts"),
    },
    "directive": {
        "outstanding": ngettext("agency has not complied", "agencies have not complied"),
        "late": ngettext("agency complied late", "agencies complied late"),
        "not-yet-due": ngettext("agency not yet due", "agencies not yet due"),
        "met": ngettext("agency has complied", "agencies have complied"),
        "not-applicable": ngettext("agency need not comply", "agencies need not comply"),
    },
    "freshness": {
        "accounts": ngettext("account", "accounts"),
        "silent for over 30 days": ngettext("account silent for over 30 days", "accounts silent for over 30 days"),
        "silent for over 90 days": ngettext("account silent for over 90 days", "accounts silent for over 90 days"),
        "silent for over 180 days": ngettext("account silent for over 180 days", "accounts silent for over 180 days"),
        "with no post known": ngettext("account with no known post", "accounts with no known post"),
        **_REVIEWS,
    },
    "guidance": {
        "guidance": ngettext("piece of guidance", "pieces of guidance"),
        **_REVIEWS,
        "rule changes": ngettext("rule change", "rule changes"),
        "still to come": _("still to come"),
    },
    "handovers": {
        **_AGENCIES,
        "overdue": ngettext("handover overdue", "handovers overdue"),
        "due": ngettext("handover due", "handovers due"),
    },
    "succession": {
        **_AGENCIES,
        "term-ends": ngettext("term ends", "terms end"),
        "acting-ends": ngettext("acting term ends", "acting terms end"),
        "training-ends": ngettext("training ends", "trainings end"),
        "no-officer": ngettext("agency lacks an officer", "agencies lack an officer"),
        "directive-outstanding": ngettext("directive outstanding", "directives outstanding"),
    },
}
"""By report, what each figure of its summary counts."""

VERDICTS = {
    "bad": {
        "error": _("high"),
        "newly-fails": _("newly fails"),
        "no-account": _("no account"),
        "no-officer": _("no officer"),
        "not-met": _("not met"),
        "outstanding": _("outstanding"),
        "overdue": _("overdue"),
        "removed": _("removed"),
    },
    "warn": {
        "acting-ends": _("acting term ends"),
        "could-not-tell": _("could not be checked"),
        "directive-outstanding": _("directive outstanding"),
        "due": _("due"),
        "expected-account": _("expected account missing"),
        "late": _("late"),
        "newly-unknown": _("newly unknown"),
        "term-ends": _("term ends"),
        "training-ends": _("training ends"),
        "warning": _("medium"),
    },
    "good": {
        "added": _("added"),
        "met": _("met"),
        "newly-passes": _("newly passes"),
    },
    "plain": {
        "changed": _("changed"),
        "closed": _("closed"),
        "later": _("later"),
        "moved to another agency": _("moved to another agency"),
        "newly-waived": _("newly waived"),
        "no-longer-asked": _("no longer asked"),
        "not-applicable": _("does not apply"),
        "not-yet-due": _("not yet due"),
        "note": _("low"),
        "renamed": _("renamed"),
        "undated": _("undated"),
        "waived": _("waived"),
    },
}
"""Verdicts and severities by their tone, each with its words for people."""

TONES: dict[str, tuple[str, Message]] = {
    verdict: (tone, words) for tone, verdicts in VERDICTS.items() for verdict, words in verdicts.items()
}
"""Verdict -> its tone and its words."""

KINDS = {
    "account": _("account"),
    "agency": _("agency"),
    "appointment": _("appointment"),
    "directive": _("directive"),
    "guidance": _("guidance"),
    "jurisdiction": _("jurisdiction"),
    "observation": _("observation"),
    "platform": _("platform"),
    "register": _("register"),
    "standard": _("standard"),
    "waiver": _("waiver"),
}
"""Kinds of records in a sentence; a register may have more."""
