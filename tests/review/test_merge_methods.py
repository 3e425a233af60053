"""Ways in which a proposal lands: each is checked as it changes the base."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.attacks.test_attacks import parted
from tests.commands import run
from tests.lengths import count
from tests.registers import ACCOUNT, Repository, build_repository
from tests.review.test_authorization import (
    ACCOUNT_NOW,
    APPOINTMENT,
    DESK,
    OFFICER,
    POLICY,
    STRANGER,
    WORKS,
    appointment,
    decide,
    denied,
)

from smregister.errors import FatalError
from smregister.repository.merge_methods import open_landing
from smregister.repository.open import open_commit

README = "registry/agencies/health/README.md"
MOVED = f"{WORKS}/accounts/x-health.yaml"
FRIEND = APPOINTMENT.replace("officer-2025", "friend")
DORMANT = ACCOUNT_NOW.replace("active", "dormant")
MANDATE = appointment(STRANGER, "1/2026")
NOTE = {README: "Our accounts.\n"}
SCHEMA = "schemas/account.schema.json"
WORKS_ACCOUNT = f"{WORKS}/accounts/x-works.yaml"


def review(repository: Repository, *arguments: str, actor: int = OFFICER) -> Any:
    head = ("--base", "base", "--head", "proposal", "--actor", str(actor), "--as-of", "2026-01-01")
    return run(repository.root, "review", *head, *arguments)


# Rebased.


def test_commits_that_cancel_each_other_undo_nothing_of_the_desk(tmp_path: Path) -> None:
    """The merge has neither of the two. Rebased, the second one reaches the record where it is now."""
    proposal = [{ACCOUNT: DORMANT}, {ACCOUNT: ACCOUNT_NOW, **NOTE}]
    repository = parted(tmp_path, {}, proposal, {ACCOUNT: None, MOVED: DORMANT})
    assert denied(decide(repository)) == {MOVED}
    assert review(repository).status == 1


@pytest.mark.parametrize("again", [False, True])
def test_a_commit_is_denied_though_a_later_one_undoes_it(tmp_path: Path, again: bool) -> None:
    proposal = [{FRIEND: MANDATE}, {FRIEND: None}, NOTE, *([{FRIEND: MANDATE}, {FRIEND: None}] if again else [])]
    for meanwhile in ({}, {f"{WORKS}/README.md": "Theirs.\n"}):
        repository = parted(tmp_path / str(len(meanwhile)), {}, proposal, meanwhile)
        assert denied(decide(repository)) == {FRIEND}
        assert decide(repository, OFFICER, DESK).allowed


def test_a_rebase_may_leave_out_commits_that_the_base_has_had(tmp_path: Path) -> None:
    """Git leaves out patches that it finds in the base. All of them together would conflict there."""
    there_and_back = [{ACCOUNT: ACCOUNT_NOW.replace("News", "Other news")}, {ACCOUNT: ACCOUNT_NOW}]
    proposal = [*there_and_back, {ACCOUNT: DORMANT}, {ACCOUNT: ACCOUNT_NOW, **NOTE}]
    repository = parted(tmp_path, {}, proposal, {f"{WORKS}/README.md": "Theirs.\n"})
    repository.git("checkout", "--quiet", "base")
    for files in (*there_and_back, {ACCOUNT: None, MOVED: DORMANT.replace("News", "Their news")}):
        repository.commit(files)
    repository.git("checkout", "--quiet", "proposal")
    assert denied(decide(repository)) == {MOVED}
    repository.git("rebase", "--quiet", "base")
    assert "status: active" in repository.git("show", f"HEAD:{MOVED}"), "what git does"


def test_a_rebase_that_conflicts_can_not_land_and_denies_nothing(tmp_path: Path) -> None:
    mine = {ACCOUNT: ACCOUNT_NOW.replace("News", "My news")}
    repository = parted(tmp_path, {}, [mine, NOTE], {ACCOUNT: ACCOUNT_NOW.replace("News", "Their news")})
    merge(repository, "base", {ACCOUNT: ACCOUNT_NOW.replace("News", "Our news")})
    answer = review(repository)
    assert answer.status == 0, answer.output
    assert "My news" not in answer.output


def test_a_commit_is_validated_by_the_rules_about_changes(tmp_path: Path) -> None:
    repository = parted(tmp_path, {}, [{ACCOUNT: None}, {ACCOUNT: ACCOUNT_NOW, **NOTE}], {})
    answer = review(repository, "--json", actor=DESK)
    [finding] = [found for found in answer.json()["findings"] if found["severity"] == "error"]
    assert (answer.status, finding["rule"], finding["path"]) == (1, "removed-record", ACCOUNT)
    assert "by itself; combine the commits with `git rebase -i`" in finding["message"]


def test_a_commit_without_a_parent_is_unknown(tmp_path: Path) -> None:
    repository = parted(tmp_path, {}, [NOTE], {})
    root = repository.git("commit-tree", "-m", "A root", repository.git("rev-parse", "base^{tree}"))
    tree = repository.git("rev-parse", "proposal^{tree}")
    repository.git(
        "reset", "--quiet", "--hard", repository.git("commit-tree", "-p", "HEAD", "-p", root, "-m", "x", tree)
    )
    assert denied(decide(repository)) == {f"commit {root[:12]}"}


@pytest.mark.parametrize("meanwhile", ["a schema", "a standard of names", "the same commit"])
def test_the_result_of_a_rebase_is_validated(tmp_path: Path, meanwhile: str) -> None:
    """The merge has neither of two commits that cancel each other. Rebased, the second is applied to the desk's own."""
    proposal = [{ACCOUNT: DORMANT}, {ACCOUNT: ACCOUNT_NOW, **NOTE}]
    repository = parted(tmp_path, {}, proposal, {})
    repository.git("checkout", "--quiet", "base")
    schema = json.loads((repository.root / SCHEMA).read_text())
    if meanwhile == "a schema":
        schema["properties"]["status"]["enum"].remove("active")
    elif meanwhile == "a standard of names":
        schema["properties"]["status"]["pattern"] = "^d"
    repository.commit({ACCOUNT: DORMANT, WORKS_ACCOUNT: None, SCHEMA: json.dumps(schema)})
    repository.git("checkout", "--quiet", "proposal")
    answer = review(repository, "--json")
    errors = [found for found in answer.json()["findings"] if found["severity"] == "error"]
    is_valid = meanwhile == "the same commit"
    assert [found["path"] for found in errors] == ([] if is_valid else [ACCOUNT])
    assert answer.status == (0 if is_valid else 1), answer.output
    assert is_valid or "(after a rebase; combine the commits with `git rebase -i`)" in errors[0]["message"]


# Merges within a proposal.


def merge(repository: Repository, other: str, files: dict[str, str | None]) -> None:
    """Merge another commit into the current branch, with files of the merge's own."""
    repository.git("merge", "--quiet", "--no-commit", "--no-ff", "--strategy-option", "ours", other)
    repository.commit(files)


def with_side_branch(tmp_path: Path, evil: dict[str, str | None]) -> Repository:
    """Create a proposal of two own branches, whose merge brings something of its own."""
    repository = parted(tmp_path, {}, [{ACCOUNT: DORMANT}], {f"{WORKS}/README.md": "Theirs.\n"})
    repository.git("checkout", "--quiet", "-b", "side", "main")
    repository.commit(NOTE)  # type: ignore[arg-type]
    repository.git("checkout", "--quiet", "proposal")
    merge(repository, "side", evil)
    return repository


def test_what_a_merge_brings_is_denied(tmp_path: Path) -> None:
    assert denied(decide(with_side_branch(tmp_path, {FRIEND: MANDATE}))) == {FRIEND}


def test_what_a_merge_brings_is_denied_though_a_later_commit_undoes_it(tmp_path: Path) -> None:
    repository = with_side_branch(tmp_path, {FRIEND: MANDATE})
    assert (repository.root / FRIEND).exists()
    repository.commit({FRIEND: None})
    assert FRIEND in denied(decide(repository))
    merge(repository, "base", {README: "New.\n"})
    assert FRIEND in denied(decide(repository))


def test_a_merge_that_brings_nothing_is_allowed(tmp_path: Path) -> None:
    repository = with_side_branch(tmp_path, {README: "Chosen here.\n"})
    merge(repository, "base", {README: "And here.\n"})
    repository.commit({README: "And there.\n"})
    answer = decide(repository)
    assert answer.allowed, answer.denials


def test_a_fast_forward_lands_what_a_rebase_can_not(tmp_path: Path) -> None:
    mine = {ACCOUNT: ACCOUNT_NOW.replace("News", "My news")}
    repository = parted(tmp_path, {}, [mine], {ACCOUNT: ACCOUNT_NOW.replace("News", "Their news")})
    merge(repository, "base", {})
    repository.commit({FRIEND: MANDATE})
    repository.commit({FRIEND: None})
    assert denied(decide(repository)) == {FRIEND}


@pytest.mark.parametrize("when", ["2026-01-01T00:00:00Z", "2017-07-14T00:00:00Z", "1980-01-01T00:00:00Z"])
def test_no_date_of_a_commit_hides_what_a_fast_forward_lands(tmp_path: Path, when: str) -> None:
    """A rebase conflicts here, so only a fast-forward lands this: git's `rev-list` doubts it if the dates are old."""
    repository = parted(tmp_path, {}, [], {f"{WORKS}/README.md": "Theirs.\n"})
    git = repository.git
    git("checkout", "--quiet", "-B", "proposal", "base")
    for files in ({ACCOUNT: DORMANT}, {FRIEND: MANDATE}, {FRIEND: None}):
        repository.commit(files, when)  # type: ignore[arg-type]
    git("checkout", "--quiet", "-b", "side", "base")
    repository.commit({ACCOUNT: ACCOUNT_NOW.replace("News", "Other news").replace("active", "suspended")}, when)
    git("checkout", "--quiet", "proposal")
    git("merge", "--quiet", "--strategy", "ours", "-m", "A merge", "side", when=when)
    for number in range(7):
        repository.commit({README: f"{number}\n"}, when)
    assert denied(decide(repository)) == {FRIEND}


def test_old_dates_on_the_base_block_no_other_proposal(tmp_path: Path) -> None:
    """Git's `rev-list BASE..HEAD` goes back to the first commit here, which has no parent."""
    repository = parted(tmp_path, {}, [NOTE, {ACCOUNT: DORMANT}], {})
    repository.git("checkout", "--quiet", "base")
    for number in range(8):
        repository.commit({f"{WORKS}/README.md": f"{number}\n"}, "1980-01-01T00:00:00Z")
    repository.git("checkout", "--quiet", "proposal")
    assert review(repository).status == 0


# The server's merge.


def test_only_the_merge_of_base_and_head_is_reviewed(tmp_path: Path) -> None:
    repository = parted(tmp_path, {}, [NOTE, {ACCOUNT: DORMANT}], {f"{WORKS}/README.md": "Theirs.\n"})
    git = repository.git
    tree = git("merge-tree", "--write-tree", "base", "proposal")
    parents = {"base proposal": 0, "proposal base": 2, "base proposal~1": 2, "main proposal": 2, "base": 2,
               "proposal": 2, "base proposal main": 2}  # fmt: skip
    for names, status in parents.items():
        options = [option for name in names.split() for option in ("-p", name)]
        answer = review(repository, "--merged", git("commit-tree", *options, "-m", "x", tree))
        assert answer.status == status, names
        assert status == 0 or "run the check again" in answer.messages
    assert review(repository, "--merged", "proposal").status == 2


# Whichever way, no accepted change reaches beyond what its author holds at the tip.

TEXTS = [ACCOUNT_NOW, DORMANT, ACCOUNT_NOW.replace("News", "Other news")]
MINE = st.sampled_from(
    [*({ACCOUNT: text} for text in TEXTS), NOTE, {README: None}, {ACCOUNT: ACCOUNT_NOW.replace("12/", "99/")},
     {FRIEND: MANDATE}, {FRIEND: None}, {f"{WORKS}/README.md": "Mine.\n"}, {f"{WORKS}/README.md": None}]
)  # fmt: skip
THEIRS = st.sampled_from([{}, {ACCOUNT: None, MOVED: DORMANT}, {ACCOUNT: DORMANT}, {f"{WORKS}/README.md": "Theirs.\n"}])
MERGES = st.sampled_from(["", "", "base", "main"])


@settings(
    max_examples=count(5, 300),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(proposal=st.lists(st.tuples(MINE, MERGES), min_size=2, max_size=4), meanwhile=THEIRS)
def test_no_way_of_landing_reaches_beyond_the_author_s_rights(
    drawn: Repository, proposal: list[tuple[dict[str, str | None], str]], meanwhile: dict[str, str | None]
) -> None:
    git = drawn.git
    git("checkout", "--quiet", "--force", "-B", "base", "main")
    drawn.commit(meanwhile)  # type: ignore[arg-type]
    git("checkout", "--quiet", "-B", "proposal", "main")
    for files, merged in proposal:
        existing = {path: text for path, text in files.items() if text is not None or (drawn.root / path).exists()}
        merge(drawn, merged, existing) if merged == "base" else drawn.commit(existing)  # type: ignore[arg-type]
    try:
        if not decide(drawn).allowed:
            return
    except FatalError:
        return
    for before, after in landed(drawn):
        changed = git("diff", "--name-only", "--no-renames", before, after).splitlines()
        assert {path for path in changed if path not in (ACCOUNT, README)} == set()
        assert approval(drawn, before) in (approval(drawn, after), "")


def landed(repository: Repository) -> list[tuple[str, str]]:
    """Return each commit of the main line with the one before, after a merge, and after a rebase if it succeeds."""
    git = repository.git
    pairs = [("base", git("merge-tree", "--write-tree", "base", "proposal").split()[0])]
    git("checkout", "--quiet", "--detach", "proposal")
    try:
        git("rebase", "--quiet", "--empty=keep", "base")
    except AssertionError:
        git("rebase", "--abort")
        return pairs
    commits = git("rev-list", "--reverse", "base..HEAD").split()
    return [*pairs, *zip(["base", *commits], commits, strict=False)]


def approval(repository: Repository, ref: str) -> str:
    shown = subprocess.run(["git", "show", f"{ref}:{ACCOUNT}"], cwd=repository.root, capture_output=True, check=False)
    return shown.stdout.decode().partition("approval:")[2]


@pytest.fixture
def drawn(tmp_path: Path) -> Repository:
    """Return a register for drawn proposals."""
    return build_repository(tmp_path / "repository", POLICY)


def test_a_line_of_commits_on_the_tip_is_compared_without_a_merge(tmp_path: Path, monkeypatch: Any) -> None:
    repository = parted(tmp_path, {}, [NOTE, {ACCOUNT: DORMANT}], {})
    repository.git("rebase", "--quiet", "base")
    commits = [open_commit(repository.root, ref) for ref in ("base", "HEAD")]
    refused: Callable[..., None] = lambda *_: pytest.fail("nothing to merge")  # noqa: E731
    monkeypatch.setattr("smregister.repository.merge_methods.merge_trees", refused)
    monkeypatch.setattr("smregister.repository.merge_base.merge_trees", refused)
    steps = open_landing(*commits).single_steps
    names = repository.git("rev-list", "--reverse", "base~0..HEAD").split()
    assert json.dumps([step.after.name for step in steps]) == json.dumps(names)
