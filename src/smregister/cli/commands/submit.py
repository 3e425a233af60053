"""`submit`: a change committed, pushed and proposed."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from smregister.cli.apply import require_valid
from smregister.cli.console import is_interactive, print_message, print_result
from smregister.cli.context import Context
from smregister.cli.options import REQUEST, WRITING, AsOf, DryRun
from smregister.cli.prompts import Question, ask_options
from smregister.cli.write_access import command_line, open_for_writing
from smregister.errors import FatalError
from smregister.output.commit_message import format_commit_message
from smregister.output.phrases import cut, format_count
from smregister.output.styled_line import Style, StyledLine
from smregister.repository.commit_tree import CommitTree
from smregister.repository.commits import list_commits
from smregister.repository.forges import Forge, detect_forge, parse_remote_url, pull_request_url
from smregister.repository.git import Git
from smregister.repository.git_write import (
    commit_files,
    has_branch,
    has_identity,
    list_remotes,
    push,
    read_setting,
    set_identity,
)
from smregister.repository.transaction import apply
from smregister.review.policy import Policy
from smregister.review.submission import (
    Submission,
    current_branch,
    find_base,
    find_other_changes,
    prepare_submission,
    require_new_branch,
)
from smregister.text import character_name, escape_hidden

PANELS = {REQUEST: ("subject", "branch", "remote", "forge"), WRITING: ("no_push",)}

_LINES_SHOWN = 10
_SUBJECT_WIDTH = 100
_NO_PUSH = "Not pushed (--no-push). The change is on the branch {branch}; push it with `smregister submit`."
_NO_REMOTE = (
    "Not pushed: no server is set. The change is on the branch {branch}. Create a repository on your server, then run "
    "`git remote add origin ADDRESS`, `git push origin {into}` and `smregister submit`."
)
_NO_AUTHOR = (
    "git has no name and address for you; run `git config --global user.name 'YOUR NAME'` "
    "and `git config --global user.email YOU@EXAMPLE.GOV`, then submit again"
)

# What git and forges print when they reject a push.
_RULES = r"hook declined|protected branch|push declined|GH\d{3}"
_FORBIDDEN = (
    r"denied|\b40[134]\b|not allowed|not found|could not read Username|Authentication failed|insufficient permission"
    r"|does not appear to be a git repository|Could not read from remote"
)
_UNREACHABLE = (
    r"Could not resolve|Failed to connect|Couldn't connect|Connection (refused|reset)|timed out"
    r"|Network is unreachable|No route to host|Name or service not known|name resolution"
)
_BEHIND = r"non-fast-forward|fetch first"


def submit(
    ctx: typer.Context,
    subject: Annotated[
        str | None, typer.Option("-m", "--message", metavar="TEXT", help="The subject of the change, in one line.")
    ] = None,
    branch: Annotated[
        str | None, typer.Option(metavar="NAME", help="The new branch. Default: named after the message or the change.")
    ] = None,
    remote: Annotated[
        str | None, typer.Option(metavar="NAME", help="Where to push. Default: the branch's own remote, or origin.")
    ] = None,
    forge: Annotated[Forge | None, typer.Option(help="The type of server, if its address does not show it.")] = None,
    no_push: Annotated[bool, typer.Option("--no-push", help="Commit, but do not push.")] = False,
    dry_run: DryRun = False,
    as_of: AsOf = None,
) -> None:
    """Propose your change as a pull request.

    The command validates what changed in registry/ and schemas/, brings it into canonical form, commits it to a new
    branch, pushes the branch, and shows where to open the pull request. If there is an error, it does nothing.

    Other files stay as they are, except .github/CODEOWNERS, which is brought up to date. On your own branch, the
    change is added to that branch. Earlier commits that are not pushed yet are listed and pushed too. Commits are
    signed if git is set up for it. Git's hooks do not run.

    \b
    Examples:
      smregister submit
      smregister submit -m "The ministry's new account on X"
      smregister submit --dry-run
      smregister submit --remote fork
    """
    _require_visible(subject or "")
    context = open_for_writing(ctx, as_of)
    current, addresses = current_branch(context.root), list_remotes(context.root)
    target = _choose_remote(context.root, addresses, current, remote)
    home = next((name for name in ("upstream", "origin") if name in addresses), target)
    into, base = find_base(context.root, home)
    submission = prepare_submission(context.snapshot, base)
    _print_left_out(context, submission)
    if submission.is_empty:
        print_message("nothing to submit: registry/ and schemas/ have no changes")
        return
    require_valid(submission.validate(), "nothing was submitted; fix this first")
    if branch and (branch == into or branch != current):
        require_new_branch(context.root, branch, into)
    branch = branch or (current if current not in ("", into) else submission.choose_branch(subject or ""))
    message = format_commit_message(submission.public_changes, submission.other_files, (subject or "").strip())
    pushes_earlier = target is not None and not no_push and _print_earlier_commits(context.root, base, target)
    if dry_run and not submission.has_changes and not pushes_earlier:
        print_message(f"nothing to submit: the branch {branch} has all changes")
        return
    if branch == current:
        print_message(f"Your branch {branch} is used again; for a separate change, run `git switch {into}` first.")
    if dry_run:
        _print_plan(context.root, branch, into, message if submission.has_changes else "")
        return
    if home is not None and not no_push:
        _require_base(context.root, home, into)
    _warn_of_signatures(context, base)
    _commit(context, submission, branch, message)
    if no_push or target is None:
        print_message((_NO_REMOTE if target is None else _NO_PUSH).format(branch=branch, into=into))
        return
    _push(context.root, target, branch)
    _print_request(addresses[home or target], addresses[target], into, branch, forge)


def _require_visible(subject: str) -> None:
    """Raise FatalError if a subject has hidden characters: it stays in the history."""
    for position, character in enumerate(subject, 1):
        if character != "\n" and escape_hidden(character) != character:
            raise FatalError(
                f"character {position} of --message is invisible ({character_name(character)}); "
                "type it instead of copying it"
            )


def _print_plan(root: Path, branch: str, into: str, message: str) -> None:
    """Print what a submission does; raise FatalError if git can't commit."""
    if message and not has_identity(root):
        if not is_interactive():
            raise FatalError(_NO_AUTHOR)
        print_message("git has no name and address for you; `smregister submit` asks for them")
    heading = (StyledLine((f"{name}:", Style.DIM), f" {value}") for name, value in (("branch", branch), ("into", into)))
    print_result([*heading, *(["", *message.rstrip("\n").split("\n")] if message else [])])
    print_message("nothing was written (--dry-run)", tone="dim")


def _print_earlier_commits(root: Path, base: CommitTree, remote: str) -> bool:
    """Print the commits that are not on the remote yet; return whether there are any."""
    commits = [*list_commits(Git(root), "HEAD", "--not", base.name, f"--remotes={remote}")]
    if not commits:
        return False
    print_message(f"{format_count(len(commits), 'earlier commit')} will be pushed too:")
    for commit in commits[:_LINES_SHOWN]:
        print_message(f"  {commit.short_id} {cut(escape_hidden(commit.subject), _SUBJECT_WIDTH)}")
    if len(commits) > _LINES_SHOWN:
        print_message(f"  … and {len(commits) - _LINES_SHOWN:,} more; `git log {base.name[:10]}..` lists them")
    return True


def _print_left_out(context: Context, submission: Submission) -> None:
    others = find_other_changes(context.root, submission.paths)
    for path in others[:_LINES_SHOWN]:
        print_message(escape_hidden(f"not included, as it is not part of the register: {path}"), tone="dim")
    if len(others) > _LINES_SHOWN:
        print_message(f"not included: {len(others) - _LINES_SHOWN:,} more files; `git status` lists them")
    for path, reason in submission.format_errors.items():
        print_message(escape_hidden(f"{path}: not formatted: {reason}"), tone="warn")


def _commit(context: Context, submission: Submission, branch: str, message: str) -> None:
    _require_author(context.root)
    commit = commit_files(context.root, branch, message, submission.paths, submission.contents)
    if submission.contents:
        apply(context.root, submission.contents, command_line())
    if commit:
        print_message(f"committed to the branch {branch}: {message.partition(chr(10))[0]}", tone="good")


def _warn_of_signatures(context: Context, base: CommitTree) -> None:
    """Print a warning if the desk requires signed commits and git does not sign."""
    requires_signatures = False
    # If the register's own record is invalid, this change may fix it.
    with contextlib.suppress(FatalError):
        requires_signatures = Policy(base, context.as_of.isoformat()).requires_signatures
    if requires_signatures and read_setting(context.root, "commit.gpgsign") != "true":
        print_message(
            "the desk requires signed commits, and yours will not be signed; set git up with\n"
            "  git config --global gpg.format ssh\n"
            "  git config --global user.signingKey ~/.ssh/id_ed25519.pub\n"
            "  git config --global commit.gpgSign true"
        )


def _require_author(root: Path) -> None:
    if has_identity(root):
        return
    if not is_interactive():
        raise FatalError(_NO_AUTHOR)
    print_message("git needs your name and e-mail address. They stay in the history of this register permanently.")
    questions = [Question(title, title, required=True) for title in ("Your name", "Your e-mail address")]
    set_identity(root, *ask_options(lambda _: questions).values())


def _choose_remote(root: Path, addresses: Mapping[str, str], current: str, remote: str | None) -> str | None:
    """Return the remote to push to; None if the checkout has none."""
    if remote is not None:
        if remote not in addresses:
            raise FatalError(f"there is no remote `{remote}`; add it with `git remote add {remote} ADDRESS`")
        return remote
    if len(addresses) < 2:
        return next(iter(addresses), None)
    names = [f"branch.{current}.pushRemote"] if current else []
    names += ["remote.pushDefault", *([f"branch.{current}.remote"] if current else [])]
    options = [*(read_setting(root, name) for name in names), "origin"]
    default = next((name for name in options if name in addresses), None)
    if default is None:
        raise FatalError(f"there are several remotes; choose one with --remote: {', '.join(addresses)}")
    return default


def _require_base(root: Path, remote: str, into: str) -> None:
    """Raise FatalError if a remote, perhaps a new one, lacks the branch to merge into."""
    try:
        exists = has_branch(root, remote, into)
    except FatalError:
        # The push fails too, and says why.
        return
    if not exists:
        message = f"{remote} has no branch {into} yet, so a pull request can't be merged there"
        raise FatalError(f"{message}; run `git push {remote} {into}`, then submit again")


def _push(root: Path, remote: str, branch: str) -> None:
    """Push a branch to a remote."""
    kept = f"your change is safe on the branch {branch}"
    try:
        push(root, remote, branch)
    except FatalError as error:
        remedy = _remedy(str(error), remote, branch)
        raise FatalError(f"{error}\nNot pushed: {remedy}. {kept[0].upper()}{kept[1:]}.") from error
    except KeyboardInterrupt:
        raise FatalError(f"interrupted while pushing; {kept}; push it with `smregister submit`") from None


def _remedy(reason: str, remote: str, branch: str) -> str:
    if re.search(_RULES, reason):
        return f"the rules of {remote} reject it, for the reason above; then try `smregister submit` again"
    if re.search(_BEHIND, reason):
        return f"{remote} has commits that you do not have; get them with `git pull --rebase {remote} {branch}`"
    if re.search(_UNREACHABLE, reason):
        return (
            f"the server of {remote} can't be reached. Check the network and its address (`git remote -v`), then try "
            "`smregister submit` again"
        )
    if re.search(_FORBIDDEN, reason):
        return (
            f"you may lack permission to write to {remote}. Create a fork on its web page, then run "
            "`git remote add fork ADDRESS-OF-THE-FORK` and `smregister submit --remote fork`"
        )
    return "try `smregister submit` again"


def _print_request(home: str, target: str, into: str, branch: str, forge: Forge | None) -> None:
    repository, fork = parse_remote_url(home), parse_remote_url(target)
    forge = forge or (detect_forge(repository) if repository else None)
    print_message(
        f"Pushed. Before you start another change: `git switch {into}`. It lacks this change until the pull request "
        "is merged and you run `git pull`."
    )
    if repository is None or fork is None or forge is None:
        print_message(
            f"Open the pull request from {branch} into {into} on your server's web page. "
            "With --forge, this command shows its address."
        )
        return
    print_message("Open the pull request here:")
    print_result(pull_request_url(forge, repository, into, fork, branch))
