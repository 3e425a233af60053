"""What earlier runs found out, kept below git's own directory.

Every entry is named by a digest of all that it depends on, and holds a digest of itself: one that is
torn, foreign or of another version is as good as none. The folder may be deleted at any time.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from smregister.errors import FatalError
from smregister.git import Git

if TYPE_CHECKING:
    from collections.abc import Iterator

_FOLDER = "smregister"
_ENDING = ".entry"
_MOST_ENTRIES = 64
_DIGEST_LENGTH = sha256().digest_size


class Cache:
    """The entries below one checkout's git directory; without such a directory nothing is kept."""

    def __init__(self, root: Path) -> None:
        self._folder = _folder(root)

    def get(self, *parts: str) -> bytes | None:
        """Give what was kept for something named by these parts; None where nothing sound is."""
        try:
            content = self._place(parts).read_bytes() if self._folder else b""
        except OSError:
            return None
        digest, kept = content[:_DIGEST_LENGTH], content[_DIGEST_LENGTH:]
        return kept if digest == sha256(kept).digest() else None

    def put(self, content: bytes, *parts: str) -> None:
        """Keep something; where that can't be, nothing happens."""
        if self._folder is not None:
            with contextlib.suppress(OSError):
                self._folder.mkdir(exist_ok=True)
                _write(self._place(parts), sha256(content).digest() + content)
                self._forget_oldest()

    def _place(self, parts: tuple[str, ...]) -> Path:
        assert self._folder is not None, "there is no place without a folder"  # noqa: S101
        name = sha256("\0".join((program_digest(), *parts)).encode()).hexdigest()
        return self._folder / f"{name}{_ENDING}"

    def _forget_oldest(self) -> None:
        assert self._folder is not None, "entries were written"  # noqa: S101
        entries = sorted(self._folder.glob(f"*{_ENDING}"), key=lambda entry: entry.stat().st_mtime, reverse=True)
        for entry in entries[_MOST_ENTRIES:]:
            entry.unlink(missing_ok=True)


@cache
def program_digest() -> str:
    """Name this program as it is installed: its files by size and time, Python, and the libraries that judge."""
    judges = [f"{name} {version(name)}" for name in ("PyYAML", "jsonschema", "jsonschema-rs")]
    return sha256("\n".join([sys.version, *judges, *_files(Path(__file__).parent)]).encode()).hexdigest()


def _files(folder: Path) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.is_dir():
                yield from _files(Path(entry.path))
            elif entry.name.endswith((".py", ".json")):
                facts = entry.stat()
                yield f"{entry.name} {facts.st_size} {facts.st_mtime_ns}"


def _folder(root: Path) -> Path | None:
    try:
        name = os.fsdecode(Git(root).run("rev-parse", "--git-path", _FOLDER).rstrip(b"\n"))
    except (FatalError, OSError):
        return None
    return root / name


def _write(place: Path, content: bytes) -> None:
    number, name = tempfile.mkstemp(dir=place.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
