"""Transactions on the work tree: all files are written, or none."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from smregister.errors import FatalError
from smregister.repository import journal
from smregister.repository.atomic_write import write_file
from smregister.repository.journal import Transaction
from smregister.text import escape_hidden

_UNDO = "undo of: "


def apply(root: Path, contents: Mapping[str, bytes | None], command: str) -> None:
    """Write files below a checkout, then remove those without content.

    On an error or an interrupt, the files get their old content back. If the process is killed, the
    journal names `command` and its files.
    Raises FatalError if a path leads out of the checkout or through a link, or the disk refuses.
    """
    before = {path: _read(root, path) for path in contents}
    try:
        journal.begin(root, Transaction(command, before, contents))
        _write_all(root, contents)
        journal.complete(root)
    except BaseException as error:
        outcome = _roll_back(root, before)
        if isinstance(error, OSError):
            raise FatalError(f"{error.filename or root} can't be written: {error.strerror}; {outcome}") from error
        raise


def undo(root: Path) -> Transaction:
    """Undo and return the last command, or the one that was interrupted.

    Raises FatalError if there is none, or if its files were changed since.
    """
    pending = journal.pending(root)
    entry = pending or journal.last(root)
    if entry is None:
        raise FatalError("there is nothing to undo: no command has written anything here")
    if pending:
        _require_unchanged(root, entry, (entry.before, entry.after))
        _write_all(root, entry.before)
        journal.remove_leftovers(root, entry)
        journal.forget(root)
    else:
        _require_unchanged(root, entry, (entry.after,))
        apply(root, entry.before, undone_command(entry) if is_undo(entry) else f"{_UNDO}{entry.command}")
    return entry


def is_undo(entry: Transaction) -> bool:
    """Return whether a command was the undo of another."""
    return entry.command.startswith(_UNDO)


def undone_command(entry: Transaction) -> str:
    """Return a command, or the one that it undid."""
    return entry.command.removeprefix(_UNDO)


def resume(root: Path) -> Transaction:
    """Finish and return the command that was interrupted.

    Raises FatalError if there is none, or if its files were changed since.
    """
    entry = journal.pending(root)
    if entry is None:
        raise FatalError("there is nothing to finish: no command was interrupted")
    _require_unchanged(root, entry, (entry.before, entry.after))
    _write_all(root, entry.after)
    journal.remove_leftovers(root, entry)
    journal.complete(root)
    return entry


def require_no_pending(root: Path) -> None:
    """Raise FatalError, with the remedies, if a command was interrupted."""
    entry = journal.pending(root)
    if entry is not None:
        written = sum(_read(root, path) == content for path, content in entry.after.items())
        raise FatalError(
            f"an earlier command was interrupted after {written} of {len(entry.after)} files: "
            f"`{escape_hidden(entry.command)}`; undo it with `smregister undo`, "
            "or finish it with `smregister undo --finish`"
        )


def _require_unchanged(root: Path, entry: Transaction, sides: Sequence[Mapping[str, bytes | None]]) -> None:
    changed = [path for path in entry.after if _read(root, path) not in [side[path] for side in sides]]
    if changed:
        raise FatalError(
            f"changed since `{escape_hidden(entry.command)}`, so nothing was undone: "
            f"{escape_hidden(', '.join(changed))}"
        )


def _write_all(root: Path, contents: Mapping[str, bytes | None]) -> None:
    for path in sorted(contents, key=lambda path: contents[path] is None):
        _write(root, path, contents[path])


def _roll_back(root: Path, before: Mapping[str, bytes | None]) -> str:
    """Write the old contents again, and return how that ended."""
    failed = []
    for path, content in before.items():
        try:
            if not (root / path).is_dir() and (content is None or _read(root, path) != content):
                _write(root, path, content)
        except OSError:
            failed.append(path)
    if failed:
        return f"these files are damaged, restore them with `smregister undo`: {', '.join(failed)}"
    journal.forget(root)
    return "nothing was changed"


def _read(root: Path, path: str) -> bytes | None:
    location = _locate(root, path)
    return location.read_bytes() if location.is_file() else None


def _write(root: Path, path: str, content: bytes | None) -> None:
    location = _locate(root, path)
    if content is not None:
        write_file(location, content)
        return
    location.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        for folder in location.parents:
            if folder == root:
                break
            folder.rmdir()


def _locate(root: Path, path: str) -> Path:
    location = root / path
    is_inside = location.parent.resolve().is_relative_to(root.resolve())
    if ".." in Path(path).parts or not is_inside or location.is_symlink():
        raise FatalError(f"{path} is outside the register; nothing was written")
    return location
