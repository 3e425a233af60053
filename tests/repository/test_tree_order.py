"""Trees that git never writes: names out of order, or twice."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.attacks.test_attacks import parted
from tests.commands import run
from tests.registers import ACCOUNT, Repository
from tests.review.test_authorization import ACCOUNT_NOW, DESK, OFFICER, PROPOSED, WORKS, decide, denied

from smregister.errors import FatalError
from smregister.repository.changed_paths import all_changed_paths
from smregister.repository.git import Git
from smregister.repository.open import open_commit
from smregister.repository.tree_order import require_ordered_rows, require_ordered_trees

AGENCY_FOLDER = "registry/agencies/health"
ACCOUNTS = f"{AGENCY_FOLDER}/accounts"
NEW = "facebook-aaa.yaml"
OFFICIAL = PROPOSED.replace("proposed", "active")

Entries = list[tuple[str, str, str]]
Change = Callable[[Entries], Entries]


def with_tree(repository: Repository, ref: str, folder: str, change: Change) -> str:
    """Commit a tree on a ref in which the entries of a folder are changed, in the order that results."""
    tree = rewrite(repository, f"{ref}^{{tree}}", [*filter(None, folder.split("/"))], change)
    return repository.git("commit-tree", "-p", ref, "-m", "A change", tree)


def rewrite(repository: Repository, tree: str, steps: list[str], change: Change) -> str:
    rows = [row.partition("\t") for row in repository.git("ls-tree", tree).splitlines()]
    entries = [(facts.split()[0].lstrip("0"), name, facts.split()[2]) for facts, _, name in rows]
    if steps:
        inner = {id_: rewrite(repository, id_, steps[1:], change) for _, name, id_ in entries if name == steps[0]}
        return write_tree(repository, [(mode, name, inner.get(id_, id_)) for mode, name, id_ in entries])
    return write_tree(repository, change(entries))


def write_tree(repository: Repository, entries: Entries) -> str:
    command = ("hash-object", "-w", "--literally", "-t", "tree", "--stdin")
    return repository.git(*command, stdin=content_of(entries))


def content_of(entries: Entries) -> bytes:
    return b"".join(f"{mode} {name}\0".encode() + bytes.fromhex(id_) for mode, name, id_ in entries)


def blob(repository: Repository, text: str) -> str:
    return repository.git("hash-object", "-w", "--stdin", stdin=text.encode())


# A change.


@pytest.mark.parametrize("mode", ["100644", "100755", "120000"])
@pytest.mark.parametrize("actor", [OFFICER, DESK])
def test_a_new_file_out_of_order_is_refused(tmp_path: Path, mode: str, actor: int) -> None:
    """Git finds no file at its path, so a review would see no new account; a checkout writes it."""
    repository = parted(tmp_path, {}, [{}], {f"{WORKS}/README.md": "Theirs.\n"})
    added = (mode, NEW, blob(repository, OFFICIAL))
    head = with_tree(repository, "main", ACCOUNTS, lambda entries: [*entries, added])
    assert repository.git("ls-tree", "-r", head, "--", f"{ACCOUNTS}/{NEW}") == ""
    for base in ("main", "base"):
        answer = run(repository.root, "review", "--base", base, "--head", head, "--actor", str(actor))
        assert (answer.status, answer.output) == (2, "")
        assert f"{ACCOUNTS}/: a folder has this name, or one in it, twice or out of order" in answer.messages


@pytest.mark.parametrize("folder", ["", "registry", "registry/agencies", AGENCY_FOLDER, ACCOUNTS])
@pytest.mark.parametrize("change", [lambda entries: [*entries, entries[0]], lambda entries: entries[::-1]])
def test_a_folder_out_of_order_is_refused_wherever_it_is(tmp_path: Path, folder: str, change: Change) -> None:
    repository = parted(tmp_path, {f"{ACCOUNTS}/x-press.yaml": PROPOSED}, [{ACCOUNT: ACCOUNT_NOW}], {})
    head = with_tree(repository, "base", folder, change)
    repository.git("reset", "--quiet", "--soft", head)
    with pytest.raises(FatalError, match="twice"):
        decide(repository)


def test_a_later_change_is_read_though_git_finds_no_such_path(tmp_path: Path) -> None:
    """The base is out of order since before: what git's comparison prints is believed, and not its search."""
    repository = parted(tmp_path, {}, [{}], {})
    files = [("100644", NEW, blob(repository, text)) for text in (OFFICIAL, OFFICIAL.replace("press", "evil"))]
    base = with_tree(repository, "main", ACCOUNTS, lambda entries: [*entries, files[0]])
    head = with_tree(repository, base, ACCOUNTS, lambda entries: [*entries[:-1], files[1]])
    before, after = (open_commit(repository.root, ref) for ref in (base, head))
    with pytest.raises(FatalError, match="out of order"):
        all_changed_paths(before, after)
    repaired = with_tree(repository, base, ACCOUNTS, lambda entries: [entries[0]])
    before, after = (open_commit(repository.root, ref) for ref in (base, repaired))
    assert all_changed_paths(before, after) == [f"{ACCOUNTS}/{NEW}"]
    assert [file.read() for file in before.files_at([f"{ACCOUNTS}/{NEW}"])] == [OFFICIAL.encode()]
    assert not [*after.files_at([f"{ACCOUNTS}/{NEW}"])]


def test_a_file_in_the_place_of_a_folder_is_in_order(tmp_path: Path) -> None:
    """A folder is sorted as if its name ended with a slash."""
    folder, file = f"{AGENCY_FOLDER}/README.md/x", f"{AGENCY_FOLDER}/README.md"
    repository = parted(tmp_path, {folder: "1\n", f"{file}.more": "2\n"}, [{folder: None}], {})
    repository.commit({file: "3\n"})
    before, after = (open_commit(repository.root, ref) for ref in ("main", "proposal"))
    changed = [file, folder]
    assert all_changed_paths(before, after) == all_changed_paths(after, before) == changed
    assert denied(decide(repository)) >= {folder}


# A tree that is read as a whole.


@pytest.mark.parametrize("folder", ["registry", "registry/agencies", ACCOUNTS])
@pytest.mark.parametrize("command", [("validate", "--ref"), ("list", "account", "--ref")])
def test_a_folder_with_a_name_twice_is_no_register(tmp_path: Path, folder: str, command: tuple[str, ...]) -> None:
    """Git checks out the last of the two, and its listing of one path shows another."""
    repository = parted(tmp_path, {}, [{}], {})
    head = with_tree(repository, "main", folder, lambda entries: [*entries[:1], *entries])
    answer = run(repository.root, *command, head)
    assert answer.status == 2
    assert "twice or out of order" in answer.messages


# Order itself.

NAMES = some.lists(some.sampled_from(["a", "a-", "a.b", "a0", "b", "B", "é", "a/"]), min_size=1, max_size=5)


@given(NAMES, some.randoms(use_true_random=False))
def test_trees_are_in_order_if_git_would_write_them_so(git: FakeGit, names: list[str], shuffle: random.Random) -> None:
    ordered = sorted({name.rstrip("/"): name for name in names}.values(), key=str.encode)
    for variant in (ordered, shuffle.sample(ordered, len(ordered)), [*ordered, ordered[0]]):
        rows = [f"{'040000 tree' if name.endswith('/') else '100644 blob'} 1\t{name.rstrip('/')}" for name in variant]
        entries = [("40000" if name.endswith("/") else "100644", name.rstrip("/"), "0a" * 20) for name in variant]
        git.content = content_of(entries)
        for require in (
            lambda rows=rows: require_ordered_rows(row.encode() for row in rows),
            lambda: require_ordered_trees(git, {"folder": "0a" * 20}),
        ):
            if variant == ordered:
                require()
            else:
                with pytest.raises(FatalError, match="out of order"):
                    require()


@pytest.mark.parametrize("more", [b"100644 z\0short", b"100644 a/b\0" + b"a" * 20, b"junk"])
def test_a_tree_with_anything_else_is_refused(git: FakeGit, more: bytes) -> None:
    git.content = content_of([("100644", "a", "0a" * 20)]) + more
    with pytest.raises(FatalError, match="git fsck"):
        require_ordered_trees(git, {"folder": "0a" * 20})


class FakeGit(Git):
    """A Git in which all trees have one content."""

    content = b""

    def read_trees(self, tree_ids: list[str]) -> list[bytes]:  # type: ignore[override]
        """Return the content for each tree."""
        return [self.content for _ in tree_ids]


@pytest.fixture(scope="module")
def git() -> FakeGit:
    return FakeGit(Path())
