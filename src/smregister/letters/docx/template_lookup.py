"""Where the Word template of an agency's letters lies: in the register, beside its records."""

from __future__ import annotations

from smregister.errors import FatalError
from smregister.repository.tree import Mode, Tree

FOLDER = "letters"


def template_for(tree: Tree, agency: str) -> tuple[bytes, str] | None:
    """Return an agency's own template, or the register's, with its path; none where the program's own is to be taken.

    Raises FatalError if it is no plain file.
    """
    paths = [f"{FOLDER}/{agency}.docx", f"{FOLDER}/letter.docx"]
    there = {file.path: file for file in tree.files_at(paths)}
    for path in paths:
        if file := there.get(path):
            if file.mode not in (Mode.PLAIN, Mode.EXECUTABLE):
                raise FatalError(f"the template {path} can't be used: it is {file.mode}")
            return file.read(), path
    return None
