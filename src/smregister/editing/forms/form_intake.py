"""Form intake: a text parsed, drafted and validated with the register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from smregister.editing.forms.answers import FormAnswer, QuestionMatcher, answers_by_field
from smregister.editing.forms.correction import draft_correction
from smregister.editing.forms.detect import parse_text
from smregister.editing.forms.drafts import FormDrafts
from smregister.editing.forms.entries import Origin, ParsedText
from smregister.editing.forms.forms import Form
from smregister.editing.forms.record_draft import RecordDraft
from smregister.editing.lists.plan import Rejection, quote
from smregister.editing.proposal import Proposal, propose
from smregister.model import Finding
from smregister.register.snapshot import RegisterSnapshot
from smregister.text import did_you_mean, normalize_text


class IntakeResult(NamedTuple):
    """A proposal, or all reasons against it; `read` counts the records."""

    form: Form | None
    read: int
    rejections: tuple[Rejection, ...]
    proposal: Proposal | None
    notes: tuple[FormAnswer, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def accepted(self) -> int:
        """Return the number of accepted records: all of them, or none."""
        return 0 if self.rejections else self.read


class FormIntake(NamedTuple):
    """Makes proposals from texts for a register, by its forms."""

    snapshot: RegisterSnapshot
    forms: Mapping[str, Form]

    def propose(self, content: bytes, origin: Origin | None = None, form_name: str | None = None) -> IntakeResult:
        """Make a proposal from a text; one rejection prevents it."""
        origin, text = parse_text(content, origin)
        form = self._find_form(text, origin, form_name)
        drafts, rejections = FormDrafts(self.snapshot, origin), [*text.rejections]
        notes: list[FormAnswer] = []
        if form and text.submissions:
            notes = self._draft(drafts, form, text, rejections)
        elif text.submissions or not rejections:
            rejections.append(Rejection(1, "", self._explain_no_form(text.form)))
        proposal = None
        if drafts.contents:
            proposal = propose(self.snapshot, drafts.contents)
            rejections += _reject_errors(drafts, proposal.errors)
        elif not rejections:
            rejections = [Rejection(1, "", "the text has too few answers for a record")]
        in_order = tuple(sorted(dict.fromkeys(rejections)))
        proposal = None if in_order else proposal
        return IntakeResult(form, len(text.submissions), in_order, proposal, tuple(notes), text.remarks)

    def _draft(self, drafts: FormDrafts, form: Form, text: ParsedText, rejections: list[Rejection]) -> list[FormAnswer]:
        """Draft every submission, extend the rejections, return the notes for the desk."""
        matcher = self._match(form, drafts.origin, text)
        kind = matcher.kind
        rejections += matcher.rejections
        # A rejected submission does not prevent the checks of the others.
        common, notes = [*rejections], []
        for submission in text.submissions:
            answers, invalid = matcher.read_answers(submission)
            notes += [answer for answer in answers if answer.question.note]
            if kind:
                draft = RecordDraft(drafts, kind, answers_by_field(answers), submission.line, [*common, *invalid])
                rejections += draft.write()
            else:
                rejections += [*invalid, *draft_correction(drafts, self.forms, answers)]
        return notes

    def _find_form(self, text: ParsedText, origin: Origin, name: str | None) -> Form | None:
        """Return the named form, else the only one with the most questions in the text."""
        if wanted := normalize_text(name or text.form or ""):
            named = (form for form in self.forms.values() if wanted in (form.name, normalize_text(form.title)))
            return next(named, None)
        counts = {name: len(self._match(form, origin, text).questions) for name, form in self.forms.items()}
        best = [name for name, count in counts.items() if count and count == max(counts.values())]
        return self.forms[best[0]] if len(best) == 1 else None

    def _match(self, form: Form, origin: Origin, text: ParsedText) -> QuestionMatcher:
        kind = self.snapshot.register.kinds[form.kind] if form.kind else None
        return QuestionMatcher(form, kind, origin, text.labels)

    def _explain_no_form(self, name: str | None) -> str:
        titles = ", ".join(f"{quote(form.title)} (`{form.name}`)" for form in self.forms.values())
        if name:
            hint = did_you_mean(name[:200], [form.title for form in self.forms.values()])
            return f"there is no form {quote(name)}{hint or f'; the forms are {titles}'}"
        return f"no form has these headings; the forms are {titles}"


def _reject_errors(drafts: FormDrafts, errors: Iterable[Finding]) -> list[Rejection]:
    """Reject the answers behind errors; without any, reject the text for all errors."""
    answers = [(error, drafts.find_answer(error.path, error.pointer)) for error in errors]
    rejections = [answer.reject(error.message) for error, answer in answers if answer]
    return rejections or [Rejection(1, "", f"{error.path}: {error.message}") for error, _ in answers]
