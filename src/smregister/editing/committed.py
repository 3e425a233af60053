"""Records as of the last commit."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from smregister.errors import FatalError
from smregister.repository.open import open_commit


def read_committed(root: Path, paths: Iterable[str]) -> dict[str, bytes | None]:
    """Return the contents of files in the last commit, None for those that were never committed.

    A file that may have had another name is left out. Without a commit, there are none.
    """
    paths = [*paths]
    try:
        tree = open_commit(root, "HEAD")
    except FatalError:
        return {}
    contents = {file.path: file.read() for file in tree.files_at(paths)}
    folders = {path.rpartition("/")[0] for path in paths if path not in contents}
    moved = {folder for folder in folders if any(not (root / file.path).exists() for file in tree.files(folder))}
    absent = [path for path in paths if path not in contents and path.rpartition("/")[0] not in moved]
    return contents | dict.fromkeys(absent)
