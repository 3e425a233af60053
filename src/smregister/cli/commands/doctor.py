"""`doctor`: what is still to be set up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import typer

from smregister.cli.console import exit_with, print_message, print_result
from smregister.cli.context import open_context
from smregister.cli.options import AsOf, Json
from smregister.errors import FatalError
from smregister.output.json_writer import document
from smregister.output.styled_line import Style, StyledLine
from smregister.repository.forges import RemoteRepository, parse_remote_url
from smregister.repository.git import is_repository
from smregister.repository.git_write import list_remotes
from smregister.repository.github_api import GitHubApi
from smregister.review.github_setup import find_github_gaps
from smregister.review.local_setup import find_local_gaps, register_needs
from smregister.review.setup_gap import SetupGap
from smregister.text import escape_hidden

ForgeName: TypeAlias = Literal["github"]


def doctor(
    ctx: typer.Context,
    forge: Annotated[
        ForgeName | None,
        typer.Option(
            help="Ask this server for its settings, as an administrator of the repository. Default: only look at the "
            "register and its clone.",
            show_default=False,
            rich_help_panel="What to check",
        ),
    ] = None,
    remote: Annotated[
        str | None,
        typer.Option(
            metavar="REMOTE",
            help="The remote on that server. Default: upstream, origin, or the only one.",
            show_default=False,
            rich_help_panel="What to check",
        ),
    ] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Find what is still to be set up, and how.

    Without options, it looks at the register and its clone: the desk, CODEOWNERS, the program of the workflows, the
    remote. With `--forge github`, it asks GitHub, through its program `gh`, for the rules of the branch, permissions,
    labels and secrets. It changes nothing. It ends with 1 if something is missing, and with 2 if it could not ask.

    \b
    Examples:
      smregister doctor
      smregister doctor --forge github
    """
    context = open_context(ctx, None, as_of)
    if not is_repository(context.root):
        raise FatalError(f"{context.root} is not in a git repository; run `git init` there first")
    if forge:
        repository = _repository(context.root, remote)
        gaps = find_github_gaps(GitHubApi(repository).read, register_needs(context.root, context.snapshot))
    else:
        gaps = [*find_local_gaps(context.root, context.snapshot)]
    print_result(document({"forge": forge, "missing": [gap._asdict() for gap in gaps]}) if json else _lines(gaps))
    if not json:
        print_message(_summary(len(gaps), forge))
    exit_with(not gaps)


def _repository(root: Path, remote: str | None) -> RemoteRepository:
    """Return the repository on the server; raise FatalError if no remote leads there."""
    addresses = list_remotes(root)
    names = [remote] if remote else ["upstream", "origin", *(addresses if len(addresses) == 1 else ())]
    name = next((name for name in names if name in addresses), None)
    if name is None:
        raise FatalError(f"there is no remote `{' or '.join(names)}`; add it with `git remote add origin ADDRESS`")
    repository = parse_remote_url(addresses[name])
    if repository is None:
        raise FatalError(f"the remote {name} is not a repository on GitHub; choose another with --remote")
    return repository


def _lines(gaps: Iterable[SetupGap]) -> Iterator[StyledLine]:
    for gap in gaps:
        yield StyledLine(("missing", Style.WARN), f": {escape_hidden(gap.problem)}")
        yield StyledLine(f"  {escape_hidden(gap.cure)}")


def _summary(count: int, forge: ForgeName | None) -> str:
    state = f"{count} missing" if count else "nothing is missing"
    return state if forge else f"{state}; `smregister doctor --forge github` asks GitHub for its settings"
