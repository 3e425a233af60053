"""What earlier runs found out, kept in one file below git's own directory.

Every entry is named by a digest of all that it depends on, and holds a digest of itself: one that is
torn, foreign or of another version is as good as none. The file may be deleted at any time.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import sys
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from smregister.progress import batched
from smregister.repository.git import private_folder

if TYPE_CHECKING:
    import sqlite3

Name: TypeAlias = tuple[str, ...]
"""All that an entry depends on, beside the program itself."""
Plain: TypeAlias = Any
"""A plain value: None, bool, int, float, str or bytes, or a tuple, list or dict of plain values."""

_FILE = "cache.sqlite"
_LARGEST = 1024 * 1024 * 1024
_TABLE = "CREATE TABLE IF NOT EXISTS entry (name BLOB PRIMARY KEY, digest BLOB, content BLOB)"
# In bytes, what is free in the file left out.
_SIZE = (
    "SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size"
)
_OLDER_HALF = "DELETE FROM entry WHERE rowid <= (SELECT (min(rowid) + max(rowid)) / 2 FROM entry)"
_MOST_AT_ONCE = 500
# In seconds, how long another process may keep the file to itself before this one goes without.
_PATIENCE = 0.25


class Cache:
    """The entries below one checkout's git directory; without such a directory nothing is kept."""

    def __init__(self, root: Path) -> None:
        self._file = _file(root)

    def get(self, names: Collection[Name]) -> dict[Name, Plain]:
        """Return the plain values stored under names, where there are valid ones."""
        if self._file is None or not self._file.is_file():
            return {}
        import sqlite3

        try:
            with contextlib.closing(self._open(self._file)) as database:
                return dict(_kept(database, names))
        except sqlite3.Error:
            return {}

    def put(self, values: Mapping[Name, Plain]) -> None:
        """Store plain values; ignore failures."""
        if self._file is None:
            return
        import sqlite3

        for _ in range(2):
            try:
                self._file.parent.mkdir(exist_ok=True)
                with contextlib.closing(self._open(self._file)) as database, database:
                    database.execute(_TABLE)
                    if database.execute(_SIZE).fetchone()[0] > _LARGEST:
                        database.execute(_OLDER_HALF)
                    database.executemany("INSERT OR REPLACE INTO entry VALUES (?, ?, ?)", _rows(values))
            except (sqlite3.OperationalError, OSError):
                return
            except sqlite3.DatabaseError:
                self._forget(self._file)
            else:
                return

    def _open(self, file: Path) -> sqlite3.Connection:
        import sqlite3

        database = sqlite3.connect(file, timeout=_PATIENCE)
        database.execute("PRAGMA synchronous = OFF")
        return database

    def _forget(self, file: Path) -> None:
        with contextlib.suppress(OSError):
            file.unlink()


def pack(value: Plain) -> bytes:
    """Write a plain value as bytes, for the cache or another process of this program."""
    return marshal.dumps(value)


def unpack(content: bytes) -> Plain:
    """Read what `pack` of this very program wrote."""
    return marshal.loads(content)  # noqa: S302


def _rows(values: Mapping[Name, Plain]) -> Iterator[tuple[bytes, bytes, bytes]]:
    for name, value in values.items():
        content = pack(value)
        yield _digest(name), sha256(content).digest(), content


def _kept(database: sqlite3.Connection, names: Collection[Name]) -> Iterator[tuple[Name, Plain]]:
    by_digest = {_digest(name): name for name in names}
    for some in batched(by_digest, _MOST_AT_ONCE):
        places = ", ".join("?" * len(some))
        rows = database.execute(f"SELECT name, digest, content FROM entry WHERE name IN ({places})", some)  # noqa: S608
        for name, digest, content in rows:
            if isinstance(content, bytes) and sha256(content).digest() == digest:
                yield by_digest[name], unpack(content)


def _digest(name: Name) -> bytes:
    return sha256("\0".join((program_digest(), *name)).encode("utf-8", "surrogatepass")).digest()


@cache
def program_digest() -> str:
    """Name this program as it is installed: its files by size and time, Python, and the libraries that judge."""
    judges = [find_spec(name) for name in ("yaml", "jsonschema", "jsonschema_rs")]
    places = [Path(__file__), *(Path(judge.origin) for judge in judges if judge and judge.origin)]
    facts = [sys.version, *(fact for place in places for fact in _files(place.parent))]
    return sha256("\n".join(facts).encode()).hexdigest()


def _files(folder: Path) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.is_dir():
                yield from _files(Path(entry.path))
            elif entry.name.endswith((".py", ".json", ".so", ".pyd")):
                facts = entry.stat()
                yield f"{entry.name} {facts.st_size} {facts.st_mtime_ns}"


def _file(root: Path) -> Path | None:
    folder = private_folder(root)
    return folder / _FILE if folder else None
