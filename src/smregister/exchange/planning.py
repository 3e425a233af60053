"""Rows to a plan, in order: which bring an account, which tell of one that is there, which are refused."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from smregister.drafts.naming import account_name
from smregister.drafts.values import Setting
from smregister.exchange.candidates import RowReader
from smregister.exchange.plan import LeftOut, Plan, Refusal
from smregister.exchange.sources import RowError
from smregister.views import Account

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from smregister.exchange.candidates import Candidate, RowReading
    from smregister.exchange.maps import ImportMap
    from smregister.exchange.rows import Row
    from smregister.model import Record, Value
    from smregister.platforms import AccountKey
    from smregister.register import Register


def plan_import(
    register: Register, import_map: ImportMap, rows: Iterable[Row], refused: Mapping[int, str] | None = None
) -> Plan:
    """Plan what the rows of a list would add to a register and change in it.

    `refused` gives, by its number, why a row was found to be unsound once its records were judged with the rest.
    """
    planner = _Planner(register, import_map, refused or {})
    for row in rows:
        planner.take(row)
    planner.finish()
    return planner.plan


class _Planner:
    """Goes through the rows in order, remembering what each account is known by."""

    def __init__(self, register: Register, import_map: ImportMap, refused: Mapping[int, str]) -> None:
        self.register = register
        self.refused = refused
        self.reader = RowReader(register, import_map)
        self.plan = Plan()
        self.waiting: list[tuple[Row, RowReading]] = []
        self.said: set[tuple[str, str, str]] = set()
        self.agencies: set[str] = set()
        self.seen: set[str] = set()
        self.names: dict[str, set[str]] = {}
        self.known: dict[AccountKey, str] = {
            key: uses[0][0].id for key, uses in register.accounts_by_key.items() if uses
        }
        for account in register.of_kind("account").values():
            self.names.setdefault(account.agency or "", set()).add(account.name)
        for constant in import_map.constants:
            if constant["id"] not in register.of_kind(constant["kind"]):
                self.plan.added[constant["kind"], constant["id"]] = constant["record"]

    def take(self, row: Row) -> None:
        """Take a row in, or put it aside where only another row can say what its agency is."""
        with self._refusing(row):
            if row.number in self.refused:
                raise RowError(self.refused[row.number])
            reading = self.reader.read(row)
            if reading.agency_fault and not self._is_known(reading.agencies):
                self.waiting.append((row, reading))
            else:
                self._accept(row, reading)

    @contextmanager
    def _refusing(self, row: Row) -> Iterator[None]:
        try:
            yield
        except RowError as error:
            self.plan.refused.append(Refusal(row, str(error)))

    def _is_known(self, agencies: Iterable[str]) -> bool:
        known = self.register.of_kind("agency")
        return all(name in known or ("agency", name) in self.plan.added for name in agencies)

    def _accept(self, row: Row, reading: RowReading) -> None:
        for candidate in reading.candidates:
            self._twin(candidate)
        self._take_agencies(row, reading)
        is_new = [self._take_account(row, candidate) for candidate in reading.candidates]
        if any(is_new):
            self.plan.imported += 1
        else:
            self.plan.merged += 1

    def _take_agencies(self, row: Row, reading: RowReading) -> None:
        first = reading.agencies[0]
        for agency in reading.agencies:
            if not self._is_known([agency]):
                data = reading.agency if agency == first else {**reading.agency, "name": agency}
                self.plan.added["agency", agency] = dict(data)
                self.plan.origins[self.register.kinds["agency"].layout.path(agency)] = row.number
        self.agencies.update(reading.agencies)
        self._compare_agency(row, first, reading.agency)

    def _compare_agency(self, row: Row, agency: str, told: Mapping[str, Value]) -> None:
        """Tell, once, of every field in which a row has another word for an agency than what stands first."""
        record = self.register.of_kind("agency").get(agency)
        there = record.data if record else self.plan.added["agency", agency]
        for name in self.reader.agency_fields:
            value = told.get(name)
            if value not in (None, there.get(name)) and (agency, name, str(value)) not in self.said:
                self.said.add((agency, name, str(value)))
                self.plan.left_out.append(LeftOut(row.line, agency, name, value))

    def _take_account(self, row: Row, candidate: Candidate) -> bool:
        twin = self._twin(candidate)
        if twin is None:
            self._add(row, candidate)
            return True
        draft = self.plan.added.get(("account", twin))
        if draft is not None:
            self._merge_into_draft(row, candidate, twin, draft)
        else:
            self._merge_into_record(row, candidate, self.register.of_kind("account")[twin])
        for key in candidate.keys:
            self.known.setdefault(key, twin)
        self.seen.add(twin)
        return False

    def _twin(self, candidate: Candidate) -> str | None:
        """Find the account that is the same; raises RowError where the row mixes two."""
        twins = list(dict.fromkeys(self.known[key] for key in candidate.keys if key in self.known))
        if len(twins) > 1:
            message = f"its handle and its platform id are those of two accounts, {' and '.join(twins)}; one is wrong"
            raise RowError(message)
        return twins[0] if twins else None

    def _add(self, row: Row, candidate: Candidate) -> None:
        data = candidate.data
        taken = self.names.setdefault(candidate.agency, set())
        name = account_name(data, taken)
        taken.add(name)
        account = f"{candidate.agency}/{name}"
        self.plan.added["account", account] = dict(data)
        self.plan.origins[self.register.kinds["account"].layout.path(account)] = row.number
        self.known |= dict.fromkeys(candidate.keys, account)
        self.seen.add(account)

    def _merge_into_draft(self, row: Row, candidate: Candidate, account: str, draft: dict[str, Value]) -> None:
        for name, value in _told(candidate, account).items():
            there = draft.get(name)
            if there is None:
                draft[name] = value
            elif isinstance(there, list) and isinstance(value, list):
                draft[name] = _joined(there, value)
            elif there != value and name in candidate.told:
                self.plan.left_out.append(LeftOut(row.line, account, name, value))

    def _merge_into_record(self, row: Row, candidate: Candidate, record: Record) -> None:
        """Let the first row of a list correct what a record says; later ones only add to its lists."""
        is_first = record.id not in self.seen
        settings = self.plan.settings.setdefault(record.id, [])
        said = {setting.pointer[0]: setting.value for setting in settings}
        for name, told in _told(candidate, record.id).items():
            there = said.get(name, record.data.get(name))
            value = _joined(there, told) if isinstance(told, list) else told
            if value == there:
                continue
            if name not in candidate.told and there is not None:
                self.plan.left_out.append(LeftOut(row.line, record.id, name, value))
            elif there is None or is_first or isinstance(value, list):
                settings[:] = [setting for setting in settings if setting.pointer[0] != name]
                settings.append(Setting((name,), value, adds=False))
            else:
                self.plan.left_out.append(LeftOut(row.line, record.id, name, value))
        if not settings:
            del self.plan.settings[record.id]

    def finish(self) -> None:
        """Settle the rows put aside, then name the accounts of the list's agencies that the list no longer has."""
        for row, reading in self.waiting:
            with self._refusing(row):
                if reading.agency_fault and not self._is_known(reading.agencies):
                    raise reading.agency_fault
                self._accept(row, reading)
        self.plan.refused.sort(key=lambda refusal: refusal.row.number)
        self.plan.missing = sorted(
            record.id
            for record in self.register.sound("account")
            if record.agency in self.agencies and record.id not in self.seen and not Account(record).has_ended
        )


def _joined(there: Value, more: list[Value]) -> list[Value]:
    """Add to a list what it does not have yet."""
    known = there if isinstance(there, list) else []
    return [*known, *(item for item in more if item not in known)]


def _told(candidate: Candidate, account: str) -> dict[str, Value]:
    """Give what a row tells of an account that is there already: the row's own fields and names."""
    agency = account.partition("/")[0]
    naming = {"handle", "platform_id"}
    told = {name: value for name, value in candidate.data.items() if name in candidate.told | naming}
    others = told.get("other_agencies")
    wanted = [candidate.agency, *(others if isinstance(others, list) else [])]
    told["other_agencies"] = [name for name in dict.fromkeys(wanted) if name != agency]
    return {name: value for name, value in told.items() if value not in (None, [])}
