"""CODEOWNERS file of a register, with or without the officers of the agencies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from smregister.appointments.mandates import Mandate, is_active_agency, officer_mandates
from smregister.errors import FatalError
from smregister.records.kinds import Kind
from smregister.register.snapshot import RegisterSnapshot
from smregister.repository.commit_tree import CommitTree, IndexTree
from smregister.repository.tree import AGENCIES, REGISTRY, SCHEMAS, Mode, Tree
from smregister.repository.work_tree import WorkTree
from smregister.review.policy import Policy

CODEOWNERS = ".github/CODEOWNERS"
LARGEST = 2_500_000
"""The largest file in bytes. GitHub ignores one over 3 MB and then requests no approval at all
(docs.github.com, "About code owners", CODEOWNERS file size); the difference is room to grow."""

_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
WITH_OFFICERS = "smregister codeowners --with-officers"
"""The command in the heading of a file with officers, by which it is known again."""
_HEADING = """\
# Owners of each path, who must approve its changes. `smregister codeowners --desk-only` writes this file from the desk
# in registry/register.yaml; changes by hand are lost. The last line that matches a path applies.
# Paths without an owner belong to officers: the check decides by their letters whether the desk must approve.
"""
_HEADING_WITH_OFFICERS = f"""\
# Owners of each path, who must approve its changes. `{WITH_OFFICERS}` writes this file from
# the appointments in force and the desk in registry/register.yaml; changes by hand are lost.
# The last line that matches a path applies, and any one of its owners may approve.
"""
_NO_DESK = (
    "the desk has no member with a login, so its changes could not be approved: "
    f"add `forge.login` to a member of the desk in {REGISTRY}/register.yaml"
)
_TOO_LARGE = (
    "each agency's line names the whole desk, so remove the `login` of members who need not approve, "
    "or write the file by hand with a team for each agency"
)


class NoOwnerError(FatalError):
    """No member of the desk has a login."""


class CodeOwners(NamedTuple):
    """The file's text, records with an invalid login, mandates without login."""

    text: str
    invalid_logins: tuple[tuple[str, str], ...]
    without_login: int


def create_codeowners(snapshot: RegisterSnapshot, folder: str = "", *, with_officers: bool = False) -> CodeOwners:
    """Create the file for a register in a folder: empty, or ending in a slash.

    Without officers, the records that they may change have no owner: GitHub asks only people who may write.
    Raises NoOwnerError if no desk member has a login, FatalError if `register.yaml` is invalid or the file too large.
    """
    day = snapshot.day.isoformat()
    desk = Policy(snapshot.tree, day).desk
    if not any(map(_has_valid_login, desk)):
        raise NoOwnerError(_NO_DESK)
    if not re.fullmatch(r"[A-Za-z0-9._/-]*", folder):
        raise FatalError(f"the folder {folder} can't be named in CODEOWNERS; use a-z, 0-9, dots and hyphens")
    officers = [*_active_officers(snapshot, day)] if with_officers else []
    heading = _HEADING_WITH_OFFICERS if with_officers else _HEADING
    agencies = _officer_lines(officers, _logins(desk)) if with_officers else _patterns(snapshot.kinds, "agency")
    text = "\n".join([heading, *_owner_lines(_logins(desk), agencies, snapshot.kinds, folder), ""])
    if len(text) > LARGEST:
        raise FatalError(f"the file would have {len(text):,} bytes, and GitHub ignores files over 3 MB; {_TOO_LARGE}")
    omitted = [mandate for mandate in (*desk, *officers) if not _has_valid_login(mandate)]
    invalid = sorted({(mandate.record, mandate.login) for mandate in omitted if mandate.login})
    return CodeOwners(text, tuple(invalid), sum(not mandate.login for mandate in omitted))


def read_codeowners(tree: Tree) -> bytes | None:
    """Return the whole file of a tree; None if there is no plain file."""
    file = next((file for file in tree.files_at([CODEOWNERS]) if file.mode is Mode.PLAIN), None)
    if file is None:
        return None
    if isinstance(tree, CommitTree | IndexTree) and file.blob:
        return next(tree.git.read_blobs([file.blob], LARGEST + 1))
    return (tree.root / CODEOWNERS).read_bytes() if isinstance(tree, WorkTree) else file.read()


def has_no_owner(content: bytes | None) -> bool:
    """Return whether a file names no owner at all, like that of a new register."""
    return content is not None and not any(_owners_by_path(content.decode("utf-8", "backslashreplace")).values())


def names_officers(content: bytes | None) -> bool:
    """Return whether a file was written with the officers of the agencies."""
    return content is not None and WITH_OFFICERS.encode() in content


def compare_codeowners(text: str, expected: str) -> list[str]:
    """Return a description of each difference between two files."""
    if text.replace("\r\n", "\n") == expected:
        return []
    old, new = _owners_by_path(text), _owners_by_path(expected)
    lines = [f"{path} should not be here" for path in old if path not in new]
    for path, owners in new.items():
        if path not in old:
            lines.append(f"{path} is missing; its owners are {owners or 'none'}")
        elif old[path] != owners:
            lines.append(f"{path} has {old[path] or 'no owner'}, but should have {owners or 'none'}")
    return lines or ["the paths and owners are correct, but their order or the comments are not"]


def _active_officers(snapshot: RegisterSnapshot, day: str) -> Iterator[Mandate]:
    if "agency" not in snapshot.kinds:
        return
    layout = snapshot.kinds["agency"].path_template
    records = [*snapshot.index.records(["agency", "appointment"])]
    agencies = [record for record in records if record.kind == "agency" and is_active_agency(record, day)]
    active = {agency.id for agency in agencies if not layout.name_error(agency.id)}
    appointments = [record for record in records if record.kind == "appointment" and record.agency in active]
    mandates = officer_mandates(record for record in appointments if record.valid)
    yield from (mandate for mandate in mandates if mandate.dates.contains(day))


def _owner_lines(desk: Sequence[str], agencies: Iterable[str], kinds: Mapping[str, Kind], folder: str) -> Iterator[str]:
    """Yield the default, the agencies, then the desk, since the last match wins."""
    owners = " ".join(desk)
    yield f"{f'/{folder}' if folder else '*'} {owners}"
    yield from (f"/{folder}{line}" for line in agencies)
    yield from (f"/{folder}{pattern} {owners}" for pattern in [f"{SCHEMAS}/", *_patterns(kinds, "desk")])
    # In any folder it can hide changes from a diff.
    yield f"{f'/{folder}' if folder else ''}**/.gitattributes {owners}"
    yield f"/.github/ {owners}"


def _officer_lines(officers: Iterable[Mandate], desk: Sequence[str]) -> Iterator[str]:
    """Yield the folder of each agency with its officers and the desk."""
    by_agency = sorted(officers, key=lambda mandate: str(mandate.agency))
    for agency, mandates in groupby(by_agency, key=lambda mandate: mandate.agency):
        logins = _logins(mandates)
        if logins:
            yield f"{AGENCIES}/{agency}/ {' '.join(dict.fromkeys((*logins, *desk)))}"


def _patterns(kinds: Mapping[str, Kind], owner: str) -> list[str]:
    """Return patterns of the records that agencies or the desk own, those of agencies and others."""
    templates = [kind.path_template.template for kind in kinds.values() if kind.owner == owner]
    shared = [re.sub(r"{[a-z]+}", "*", template) for template in templates if "{agency}" in template]
    own = [template.partition("{")[0] for template in templates if "{agency}" not in template]
    return sorted({f"{REGISTRY}/{pattern}" for pattern in (*own, *shared)})


def _logins(mandates: Iterable[Mandate]) -> list[str]:
    logins = {mandate.login.lower(): f"@{mandate.login}" for mandate in mandates if _has_valid_login(mandate)}
    return [logins[login] for login in sorted(logins)]


def _has_valid_login(mandate: Mandate) -> bool:
    return _LOGIN.fullmatch(mandate.login) is not None


def _owners_by_path(text: str) -> dict[str, str]:
    """Return the owners in the last line of each path."""
    rows = (line.split(maxsplit=1) for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return {row[0]: " ".join(row[1:]).strip() for row in rows}
