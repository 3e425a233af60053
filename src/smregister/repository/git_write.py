"""The one door to GitPython: a new repository and its first commit; later ones, and how they get to others."""

from __future__ import annotations

import os
import shlex
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from smregister.errors import FatalError
from smregister.repository.forges import without_credentials
from smregister.repository.git_process import CLEARED_VARIABLES, HOOK_VARIABLES, NO_GIT, SAFE_SETTINGS

if TYPE_CHECKING:
    from git import Git
    from git.exc import GitCommandError

BRANCH = "main"
DRIVER = "smregister"
# It ends with 1 where it has left marks itself; more than that says that it could do nothing.
_BY_LINES = "git merge-file -L ours -L base -L theirs %A %O %B"
_DRIVING = f"merge-driver -- %O %A %B %P || {{ test $? -gt 1 && {_BY_LINES} || exit 1; }}"


def init_repository(folder: Path) -> None:
    """Make a folder a git repository, without anything that the user's templates hold.

    Raises FatalError if git can't.
    """
    with _git(folder) as git:
        git.init(template="", initial_branch=BRANCH, quiet=True)


def commit_all(folder: Path, message: str, name: str, email: str) -> None:
    """Commit everything in a folder, as whom git is set up for; where it is for nobody, as the given one.

    Raises FatalError if git can't.
    """
    with _git(folder) as git:
        if not _knows_who(git):
            git.update_environment(**_identity(name, email))
        # A user may have told git to overlook such files as `.vscode`; here they are wanted.
        git.add("--all", "--force")
        git.commit(message=message, quiet=True)


def has_identity(folder: Path) -> bool:
    """Return whether git knows who commits here."""
    with _git(folder) as git:
        return _knows_who(git)


def set_identity(folder: Path, name: str, email: str) -> None:
    """Tell git who commits in this repository, from now on.

    Raises FatalError if git can't keep that.
    """
    with _git(folder) as git:
        git.config("user.name", name)
        git.config("user.email", email)


def read_setting(folder: Path, name: str) -> str:
    """Return a setting of git, the user's and the machine's own included; empty where there is none."""
    with _git(folder) as git:
        return _answered(git.config("--get", name, with_exceptions=False))


def list_remotes(folder: Path) -> dict[str, str]:
    """Return the remotes by name, each with the address to which it is pushed, as git's settings rewrite it."""
    with _git(folder) as git:
        return {name: git.remote("get-url", "--push", "--", name) for name in git.remote().split()}


def commit_files(
    folder: Path, branch: str, message: str, paths: Collection[str], contents: Mapping[str, bytes]
) -> str | None:
    """Commit what some files hold on the disk, or in `contents`, and nothing else, to a branch, and go over to that.

    The branch is begun at the last commit if there is none, and even if there is nothing to commit: then
    None is given, else the new commit. It is signed where the user's settings say so; no hook is run.
    Nothing moves before the commit is made; files on the disk are left as they are.
    Raises FatalError if git can't.
    """
    with _git(folder) as git, TemporaryDirectory(prefix="smregister-") as made:
        place = Path(made)
        (place / "paths").write_bytes(b"".join(os.fsencode(path) + b"\0" for path in paths))
        last = git.rev_parse("HEAD")
        tree = _tree_with(git, place, contents)
        is_new = tree != git.rev_parse("HEAD^{tree}")
        commit = _commit(git, place, tree, message) if is_new else last
        # The index first: another git that holds it must not leave a commit beside which all seems changed.
        if paths:
            with (place / "paths").open("rb") as names:
                git.reset("--quiet", "--pathspec-from-file=-", "--pathspec-file-nul", commit, istream=names)
        _go_over(git, branch, commit, message.partition("\n")[0])
    return commit if is_new else None


def push(folder: Path, remote: str, branch: str) -> None:
    """Push a branch to a remote, which keeps it under the same name; git asks for passwords at the terminal.

    Raises FatalError, with the words of git and the remote, if that is refused.
    """
    with _git(folder) as git:
        options = ("--set-upstream", "--no-follow-tags", "--recurse-submodules=no")
        git.push(*options, "--", remote, f"refs/heads/{branch}:refs/heads/{branch}")


def _tree_with(git: Git, place: Path, contents: Mapping[str, bytes]) -> str:
    """Write the tree that the last commit's becomes with some files; what the user has staged has no part in it."""
    with git.custom_environment(GIT_INDEX_FILE=str(place / "index")):
        git.read_tree("HEAD")
        with (place / "paths").open("rb") as names:
            git.update_index("-z", "--add", "--remove", "--replace", "--stdin", istream=names)
        # Git takes these paths from the top of the repository, wherever it is called.
        prefix = git.rev_parse("--show-prefix")
        for path, content in contents.items():
            (place / "content").write_bytes(content)
            blob = git.hash_object("-w", "--path", path, str(place / "content"))
            git.update_index("--add", "--cacheinfo", f"100644,{blob},{prefix}{path}")
        return _answered(git.write_tree())


def _commit(git: Git, place: Path, tree: str, message: str) -> str:
    (place / "message").write_text(message, encoding="utf-8", newline="\n")
    wants_signature = git.config("--type=bool", "--get", "commit.gpgsign", with_exceptions=False) == "true"
    signing = ["-S"] if wants_signature else []
    return _answered(git.commit_tree(*signing, "-p", "HEAD", "-F", str(place / "message"), tree))


def _go_over(git: Git, branch: str, commit: str, why: str) -> None:
    """Let a branch, the current one or a new one, be at a commit, and go over to it; no file is touched."""
    is_current = git.symbolic_ref("--quiet", "HEAD", with_exceptions=False) == f"refs/heads/{branch}"
    before = git.rev_parse("HEAD") if is_current else "0" * len(commit)
    git.update_ref("-m", f"commit: {why}", f"refs/heads/{branch}", commit, before)
    git.symbolic_ref("-m", f"submit: on {branch}", "HEAD", f"refs/heads/{branch}")


def _answered(output: object) -> str:
    return str(output)


def set_merge_driver(folder: Path, program: str) -> None:
    """Let git, in this clone, merge the files that have the attribute `merge=smregister` with this program.

    Where the program can't be run any more, git's own way with lines takes its place.
    Raises FatalError if git can't.
    """
    # Of what git is given to run, `%` begins its own words.
    quoted = shlex.quote(program).replace("%", "%%")
    with _git(folder) as git:
        git.config(f"merge.{DRIVER}.name", "records joined field by field")
        git.config(f"merge.{DRIVER}.driver", f"{quoted} {_DRIVING}")


def has_merge_driver(folder: Path, path: str) -> bool:
    """Return whether the attributes of a file name the merge driver.

    Raises FatalError if git can't.
    """
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
    with _away_from_other_repositories():
        try:
            yield git
        except GitCommandError as error:
            raise FatalError(_plain_words(error)) from error


@contextmanager
def _away_from_other_repositories() -> Iterator[None]:
    taken = {name: os.environ.pop(name) for name in CLEARED_VARIABLES | HOOK_VARIABLES if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(taken)


def _knows_who(git: Git) -> bool:
    from git.exc import GitCommandError

    try:
        for who in ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"):
            git(c="user.useConfigOnly=true").var(who)
    except GitCommandError:
        return False
    return True


def _identity(name: str, email: str) -> dict[str, str]:
    written = " ".join(name.split()) if any(map(str.isalnum, name)) else "The desk"
    return {
        f"GIT_{role}_{part}": value
        for role in ("AUTHOR", "COMMITTER")
        for part, value in (("NAME", written), ("EMAIL", email))
    }


def _plain_words(error: GitCommandError) -> str:
    reason = error.stderr.strip().removeprefix("stderr:").strip().removeprefix("'").removesuffix("'").strip()
    return f"git failed: {without_credentials(reason) or error.status}"
