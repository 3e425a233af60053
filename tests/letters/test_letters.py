"""Tests of letters, of their formats and of their verification."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
import sys
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
import pytest
from pypdf import PdfReader
from tests.commands import run
from tests.dialogs import converse
from tests.letter_examples import (
    FIRST,
    FOLDER,
    REPLACEMENT,
    build_example,
    changed,
    compose_example,
    read_example,
    text_of_docx,
    text_of_pdf,
)
from tests.registers import PROJECT, Repository, write

from smregister.errors import FatalError
from smregister.letters.check_code import compute_check_code
from smregister.letters.compose import DOTS, compose
from smregister.letters.correspondents import add_article
from smregister.letters.docx.render import write_docx
from smregister.letters.letter import Letter
from smregister.letters.pdf import write_pdf
from smregister.letters.sources import draft_appointment, find_sources
from smregister.letters.titles import duty_titles, role_titles
from smregister.model import Record
from smregister.register.register import Register
from smregister.translations import LOCALES, choose_language, load_translations

if TYPE_CHECKING:
    from tests.commands import Answer


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return build_example(tmp_path_factory.mktemp("example"))


@pytest.fixture(scope="module")
def register() -> Register:
    return read_example()


# Composition.


def test_an_indonesian_letter_of_replacement(register: Register) -> None:
    letter = compose_example(register, REPLACEMENT, "id")
    assert letter.title == "Surat Penggantian Petugas Pengelola Media Sosial"
    assert letter.above == ("Provinsi Daerah Khusus Ibukota Jakarta",)
    assert letter.agency == "Dinas Komunikasi, Informatika dan Statistik Provinsi DKI Jakarta"
    assert letter.contact == "Surel: diskominfo@jakarta.go.id"
    assert letter.reference == (("Nomor", "CONTOH/19/2020"), ("Tanggal", "22 Juni 2020"))
    assert letter.basis == (
        "Surat ini diterbitkan dalam rangka pelaksanaan Instruksi Nomor 20 TAHUN 2018 tanggal 28 Maret 2018 tentang "
        "Penunjukan Petugas Pengelola Media Sosial, yang ditetapkan oleh Sekretaris Daerah Provinsi Daerah Khusus "
        "Ibukota Jakarta."
    )
    assert letter.officer == (
        ("Nama", "Pegawai Contoh Delapan"),
        ("Jabatan", "Pranata Hubungan Masyarakat"),
        ("Unit kerja", "Bidang Informasi Publik"),
        ("Pangkat/golongan", "III/b"),
    )
    assert letter.replacement == (
        "Terhitung mulai tanggal 1 Juli 2020, penunjukan ini menggantikan penunjukan Pranata Komputer "
        "(surat Nomor CONTOH/8/2019 tanggal 22 Maret 2019)."
    )
    assert letter.copies == ("Gubernur Provinsi DKI Jakarta", "Wakil Gubernur Provinsi DKI Jakarta")
    assert letter.term == "Penunjukan ini berlaku mulai tanggal 1 Juli 2020 sampai ada ketentuan lebih lanjut."
    assert (letter.signatory_post, letter.signatory_name) == ("Kepala Dinas", DOTS)
    assert letter.address.startswith(f"https://register.example/v/{REPLACEMENT}#")


@pytest.mark.parametrize("language", LOCALES)
def test_a_whole_letter(register: Register, language: str) -> None:
    text = (
        json.dumps(dataclasses.asdict(compose_example(register, REPLACEMENT, language)), ensure_ascii=False, indent=1)
        + "\n"
    )
    assert text == (PROJECT / f"tests/data/letters/{language}.json").read_text("utf-8")


def test_duties_have_the_words_of_the_directive(register: Register) -> None:
    own = compose_example(register, REPLACEMENT, "id").duties
    assert own[0].endswith("melalui akun media sosial masing-masing Organisasi Perangkat Daerah")
    translated = compose_example(register, REPLACEMENT, "ms").duties[1]
    assert translated.startswith("menyelaras pengumpulan kandungan maklumat dalam agensi berkenaan serta berhubung")
    assert compose_example(register, "pg-dict/manager-2023", "en").duties[1] == "to keep the accounts secure"


def test_all_accounts_are_those_of_the_date_of_the_letter(register: Register) -> None:
    letter = compose_example(register, REPLACEMENT, "en")
    assert letter.accounts_heading.endswith(". As of 22 June 2020, these are")
    assert ("Periscope", "contoh_diskominfotik", "https://www.periscope.tv/contoh_diskominfotik") in letter.accounts
    record = register.of_kind("appointment")[REPLACEMENT]
    later = compose(
        find_sources(register, record, "2021-03-31"),
        register.platforms,
        load_translations("en"),
        "2021-03-31",
        site="",
    )
    assert "Periscope" not in {account.platform for account in later.accounts}


def test_an_appointment_can_list_its_accounts(register: Register) -> None:
    letter = compose_example(register, "my-japen/timbalan-media-2024", "ms")
    assert letter.accounts_heading == "Pelantikan ini meliputi akaun yang berikut"
    assert [account.platform for account in letter.accounts] == ["Facebook", "Instagram", "X", "YouTube"]


def test_optional_parts_of_a_letter(register: Register) -> None:
    acting = changed(register, FIRST, acting={"for": "Kepala Seksi", "until": "2018-12-31"}, may_approve_posts=True)
    letter = compose_example(register, acting, "en")
    assert letter.acting == "The officer acts in the post of Kepala Seksi until 31 December 2018 at the latest."
    assert letter.approval == "The officer may approve posts written by others for publication."
    assert letter.term == "This appointment is in force from 15 March 2018 to 31 March 2019."
    assert letter.title == "Appointment of Social Media Officer"
    assert compose_example(register, REPLACEMENT, "en").acting == ""


@pytest.mark.parametrize("language", LOCALES)
def test_a_blank_letter_has_lines_to_write_on(register: Register, language: str) -> None:
    letter = compose_example(register, draft_appointment(register, "id-jk-setwan"), language, blank=True)
    assert len(letter.officer) == 5
    assert {line.value for line in (*letter.officer, *letter.reference)} == {DOTS}
    assert letter.mark == ()
    assert letter.address == ""
    assert text_of_pdf(write_pdf(letter)).count(DOTS) >= 15
    assert text_of_docx(write_docx(letter)).count(DOTS) >= 15


def test_a_draft_has_the_known_facts(example: Repository, tmp_path: Path) -> None:
    def drafted(*arguments: str) -> str:
        place = tmp_path / f"{len(arguments)}.docx"
        answer = run(example.root, "letter", "--blank", *arguments, "--lang", "en", "-o", str(place), "--force")
        assert (answer.status, answer.messages.startswith(f"{place} written\nNext: smregister appoint ")) == (0, True)
        return text_of_docx(place.read_bytes())

    answering = drafted("--agency", "id-jk-setwan", "--directive", "id-jk-20-2018")
    assert "20 TAHUN 2018" in answering
    assert "to provide, publish and renew content" in answering
    assert "Gubernur Provinsi DKI Jakarta" in answering
    replacing = drafted("--replace", REPLACEMENT)
    assert "Replacement of Social Media Officer" in replacing
    refused = run(example.root, "letter", "--blank", "--replace", FIRST, "-o", str(tmp_path / "x.docx"))
    assert (refused.status, refused.output) == (2, "")
    assert f"`{FIRST}` is already replaced" in refused.messages


def test_an_address_and_an_id_can_be_copied_from_the_pages(register: Register) -> None:
    content = write_pdf(compose_example(register, REPLACEMENT, "en"))
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    assert "https://www.instagram.com/" in text
    assert f"{REPLACEMENT}\n" in text
    assert "\u200b" not in text


def test_the_check_code_of_a_letter_is_shown_with_its_record(example: Repository) -> None:
    code = compute_check_code(read_example().of_kind("appointment")[REPLACEMENT])
    copied = "\u200b".join(REPLACEMENT)
    assert f"Check code of its letter: {code}\n" in run(example.root, "show", copied).output


def test_parents_stand_above_the_agency_highest_first(register: Register) -> None:
    assert compose_example(register, draft_appointment(register, "my-japen-petaling"), "ms", blank=True).above == (
        "Selangor Darul Ehsan",
        "Jabatan Penerangan Malaysia",
        "Jabatan Penerangan Malaysia Negeri Selangor",
    )


# Languages.


def test_every_code_has_a_title(register: Register) -> None:
    kind = register.kinds["appointment"]
    assert set(duty_titles(load_translations("en"))) == set(kind.fields["duties", "*"].choices)
    assert set(role_titles(load_translations("en"))) == set(kind.fields["role",].choices)


def test_an_english_name_has_its_article(register: Register) -> None:
    english, malay = load_translations("en"), load_translations("ms")
    assert add_article(english, "Department of Health") == "the Department of Health"
    assert add_article(english, "The National Archives") == "The National Archives"
    assert add_article(english, "Statistics Malaysia") == "Statistics Malaysia"
    assert add_article(malay, "Department of Health") == "Department of Health"


def test_the_first_language_with_a_catalog_is_chosen() -> None:
    assert choose_language(["tpi", "ms"], ["id"]) == "ms"
    assert choose_language([], ["ho", "id"]) == "id"
    assert choose_language(["tpi"], []) == "en"
    with pytest.raises(FatalError, match="`tpi` is not a language of letters and pages; use en, ms, id"):
        load_translations("tpi")


# Check code.


def test_private_and_later_fields_do_not_change_the_check_code(register: Register) -> None:
    record = register.of_kind("appointment")[FIRST]
    code = compute_check_code(record)
    officer, letter = dict(record.data["officer"]), dict(record.data["letter"])  # type: ignore[arg-type]
    later = changed(
        register,
        FIRST,
        officer={**officer, "name": "Somebody else", "staff_number": "1", "email": "a@b.example"},
        letter={**letter, "softcopy": {}, "hardcopy": {}},
        effective_to="2030-01-01",
        notes="x",
    )
    assert compute_check_code(later) == code
    assert len(code) == 12


@pytest.mark.parametrize(
    "fields",
    [
        {"accounts": ["x"]},
        {"role": "editor"},
        {"effective_from": "2018-03-16"},
        {"duties": ["keep-records"]},
        {"may_approve_posts": True},
        {"acting": {"until": "2018-12-31"}},
        {"directive": "other"},
        {"replaces": "other"},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_stated_fields_change_the_check_code(register: Register, fields: dict[str, Any]) -> None:
    assert compute_check_code(changed(register, FIRST, **fields)) != compute_check_code(
        register.of_kind("appointment")[FIRST]
    )


@pytest.mark.parametrize(
    ("holder", "field"),
    [*(("officer", name) for name in ("post", "unit", "grade")), *(("letter", name) for name in ("number", "date"))],
)
def test_a_stated_part_changes_the_check_code(register: Register, holder: str, field: str) -> None:
    parts = dict(register.of_kind("appointment")[FIRST].data[holder])  # type: ignore[arg-type]
    one, other = (changed(register, FIRST, **{holder: {**parts, field: text}}) for text in ("one", "other"))
    assert compute_check_code(one) != compute_check_code(other)


def test_the_check_code_is_a_sha_256_of_canonical_json() -> None:
    record = Record("appointment", "a/b", "", {"officer": {"post": "É"}, "letter": {"number": "1"}})
    text = '{"letter.number":"1","officer.post":"É"}'
    assert compute_check_code(record) == sha256(text.encode()).hexdigest()[:12]


# PDF and Word.


def texts_of(letter: Letter) -> list[str]:
    """Return every text of a letter that its pages must show."""
    texts = [letter.title, letter.agency, letter.basis, letter.opening, letter.role, letter.replacement, letter.term]
    rows = [text for row in (*letter.reference, *letter.officer, *letter.mark, *letter.accounts) for text in row]
    return [text for text in (*texts, *rows, *letter.duties, *letter.copies, letter.signatory_post) if text]


@pytest.mark.parametrize("language", LOCALES)
def test_the_pages_have_all_texts(register: Register, language: str) -> None:
    letter = compose_example(register, REPLACEMENT, language)
    on_pages, in_word = text_of_pdf(write_pdf(letter)).replace(" ", ""), text_of_docx(write_docx(letter))
    assert [text for text in texts_of(letter) if text.replace(" ", "") not in on_pages] == []
    assert [text for text in texts_of(letter) if text not in in_word] == []


def test_a_letter_has_the_same_bytes_every_time(register: Register) -> None:
    letter = compose_example(register, REPLACEMENT, "id")
    assert write_pdf(letter) == write_pdf(letter)
    assert write_docx(letter) == write_docx(letter)


def test_a_pdf_is_accessible(register: Register) -> None:
    letter = compose_example(register, REPLACEMENT, "ms")
    reader = PdfReader(BytesIO(write_pdf(letter)))
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "ms-MY"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata
    assert reader.metadata.title == letter.title
    assert reader.metadata.creation_date
    assert reader.metadata.creation_date.date().isoformat() == "2020-06-22"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert letter.code_description in set(alternatives(root["/StructTreeRoot"]))


def alternatives(element: Any) -> Iterator[str]:
    """Return the descriptions of the pictures in a PDF."""
    if "/Alt" in element:
        yield element["/Alt"]
    below = element.get("/K", [])
    for each in below if isinstance(below, list) else [below]:
        found = each.get_object() if hasattr(each, "get_object") else each
        if isinstance(found, dict):
            yield from alternatives(found)


def test_a_word_file_has_its_date_language_and_picture_description(register: Register) -> None:
    letter = compose_example(register, REPLACEMENT, "id")
    document = docx.Document(BytesIO(write_docx(letter)))
    properties = document.core_properties
    assert (properties.title, properties.language, properties.author) == (letter.title, "id-ID", "")
    assert properties.created == properties.modified
    assert f'descr="{letter.code_description}"' in document.element.xml
    assert [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Heading 1"] == [
        letter.title
    ]


def test_a_long_letter_has_several_pages(register: Register) -> None:
    letter = compose_example(register, REPLACEMENT, "en")
    account = letter.accounts[0]._replace(handle="h" * 255, address="https://register.example/" + "a" * 2000)
    long = dataclasses.replace(letter, accounts=letter.accounts * 60 + (account,), agency="Department " * 25)
    content = write_pdf(long)
    assert len(PdfReader(BytesIO(content)).pages) > 5
    assert "h" * 255 in text_of_pdf(content).replace(" ", "")
    assert len(docx.Document(BytesIO(write_docx(long))).tables[2].rows) == 242


HOSTILE = [
    "<b>bold</b> & <script>",
    '#read("/etc/passwd") #import "@preview/x:1.0.0"',
    "{{ 7*7 }} {% for x in y %} {# #}",
    "$ x^2 $ *b* _i_ `c` = h // - \\ @label",
    '"]] } ) #panic()',
    "]]><w:p/>",
    "Ğ ş ñ Ł ễ ʻokina Ω Ж",
    "x" * 200,
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_never_markup(register: Register, name: str) -> None:
    record = register.of_kind("appointment")[REPLACEMENT]
    letter = compose_example(register, changed(register, REPLACEMENT, officer={"name": name, "post": name}), "en")
    assert record.data["officer"] != letter.officer
    bare = name.replace(" ", "")
    assert text_of_pdf(write_pdf(letter)).replace(" ", "").count(bare) == 2
    assert text_of_docx(write_docx(letter)).count(name) == 2


@pytest.mark.parametrize("name", ["王小明", "முருகன்", "😀"])
def test_a_character_that_the_font_lacks_is_an_error_in_pdf_only(register: Register, name: str) -> None:
    letter = compose_example(register, changed(register, REPLACEMENT, officer={"name": name, "post": "Officer"}), "en")
    with pytest.raises(FatalError, match=r"the font of PDF letters has no character `.+`; write the letter as \.docx"):
        write_pdf(letter)
    assert name in text_of_docx(write_docx(letter))


# `letter`.


def private_values(register: Register) -> list[str]:
    officer = register.of_kind("appointment")[FIRST].data["officer"]
    return [str(officer["name"]), str(officer["staff_number"])]  # type: ignore[call-overload, index]


def test_a_letter_is_written_with_a_warning(example: Repository, register: Register, tmp_path: Path) -> None:
    place = tmp_path / "letter.pdf"
    answer = run(example.root, "letter", FIRST, "-o", str(place), "--place", "Jakarta")
    assert (answer.status, answer.output) == (0, "")
    assert "it names a person: do not publish or commit it" in answer.messages
    assert "Jakarta, 12 Maret 2018" in text_of_pdf(place.read_bytes())
    for value in private_values(register):
        assert value not in answer.messages
        assert value in text_of_pdf(place.read_bytes())


def test_the_work_tree_and_a_commit_make_the_same_file(example: Repository, tmp_path: Path) -> None:
    for name, more in (("a", []), ("b", ["--ref", "HEAD"])):
        assert run(example.root, "letter", REPLACEMENT, "-o", str(tmp_path / f"{name}.docx"), *more).status == 0
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nothing/there", "-o", "x.pdf"], "there is no record `nothing/there`"),
        (["my-japen", "-o", "x.pdf"], "`my-japen` is of kind agency; a letter needs an appointment"),
        ([FIRST, "-o", "x.odt"], "x.odt must end in .pdf or .docx"),
        ([FIRST], "name an appointment and a file"),
        ([FIRST, "--blank", "-o", "x.pdf"], "name an appointment and a file"),
        (["--blank", "-o", "x.pdf"], "name an appointment and a file"),
        (["--blank", "--agency", "nowhere", "-o", "x.pdf"], "there is no record `agency:nowhere`"),
        ([FIRST, "-o", "x.pdf", "--template", "t.docx"], "--template needs an --output that ends in .docx"),
        ([FIRST, "-o", "x.docx", "--template", "none.docx"], "there is no file none.docx"),
        ([FIRST, "-o", "x.docx", "--ref", "nowhere"], "nowhere"),
        (["--template-out", "x.pdf"], "x.pdf must end in .docx"),
    ],
)
def test_a_letter_that_can_t_be_written_is_an_error(example: Repository, arguments: list[str], message: str) -> None:
    answer = run(example.root, "letter", *arguments)
    assert answer.status == 2
    assert message in answer.messages
    assert not (example.root / "x.pdf").exists()


def test_the_blanks_of_a_letter_are_named(example: Repository, tmp_path: Path) -> None:
    root = copied(example, tmp_path / "copy")
    for place in (f"{FOLDER}/pengelola-2018.yaml", f"{FOLDER}/../agency.yaml", "registry/jurisdictions/ID-JK.yaml"):
        blank = re.sub(r"\n +name: Pegawai .*|\n +signed_by:\n.*|\n *head_post: .*", "", (root / place).read_text())
        write(root, {place: blank})
    answer = run(root, "letter", FIRST, "-o", str(tmp_path / "x.docx"))
    assert f"`smregister edit {FIRST} --set officer.name=… --set letter.signed_by.post=…`" in answer.messages


def test_a_letter_is_never_written_into_the_register(example: Repository) -> None:
    answer = run(example.root, "letter", FIRST, "-o", "x.docx")
    assert (answer.status, "is inside the register's folder" in answer.messages) == (2, True)


def test_a_letter_is_asked_for(example: Repository, tmp_path: Path) -> None:
    replies = [("Record", FIRST), ("File", "x.txt"), ("File", str(tmp_path / "x.docx"))]
    assert "x.txt must end in .pdf or .docx" in converse(example.root, "letter", replies=replies).messages
    assert (tmp_path / "x.docx").exists()


def test_a_file_is_overwritten_with_force_only(example: Repository, tmp_path: Path) -> None:
    place = tmp_path / "letter.pdf"
    place.write_text("kept")
    refused = run(example.root, "letter", FIRST, "-o", str(place))
    assert (refused.status, place.read_text()) == (2, "kept")
    assert "already exists; choose another name, or add --force" in refused.messages
    assert run(example.root, "letter", FIRST, "-o", str(place), "--force").status == 0
    assert place.read_bytes().startswith(b"%PDF")
    assert run(example.root, "letter", FIRST, "-o", str(tmp_path / "letter.pdf" / "x.pdf")).status == 2


def copied(example: Repository, folder: Path) -> Path:
    shutil.copytree(example.root, folder)
    return folder


@pytest.mark.parametrize(
    ("path", "old", "new", "message"),
    [
        (f"{FOLDER}/pengelola-2020.yaml", "role: lead", "role: king", "pengelola-2020.yaml has errors"),
        (f"{FOLDER}/pengelola-2019.yaml", "role: lead", "role: king", "pengelola-2019.yaml has errors"),
        ("registry/directives/id-jk-20-2018.yaml", "title:", "tilte:", "id-jk-20-2018.yaml has errors"),
        (f"{FOLDER}/pengelola-2020.yaml", "Pegawai", "Peg\u202eawai", "pengelola-2020.yaml has errors"),
        (f"{FOLDER}/pengelola-2020.yaml", "Pegawai", "Peg\x1bawai", "pengelola-2020.yaml has errors"),
        ("registry/agencies/id-jk-diskominfotik/accounts/youtube-diskominfotik.yaml", "handle:", "x:", "has errors"),
        (f"{FOLDER}/pengelola-2020.yaml", ": id-jk-20-2018", ": lost", "a letter needs the directive `lost`, which"),
    ],
)
def test_a_letter_with_an_invalid_record_is_an_error(
    example: Repository, tmp_path: Path, path: str, old: str, new: str, message: str
) -> None:
    root = copied(example, tmp_path / "copy")
    write(root, {path: (root / path).read_text().replace(old, new, 1)})
    answer = run(root, "letter", REPLACEMENT, "-o", str(tmp_path / "x.pdf"))
    assert answer.status == 2
    assert message in answer.messages


def test_a_register_without_a_site_has_letters_without_qr_code(example: Repository, tmp_path: Path) -> None:
    root = copied(example, tmp_path / "copy")
    place = "registry/register.yaml"
    write(root, {place: (root / place).read_text().replace("site: https://register.example/\n", "")})
    answer = run(root, "letter", FIRST, "-o", str(tmp_path / "x.docx"))
    assert "`smregister edit register --set site=https://ADDRESS`" in answer.messages
    text = text_of_docx((tmp_path / "x.docx").read_bytes())
    assert FIRST in text
    assert "https://register.example" not in text


def test_only_an_ended_letter_names_an_account_of_another_agency(example: Repository, tmp_path: Path) -> None:
    root = copied(example, tmp_path / "copy")
    place = "registry/agencies/my-japen/appointments/timbalan-media-2024.yaml"
    text = (root / place).read_text().replace("  - facebook-malaysiaaktif", "  - pg-dict/facebook-example")
    command = ("letter", "my-japen/timbalan-media-2024", "-o", str(tmp_path / "x.docx"))
    write(root, {place: text})
    refused = run(root, *command)
    assert refused.status == 2
    assert "`pg-dict/facebook-example` belongs to another agency" in refused.messages
    write(root, {place: text + "effective_to: 2025-01-31\nend_reason: transfer\n"})
    assert run(root, *command).status == 0
    account = (root / "registry/agencies/pg-dict/accounts/facebook-example.yaml").read_text()
    handle = account.partition("handle: ")[2].partition("\n")[0]
    assert handle in text_of_docx((tmp_path / "x.docx").read_bytes())


@pytest.mark.parametrize(
    ("library", "arguments"),
    [
        ("typst", [FIRST, "-o", "x.pdf"]),
        ("segno", [FIRST, "-o", "x.pdf"]),
        ("docxtpl", [FIRST, "-o", "x.docx"]),
        ("docx", ["--template-out", "x.docx"]),
    ],
)
def test_a_missing_library_is_an_error_with_a_hint(
    example: Repository, monkeypatch: pytest.MonkeyPatch, library: str, arguments: list[str]
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    for module in ("document", "default_template"):
        monkeypatch.delitem(sys.modules, f"smregister.letters.docx.{module}", raising=False)
    answer = run(example.root, "letter", *arguments)
    assert answer.status == 2
    assert "pip install 'smregister[letters]'" in answer.messages


# `verify-letter`.


@pytest.fixture(scope="module")
def signed(example: Repository, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a register, and the file of the letter of its first appointment."""
    folder = tmp_path_factory.mktemp("signed")
    root = copied(example, folder / "copy")
    file = folder / "scan.pdf"
    file.write_bytes(b"%PDF a signed letter\n")
    place = root / FOLDER / "pengelola-2018.yaml"
    old = "3e39ac67e3685bd95cded4c5e6f01ae8a7f03cbfa0df024d6aec1c1a10bfd390"
    place.write_text(place.read_text().replace(old, sha256(file.read_bytes()).hexdigest()))
    return root, file


def verified(signed: tuple[Path, Path], day: str, *more: str) -> Answer:
    return run(signed[0], "verify-letter", str(signed[1]), "--as-of", day, *more)


@pytest.mark.parametrize(
    ("day", "status", "words"),
    [
        ("2018-03-14", 1, "not yet in force, only from 2018-03-15"),
        ("2018-03-15", 0, "in force since 2018-03-15, to 2019-03-31"),
        ("2019-03-31", 0, "in force since 2018-03-15, to 2019-03-31"),
        ("2019-04-01", 1, "ended on 2019-03-31"),
    ],
)
def test_a_registered_letter_is_printed_with_its_state(
    signed: tuple[Path, Path], day: str, status: int, words: str
) -> None:
    answer = verified(signed, day)
    assert answer.status == status
    assert answer.output == f"registered: letter CONTOH/3/2018 of 2018-03-12, appointment {FIRST}: {words}\n"


def test_one_changed_byte_is_another_file(signed: tuple[Path, Path], tmp_path: Path) -> None:
    content = bytearray(signed[1].read_bytes())
    content[-2] ^= 1
    forged = tmp_path / "forged.pdf"
    forged.write_bytes(content)
    answer = verified((signed[0], forged), "2019-01-01")
    assert answer.status == 1
    assert (
        answer.output == f"not registered: no appointment has a file with the SHA-256 {sha256(content).hexdigest()}\n"
    )


def test_the_json_document_has_no_names(signed: tuple[Path, Path], register: Register) -> None:
    answer = verified(signed, "2019-01-01", "--json")
    assert answer.json() == {
        "version": 1,
        "sha256": sha256(signed[1].read_bytes()).hexdigest(),
        "check_code": None,
        "as_of": "2019-01-01",
        "registered": True,
        "appointments": [
            {
                "appointment": FIRST,
                "number": "CONTOH/3/2018",
                "date": "2018-03-12",
                "state": "in-force",
                "effective_from": "2018-03-15",
                "until": "2019-03-31",
            }
        ],
        "claimed_by": [FIRST],
    }
    assert not any(value in answer.output for value in private_values(register))


def test_the_code_of_a_letter_leads_to_its_appointment(example: Repository, register: Register) -> None:
    code = compute_check_code(register.of_kind("appointment")[FIRST])
    answer = run(example.root, "verify-letter", "--code", FIRST, code.upper(), "--as-of", "2019-01-01")
    assert (answer.status, answer.output.partition(" of ")[0]) == (0, "registered: letter CONTOH/3/2018")
    assert run(example.root, "verify-letter", "--code", FIRST, code, "--as-of", "2019-04-01").status == 1


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["--code", FIRST, "000000000000"], 1, f"the check code of `{FIRST}` is not `000000000000`"),
        (["--code", "nobody/here", "000000000000"], 1, "there is no appointment `nobody/here`"),
        ([], 2, "--code ID CODE"),
        (["scan.pdf", "--code", FIRST, "000000000000"], 2, "--code ID CODE"),
    ],
)
def test_a_wrong_code_is_not_registered(example: Repository, arguments: list[str], status: int, words: str) -> None:
    answer = run(example.root, "verify-letter", *arguments)
    assert answer.status == status
    assert words in answer.output + answer.messages


def test_an_invalid_record_makes_a_letter_unreliable(signed: tuple[Path, Path], tmp_path: Path) -> None:
    root = tmp_path / "copy"
    shutil.copytree(signed[0], root)
    place = root / FOLDER / "pengelola-2018.yaml"
    place.write_text(place.read_text().replace("role: lead", "role: king"))
    answer = verified((root, signed[1]), "2019-01-01")
    assert answer.status == 1
    assert "its record has errors" in answer.output


@pytest.mark.parametrize(
    ("path", "old", "new", "words"),
    [
        (
            FOLDER.replace("appointments", "agency.yaml"),
            "status: active",
            "status: closed\nclosed: 2018-12-31\nclosed_reason: Merged",
            "its agency has ended, or the agency's record has errors",
        ),
        (f"{FOLDER}/pengelola-2018.yaml", "date: 2018-03-12", "date: 2019-01-02", "only from 2019-01-02"),
    ],
)
def test_a_letter_without_its_agency_or_of_a_later_date_is_not_in_force(
    signed: tuple[Path, Path], tmp_path: Path, path: str, old: str, new: str, words: str
) -> None:
    root = tmp_path / "copy"
    shutil.copytree(signed[0], root)
    text = (root / path).read_text()
    assert old in text
    write(root, {path: text.replace(old, new)})
    answer = verified((root, signed[1]), "2019-01-01")
    assert (answer.status, words in answer.output) == (1, True), answer.output


@pytest.mark.parametrize(("role", "status"), [("lead", 1), ("king", 0)])
def test_only_a_valid_replacement_ends_a_letter(
    signed: tuple[Path, Path], tmp_path: Path, role: str, status: int
) -> None:
    root = tmp_path / "copy"
    shutil.copytree(signed[0], root)
    officer = "officer:\n  name: New\n  post: Officer\naccounts: all-of-agency\n"
    letter = "letter:\n  number: CONTOH/9\n  date: 2018-06-01\neffective_from: 2018-06-01\nreplaces: pengelola-2018\n"
    write(root, {f"{FOLDER}/second.yaml": f"{officer}role: {role}\n{letter}"})
    assert verified((root, signed[1]), "2019-01-01").status == status


@pytest.mark.parametrize("role", ["lead", "king"])
def test_a_file_that_two_records_claim_is_not_registered(signed: tuple[Path, Path], tmp_path: Path, role: str) -> None:
    root = tmp_path / "copy"
    shutil.copytree(signed[0], root)
    second = "registry/agencies/my-japen/appointments/forged.yaml"
    text = (root / FOLDER / "pengelola-2018.yaml").read_text()
    write(root, {second: text.replace("role: lead", f"role: {role}")})
    answer = verified((root, signed[1]), "2019-01-01")
    digest = sha256(signed[1].read_bytes()).hexdigest()
    claims = f"2 appointments claim the SHA-256 {digest}: `{FIRST}`, `my-japen/forged`"
    assert (answer.status, answer.output) == (1, f"not registered: {claims}; ask the desk which is wrong\n")
    document = verified((root, signed[1]), "2019-01-01", "--json").json()
    assert (document["registered"], document["appointments"]) == (False, [])
    assert document["claimed_by"] == [FIRST, "my-japen/forged"]


def test_a_missing_file_is_an_error(signed: tuple[Path, Path], tmp_path: Path) -> None:
    for place, message in ((tmp_path, "is not a file"), (tmp_path / "none.pdf", "there is no file")):
        answer = verified((signed[0], place), "2019-01-01")
        assert answer.status == 2
        assert message in answer.messages
