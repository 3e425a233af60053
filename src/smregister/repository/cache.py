"""Cache of computed values, in one file below git's own directory.

The name of an entry is a digest of all that it depends on. An entry holds a digest of itself: one that is damaged or of
another version is ignored. Both digests need a key that lies in the user's own folder, so that a checkout that another
person hands over brings no results. The file may be deleted at any time.
"""

from __future__ import annotations

import contextlib
import hmac
import marshal
import os
import secrets
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
_MAX_BYTES = 1024 * 1024 * 1024
_CREATE = "CREATE TABLE IF NOT EXISTS entry (name BLOB PRIMARY KEY, digest BLOB, content BLOB)"
# Bytes of the file in use.
_SIZE = (
    "SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size"
)
_DELETE_OLDER_HALF = "DELETE FROM entry WHERE rowid <= (SELECT (min(rowid) + max(rowid)) / 2 FROM entry)"
_INSERT = "INSERT OR REPLACE INTO entry VALUES (?, ?, ?)"
_NAMES_AT_ONCE = 500
_KEY_LENGTH = 32
# Seconds to wait for another process that writes the file.
_TIMEOUT = 0.25


class Cache:
    """The entries of one checkout; outside git there are none, and nothing is stored."""

    def __init__(self, root: Path) -> None:
        folder = private_folder(root)
        self._file = folder / _FILE if folder else None

    def get(self, names: Collection[Name]) -> dict[Name, Plain]:
        """Return the plain values stored under names, where there are valid ones."""
        if self._file is None or not self._file.is_file():
            return {}
        import sqlite3

        try:
            with _open(self._file) as database:
                return dict(_select(database, names))
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
                with _open(self._file) as database, database:
                    database.execute(_CREATE)
                    if database.execute(_SIZE).fetchone()[0] > _MAX_BYTES:
                        database.execute(_DELETE_OLDER_HALF)
                    database.executemany(_INSERT, _rows(values))
            except (sqlite3.OperationalError, OSError):
                return
            except sqlite3.DatabaseError:
                # The file is damaged: start a new one.
                with contextlib.suppress(OSError):
                    self._file.unlink()
            else:
                return


def _open(file: Path) -> contextlib.closing[sqlite3.Connection]:
    import sqlite3

    database = sqlite3.connect(file, timeout=_TIMEOUT)
    database.execute("PRAGMA synchronous = OFF")
    return contextlib.closing(database)


def _select(database: sqlite3.Connection, names: Collection[Name]) -> Iterator[tuple[Name, Plain]]:
    by_digest = {_digest(name): name for name in names}
    for batch in batched(by_digest, _NAMES_AT_ONCE):
        marks = ", ".join("?" * len(batch))
        rows = database.execute(f"SELECT name, digest, content FROM entry WHERE name IN ({marks})", batch)  # noqa: S608
        for name, digest, content in rows:
            if isinstance(content, bytes) and _keyed_digest(content) == digest:
                yield by_digest[name], unpack(content)


def _rows(values: Mapping[Name, Plain]) -> Iterator[tuple[bytes, bytes, bytes]]:
    for name, value in values.items():
        content = pack(value)
        yield _digest(name), _keyed_digest(content), content


def _digest(name: Name) -> bytes:
    return _keyed_digest("\0".join((program_digest(), *name)).encode("utf-8", "surrogatepass"))


def _keyed_digest(content: bytes) -> bytes:
    return hmac.digest(_user_key(), content, "sha256")


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


@cache
def _user_key() -> bytes:
    """Return the user's own key, created on first use; one for this process if it can't be kept."""
    key = secrets.token_bytes(_KEY_LENGTH)
    try:
        file = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local/state") / "smregister" / "cache.key"
        if not file.is_file():
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with contextlib.suppress(FileExistsError), open(file, "xb", opener=_open_private) as new:
                new.write(key)
        kept = file.read_bytes()
    except (OSError, RuntimeError):
        return key
    return kept if len(kept) == _KEY_LENGTH else key


def pack(value: Plain) -> bytes:
    """Encode a plain value, for the cache or another process of this program."""
    return marshal.dumps(value)


def unpack(content: bytes) -> Plain:
    """Decode what `pack` of this same program returned."""
    return marshal.loads(content)  # noqa: S302


@cache
def program_digest() -> str:
    """Return a digest of the installed program, Python, parsers and validators."""
    libraries = [find_spec(name) for name in ("yaml", "jsonschema", "jsonschema_rs")]
    package = Path(__file__).parents[1]
    folders = [package, *(Path(library.origin).parent for library in libraries if library and library.origin)]
    facts = [sys.version, *(fact for folder in folders for fact in _file_facts(folder))]
    return sha256("\n".join(facts).encode()).hexdigest()


def _file_facts(folder: Path) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.is_dir():
                yield from _file_facts(Path(entry.path))
            elif entry.name.endswith((".py", ".json", ".so", ".pyd")):
                status = entry.stat()
                yield f"{entry.name} {status.st_size} {status.st_mtime_ns}"
