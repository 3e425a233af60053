"""Tests of `submit`: branch, commit, push and the address of the pull request."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from tests.commands import run
from tests.desks import Desk, clone_of, copy_of
from tests.dialogs import converse
from tests.registers import ACCOUNT, ACCOUNT_TEXT, SMALL, Repository, build_repository, environment

from smregister.review.codeowners import CODEOWNERS
from smregister.review.submission import choose_branch

CHANGED = ACCOUNT_TEXT.replace("News for the press", "News for everybody")
BRANCH = "health/x-health-changed"
REGISTER = "registry/register.yaml"


@pytest.fixture(scope="module")
def cloned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a clone of a small register, validated once, and of its remote."""
    folder = tmp_path_factory.mktemp("cloned")
    desk = clone_of(build_repository(folder / "seed"), folder)
    assert run(desk.clone.root, "validate").status == 0
    return folder


@pytest.fixture
def desk(cloned: Path, tmp_path: Path) -> Desk:
    """Return a copy of the clone and its remote."""
    return copy_of(cloned, tmp_path)


def test_a_change_is_pushed_on_a_new_branch(desk: Desk) -> None:
    desk.clone.write({ACCOUNT: CHANGED})
    answer = desk.submit()
    assert (answer.status, answer.output) == (0, "")
    assert f"committed to the branch {BRANCH}: Change account health/x-health: purpose" in answer.messages
    assert "on your server's web page" in answer.messages
    assert desk.remote.git("log", "-1", "--format=%B", BRANCH) == (
        "Change account health/x-health: purpose\n\n- account health/x-health changed\n"
        "  - purpose: News for the press → News for everybody"
    )
    assert desk.remote.git("rev-parse", f"{BRANCH}~1") == desk.remote.git("rev-parse", "main")
    assert desk.clone.git("status", "--porcelain") == ""
    assert desk.clone.git("symbolic-ref", "--short", "HEAD") == BRANCH


def test_a_commit_message_has_no_private_value(desk: Desk) -> None:
    desk.clone.write({ACCOUNT: CHANGED + "notes: Ask Siti\n"})
    assert desk.submit().status == 0
    message = desk.remote.git("log", "-1", "--format=%B", BRANCH.replace("purpose", "2-fields"))
    assert "  - notes: (nothing) → (not published)" in message
    assert "Siti" not in message


def test_records_are_formatted_in_the_commit_and_on_the_disk(desk: Desk) -> None:
    desk.clone.write({ACCOUNT: CHANGED.replace("purpose: ", "purpose:    ")})
    assert desk.submit().status == 0
    assert desk.clone.git("status", "--porcelain") == ""
    canonical = CHANGED.replace("[en]", "\n  - en").replace("languages: \n", "languages:\n")
    assert desk.remote.git("show", f"{BRANCH}:{ACCOUNT}") == canonical.strip()
    assert (desk.clone.root / ACCOUNT).read_text() == canonical
    assert run(desk.clone.root, "undo").status == 0


def test_records_are_added_removed_and_moved(desk: Desk) -> None:
    path = ACCOUNT.replace("x-health", "x-press")
    desk.clone.write({path: ACCOUNT_TEXT.replace("example_health", "press").replace("[en]", "\n  - en")})
    assert run(desk.clone.root, "rename", "health/x-health", "x-news").status == 0
    assert desk.submit().status == 0
    branch = "health/2-records-changed"
    listed = desk.remote.git("ls-tree", "-r", "--name-only", branch, "registry/agencies/health/accounts/").split()
    assert listed == [ACCOUNT.replace("x-health", "x-news"), path]


def test_an_incomplete_rename_is_an_error(desk: Desk) -> None:
    renamed = run(desk.clone.root, "rename", "health/x-health", "x-news")
    assert renamed.output == f"{ACCOUNT.replace('x-health', 'x-news')}\n"
    assert renamed.messages.splitlines() == [
        "`health/x-news` written",
        "removed 1 file; commit these together (`smregister submit` does)",
        "Next: smregister submit",
    ]
    desk.clone.git("commit", "--quiet", "--all", "--message", "Without the new file")
    answer = run(desk.clone.root, "validate", "--base", "HEAD~1", "--ref", "HEAD")
    assert "is deleted; close it instead, or add its new file if it was renamed" in answer.output
    assert desk.submit().status == 0
    assert run(desk.clone.root, "validate", "--base", "main~1", "--ref", "HEAD").status == 0


def test_a_second_change_on_the_branch_is_added_to_it(desk: Desk) -> None:
    desk.clone.write({ACCOUNT: CHANGED})
    desk.submit()
    first = desk.remote.git("rev-parse", BRANCH)
    desk.clone.write({ACCOUNT: CHANGED.replace("active", "dormant")})
    answer = desk.submit("-m", "Asleep")
    assert (answer.status, f"Your branch {BRANCH} is used again" in answer.messages) == (0, True)
    assert desk.remote.git("rev-parse", f"{BRANCH}~1") == first
    assert desk.remote.git("log", "-1", "--format=%s", BRANCH) == "Asleep"


def test_a_separate_change_from_main_gets_a_free_name(desk: Desk) -> None:
    desk.clone.write({ACCOUNT: CHANGED})
    desk.submit()
    desk.clone.git("switch", "--quiet", "main")
    desk.clone.write({ACCOUNT: CHANGED.replace("everybody", "nobody")})
    assert desk.submit().status == 0
    assert desk.remote.git("rev-parse", f"{BRANCH}-2~1") == desk.remote.git("rev-parse", "main")


def test_nothing_is_done_without_changes(desk: Desk) -> None:
    answer = desk.submit_without_effect(status=0)
    assert answer.output == ""
    assert "nothing to submit" in answer.messages


def test_a_second_submit_commits_nothing_twice(desk: Desk) -> None:
    desk.clone.write({ACCOUNT: CHANGED})
    desk.submit()
    commit = desk.remote.git("rev-parse", BRANCH)
    assert "nothing to submit" in desk.submit("--dry-run").messages
    assert desk.submit().status == 0
    assert desk.remote.git("rev-parse", BRANCH) == commit


def test_a_new_branch_is_named_after_the_message(desk: Desk) -> None:
    desk.clone.write({ACCOUNT: CHANGED})
    assert "branch: news-for-all-of-us\n" in desk.submit("--dry-run", "-m", "News for /all/ of us").output


def test_a_dry_run_prints_branch_and_message_and_does_nothing(desk: Desk) -> None:
    desk.clone.write({ACCOUNT: CHANGED.replace("purpose: ", "purpose:    ")})
    answer = desk.submit_without_effect("--dry-run", status=0)
    assert answer.output.startswith(f"branch: {BRANCH}\ninto: main\n\nChange account health/x-health: purpose\n")


@pytest.mark.parametrize("options", [("--dry-run",), ()])
def test_earlier_commits_are_listed_and_pushed_too(desk: Desk, options: tuple[str, ...]) -> None:
    for number in range(12):
        desk.clone.write({"README.md": f"{number}\n"})
        desk.clone.git("add", "--all")
        desk.clone.git("commit", "--quiet", "--message", f"By hand {number} \x1b[2J\u202egnp.exe")
    desk.clone.write({ACCOUNT: CHANGED})
    answer = desk.submit(*options)
    listed = answer.messages.splitlines()
    assert listed[0] == "12 earlier commits will be included too:"
    assert listed[1].endswith(r" By hand 11 \x1b[2J\u202egnp.exe")
    assert [line.split()[0] for line in listed[1:11]] == [
        commit[:10] for commit in desk.clone.git("log", "-10", "--format=%H", "main").splitlines()
    ]
    assert listed[11].startswith("  … and 2 more; `git log ")
    again = desk.submit("--dry-run").messages
    assert ("will be included too" in again) == bool(options)


def test_commits_of_the_branch_are_listed_whether_pushed_or_not(desk: Desk) -> None:
    desk.clone.write({ACCOUNT: CHANGED})
    assert "included too" not in desk.submit("--no-push").messages
    assert "1 earlier commit will be included too:" in desk.submit().messages
    desk.clone.write({ACCOUNT: CHANGED.replace("active", "dormant")})
    assert "1 earlier commit will be included too:" in desk.submit().messages


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A \x1b[2J", "3 of --message is invisible (U+001B escape)"),
        ("\u202e", "U+202E RIGHT"),
        ("a\tb", "tab"),
    ],
)
def test_a_message_with_hidden_characters_is_an_error(desk: Desk, text: str, name: str) -> None:
    desk.clone.write({ACCOUNT: CHANGED})
    answer = desk.submit_without_effect("-m", text)
    assert (answer.output, name in answer.messages) == ("", True)


def test_only_the_register_is_committed_whatever_is_staged(desk: Desk) -> None:
    desk.clone.stage({"README.md": "Mine.\n", ".github/notes": "Mine too.\n"})
    desk.clone.write({ACCOUNT: CHANGED, "notes.txt": "x\n"})
    answer = desk.submit()
    for path in ("README.md", ".github/notes", "notes.txt"):
        assert f"not included, as it is not part of the register: {path}" in answer.messages
    assert desk.remote.git("diff", "--name-only", "main", BRANCH) == ACCOUNT
    assert desk.clone.git("status", "--porcelain").split("\n") == ["A  .github/notes", "A  README.md", "?? notes.txt"]


def test_codeowners_is_submitted_as_generated_and_not_as_edited(desk: Desk) -> None:
    member = "desk:\n  - post: Manager\n    forge:\n      login: the-desk\n      user_id: 1\n"
    desk.clone.write({REGISTER: f"{SMALL[REGISTER]}{member}"})
    assert run(desk.clone.root, "codeowners").status == 0
    written = (desk.clone.root / CODEOWNERS).read_text()
    desk.clone.write({CODEOWNERS: f"{written}* @mallory\n"})
    assert f"not included, as it is not part of the register: {CODEOWNERS}" in desk.submit("--dry-run").messages
    desk.clone.write({CODEOWNERS: written})
    assert desk.submit().status == 0
    assert desk.remote.git("diff", "--name-only", "main", "register-changed").split() == [CODEOWNERS, REGISTER]


def test_a_register_in_a_larger_repository_is_submitted(tmp_path: Path) -> None:
    desk = clone_of(build_repository(tmp_path / "seed", below="made/here"), tmp_path, "made/here")
    desk.clone.write({ACCOUNT: CHANGED.replace("purpose: ", "purpose:    ")})
    assert desk.submit().status == 0
    assert desk.remote.git("diff", "--name-only", "main", BRANCH) == f"made/here/{ACCOUNT}"
    assert desk.clone.git("status", "--porcelain") == ""


def test_later_commits_of_the_base_are_no_part_of_the_change(desk: Desk, tmp_path: Path) -> None:
    other = clone_of(desk.clone, tmp_path / "other")
    other.clone.git("remote", "set-url", "origin", str(desk.remote.root))
    press = ACCOUNT.replace("x-health", "x-press")
    other.clone.commit({press: ACCOUNT_TEXT.replace("example_health", "press")})
    other.clone.git("push", "--quiet", "origin", "main")
    desk.clone.git("fetch", "--quiet")
    desk.clone.write({ACCOUNT: CHANGED})
    assert desk.submit().status == 0
    assert desk.remote.git("diff", "--name-only", f"main...{BRANCH}") == ACCOUNT


# What is refused: nothing is done then.


def test_an_invalid_change_is_not_submitted(desk: Desk) -> None:
    desk.clone.write({ACCOUNT: CHANGED.replace("active", "lively").replace("purpose: ", "purpose:   ")})
    answer = desk.submit_without_effect(status=1)
    assert f"{ACCOUNT}:" in answer.messages
    assert "nothing was submitted" in answer.messages


def test_a_forbidden_change_is_not_submitted(desk: Desk) -> None:
    desk.clone.write({ACCOUNT: None})
    assert "removed-record" in desk.submit_without_effect(status=1).messages


def test_an_unfinished_merge_is_an_error(desk: Desk) -> None:
    git = desk.clone.git
    git("switch", "--quiet", "--create", "other")
    desk.clone.commit({"README.md": "A\n"})
    git("switch", "--quiet", "main")
    git("merge", "--quiet", "--no-commit", "--no-ff", "other")
    desk.clone.write({ACCOUNT: CHANGED})
    answer = desk.submit_without_effect()
    assert "finish it with `git merge --continue`, or cancel it with `git merge --abort`" in answer.messages


@pytest.mark.parametrize("name", ["a b", "-x", "a..b", "main", "", "x.lock"])
def test_an_invalid_branch_name_is_an_error(desk: Desk, name: str) -> None:
    desk.clone.write({ACCOUNT: CHANGED})
    desk.clone.git("switch", "--quiet", "--create", "mine")
    before = desk.state()
    assert desk.submit(f"--branch={name}").status == (2 if name else 0)
    assert (desk.state() == before) is bool(name)


def test_nothing_is_pushed_to_the_protected_branch(desk: Desk) -> None:
    desk.clone.write({ACCOUNT: CHANGED})
    remote = desk.remote.git("for-each-ref")
    assert "only takes approved changes" in desk.submit_without_effect("--branch", "main").messages
    assert desk.remote.git("for-each-ref") == remote


def test_a_commit_that_can_not_be_signed_changes_nothing(desk: Desk) -> None:
    desk.clone.git("config", "commit.gpgsign", "true")
    desk.clone.git("config", "gpg.format", "ssh")
    desk.clone.git("config", "user.signingkey", "/nowhere/key")
    desk.clone.write({ACCOUNT: CHANGED.replace("purpose: ", "purpose:   ")})
    desk.submit_without_effect()


def test_nothing_is_done_while_another_git_holds_the_lock(desk: Desk) -> None:
    desk.clone.write({ACCOUNT: CHANGED.replace("purpose: ", "purpose:   ")})
    before = desk.state()
    lock = desk.clone.root / ".git/index.lock"
    lock.touch()
    answer = desk.submit()
    assert (answer.status, "Another git process" in answer.messages) == (2, True)
    lock.unlink()
    assert desk.state() == before
    assert desk.submit().status == 0


def test_a_missing_repository_or_first_commit_is_an_error(register: Path) -> None:
    answer = run(register, "submit")
    assert (answer.status, "is not in a git repository" in answer.messages) == (2, True)
    Repository(register).git("init", "--quiet")
    answer = run(register, "submit")
    assert (answer.status, "nothing has been committed here yet" in answer.messages) == (2, True)


# What the remote refuses: nothing is lost.


def test_a_rejected_push_keeps_the_commit_for_the_next_submit(desk: Desk) -> None:
    desk.refuse("echo 'GH006: \x1b[31mnot today' >&2; exit 1")
    desk.clone.write({ACCOUNT: CHANGED})
    answer = desk.submit()
    assert answer.status == 2
    assert "the rules of origin reject it" in answer.messages
    assert f"Your change is safe on the branch {BRANCH}" in answer.messages
    assert "\x1b" not in answer.messages
    commit = desk.clone.git("rev-parse", BRANCH)
    desk.refuse("exit 0")
    assert desk.submit().status == 0
    assert desk.remote.git("rev-parse", BRANCH) == commit


def test_a_forbidden_push_advises_a_fork_and_prints_no_secret(desk: Desk) -> None:
    desk.clone.git("remote", "set-url", "origin", "http://officer:s3cret@127.0.0.1:9/gov/register.git")
    desk.clone.write({ACCOUNT: CHANGED})
    answer = desk.submit()
    assert answer.status == 2
    assert "127.0.0.1" in answer.messages
    assert "the server of origin can't be reached" in answer.messages
    assert "s3cret" not in answer.messages + answer.output
    desk.clone.git("remote", "set-url", "origin", "/nowhere/register.git")
    answer = desk.submit()
    assert "`smregister submit --remote fork`" in answer.messages


def test_a_branch_with_new_commits_on_the_remote_is_not_overwritten(desk: Desk, tmp_path: Path) -> None:
    desk.clone.write({ACCOUNT: CHANGED})
    desk.submit()
    other = clone_of(desk.remote, tmp_path / "other")
    other.clone.git("remote", "set-url", "origin", str(desk.remote.root))
    other.clone.git("switch", "--quiet", BRANCH)
    theirs = other.clone.commit({"README.md": "Theirs.\n"})
    other.clone.git("push", "--quiet", "origin", BRANCH)
    desk.clone.write({ACCOUNT: CHANGED.replace("active", "dormant")})
    answer = desk.submit()
    assert answer.status == 2
    assert f"`git pull --rebase origin {BRANCH}`" in answer.messages
    assert desk.remote.git("rev-parse", BRANCH) == theirs
    desk.clone.git("pull", "--quiet", "--rebase", "origin", BRANCH)
    assert desk.submit().status == 0
    assert desk.remote.git("rev-parse", f"{BRANCH}~1") == theirs


def test_without_a_remote_the_change_is_committed_with_advice(tmp_path: Path) -> None:
    repository = build_repository(tmp_path / "repository")
    repository.write({ACCOUNT: CHANGED})
    answer = run(repository.root, "submit")
    assert answer.status == 0
    assert "`git remote add origin ADDRESS`, `git push origin main`" in answer.messages
    assert repository.git("log", "-1", "--format=%s", BRANCH) == "Change account health/x-health: purpose"


def test_an_empty_remote_needs_the_branch_to_merge_into_first(tmp_path: Path) -> None:
    repository = build_repository(tmp_path / "repository")
    repository.git("init", "--quiet", "--bare", str(tmp_path / "remote.git"))
    repository.git("remote", "add", "origin", str(tmp_path / "remote.git"))
    repository.write({ACCOUNT: CHANGED})
    desk = Desk(repository, Repository(tmp_path / "remote.git"))
    answer = desk.submit_without_effect()
    assert "origin has no branch main yet" in answer.messages
    assert "run `git push origin main`, then submit again" in answer.messages
    repository.git("push", "--quiet", "origin", "main")
    answer = desk.submit()
    assert answer.status == 0
    assert "It lacks this change until the pull request is merged" in answer.messages


def test_no_push_keeps_the_commit_for_the_next_submit(desk: Desk) -> None:
    desk.clone.write({ACCOUNT: CHANGED})
    assert desk.submit("--no-push").status == 0
    assert BRANCH not in desk.remote.git("branch")
    assert desk.submit().status == 0
    assert BRANCH in desk.remote.git("branch")


def test_a_detached_head_gets_a_new_branch(desk: Desk) -> None:
    desk.clone.git("switch", "--quiet", "--detach")
    desk.clone.write({ACCOUNT: CHANGED})
    assert desk.submit().status == 0
    assert desk.clone.git("symbolic-ref", "--short", "HEAD") == BRANCH


# Who commits.


def test_commits_are_signed_as_git_is_configured(desk: Desk, tmp_path: Path) -> None:
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", key], check=True)
    (tmp_path / "signers").write_text(f"officer@register.example {key.with_suffix('.pub').read_text()}")
    for name, value in {
        "commit.gpgsign": "true",
        "gpg.format": "ssh",
        "user.signingkey": str(key),
        "gpg.ssh.allowedSignersFile": str(tmp_path / "signers"),
    }.items():
        desk.clone.git("config", name, value)
    desk.clone.write({ACCOUNT: CHANGED})
    assert desk.submit().status == 0
    assert desk.clone.git("log", "-1", "--format=%G?", BRANCH) == "G"


@pytest.fixture
def unknown_author(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove the author from git's configuration."""
    variables = {
        name: value for name, value in environment().items() if not name.startswith(("GIT_AUTHOR", "GIT_COMM"))
    }
    monkeypatch.setattr("tests.commands.environment", lambda: variables)


@pytest.mark.usefixtures("unknown_author")
def test_an_unknown_author_is_an_error_with_two_commands(desk: Desk) -> None:
    desk.clone.write({ACCOUNT: CHANGED})
    for options in ((), ("--dry-run",)):
        assert "git config --global user.name" in desk.submit_without_effect(*options).messages


@pytest.mark.usefixtures("unknown_author")
def test_an_unknown_author_is_asked_at_a_terminal(desk: Desk) -> None:
    desk.clone.write({ACCOUNT: CHANGED})
    replies = [("Your name", "Pegawai Contoh"), ("Your e-mail address", "pegawai@gov.example")]
    assert "Pushed" in converse(desk.clone.root, "submit", replies=replies).messages
    assert desk.clone.git("config", "user.name") == "Pegawai Contoh"


def test_hooks_are_not_run(desk: Desk, tmp_path: Path) -> None:
    for name in ("pre-commit", "commit-msg", "pre-push", "post-checkout"):
        hook = desk.clone.root / ".git/hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\nexit 1\n")
        hook.chmod(0o755)
    desk.clone.write({ACCOUNT: CHANGED})
    assert desk.submit().status == 0
    assert not (tmp_path / "ran").exists()


# Where the request is opened.


def reach_by_ssh(desk: Desk, remote: str, address: str, tmp_path: Path) -> None:
    """Redirect an SSH address to a clone's bare repository."""
    script = tmp_path / "ssh"
    # The last argument is a command such as: git-upload-pack '/gov/r.git'
    script.write_text(f'#!/bin/sh\nfor last; do :; done\nexec "${{last%% *}}" {desk.remote.root}\n')
    script.chmod(0o755)
    desk.clone.git("config", "core.sshCommand", str(script))
    desk.clone.git("config", "ssh.variant", "ssh")
    desk.clone.git("config", f"remote.{remote}.url", address)


@pytest.mark.parametrize(
    ("address", "options", "opened"),
    [
        ("git@github.com:gov/r.git", [], f"https://github.com/gov/r/compare/main...{BRANCH}?expand=1"),
        ("ssh://git@codeberg.org/gov/r", [], f"https://codeberg.org/gov/r/compare/main...{BRANCH}"),
        (
            "git@code.gov.example:a/r.git",
            ["--forge", "gitlab"],
            "https://code.gov.example/a/r/-/merge_requests/new?merge_request%5Bsource_branch%5D=health%2Fx-health-changed"
            "&merge_request%5Btarget_branch%5D=main",
        ),
    ],
)
def test_the_result_is_the_address_of_the_pull_request(
    desk: Desk, tmp_path: Path, address: str, options: list[str], opened: str
) -> None:
    reach_by_ssh(desk, "origin", address, tmp_path)
    desk.clone.write({ACCOUNT: CHANGED})
    answer = desk.submit(*options)
    assert (answer.status, answer.output) == (0, f"{opened}\n"), answer.messages
    assert desk.submit(*options).output == f"{opened}\n"


def test_a_fork_s_pull_request_is_opened_at_the_register(desk: Desk, tmp_path: Path) -> None:
    desk.clone.git("config", "remote.origin.url", "git@github.com:gov/r.git")
    reach_by_ssh(desk, "fork", "git@github.com:officer/r.git", tmp_path)
    desk.clone.write({ACCOUNT: CHANGED})
    opened = f"https://github.com/gov/r/compare/main...officer:{BRANCH}?expand=1\n"
    assert desk.submit("--remote", "fork").output == opened
    desk.clone.write({ACCOUNT: CHANGED.replace("active", "dormant")})
    assert desk.submit().output == opened
    answer = desk.submit("--remote", "frok")
    assert (answer.status, "there is no remote `frok`" in answer.messages) == (2, True)


# Names of branches.


@pytest.mark.parametrize(
    ("wanted", "taken", "name"),
    [
        ("health/x-changed", [], "health/x-changed"),
        ("health/x-changed", ["health/x-changed"], "health/x-changed-2"),
        ("health/x-changed", ["health"], "health-x-changed"),
        ("health/x", ["health/x/y", "health-x"], "health-x-2"),
        ("Évil/../~^:\\ x.lock@{", [], "vil/x-lock"),
        ("", [], "change"),
        ("a" * 300, [], "a" * 80),
        ("X", ["x"], "x-2"),
    ],
)
def test_a_branch_gets_a_safe_and_free_name(wanted: str, taken: list[str], name: str) -> None:
    assert choose_branch(wanted, taken) == name


def test_missing_signatures_are_advised_if_the_desk_requires_them(tmp_path: Path) -> None:
    wants = {REGISTER: str(SMALL[REGISTER]) + "signed_commits: true\n"}
    repository = build_repository(tmp_path / "repository", {**SMALL, **wants})
    repository.write({ACCOUNT: ACCOUNT_TEXT.replace("active", "dormant")})
    answer = run(repository.root, "submit")
    assert answer.status == 0, answer.messages
    assert "git config --global commit.gpgSign true" in answer.messages
    assert "on the branch" in answer.messages


def test_a_formatted_register_needs_no_submit(tmp_path: Path) -> None:
    repository = build_repository(tmp_path / "repository")
    assert run(repository.root, "fmt").status == 0
    repository.commit({})
    canonical = (repository.root / ACCOUNT).read_text()
    repository.write({ACCOUNT: canonical.replace("purpose: ", "purpose:    ")})
    answer = run(repository.root, "submit")
    assert answer.status == 0
    assert "nothing to submit" in answer.messages
    assert repository.git("branch", "--format", "%(refname:short)") == "main"
