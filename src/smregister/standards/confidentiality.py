"""Redaction of results and notes on who may read a report."""

from __future__ import annotations

from collections.abc import Iterable

from smregister.standards.assessment import Assessment
from smregister.standards.evaluation import ClauseResult

WITHHELD = "what decides this is not published"
"""Replacement of a reason that contains unpublished data."""

_AUDIENCE = "some of this tells where accounts are weak: it is for the desk and the agency, not for publication"


def redacted_reason(result: ClauseResult) -> str:
    """Return the reason of a result without unpublished data."""
    if result.waiver is not None:
        until = result.waiver.published_until
        return f"waived until {until}" if until else "waived"
    return WITHHELD if result.reason and result.is_confidential else result.reason


def audience_note(assessments: Iterable[Assessment]) -> tuple[str, ...]:
    """Return a note if unpublished data decide some outcomes, so that the report is not for everybody."""
    return (_AUDIENCE,) if any(assessment.is_confidential for assessment in assessments) else ()
