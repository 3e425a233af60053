"""Signatures of commits, verified by git with keys of the base."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from smregister.appointments.mandates import Mandate
from smregister.model import Denial
from smregister.repository.commit_tree import CommitTree
from smregister.repository.commits import new_commits
from smregister.repository.signers import require_ssh_keygen

# In every time zone a day begins and ends within this of the day in UTC.
_ZONES = timedelta(days=1)


def find_unsigned_commits(
    base: CommitTree, head: CommitTree, own: Sequence[Mandate], desk: Sequence[Mandate], day: str
) -> Iterator[Denial]:
    """Yield commits that neither the author (`own`) nor the desk signed.

    An author without keys needs only a last commit that the desk signs for all. A key must be in force on the day,
    and on the commit's own date.
    Raises FatalError if `ssh-keygen`, which git needs, is missing.
    """
    require_ssh_keygen()
    with TemporaryDirectory(prefix="smregister-") as folder:
        signers = Path(folder, "allowed_signers")
        signers.write_bytes("".join(_signer_lines((*own, *desk), day)).encode("ascii"))
        commits = [commit.id for commit in new_commits(base.git, base.name, head.name)]
        for commit, is_signed in base.git.signatures(commits, signers):
            if not is_signed and (own or commit == head.name):
                whose = "you or the desk" if own else "the desk"
                reason = f"this commit is not signed with a registered key of {whose}"
                yield Denial(f"commit {commit[:12]}", (), reason, needs="signature")


def _signer_lines(mandates: Iterable[Mandate], day: str) -> Iterator[str]:
    """Format keys for ssh-keygen (`ssh-keygen(1)`, ALLOWED SIGNERS)."""
    for mandate in mandates:
        for key in mandate.keys:
            if key.dates.contains(day):
                after, before = _shift(key.dates.start, -_ZONES), _shift(key.dates.end, 2 * _ZONES)
                options = ['namespaces="git"']
                options += [f'valid-after="{after}"'] if after else []
                options += [f'valid-before="{before}"'] if before else []
                yield f"{mandate.user_id} {','.join(options)} {key.key}\n"


def _shift(day: str | None, days: timedelta) -> str:
    """Return a shifted day as YYYYMMDD; empty without a day, or beyond the calendar."""
    try:
        return (date.fromisoformat(day) + days).isoformat().replace("-", "") if day else ""
    except OverflowError:
        return ""
