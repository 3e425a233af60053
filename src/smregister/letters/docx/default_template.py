"""The default Word template, for editing in a word processor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Row

_FONT = "Times New Roman"
_STYLES = (
    # name, based on, size, bold, space before, centered
    ("Letter above", "Normal", 10, False, 0, True),
    ("Letter agency", "Normal", 13, True, 0, True),
    ("Letter contact", "Normal", 9, False, 0, True),
    ("Letter signature", "Normal", 10.5, False, 0, False),
    ("Letter small", "Normal", 9, False, 0, False),
)
_PAGE = ("begin", " PAGE ", "end")


@cache
def build_template() -> bytes:
    """Build the template; a letter adds its language and its facts."""
    document = Document()
    _set_up(document)
    _add_letterhead(document)
    _add_body(document)
    signature = ("{{ place_and_date }}", "{{ signatory_post }}", "", "", "", "{{ signatory_name }}")
    _add_texts(document, *signature, style="Letter signature")
    _add_copies_and_mark(document)
    _add_footer(document)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _set_up(document: WordDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.3)
    section.top_margin = section.bottom_margin = Cm(1.8)
    for name, size in (("Normal", 10.5), ("Heading 1", 12), ("List Number", 10.5)):
        _format_style(document.styles[name], size)
    document.styles["Normal"].paragraph_format.space_before = Pt(2)
    document.styles["Heading 1"].paragraph_format.alignment = ALIGN.CENTER
    for name, base, size, bold, before, centered in _STYLES:
        style = document.styles.add_style(name, 1)
        style.base_style = document.styles[base]
        _format_style(style, size)
        style.font.bold = bold
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(1)
        style.paragraph_format.alignment = ALIGN.CENTER if centered else ALIGN.LEFT
    document.styles["Letter signature"].paragraph_format.left_indent = Cm(8.5)
    document.styles["Letter signature"].paragraph_format.keep_with_next = True
    properties = document.core_properties
    properties.author = properties.comments = properties.keywords = ""
    properties.title, properties.language = "{{ title }}", "{{ locale }}"


def _format_style(style: ParagraphStyle, size: float) -> None:
    style.font.name, style.font.size = _FONT, Pt(size)
    style.font.color.rgb = None
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:hAnsi"), _FONT)
    style.paragraph_format.space_after = Pt(3)


def _add_texts(document: WordDocument, *texts: str, style: str = "Normal") -> None:
    for text in texts:
        document.add_paragraph(text, style)


def _add_optional(document: WordDocument, fact: str, text: str, style: str = "Normal") -> None:
    _add_texts(document, f"{{%p if {fact} %}}", text, "{%p endif %}", style=style)


def _add_letterhead(document: WordDocument) -> None:
    _add_texts(document, "{%p for name in above %}", "{{ name }}", "{%p endfor %}", style="Letter above")
    _add_texts(document, "{{ agency }}", style="Letter agency")
    _add_optional(document, "contact", "{{ contact }}", "Letter contact")
    _add_texts(document, "{{ title }}", style="Heading 1")


def _add_body(document: WordDocument) -> None:
    _add_facts(document, "reference")
    _add_optional(document, "basis", "{{ basis }}")
    _add_texts(document, "{{ opening }}")
    _add_facts(document, "officer")
    _add_texts(document, "{{ role }}")
    _add_optional(document, "acting", "{{ acting }}")
    _add_optional(document, "replacement", "{{ replacement }}")
    _add_optional(document, "duties_heading", "{{ duties_heading }}:")
    _add_texts(document, "{%p for duty in duties %}", "{{ duty }}", "{%p endfor %}", style="List Number")
    _add_optional(document, "approval", "{{ approval }}")
    _add_texts(document, "{{ accounts_heading }}{% if accounts %}:{% endif %}", "{%p if accounts %}")
    columns = ("platform", "handle", "address")
    headings = [f"{{{{ account_columns.{name} }}}}" for name in columns]
    cells = [f"{{{{ account.{name} }}}}" for name in columns]
    rows = (headings, ["{%tr for account in accounts %}", "", ""], cells, ["{%tr endfor %}", "", ""])
    table = _add_table(document, rows, (2.8, 4.6, 9), "Table Grid")
    _format_heading(table.rows[0])
    # Keep the signature on the page of the last sentences.
    for text in ("{%p endif %}", "{{ term }}", "{%p if closing %}", "{{ closing }}", "{%p endif %}"):
        document.add_paragraph(text).paragraph_format.keep_with_next = True


def _add_facts(document: WordDocument, name: str) -> None:
    """Add a table without lines for a list of labeled facts."""
    start, end = ["{%tr for line in " + name + " %}", ""], ["{%tr endfor %}", ""]
    _add_table(document, (start, ["{{ line.label }}", ": {{ line.value }}"], end), (4.2, 12.2))


def _add_table(
    document: WordDocument, rows: Iterable[Sequence[str]], widths: Sequence[float], style: str = "Normal Table"
) -> Table:
    table: Table = document.add_table(0, len(widths))
    table.style = document.styles[style]
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for texts in rows:
        cells = table.add_row().cells  # type: ignore[no-untyped-call]
        for cell, width, text in zip(cells, widths, texts, strict=True):
            cell.width, cell.text = Cm(width), text
            spacing = cell.paragraphs[0].paragraph_format
            spacing.space_before = spacing.space_after = Pt(1)
    return table


def _format_heading(row: _Row) -> None:
    """Repeat the first row of a table on every page, and mark it as a heading."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell in row.cells:
        cell.paragraphs[0].runs[0].bold = True


def _add_copies_and_mark(document: WordDocument) -> None:
    _add_texts(document, "{%p if copies %}", "{{ copies_heading }}:", "{%p for name in copies %}")
    _add_texts(document, "{{ loop.index }}. {{ name }}", "{%p endfor %}", "{%p endif %}")
    _add_texts(document, "{%p if mark %}", "{{ mark_heading }}", "{%p for line in mark %}", style="Letter small")
    _add_texts(document, "{{ line.label }}: {{ line.value }}", "{%p endfor %}", style="Letter small")
    _add_optional(document, "address", "{{ code }}", "Letter small")
    _add_texts(document, "{%p endif %}", style="Letter small")


def _add_footer(document: WordDocument) -> None:
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
