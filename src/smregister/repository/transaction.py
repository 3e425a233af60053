"""Transactions on the work tree: all files are written, or none."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from smregister.errors import FatalError
from smregister.repository import journal
from smregister.repository.atomic_write import write_file
from smregister.repository.journal import Transaction
from smregister.repository.tree import Tree
from smregister.repository.work_tree import WorkTree
from smregister.text import escape_hidden

_UNDO = "undo of: "
_FORGET = "; `smregister undo --forget` keeps these files and restores the others"


def apply(root: Path, contents: Mapping[str, bytes | None], command: str, tree: Tree | None = None) -> None:
    """Write files below a checkout, then remove those without content.

    On an error or an interrupt, the files get their old content back. If the process is killed, the
    journal names `command` and its files. Where nothing changes, the journal stays as it is.
    Raises FatalError if a path leads out of the checkout or through a link, the disk refuses, or another
    program changed a file since it was read from `tree`.
    """
    before = {path: _read(root, path) for path in contents}
    _require_as_read(tree, before)
    if before != {**contents}:
        _apply(root, Transaction(command, before, contents, _find_modes(root, before, contents)))


def _apply(root: Path, entry: Transaction) -> None:
    try:
        journal.begin(root, entry)
        _write_all(root, entry.after, entry.modes)
        journal.complete(root)
    except BaseException as error:
        outcome = _roll_back(root, entry)
        if isinstance(error, OSError):
            raise FatalError(f"{error.filename or root} can't be written: {error.strerror}; {outcome}") from error
        raise


def _require_as_read(tree: Tree | None, contents: Mapping[str, bytes | None]) -> None:
    if not isinstance(tree, WorkTree):
        return
    changed = [path for path, content in contents.items() if tree.has_read_other(path, content)]
    if changed:
        names = escape_hidden(", ".join(changed))
        raise FatalError(
            f"{names} was changed by another program meanwhile; nothing was written; run the command again"
        )


def _find_modes(root: Path, before: Mapping[str, bytes | None], after: Mapping[str, bytes | None]) -> dict[str, int]:
    """Return the permissions of the files; a moved file has those of the one that it replaces."""
    modes = {
        path: _locate(root, path).stat().st_mode & 0o777 for path, content in before.items() if content is not None
    }
    removed = [path for path in modes if after[path] is None]
    by_name = {path.rpartition("/")[2]: path for path in removed}
    for path in after.keys() - modes.keys():
        source = removed[0] if len(removed) == 1 else by_name.get(path.rpartition("/")[2])
        modes |= {path: modes[source]} if source else {}
    return modes


def undo(root: Path) -> Transaction:
    """Undo and return the last command, or the one that was interrupted.

    Raises FatalError if there is none, if its files were changed since, or if the journal is damaged.
    """
    pending = journal.pending(root)
    entry = pending or journal.last(root)
    if entry is None:
        raise FatalError("there is nothing to undo: no command has written anything here")
    _require_undamaged(entry)
    if pending:
        _require_unchanged(root, entry, (entry.before, entry.after))
        journal.remove_leftovers(root, entry)
        _write_all(root, entry.before, entry.modes)
        journal.forget(root)
    else:
        _require_unchanged(root, entry, (entry.after,))
        command = undone_command(entry) if is_undo(entry) else f"{_UNDO}{entry.command}"
        _apply(root, Transaction(command, entry.after, entry.before, entry.modes))
    return entry


def forget(root: Path) -> tuple[Transaction, Path]:
    """Put a journal aside that is damaged, or whose command can neither be undone nor finished.

    Files that have not changed since the command wrote them get their former content.
    Returns what was restored, and the journal's new path. Raises FatalError if there is no such journal.
    """
    entry = journal.pending(root) or journal.last(root)
    if entry is None or not (entry.damage or journal.pending(root)):
        raise FatalError("there is no journal to forget: none is damaged, and no command was interrupted")
    journal.remove_leftovers(root, entry)
    written = [path for path in entry.after if _is_inside(root, path) and _read(root, path) == entry.after[path]]
    before, after = ({path: side[path] for path in written} for side in (entry.before, entry.after))
    restored = Transaction(entry.command, before, after)
    _write_all(root, restored.before, entry.modes)
    return restored, journal.put_aside(root)


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
    _require_undamaged(entry)
    _require_unchanged(root, entry, (entry.before, entry.after))
    journal.remove_leftovers(root, entry)
    _write_all(root, entry.after, entry.modes)
    journal.complete(root)
    return entry


def require_no_pending(root: Path) -> None:
    """Raise FatalError, with the remedies, if a command was interrupted."""
    entry = journal.pending(root)
    if entry is not None:
        _require_undamaged(entry)
        written = sum(_read(root, path) == content for path, content in entry.after.items())
        raise FatalError(
            f"an earlier command was interrupted after {written} of {len(entry.after)} files: "
            f"`{escape_hidden(entry.command)}`; undo it with `smregister undo`, "
            "or finish it with `smregister undo --finish`"
        )


def _require_undamaged(entry: Transaction) -> None:
    if entry.damage:
        raise FatalError(
            f"the journal of the last command is damaged: {entry.damage}; `smregister undo --forget` puts it aside, "
            "and restores the files that it still names"
        )


def _require_unchanged(root: Path, entry: Transaction, sides: Sequence[Mapping[str, bytes | None]]) -> None:
    changed = [path for path in entry.after if _read(root, path) not in [side[path] for side in sides]]
    if changed:
        raise FatalError(
            f"changed since `{escape_hidden(entry.command)}`, so nothing was undone: "
            f"{escape_hidden(', '.join(changed))}{_FORGET if len(sides) > 1 else ''}"
        )


def _write_all(root: Path, contents: Mapping[str, bytes | None], modes: Mapping[str, int]) -> None:
    for path in sorted(contents, key=lambda path: contents[path] is None):
        _write(root, path, contents[path], modes.get(path))


def _roll_back(root: Path, entry: Transaction) -> str:
    """Write the old contents again, and return how that ended."""
    failed = []
    for path, content in entry.before.items():
        try:
            if not (root / path).is_dir() and (content is None or _read(root, path) != content):
                _write(root, path, content, entry.modes.get(path))
        except OSError:
            failed.append(path)
    if failed:
        return f"these files are damaged, restore them with `smregister undo`: {', '.join(failed)}"
    journal.forget(root)
    return "nothing was changed"


def _read(root: Path, path: str) -> bytes | None:
    location = _locate(root, path)
    return location.read_bytes() if location.is_file() else None


def _write(root: Path, path: str, content: bytes | None, mode: int | None) -> None:
    location = _locate(root, path)
    if content is not None:
        write_file(location, content, mode)
        return
    # Where a folder would be, there can be a file.
    with contextlib.suppress(NotADirectoryError):
        location.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        for folder in location.parents:
            if folder == root:
                break
            if folder.exists():
                folder.rmdir()


def _is_inside(root: Path, path: str) -> bool:
    try:
        _locate(root, path)
    except FatalError:
        return False
    return True


def _locate(root: Path, path: str) -> Path:
    location = root / path
    is_inside = location.parent.resolve().is_relative_to(root.resolve())
    if ".." in Path(path).parts or not is_inside or location.is_symlink():
        raise FatalError(f"{path} is outside the register; nothing was written")
    return location
