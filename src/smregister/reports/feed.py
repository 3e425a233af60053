"""What changed in the register as a feed: one entry a change, for whoever follows it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from smregister.changes.period import CommitChanges
from smregister.changes.public import PRIVATE_CHANGED, PublicChange
from smregister.model import FieldChange, Value
from smregister.repository.commits import Commit
from smregister.text import escape_hidden

# As the workflow `publish` names it.
_PUBLISHED = "changes.atom"


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One change; its id is the same in every feed that tells of it."""

    id: str
    title: str
    updated: datetime
    fields: tuple[FieldChange, ...]
    note: str | None


@dataclass(frozen=True, slots=True)
class Feed:
    """Changes of a register, the newest first, by its custodian; `address` is where the feed itself is read."""

    id: str
    title: str
    author: str
    updated: datetime
    entries: tuple[FeedEntry, ...]
    address: str | None


def feed(
    about: Mapping[str, Value], advances: Iterable[CommitChanges], last: Commit, agency: str | None = None
) -> Feed:
    """Make a feed of a register, or of one agency in it, by what it says of itself and as of its last commit."""
    name, contact, custodian = (_words(about.get(field)) for field in ("name", "contact", "custodian"))
    entries = tuple(entry for advance in advances for entry in _entries(advance, agency))
    title = f"{name}: changes" + (f" of {agency}" if agency else "")
    updated = max((entry.updated for entry in entries), default=last.at(UTC))
    identifier = _identifier("feed", name, contact, agency or "")
    return Feed(identifier, title, custodian, updated, entries, None if agency else _address(about.get("site")))


def _address(site: Value) -> str | None:
    """Return where the feed of the whole register is read: on its site, under the name that it is published by."""
    if isinstance(site, str) and re.fullmatch(r"https?://[!-~]+", site) and not {*"?#"} & {*site}:
        return f"{site.rstrip('/')}/{_PUBLISHED}"
    return None


def _entries(advance: CommitChanges, agency: str | None) -> Iterator[FeedEntry]:
    for change in advance.changes:
        if change.concerns(agency):
            yield FeedEntry(
                _identifier(advance.commit.id, change.kind, change.id, change.happening),
                _title(change),
                advance.commit.at(UTC),
                change.fields,
                PRIVATE_CHANGED if change.private_changed and change.stayed else None,
            )


def _title(change: PublicChange) -> str:
    former = f" from {change.before_id}" if change.before_id else ""
    return f"{change.kind} {change.id} {change.happening}{former}"


def _words(value: Value) -> str:
    return value if isinstance(value, str) and value else "Register"


def _identifier(*parts: str) -> str:
    """Make an IRI of what something is known by (RFC 4122, section 4.3); no part can be taken for two."""
    return uuid5(NAMESPACE_URL, "\0".join(map(escape_hidden, parts))).urn
