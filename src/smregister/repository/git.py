"""Git for reading: plumbing commands and objects."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import takewhile
from pathlib import Path
from types import MappingProxyType

from smregister.errors import FatalError
from smregister.repository.git_process import ObjectReader, start
from smregister.repository.ref_names import Revision, parse_revision
from smregister.text import did_you_mean

_PRIVATE_FOLDER = "smregister"
_PARENTS_LIMIT = 4096

UNSHALLOW_HINT = "get the full history with `git fetch --unshallow`, or `fetch-depth: 0` in Actions"
"""What to do if a shallow clone lacks something."""
REFETCH_HINT = "this clone is partial; get all its objects with `git fetch --refetch --no-filter`"
"""What to do if a partial clone lacks something."""


class Git:
    """Git in one folder, with additional variables in its environment.

    Only the process that reads objects is kept between calls.
    """

    def __init__(self, folder: Path, variables: Mapping[str, str] = MappingProxyType({})) -> None:
        self._objects = ObjectReader(folder, variables)
        self.variables = variables
        self.folder = folder
        self._outputs: dict[tuple[str, ...], bytes] = {}

    def run(self, *arguments: str, max_status: int = 0) -> bytes:
        """Run git and return its output; raise on a status above `max_status`.

        Raises FatalError with git's message if it fails.
        """
        return self.begin(*arguments, max_status=max_status)()

    def begin(
        self, *arguments: str, patterns: bool = False, max_status: int = 0, lines: Iterable[str] | None = None
    ) -> Callable[[], bytes]:
        """Start a git command; return a function that gives it lines to read and waits for its output.

        That function raises FatalError with git's message if the command fails.
        """
        process = start(self.folder, *arguments, patterns=patterns, piped=lines is not None, variables=self.variables)
        text = None if lines is None else "".join(f"{line}\n" for line in lines).encode("utf-8")

        def end() -> bytes:
            output, errors = process.communicate(text)
            if not 0 <= process.returncode <= max_status:
                reason = errors.decode("utf-8", "backslashreplace").strip() or f"status {process.returncode}"
                is_partial = "promisor" in reason or "lazy fetching" in reason
                raise FatalError(f"git {arguments[0]} failed: {reason}{f'; {REFETCH_HINT}' if is_partial else ''}")
            return output

        return end

    def list_paths(self, *arguments: str, patterns: bool = False, max_status: int = 0) -> list[str]:
        """Run git and return paths ended by NUL; `patterns` allows path patterns."""
        return split_paths(self.begin(*arguments, patterns=patterns, max_status=max_status)())

    def run_once(self, *arguments: str, max_status: int = 0) -> bytes:
        """Return what `run` does; for commands on objects by id, whose output never changes."""
        if arguments not in self._outputs:
            self._outputs[arguments] = self.run(*arguments, max_status=max_status)
        return self._outputs[arguments]

    def signatures(self, commits: Sequence[str], allowed_signers: Path) -> list[tuple[str, bool]]:
        """Return for each of some commits whether an allowed signer signed it."""
        if not commits:
            return []
        rows = self.verify(["--no-walk=unsorted", "--stdin"], allowed_signers, commits)
        return [(commit, status == "G") for commit, status, _ in rows]

    def verify(
        self, revisions: Sequence[str], allowed_signers: Path, commits: Sequence[str] | None = None
    ) -> Iterator[tuple[str, str, str]]:
        """Yield each commit with git's letter for its signature (`%G?`) and the fingerprint of the key.

        `commits` are names for `--stdin` among the revisions.
        """
        settings = (
            "gpg.format=ssh",
            f"gpg.ssh.allowedSignersFile={allowed_signers}",
            "gpg.ssh.revocationFile=",
            "gpg.ssh.program=ssh-keygen",
            # Other signatures don't count, and no program checks them.
            "gpg.program=false",
            "gpg.openpgp.program=false",
            "gpg.x509.program=false",
        )
        options = [option for setting in settings for option in ("-c", setting)]
        log = ("log", "--no-show-signature", "--format=%H %G? %GF")
        output = self.begin(*options, *log, *revisions, lines=commits)()
        for row in output.decode("ascii", "replace").splitlines():
            commit, status, fingerprint = row.split(" ", 2)
            yield commit, status, fingerprint

    def resolve_commit(self, ref: str) -> str:
        """Return the commit that a ref names; raise FatalError unless there is exactly one."""
        [commit] = self.resolve([f"{self._full_name(ref)}^{{commit}}"])
        if commit is None:
            raise FatalError(self._explain_missing(ref))
        return commit

    def empty_tree(self) -> str:
        """Return the id of the empty tree, which every repository has."""
        return self.run("hash-object", "-t", "tree", "--stdin").decode("ascii").strip()

    @cached_property
    def prefix(self) -> str:
        """Return the folder's path in the repository, ended by a slash; empty at the top."""
        if (self.folder / ".git" / "HEAD").is_file():
            return ""
        return self.run("rev-parse", "--show-prefix").decode("utf-8", "backslashreplace").rstrip("\n")

    @cached_property
    def is_shallow(self) -> bool:
        """Return whether the clone lacks a part of its history."""
        if "GIT_DIR" not in self.variables and (self.folder / ".git" / "HEAD").is_file():
            return (self.folder / ".git" / "shallow").exists()
        return self.run("rev-parse", "--is-shallow-repository").strip() == b"true"

    @property
    def _is_partial(self) -> bool:
        """Return whether a remote promises objects that the clone may lack (git-clone(1), `--filter`)."""
        return bool(self.run("config", "--get-regexp", r"^remote\..*\.promisor$", max_status=1))

    def resolve(self, names: Sequence[str]) -> list[str | None]:
        """Return the ids of objects such as `HEAD^{commit}`; None for missing ones."""
        if any("\n" in name for name in names):
            return [None] * len(names)
        return [entry and entry.id for entry in self._objects.read(names, 0)]

    def parents_of(self, commit: str) -> list[str]:
        """Return the parents that a commit names; none if there is no such commit."""
        [header] = self.read_headers([commit], _PARENTS_LIMIT)
        lines = header.decode("ascii", "replace").split("\n")[1:]
        return [line.removeprefix("parent ") for line in takewhile(lambda line: line.startswith("parent "), lines)]

    def read_headers(self, commits: Sequence[str], limit: int) -> list[bytes]:
        """Return at most `limit` bytes of each of a few hundred commits, without their messages."""
        objects = self._objects.read(commits, limit)
        return [entry.content.partition(b"\n\n")[0] if entry else b"" for entry in objects]

    def read_blobs(self, blob_ids: Sequence[str], limit: int) -> Iterator[bytes]:
        """Yield at most `limit` bytes of each of a few hundred blobs.

        Raises FatalError if there is no such blob.
        """
        for blob_id, blob in zip(blob_ids, self._objects.read(blob_ids, limit), strict=True):
            if blob is None or blob.type != b"blob":
                hint = REFETCH_HINT if self._is_partial else "`git fsck` lists what is missing"
                raise FatalError(f"git can't read object {blob_id}; {hint}")
            yield blob.content

    def read_trees(self, tree_ids: Sequence[str]) -> Iterator[bytes]:
        """Yield each of a few hundred trees as git stores it; raise FatalError if there is no such tree."""
        for tree_id, tree in zip(tree_ids, self._objects.read(tree_ids, sys.maxsize), strict=True):
            if tree is None or tree.type != b"tree":
                raise FatalError(f"git can't read tree {tree_id}; `git fsck` lists what is missing")
            yield tree.content

    def close(self) -> None:
        """End the process that reads objects, if there is one."""
        self._objects.close()

    def _full_name(self, ref: str) -> str:
        """Return a ref with the full name in place of a short one.

        Raises FatalError if git would have a choice, such as a tag that has the name of a branch.
        """
        revision = parse_revision(ref)
        if revision.is_certain:
            return ref
        names = self._list_refs(revision.candidates)
        meanings = [*names, *self._list_other_meanings(revision)] if names else []
        if len(meanings) > 1:
            raise FatalError(f"`{revision.name}` is ambiguous: it may be {' or '.join(meanings)}; write one in full")
        if not names:
            # A ref such as refs/tags/refs/heads/main does not stand in for a missing one.
            return "" if revision.is_full else ref
        # The upstream of a branch is found by its short name.
        return ref if revision.suffix.startswith("@{") else names[0] + revision.suffix

    def _list_refs(self, names: Sequence[str]) -> list[str]:
        """Return those of some full names that are refs."""
        if any(re.search(r"[\\\s*?\[]", name) for name in names):
            return []
        output = self.run("for-each-ref", "--format=%(refname)", "--", *names)
        refs = os.fsdecode(output).splitlines()
        return [name for name in names if name in refs]

    def _list_other_meanings(self, revision: Revision) -> list[str]:
        """Return what beside a ref a name may mean."""
        if revision.is_pseudo_ref:
            return [f"the file {revision.name} of git"]
        ids = self.run("rev-parse", f"--disambiguate={revision.name}") if revision.is_short_id else b""
        return ["the beginning of an id"] if ids else []

    def _explain_missing(self, ref: str) -> str:
        # Raises git's own message if git refuses to read the repository.
        self.run("rev-parse", "--git-dir")
        if ref == "HEAD":
            return self._explain_missing_head()
        if self.is_shallow:
            return f"there is no `{ref}` in this shallow clone; {UNSHALLOW_HINT}"
        refs = self.run("for-each-ref", "--format=%(refname:short)").decode("utf-8", "replace").split()
        hint = did_you_mean(ref, [name for name in refs if name != ref])
        hint = hint or "; `git log --oneline` and `git branch` list them"
        return f"there is no commit, tag or branch `{ref}`{hint}"

    def _explain_missing_head(self) -> str:
        try:
            self.run("rev-parse", "--verify", "--quiet", "HEAD")
        except FatalError:
            return "nothing has been committed here yet, so there is no `HEAD`"
        return "git can't read the last commit; `git fsck` lists what is missing"


def is_repository(folder: Path) -> bool:
    """Return whether a folder lies in a git repository, also in a bare one.

    Raises FatalError with git's message if git refuses to read it.
    """
    try:
        return bool(Git(folder).run("rev-parse", "--git-dir"))
    except FatalError as error:
        if "not a git repository" in str(error):
            return False
        raise


def private_folder(root: Path) -> Path | None:
    """Return this program's folder below `.git`; None outside git."""
    if (root / ".git").is_dir():
        return root / ".git" / _PRIVATE_FOLDER
    return _ask_private_folder(root)


@cache
def _ask_private_folder(root: Path) -> Path | None:
    """Return what git calls the folder in a linked work tree, or above a register's own folder."""
    try:
        return root / os.fsdecode(Git(root).run("rev-parse", "--git-path", _PRIVATE_FOLDER).rstrip(b"\n"))
    except (FatalError, OSError):
        return None


def find_git_files(git: Git, *names: str) -> list[Path]:
    """Return where git keeps files such as MERGE_HEAD."""
    if (git.folder / ".git" / "HEAD").is_file():
        return [git.folder / ".git" / name for name in names]
    options = [option for name in names for option in ("--git-path", name)]
    paths = git.run("rev-parse", *options).decode("utf-8", "surrogateescape").splitlines()
    return [git.folder / path for path in paths]


def split_paths(output: bytes) -> list[str]:
    """Return the paths in output in which each is ended by NUL."""
    return [path.decode("utf-8", "backslashreplace") for path in output.split(b"\0") if path]
