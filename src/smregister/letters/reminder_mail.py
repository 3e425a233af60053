"""Mails that remind agencies of action items."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from smregister.appointments.action_items import ActionItem, ActionType
from smregister.letters.correspondents import (
    add_article,
    find_title,
    name_agency,
    write_salutation,
    write_signature,
)
from smregister.model import Record
from smregister.records.views import Agency
from smregister.register.platforms import find_address
from smregister.register.register import Register, jurisdiction_and_above
from smregister.text import escape_hidden
from smregister.translations import Translations, choose_language, load_translations


def write_mails(register: Register, items: Iterable[ActionItem], language: str | None = None) -> dict[str, str]:
    """Return a mail by agency id about action items, sorted by agency.

    Its language is that of the agency, unless one is named. Lines that begin with `#` are for the desk, which removes
    them before it sends the mail.
    """
    desk = next(register.valid("register"), None)
    mails: dict[str, str] = {}
    for agency, group in groupby(items, key=lambda item: item.agency):
        words = load_translations(language or choose_agency_language(register, agency))
        lines = _lines(register, words, agency, [*group], desk)
        mails[agency.id] = "".join(f"{escape_hidden(line)}\n" for line in lines)
    return mails


def _lines(
    register: Register, words: Translations, agency: Agency, items: Sequence[ActionItem], desk: Record | None
) -> Iterator[str]:
    name = add_article(words, name_agency(words, agency.record))
    subject = words.gettext("Social media officers of {agency}", agency=name)
    yield from (f"# {item.command(file)}" for file, item in name_drafts(items).items())
    yield f"To: {agency.contact_email or ''}"
    yield f"Subject: {subject}"
    yield from ("", write_salutation(words, agency.record), "")
    yield words.gettext(
        "As of {day}, the register of official social media accounts shows the following for your agency:",
        day=register.day,
    )
    yield from (f"- {_sentence(register, item, words)}" for item in items)
    yield ""
    yield from _requests(words, items, (desk.text("contact") if desk else None) or "")
    yield words.gettext("If any of this is incorrect, please tell us.")
    yield from ("", *write_signature(words, desk))


def _requests(words: Translations, items: Sequence[ActionItem], contact: str) -> Iterator[str]:
    """Yield what the agency is asked to do."""
    if any(item.is_settled_by_letter for item in items):
        yield words.gettext(
            "Please send the signed letter of appointment to {contact}. A draft is attached.", contact=contact
        )
    if any(map(_lacks_only_letter, items)):
        yield words.gettext(
            "Please send the letter of appointment to {contact} in each form and through the channel that the "
            "directive requires.",
            contact=contact,
        )
    if any(item.type is ActionType.TRAINING for item in items):
        yield words.gettext("Please arrange for the training to be repeated, and tell us the date.")


def name_drafts(items: Iterable[ActionItem]) -> dict[str, ActionItem]:
    """Return action items by the file of their draft; a letter can settle several."""
    by_command = {item.command(): item for item in items if item.is_settled_by_letter}
    numbered = enumerate(by_command.values(), start=1)
    return {f"{item.agency.id}{'' if number == 1 else f'-{number}'}.docx": item for number, item in numbered}


def choose_agency_language(register: Register, agency: Agency) -> str:
    """Return the language of the nearest jurisdiction, else of the register."""
    above = [*jurisdiction_and_above(register, agency.jurisdiction), *register.valid("register")]
    return choose_language(language for record in above for language in record.texts("languages"))


def _sentence(register: Register, item: ActionItem, words: Translations) -> str:
    if item.type is ActionType.DIRECTIVE:
        return _directive_sentence(item, words)
    if item.type is ActionType.NO_OFFICER:
        addresses = (find_address(register.platforms, account) or account.record.name for account in item.accounts)
        return words.gettext("No officer has been appointed for {accounts}.", accounts=words.join(addresses))
    post = (item.appointment.officer.post if item.appointment else None) or ""
    facts = {"post": post, "course": item.course, "day": words.day(item.day)}
    if item.type is ActionType.TRAINING:
        return words.gettext("The training of the {post} (“{course}”) is valid until {day}.", **facts)
    if item.type is ActionType.ACTING:
        return words.gettext(
            "The {post} is acting as social media officer until {day}; no successor has been appointed.", **facts
        )
    return words.gettext(
        "The appointment of the {post} as social media officer ends on {day}; no successor has been appointed.", **facts
    )


def _directive_sentence(item: ActionItem, words: Translations) -> str:
    record, letter = item.directive, (item.appointment.letter.number if item.appointment else None) or ""
    number, title = (record.text("number") or "", find_title(words, record)) if record else ("", "")
    directive = words.gettext("Directive {number}, “{title}”", number=number, title=title)
    facts = {"directive": directive, "letter": letter, "day": words.day(item.day)}
    if item.appointment and item.day:
        return words.gettext(
            "Letter {letter} has not been received in the form that {directive}, requires. It was due by {day}.",
            **facts,
        )
    if item.appointment:
        return words.gettext("Letter {letter} has not been received in the form that {directive}, requires.", **facts)
    if item.day:
        return words.gettext("The requirements of {directive}, have not been met. They were due by {day}.", **facts)
    return words.gettext("The requirements of {directive}, have not been met.", **facts)


def _lacks_only_letter(item: ActionItem) -> bool:
    return item.type is ActionType.DIRECTIVE and item.appointment is not None
