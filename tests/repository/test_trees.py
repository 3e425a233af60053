"""Trees of the disk, the index and commits, and the paths that differ between them."""

from __future__ import annotations

import itertools
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.lengths import count
from tests.registers import ACCOUNT, ACCOUNT_TEXT, AGENCY, DAY, SMALL, Files, Repository, build_repository
from tests.snapshots import validate

from smregister.errors import FatalError
from smregister.output.plain_text import format_finding
from smregister.repository.changed_paths import changed_paths
from smregister.repository.commit_tree import CommitTree, IndexTree
from smregister.repository.git import Git
from smregister.repository.open import find_root, open_tree
from smregister.repository.overlay_tree import OverlayTree
from smregister.repository.tree import READ_LIMIT, Mode, Tree
from smregister.repository.work_tree import WorkTree

TreeAt: TypeAlias = Callable[[Path, str | None], Tree]
Contents: TypeAlias = dict[str, tuple[Mode, bytes]]

ACCOUNTS = "registry/agencies/health/accounts"
REFS = [None, ":", "HEAD"]


def contents(tree: Tree) -> Contents:
    """Read all files of a tree."""
    files = itertools.chain(tree.files("registry"), tree.files("schemas"))
    return {file.path: (file.mode, file.read()) for file in files}


def differing(before: Tree, after: Tree) -> list[str]:
    """Compare all files of two trees."""
    return _compare(contents(before), contents(after))


def _compare(old: Contents, new: Contents) -> list[str]:
    return sorted(path for path in old.keys() | new.keys() if old.get(path) != new.get(path))


# The protocol of trees.


@pytest.mark.parametrize("below", ["", "government/register"])
def test_all_three_trees_yield_the_same_files_in_path_order(tmp_path: Path, tree_at: TreeAt, below: str) -> None:
    repository = build_repository(tmp_path, below=below)
    on_disk, in_index, in_commit = (contents(tree_at(repository.root, ref)) for ref in REFS)
    assert on_disk == in_index == in_commit
    assert on_disk[ACCOUNT] == (Mode.PLAIN, ACCOUNT_TEXT.encode())
    for ref in REFS:
        paths = [file.path for file in tree_at(repository.root, ref).files("registry")]
        assert paths == sorted(paths)
        assert set(SMALL) <= set(paths)


@pytest.mark.parametrize("below", ["", "government/register"])
@pytest.mark.parametrize("ref", REFS)
def test_files_at_some_paths(tmp_path: Path, tree_at: TreeAt, ref: str | None, below: str) -> None:
    repository = build_repository(tmp_path, below=below)
    wanted = [ACCOUNT, "registry/no-such.yaml", "registry/register.yaml"]
    found = {file.path: file.read() for file in tree_at(repository.root, ref).files_at(wanted)}
    assert found == {path: str(SMALL[path]).encode() for path in (ACCOUNT, "registry/register.yaml")}


@pytest.mark.parametrize("ref", REFS)
def test_a_tree_listed_at_once_yields_the_same_files(repository: Repository, tree_at: TreeAt, ref: str | None) -> None:
    repository.commit(
        {
            "registry/agencies/health-service/agency.yaml": "a: 1\n",
            "registry/agencies/health.yaml": "a: 1\n",
            "registry/agencies/health0/agency.yaml": "a: 1\n",
            "registry/agencies/health2/agency.yaml": "a: 1\n",
            "registry/agencies/aged care/agency.yaml": "a: 1\n",
        }
    )
    plain, listed = tree_at(repository.root, ref), tree_at(repository.root, ref)
    listed.list_all()
    for folder in ("registry", "registry/agencies", "registry/agencies/health", "registry/no-such", "schemas"):
        wanted = [(file.path, file.mode, file.read()) for file in plain.files(folder)]
        assert [(file.path, file.mode, file.read()) for file in listed.files(folder)] == wanted
    for paths in (
        [ACCOUNT, AGENCY],
        [ACCOUNT, "schemas/account.schema.json"],
        ["registry/agencies/health", "registry/z"],
    ):
        found = {file.path: file.read() for file in listed.files_at(paths)}
        assert found == {file.path: file.read() for file in plain.files_at(paths)}
        assert found.keys() == {path for path in paths if (repository.root / path).is_file()}


@pytest.mark.parametrize("ref", [":", "HEAD"])
def test_a_listed_tree_starts_no_more_git_processes(
    repository: Repository, tree_at: TreeAt, monkeypatch: pytest.MonkeyPatch, ref: str
) -> None:
    proposal = OverlayTree(tree_at(repository.root, ref), {})
    proposal.list_all()
    monkeypatch.delattr(Git, "list_paths")
    assert [file.path for file in proposal.files("registry/agencies")] == [ACCOUNT, AGENCY]
    assert [file.path for file in proposal.files_at([AGENCY])] == [AGENCY]
    assert proposal.name == proposal.base.name


def test_more_paths_than_fit_on_a_command_line(repository: Repository, tree_at: TreeAt) -> None:
    wanted = [f"registry/agencies/health/accounts/{'x' * 80}-{number}.yaml" for number in range(5000)]
    for ref in REFS:
        assert [file.path for file in tree_at(repository.root, ref).files_at([*wanted, ACCOUNT])] == [ACCOUNT]


def test_each_moment_has_its_own_content(repository: Repository, tree_at: TreeAt) -> None:
    repository.stage({ACCOUNT: "staged: true\n"})
    repository.write({ACCOUNT: "on_disk: true\n"})
    read = {ref: next(iter(tree_at(repository.root, ref).files_at([ACCOUNT]))).read() for ref in REFS}
    assert read == {None: b"on_disk: true\n", ":": b"staged: true\n", "HEAD": ACCOUNT_TEXT.encode()}


def test_git_names_blobs_and_the_disk_does_not(repository: Repository, tree_at: TreeAt) -> None:
    blob = repository.git("hash-object", ACCOUNT)
    blobs = [next(iter(tree_at(repository.root, ref).files_at([ACCOUNT]))).blob for ref in REFS]
    assert blobs == [None, blob, blob]


def test_the_name_of_a_tree(repository: Repository, tree_at: TreeAt) -> None:
    names = [tree_at(repository.root, ref).name for ref in REFS]
    assert names == ["work tree", ":", repository.git("rev-parse", "HEAD")]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"a: 1\r\nb: 2\r\n", b"", b"no line end", b"\x00"])
def test_bytes_are_read_unchanged(repository: Repository, tree_at: TreeAt, content: bytes) -> None:
    repository.commit({ACCOUNT: content})
    for ref in REFS:
        assert [file.read() for file in tree_at(repository.root, ref).files_at([ACCOUNT])] == [content]


def test_no_file_is_read_further_than_the_limit(repository: Repository, tree_at: TreeAt) -> None:
    huge = f"{ACCOUNTS}/huge.yaml"
    repository.commit({huge: b"x" * (READ_LIMIT + 200_000)})
    for ref in REFS:
        read = {file.path: file.read() for file in tree_at(repository.root, ref).files("registry/agencies")}
        assert READ_LIMIT < len(read[huge]) <= READ_LIMIT + 32 * 1024
        assert read[ACCOUNT] == ACCOUNT_TEXT.encode(), "what is read next is not disturbed"


# Refs.


def test_a_commit_has_many_names(repository: Repository, tree_at: TreeAt) -> None:
    first = repository.git("rev-parse", "HEAD")
    repository.git("tag", "--annotate", "--message", "The first", "v1")
    repository.git("branch", "trial")
    repository.commit({ACCOUNT: "later: true\n"})
    for ref in ("v1", "trial", "main~1", "HEAD^", first, first[:10], "refs/heads/trial"):
        assert tree_at(repository.root, ref).name == first


@pytest.mark.parametrize(
    "ref",
    [
        "--output=written",
        "--exec=touch written",
        "-h",
        "--all",
        "nonsense",
        "",
        " ",
        "HEAD:registry",
        "HEAD..HEAD",
        "^HEAD",
        "HEAD\nHEAD",
        "main:" + ACCOUNT,
        "0" * 40,
        "::",
        "two words",
        "a blob 5",
    ],
)
def test_an_unknown_ref_is_an_error(repository: Repository, ref: str) -> None:
    before = sorted(repository.root.rglob("*"))
    with pytest.raises(FatalError, match="there is no commit, tag or branch"):
        open_tree(repository.root, ref)
    assert sorted(repository.root.rglob("*")) == before


def test_an_object_reader_that_has_ended_starts_again(repository: Repository) -> None:
    git = Git(repository.root)
    head, blob = git.resolve(["HEAD^{commit}", f"HEAD:{ACCOUNT}"])
    assert git._objects._process is not None
    git._objects._process.kill()
    git._objects._process.wait()
    assert git.resolve(["HEAD^{commit}", "HEAD:nowhere"]) == [head, None]
    assert [*git.read_blobs([str(blob)], 100)] == [ACCOUNT_TEXT.encode()[:100]]
    git.close()


@pytest.mark.parametrize("question", ["HEAD:./registry", "HEAD@{5000}^{commit}"])
def test_a_name_at_which_git_exits_affects_no_other(tmp_path: Path, question: str) -> None:
    repository = build_repository(tmp_path / "repository")
    bare = tmp_path / "bare.git"
    repository.git("clone", "--quiet", "--bare", ".", str(bare))
    git = Git(bare)
    for _ in range(20):
        assert git.resolve([question, "HEAD"])[0] is None
        assert git.resolve(["HEAD^{commit}"]) == [repository.git("rev-parse", "HEAD")]
    git.close()


def test_a_missing_last_commit_is_an_error(repository: Repository) -> None:
    repository.git("commit", "-q", "--allow-empty", "-m", "A commit that lies in a file of its own")
    head = repository.git("rev-parse", "HEAD")
    (repository.root / ".git/objects" / head[:2] / head[2:]).unlink()
    with pytest.raises(FatalError, match="git can't read the last commit; `git fsck` lists"):
        open_tree(repository.root, "HEAD")


@pytest.mark.parametrize("answer", ["", "nonsense\n", f"{'0' * 40} blob 10\nabc", f"{'0' * 40} tree 1\na\n"])
def test_an_unreadable_answer_of_git_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    (tmp_path / "answer").write_text(answer, "utf-8")
    (tmp_path / "git").write_text(f"#!/bin/sh\nread asked\ncat {tmp_path}/answer\n", "utf-8")
    (tmp_path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    with pytest.raises(FatalError, match="git can't read object"):
        list(Git(tmp_path).read_blobs(["0" * 40], 100))


def test_missing_git_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for ask in (lambda: Git(tmp_path).run("version"), lambda: Git(tmp_path).resolve(["HEAD"])):
        with pytest.raises(FatalError, match="git is not installed"):
            ask()


def test_a_misspelled_ref_gets_a_suggestion(repository: Repository) -> None:
    with pytest.raises(FatalError, match="did you mean `main`"):
        open_tree(repository.root, "mian")


@pytest.mark.parametrize("ref", [":", "HEAD"])
def test_outside_git_only_the_disk_can_be_read(register: Path, ref: str) -> None:
    assert contents(open_tree(register, None))
    with pytest.raises(FatalError, match="git init"):
        open_tree(register, ref)


def test_a_commit_without_a_register_holds_no_files(repository: Repository, tree_at: TreeAt) -> None:
    empty = repository.git("commit-tree", "-m", "Nothing", repository.git("mktree"))
    assert contents(tree_at(repository.root, empty)) == {}
    assert list(tree_at(repository.root, empty).files_at([ACCOUNT])) == []


# The checkout.


def test_the_checkout_is_found_from_anywhere_in_it(register: Path) -> None:
    named_alike = register / "registry/agencies/registry/accounts"
    named_alike.mkdir(parents=True)
    for folder in (register, register / "schemas", register / ACCOUNTS, named_alike):
        assert find_root(folder) == register


def test_a_commit_is_read_from_a_bare_repository(repository: Repository, tmp_path: Path) -> None:
    bare = tmp_path / "registry/bare"
    repository.git("clone", "--quiet", "--bare", ".", str(bare))
    assert find_root(bare, "HEAD") == bare.resolve()
    with pytest.raises(FatalError, match="no folder `registry`"):
        find_root(bare)


def test_a_register_that_has_lost_its_record_is_found_up_to_the_top_of_its_repository(register: Path) -> None:
    inner, other = register / "inner", register / "other"
    for folder in (inner / ".git", inner / ACCOUNTS, other / "objects"):
        folder.mkdir(parents=True)
    (other / "HEAD").touch()
    assert find_root(inner / ACCOUNTS) == inner
    with pytest.raises(FatalError, match="no folder `registry`"):
        find_root(other)


def test_no_folder_here(tmp_path: Path) -> None:
    with pytest.raises(FatalError, match=f"^there is no folder {tmp_path / 'a'}$"):
        find_root(tmp_path / "a")


def test_an_untracked_file_elsewhere_is_no_difference(repository: Repository, tree_at: TreeAt) -> None:
    repository.write({"notes.txt": "a", "registry/agencies/health/b.yaml": "b"})
    head, disk = tree_at(repository.root, "HEAD"), tree_at(repository.root, None)
    assert changed_paths(repository.root, head, disk) == ["registry/agencies/health/b.yaml"]


def test_no_register_here(tmp_path: Path) -> None:
    (tmp_path / "registry").write_text("a file, not a folder")
    with pytest.raises(FatalError, match="smregister init"):
        find_root(tmp_path)


# Special files.


def test_modes_in_git(repository: Repository, tree_at: TreeAt) -> None:
    modes = {"100644": Mode.PLAIN, "100755": Mode.EXECUTABLE, "120000": Mode.LINK, "160000": Mode.SUBMODULE}
    for mode in modes:
        repository.put_in_index(f"{ACCOUNTS}/m{mode}.yaml", mode, b"/etc/passwd")
    repository.git("commit", "--quiet", "--message", "All modes")
    for ref in (":", "HEAD"):
        found = {file.path: file.mode for file in tree_at(repository.root, ref).files(ACCOUNTS)}
        assert {mode: found[f"{ACCOUNTS}/m{mode}.yaml"] for mode in modes} == modes


def test_modes_on_the_disk(register: Path) -> None:
    folder = register / ACCOUNTS
    (folder / "link.yaml").symlink_to("x-health.yaml")
    (folder / "nowhere.yaml").symlink_to("no-such-file")
    (folder / "folder").symlink_to(register / "schemas")
    os.mkfifo(folder / "pipe.yaml")
    (folder / "program.yaml").write_text("a: 1\n")
    (folder / "program.yaml").chmod(0o755)
    found = {Path(file.path).name: (file.mode, file.read()) for file in WorkTree(register).files(ACCOUNTS)}
    assert found == {
        "link.yaml": (Mode.LINK, b""),
        "nowhere.yaml": (Mode.LINK, b""),
        "folder": (Mode.LINK, b""),
        "pipe.yaml": (Mode.OTHER, b""),
        "program.yaml": (Mode.EXECUTABLE, b"a: 1\n"),
        "x-health.yaml": (Mode.PLAIN, ACCOUNT_TEXT.encode()),
    }


def test_a_registry_that_is_a_link_is_not_followed(register: Path) -> None:
    (register / "registry").rename(register / "elsewhere")
    (register / "registry").symlink_to("elsewhere")
    assert [file.mode for file in WorkTree(register).files("registry")] == [Mode.LINK]


@pytest.mark.parametrize("ref", REFS)
def test_a_link_is_a_finding_and_nothing_behind_it_is_shown(
    repository: Repository, tree_at: TreeAt, tmp_path: Path, ref: str | None
) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("secret: nobody may see this\n")
    (repository.root / ACCOUNTS / "link.yaml").symlink_to(secret)
    repository.commit({})
    found = validate(tree_at(repository.root, ref), DAY).findings
    assert [(each.path, each.line, each.rule) for each in found] == [(f"{ACCOUNTS}/link.yaml", 1, "not-a-plain-file")]
    assert "secret" not in found[0].message


@pytest.mark.parametrize("mode", ["120000", "160000"])
def test_links_and_submodules_in_place_of_records(repository: Repository, tree_at: TreeAt, mode: str) -> None:
    repository.put_in_index(ACCOUNT, mode, b"/proc/self/environ")
    repository.git("commit", "--quiet", "--message", "Replaced")
    for ref in (":", "HEAD"):
        found = validate(tree_at(repository.root, ref), DAY).findings
        assert [(each.path, each.rule) for each in found] == [(ACCOUNT, "not-a-plain-file")]


@pytest.mark.parametrize("ref", REFS)
def test_an_executable_file_is_a_finding_and_still_read(
    repository: Repository, tree_at: TreeAt, ref: str | None
) -> None:
    place = repository.root / ACCOUNT
    place.chmod(place.stat().st_mode | stat.S_IXUSR)
    repository.commit({ACCOUNT: ACCOUNT_TEXT.replace("platform: x", "platform: nothing")})
    found = validate(tree_at(repository.root, ref), DAY).findings
    assert [(each.path, each.line, each.rule) for each in found] == [
        (ACCOUNT, 1, "dangling-reference"),
        (ACCOUNT, 1, "executable-file"),
    ]


@pytest.mark.parametrize("mode", ["100755", "120000", "160000"])
def test_a_schema_is_a_plain_file(repository: Repository, tree_at: TreeAt, mode: str) -> None:
    repository.put_in_index("schemas/agency.schema.json", mode, b"/etc/passwd")
    found = validate(tree_at(repository.root, ":"), DAY).findings
    assert ("schemas/agency.schema.json", "schema-fault") in {(each.path, each.rule) for each in found}


def test_an_unfinished_merge_in_the_index_is_an_error(repository: Repository) -> None:
    blob = repository.git("hash-object", "-w", "--stdin", stdin=b"name: one side\n")
    stages = "".join(f"100644 {blob} {stage}\t{ACCOUNT}\n" for stage in (2, 3))
    repository.git("update-index", "--index-info", stdin=stages.encode())
    with pytest.raises(FatalError, match=r"x-health.yaml has an unfinished merge"):
        list(open_tree(repository.root, ":").files("registry"))
    with pytest.raises(FatalError, match=r"x-health.yaml has an unfinished merge"):
        list(open_tree(repository.root, ":").files_at([ACCOUNT]))


def test_leftovers_of_editors_are_ignored(register: Path) -> None:
    for name in (".DS_Store", "Thumbs.db", "x-health.yaml~", ".x-health.yaml.swp", ".#x.yaml", "x.yaml.tmp"):
        (register / ACCOUNTS / name).write_bytes(b"\0")
    assert [file.path for file in WorkTree(register).files(ACCOUNTS)] == [ACCOUNT]


# Hostile names.

HOSTILE_NAMES = [
    "x\ny.yaml",
    "x\r\n::error::pwned.yaml",
    "x\ty.yaml",
    "x\x1b]8;;y.yaml",
    "x\x9by.yaml",
    "x\u202ey.yaml",
    'x"y.yaml',
    "x'y.yaml",
    "x y.yaml",
    "x\\y.yaml",
    "..\\evil.yaml",
    "-rf.yaml",
    "--output=x.yaml",
    "a:b.yaml",
    "con.yaml",
    "aux.yaml",
    "com1.yaml",
    "X-Health.yaml",
    "x--y.yaml",
    "x_y.yaml",
    "x-.yaml",
    "x.yaml.",
    "x.yaml ",
    "x.yml",
    "x.YAML",
    "x.y.yaml",
    ".yaml",
    ".hidden.yaml",
    "é.yaml",
    "e\u0301.yaml",
    "*.yaml",
    "[x].yaml",
    "$(touch written).yaml",
    "\udcff.yaml",
    "x" * 121 + ".yaml",
]


@pytest.fixture
def hostile(repository: Repository) -> Repository:
    """Return the small register with every hostile name in its index and in its second commit."""
    repository.git("config", "core.protectNTFS", "false")
    blob = repository.git("hash-object", "-w", "--stdin", stdin=b"a: 1\n")
    entries = "".join(f"100644 {blob}\t{ACCOUNTS}/{name}\0" for name in HOSTILE_NAMES)
    repository.git("update-index", "--add", "-z", "--index-info", stdin=os.fsencode(entries))
    repository.git("commit", "--quiet", "--message", "Hostile names")
    return repository


@pytest.mark.parametrize("ref", [":", "HEAD"])
def test_every_hostile_name_is_a_finding_on_its_own_line(hostile: Repository, tree_at: TreeAt, ref: str) -> None:
    found = validate(tree_at(hostile.root, ref), DAY).findings
    refused = [each for each in found if each.rule in ("misnamed-file", "misplaced-file")]
    names = {name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace") for name in HOSTILE_NAMES}
    assert sorted(each.path for each in refused) == sorted(f"{ACCOUNTS}/{name}" for name in names)
    assert all(format_finding(each).isprintable() for each in found)


def test_every_hostile_name_is_a_finding_on_the_disk_too(register: Path) -> None:
    names = [name for name in HOSTILE_NAMES if len(name) < 100]
    for name in names:
        (register / ACCOUNTS / name).write_text("a: 1\n")
    found = validate(WorkTree(register), DAY).findings
    refused = [each for each in found if each.rule in ("misnamed-file", "misplaced-file")]
    assert len(refused) == len(names)
    assert all(format_finding(each).isprintable() for each in found)


@pytest.mark.parametrize("ref", REFS)
@pytest.mark.parametrize(
    ("name", "problem"),
    [
        (b"registry/agencies/\xff/agency.yaml", "misnamed-file"),
        (b"registry/agencies/\xff/accounts/x-a.yaml", "agency-without-record"),
        (b"registry/agencies/health/accounts/f\xff.yaml", "misnamed-file"),
        (b"registry/agencies/f\xff.yaml", "misplaced-file"),
        (b"registry/d\xff/x.yaml", "misplaced-file"),
        (b"registry/f\xff.yaml", "misplaced-file"),
    ],
)
def test_a_file_with_a_name_that_is_not_utf_8_is_validated(
    repository: Repository, tree_at: TreeAt, name: bytes, problem: str, ref: str | None
) -> None:
    place = repository.root / os.fsdecode(name)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("a: 1\n", "utf-8")
    if ref is not None:
        repository.commit({})
    found = {(each.path, each.rule) for each in validate(tree_at(repository.root, ref), DAY).findings}
    assert (name.decode("utf-8", "backslashreplace"), problem) in found


def test_a_literal_backslash_hides_nothing(repository: Repository, tree_at: TreeAt) -> None:
    for name in (b"\xff", b"\\xff"):
        place = repository.root / "registry" / "agencies" / os.fsdecode(name)
        place.mkdir()
        (place / f"{len(name)}.txt").write_text("a", "utf-8")
    (repository.root / "registry" / "agencies" / os.fsdecode(b"\\xfe")).symlink_to("health")
    for ref in REFS:
        strays = {each.path for each in validate(tree_at(repository.root, ref), DAY).findings}
        assert strays >= {"registry/agencies/\\xff/1.txt", "registry/agencies/\\xff/4.txt", "registry/agencies/\\xfe"}
        repository.commit({})


def test_folders_nested_deeper_than_the_stack(register: Path) -> None:
    places = [register / "registry/agencies/health"]
    for _ in range(1200):
        places.append(places[-1] / "a")
        places[-1].mkdir()
    file = places[-1] / "x.yaml"
    file.write_text("a: 1\n", "utf-8")
    (found,) = [each for each in validate(WorkTree(register), DAY).findings if each.path.endswith("/x.yaml")]
    assert found.rule == "misplaced-file"
    file.unlink()
    for place in reversed(places[1:]):
        place.rmdir()


def test_a_file_with_a_hostile_name_is_compared(hostile: Repository, tree_at: TreeAt) -> None:
    before, after = tree_at(hostile.root, "HEAD~1"), tree_at(hostile.root, "HEAD")
    assert changed_paths(hostile.root, before, after) == differing(before, after)
    assert len(differing(before, after)) == len(HOSTILE_NAMES)


@pytest.mark.parametrize("agency", ["Health", "he alth", "-health", "con", "he\nalth", "é", "he_alth"])
def test_a_hostile_folder_of_an_agency_is_a_finding(repository: Repository, tree_at: TreeAt, agency: str) -> None:
    place = f"registry/agencies/{agency}/agency.yaml"
    repository.put_in_index(place, "100644", str(SMALL["registry/agencies/health/agency.yaml"]).encode())
    found = validate(tree_at(repository.root, ":"), DAY).findings
    assert [each.rule for each in found if "misnamed" in each.rule] == ["misnamed-file"]


# Changed paths.

TWIN = f"{ACCOUNTS}/x-two.yaml"
SCHEMA = "schemas/course.schema.json"

EDITS: dict[str, tuple[Files, Files, Files]] = {
    "nothing": ({}, {}, {}),
    "changed in a commit": ({ACCOUNT: "a: 1\n"}, {}, {}),
    "changed in the index": ({}, {ACCOUNT: "a: 1\n"}, {}),
    "changed on the disk": ({}, {}, {ACCOUNT: "a: 1\n"}),
    "changed three times": ({ACCOUNT: "a: 1\n"}, {ACCOUNT: "a: 2\n"}, {ACCOUNT: "a: 3\n"}),
    "changed and back": ({}, {ACCOUNT: "a: 1\n"}, {ACCOUNT: ACCOUNT_TEXT}),
    "added in a commit": ({TWIN: "a: 1\n"}, {}, {}),
    "added in the index": ({}, {TWIN: "a: 1\n"}, {}),
    "new on the disk": ({}, {}, {TWIN: "a: 1\n"}),
    "removed in a commit": ({ACCOUNT: None}, {}, {}),
    "removed in the index": ({}, {ACCOUNT: None}, {}),
    "removed on the disk": ({}, {}, {ACCOUNT: None}),
    "removed, then there again": ({ACCOUNT: None}, {ACCOUNT: "a: 1\n"}, {ACCOUNT: None}),
    "renamed": ({}, {ACCOUNT: None, TWIN: ACCOUNT_TEXT}, {}),
    "a schema, and a file that is no concern": ({SCHEMA: "{}"}, {"README.md": "x"}, {"notes.txt": "y"}),
    "odd names": ({}, {f"{ACCOUNTS}/a\nb.yaml": "a: 1\n"}, {f'{ACCOUNTS}/c"d\u202e.yaml': "a: 1\n"}),
    "a folder of its own": ({}, {}, {"registry/agencies/new/accounts/x.yaml": "a: 1\n"}),
}


def trees_of_edits(repository: Repository, edits: tuple[Files, Files, Files], tree_at: TreeAt) -> list[Tree]:
    """Return the first commit, a second with the first edits, the index with the second, the disk with all."""
    committed, staged, on_disk = edits
    repository.commit(committed)
    if staged:
        repository.stage(staged)
    repository.write(on_disk)
    return [tree_at(repository.root, ref) for ref in ("HEAD~1", "HEAD", ":", None)]


def test_two_proposals_for_one_commit_differ_by_both(repository: Repository, tree_at: TreeAt) -> None:
    commit = tree_at(repository.root, "HEAD")
    changed, added = OverlayTree(commit, {ACCOUNT: b"a: 1\n"}), OverlayTree(commit, {TWIN: b"a: 1\n"})
    assert changed_paths(repository.root, commit, added) == [TWIN]
    assert changed_paths(repository.root, changed, added) == sorted([ACCOUNT, TWIN])
    assert changed_paths(repository.root, added, changed) == sorted([ACCOUNT, TWIN])


def assert_pairs_agree(root: Path, trees: list[Tree]) -> None:
    """Compare each tree with itself and all that follow it in the list."""
    whole = [(tree, contents(tree)) for tree in trees]
    for (before, old), (after, new) in itertools.combinations_with_replacement(whole, 2):
        reported, true = changed_paths(root, before, after), _compare(old, new)
        assert reported == sorted(reported)
        assert set(true) <= set(reported), f"{before.name} to {after.name} left out a file"
        if not {type(before), type(after)} & {OverlayTree, WorkTree}:
            assert reported == true, f"{before.name} to {after.name} named a file that is the same"


@pytest.mark.parametrize("below", ["", "government/register"])
@pytest.mark.parametrize("edits", EDITS.values(), ids=EDITS.keys())
def test_changed_paths_of_all_pairs(
    tmp_path: Path, tree_at: TreeAt, edits: tuple[Files, Files, Files], below: str
) -> None:
    repository = build_repository(tmp_path, below=below)
    trees = trees_of_edits(repository, edits, tree_at)
    assert_pairs_agree(repository.root, trees[::-1] if below else trees)
    assert set(changed_paths(repository.root, trees[0], trees[-1])) <= {path for each in edits for path in each}


PLACES = [f"{ACCOUNTS}/x-{letter}.yaml" for letter in "ab"] + ["schemas/new.schema.json"]
edits_of_one_tree = st.dictionaries(st.sampled_from(PLACES), st.sampled_from(["a: 1\n", "a: 2\n", ""]))


@settings(max_examples=count(4, 500))
@given(st.tuples(edits_of_one_tree, edits_of_one_tree, edits_of_one_tree), st.data())
def test_changed_paths_of_any_edits(
    tmp_path_factory: pytest.TempPathFactory, edits: tuple[Files, Files, Files], data: st.DataObject
) -> None:
    repository = build_repository(tmp_path_factory.mktemp("edited"))
    trees = trees_of_edits(repository, edits, open_tree)
    proposals = st.builds(
        OverlayTree,
        st.sampled_from(trees),
        st.dictionaries(st.sampled_from(PLACES), st.sampled_from([b"a: 1\n", b"a: 3\n", None])),
    )
    try:
        either_order = st.permutations([*trees, data.draw(proposals), data.draw(proposals)])
        assert_pairs_agree(repository.root, data.draw(either_order))
    finally:
        for tree in trees:
            if isinstance(tree, CommitTree | IndexTree):
                tree.git.close()


def test_a_file_that_git_ignores_still_differs(repository: Repository, tree_at: TreeAt) -> None:
    first = repository.commit({".gitignore": "x-two.yaml\n"})
    repository.write({TWIN: ACCOUNT_TEXT})
    trees = [tree_at(repository.root, ref) for ref in (first, ":", None)]
    assert TWIN in contents(trees[-1])
    assert_pairs_agree(repository.root, trees)
    assert_pairs_agree(repository.root, trees[::-1])


def test_a_file_taken_out_of_the_index_alone_still_differs(repository: Repository, tree_at: TreeAt) -> None:
    repository.git("rm", "--cached", "--quiet", "--", ACCOUNT)
    trees = [tree_at(repository.root, ref) for ref in REFS]
    for before, after in itertools.product(trees, repeat=2):
        assert set(differing(before, after)) <= set(changed_paths(repository.root, before, after))


def test_a_nested_repository_still_differs(repository: Repository, tree_at: TreeAt) -> None:
    repository.write({"registry/agencies/new/agency.yaml": "a: 1\n"})
    repository.git("init", "--quiet", "registry/agencies/new")
    head, disk = tree_at(repository.root, "HEAD"), tree_at(repository.root, None)
    assert contents(disk)["registry/agencies/new"] == (Mode.SUBMODULE, b"")
    assert changed_paths(repository.root, head, disk) == ["registry/agencies/new"]


def test_a_whole_nested_repository_differs(repository: Repository, tree_at: TreeAt) -> None:
    inner = Repository(repository.root / "registry/agencies/newX")
    inner.root.mkdir()
    inner.git("init", "--quiet")
    inner.commit({"agency.yaml": "a: 1\n"})
    head, disk = tree_at(repository.root, "HEAD"), tree_at(repository.root, None)
    assert changed_paths(repository.root, head, disk) == ["registry/agencies/newX"]


@pytest.mark.parametrize("name", ["aaa", "zzz"])
def test_files_beside_a_nested_repository_are_found(repository: Repository, name: str) -> None:
    repository.git("init", "--quiet", f"registry/agencies/{name}")
    before = {path for path in SMALL if path.startswith("registry/agencies/")}
    found = {file.path for file in WorkTree(repository.root).files("registry/agencies")}
    assert found == {*before, f"registry/agencies/{name}"}


def test_a_folder_that_is_a_link_is_one_and_empty(register: Path) -> None:
    (register / "registry/agencies").rename(register / "elsewhere")
    (register / "registry/agencies").symlink_to(register / "elsewhere")
    found = [(file.path, file.mode, file.read()) for file in WorkTree(register).files("registry/agencies")]
    assert found == [("registry/agencies", Mode.LINK, b"")]


@pytest.mark.parametrize("size", [0, 10, 200_000, READ_LIMIT])
def test_a_file_that_changes_its_size_after_it_was_listed_is_read_whole(register: Path, size: int) -> None:
    [file] = WorkTree(register).files_at([ACCOUNT])
    content = bytes(number % 251 for number in range(size))
    (register / ACCOUNT).write_bytes(content)
    assert file.read() == content


def test_no_file_is_read_much_further_than_the_limit(register: Path) -> None:
    [file] = WorkTree(register).files_at([ACCOUNT])
    (register / ACCOUNT).write_bytes(b"a" * (3 * READ_LIMIT))
    assert READ_LIMIT < len(file.read()) < 2 * READ_LIMIT


@pytest.mark.parametrize("ref", [":", "HEAD"])
def test_a_file_is_found_by_a_name_that_is_not_utf_8(repository: Repository, tree_at: TreeAt, ref: str) -> None:
    path = "registry/agencies/\\xff/agency.yaml"
    place = repository.root / os.fsdecode(b"registry/agencies/\xff/agency.yaml")
    place.parent.mkdir()
    place.write_text("a: 1\n", "utf-8")
    repository.commit({})
    assert [(file.path, file.read()) for file in tree_at(repository.root, ref).files_at([path])] == [(path, b"a: 1\n")]
    assert [file.path for file in tree_at(repository.root, ref).files(path.rpartition("/")[0])] == [path]


def test_a_file_that_becomes_a_link_after_it_was_listed_is_not_followed(register: Path) -> None:
    [file] = WorkTree(register).files_at([ACCOUNT])
    (register / ACCOUNT).unlink()
    (register / ACCOUNT).symlink_to(register / AGENCY)
    with pytest.raises(FatalError, match=r"x-health.yaml can't be read"):
        file.read()


def test_links_to_names_that_are_not_utf_8_are_not_followed(register: Path, tmp_path: Path) -> None:
    for place in (register / "registry/agencies/health", tmp_path):
        (place / os.fsdecode(b"\xff.yaml")).write_text("a: 1\n", "utf-8")
    (register / "registry/agencies/linked").symlink_to(tmp_path)
    paths = [f"registry/agencies/{name}/\\xff.yaml" for name in ("health", "linked")]
    assert [file.path for file in WorkTree(register).files_at(paths)] == paths[:1]


def test_the_executable_bit_is_a_difference(repository: Repository, tree_at: TreeAt) -> None:
    (repository.root / ACCOUNT).chmod(0o755)
    head, disk = tree_at(repository.root, "HEAD"), tree_at(repository.root, None)
    assert changed_paths(repository.root, head, disk) == [ACCOUNT]


# Overlays.


@pytest.mark.parametrize("ref", REFS)
def test_an_overlay_adds_and_removes_files_in_memory(repository: Repository, tree_at: TreeAt, ref: str | None) -> None:
    base = tree_at(repository.root, ref)
    before = contents(base)
    proposal = OverlayTree(base, {ACCOUNT: None, TWIN: b"a: 1\n", "registry/register.yaml": b"b: 2\n"})
    expected = before | {TWIN: (Mode.PLAIN, b"a: 1\n"), "registry/register.yaml": (Mode.PLAIN, b"b: 2\n")}
    del expected[ACCOUNT]
    assert contents(proposal) == expected
    assert list(contents(proposal)) == [
        path for folder in ("registry", "schemas") for path in sorted(expected) if path.startswith(folder)
    ]
    asked = [ACCOUNT, TWIN, "registry/register.yaml", "registry/jurisdictions/EX.yaml", "registry/none.yaml"]
    assert {file.path: (file.mode, file.read()) for file in proposal.files_at(asked)} == {
        path: expected[path] for path in asked if path in expected
    }
    assert contents(base) == before


# Settings of the repository run no program.


def marker_program(folder: Path) -> Iterator[Path]:
    program, marker = folder / "program", folder / "ran"
    program.write_text(f"#!/bin/sh\ntouch '{marker}'\ncat\n")
    program.chmod(0o755)
    yield program
    yield marker


@pytest.mark.parametrize(
    "setting",
    [
        "core.fsmonitor",
        "diff.external",
        "core.pager",
        "diff.x.textconv",
        "diff.x.command",
        "core.sshCommand",
    ],
)
def test_no_program_in_the_settings_runs(repository: Repository, tree_at: TreeAt, tmp_path: Path, setting: str) -> None:
    program, marker = marker_program(tmp_path)
    repository.commit({".gitattributes": "*.yaml diff=x filter=x\n"})
    repository.git("config", setting, str(program))
    repository.write({ACCOUNT: ACCOUNT_TEXT.replace("press", "prose")})
    trees = [tree_at(repository.root, ref) for ref in REFS]
    for before, after in itertools.permutations(trees, 2):
        changed_paths(repository.root, before, after)
        contents(after)
    assert not marker.exists()


def test_replace_refs_are_ignored(repository: Repository, tree_at: TreeAt) -> None:
    other = repository.git("hash-object", "-w", "--stdin", stdin=b"replaced: true\n")
    repository.git("replace", repository.git("rev-parse", f"HEAD:{ACCOUNT}"), other)
    assert [file.read() for file in tree_at(repository.root, "HEAD").files_at([ACCOUNT])] == [ACCOUNT_TEXT.encode()]
