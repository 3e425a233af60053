"""Advice for the messages with which git and forges reject a push."""

from __future__ import annotations

import re

_RULES = r"hook declined|protected branch|push declined|GH\d{3}"
_FORBIDDEN = (
    r"denied|\b40[134]\b|not allowed|not found|could not read Username|Authentication failed|insufficient permission"
    r"|does not appear to be a git repository|Could not read from remote"
)
_UNREACHABLE = (
    r"Could not resolve|Failed to connect|Couldn't connect|Connection (refused|reset)|timed out"
    r"|Network is unreachable|No route to host|Name or service not known|name resolution"
)
_TAKEN = r"stale info"
_BEHIND = r"non-fast-forward|fetch first"


def advise_on_push(reason: str, remote: str, branch: str) -> str:
    """Return what to do after a push to a remote failed for a reason."""
    if re.search(_RULES, reason):
        return f"the rules of {remote} reject it, for the reason above; then try `smregister submit` again"
    if re.search(_TAKEN, reason):
        return f"{remote} has a branch {branch} by someone else since; `smregister submit` takes another name"
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
