"""Summary of many assessments: outcomes counted, and the score."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import chain

from smregister.model import Value
from smregister.standards.assessment import Assessment
from smregister.standards.clauses import CompiledStandard
from smregister.standards.evaluation import Outcome
from smregister.standards.scores import add_scores
from smregister.text import Message as _

_AUDIENCE = _("this report shows weaknesses of accounts: for the desk and the agency, not for publication")


class Group(StrEnum):
    """Property by which accounts are grouped; `account` makes each a group of its own."""

    account = "account"
    agency = "agency"
    level = "level"
    platform = "platform"
    jurisdiction = "jurisdiction"


def summarize(assessments: Sequence[Assessment]) -> dict[str, Value]:
    """Return counts of accounts and outcomes, and the score in percent or None."""
    counts = Counter(chain.from_iterable(assessment.outcomes for assessment in assessments))
    outcomes: dict[str, Value] = {outcome: counts[outcome] for outcome in Outcome}
    percent = add_scores(assessment.score for assessment in assessments).percent
    return {"accounts": len(assessments), **outcomes, "percent": percent}


def standards_of(assessments: Iterable[Assessment]) -> list[CompiledStandard]:
    """Return the standards that accounts were assessed by, each once."""
    standards = (assessment.standard for assessment in assessments)
    return [*{standard.id: standard for standard in standards if standard}.values()]


def audience_note(assessments: Iterable[Assessment]) -> tuple[str, ...]:
    """Return a note if unpublished data decide some outcomes."""
    return (_AUDIENCE,) if any(assessment.is_confidential for assessment in assessments) else ()


def summarize_by(assessments: Iterable[Assessment], group: Group) -> dict[str, dict[str, Value]]:
    """Return a summary of each group by name; an unpublished name is empty."""
    groups = defaultdict[str, list["Assessment"]](list)
    for assessment in assessments:
        groups[getattr(assessment.scope, group)].append(assessment)
    return {name: summarize(members) for name, members in sorted(groups.items())}
