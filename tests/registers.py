"""Small registers on the disk and in git, created from mappings of paths to texts."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import struct
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import TypeAlias

from smregister.register.loader import read_register
from smregister.repository.work_tree import WorkTree

PROJECT = Path(__file__).resolve().parents[1]
DAY = date(2026, 1, 1)
STATE = Path(tempfile.gettempdir(), f"smregister-tests-{os.getuid() if hasattr(os, 'getuid') else 0}")
"""Where the program keeps its key while it is tested."""
TIME = "2026-01-01T00:00:00Z"
"""When commits are made, unless a test says otherwise."""

Files: TypeAlias = "Mapping[str, str | bytes | None]"
"""Contents by path below the register's folder; None removes a file."""

SMALL: dict[str, str | bytes | None] = {
    "registry/register.yaml": """\
name: Register of a made-up government
custodian: Example desk
licence: CC-BY-4.0
contact: desk@register.example
languages: [en]
jurisdictions: [EX]
""",
    "registry/jurisdictions/EX.yaml": """\
name: Exampleland
levels:
  national: national
agency_types:
  department:
    name: Department
    head_post: Secretary
domains: [gov.example]
timezone: UTC
weekend: [saturday, sunday]
languages: [en]
""",
    "registry/agencies/health/agency.yaml": """\
name: Department of Health
type: department
level: national
jurisdiction: EX
head_post: Secretary
status: active
""",
    "registry/agencies/health/accounts/x-health.yaml": """\
platform: x
handle: example_health
purpose: News for the press
languages: [en]
status: active
opened: 2020-05-02
""",
}
"""A valid register: one agency with one account on X."""

ACCOUNT = "registry/agencies/health/accounts/x-health.yaml"
AGENCY = "registry/agencies/health/agency.yaml"
ACCOUNT_TEXT = str(SMALL[ACCOUNT])


COMMIT = ("-c", "core.abbrev=no", "commit", "--no-status")
"""A git command that prints the full id of the new commit, so that no second one is needed."""


def committed_id(output: str) -> str:
    """Parse the id of a commit from git's output: `[main (root-commit) ID] A change`."""
    return output.partition("]")[0].rpartition(" ")[2]


@dataclass(frozen=True)
class Repository:
    """A register in a git repository of its own."""

    root: Path

    def git(self, *arguments: str, stdin: bytes = b"", when: str = TIME) -> str:
        """Run git here at a time, without the settings of the user who runs the tests."""
        finished = subprocess.run(
            ["git", "-C", self.root, *arguments],
            input=stdin,
            capture_output=True,
            env=environment(when),
            check=False,
        )
        assert finished.returncode == 0, finished.stderr.decode("utf-8", "replace")
        return finished.stdout.decode("utf-8", "surrogateescape").strip()

    def write(self, files: Files) -> None:
        """Write files on the disk only."""
        write(self.root, files)

    def stage(self, files: Files) -> None:
        """Write files and put the whole work tree into the index."""
        self.write(files)
        self.git("add", "--all", "--", ".")

    def commit(self, files: Files, when: str = TIME) -> str:
        """Write files, commit the whole work tree, and return the commit's id."""
        self.stage(files)
        return committed_id(self.git(*COMMIT, "--allow-empty", "--message", "A change", when=when))

    def mark(self, ref: str) -> None:
        """Create a branch or tag such as `tags/v1` at the only commit of a new repository, without a git process."""
        git = next(folder / ".git" for folder in (self.root, *self.root.parents) if (folder / ".git").is_dir())
        shutil.copyfile(git / "refs/heads/main", git / "refs" / ref)

    def put_in_index(self, path: str, mode: str, content: bytes) -> None:
        """Add an entry to the index that the disk could not hold."""
        blob = self.git("hash-object", "-w", "--stdin", stdin=content)
        self.git("update-index", "--add", "-z", "--index-info", stdin=os.fsencode(f"{mode} {blob}\t{path}\0"))


USUAL_PLATFORMS = ("facebook", "instagram", "x", "youtube")
ALL_PLATFORMS = tuple(sorted(path.stem for path in (PROJECT / "registry/platforms").glob("*.yaml")))
_PLATFORM = re.compile(rb"""\bplatform["']?: *["']?([a-z-]+)""")


def build(folder: Path, files: Files | None = None, *, platforms: Sequence[str] = USUAL_PLATFORMS) -> Path:
    """Write a register: the project's schemas, some platforms and those that the files name, and the files."""
    files = SMALL if files is None else files
    write(folder, _project_files("schemas"))
    records = _project_files("registry/platforms")
    wanted = {f"registry/platforms/{name}.yaml" for name in {*platforms, *_platforms_of(files)} if platforms}
    write(folder, {path: records[path] for path in sorted(wanted & records.keys())})
    write(folder, files)
    return folder


def _platforms_of(files: Files) -> Iterator[str]:
    """Find the platforms that the records among the files name."""
    for text in files.values():
        content = text.encode() if isinstance(text, str) else text or b""
        yield from (name.decode() for name in _PLATFORM.findall(content))


@cache
def _project_files(name: str) -> Files:
    """Read the project's own files below a folder."""
    paths = (path for path in (PROJECT / name).rglob("*") if path.is_file())
    return {path.relative_to(PROJECT).as_posix(): path.read_bytes() for path in paths}


def build_repository(
    folder: Path,
    files: Files | None = None,
    below: str = "",
    *,
    platforms: Sequence[str] = USUAL_PLATFORMS,
    when: str = TIME,
) -> Repository:
    """Create a git repository with one commit: the register, in its folder `below`."""
    folder.mkdir(parents=True, exist_ok=True)
    if files is None and not below and (platforms, when) == (USUAL_PLATFORMS, TIME):
        copy_folder(_validated_repository(), folder)
    else:
        _copy_or_create(folder, SMALL if files is None else files, below, platforms, when)
    return Repository(folder / below)


def _copy_or_create(folder: Path, files: Files, below: str, platforms: Sequence[str], when: str) -> None:
    """Create a repository; from the second request for it on, copy a kept one, which has been read."""
    wanted = (*files.items(), below, *platforms, when)
    if wanted not in _requests or any(folder.iterdir()):
        _requests.setdefault(wanted, None)
        _create(folder, files, below, platforms, when)
        return
    kept = _requests[wanted]
    if kept is None:
        kept = _requests[wanted] = Path(tempfile.mkdtemp(dir=_kept.name))
        _create(kept, files, below, platforms, when)
        _read(kept / below)
    copy_folder(kept, folder)


def _create(folder: Path, files: Files, below: str, platforms: Sequence[str], when: str) -> None:
    build(folder / below, files, platforms=platforms)
    committed(folder, when)


def committed(folder: Path, when: str = TIME) -> Repository:
    """Create a git repository with one commit in a folder.

    The cache already holds the project's schemas and platforms, as it does for users; `forget` clears it.
    """
    repository = _committed(folder, when)
    copy_folder(_validated_repository() / _CACHE, folder / _CACHE)
    return repository


def forget(repository: Repository) -> None:
    """Clear the cache of a register at the top of its repository."""
    shutil.rmtree(repository.root / _CACHE, ignore_errors=True)


def _committed(folder: Path, when: str = TIME) -> Repository:
    repository = Repository(folder)
    copy_folder(_empty_repository(), folder)
    repository.commit({}, when)
    return repository


def copy_folder(source: Path, target: Path) -> None:
    """Copy the files of a kept folder into another, without times and modes."""
    folders, contents = _read_folder(source)
    for name in folders:
        (target / name).mkdir(parents=True, exist_ok=True)
    for name, content in contents:
        (target / name).write_bytes(content)
    for name, _ in contents:
        if name.endswith(".git/index"):
            _update_index(target / name)


def _update_index(path: Path) -> None:
    """Enter the copied files into the index of a copy as unchanged, as `git update-index --refresh` does.

    Otherwise each git command would read all of them again. The format is in gitformat-index(5), version 2.
    """
    index, top, at = bytearray(path.read_bytes()[:-20]), path.parent.parent, 12
    for _ in range(int.from_bytes(index[8:12], "big")):
        end = index.index(b"\0", at + 62)
        file = top / os.fsdecode(bytes(index[at + 62 : end]))
        # Older than the index: a file of the same second would be read again.
        os.utime(file, (_COPIED, _COPIED))
        index[at : at + 40] = _index_facts(file.lstat(), index[at + 24 : at + 28])
        at += (end - at) // 8 * 8 + 8
    path.write_bytes(bytes(index) + hashlib.sha1(index, usedforsecurity=False).digest())


def _index_facts(status: os.stat_result, mode: bytes) -> bytes:
    """Return the times, the ids and the size of a file as the index has them."""
    times = (part for time in (status.st_ctime_ns, status.st_mtime_ns) for part in divmod(time, 10**9))
    ids = (status.st_dev, status.st_ino, int.from_bytes(mode, "big"), status.st_uid, status.st_gid)
    return struct.pack(">10I", *(number & 0xFFFFFFFF for number in (*times, *ids, status.st_size)))


@lru_cache(maxsize=32)
def _read_folder(top: Path) -> tuple[list[str], list[tuple[str, bytes]]]:
    """Read the folders and files of a kept folder, which no longer changes."""
    paths = [(path, path.relative_to(top).as_posix()) for path in sorted(top.rglob("*"))]
    folders = ["", *(name for path, name in paths if path.is_dir())]
    return folders, [(name, path.read_bytes()) for path, name in paths if path.is_file()]


_CACHE = ".git/smregister"
_COPIED = 1_700_000_000
_requests: dict[tuple[object, ...], Path | None] = {}
_kept = tempfile.TemporaryDirectory(prefix="registers-of-tests-")


@cache
def _empty_repository() -> Path:
    """Create a repository without commits that has the project's schemas and platforms in one pack."""
    folder = Path(_kept.name) / "empty"
    folder.mkdir()
    repository = Repository(folder)
    repository.git("init", "--quiet", "--initial-branch", "main", "--template", "")
    repository.stage({**_project_files("schemas"), **_project_files("registry/platforms")})
    blobs = "\n".join(line.split()[1] for line in repository.git("ls-files", "--stage").splitlines())
    repository.git("pack-objects", "--quiet", ".git/objects/pack/pack", stdin=blobs.encode())
    repository.git("prune-packed", "--quiet")
    (folder / ".git/index").unlink()
    (folder / ".git/hooks").mkdir()
    for name in ("schemas", "registry"):
        shutil.rmtree(folder / name)
    return folder


@cache
def _validated_repository() -> Path:
    """Create a repository with SMALL that has been read."""
    folder = Path(_kept.name) / "known"
    _committed(build(folder))
    _read(folder)
    return folder


def _read(folder: Path) -> None:
    """Read and validate a register, so that the cache holds its records and findings, as it does for users."""
    from tests import commands

    for day in (["--as-of", DAY.isoformat()], []):
        commands.run(folder, "validate", *day)
    read_register(WorkTree(folder), DAY)
    # A pack is copied faster than loose objects.
    Repository(folder).git("repack", "--quiet", "-a", "-d")


def write(folder: Path, files: Files) -> None:
    """Write files below a folder; remove those whose text is None."""
    parents: set[Path] = set()
    for path, text in files.items():
        location = folder / path
        if text is None:
            location.unlink()
        else:
            if location.parent not in parents:
                location.parent.mkdir(parents=True, exist_ok=True)
                parents.add(location.parent)
            location.write_bytes(text if isinstance(text, bytes) else text.encode())


def environment(when: str = TIME) -> dict[str, str]:
    """Return an environment at a time, without any settings of git or the program."""
    # Without byte code each process would compile the whole program again.
    ours = ("GIT_", "SMREGISTER_", "LC_", "LANG", "PYTHONDONTWRITEBYTECODE", "COLUMNS", "NO_COLOR", "FORCE_COLOR")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {
        "GIT_CONFIG_GLOBAL": str(PROJECT / "tests" / "gitconfig"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Example Officer",
        "GIT_AUTHOR_EMAIL": "officer@register.example",
        "GIT_AUTHOR_DATE": when,
        "GIT_COMMITTER_NAME": "Example Officer",
        "GIT_COMMITTER_EMAIL": "officer@register.example",
        "GIT_COMMITTER_DATE": when,
        "TZ": "UTC",
        "XDG_STATE_HOME": str(STATE),
    }
