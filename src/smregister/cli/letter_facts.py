"""What options tell of a letter of appointment: the field that each of them sets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from smregister.drafts.values import Setting, read_setting
from smregister.errors import FatalError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from smregister.kinds import Kind
    from smregister.model import Value

FIELDS = {
    "post": "officer.post",
    "unit": "officer.unit",
    "officer": "officer.name",
    "email": "officer.email",
    "forge_login": "officer.forge.login",
    "forge_id": "officer.forge.user_id",
    "role": "role",
    "directive": "directive",
    "number": "letter.number",
    "date": "letter.date",
    "signed_by": "letter.signed_by.post",
    "subject": "letter.subject",
    "received": "letter.softcopy.received",
    "channel": "letter.softcopy.channel",
    "sent_by_email": "letter.softcopy.sent_by_email",
    "hardcopy": "letter.hardcopy.received",
    "registry_number": "letter.hardcopy.registry_number",
    "effective_from": "effective_from",
    "effective_to": "effective_to",
    "acting_for": "acting.for",
    "until": "acting.until",
}
"""The field that each option with one value sets, by its parameter."""

OPTIONS = {field: f"--{parameter.replace('_', '-')} …" for parameter, field in FIELDS.items()}
"""How a person gives a field by its own option."""

_COURSE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:\.\.([0-9]{4}-[0-9]{2}-[0-9]{2}))?\s+(\S.*)", re.DOTALL)


def told_by_options(kind: Kind, parameters: Mapping[str, Any], digest: str | None) -> Iterator[Setting]:
    """Give what the options of a command set; `digest` is that of the letter's file.

    Raises FatalError if a value can't be one of its field.
    """
    for parameter, field in FIELDS.items():
        if parameters[parameter] is not None:
            yield read_setting(kind, f"{field}={parameters[parameter]}")
    if digest is not None:
        yield Setting(("letter", "softcopy", "sha256"), digest, adds=False)
    if parameters["account"]:
        yield Setting(("accounts",), _accounts(kind, parameters["account"]), adds=False)
    if parameters["duty"]:
        yield Setting(("duties",), [*parameters["duty"]], adds=False)
    if parameters["training"]:
        yield Setting(("training",), [*map(_course, parameters["training"])], adds=False)


def _accounts(kind: Kind, names: Sequence[str]) -> Value:
    """Give the accounts that are named; the one word that means all of them by itself."""
    choices = kind.fields[("accounts",)].choices
    return names[0] if len(names) == 1 and names[0] in choices else [*names]


def _course(text: str) -> Value:
    """Read a course as `2024-03-01 Course`, or, where it counts up to a day, `2024-03-01..2025-03-01 Course`."""
    found = _COURSE.fullmatch(text.strip())
    if found is None:
        message = f"--training takes the day and the course, like `2024-03-01 The basics`, not `{text}`"
        raise FatalError(message)
    day, until, course = found.groups()
    return {"course": course, "date": day, **({"valid_until": until} if until else {})}
