"""The only writing to the register: each file whole or not at all."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from smregister.errors import FatalError
from smregister.repository import journal
from smregister.repository.atomic_write import write_file
from smregister.text import escape_hidden

_UNDO = "undo of: "


def apply(root: Path, contents: Mapping[str, bytes | None], command: str) -> None:
    """Write files below a checkout, and remove those without content; nothing is removed before all is written.

    Where that fails or is interrupted, what was written is taken back; where this process is killed, the
    journal tells what `command` was to do.
    Raises FatalError if a path leads out of the checkout or through a link, or the disk refuses.
    """
    before = {path: _content(root, path) for path in contents}
    try:
        journal.begin(root, journal.Transaction(command, before, contents))
        _write_all(root, contents)
        journal.complete(root)
    except BaseException as error:
        left = _take_back(root, before)
        if isinstance(error, OSError):
            raise FatalError(
                f"{error.filename or root} can't be written: {error.strerror}; {left or 'nothing was changed'}"
            ) from error
        raise


def undo(root: Path) -> journal.Transaction:
    """Take back the last command, or the one that was cut short; gives what that was.

    Raises FatalError if there is none, or if its files were changed since.
    """
    cut_short = journal.pending(root)
    entry = cut_short or journal.last(root)
    if entry is None:
        raise FatalError("there is nothing to undo: no command of this checkout has written anything")
    _demand_unchanged(root, entry, (entry.before, entry.after) if cut_short else (entry.after,))
    if cut_short is None:
        again = entry.command.removeprefix(_UNDO)
        apply(root, entry.before, again if again != entry.command else f"{_UNDO}{entry.command}")
    else:
        _write_all(root, entry.before)
        _tidy(root, entry)
        journal.forget(root)
    return entry


def is_undo(entry: journal.Transaction) -> bool:
    """Return whether what a command did was to take back another."""
    return entry.command.startswith(_UNDO)


def resume(root: Path) -> journal.Transaction:
    """Carry out the rest of the command that was cut short; gives what that was.

    Raises FatalError if there is none, or if its files were changed since.
    """
    entry = journal.pending(root)
    if entry is None:
        raise FatalError("there is nothing to finish: no command was cut short")
    _demand_unchanged(root, entry, (entry.before, entry.after))
    _write_all(root, entry.after)
    _tidy(root, entry)
    journal.complete(root)
    return entry


def require_no_pending(root: Path) -> None:
    """See that no command was cut short.

    Raises FatalError, with what can be done, if one was.
    """
    entry = journal.pending(root)
    if entry is not None:
        written = sum(_content(root, path) == content for path, content in entry.after.items())
        raise FatalError(
            f"an earlier command was cut short, with {written} of {len(entry.after)} files done: "
            f"`{escape_hidden(entry.command)}`; `smregister undo` takes it back, "
            "`smregister undo --finish` does the rest"
        )


def _write_all(root: Path, contents: Mapping[str, bytes | None]) -> None:
    for path in sorted(contents, key=lambda path: contents[path] is None):
        _put(root, _place(root, path), contents[path])


def _demand_unchanged(root: Path, entry: journal.Transaction, sides: Sequence[Mapping[str, bytes | None]]) -> None:
    changed = [path for path in entry.after if _content(root, path) not in [side[path] for side in sides]]
    if changed:
        raise FatalError(
            f"changed since `{escape_hidden(entry.command)}`, so nothing was undone: "
            f"{escape_hidden(', '.join(changed))}"
        )


def _content(root: Path, path: str) -> bytes | None:
    place = _place(root, path)
    return place.read_bytes() if place.is_file() else None


def _tidy(root: Path, entry: journal.Transaction) -> None:
    for place in journal.leftovers(root, entry):
        place.unlink(missing_ok=True)


def _put(root: Path, place: Path, content: bytes | None) -> None:
    if content is None:
        _remove(root, place)
    else:
        write_file(place, content)


def _take_back(root: Path, before: Mapping[str, bytes | None]) -> str:
    """Return files the content they had; says which could not be given it."""
    left = []
    for path, content in before.items():
        try:
            if not (root / path).is_dir() and (content is None or _content(root, path) != content):
                _put(root, _place(root, path), content)
        except OSError:
            left.append(path)
    if left:
        return f"these are as they should not be, `smregister undo` brings them back: {', '.join(left)}"
    journal.forget(root)
    return ""


def _place(root: Path, path: str) -> Path:
    place = root / path
    if ".." in Path(path).parts or not place.parent.resolve().is_relative_to(root.resolve()) or place.is_symlink():
        raise FatalError(f"{path} leads out of the register; nothing was written")
    return place


def _remove(root: Path, place: Path) -> None:
    place.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        for folder in place.parents:
            if folder == root:
                break
            folder.rmdir()
