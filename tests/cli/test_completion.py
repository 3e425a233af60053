"""Shell completion of commands, options, arguments and values."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.commands import run
from tests.registers import PROJECT

STATUSES = ["proposed", "active", "dormant", "suspended", "compromised", "closing", "closed", "transferred"]


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ("smregister va", ["validate"]),
        ("smregister report co", ["coverage", "compliance"]),
        ("smregister validate --form", ["--format"]),
        ("smregister explain dangling-ref", ["dangling-reference"]),
    ],
)
def test_a_shell_completes_commands_options_and_arguments(words: str, completed: list[str], tmp_path: Path) -> None:
    assert complete(tmp_path, words) == completed


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ("edit my-japen/x-malaysiaaktif --set stat", ["status=", "status_since="]),
        ("edit my-japen/x-malaysiaaktif --set status=clos", ["status=closing", "status=closed"]),
        # Bash splits words at `=` and `:`, and wants what follows.
        ("edit account:my-japen/x-malaysiaaktif --set status = clos", ["closing", "closed"]),
        ("edit my-japen/x-malaysiaaktif --set url = https : //x.com/a --set status =", STATUSES),
        ("edit my-japen/x-malaysiaaktif --unset handle", ["handle"]),
        ("add agency --set jurisdiction=ID-", ["jurisdiction=ID-JK"]),
        ("add account --set tags", ["tags=", "tags+="]),
        ("add account --set replaced_by=my-japen/y", ["replaced_by=my-japen/youtube-japentv"]),
        ("appoint my-japen --set letter.sub", ["letter.subject="]),
        ("list account --where platform!=face", ["platform!=facebook"]),
        ("list account --where agency=my-japen-", ["agency=my-japen-petaling", "agency=my-japen-selangor"]),
        ("explain account.hand", ["account.handle"]),
        ("explain rule", ["rules"]),
        ("waive my-japen PUB-01", ["PUB-01"]),
        ("observe my-japen/x-malaysiaaktif --set captions=pa", ["captions=pass"]),
        ("observe my-japen/x-malaysiaaktif --set last_post=", []),
        ("observe my-japen/x-malaysiaaktif --set last_post=c", ["last_post=could-not-tell"]),
        ("close my-japen/x-", ["my-japen/x-malaysiaaktif"]),
        ("close face", []),
        ("observe my-japen/x-malaysiaaktif --could-not-tell foll", ["followers"]),
    ],
)
def test_a_shell_completes_fields_and_values(words: str, completed: list[str]) -> None:
    assert complete(PROJECT, f"smregister {words}") == completed


def test_a_shell_offers_no_hidden_file_as_an_agency(tmp_path: Path) -> None:
    assert run(tmp_path, "init", "desk").status == 0
    assert (tmp_path / "desk/registry/agencies/.gitkeep").exists()
    assert complete(tmp_path / "desk", "smregister add account --agency ") == []


def test_the_script_for_bash_writes_no_space_after_a_field(tmp_path: Path) -> None:
    assert "compopt -o nospace" in run(tmp_path, "--show-completion", "bash", settings={"SHELL": "/bin/bash"}).output


def test_names_that_a_shell_would_run_are_not_offered(tmp_path: Path) -> None:
    accounts = tmp_path / "registry/agencies/a/accounts"
    accounts.mkdir(parents=True)
    (tmp_path / "registry/agencies/.gitkeep").touch()
    (tmp_path / "registry/agencies/$(id)").mkdir()
    for name in ("x-a", "b;id", "c`id`", "d\x1b[31m"):
        (accounts / f"{name}.yaml").touch()
    assert complete(tmp_path, "smregister show ") == ["a/x-a"]
    assert complete(tmp_path, "smregister report compliance --agency ") == ["a"]


def complete(folder: Path, words: str) -> list[str]:
    """Return what bash offers for the last word."""
    settings = {"_SMREGISTER_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    return run(folder, settings=settings).output.split()
