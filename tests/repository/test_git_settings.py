"""Git settings and variables of the user: reading never depends on them, and writing only for signatures."""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path

import pytest
from tests import fork_server
from tests.commands import run
from tests.registers import ACCOUNT, ACCOUNT_TEXT, Repository, build_repository, environment, forget

from smregister.repository.commits import main_line
from smregister.repository.git import Git
from smregister.repository.git_write import list_remotes

CHANGED = ACCOUNT_TEXT.replace("News for the press", "News for everybody")
READING = [
    ("validate",),
    ("validate", "--base", "HEAD~1"),
    ("validate", "--ref", ":"),
    ("diff", "HEAD~1", "HEAD"),
    ("diff",),
    ("log", "health/x-health"),
    ("report", "changes", "--from", "HEAD~1"),
]


@pytest.fixture
def trap(tmp_path: Path) -> Path:
    """Return a program that leaves a mark if it is run."""
    place = tmp_path / "trap"
    place.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\ncat\nexit 1\n")
    place.chmod(0o755)
    return place


@pytest.fixture
def settings(tmp_path: Path, trap: Path) -> dict[str, str]:
    """Return the variable that names a global git configuration in which all is unusual."""
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in ("pre-commit", "commit-msg", "post-commit", "post-index-change", "reference-transaction", "pre-push"):
        (hooks / name).symlink_to(trap)
    (tmp_path / "attributes").write_text("* filter=trap diff=trap\n")
    values = {
        "commit.gpgsign": "true",
        "gpg.program": str(trap),
        "log.showSignature": "true",
        "core.autocrlf": "true",
        "core.safecrlf": "true",
        "core.hooksPath": str(hooks),
        "core.fsmonitor": str(trap),
        "core.attributesFile": str(tmp_path / "attributes"),
        "core.pager": str(trap),
        "core.abbrev": "4",
        "filter.trap.clean": str(trap),
        "filter.trap.smudge": str(trap),
        "filter.trap.required": "true",
        "diff.external": str(trap),
        "diff.trap.textconv": str(trap),
        "diff.noprefix": "true",
        "diff.renames": "copies",
        "status.showUntrackedFiles": "no",
        "status.branch": "true",
        "color.ui": "always",
        "column.ui": "always",
        "format.pretty": "oneline",
        "log.date": "relative",
        "i18n.logOutputEncoding": "latin1",
        "init.defaultBranch": "trunk",
    }
    place = tmp_path / "gitconfig"
    place.write_text("".join(f'[{section(name)}]\n{name.rpartition(".")[2]} = "{values[name]}"\n' for name in values))
    return {"GIT_CONFIG_GLOBAL": str(place)}


def section(name: str) -> str:
    """Return the section of a setting as git writes it in a file: `filter "trap"` for `filter.trap.clean`."""
    outer, *inner, _ = name.split(".")
    return f'{outer} "{inner[0]}"' if inner else outer


def answers(repository: Repository, settings: dict[str, str]) -> list[object]:
    forget(repository)
    return [run(repository.root, *arguments, settings=settings) for arguments in READING]


def test_reading_does_not_depend_on_global_settings(
    repository: Repository, settings: dict[str, str], tmp_path: Path
) -> None:
    repository.commit({ACCOUNT: CHANGED})
    repository.write({ACCOUNT: ACCOUNT_TEXT + "audience: All\n"})
    assert answers(repository, settings) == answers(repository, {})
    assert not (tmp_path / "sprung").exists()


def test_reading_does_not_depend_on_variables_that_lead_elsewhere(
    repository: Repository, tmp_path: Path, trap: Path
) -> None:
    repository.commit({ACCOUNT: CHANGED})
    repository.write({ACCOUNT: ACCOUNT_TEXT + "audience: All\n"})
    elsewhere = build_repository(tmp_path / "elsewhere").root
    variables = {
        "GIT_DIR": str(elsewhere / ".git"),
        "GIT_WORK_TREE": str(elsewhere),
        "GIT_COMMON_DIR": str(elsewhere / ".git"),
        "GIT_NAMESPACE": "x",
        "GIT_CEILING_DIRECTORIES": str(repository.root),
        "GIT_EXTERNAL_DIFF": str(trap),
        "GIT_CONFIG": "/dev/null",
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_ICASE_PATHSPECS": "1",
    }
    assert answers(repository, variables) == answers(repository, {})
    assert not (tmp_path / "sprung").exists()


# What the repository itself claims, in a clone that was handed over.

HIDES = ["core.worktree", "config.worktree", "include", "same size and time", "ignored differences"]


@pytest.mark.parametrize("below", ["", "government/register"])
@pytest.mark.parametrize("how", HIDES)
def test_no_setting_of_the_repository_hides_what_is_on_the_disk(tmp_path: Path, how: str, below: str) -> None:
    repository = build_repository(tmp_path / "here", below=below)
    elsewhere = build_repository(tmp_path / "there", below=below).root
    top = elsewhere.parents[below.count("/")] if below else elsewhere
    account, git_folder = repository.root / ACCOUNT, Path(repository.git("rev-parse", "--absolute-git-dir"))
    if how.startswith("same"):
        os.utime(account, (10**9, 10**9))
        repository.git("update-index", "--refresh")
    # Another file in its place, as from an archive: its number and the time of its change are other ones.
    new = account.with_suffix(".new")
    new.write_text(ACCOUNT_TEXT.replace("status", "statuz"))
    os.utime(new, (10**9, 10**9))
    new.replace(account)
    in_file = f'[core]\n\tworktree = "{top}"\n'
    if how == "core.worktree":
        repository.git("config", "core.worktree", str(top))
    elif how == "config.worktree":
        repository.git("config", "extensions.worktreeConfig", "true")
        (git_folder / "config.worktree").write_text(in_file)
    elif how == "include":
        (git_folder / "other").write_text(in_file)
        repository.git("config", "include.path", "other")
    else:
        repository.git("config", "core.trustctime", "false")
        repository.git("config", "core.checkStat", "minimal")
        repository.git("config", "core.ignoreStat", str(how.startswith("ignored")).lower())
    assert run(repository.root, "validate").status == 1
    assert run(repository.root, "diff").output.count("x-health") == 1


@pytest.mark.parametrize("split", [False, True])
def test_a_forged_commit_graph_gives_no_commit_another_parent(repository: Repository, split: bool) -> None:
    """Git believes the file: it takes the parents and trees of commits from there, and reads no commit."""
    git, ids = repository.git, []
    for number in range(3):
        repository.commit({ACCOUNT: CHANGED.replace("everybody", f"everybody {number}")})
        ids.append(git("rev-parse", "HEAD"))
    before = main_line(Git(repository.root), ids[2])
    git("commit-graph", "write", "--reachable", *(["--split"] if split else []))
    [graph] = repository.root.glob(".git/objects/info/commit-graphs/*.graph" if split else ".git/objects/info/*-graph")
    forge_parent(graph, ids[2], ids[0])
    assert git("rev-list", "--first-parent", "HEAD").split()[:2] == [ids[2], ids[0]], "what git believes"
    assert main_line(Git(repository.root), ids[2]) == before
    changed = "log", "health/x-health", "--json"
    assert run(repository.root, *changed).output.count("everybody 1") > 0


def forge_parent(graph: Path, commit: str, parent: str) -> None:
    """Change the first parent of a commit in a commit-graph (gitformat-commit-graph(5))."""
    content = bytearray(graph.read_bytes())
    rows = (content[8 + 12 * number :][:12] for number in range(content[6]))
    starts = {bytes(row[:4]): int.from_bytes(row[4:]) for row in rows}
    ids = bytes(content[starts[b"OIDL"] : starts[b"CDAT"]])
    position, other = (ids.index(bytes.fromhex(name)) // 20 for name in (commit, parent))
    at = starts[b"CDAT"] + 36 * position + 20
    content[at : at + 4] = other.to_bytes(4)
    content[-20:] = hashlib.sha1(content[:-20], usedforsecurity=False).digest()
    graph.chmod(0o644)
    graph.write_bytes(content)


# Hooks.


@pytest.mark.parametrize("error", [False, True], ids=["valid", "invalid"])
def test_a_hook_sees_the_commit_that_is_under_way(repository: Repository, *, error: bool) -> None:
    """`git commit --all` gives its hook an index of its own."""
    hook = repository.root / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\nexec {fork_server.program()} validate --ref :\n")
    hook.chmod(0o755)
    repository.write({ACCOUNT: CHANGED.replace("active", "lively") if error else CHANGED})
    finished = subprocess.run(
        ["git", "commit", "--quiet", "--all", "--message", "x"],
        cwd=repository.root, env=environment(), capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert finished.returncode == error
    assert ("not `lively`" in finished.stderr) is error, finished.stderr


def sign_with_ssh(settings: dict[str, str], tmp_path: Path) -> None:
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", key], check=True)
    (tmp_path / "signers").write_text(f"officer@register.example {key.with_suffix('.pub').read_text()}")
    for name, value in {
        "gpg.format": "ssh",
        "user.signingkey": str(key),
        "gpg.ssh.allowedSignersFile": str(tmp_path / "signers"),
    }.items():
        subprocess.run(["git", "config", "--file", settings["GIT_CONFIG_GLOBAL"], name, value], check=True)


def git(folder: Path, settings: dict[str, str], *arguments: str) -> str:
    finished = subprocess.run(
        ["git", "--no-pager", "-c", "core.fsmonitor=false", "-c", "core.attributesFile=/dev/null", *arguments],
        cwd=folder, env=environment() | settings, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    return finished.stdout.strip()


def test_a_new_register_is_signed_as_the_user_wants_and_else_as_anywhere(
    settings: dict[str, str], tmp_path: Path
) -> None:
    sign_with_ssh(settings, tmp_path)
    place = tmp_path / "register"
    answer = run(tmp_path, "init", str(place), settings=settings)
    assert answer.status == 0, answer.messages
    assert git(place, settings, "log", "-1", "--no-show-signature", "--format=%G?") == "G"
    assert git(place, settings, "for-each-ref", "--format=%(refname)", "--no-color") == "refs/heads/main"
    assert run(place, "validate", settings=settings).status == 0
    assert not (tmp_path / "sprung").exists()


def test_a_submitted_change_is_signed_as_the_user_wants(settings: dict[str, str], tmp_path: Path) -> None:
    sign_with_ssh(settings, tmp_path)
    # The remote lies on this machine, and has the same global settings.
    (tmp_path / "hooks/reference-transaction").unlink()
    seed = build_repository(tmp_path / "seed")
    seed.git("clone", "--quiet", "--bare", str(seed.root / ".git"), str(tmp_path / "remote.git"))
    seed.git("clone", "--quiet", str(tmp_path / "remote.git"), str(tmp_path / "clone"))
    clone = Repository(tmp_path / "clone")
    clone.write({ACCOUNT: CHANGED})
    answer = run(clone.root, "submit", settings=settings)
    assert answer.status == 0, answer.messages
    assert "purpose: News for everybody\n" in clone.git("show", f"HEAD:{ACCOUNT}")
    assert git(clone.root, settings, "log", "-1", "--no-show-signature", "--format=%G?") == "G"
    assert not (tmp_path / "sprung").exists()


def test_writing_leaves_the_index_of_a_hook_alone(tmp_path: Path) -> None:
    seed = build_repository(tmp_path / "seed")
    seed.git("clone", "--quiet", "--bare", str(seed.root / ".git"), str(tmp_path / "remote.git"))
    seed.git("clone", "--quiet", str(tmp_path / "remote.git"), str(tmp_path / "clone"))
    staged = seed.git("ls-files", "--stage")
    clone = Repository(tmp_path / "clone")
    clone.write({ACCOUNT: CHANGED})
    variables = {"GIT_INDEX_FILE": str(seed.root / ".git/index"), "GIT_DIR": str(seed.root / ".git")}
    assert run(clone.root, "submit", settings=variables).status == 0
    assert seed.git("ls-files", "--stage") == staged
    assert seed.git("status", "--porcelain") == clone.git("status", "--porcelain") == ""


def test_a_remote_counts_by_the_first_address_to_which_git_pushes(repository: Repository) -> None:
    addresses = {"origin": "https://a.example/r", "fork": "short:r", "a.b/c": "/with a space/r"}
    for name, address in addresses.items():
        repository.git("remote", "add", name, address)
    repository.git("config", "url.https://b.example/.pushInsteadOf", "short:")
    for address in ("https://c.example/1", "https://c.example/2"):
        repository.git("remote", "set-url", "--add", "--push", "origin", address)
    expected = {name: repository.git("remote", "get-url", "--push", name) for name in addresses}
    assert list_remotes(repository.root) == expected
    assert expected["fork"] == "https://b.example/r"
