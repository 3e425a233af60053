"""What is submitted, to where and under which name, with git's answers made up."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.registers import ACCOUNT, ACCOUNT_TEXT, write
from tests.review.test_authority import DORMANT, THEIRS, Files, tree
from tests.review.test_authorization import ACCOUNT_NOW, DAY, POLICY, REGISTER

from smregister.changes.diff import diff_records
from smregister.errors import FatalError
from smregister.model import Change, Difference
from smregister.register.snapshot import RegisterSnapshot
from smregister.review.codeowners import CODEOWNERS, create_codeowners
from smregister.review.submission import (
    Submission,
    choose_branch,
    current_branch,
    find_base,
    find_other_changes,
    prepare_submission,
    require_new_branch,
)

NEW = ACCOUNT.replace("x-health", "x-press")
NEW_TEXT = ACCOUNT_TEXT.replace("example_health", "press")


@pytest.fixture
def diffs(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Return which trees are compared, here record by record."""
    compared: list[tuple[str, str]] = []

    def diff(before: RegisterSnapshot, after: RegisterSnapshot) -> Difference:
        compared.append((before.tree.name[0], after.tree.name[0]))
        changes: list[Change] = []
        for kind in after.kinds:
            sides = ([*snapshot.register.of_kind(kind).values()] for snapshot in (before, after))
            changes += diff_records(*sides, after.kinds)
        return Difference(changes, [])

    monkeypatch.setattr("smregister.review.submission.diff", diff)
    return compared


def submission(*files: Files) -> Submission:
    """Return a submission of the files of the base, the last commit and the work tree, each beside those before."""
    sides: list[RegisterSnapshot] = []
    contents: dict[str, Any] = {}
    for name, more in zip("bho", files, strict=True):
        contents |= more
        sides.append(RegisterSnapshot(tree(contents, name * 40), DAY))
    return Submission(*sides, {}, tuple(sorted(files[-1])), {})


DESK_CHANGE = {REGISTER: str(POLICY[REGISTER]).replace("Example desk", "Other desk")}
NAMED: dict[str, tuple[Files, Files, str]] = {
    "one record": ({}, DORMANT, "health/x-health-changed"),
    "a new record": ({}, {NEW: NEW_TEXT}, "health/x-press-added"),
    "a record that is gone": ({}, {ACCOUNT: None}, "health/x-health-removed"),
    "two of an agency": ({}, {**DORMANT, NEW: NEW_TEXT}, "health/2-records-changed"),
    "an earlier one, too": ({NEW: NEW_TEXT}, DORMANT, "health/2-records-changed"),
    "of two agencies": ({}, {**DORMANT, THEIRS: ACCOUNT_TEXT}, "agencies/2-records-changed"),
    "of the desk": (
        {}, {**DESK_CHANGE, "registry/platforms/x.yaml": "name: Ex\n"}, "desk/2-records-changed",
    ),
    "one of the desk": ({}, DESK_CHANGE, "register-changed"),
    "a schema": ({}, {"schemas/x.schema.json": "{}", CODEOWNERS: "x"}, "schemas-changed"),
    "owners": ({}, {CODEOWNERS: "x"}, "owners-changed"),
    "a layout": ({}, {ACCOUNT: f"# A comment\n{ACCOUNT_NOW}", "x/schemas/y": "z"}, "layout-changed"),
}  # fmt: skip


@pytest.mark.usefixtures("diffs")
@pytest.mark.parametrize(("earlier", "changed", "name"), NAMED.values(), ids=NAMED)
def test_a_branch_is_named_after_all_its_changes(earlier: Files, changed: Files, name: str) -> None:
    plan = submission({}, earlier, changed)
    assert plan.choose_branch("", []) == name
    assert plan.choose_branch("", [name]) == f"{name}-2"


def test_a_branch_is_named_after_the_first_line_of_the_message() -> None:
    plan = submission({}, {}, DORMANT)
    assert plan.choose_branch("News for us\nMore of it", ["news-for-us"]) == "news-for-us-2"
    assert len(plan.choose_branch("x" * 500, [])) == 60


def test_the_next_commit_has_the_changes_since_the_last_and_files_without_records(diffs: list[Any]) -> None:
    same = {THEIRS: POLICY[THEIRS]}
    plan = submission({}, {NEW: NEW_TEXT}, {**DORMANT, **same, CODEOWNERS: "x", "registry/agencies/health/x": "y"})
    assert [change.record.id for change in plan.difference.changes] == ["health/x-health"]
    assert plan.other_files == {CODEOWNERS, "registry/agencies/health/x"}
    assert plan.has_changes
    assert not plan.is_empty
    assert {*diffs} == {("h", "o")}


@pytest.mark.usefixtures("diffs")
@pytest.mark.parametrize(
    ("earlier", "changed", "has_changes"),
    [({}, {}, False), ({}, DORMANT, True), ({}, {CODEOWNERS: "x"}, True), (DORMANT, {}, False)],
)
def test_a_submission_is_empty_without_changes_since_the_base(
    earlier: Files, changed: Files, has_changes: bool
) -> None:
    plan = submission({}, earlier, changed)
    assert plan.has_changes is has_changes
    assert not plan.is_empty, "the last commit is another one than the base"
    same = Submission(plan.head, plan.head, plan.outcome, {}, plan.paths, {})
    assert same.is_empty is not has_changes


@pytest.mark.usefixtures("diffs")
def test_private_values_are_not_public() -> None:
    plan = submission({}, {}, {ACCOUNT: f"{ACCOUNT_NOW}notes: Ask Siti\n"})
    assert "Siti" not in str(plan.public_changes)
    assert "notes" in str(plan.public_changes)


# Git's answers, made up.


class FakeGit:
    """Answers of git by the words of the command; an unknown one fails."""

    def __init__(self, answers: dict[str, bytes], refs: dict[str, str] | None = None) -> None:
        self.answers, self.refs, self.prefix, self.folder = answers, refs or {}, "", Path()
        self.asked: list[str] = []

    def run(self, *words: str) -> bytes:
        self.asked.append(" ".join(words))
        if self.asked[-1] not in self.answers:
            raise FatalError("no")
        return self.answers[self.asked[-1]]

    def resolve(self, names: Sequence[str]) -> list[str | None]:
        return [self.refs.get(name) for name in names]

    def list_paths(self, *words: str, patterns: bool = False, max_status: int = 0) -> list[str]:
        if words[0] == "config":
            return []
        assert patterns
        return self.run(*words).decode().split("\0")[:-1]


def use(monkeypatch: pytest.MonkeyPatch, git: FakeGit, root: Path = Path("r")) -> None:
    def git_at(path: Path) -> FakeGit:
        assert path == root
        return git

    git.folder = root
    monkeypatch.setattr("smregister.review.submission.Git", git_at)


@pytest.mark.parametrize(
    ("default", "remote", "refs", "name"),
    [
        ("trunk", "o", {"refs/remotes/o/trunk", "refs/remotes/o/main", "refs/heads/main"}, "trunk"),
        ("trunk", "o", {"refs/remotes/o/main", "refs/remotes/o/master", "refs/heads/trunk"}, "main"),
        (None, "o", {"refs/remotes/o/master", "refs/heads/main"}, "master"),
        ("trunk", "o", {"refs/heads/trunk", "refs/heads/main"}, "trunk"),
        (None, "o", {"refs/heads/main", "refs/heads/master"}, "main"),
        ("trunk", None, {"refs/heads/trunk", "refs/heads/master", "refs/remotes/None/main"}, "master"),
        ("a/b", "o", {"refs/remotes/o/a/b"}, "a/b"),
    ],
)
def test_the_base_is_the_server_s_default_branch_or_main(
    monkeypatch: pytest.MonkeyPatch, default: str | None, remote: str | None, refs: set[str], name: str
) -> None:
    answer = {"symbolic-ref --quiet refs/remotes/o/HEAD": f"refs/remotes/o/{default}\n".encode()} if default else {}
    git = FakeGit(answer, {f"{ref}^{{commit}}": ref for ref in refs})
    use(monkeypatch, git)
    found, commit = find_base(Path("r"), remote)
    expected = next(ref for ref in (f"refs/remotes/{remote}/{name}", f"refs/heads/{name}") if ref in refs)
    assert (found, commit.name, commit.git) == (name, expected, git)


@pytest.mark.parametrize(
    ("remote", "cure"), [("o", "run `git remote set-head o --auto`"), (None, "run `git branch main`")]
)
def test_an_unknown_base_is_an_error(monkeypatch: pytest.MonkeyPatch, remote: str | None, cure: str) -> None:
    use(monkeypatch, FakeGit({}))
    with pytest.raises(FatalError) as raised:
        find_base(Path("r"), remote)
    assert str(raised.value) == f"the branch to merge into is unknown: there is no main or master; {cure}"


@pytest.mark.parametrize(("answer", "name"), [(b"a/b\n", "a/b"), (b"\xff\n", "\\xff"), (None, "")])
def test_the_branch_of_a_checkout_is_named(monkeypatch: pytest.MonkeyPatch, answer: bytes | None, name: str) -> None:
    opened: list[Any] = []
    monkeypatch.setattr("smregister.review.submission.open_commit", lambda *arguments: opened.append(arguments))
    use(monkeypatch, FakeGit({"symbolic-ref --quiet --short HEAD": answer} if answer else {}))
    assert current_branch(Path("r")) == name
    assert opened == [(Path("r"), "HEAD")]


def test_changed_files_outside_the_register_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    command = "status --porcelain -z --no-renames --untracked-files=all -- . :(exclude)registry :(exclude)schemas"
    use(monkeypatch, FakeGit({command: b" M README.md\0?? a b\0A  .github/CODEOWNERS\0"}))
    assert find_other_changes(Path("r"), [CODEOWNERS]) == ["README.md", "a b"]


NAMES: dict[str, tuple[str, str | None, str | None]] = {
    "free": ("new", "o", None),
    "free, without a remote": ("theirs", None, None),
    "the base": ("main", "o", "`main` only takes approved changes; leave --branch out, or name another branch"),
    "no name": ("a b", "o", "`a b` is not a valid branch name; use a-z, 0-9, hyphens and slashes"),
    "an option": ("-x", "o", "`-x` is not a valid branch name; begin with a letter"),
    "HEAD": ("HEAD", "o", "`HEAD` is not a valid branch name; begin with a letter"),
    "there": ("theirs", "o", "o has a branch `theirs` already; choose another name"),
    "here": (
        "mine", "o", "the branch `mine` already exists; choose another name, or add to it after `git switch mine`",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("name", "remote", "message"), NAMES.values(), ids=NAMES)
def test_a_branch_must_be_new(name: str, remote: str | None, message: str | None) -> None:
    valid = ("new", "theirs", "mine", "-x", "HEAD")
    git = FakeGit({f"check-ref-format refs/heads/{each}": b"" for each in valid})
    tips = {("o", "theirs"): "a", (None, "mine"): "b"}
    branches: Any = SimpleNamespace(git=git, tip=lambda *key: tips.get(key))
    if message is None:
        require_new_branch(branches, remote, name, "main")
        return
    with pytest.raises(FatalError) as raised:
        require_new_branch(branches, remote, name, "main")
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("wanted", "taken", "name"),
    [
        ("/-/", [], "change"),
        ("a//b/", [], "a/b"),
        ("-A b-/-c-", [], "a-b/c"),
        ("a/" * 39 + "bcd", [], "a/" * 39 + "bc"),
        ("a" * 79 + "/b", [], "a" * 79),
        ("a" * 79 + "-b", [], "a" * 79),
        ("a/b", ["A"], "a-b"),
        ("a/b", ["a", "a-b", "a-b-2"], "a-b-3"),
        ("a", ["a/b", "ab"], "a-2"),
        ("a/b", ["a/b"], "a/b-2"),
        ("a/b", ["a/b", "a/b/c"], "a-b"),
        ("a/b", ["a/b", "a/b-2/c"], "a/b-3"),
        ("a/b", ["a/bc", "a/c"], "a/b"),
    ],
)
def test_a_branch_is_no_folder_of_another(wanted: str, taken: list[str], name: str) -> None:
    assert choose_branch(wanted, taken) == name


GIT_FOLDER = ".git\udcff"
"""The folder of a repository whose name is not UTF-8."""
UNFINISHED = ["MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply"]


@pytest.fixture
def prepare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Return what prepares the submission of some files of a work tree beside those of the last commit."""
    paths = "".join(f"{GIT_FOLDER}/{name}\n" for name in UNFINISHED).encode("utf-8", "surrogateescape")
    use(monkeypatch, FakeGit({"rev-parse " + " ".join(f"--git-path {name}" for name in UNFINISHED): paths}), tmp_path)

    def prepare(committed: Files, written: Files) -> Submission:
        base, head, work = tree({}, "b" * 40), tree(committed, "h" * 40), tree({**committed, **written}, "w" * 40)
        snapshot: Any = SimpleNamespace(root=tmp_path, tree=work, day=DAY, propose=RegisterSnapshot(work, DAY).propose)
        asked: list[Any] = []

        def changed(*arguments: Any) -> list[str]:
            asked.append(arguments)
            return sorted(path for path in written if path != CODEOWNERS)

        git = SimpleNamespace(resolve_commit=lambda ref: asked.append(ref) or "h")
        base.git = git
        monkeypatch.setattr("smregister.review.submission.CommitTree", lambda *commit: asked.append(commit) or head)
        monkeypatch.setattr("smregister.review.submission.changed_paths", changed)
        monkeypatch.setattr(
            "smregister.review.submission.merge_base", lambda *pair: asked.append(pair) or tree({}, "f" * 40)
        )
        plan = prepare_submission(snapshot, base)
        assert asked == ["HEAD", (git, "h"), (tmp_path, head, work), (base, head)]
        assert [side.tree.name[0] for side in (plan.base, plan.head, plan.outcome)] == ["f", "h", "w"]
        assert {side.day for side in (plan.base, plan.head, plan.outcome)} == {DAY}
        return plan

    return prepare


@pytest.mark.parametrize(
    ("name", "command"),
    [*zip(UNFINISHED, ("merge", "cherry-pick", "revert", "rebase", "rebase"), strict=True)],
)
def test_an_unfinished_command_is_named(prepare: Any, tmp_path: Path, name: str, command: str) -> None:
    write(tmp_path, {f"{GIT_FOLDER}/{name}": ""})
    with pytest.raises(FatalError) as raised:
        prepare({}, DORMANT)
    assert str(raised.value) == (
        f"a {command} is unfinished here; finish it with `git {command} --continue`, or cancel it with "
        f"`git {command} --abort`"
    )


def test_changed_records_are_formatted_and_the_others_named(prepare: Any) -> None:
    plan = prepare({}, {NEW: NEW_TEXT.replace("purpose: ", "purpose:   "), ACCOUNT: "- [\n", CODEOWNERS: "x\n"})
    assert plan.paths == (ACCOUNT, NEW)
    assert [*plan.contents] == [NEW]
    assert b"purpose: News" in plan.contents[NEW]
    assert [*plan.format_errors] == [ACCOUNT]


OWNERS, WITH_OFFICERS = (
    create_codeowners(RegisterSnapshot(tree({}), DAY), with_officers=officers).text for officers in (False, True)
)


@pytest.mark.parametrize(
    ("committed", "written", "submitted"),
    [
        ({}, {CODEOWNERS: OWNERS}, True),
        ({CODEOWNERS: "x\n"}, {CODEOWNERS: WITH_OFFICERS}, True),
        ({CODEOWNERS: OWNERS}, {}, False),
        ({}, {CODEOWNERS: f"{OWNERS}* @mallory\n"}, False),
        ({CODEOWNERS: OWNERS}, {CODEOWNERS: None}, False),
        ({}, {CODEOWNERS: OWNERS, REGISTER: str(POLICY[REGISTER]).partition("desk:")[0]}, False),
    ],
)
def test_owners_are_submitted_as_they_are_generated(
    prepare: Any, committed: Files, written: Files, submitted: bool
) -> None:
    assert (CODEOWNERS in prepare(committed, written).paths) is submitted
