"""Git for writing, through GitPython: repositories, commits, pushes and settings.

Every function raises FatalError if git can't do it.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from smregister.errors import FatalError
from smregister.repository import git as reader
from smregister.repository.forges import without_credentials
from smregister.repository.git_process import CLEARED_VARIABLES, HOOK_VARIABLES, NO_GIT, SAFE_SETTINGS, wait_at_most
from smregister.repository.own_settings import without_filters

if TYPE_CHECKING:
    from git import Git

BRANCH = "main"
DRIVER = "smregister"
FETCH_SECONDS = 60
"""Time for a remote to answer, and for a user to type a passphrase."""
# `smregister merge-driver` ends with 1 if it has marked conflicts; with more if it can't run, then git merges by line.
_LINE_MERGE = "git merge-file -L ours -L base -L theirs %A %O %B"
_PUSH_URL = re.compile(r"^(\S+)\t(.*) \(push\)$", re.MULTILINE)
_MERGE_COMMAND = f"merge-driver -- %O %A %B %P || {{ test $? -gt 1 && {_LINE_MERGE} || exit 1; }}"


def init_repository(folder: Path) -> None:
    """Create a git repository in a folder, without the user's templates."""
    with _git(folder) as git:
        git.init(template="", initial_branch=BRANCH, quiet=True)


def commit_all(folder: Path, message: str, name: str, email: str) -> None:
    """Commit all files of a folder by git's identity, or else this one."""
    with _git(folder) as git:
        if not _has_identity(git):
            git.update_environment(**_identity_variables(name, email))
        # `--force`: the user's settings may ignore such files as `.vscode`.
        git.add("--all", "--force")
        git.commit(message=message, quiet=True)


def has_identity(folder: Path) -> bool:
    """Return whether git has a name and an e-mail address for commits."""
    with _git(folder) as git:
        return _has_identity(git)


def set_identity(folder: Path, name: str, email: str) -> None:
    """Set the name and the e-mail address for commits in this repository."""
    with _git(folder) as git:
        git.config("user.name", name)
        git.config("user.email", email)


def read_setting(folder: Path, name: str) -> str:
    """Return a git setting of repository, user or machine; empty if unset."""
    with _git(folder) as git:
        return str(git.config("--get", name, with_exceptions=False))


def write_user_setting(folder: Path, name: str, value: str) -> None:
    """Write a git setting of the user, for all repositories."""
    with _git(folder) as git:
        git.config("--global", name, value)


def list_remotes(folder: Path) -> dict[str, str]:
    """Return the push URLs of the remotes by name, as git's settings rewrite them."""
    with _git(folder) as git:
        rows = _PUSH_URL.findall(git.remote("--verbose"))
    # A remote may have several addresses to push to; the first one counts.
    urls: dict[str, str] = {}
    for name, url in rows:
        urls.setdefault(name, url)
    return urls


def write_tree(folder: Path, paths: Collection[str], contents: Mapping[str, bytes]) -> str:
    """Write the tree of HEAD with files as they are on the disk or in `contents`; return its id.

    No filter changes the files: they are committed as they were validated.
    """
    on_disk = [path for path in paths if path not in contents]
    with _git(folder) as git, _scratch_folder(on_disk) as scratch:
        git.update_environment(**_without_filters(git), GIT_INDEX_FILE=str(scratch / "index"))
        git.read_tree("HEAD")
        if on_disk:
            with (scratch / "paths").open("rb") as file:
                git.update_index("-z", "--add", "--remove", "--replace", "--stdin", istream=file)
        if contents:
            _add_contents(git, scratch, contents)
        return str(git.write_tree())


def commit_files(folder: Path, branch: str, message: str, paths: Collection[str], tree: str | None) -> str | None:
    """Commit the tree of `write_tree`, if any, to a branch and switch to it; None if nothing changed.

    A new branch starts at HEAD, even if nothing changed. The commit is signed if the user's settings
    require it; no hook runs. Nothing moves before the commit exists; the files on the disk are not touched.
    """
    with _git(folder) as git, _scratch_folder(paths) as scratch:
        # One process reads them all, so that they belong together.
        head, head_tree, head_ref = git.rev_parse("HEAD", "HEAD^{tree}", "--symbolic-full-name", "HEAD").split("\n")
        commit = _write_commit(git, scratch, tree, head, message) if tree and tree != head_tree else head
        # The index first: if another git locks it, a moved branch would show all files as changed.
        if paths:
            with (scratch / "paths").open("rb") as file, git.custom_environment(**_without_filters(git)):
                git.reset("--quiet", "--pathspec-from-file=-", "--pathspec-file-nul", commit, istream=file)
        before = head if head_ref == f"refs/heads/{branch}" else "0" * len(commit)
        _switch(git, branch, commit, before, message.partition("\n")[0])
    return None if commit == head else commit


def fetch(folder: Path, remote: str, seconds: float = FETCH_SECONDS) -> None:
    """Fetch the branches of a remote; git asks for credentials at the terminal.

    Raises FatalError if the remote refuses or does not answer in time.
    """
    options = ("--quiet", "--no-tags", "--no-recurse-submodules", "--no-auto-maintenance")
    with _git(folder) as git:
        refs = f"+refs/heads/*:refs/remotes/{remote}/*"
        # Once nothing refers to it, GitPython ends the process.
        running = git.fetch(*options, "--", remote, refs, as_process=True)
        errors = wait_at_most(running.proc, seconds)
    if errors is None:
        raise FatalError(f"no answer within {seconds:.0f} seconds")
    if running.proc.returncode:
        reason = errors.decode("utf-8", "backslashreplace").strip()
        raise FatalError(f"git failed: {without_credentials(reason)}")


def push(folder: Path, remote: str, branch: str, *, is_new: bool) -> None:
    """Push a branch to a remote; git asks for credentials at the terminal.

    Raises FatalError with the messages of git and the remote if that is rejected, as where the remote
    has a branch that should be new.
    """
    ref = f"refs/heads/{branch}"
    with _git(folder) as git:
        options = ["--set-upstream", "--no-follow-tags", "--recurse-submodules=no"]
        # An empty expectation: the remote may not have the branch (git-push(1)).
        options += [f"--force-with-lease={ref}:"] if is_new else []
        git.push(*options, "--", remote, f"{ref}:{ref}")


@contextmanager
def carry_changes(folder: Path, start: str, commit: str) -> Iterator[None]:
    """Switch to a commit with all changes of the work tree; back to the branch or commit `start` if the block fails.

    Raises FatalError if the commit has other changes of a changed file.
    """
    with _git(folder) as git:
        git.checkout("--quiet", "--no-recurse-submodules", "--detach", commit)
    try:
        yield
    except BaseException:
        with _git(folder) as git:
            git.checkout("--quiet", "--no-recurse-submodules", start, "--")
        raise


@contextmanager
def _scratch_folder(paths: Collection[str]) -> Iterator[Path]:
    """Create a temporary folder with a list of paths, each ended by NUL."""
    with TemporaryDirectory(prefix="smregister-") as name:
        scratch = Path(name)
        (scratch / "paths").write_bytes(b"".join(os.fsencode(path) + b"\0" for path in paths))
        yield scratch


def _add_contents(git: Git, scratch: Path, contents: Mapping[str, bytes]) -> None:
    """Add files with these contents to the index, whatever is on the disk."""
    # `--index-info` takes paths from the top of the repository.
    prefix = git.rev_parse("--show-prefix")
    with (scratch / "rows").open("w+b") as rows:
        for path, content in contents.items():
            (scratch / "content").write_bytes(content)
            blob = git.hash_object("-w", "--path", path, str(scratch / "content"))
            rows.write(os.fsencode(f"100644 {blob}\t{prefix}{path}\0"))
        rows.seek(0)
        git.update_index("-z", "--replace", "--index-info", istream=rows)


def _without_filters(git: Git) -> Mapping[str, str]:
    return without_filters(reader.Git(Path(git.working_dir or "."))).variables


def _write_commit(git: Git, scratch: Path, tree: str, parent: str, message: str) -> str:
    (scratch / "message").write_text(message, encoding="utf-8", newline="\n")
    is_signed = git.config("--type=bool", "--get", "commit.gpgsign", with_exceptions=False) == "true"
    options = ["-S"] if is_signed else []
    return str(git.commit_tree(*options, "-p", parent, "-F", str(scratch / "message"), tree))


def _switch(git: Git, branch: str, commit: str, before: str, subject: str) -> None:
    """Set a branch from a commit, or zeros if it is new, to another and switch to it, without a change to files."""
    git.update_ref("-m", f"commit: {subject}", f"refs/heads/{branch}", commit, before)
    git.symbolic_ref("-m", f"submit: on {branch}", "HEAD", f"refs/heads/{branch}")


def set_merge_driver(folder: Path, program: str) -> None:
    """Set this program as the merge driver `smregister` of this clone.

    If the program can't run, git merges by line.
    """
    # `%` starts a placeholder of git (gitattributes(5)).
    quoted = shlex.quote(program).replace("%", "%%")
    with _git(folder) as git:
        git.config(f"merge.{DRIVER}.name", "records joined field by field")
        git.config(f"merge.{DRIVER}.driver", f"{quoted} {_MERGE_COMMAND}")


def has_merge_driver(folder: Path, path: str) -> bool:
    """Return whether the merge driver is set in the attributes of a file."""
    with _git(folder) as git:
        return str(git.check_attr("merge", "--", path)).endswith(f"merge: {DRIVER}")


@contextmanager
def _git(folder: Path) -> Iterator[Git]:
    try:
        from git import Git
        from git.exc import GitCommandError
    except ImportError as error:
        raise FatalError(NO_GIT) from error
    git = Git(folder)
    git.set_persistent_git_options(c=[*SAFE_SETTINGS], literal_pathspecs=True)
    with _cleared_variables():
        try:
            yield git
        except GitCommandError as error:
            reason = (
                error.stderr.replace("\r", "")
                .strip()
                .removeprefix("stderr:")
                .strip()
                .removeprefix("'")
                .removesuffix("'")
                .strip()
            )
            raise FatalError(f"git failed: {without_credentials(reason) or error.status}") from error


@contextmanager
def _cleared_variables() -> Iterator[None]:
    removed = {name: os.environ.pop(name) for name in CLEARED_VARIABLES | HOOK_VARIABLES if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(removed)


def _has_identity(git: Git) -> bool:
    from git.exc import GitCommandError

    try:
        for variable in ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"):
            git(c="user.useConfigOnly=true").var(variable)
    except GitCommandError:
        return False
    return True


def _identity_variables(name: str, email: str) -> dict[str, str]:
    clean_name = " ".join(name.split()) if any(map(str.isalnum, name)) else "The desk"
    return {
        f"GIT_{role}_{field}": value
        for role in ("AUTHOR", "COMMITTER")
        for field, value in (("NAME", clean_name), ("EMAIL", email))
    }
