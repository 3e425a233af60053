"""Mandates: who may act for an agency or the desk, and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from smregister.appointments.agency_status import terms
from smregister.appointments.roles import DEFAULT_RIGHTS, NO_ROLE, Right
from smregister.dates import ALWAYS, DateRange
from smregister.model import Record, Value, resolve_pointer
from smregister.records.views import Agency, Appointment


class SigningKey(NamedTuple):
    """A public SSH key (type and key), and the days on which it is valid."""

    key: str
    dates: DateRange = ALWAYS


class Mandate(NamedTuple):
    """One person's right to act for an agency, or for the desk, on some days.

    `user_id` is the number of the person's account on the forge; `record` is the id of the record of the mandate.
    `accounts` are the names of the accounts that the letter covers; None for all of the agency, later ones included.
    """

    user_id: int
    agency: str | None
    record: str
    post: str = ""
    login: str = ""
    letter: str = ""
    dates: DateRange = ALWAYS
    keys: tuple[SigningKey, ...] = ()
    role: str = ""
    rights: tuple[Right, ...] = ()
    accounts: frozenset[str] | None = frozenset()

    @property
    def covers_agency(self) -> bool:
        """Return whether the letter covers all accounts of the agency."""
        return self.accounts is None

    def covers(self, account_id: str) -> bool:
        """Check whether the letter covers an account, which has its agency before its name."""
        agency, _, name = account_id.partition("/")
        return agency == self.agency and (self.accounts is None or name in self.accounts)

    def keys_on(self, day: str) -> list[str]:
        """Return the keys that are valid on a day."""
        return [key.key for key in self.keys if key.dates.contains(day)]

    def covers_letter(self, appointment: Appointment) -> bool:
        """Check whether the letter covers all accounts of another one, which are of the same agency."""
        if appointment.agency != self.agency or appointment.is_for_all_accounts:
            return appointment.agency == self.agency and self.covers_agency
        names = {*appointment.accounts}
        ids = [name if "/" in name else f"{self.agency}/{name}" for name in names]
        is_complete = names == {*map(str, appointment.record.items("accounts"))}
        return is_complete and bool(ids) and all(map(self.covers, ids))


def desk_mandates(register: Record) -> Iterator[Mandate]:
    """Yield the mandates of the desk's members from the register's own record."""
    for member in register.items("desk"):
        yield from _mandate(member, None, register.id, _dates(member))


def officer_mandates(
    appointments: Iterable[Record], rights: Mapping[str, tuple[Right, ...]] = DEFAULT_RIGHTS
) -> Iterator[Mandate]:
    """Yield a mandate for each appointment whose officer has a forge account.

    `rights` are those of each role. A letter covers accounts of its own agency only.
    """
    for appointment, dates in terms(appointments):
        for mandate in _mandate(appointment.record.value("officer"), appointment.agency, appointment.id, dates):
            yield mandate._replace(
                letter=appointment.letter.number or "",
                role=appointment.role or "",
                rights=rights.get(appointment.role or NO_ROLE, ()),
                accounts=None if appointment.is_for_all_accounts else _own_accounts(appointment),
            )


def _own_accounts(appointment: Appointment) -> frozenset[str]:
    own = f"{appointment.agency}/"
    names = (name.removeprefix(own) for name in appointment.accounts)
    return frozenset(name for name in names if "/" not in name)


def is_active_agency(agency: Record, day: str) -> bool:
    """Check whether an agency is valid and not closed on a day."""
    view = Agency(agency)
    return agency.valid and view.status != "closed" and (view.closed is None or day <= view.closed)


def _mandate(person: Value, agency: str | None, record_id: str, dates: DateRange) -> Iterator[Mandate]:
    user_id = resolve_pointer(person, ("forge", "user_id"))
    if type(user_id) is int:
        post, login = _text(person, "post"), _text(person, "forge", "login")
        keys = resolve_pointer(person, ("signing_keys",))
        signing_keys = (SigningKey(_text(key, "key"), _dates(key)) for key in (keys if isinstance(keys, list) else ()))
        yield Mandate(user_id, agency, record_id, post, login, dates=dates, keys=tuple(signing_keys))


def _dates(data: Value) -> DateRange:
    return DateRange(_text(data, "from") or None, _text(data, "until") or None)


def _text(data: Value, *route: str) -> str:
    value = resolve_pointer(data, route)
    return value if isinstance(value, str) else ""
