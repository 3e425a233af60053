"""Partitions of a tree and the fingerprints of their content."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.registers import ACCOUNT, ACCOUNT_TEXT, SMALL, Repository, build, build_repository

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
REFS = [None, ":", "HEAD"]
EDITED = ACCOUNT_TEXT.replace("press", "public")


def without_fingerprint(tree: Tree) -> list[str]:
    """Return the paths of the partitions without a fingerprint."""
    partitions = list_partitions(tree)
    return [partition.path for partition in (partitions.schemas, *partitions.register) if partition.fingerprint is None]


def on_disk(repository: Repository) -> WorkTree:
    return WorkTree(repository.root)


# Partitions.


@pytest.mark.parametrize("below", ["", "government/register", "a\nb"])
@pytest.mark.parametrize("ref", REFS)
def test_agencies_and_other_entries_are_partitions(
    tmp_path: Path, tree_at: Callable[[Path, str | None], Tree], ref: str | None, below: str
) -> None:
    partitions = list_partitions(tree_at(build_repository(tmp_path, below=below).root, ref))
    assert [partition.path for partition in partitions.register] == PATHS
    assert partitions.schemas.path == "schemas"
    assert all(partition.fingerprint for partition in (partitions.schemas, *partitions.register))


@pytest.mark.parametrize("ref", REFS)
def test_partitions_hold_every_file_once(
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


@pytest.mark.parametrize("ref", REFS)
def test_a_fingerprint_depends_on_the_content_only(
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


def test_disk_and_commit_have_the_same_fingerprints(
    repository: Repository, tree_at: Callable[[Path, str | None], Tree]
) -> None:
    assert list_partitions(tree_at(repository.root, "HEAD")) == list_partitions(on_disk(repository))


def test_there_are_no_fingerprints_outside_git(register: Path) -> None:
    assert list_partitions(WorkTree(register)) == Partitions(
        Partition("schemas", None), [Partition(path, None) for path in PATHS]
    )


# Changes on the disk clear the fingerprint.


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
def test_a_written_partition_has_no_fingerprint(tmp_path: Path, path: str, partitions: list[str], below: str) -> None:
    repository = build_repository(tmp_path, {**SMALL, ".gitignore": "ignored.yaml*\n"}, below)
    repository.git("config", "status.showUntrackedFiles", "no")
    repository.write({path: "changed: true\n"})
    assert without_fingerprint(on_disk(repository)) == partitions


def test_a_leftover_that_git_tracks_is_a_file(repository: Repository) -> None:
    repository.commit({f"{HEALTH}/accounts/x.tmp": "a: 1\n"})
    assert without_fingerprint(on_disk(repository)) == []
    repository.write({f"{HEALTH}/accounts/x.tmp": "a: 2\n"})
    assert without_fingerprint(on_disk(repository)) == [HEALTH]


def test_a_removed_file_clears_the_fingerprint(repository: Repository) -> None:
    (repository.root / ACCOUNT).unlink()
    assert without_fingerprint(on_disk(repository)) == [HEALTH]


def test_an_executable_bit_clears_the_fingerprint_even_with_core_filemode_false(repository: Repository) -> None:
    repository.git("config", "core.fileMode", "false")
    (repository.root / ACCOUNT).chmod(0o755)
    assert without_fingerprint(on_disk(repository)) == [HEALTH]


def test_a_file_only_staged_clears_the_fingerprint(repository: Repository) -> None:
    repository.stage({ACCOUNT: EDITED})
    repository.write({ACCOUNT: ACCOUNT_TEXT})
    assert without_fingerprint(on_disk(repository)) == [HEALTH]


def test_a_file_moved_in_the_index_clears_both_fingerprints(repository: Repository) -> None:
    (repository.root / ROADS).mkdir()
    repository.git("mv", ACCOUNT, f"{ROADS}/x-health.yaml")
    assert without_fingerprint(on_disk(repository)) == [HEALTH, ROADS]


def test_a_changed_submodule_clears_the_fingerprint(repository: Repository) -> None:
    inner = Repository(repository.root / ROADS)
    inner.root.mkdir()
    inner.git("init", "--quiet")
    inner.commit({"agency.yaml": "a: 1\n"})
    repository.git("-c", "advice.addEmbeddedRepo=false", "add", ROADS)
    repository.git("commit", "-qm", "A repository within")
    repository.git("config", "diff.ignoreSubmodules", "all")
    assert without_fingerprint(on_disk(repository)) == []
    inner.write({"agency.yaml": "a: 2\n"})
    assert without_fingerprint(on_disk(repository)) == [], "its files are not read"
    inner.commit({})
    assert without_fingerprint(on_disk(repository)) == [ROADS]


def test_a_nested_repository_has_no_fingerprint(repository: Repository) -> None:
    inner = repository.root / ROADS
    inner.mkdir()
    Repository(inner).git("init", "--quiet")
    Repository(inner).commit({"agency.yaml": "a: 1\n"})
    assert without_fingerprint(on_disk(repository)) == [ROADS]


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
@pytest.mark.parametrize("path", [ACCOUNT, "schemas/account.schema.json"])
def test_files_that_git_does_not_check_clear_all_fingerprints(repository: Repository, flag: str, path: str) -> None:
    repository.git("update-index", flag, path)
    assert without_fingerprint(on_disk(repository)) == ["schemas", *PATHS]


@pytest.mark.parametrize("place", ["registry", "registry/agencies"])
def test_a_file_in_the_place_of_a_folder(repository: Repository, place: str) -> None:
    (repository.root / place).rename(repository.root / "elsewhere")
    (repository.root / place).symlink_to("elsewhere")
    assert {partition.fingerprint for partition in list_partitions(on_disk(repository)).register} == {None}


def test_a_commit_made_meanwhile_clears_all_fingerprints(repository: Repository) -> None:
    tree = on_disk(repository)
    assert tree.head_id
    repository.commit({ACCOUNT: EDITED})
    assert without_fingerprint(tree) == ["schemas", *PATHS]


def test_a_proposed_file_clears_the_fingerprint(repository: Repository) -> None:
    proposal = OverlayTree(on_disk(repository), {ACCOUNT: b"a: 1\n", f"{ROADS}/agency.yaml": b"a: 1\n"})
    assert without_fingerprint(proposal) == [HEALTH, ROADS]
    named = {partition for partition in list_partitions(proposal).register if partition.fingerprint}
    assert named < set(list_partitions(on_disk(repository)).register)


@pytest.mark.parametrize("ref", REFS)
def test_missing_schemas_have_no_fingerprint(
    repository: Repository, tree_at: Callable[[Path, str | None], Tree], ref: str | None
) -> None:
    repository.git("rm", "-rq", "schemas")
    repository.git("commit", "-qm", "No schemas")
    assert without_fingerprint(tree_at(repository.root, ref)) == ["schemas"]


# Does the tree still match its fingerprints?


def read(tree: Tree, path: str) -> None:
    for file in tree.files(path):
        file.read()


@pytest.mark.parametrize("ref", REFS)
def test_an_unchanged_tree_matches(
    repository: Repository, tree_at: Callable[[Path, str | None], Tree], ref: str | None
) -> None:
    tree = tree_at(repository.root, ref)
    partitions = list_partitions(tree)
    read(tree, HEALTH)
    assert still_matches(tree, partitions)


def test_only_paths_that_were_read_count(repository: Repository) -> None:
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
def test_an_untracked_folder_has_no_fingerprints(tmp_path: Path, folder: str) -> None:
    repository = Repository(tmp_path / "repository")
    repository.root.mkdir()
    repository.git("init", "--quiet")
    build(repository.root)
    repository.git("add", "schemas", *(["registry/platforms"] if folder == "registry/agencies" else []))
    repository.git("commit", "--quiet", "--message", "Most of it")
    partitions = list_partitions(on_disk(repository))
    assert {partition.path for partition in partitions.register} == set(PATHS)
    assert all(partition.fingerprint is None for partition in partitions.register)


def test_a_partition_with_an_escaped_name_counts(repository: Repository) -> None:
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


def test_a_partition_without_a_fingerprint_may_change(repository: Repository) -> None:
    repository.write({ACCOUNT: EDITED})
    tree = on_disk(repository)
    partitions = list_partitions(tree)
    read(tree, HEALTH)
    repository.write({ACCOUNT: ACCOUNT_TEXT})
    assert still_matches(tree, partitions)


def test_an_overlay_matches_if_its_base_does(repository: Repository) -> None:
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


def test_a_changed_index_is_noticed_and_a_commit_never_changes(
    repository: Repository, tree_at: Callable[[Path, str | None], Tree]
) -> None:
    index, commit = tree_at(repository.root, ":"), tree_at(repository.root, "HEAD")
    partitions = [list_partitions(index), list_partitions(commit)]
    repository.commit({ACCOUNT: EDITED})
    assert [still_matches(tree, some) for tree, some in zip((index, commit), partitions, strict=True)] == [
        False,
        True,
    ]


def test_more_partitions_than_fit_on_a_command_line(repository: Repository) -> None:
    agencies = {f"registry/agencies/{'a' * 60}-{number}/agency.yaml": "a: 1\n" for number in range(600)}
    repository.commit(agencies)
    tree = on_disk(repository)
    partitions = list_partitions(tree)
    for partition in partitions.register:
        read(tree, partition.path)
    assert still_matches(tree, partitions)
    repository.write({ACCOUNT: EDITED})
    assert not still_matches(tree, partitions)


def test_a_pinned_tree_is_read_from_git(repository: Repository) -> None:
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


def test_a_pinned_overlay_is_read_from_git(repository: Repository) -> None:
    disk = on_disk(repository)
    proposal = OverlayTree(disk, {"registry/register.yaml": b"a: 1\n"})
    tree = pin_tree(proposal, list_partitions(proposal))
    repository.write({ACCOUNT: EDITED})
    found = {file.path: file.read() for file in (*tree.files(HEALTH), *tree.files_at(["registry/register.yaml"]))}
    assert found[ACCOUNT] == ACCOUNT_TEXT.encode()
    assert found["registry/register.yaml"] == b"a: 1\n"
    disk.git.close()


def test_other_trees_are_not_pinned(
    register: Path, repository: Repository, tree_at: Callable[[Path, str | None], Tree]
) -> None:
    for tree in (WorkTree(register), tree_at(repository.root, ":"), tree_at(repository.root, "HEAD")):
        assert pin_tree(tree, list_partitions(tree)) is tree


@pytest.mark.parametrize("attribute", ["filter=loud", "ident", "working-tree-encoding=UTF-16"])
@pytest.mark.parametrize("place", [".gitattributes", ".git/info/attributes"])
@pytest.mark.parametrize("of", ["x-health.yaml", "account.schema.json"])
def test_converted_files_clear_all_fingerprints(repository: Repository, attribute: str, place: str, of: str) -> None:
    (repository.root / ".git/info").mkdir(exist_ok=True)
    repository.write({place: f"{of} text eol=lf\n"})
    assert without_fingerprint(on_disk(repository)) == []
    repository.write({place: f"{of} {attribute}\n"})
    assert without_fingerprint(on_disk(repository)) == ["schemas", *PATHS]


# Checkout, location for workers and names.


@pytest.mark.parametrize("ref", REFS)
def test_checkout_location_and_names(
    repository: Repository, tree_at: Callable[[Path, str | None], Tree], ref: str | None
) -> None:
    tree = tree_at(repository.root, ref)
    assert checkout_of(tree) == checkout_of(OverlayTree(tree, {})) == repository.root
    head = repository.git("rev-parse", "HEAD")
    assert worker_location(tree, has_fingerprint=False) == (str(repository.root), None if ref is None else tree.name)
    assert worker_location(tree, has_fingerprint=True) == (str(repository.root), ":" if ref == ":" else head)
    assert worker_location(OverlayTree(tree, {}), has_fingerprint=True) is None


@pytest.mark.parametrize("ref", REFS)
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


def test_commits_of_the_same_content_have_the_same_fingerprint(
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
