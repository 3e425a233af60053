"""Updates of refs in a push, as git passes them to a hook."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from smregister.errors import FatalError
from smregister.repository.git import Git

BRANCHES = "refs/heads/"
_TAGS = "refs/tags/"
# Git shows other objects for the first (git-replace(1)). A mirror has the second, which then look like a remote's.
_RESERVED = ("refs/replace/", "refs/remotes/")
_UPDATE = re.compile(r"([0-9a-f]{40}|[0-9a-f]{64}) ([0-9a-f]{40}|[0-9a-f]{64}) (refs/[^\x00-\x20\x7f]+)")


class RefUpdate(NamedTuple):
    """A ref and its commits before and after; one of zeros if it is new or deleted."""

    old: str
    new: str
    ref: str

    @property
    def is_new(self) -> bool:
        """Return whether the push creates the ref."""
        return not self.old.strip("0")

    @property
    def is_deletion(self) -> bool:
        """Return whether the push deletes the ref."""
        return not self.new.strip("0")


def parse_updates(text: str) -> list[RefUpdate]:
    """Parse the lines `OLD NEW REF` of githooks(5); raise FatalError if they are others."""
    matches = [_UPDATE.fullmatch(line) for line in text.split("\n") if line]
    updates = [RefUpdate(*match.groups()) for match in matches if match]
    # Git never runs the hook without a ref. Another command of the hook may have read the lines.
    if not updates or len(updates) < len(matches):
        raise FatalError("standard input is not a push; git runs this command as a hook and passes a line for each ref")
    return updates


def list_targets(git: Git) -> dict[str, str]:
    """Return the ref that a push to each ref updates: of a symbolic one, its target."""
    output = git.run("for-each-ref", "--format=%(refname) %(symref)").decode("utf-8", "backslashreplace")
    rows = (row.partition(" ") for row in output.splitlines())
    return {ref: target or ref for ref, _, target in rows}


def find_shadows(updates: Iterable[RefUpdate], main: str, refs: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield refs of a push that git could read instead of a branch, and the branch.

    Args:
        main: the full name of the main branch.
        refs: the full names of all refs.
    """
    main_names = {*_names_like(main.removeprefix(BRANCHES)), *_names_like("HEAD")} - {main}
    for update in updates:
        branch = f"{BRANCHES}{update.ref.removeprefix(_TAGS)}"
        # Some file systems ignore case, so that another spelling would be the main branch itself.
        if update.ref != main and (update.ref in main_names or update.ref.casefold() == main.casefold()):
            yield update.ref, main
        elif update.is_deletion:
            continue
        elif update.ref.startswith(_TAGS) and branch in refs:
            yield update.ref, branch
        elif update.ref.casefold().startswith(_RESERVED) or (update.is_new and _is_like_remote(update.ref, main)):
            yield update.ref, main


def _is_like_remote(ref: str, main: str) -> bool:
    """Return whether a clone could read a tag or branch for the main branch of a remote, such as `origin/main`."""
    name = ref.removeprefix(_TAGS).removeprefix(BRANCHES).casefold()
    endings = (f"/{main.removeprefix(BRANCHES).casefold()}", "/head")
    return name != ref.casefold() and ref != main and (name == "origin" or name.endswith(endings))


def _names_like(name: str) -> Iterator[str]:
    """Yield the refs that git reads for a name (gitrevisions(7))."""
    for spelling in (name, f"heads/{name}", f"{BRANCHES}{name}"):
        yield from (f"{prefix}{spelling}" for prefix in ("refs/", _TAGS, BRANCHES, "refs/remotes/"))
        yield f"refs/remotes/{spelling}/HEAD"
