"""Records found by id, name, address or handle."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from smregister.editing.lists.plan import RowError, quote
from smregister.errors import FatalError
from smregister.model import Record
from smregister.records.kinds import Kinds
from smregister.records.views import Agency
from smregister.register.lookup import candidate_ids, find_accounts, find_record
from smregister.register.register import Register
from smregister.register.twins import find_present
from smregister.register.urls import AddressError
from smregister.text import did_you_mean, normalize_text

# A suggestion compares a name with all ids. This limits the time for a list of wrong names.
_MOST_HINTS = 50


def candidate_account_ids(kinds: Kinds, name: str) -> Iterator[str]:
    """Yield the ids of accounts that a name may mean, or a record named after one."""
    for kind, record_id in candidate_ids(kinds, name):
        if "account" in (kind, kinds[kind].named_after):
            yield record_id


class RecordFinder:
    """Finds records of a register by the names that people use.

    `all_account_ids` returns the ids for suggestions if the register is only an excerpt.
    """

    def __init__(self, register: Register, all_account_ids: Callable[[], Iterable[str]] | None = None) -> None:
        self.register = register
        self._all_account_ids = all_account_ids or (lambda: register.of_kind("account"))
        self._hints = 0

    def find_agency(self, name: str) -> Record:
        """Return the agency with an id or name; raise RowError unless there is one."""
        agencies = self._agencies_by_name.get(normalize_text(name), {})
        if len(agencies) > 1:
            choices = ", ".join(map(quote, sorted(agencies)))
            raise RowError(f"{quote(name)} has several meanings; write one of {choices}")
        if not agencies:
            names = [known_name for agency in self.register.of_kind("agency").values() for known_name in _names(agency)]
            hint = did_you_mean(name[:200], names) or "; the desk adds new agencies, so write to the desk"
            raise RowError(f"there is no agency {quote(name)} in the register{hint}")
        return next(iter(agencies.values()))

    def has_agency(self, name: str) -> bool:
        """Return whether an agency has an id or name."""
        return normalize_text(name) in self._agencies_by_name

    @cached_property
    def _agencies_by_name(self) -> dict[str, dict[str, Record]]:
        agencies: dict[str, dict[str, Record]] = {}
        for agency in self.register.of_kind("agency").values():
            for name in _names(agency):
                agencies.setdefault(normalize_text(name), {})[agency.id] = agency
        return agencies

    def find_account_at(self, address: str) -> Record | None:
        """Return the account at an address, in any spelling."""
        try:
            candidates = self.register.platforms.read(address, guess=True)
        except AddressError:
            return None
        for named in candidates:
            platform = self.register.platforms.get(named.platform)
            for key in platform.keys(named.handle, named.platform_id) if platform else ():
                if account := find_present(self.register, key):
                    return account
        return None

    def find_record(self, name: str) -> Record:
        """Return the record with an id or address; raise RowError if there is none."""
        if account := self.find_account_at(name):
            return account
        if "://" in name or name.startswith("www."):
            raise RowError(f"there is no account {quote(name)} in the register")
        try:
            return find_record(self.register, name[:200])
        except FatalError as error:
            raise RowError(str(error)) from error

    def find_account_id(self, name: str) -> str:
        """Return the id of an account by id, address or handle; raise RowError if not one."""
        accounts = self.register.of_kind("account")
        if name in accounts:
            return name
        ids = {record_id for record_id in candidate_account_ids(self.register.kinds, name) if record_id in accounts}
        ids = ids or {record.id for record in find_accounts(self.register, name)}
        if len(ids) > 1:
            choices = ", ".join(f"`{record_id}`" for record_id in sorted(ids))
            raise RowError(f"`{name}` names several records; write one of {choices}")
        if not ids:
            self._hints += 1
            hint = did_you_mean(name[:200], self._all_account_ids()) if self._hints <= _MOST_HINTS else ""
            raise RowError(f"there is no account `{name}`{hint}")
        return ids.pop()


def _names(record: Record) -> list[str]:
    agency = Agency(record)
    candidates = (agency.id, agency.name, record.value("short_name"), *(agency.names or {}).values())
    return [name for name in candidates if isinstance(name, str)]
