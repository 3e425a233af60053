"""The template that comes with the program, to be edited in a word processor: styles, tables, places for facts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.styles.style import ParagraphStyle
    from docx.table import Table, _Row

_FONT = "Times New Roman"
_STYLES = (
    # name, based on, size, bold, space before, centred
    ("Letter above", "Normal", 10, False, 0, True),
    ("Letter agency", "Normal", 13, True, 0, True),
    ("Letter contact", "Normal", 9, False, 0, True),
    ("Letter signature", "Normal", 10.5, False, 0, False),
    ("Letter small", "Normal", 9, False, 0, False),
)
_PAGE = ("begin", " PAGE ", "end")


@cache
def built_in_template() -> bytes:
    """Make the template; its language and its facts come with the letter."""
    document = Document()
    _set_up(document)
    _letterhead(document)
    _body(document)
    _signature(document)
    _copies_and_mark(document)
    _footer(document)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _set_up(document: WordDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.3)
    section.top_margin = section.bottom_margin = Cm(1.8)
    for name, size in (("Normal", 10.5), ("Heading 1", 12), ("List Number", 10.5)):
        _shape(document.styles[name], size)
    document.styles["Normal"].paragraph_format.space_before = Pt(2)
    document.styles["Heading 1"].paragraph_format.alignment = ALIGN.CENTER
    for name, base, size, bold, before, centred in _STYLES:
        style = document.styles.add_style(name, 1)
        style.base_style = document.styles[base]
        _shape(style, size)
        style.font.bold = bold
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(1)
        style.paragraph_format.alignment = ALIGN.CENTER if centred else ALIGN.LEFT
    document.styles["Letter signature"].paragraph_format.left_indent = Cm(8.5)
    document.styles["Letter signature"].paragraph_format.keep_with_next = True
    properties = document.core_properties
    properties.author = properties.comments = properties.keywords = ""
    properties.title, properties.language = "{{ title }}", "{{ locale }}"


def _shape(style: ParagraphStyle, size: float) -> None:
    style.font.name, style.font.size = _FONT, Pt(size)
    style.font.color.rgb = None
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:hAnsi"), _FONT)
    style.paragraph_format.space_after = Pt(3)


def _say(document: WordDocument, *texts: str, style: str = "Normal") -> None:
    for text in texts:
        document.add_paragraph(text, style)


def _unless_empty(document: WordDocument, fact: str, text: str, style: str = "Normal") -> None:
    _say(document, f"{{%p if {fact} %}}", text, "{%p endif %}", style=style)


def _letterhead(document: WordDocument) -> None:
    _say(document, "{%p for name in above %}", "{{ name }}", "{%p endfor %}", style="Letter above")
    _say(document, "{{ agency }}", style="Letter agency")
    _unless_empty(document, "contact", "{{ contact }}", "Letter contact")
    _say(document, "{{ title }}", style="Heading 1")


def _body(document: WordDocument) -> None:
    _facts(document, "reference")
    _unless_empty(document, "basis", "{{ basis }}")
    _say(document, "{{ opening }}")
    _facts(document, "officer")
    _say(document, "{{ role }}")
    _unless_empty(document, "acting", "{{ acting }}")
    _unless_empty(document, "replacement", "{{ replacement }}")
    _unless_empty(document, "duties_heading", "{{ duties_heading }}:")
    _say(document, "{%p for duty in duties %}", "{{ duty }}", "{%p endfor %}", style="List Number")
    _unless_empty(document, "approval", "{{ approval }}")
    _say(document, "{{ accounts_heading }}{% if accounts %}:{% endif %}", "{%p if accounts %}")
    columns = ("platform", "handle", "address")
    table = _table(document, [f"{{{{ account_columns.{name} }}}}" for name in columns], (2.8, 4.6, 9), "Table Grid")
    _shape_heading(table.rows[0])
    _repeated_row(table, "account in accounts", [f"{{{{ account.{name} }}}}" for name in columns])
    _say(document, "{%p endif %}", "{{ term }}")
    # A signature never stands alone on a page.
    document.add_paragraph("{{ closing }}").paragraph_format.keep_with_next = True


def _facts(document: WordDocument, name: str) -> None:
    """Put a list of facts with labels into a table without lines."""
    table = _table(document, ["{%tr for line in " + name + " %}", ""], (4.2, 12.2))
    _add_row(table, ["{{ line.label }}", ": {{ line.value }}"])
    _add_row(table, ["{%tr endfor %}", ""])


def _table(document: WordDocument, first: Sequence[str], widths: Sequence[float], style: str = "Normal Table") -> Table:
    table: Table = document.add_table(0, len(first))
    table.style = document.styles[style]
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    _add_row(table, first)
    return table


def _repeated_row(table: Table, loop: str, texts: Sequence[str]) -> None:
    _add_row(table, ["{%tr for " + loop + " %}", *[""] * (len(texts) - 1)])
    _add_row(table, texts)
    _add_row(table, ["{%tr endfor %}", *[""] * (len(texts) - 1)])


def _add_row(table: Table, texts: Sequence[str]) -> None:
    for cell, column, text in zip(
        table.add_row().cells,  # type: ignore[no-untyped-call]
        table.columns,
        texts,
        strict=True,
    ):
        cell.width, cell.text = column.width, text
        spacing = cell.paragraphs[0].paragraph_format
        spacing.space_before = spacing.space_after = Pt(1)


def _shape_heading(row: _Row) -> None:
    """Have a table's first row stand on every page, and be told as its heading."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell in row.cells:
        cell.paragraphs[0].runs[0].bold = True


def _signature(document: WordDocument) -> None:
    lines = ("{{ place_and_date }}", "{{ signatory_post }}", "", "", "", "{{ signatory_name }}")
    _say(document, *lines, style="Letter signature")


def _copies_and_mark(document: WordDocument) -> None:
    _say(document, "{%p if copies %}", "{{ copies_heading }}:", "{%p for name in copies %}")
    _say(document, "{{ loop.index }}. {{ name }}", "{%p endfor %}", "{%p endif %}")
    _say(document, "{%p if mark %}", "{{ mark_heading }}", "{%p for line in mark %}", style="Letter small")
    _say(document, "{{ line.label }}: {{ line.value }}", "{%p endfor %}", style="Letter small")
    _unless_empty(document, "address", "{{ code }}", "Letter small")
    _say(document, "{%p endif %}", style="Letter small")


def _footer(document: WordDocument) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.style = document.styles["Letter small"]
    paragraph.add_run("{{ title }}. {{ page }} ")
    for part in _PAGE:
        run = paragraph.add_run()._r
        element = OxmlElement("w:instrText" if "PAGE" in part else "w:fldChar")
        if "PAGE" in part:
            element.text = part
        else:
            element.set(qn("w:fldCharType"), part)
        run.append(element)
