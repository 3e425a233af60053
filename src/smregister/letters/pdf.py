"""A letter as accessible PDF (PDF/UA-1), byte for byte reproducible."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from smregister.errors import FatalError
from smregister.letters import require_extra
from smregister.letters.letter import Letter
from smregister.letters.qr_code import draw_qr_code
from smregister.text import escape_hidden

_STANDARD: Final = "ua-1"
_NOT_IN_FONT = re.compile(r'the text `"(.*)"` could not be displayed')


def write_pdf(letter: Letter) -> bytes:
    """Return a letter as PDF; raise FatalError if the font lacks a character."""
    with require_extra("typst"):
        import typst
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    template = Path(__file__).with_name("letter.typ").read_bytes()
    code = draw_qr_code(letter.address, "svg", scale=4).decode() if letter.address else ""
    inputs = {"letter": json.dumps(asdict(letter)), "code": code}
    noon = datetime.fromisoformat(f"{letter.day}T12:00:00").replace(tzinfo=UTC)
    try:
        return typst.compile(
            template, font_paths=fonts, sys_inputs=inputs, pdf_standards=_STANDARD, timestamp=int(noon.timestamp())
        )
    except typst.TypstError as error:
        raise FatalError(_explain(str(error))) from error


def _explain(error: str) -> str:
    missing = _NOT_IN_FONT.search(error)
    if missing:
        return (
            f"the font of PDF letters has no character `{escape_hidden(missing[1])}`; "
            "write the letter as .docx, for which a word processor finds a font"
        )
    return f"the letter can't be set as PDF: {escape_hidden(error)}"
