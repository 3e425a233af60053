"""Answers to the questions of a form, matched by label and checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from smregister.editing.forms.entries import Entry, FormSubmission, Origin
from smregister.editing.forms.forms import Form, FormQuestion
from smregister.editing.forms.values import explain_closed_field, find_settable_field
from smregister.editing.lists.plan import Rejection, quote
from smregister.records.kinds import Kind
from smregister.text import character_name, did_you_mean, hidden_character, normalize_text

_BOX = re.compile(r"[-*] \[([ xX])\] +(.+)")


class FormAnswer(NamedTuple):
    """The text of an answer, its question, and the label and line where it stands."""

    question: FormQuestion
    label: str
    text: str
    line: int

    def reject(self, reason: str) -> Rejection:
        """Return a rejection of the answer for a reason."""
        return Rejection(self.line, self.label, reason)


class QuestionMatcher:
    """Matches the labels of a text with the questions of a form."""

    def __init__(self, form: Form, kind: Kind | None, origin: Origin, labels: Iterable[Entry]) -> None:
        self.form = form
        self.kind = kind
        self.origin = origin
        self.rejections: list[Rejection] = []
        self.questions: dict[str, FormQuestion] = {}
        for entry in labels:
            self._match(entry)
        for question in form.questions:
            if self._must_be_answered(question) and question not in self.questions.values():
                reason = f"the answer to {quote(question.label)} is missing"
                self.rejections.append(Rejection(1, question.label, reason))

    def read_answers(self, submission: FormSubmission) -> tuple[list[FormAnswer], list[Rejection]]:
        """Return the non-empty answers of a submission, and rejections of invalid ones."""
        answers, rejections = [], []
        for entry in submission.entries:
            question = self.questions.get(normalize_text(entry.label))
            if question is not None:
                answer = FormAnswer(question, entry.label, entry.text, entry.line)
                text, errors = self._read(answer)
                rejections += [answer.reject(error) for error in errors]
                if text and not errors:
                    answers.append(answer._replace(text=text))
        return answers, rejections

    def _match(self, entry: Entry) -> None:
        question = self._find_question(entry.label)
        if question is None:
            self.rejections.append(Rejection(entry.line, entry.label, self._explain_unknown(entry.label)))
        elif question in self.questions.values():
            self.rejections.append(Rejection(entry.line, entry.label, "this is already answered under another label"))
        else:
            self.questions[normalize_text(entry.label)] = question

    def _find_question(self, label: str) -> FormQuestion | None:
        """Return the question with a label, which may be a field name in lists and mails."""
        question = self.form.find_question(label)
        if question is not None or self.origin is Origin.ISSUE:
            return question
        questions = (*self.form.questions, *(private_questions(self.kind) if self.kind else ()))
        normalized = normalize_text(label)
        named = next((question for question in questions if question.name == label and not question.note), None)
        same_label = (question for question in questions if normalize_text(question.label) == normalized)
        named = named or next(same_label, None)
        field = find_settable_field(self.kind, label) if self.kind and named is None else None
        return FormQuestion(label, label) if field and explain_closed_field(field, self.origin) is None else named

    def _explain_unknown(self, label: str) -> str:
        field = self.kind.field(label) if self.kind else None
        closed = explain_closed_field(field, self.origin) if field else None
        hint = (
            did_you_mean(label[:200], self.form.labels)
            or f"; its questions are {', '.join(map(quote, self.form.labels))}"
        )
        return closed or f"the form {quote(self.form.title)} has no question {quote(label)}{hint}"

    def _must_be_answered(self, question: FormQuestion) -> bool:
        """Return whether a question needs an answer; a note needs one only in a form."""
        is_required = question.required or bool(question.required_options)
        return is_required and (not question.note or self.origin is Origin.ISSUE)

    def _read(self, answer: FormAnswer) -> tuple[str, list[str]]:
        question, text = answer.question, answer.text
        if hidden := hidden_character().search(text):
            return "", [f"it contains the invisible character {character_name(hidden[0])}; type it again"]
        if question.type == "checkboxes" and self.origin is Origin.ISSUE:
            return _read_boxes(question, text)
        if self.origin is Origin.MAIL and question.type not in ("textarea", "checkboxes"):
            # Mail programs break long lines.
            text = " ".join(text.split("\n"))
        if question.type == "dropdown" and text == "None" and "None" not in question.options:
            text = ""
        if not text:
            return "", ["the answer is missing"] if self._must_be_answered(question) else []
        if question.options and not question.note:
            parts = [part.strip() for part in re.split(r"[,\n]", text) if part.strip()]
            return text, [_explain_no_option(question, part) for part in parts if part not in question.options]
        return text, []


def private_questions(kind: Kind) -> Iterator[FormQuestion]:
    """Yield questions for the private fields of a record, which no public form has."""
    for field in kind.fields.values():
        if field.private and field.expected and not field.desk_only and find_settable_field(kind, field.name):
            title, options = kind.title_at(field.route).replace(":", ""), tuple(map(str, field.choices))
            yield FormQuestion(field.name, title, field.description, options=options)


def _read_boxes(question: FormQuestion, text: str) -> tuple[str, list[str]]:
    """Return the ticked options, one a line, and the errors."""
    boxes = [(line.strip(), _BOX.fullmatch(line.strip())) for line in text.split("\n") if line.strip()]
    errors = [f"{quote(line)} is not a box of the form" for line, box in boxes if box is None]
    ticked = [box[2].strip() for _, box in boxes if box and box[1] != " "]
    errors += [_explain_no_option(question, option) for option in ticked if option not in question.options]
    missing = [option for option in question.required_options if option not in ticked]
    errors += [f"the box {quote(option)} must be ticked" for option in missing]
    if question.required and not ticked and not errors:
        errors.append("the answer is missing: tick a box")
    return "\n".join(ticked), errors


def _explain_no_option(question: FormQuestion, text: str) -> str:
    hint = did_you_mean(text[:200], question.options)
    return f"{quote(text)} must be one of {', '.join(map(quote, question.options))}{hint}"


def answers_by_field(answers: Iterable[FormAnswer]) -> Mapping[str, FormAnswer]:
    """Return the answers that belong in a record, by the name of their question."""
    return {answer.question.name: answer for answer in answers if not answer.question.note}
