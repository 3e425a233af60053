"""Names of generated records, each computed from a number."""

from __future__ import annotations

ACCOUNTS_OF_AGENCY = 20
APPOINTMENTS_OF_AGENCY = 10

ADDRESSES = {
    "facebook": "https://www.facebook.com/{}",
    "instagram": "https://www.instagram.com/{}/",
    "x": "https://x.com/{}",
    "youtube": "https://www.youtube.com/@{}",
    "tiktok": "https://www.tiktok.com/@{}",
    "telegram": "https://t.me/{}",
}
PLATFORMS = (
    *("facebook", "x", "instagram", "youtube", "facebook", "x", "instagram"),
    *("facebook", "tiktok", "youtube", "facebook", "x", "instagram", "telegram"),
    *("facebook", "x", "instagram", "youtube", "tiktok", "facebook"),
)
"""The platform of each account of an agency, by position."""

TWIN, FORMER_HANDLE, CLOSED = 4, 13, 19
"""Positions whose account has a twin, had another handle, or is closed."""

REPLACED = 2
"""The first appointments of an agency are over, each followed by the one two places further on."""

TOPICS = {
    "fisheries": "perikanan",
    "forestry": "perhutanan",
    "harbours": "pelabuhan",
    "health": "kesihatan",
    "housing": "perumahan",
    "libraries": "perpustakaan",
    "museums": "muzium",
    "roads": "jalan raya",
    "schools": "sekolah",
    "statistics": "perangkaan",
    "tourism": "pelancongan",
    "water": "bekalan air",
    "weather": "kaji cuaca",
}
"""What agencies are about, in two languages."""


def topic(agency: int) -> str:
    """Return what an agency is about."""
    return tuple(TOPICS)[agency % len(TOPICS)]


def agency_name(agency: int) -> str:
    """Return the name of an agency's folder."""
    return f"example-{topic(agency)}-{agency:05}"


def account_name(account: int) -> str:
    """Return the name of an account within its agency."""
    return f"{platform(account)}-{handle(account).replace('_', '-').replace('.', '-')}"


def account_id(account: int) -> str:
    """Return the id of an account in the whole register."""
    return f"{agency_name(account // ACCOUNTS_OF_AGENCY)}/{account_name(account)}"


def appointment_name(appointment: int) -> str:
    """Return the name of an appointment within its agency."""
    position = appointment % APPOINTMENTS_OF_AGENCY
    return f"media-officer-{2019 if position < REPLACED else 2022}-{position + 1}"


def platform(account: int) -> str:
    """Return the platform of an account."""
    return PLATFORMS[account % ACCOUNTS_OF_AGENCY]


def handle(account: int) -> str:
    """Return a handle that no other number has: four syllables, scattered so that neighbors differ."""
    rest, syllables = account * 7_368_787 % 64**4, []
    for _ in range(4):
        rest, syllable = divmod(rest, 64)
        syllables.append("bdfghjklmnprstvw"[syllable // 4] + "aeiu"[syllable % 4])
    return ("ex." if platform(account) == "facebook" else "ex_") + "".join(syllables)


def address(account: int) -> str:
    """Return an account's address in the platform's canonical form."""
    return ADDRESSES[platform(account)].format(handle(account))


def is_active(account: int) -> bool:
    """Return whether an account is in use."""
    return account % ACCOUNTS_OF_AGENCY != CLOSED
