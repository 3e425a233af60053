"""Mails that remind agencies of action items."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from smregister.appointments.action_items import ActionItem, ActionType
from smregister.letters.wording import Wording, choose_language, load_wording, write_salutation, write_signature
from smregister.model import Record
from smregister.records.views import Agency
from smregister.register.register import Register, jurisdiction_and_above
from smregister.text import escape_hidden


def write_mails(register: Register, items: Iterable[ActionItem]) -> dict[str, str]:
    """Return a mail by agency id about action items, sorted by agency.

    Lines that begin with `#` are for the desk, which removes them before it sends the mail.
    """
    desk = next(register.valid("register"), None)
    return {
        agency.id: "".join(f"{escape_hidden(line)}\n" for line in _lines(register, agency, [*group], desk))
        for agency, group in groupby(items, key=lambda item: item.agency)
    }


def _lines(register: Register, agency: Agency, items: Sequence[ActionItem], desk: Record | None) -> Iterator[str]:
    words = load_wording("reminders", choose_agency_language(register, agency))
    name = words.of(agency.names) or agency.name or agency.id
    contact = (desk.text("contact") if desk else None) or ""
    drafts = name_drafts(items)
    yield from (f"# {item.command(file)}" for file, item in drafts.items())
    yield f"To: {agency.contact_email or ''}"
    yield f"Subject: {words.sentence('subject', agency=name)}"
    yield from ("", write_salutation(words, agency, name), "")
    yield words.sentence("opening", day=words.day(register.day.isoformat()))
    yield from (f"- {_sentence(item, words)}" for item in items)
    yield ""
    if drafts:
        yield words.sentence("asks", "letter", contact=contact)
    if any(map(_lacks_only_letter, items)):
        yield words.sentence("asks", "submission", contact=contact)
    if any(item.type is ActionType.TRAINING for item in items):
        yield words.sentence("asks", "course")
    yield words.sentence("closing")
    yield from ("", *write_signature(words, desk))


def name_drafts(items: Iterable[ActionItem]) -> dict[str, ActionItem]:
    """Return action items by the file of their draft; a letter can settle several."""
    by_command = {item.command(): item for item in items if item.is_settled_by_letter}
    numbered = enumerate(by_command.values(), start=1)
    return {f"{item.agency.id}{'' if number == 1 else f'-{number}'}.docx": item for number, item in numbered}


def choose_agency_language(register: Register, agency: Agency) -> str:
    """Return the language for an agency: that of its jurisdiction, or of one above."""
    jurisdictions = jurisdiction_and_above(register, agency.jurisdiction)
    return choose_language(language for jurisdiction in jurisdictions for language in jurisdiction.texts("languages"))


def _sentence(item: ActionItem, words: Wording) -> str:
    appointment, directive = item.appointment, item.directive
    topic = "letter-outstanding" if _lacks_only_letter(item) else str(item.type)
    by = "-by" if item.type is ActionType.DIRECTIVE and item.day else ""
    facts = {
        "day": words.day(item.day),
        "post": (appointment.officer.post if appointment else None) or "",
        "letter": (appointment.letter.number if appointment else None) or "",
        "course": item.course,
        "accounts": ", ".join(account.url or account.record.name for account in item.accounts),
        "number": (directive.text("number") if directive else None) or "",
        "title": (words.of(directive.value("titles")) or directive.text("title") or "") if directive else "",
    }
    return words.sentence("matters", f"{topic}{by}", **facts)


def _lacks_only_letter(item: ActionItem) -> bool:
    return item.type is ActionType.DIRECTIVE and item.appointment is not None
