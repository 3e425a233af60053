"""Correction of one field of an existing record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from smregister.editing.assignments import Assignment
from smregister.editing.draft import edit_text, with_address
from smregister.editing.forms.answers import FormAnswer, answers_by_field
from smregister.editing.forms.drafts import FormDrafts
from smregister.editing.forms.forms import Form
from smregister.editing.forms.values import explain_closed_field, find_settable_field
from smregister.editing.lists.plan import Rejection, RowError, quote
from smregister.editing.outdated_approvals import remove_outdated_approvals
from smregister.errors import FatalError
from smregister.model import Record, Value, resolve_pointer
from smregister.records.kinds import Field, Kind
from smregister.records.views import Account
from smregister.repository.tree import AGENCIES
from smregister.text import did_you_mean, normalize_text

_ADDRESS_FIELDS = ("platform", "handle", "platform_id", "url")


def draft_correction(drafts: FormDrafts, forms: Mapping[str, Form], answers: list[FormAnswer]) -> list[Rejection]:
    """Draft a record with the field that answers correct, or return why it is invalid."""
    by_field = answers_by_field(answers)
    if not {"record", "field", "value"} <= by_field.keys():
        return []
    answer = by_field["record"]
    try:
        record = _find_record(drafts, answer.text)
        answer = by_field["field"]
        kind = drafts.snapshot.register.kinds[record.kind]
        name, field = _find_field(drafts, kind, forms, answer.text)
        answer = by_field["value"]
        assignments = _read_assignments(drafts, record, name, field, answer.text)
        text = edit_text(kind, drafts.text(record.path), assignments, [])
        text = remove_outdated_approvals(drafts.snapshot.register.platforms, record, text)
    except (RowError, FatalError) as error:
        return [answer.reject(str(error))]
    drafts.write(record.path, text, {name: answer})
    return []


def _find_record(drafts: FormDrafts, text: str) -> Record:
    record = drafts.finder.find_record(text)
    if not record.path.startswith(f"{AGENCIES}/"):
        raise RowError(f"only the desk can change {quote(text)}; write to the desk")
    return record


def _find_field(drafts: FormDrafts, kind: Kind, forms: Mapping[str, Form], text: str) -> tuple[str, Field]:
    """Return the field with a name, a label in the form for new records, or a title."""
    titles = {field.name: field.title for field in kind.fields.values() if find_settable_field(kind, field.name)}
    names = next((names for names in _candidates(kind, forms, titles, text.strip()) if names), [])
    field = kind.field(names[0] if names else text.strip())
    if field and (closed := explain_closed_field(field, drafts.origin)):
        raise RowError(closed)
    if not names:
        hint = did_you_mean(text[:200], [*titles, *titles.values()]) or f"; there are {', '.join(map(quote, titles))}"
        raise RowError(f"{quote(text)} is not a field of {kind.name} that can be corrected here{hint}")
    if len(names) > 1:
        raise RowError(f"{quote(text)} has several meanings; write one of {', '.join(map(quote, names))}")
    field = find_settable_field(kind, names[0])
    assert field, "all candidates are settable"  # noqa: S101
    return names[0], field


def _candidates(kind: Kind, forms: Mapping[str, Form], titles: Mapping[str, str], text: str) -> Iterator[list[str]]:
    """Yield the names of fields that a text may mean, the most certain first."""
    form = forms.get(f"new-{kind.name}")
    question = form.find_question(text) if form else None
    yield [text] if find_settable_field(kind, text) else []
    yield [question.name] if question and question.name in titles and not question.note else []
    yield [name for name, title in titles.items() if normalize_text(title) == normalize_text(text)]


def _read_assignments(drafts: FormDrafts, record: Record, name: str, field: Field, text: str) -> list[Assignment]:
    kind, route = drafts.snapshot.register.kinds[record.kind], tuple(name.split("."))
    if kind.name == "account" and name in ("url", "handle"):
        assignments = _assign_address(drafts, record, name, text)
    else:
        value = drafts.value_reader(kind).read(field, text, record.agency or "")
        assignments = [Assignment(route, value, adds=False)]
    if all(resolve_pointer(record.data, assignment.pointer) == assignment.value for assignment in assignments):
        raise RowError(f"{quote(record.id)} already has this value")
    return assignments


def _assign_address(drafts: FormDrafts, record: Record, name: str, text: str) -> list[Assignment]:
    """Return assignments of an account's new address; the old handle becomes former."""
    platforms, account = drafts.snapshot.register.platforms, Account(record)
    data: dict[str, Value] = with_address(platforms, {"platform": account.platform, name: text})
    old, new, platform = account.handle, data.get("handle"), platforms.get(account.platform)
    assignments = [Assignment((field,), data[field], adds=False) for field in _ADDRESS_FIELDS if field in data]
    if old and new and platform and platform.key(old) != platform.key(str(new)):
        assignments.append(Assignment(("former_handles",), {"handle": old}, adds=True))
    return assignments
