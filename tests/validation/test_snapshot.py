"""Objects that a command builds, and git processes that it starts."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.commands import run
from tests.registers import ACCOUNT as ACCOUNT_PATH
from tests.registers import ACCOUNT_TEXT, AGENCY, DAY, PROJECT, SMALL, Repository, environment, forget

from smregister.model import ValidationResult
from smregister.register.references import CROSS_CHECKED_KINDS, PROJECTED_FIELDS, record_key
from smregister.register.snapshot import RegisterSnapshot
from smregister.repository.overlay_tree import OverlayTree
from smregister.repository.tree import Tree
from smregister.validation.rule import CrossAgencyRule
from smregister.validation.rules import load_rules
from smregister.validation.validate import validate
from smregister.validation.validate_change import validate_change

ACCOUNT = "id-jk-badan-contoh/x-badan-contoh"
EDIT = ("edit", ACCOUNT, "--set", "audience=Press", "--dry-run")


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the worked example in git, validated once."""
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
from smregister.repository.cache import Cache
from smregister.cli.main import main
from smregister.repository.memo import PartitionMemo
from smregister.records.reader import RecordReader
from smregister.register.index.register_index import RegisterIndex
from smregister.validation.incremental.run import Run
from smregister.register.snapshot import RegisterSnapshot

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
    format_count: dict[str, int] = json.loads(last_line(root, COUNTED, *arguments))
    return format_count


def test_showing_a_record_builds_each_object_once(example: Path) -> None:
    run(example, "show", ACCOUNT)
    format_count = counts(example, "show", ACCOUNT)
    assert format_count.pop("git") <= 3
    assert format_count.pop("cache reads") <= 4
    assert format_count == {"RegisterSnapshot": 1, "PartitionMemo": 1, "RegisterIndex": 1, "RecordReader": 1}


def test_a_change_builds_each_object_once_for_each_of_its_two_trees(example: Path) -> None:
    run(example, *EDIT)
    format_count = counts(example, *EDIT)
    assert format_count.pop("git") <= 6
    assert format_count.pop("cache reads") <= 6
    trees = {"RegisterSnapshot": 2, "PartitionMemo": 2, "RegisterIndex": 2}
    assert format_count == {**trees, "Run": 1, "RecordReader": 1}


def test_a_linked_work_tree_starts_few_more_git_processes(example: Path, tmp_path: Path) -> None:
    Repository(example).git("worktree", "add", "--quiet", "--detach", str(tmp_path / "linked"))
    run(tmp_path / "linked", *EDIT)
    assert counts(tmp_path / "linked", *EDIT)["git"] <= 6


def test_the_fields_that_rules_and_mandates_need_are_projected() -> None:
    mandate_fields = {"officer", "letter", "effective_from", "effective_to", "replaces", "acting", "status", "closed"}
    rules = [rule for rule in load_rules().all if isinstance(rule, CrossAgencyRule)]
    assert mandate_fields | {name for rule in rules for name in rule.needs_fields} == PROJECTED_FIELDS
    assert {kind for rule in rules for kind in rule.kinds} == CROSS_CHECKED_KINDS.keys()


# A proposal takes over what its base knows, and nothing that it changes.

OTHER = "registry/agencies/roads"
PLATFORM = "registry/platforms/x.yaml"
SCHEMA = "schemas/account.schema.json"
AGENCY_TEXT = str(SMALL[AGENCY])
PROPOSALS: dict[str, dict[str, bytes | None]] = {
    "a file that differs from the last commit": {ACCOUNT_PATH: ACCOUNT_TEXT.encode()},
    "an invalid value": {ACCOUNT_PATH: ACCOUNT_TEXT.replace("active", "lively").encode()},
    "a file removed": {ACCOUNT_PATH: None},
    "an agency removed": {ACCOUNT_PATH: None, AGENCY: None},
    "another agency": {f"{OTHER}/agency.yaml": AGENCY_TEXT.replace("Health", "Roads").encode()},
    "an account that another agency has": {
        f"{OTHER}/agency.yaml": AGENCY_TEXT.encode(),
        f"{OTHER}/accounts/x-roads.yaml": ACCOUNT_TEXT.encode(),
    },
    "a reference to nothing": {AGENCY: f"{AGENCY_TEXT}parent: roads\n".encode()},
    "a platform removed": {PLATFORM: None},
    "a misplaced file": {"registry/agencies/health/more/x.yaml": b"a: 1\n"},
}


@pytest.mark.only_long
@pytest.mark.parametrize(("ref", "is_dirty"), [(None, True), (None, False), ("HEAD", True)])
def test_proposals_are_validated_as_without_a_cache(
    repository: Repository, tree_at: Callable[[Path, str | None], Tree], ref: str | None, *, is_dirty: bool
) -> None:
    if is_dirty:
        repository.write({ACCOUNT_PATH: ACCOUNT_TEXT + "closed: 2019-01-01\n", f"{OTHER}/agency.yaml": AGENCY_TEXT})
    used = RegisterSnapshot(tree_at(repository.root, ref), DAY)
    facts(used)
    known = {name: change_and_facts(used, used.propose(contents)) for name, contents in PROPOSALS.items()}
    base = RegisterSnapshot(tree_at(repository.root, ref), DAY)
    for name, contents in PROPOSALS.items():
        forget(repository)
        head = RegisterSnapshot(OverlayTree(tree_at(repository.root, ref), contents), DAY)
        assert known[name] == change_and_facts(base, head), name


def change_and_facts(base: RegisterSnapshot, head: RegisterSnapshot) -> tuple[ValidationResult, list[object]]:
    """Validate the change between two snapshots and return all facts of the second."""
    return validate_change(base, head), facts(head)


def test_a_proposal_that_changes_a_schema_reuses_nothing(
    repository: Repository, tree_at: Callable[[Path, str | None], Tree]
) -> None:
    used = RegisterSnapshot(tree_at(repository.root, None), DAY)
    facts(used)
    text = (repository.root / SCHEMA).read_bytes().replace(b'"active"', b'"asleep"')
    findings = validate(used.propose({SCHEMA: text})).findings
    assert ACCOUNT_PATH in {each.path for each in findings}


def facts(snapshot: RegisterSnapshot) -> list[object]:
    """Return all facts of a snapshot."""
    index = snapshot.index
    keys = [record_key("agency", "health"), record_key("account", "health/x-health")]
    related = index.related_to(keys)
    return [
        validate(snapshot),
        [*snapshot.register.all()],
        sorted(snapshot.reading.findings),
        [(kind.name, [*index.select(kind, kind.columns).rows(kind.columns)]) for kind in snapshot.kinds.values()],
        index.ids(),
        index.cross_reference.totals(),
        [(record.id, dict(record.data)) for record in related.all()],
    ]
