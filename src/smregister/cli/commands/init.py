"""`init`: a new register."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from smregister.cli.console import is_interactive, print_message
from smregister.cli.context import today
from smregister.cli.prompts import Question, ask_options
from smregister.cli.write_access import program_path
from smregister.editing.init.create import require_free_folder, require_valid_register, temporary_folder, write_files
from smregister.editing.init.files import (
    SETTING_NAMES,
    InitialSettings,
    create_files,
    create_tree,
    find_setting_error,
    load_register_kind,
)
from smregister.errors import FatalError
from smregister.repository.git import is_repository
from smregister.repository.git_write import commit_all, init_repository, set_merge_driver

_REGISTER = "registry/register.yaml"
_PROMPTED = ("name", "custodian", "contact")


def init(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make; new or empty.")],
    name: Annotated[str | None, typer.Option(metavar="TEXT", help="The register's name.")] = None,
    custodian: Annotated[str | None, typer.Option(metavar="TEXT", help="The office that answers for it.")] = None,
    contact: Annotated[str | None, typer.Option(metavar="EMAIL", help="Where the public writes about it.")] = None,
    licence: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="The licence of its data, like CC-BY-4.0 (SPDX). Default: that one."),
    ] = None,
    timezone: Annotated[
        str | None,
        typer.Option(metavar="AREA/CITY", help="Where its days begin, like Asia/Kuala_Lumpur. Default: UTC."),
    ] = None,
    no_commit: Annotated[
        bool, typer.Option("--no-commit", help="Leave the first commit to me; nothing is staged either.")
    ] = False,
) -> None:
    """Make a new register, ready to use.

    It is a git repository with schemas, platforms, the baseline standard, editor settings and a check of every change.
    Asks for name, custodian and contact at a terminal, unless they are given.

    \b
    Examples:
      smregister init register
      smregister init register --name "Register of official accounts" --custodian "Example Department"
      smregister init register --contact register@example.org --timezone Pacific/Port_Moresby
      smregister init register --no-commit
    """
    path = require_free_folder(ctx.obj / folder)
    options = {field: text for field in SETTING_NAMES if (text := ctx.params[field]) is not None}
    for field, text in options.items():
        if error := find_setting_error(field, text):
            raise FatalError(f"--{field}: {error}")
    missing = [field for field in _PROMPTED if field not in options] if is_interactive() else []
    asked = ask_options(lambda _: map(_question, missing))
    answers = options | {field: asked[f"--{field}"] for field in missing}
    _create(path, InitialSettings(**answers), commit=not no_commit)
    _print_created(path, committed=not no_commit)
    _print_assumed(answers)
    _print_next_steps(ctx.obj / folder, committed=not no_commit)


def _question(field: str) -> Question:
    schema = load_register_kind().field(field)
    assert schema, "the schema of a register has these fields"  # noqa: S101

    def parse(text: str) -> str:
        if error := find_setting_error(field, text):
            raise FatalError(error)
        return text

    default = str(getattr(InitialSettings(), field))
    return Question(f"--{field}", schema.title, schema.description, default=default, parse=parse)


def _create(path: Path, settings: InitialSettings, *, commit: bool) -> None:
    files = create_files(settings)
    require_valid_register(files, today(create_tree(files)))
    with temporary_folder(path) as folder:
        write_files(folder, files)
        init_repository(folder)
        set_merge_driver(folder, program_path())
        if commit:
            commit_all(folder, "Start the register", settings.custodian, settings.contact)


def _print_created(path: Path, *, committed: bool) -> None:
    state = "everything committed" if committed else "nothing committed yet"
    print_message(f"Made a register in {path}: a git repository with the branch `main`, {state}.")
    if is_repository(path.parent):
        print_message(
            "It lies inside another git repository but is one of its own; keep it out of the other's commits."
        )


def _print_assumed(answers: Mapping[str, str]) -> None:
    assumed = [field for field in SETTING_NAMES if answers.get(field) in (None, getattr(InitialSettings(), field))]
    if assumed:
        print_message(f"Assumed, and to be put right in {_REGISTER}: {', '.join(assumed)}.")


def _print_next_steps(folder: Path, *, committed: bool) -> None:
    commit = [] if committed else ["git add --all", "git commit"]
    steps = [f"cd {shlex.quote(str(folder))}", "smregister validate", "smregister explain register", *commit]
    print_message("\n".join(["Next:", *(f"  {step}" for step in steps)]))
