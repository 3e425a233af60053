"""The addressee of a letter, its directive and accounts, and the sender."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smregister.model import Record
from smregister.records.views import Account, Agency
from smregister.register.labels import name_in
from smregister.register.platforms import Platforms
from smregister.translations import Translations

# English names of institutions have an article, unlike names such as "Statistics Malaysia".
_INSTITUTION = re.compile(
    r"(?!The\b).*\b(Agency|Archives|Authority|Board|Bureau|Commission|Corporation|Council|Department|Directorate|Division"
    r"|Embassy|Government|Institute|Library|Ministry|Office|Parliament|Police|Secretariat|Service|University)\b"
)


def name_agency(words: Translations, agency: Record) -> str:
    """Return the name of an agency in a language, or the official one."""
    return name_in(agency, words.language) or agency.id


def add_article(words: Translations, name: str) -> str:
    """Return a name as it stands in a sentence: in English, "the" Department."""
    return f"the {name}" if words.language == "en" and _INSTITUTION.match(name) else name


def find_title(words: Translations, directive: Record) -> str:
    """Return the title of a directive in a language, or the official one."""
    return words.of(directive.value("titles")) or directive.text("title") or ""


def name_account(platforms: Platforms, account: Account) -> str:
    """Return the platform and the handle of an account, like `X: @example`; the name if the handle is a code."""
    platform, handle = platforms.get(account.platform), account.handle
    if platform and handle and platform.is_name(handle):
        return f"{platform.title}: @{handle}"
    title = platform.title if platform else account.platform or ""
    return ": ".join(filter(None, (title, account.name or handle or account.platform_id or account.record.name)))


def write_salutation(words: Translations, agency: Record) -> str:
    """Return a salutation to the head of an agency, or to the agency."""
    post, name = Agency(agency).head_post, name_agency(words, agency)
    if post:
        return words.gettext("To the {post}, {agency}", post=post, agency=name)
    return words.gettext("To {agency}", agency=add_article(words, name))


def write_signature(words: Translations, desk: Record | None) -> Iterator[str]:
    """Yield the custodian, the name and the contact of the register."""
    if desk:
        yield desk.text("custodian") or ""
        yield name_agency(words, desk)
        yield desk.text("contact") or ""
