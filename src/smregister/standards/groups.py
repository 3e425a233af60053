"""By what accounts are put together when their scores are added up."""

from __future__ import annotations

from enum import StrEnum


class Group(StrEnum):
    """What accounts of a group have in common; each account is a group of its own, too."""

    account = "account"
    agency = "agency"
    level = "level"
    platform = "platform"
    jurisdiction = "jurisdiction"
