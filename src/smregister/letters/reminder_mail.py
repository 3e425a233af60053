"""A mail for each agency that is to be written to about its officers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from smregister.appointments.action_items import ActionItem, ActionType
from smregister.letters.salutation import salutation, signature
from smregister.letters.wording import Wording, language_for, wording
from smregister.model import Record
from smregister.records.views import Agency
from smregister.register.register import Register, jurisdiction_and_above
from smregister.text import escape_hidden


def mails(register: Register, concerns: Iterable[ActionItem]) -> dict[str, str]:
    """Write a mail to each agency of some concerns, by the agency's name; these come agency by agency.

    Lines that begin with `#` are for the desk, which takes them out before it sends the mail.
    """
    desk = next(register.valid("register"), None)
    return {
        agency.id: "".join(f"{escape_hidden(line)}\n" for line in _lines(register, agency, [*some], desk))
        for agency, some in groupby(concerns, key=lambda each: each.agency)
    }


def _lines(register: Register, agency: Agency, concerns: Sequence[ActionItem], desk: Record | None) -> Iterator[str]:
    words = wording("reminders", language_of(register, agency))
    name = words.of(agency.names) or agency.name or agency.id
    contact = (desk.text("contact") if desk else None) or ""
    drafted = drafts(concerns)
    yield from (f"# {each.command(file)}" for file, each in drafted.items())
    yield f"To: {agency.contact_email or ''}"
    yield f"Subject: {words.sentence('subject', agency=name)}"
    yield from ("", salutation(words, agency, name), "")
    yield words.sentence("opening", day=words.day(register.day.isoformat()))
    yield from (f"- {_sentence(each, words)}" for each in concerns)
    yield ""
    if drafted:
        yield words.sentence("asks", "letter", contact=contact)
    if any(_lacks_only_its_letter(each) for each in concerns):
        yield words.sentence("asks", "submission", contact=contact)
    if any(each.type is ActionType.TRAINING for each in concerns):
        yield words.sentence("asks", "course")
    yield words.sentence("closing")
    yield from ("", *signature(words, desk))


def drafts(concerns: Iterable[ActionItem]) -> dict[str, ActionItem]:
    """Name the files of the letters that an agency is to be sent as drafts; one letter may settle several matters."""
    different = {each.command(): each for each in concerns if each.is_settled_by_letter}
    numbered = enumerate(different.values(), start=1)
    return {f"{each.agency.id}{'' if number == 1 else f'-{number}'}.docx": each for number, each in numbered}


def language_of(register: Register, agency: Agency) -> str:
    """Choose the language in which an agency is written to."""
    return language_for(_languages(register, agency))


def _languages(register: Register, agency: Agency) -> Iterator[str]:
    for jurisdiction in jurisdiction_and_above(register, agency.jurisdiction):
        yield from jurisdiction.texts("languages")


def _sentence(concern: ActionItem, words: Wording) -> str:
    about, asked = concern.appointment, concern.directive
    matter = "letter-outstanding" if _lacks_only_its_letter(concern) else str(concern.type)
    by = "-by" if concern.type is ActionType.DIRECTIVE and concern.day else ""
    facts = {
        "day": words.day(concern.day),
        "post": (about.officer.post if about else None) or "",
        "letter": (about.letter.number if about else None) or "",
        "course": concern.course,
        "accounts": ", ".join(account.url or account.record.name for account in concern.accounts),
        "number": (asked.text("number") if asked else None) or "",
        "title": (words.of(asked.value("titles")) or asked.text("title") or "") if asked else "",
    }
    return words.sentence("matters", f"{matter}{by}", **facts)


def _lacks_only_its_letter(concern: ActionItem) -> bool:
    return concern.type is ActionType.DIRECTIVE and concern.appointment is not None
