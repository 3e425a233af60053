"""Observation records of a register, updated with comments and order kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from smregister.editing.draft import format_record
from smregister.editing.observations.observation import Observation
from smregister.errors import FatalError
from smregister.model import Value
from smregister.records.yaml.editor import update_text
from smregister.register.lookup import find_kind
from smregister.register.register import Register


class ObservationStore:
    """The observation records of a register; `text_of` returns the text at a path."""

    def __init__(self, register: Register, text_of: Callable[[str], str]) -> None:
        self.kind = find_kind(register.kinds, "observation")
        self._records = register.of_kind("observation")
        self._text_of = text_of

    def path(self, account: str) -> str:
        """Return the path of an account's record."""
        return self.kind.path_template.path(account)

    def facts(self, account: str) -> Mapping[str, Value]:
        """Return the recorded facts of an account."""
        record = self._records.get(account)
        facts = record.value("facts") if record else None
        return facts if isinstance(facts, dict) else {}

    def text(self, account: str, observations: Iterable[Observation]) -> str:
        """Return an account's updated record; raise FatalError if it can't be edited."""
        record, path = self._records.get(account), self.path(account)
        text = self._text_of(path)
        if text and not (record and record.valid):
            raise FatalError(f"{path} has faults; mend them first: `smregister validate {path}`")
        facts = {observation.fact: observation.data for observation in observations}
        data = record.data if record else {}
        updated: dict[str, Value] = {**data, "facts": {**self.facts(account), **facts}}
        # A text in canonical form stays so either way; this way is faster.
        if record is None or format_record(self.kind, data) == text:
            return format_record(self.kind, updated)
        return update_text(text.encode(), updated).decode()
