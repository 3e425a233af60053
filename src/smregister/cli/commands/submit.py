"""submit: a change on its way, without knowing git."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Annotated

import typer

from smregister.cli.apply import DryRun, command_line
from smregister.cli.console import answer, at_terminal, leave, say
from smregister.cli.context import moment_of_writing
from smregister.cli.options import AsOf
from smregister.cli.pushing import push_branch, pushed_to, show_request
from smregister.errors import FatalError
from smregister.git.forges import Forge

if TYPE_CHECKING:
    from pathlib import Path

    from smregister.cli.context import Moment
    from smregister.pull_requests.submission import Proposed
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
    from smregister.git.repository import remotes
    from smregister.pull_requests.submission import base_of, branch_of, demand_branch_name, propose_from

    _demand_seen(subject or "")
    now = moment_of_writing(ctx, as_of)
    current, known = branch_of(now.root), remotes(now.root)
    to = pushed_to(now.root, known, current, remote)
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
    if to is not None and not no_push:
        _tell_what_goes_along(now.root, base, to)
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
    push_branch(now.root, to, on)
    show_request(known[home or to], known[to], into, on, forge)


_MOST_NAMED = 10
_LONGEST_SUBJECT = 100
_NO_REMOTE = (
    "not pushed, for this checkout knows no remote: make a repository on your forge, then "
    "`git remote add origin ADDRESS` and `smregister submit` again"
)


def _demand_seen(subject: str) -> None:
    """Raise FatalError if something in a text can't be seen, for it stands in the history for good."""
    from smregister.characters import character_name, visible

    for place, character in enumerate(subject, 1):
        if character != "\n" and visible(character) != character:
            message = f"character {place} of the text given with -m can't be seen ({character_name(character)})"
            raise FatalError(f"{message}; write it anew, without copying")


def _tell_what_goes_along(root: Path, base: CommitTree, remote: str) -> None:
    """List the commits, made before and by whatever means, that a remote does not have and that go there, too."""
    from smregister.changes.commits import list_commits
    from smregister.characters import visible
    from smregister.git import Git
    from smregister.output.words import counted, cut

    commits = [*list_commits(Git(root), "HEAD", "--not", base.name, f"--remotes={remote}")]
    if not commits:
        return
    say(f"{counted(len(commits), 'commit')} made before will go along:")
    for commit in commits[:_MOST_NAMED]:
        say(f"  {commit.short_id} {cut(visible(commit.subject), _LONGEST_SUBJECT)}")
    if len(commits) > _MOST_NAMED:
        say(f"  … and {len(commits) - _MOST_NAMED:,} more; `git log {base.name[:10]}..` lists them")


def _tell_what_stays(now: Moment, proposed: Proposed) -> None:
    from smregister.characters import visible
    from smregister.pull_requests.submission import left_alone

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
    from smregister.output.commits import message

    return message(proposed.told, proposed.others, subject.strip())


def _commit(now: Moment, proposed: Proposed, branch: str, message: str) -> None:
    from smregister.git.repository import commit_files
    from smregister.writing.writes import write_files

    _demand_author(now.root)
    commit = commit_files(now.root, branch, message, proposed.paths, proposed.contents)
    if proposed.contents:
        write_files(now.root, proposed.contents, command_line())
    if commit:
        say(f"committed to the branch {branch}: {message.partition(chr(10))[0]}")


def _warn_of_signatures(now: Moment, base: CommitTree) -> None:
    """Say so where the desk asks for signed commits and git is not set up to sign."""
    from smregister.changes.policy import Policy
    from smregister.git.repository import setting

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
    from smregister.cli.prompts import prompt
    from smregister.git.repository import introduce, knows_who

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
