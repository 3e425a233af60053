"""Small registers on the disk and in git, made from a mapping of paths to texts."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TypeAlias

PROJECT = Path(__file__).resolve().parents[1]
DAY = date(2026, 1, 1)

Files: TypeAlias = "Mapping[str, str | bytes | None]"
"""Paths below the register's folder, with what is to stand there; None takes the file away."""

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
"""A register without a fault: one agency with one account on X."""

ACCOUNT = "registry/agencies/health/accounts/x-health.yaml"
AGENCY = "registry/agencies/health/agency.yaml"
ACCOUNT_TEXT = str(SMALL[ACCOUNT])


COMMIT = ("-c", "core.abbrev=no", "commit", "--no-status")
"""The command of git whose output names the whole id of the commit, which saves asking for it."""


def committed_id(output: str) -> str:
    """Read a commit's id from what git says of it: `[main (root-commit) ID] A change`."""
    return output.partition("]")[0].rpartition(" ")[2]


@dataclass(frozen=True)
class Repository:
    """A register in a git repository of its own."""

    root: Path

    def git(self, *arguments: str, stdin: bytes = b"") -> str:
        """Run git here, untouched by the settings of whoever runs the tests."""
        finished = subprocess.run(
            ["git", "-C", self.root, *arguments],
            input=stdin,
            capture_output=True,
            env=environment(),
            check=False,
        )
        assert finished.returncode == 0, finished.stderr.decode("utf-8", "replace")
        return finished.stdout.decode("utf-8", "surrogateescape").strip()

    def write(self, files: Files) -> None:
        """Write files on the disk, and nowhere else."""
        write(self.root, files)

    def stage(self, files: Files) -> None:
        """Write files and put the whole work tree into the index."""
        self.write(files)
        self.git("add", "--all", "--", ".")

    def commit(self, files: Files) -> str:
        """Write files, commit the whole work tree, and return the commit's id."""
        self.stage(files)
        return committed_id(self.git(*COMMIT, "--allow-empty", "--message", "A change"))

    def put_in_index(self, path: str, mode: str, content: bytes) -> None:
        """Put something into the index that a disk could not carry."""
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
def _project_files(part: str) -> Files:
    """Read the project's own files below a folder."""
    found = (path for path in (PROJECT / part).rglob("*") if path.is_file())
    return {path.relative_to(PROJECT).as_posix(): path.read_bytes() for path in found}


def build_repository(folder: Path, files: Files | None = None, below: str = "") -> Repository:
    """Make a git repository with one commit: the register, in the folder `below` of it."""
    folder.mkdir(parents=True, exist_ok=True)
    if files is None and not below:
        _copy(_known_repository(), folder)
    else:
        _copy_or_make(folder, SMALL if files is None else files, below)
    return Repository(folder / below)


def _copy_or_make(folder: Path, files: Files, below: str) -> None:
    """Make a repository; one that an empty folder gets a second time is kept, and copied from then on."""
    git = (fact for fact in environment().items() if fact[0].startswith("GIT_"))
    wanted = (*files.items(), below, *sorted(git))
    if wanted not in _asked or any(folder.iterdir()):
        _asked.setdefault(wanted, None)
        _make(folder, files, below)
        return
    kept = _asked[wanted]
    if kept is None:
        kept = _asked[wanted] = Path(tempfile.mkdtemp(dir=_kept.name))
        _make(kept, files, below)
    _copy(kept, folder)


def _make(folder: Path, files: Files, below: str) -> None:
    build(folder / below, files)
    committed(folder)


def committed(folder: Path) -> Repository:
    """Make a folder a git repository with one commit.

    What the program remembers of the project's schemas and platforms it remembers from the start, as it does where
    people work; `forget` takes that away.
    """
    repository = _committed(folder)
    _copy(_known_repository() / _MEMORY, folder / _MEMORY)
    return repository


def forget(repository: Repository) -> None:
    """Take away what the program remembers of a register that lies at the top of its repository."""
    shutil.rmtree(repository.root / _MEMORY, ignore_errors=True)


def _committed(folder: Path) -> Repository:
    repository = Repository(folder)
    _copy(_empty_repository(), folder)
    repository.commit({})
    return repository


def _copy(source: Path, target: Path) -> None:
    """Copy what lies in a folder into another, without times and modes."""
    shutil.copytree(source, target, copy_function=shutil.copyfile, dirs_exist_ok=True)


_MEMORY = ".git/smregister"
_asked: dict[tuple[object, ...], Path | None] = {}
_kept = tempfile.TemporaryDirectory(prefix="registers-of-tests-")


@cache
def _empty_repository() -> Path:
    """Make a repository without a commit that has the project's schemas and platforms in one pack."""
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
    for part in ("schemas", "registry"):
        shutil.rmtree(folder / part)
    return folder


@cache
def _known_repository() -> Path:
    """Make SMALL in a repository, and judge it, on the day of the tests and today."""
    folder = Path(_kept.name) / "known"
    _committed(build(folder))
    from tests import commands

    for day in (["--as-of", DAY.isoformat()], []):
        assert commands.run(folder, "validate", *day).status == 0
    return folder


def write(folder: Path, files: Files) -> None:
    """Write files below a folder; one whose text is None is taken away."""
    parents: set[Path] = set()
    for path, text in files.items():
        place = folder / path
        if text is None:
            place.unlink()
        else:
            if place.parent not in parents:
                place.parent.mkdir(parents=True, exist_ok=True)
                parents.add(place.parent)
            place.write_bytes(text if isinstance(text, bytes) else text.encode())


def environment() -> dict[str, str]:
    """Return the environment of a machine where nobody has set up git or the program."""
    # Without byte code each process would compile the whole program anew.
    ours = ("GIT_", "SMREGISTER_", "LC_", "LANG", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {
        "GIT_CONFIG_GLOBAL": str(PROJECT / "tests" / "gitconfig"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Example Officer",
        "GIT_AUTHOR_EMAIL": "officer@register.example",
        "GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z",
        "GIT_COMMITTER_NAME": "Example Officer",
        "GIT_COMMITTER_EMAIL": "officer@register.example",
        "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z",
        "TZ": "UTC",
    }
