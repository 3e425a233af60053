"""Fixtures of all tests: registers on the disk and in git, and their trees."""

from __future__ import annotations

import gc
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import settings

from smregister.repository.commit_tree import CommitTree, IndexTree
from smregister.repository.open import open_tree
from smregister.repository.tree import Tree
from tests.lengths import LONG, ONLY_LONG, SHORT
from tests.registers import Repository, build, build_repository, environment


def _use_memory_for_files() -> None:
    """Put temporary files on a disk in memory, if it has room and allows programs to run."""
    disk, room = Path("/dev/shm"), 512 << 20
    if "TMPDIR" in os.environ or not os.access(disk, os.W_OK):
        return
    if shutil.disk_usage(disk).free >= room and not os.statvfs(disk).f_flag & os.ST_NOEXEC:
        os.environ["TMPDIR"] = tempfile.tempdir = str(disk)


_use_memory_for_files()
# Byte code saves the next run half of its start.
sys.dont_write_bytecode = False


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the one option of the tests."""
    parser.addoption("--long", action="store_true", help="try many examples where tests try few by default")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Return one worker more than there are cores, since tests wait for processes that they start."""
    return (os.cpu_count() or 1) + 1


def pytest_configure(config: pytest.Config) -> None:
    """Set the environment and the number of examples, the same for every user."""
    config.addinivalue_line("markers", f"{LONG}: tries many examples with --long")
    config.addinivalue_line("markers", f"{ONLY_LONG}: runs with --long only")
    if config.getoption("--long"):
        settings.load_profile(LONG)
    elif not config.getoption("--hypothesis-profile", None):
        settings.load_profile(SHORT)
    clean = environment()
    os.environ.clear()
    os.environ.update(clean)
    if hasattr(time, "tzset"):
        time.tzset()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the tests that use the Hypothesis profile; leave out those that run with --long only."""
    for item in items:
        is_hypothesis_test = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
        if is_hypothesis_test or item.get_closest_marker(ONLY_LONG):
            item.add_marker(LONG)
    left_out = [] if config.getoption("--long") else [item for item in items if item.get_closest_marker(ONLY_LONG)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """Run a test and report its call, its preparation and end only if they fail, since reports cost time."""
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    for report in runtestprotocol(item, nextitem=nextitem, log=False):
        if report.when == "call" or not report.passed:
            item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def pytest_collection_finish() -> None:
    """Exclude from garbage collection what stays loaded: the program, its libraries and the tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)


# Windows has no POSIX shell, modes or signals; the file system of macOS takes no name that is not UTF-8.
_NOT_PORTABLE = {
    "win32": re.compile(
        r"chmod|fork|pexpect|mkfifo|import resource|symlink_to|\btalk\b|/bin/sh|\"sh\"|bash|SIG[A-Z]+|fsdecode\(b"
    ),
    "darwin": re.compile(r"fsdecode\(b"),
}


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Ignore the test files that this system can't run."""
    pattern = _NOT_PORTABLE.get(sys.platform)
    is_test = collection_path.name.startswith("test_") and collection_path.suffix == ".py"
    return True if pattern and is_test and pattern.search(collection_path.read_text("utf-8")) else None


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """Return the folder of a small valid register outside git."""
    return build(tmp_path / "register")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Return the same register in a git repository, committed once."""
    return build_repository(tmp_path / "repository")


@pytest.fixture
def tree_at() -> Iterator[Callable[[Path, str | None], Tree]]:
    """Return `open_tree`, whose git processes end with the test."""
    opened: list[Tree] = []

    def tree_at(root: Path, ref: str | None) -> Tree:
        opened.append(open_tree(root, ref))
        return opened[-1]

    yield tree_at
    for tree in opened:
        if isinstance(tree, CommitTree | IndexTree):
            tree.git.close()
