"""Work done by several processes: the same answers in the same order, and faults come home."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from smregister.errors import FatalError
from smregister.validation.judging import validate
from smregister.workers import in_parallel
from tests.registers import ACCOUNT_TEXT, DAY, Repository, build_repository

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from smregister.trees import Tree


def test_the_order_is_that_of_the_things() -> None:
    numbers = range(1000)
    assert list(in_parallel(lambda number: b"%d" % number, numbers)) == [b"%d" % number for number in numbers]


def test_few_things_stay_in_this_process() -> None:
    assert {*in_parallel(lambda _: b"%d" % os.getpid(), range(10))} == {b"%d" % os.getpid()}


def test_a_fault_of_a_worker_comes_home() -> None:
    def work(number: int) -> bytes:
        if number == 500:
            message = "it can't be read"
            raise FatalError(message)
        return b""

    with pytest.raises(FatalError, match="it can't be read"):
        list(in_parallel(work, range(1000)))


@pytest.mark.parametrize("ref", [None, "HEAD"])
def test_a_register_is_judged_alike_by_one_process_and_by_several(
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
        monkeypatch.setattr("smregister.workers.MANY", fewest)
        (repository.root / ".git/smregister/cache.sqlite").unlink(missing_ok=True)
        tree = tree_at(repository.root, ref)
        next(iter(tree.at(["registry/register.yaml"]))).read()
        found.append(validate(tree, DAY))
    assert found[0] == found[1]
    assert found[0].records > 40
    assert len(found[0].findings) > 3
