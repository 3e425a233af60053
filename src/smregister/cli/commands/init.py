"""`init`: a new register."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from smregister.cli.console import is_interactive, print_message
from smregister.cli.context import today
from smregister.cli.options import RECORD, WRITING
from smregister.cli.prompts import prompt
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
PANELS = {RECORD: ("name", "custodian", "contact", "licence", "timezone"), WRITING: ("no_commit",)}
_PROMPTED = ("name", "custodian", "contact")


def init(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the register; new or empty.")],
    name: Annotated[str | None, typer.Option(metavar="TEXT", help="The register's name.")] = None,
    custodian: Annotated[str | None, typer.Option(metavar="TEXT", help="The office responsible for it.")] = None,
    contact: Annotated[str | None, typer.Option(metavar="EMAIL", help="The e-mail address for the public.")] = None,
    licence: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="The license of its data, an SPDX code. Default: CC-BY-4.0."),
    ] = None,
    timezone: Annotated[
        str | None,
        typer.Option(metavar="AREA/CITY", help="Its time zone, like Asia/Kuala_Lumpur. Default: UTC."),
    ] = None,
    no_commit: Annotated[bool, typer.Option("--no-commit", help="Do not commit.")] = False,
) -> None:
    """Start a new register, ready to use.

    The register is a git repository with schemas, platforms, a standard, editor settings and a workflow that checks
    every change. At a terminal, the command asks for name, custodian and contact.

    \b
    Examples:
      smregister init register
      smregister init register --name "Register of official accounts"
      smregister init register --timezone Pacific/Port_Moresby --no-commit
    """
    path = require_free_folder(ctx.obj / folder)
    options = {field: text for field in SETTING_NAMES if (text := ctx.params[field]) is not None}
    for field, text in options.items():
        if error := find_setting_error(field, text):
            raise FatalError(f"--{field}: {error}")
    missing = [field for field in _PROMPTED if field not in options] if is_interactive() else []
    answers = options | {field: _prompt_for(field) for field in missing}
    _create(path, InitialSettings(**answers), commit=not no_commit)
    _print_created(path, committed=not no_commit)
    _print_assumed(answers)
    _print_next_steps(ctx.obj / folder, committed=not no_commit)


def _prompt_for(field: str) -> str:
    schema = load_register_kind().field(field)
    assert schema, "the schema of a register has these fields"  # noqa: S101
    print_message(f"\n{schema.description}")
    return prompt(schema.title, getattr(InitialSettings(), field), _validator(field))


def _validator(field: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        if error := find_setting_error(field, text):
            raise typer.BadParameter(error)
        return text

    return check


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
    print_message(f"Created a register in {path}: a git repository with the branch `main`, {state}.")
    if is_repository(path.parent):
        print_message("It is inside another git repository; keep it out of that repository's commits.")


def _print_assumed(answers: Mapping[str, str]) -> None:
    assumed = [field for field in SETTING_NAMES if answers.get(field) in (None, getattr(InitialSettings(), field))]
    if assumed:
        print_message(f"Defaults used for {', '.join(f'`{field}`' for field in assumed)}; correct them in {_REGISTER}.")


def _print_next_steps(folder: Path, *, committed: bool) -> None:
    commit = [] if committed else ["git add --all", "git commit"]
    steps = [f"cd {shlex.quote(str(folder))}", "smregister validate", "smregister explain register", *commit]
    print_message("\n".join(["Next:", *(f"  {step}" for step in steps)]))
