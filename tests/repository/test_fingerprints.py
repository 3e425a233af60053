"""Parts of a tree, and the ids by which git says that one holds what it held before."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.registers import ACCOUNT, ACCOUNT_TEXT, Repository, build, build_repository

from smregister.repository.fingerprints import (
    Partition,
    Partitions,
    checkout_of,
    folder_fingerprint,
    list_files,
    list_names,
    list_partitions,
    pin_tree,
    still_matches,
    worker_location,
)
from smregister.repository.overlay_tree import OverlayTree
from smregister.repository.tree import Tree
from smregister.repository.work_tree import WorkTree

HEALTH, ROADS = "registry/agencies/health", "registry/agencies/roads"
PATHS = [HEALTH, "registry/jurisdictions", "registry/platforms", "registry/register.yaml"]
MOMENTS = [None, ":", "HEAD"]
EDITED = ACCOUNT_TEXT.replace("press", "public")


def nameless(tree: Tree) -> list[str]:
    """Name the parts that have no id."""
    partitions = list_partitions(tree)
    return [partition.path for partition in (partitions.schemas, *partitions.register) if partition.fingerprint is None]


def on_disk(repository: Repository) -> WorkTree:
    return WorkTree(repository.root)


# What the parts are.


@pytest.mark.parametrize("below", ["", "government/register", "a\nb"])
@pytest.mark.parametrize("ref", MOMENTS)
def test_every_agency_is_a_part_and_whatever_else_there_is(
    tmp_path: Path, tree_at: Callable[[Path, str | None], Tree], ref: str | None, below: str
) -> None:
    partitions = list_partitions(tree_at(build_repository(tmp_path, below=below).root, ref))
    assert [partition.path for partition in partitions.register] == PATHS
    assert partitions.schemas.path == "schemas"
    assert all(partition.fingerprint for partition in (partitions.schemas, *partitions.register))


@pytest.mark.parametrize("ref", MOMENTS)
def test_the_parts_hold_every_file_once(
    repository: Repository, tree_at: Callable[[Path, str | None], Tree], ref: str | None
) -> None:
    repository.commit(
        {
            f"{HEALTH}-service/agency.yaml": "name: Another\n",
            f"{HEALTH}.yaml": "stray: true\n",
            "registry/register": "stray: true\n",
            "registry/agencies/a\tb/agency.yaml": "name: Another\n",
        }
    )
    tree = tree_at(repository.root, ref)
    partitions = list_partitions(tree).register
    assert [partition.path for partition in partitions] == sorted(
        (partition.path for partition in partitions), key=lambda path: f"{path}/"
    )
    held = [file.path for partition in partitions for file in list_files(tree, partition)]
    assert sorted(held) == [file.path for file in tree.files("registry")]


@pytest.mark.parametrize("ref", MOMENTS)
def test_an_id_says_what_a_part_holds_and_nothing_else(
    repository: Repository, tree_at: Callable[[Path, str | None], Tree], ref: str | None
) -> None:
    first = list_partitions(tree_at(repository.root, ref))
    repository.commit({ACCOUNT: EDITED})
    second = list_partitions(tree_at(repository.root, ref))
    repository.commit({ACCOUNT: ACCOUNT_TEXT})
    assert [before != after for before, after in zip(first.register, second.register, strict=True)] == [
        path == HEALTH for path in PATHS
    ]
    assert first.schemas == second.schemas
    assert list_partitions(tree_at(repository.root, ref)) == first


def test_the_same_content_on_the_disk_and_in_a_commit_has_the_same_ids(
    repository: Repository, tree_at: Callable[[Path, str | None], Tree]
) -> None:
    assert list_partitions(tree_at(repository.root, "HEAD")) == list_partitions(on_disk(repository))


def test_no_git_no_ids(register: Path) -> None:
    assert list_partitions(WorkTree(register)) == Partitions(
        Partition("schemas", None), [Partition(path, None) for path in PATHS]
    )


# What has changed on the disk has no id.


@pytest.mark.parametrize(
    ("path", "partitions"),
    [
        (ACCOUNT, [HEALTH]),
        (f"{HEALTH}/accounts/x-new.yaml", [HEALTH]),
        (f"{ROADS}/agency.yaml", [ROADS]),
        ("registry/register.yaml", ["registry/register.yaml"]),
        ("registry/stray.yaml", ["registry/stray.yaml"]),
        ("registry/platforms/x.yaml", ["registry/platforms"]),
        ("schemas/account.schema.json", ["schemas"]),
        ("schemas/new.schema.json", ["schemas"]),
        (f"{HEALTH}/accounts/ignored.yaml", [HEALTH]),
        ("notes.txt", []),
        (f"{HEALTH}/accounts/.x-health.yaml.swp", []),
        (f"{HEALTH}/accounts/ignored.yaml~", []),
    ],
)
@pytest.mark.parametrize("below", ["", "government/register", "a\nb"])
def test_what_was_written_has_no_id(tmp_path: Path, path: str, partitions: list[str], below: str) -> None:
    repository = build_repository(tmp_path, below=below)
    repository.commit({".gitignore": "ignored.yaml*\n"})
    repository.git("config", "status.showUntrackedFiles", "no")
    repository.write({path: "changed: true\n"})
    assert nameless(on_disk(repository)) == partitions


def test_a_dropping_that_git_keeps_is_a_file(repository: Repository) -> None:
    repository.commit({f"{HEALTH}/accounts/x.tmp": "a: 1\n"})
    assert nameless(on_disk(repository)) == []
    repository.write({f"{HEALTH}/accounts/x.tmp": "a: 2\n"})
    assert nameless(on_disk(repository)) == [HEALTH]


def test_what_was_taken_away_has_no_id(repository: Repository) -> None:
    (repository.root / ACCOUNT).unlink()
    assert nameless(on_disk(repository)) == [HEALTH]


def test_the_mark_of_a_program_takes_the_id_even_where_git_was_told_not_to_look(repository: Repository) -> None:
    repository.git("config", "core.fileMode", "false")
    (repository.root / ACCOUNT).chmod(0o755)
    assert nameless(on_disk(repository)) == [HEALTH]


def test_what_is_staged_alone_has_no_id_on_the_disk(repository: Repository) -> None:
    repository.stage({ACCOUNT: EDITED})
    repository.write({ACCOUNT: ACCOUNT_TEXT})
    assert nameless(on_disk(repository)) == [HEALTH]


def test_what_was_moved_in_the_index_has_no_id_where_it_was_and_where_it_is(repository: Repository) -> None:
    (repository.root / ROADS).mkdir()
    repository.git("mv", ACCOUNT, f"{ROADS}/x-health.yaml")
    assert nameless(on_disk(repository)) == [HEALTH, ROADS]


def test_a_repository_that_git_keeps_within_has_no_id_once_it_differs(repository: Repository) -> None:
    inner = Repository(repository.root / ROADS)
    inner.root.mkdir()
    inner.git("init", "--quiet")
    inner.commit({"agency.yaml": "a: 1\n"})
    repository.git("-c", "advice.addEmbeddedRepo=false", "add", ROADS)
    repository.git("commit", "-qm", "A repository within")
    repository.git("config", "diff.ignoreSubmodules", "all")
    assert nameless(on_disk(repository)) == []
    inner.write({"agency.yaml": "a: 2\n"})
    assert nameless(on_disk(repository)) == [ROADS]


def test_another_repository_within_has_no_id(repository: Repository) -> None:
    inner = repository.root / ROADS
    inner.mkdir()
    Repository(inner).git("init", "--quiet")
    Repository(inner).commit({"agency.yaml": "a: 1\n"})
    assert nameless(on_disk(repository)) == [ROADS]


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
@pytest.mark.parametrize("path", [ACCOUNT, "schemas/account.schema.json"])
def test_where_git_was_told_not_to_look_nothing_has_an_id(repository: Repository, flag: str, path: str) -> None:
    repository.git("update-index", flag, path)
    assert nameless(on_disk(repository)) == ["schemas", *PATHS]


@pytest.mark.parametrize("place", ["registry", "registry/agencies"])
def test_something_else_in_the_place_of_a_folder(repository: Repository, place: str) -> None:
    (repository.root / place).rename(repository.root / "elsewhere")
    (repository.root / place).symlink_to("elsewhere")
    assert {partition.fingerprint for partition in list_partitions(on_disk(repository)).register} == {None}


def test_a_commit_made_while_git_was_asked_names_nothing(repository: Repository) -> None:
    tree = on_disk(repository)
    assert tree.head_id
    repository.commit({ACCOUNT: EDITED})
    assert nameless(tree) == ["schemas", *PATHS]


def test_what_a_proposal_writes_has_no_id(repository: Repository) -> None:
    proposal = OverlayTree(on_disk(repository), {ACCOUNT: b"a: 1\n", f"{ROADS}/agency.yaml": b"a: 1\n"})
    assert nameless(proposal) == [HEALTH, ROADS]
    named = {partition for partition in list_partitions(proposal).register if partition.fingerprint}
    assert named < set(list_partitions(on_disk(repository)).register)


@pytest.mark.parametrize("ref", MOMENTS)
def test_where_there_are_no_schemas_they_have_no_id(
    repository: Repository, tree_at: Callable[[Path, str | None], Tree], ref: str | None
) -> None:
    repository.git("rm", "-rq", "schemas")
    repository.git("commit", "-qm", "No schemas")
    assert nameless(tree_at(repository.root, ref)) == ["schemas"]


# Whether what was read is still what the ids say.


def read(tree: Tree, path: str) -> None:
    for file in tree.files(path):
        file.read()


@pytest.mark.parametrize("ref", MOMENTS)
def test_a_tree_at_rest_is_as_named(
    repository: Repository, tree_at: Callable[[Path, str | None], Tree], ref: str | None
) -> None:
    tree = tree_at(repository.root, ref)
    partitions = list_partitions(tree)
    read(tree, HEALTH)
    assert still_matches(tree, partitions)


def test_only_what_was_read_can_have_been_something_else(repository: Repository) -> None:
    tree = on_disk(repository)
    partitions = list_partitions(tree)
    read(tree, "registry/platforms")
    repository.write({ACCOUNT: EDITED})
    assert still_matches(tree, partitions)
    read(tree, HEALTH)
    assert not still_matches(tree, partitions)
    repository.write({ACCOUNT: ACCOUNT_TEXT})
    assert still_matches(tree, partitions)


@pytest.mark.parametrize("folder", ["registry/agencies", "registry"])
def test_a_folder_that_git_does_not_know_at_all_has_no_ids(tmp_path: Path, folder: str) -> None:
    repository = Repository(tmp_path / "repository")
    repository.root.mkdir()
    repository.git("init", "--quiet")
    build(repository.root)
    repository.git("add", "schemas", *(["registry/platforms"] if folder == "registry/agencies" else []))
    repository.git("commit", "--quiet", "--message", "Most of it")
    partitions = list_partitions(on_disk(repository))
    assert {partition.path for partition in partitions.register} == set(PATHS)
    assert all(partition.fingerprint is None for partition in partitions.register)


def test_a_part_that_git_can_not_be_asked_for_by_its_name_counts(repository: Repository) -> None:
    place = repository.root / "registry/agencies" / os.fsdecode(b"\xff")
    place.mkdir()
    (place / "agency.yaml").write_text("a: 1\n", "utf-8")
    repository.commit({})
    tree = on_disk(repository)
    partitions = list_partitions(tree)
    read(tree, "registry/agencies/\\xff")
    assert still_matches(tree, partitions)
    (place / "agency.yaml").write_text("a: 2\n", "utf-8")
    assert not still_matches(tree, partitions)


def test_a_single_file_that_was_read_counts(repository: Repository) -> None:
    tree = on_disk(repository)
    partitions = list_partitions(tree)
    assert [file.path for file in tree.files_at([ACCOUNT])] == [ACCOUNT]
    repository.write({ACCOUNT: EDITED})
    assert not still_matches(tree, partitions)


def test_what_had_no_id_may_change(repository: Repository) -> None:
    repository.write({ACCOUNT: EDITED})
    tree = on_disk(repository)
    partitions = list_partitions(tree)
    read(tree, HEALTH)
    repository.write({ACCOUNT: ACCOUNT_TEXT})
    assert still_matches(tree, partitions)


def test_a_proposal_is_as_named_if_what_lies_below_it_is(repository: Repository) -> None:
    tree = on_disk(repository)
    proposal = OverlayTree(tree, {"registry/register.yaml": b"a: 1\n"})
    partitions = list_partitions(proposal)
    read(proposal, HEALTH)
    repository.write({"registry/platforms/x.yaml": "a: 1\n"})
    assert still_matches(proposal, partitions)
    repository.write({ACCOUNT: EDITED})
    assert not still_matches(proposal, partitions)


def test_a_commit_made_meanwhile_is_noticed(repository: Repository) -> None:
    tree = on_disk(repository)
    partitions = list_partitions(tree)
    read(tree, HEALTH)
    repository.commit({ACCOUNT: EDITED})
    assert not still_matches(tree, partitions)


def test_an_index_that_changed_is_noticed_and_a_commit_never_changes(
    repository: Repository, tree_at: Callable[[Path, str | None], Tree]
) -> None:
    index, commit = tree_at(repository.root, ":"), tree_at(repository.root, "HEAD")
    partitions = [list_partitions(index), list_partitions(commit)]
    repository.commit({ACCOUNT: EDITED})
    assert [still_matches(tree, some) for tree, some in zip((index, commit), partitions, strict=True)] == [
        False,
        True,
    ]


def test_more_parts_than_fit_on_a_command_line(repository: Repository) -> None:
    agencies = {f"registry/agencies/{'a' * 60}-{number}/agency.yaml": "a: 1\n" for number in range(600)}
    repository.commit(agencies)
    tree = on_disk(repository)
    partitions = list_partitions(tree)
    for partition in partitions.register:
        read(tree, partition.path)
    assert still_matches(tree, partitions)
    repository.write({ACCOUNT: EDITED})
    assert not still_matches(tree, partitions)


def test_what_git_s_ids_name_is_read_as_git_keeps_it(repository: Repository) -> None:
    repository.write({"registry/register.yaml": "a: 1\n", f"{ROADS}/agency.yaml": "a: 1\n"})
    disk = on_disk(repository)
    partitions = list_partitions(disk)
    tree = pin_tree(disk, partitions)
    repository.write({ACCOUNT: EDITED})
    found = {file.path: file.read() for file in (*tree.files(HEALTH), *tree.files_at(["registry/register.yaml"]))}
    assert found[ACCOUNT] == ACCOUNT_TEXT.encode()
    assert found["registry/register.yaml"] == b"a: 1\n"
    assert [file.path for file in tree.files(ROADS)] == [f"{ROADS}/agency.yaml"]
    assert [file.read() for file in tree.files_at([ACCOUNT, "registry/register.yaml"])] == [
        ACCOUNT_TEXT.encode(),
        b"a: 1\n",
    ]
    assert still_matches(disk, partitions)
    assert tree.name == disk.name
    disk.git.close()


def test_a_proposal_over_the_disk_is_read_so_too(repository: Repository) -> None:
    disk = on_disk(repository)
    proposal = OverlayTree(disk, {"registry/register.yaml": b"a: 1\n"})
    tree = pin_tree(proposal, list_partitions(proposal))
    repository.write({ACCOUNT: EDITED})
    found = {file.path: file.read() for file in (*tree.files(HEALTH), *tree.files_at(["registry/register.yaml"]))}
    assert found[ACCOUNT] == ACCOUNT_TEXT.encode()
    assert found["registry/register.yaml"] == b"a: 1\n"
    disk.git.close()


def test_other_trees_are_read_as_they_are(
    register: Path, repository: Repository, tree_at: Callable[[Path, str | None], Tree]
) -> None:
    for tree in (WorkTree(register), tree_at(repository.root, ":"), tree_at(repository.root, "HEAD")):
        assert pin_tree(tree, list_partitions(tree)) is tree


@pytest.mark.parametrize("attribute", ["filter=loud", "ident", "working-tree-encoding=UTF-16"])
@pytest.mark.parametrize("place", [".gitattributes", ".git/info/attributes"])
@pytest.mark.parametrize("of", ["x-health.yaml", "account.schema.json"])
def test_where_git_writes_files_otherwise_nothing_has_an_id(
    repository: Repository, attribute: str, place: str, of: str
) -> None:
    (repository.root / ".git/info").mkdir(exist_ok=True)
    repository.write({place: f"{of} text eol=lf\n"})
    assert nameless(on_disk(repository)) == []
    repository.write({place: f"{of} {attribute}\n"})
    assert nameless(on_disk(repository)) == ["schemas", *PATHS]


# Where a tree is at home, and what it is called there.


@pytest.mark.parametrize("ref", MOMENTS)
def test_home_place_and_names(
    repository: Repository, tree_at: Callable[[Path, str | None], Tree], ref: str | None
) -> None:
    tree = tree_at(repository.root, ref)
    assert checkout_of(tree) == checkout_of(OverlayTree(tree, {})) == repository.root
    head = repository.git("rev-parse", "HEAD")
    assert worker_location(tree, has_fingerprint=False) == (str(repository.root), None if ref is None else tree.name)
    assert worker_location(tree, has_fingerprint=True) == (str(repository.root), ":" if ref == ":" else head)
    assert worker_location(OverlayTree(tree, {}), has_fingerprint=True) is None


@pytest.mark.parametrize("ref", MOMENTS)
def test_names_in_a_folder(
    repository: Repository, tree_at: Callable[[Path, str | None], Tree], ref: str | None
) -> None:
    repository.commit({f"{ROADS}/agency.yaml": "a: 1\n", f"{HEALTH}/accounts/x-a.yaml": "a: 1\n"})
    tree = tree_at(repository.root, ref)
    for each in (tree, OverlayTree(tree, {})):
        assert list_names(each, "registry/agencies") == ["health", "roads"]
        assert list_names(each, f"{HEALTH}/accounts") == ["x-a.yaml", "x-health.yaml"]
        assert list_names(each, "registry/no-such") == []
    proposal = OverlayTree(tree, {"registry/agencies/water/agency.yaml": b"a: 1\n"})
    assert list_names(proposal, "registry/agencies") == ["health", "roads", "water"]


def test_names_in_a_folder_that_is_a_link(repository: Repository) -> None:
    (repository.root / HEALTH).rename(repository.root / "elsewhere")
    (repository.root / HEALTH).symlink_to(repository.root / "elsewhere")
    assert list_names(on_disk(repository), HEALTH) == []


def test_commits_of_the_same_content_are_called_the_same(
    repository: Repository, tree_at: Callable[[Path, str | None], Tree]
) -> None:
    def named(ref: str | None) -> str | None:
        return folder_fingerprint(tree_at(repository.root, ref), "registry", "schemas")

    first = named("HEAD")
    repository.commit({"notes.txt": "nothing of the register"})
    assert first == named("HEAD") is not None
    repository.commit({ACCOUNT: EDITED})
    assert first != named("HEAD")
    assert named(None) is named(":") is None
    repository.git("rm", "-rq", "schemas")
    repository.git("commit", "-qm", "No schemas")
    assert named("HEAD") is None
