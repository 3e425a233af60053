"""Stored results: the same as without a cache, after any change."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.commands import run
from tests.lengths import count
from tests.registers import (
    ACCOUNT,
    ACCOUNT_TEXT,
    AGENCY,
    DAY,
    PROJECT,
    USUAL_PLATFORMS,
    Repository,
    build,
    build_repository,
    forget,
)
from tests.snapshots import validate

from smregister.model import Finding, Record, ValidationResult
from smregister.records.kinds import Kind
from smregister.records.reader import RecordReader
from smregister.records.schema.kind_loader import load_kinds
from smregister.register.index.column_store import ColumnStore
from smregister.register.index.projection import load_records, pack_records
from smregister.register.index.selection import Selection
from smregister.register.loader import read_register
from smregister.register.snapshot import RegisterSnapshot
from smregister.repository.cache import program_digest
from smregister.repository.fingerprints import Partition, Partitions
from smregister.repository.tree import File, Tree
from smregister.repository.work_tree import WorkTree
from smregister.validation.incremental.run import Run

# How many edits in a row.
STEPS = count(4, 300)
APPOINTMENT_TEXT = """\
officer:
  post: Media officer
letter:
  number: 1/2018
  date: 2018-03-16
effective_from: {begin}
effective_to: {end}
end_reason: It ended
replaces: {replaced}
"""
FAULTY = ACCOUNT_TEXT.replace("opened: 2020-05-02", "opened: 2020-05-02\nclosed: 2019-01-01\nname: Café 報 # a\n")


@pytest.fixture
def faulty(repository: Repository) -> Repository:
    repository.commit({ACCOUNT: FAULTY})
    return repository


@pytest.fixture
def repository(repository: Repository) -> Repository:
    """Return the small register, of which nothing is known yet."""
    forget(repository)
    return repository


@pytest.fixture
def validated_trees(monkeypatch: pytest.MonkeyPatch) -> list[Tree]:
    """Return the list to which every tree validated without a stored result is added."""
    trees: list[Tree] = []
    result = Run.result

    def record_call(run: Run, day: date) -> object:
        trees.append(run.snapshot.tree)
        return result(run, day)

    monkeypatch.setattr(Run, "result", record_call)
    # However busy the machine is, wait for stored results.
    monkeypatch.setattr("smregister.validation.validate._PATIENCE", 600)
    return trees


def cache_file(repository: Repository) -> Path:
    return repository.root / ".git" / "smregister" / "cache.sqlite"


def without_cache(tree: Tree, day: date) -> tuple[list[Record], list[Finding], ValidationResult]:
    """Read and validate a tree as a single partition without a fingerprint."""
    with pytest.MonkeyPatch.context() as forgetful:
        nothing = Partitions(Partition("schemas", None), [Partition("registry", None)])
        forgetful.setattr("smregister.repository.fingerprints.list_partitions", lambda _, **__: nothing)
        reading = read_register(tree, day)
        return [*reading.register.all()], sorted(reading.findings), validate(tree, day)


def with_cache(root: Path, tree: Tree, day: date) -> tuple[list[Record], list[Finding], ValidationResult]:
    reading = read_register(tree, day)
    return [*reading.register.all()], sorted(reading.findings), validate(tree, day)


def tables(tree: Tree, day: date) -> list[object]:
    """Return the list of every kind, from the index."""
    snapshot = RegisterSnapshot(tree, day)
    return [shown(snapshot.index.select(kind, kind.columns)) for kind in snapshot.kinds.values()]


def listings(tree: Tree, day: date) -> list[object]:
    """Return the same from the records themselves."""
    register = read_register(tree, day).register
    return [shown(_whole(kind, [*register.of_kind(kind.name).values()])) for kind in register.kinds.values()]


def _whole(kind: Kind, records: list[Record]) -> Selection:
    roots = {name.split(".")[0] for name in kind.columns}
    return Selection(kind, ColumnStore.of_records(roots, records), range(len(records)))


def shown(selection: Selection) -> tuple[object, ...]:
    return selection.kind.name, selection.ids, selection.store.invalid, list(selection.rows(selection.kind.columns))


@pytest.mark.parametrize("ref", [None, "HEAD"])
def test_the_same_content_is_validated_once(
    faulty: Repository, validated_trees: list[Tree], tree_at: Callable[[Path, str | None], Tree], ref: str | None
) -> None:
    first, second = (validate(tree_at(faulty.root, ref), DAY) for _ in "ab")
    assert len(validated_trees) == 1
    assert first == second == validate(tree_at(faulty.root, ref), DAY)
    assert first.findings


@pytest.mark.long
def test_every_change_of_a_result_is_noticed(faulty: Repository, tree_at: Callable[[Path, str | None], Tree]) -> None:
    """Any sequence of edits, commits, other days and other files: the same findings with and without the cache."""
    chance = random.Random(3)
    changes = (_edited, _committed, _staged, _reset, _misplaced, _ignored, _executable, _deleted, _with_schema, _link)
    changes += (_twin, _reference, _replacement, _committed) * 2
    days = [DAY, DAY + timedelta(days=1), date(2018, 1, 1)]
    for _ in range(STEPS):
        chance.choice(changes)(faulty, chance)
        day = chance.choice(days)
        for ref in (None, "HEAD", ":"):
            tree = tree_at(faulty.root, ref)
            assert with_cache(faulty.root, tree, day) == without_cache(tree, day)
            assert tables(tree, day) == listings(tree, day)


def _edited(repository: Repository, chance: random.Random) -> None:
    text = chance.choice([FAULTY, ACCOUNT_TEXT, FAULTY.replace("active", "lively"), "a: [\n", ""])
    (repository.root / ACCOUNT).parent.mkdir(parents=True, exist_ok=True)
    place = repository.root / ACCOUNT
    place.unlink(missing_ok=True)
    place.write_text(text, "utf-8")


def _twin(repository: Repository, chance: random.Random) -> None:
    """Add the same account, by its handle or an older one, to another agency, or remove it."""
    agency, name = chance.choice(["food", "roads"]), chance.choice(["x-twin", "x-other"])
    former = "former_handles:\n  - handle: health\n    to: 2019-01-01\n"
    handle = chance.choice(
        ["handle: Health\n", f"handle: {name}\n{former}", f"handle: {name}\ntwin: health/x-health\n"]
    )
    _place(repository, agency, f"accounts/{name}", ACCOUNT_TEXT.replace("handle: health\n", handle), chance)


def _reference(repository: Repository, chance: random.Random) -> None:
    """Add or remove an agency whose parent may be missing."""
    agency, parent = chance.sample(["food", "roads", "health", "haelth"], 2)
    text = (repository.root / AGENCY).read_text("utf-8") if (repository.root / AGENCY).is_file() else "name: X\n"
    text = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("parent:"))
    _place(repository, agency, "agency", f"{text}parent: {parent}\n", chance)


def _replacement(repository: Repository, chance: random.Random) -> None:
    """Add or remove an appointment that replaces one of another agency."""
    agency, other = chance.sample(["food", "roads"], 2)
    name, replaced = chance.choice("ab"), chance.choice(["a", "b", f"{other}/a", f"{other}/b"])
    begin = chance.choice(["2019-01-01", "2020-01-01"])
    text = APPOINTMENT_TEXT.format(begin=begin, end=chance.choice(["2019-12-31", "2020-06-01"]), replaced=replaced)
    _place(repository, agency, f"appointments/{name}", text, chance)


def _place(repository: Repository, agency: str, name: str, text: str, chance: random.Random) -> None:
    place = repository.root / f"registry/agencies/{agency}/{name}.yaml"
    place.unlink(missing_ok=True) if chance.random() < 0.3 else None
    if chance.random() < 0.8:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.unlink(missing_ok=True)
        place.write_text(text, "utf-8")


def _committed(repository: Repository, _: random.Random) -> None:
    repository.commit({})


def _staged(repository: Repository, _: random.Random) -> None:
    repository.git("add", "--all")


def _reset(repository: Repository, _: random.Random) -> None:
    repository.git("reset", "--hard", "--quiet")


def _misplaced(repository: Repository, chance: random.Random) -> None:
    name = chance.choice(["x.txt", ".x.yaml.swp", "Y.yaml", "new.yaml"])
    (repository.root / f"registry/agencies/health/{name}").write_text("a: b\n")


def _ignored(repository: Repository, _: random.Random) -> None:
    (repository.root / ".gitignore").write_text("*.txt\n")


def _executable(repository: Repository, chance: random.Random) -> None:
    place = repository.root / "registry/agencies/health/agency.yaml"
    if place.is_file():
        place.chmod(chance.choice([0o644, 0o755]))


def _deleted(repository: Repository, _: random.Random) -> None:
    (repository.root / ACCOUNT).unlink(missing_ok=True)


def _with_schema(repository: Repository, chance: random.Random) -> None:
    place = repository.root / "schemas/account.schema.json"
    text = place.read_text("utf-8")
    old, new = chance.choice([('"dormant"', '"asleep"'), ('"asleep"', '"dormant"')])
    place.write_text(text.replace(old, new), "utf-8")


def _link(repository: Repository, chance: random.Random) -> None:
    place = repository.root / ACCOUNT
    if chance.random() < 0.5 and place.parent.is_dir():
        place.unlink(missing_ok=True)
        place.symlink_to("/etc/hostname")


@pytest.mark.long
def test_a_damaged_cache_is_not_used(faulty: Repository, tree_at: Callable[[Path, str | None], Tree]) -> None:
    tree = tree_at(faulty.root, None)
    right = with_cache(faulty.root, tree, DAY)
    content = cache_file(faulty).read_bytes()
    steps = range(0, len(content), len(content) // count(4, 32))
    for text in [*(content[:at] for at in steps), *(_damaged(content, at) for at in steps), b"", b"no database at all"]:
        cache_file(faulty).write_bytes(text)
        assert with_cache(faulty.root, tree, DAY) == right


def _damaged(content: bytes, at: int) -> bytes:
    """Change every 256th byte from a position on."""
    damaged = bytearray(content)
    for position in range(at, len(damaged), 256):
        damaged[position] ^= 1
    return bytes(damaged)


def test_the_cache_of_another_program_is_not_used(
    faulty: Repository,
    validated_trees: list[Tree],
    monkeypatch: pytest.MonkeyPatch,
    tree_at: Callable[[Path, str | None], Tree],
) -> None:
    validate(tree_at(faulty.root, None), DAY)
    monkeypatch.setattr("smregister.repository.cache.program_digest", lambda: "another")
    validate(tree_at(faulty.root, None), DAY)
    assert len(validated_trees) == 2


def test_the_digest_of_the_program_is_of_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = program_digest()
    program_digest.cache_clear()
    assert program_digest() == before
    package = tmp_path / "package"
    (package / "repository").mkdir(parents=True)
    (package / "repository/cache.py").write_text("")
    monkeypatch.setattr("smregister.repository.cache.__file__", str(package / "repository/cache.py"))
    program_digest.cache_clear()
    other = program_digest()
    (package / "new.py").write_text("")
    program_digest.cache_clear()
    assert len({program_digest(), other, before}) == 3
    monkeypatch.undo()
    program_digest.cache_clear()


def test_the_cache_is_bounded(
    faulty: Repository, monkeypatch: pytest.MonkeyPatch, tree_at: Callable[[Path, str | None], Tree]
) -> None:
    monkeypatch.setattr("smregister.repository.cache._MAX_BYTES", 200_000)
    for number in range(30):
        faulty.commit({ACCOUNT: FAULTY.replace("# a", f"# {number}"), "registry/agencies/health/x.txt": "a" * 60_000})
        validate(tree_at(faulty.root, "HEAD"), DAY + timedelta(days=number))
        assert cache_file(faulty).stat().st_size < 600_000


@pytest.mark.parametrize("in_the_way", ["a file", "a folder"])
def test_an_unwritable_cache_is_ignored(
    faulty: Repository, in_the_way: str, tree_at: Callable[[Path, str | None], Tree]
) -> None:
    folder = faulty.root / ".git" / "smregister"
    if in_the_way == "a file":
        folder.write_text("")
    else:
        (folder / "cache.sqlite").mkdir(parents=True)
    for _ in "ab":
        assert validate(tree_at(faulty.root, None), DAY).findings
    assert folder.is_file() is (in_the_way == "a file")


def test_a_register_outside_git_is_validated_each_time(
    tmp_path: Path, validated_trees: list[Tree], tree_at: Callable[[Path, str | None], Tree]
) -> None:
    build(tmp_path / "register", {ACCOUNT: FAULTY})
    for _ in "ab":
        validate(tree_at(tmp_path / "register", None), DAY)
    assert len(validated_trees) == 2


def test_a_register_in_a_repository_of_another_project_has_its_own_cache(
    tmp_path: Path, validated_trees: list[Tree], tree_at: Callable[[Path, str | None], Tree]
) -> None:
    within = build_repository(tmp_path / "whole", {ACCOUNT: FAULTY}, below="office/register")
    for _ in "ab":
        assert validate(tree_at(within.root, None), DAY).findings
    assert len(validated_trees) == 1


def test_files_that_git_is_configured_to_ignore_are_read(
    faulty: Repository, tree_at: Callable[[Path, str | None], Tree]
) -> None:
    tree = tree_at(faulty.root, None)
    for flag in ("--assume-unchanged", "--skip-worktree"):
        with_cache(faulty.root, tree, DAY)
        faulty.git("update-index", flag, ACCOUNT)
        (faulty.root / ACCOUNT).write_text(ACCOUNT_TEXT.replace("News", flag), "utf-8")
        assert with_cache(faulty.root, tree, DAY) == without_cache(tree, DAY)
        faulty.git("update-index", flag.replace("--", "--no-"), ACCOUNT)


def _when_schemas_are_read(do: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
    """Change the disk once, after the partitions are listed and before they are read."""
    files, waiting = WorkTree.files, [do]

    def files_then(tree: WorkTree, folder: str) -> Iterator[File]:
        if folder == "schemas" and waiting:
            waiting.pop()()
        return files(tree, folder)

    monkeypatch.setattr(WorkTree, "files", files_then)
    monkeypatch.setattr("smregister.validation.validate._PATIENCE", 60)


@pytest.mark.parametrize("committed", [False, True])
@pytest.mark.parametrize(
    ("path", "text"),
    [(ACCOUNT, FAULTY), ("registry/platforms/x.yaml", "name: X\n"), ("registry/register.yaml", "a: 1\n")],
)
def test_a_file_that_changes_while_it_is_read_is_not_stored(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, path: str, text: str, *, committed: bool
) -> None:
    def edit() -> None:
        (repository.root / path).write_text(text, "utf-8")
        if committed:
            repository.git("commit", "-qam", "meanwhile")

    _when_schemas_are_read(edit, monkeypatch)
    validate(WorkTree(repository.root), DAY)
    assert validate(WorkTree(repository.root), DAY).findings
    repository.git("reset", "-q", "--hard", "HEAD~1" if committed else "HEAD")
    assert not validate(WorkTree(repository.root), DAY).findings


@pytest.mark.parametrize("ref", [None, "HEAD", ":"])
def test_platforms_are_found_wherever_the_schema_puts_them(
    tmp_path: Path, tree_at: Callable[[Path, str | None], Tree], ref: str | None
) -> None:
    root = build(tmp_path)
    (root / "registry/platforms").rename(root / "registry/agencies/health/platforms")
    schema = root / "schemas/platform.schema.json"
    schema.write_text(schema.read_text("utf-8").replace('"platforms/', '"agencies/{agency}/platforms/'), "utf-8")
    repository = Repository(root)
    repository.git("init", "--quiet")
    repository.commit({})
    for _ in "ab":
        platforms = RegisterSnapshot(tree_at(root, ref), DAY).platforms
        assert {platform.name for platform in platforms} == {*USUAL_PLATFORMS}


def test_committed_partitions_are_stored_whatever_happens_to_the_disk(
    faulty: Repository, validated_trees: list[Tree], monkeypatch: pytest.MonkeyPatch
) -> None:
    _when_schemas_are_read((faulty.root / ACCOUNT).unlink, monkeypatch)
    result = validate(WorkTree(faulty.root), DAY)
    faulty.git("reset", "-q", "--hard")
    assert result == validate(WorkTree(faulty.root), DAY)
    assert result.findings
    assert len(validated_trees) == 1


def _fifo(repository: Repository) -> None:
    os.mkfifo(repository.root / "registry/agencies/health/accounts/pipe.yaml")


def _committed_dropping(repository: Repository) -> None:
    repository.commit({"registry/agencies/health/.DS_Store": "a"})


def _repository_within(repository: Repository) -> None:
    Repository(repository.root / "registry/agencies/health").git("init", "-q")


def _agency_as_submodule(repository: Repository) -> None:
    agency = repository.root / "registry/agencies/health"
    repository.git("rm", "-rq", "--cached", "registry/agencies/health")
    Repository(agency).git("init", "-q")
    Repository(agency).commit({})
    repository.git("-c", "advice.addEmbeddedRepo=false", "add", "registry/agencies/health")
    repository.git("commit", "-qm", "An agency elsewhere")


def _conversion(repository: Repository) -> None:
    (repository.root / ".git/info").mkdir(exist_ok=True)
    (repository.root / ".git/info/attributes").write_text("*.yaml working-tree-encoding=UTF-16\n", "utf-8")
    (repository.root / ACCOUNT).unlink()
    repository.git("checkout", "--", ACCOUNT)


def _link_as_text(repository: Repository) -> None:
    link = repository.root / "registry/agencies/health/accounts/x-link.yaml"
    link.symlink_to("x-health.yaml")
    repository.commit({})
    repository.git("config", "core.symlinks", "false")
    link.unlink()
    repository.git("checkout", "--", "registry")


def _other_case(repository: Repository) -> None:
    repository.git("config", "core.ignorecase", "true")
    (repository.root / ACCOUNT.replace("x-health", "X-HEALTH")).write_text(ACCOUNT_TEXT, "utf-8")


def _longer_by_line_ends(repository: Repository) -> None:
    repository.commit({ACCOUNT: ACCOUNT_TEXT + "# a\n" * 16_000, ".gitattributes": "*.yaml text eol=crlf\n"})
    (repository.root / ACCOUNT).unlink()
    repository.git("checkout", "--", ACCOUNT)


def _name_that_is_not_utf_8(repository: Repository) -> None:
    (repository.root / "registry/agencies" / os.fsdecode(b"\xff")).mkdir()
    (repository.root / "registry/agencies" / os.fsdecode(b"\xff/agency.yaml")).write_text("a: 1\n", "utf-8")


@pytest.mark.parametrize(
    "do",
    [
        _fifo,
        _committed_dropping,
        _repository_within,
        _agency_as_submodule,
        _conversion,
        _link_as_text,
        _other_case,
        _longer_by_line_ends,
        _name_that_is_not_utf_8,
    ],
)
def test_differences_between_git_and_the_disk_are_found_with_and_without_the_cache(
    repository: Repository, do: Callable[[Repository], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the cache in several processes, without it in one."""
    monkeypatch.setattr("smregister.parallel.MIN_PARALLEL", 1)
    before = validate(WorkTree(repository.root), DAY)
    do(repository)
    warm = validate(WorkTree(repository.root), DAY)
    cache_file(repository).unlink()
    monkeypatch.setattr("smregister.parallel.MIN_PARALLEL", 1000)
    assert validate(WorkTree(repository.root), DAY) == warm
    repository.git("config", "core.symlinks", "true")
    shutil.rmtree(repository.root / "registry")
    (repository.root / ".git/info/attributes").unlink(missing_ok=True)
    repository.git("reset", "-q", "--hard", repository.git("rev-list", "--max-parents=0", "HEAD"))
    assert validate(WorkTree(repository.root), DAY) == before


def test_only_changed_files_are_read_again(
    faulty: Repository, monkeypatch: pytest.MonkeyPatch, tree_at: Callable[[Path, str | None], Tree]
) -> None:
    read: list[str] = []
    reading = RecordReader.read

    def record_call(reader: RecordReader, kind: Kind, path: str, content: bytes) -> object:
        read.append(path)
        return reading(reader, kind, path, content)

    faulty.commit({"registry/agencies/food/agency.yaml": (faulty.root / AGENCY).read_text("utf-8")})
    monkeypatch.setattr(RecordReader, "read", record_call)
    for text, paths in [
        (FAULTY, set(faulty.git("ls-files", "registry").split())),
        (FAULTY, set()),
        (ACCOUNT_TEXT, {ACCOUNT, AGENCY}),
    ]:
        (faulty.root / ACCOUNT).write_text(text, "utf-8")
        read.clear()
        read_register(tree_at(faulty.root, None), DAY)
        assert {*read} == paths


@pytest.mark.parametrize("format_", ["text", "json", "github", "gitlab", "sarif", "markdown"])
def test_a_stored_result_is_printed_the_same(faulty: Repository, format_: str) -> None:
    first, second = (run(faulty.root, "validate", "--format", format_, "--as-of", "2026-01-01") for _ in "ab")
    assert first == second
    assert first.status == 1


def test_to_read_a_field_that_is_not_projected_is_an_error() -> None:
    """Of records elsewhere only declared fields are projected; another field must not count as absent."""
    kind = load_kinds(WorkTree(PROJECT))[0]["account"]
    record = Record("account", "health/x", "p", {"platform": "x", "handle": "a", "notes": "b", "status": "active"})
    (reduced,) = load_records({kind.name: pack_records(kind, [record])}, {kind.name: kind})
    assert (reduced.text("platform"), reduced.text("status"), reduced.text("twin")) == (
        "x",
        "active",
        None,
    )
    with pytest.raises(LookupError, match="`notes` is left out"):
        reduced.text("notes")
