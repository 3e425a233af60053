"""A short code by which a printed letter and the register can be held against each other."""

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
"""What the code is made of: what a letter states and everybody may know.

Nothing that comes later (its end, the copies received), so that a printed code stays true; nothing private, so
that a code on a public page gives nobody a means to try out names, and stays when a person is removed.
"""
LENGTH = 12


def fingerprint(appointment: Record) -> str:
    """Return the first 12 hexadecimal digits of a SHA-256 over what an appointment's letter states, in canonical JSON.

    Canonical: an object of dotted names and values, absent ones left out, keys in order, no blanks, UTF-8.
    """
    values = {".".join(map(str, route)): appointment.value(*route) for route in STATED}
    said = {name: value for name, value in values.items() if value is not None}
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()[:LENGTH]
