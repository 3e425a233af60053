"""Remotes of a submission: where a change is pushed to, and where it is merged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

from smregister.cli.console import print_message
from smregister.cli.push_advice import advise_on_push
from smregister.errors import FatalError
from smregister.repository.branches import last_fetch
from smregister.repository.git import Git
from smregister.repository.git_write import fetch, list_remotes, push, read_setting


@dataclass(frozen=True)
class Remotes:
    """The addresses of all remotes, the one to push to, and the one with the base; None without remotes."""

    root: Path
    addresses: Mapping[str, str]
    target: str | None
    home: str | None

    def fetch(self, zone: tzinfo) -> bool:
        """Fetch the branches of the base and of the target; print which state counts if that fails."""
        if self.home is None:
            return False
        seconds = last_fetch(Git(self.root), self.home)
        day = f" on {datetime.fromtimestamp(seconds, zone).date()}" if seconds else ""
        for remote in dict.fromkeys(filter(None, (self.home, self.target))):
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
