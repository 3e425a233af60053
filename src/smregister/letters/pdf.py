"""The one door to typst: a letter as a PDF for everybody's eyes and ears (PDF/UA-1), the same bytes every time."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.resources import files
from typing import Final

from smregister.errors import FatalError
from smregister.letters.extras import demanded
from smregister.letters.letter import Letter
from smregister.letters.qr_code import code_as_svg
from smregister.text import escape_hidden

_STANDARD: Final = "ua-1"
_NOT_IN_FONT = re.compile(r'the text `"(.*)"` could not be displayed')


def as_pdf(letter: Letter) -> bytes:
    """Write a letter as PDF; its time is the letter's date, its fonts are those that come with typst.

    Raises FatalError if those lack a character, or what it takes is not installed.
    """
    with demanded("typst"):
        import typst
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    code = code_as_svg(letter.address).decode() if letter.address else ""
    template = files("smregister.letters").joinpath("letter.typ").read_bytes()
    inputs = {"letter": json.dumps(asdict(letter)), "code": code}
    try:
        return typst.compile(
            template, font_paths=fonts, sys_inputs=inputs, pdf_standards=_STANDARD, timestamp=_noon(letter.day)
        )
    except typst.TypstError as error:
        raise FatalError(_told(str(error))) from error


def _noon(day: str) -> int:
    return int(datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC).timestamp())


def _told(fault: str) -> str:
    missing = _NOT_IN_FONT.search(fault)
    if missing:
        return (
            f"the font of PDF letters has no character `{escape_hidden(missing[1])}`; "
            "write the letter as .docx, for which a word processor finds a font"
        )
    return f"the letter can't be set as PDF: {escape_hidden(fault)}"
