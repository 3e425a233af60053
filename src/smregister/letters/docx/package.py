"""A Word file as its parts: none may act, reach outside or be too large; packed the same each time."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from smregister.errors import FatalError
from smregister.letters.docx.safety import faults_of_text

LARGEST_FILE = 512 * 1024
"""As large as a file of the register may be; enough for a page with a coat of arms."""
_LARGEST_CONTENT = 16 * 1024 * 1024
_MOST_PARTS = 200

# What a page is made of: texts, styles, pictures, fonts. Macros, controls, embedded files, foreign texts are none.
_PARTS = re.compile(
    r"\[Content_Types\]\.xml|(?:[\w.-]+/)?_rels/[\w.-]*\.rels|docProps/[\w.-]+\.(?:xml|jpe?g|png)"
    r"|word/(?:theme/)?[\w.-]+\.xml|word/theme/_rels/[\w.-]+\.rels|word/media/[\w.-]+\.(?:png|jpe?g|gif|svg)"
    r"|word/fonts/[\w.-]+\.odttf|customXml/(?:_rels/)?[\w.-]+\.(?:xml|rels)",
    re.IGNORECASE | re.ASCII,
)
# The day on which a zip file's calendar begins.
_NO_DATE = (1980, 1, 1, 0, 0, 0)


def open_package(content: bytes, name: str) -> Mapping[str, bytes]:
    """Unpack a Word file, and see that it only shows something.

    Raises FatalError, with the part that is at fault, if it is no Word file, too large, or does more.
    """
    if len(content) > LARGEST_FILE:
        raise _refused(name, f"it is larger than {LARGEST_FILE // 1024} KiB; make its pictures smaller")
    parts = _unpacked(content, name)
    if "word/document.xml" not in parts:
        raise _refused(name, "it is no Word file; save it as .docx")
    demand_harmless(parts, name)
    return parts


def demand_harmless(parts: Mapping[str, bytes], name: str) -> None:
    """See that parts of a Word file do nothing but show something.

    Raises FatalError, with the part that is at fault, if one does.
    """
    for part, content in parts.items():
        if fault := _fault(part, content):
            raise _refused(name, f"`{part}` {fault}")


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Pack parts to a file that has the same bytes whenever and wherever it is made."""
    file = BytesIO()
    with ZipFile(file, "w") as package:
        for part, content in parts.items():
            entry = ZipInfo(part, _NO_DATE)
            entry.compress_type, entry.create_system = ZIP_DEFLATED, 0
            package.writestr(entry, content)
    return file.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    """Unpack a file that this program made."""
    with ZipFile(BytesIO(content)) as package:
        return {entry.filename: package.read(entry) for entry in package.infolist()}


def _unpacked(content: bytes, name: str) -> dict[str, bytes]:
    try:
        with ZipFile(BytesIO(content)) as package:
            entries = package.infolist()
            # What an entry says of its size binds: no more than that is unpacked.
            if len(entries) > _MOST_PARTS or sum(entry.file_size for entry in entries) > _LARGEST_CONTENT:
                raise _refused(name, "unpacked it is larger than a letter can be")
            if len({entry.filename for entry in entries}) < len(entries):
                raise _refused(name, "it has a part twice")
            return {entry.filename: package.read(entry) for entry in entries}
    except (BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError) as error:
        raise _refused(name, "it is no Word file, or a damaged one; save it as .docx without a password") from error


# Most parts of a letter are those of its template.
@lru_cache(maxsize=32)
def _fault(part: str, content: bytes) -> str | None:
    if not _PARTS.fullmatch(part):
        return "is none of the parts that a page is made of; take macros, controls and embedded files out"
    return next(faults_of_text(content), None) if part.lower().endswith((".xml", ".rels")) else None


def _refused(name: str, fault: str) -> FatalError:
    return FatalError(f"the template {name} can't be used: {fault}")
