"""Import plan: which rows add accounts, update accounts, or are rejected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from smregister.editing.assignments import Assignment
from smregister.editing.draft import choose_account_name, edit_text, format_record
from smregister.editing.imports.account_rows import AccountCandidate, RowContent, RowReader
from smregister.editing.imports.map import ImportMap, find_absent_keys, require_columns
from smregister.editing.imports.mapped_rows import read_mapped_rows, select_rows
from smregister.editing.lists.plan import OmittedValue, Rejection, RowError, reject_rows
from smregister.editing.lists.rows import Row
from smregister.editing.outdated_approvals import remove_outdated_approvals
from smregister.editing.proposal import Proposal, propose_rows
from smregister.editing.states import end_record
from smregister.errors import FatalError
from smregister.model import Finding, Record, Value
from smregister.records.views import Account
from smregister.register.snapshot import RegisterSnapshot
from smregister.register.twins import find_present


@dataclass(slots=True)
class ImportPlan:
    """The result of an import: every row is imported, merged or rejected."""

    imported: int = 0
    merged: int = 0
    rejections: list[Rejection] = field(default_factory=list)
    omitted: list[OmittedValue] = field(default_factory=list)
    added: dict[tuple[str, str], dict[str, Value]] = field(default_factory=dict)
    assignments: dict[str, list[Assignment]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    """Open accounts that are not in the list, of its agencies or from an earlier list."""
    gone: list[str] = field(default_factory=list)
    """Those of the missing accounts that an earlier list had."""
    gone_agencies: list[str] = field(default_factory=list)
    """The agencies of those accounts, if the list does not have them at all."""
    ended: list[str] = field(default_factory=list)
    """Listed accounts that have ended in the register."""
    listed: frozenset[str] = frozenset()
    excluded: int = 0
    """The number of rows that do not meet the conditions of the map."""
    remarks: list[str] = field(default_factory=list)
    row_numbers: dict[str, list[int]] = field(default_factory=dict)
    """The numbers of the rows that propose each new file with this content, by path."""
    contents: dict[str, bytes | None] = field(default_factory=dict)
    failures: dict[int, str] = field(default_factory=dict)

    @property
    def read(self) -> int:
        """Return the number of rows."""
        return self.imported + self.merged + len(self.rejections)

    @property
    def is_all_rejected(self) -> bool:
        """Return whether there are rows and all are rejected."""
        return bool(self.rejections) and self.read == len(self.rejections)

    def find_failures(self, errors: Iterable[Finding]) -> dict[int, str]:
        """Return the errors in new files, by the numbers of the rows that propose them."""
        reasons: dict[int, list[str]] = {}
        for error in errors:
            for number in self.row_numbers.get(error.path, ()):
                reasons.setdefault(number, []).append(f"{error.rule}: {error.message}")
        return {number: "; ".join(messages) for number, messages in reasons.items()}


class EarlierLists(NamedTuple):
    """The accounts that earlier lists had; with a reason, those that are missing now are closed."""

    accounts: frozenset[str] = frozenset()
    close_reason: str | None = None


def propose_import(
    snapshot: RegisterSnapshot, import_map: ImportMap, files: Sequence[Path], earlier: EarlierLists
) -> tuple[ImportPlan, Proposal]:
    """Plan and validate the import of a list; raise FatalError if it can't be read."""
    all_rows = read_mapped_rows(files, import_map)
    if all_rows and all(row.has_columns for row in all_rows):
        require_columns(import_map, dict.fromkeys(name for row in all_rows for name in row.data))
    rows = select_rows(all_rows, import_map)
    reader = RowReader(snapshot.register, import_map)
    plan, proposal = propose_rows(
        snapshot, lambda rejected: _Planner(snapshot, reader, rejected, earlier).plan_rows(rows)
    )
    plan.excluded = len(all_rows) - len(rows)
    if not any(row.has_columns for row in all_rows):
        plan.remarks += find_absent_keys(import_map, all_rows)
    return plan, proposal


class _Planner:
    """Plans rows in order, with an index of the accounts by their keys."""

    def __init__(
        self, snapshot: RegisterSnapshot, reader: RowReader, rejected: Mapping[int, str], earlier: EarlierLists
    ) -> None:
        self.snapshot = snapshot
        self.earlier = earlier
        self.register = register = snapshot.register
        self.rejected = rejected
        self.reader = reader
        self.plan = ImportPlan()
        self.reasons: dict[int, str] = {}
        self.waiting: list[tuple[Row, RowContent]] = []
        self.reported: set[tuple[str, str, str]] = set()
        self.agencies: set[str] = set()
        self.listed_accounts: set[str] = set()
        self.names: dict[str, set[str]] = {}
        present = {key: find_present(register, key) for key in register.accounts_by_key}
        self.accounts_by_key = {key: record.id for key, record in present.items() if record}
        for account in register.of_kind("account").values():
            self.names.setdefault(account.agency or "", set()).add(account.name)
        for constant in reader.map.constants:
            if constant["id"] not in register.of_kind(constant["kind"]):
                self.plan.added[constant["kind"], constant["id"]] = constant["record"]

    def plan_rows(self, rows: Sequence[Row]) -> ImportPlan:
        """Return the plan of all rows."""
        for row in rows:
            with self._rejecting(row):
                self._plan_row(row)
        for row, content in self.waiting:
            with self._rejecting(row):
                if content.agency_error and not self._has_agencies(content.agencies):
                    raise content.agency_error
                self._accept(row, content)
        self.plan.rejections = reject_rows(rows, self.reasons)
        self._compare_with_earlier([row for row in rows if row.number in self.reasons])
        self.plan.contents.update(self._write_contents())
        return self.plan

    def _compare_with_earlier(self, rejected: Sequence[Row]) -> None:
        """Find what the list does not have; an account of a rejected row is not missing."""
        plan, unread = self.plan, 0
        for row in rejected:
            accounts = {self.accounts_by_key.get(key) for key in self.reader.find_keys(row)} - {None}
            self.listed_accounts.update(map(str, accounts))
            unread += not accounts
        records = [*self.register.valid("account")]
        plan.listed = frozenset(self.listed_accounts)
        plan.ended = sorted(record.id for record in records if record.id in plan.listed and Account(record).has_ended)
        absent = {r.id: r for r in records if r.id not in plan.listed and not Account(r).has_ended}
        plan.gone = sorted(absent.keys() & self.earlier.accounts)
        plan.missing = sorted(
            {*plan.gone, *(name for name, record in absent.items() if record.agency in self.agencies)}
        )
        agencies = {*self.agencies, *(name.partition("/")[0] for name in plan.listed)}
        plan.gone_agencies = sorted({name.partition("/")[0] for name in plan.gone} - agencies)
        if self.earlier.close_reason is not None and plan.gone:
            self._close_gone(self.earlier.close_reason, unread)

    def _close_gone(self, reason: str, unread: int) -> None:
        """Close the accounts that are gone, unless a rejected row may be one of them."""
        if unread:
            raise FatalError(
                f"--close-missing: {unread:,} of the refused rows may name a missing account; correct them first"
            )
        kind, day = self.register.kinds["account"], self.snapshot.day
        for account in self.plan.gone:
            record = self.register.of_kind("account")[account]
            if record.value("closed") is None:
                self.plan.assignments[account] = end_record(kind, record.data, reason, day, day, None)

    def _write_contents(self) -> Iterator[tuple[str, bytes]]:
        kinds, accounts = self.register.kinds, self.register.of_kind("account")
        for (kind_name, record_id), data in self.plan.added.items():
            kind = kinds[kind_name]
            yield kind.path_template.path(record_id), format_record(kind, data).encode()
        for record_id, assignments in self.plan.assignments.items():
            record = accounts[record_id]
            text = edit_text(kinds["account"], self.snapshot.read_text(record.path), assignments, [])
            yield record.path, remove_outdated_approvals(self.register.platforms, record, text).encode()

    def _plan_row(self, row: Row) -> None:
        """Plan a row, or let it wait if only another row can describe its agency."""
        if row.number in self.rejected:
            raise RowError(self.rejected[row.number])
        content = self.reader.read(row)
        if content.agency_error and not self._has_agencies(content.agencies):
            self.waiting.append((row, content))
        else:
            self._accept(row, content)

    @contextmanager
    def _rejecting(self, row: Row) -> Iterator[None]:
        try:
            yield
        except RowError as error:
            self.reasons[row.number] = str(error)

    def _has_agencies(self, agencies: Iterable[str]) -> bool:
        registered = self.register.of_kind("agency")
        return all(name in registered or ("agency", name) in self.plan.added for name in agencies)

    def _accept(self, row: Row, content: RowContent) -> None:
        for candidate in content.candidates:
            self._find_account(candidate)
        self._add_agencies(row, content)
        is_new = [self._add_or_merge(row, candidate) for candidate in content.candidates]
        if any(is_new):
            self.plan.imported += 1
        else:
            self.plan.merged += 1

    def _add_agencies(self, row: Row, content: RowContent) -> None:
        first = content.agencies[0]
        for agency in content.agencies:
            if not self._has_agencies([agency]):
                data = content.agency if agency == first else {**content.agency, "name": agency}
                self._add_record("agency", agency, data, row)
            elif agency == first and self.plan.added.get(("agency", agency)) == content.agency:
                self._propose("agency", agency, row)
        self.agencies.update(content.agencies)
        self._compare_agency(row, first, content.agency)

    def _add_record(self, kind: str, record_id: str, data: Mapping[str, Value], row: Row) -> None:
        self.plan.added[kind, record_id] = dict(data)
        self._propose(kind, record_id, row)

    def _propose(self, kind: str, record_id: str, row: Row) -> None:
        """Note that a row proposes a new record: if it is invalid, so is the row."""
        path = self.register.kinds[kind].path_template.path(record_id)
        self.plan.row_numbers.setdefault(path, []).append(row.number)

    def _compare_agency(self, row: Row, agency: str, values: Mapping[str, Value]) -> None:
        """Report each field of an agency once if a row has another value than the record."""
        record = self.register.of_kind("agency").get(agency)
        data = record.data if record else self.plan.added["agency", agency]
        for name in self.reader.agency_fields:
            value = values.get(name)
            if value not in (None, data.get(name)) and (agency, name, str(value)) not in self.reported:
                self.reported.add((agency, name, str(value)))
                self.plan.omitted.append(OmittedValue(row.line, agency, name, value, row.source))

    def _add_or_merge(self, row: Row, candidate: AccountCandidate) -> bool:
        """Add an account, or merge it into an existing one; return whether it is new."""
        account = self._find_account(candidate)
        if account is None:
            self._add_account(row, candidate)
            return True
        draft = self.plan.added.get(("account", account))
        if draft is not None:
            if draft == candidate.data:
                self._propose("account", account, row)
            self._merge_into_draft(row, candidate, account, draft)
        else:
            self._merge_into_record(row, candidate, self.register.of_kind("account")[account])
        for key in candidate.keys:
            self.accounts_by_key.setdefault(key, account)
        self.listed_accounts.add(account)
        return False

    def _find_account(self, candidate: AccountCandidate) -> str | None:
        """Return the id of the existing account; raise RowError if a row mixes two."""
        keys = [key for key in candidate.keys if key in self.accounts_by_key]
        accounts = list(dict.fromkeys(self.accounts_by_key[key] for key in keys))
        if len(accounts) > 1:
            both = " and ".join(accounts)
            raise RowError(f"its handle and platform id belong to two accounts, {both}; correct one")
        return accounts[0] if accounts and not self._is_passed_on(candidate, accounts[0]) else None

    def _is_passed_on(self, candidate: AccountCandidate, account: str) -> bool:
        """Return whether a handle of an account that has ended is another's now; raise RowError if it has not."""
        record = self.register.of_kind("account").get(account)
        data = record.data if record else self.plan.added["account", account]
        old, new = data.get("platform_id"), candidate.data.get("platform_id")
        if None in (old, new) or old == new:
            return False
        if record and Account(record).has_ended:
            return True
        cure = "correct it, or close that account if another one has the handle now"
        raise RowError(f"its platform id `{new}` is not that of {account}, `{old}`; {cure}")

    def _add_account(self, row: Row, candidate: AccountCandidate) -> None:
        taken = self.names.setdefault(candidate.agency, set())
        name = choose_account_name(
            self.register.kinds["account"], candidate.data, taken, candidate.agency, candidate.name
        )
        taken.add(name)
        account = f"{candidate.agency}/{name}"
        self._add_record("account", account, candidate.data, row)
        self.accounts_by_key |= dict.fromkeys(candidate.keys, account)
        self.listed_accounts.add(account)

    def _merge_into_draft(self, row: Row, candidate: AccountCandidate, account: str, draft: dict[str, Value]) -> None:
        for name, value in _values_to_merge(candidate, account).items():
            current = draft.get(name)
            if current is None:
                draft[name] = value
            elif isinstance(current, list) and isinstance(value, list):
                draft[name] = _union(current, value)
            elif current != value and name in candidate.row_fields:
                self.plan.omitted.append(OmittedValue(row.line, account, name, value, row.source))

    def _merge_into_record(self, row: Row, candidate: AccountCandidate, record: Record) -> None:
        """Correct a record by the first row of a list; later rows only extend its lists."""
        is_first = record.id not in self.listed_accounts
        assignments = self.plan.assignments.setdefault(record.id, [])
        planned = {assignment.pointer[0]: assignment.value for assignment in assignments}
        for name, row_value in _values_to_merge(candidate, record.id).items():
            current = planned.get(name, record.data.get(name))
            value = _union(current, row_value) if isinstance(row_value, list) else row_value
            if value == current:
                continue
            is_constant = name not in candidate.row_fields and current is not None
            if not is_constant and (current is None or is_first or isinstance(value, list)):
                assignments[:] = [assignment for assignment in assignments if assignment.pointer[0] != name]
                assignments.append(Assignment((name,), value, adds=False))
            else:
                self.plan.omitted.append(OmittedValue(row.line, record.id, name, value, row.source))
        if not assignments:
            del self.plan.assignments[record.id]


def _union(current: Value, more: list[Value]) -> list[Value]:
    items = current if isinstance(current, list) else []
    return [*items, *(item for item in more if item not in items)]


def _values_to_merge(candidate: AccountCandidate, account: str) -> dict[str, Value]:
    """Return the fields of a row to merge into an account, identifying ones included."""
    merged_fields = candidate.row_fields | {"handle", "platform_id"}
    values = {name: value for name, value in candidate.data.items() if name in merged_fields}
    others = values.get("other_agencies")
    agencies = [candidate.agency, *(others if isinstance(others, list) else [])]
    values["other_agencies"] = [name for name in dict.fromkeys(agencies) if name != account.partition("/")[0]]
    return {name: value for name, value in values.items() if value not in (None, [])}
