"""Composition of a letter from records, a language and a day."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smregister.letters.check_code import compute_check_code
from smregister.letters.letter import AccountRow, Letter, Line, Mark
from smregister.letters.sources import Sources
from smregister.letters.wording import Wording
from smregister.model import Record, resolve_pointer
from smregister.records.views import Account, Agency, Appointment
from smregister.register.platforms import Platforms

DOTS = "." * 40
"""A line to write on."""
_OFFICER = ("name", "post", "unit", "grade", "staff_number")
_ALWAYS = ("name", "post")


class _Writer:
    """Composes the parts of one letter."""

    def __init__(self, sources: Sources, words: Wording, day: str, *, blank: bool) -> None:
        self.sources, self.words, self.day, self.blank = sources, words, day, blank
        self.appointment = Appointment(sources.appointment)
        self.letter = self.appointment.letter
        self.home = Agency(sources.agency)

    def date(self, day: str | None) -> str:
        return self.words.day(day) if day else DOTS

    def name(self, record: Record) -> str:
        """Return a name in the language of the letter, or the official one."""
        return self.words.of(record.value("names")) or record.text("name") or record.id

    @property
    def agency(self) -> str:
        return self.name(self.sources.agency)

    @property
    def signatory(self) -> str:
        return self.letter.signed_by.post or self.home.head_post or DOTS

    def reference(self) -> Iterator[Line]:
        yield Line(self.words.word("reference", "number"), self.letter.number or DOTS)
        yield Line(self.words.word("reference", "date"), self.date(self.letter.date))

    def basis(self) -> str:
        directive = self.sources.directive
        if directive is None:
            return self.words.sentence("basis", "plain", number=DOTS, date=DOTS, title=DOTS) if self.blank else ""
        issuer = directive.text("issued_by", "post")
        facts = {
            "number": directive.text("number") or DOTS,
            "date": self.date(directive.text("date")),
            "title": self.words.of(directive.value("titles")) or directive.text("title") or DOTS,
        }
        return self.words.sentence("basis", "issued" if issuer else "plain", **facts, issuer=issuer or "")

    def officer(self) -> Iterator[Line]:
        for field in _OFFICER:
            value = self.sources.appointment.text("officer", field)
            if value or self.blank or field in _ALWAYS:
                yield Line(self.words.word("officer", field), value or DOTS)

    def role(self) -> str:
        role = self.appointment.role
        title = self.words.word("roles", role) if role else DOTS
        return self.words.sentence("role", "named" if role or self.blank else "plain", agency=self.agency, role=title)

    def acting(self) -> str:
        until, post = self.appointment.acting.until, self.appointment.acting.for_
        if not until:
            return ""
        return self.words.sentence("acting", "post" if post else "plain", post=post or "", date=self.date(until))

    def replacement(self) -> str:
        if self.sources.replaced is None:
            return ""
        replaced = Appointment(self.sources.replaced)
        return self.words.sentence(
            "replacement",
            **{"from": self.date(self.appointment.effective_from)},
            post=replaced.officer.post or DOTS,
            number=replaced.letter.number or DOTS,
            date=self.date(replaced.letter.date),
        )

    def duties(self) -> Iterator[str]:
        """Yield each duty in the words of the directive, else in our wording."""
        directive = self.sources.directive
        duties = {resolve_pointer(duty, ("code",)): duty for duty in (directive.items("duties") if directive else ())}
        conjunction = re.compile(rf"[\s,;.]+(?:{re.escape(self.words.word('and'))})?\s*$")
        for code in self.appointment.duties:
            own = self.words.of(resolve_pointer(duties.get(code), ("text",)))
            yield conjunction.sub("", own) or self.words.word("duties", code)
        if self.blank and not self.appointment.duties:
            yield from (DOTS, DOTS)

    def accounts_heading(self) -> str:
        if not self.appointment.is_for_all_accounts:
            return self.words.word("accounts_heading", "listed")
        number = "all" if self.sources.accounts else "none"
        return self.words.sentence("accounts_heading", number, agency=self.agency, date=self.date(self.day))

    def accounts(self, platforms: Platforms) -> Iterator[AccountRow]:
        for account in map(Account, self.sources.accounts):
            platform = platforms.get(account.platform)
            handle, number = account.handle, account.platform_id
            address = account.url or (platform.address(handle, number) if platform else None)
            title = platform.title if platform else account.platform or ""
            yield AccountRow(title, handle or number or account.name or "", address or "")

    def term(self) -> str:
        first, last = self.appointment.effective_from, self.appointment.effective_to
        if last or self.blank:
            return self.words.sentence("term", "until", **{"from": self.date(first)}, to=self.date(last))
        return self.words.sentence("term", "open", **{"from": self.date(first)})

    def copies(self) -> tuple[str, ...]:
        if self.sources.directive:
            return (*self.sources.directive.texts("copies"),)
        return (DOTS, DOTS) if self.blank else ()


def _make_mark(appointment: Record, site: str) -> Mark:
    """Return the mark of a letter; its address ends in `v/` and the id."""
    code = compute_check_code(appointment)
    address = f"{site.removesuffix('/')}/v/{appointment.id}#{code}" if site else ""
    return Mark(appointment.id, code, address)


def compose(
    sources: Sources,
    platforms: Platforms,
    words: Wording,
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
        locale=words.word("locale"),
        title=words.word("title", "replacement" if sources.replaced else "appointment"),
        above=tuple(writer.name(record) for record in above if record),
        agency=writer.agency,
        contact=words.sentence("contact", email=email) if email else "",
        reference=tuple(writer.reference()),
        basis=writer.basis(),
        opening=words.sentence("opening", post=writer.signatory, agency=writer.agency),
        officer=tuple(writer.officer()),
        role=writer.role(),
        acting=writer.acting(),
        replacement=writer.replacement(),
        duties_heading=words.word("duties_heading") if blank or writer.appointment.duties else "",
        duties=tuple(writer.duties()),
        approval=words.word("approval") if writer.appointment.may_approve_posts else "",
        accounts_heading=writer.accounts_heading(),
        account_columns=AccountRow(*(words.word("account", name) for name in AccountRow._fields)),
        accounts=tuple(writer.accounts(platforms)),
        term=writer.term(),
        closing=words.word("closing"),
        place_and_date=words.sentence("place_and_date", place=place or DOTS, date=writer.date(writer.letter.date)),
        signatory_post=writer.signatory,
        signatory_name=writer.letter.signed_by.name or DOTS,
        copies_heading=words.word("copies_heading"),
        copies=writer.copies(),
        mark_heading=words.word("register", "heading"),
        mark=tuple(Line(words.word("register", name), value) for name, value in mark._asdict().items() if value),
        address=mark.address,
        code_description=words.sentence("register", "code", address=mark.address),
        page=words.word("page"),
        day=writer.letter.date or day,
    )
