"""Order of the names in a git tree, without which git finds some of them only in part of its commands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise

from smregister.errors import FatalError
from smregister.progress import batched
from smregister.repository.git import Git
from smregister.text import escape_hidden

# So many names fit into a pipe.
_TREES_AT_ONCE = 500


def require_ordered_rows(rows: Iterable[bytes]) -> None:
    """Raise FatalError unless rows of `git ls-tree` have each path once, in git's order."""
    columns = (row.partition(b"\t") for row in rows)
    # Git sorts a folder as if its name ended with a slash (base_name_compare in read-cache.c).
    keys = (path + b"/" if b" tree " in facts else path for facts, _, path in columns)
    for before, key in pairwise(keys):
        if key <= before:
            raise FatalError(_explain_disorder(key))


def require_ordered_trees(git: Git, trees: Mapping[str, str]) -> None:
    """Raise FatalError unless some trees, given as revisions by path, are as git writes them."""
    for batch in batched(trees.items(), _TREES_AT_ONCE):
        contents = git.read_trees([revision for _, revision in batch])
        for (path, revision), content in zip(batch, contents, strict=True):
            if split_tree(content, len(revision.partition("^")[0]) // 2) is None:
                raise FatalError(_explain_disorder(f"{path}/".encode()))


def split_tree(content: bytes, id_length: int) -> list[tuple[bytes, bytes, bytes]] | None:
    """Return the mode, name and id of each entry of a tree; None unless it has each name once, in order."""
    entry = re.compile(rb"([0-7]+) ([^\0/]+)\0(.{%d})" % id_length, re.DOTALL)
    matches = [*entry.finditer(content)]
    names = [match[2] for match in matches]
    keys = [name + b"/" if match[1].endswith(b"40000") else name for match, name in zip(matches, names, strict=True)]
    is_complete = sum(len(match[0]) for match in matches) == len(content)
    is_ordered = is_complete and keys == sorted(keys) and len({*names}) == len(names)
    return [(match[1], match[2], match[3]) for match in matches] if is_ordered else None


def _explain_disorder(path: bytes) -> str:
    shown = escape_hidden(path.decode("utf-8", "backslashreplace"))
    return f"{shown}: a folder has this name, or one in it, twice or out of order; `git fsck` shows where"
