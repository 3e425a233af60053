"""What an officer knows before the checks run: approval, conflicts, branches that were merged or taken."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.commands import run
from tests.desks import Desk, clone_of, copy_of
from tests.dialogs import converse
from tests.registers import ACCOUNT, ACCOUNT_TEXT, SMALL, Repository, build_repository, environment

from smregister.cli.destination import Remotes
from smregister.errors import FatalError
from smregister.repository.git_write import fetch

LEAD, MODERATOR, DESK = 101, 102, 900
REGISTER = "registry/register.yaml"
FOLDER = "registry/agencies/health"
PRESS = f"{FOLDER}/accounts/x-press.yaml"


def letter(user_id: int, role: str, accounts: str) -> str:
    return f"""\
officer:
  post: Officer {user_id}
  forge:
    login: user-{user_id}
    user_id: {user_id}
role: {role}
accounts: {accounts}
letter:
  number: {user_id}/2025
  date: 2025-01-01
effective_from: 2025-01-01
"""


DESK_MEMBER = (
    f"desk:\n  - post: Manager\n    forge:\n      login: the-desk\n      user_id: {DESK}\n    from: 2024-01-01\n"
)
FILES = {
    **SMALL,
    REGISTER: f"{SMALL[REGISTER]}{DESK_MEMBER}",
    PRESS: ACCOUNT_TEXT.replace("example_health", "example_press"),
    f"{FOLDER}/appointments/lead.yaml": letter(LEAD, "lead", "all-of-agency"),
    f"{FOLDER}/appointments/moderator.yaml": letter(MODERATOR, "moderator", "[x-health]"),
}
NEWS = ACCOUNT_TEXT.replace("News for the press", "News for everybody")
DORMANT = ACCOUNT_TEXT.replace("active", "dormant")
BRANCH = "health/x-health-changed"


@pytest.fixture(scope="module")
def cloned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a clone of a register with a desk and two officers, and of its remote."""
    folder = tmp_path_factory.mktemp("cloned")
    desk = clone_of(build_repository(folder / "seed", FILES), folder)
    assert run(desk.clone.root, "validate").status == 0
    return folder


@pytest.fixture
def desk(cloned: Path, tmp_path: Path) -> Desk:
    """Return a copy of the clone and its remote."""
    return copy_of(cloned, tmp_path)


@pytest.fixture
def colleague(desk: Desk, tmp_path: Path) -> Repository:
    """Return another clone of the remote, by another person."""
    desk.clone.git("clone", "--quiet", str(desk.remote.root), str(tmp_path / "other"))
    return Repository(tmp_path / "other")


def propose(repository: Repository, branch: str, path: str, text: str, *, email: str = "other@gov.example") -> None:
    """Commit a file to a branch and push it."""
    repository.git("switch", "--quiet", "--force-create", branch, "origin/main")
    repository.stage({path: text})
    repository.git("commit", "--quiet", "--message", "By another person", f"--author=Other <{email}>")
    repository.git("push", "--quiet", "origin", branch)


def land(repository: Repository, how: str, branch: str = BRANCH) -> None:
    """Merge a pull request as a forge does, after another one was merged."""
    git = repository.git
    git("fetch", "--quiet")
    git("switch", "--quiet", "main")
    repository.commit({PRESS: str(FILES[PRESS]).replace("News", "Facts")})
    if how == "merge":
        git("merge", "--quiet", "--no-ff", "--message", "Merge", f"origin/{branch}")
    elif how == "squash":
        git("merge", "--quiet", "--squash", f"origin/{branch}")
        git("commit", "--quiet", "--message", "Squash")
    else:
        git("cherry-pick", f"HEAD~1..origin/{branch}")
    git("push", "--quiet", "origin", "main")


# Who must approve.


def test_the_officer_s_number_decides_who_must_approve(desk: Desk) -> None:
    desk.clone.write({ACCOUNT: DORMANT})
    lead, moderator, member = (
        desk.submit("--dry-run", "--actor", str(number)).messages for number in (LEAD, MODERATOR, DESK)
    )
    assert f"needs no approval by the desk: acting under letter {LEAD}/2025, in force, for health" in lead
    assert "needs no approval by the desk: acting as a member of the desk: Manager" in member
    assert "The desk must approve this change:\n" in moderator
    assert f"  {ACCOUNT} status: this changes `status`, and the role moderator does not give" in moderator
    assert "It can be approved by: Manager (the-desk)\n" in moderator
    unknown = desk.submit("--dry-run").messages
    assert "approve this change" not in unknown
    assert "`git config --global smregister.userId NUMBER`" in unknown


def test_what_needs_the_desk_of_every_officer_is_known_without_a_number(desk: Desk) -> None:
    desk.clone.write({f"{FOLDER}/appointments/moderator.yaml": letter(MODERATOR, "lead", "[x-health]")})
    desk.clone.write({ACCOUNT: ACCOUNT_TEXT + "platform_id: '1'\n"})
    messages = desk.submit("--dry-run").messages
    assert "a letter of appointment takes effect only with the desk's approval" in messages
    assert f"{ACCOUNT} platform_id: this `platform_id` makes `1` official, which needs the desk" in messages


def test_the_number_is_asked_once_and_kept_in_the_user_s_settings(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "gitconfig").touch()
    settings = {**environment(), "GIT_CONFIG_GLOBAL": str(tmp_path / "gitconfig")}
    desk.clone.write({ACCOUNT: NEWS})
    first = converse(desk.clone.root, "submit", replies=[("Your number on the server", str(LEAD))], settings=settings)
    assert "needs no approval by the desk" in first.messages
    desk.clone.write({ACCOUNT: DORMANT})
    second = converse(desk.clone.root, "submit", settings=settings)
    assert (second.asked, "needs no approval by the desk" in second.messages) == ([], True)
    assert "smregister.userid" not in desk.clone.git("config", "--local", "--list")


def test_a_number_that_is_none_is_an_error(desk: Desk) -> None:
    desk.clone.write({ACCOUNT: NEWS})
    assert "`x` is not the number of an account" in desk.submit_without_effect("--actor", "x").messages
    desk.clone.git("config", "smregister.userId", "x")
    assert "git's setting smregister.userId is wrong" in desk.submit_without_effect().messages


@pytest.mark.parametrize("user_id", [None, DESK])
def test_a_rename_says_when_a_letter_follows(desk: Desk, user_id: int | None) -> None:
    if user_id:
        desk.clone.git("config", "smregister.userId", str(user_id))
    messages = run(desk.clone.root, "rename", "health/x-health", "x-news", "--dry-run").messages
    assert ("The desk must approve this change:" in messages) == (user_id is None)
    assert (f"{FOLDER}/appointments/moderator.yaml accounts" in messages) == (user_id is None)
    assert "desk" not in run(desk.clone.root, "rename", "health/x-press", "x-daily", "--dry-run").messages


# What conflicts.


def test_a_conflict_with_the_server_s_base_is_described_by_field(desk: Desk, colleague: Repository) -> None:
    propose(colleague, "main", ACCOUNT, ACCOUNT_TEXT.replace("News for the press", "News for doctors"))
    desk.clone.write({ACCOUNT: NEWS})
    messages = desk.submit().messages
    assert "This change conflicts with origin/main:\n" in messages
    assert f"  {ACCOUNT}: purpose: one side has News for everybody, the other has News for doctors\n" in messages
    assert "`git merge origin/main`, then `smregister submit`" in messages


def test_fields_on_neighboring_lines_conflict_on_a_server_only(desk: Desk, colleague: Repository) -> None:
    propose(colleague, "main", ACCOUNT, ACCOUNT_TEXT.replace("[en]", "[en, fr]"))
    desk.clone.write({ACCOUNT: NEWS})
    assert "changed the same lines, but no field; git joins them in your clone" in desk.submit("--dry-run").messages


def test_without_the_server_the_base_counts_as_last_fetched(desk: Desk) -> None:
    desk.clone.git("remote", "set-url", "origin", "/nowhere/register.git")
    desk.clone.write({ACCOUNT: NEWS})
    answer = desk.submit("--dry-run")
    assert answer.status == 0
    assert "origin can't be reached (" in answer.messages
    assert "; its branches count as last fetched on 20" in answer.messages


def test_a_server_that_does_not_answer_is_not_waited_for(desk: Desk, tmp_path: Path) -> None:
    script = tmp_path / "ssh"
    script.write_text("#!/bin/sh\nexec sleep 60\n")
    script.chmod(0o755)
    desk.clone.git("config", "core.sshCommand", str(script))
    desk.clone.git("config", "ssh.variant", "ssh")
    desk.clone.git("remote", "set-url", "origin", "git@register.example:gov/r.git")
    with pytest.raises(FatalError, match="no answer"):
        fetch(desk.clone.root, "origin", seconds=0.1)


# A branch that was merged.


@pytest.mark.only_long
@pytest.mark.parametrize("how", ["merge", "squash", "rebase"])
def test_a_merged_branch_is_not_used_again(desk: Desk, colleague: Repository, how: str) -> None:
    desk.clone.write({ACCOUNT: NEWS})
    desk.submit()
    desk.clone.write({ACCOUNT: NEWS.replace("opened: 2020", "opened: 2019")})
    desk.submit()
    merged = desk.remote.git("rev-parse", BRANCH)
    land(colleague, how)
    desk.clone.write({ACCOUNT: NEWS.replace("opened: 2020", "opened: 2019").replace("active", "dormant")})
    plan = desk.submit("--dry-run")
    assert f"The branch {BRANCH} has been merged into main, so a new branch is used: {BRANCH}-2." in plan.messages
    answer = desk.submit()
    assert (answer.status, f"You are on the branch {BRANCH}-2 now" in answer.messages) == (0, True)
    assert "included too" not in answer.messages
    assert "conflicts" not in answer.messages
    assert desk.remote.git("rev-parse", BRANCH) == merged
    assert desk.remote.git("diff", "--name-only", f"main...{BRANCH}-2") == ACCOUNT
    assert desk.clone.git("status", "--porcelain") == ""
    assert "nothing to submit" in desk.submit().messages


def test_a_merged_branch_without_changes_is_named(desk: Desk, colleague: Repository) -> None:
    desk.clone.write({ACCOUNT: NEWS})
    desk.submit()
    land(colleague, "squash")
    desk.clone.git("fetch", "--quiet")
    messages = desk.submit_without_effect(status=0).messages
    assert f"nothing to submit: the branch {BRANCH} has been merged into main" in messages
    assert "`git switch main` and `git pull`" in messages


def test_an_invalid_change_stays_on_the_merged_branch(desk: Desk, colleague: Repository) -> None:
    desk.clone.write({ACCOUNT: NEWS})
    desk.submit()
    land(colleague, "squash")
    desk.clone.git("fetch", "--quiet")
    desk.clone.write({ACCOUNT: NEWS.replace("active", "lively")})
    desk.submit_without_effect(status=1)


def test_a_change_that_another_branch_proposes_stays_on_the_merged_one(desk: Desk, colleague: Repository) -> None:
    desk.clone.write({ACCOUNT: NEWS})
    desk.submit()
    land(colleague, "squash")
    later = NEWS.replace("active", "dormant")
    propose(colleague, "theirs", ACCOUNT, later.replace(" [en]", "\n  - en"))
    desk.clone.git("fetch", "--quiet")
    desk.clone.write({ACCOUNT: later})
    assert "the branch theirs proposes the same change already" in desk.submit_without_effect(status=0).messages


def test_commits_on_main_that_landed_as_others_are_left_behind(desk: Desk, colleague: Repository) -> None:
    desk.clone.commit({ACCOUNT: NEWS})
    desk.submit()
    [proposed] = desk.remote.git("branch", "--list", "health/*").split()
    land(colleague, "squash", proposed)
    desk.clone.git("switch", "--quiet", "main")
    desk.clone.git("fetch", "--quiet")
    assert "`git reset --keep origin/main` brings it up to date" in desk.submit_without_effect(status=0).messages
    desk.clone.write({ACCOUNT: NEWS.replace("active", "dormant")})
    answer = desk.submit("--branch", "asleep")
    assert (answer.status, "included too" in answer.messages) == (0, False)
    assert desk.remote.git("rev-parse", "asleep~1") == desk.remote.git("rev-parse", "main")


def test_a_file_that_changed_again_after_the_merge_is_merged_by_the_user(desk: Desk, colleague: Repository) -> None:
    desk.clone.write({ACCOUNT: NEWS})
    desk.submit()
    land(colleague, "squash")
    colleague.commit({ACCOUNT: NEWS.replace("[en]", "[en, fr]")})
    colleague.git("push", "--quiet", "origin", "main")
    desk.clone.git("fetch", "--quiet")
    desk.clone.write({ACCOUNT: NEWS.replace("active", "dormant")})
    answer = desk.submit_without_effect()
    assert "run `git stash`, `git switch main`, `git pull`, `git stash pop`, then submit again" in answer.messages


# The same proposal, and branches of others.


def test_the_same_change_is_proposed_once(desk: Desk, colleague: Repository) -> None:
    desk.clone.write({ACCOUNT: NEWS})
    desk.submit()
    before = desk.remote.git("for-each-ref")
    messages = desk.submit().messages
    assert f"nothing to submit: the branch {BRANCH} has all changes, also on origin" in messages
    assert "Pushed" not in messages
    desk.clone.git("switch", "--quiet", "main")
    desk.clone.write({ACCOUNT: NEWS})
    assert f"the branch {BRANCH} proposes the same change already" in desk.submit_without_effect(status=0).messages
    assert desk.remote.git("for-each-ref") == before
    land(colleague, "squash")
    answer = desk.submit()
    assert "nothing was submitted: main has the same change already; run `git pull`" in answer.messages


def test_a_colleague_s_branch_is_never_taken(
    desk: Desk, colleague: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    propose(colleague, BRANCH, ACCOUNT, DORMANT)
    theirs = desk.remote.git("rev-parse", BRANCH)
    desk.clone.write({ACCOUNT: NEWS})
    with monkeypatch.context() as patch:
        # The branch appears between the fetch and the push.
        patch.setattr(Remotes, "fetch", lambda *_: True)
        assert f"origin has a branch {BRANCH} by someone else since" in desk.submit().messages
    assert desk.submit("--branch", BRANCH).status == 2
    answer = desk.submit()
    assert f"The branch {BRANCH} on origin is another person's" in answer.messages
    assert (desk.remote.git("rev-parse", BRANCH), answer.status) == (theirs, 0)
    assert desk.remote.git("rev-parse", f"{BRANCH}-2~1") == desk.remote.git("rev-parse", "main")


def test_a_change_on_a_colleague_s_branch_gets_its_own(desk: Desk, colleague: Repository) -> None:
    propose(colleague, "theirs", PRESS, str(FILES[PRESS]).replace("active", "dormant"))
    desk.clone.git("fetch", "--quiet")
    desk.clone.git("switch", "--quiet", "theirs")
    desk.clone.write({ACCOUNT: NEWS})
    answer = desk.submit()
    assert "1 earlier commit will be included too:\n" in answer.messages
    assert "By another person" in answer.messages
    assert desk.remote.git("rev-parse", "theirs") == colleague.git("rev-parse", "HEAD")
