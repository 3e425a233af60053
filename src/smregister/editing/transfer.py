"""Transfer of an account to another agency: the old record ends, a new one begins."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from smregister.editing.assignments import Assignment
from smregister.editing.draft import edit_text, find_taken_names
from smregister.editing.states import assign, end_record, require_past
from smregister.errors import FatalError
from smregister.model import Pointer, Record
from smregister.records.kinds import TRANSFERRED, Kind
from smregister.records.slugs import unique_name
from smregister.records.views import Account, Agency
from smregister.records.yaml.editor import set_value
from smregister.register.register import Register, reference_id
from smregister.text import did_you_mean

_STAYS = ("closed", "closed_reason", "replaced_by", "former_handles", "approval", "admins")
"""What only the old record keeps: its end, and what the old agency or the desk gave it."""

_OF_AGENCY = ("contact_email", "recovery_email", "official_site", "linked_from", "comment_policy_url", "crisis_plan")
"""What the new record takes over, and may be the old agency's."""


class Transfer(NamedTuple):
    """An account, the agency and the name it gets, the first day there, and why; texts are read by path."""

    register: Register
    record: Record
    agency: str
    name: str
    on: date
    reason: str
    text_of: Callable[[str], str]

    @property
    def new_id(self) -> str:
        """Return the id of the new record."""
        return f"{self.agency}/{self.name}"


def plan_transfer(
    register: Register,
    record: Record,
    agency: str,
    name: str | None,
    on: date,
    reason: str | None,
    text_of: Callable[[str], str],
) -> Transfer:
    """Return the transfer of an account; raise FatalError if it can't move there."""
    require_past(on, register.day)
    owner = require_new_agency(register, require_transferable(record), agency)
    kind = register.kinds[record.kind]
    new_name = name or unique_name(record.name, find_taken_names(register, kind, agency))
    slash = f"`{new_name}` is not a valid name: it contains a slash" if "/" in new_name else None
    if error := slash or kind.path_template.name_error(f"{agency}/{new_name}"):
        raise FatalError(error)
    if f"{agency}/{new_name}" in register.of_kind(kind.name):
        raise FatalError(f"the account `{agency}/{new_name}` already exists; choose another --name")
    return Transfer(register, record, agency, new_name, on, reason or f"Transferred to {owner.name or agency}", text_of)


def require_transferable(record: Record) -> Record:
    """Return a record that can be transferred; raise FatalError if it is not an account in use."""
    if record.kind != "account":
        raise FatalError(f"`{record.id}` is of kind {record.kind}; only an account can be transferred")
    account = Account(record)
    if not record.valid:
        raise FatalError(f"`{record.id}` has errors; fix them first: `smregister validate {record.path}`")
    if account.has_ended or account.status == "proposed":
        hint = f"; `smregister reopen {record.id}` comes first" if account.has_ended else ""
        raise FatalError(f"`{record.id}` is {account.status}, so it can't be transferred{hint}")
    return record


def require_new_agency(register: Register, record: Record, name: str) -> Agency:
    """Return the agency that an account moves to; raise FatalError if it can't."""
    agencies = register.of_kind("agency")
    if name not in agencies:
        raise FatalError(f"there is no agency `{name}`{did_you_mean(name, agencies)}")
    if name == record.agency:
        raise FatalError(f"`{record.id}` belongs to `{name}` already")
    agency = Agency(agencies[name])
    if agency.status == "closed":
        raise FatalError(f"the agency `{name}` is closed; it can't take over an account")
    return agency


def write_transfer(transfer: Transfer) -> dict[str, bytes | None]:
    """Return the files of a transfer: the old record, the new one, and those that refer to it."""
    register, record = transfer.register, transfer.record
    kind, text = register.kinds[record.kind], transfer.text_of(record.path)
    ended = [
        assignment._replace(value=TRANSFERRED) if assignment.pointer == ("status",) else assignment
        for assignment in end_record(kind, record.data, transfer.reason, transfer.on, register.day, transfer.new_id)
    ]
    contents: dict[str, bytes | None] = {record.path: edit_text(kind, text, ended, ()).encode()}
    assignments, unset = _begin(transfer, kind)
    contents[kind.path_template.path(transfer.new_id)] = edit_text(kind, text, assignments, unset).encode()
    return contents | {path: content.encode() for path, content in _redirect(transfer)}


def describe_rest(transfer: Transfer) -> Iterator[str]:
    """Yield what a transfer leaves to do."""
    old, new, data = transfer.record.agency, transfer.new_id, transfer.record.data
    lost = [name for name in ("approval", "admins") if name in data] + (["brand"] if _loses_brand(transfer) else [])
    if lost:
        yield f"`{new}` has not taken over: {', '.join(lost)}; add its own with `smregister edit {new}`"
    if names := [name for name in _OF_AGENCY if name in data]:
        yield f"check in `{new}` what may still be that of `{old}`: {', '.join(names)}"
    staying = dict.fromkeys(f"`{other.id}`" for other, _ in _find_references(transfer) if not _follows(other))
    if staying:
        yield f"records of `{old}` still name the account there: {', '.join(staying)}; end or replace them"


def _begin(transfer: Transfer, kind: Kind) -> tuple[list[Assignment], list[Pointer]]:
    """Return what the new record has otherwise than the old one."""
    record, day = transfer.record, transfer.on.isoformat()
    unset: list[Pointer] = [(name,) for name in _STAYS if name in record.data]
    unset += [("brand",)] if _loses_brand(transfer) else []
    unset += _find_own_sponsors(transfer)
    assignments = assign({name: day for name in ("opened", "status_since") if (name,) in kind.fields})
    for field, pointer, name in transfer.register.references(record):
        target = transfer.register.kinds[field.reference or ""]
        if pointer[0] not in _STAYS and target.path_template.in_agency and "/" not in name:
            assignments.append(Assignment(pointer, f"{record.agency}/{name}", adds=False))
    return assignments, unset


def _find_own_sponsors(transfer: Transfer) -> Iterator[Pointer]:
    """Yield the new agency among the other agencies of the account, which it no longer is."""
    others = transfer.record.items("other_agencies")
    numbers = [number for number, name in enumerate(others) if name == transfer.agency]
    yield from [("other_agencies",)] if len(numbers) == len(others) > 0 else [("other_agencies", n) for n in numbers]


def _loses_brand(transfer: Transfer) -> bool:
    brand = transfer.record.text("brand")
    return brand is not None and brand not in Agency(transfer.register.of_kind("agency")[transfer.agency]).brands


def _find_references(transfer: Transfer) -> Iterator[tuple[Record, Pointer]]:
    """Yield the other records that name the account, each with the pointer of the name."""
    register, record = transfer.register, transfer.record
    for other in register.all():
        for field, pointer, name in register.references(other) if other is not record else ():
            kind = register.kinds[field.reference or ""]
            if kind.name == record.kind and reference_id(kind, name, other.agency) == record.id:
                yield other, pointer


def _follows(other: Record) -> bool:
    """Return whether a record's reference follows an account: a letter or waiver of an agency is for its own."""
    return other.kind == "account" or other.agency is None


def _redirect(transfer: Transfer) -> Iterator[tuple[str, str]]:
    """Yield the paths and new texts of the records whose references follow the account."""
    texts: dict[str, str] = {}
    for other, pointer in _find_references(transfer):
        if _follows(other):
            reference = transfer.name if other.agency == transfer.agency else transfer.new_id
            text = texts.get(other.path) or transfer.text_of(other.path)
            texts[other.path] = set_value(text, pointer, reference, lambda _: 0)
    yield from texts.items()
