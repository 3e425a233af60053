"""Settings and attributes of a repository that others hand over: reading runs none of their programs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.commands import run
from tests.registers import ACCOUNT, ACCOUNT_TEXT, AGENCY, SMALL, Repository, build_repository
from tests.review.test_authorization import ACCOUNT_NOW, OFFICER, POLICY

REFS = ("--base", "main", "--head", "proposal", "--actor", str(OFFICER), "--as-of", "2026-01-01")
COMMANDS = {
    "validate": ["validate"],
    "validate the index": ["validate", "--ref", ":"],
    "validate a change": ["validate", "--base", "proposal"],
    "diff": ["diff"],
    "diff of a commit": ["diff", "main", "proposal"],
    "review": ["review", *REFS],
    "authorize": ["authorize", *REFS],
    "log": ["log", "health/x-health"],
}
NAMES = ["x", "a=b", 'quo"te', "x.y"]
PROGRAMS = [
    *(f"filter.{name}.{key}" for name in NAMES for key in ("clean", "smudge", "process")),
    *(f"{section}.x.{key}" for section, key in (("merge", "driver"), ("diff", "command"), ("diff", "textconv"))),
    *("core.fsmonitor", "core.pager", "core.sshCommand", "core.editor", "core.askPass", "core.gitProxy"),
    *("diff.external", "gpg.program", "gpg.ssh.program", "credential.helper", "core.alternateRefsCommand"),
    *("pager.log", "pager.diff", "alias.diff", "alias.status", "alias.ls-files"),
]
ATTRIBUTES = """\
[attr]evil filter=x
officer-*.yaml evil
* merge=x diff=x
*.yaml filter=x
*.json filter=a=b
register.yaml filter=x.y
.* filter=quo\\"te
"""


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Return a register whose folder `.git` names a program wherever it can, and a proposal to be merged."""
    repository = build_repository(tmp_path / "repository", POLICY)
    repository.git("checkout", "--quiet", "-b", "proposal")
    for purpose in ("News", "More news"):
        repository.commit({ACCOUNT: ACCOUNT_NOW.replace("News for the press", purpose)})
    repository.git("checkout", "--quiet", "main")
    repository.commit({ACCOUNT: ACCOUNT_NOW.replace("2020-05-02", "2020-05-03")})
    hand_over(repository, tmp_path)
    return repository


def hand_over(repository: Repository, tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\necho \"$0 $*\" >> '{tmp_path}/ran'\ncat\n")
    program.chmod(0o755)
    hooks = repository.root / ".git/hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("post-index-change", "reference-transaction", "pre-auto-gc", "fsmonitor-watchman", "post-checkout"):
        (hooks / name).symlink_to(program)
    settings = "".join(f"{section(name)}\t{name.rpartition('.')[2]} = {program}\n" for name in PROGRAMS)
    (repository.root / ".git/more").write_text(settings + "".join(map(required, NAMES)))
    with (repository.root / ".git/config").open("a") as file:
        file.write(
            f"[include]\n\tpath = more\n[core]\n\thooksPath = {hooks}\n\tattributesFile = {tmp_path}/attributes\n"
        )
    for place in (repository.root / ".git/info/attributes", tmp_path / "attributes"):
        place.parent.mkdir(exist_ok=True)
        place.write_text(ATTRIBUTES)
    for path in repository.root.glob("registry/**/*.yaml"):
        # With another time git compares the content.
        os.utime(path, (1, 1))


def section(name: str) -> str:
    outer, inner = name.rpartition(".")[0].partition(".")[::2]
    escaped = inner.replace('"', '\\"')
    return f'[{outer} "{escaped}"]\n' if inner else f"[{outer}]\n"


def required(name: str) -> str:
    return f"{section(f'filter.{name}.required')}\trequired = true\n"


@pytest.mark.parametrize("place", [".git/info/attributes", ".gitattributes"])
def test_reading_runs_no_program_of_the_repository(repository: Repository, tmp_path: Path, place: str) -> None:
    if place == ".gitattributes":
        (repository.root / ".git/info/attributes").rename(repository.root / place)
    for name, command in COMMANDS.items():
        answer = run(repository.root, *command)
        assert not (tmp_path / "ran").exists(), (name, (tmp_path / "ran").read_text())
        assert answer.status == (1 if command == ["diff"] and answer.output else 0), (name, answer)


def test_a_submitted_file_is_committed_as_it_is(tmp_path: Path) -> None:
    repository = build_repository(tmp_path / "repository")
    repository.git("config", "filter.x.clean", f"touch {tmp_path}/ran; echo other")
    repository.commit({".gitattributes": "*.yaml filter=x\n"})
    (tmp_path / "ran").unlink(missing_ok=True)
    repository.write({ACCOUNT: ACCOUNT_TEXT.replace("News", "New")})
    assert run(repository.root, "submit", "--no-push", "-m", "A change").status == 0
    assert not (tmp_path / "ran").exists()
    assert "purpose: New for the press" in repository.git("show", f"HEAD:{ACCOUNT}")


def test_a_merge_is_the_same_whatever_the_repository_s_settings(repository: Repository) -> None:
    changed = run(repository.root, "review", *REFS).output
    assert "More news" in changed
    repository.git("config", "merge.renames", "false")
    repository.git("config", "merge.default", "ours")
    assert run(repository.root, "review", *REFS).output == changed


def test_reading_runs_no_program_of_a_submodule(tmp_path: Path) -> None:
    repository = build_repository(tmp_path / "outer")
    inner = Repository(repository.root / "registry/agencies/roads")
    inner.root.mkdir()
    inner.git("init", "--quiet")
    inner.commit({"agency.yaml": str(SMALL[AGENCY])})
    repository.commit({})
    hand_over(inner, tmp_path)
    os.utime(inner.root / "agency.yaml", (1, 1))
    for command in (["validate"], ["validate", "--base", "HEAD~1"], ["diff"]):
        run(repository.root, *command)
    assert not (tmp_path / "ran").exists()


def test_a_promise_of_objects_reaches_no_server(repository: Repository, tmp_path: Path) -> None:
    """git would fetch a missing object by the program that connects to the server."""
    blob = repository.git("-c", "core.fsmonitor=false", "rev-parse", f"main:{ACCOUNT}")
    for url in ("ssh://host/x", "ext::touch ran", f"file://{tmp_path}"):
        for key, value in {"url": url, "promisor": "true", "uploadpack": "touch ran", "vcs": ""}.items():
            repository.git("config", f"remote.origin.{key}", value)
        repository.git("config", "extensions.partialClone", "origin")
        (repository.root / f".git/objects/{blob[:2]}/{blob[2:]}").unlink(missing_ok=True)
        assert run(repository.root, "validate", "--ref", "main").status == 2
    assert not (tmp_path / "ran").exists()
    assert not (repository.root / "ran").exists()
