"""Answers to a new record: whose it is, what its fields say, what it is called."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from smregister.dates import shift_day
from smregister.drafts.edit import with_value
from smregister.drafts.naming import names_taken, record_name
from smregister.drafts.records import (
    closing_settings,
    edited_text,
    missing_choice,
    missing_fields,
    new_text,
    with_address,
    with_defaults,
)
from smregister.errors import FatalError
from smregister.intake.answers import fields_of
from smregister.intake.entries import Refusal, RefusedError
from smregister.intake.values import closed_reason, settable_field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smregister.intake.answers import Answer
    from smregister.intake.drafts import Drafts
    from smregister.kinds import Kind
    from smregister.model import Value

# What the register gives as the reason where one appointment follows another.
_REPLACED = "replaced"


def draft_record(drafts: Drafts, kind: Kind, answers: list[Answer], line: int, faults: list[Refusal]) -> list[Refusal]:
    """Write the record that answers tell of, unless there are faults already; gives these and all that it finds."""
    drafting = _Drafting(drafts, kind, fields_of(answers), line, faults)
    drafting.carry_out()
    return drafting.refusals


class _Drafting:
    """One new record on its way from answers to a file."""

    def __init__(
        self, drafts: Drafts, kind: Kind, answers: Mapping[str, Answer], line: int, faults: list[Refusal]
    ) -> None:
        self.drafts = drafts
        self.kind = kind
        self.answers = answers
        self.line = line
        self.refusals = faults

    def carry_out(self) -> None:
        agency = self._agency()
        data = self._completed(self._data(agency or ""))
        if agency is None or self.refusals:
            return
        self._demand_new(data)
        record_id = self._record_id(agency, data)
        self._end_replaced(agency, record_id, data)
        if not self.refusals:
            self.drafts.write(self.kind.layout.path(record_id), new_text(self.kind, data), self.answers)

    def _agency(self) -> str | None:
        answer = self.answers.get("agency")
        try:
            return self.drafts.directory.agency(answer.text).id if answer else None
        except RefusedError as error:
            self._refuse("agency", str(error))
            return None

    def _data(self, agency: str) -> dict[str, Value]:
        data: dict[str, Value] = {}
        for name, answer in self.answers.items():
            if name != "agency":
                try:
                    data = with_value(data, tuple(name.split(".")), self._value(answer, agency))
                except RefusedError as error:
                    self.refusals.append(answer.refusal(str(error)))
        return data

    def _value(self, answer: Answer, agency: str) -> Value:
        name = answer.question.name
        field = settable_field(self.kind, name)
        if field is None:
            message = f"the form asks for `{name}`, which is no field of {self.kind.name}; tell the desk"
            raise RefusedError(message)
        closed = closed_reason(field, self.drafts.source)
        if closed:
            raise RefusedError(closed)
        if name == "url" and self.kind.name == "account":
            return answer.text
        return self.drafts.reader(self.kind).read(field, answer.text, agency, answer.question.description)

    def _completed(self, data: dict[str, Value]) -> dict[str, Value]:
        """Fill in what follows from what is said; refuse what does not come to a whole record."""
        try:
            data = with_address(self.drafts.register.platforms, data) if self.kind.name == "account" else data
        except FatalError as error:
            self._refuse("url", f"{error}; copy the address of the account's own page from the browser")
            return data
        data = with_defaults(self.kind, data)
        if not self.refusals:
            self.refusals += [Refusal(self.line, "", f"{each} must be told too") for each in self._lacking(data)]
        return data

    def _lacking(self, data: dict[str, Value]) -> list[str]:
        choice = missing_choice(self.kind, data)
        missing = [f"`{each.name}` ({each.title})" for each in missing_fields(self.kind, data)]
        return [*missing, f"one of {', '.join(choice)}"] if choice else missing

    def _demand_new(self, data: Mapping[str, Value]) -> None:
        """See that an account is neither in the register nor told of twice."""
        platform = self.drafts.register.platforms.get(str(data.get("platform")))
        if self.kind.name != "account" or platform is None:
            return
        named = (data.get("handle"), data.get("platform_id"))
        for key in platform.keys(*(each if isinstance(each, str) else None for each in named)):
            known = self.drafts.register.accounts_by_key.get(key)
            before = self.drafts.accounts.setdefault(key, self.line)
            if known:
                reason = f"this account is in the register already, as `{known[0][0].id}`; use the form for corrections"
                self._refuse("url", reason)
            elif before != self.line:
                self._refuse("url", f"this account is told of in line {before} already; tell of it once")

    def _record_id(self, agency: str, data: Mapping[str, Value]) -> str:
        kind, place = self.kind, (self.kind.name, agency)
        taken = self.drafts.taken.setdefault(place, names_taken(self.drafts.register, kind, agency))
        name = record_name(kind, data, taken)
        taken.add(name)
        fault = kind.layout.name_fault(f"{agency}/{name}")
        if fault:
            self._refuse("agency", fault)
        return f"{agency}/{name}"

    def _end_replaced(self, agency: str, record_id: str, data: Mapping[str, Value]) -> None:
        """End what the new record replaces on the day before, as far as it has no end yet."""
        closing, begin = self.kind.closing, data.get("effective_from")
        replaced = self.drafts.register.find(self.kind.name, str(data.get("replaces")), agency)
        if closing is None or replaced is None or not isinstance(begin, str) or replaced.value(closing.on):
            return
        if replaced.agency != agency:
            self._refuse("replaces", f"`{replaced.id}` is another agency's; only the desk can end it")
            return
        by, today = record_id.removeprefix(f"{agency}/"), self.drafts.register.day
        try:
            end = date.fromisoformat(shift_day(begin, -1) or begin)
            settings = closing_settings(self.kind, replaced.data, _REPLACED, end, today, by)
            text = edited_text(self.kind, self.drafts.text(replaced.path), settings, [])
        except (FatalError, ValueError) as error:
            self._refuse("replaces", str(error))
        else:
            self.drafts.write(replaced.path, text, {"": self.answers["replaces"]})

    def _refuse(self, name: str, reason: str) -> None:
        answer = self.answers.get(name)
        self.refusals.append(answer.refusal(reason) if answer else Refusal(self.line, "", reason))
