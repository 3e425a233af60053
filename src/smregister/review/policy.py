"""Policy of a tree on a day: desk, mandates and kinds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from copy import copy
from functools import cached_property

from smregister.appointments.agency_status import Term, terms
from smregister.appointments.mandates import Mandate, desk_mandates, is_active_agency, officer_mandates
from smregister.appointments.roles import rights_by_role
from smregister.errors import FatalError
from smregister.model import Approver, Record
from smregister.records.kinds import Kind
from smregister.records.reader import RecordReader
from smregister.records.schema.kind_loader import load_kinds
from smregister.records.views import RegisterDetails
from smregister.register.platforms import Platforms
from smregister.repository.tree import AGENCIES, REGISTER, SCHEMAS, File, Mode, Tree, agency_at
from smregister.review.desk_names import DeskNames
from smregister.review.desk_statements import NOT_ABOUT_ACCOUNTS, find_accounts

_NOT_LETTERS = bytes(code for code in range(128) if not chr(code).isalnum())


class Policy:
    """Permissions by one tree on one day; other trees are read by its schemas.

    Raises FatalError if the tree has no schemas, or the register's own record is invalid.
    """

    def __init__(self, tree: Tree, day: str) -> None:
        self._tree, self.day = tree, day
        self.reader = RecordReader(load_kinds(tree)[0])
        self._register = self._read_register()
        self._mandates: dict[str, list[Mandate]] = {}
        self._agencies: dict[str, list[Record]] = {}
        self._listed: frozenset[str] | None = None

    def advance(self, tree: Tree, day: str, paths: Collection[str]) -> Policy:
        """Return the policy of a later tree that differs at some paths, reading only what they touch."""
        if any(path == REGISTER or path.startswith(f"{SCHEMAS}/") for path in paths):
            return Policy(tree, day)
        later, folders = copy(self), {path.rpartition("/")[0] for path in paths}
        later.__dict__.pop("desk", None)
        if self._folder("platform", "any") in folders:
            later.__dict__.pop("platforms", None)
        later._tree, later.day = tree, day
        if self._listed is not None:
            later._listed = self._listed | {agency for path in paths if (agency := agency_at(path))}
        later._mandates = {
            name: mandates for name, mandates in self._mandates.items() if self.letters_folder(name) not in folders
        }
        later._agencies = {
            name: records for name, records in self._agencies.items() if f"{AGENCIES}/{name}" not in folders
        }
        return later

    @cached_property
    def desk(self) -> tuple[Mandate, ...]:
        """Return the mandates of the desk's members."""
        return tuple(mandate for mandate in desk_mandates(self._register) if mandate.dates.contains(self.day))

    @property
    def approvers(self) -> tuple[Approver, ...]:
        """Return the members of the desk as those who can approve a change."""
        return tuple(Approver(mandate.user_id, mandate.login, mandate.post) for mandate in self.desk)

    @cached_property
    def desk_names(self) -> DeskNames:
        """Return the names under which the desk gives evidence, also those of past members."""
        return DeskNames.of_register(RegisterDetails(self._register))

    @cached_property
    def platforms(self) -> Platforms:
        """Return the platforms by which accounts are recognized."""
        return Platforms(self._read(self._tree.files(self._folder("platform", "any"))))

    @property
    def has_desk(self) -> bool:
        """Return whether the register lists members of the desk, present or past."""
        return bool(RegisterDetails(self._register).desk)

    @property
    def requires_signatures(self) -> bool:
        """Return whether commits must be signed."""
        return self._register.value("signed_commits") is True

    def mandates_of(self, user_id: int, agency: str) -> list[Mandate]:
        """Return a user's mandates for an agency, of any days."""
        return [mandate for mandate in self.mandates_at(agency) if mandate.user_id == user_id]

    def all_mandates(self) -> list[Mandate]:
        """Return the mandates of the desk and of all agencies, of any days."""
        if self._listed is None:
            self._tree.list_all()
            self._listed = frozenset(filter(None, (agency_at(file.path) for file in self._tree.files(AGENCIES))))
        officers = (mandate for agency in sorted(self._listed) for mandate in self.mandates_at(agency))
        return [*desk_mandates(self._register), *officers]

    def mandates_at(self, agency: str) -> list[Mandate]:
        """Return the mandates for an agency by the letters of the policy's own tree."""
        return self.mandates_in(self._tree, agency)

    def in_force(self, mandates: Iterable[Mandate]) -> list[Mandate]:
        """Return the mandates in force for active agencies."""
        current = (mandate for mandate in mandates if mandate.dates.contains(self.day))
        return [mandate for mandate in current if mandate.agency and self.is_active(mandate.agency)]

    def mandates_in(self, tree: Tree, agency: str) -> list[Mandate]:
        """Return the mandates for an agency by the valid letters of a tree."""
        if tree.name != self._tree.name:
            return self._read_mandates(tree, agency)
        if agency not in self._mandates:
            self._mandates[agency] = self._read_mandates(tree, agency)
        return self._mandates[agency]

    def _read_mandates(self, tree: Tree, agency: str) -> list[Mandate]:
        return [*officer_mandates(self._read_letters(tree, agency), rights_by_role(self._register))]

    def _read_letters(self, tree: Tree, agency: str) -> list[Record]:
        records = self._read(tree.files(folder)) if (folder := self.letters_folder(agency)) else []
        return [record for record in records if record.valid]

    def terms_at(self, agency: str) -> list[Term]:
        """Return the terms of an agency's valid letters."""
        return [*terms(self._read_letters(self._tree, agency))]

    def records_about(self, account_id: str) -> list[tuple[Kind, Record]]:
        """Return the records about an account in its agency's folder, but letters."""
        kinds = [kind for kind in self.reader.kinds.values() if kind.name not in NOT_ABOUT_ACCOUNTS]
        in_agency = [kind for kind in kinds if kind.path_template.in_agency]
        records = ((kind, record) for kind in in_agency for record in self._read_about(kind, account_id))
        return [(kind, record) for kind, record in records if account_id in find_accounts(record, kind)]

    def _read_about(self, kind: Kind, account_id: str) -> list[Record]:
        if kind.named_after == "account":
            return self._read(self._tree.files_at([kind.path_template.path(account_id)]))
        has_reference = any(field.reference == "account" for field in kind.references())
        return self._read(self._tree.files(self._folder(kind.name, account_id))) if has_reference else []

    def accounts_with(self, *texts: str) -> Iterator[Record]:
        """Yield the accounts of all agencies whose files have one of some texts; a few others may be among them."""
        sought = ["".join(filter(str.isalnum, text.lower())) for text in texts]
        for file in self._tree.files(AGENCIES):
            kind = self.reader.kind_at(file.path)
            if kind and kind.name == "account" and file.mode is Mode.PLAIN:
                content = file.read()
                # To search a file takes far less time than to read a record.
                if any(_may_have(content, letters) for letters in sought):
                    yield self.reader.read(kind, file.path, content)[0]

    def letters_folder(self, agency: str) -> str:
        """Return the folder of an agency's appointments; empty without that kind."""
        return self._folder("appointment", f"{agency}/any")

    def _folder(self, kind_name: str, record_id: str) -> str:
        kind = self.reader.kinds.get(kind_name)
        return kind.path_template.path(record_id).rpartition("/")[0] if kind else ""

    def is_active(self, agency: str) -> bool:
        """Return whether an agency has a valid record and is not closed."""
        kind = self.reader.kinds.get("agency")
        if kind and agency not in self._agencies:
            self._agencies[agency] = self._read(self._tree.files_at([kind.path_template.path(agency)]))
        return any(is_active_agency(record, self.day) for record in self._agencies.get(agency, ()))

    def _read_register(self) -> Record:
        for record in self._read(self._tree.files_at([REGISTER])):
            if record.valid:
                return record
        where = f"{REGISTER} ({self._tree.name[:12]})"
        raise FatalError(f"the desk is unknown: {where} is missing or invalid; fix it first")

    def _read(self, files: Iterable[File]) -> list[Record]:
        plain = ((file, self.reader.kind_at(file.path)) for file in files if file.mode is Mode.PLAIN)
        return [self.reader.read(kind, file.path, file.read())[0] for file, kind in plain if kind]


def _may_have(content: bytes, letters: str) -> bool:
    """Return whether a file may have some letters, whatever is between them; escapes and other forms may hide them."""
    is_plain = letters.isascii() and b"\\" not in content and b"%" not in content
    return not is_plain or letters.encode() in content.lower().translate(None, _NOT_LETTERS)
