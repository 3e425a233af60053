"""Portals: accounts that are websites on hosts of their own."""

from __future__ import annotations

from smregister.model import Record
from smregister.register.register import Register, official_domains
from smregister.register.urls import is_on


def find_foreign_host(register: Register, account: Record, handle: str) -> str | None:
    """Return the host of a portal that is not on a domain of its agency or jurisdiction.

    Returns None for other accounts, which a platform's host vouches for.
    """
    platform = register.platforms.get(account.text("platform"))
    if platform is None or not platform.is_website:
        return None
    host = handle.partition("/")[0].lower()
    return None if is_on(host, official_domains(register, account.agency)) else host
