"""What `doctor` finds missing in a register and its clone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.commands import run
from tests.registers import Repository, build_repository
from tests.review.test_codeowners import OWNED, REGISTER

PROGRAM = ".github/smregister/program.txt"
PINNED = f"smregister @ git+https://github.com/gov/smregister.git@{'9' * 40}\n"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Return a register in which nothing is missing."""
    repository = build_repository(tmp_path / "register", {**OWNED, PROGRAM: PINNED})
    run(repository.root, "codeowners")
    repository.git("init", "--quiet", "--bare", "../server.git")
    repository.git("remote", "add", "origin", "../server.git")
    repository.git("push", "--quiet", "origin", "main")
    repository.git("config", "smregister.userId", "1234567")
    return repository


def problems(repository: Repository) -> list[str]:
    answer = run(repository.root, "doctor", "--json")
    found = [gap["problem"] for gap in answer.json()["missing"]]
    assert answer.status == bool(found)
    return found


def test_nothing_is_missing_in_a_complete_clone(repository: Repository) -> None:
    answer = run(repository.root, "doctor")
    assert (answer.status, answer.output) == (0, "")
    assert answer.messages == "nothing is missing; `smregister doctor --forge github` asks GitHub for its settings\n"


@pytest.mark.parametrize(
    ("path", "text", "problem"),
    [
        (REGISTER, None, "the desk has no members"),
        (".github/CODEOWNERS", "* @mallory\n", ".github/CODEOWNERS is out of date"),
        (PROGRAM, "# nothing\n", "the workflows can't install the program"),
        (PROGRAM, "smregister==0.1.0\n", "has neither a hash nor a full commit"),
        (PROGRAM, f"smregister==0.1.0 --hash=sha256:{'a' * 63}\n", "has neither a hash nor a full commit"),
        (PROGRAM, PINNED.replace("9" * 40, "main"), "has neither a hash nor a full commit"),
        (PROGRAM, "", "the workflows can't install the program"),
    ],
)
def test_each_thing_that_a_register_lacks_is_found(
    repository: Repository, path: str, text: str | None, problem: str
) -> None:
    owned = str(OWNED[REGISTER])
    repository.write({path: owned[: owned.index("desk:")] if text is None else text})
    assert problem in "\n".join(problems(repository))


def test_older_schemas_without_marks_are_found(repository: Repository) -> None:
    path = repository.root / "schemas/account.schema.json"
    schema = json.loads(path.read_text("utf-8"))
    del schema["properties"]["desk_access"]["x-desk-only"]
    del schema["properties"]["tags"]["x-right"]
    path.write_text(json.dumps(schema), "utf-8")
    assert problems(repository) == ["schemas/account.schema.json lacks `x-desk-only` for `desk_access`"]
    for field in schema["properties"].values():
        field.pop("x-right", None)
    path.write_text(json.dumps(schema), "utf-8")
    assert "schemas/account.schema.json lacks `x-right` for `name`, `description`" in problems(repository)[1]


def test_each_thing_that_a_clone_lacks_is_found(repository: Repository) -> None:
    repository.git("config", "--unset", "smregister.userId")
    assert problems(repository) == ["the number of your own account is not stored in this clone"]
    repository.git("update-ref", "-d", "refs/remotes/origin/main")
    assert "`main` is not on the server" in problems(repository)
    repository.git("remote", "remove", "origin")
    assert "the register is on no server" in problems(repository)
    (repository.root / PROGRAM).unlink()
    assert any(f"{PROGRAM} is missing" in problem for problem in problems(repository))


def test_a_register_in_a_larger_repository_shares_its_owners_and_program(tmp_path: Path) -> None:
    repository = build_repository(tmp_path / "larger", OWNED, below="made/here")
    repository.git("config", "smregister.userId", "1234567")
    assert problems(repository) == ["the register is on no server"]


def test_a_new_register_lists_its_first_steps(tmp_path: Path) -> None:
    run(tmp_path, "init", "new")
    answer = run(tmp_path / "new", "doctor")
    assert answer.status == 1
    for words in ("`custodian` in registry/register.yaml is still a placeholder", "the desk has no members",
                  ".github/CODEOWNERS has no owners", "git remote add origin ADDRESS"):  # fmt: skip
        assert words in answer.output


def test_a_folder_without_git_is_an_error(tmp_path: Path) -> None:
    run(tmp_path, "init", "new")
    (tmp_path / "new/.git").rename(tmp_path / "away")
    answer = run(tmp_path / "new", "doctor")
    assert (answer.status, "git init" in answer.messages) == (2, True)
