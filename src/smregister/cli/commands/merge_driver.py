"""merge-driver: two edits of one record joined, as git asks for it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from smregister.cli.apply import this_program
from smregister.cli.console import leave, say
from smregister.errors import FatalError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smregister.drafts.merging import Merge

_ATTRIBUTE = "registry/**/*.yaml merge=smregister"


def register_with(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("merge-driver")(merge_driver)


def merge_driver(
    ctx: typer.Context,
    base: Annotated[Path | None, typer.Argument(metavar="BASE", help="What both sides began from; git's %O.")] = None,
    ours: Annotated[
        Path | None, typer.Argument(metavar="OURS", help="Our side, to be replaced by the result; git's %A.")
    ] = None,
    theirs: Annotated[Path | None, typer.Argument(metavar="THEIRS", help="Their side; git's %B.")] = None,
    path: Annotated[
        str | None, typer.Argument(metavar="[PATH]", help="Where the record lies, for messages; git's %P.")
    ] = None,
    install: Annotated[
        bool, typer.Option("--install", help="Let git merge the records of this clone so from now on.")
    ] = False,
) -> None:
    """Join two edits of a record, for git.

    Edits of different fields and entries of lists are joined; no field and no comment is lost. Where
    both sides changed the same, git's marks are left in OURS, and it ends with 1. Each clone needs
    `--install` once; `init` has done so.

    \b
    Examples:
      smregister merge-driver --install
      smregister merge-driver base.yaml ours.yaml theirs.yaml
    """
    if install:
        _install(ctx.obj)
        return
    if base is None or ours is None or theirs is None:
        message = "name the three files BASE, OURS and THEIRS, or give --install to let git do so"
        raise FatalError(message)
    from smregister.drafts.merging import merge
    from smregister.writing.files import write_file

    result = merge(*((ctx.obj / file).read_bytes() for file in (base, ours, theirs)))
    write_file(ctx.obj / ours, result.content)
    for line in _in_the_way(path or str(ours), result):
        say(line)
    leave(sound=result.clean)


def _in_the_way(path: str, result: Merge) -> Iterator[str]:
    from smregister.output.text import clash_line, finding_line

    yield from (clash_line(path, clash) for clash in result.clashes)
    yield from (f"{path}: can't be read: {finding_line(found)}" for found in result.findings)
    if result.obstacle:
        yield f"{path}: {result.obstacle}"


def _install(folder: Path) -> None:
    from smregister.git.repository import has_merge_driver, set_merge_driver
    from smregister.trees import REGISTRY, find_root

    root = find_root(folder)
    set_merge_driver(root, this_program())
    say("git joins edits of a record field by field in this clone from now on")
    if not has_merge_driver(root, f"{REGISTRY}/register.yaml"):
        say(f"for that, the file .gitattributes still needs the line: {_ATTRIBUTE}")
