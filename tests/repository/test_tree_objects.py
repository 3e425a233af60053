"""Rows of trees that are read as objects: the same as those of `git ls-tree`."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.registers import ACCOUNT, ACCOUNT_TEXT, SMALL, Repository, build_repository
from tests.repository.test_tree_order import AGENCY_FOLDER, blob, with_tree

from smregister.repository import tree_objects
from smregister.repository.git import Git
from smregister.repository.tree_objects import list_rows

FOLDERS = ["registry", "schemas", AGENCY_FOLDER, f"{AGENCY_FOLDER}/accounts", ".github"]
FILES = [ACCOUNT, "README.md", f"{ACCOUNT}/none", "registry/none", "none/none"]


def list_by_git(repository: Repository, commit: str, *paths: str) -> list[str]:
    rows = repository.git("ls-tree", "-r", "-z", commit, "--", *paths).split("\0")
    return [row for row in rows if row]


def rows_of(repository: Repository, commit: str, *paths: str) -> list[str] | None:
    git = Git(repository.root)
    try:
        return list_rows(git, commit, paths)
    finally:
        git.close()


@pytest.mark.parametrize("below", ["", "office/register"])
def test_the_rows_are_those_of_git(tmp_path: Path, below: str) -> None:
    files = {**SMALL, "README.md": "Ours.\n", ".github/é": "1\n", f"{AGENCY_FOLDER}/a/b/c.d": "1\n",
             f"{AGENCY_FOLDER}/a-b": "2\n", f"{AGENCY_FOLDER}/a.b": "3\n"}  # fmt: skip
    repository = build_repository(tmp_path / "repository", files, below)
    commit = repository.git("rev-parse", "HEAD")
    for paths in (*([path] for path in (*FOLDERS, *FILES)), FOLDERS, FILES, [*FILES, *FOLDERS, *FILES]):
        assert rows_of(repository, commit, *paths) == list_by_git(repository, commit, *paths), paths


@pytest.mark.parametrize("mode", ["100644", "100755", "100664", "120000", "160000", "10", "777"])
def test_modes_are_those_of_git(repository: Repository, mode: str) -> None:
    entry = (mode, "zzz", blob(repository, ACCOUNT_TEXT))
    commit = with_tree(repository, "HEAD", AGENCY_FOLDER, lambda entries: [*entries, entry])
    assert rows_of(repository, commit, AGENCY_FOLDER) == list_by_git(repository, commit, AGENCY_FOLDER)


@pytest.mark.parametrize(
    "paths", [["../registry"], ["registry/../schemas"], ["./schemas"], ["registry//x"], ["é"], ["a\\b"], [""]]
)
def test_git_is_asked_about_unusual_paths(repository: Repository, paths: list[str]) -> None:
    assert rows_of(repository, repository.git("rev-parse", "HEAD"), *paths) is None


def test_git_is_asked_about_unusual_trees(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    head = repository.git("rev-parse", "HEAD")
    twice = with_tree(repository, "HEAD", AGENCY_FOLDER, lambda entries: [*entries, entries[0]])
    missing = with_tree(repository, "HEAD", AGENCY_FOLDER, lambda entries: [*entries, ("40000", "z", "1" * 40)])
    deep = repository.git("rev-parse", "HEAD^{tree}")
    for _ in range(60):
        deep = repository.git("mktree", stdin=f"040000 tree {deep}\td\n".encode())
    nested = with_tree(repository, "HEAD", AGENCY_FOLDER, lambda entries: [*entries, ("40000", "z", deep)])
    for commit in (twice, missing, nested, "1" * 40):
        assert rows_of(repository, commit, AGENCY_FOLDER) is None
    monkeypatch.setattr(tree_objects, "_LARGEST_TREE", 10)
    assert rows_of(repository, head, AGENCY_FOLDER) is None
