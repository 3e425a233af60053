"""Another handle of an account, with its address and former handles."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from smregister.dates import shift_day
from smregister.editing.draft import with_address
from smregister.editing.states import Edit, assign
from smregister.errors import FatalError
from smregister.model import Document, Pointer, Record, Value
from smregister.records.kinds import Kind
from smregister.records.views import Account, FormerHandle
from smregister.records.yaml import parse_document
from smregister.register.platforms import Platform, Platforms


def change_handle(
    platforms: Platforms, record: Record, new: str, on: date, reason: str | None, committed: Record | None
) -> Edit:
    """Return the edit that gives an account another handle since a day; the old one becomes a former handle.

    A handle that was never committed is a slip, which leaves no former handle.

    Args:
        new: The new handle or its address.
        reason: Why it changes.
        committed: The record as committed; None if that is unknown.

    Raises FatalError if the account has ended, the handle can't be read, or the day is before the present handle.
    """
    account, platform = _require_account(platforms, record), platforms.get(Account(record).platform)
    assert platform, "an account without a platform is refused"  # noqa: S101
    handle = _read_handle(platforms, platform, new)
    address = platform.address(handle, account.platform_id) if account.url else None
    assignments = assign({"handle": handle, **({"url": address} if address else {})})
    unset: list[Pointer] = [("url",)] if account.url and not address else []
    old = account.handle
    if old is None or platform.key(old) == platform.key(handle):
        return Edit(assignments, unset)
    if committed is not None and not _has_handle(platform, committed, old):
        return Edit(assignments, [*unset, *_find_uncommitted(platform, account, handle, committed)])
    item = {"handle": old, **_find_days(account, on), **({"reason": reason} if reason else {})}
    return Edit([*assignments, assign({"former_handles": item})[0]._replace(adds=True)], unset)


def read_committed_account(kind: Kind, record: Record, contents: dict[str, bytes | None]) -> Record | None:
    """Return an account as committed, without fields if it never was; None if that is unknown."""
    if record.path not in contents:
        return None
    content = contents[record.path]
    if content is None:
        return Record(kind.name, record.id, record.path, {})
    document = parse_document(record.path, content)
    return Record(kind.name, record.id, record.path, document.data) if isinstance(document, Document) else None


def _require_account(platforms: Platforms, record: Record) -> Account:
    if record.kind != "account":
        raise FatalError(f"`{record.id}` is of kind {record.kind}; only an account has a handle")
    account = Account(record)
    if account.has_ended:
        raise FatalError(
            f"`{record.id}` has ended; correct a mistyped handle with `smregister edit {record.id} --set handle=…`"
        )
    if platforms.get(account.platform) is None:
        raise FatalError(f"the platform `{account.platform}` of `{record.id}` is unknown; add or correct it first")
    return account


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


def _has_handle(platform: Platform, committed: Record, handle: str) -> bool:
    present = Account(committed).handle
    return present is not None and platform.key(present) == platform.key(handle)


def _find_uncommitted(platform: Platform, account: Account, handle: str, committed: Record) -> Iterator[Pointer]:
    """Yield the former handles that were never committed, and are the handle that the account has again."""
    known: Collection[object] = [former.data for former in Account(committed).former_handles]

    def is_slip(former: FormerHandle) -> bool:
        return platform.key(former.handle or "") == platform.key(handle) and former.data not in known

    slips = [number for number, former in enumerate(account.former_handles) if is_slip(former)]
    if slips and len(slips) == len(account.former_handles):
        yield ("former_handles",)
    else:
        yield from (("former_handles", number) for number in slips)
