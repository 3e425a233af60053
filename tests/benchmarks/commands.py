"""What is measured: each command, and the proof that it did all of its work."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import naming
from generator import CHANGED, KINDS, Register, account_path, paths_of, settle
from measuring import Cost, Run, run

PROGRAM, PEER = (Path(sys.executable).with_name(name) for name in ("smregister", "check-jsonschema"))
TOUCHED = 10
_BYTES_OF_A_COMMAND_LINE = 1_000_000


class UnfairError(Exception):
    """A command did not do what it is measured for."""


@dataclass(frozen=True)
class Bench:
    """A register to measure at, the environment that every process gets, and the peers to run."""

    register: Register
    environment: Mapping[str, str]
    peer: Path = PEER
    sourcemeta: Path | None = None

    def validate_cold(self) -> Cost:
        """Validate the whole register with an empty cache."""
        forget(self.register.folder)
        return self.validate()

    def validate(self) -> Cost:
        """Validate the whole register; every record must be validated, and none be invalid."""
        ended = self._run("validate", "--json")
        summary = _document(ended)["summary"]
        self._demand(ended, summary["records"] == self.register.files, f"of {self.register.files} {summary}")
        self._demand(ended, summary["errors"] == 0, f"{summary}")
        return ended.cost

    def validate_commit(self) -> Cost:
        """Validate the last commit, which was validated before."""
        ended = self._run("validate", "--ref", "HEAD", "--json")
        self._demand(
            ended, _document(ended)["summary"]["records"] == self.register.files, "not every record is validated"
        )
        return ended.cost

    def validate_changed(self) -> Cost:
        """Validate the register with ten invalid accounts on the disk, each of which must be found; then fix them."""
        places = [self.register.folder / account_path(account) for account in self.register.changed[:TOUCHED]]
        before = [place.read_bytes() for place in places]
        for place, text in zip(places, before, strict=True):
            place.write_bytes(text.replace(b"status: active", b"status: lively").replace(b"\npurpose:", b"\npurpuse:"))
        ended = run([str(PROGRAM), "validate", "--json"], self.register.folder, self.environment)
        for place, text in zip(places, before, strict=True):
            place.write_bytes(text)
        found = {finding["path"] for finding in _document(ended)["findings"] if finding["severity"] == "error"}
        wanted = {account_path(account) for account in self.register.changed[:TOUCHED]}
        self._demand(ended, wanted <= found, f"{len(wanted & found)} of {TOUCHED} changed records are found wrong")
        return ended.cost

    def git_status(self) -> Cost:
        """Run git status on the whole checkout."""
        ended = run(["git", "status", "--porcelain"], self.register.folder, self.environment)
        self._demand(ended, ended.status == 0 and not ended.output, "the checkout is not clean")
        return ended.cost

    def validate_elsewhere(self) -> Cost:
        """Validate the same files with check-jsonschema: the cost of its calls for all kinds together."""
        return sum((self._peer(kind, paths) for kind, paths in self._portions()), Cost(0, 0, 0))

    def validate_by_sourcemeta(self) -> Cost:
        """Validate the same files with sourcemeta's `jsonschema`: one call a kind, by folders where that can be."""
        return sum((self._sourcemeta(kind) for kind in KINDS), Cost(0, 0, 0))

    def _sourcemeta(self, kind: str) -> Cost:
        paths = [*paths_of(self.register.folder, kind)]
        folders = [*dict.fromkeys(path.rpartition("/")[0] for path in paths)] if f"{kind}s/" in paths[0] else paths
        command = [str(self.sourcemeta), "validate", f"schemas/{kind}.schema.json", *folders]
        ended = run(command, self.register.folder, self.environment)
        done = ended.status == 0 and (len(paths) == 1 or f"{len(paths)} passed" in ended.output + ended.messages)
        self._demand(ended, done, f"sourcemeta does not pass the records of kind {kind}")
        return ended.cost

    def peer_calls(self) -> int:
        """Count the calls of check-jsonschema that validate all files."""
        return sum(1 for _ in self._portions())

    def validate_since(self) -> Cost:
        """Validate the last commit as a change to the one before, which is known; nothing in it is wrong."""
        ended = self._run("validate", "--base", "HEAD~1", "--ref", "HEAD", "--json")
        self._demand(ended, _document(ended)["findings"] == [], "the change is found wrong")
        return ended.cost

    def validate_faulty(self) -> tuple[Cost, Cost]:
        """Validate the register with an error in every account and appointment, then a tenth of the files elsewhere."""
        paths = [path for kind in ("account", "appointment") for path in paths_of(self.register.folder, kind)]
        for path in paths:
            place = self.register.folder / path
            place.write_bytes(place.read_bytes() + b"unheard_of: x\n")
        forget(self.register.folder)
        ended = run([str(PROGRAM), "validate", "--json"], self.register.folder, self.environment)
        found = {finding["path"] for finding in _document(ended)["findings"] if finding["severity"] == "error"}
        self._demand(ended, found == set(paths), f"{len(found)} of {len(paths)} faulty files are found")
        tenth = [*paths_of(self.register.folder, "account")][: len(paths) // 10]
        command = [str(self.peer), "--schemafile", "schemas/account.schema.json", *tenth]
        peer = run(command, self.register.folder, self.environment)
        self._demand(peer, peer.status == 1, "check-jsonschema finds nothing wrong")
        run(["git", "checkout", "--quiet", "."], self.register.folder, self.environment)
        settle(self.register.folder, self.environment)
        return ended.cost, peer.cost

    def list_of_platform(self, *moment: str) -> Cost:
        """List the accounts on X; each must be there."""
        ended = self._run("list", "account", "--where", "platform=x", *moment)
        listed = sum(line.startswith("example-") for line in ended.output.splitlines())
        self._demand(ended, listed == self.register.on_x, f"{listed} lines for {self.register.on_x} accounts")
        return ended.cost

    def show(self, *moment: str) -> Cost:
        """Show one account."""
        wanted = self.register.wanted
        ended = self._run("show", naming.account_id(wanted), *moment)
        self._demand(ended, naming.handle(wanted) in ended.output, "another record is shown")
        return ended.cost

    def check(self, *moment: str) -> Cost:
        """Ask whether an address is official; it must be."""
        ended = self._run("check", naming.address(self.register.wanted), *moment)
        self._demand(ended, ended.output.startswith("official "), ended.output)
        return ended.cost

    def complete(self) -> Cost:
        """Offer the ids that begin as one does, as a shell asks for it."""
        wanted = naming.account_id(self.register.wanted)
        words = f"smregister show --ref HEAD {wanted[:-3]}"
        asking = {"_SMREGISTER_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": "4"}
        ended = run([str(PROGRAM)], self.register.folder, {**self.environment, **asking})
        self._demand(ended, wanted in ended.output, "the id is not offered")
        return ended.cost

    def diff(self) -> Cost:
        """Return what the last commit changed; each changed record must be named."""
        ended = self._run("diff", "HEAD~1", "HEAD")
        missing = [a for a in self.register.changed if naming.account_id(a) not in ended.output]
        self._demand(ended, not missing, f"{len(missing)} of {CHANGED} changes are missing")
        return ended.cost

    def git_diff_tree(self) -> Cost:
        """Run git diff-tree on the same two commits."""
        ended = run(["git", "diff-tree", "-r", "HEAD~1", "HEAD"], self.register.folder, self.environment)
        self._demand(ended, len(ended.output.splitlines()) == CHANGED, "git sees other files changed")
        return ended.cost

    def prove_diff(self) -> None:
        """Demand that a diff counts exactly the changed records."""
        ended = self._run("diff", "HEAD~1", "HEAD", "--json")
        wanted = {"added": 0, "removed": 0, "changed": CHANGED, "renamed": 0}
        self._demand(ended, _document(ended)["summary"] == wanted, "the changes are counted wrongly")

    def version(self) -> Cost:
        """Start and stop."""
        return self._run("--version").cost

    def import_typer(self) -> Cost:
        """Start the interpreter, import typer, which every command needs, and stop."""
        ended = run([sys.executable, "-c", "import typer"], self.register.folder, self.environment)
        self._demand(ended, ended.status == 0, "typer can't be imported")
        return ended.cost

    def faults(self) -> set[tuple[str, str]]:
        """Return the path and the rule of every error that is found in the register."""
        ended = run([str(PROGRAM), "validate", "--json"], self.register.folder, self.environment)
        self._demand(ended, ended.status in (0, 1), "validate fails")
        found = _document(ended)
        format_count = found["summary"]["records"]
        self._demand(ended, format_count == self.register.files, f"{format_count} records validated")
        return {(f["path"], f["rule"]) for f in found["findings"] if f["severity"] == "error"}

    def _run(self, *arguments: str) -> Run:
        ended = run([str(PROGRAM), *arguments], self.register.folder, self.environment)
        self._demand(ended, ended.status == 0, f"{arguments[0]} ends with {ended.status}")
        return ended

    def _peer(self, kind: str, paths: Iterable[str]) -> Cost:
        command = [str(self.peer), "--schemafile", f"schemas/{kind}.schema.json", *paths]
        ended = run(command, self.register.folder, self.environment)
        done = ended.status == 0 and "ok -- validation done" in ended.output
        self._demand(ended, done, f"check-jsonschema does not pass the records of kind {kind}")
        return ended.cost

    def _portions(self) -> Iterator[tuple[str, list[str]]]:
        """Return all files, kind by kind, in portions that fit on a command line."""
        for kind in KINDS:
            portion: list[str] = []
            room = _BYTES_OF_A_COMMAND_LINE
            for path in paths_of(self.register.folder, kind):
                room -= len(path) + 9
                if room < 0:
                    yield kind, portion
                    portion, room = [], _BYTES_OF_A_COMMAND_LINE
                portion.append(path)
            yield kind, portion

    def _demand(self, ended: Run, true: bool, fault: str) -> None:
        if not true:
            said = f"{ended.output[-1000:]}\n{ended.messages[-1000:]}"
            raise UnfairError(f"at {self.register.accounts:,} accounts: {fault}\n{said}")


def forget(folder: Path) -> None:
    """Delete what earlier runs remembered; it lies under git's own directory by a name of ours."""
    for place in [*folder.glob(".git/**/*smregister*")]:
        if place.is_dir():
            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)


def forget_files() -> bool:
    """Drop the page cache, as on a machine that has just started; return whether it worked."""
    try:
        os.sync()
        Path("/proc/sys/vm/drop_caches").write_text("3\n")
    except OSError:
        return False
    return True


def clean_environment(home: Path) -> dict[str, str]:
    """Return an environment without the settings and caches of whoever measures."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    nowhere = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    return {**kept, **nowhere, "HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"), "LC_ALL": "C.UTF-8"}


def _document(ended: Run) -> Any:
    try:
        return json.loads(ended.output)
    except ValueError:
        raise UnfairError(f"this is no JSON: {ended.output[:500]}\n{ended.messages[-1000:]}") from None
