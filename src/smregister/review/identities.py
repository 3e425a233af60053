"""Authors and approvers of landed changes, in a file from the forge's data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import MAXYEAR, MINYEAR, datetime
from typing import Any, NamedTuple

from smregister.errors import FatalError


class Identity(NamedTuple):
    """Who made and who approved a landed change, by user ids; its pull request, such as `#12`; when it landed."""

    author: int | None
    approvers: tuple[int, ...] = ()
    request: str | None = None
    landed_at: datetime | None = None


def read_identities(text: str) -> Mapping[str, Identity]:
    """Return the identities by commit; raise FatalError if the text has another structure.

    The text is JSON: `{"version": 1, "landed": [{"commit": …, "author": …, "approved_by": […], "request": …,
    "landed_at": …}]}`. An author is null if the forge no longer knows the account.
    """
    try:
        data = json.loads(text)
        if data["version"] != 1:
            raise ValueError
        entries = [(_commit(entry["commit"]), _identity(entry)) for entry in data["landed"]]
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise FatalError("this is not a file of identities; `smregister docs authority` describes one") from error
    identities = dict(entries)
    for commit, identity in entries:
        if identities[commit] != identity:
            raise FatalError(f"the file of identities has two entries for {commit[:12]}, and they differ")
    return identities


def _identity(entry: Mapping[str, Any]) -> Identity:
    request = entry.get("request")
    if not (request is None or isinstance(request, str)):
        raise TypeError
    author, landed_at = entry["author"], entry.get("landed_at")
    return Identity(
        None if author is None else _user_id(author),
        tuple(map(_user_id, entry.get("approved_by", ()))),
        request,
        None if landed_at is None else _time(landed_at),
    )


def _time(value: Any) -> datetime:
    time = datetime.fromisoformat(value)
    # The first and the last year have days that another zone can't express.
    if time.tzinfo is None or not MINYEAR < time.year < MAXYEAR:
        raise ValueError
    return time


def _user_id(value: Any) -> int:
    if type(value) is not int or value < 1:
        raise TypeError
    return value


def _commit(value: Any) -> str:
    if not isinstance(value, str) or len(value) not in (40, 64) or not set(value) <= set("0123456789abcdef"):
        raise ValueError
    return value
