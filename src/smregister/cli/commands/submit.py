"""submit: a change on its way, without knowing git."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from smregister.changes.commits import list_commits
from smregister.changes.policy import Policy
from smregister.characters import character_name, visible
from smregister.cli.apply import DryRun, command_line
from smregister.cli.console import exit_with, is_interactive, print_message, print_result
from smregister.cli.context import Context, open_for_writing
from smregister.cli.options import AsOf
from smregister.cli.prompts import prompt
from smregister.errors import FatalError
from smregister.git import Git
from smregister.git.forges import Forge, forge_of, place_of_remote, request_address
from smregister.git.repository import commit_files, introduce, knows_who, push, remotes, setting
from smregister.output.commits import message as commit_message
from smregister.output.text import finding_line
from smregister.output.words import counted, cut
from smregister.pull_requests.submission import (
    Proposed,
    base_of,
    branch_of,
    demand_branch_name,
    left_alone,
    propose_from,
)
from smregister.trees import CommitTree
from smregister.writing.writes import write_files


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
    change is added to that one; what is committed but not pushed yet is listed and goes along. Commits are
    signed where git is set up for it. Hooks are not run.

    \b
    Examples:
      smregister submit
      smregister submit -m "The ministry's new account on X"
      smregister submit --dry-run
      smregister submit --remote fork
      smregister submit --forge gitlab
    """
    _demand_seen(subject or "")
    context = open_for_writing(ctx, as_of)
    current, known = branch_of(context.root), remotes(context.root)
    to = pushed_to(context.root, known, current, remote)
    home = next((name for name in ("upstream", "origin") if name in known), to)
    into, base = base_of(context.root, home)
    proposed = propose_from(context.root, context.tree, base, context.as_of)
    _tell_what_stays(context, proposed)
    if proposed.is_empty:
        print_message("nothing changed in registry/ and schemas/, so there is nothing to submit")
        return
    _demand_sound(context, proposed)
    if branch and (branch == into or branch != current):
        demand_branch_name(context.root, branch, into)
    on = branch or (current if current not in ("", into) else proposed.branch_name())
    message = _message(proposed, subject or "")
    if to is not None and not no_push:
        _tell_what_goes_along(context.root, base, to)
    if dry_run:
        print_result([f"branch: {on}", f"into: {into}", "", *message.rstrip("\n").split("\n")])
        print_message("nothing was done (--dry-run)")
        return
    _warn_of_signatures(context, base)
    _commit(context, proposed, on, message)
    if no_push or to is None:
        left = _NO_REMOTE if to is None else "not pushed (--no-push); `smregister submit` again pushes it"
        print_message(f"on the branch {on}: {left}")
        return
    push_branch(context.root, to, on)
    show_request(known[home or to], known[to], into, on, forge)


_MOST_NAMED = 10


_LONGEST_SUBJECT = 100


_NO_REMOTE = (
    "not pushed, for this checkout knows no remote: make a repository on your forge, then "
    "`git remote add origin ADDRESS` and `smregister submit` again"
)


def _demand_seen(subject: str) -> None:
    """Raise FatalError if something in a text can't be seen, for it stands in the history for good."""
    for place, character in enumerate(subject, 1):
        if character != "\n" and visible(character) != character:
            message = f"character {place} of the text given with -m can't be seen ({character_name(character)})"
            raise FatalError(f"{message}; write it anew, without copying")


def _tell_what_goes_along(root: Path, base: CommitTree, remote: str) -> None:
    """List the commits, made before and by whatever means, that a remote does not have and that go there, too."""
    commits = [*list_commits(Git(root), "HEAD", "--not", base.name, f"--remotes={remote}")]
    if not commits:
        return
    print_message(f"{counted(len(commits), 'commit')} made before will go along:")
    for commit in commits[:_MOST_NAMED]:
        print_message(f"  {commit.short_id} {cut(visible(commit.subject), _LONGEST_SUBJECT)}")
    if len(commits) > _MOST_NAMED:
        print_message(f"  … and {len(commits) - _MOST_NAMED:,} more; `git log {base.name[:10]}..` lists them")


def _tell_what_stays(context: Context, proposed: Proposed) -> None:

    others = left_alone(context.root, proposed.paths)
    for path in others[:_MOST_NAMED]:
        print_message(visible(f"left alone, for it is no part of the register: {path}"))
    if len(others) > _MOST_NAMED:
        print_message(f"left alone, too: {len(others) - _MOST_NAMED:,} more; `git status` lists them")
    for path, reason in proposed.refused.items():
        print_message(visible(f"{path}: not brought into canonical form: {reason}"))


def _demand_sound(context: Context, proposed: Proposed) -> None:

    judgement = proposed.judgement(context.as_of)
    for found in judgement.findings:
        print_message(finding_line(found))
    if not judgement.sound:
        print_message("nothing was submitted; mend this first")
        exit_with(success=False)


def _message(proposed: Proposed, subject: str) -> str:

    return commit_message(proposed.told, proposed.others, subject.strip())


def _commit(context: Context, proposed: Proposed, branch: str, message: str) -> None:

    _demand_author(context.root)
    commit = commit_files(context.root, branch, message, proposed.paths, proposed.contents)
    if proposed.contents:
        write_files(context.root, proposed.contents, command_line())
    if commit:
        print_message(f"committed to the branch {branch}: {message.partition(chr(10))[0]}")


def _warn_of_signatures(context: Context, base: CommitTree) -> None:
    """Say so where the desk asks for signed commits and git is not set up to sign."""
    wants_signatures = False
    # Where the register's own record is faulty, this may be the change that mends it.
    with contextlib.suppress(FatalError):
        wants_signatures = Policy(base, context.as_of.isoformat()).wants_signatures
    if wants_signatures and setting(context.root, "commit.gpgsign") != "true":
        print_message(
            "the desk asks for signed commits, and yours will not be: set git up with\n"
            "  git config --global gpg.format ssh\n"
            "  git config --global user.signingKey ~/.ssh/id_ed25519.pub\n"
            "  git config --global commit.gpgSign true"
        )


def _demand_author(root: Path) -> None:

    if knows_who(root):
        return
    if not is_interactive():
        raise FatalError(
            "git does not know who you are; say it once with `git config --global user.name 'YOUR NAME'` "
            "and `git config --global user.email YOU@EXAMPLE.GOV`, then submit again"
        )
    print_message(
        "git does not know yet who you are; your name and address stand in the history of this register for good."
    )
    introduce(root, prompt("your name"), prompt("your e-mail address"))


def pushed_to(root: Path, known: Mapping[str, str], current: str, wanted: str | None) -> str | None:
    """Choose the remote to push to; None where there is none at all.

    Raises FatalError if the wanted one is not known, or which of several is meant can't be told.
    """
    if wanted is not None:
        if wanted not in known:
            raise FatalError(f"there is no remote `{wanted}`; `git remote add {wanted} ADDRESS` makes it known")
        return wanted
    options = [setting(root, f"branch.{current}.pushRemote") if current else "", setting(root, "remote.pushDefault")]
    options += [setting(root, f"branch.{current}.remote") if current else "", "origin"]
    found = next((name for name in options if name in known), None)
    if found is None and len(known) > 1:
        raise FatalError(f"there are several remotes; say with --remote which one: {', '.join(known)}")
    return found or next(iter(known), None)


def push_branch(root: Path, remote: str, branch: str) -> None:
    """Push a branch to a remote.

    Raises FatalError, with what can be done, if that is refused or interrupted.
    """
    kept = f"your change is safe, on the branch {branch} of this checkout"
    try:
        push(root, remote, branch)
    except FatalError as error:
        raise FatalError(
            f"{error}\nNot pushed: {_cure(str(error), remote, branch)}. {kept[0].upper()}{kept[1:]}."
        ) from error
    except KeyboardInterrupt:
        raise FatalError(f"interrupted while pushing; {kept}, and `smregister submit` again pushes it") from None


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


def show_request(home: str, pushed_to: str, into: str, branch: str, forge: Forge | None) -> None:
    """Answer with the address that opens the request, by the addresses of the two remotes."""
    at, fork = place_of_remote(home), place_of_remote(pushed_to)
    kind = forge or (forge_of(at) if at else None)
    print_message(f"pushed; for a change that has nothing to do with this one, `git switch {into}` first")
    if at is None or fork is None or kind is None:
        print_message(
            f"open the request, from the branch {branch} into {into}, on the remote's own page "
            "(--forge says what keeps it, and then its address can be given)"
        )
        return
    print_message("open the request here:")
    print_result(request_address(kind, at, into, fork, branch))
