"""A change from an officer to the register: proposed, reviewed, merged, logged."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.commands import Answer, run
from tests.registers import ACCOUNT, Repository, build_repository
from tests.review.test_authorization import ACCOUNT_NOW, DESK, OFFICER, OTHER_OFFICER, POLICY

ID = "health/x-health"
OFFICER_IS = {
    "GIT_AUTHOR_NAME": "Example Officer",
    "GIT_AUTHOR_EMAIL": "officer@health.example",
    "GIT_COMMITTER_NAME": "Example Officer",
    "GIT_COMMITTER_EMAIL": "officer@health.example",
}


@pytest.fixture
def desk(tmp_path: Path) -> Repository:
    """Return the desk's clone of a register whose home is a bare repository."""
    repository = build_repository(tmp_path / "desk", POLICY)
    repository.git("init", "--quiet", "--bare", "--initial-branch", "main", str(tmp_path / "home.git"))
    repository.git("remote", "add", "origin", str(tmp_path / "home.git"))
    repository.git("push", "--quiet", "--set-upstream", "origin", "main")
    return repository


def clone(desk: Repository, name: str) -> Repository:
    folder = desk.root.parent / name
    desk.git("clone", "--quiet", str(desk.root.parent / "home.git"), str(folder))
    return Repository(folder)


def smregister(repository: Repository, *arguments: str, status: int = 0) -> Answer:
    answer = run(repository.root, *arguments, settings=OFFICER_IS)
    assert answer.status == status, answer.messages + answer.output
    return answer


def propose(desk: Repository, officer: str, *edit: str) -> str:
    """Submit an officer's change from a clone of their own; return the branch."""
    repository = clone(desk, officer)
    smregister(repository, "edit", *edit)
    smregister(repository, "submit", "--forge", "github")
    desk.git("fetch", "--quiet", "origin")
    return repository.git("branch", "--show-current")


def review(desk: Repository, branch: str, actor: int, *arguments: str) -> Answer:
    return run(desk.root, "review", "--base", "main", "--head", f"origin/{branch}", "--actor", str(actor), *arguments)


def test_a_change_goes_from_an_officer_s_desk_into_the_register(desk: Repository) -> None:
    branch = propose(desk, "officer", ID, "--set", "audience=Journalists")
    assert review(desk, branch, OTHER_OFFICER).status == 1
    accepted = review(desk, branch, OFFICER)
    assert accepted.status == 0, accepted.output
    assert "acting under letter 123/2025, in force, for health" in accepted.output
    desk.git(
        "merge", "--quiet", "--no-ff", "--message", f"Merge pull request #12 from health/{branch}", f"origin/{branch}"
    )
    assert smregister(desk, "validate", "--base", "HEAD^1").output == ""
    history = smregister(desk, "log", ID).output
    assert "under #12" in history
    assert "audience: (nothing) → Journalists" in history
    gained = smregister(desk, "report", "changes", "--from", "HEAD^1", "--format", "csv").output
    assert '"health"' in gained
    assert '"Journalists"' in gained


def test_a_change_beyond_the_officer_s_rights_waits_for_the_desk(desk: Repository) -> None:
    branch = propose(desk, "officer", "works/x-works", "--set", "audience=Drivers")
    refused = review(desk, branch, OFFICER)
    assert refused.status == 1
    assert "this belongs to works, for which the author has no appointment (needs the desk)" in refused.output
    assert "Manager of the desk (the-desk)" in refused.messages
    assert review(desk, branch, OFFICER, "--approved-by", str(DESK)).status == 0


def test_two_officers_change_one_record_and_nothing_of_either_is_lost(desk: Repository) -> None:
    desk.commit({".gitattributes": "registry/**/*.yaml merge=smregister\n"})
    desk.git("push", "--quiet", "origin", "main")
    branches = [
        propose(desk, name, ID, "--set", setting)
        for name, setting in (("one", "purpose=News and notices"), ("other", "audience=Journalists"))
    ]
    smregister(desk, "merge-driver", "--install")
    for branch in branches:
        desk.git("merge", "--quiet", "--no-edit", f"origin/{branch}")
    merged = (desk.root / ACCOUNT).read_text()
    assert "purpose: News and notices\naudience: Journalists\n" in merged
    assert smregister(desk, "validate").output == ""


def test_an_invalid_change_never_leaves_the_officer_s_clone(desk: Repository) -> None:
    officer = clone(desk, "officer")
    officer.write({ACCOUNT: ACCOUNT_NOW.replace("active", "lively")})
    answer = smregister(officer, "submit", status=1)
    assert "value-not-allowed" in answer.output + answer.messages
    assert desk.git("ls-remote", "--heads", "origin").count("\n") == 0
