"""Catalogs of translations: complete, up to date, and used for every fixed text."""

from __future__ import annotations

import dataclasses
import pickle
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from gettext import NullTranslations
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from smregister.appointments.action_items import find_action_items
from smregister.letters import reminder_mail
from smregister.letters.compose import compose
from smregister.letters.sources import draft_appointment, find_sources
from smregister.model import Record
from smregister.output import report_page
from smregister.text import Message, join_messages, ngettext
from smregister.translations import LOCALES, Translations, load_translations
from tests.commands import run
from tests.letter_examples import FIRST, REPLACEMENT, changed, read_example
from tests.output.test_pages import Parsed
from tests.registers import PROJECT, SMALL, build

SOURCE = PROJECT / "src/smregister"
UPDATE = "docs/explanation/architecture.md names the commands that bring the catalogs up to date"
TRANSLATED = [language for language in LOCALES if language != "en"]


def read_catalog(path: str) -> Catalog:
    with (SOURCE / "locales" / path).open("rb") as file:
        return read_po(file, abort_invalid=True)


def sources(catalog: Catalog) -> set[tuple[str | None, str | tuple[str, str]]]:
    return {(message.context, message.id) for message in catalog if message.id}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name} | set(re.findall(r"%\((\w+)\)s", text))


def test_the_template_has_the_texts_of_the_source() -> None:
    with (PROJECT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    extracted = Catalog()
    for _, _, text, _, context in extract_from_dir(SOURCE, methods, options):
        extracted.add(text, context=context)
    assert sources(extracted) == sources(read_catalog("smregister.pot")), UPDATE


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalog_is_complete(language: str) -> None:
    catalog = read_catalog(f"{language}/LC_MESSAGES/smregister.po")
    assert sources(catalog) == sources(read_catalog("smregister.pot"))
    assert not catalog.obsolete
    for message in catalog:
        if message.id:
            texts = message.string if message.pluralizable else [message.string]
            originals = message.id if message.pluralizable else [message.id]
            assert not message.fuzzy, message.id
            assert all(texts), message.id
            assert all(placeholders(text) == placeholders(source) for text in texts for source in originals)


class Pseudolocale(NullTranslations):
    """Put every text of the template in brackets; refuse other texts."""

    def __init__(self) -> None:
        super().__init__()
        self.contexts: dict[str, set[str | None]] = defaultdict(set)
        for context, text in sources(read_catalog("smregister.pot")):
            for form in [text] if isinstance(text, str) else text:
                self.contexts[form].add(context)

    def gettext(self, message: str) -> str:
        is_list = re.fullmatch(r"({part\d+}[;:, ]*)+", message)
        return message if is_list else self.pgettext(None, message)  # type: ignore[arg-type]

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        assert context in self.contexts[message]
        return f"⟦{message}⟧"


PSEUDO = Translations("ms", Pseudolocale())


def texts_of(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for member in value.values():
            yield from texts_of(member)
    elif isinstance(value, list | tuple):
        for member in value:
            yield from texts_of(member)


@pytest.mark.parametrize("subject", ["replacement", "acting", "blank"])
def test_a_letter_has_no_untranslated_text(subject: str) -> None:
    register = read_example()
    records = [record for kind in register.kinds for record in register.of_kind(kind).values()]
    recorded = {text for record in records for text in texts_of(dict(record.data))}
    acting = changed(register, FIRST, acting={"for": "Kepala Seksi", "until": "2018-12-31"}, may_approve_posts=True)
    appointment: Record = {
        "replacement": register.of_kind("appointment")[REPLACEMENT],
        "acting": acting,
        "blank": draft_appointment(register, "id-jk-setwan"),
    }[subject]
    found = find_sources(register, appointment, "2020-01-01")
    letter = compose(found, register.platforms, PSEUDO, "2020-01-01", blank=subject == "blank")
    facts = {letter.mark[0].value, letter.mark[1].value} if letter.mark else set()
    fixed = dataclasses.asdict(letter) | {"language": "", "locale": "", "day": "", "place_and_date": ""}
    untranslated = {
        text
        for text in texts_of(fixed)
        if not text.startswith("⟦") and text.strip(".") and text not in recorded | facts
        if not re.fullmatch(r"[0-9]+ \w+ [0-9]{4}|https://\S+", text)
    }
    # Duties of a directive lose the end of their sentence.
    assert {text for text in untranslated if not any(other.startswith(text) for other in recorded)} == set()


def test_a_mail_has_no_untranslated_text(monkeypatch: pytest.MonkeyPatch) -> None:
    register = read_example()
    monkeypatch.setattr(reminder_mail, "load_translations", lambda _: PSEUDO)
    mails = reminder_mail.write_mails(register, find_action_items(register, 9999))
    assert mails
    for mail in mails.values():
        body, _, signature = mail.rpartition("\n\n")
        assert all(re.match(r"#|To:|Subject: ⟦|(- )?⟦|$", line) for line in body.splitlines())
        assert len(signature.splitlines()) == 3


@pytest.mark.parametrize("report", ["appointments", "coverage", "directive id-jk-20-2018", "handovers", "succession"])
def test_a_page_has_no_untranslated_text(report: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_page, "load_translations", lambda _: PSEUDO)
    page = run(PROJECT, "report", *report.split(), "--as-of", "2026-03-31", "--format", "html").output
    texts = [text.strip() for text in Parsed(page.partition("</style>")[2]).texts]
    register = read_example()
    records = [record for kind in register.kinds for record in register.of_kind(kind).values()]
    recorded = " ".join(text for record in records for text in texts_of(dict(record.data)))
    fixed = [
        part for text in texts if "⟦" not in text for part in re.split("[,:] ", text) if part and part not in recorded
    ]
    assert [text for text in fixed if not re.fullmatch(r"[-0-9.,;: %·]+|[0-9]+ \w+ [0-9]{4}|· .+", text)] == []


def test_a_page_is_in_the_register_s_language_or_another(tmp_path: Path) -> None:
    register = "registry/register.yaml"
    build(tmp_path, SMALL | {register: str(SMALL[register]).replace("[en]", "[tpi, ms, en]")})
    report = ("report", "appointments", "--as-of", "2026-01-31", "--format", "html")
    malay, indonesian = run(tmp_path, *report).output, run(tmp_path, *report, "--lang", "id").output
    assert '<html lang="ms">' in malay
    assert "<h1>Akaun dan pegawainya</h1>" in malay
    assert "31 Januari 2026" in malay
    assert "<h1>Akun dan petugasnya</h1>" in indonesian
    assert "Accounts and their officers" in run(tmp_path, *report[:-1], "markdown").output


def test_a_message_counts_things() -> None:
    one, several = (ngettext("{number} working day", "{number} working days", number) for number in (1, 1234))
    assert (one, several) == ("1 working day", "1,234 working days")
    assert load_translations("id").translate(several) == "1.234 hari kerja"
    assert load_translations("en").translate(pickle.loads(pickle.dumps(one))) == "1 working day"
    assert load_translations("ms").translate(join_messages([one, "x"])) == "1 hari bekerja; x"
    assert load_translations("ms").translate(join_messages([])) == ""


def test_a_message_is_translated_with_its_facts() -> None:
    end = Message("it was official until {day}", day=date(2018, 3, 28))
    message = Message("{reason}; also registered as {others}", reason=end, others="`{x}`")
    assert message == "it was official until 2018-03-28; also registered as `{x}`"
    malay = load_translations("ms").translate(message)
    assert malay == "akaun ini rasmi sehingga 28 Mac 2018; juga didaftarkan sebagai `{x}`"
    assert load_translations("en").translate(message).startswith("it was official until 28 March 2018")
    copy = pickle.loads(pickle.dumps(message))
    assert (copy, load_translations("ms").translate(copy)) == (message, malay)
    assert load_translations("ms").translate("free words") == "free words"


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (["--lang", "ms"], "rasmi (my-japen/facebook-malaysiaaktif): akaun "),
        (["--lang", "id"], "resmi (my-japen/facebook-malaysiaaktif): akun "),
        ([], "official (my-japen/facebook-malaysiaaktif): it is an account of "),
    ],
)
def test_check_answers_in_a_language(arguments: list[str], answer: str) -> None:
    assert run(PROJECT, "check", "facebook.com/contoh.malaysiaaktif", *arguments).output.startswith(answer)


@pytest.mark.parametrize("command", [["check", "x"], ["letter", "x"], ["report", "succession"]])
def test_an_unknown_language_is_an_error_that_lists_the_three(command: list[str]) -> None:
    answer = run(PROJECT, *command, "--lang", "fr")
    assert answer.status == 2
    assert all(f"'{language}'" in answer.messages for language in LOCALES)
