"""Words of pages that are not in a template: figures, verdicts and kinds."""

from __future__ import annotations

from smregister.text import Message, ngettext
from smregister.text import Message as _


def name_figure(name: str, number: int) -> str:
    """Return what a figure of a summary counts; one without a name here has that of the summary."""
    names = {
        "accounts": ngettext("account assessed", "accounts assessed", number),
        "accounts newly fail": ngettext("account newly fails", "accounts newly fail", number),
        "accounts newly pass": ngettext("account newly passes", "accounts newly pass", number),
        "accounts without a standard": ngettext("account without a standard", "accounts without a standard", number),
        "acting-ends": ngettext("acting term ends", "acting terms end", number),
        "agencies": ngettext("agency", "agencies", number),
        "appointments in force": ngettext("appointment in force", "appointments in force", number),
        "could-not-tell": ngettext("requirement can't be checked", "requirements can't be checked", number),
        "directive-outstanding": ngettext("directive outstanding", "directives outstanding", number),
        "lacking an expected account": ngettext(
            "agency lacks an expected account", "agencies lack an expected account", number
        ),
        "met": ngettext("requirement met", "requirements met", number),
        "months": ngettext("month", "months", number),
        "no-officer": ngettext("agency lacks an officer", "agencies lack an officer", number),
        "not-applicable": ngettext("requirement doesn't apply", "requirements don't apply", number),
        "not-met": ngettext("requirement not met", "requirements not met", number),
        "percent": _("of the weight is met"),
        "percent after": _("of the weight is met now"),
        "percent before": _("of the weight was met before"),
        "rule changes": ngettext("rule change", "rule changes", number),
        "term-ends": ngettext("term ends", "terms end", number),
        "training-ends": ngettext("training ends", "trainings end", number),
        "waived": ngettext("requirement waived", "requirements waived", number),
        "with one officer": ngettext("account with one officer", "accounts with one officer", number),
        "with several officers": ngettext("account with several officers", "accounts with several officers", number),
        "without account or reason": ngettext(
            "agency without account or reason", "agencies without account or reason", number
        ),
        "without account, for a reason": ngettext(
            "agency without account, for a reason", "agencies without account, for a reason", number
        ),
        "without officer": ngettext("account without an officer", "accounts without an officer", number),
        **{f"silent for over {days} days": _("silent for over {number} days", number=days) for days in (30, 90, 180)},
        "still to come": _("still to come"),
        "with no post known": _("with no post known"),
    }
    return names.get(name) or (TONES[name][1] if name in TONES else name)


VERDICTS = {
    "bad": {
        "error": _("error"),
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
        "could-not-tell": _("can't be checked"),
        "directive-outstanding": _("directive outstanding"),
        "due": _("due"),
        "expected-account": _("expected account missing"),
        "late": _("late"),
        "newly-unknown": _("newly unknown"),
        "term-ends": _("term ends"),
        "training-ends": _("training ends"),
        "warning": _("warning"),
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
        "newly-waived": _("newly waived"),
        "no-longer-asked": _("no longer asked"),
        "not-applicable": _("does not apply"),
        "not-yet-due": _("not yet due"),
        "note": _("note"),
        "renamed": _("renamed"),
        "undated": _("undated"),
        "waived": _("waived"),
    },
}
"""Verdicts by their tone, each with its words."""

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
