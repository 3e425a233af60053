"""Texts of made-up agencies, accounts and appointments."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from names import (
    ACCOUNTS_OF_AGENCY,
    APPOINTMENTS_OF_AGENCY,
    CLOSED,
    FORMER_HANDLE,
    REPLACED,
    TOPICS,
    TWIN,
    account_name,
    address,
    appointment_name,
    handle,
    platform,
    topic,
)

SEED = 20180328
REGIONS = 5

_POSTS = ("Information Officer", "Assistant Director", "Head of Communications", "Web Editor", "Duty Officer")
_DUTIES = ("provide-content", "coordinate-content", "moderate-comments", "answer-enquiries", "keep-records")
_FORMER_HANDLES_FROM = 2_000_000


def agency_text(agency: int) -> str:
    """Write an agency."""
    english = topic(agency)
    malay = TOPICS[english]
    level = "national" if agency % (REGIONS + 1) == 0 else "state"
    return f"""\
# Generated for measuring; there is no such office.
name: {_title(agency)}
names:
  en: {_title(agency)}
  ms: Jabatan Contoh {malay.title()} {agency}
short_name: {english[:4].upper()}{agency}
type: {"department" if level == "national" else "regional-office"}
level: {level}
jurisdiction: {"XA" if level == "national" else f"XA-{agency % (REGIONS + 1):02}"}
domains:
  - {_domain(agency)}
head_post: Director General
contact_email: media@{_domain(agency)}
expected_accounts:
  - facebook
  - x
status: active
opened: {_day(Random(f"{SEED}/agency/{agency}"), 1960, 2005)}
"""


def account_text(account: int, *, revised: bool = False) -> str:
    """Write an account; a revised one differs in its purpose and its last review."""
    random = Random(f"{SEED}/account/{account}")
    agency = account // ACCOUNTS_OF_AGENCY
    parts = (
        _identity(account, random),
        _audience(agency, random, revised),
        _life(account, random),
        _proofs(agency, random),
        _care(account, agency, random, revised),
    )
    return "".join(parts)


def _identity(account: int, random: Random) -> str:
    agency = account // ACCOUNTS_OF_AGENCY
    english = topic(agency)
    malay = TOPICS[english]
    url = "" if random.randrange(7) == 0 else f"url: {address(account)}\n"
    return f"""\
# Kept by the media desk of the agency; see the letter of {random.randrange(2012, 2020)}.
platform: {platform(account)}
handle: {handle(account)}
{_platform_id(account)}{url}name: {_title(agency)}
description:
  en: News and notices about {english}, and answers to questions on working days.
  ms: Berita dan makluman tentang {malay}, serta jawapan pada hari bekerja.
"""


def _audience(agency: int, random: Random, revised: bool) -> str:
    english = topic(agency)
    what = random.choice(("Short news and photographs", "Notices and warnings", "Videos and infographics"))
    purpose = f"{what} about {english} for {'everybody in the region' if revised else 'the general public'}"
    return f"""\
purpose: {purpose}
kind: {random.choice(("office", "office", "office", "campaign", "emergency"))}
audience: {random.choice(("The general public", "Residents of the region", "Visitors", "Young people"))}
languages:
  - en
  - ms
tags:
  - {english}
  - {random.choice(("news", "notices", "infographics"))}
"""


def _life(account: int, random: Random) -> str:
    agency, position = divmod(account, ACCOUNTS_OF_AGENCY)
    opened = _day(random, 2012, 2018)
    lines = f"opened: {opened}\n"
    if position == CLOSED:
        since = _day(random, 2021, 2024)
        instead = account_name(agency * ACCOUNTS_OF_AGENCY)
        lines += f"closed: {since}\nclosed_reason: Merged into the main page\nreplaced_by: {instead}\n"
        return f"status: closed\nstatus_since: {since}\n{lines}"
    if position == TWIN:
        lines += f"twin: {account_name(agency * ACCOUNTS_OF_AGENCY)}\n"
    if position == FORMER_HANDLE:
        lines += f"""\
former_handles:
  - handle: {handle(account + _FORMER_HANDLES_FROM)}
    from: {opened}
    to: {_day(random, 2019, 2020)}
    reason: The agency was renamed
"""
    return f"status: active\nstatus_since: {opened}\n{lines}"


def _proofs(agency: int, random: Random) -> str:
    site, seen = f"https://{_domain(agency)}", _day(random, 2024, 2025)
    return f"""\
approval:
  by: Director General
  date: {_day(random, 2011, 2012)}
  reference: EX.{random.randrange(100, 999)}-{random.randrange(1, 9)}/{random.randrange(1, 90)} ({agency})
official_site: {site}/
linked_from:
  - {site}/contact/social-media
contact_email: media@{_domain(agency)}
evidence:
  # The page is looked at again at every review.
  - kind: agency-site
    url: {site}/contact/social-media
    seen: {seen}
    by: Media desk
    note: Linked from the foot of every page, in both languages
"""


def _care(account: int, agency: int, random: Random, revised: bool) -> str:
    first = agency * APPOINTMENTS_OF_AGENCY
    chosen = sorted(random.sample(range(REPLACED, APPOINTMENTS_OF_AGENCY), 2))
    admins = "".join(f"  - {appointment_name(first + position)}\n" for position in chosen)
    notes = "notes: |\n  Handed over with two keys.\n  The envelope is in the safe.\n"
    return f"""\
admins:
{admins}mfa:
  enabled: true
  kind: {random.choice(("key", "app"))}
  checked: {_day(random, 2024, 2025)}
moderation_hours: 'Working days, 08:00–17:00'
response_target_hours: {random.choice((4, 24, 48))}
last_review:
  date: {"2026-01-05" if revised else _day(random, 2024, 2025)}
  by: Media desk
  result: In order
{notes if account % 8 == 0 else ""}"""


def appointment_text(appointment: int) -> str:
    """Write an appointment."""
    random = Random(f"{SEED}/appointment/{appointment}")
    agency, position = divmod(appointment, APPOINTMENTS_OF_AGENCY)
    year = 2019 if position < REPLACED else 2022
    post = random.choice(_POSTS)
    return f"""\
officer:
  name: Example Officer {appointment}
  post: {post}
  unit: Media desk
  email: officer.{appointment}@{_domain(agency)}
  forge:
    login: example-officer-{appointment}
    user_id: {9_000_000_000 + appointment}
role: {random.choice(("admin", "editor", "moderator"))}
{_covered(agency, position, random)}duties:
  - {_DUTIES[position % 5]}
  - {_DUTIES[(position + 2) % 5]}
letter:
  # Numbers begin anew with each agency.
  number: EX.{position + 1}/{year}
  date: {year}-01-02
  signed_by:
    post: Director General
  subject: Appointment of an officer for social media
  softcopy:
    sha256: {random.randbytes(32).hex()}
    received: {year}-01-03
    channel: letters@register.example
effective_from: {year}-01-08
{_succession(appointment, position)}agreement_signed: {year}-01-08
"""


_HANDED_OVER = """\
handover:
  date: 2022-01-07
  access_removed: true
  recovery_changed: true
  tools_removed: true
"""


def _covered(agency: int, position: int, random: Random) -> str:
    if position == REPLACED:
        return "accounts: all-of-agency\n"
    first = agency * ACCOUNTS_OF_AGENCY
    chosen = sorted(random.sample(range(ACCOUNTS_OF_AGENCY), 3))
    return "accounts:\n" + "".join(f"  - {account_name(first + account)}\n" for account in chosen)


def _succession(appointment: int, position: int) -> str:
    if position < REPLACED:
        after = appointment_name(appointment + REPLACED)
        return f"effective_to: 2022-01-07\nend_reason: replaced\nreplaced_by: {after}\n{_HANDED_OVER}"
    if position < 2 * REPLACED:
        return f"replaces: {appointment_name(appointment - REPLACED)}\n"
    return ""


def _platform_id(account: int) -> str:
    if platform(account) == "telegram":
        return ""
    number = f"UC{account:022}" if platform(account) == "youtube" else f"{9_000_000_000_000 + account}"
    return f"platform_id: '{number}'\n"


def _title(agency: int) -> str:
    return f"Example Office of {topic(agency).title()} {agency}"


def _domain(agency: int) -> str:
    return f"{topic(agency)}-{agency}.gov.example"


def _day(random: Random, first_year: int, last_year: int) -> str:
    begin, end = date(first_year, 1, 1), date(last_year, 12, 31)
    return (begin + timedelta(random.randrange((end - begin).days))).isoformat()
