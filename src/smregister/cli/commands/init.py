"""init: a new register, ready to use."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from smregister.cli.apply import this_program
from smregister.cli.console import at_terminal, say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from smregister.starter import Answers

_REGISTER = "registry/register.yaml"
_ASKED = ("name", "custodian", "contact")


def register_with(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(init)


def init(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make; new or empty.")],
    name: Annotated[str | None, typer.Option("--name", metavar="TEXT", help="The register's name.")] = None,
    custodian: Annotated[
        str | None, typer.Option("--custodian", metavar="TEXT", help="The office that answers for it.")
    ] = None,
    contact: Annotated[
        str | None, typer.Option("--contact", metavar="EMAIL", help="Where the public writes about it.")
    ] = None,
    licence: Annotated[
        str | None,
        typer.Option(
            "--licence",
            metavar="TEXT",
            help="The licence of its data, like CC-BY-4.0 (SPDX). Default: that one.",
        ),
    ] = None,
    timezone: Annotated[
        str | None,
        typer.Option(
            "--timezone",
            metavar="AREA/CITY",
            help="Where its days begin, like Asia/Kuala_Lumpur. Default: UTC.",
        ),
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
    from smregister.starter import Answers, free_place

    place = free_place(ctx.obj / folder)
    options = {
        "name": name, "custodian": custodian, "contact": contact, "licence": licence, "timezone": timezone
    }  # fmt: skip
    given = {field: text for field, text in options.items() if text is not None}
    _refuse_faulty(given)
    said = given | _asked_for(given)
    _make(place, replace(Answers(), **said), commit=not no_commit)
    _tell(place, committed=not no_commit)
    _tell_what_is_left(said)
    _tell_what_is_next(ctx.obj / folder, committed=not no_commit)


def _refuse_faulty(given: Mapping[str, str]) -> None:
    from smregister.errors import FatalError
    from smregister.starter import answer_fault

    for field, text in given.items():
        fault = answer_fault(field, text)
        if fault:
            message = f"--{field}: {fault}"
            raise FatalError(message)


def _asked_for(given: Mapping[str, str]) -> dict[str, str]:
    if not at_terminal():
        return {}
    return {field: _ask(field) for field in _ASKED if field not in given}


def _ask(field: str) -> str:
    from smregister.cli.prompts import prompt
    from smregister.starter import Answers, register_kind

    described = register_kind().field(field)
    assert described, "the schema of a register has these fields"  # noqa: S101
    say(f"\n{described.description}")
    return prompt(described.title, getattr(Answers(), field), _checked(field))


def _checked(field: str) -> Callable[[str], str]:
    from smregister.starter import answer_fault

    def check(text: str) -> str:
        if fault := answer_fault(field, text):
            raise typer.BadParameter(fault)
        return text

    return check


def _make(place: Path, answers: Answers, *, commit: bool) -> None:
    from smregister.cli.context import today
    from smregister.git.repository import begin, commit_all, set_merge_driver
    from smregister.starter import demand_sound, starter_files, tree_of, workshop, write

    files = starter_files(answers)
    demand_sound(files, today(tree_of(files)))
    with workshop(place) as folder:
        write(folder, files)
        begin(folder)
        set_merge_driver(folder, this_program())
        if commit:
            commit_all(folder, "Start the register", answers.custodian, answers.contact)


def _tell(place: Path, *, committed: bool) -> None:
    from smregister.git import is_repository

    state = "everything committed" if committed else "nothing committed yet"
    say(f"Made a register in {place}: a git repository with the branch `main`, {state}.")
    if is_repository(place.parent):
        say("It lies inside another git repository but is one of its own; keep it out of the other's commits.")


def _tell_what_is_left(said: Mapping[str, str]) -> None:
    from smregister.starter import FIELDS, Answers

    assumed = [field for field in FIELDS if said.get(field) in (None, getattr(Answers(), field))]
    if assumed:
        say(f"Assumed, and to be put right in {_REGISTER}: {', '.join(assumed)}.")


def _tell_what_is_next(folder: Path, *, committed: bool) -> None:
    commit = [] if committed else ["git add --all", "git commit"]
    steps = [f"cd {shlex.quote(str(folder))}", "smregister validate", "smregister explain register", *commit]
    say("\n".join(["Next:", *(f"  {step}" for step in steps)]))
