"""Keys that signed commits, by git's own SSH verification."""

from __future__ import annotations

import base64
import binascii
import hashlib
import shutil
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from smregister.errors import FatalError
from smregister.progress import batched
from smregister.repository.git import Git

_SSH_SIGNATURE = b"\ngpgsig -----BEGIN SSH SIGNATURE-----"
_SSH_SIGNATURE_OF_SHA256 = b"\ngpgsig-sha256 -----BEGIN SSH SIGNATURE-----"
_LONGEST_HEADER = 64 * 1024
_COMMITS_AT_ONCE = 500


def require_ssh_keygen() -> None:
    """Raise FatalError without ssh-keygen, by which git checks signatures."""
    if shutil.which("ssh-keygen") is None:
        raise FatalError("signatures can't be checked without ssh-keygen; install OpenSSH's client")


def signing_keys(git: Git, commits: Sequence[str]) -> dict[str, str]:
    """Return the fingerprint of the SSH key that signed each commit with a valid signature.

    Whose key it is, is another question.
    """
    signed = [commit for batch in batched(commits, _COMMITS_AT_ONCE) for commit in _signed(git, batch)]
    if not signed:
        return {}
    require_ssh_keygen()
    with TemporaryDirectory(prefix="smregister-") as folder:
        # Git verifies the signature itself only if there is a list of signers, even one without entries.
        signers = Path(folder, "allowed_signers")
        signers.touch()
        return dict(_verify(git, signed, signers))


@cache
def key_fingerprint(key: str) -> str | None:
    """Return the fingerprint of a public key, its type and its data, as `ssh-keygen -l` prints it."""
    try:
        data = base64.b64decode(key.split()[1], validate=True)
    except (IndexError, binascii.Error):
        return None
    return f"SHA256:{base64.b64encode(hashlib.sha256(data).digest()).decode('ascii').rstrip('=')}"


def _signed(git: Git, commits: Sequence[str]) -> Iterable[str]:
    for commit, header in zip(commits, git.read_headers(commits, _LONGEST_HEADER), strict=True):
        if _SSH_SIGNATURE in header or _SSH_SIGNATURE_OF_SHA256 in header:
            yield commit


def _verify(git: Git, commits: Sequence[str], signers: Path) -> Iterable[tuple[str, str]]:
    for commit, status, fingerprint in git.verify(["--no-walk", "--stdin"], signers, commits):
        # Without entries in the list, a valid signature is of an unknown signer.
        if status in ("G", "U") and fingerprint:
            yield commit, fingerprint
