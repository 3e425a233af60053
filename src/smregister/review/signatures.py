"""Commits that are not signed as the desk asks: by keys that the base names, checked by git's own verification."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from smregister.appointments.mandates import Mandate
from smregister.errors import FatalError
from smregister.model import Denial
from smregister.repository.commit_tree import CommitTree

# A day begins and ends in no zone of the world further than this from where it does in UTC.
_ZONES = timedelta(days=1)


def unsigned_commits(
    base: CommitTree, head: CommitTree, mine: Sequence[Mandate], desk: Sequence[Mandate], day: str
) -> Iterator[Denial]:
    """Return the commits of a change that neither its author nor anybody of the desk has signed.

    Of somebody who has no keys here, an outsider's, only the last commit counts: the desk signs it to vouch
    for what is below. A key counts if it does on the day, and did, by its own commit's date, when that was made.
    Raises FatalError if there is no `ssh-keygen`, which git needs for that.
    """
    if shutil.which("ssh-keygen") is None:
        raise FatalError("signatures can't be checked, for there is no ssh-keygen here; install OpenSSH's client")
    with TemporaryDirectory(prefix="smregister-") as folder:
        signers = Path(folder, "allowed_signers")
        signers.write_text("".join(_lines((*mine, *desk), day)), encoding="ascii", newline="\n")
        signed = base.git.signatures(f"{base.name}..{head.name}", signers)
        for commit, is_good in signed if mine else [each for each in signed if each[0] == head.name]:
            if not is_good:
                whose = "you or of the desk" if mine else "the desk"
                reason = f"this commit is not signed with a key that the register has of {whose}, in force"
                yield Denial(f"commit {commit[:12]}", (), reason, needs="signature")


def _lines(mandates: Iterable[Mandate], day: str) -> Iterator[str]:
    """Write keys as ssh-keygen reads them (`ssh-keygen(1)`, ALLOWED SIGNERS)."""
    for mandate in mandates:
        for key in mandate.keys:
            if key.dates.contains(day):
                after, before = _bound(key.dates.start, -_ZONES), _bound(key.dates.end, 2 * _ZONES)
                options = ['namespaces="git"']
                options += [f'valid-after="{after}"'] if after else []
                options += [f'valid-before="{before}"'] if before else []
                yield f"{mandate.user_id} {','.join(options)} {key.key}\n"


def _bound(day: str | None, by: timedelta) -> str:
    """Move a day as ssh-keygen reads it; empty where there is none, or none so far."""
    try:
        return (date.fromisoformat(day) + by).isoformat().replace("-", "") if day else ""
    except OverflowError:
        return ""
