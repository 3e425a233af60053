"""Feed of a register's changes, one entry a change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from smregister.changes.public import PRIVATE_CHANGED, CommitChanges, PublicChange
from smregister.model import FieldChange, Value
from smregister.repository.commits import Commit
from smregister.text import escape_hidden

# The name that the workflow `publish` uses.
_FILE_NAME = "changes.atom"


class FeedEntry(NamedTuple):
    """One change; its id is the same in every feed."""

    id: str
    title: str
    updated: datetime
    fields: tuple[FieldChange, ...]
    note: str | None


class Feed(NamedTuple):
    """Changes of a register, newest first, with custodian and feed address."""

    id: str
    title: str
    author: str
    updated: datetime
    entries: tuple[FeedEntry, ...]
    address: str | None


def feed(
    settings: Mapping[str, Value], commits: Iterable[CommitChanges], last: Commit, agency: str | None = None
) -> Feed:
    """Return the feed of a register, or of an agency, up to its last commit."""
    name, contact, custodian = (_text(settings.get(field)) for field in ("name", "contact", "custodian"))
    pairs = ((commit, change) for commit, changes, _ in commits for change in changes)
    entries = tuple(_entry(commit, change) for commit, change in pairs if change.affects(agency))
    title = f"{name}: changes" + (f" of {agency}" if agency else "")
    updated = max((entry.updated for entry in entries), default=last.at(UTC))
    identifier = _identifier("feed", name, contact, agency or "")
    return Feed(identifier, title, custodian, updated, entries, None if agency else _address(settings.get("site")))


def _address(site: Value) -> str | None:
    """Return the URL of the whole register's feed on its site."""
    if isinstance(site, str) and re.fullmatch(r"https?://[!-~]+", site) and not {*"?#"} & {*site}:
        return f"{site.rstrip('/')}/{_FILE_NAME}"
    return None


def _entry(commit: Commit, change: PublicChange) -> FeedEntry:
    former = f" from {change.before_id}" if change.before_id else ""
    label = f"moved to agency {change.agency}" if change.has_moved else change.label
    return FeedEntry(
        _identifier(commit.id, change.kind, change.id, change.label),
        f"{change.kind} {change.id} {label}{former}",
        commit.at(UTC),
        change.fields,
        PRIVATE_CHANGED if change.private_changed and change.is_update else None,
    )


def _text(value: Value) -> str:
    return value if isinstance(value, str) and value else "Register"


def _identifier(*parts: str) -> str:
    """Create an unambiguous IRI from parts (RFC 4122, section 4.3)."""
    return uuid5(NAMESPACE_URL, "\0".join(map(escape_hidden, parts))).urn
