"""submit: a change on its way, without knowing git."""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING, Annotated

import typer

from smregister.cli.carrying_out import DryRun, command_line
from smregister.cli.moment import moment_of_writing
from smregister.cli.options import AsOf
from smregister.cli.showing import answer, at_terminal, leave, say
from smregister.errors import FatalError
from smregister.forges import Forge

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from smregister.cli.moment import Moment
    from smregister.submission import Proposed
    from smregister.trees import CommitTree


def register_with(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(submit)


def submit(
    ctx: typer.Context,
    subject: Annotated[
        str | None, typer.Option("-m", "--message", metavar="TEXT", help="What it is about, in a line.")
    ] = None,
    branch: Annotated[
        str | None, typer.Option(metavar="NAME", help="The branch to make. Default: named by the change.")
    ] = None,
    remote: Annotated[
        str | None, typer.Option(metavar="NAME", help="Where to push. Default: where the branch comes from, or origin.")
    ] = None,
    forge: Annotated[Forge | None, typer.Option(help="What keeps the remote, where its address does not tell.")] = None,
    no_push: Annotated[bool, typer.Option("--no-push", help="Commit only; submit again to push.")] = False,
    dry_run: DryRun = False,
    as_of: AsOf = None,
) -> None:
    """Propose your change: commit it to a branch, push that, and show where to open the request.

    What changed in registry/ and schemas/ is brought into canonical form and validated against the branch
    it is to go into, as last fetched; where that finds an error, nothing is done. With it goes
    .github/CODEOWNERS as `codeowners` writes it, and nothing else. On a branch of its own already, the
    change is added to that one; what is committed but not pushed yet is pushed. Commits are signed where git
    is set up for it. Hooks are not run.

    \b
    Examples:
      smregister submit
      smregister submit -m "The ministry's new account on X"
      smregister submit --dry-run
      smregister submit --remote fork
      smregister submit --forge gitlab
    """
    from smregister.repository import remotes
    from smregister.submission import base_of, branch_of, demand_branch_name, propose_from

    now = moment_of_writing(ctx, as_of)
    current, known = branch_of(now.root), remotes(now.root)
    to = _pushed_to(now.root, known, current, remote)
    home = next((name for name in ("upstream", "origin") if name in known), to)
    into, base = base_of(now.root, home)
    proposed = propose_from(now.root, now.tree, base, now.day)
    _tell_what_stays(now, proposed)
    if proposed.is_empty:
        say("nothing changed in registry/ and schemas/, so there is nothing to submit")
        return
    _demand_sound(now, proposed)
    if branch and (branch == into or branch != current):
        demand_branch_name(now.root, branch, into)
    on = branch or (current if current not in ("", into) else proposed.branch_name())
    message = _message(proposed, subject or "")
    if dry_run:
        answer([f"branch: {on}", f"into: {into}", "", *message.rstrip("\n").split("\n")])
        say("nothing was done (--dry-run)")
        return
    _warn_of_signatures(now, base)
    _commit(now, proposed, on, message)
    if no_push or to is None:
        left = _NO_REMOTE if to is None else "not pushed (--no-push); `smregister submit` again pushes it"
        say(f"on the branch {on}: {left}")
        return
    _push(now.root, to, on)
    _show_request(known[home or to], known[to], into, on, forge)


_MOST_NAMED = 10
_NO_REMOTE = (
    "not pushed, for this checkout knows no remote: make a repository on your forge, then "
    "`git remote add origin ADDRESS` and `smregister submit` again"
)


def _pushed_to(root: Path, known: Mapping[str, str], current: str, wanted: str | None) -> str | None:
    """Choose the remote to push to; None where there is none at all."""
    from smregister.repository import setting

    if wanted is not None:
        if wanted not in known:
            message = f"there is no remote `{wanted}`; `git remote add {wanted} ADDRESS` makes it known"
            raise FatalError(message)
        return wanted
    options = [setting(root, f"branch.{current}.pushRemote") if current else "", setting(root, "remote.pushDefault")]
    options += [setting(root, f"branch.{current}.remote") if current else "", "origin"]
    found = next((name for name in options if name in known), None)
    if found is None and len(known) > 1:
        message = f"there are several remotes; say with --remote which one: {', '.join(known)}"
        raise FatalError(message)
    return found or next(iter(known), None)


def _tell_what_stays(now: Moment, proposed: Proposed) -> None:
    from smregister.characters import visible
    from smregister.submission import left_alone

    others = left_alone(now.root, proposed.paths)
    for path in others[:_MOST_NAMED]:
        say(visible(f"left alone, for it is no part of the register: {path}"))
    if len(others) > _MOST_NAMED:
        say(f"left alone, too: {len(others) - _MOST_NAMED:,} more; `git status` lists them")
    for path, reason in proposed.refused.items():
        say(visible(f"{path}: not brought into canonical form: {reason}"))


def _demand_sound(now: Moment, proposed: Proposed) -> None:
    from smregister.output.text import finding_line

    judgement = proposed.judgement(now.day)
    for found in judgement.findings:
        say(finding_line(found))
    if not judgement.sound:
        say("nothing was submitted; mend this first")
        leave(sound=False)


def _message(proposed: Proposed, subject: str) -> str:
    from smregister.characters import visible_lines
    from smregister.output.commits import message

    return message(proposed.told, proposed.others, visible_lines(subject.strip()))


def _commit(now: Moment, proposed: Proposed, branch: str, message: str) -> None:
    from smregister.repository import commit_files
    from smregister.writes import write_files

    _demand_author(now.root)
    commit = commit_files(now.root, branch, message, proposed.paths, proposed.contents)
    if proposed.contents:
        write_files(now.root, proposed.contents, command_line())
    if commit:
        say(f"committed to the branch {branch}: {message.partition(chr(10))[0]}")


def _warn_of_signatures(now: Moment, base: CommitTree) -> None:
    """Say so where the desk asks for signed commits and git is not set up to sign."""
    from smregister.changes.policy import Policy
    from smregister.repository import setting

    wants_signatures = False
    # Where the register's own record is faulty, this may be the change that mends it.
    with contextlib.suppress(FatalError):
        wants_signatures = Policy(base, now.day.isoformat()).wants_signatures
    if wants_signatures and setting(now.root, "commit.gpgsign") != "true":
        say(
            "the desk asks for signed commits, and yours will not be: set git up with\n"
            "  git config --global gpg.format ssh\n"
            "  git config --global user.signingKey ~/.ssh/id_ed25519.pub\n"
            "  git config --global commit.gpgSign true"
        )


def _demand_author(root: Path) -> None:
    from smregister.cli.asking import prompt
    from smregister.repository import introduce, knows_who

    if knows_who(root):
        return
    if not at_terminal():
        message = (
            "git does not know who you are; say it once with `git config --global user.name 'YOUR NAME'` "
            "and `git config --global user.email YOU@EXAMPLE.GOV`, then submit again"
        )
        raise FatalError(message)
    say("git does not know yet who you are; your name and address stand in the history of this register for good.")
    introduce(root, prompt("your name"), prompt("your e-mail address"))


def _push(root: Path, remote: str, branch: str) -> None:
    from smregister.repository import push

    kept = f"your change is safe, on the branch {branch} of this checkout"
    try:
        push(root, remote, branch)
    except FatalError as error:
        message = f"{error}\nNot pushed: {_cure(str(error), remote, branch)}. {kept[0].upper()}{kept[1:]}."
        raise FatalError(message) from error
    except KeyboardInterrupt:
        message = f"interrupted while pushing; {kept}, and `smregister submit` again pushes it"
        raise FatalError(message) from None


_RULES = r"hook declined|protected branch|push declined|GH\d{3}"
_NO_RIGHT = (
    r"denied|\b40[134]\b|not allowed|not found|could not read Username|Authentication failed|insufficient permission"
    r"|does not appear to be a git repository|Could not read from remote"
)
_BEHIND = r"non-fast-forward|fetch first"


def _cure(reason: str, remote: str, branch: str) -> str:
    if re.search(_RULES, reason):
        return f"the rules of {remote} refuse it, and say above why; `smregister submit` again tries once more"
    if re.search(_BEHIND, reason):
        return f"{remote} has commits there which yours lacks; `git pull --rebase {remote} {branch}` brings them here"
    if re.search(_NO_RIGHT, reason):
        return (
            f"perhaps you may not write to {remote}. Make a copy of your own there (on its web page: Fork), then "
            "`git remote add fork ADDRESS-OF-THE-COPY` and `smregister submit --remote fork`"
        )
    return "`smregister submit` again tries once more"


def _show_request(home: str, pushed_to: str, into: str, branch: str, forge: Forge | None) -> None:
    from smregister.forges import forge_of, place_of_remote, request_address

    at, fork = place_of_remote(home), place_of_remote(pushed_to)
    kind = forge or (forge_of(at) if at else None)
    say(f"pushed; for a change that has nothing to do with this one, `git switch {into}` first")
    if at is None or fork is None or kind is None:
        say(
            f"open the request, from the branch {branch} into {into}, on the remote's own page "
            "(--forge says what keeps it, and then its address can be given)"
        )
        return
    say("open the request here:")
    answer(request_address(kind, at, into, fork, branch))
