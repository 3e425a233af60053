"""A branch on its way to a remote: which one, how to get past a refusal, and where the request is opened."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from smregister.cli.console import answer, say
from smregister.errors import FatalError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from smregister.git.forges import Forge


def pushed_to(root: Path, known: Mapping[str, str], current: str, wanted: str | None) -> str | None:
    """Choose the remote to push to; None where there is none at all.

    Raises FatalError if the wanted one is not known, or which of several is meant can't be told.
    """
    from smregister.git.repository import setting

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


def push_branch(root: Path, remote: str, branch: str) -> None:
    """Push a branch to a remote.

    Raises FatalError, with what can be done, if that is refused or interrupted.
    """
    from smregister.git.repository import push

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


def show_request(home: str, pushed_to: str, into: str, branch: str, forge: Forge | None) -> None:
    """Answer with the address that opens the request, by the addresses of the two remotes."""
    from smregister.git.forges import forge_of, place_of_remote, request_address

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
