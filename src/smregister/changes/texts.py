"""Changed lines that only people read: comments, and texts beside records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from smregister.model import TextChange
from smregister.records.yaml.layout import TextLayout, UnreadableTextError
from smregister.repository.tree import AGENCIES, ALLOWED_FILES, LONGEST_NOTE, REGISTRY, File, Mode, Tree


def diff_texts(paths: Iterable[str], before: Tree, after: Tree) -> Iterator[TextChange]:
    """Yield the lines that files of the register lose and get, by path."""
    wanted = sorted(path for path in paths if path.startswith(f"{REGISTRY}/"))
    old, new = (_files(tree, wanted) for tree in (before, after))
    for path in wanted:
        lines = _lines(old.get(path)), _lines(new.get(path))
        removed, added = _missing(*lines), _missing(*reversed(lines))
        if removed or added:
            yield TextChange(path, _cut(removed), _cut(added))


def _files(tree: Tree, paths: Sequence[str]) -> Mapping[str, File]:
    return {file.path: file for file in tree.files_at(paths) if file.mode in (Mode.PLAIN, Mode.EXECUTABLE)}


def _lines(file: File | None) -> list[str]:
    """Return the lines of a text in an agency's folder, or the comments of a record."""
    content = file.read() if file else b""
    if file and file.path.rpartition("/")[2] in ALLOWED_FILES:
        is_note = file.path.startswith(f"{AGENCIES}/")
        return content.decode("utf-8", "backslashreplace").splitlines() if is_note else []
    if b"#" not in content:
        return []
    try:
        return TextLayout(content.decode("utf-8")).comments()
    except (UnicodeDecodeError, UnreadableTextError):
        # The file has a finding.
        return []


def _missing(lines: Sequence[str], others: Sequence[str]) -> list[str]:
    """Return the lines that another text does not have as often."""
    left = Counter(lines) - Counter(others)
    missing = []
    for line in lines:
        if left[line]:
            left[line] -= 1
            missing.append(line)
    return missing


def _cut(lines: Sequence[str]) -> tuple[str, ...]:
    """Return as many lines as a valid text can have, and the number of the others."""
    length, shown = 0, 0
    for line in lines:
        length += len(line) + 1
        if length > LONGEST_NOTE:
            break
        shown += 1
    more = len(lines) - shown
    return (*lines[:shown], *([f"({more:,} more, too long to show)"] if more else []))
