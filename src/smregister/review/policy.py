"""What a commit says, on a day, of who may do what: the desk's list, the letters in force, the kinds of records."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from smregister.appointments.mandates import Mandate, desk_mandates, is_active_agency, officer_mandates
from smregister.errors import FatalError
from smregister.model import Record
from smregister.records.reader import RecordReader
from smregister.records.schema.kind_loader import load_kinds
from smregister.repository.tree import REGISTRY, File, Mode, Tree

_REGISTER = f"{REGISTRY}/register.yaml"


class Policy:
    """Who may do what by one tree, on one day; of other trees only what they would say by this one's schemas.

    Raises FatalError if the tree has no schemas, or its register's own record can't be relied on.
    """

    def __init__(self, tree: Tree, day: str) -> None:
        self._tree, self._day = tree, day
        self.reader = RecordReader(load_kinds(tree)[0])
        self._register = self._read_register()

    @cached_property
    def desk(self) -> tuple[Mandate, ...]:
        """Return the mandates of those who are of the desk."""
        return tuple(mandate for mandate in desk_mandates(self._register) if mandate.dates.contains(self._day))

    @property
    def requires_signatures(self) -> bool:
        """Return whether the desk asks for signed commits."""
        return self._register.value("signed_commits") is True

    def mandates_of(self, user_id: int, agency: str) -> list[Mandate]:
        """Return a person's mandates for an agency, of whatever days."""
        return [each for each in self.mandates_in(self._tree, agency) if each.user_id == user_id]

    def in_force(self, mandates: Iterable[Mandate]) -> list[Mandate]:
        """Return those mandates for an agency that are in force, where the agency is there to be acted for."""
        return [
            each for each in mandates if each.dates.contains(self._day) and each.agency and self.exists(each.agency)
        ]

    def mandates_in(self, tree: Tree, agency: str, *, believing: bool = False) -> list[Mandate]:
        """Return the mandates for an agency by a tree; by its unsound appointments too only when `believing` them."""
        kind = self.reader.kinds.get("appointment")
        if kind is None:
            return []
        records = self._read(tree.files(kind.path_template.path(f"{agency}/any").rpartition("/")[0]))
        return [*officer_mandates(record for record in records if believing or record.valid)]

    def exists(self, agency: str) -> bool:
        """Return whether an agency is there to be acted for."""
        kind = self.reader.kinds.get("agency")
        records = self._read(self._tree.files_at([kind.path_template.path(agency)])) if kind else []
        return any(is_active_agency(record, self._day) for record in records)

    def _read_register(self) -> Record:
        """Read the register's own record.

        Raises FatalError if it can't be relied on.
        """
        for record in self._read(self._tree.files_at([_REGISTER])):
            if record.valid:
                return record
        where = f"{_REGISTER} ({self._tree.name[:12]})"
        raise FatalError(f"nobody can tell who is of the desk: {where} is missing or faulty; mend it there first")

    def _read(self, files: Iterable[File]) -> list[Record]:
        found = ((file, self.reader.kind_at(file.path)) for file in files if file.mode is Mode.PLAIN)
        return [self.reader.read(kind, file.path, file.read())[0] for file, kind in found if kind]
