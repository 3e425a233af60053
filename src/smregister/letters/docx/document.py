"""A Word document rendered from a template by docxtpl."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from io import BytesIO
from xml.sax.saxutils import quoteattr

from docx.oxml.ns import qn
from docx.shared import Cm
from docxtpl import DocxTemplate, InlineImage  # type: ignore[import-untyped]
from jinja2 import TemplateError

from smregister.letters.docx.package import template_error
from smregister.letters.docx.sandbox import Sandbox
from smregister.letters.letter import Letter
from smregister.letters.qr_code import draw_qr_code
from smregister.text import escape_hidden

_CODE_WIDTH_CM = 2.6


class _Picture:
    """A picture that a template can insert and do nothing else with."""

    def __init__(self, draw: Callable[[], str]) -> None:
        self._draw = draw

    def __html__(self) -> str:
        return self._draw()


def render_document(letter: Letter, template: bytes, name: str) -> bytes:
    """Render a letter from a template; raise FatalError if the template is invalid."""
    try:
        document = DocxTemplate(BytesIO(template))
        document.init_docx()
    except Exception as error:
        # A damaged file can make the library raise anything.
        raise template_error(name, "it is damaged; save it again in a word processor") from error
    facts = asdict(letter) | {"code": _draw_code(document, letter)}
    sandbox = Sandbox(facts)
    try:
        document.render(facts, sandbox)
    except TemplateError as error:
        raise template_error(name, sandbox.explain(error)) from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise template_error(name, f"its result is not a letter ({escape_hidden(str(error))[:80]})") from error
    _set_properties(document, letter)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _draw_code(document: DocxTemplate, letter: Letter) -> _Picture | str:
    """Return the QR code of the letter's address with a description."""
    if not letter.address:
        return ""

    def draw() -> str:
        image = InlineImage(document, BytesIO(draw_qr_code(letter.address, "png", scale=8)), width=Cm(_CODE_WIDTH_CM))
        return str(image).replace("<wp:docPr ", f"<wp:docPr descr={quoteattr(letter.code_description)} ")

    return _Picture(draw)


def _set_properties(document: DocxTemplate, letter: Letter) -> None:
    """Set the date and the language of the letter, whatever the template has."""
    properties = document.docx.core_properties
    properties.created = properties.modified = datetime.fromisoformat(f"{letter.day}T12:00:00")
    properties.revision = 1
    properties.last_modified_by = ""
    for language in document.docx.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), letter.locale)
