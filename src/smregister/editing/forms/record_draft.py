"""New record from answers: its agency, fields and name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from smregister.dates import shift_day
from smregister.editing.draft import (
    choose_name,
    edit_text,
    find_missing_choice,
    find_missing_fields,
    find_taken_names,
    format_record,
    with_address,
    with_defaults,
)
from smregister.editing.forms.answers import FormAnswer
from smregister.editing.forms.drafts import FormDrafts
from smregister.editing.forms.values import explain_closed_field, find_settable_field
from smregister.editing.lists.plan import Rejection, RowError
from smregister.editing.states import end_record
from smregister.errors import FatalError
from smregister.model import Record, Value
from smregister.records.kinds import Kind
from smregister.records.yaml.editor import with_value
from smregister.register.register import account_keys
from smregister.register.twins import find_twins


class RecordDraft(NamedTuple):
    """One new record from the answers of a submission that begins in a line."""

    drafts: FormDrafts
    kind: Kind
    answers: Mapping[str, FormAnswer]
    line: int
    rejections: list[Rejection]

    def write(self) -> list[Rejection]:
        """Draft the record, unless there are rejections; return all."""
        agency = self._find_agency()
        data = self._complete(self._read_data(agency or ""))
        if agency is not None and not self.rejections:
            self._require_new(data)
            record_id = self._choose_id(agency, data)
            self._end_replaced(agency, record_id, data)
            if not self.rejections:
                self.drafts.write(self.kind.path_template.path(record_id), format_record(self.kind, data), self.answers)
        return self.rejections

    def _find_agency(self) -> str | None:
        answer = self.answers.get("agency")
        try:
            return self.drafts.finder.find_agency(answer.text).id if answer else None
        except RowError as error:
            self._reject("agency", str(error))
            return None

    def _read_data(self, agency: str) -> dict[str, Value]:
        data: dict[str, Value] = {}
        for name, answer in self.answers.items():
            if name != "agency":
                try:
                    data = with_value(data, tuple(name.split(".")), self._read_value(answer, agency))
                except RowError as error:
                    self.rejections.append(answer.reject(str(error)))
        return data

    def _read_value(self, answer: FormAnswer, agency: str) -> Value:
        name = answer.question.name
        field = find_settable_field(self.kind, name)
        if field is None:
            raise RowError(
                f"the form asks for `{name}`, which is not a field of {self.kind.name}; report this to the desk"
            )
        if closed := explain_closed_field(field, self.drafts.origin):
            raise RowError(closed)
        if name == "url" and self.kind.name == "account":
            return answer.text
        return self.drafts.value_reader(self.kind).read(field, answer.text, agency, answer.question.description)

    def _complete(self, data: dict[str, Value]) -> dict[str, Value]:
        """Return the data with derived fields and defaults; reject an incomplete record."""
        try:
            data = with_address(self.drafts.snapshot.register.platforms, data) if self.kind.name == "account" else data
        except FatalError as error:
            self._reject("url", f"{error}; copy the address of the account's own page from the browser")
            return data
        data = with_defaults(self.kind, data, self.drafts.snapshot.register.day)
        if not self.rejections:
            missing = [f"`{field.name}` ({field.title})" for field in find_missing_fields(self.kind, data)]
            if choice := find_missing_choice(self.kind, data):
                missing.append(f"one of {', '.join(choice)}")
            self.rejections.extend(Rejection(self.line, "", f"{field} is missing") for field in missing)
        return data

    def _require_new(self, data: Mapping[str, Value]) -> None:
        """Reject an account that is registered or is in the text twice."""
        register = self.drafts.snapshot.register
        if self.kind.name != "account":
            return
        account = Record("account", "", "", dict(data))
        for twin in find_twins(register, account):
            self._reject("url", f"this account is already registered as `{twin.id}`; use the form for corrections")
        keys = dict(account_keys(register.platforms, account))
        first_lines = {self.drafts.account_lines.setdefault(key, self.line) for key in keys} - {self.line}
        for line in sorted(first_lines):
            self._reject("url", f"this account is already in line {line}; keep one")

    def _choose_id(self, agency: str, data: Mapping[str, Value]) -> str:
        kind, drafts, register = self.kind, self.drafts, self.drafts.snapshot.register
        taken = drafts.taken_names.setdefault((kind.name, agency), find_taken_names(register, kind, agency))
        name = choose_name(kind, data, taken, agency)
        taken.add(name)
        if error := kind.path_template.name_error(f"{agency}/{name}"):
            self._reject("agency", error)
        return f"{agency}/{name}"

    def _end_replaced(self, agency: str, record_id: str, data: Mapping[str, Value]) -> None:
        """End the replaced record on the day before, unless it has an end."""
        closing, begin = self.kind.closing, data.get("effective_from")
        replaced = self.drafts.snapshot.register.find(self.kind.name, str(data.get("replaces")), agency)
        if closing is None or replaced is None or not isinstance(begin, str) or replaced.value(closing.on):
            return
        if replaced.agency != agency:
            self._reject("replaces", f"`{replaced.id}` belongs to another agency; only the desk can end it")
            return
        name, today = record_id.removeprefix(f"{agency}/"), self.drafts.snapshot.register.day
        try:
            end = date.fromisoformat(shift_day(begin, -1) or begin)
            assignments = end_record(self.kind, replaced.data, "replaced", end, today, name)
            text = edit_text(self.kind, self.drafts.text(replaced.path), assignments, [])
        except (FatalError, ValueError) as error:
            self._reject("replaces", str(error))
        else:
            self.drafts.write(replaced.path, text, {"": self.answers["replaces"]})

    def _reject(self, name: str, reason: str) -> None:
        answer = self.answers.get(name)
        self.rejections.append(answer.reject(reason) if answer else Rejection(self.line, "", reason))
