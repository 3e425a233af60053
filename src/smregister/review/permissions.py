"""Changes that the letters of one officer allow, and why others are denied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from smregister.appointments.mandates import Mandate
from smregister.appointments.roles import Right
from smregister.changes.texts import diff_texts
from smregister.model import Change, ChangeType, Denial, Pointer, Record
from smregister.pointers import format_dotted
from smregister.records.kinds import Kind
from smregister.records.reader import RecordReader
from smregister.repository.tree import AGENCIES, ALLOWED_FILES, File, Mode, Tree, agency_at
from smregister.review.desk_approval import find_desk_denials, find_left_records, find_moved_desk_values
from smregister.review.desk_statements import Base
from smregister.review.handover_permission import explain_handover

_CONTACT = "contact"


class Permissions:
    """What one officer may change by all letters in force, and by which of them.

    `base` is what the change is made to.
    """

    def __init__(self, mandates: Sequence[Mandate], reader: RecordReader, base: Base) -> None:
        self._mandates, self._reader, self._base = mandates, reader, base

    def find_path_denial(self, path: str, file: File | None) -> Denial | None:
        """Return why the officer may not change a path; `file` is the new file, if any."""
        if path.rpartition("/")[2] in ALLOWED_FILES and path.count("/") == AGENCIES.count("/") + 2:
            if self._may_edit(mandate for mandate in self._of(agency_at(path)) if mandate.covers_agency):
                return _mode_denial(path, file)
            return Denial(path, (), f"this changes a note, {self._explain_right(agency_at(path), Right.EDIT)}")
        kind = self._reader.kind_at(path)
        if kind is None:
            return Denial(path, (), "no agency's record can have this path")
        record_id = kind.path_template.id_at(path) or path
        error = kind.path_template.name_error(record_id) if file else None
        reason = error or self._explain_kind(kind, agency_at(path), record_id)
        return _mode_denial(path, file) if reason is None else Denial(path, (), reason)

    def _explain_kind(self, kind: Kind, agency: str | None, record_id: str) -> str | None:
        """Return why no record of a kind may be changed at all; None if some may."""
        if kind.name == "appointment":
            return None
        if kind.owner != "agency" or not kind.path_template.in_agency:
            return f"a record of kind {kind.name} belongs to the desk"
        return None if self._covering(kind, record_id) else self._explain_scope(agency)

    def find_text_denials(
        self, paths: Iterable[str], changes: Sequence[Change], before: Tree, after: Tree
    ) -> Iterator[Denial]:
        """Yield the records of which a change edits comments, or the layout only, without the right to edit them."""
        reasons = {path: reason for path in paths if (reason := self._explain_texts(path))}
        changed = {path for change in changes for path in _paths(change)}
        # A record that comes, goes or gets another name is denied as a whole.
        whole = {path for change in changes if change.type is not ChangeType.CHANGED for path in _paths(change)}
        commented = {text.path for text in diff_texts(reasons, before, after)}
        for path, reason in reasons.items():
            if path not in changed or path in commented - whole:
                yield Denial(path, (), reason)

    def _explain_texts(self, path: str) -> str | None:
        """Return why the officer may not comment on a record; None if they may, or no record has this path."""
        kind = self._reader.kind_at(path)
        if kind and kind.name == "appointment":
            return "comments in a letter of appointment need the desk"
        if kind is None or self._may_edit(self._covering(kind, kind.path_template.id_at(path) or path)):
            return None
        return f"this changes comments or the layout, {self._explain_right(agency_at(path), Right.EDIT)}"

    def find_change_denials(self, changes: Iterable[Change]) -> Iterator[Denial]:
        """Yield the changes of records that the officer's letters do not allow."""
        changes = [*changes]
        yield from find_left_records(changes, self._reader.kinds, self._base)
        accounts = (change for change in changes if change.record.kind == "account")
        renamed = {change.before.id: change.record.id for change in accounts if change.before}
        for change in changes:
            kind = self._reader.kinds[change.record.kind]
            if change.type is ChangeType.REMOVED:
                yield Denial(change.record.path, (), "this deletes a record; close it instead")
            elif change.before and change.before.agency != change.record.agency:
                moved = f"this moves {kind.name} `{change.before.id}` from one agency to another"
                reason = f"this renames agency `{change.before.id}`" if kind.name == "agency" else moved
                yield from (Denial(record.path, (), reason) for record in (change.before, change.record))
            else:
                yield from self._find_denials(change, kind)
                yield from find_moved_desk_values(change, kind, self._base.desk_names, renamed)

    def _find_denials(self, change: Change, kind: Kind) -> Iterator[Denial]:
        yield from find_desk_denials(change, kind, self._base)
        if kind.name == "appointment":
            yield from self._find_letter_denials(change, kind)
        elif change.before is None:
            yield from self._find_addition_denials(change.record, kind)
        else:
            yield from self._find_edit_denials(change, change.before, kind)

    def _find_letter_denials(self, change: Change, kind: Kind) -> Iterator[Denial]:
        """Yield what only the desk may change in a letter: all but contacts and a handover."""
        if change.type is not ChangeType.CHANGED:
            reason = "a letter of appointment takes effect only with the desk's approval"
            yield from (Denial(path, (), reason) for path in _paths(change))
            return
        is_own = any(mandate.record == change.record.id for mandate in self._mandates)
        for pointer in _pointers(change, kind):
            right = kind.right_at(pointer)
            error = self._explain_handover(change) if right == Right.HANDOVER else _explain_letter(right, is_own=is_own)
            if error:
                yield _deny_field(change.record.path, pointer, error)

    def _explain_handover(self, change: Change) -> str | None:
        agency = change.record.agency or ""
        return explain_handover(change, self._of(agency), self._base.terms_at(agency), self._base.day)

    def _find_addition_denials(self, record: Record, kind: Kind) -> Iterator[Denial]:
        mandates = [mandate for mandate in self._of(record.agency) if mandate.covers_agency]
        right = Right.PROPOSE if kind.name == "account" else Right.EDIT
        if not any(right in mandate.rights for mandate in mandates):
            reason = f"this adds {kind.name} `{record.id}`, {self._explain_right(record.agency, right)}"
            yield Denial(record.path, (), reason)

    def _find_edit_denials(self, change: Change, before: Record, kind: Kind) -> Iterator[Denial]:
        """Yield what no letter allows; a renamed record must be covered by both names."""
        old, new = self._covering(kind, before.id), self._covering(kind, change.record.id)
        mandates = [mandate for mandate in old if mandate in new]
        if self._may_edit(mandates):
            return
        if not mandates or change.type is ChangeType.RENAMED:
            reason = self._explain_right(before.agency, Right.EDIT)
            yield from (
                Denial(record.path, (), f"this renames a record, {reason}") for record in (before, change.record)
            )
        may_edit_content = any(Right.CONTENT in mandate.rights for mandate in mandates)
        for pointer in _pointers(change, kind):
            if not may_edit_content or kind.right_at(pointer) != Right.CONTENT:
                yield _deny_field(change.record.path, pointer, self._explain_right(before.agency, Right.EDIT))

    def _covering(self, kind: Kind, record_id: str) -> list[Mandate]:
        """Return the letters that cover a record: an account, what is named after one, or all of the agency."""
        is_of_account = "account" in (kind.name, kind.named_after)
        mandates = self._of(record_id.partition("/")[0])
        return [
            mandate for mandate in mandates if mandate.covers_agency or (is_of_account and mandate.covers(record_id))
        ]

    @staticmethod
    def _may_edit(mandates: Iterable[Mandate]) -> bool:
        return any(Right.EDIT in mandate.rights for mandate in mandates)

    def _of(self, agency: str | None) -> list[Mandate]:
        return [mandate for mandate in self._mandates if mandate.agency == agency]

    def _explain_scope(self, agency: str | None) -> str:
        """Return which accounts the officer's letters cover."""
        return "; ".join(
            f"letter {mandate.letter} covers {_list_accounts(mandate)} only" for mandate in self._of(agency)
        )

    def _explain_right(self, agency: str | None, right: Right) -> str:
        """Return why the officer's letters do not give a right."""
        return "; ".join(_explain_mandate(mandate, right) for mandate in self._of(agency))


def _explain_mandate(mandate: Mandate, right: Right) -> str:
    if right not in mandate.rights:
        role = f"the role {mandate.role}" if mandate.role else "a letter without a role"
        return f"and {role} does not give the right `{right}` (letter {mandate.letter})"
    return f"and letter {mandate.letter} covers {_list_accounts(mandate)} only"


def _list_accounts(mandate: Mandate) -> str:
    return ", ".join(sorted(mandate.accounts or ())) or "no account of the agency"


def _explain_letter(right: str | None, *, is_own: bool) -> str | None:
    if is_own:
        return None if right == _CONTACT else "and an officer changes only the contact fields of the own letter"
    return "and a letter of appointment takes effect only with the desk's approval"


def _deny_field(path: str, pointer: Pointer, reason: str) -> Denial:
    return Denial(path, pointer, f"this changes `{format_dotted(pointer)}`, {reason}")


def _pointers(change: Change, kind: Kind) -> Iterable[Pointer]:
    """Return the changed fields, without the private keys in them."""
    return dict.fromkeys(kind.without_private_keys(field.pointer) for field in change.fields)


def _paths(change: Change) -> Iterable[str]:
    return dict.fromkeys(record.path for record in (change.before, change.after) if record)


def _mode_denial(path: str, file: File | None) -> Denial | None:
    return (
        None if file is None or file.mode is Mode.PLAIN else Denial(path, (), f"this changes a file into {file.mode}")
    )


def find_mandate_changes(before: Sequence[Mandate], after: Sequence[Mandate], kind: Kind) -> Iterator[Denial]:
    """Yield the appointments whose mandates a change creates, extends, shortens or ends.

    Even a field that an officer may change can make a letter valid or invalid.
    """
    old, new = _by_record(before), _by_record(after)
    for record in sorted(old.keys() | new.keys()):
        if old.get(record) != new.get(record):
            reason = f"this changes who may act for {(new.get(record) or old[record])[0].agency}"
            yield Denial(kind.path_template.path(record), (), reason)


def _by_record(mandates: Sequence[Mandate]) -> Mapping[str, list[Mandate]]:
    records = {mandate.record for mandate in mandates}
    return {record: [mandate for mandate in mandates if mandate.record == record] for record in records}
