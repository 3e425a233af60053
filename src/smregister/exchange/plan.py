"""What an import would do, and the files that come of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from smregister.drafts.records import edited_text, new_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from smregister.drafts.values import Setting
    from smregister.exchange.rows import Row
    from smregister.model import Value
    from smregister.register import Register


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that is not taken in, and why."""

    row: Row
    reason: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a row says of an agency or an account otherwise than the row or record before it."""

    line: int
    record: str
    field: str
    value: Value


@dataclass(slots=True)
class Plan:
    """What an import would do: every row is imported, merged or refused."""

    imported: int = 0
    merged: int = 0
    refused: list[Refusal] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    added: dict[tuple[str, str], dict[str, Value]] = field(default_factory=dict)
    settings: dict[str, list[Setting]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    origins: dict[str, int] = field(default_factory=dict)
    """The number of the row that first brought each new file."""

    @property
    def read(self) -> int:
        """Count the rows."""
        return self.imported + self.merged + len(self.refused)

    @property
    def all_refused(self) -> bool:
        """Say whether there are rows and none is taken in."""
        return bool(self.refused) and self.read == len(self.refused)


def contents_of(register: Register, plan: Plan, text_of: Callable[[str], str]) -> dict[str, bytes]:
    """Write the files of a plan; `text_of` gives the text at a path."""
    contents = {}
    for (kind_name, record_id), data in plan.added.items():
        kind = register.kinds[kind_name]
        contents[kind.layout.path(record_id)] = new_text(kind, data).encode()
    for record_id, settings in plan.settings.items():
        path = register.of_kind("account")[record_id].path
        contents[path] = edited_text(register.kinds["account"], text_of(path), settings, []).encode()
    return contents
