"""Officers' clones of a register, each with the bare repository that it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.commands import Answer, run
from tests.registers import Repository, copy_folder


@dataclass(frozen=True)
class Desk:
    """An officer's clone of a register, and the bare repository it comes from."""

    clone: Repository
    remote: Repository

    def submit(self, *options: str) -> Answer:
        return run(self.clone.root, "submit", *options)

    def submit_without_effect(self, *options: str, status: int = 2) -> Answer:
        """Submit; check the exit status, and that branches, staged files and files on disk stay the same."""
        before = self.state()
        answer = self.submit(*options)
        assert answer.status == status, answer.messages
        assert self.state() == before
        return answer

    def refuse(self, script: str) -> None:
        """Install a hook on the remote that runs before it accepts a push."""
        hook = self.remote.root / "hooks/pre-receive"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\n{script}\n")
        hook.chmod(0o755)

    def state(self) -> tuple[str, str, str]:
        """Return branches, staged files and files on disk."""
        git = self.clone.git
        return git("for-each-ref"), git("symbolic-ref", "HEAD"), git("status", "--porcelain") + git("diff", "HEAD")


def clone_of(seed: Repository, folder: Path, below: str = "") -> Desk:
    seed.git("clone", "--quiet", "--bare", seed.git("rev-parse", "--absolute-git-dir"), str(folder / "remote.git"))
    seed.git("clone", "--quiet", str(folder / "remote.git"), str(folder / "clone"))
    return Desk(Repository(folder / "clone" / below), Repository(folder / "remote.git"))


def copy_of(folder: Path, target: Path) -> Desk:
    """Copy a folder with a clone and its remote."""
    for name in ("clone", "remote.git"):
        copy_folder(folder / name, target / name)
    config = target / "clone/.git/config"
    config.write_text(config.read_text().replace(str(folder), str(target)))
    return Desk(Repository(target / "clone"), Repository(target / "remote.git"))
