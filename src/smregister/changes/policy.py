"""What a commit says, on a day, of who may do what: the desk's list, the letters in force, the kinds of records."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from smregister.mandates import desk_mandates, may_be_acted_for, officer_mandates
from smregister.records import RecordReader
from smregister.schemas import load_kinds
from smregister.trees import REGISTRY, Mode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from smregister.mandates import Mandate
    from smregister.model import Record
    from smregister.trees import File, Tree

_REGISTER = f"{REGISTRY}/register.yaml"


class Policy:
    """Who may do what by one tree, on one day; of other trees only what they would say by this one's schemas.

    Raises FatalError if the tree has no schemas.
    """

    def __init__(self, tree: Tree, day: str) -> None:
        self._tree, self._day = tree, day
        self.reader = RecordReader(load_kinds(tree)[0])

    @cached_property
    def desk(self) -> tuple[Mandate, ...]:
        """Give the mandates of those who are of the desk."""
        members = desk_mandates(self._register) if self._register else ()
        return tuple(mandate for mandate in members if mandate.holds(self._day))

    @property
    def wants_signatures(self) -> bool:
        """Say whether the desk asks for signed commits."""
        return self._register is not None and self._register.value("signed_commits") is True

    def mandates_of(self, user_id: int, agency: str) -> list[Mandate]:
        """Give a person's mandates for an agency, those in force first and alone, or else those of other days."""
        mandates = [each for each in self.mandates_in(self._tree, agency) if each.user_id == user_id]
        in_force = [each for each in mandates if each.holds(self._day)]
        return in_force or mandates

    def is_in_force(self, mandate: Mandate) -> bool:
        """Say whether a mandate for an agency is in force, and the agency there to be acted for."""
        return mandate.holds(self._day) and mandate.agency is not None and self._exists(mandate.agency)

    def mandates_in(self, tree: Tree, agency: str, *, believing: bool = False) -> list[Mandate]:
        """Give the mandates for an agency by a tree; by its unsound appointments too only when `believing` them."""
        kind = self.reader.kinds.get("appointment")
        if kind is None:
            return []
        records = self._read(tree.files(kind.layout.path(f"{agency}/any").rpartition("/")[0]))
        return [*officer_mandates(record for record in records if believing or record.sound)]

    @cached_property
    def _register(self) -> Record | None:
        return next((record for record in self._read(self._tree.at([_REGISTER])) if record.sound), None)

    def _exists(self, agency: str) -> bool:
        path = self.reader.kinds["agency"].layout.path(agency) if "agency" in self.reader.kinds else ""
        return any(may_be_acted_for(record, self._day) for record in self._read(self._tree.at([path])))

    def _read(self, files: Iterable[File]) -> list[Record]:
        found = ((file, self.reader.kind_at(file.path)) for file in files if file.mode is Mode.PLAIN)
        return [self.reader.read(kind, file.path, file.read())[0] for file, kind in found if kind]
