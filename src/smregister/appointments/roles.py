"""Roles of officers, and the rights that each role gives."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from smregister.model import Record
from smregister.records.views import RegisterDetails


class Right(StrEnum):
    """What an officer may do with the accounts that the letter covers."""

    EDIT = "edit"
    PROPOSE = "propose"
    HANDOVER = "handover"
    CONTENT = "content"


RIGHT_TITLES = {
    Right.EDIT: "change the accounts that the letter covers",
    Right.PROPOSE: "add accounts with `status: proposed`, if the letter covers all accounts of the agency",
    Right.HANDOVER: "record the handovers of other officers for the same accounts",
    Right.CONTENT: "change the content fields of those accounts, such as `description` and `languages`",
}

NO_ROLE = "no-role"
"""The entry of the table for letters that name no role."""

_FULL, _CONTENT = (Right.EDIT, Right.PROPOSE, Right.HANDOVER), (Right.CONTENT,)
DEFAULT_RIGHTS: Mapping[str, tuple[Right, ...]] = {
    "lead": _FULL,
    "admin": _FULL,
    "deputy": _FULL,
    "editor": _CONTENT,
    "moderator": _CONTENT,
    "records": _CONTENT,
    "emergency": _CONTENT,
    "desk-coadmin": _CONTENT,
    NO_ROLE: _FULL,
}
"""The table that `init` writes, and that counts in a register without `roles`."""


def rights_by_role(register: Record) -> Mapping[str, tuple[Right, ...]]:
    """Return the rights of each role by the register's own record.

    A role that its table leaves out gives no right; of two entries for a role, only what both give counts.
    """
    entries = RegisterDetails(register).roles
    if not entries:
        return DEFAULT_RIGHTS
    table: dict[str, tuple[Right, ...]] = {}
    for entry in entries:
        rights = table.get(entry.role or "", tuple(Right))
        table[entry.role or ""] = tuple(right for right in rights if right.value in entry.rights)
    return table
