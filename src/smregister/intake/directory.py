"""The agency, or the record, that somebody means by whatever they call it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.addresses import AddressError
from smregister.errors import FatalError
from smregister.intake.entries import RefusedError, quoted, same_label
from smregister.lookup import find_record
from smregister.suggestions import did_you_mean

if TYPE_CHECKING:
    from smregister.model import Record
    from smregister.register import Register


class Directory:
    """What the agencies and accounts of a register are called."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.agencies: dict[str, dict[str, Record]] = {}
        for agency in register.of_kind("agency").values():
            for name in _names(agency):
                self.agencies.setdefault(same_label(name), {})[agency.id] = agency

    def agency(self, words: str) -> Record:
        """Find an agency by its id, its official or short name, or its name in any language.

        Raises RefusedError if there is none, or more than one.
        """
        found = self.agencies.get(same_label(words), {})
        if len(found) > 1:
            message = f"{quoted(words)} may be any of {', '.join(map(quoted, sorted(found)))}; write one of these"
            raise RefusedError(message)
        if not found:
            known = [name for agency in self.register.of_kind("agency").values() for name in _names(agency)]
            hint = did_you_mean(words[:200], known) or "; the desk enters new agencies, so write to it first"
            message = f"there is no agency {quoted(words)} in the register{hint}"
            raise RefusedError(message)
        return next(iter(found.values()))

    def account_at(self, address: str) -> Record | None:
        """Find the account that an address names, in any spelling."""
        try:
            named = self.register.platforms.read(address)
        except AddressError:
            return None
        for each in named:
            platform = self.register.platforms.get(each.platform)
            for key in platform.keys(each.handle, each.platform_id) if platform else ():
                if key in self.register.accounts_by_key:
                    return self.register.accounts_by_key[key][0][0]
        return None

    def record(self, words: str) -> Record:
        """Find a record by its id, or an account by its address.

        Raises RefusedError if there is none.
        """
        account = self.account_at(words)
        if account:
            return account
        if "://" in words or words.startswith("www."):
            message = f"no account of the register is at {quoted(words)}"
            raise RefusedError(message)
        try:
            return find_record(self.register, words[:200])
        except FatalError as error:
            raise RefusedError(str(error)) from error


def _names(agency: Record) -> list[str]:
    names = agency.value("names")
    by_language = names.values() if isinstance(names, dict) else ()
    known = (agency.id, agency.value("name"), agency.value("short_name"), *by_language)
    return [name for name in known if isinstance(name, str)]
