"""Word file of a letter from a template, byte for byte reproducible."""

from __future__ import annotations

from smregister.letters import require_extra
from smregister.letters.docx.package import open_package, pack_parts, require_harmless, template_error, unpack_parts
from smregister.letters.docx.timeout import TooSlowError, run_at_most
from smregister.letters.letter import Letter
from smregister.repository.tree import Mode, Tree

TEMPLATES = "letters"
"""The folder of templates in a repository."""
_MAX_SECONDS = 20.0
"""An ordinary template takes 0.05 s."""


def find_template(tree: Tree, agency: str) -> tuple[bytes, str] | None:
    """Return the template and its path; raise FatalError if it is not a plain file."""
    paths = [f"{TEMPLATES}/{agency}.docx", f"{TEMPLATES}/letter.docx"]
    files = {file.path: file for file in tree.files_at(paths)}
    for path in paths:
        if file := files.get(path):
            if file.mode not in (Mode.PLAIN, Mode.EXECUTABLE):
                raise template_error(path, f"it is {file.mode}")
            return file.read(), path
    return None


def write_default_template() -> bytes:
    """Return the default template; raise FatalError if a library is not installed."""
    with require_extra("docxtpl"):
        from smregister.letters.docx.default_template import build_template
    return pack_parts(unpack_parts(build_template()))


def write_docx(letter: Letter, template: bytes | None = None, name: str = "of the program") -> bytes:
    """Return a letter as a Word file; raise FatalError if the template is invalid."""
    content = pack_parts(open_package(write_default_template() if template is None else template, name))
    with require_extra("docxtpl"):
        from smregister.letters.docx.document import render_document
    try:
        document = run_at_most(_MAX_SECONDS, render_document, letter, content, name)
    except TooSlowError:
        raise template_error(name, f"it takes longer than {_MAX_SECONDS:.0f} s; make it simpler") from None
    parts = unpack_parts(document)
    require_harmless(parts, name)
    return pack_parts(parts)
