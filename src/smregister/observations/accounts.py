"""The account that somebody means: by its id, its address or its handle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.lookup import meant
from smregister.observations.sightings import SightingError
from smregister.suggestions import did_you_mean
from smregister.verdicts import keys_named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from smregister.register import Register
    from smregister.schemas import Kinds

# Of many names that are wrong the first are helped with: to look for the nearest of all takes its time.
_MOST_HINTS = 50


def ids_meant(kinds: Kinds, name: str) -> Iterator[str]:
    """Give the ids of the accounts that somebody may mean by the name of one, or of what is named after it."""
    for kind, record_id in meant(kinds, name):
        if "account" in (kind, kinds[kind].named_after):
            yield record_id


class AccountFinder:
    """Finds accounts of a register; `all_ids` gives the ids to suggest one of, where that is only an excerpt."""

    def __init__(self, register: Register, all_ids: Callable[[], Iterable[str]] | None = None) -> None:
        self._register = register
        self._all_ids = all_ids or (lambda: register.of_kind("account"))
        self._hints = 0

    def find(self, name: str) -> str:
        """Give the id of the account that somebody means.

        Raises SightingError if there is none, or more than one.
        """
        accounts = self._register.of_kind("account")
        if name in accounts:
            return name
        found = {record_id for record_id in ids_meant(self._register.kinds, name) if record_id in accounts}
        found = found or self._known_as(name)
        if len(found) > 1:
            message = f"`{name}` may be {', '.join(f'`{each}`' for each in sorted(found))}; write which"
            raise SightingError(message)
        if not found:
            raise SightingError(f"there is no account `{name}`{self._hint(name)}")
        return found.pop()

    def _known_as(self, name: str) -> set[str]:
        by_key = self._register.accounts_by_key
        keys = keys_named(self._register.platforms, name, None)[0]
        return {record.id for key in keys for record, _ in by_key.get(key, ())}

    def _hint(self, name: str) -> str:
        self._hints += 1
        return did_you_mean(name[:200], self._all_ids()) if self._hints <= _MOST_HINTS else ""
