"""Approvals removed from accounts that change their identity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from smregister.model import Change, Record
from smregister.records.yaml.editor import unset_value
from smregister.records.yaml.layout import TextLayout
from smregister.register.account_identity import APPROVAL_FIELDS, find_outdated_approvals, has_new_identity
from smregister.register.platforms import Platforms


def remove_outdated_approvals(platforms: Platforms, record: Record, text: str) -> str:
    """Return a record's new text without the approvals of its former identity.

    Raises FatalError if a comment would be lost.
    """
    if record.kind == "account" and not record.data.keys().isdisjoint(APPROVAL_FIELDS):
        after = replace(record, data=TextLayout(text).data)
        for name in find_outdated_approvals(platforms, record, after):
            text = unset_value(text, (name,))
    return text


def describe_removed_approvals(platforms: Platforms, changes: Iterable[Change]) -> Iterator[str]:
    """Yield a note for each account whose approvals a change removes with its identity."""
    for change in changes:
        if change.before and change.after and has_new_identity(platforms, change.before, change.after):
            removed = [name for name in APPROVAL_FIELDS if name in change.before.data.keys() - change.after.data.keys()]
            if removed:
                yield (
                    f"`{change.record.id}` has another handle, address or platform id; removed: {', '.join(removed)} "
                    "(given for the former one; the desk may give it again)"
                )
