"""Parallel execution: the same results in the same order, and errors reach the caller."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from smregister.errors import FatalError
from smregister.parallel import map_parallel
from smregister.repository.git import Git
from smregister.repository.tree import Tree
from tests.registers import ACCOUNT_TEXT, DAY, Repository, build_repository, forget
from tests.snapshots import validate

OTHER = ACCOUNT_TEXT.replace("example_health", "other")


def test_results_are_in_order() -> None:
    numbers = range(1000)
    assert list(map_parallel(lambda number: b"%d" % number, numbers)) == [b"%d" % number for number in numbers]


def test_few_items_stay_in_this_process() -> None:
    assert {*map_parallel(lambda _: b"%d" % os.getpid(), range(10))} == {b"%d" % os.getpid()}


def test_an_error_of_a_worker_reaches_the_caller() -> None:
    def work(number: int) -> bytes:
        if number == 500:
            raise FatalError("it can't be read")
        return b""

    with pytest.raises(FatalError, match="it can't be read"):
        list(map_parallel(work, range(1000)))


def test_this_process_finishes_the_work_of_a_killed_worker() -> None:
    parent = os.getpid()

    def work(number: int) -> bytes:
        if number == 500 and os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        return b"%d" % number

    assert list(map_parallel(work, range(1000))) == [b"%d" % number for number in range(1000)]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_workers_end_with_their_parent(tmp_path: Path, how: signal.Signals) -> None:
    code = """
import os, sys, time
from pathlib import Path
from smregister.parallel import map_parallel
def work(number):
    Path(sys.argv[1], str(os.getpid())).touch()
    time.sleep(60)
    return b""
list(map_parallel(work, range(1000)))
"""
    process = subprocess.Popen([sys.executable, "-c", code, tmp_path], stdout=subprocess.PIPE)
    while len([*tmp_path.iterdir()]) < min(2, os.cpu_count() or 1):
        time.sleep(0.05)
    process.send_signal(how)
    # A worker that lived on would hold the other end of the pipe, and this would not end before it.
    process.communicate(timeout=600)
    assert process.returncode == -how


@pytest.mark.parametrize("ref", [None, "HEAD"])
def test_one_process_and_several_find_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tree_at: Callable[[Path, str | None], Tree], ref: str | None
) -> None:
    repository: Repository = build_repository(tmp_path / "repository")
    agency = (repository.root / "registry/agencies/health/agency.yaml").read_text("utf-8")
    faulty = ACCOUNT_TEXT.replace("active", "lively")
    files = {f"registry/agencies/a{number}/agency.yaml": agency for number in range(12)}
    files |= {f"registry/agencies/a{number}/accounts/x-{number}.yaml": faulty for number in range(0, 12, 5)}
    repository.commit({**files, "registry/agencies/a3/accounts/x-broken.yaml": "a: [\n"})
    found = []
    for fewest in (1, 1000):
        monkeypatch.setattr("smregister.parallel.MIN_PARALLEL", fewest)
        forget(repository)
        tree = tree_at(repository.root, ref)
        next(iter(tree.files_at(["registry/register.yaml"]))).read()
        found.append(validate(tree, DAY))
    assert found[0] == found[1]
    assert found[0].records > 20
    assert len(found[0].findings) > 3


@pytest.mark.parametrize("attributes", ["", "*.yaml text eol=lf\n", "*.yaml filter=loud\n", "*.yaml ident\n"])
def test_a_clean_checkout_is_validated_as_it_is_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tree_at: Callable[[Path, str | None], Tree], attributes: str
) -> None:
    """Many clean folders are read from git's objects, unless git converts their files."""
    repository = build_repository(tmp_path / "repository")
    repository.git("config", "filter.loud.smudge", "sed s/active/lively/")
    repository.git("config", "filter.loud.clean", "sed s/lively/active/")
    repository.commit({".gitattributes": attributes, "registry/agencies/health/accounts/x-b.yaml": OTHER})
    (repository.root / "registry/agencies/health/accounts/x-b.yaml").unlink()
    repository.git("checkout", "--", "registry")
    asked: list[bytes] = []
    blobs = Git.read_blobs

    def noting(git: Git, ids: Sequence[str], limit: int) -> Iterator[bytes]:
        asked.extend(map(str.encode, ids))
        return blobs(git, ids, limit)

    monkeypatch.setattr(Git, "read_blobs", noting)
    monkeypatch.setattr("smregister.repository.memo.MIN_PARALLEL", 1)
    found = validate(tree_at(repository.root, None), DAY).findings
    assert bool(found) is ("filter" in attributes), "what the filter writes is wrong"
    assert bool(asked) is (attributes in ("", "*.yaml text eol=lf\n"))
