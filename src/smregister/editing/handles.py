"""Another handle of an account, with its address and former handles."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from smregister.dates import shift_day
from smregister.editing.assignments import Assignment
from smregister.editing.draft import with_address
from smregister.editing.states import Edit, assign
from smregister.errors import FatalError
from smregister.model import Document, Pointer, Record, Value
from smregister.records.kinds import Kind
from smregister.records.views import Account
from smregister.records.yaml import parse_document
from smregister.register.platforms import Platform, Platforms


class HandleChange(NamedTuple):
    """A new handle or its address, its first day if it is given, today, and why the handle changes."""

    new: str
    on: date | None
    today: date
    reason: str | None = None

    @property
    def day(self) -> date:
        """Return the first day of the new handle."""
        return self.on or self.today


def change_handle(platforms: Platforms, record: Record, change: HandleChange, committed: Record | None) -> Edit:
    """Return the edit that gives an account another handle; the old one becomes a former handle.

    A handle that was never committed is a slip and becomes none. `committed` is the record as committed, None if that
    is unknown.

    Raises FatalError if the account has ended, the handle can't be read, or the day is before the present handle.
    """
    account, platform = _require_account(platforms, record)
    handle = _read_handle(platforms, platform, change.new)
    address = platform.address(handle, account.platform_id) if account.url else None
    assignments = assign({"handle": handle, **({"url": address} if address else {})})
    unset: list[Pointer] = [("url",)] if account.url and not address else []
    if account.handle and platform.key(account.handle) != platform.key(handle):
        edit = _change_former_handles(platform, account, handle, change, committed)
        return Edit([*assignments, *edit.assignments], [*unset, *edit.unset])
    return Edit(assignments, unset)


def _change_former_handles(
    platform: Platform, account: Account, handle: str, change: HandleChange, committed: Record | None
) -> Edit:
    """Return the edit of the former handles: that of the last commit is the one to keep."""
    view = Account(committed or account.record)
    old = view.handle
    if old is None:
        return Edit([], [])
    recorded = [former.data for former in view.former_handles]
    slips = [
        number
        for number, former in enumerate(account.former_handles)
        if former.data not in recorded and platform.key(former.handle or "") == platform.key(old)
    ]
    if platform.key(old) == platform.key(handle):
        is_all = len(slips) == len(account.former_handles) > 0
        return Edit([], [("former_handles",)] if is_all else [("former_handles", number) for number in slips])
    if slips and change.on is None:
        return Edit([], [])
    item = {"handle": old, **_find_days(view, change.day), **({"reason": change.reason} if change.reason else {})}
    pointer: Pointer = ("former_handles", slips[0]) if slips else ("former_handles",)
    return Edit([Assignment(pointer, item, adds=not slips)], [])


def read_committed_account(kind: Kind, record: Record, contents: dict[str, bytes | None]) -> Record | None:
    """Return an account as committed, without fields if it never was; None if that is unknown."""
    if record.path not in contents:
        return None
    content = contents[record.path]
    if content is None:
        return Record(kind.name, record.id, record.path, {})
    document = parse_document(record.path, content)
    return Record(kind.name, record.id, record.path, document.data) if isinstance(document, Document) else None


def _require_account(platforms: Platforms, record: Record) -> tuple[Account, Platform]:
    """Return an account in use and its platform; raise FatalError if one is missing."""
    if record.kind != "account":
        raise FatalError(f"`{record.id}` is of kind {record.kind}; only an account has a handle")
    account = Account(record)
    if account.has_ended:
        raise FatalError(
            f"`{record.id}` has ended; correct a mistyped handle with `smregister edit {record.id} --set handle=…`"
        )
    if platform := platforms.get(account.platform):
        return account, platform
    raise FatalError(f"the platform `{account.platform}` of `{record.id}` is unknown; add or correct it first")


def _read_handle(platforms: Platforms, platform: Platform, text: str) -> str:
    """Return the handle that a handle, with or without @, or an address names."""
    is_address = "://" in text or text.startswith("www.") or ("/" in text and not platform.allows(text))
    data: dict[str, Value] = {"platform": platform.name, ("url" if is_address else "handle"): text}
    handle = with_address(platforms, data).get("handle")
    if not isinstance(handle, str):
        raise FatalError(f"{text} is an address by platform id; write the handle, or the address with it")
    if error := platform.handle_error(handle):
        raise FatalError(error)
    return handle


def _find_days(account: Account, on: date) -> dict[str, Value]:
    """Return the first and the last day of the present handle, which another one follows on a day."""
    last = shift_day(on.isoformat(), -1) or ""
    ends = [former.to for former in account.former_handles if former.to and former.to < "9999"]
    first = shift_day(max(ends), 1) if ends else None
    begin = first or account.opened
    if begin and on.isoformat() < begin:
        raise FatalError(f"`{account.id}` has its present handle since {begin}; the new one can't begin on {on}")
    if begin and last < begin:
        # It had the handle for less than a day.
        return {}
    return {**({"from": first} if first else {}), "to": last}
