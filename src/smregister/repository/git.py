"""The one door to git: plumbing commands, and objects read through one process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from smregister.errors import FatalError
from smregister.repository.git_objects import ObjectReader
from smregister.repository.git_process import start
from smregister.text import did_you_mean

_PRIVATE = "smregister"

UNSHALLOW_HINT = "`git fetch --unshallow` brings all of history"
"""What cures that a shallow clone lacks something."""


class Git:
    """Git, run in one folder; nothing is kept between calls but the process that reads objects."""

    def __init__(self, folder: Path) -> None:
        self._objects = ObjectReader(folder)
        self.folder = folder

    def run(self, *arguments: str, max_status: int = 0) -> bytes:
        """Run a git command and give what it prints; a status up to `answers` is no failure.

        Raises FatalError with git's own words if it fails.
        """
        return self.begin(*arguments, max_status=max_status)()

    def begin(self, *arguments: str, patterns: bool = False, max_status: int = 0) -> Callable[[], bytes]:
        """Begin to run a git command; what is given waits for its end and gives what it printed.

        Raises FatalError, then, with git's own words if it failed.
        """
        process = start(self.folder, *arguments, patterns=patterns)

        def end() -> bytes:
            output, errors = process.communicate()
            if not 0 <= process.returncode <= max_status:
                reason = errors.decode("utf-8", "backslashreplace").strip()
                raise FatalError(f"git {arguments[0]} failed: {reason}")
            return output

        return end

    def list_paths(self, *arguments: str, patterns: bool = False) -> list[str]:
        """Run a command that prints file names ended by NUL, and give them; with `patterns`, paths may be patterns."""
        return split_paths(self.begin(*arguments, patterns=patterns)())

    def signatures(self, commits: str, allowed_signers: Path) -> list[tuple[str, bool]]:
        """Return for each commit of a range whether somebody in a file of allowed signers has signed it with SSH."""
        settings = (
            "gpg.format=ssh",
            f"gpg.ssh.allowedSignersFile={allowed_signers}",
            "gpg.ssh.revocationFile=",
            "gpg.ssh.program=ssh-keygen",
            # Other signatures count for nothing, and no program is run to look at them.
            "gpg.program=false",
            "gpg.openpgp.program=false",
            "gpg.x509.program=false",
        )
        options = [option for setting in settings for option in ("-c", setting)]
        form = ("--no-show-signature", "--format=%H %G?", "--end-of-options")
        rows = self.run(*options, "log", *form, commits).decode("ascii").splitlines()
        return [(row.split()[0], row.split()[1:] == ["G"]) for row in rows]

    def resolve_commit(self, ref: str) -> str:
        """Resolve a commit, tag or branch to the id of its commit.

        Raises FatalError if there is no such thing.
        """
        [commit] = self.resolve([f"{ref}^{{commit}}"])
        if commit is None:
            raise FatalError(self._no_such_ref(ref))
        return commit

    def empty_tree(self) -> str:
        """Return the id of the tree that holds nothing, which is in every repository."""
        return self.run("hash-object", "-t", "tree", "--stdin").decode("ascii").strip()

    @property
    def is_shallow(self) -> bool:
        """Return whether this clone was made without all of its history."""
        return self.run("rev-parse", "--is-shallow-repository").strip() == b"true"

    def resolve(self, names: Sequence[str]) -> list[str | None]:
        """Resolve names of a few objects, such as `HEAD^{commit}`, to their ids; None where there is no such thing."""
        if any("\n" in name for name in names):
            return [None] * len(names)
        found = self._objects.read(names, 0)
        return [each and each.id for each in found]

    def read_blobs(self, blob_ids: Sequence[str], limit: int) -> Iterator[bytes]:
        """Read blobs, `limit` bytes of each at the most; a few hundred at once, so that both pipes can hold the rest.

        Raises FatalError if there is no such blob.
        """
        for blob_id, found in zip(blob_ids, self._objects.read(blob_ids, limit), strict=True):
            if found is None or found.type != b"blob":
                raise FatalError(
                    f"git can't read object {blob_id}; `git fsck` says what else is missing from this clone"
                )
            yield found.content

    def close(self) -> None:
        """End the process that reads objects, if there is one."""
        self._objects.close()

    def _no_such_ref(self, ref: str) -> str:

        # Where git refuses to look at all, this raises its words.
        self.run("rev-parse", "--git-dir")
        if ref == "HEAD":
            return self._no_head()
        if self.is_shallow:
            return f"there is no `{ref}` in this shallow clone; {UNSHALLOW_HINT}"
        known = self.run("for-each-ref", "--format=%(refname:short)").decode("utf-8", "replace").split()
        hint = (
            did_you_mean(ref, [name for name in known if name != ref])
            or "; `git log --oneline` and `git branch` list what there is"
        )
        return f"there is no commit, tag or branch `{ref}`{hint}"

    def _no_head(self) -> str:
        try:
            self.run("rev-parse", "--verify", "--quiet", "HEAD")
        except FatalError:
            return "nothing has been committed here yet, so there is no `HEAD`"
        return "git can't read the last commit; `git fsck` says what is missing from this clone"


def is_repository(folder: Path) -> bool:
    """Return whether a folder lies in a git repository, be it a bare one.

    Raises FatalError, with git's own words, if git refuses to look.
    """
    try:
        return bool(Git(folder).run("rev-parse", "--git-dir"))
    except FatalError as error:
        if "not a git repository" in str(error):
            return False
        raise


def private_folder(root: Path) -> Path | None:
    """Return the folder below git's own where this program keeps what is not part of a register; None outside git."""
    if (root / ".git").is_dir():
        return root / ".git" / _PRIVATE
    try:
        return root / os.fsdecode(Git(root).run("rev-parse", "--git-path", _PRIVATE).rstrip(b"\n"))
    except (FatalError, OSError):
        return None


def split_paths(output: bytes) -> list[str]:
    """Return the names in a list in which each is ended by NUL."""
    return [name.decode("utf-8", "backslashreplace") for name in output.split(b"\0") if name]
