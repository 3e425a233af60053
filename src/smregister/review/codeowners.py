"""Who owns which path of the repository, as a forge reads it: the file CODEOWNERS, made of the letters in force."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from smregister.appointments.mandates import Mandate, is_active_agency, officer_mandates
from smregister.errors import FatalError
from smregister.records.kinds import Kind, Kinds
from smregister.register.index.register_index import RegisterIndex
from smregister.register.snapshot import RegisterSnapshot
from smregister.repository.commit_tree import CommitTree, IndexTree
from smregister.repository.tree import AGENCIES, REGISTRY, SCHEMAS, Mode, Tree
from smregister.repository.work_tree import WorkTree
from smregister.review.policy import Policy

PLACE = ".github/CODEOWNERS"
LARGEST = 2_500_000
"""How many bytes it may have. Over 3 MB, GitHub does not load it at all and then asks no owner
(docs.github.com, "About code owners", CODEOWNERS file size); the rest is room to grow."""

_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_HEADING = """\
# Who must approve a change to which path. `smregister codeowners` writes this file, by the letters of
# appointment in force and the desk's list in registry/register.yaml; what is changed here by hand is lost.
# The last line that fits a path decides, and any one of its owners may approve.
"""


class NoOwnerError(FatalError):
    """Nobody of the desk can be named as an owner."""


class CodeOwners(NamedTuple):
    """The text of the file; the records that give a login which can't be one; how many mandates give none."""

    text: str
    misnamed: tuple[tuple[str, str], ...]
    nameless: int


def create_codeowners(snapshot: RegisterSnapshot, folder: str = "") -> CodeOwners:
    """Return who owns what in a register; `folder`, empty or ending in a slash, is where the register lies.

    Raises NobodyNamedError if nobody of the desk can be named, and FatalError if its list can't be read or the
    file would be too large for the forge.
    """
    day = snapshot.day.isoformat()
    desk = Policy(snapshot.tree, day).desk
    if not any(map(_is_named, desk)):
        raise NoOwnerError(_NO_DESK)
    if not re.fullmatch(r"[A-Za-z0-9._/-]*", folder):
        raise FatalError(f"the folder {folder} can't be named in CODEOWNERS; use a-z, 0-9, dots and hyphens")
    officers = [*_officers(snapshot.index, snapshot.kinds, day)]
    text = "\n".join([_HEADING, *_lines(_logins(desk), officers, snapshot.kinds, folder), ""])
    if len(text) > LARGEST:
        raise FatalError(
            f"the file would have {len(text):,} bytes, and over 3 MB GitHub heeds none of it; {_TOO_LARGE}"
        )
    unnamed = [each for each in (*desk, *officers) if not _is_named(each)]
    misnamed = sorted({(each.record, each.login) for each in unnamed if each.login})
    return CodeOwners(text, tuple(misnamed), sum(not each.login for each in unnamed))


def read_codeowners(tree: Tree) -> bytes | None:
    """Return the file as a tree has it, whole; None where there is none that is plain."""
    file = next((file for file in tree.files_at([PLACE]) if file.mode is Mode.PLAIN), None)
    if file is None:
        return None
    if isinstance(tree, CommitTree | IndexTree) and file.blob:
        return next(tree.git.read_blobs([file.blob], LARGEST + 1))
    return (tree.root / PLACE).read_bytes() if isinstance(tree, WorkTree) else file.read()


_NO_DESK = (
    "nobody of the desk can be named as an owner, so nobody could approve what is the desk's: "
    f"give one of its members in {REGISTRY}/register.yaml a `forge` account with its `login`"
)
_TOO_LARGE = (
    "every agency's line names the whole desk, so leave out the `login` of members who need not approve, "
    "or write the file by hand with a team of the forge for each agency"
)


def has_no_owner(kept: bytes | None) -> bool:
    """Return whether a file is there and names no owner of anything, as `init` writes it."""
    return kept is not None and not any(_owners_by_path(kept.decode("utf-8", "backslashreplace")).values())


def differences(kept: str, made: str) -> list[str]:
    """Tell in words how a file differs from what it should be; nothing where it does not."""
    if kept.replace("\r\n", "\n") == made:
        return []
    old, new = _owners_by_path(kept), _owners_by_path(made)
    told = [f"{path} should not be here" for path in old if path not in new]
    for path, owners in new.items():
        if path not in old:
            told.append(f"{path} is missing; its owners are {owners}")
        elif old[path] != owners:
            told.append(f"{path} is owned by {old[path] or 'nobody'}, and should be by {owners}")
    return told or ["the paths and owners are the right ones, but their order or the comments are not"]


def _officers(index: RegisterIndex, kinds: Kinds, day: str) -> Iterator[Mandate]:
    """Return the mandates in force for agencies that are there to be acted for."""
    if "agency" not in kinds:
        return
    records = [*index.records(["agency", "appointment"])]
    path_template = kinds["agency"].path_template
    open_ = {
        each.id
        for each in records
        if each.kind == "agency" and is_active_agency(each, day) and not path_template.name_error(each.id)
    }
    appointments = [each for each in records if each.kind == "appointment" and each.valid and each.agency in open_]
    yield from (mandate for mandate in officer_mandates(appointments) if mandate.dates.contains(day))


def _lines(desk: Sequence[str], officers: Iterable[Mandate], kinds: Mapping[str, Kind], folder: str) -> Iterator[str]:
    """Write first what falls to the desk, then the agencies, and last what no line before may take from the desk."""
    owners = " ".join(desk)
    yield f"{f'/{folder}' if folder else '*'} {owners}"
    by_agency = sorted(officers, key=lambda mandate: str(mandate.agency))
    for agency, mandates in groupby(by_agency, key=lambda mandate: mandate.agency):
        named = _logins(mandates)
        if named:
            yield f"/{folder}{AGENCIES}/{agency}/ {' '.join(dict.fromkeys((*named, *desk)))}"
    yield from (f"/{folder}{place} {owners}" for place in _kept_for_desk(kinds))
    # Wherever it lies, it can hide from a comparison what a change does.
    yield f"{f'/{folder}' if folder else ''}**/.gitattributes {owners}"
    yield f"/.github/ {owners}"


def _kept_for_desk(kinds: Mapping[str, Kind]) -> list[str]:
    """Return patterns of the desk's own folders, and of what lies in agencies' folders and is the desk's."""
    templates = [kind.path_template.template for kind in kinds.values() if kind.owner != "agency"]
    shared = [re.sub(r"{[a-z]+}", "*", template) for template in templates if "{agency}" in template]
    own = [template.partition("{")[0] for template in templates if "{agency}" not in template]
    return [f"{SCHEMAS}/", *sorted({f"{REGISTRY}/{place}" for place in (*own, *shared)})]


def _logins(mandates: Iterable[Mandate]) -> list[str]:
    """Return the logins of those who can be named, each once, in the order of their letters."""
    known = {mandate.login.lower(): f"@{mandate.login}" for mandate in mandates if _is_named(mandate)}
    return [known[login] for login in sorted(known)]


def _is_named(mandate: Mandate) -> bool:
    return _LOGIN.fullmatch(mandate.login) is not None


def _owners_by_path(text: str) -> dict[str, str]:
    """Read the lines of a file, the last of each path."""
    rows = (line.split(maxsplit=1) for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return {row[0]: " ".join(row[1:]).strip() for row in rows}
