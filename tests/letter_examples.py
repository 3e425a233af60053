"""Letters of the project's own register and their text, for tests."""

from __future__ import annotations

import dataclasses
import shutil
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
from pypdf import PdfReader

from smregister.letters.compose import compose
from smregister.letters.letter import Letter
from smregister.letters.sources import find_sources
from smregister.model import Record
from smregister.register.loader import read_register
from smregister.register.register import Register
from smregister.repository.work_tree import WorkTree
from smregister.translations import load_translations
from tests.registers import DAY, PROJECT, Repository, build, committed

REPLACEMENT = "id-jk-diskominfotik/pengelola-2020"
FIRST = "id-jk-diskominfotik/pengelola-2018"
FOLDER = "registry/agencies/id-jk-diskominfotik/appointments"


def build_example(folder: Path) -> Repository:
    """Create a repository with the project's own register."""
    root = build(folder, {})
    shutil.copytree(PROJECT / "registry", root / "registry", dirs_exist_ok=True)
    return committed(root)


def read_example() -> Register:
    """Read the project's own register."""
    return read_register(WorkTree(PROJECT), DAY).register


def compose_example(register: Register, appointment: str | Record, language: str, **more: Any) -> Letter:
    """Compose the letter of an appointment."""
    record = register.of_kind("appointment")[appointment] if isinstance(appointment, str) else appointment
    day = record.text("letter", "date") or "2026-01-01"
    sources = find_sources(register, record, day)
    return compose(
        sources, register.platforms, load_translations(language), day, site="https://register.example/", **more
    )


def changed(register: Register, appointment: str, **fields: Any) -> Record:
    """Return an appointment with some fields replaced."""
    record = register.of_kind("appointment")[appointment]
    return dataclasses.replace(record, data={**record.data, **fields})


def text_of_pdf(content: bytes) -> str:
    """Return the text of a PDF."""
    pages = [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
    return " ".join("\n".join(pages).split())


def text_of_docx(content: bytes) -> str:
    """Return the text of a Word file, with tables."""
    document = docx.Document(BytesIO(content))
    paragraphs = [paragraph.text for paragraph in document.paragraphs]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join([*paragraphs, *cells]).split())
