"""What a command builds and asks git: each fact of a tree and day once."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from smregister.appointments.mandates import LOOKED_AT
from smregister.mentions import CROSS_CHECKED_KINDS, PROJECTED_FIELDS
from smregister.rule import JointRule
from smregister.rules import RULES
from tests.commands import run
from tests.registers import PROJECT, Repository, environment

if TYPE_CHECKING:
    from pathlib import Path

ACCOUNT = "id-jk-badan-contoh/x-badan-contoh"
EDIT = ("edit", ACCOUNT, "--set", "audience=Press", "--dry-run")


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the worked example in git, validated once."""
    root = tmp_path_factory.mktemp("example")
    for folder in ("registry", "schemas"):
        shutil.copytree(PROJECT / folder, root / folder)
    repository = Repository(root)
    repository.git("init", "--quiet", "--initial-branch", "main")
    repository.commit({})
    assert run(root, "validate").status == 0
    return root


COUNTED = """\
import json, subprocess, sys
from collections import Counter
from smregister.cache import Cache
from smregister.cli.main import main
from smregister.memory import PartitionMemo
from smregister.records import RecordReader
from smregister.validation.register_index import RegisterIndex
from smregister.validation.run import Run
from smregister.validation.snapshot import RegisterSnapshot

counted = Counter()

def counting(owner, name, label):
    original = getattr(owner, name)
    def count(*arguments, **options):
        counted[label] += 1
        return original(*arguments, **options)
    setattr(owner, name, count)

for owner in (RegisterSnapshot, PartitionMemo, RegisterIndex, Run, RecordReader):
    counting(owner, "__init__", owner.__name__)
counting(Cache, "get", "cache reads")
counting(subprocess.Popen, "__init__", "git")
sys.argv = ["smregister", *sys.argv[1:]]
try:
    main()
finally:
    print()
    print(json.dumps(counted))
"""


def last_line(root: Path, script: str, *arguments: str) -> str:
    """Run a script in a process of its own and return the last line of its output."""
    finished = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=root,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return finished.stdout.splitlines()[-1]


def counts(root: Path, *arguments: str) -> dict[str, int]:
    """Count the objects that a command creates, its reads of the cache, and its git processes."""
    counted: dict[str, int] = json.loads(last_line(root, COUNTED, *arguments))
    return counted


def test_showing_a_record_builds_each_object_once(example: Path) -> None:
    run(example, "show", ACCOUNT)
    counted = counts(example, "show", ACCOUNT)
    assert counted.pop("git") <= 3
    assert counted.pop("cache reads") <= 4
    assert counted == {"RegisterSnapshot": 1, "PartitionMemo": 1, "RegisterIndex": 1, "RecordReader": 1}


def test_a_change_builds_each_object_once_for_each_of_its_two_trees(example: Path) -> None:
    run(example, *EDIT)
    counted = counts(example, *EDIT)
    assert counted.pop("git") <= 6
    assert counted.pop("cache reads") <= 6
    trees = {"RegisterSnapshot": 2, "PartitionMemo": 2, "RegisterIndex": 2}
    assert counted == {**trees, "Run": 1, "RecordReader": 1}


LOADED = """\
import sys
from smregister.cli.main import main
sys.argv = ["smregister", *sys.argv[1:]]
try:
    main()
except SystemExit as ended:
    assert not ended.code, ended.code
print([name for name in sys.modules if name.startswith("smregister.rules.")])
"""


@pytest.mark.parametrize("is_known", [True, False])
@pytest.mark.parametrize(
    "arguments", [["show", "health/x-health"], ["list", "account"], ["check", "@example_health"]], ids=" ".join
)
def test_looking_loads_no_rule(repository: Repository, arguments: list[str], *, is_known: bool) -> None:
    if not is_known:
        shutil.rmtree(repository.root / ".git/smregister")
    assert last_line(repository.root, LOADED, *arguments) == "[]"


def test_what_rules_need_of_other_agencies_is_projected() -> None:
    rules = [rule for rule in RULES if isinstance(rule, JointRule)]
    assert {*LOOKED_AT, *(name for rule in rules for name in rule.looks_at)} == PROJECTED_FIELDS
    assert {kind for rule in rules for kind in rule.kinds} == CROSS_CHECKED_KINDS
