"""`hook`: checks that git runs on a server."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from typing import Annotated, Literal

import typer

from smregister.cli.console import exit_with, print_message
from smregister.cli.context import date_or_today, register_timezone
from smregister.cli.options import REQUEST, AsOf
from smregister.cli.paths import read_stdin
from smregister.errors import FatalError
from smregister.model import Severity
from smregister.output.phrases import format_count
from smregister.output.plain_text import format_approvers, format_authorization, format_findings
from smregister.register.snapshot import RegisterSnapshot
from smregister.repository.commit_tree import CommitTree
from smregister.repository.git import Git
from smregister.repository.open import open_hook_repository
from smregister.repository.ref_updates import BRANCHES, RefUpdate, find_shadows, list_targets, parse_updates
from smregister.repository.tree import REGISTER
from smregister.review.main_line import has_register_elsewhere
from smregister.review.push import PushReview, find_rewrite, find_wrong_dates, review_push
from smregister.review.pusher import identify_pusher

PANELS = {REQUEST: ("branch",)}

_LONGEST_INPUT = 16 * 1024 * 1024


def hook(
    ctx: typer.Context,
    hook_name: Annotated[Literal["pre-receive"], typer.Argument(metavar="NAME", help="The hook: pre-receive.")],
    branch: Annotated[
        str | None, typer.Option(metavar="NAME", help="The main branch. Default: the server's default branch.")
    ] = None,
    as_of: AsOf = None,
) -> None:
    """Check a push on the server before it lands.

    Git runs this command as the hook pre-receive of the repository on the server, and passes the push. Each new
    commit on the main branch must be valid, and the user who pushes must be allowed to make it, by the appointments
    that the branch has already. A commit's date must not be in the future, or a week before that of an earlier one.
    Other branches are free. No push deletes or rewrites the main branch, or adds a name that git could read for it,
    such as a tag origin/main. Ends with 1 if the push is refused.

    \b
    Examples:
      smregister hook pre-receive
      smregister hook pre-receive --branch main
    """
    git = open_hook_repository(ctx.obj)
    targets = list_targets(git)
    updates = [update._replace(ref=targets.get(update.ref, update.ref)) for update in parse_updates(_read_input())]
    name = f"{BRANCHES}{branch}" if branch else _find_main_branch(git)
    main = targets.get(name, name)
    refusals = [*_find_refusals(updates, main, targets)]
    if not refusals:
        landing = dict.fromkeys(update for update in updates if update.ref == main)
        refusals = [line for update in landing for line in _review(git, update, main, as_of)]
    for line in refusals:
        print_message(line)
    exit_with(success=not refusals)


def _read_input() -> str:
    content = read_stdin(_LONGEST_INPUT)
    if len(content) > _LONGEST_INPUT:
        raise FatalError("the push has too many refs; push them in parts")
    return content.decode("utf-8", "backslashreplace")


def _find_main_branch(git: Git) -> str:
    try:
        return git.run("symbolic-ref", "HEAD").decode("utf-8", "backslashreplace").strip()
    except FatalError as error:
        raise FatalError("this repository has no default branch; name the main branch with --branch") from error


def _find_refusals(updates: Sequence[RefUpdate], main: str, refs: Collection[str]) -> Iterator[str]:
    """Yield why the refs of a push are refused, whatever their commits hold."""
    for ref, shadowed in find_shadows(updates, main, {*refs, *(update.ref for update in updates)}):
        yield f"refused: git could read {ref} instead of {shadowed}; choose another name"
    for update in updates:
        if update.ref == main and update.is_deletion:
            yield f"refused: {main} is the main branch and can't be deleted"
        elif update.ref == main and update.is_new:
            yield f"refused: {main} is empty, so no letter says who may push; push it before you set up this hook"


def _review(git: Git, update: RefUpdate, main: str, as_of: str | None) -> Iterator[str]:
    """Yield why a push to the main branch is refused."""
    base, head = (CommitTree(git, git.resolve_commit(commit)) for commit in (update.old, update.new))
    if reason := find_rewrite(base, head):
        yield f"refused: {main.removeprefix(BRANCHES)}: {reason}"
        return
    if not any(base.files_at([REGISTER])) and has_register_elsewhere(base):
        raise FatalError("the register is in a folder of this repository; the hook reads only one at the top")
    day = date_or_today(as_of, base)
    if reasons := [*find_wrong_dates(base, head, day, register_timezone(base))]:
        yield from (f"refused: {reason}" for reason in reasons)
        yield "correct the clock of your computer, run `git rebase --force-rebase @{upstream}` and push again"
        return
    review = review_push(base, head, identify_pusher(os.environ, RegisterSnapshot(base, day)), day)
    if not review.accepted:
        yield f"refused: this push to {main.removeprefix(BRANCHES)} can't land"
        yield from _problem_lines(review)


def _problem_lines(review: PushReview) -> Iterator[str]:
    refused = {commit: single for commit, single in review.commits.items() if not single.accepted}
    for commit, single in refused.items():
        yield f"commit {commit[:12]}:"
        yield from format_authorization(single.authorization) if not single.authorization.allowed else ()
        yield from format_findings(f for f in single.validation.findings if f.severity is Severity.ERROR)
    if not refused:
        yield f"{format_count(len(review.commits), 'commit')} together:"
        yield from format_authorization(review.authorization)
    if review.authorization.needs_desk:
        yield f"{format_approvers(review.authorization.approvers)}; one of them must push or merge this"
