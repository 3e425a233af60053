"""Composition of a letter from records, a language and a day."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smregister.letters.check_code import compute_check_code
from smregister.letters.correspondents import add_article, find_title, name_agency
from smregister.letters.letter import AccountRow, Letter, Line, Mark
from smregister.letters.sources import Sources
from smregister.letters.titles import duty_titles, officer_labels, role_titles
from smregister.model import Record, resolve_pointer
from smregister.records.views import Account, Agency, Appointment
from smregister.register.jurisdictions import head_post
from smregister.register.platforms import Platforms, find_address
from smregister.translations import Translations

DOTS = "." * 40
"""A line to write on."""
_ALWAYS = ("name", "post")


class _Writer:
    """Composes the parts of one letter."""

    def __init__(self, sources: Sources, words: Translations, day: str, *, blank: bool) -> None:
        self.sources, self.words, self.day, self.blank = sources, words, day, blank
        self.appointment = Appointment(sources.appointment)
        self.letter = self.appointment.letter
        self.home = Agency(sources.agency)
        self.agency = name_agency(words, sources.agency)
        self.our_agency = add_article(words, self.agency)

    def date(self, day: str | None) -> str:
        return self.words.day(day) if day else DOTS

    @property
    def signatory(self) -> str:
        return self.letter.signed_by.post or head_post(self.sources.agency, self.sources.jurisdiction) or DOTS

    def title(self) -> str:
        if self.sources.replaced:
            return self.words.gettext("Replacement of Social Media Officer")
        return self.words.gettext("Appointment of Social Media Officer")

    def opening(self) -> str:
        return self.words.gettext(
            "I, the undersigned, {post}, {agency}, hereby appoint:", post=self.signatory, agency=self.agency
        )

    def duties_heading(self) -> str:
        is_needed = self.blank or self.appointment.duties
        return self.words.gettext("The officer has the following duties") if is_needed else ""

    def reference(self) -> Iterator[Line]:
        yield Line(self.words.pgettext("of a letter", "Reference"), self.letter.number or DOTS)
        yield Line(self.words.gettext("Date"), self.date(self.letter.date))

    def basis(self) -> str:
        directive = self.sources.directive
        if directive is None and not self.blank:
            return ""
        facts = {"number": DOTS, "date": DOTS, "title": DOTS}
        if directive:
            facts["number"] = directive.text("number") or DOTS
            facts["date"] = self.date(directive.text("date"))
            facts["title"] = find_title(self.words, directive) or DOTS
        issuer = directive.text("issued_by", "post") if directive else None
        if issuer is None:
            return self.words.gettext(
                "This letter is issued in accordance with Directive {number} of {date}, “{title}”.", **facts
            )
        return self.words.gettext(
            "This letter is issued in accordance with Directive {number} of {date}, “{title}”, issued by the {issuer}.",
            **facts,
            issuer=issuer,
        )

    def officer(self) -> Iterator[Line]:
        for field, label in officer_labels(self.words).items():
            value = self.sources.appointment.text("officer", field)
            if value or self.blank or field in _ALWAYS:
                yield Line(label, value or DOTS)

    def role(self) -> str:
        role = self.appointment.role
        facts = {"agency": self.our_agency, "role": role_titles(self.words)[role] if role else DOTS}
        if not role and not self.blank:
            return self.words.gettext("as social media officer of {agency}.", **facts)
        return self.words.gettext("as social media officer of {agency}, in the role of {role}.", **facts)

    def acting(self) -> str:
        until, post = self.appointment.acting.until, self.appointment.acting.for_
        if not until:
            return ""
        facts = {"post": post, "date": self.date(until)}
        if not post:
            return self.words.gettext("This is an acting appointment until {date} at the latest.", **facts)
        return self.words.gettext("The officer acts in the post of {post} until {date} at the latest.", **facts)

    def replacement(self) -> str:
        if self.sources.replaced is None:
            return ""
        replaced = Appointment(self.sources.replaced)
        return self.words.gettext(
            "From {start}, this appointment replaces the appointment of the {post} (letter {number} of {date}).",
            start=self.date(self.appointment.effective_from),
            post=replaced.officer.post or DOTS,
            number=replaced.letter.number or DOTS,
            date=self.date(replaced.letter.date),
        )

    def duties(self) -> Iterator[str]:
        """Yield each duty in the words of the directive, else in our own."""
        directive = self.sources.directive
        duties = {resolve_pointer(duty, ("code",)): duty for duty in (directive.items("duties") if directive else ())}
        titles = duty_titles(self.words)
        # The word that joins a list in a directive; a duty taken from its middle loses it.
        joint = self.words.gettext("and")
        conjunction = re.compile(rf"[\s,;.]+(?:{re.escape(joint)})?\s*$")
        for code in self.appointment.duties:
            own = self.words.of(resolve_pointer(duties.get(code), ("text",)))
            yield conjunction.sub("", own) or titles[code]
        if self.blank and not self.appointment.duties:
            yield from (DOTS, DOTS)

    def accounts_heading(self) -> str:
        if not self.appointment.is_for_all_accounts:
            return self.words.gettext("This appointment covers the following accounts")
        facts = {"agency": self.our_agency, "date": self.date(self.day)}
        if self.sources.accounts:
            return self.words.gettext(
                "This appointment covers all accounts of {agency}. As of {date}, these are", **facts
            )
        return self.words.gettext(
            "This appointment covers all accounts of {agency}. As of {date}, it has none.", **facts
        )

    def accounts(self, platforms: Platforms) -> Iterator[AccountRow]:
        for account in map(Account, self.sources.accounts):
            name = account.handle or account.platform_id or account.name or ""
            yield AccountRow(platforms.title_of(account.platform), name, find_address(platforms, account))

    def term(self) -> str:
        first, last = self.date(self.appointment.effective_from), self.appointment.effective_to
        facts = {"start": first, "end": self.date(last)}
        if last or self.blank:
            return self.words.gettext("This appointment is in force from {start} to {end}.", **facts)
        return self.words.gettext("This appointment is in force from {start} until further notice.", **facts)

    def approval(self) -> str:
        if not self.appointment.may_approve_posts:
            return ""
        return self.words.gettext("The officer may approve posts written by others for publication.")

    def closing(self) -> str:
        """Return the formula that ends Malay and Indonesian letters; English has none."""
        formula = self.words.pgettext("formula, not used in English", "Issued to be carried out responsibly.")
        return "" if self.words.language == "en" else formula

    def copies(self) -> tuple[str, ...]:
        if self.sources.directive:
            return (*self.sources.directive.texts("copies"),)
        return (DOTS, DOTS) if self.blank else ()

    def mark(self, mark: Mark) -> Iterator[Line]:
        labels = (self.words.gettext("Record"), self.words.gettext("Check code"), self.words.gettext("Address"))
        yield from (Line(label, value) for label, value in zip(labels, mark, strict=True) if value)


def _make_mark(appointment: Record, site: str) -> Mark:
    """Return the mark of a letter; its address ends in `v/` and the id."""
    code = compute_check_code(appointment)
    address = f"{site.removesuffix('/')}/v/{appointment.id}#{code}" if site else ""
    return Mark(appointment.id, code, address)


def compose(
    sources: Sources,
    platforms: Platforms,
    words: Translations,
    day: str,
    *,
    site: str = "",
    place: str = "",
    blank: bool = False,
) -> Letter:
    """Compose a letter of appointment or replacement, as of a day.

    Facts that the records lack become lines to write on; a blank letter has lines for all facts.
    """
    writer = _Writer(sources, words, day, blank=blank)
    mark = Mark("", "", "") if blank else _make_mark(sources.appointment, site)
    email = writer.home.contact_email
    above = (sources.jurisdiction, *sources.parents)
    return Letter(
        language=words.language,
        locale=words.locale,
        title=writer.title(),
        above=tuple(name_agency(words, record) for record in above if record),
        agency=writer.agency,
        contact=words.gettext("E-mail: {email}", email=email) if email else "",
        reference=tuple(writer.reference()),
        basis=writer.basis(),
        opening=writer.opening(),
        officer=tuple(writer.officer()),
        role=writer.role(),
        acting=writer.acting(),
        replacement=writer.replacement(),
        duties_heading=writer.duties_heading(),
        duties=tuple(writer.duties()),
        approval=writer.approval(),
        accounts_heading=writer.accounts_heading(),
        account_columns=AccountRow(words.gettext("Platform"), words.gettext("Account"), words.gettext("Address")),
        accounts=tuple(writer.accounts(platforms)),
        term=writer.term(),
        closing=writer.closing(),
        place_and_date=f"{place or DOTS}, {writer.date(writer.letter.date)}",
        signatory_post=writer.signatory,
        signatory_name=writer.letter.signed_by.name or DOTS,
        copies_heading=words.gettext("Copies to"),
        copies=writer.copies(),
        mark_heading=words.gettext("In the register of official accounts"),
        mark=tuple(writer.mark(mark)),
        address=mark.address,
        code_description=words.gettext("QR code with the address {address}", address=mark.address),
        page=words.gettext("Page"),
        day=writer.letter.date or day,
    )
