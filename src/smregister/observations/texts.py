"""Sightings to the text of an account's observation, comments and order kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.drafts.records import new_text
from smregister.drafts.rewriting import rewritten
from smregister.errors import FatalError
from smregister.lookup import find_kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from smregister.kinds import Kind
    from smregister.model import Record, Value
    from smregister.observations.sightings import Sighting
    from smregister.register import Register


class Shelf:
    """The observations of a register; `text_of` gives the text at a path, empty where there is no file."""

    def __init__(self, register: Register, text_of: Callable[[str], str]) -> None:
        self.kind = find_kind(register.kinds, "observation")
        self._records = register.of_kind("observation")
        self._text_of = text_of

    def path(self, account: str) -> str:
        """Give the path of an account's observation."""
        return self.kind.layout.path(account)

    def facts(self, account: str) -> Mapping[str, Value]:
        """Give the facts that are on record of an account."""
        record = self._records.get(account)
        facts = record.value("facts") if record else None
        return facts if isinstance(facts, dict) else {}

    def text(self, account: str, sightings: Iterable[Sighting]) -> str:
        """Write sightings into an account's observation.

        Raises FatalError if what is there can't be relied on, or a comment in it would be lost.
        """
        record, path = self._records.get(account), self.path(account)
        text = self._text_of(path)
        if text and not (record and record.sound):
            message = f"{path} has faults; mend them first: `smregister validate {path}`"
            raise FatalError(message)
        return _written(self.kind, record, text, {each.fact: each.observed for each in sightings})


def _written(kind: Kind, record: Record | None, text: str, facts: Mapping[str, Value]) -> str:
    data = dict(record.data) if record else {}
    there = data.get("facts")
    wanted: dict[str, Value] = {**data, "facts": {**(there if isinstance(there, dict) else {}), **facts}}
    # What this program wrote itself comes out the same either way, and this one is quicker.
    if record is None or new_text(kind, data) == text:
        return new_text(kind, wanted)
    return rewritten(text.encode(), wanted).decode()
