"""Labels to questions and words to answers: what a form makes of what was written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smregister.characters import HIDDEN_CHARACTER, character_name
from smregister.intake.entries import Refusal, quoted, same_label
from smregister.intake.forms import Question
from smregister.intake.sources import Source
from smregister.intake.values import closed_reason, settable_field
from smregister.suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from smregister.intake.entries import Entry, Sheet
    from smregister.intake.forms import Form
    from smregister.kinds import Field, Kind

_BOX = re.compile(r"[-*] \[([ xX])\] +(.+)")


@dataclass(frozen=True, slots=True)
class Answer:
    """The words that answer a question, and where they stand."""

    question: Question
    label: str
    text: str
    line: int

    def refusal(self, reason: str) -> Refusal:
        """Refuse the answer for a reason."""
        return Refusal(self.line, self.label, reason)


class Asked:
    """The questions that a text answers, by the labels it has."""

    def __init__(self, form: Form, kind: Kind | None, source: Source, labels: Iterable[Entry]) -> None:
        self.form = form
        self.kind = kind
        self.source = source
        self.refusals: list[Refusal] = []
        self.questions: dict[str, Question] = {}
        for entry in labels:
            self._ask(entry)
        self.refusals += [
            Refusal(1, each.label, f"the form's question {quoted(each.label)} is missing, and it must be answered")
            for each in form.questions
            if self._must_be_answered(each) and each not in self.questions.values()
        ]

    def answers(self, sheet: Sheet) -> tuple[list[Answer], list[Refusal]]:
        """Give the answers of a sheet that say something, and refuse those that can't be."""
        answers, refusals = [], []
        for entry in sheet.entries:
            question = self.questions.get(same_label(entry.label))
            if question is not None:
                answer = Answer(question, entry.label, entry.text, entry.line)
                text, faults = self._read(answer)
                refusals += [answer.refusal(fault) for fault in faults]
                if text and not faults:
                    answers.append(Answer(question, entry.label, text, entry.line))
        return answers, refusals

    def _ask(self, entry: Entry) -> None:
        question = self._question(entry.label)
        if question is None:
            self.refusals.append(Refusal(entry.line, entry.label, self._unknown(entry.label)))
        elif question in self.questions.values():
            self.refusals.append(Refusal(entry.line, entry.label, "this is told under another label already"))
        else:
            self.questions[same_label(entry.label)] = question

    def _question(self, label: str) -> Question | None:
        """Find the question under a label; those who write in lists and mails may name the field instead."""
        found = self.form.question(label)
        if found is not None or self.source is Source.ISSUE:
            return found
        asked = (*self.form.questions, *(kept_to_itself(self.kind) if self.kind else ()))
        named = next((each for each in asked if each.name == label and not each.note), None)
        named = named or next((each for each in asked if same_label(each.label) == same_label(label)), None)
        field = settable_field(self.kind, label) if self.kind and named is None else None
        return Question(label, label) if field and closed_reason(field, self.source) is None else named

    def _unknown(self, label: str) -> str:
        field = self.kind.field(label) if self.kind else None
        closed = closed_reason(field, self.source) if field else None
        hint = did_you_mean(label[:200], self.form.labels) or f"; it asks {', '.join(map(quoted, self.form.labels))}"
        return closed or f"the form {quoted(self.form.title)} does not ask {quoted(label)}{hint}"

    def _must_be_answered(self, question: Question) -> bool:
        """Say whether there is no proposal without an answer; what is only for the desk, a form alone demands."""
        is_demanded = question.required or bool(question.demanded)
        return is_demanded and (not question.note or self.source is Source.ISSUE)

    def _read(self, answer: Answer) -> tuple[str, list[str]]:
        question, text = answer.question, answer.text
        hidden = HIDDEN_CHARACTER.search(text)
        if hidden:
            return "", [f"there is a {character_name(hidden[0])} in it, which can't be seen; write it afresh"]
        if question.type == "checkboxes" and self.source is Source.ISSUE:
            return _ticked(question, text)
        if self.source is Source.MAIL and question.type not in ("textarea", "checkboxes"):
            # Mail programs break long lines.
            text = " ".join(text.split("\n"))
        if question.type == "dropdown" and text == "None" and "None" not in question.options:
            text = ""
        if not text:
            return "", ["this must be answered"] if self._must_be_answered(question) else []
        if question.options and not question.note:
            parts = [part.strip() for part in re.split(r"[,\n]", text) if part.strip()]
            return text, [_no_option(question, part) for part in parts if part not in question.options]
        return text, []


def kept_to_itself(kind: Kind) -> Iterator[Question]:
    """Ask for what a complete record keeps to itself, as no public form does."""
    for field in kind.fields.values():
        if field.private and field.expected and not field.desk_only and settable_field(kind, field.name):
            yield Question(field.name, _title(kind, field), field.description, options=tuple(map(str, field.choices)))


def _title(kind: Kind, field: Field) -> str:
    """Name a field in the words of its schema, with what it is part of: `Officer, name`."""
    above = (kind.fields.get(field.route[:length]) for length in range(1, len(field.route)))
    first, *others = [each.title for each in (*above, field) if each and each.title]
    return ", ".join([first, *(f"{each[:1].lower()}{each[1:]}" for each in others)]).replace(":", "")


def _ticked(question: Question, text: str) -> tuple[str, list[str]]:
    """Read boxes: what is ticked, one a line, and what is wrong with them."""
    boxes = [(line.strip(), _BOX.fullmatch(line.strip())) for line in text.split("\n") if line.strip()]
    faults = [f"{quoted(line)} is no box of the form" for line, box in boxes if box is None]
    ticked = [box[2].strip() for _, box in boxes if box and box[1] != " "]
    faults += [_no_option(question, words) for words in ticked if words not in question.options]
    faults += [f"the box {quoted(words)} must be ticked" for words in question.demanded if words not in ticked]
    if question.required and not ticked and not faults:
        faults.append("this must be answered: tick a box")
    return "\n".join(ticked), faults


def _no_option(question: Question, words: str) -> str:
    hint = did_you_mean(words[:200], question.options)
    return f"{quoted(words)} is none of {', '.join(map(quoted, question.options))}{hint}"


def notes_of(answers: Iterable[Answer]) -> list[Answer]:
    """Give the answers that are for the desk to read."""
    return [answer for answer in answers if answer.question.note]


def fields_of(answers: Iterable[Answer]) -> Mapping[str, Answer]:
    """Give the answers that stand in a record, by the field or by what else they name."""
    return {answer.question.name: answer for answer in answers if not answer.question.note}
