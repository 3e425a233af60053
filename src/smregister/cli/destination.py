"""Destination of a change: its branch, the remotes and the base."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

from smregister.cli.console import print_message, print_result
from smregister.cli.context import Context, register_timezone
from smregister.cli.push_advice import advise_on_push
from smregister.errors import FatalError
from smregister.repository.branches import Branches, has_landed, last_fetch, list_branches
from smregister.repository.commit_tree import CommitTree
from smregister.repository.forges import Forge, detect_forge, parse_remote_url, pull_request_url
from smregister.repository.git import Git
from smregister.repository.git_write import fetch, list_remotes, push, read_setting
from smregister.review.submission import Submission, current_branch, find_base


@dataclass(frozen=True)
class Remotes:
    """The addresses of all remotes, the one to push to, and the one with the base; None without remotes."""

    root: Path
    addresses: Mapping[str, str]
    target: str | None
    home: str | None

    @property
    def names(self) -> list[str]:
        """Return the names of the two, the one with the base first."""
        return [*dict.fromkeys(filter(None, (self.home, self.target)))]

    def fetch(self, zone: tzinfo) -> bool:
        """Fetch the branches of the base and of the target; print which state counts if that fails."""
        if self.home is None:
            return False
        seconds = last_fetch(Git(self.root), self.home)
        day = f" on {datetime.fromtimestamp(seconds, zone).date()}" if seconds else ""
        for remote in self.names:
            try:
                fetch(self.root, remote)
            except FatalError as error:
                reason = str(error).removeprefix("git failed: ").partition("\n")[0]
                print_message(
                    f"{remote} can't be reached ({reason}); its branches count as last fetched{day}", tone="warn"
                )
                return False
        return True

    def push(self, branch: str, *, is_new: bool) -> None:
        """Push a branch to the target; raise FatalError with advice if that fails."""
        assert self.target, "the caller has checked it"  # noqa: S101
        kept = f"your change is safe on the branch {branch}"
        try:
            push(self.root, self.target, branch, is_new=is_new)
        except FatalError as error:
            advice = advise_on_push(str(error), self.target, branch)
            raise FatalError(f"{error}\nNot pushed: {advice}. {kept[0].upper()}{kept[1:]}.") from error
        except KeyboardInterrupt:
            raise FatalError(f"interrupted while pushing; {kept}; push it with `smregister submit`") from None

    def print_request(self, into: str, branch: str, forge: Forge | None) -> None:
        """Print where the pull request is opened."""
        home, target = (self.addresses[name] for name in (self.home, self.target) if name)
        repository, fork = parse_remote_url(home), parse_remote_url(target)
        forge = forge or (detect_forge(repository) if repository else None)
        if repository is None or fork is None or forge is None:
            print_message(
                f"Open the pull request from {branch} into {into} on your server's web page. "
                "With --forge, this command shows its address."
            )
            return
        print_message("Open the pull request here:")
        print_result(pull_request_url(forge, repository, into, fork, branch))


def open_remotes(root: Path, current: str, remote: str | None) -> Remotes:
    """Return the remotes for a change that is made on a branch; `remote` is the user's choice to push to."""
    addresses = list_remotes(root)
    target = _choose_target(root, addresses, current, remote)
    home = next((name for name in ("upstream", "origin") if name in addresses), target)
    return Remotes(root, addresses, target, home)


def _choose_target(root: Path, addresses: Mapping[str, str], current: str, remote: str | None) -> str | None:
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


@dataclass(frozen=True)
class Destination:
    """Where a change is made and where it goes; `is_fresh` if the server has just been asked."""

    current: str
    into: str
    base: CommitTree
    remotes: Remotes
    branches: Branches
    is_fresh: bool

    @property
    def ref(self) -> str:
        """Return the name of the base for a git command."""
        return f"{self.remotes.home}/{self.into}" if self.remotes.home else self.into

    def has_landed(self, submission: Submission) -> bool:
        """Return whether the current branch was merged, by a merge, a squash or a rebase."""
        if not has_landed(self.base, submission.head_commit):
            return False
        return not self.is_in_base(submission) or (self.is_own_branch and self.branches.was_pushed(self.current))

    @property
    def is_own_branch(self) -> bool:
        """Return whether the checkout is on another branch than the one to merge into."""
        return self.current not in ("", self.into)

    def is_in_base(self, submission: Submission) -> bool:
        """Return whether the base has the very commits of the current branch."""
        return self.branches.contains(self.base.name, submission.head_commit.name)


def open_destination(context: Context, remote: str | None, *, no_push: bool) -> Destination:
    """Return where the change is made and where it goes, after the server has been asked."""
    current = current_branch(context.root)
    remotes = open_remotes(context.root, current, remote)
    is_fresh = not no_push and remotes.fetch(register_timezone(context.tree))
    into, base = find_base(context.root, remotes.home)
    return Destination(current, into, base, remotes, list_branches(base.git), is_fresh=is_fresh)
