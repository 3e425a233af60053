"""Check code of an appointment, printed on its letter."""

from __future__ import annotations

import json
from hashlib import sha256

from smregister.model import Pointer, Record

STATED: tuple[Pointer, ...] = (
    ("officer", "post"),
    ("officer", "unit"),
    ("officer", "grade"),
    ("role",),
    ("accounts",),
    ("duties",),
    ("may_approve_posts",),
    ("directive",),
    ("letter", "number"),
    ("letter", "date"),
    ("letter", "subject"),
    ("letter", "signed_by", "post"),
    ("effective_from",),
    ("replaces",),
    ("acting",),
)
"""The public fields that a letter states.

Later fields (the end, the copies received) would invalidate printed codes. Private fields could be guessed from a code
on a public page, and a code must survive the removal of a person.
"""


def compute_check_code(appointment: Record) -> str:
    """Return the first 12 hexadecimal digits of the SHA-256 of the stated fields.

    Hashed is canonical JSON: dotted names and values without absent ones, sorted keys, no blanks, UTF-8.
    """
    values = {".".join(map(str, route)): appointment.value(*route) for route in STATED}
    present = {name: value for name, value in values.items() if value is not None}
    text = json.dumps(present, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()[:12]
