"""What the tests share: a register on the disk, one in git, and the trees of it."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import Phase, settings

from smregister.trees import CommitTree, IndexTree, Tree, open_tree
from tests.registers import Repository, build, build_repository

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


# Under mutants it matters whether a test fails, not on how small an example.
settings.register_profile("mutants", max_examples=30, phases=[Phase.explicit, Phase.generate])

# Windows has no POSIX shell, modes or signals; the file system of macOS takes no name that is not UTF-8.
_NOT_PORTABLE = {
    "win32": re.compile(
        r"chmod|fork|pexpect|mkfifo|import resource|symlink_to|\btalk\b|/bin/sh|\"sh\"|bash|SIG[A-Z]+|fsdecode\(b"
    ),
    "darwin": re.compile(r"fsdecode\(b"),
}


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave out the test files that need what this system does not have."""
    pattern = _NOT_PORTABLE.get(sys.platform)
    is_test = collection_path.name.startswith("test_") and collection_path.suffix == ".py"
    return True if pattern and is_test and pattern.search(collection_path.read_text("utf-8")) else None


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """Give the folder of a small register without a fault, not in git."""
    return build(tmp_path / "register")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Give the same register in a git repository, committed once."""
    return build_repository(tmp_path / "repository")


@pytest.fixture
def tree_at() -> Iterator[Callable[[Path, str | None], Tree]]:
    """Give `open_tree`, whose git processes end with the test."""
    opened: list[Tree] = []

    def tree_at(root: Path, ref: str | None) -> Tree:
        opened.append(open_tree(root, ref))
        return opened[-1]

    yield tree_at
    for tree in opened:
        if isinstance(tree, CommitTree | IndexTree):
            tree.git.close()
