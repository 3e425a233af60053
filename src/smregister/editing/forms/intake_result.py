"""Result of a form intake."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from smregister.editing.forms.answers import FormAnswer
from smregister.editing.forms.forms import Form
from smregister.editing.lists.plan import Rejection
from smregister.editing.proposal import Proposal


@dataclass(frozen=True, slots=True)
class IntakeResult:
    """A proposal, or every reason why there is none; `read` counts the records of the text."""

    form: Form | None
    read: int
    rejections: tuple[Rejection, ...]
    proposal: Proposal | None
    notes: tuple[FormAnswer, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def contents(self) -> Mapping[str, bytes | None]:
        """Return the new content of each file by its path."""
        return self.proposal.contents if self.proposal else {}

    @property
    def accepted(self) -> int:
        """Return the number of accepted records: all of them, or none."""
        return 0 if self.rejections else self.read
