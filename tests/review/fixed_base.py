"""Base of a change, with what tests need."""

from __future__ import annotations

from dataclasses import dataclass

from tests.registers import PROJECT

from smregister.appointments.agency_status import Term
from smregister.model import Record
from smregister.records.kinds import Kind
from smregister.records.reader import RecordReader
from smregister.records.schema.kind_loader import load_kinds
from smregister.register.platforms import Platforms
from smregister.repository.work_tree import WorkTree
from smregister.review.desk_names import DeskNames
from smregister.review.desk_statements import find_accounts

_DESK_NAMES = DeskNames.of(["Manager of the desk"])
_TREE = WorkTree(PROJECT)
_PLATFORMS = Platforms(RecordReader(load_kinds(_TREE)[0]).read_files(_TREE.files("registry/platforms")).records)


@dataclass(frozen=True)
class FixedBase:
    """A base of few letters and records, on a day."""

    day: str = "2026-06-01"
    desk_names: DeskNames = _DESK_NAMES
    platforms: Platforms = _PLATFORMS
    terms: tuple[Term, ...] = ()
    records: tuple[tuple[Kind, Record], ...] = ()

    def terms_at(self, agency: str) -> list[Term]:
        return [term for term in self.terms if term.appointment.agency == agency]

    def records_about(self, account_id: str) -> list[tuple[Kind, Record]]:
        return [(kind, record) for kind, record in self.records if account_id in find_accounts(record, kind)]
