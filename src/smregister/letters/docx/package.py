"""The parts of a Word file, checked for active content and size."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from smregister.errors import FatalError
from smregister.letters.docx.safety import find_errors

LARGEST_FILE = 512 * 1024
"""The limit of files of the register; enough for a page with a coat of arms."""
_LARGEST_CONTENT = 16 * 1024 * 1024
_MOST_PARTS = 200

# Texts, styles, pictures, fonts; no macros, controls and embedded files.
_PARTS = re.compile(
    r"\[Content_Types\]\.xml|(?:[\w.-]+/)?_rels/[\w.-]*\.rels|docProps/[\w.-]+\.(?:xml|jpe?g|png)"
    r"|word/(?:theme/)?[\w.-]+\.xml|word/theme/_rels/[\w.-]+\.rels|word/media/[\w.-]+\.(?:png|jpe?g|gif|svg)"
    r"|word/fonts/[\w.-]+\.odttf|customXml/(?:_rels/)?[\w.-]+\.(?:xml|rels)",
    re.IGNORECASE | re.ASCII,
)
# The earliest date of a zip file.
_DATE = (1980, 1, 1, 0, 0, 0)


def open_package(content: bytes, name: str) -> Mapping[str, bytes]:
    """Unpack a Word file; raise FatalError if it is invalid, large or active."""
    if len(content) > LARGEST_FILE:
        raise template_error(name, f"it is larger than {LARGEST_FILE // 1024} KiB; make its pictures smaller")
    parts = _unpack(content, name)
    if "word/document.xml" not in parts:
        raise template_error(name, "it is not a Word file; save it as .docx")
    require_harmless(parts, name)
    return parts


def require_harmless(parts: Mapping[str, bytes], name: str) -> None:
    """Raise FatalError, naming the part, if a part has active content."""
    for part, content in parts.items():
        if error := _find_part_error(part, content):
            raise template_error(name, f"`{part}` {error}")


def pack_parts(parts: Mapping[str, bytes]) -> bytes:
    """Pack parts to a file that has the same bytes every time."""
    file = BytesIO()
    with ZipFile(file, "w") as package:
        for part, content in parts.items():
            entry = ZipInfo(part, _DATE)
            entry.compress_type, entry.create_system = ZIP_DEFLATED, 0
            package.writestr(entry, content)
    return file.getvalue()


def unpack_parts(content: bytes) -> dict[str, bytes]:
    """Unpack a file that this program made."""
    with ZipFile(BytesIO(content)) as package:
        return {entry.filename: package.read(entry) for entry in package.infolist()}


def _unpack(content: bytes, name: str) -> dict[str, bytes]:
    try:
        with ZipFile(BytesIO(content)) as package:
            entries = package.infolist()
            # No more is unpacked than the declared sizes.
            if len(entries) > _MOST_PARTS or sum(entry.file_size for entry in entries) > _LARGEST_CONTENT:
                raise template_error(name, "unpacked it is larger than a letter can be")
            if len({entry.filename for entry in entries}) < len(entries):
                raise template_error(name, "it has a part twice")
            return {entry.filename: package.read(entry) for entry in entries}
    except (BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError) as error:
        raise template_error(name, "it is damaged or not a Word file; save it as .docx without a password") from error


# Most parts of a letter are those of its template.
@lru_cache(maxsize=32)
def _find_part_error(part: str, content: bytes) -> str | None:
    if not _PARTS.fullmatch(part):
        return "is not part of a page; remove macros, controls and embedded files"
    return next(find_errors(content), None) if part.lower().endswith((".xml", ".rels")) else None


def template_error(name: str, reason: str) -> FatalError:
    """Return the error of a template that can't be used."""
    return FatalError(f"the template {name} can't be used: {reason}")
