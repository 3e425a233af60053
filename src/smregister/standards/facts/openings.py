"""Which accounts of an agency were on a platform before others, language by language."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from smregister.model import Record

# What stands for the languages of an account that names none.
_ANY = ""


class Openings:
    """The days on which some accounts were opened: the first one in each language, and where some name no day.

    What is only proposed has not been opened.
    """

    def __init__(self, accounts: Iterable[Record]) -> None:
        self._first: dict[str, str] = {}
        self._undated: set[str] = set()
        opened = [account for account in accounts if account.text("status") != "proposed"]
        self._number = len(opened)
        for account in opened:
            day = account.text("opened")
            for language in account.texts("languages") or [_ANY]:
                if day:
                    self._first[language] = min(day, self._first.get(language, day))
                else:
                    self._undated.add(language)

    def has_older(self, account: Record) -> bool | None:
        """Say whether another one is older than one of them, and shares a language; None where nobody can tell."""
        day, languages = account.text("opened"), account.texts("languages")
        if not day or not languages:
            return None if self._number > 1 else False
        if any(self._first.get(language, day) < day for language in languages):
            return True
        may_be = self._first.get(_ANY, day) < day or not self._undated.isdisjoint((*languages, _ANY))
        return None if may_be else False
