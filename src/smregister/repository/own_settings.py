"""Git processes that run no program which a repository's settings name."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from smregister.repository.git import Git

_FILTER_KEYS = {"clean": "", "smudge": "", "process": "", "required": "false"}


def open_on_disk(folder: Path) -> Git:
    """Return a Git that compares the files where a folder is, wherever `core.worktree` leads."""
    top = _find_top(folder)
    return Git(folder, {"GIT_WORK_TREE": str(top)}) if top else Git(folder)


def _find_top(folder: Path) -> Path | None:
    """Return the folder with `.git` around a folder; None in a bare repository, or outside of git."""
    folder = folder.resolve()
    for parent in (folder, *folder.parents):
        git = parent / ".git"
        if git.is_file() or (git / "HEAD").exists():
            return parent
        if (parent / "HEAD").is_file() and (parent / "objects").is_dir():
            return None
    return None


def without_filters(git: Git) -> Git:
    """Return a Git that compares files on the disk as they are, without filters.

    Attributes in `.git/info/attributes` can't be turned off, so the settings of each filter are.
    """
    keys = git.list_paths("config", "--null", "--name-only", "--get-regexp", r"^filter\.", max_status=1)
    names = sorted({key.partition(".")[2].rpartition(".")[0] for key in keys})
    settings = [(f"filter.{name}.{key}", value) for name in names for key, value in _FILTER_KEYS.items()]
    return Git(git.folder, {**git.variables, **_setting_variables(settings)}) if settings else git


@contextmanager
def without_settings(git: Git) -> Iterator[Git]:
    """Open the objects of a repository in a git folder without settings and attributes.

    Merges run the drivers that those name. Such a merge is made as on a forge: by line, with git's own defaults.
    """
    options = ("--show-object-format", "--path-format=absolute", "--git-common-dir")
    format_, _, common = os.fsdecode(git.run("rev-parse", *options)).removesuffix("\n").partition("\n")
    with TemporaryDirectory(prefix="smregister-") as folder:
        Path(folder, "refs").mkdir()
        Path(folder, "HEAD").write_text("ref: refs/heads/none\n", "ascii")
        version = f"repositoryformatversion = 1\n[extensions]\nobjectFormat = {format_}\n"
        Path(folder, "config").write_text(f"[core]\nbare = true\n{version}", "ascii")
        variables = {
            "GIT_DIR": folder,
            "GIT_OBJECT_DIRECTORY": os.environ.get("GIT_OBJECT_DIRECTORY", f"{common}/objects"),
            "GIT_SHALLOW_FILE": f"{common}/shallow",
            "GIT_CONFIG_GLOBAL": os.devnull,
        }
        yield Git(Path(folder), variables)


def _setting_variables(settings: list[tuple[str, str]]) -> dict[str, str]:
    """Return the variables that set git's settings, after those that are set in this way (git-config(1))."""
    first = int(os.environ.get("GIT_CONFIG_COUNT") or 0)
    variables = {"GIT_CONFIG_COUNT": str(first + len(settings))}
    for number, (key, value) in enumerate(settings, first):
        variables |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return variables
