"""The one door to docxtpl: a letter as a Word file, from anybody's template; the same bytes every time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from smregister.errors import FatalError
from smregister.letters.docx.default_template import built_in_template
from smregister.letters.docx.package import demand_harmless, open_package, packed, unpacked
from smregister.letters.docx.sandbox import Substitution
from smregister.letters.docx.timeout import TooSlowError, run_at_most
from smregister.letters.extras import demanded
from smregister.letters.letter import Letter
from smregister.letters.qr_code import code_as_png
from smregister.text import escape_hidden

if TYPE_CHECKING:
    from docxtpl import DocxTemplate  # type: ignore[import-untyped]

_PATIENCE = 20.0
"""Seconds; an ordinary template takes a twentieth of one."""
_CODE_WIDTH_CM = 2.6


class _Drawing:
    """A picture that a template can put in place, and nothing else."""

    def __init__(self, draw: Callable[[], str]) -> None:
        self._draw = draw

    def __html__(self) -> str:
        return self._draw()


def template_to_edit() -> bytes:
    """Return the built-in template, for a word processor.

    Raises FatalError if what it takes is not installed.
    """
    with demanded("docxtpl"):
        pass
    return packed(unpacked(built_in_template()))


def as_docx(letter: Letter, template: bytes | None = None, name: str = "of the program") -> bytes:
    """Write a letter as a Word file, from a template of somebody's or the built-in one.

    Raises FatalError if the template has a fault, with its place, or what it takes is not installed.
    """
    content = packed(open_package(template_to_edit() if template is None else template, name))
    try:
        written = run_at_most(_PATIENCE, _rendered, letter, content, name)
    except TooSlowError:
        raise FatalError(
            f"the template {name} can't be used: it takes longer than {_PATIENCE:.0f} s; make it simpler"
        ) from None
    parts = unpacked(written)
    demand_harmless(parts, name)
    return packed(parts)


def _rendered(letter: Letter, content: bytes, name: str) -> bytes:
    with demanded("docxtpl"):
        from docxtpl import DocxTemplate
        from jinja2 import TemplateError
    try:
        document = DocxTemplate(BytesIO(content))
        document.init_docx()
    except Exception as error:
        # Whatever a library makes of a file that is not what it says it is.
        raise FatalError(
            f"the template {name} can't be used: it is damaged; save it anew in a word processor"
        ) from error
    facts = asdict(letter) | {"code": _code(document, letter)}
    language = Substitution(facts)
    try:
        document.render(facts, language)
    except TemplateError as error:
        raise FatalError(f"the template {name} can't be used: {language.told(error)}") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise FatalError(
            f"the template {name} can't be used: what it makes is no letter ({escape_hidden(str(error))[:80]})"
        ) from error
    _date(document, letter)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _code(document: DocxTemplate, letter: Letter) -> _Drawing | str:
    """Return the QR code of a letter's address, with words for who can't see it."""
    if not letter.address:
        return ""
    from docx.shared import Cm
    from docxtpl import InlineImage

    image = InlineImage(document, BytesIO(code_as_png(letter.address)), width=Cm(_CODE_WIDTH_CM))
    described = f"<wp:docPr descr={quoteattr(letter.code_description)} "
    return _Drawing(lambda: str(image).replace("<wp:docPr ", described))


def _date(document: DocxTemplate, letter: Letter) -> None:
    """Return a Word file the letter's date and language, whatever the template's were."""
    from docx.oxml.ns import qn

    properties = document.docx.core_properties
    properties.created = properties.modified = datetime.fromisoformat(f"{letter.day}T12:00:00")
    properties.revision = 1
    properties.last_modified_by = ""
    for language in document.docx.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), letter.locale)
