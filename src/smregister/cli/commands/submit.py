"""`submit`: a change committed, pushed and proposed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from smregister.cli.apply import require_valid
from smregister.cli.approval_lines import print_approval
from smregister.cli.console import exit_with, is_interactive, print_message, print_result
from smregister.cli.context import Context
from smregister.cli.destination import Destination, open_destination
from smregister.cli.merge_conflicts import print_conflicts
from smregister.cli.options import REQUEST, WRITING, AsOf, DryRun
from smregister.cli.prompts import Question, ask_options
from smregister.cli.pull_request import parse_user_id
from smregister.cli.user_id import NO_USER_ID, ask_user_id, read_user_id
from smregister.cli.write_access import command_line, open_for_writing
from smregister.errors import FatalError
from smregister.output.commit_message import format_commit_message
from smregister.output.phrases import cut, format_count
from smregister.output.styled_line import Style, StyledLine
from smregister.repository.branches import has_landed
from smregister.repository.commit_tree import CommitTree
from smregister.repository.commits import new_commits
from smregister.repository.forges import Forge
from smregister.repository.git_write import (
    carry_changes,
    commit_files,
    has_identity,
    read_setting,
    set_identity,
    write_tree,
)
from smregister.repository.merge_base import write_commit
from smregister.repository.open import open_tree
from smregister.repository.transaction import apply
from smregister.review.policy import Policy
from smregister.review.preview import preview_change
from smregister.review.submission import (
    Submission,
    find_other_changes,
    prepare_submission,
    require_new_branch,
)
from smregister.text import character_name, escape_hidden

PANELS = {REQUEST: ("subject", "branch", "actor", "remote", "forge"), WRITING: ("no_push",)}

_LINES_SHOWN = 10
_SUBJECT_WIDTH = 100
_PUSHED = (
    "Pushed. You are on the branch {branch} now. Before you start another change: `git switch {into}`. It lacks this "
    "change until the pull request is merged and you run `git pull`."
)
_NO_PUSH = (
    "Not pushed (--no-push). You are on the branch {branch} now, which has the change. Next: `smregister submit`."
)
_NO_REMOTE = (
    "Not pushed: no server is set. You are on the branch {branch} now, which has the change. Create a repository on "
    "your server, then run `git remote add origin ADDRESS`, `git push origin {into}` and `smregister submit`."
)
_NO_AUTHOR = (
    "git has no name and address for you; run `git config --global user.name 'YOUR NAME'` "
    "and `git config --global user.email YOU@EXAMPLE.GOV`, then submit again"
)


@dataclass(frozen=True)
class _Request:
    """What the user asks for."""

    subject: str
    branch: str | None
    no_push: bool
    dry_run: bool
    user_id: int | None
    forge: Forge | None


@dataclass(frozen=True)
class _Proposal:
    """A branch, the tree to commit, if any, and the commit to look at; `head` is the last commit before it."""

    branch: str
    is_new: bool
    message: str
    tree: str
    head: str
    commit: CommitTree


def submit(
    ctx: typer.Context,
    subject: Annotated[
        str | None, typer.Option("-m", "--message", metavar="TEXT", help="The subject of the change, in one line.")
    ] = None,
    branch: Annotated[
        str | None, typer.Option(metavar="NAME", help="The new branch. Default: named after the message or the change.")
    ] = None,
    actor: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Your account: its number on the server. Default: git's smregister.userId."),
    ] = None,
    remote: Annotated[
        str | None, typer.Option(metavar="NAME", help="Where to push. Default: the branch's own remote, or origin.")
    ] = None,
    forge: Annotated[Forge | None, typer.Option(help="The type of server, if its address does not show it.")] = None,
    no_push: Annotated[bool, typer.Option("--no-push", help="Commit, but do not ask the server or push.")] = False,
    dry_run: DryRun = False,
    as_of: AsOf = None,
) -> None:
    """Propose your change as a pull request.

    The command validates what changed in registry/ and schemas/, brings it into canonical form, commits it to a new
    branch, pushes the branch, and shows where to open the pull request. If there is an error, it does nothing.

    It fetches the server's branches first. Then it says who must approve the change and why, what conflicts with the
    base, and which earlier commits are included. On your own branch, the change is added to that branch. A branch that
    was merged or is another person's is not used again. The same change is proposed once.

    Other files stay as they are, except .github/CODEOWNERS, which is brought up to date. Commits are signed if git is
    set up for it. Git's hooks do not run.

    \b
    Examples:
      smregister submit
      smregister submit -m "The ministry's new account on X"
      smregister submit --dry-run --actor 1234567
      smregister submit --remote fork
    """
    _require_visible(subject or "")
    context = open_for_writing(ctx, as_of)
    user_id = parse_user_id(actor) if actor else read_user_id(context.root)
    request = _Request((subject or "").strip(), branch, no_push, dry_run, user_id, forge)
    destination = open_destination(context, remote, no_push=no_push)
    with contextlib.ExitStack() as stack:
        submission = prepare_submission(context.snapshot, destination.base)
        _print_left_out(context, submission)
        landed = destination.has_landed(submission)
        if submission.is_empty or (landed and not submission.has_changes):
            _print_empty(destination, landed=landed)
            return
        if landed and not dry_run and not destination.is_in_base(submission):
            stack.enter_context(_start_from_base(context.root, destination, submission))
            context = Context(context.root, open_tree(context.root, None), context.as_of)
            submission = prepare_submission(context.snapshot, destination.base)
        proposal = _prepare(context, destination, request, submission, landed=landed)
        if proposal is None or dry_run:
            # Unlike a return, this takes the changes back to where they were made.
            exit_with(success=True)
        _commit(context, destination, submission, proposal)
    _publish(destination, request, proposal)


def _prepare(
    context: Context, destination: Destination, request: _Request, submission: Submission, *, landed: bool
) -> _Proposal | None:
    """Validate a submission and print what it leads to; None if there is nothing to do."""
    require_valid(submission.validate(), "nothing was submitted; fix this first")
    branch, is_new = _choose_branch(destination, request, submission, landed=landed)
    proposal = _write_proposal(context, destination, request, submission, branch, is_new=is_new)
    if _is_known(destination, request, submission, proposal):
        return None
    _print_earlier_commits(destination, proposal)
    if not (landed and request.dry_run):
        _print_preview(context, destination, request, proposal)
    if not is_new:
        print_message(
            f"Your branch {branch} is used again; for a separate change, run `git switch {destination.into}` first."
        )
    if request.dry_run:
        _print_plan(context.root, branch, destination.into, proposal.message if submission.has_changes else "")
    return proposal


def _print_empty(destination: Destination, *, landed: bool) -> None:
    if not landed:
        print_message("nothing to submit: registry/ and schemas/ have no changes")
        return
    if not destination.is_own_branch:
        advice = f"`git reset --keep {destination.ref}` brings it up to date"
        print_message(f"nothing to submit: {destination.ref} has the changes of your commits already; {advice}")
        return
    print_message(f"nothing to submit: the branch {destination.current} has been merged into {destination.into}")
    print_message(f"Before you start another change: `git switch {destination.into}` and `git pull`.")


@contextlib.contextmanager
def _start_from_base(root: Path, destination: Destination, submission: Submission) -> Iterator[None]:
    """Carry the changes over to the base, which has the earlier commits as other commits."""
    start = destination.current or submission.head_commit.name
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(carry_changes(root, start, destination.base.name))
        except FatalError as error:
            steps = f"`git stash`, `git switch {destination.into}`, `git pull`, `git stash pop`"
            reason = f"your earlier commits have been merged into {destination.into}, where these files changed again"
            raise FatalError(f"{error}\n{reason}; run {steps}, then submit again") from error
        yield


def _choose_branch(
    destination: Destination, request: _Request, submission: Submission, *, landed: bool
) -> tuple[str, bool]:
    """Return the branch to commit to, and whether it is new."""
    branches, remotes, current = destination.branches, destination.remotes, destination.current
    is_free = not remotes.target or branches.has_own(remotes.target, current, destination.base, submission.head_commit)
    if destination.is_own_branch and not landed and is_free and request.branch in (None, current):
        return current, False
    if request.branch:
        require_new_branch(branches, remotes.target, request.branch, destination.into)
    branch = request.branch or submission.choose_branch(request.subject, branches.names)
    if destination.is_own_branch and (landed or not is_free):
        reason = f"has been merged into {destination.into}" if landed else f"on {remotes.target} is another person's"
        print_message(f"The branch {current} {reason}, so a new branch is used: {branch}.")
    return branch, True


def _write_proposal(
    context: Context, destination: Destination, request: _Request, submission: Submission, branch: str, *, is_new: bool
) -> _Proposal:
    """Write the commit to look at, which no branch names."""
    git, head = destination.base.git, submission.head_commit.name
    tree = write_tree(context.root, submission.paths, submission.contents) if submission.has_changes else ""
    commit = write_commit(git, tree, head) if tree else head
    message = format_commit_message(submission.public_changes, submission.other_files, request.subject)
    return _Proposal(branch, is_new, message, tree, head, CommitTree(git, commit))


def _is_known(destination: Destination, request: _Request, submission: Submission, proposal: _Proposal) -> bool:
    """Return whether the base or a branch has the change already, and print it."""
    if not proposal.is_new:
        return not submission.has_changes and _is_pushed(destination, request, proposal)
    if request.branch:
        return False
    if has_landed(destination.base, proposal.commit):
        print_message(f"nothing was submitted: {destination.into} has the same change already; run `git pull`")
        return True
    without = (destination.into, destination.current)
    same = destination.branches.find_equivalent(
        destination.remotes.names, destination.base, proposal.commit, without=without
    )
    if same:
        message = f"the branch {same} proposes the same change already; `--branch NAME` proposes it again"
        print_message(f"nothing was submitted: {message}")
    return same is not None


def _is_pushed(destination: Destination, request: _Request, proposal: _Proposal) -> bool:
    """Return whether there is nothing to push, and print it with the address of the pull request."""
    target, branch = destination.remotes.target, proposal.branch
    has_tip = target is not None and destination.branches.tip(target, branch) == proposal.head
    if not (has_tip or target is None or request.no_push):
        return False
    print_message(f"nothing to submit: the branch {branch} has all changes{f', also on {target}' if has_tip else ''}")
    if has_tip and not request.dry_run:
        destination.remotes.print_request(destination.into, branch, request.forge)
    return True


def _publish(destination: Destination, request: _Request, proposal: _Proposal) -> None:
    """Push the branch and print where the pull request is opened."""
    remotes, branch, into = destination.remotes, proposal.branch, destination.into
    if request.no_push or remotes.target is None:
        print_message((_NO_REMOTE if remotes.target is None else _NO_PUSH).format(branch=branch, into=into))
        return
    remotes.push(branch, is_new=destination.branches.tip(remotes.target, branch) is None)
    print_message(_PUSHED.format(branch=branch, into=into))
    remotes.print_request(into, branch, request.forge)


def _require_visible(subject: str) -> None:
    """Raise FatalError if a subject has hidden characters: it stays in the history."""
    for destination, character in enumerate(subject, 1):
        if character != "\n" and escape_hidden(character) != character:
            raise FatalError(
                f"character {destination} of --message is invisible ({character_name(character)}); "
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


def _print_earlier_commits(destination: Destination, proposal: _Proposal) -> None:
    """Print the commits before this change that the base lacks."""
    base = destination.base
    commits = new_commits(base.git, base.name, proposal.head)[::-1]
    if not commits:
        return
    print_message(f"{format_count(len(commits), 'earlier commit')} will be included too:")
    for commit in commits[:_LINES_SHOWN]:
        print_message(f"  {commit.short_id} {cut(escape_hidden(commit.subject), _SUBJECT_WIDTH)}")
    if len(commits) > _LINES_SHOWN:
        print_message(f"  … and {len(commits) - _LINES_SHOWN:,} more; `git log {base.name[:10]}..` lists them")


def _print_preview(context: Context, destination: Destination, request: _Request, proposal: _Proposal) -> None:
    """Print what conflicts with the base, and who must approve."""
    user_id = request.user_id
    try:
        preview = preview_change(destination.base, proposal.commit, user_id, context.as_of)
        if user_id is None and preview.authorization.approvers and not request.dry_run:
            user_id = ask_user_id(context.root)
            preview = preview_change(destination.base, proposal.commit, user_id, context.as_of) if user_id else preview
    except FatalError as error:
        print_message(f"It is not known who must approve this change: {error}", tone="warn")
        return
    ref = destination.ref
    print_conflicts(preview.conflicts, ref if destination.is_fresh else f"{ref}, as last fetched", ref)
    # In a new register, the desk has no members yet.
    if user_id is not None or preview.authorization.approvers:
        print_approval(preview.authorization)
    if user_id is None and preview.authorization.approvers:
        print_message(NO_USER_ID, tone="dim")


def _print_left_out(context: Context, submission: Submission) -> None:
    others = find_other_changes(context.root, submission.paths)
    for path in others[:_LINES_SHOWN]:
        print_message(escape_hidden(f"not included, as it is not part of the register: {path}"), tone="dim")
    if len(others) > _LINES_SHOWN:
        print_message(f"not included: {len(others) - _LINES_SHOWN:,} more files; `git status` lists them")
    for path, reason in submission.format_errors.items():
        print_message(escape_hidden(f"{path}: not formatted: {reason}"), tone="warn")


def _commit(context: Context, destination: Destination, submission: Submission, proposal: _Proposal) -> None:
    if destination.is_fresh:
        _require_base(destination)
    _warn_of_signatures(context, destination.base)
    _require_author(context.root)
    branch, message = proposal.branch, proposal.message
    commit = commit_files(context.root, branch, message, submission.paths, proposal.tree or None)
    if submission.contents:
        apply(context.root, submission.contents, command_line(), context.tree)
    if commit:
        print_message(f"committed to the branch {branch}: {message.partition(chr(10))[0]}", tone="good")


def _require_base(destination: Destination) -> None:
    """Raise FatalError if a remote, perhaps a new one, lacks the branch to merge into."""
    home, into = destination.remotes.home, destination.into
    if home is not None and not destination.branches.tip(home, into):
        message = f"{home} has no branch {into} yet, so a pull request can't be merged there"
        raise FatalError(f"{message}; run `git push {home} {into}`, then submit again")


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
