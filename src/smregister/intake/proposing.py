"""A text taken in: told apart, understood, drafted, and judged with the register before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smregister.intake.answers import Asked, notes_of
from smregister.intake.corrections import draft_correction
from smregister.intake.drafts import Drafts
from smregister.intake.entries import Reading, Refusal, quoted, same_label
from smregister.intake.new_records import draft_record
from smregister.intake.texts import read_text
from smregister.model import Severity
from smregister.suggestions import did_you_mean
from smregister.writing.proposals import propose

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from smregister.intake.answers import Answer
    from smregister.intake.forms import Form
    from smregister.intake.sources import Source
    from smregister.register import Register
    from smregister.validation.snapshot import RegisterSnapshot
    from smregister.writing.proposals import Proposal


@dataclass(frozen=True, slots=True)
class Intake:
    """What became of a text: a proposal, or every reason why there is none; `read` counts the records it tells of."""

    form: Form | None
    read: int
    refusals: tuple[Refusal, ...]
    proposal: Proposal | None
    notes: tuple[Answer, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def contents(self) -> Mapping[str, bytes | None]:
        """Give the files to be written."""
        return self.proposal.contents if self.proposal else {}

    @property
    def accepted(self) -> int:
        """Count the records that are taken in: all of them, or none."""
        return 0 if self.refusals else self.read


class Desk:
    """Takes in texts for a register: with its forms, over its tree."""

    def __init__(
        self, snapshot: RegisterSnapshot, register: Register, forms: Mapping[str, Form], text_of: Callable[[str], str]
    ) -> None:
        self.snapshot = snapshot
        self.register = register
        self.forms = forms
        self.text_of = text_of

    def take_in(self, content: bytes, source: Source | None = None, form_name: str | None = None) -> Intake:
        """Make a proposal of a text; where anything of it is refused, there is none."""
        source, reading = read_text(content, source)
        form = self._form(reading, source, form_name)
        drafts, refusals = Drafts(self.register, source, self.text_of), [*reading.refusals]
        notes: list[Answer] = []
        if form and reading.sheets:
            notes = self._draft(drafts, form, reading, refusals)
        elif reading.sheets or not refusals:
            refusals.append(Refusal(1, "", self._no_form(reading.form)))
        proposal = None
        if drafts.contents:
            proposal = propose(self.snapshot, drafts.contents)
            refusals += _unsound(drafts, proposal)
        elif not refusals:
            refusals = [Refusal(1, "", "too little is told for anything to be written")]
        in_order = tuple(sorted(dict.fromkeys(refusals)))
        return Intake(
            form, len(reading.sheets), in_order, None if refusals else proposal, tuple(notes), reading.remarks
        )

    def _draft(self, drafts: Drafts, form: Form, reading: Reading, refusals: list[Refusal]) -> list[Answer]:
        """Draft what every sheet asks for, adding to the refusals; gives what is for the desk to read."""
        kind = self.register.kinds[form.kind] if form.kind else None
        asked = Asked(form, kind, drafts.source, reading.labels)
        refusals += asked.refusals
        # What is wrong with one record does not keep the others from being looked at.
        common, notes = [*refusals], []
        for sheet in reading.sheets:
            answers, faults = asked.answers(sheet)
            notes += notes_of(answers)
            if kind:
                refusals += draft_record(drafts, kind, answers, sheet.line, [*common, *faults])
            else:
                refusals += [*faults, *draft_correction(drafts, self.forms, answers)]
        return notes

    def _form(self, reading: Reading, source: Source, name: str | None) -> Form | None:
        """Give the form that is named, or else the one that asks for more of the labels than any other."""
        wanted = same_label(name or reading.form or "")
        if wanted:
            named = (form for form in self.forms.values() if wanted in (form.name, same_label(form.title)))
            return next(named, None)
        fits = {name: self._fit(form, reading, source) for name, form in self.forms.items()}
        best = [name for name, fit in fits.items() if fit and fit == max(fits.values())]
        return self.forms[best[0]] if len(best) == 1 else None

    def _fit(self, form: Form, reading: Reading, source: Source) -> int:
        kind = self.register.kinds[form.kind] if form.kind else None
        return len(Asked(form, kind, source, reading.labels).questions)

    def _no_form(self, named: str | None) -> str:
        titles = ", ".join(f"{quoted(form.title)} (`{form.name}`)" for form in self.forms.values())
        if named:
            hint = did_you_mean(named[:200], [form.title for form in self.forms.values()])
            return f"there is no form {quoted(named)}{hint or f'; there are {titles}'}"
        return f"which form this is can't be told by its headings; there are {titles}"


def _unsound(drafts: Drafts, proposal: Proposal) -> list[Refusal]:
    """Refuse what the judgement of a proposal finds wrong; faults elsewhere count where there are no nearer ones."""
    errors = [found for found in proposal.judgement.findings if found.severity is Severity.ERROR]
    near = [(found, drafts.origin(found.path, found.pointer)) for found in errors]
    refusals = [origin.refusal(found.message) for found, origin in near if origin]
    return refusals or [Refusal(1, "", f"{found.path}: {found.message}") for found in errors]
