"""Commands to measure, each with the proof that it did all of its work."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import names
from costs import Cost, Run, run
from generator import CHANGED, KINDS, Register, account_path, paths_of, settle

PROGRAM, PEER = (Path(sys.executable).with_name(name) for name in ("smregister", "check-jsonschema"))
TOUCHED = 10
_BYTES_OF_A_COMMAND_LINE = 1_000_000


class UnfairError(Exception):
    """A command did not do what it is measured for."""


@dataclass(frozen=True)
class Bench:
    """A register to measure at, the environment of every process, and the peers to run."""

    register: Register
    environment: Mapping[str, str]
    peer: Path = PEER
    sourcemeta: Path | None = None

    def validate_cold(self) -> Cost:
        """Validate the whole register with an empty cache."""
        delete_cache(self.register.folder)
        return self.validate()

    def validate(self) -> Cost:
        """Validate the whole register; every record must be validated, and none be invalid."""
        result = self._run("validate", "--json")
        summary = _document(result)["summary"]
        self._require(result, summary["records"] == self.register.files, f"of {self.register.files} {summary}")
        self._require(result, summary["errors"] == 0, f"{summary}")
        return result.cost

    def validate_commit(self) -> Cost:
        """Validate the last commit, which was validated before."""
        result = self._run("validate", "--ref", "HEAD", "--json")
        self._require(
            result, _document(result)["summary"]["records"] == self.register.files, "not every record is validated"
        )
        return result.cost

    def validate_changed(self) -> Cost:
        """Validate the register with ten invalid accounts on the disk, each of which must be found; then fix them."""
        paths = [self.register.folder / account_path(account) for account in self.register.changed[:TOUCHED]]
        before = [path.read_bytes() for path in paths]
        for path, text in zip(paths, before, strict=True):
            path.write_bytes(text.replace(b"status: active", b"status: lively").replace(b"\npurpose:", b"\npurpuse:"))
        result = run([str(PROGRAM), "validate", "--json"], self.register.folder, self.environment)
        for path, text in zip(paths, before, strict=True):
            path.write_bytes(text)
        found = {finding["path"] for finding in _document(result)["findings"] if finding["severity"] == "error"}
        wanted = {account_path(account) for account in self.register.changed[:TOUCHED]}
        self._require(result, wanted <= found, f"{len(wanted & found)} of {TOUCHED} changed records are found wrong")
        return result.cost

    def git_status(self) -> Cost:
        """Run git status on the whole checkout."""
        result = run(["git", "status", "--porcelain"], self.register.folder, self.environment)
        self._require(result, result.status == 0 and not result.output, "the checkout is not clean")
        return result.cost

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
        result = run(command, self.register.folder, self.environment)
        done = result.status == 0 and (len(paths) == 1 or f"{len(paths)} passed" in result.output + result.messages)
        self._require(result, done, f"sourcemeta does not pass the records of kind {kind}")
        return result.cost

    def peer_calls(self) -> int:
        """Count the calls of check-jsonschema that validate all files."""
        return sum(1 for _ in self._portions())

    def validate_since(self) -> Cost:
        """Validate the last commit as a change to the one before, which is known; nothing in it is wrong."""
        result = self._run("validate", "--base", "HEAD~1", "--ref", "HEAD", "--json")
        self._require(result, _document(result)["findings"] == [], "the change is found wrong")
        return result.cost

    def validate_faulty(self) -> tuple[Cost, Cost]:
        """Validate the register with an error in every account and appointment, then a tenth of the files elsewhere."""
        paths = [path for kind in ("account", "appointment") for path in paths_of(self.register.folder, kind)]
        for path in paths:
            file = self.register.folder / path
            file.write_bytes(file.read_bytes() + b"unheard_of: x\n")
        delete_cache(self.register.folder)
        result = run([str(PROGRAM), "validate", "--json"], self.register.folder, self.environment)
        found = {finding["path"] for finding in _document(result)["findings"] if finding["severity"] == "error"}
        self._require(result, found == set(paths), f"{len(found)} of {len(paths)} invalid files are found")
        tenth = [*paths_of(self.register.folder, "account")][: len(paths) // 10]
        command = [str(self.peer), "--schemafile", "schemas/account.schema.json", *tenth]
        peer = run(command, self.register.folder, self.environment)
        self._require(peer, peer.status == 1, "check-jsonschema finds nothing wrong")
        run(["git", "checkout", "--quiet", "."], self.register.folder, self.environment)
        settle(self.register.folder, self.environment)
        return result.cost, peer.cost

    def list_of_platform(self, *options: str) -> Cost:
        """List the accounts on X; each must be there."""
        result = self._run("list", "account", "--where", "platform=x", *options)
        listed = sum(line.startswith("example-") for line in result.output.splitlines())
        self._require(result, listed == self.register.on_x, f"{listed} lines for {self.register.on_x} accounts")
        return result.cost

    def show(self, *options: str) -> Cost:
        """Show one account."""
        wanted = self.register.wanted
        result = self._run("show", names.account_id(wanted), *options)
        self._require(result, names.handle(wanted) in result.output, "another record is shown")
        return result.cost

    def check(self, *options: str) -> Cost:
        """Ask whether an address is official; it must be."""
        result = self._run("check", names.address(self.register.wanted), *options)
        self._require(result, result.output.startswith("official "), result.output)
        return result.cost

    def complete(self) -> Cost:
        """Complete an id, as a shell asks for it."""
        wanted = names.account_id(self.register.wanted)
        words = f"smregister show --ref HEAD {wanted[:-3]}"
        variables = {"_SMREGISTER_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": "4"}
        result = run([str(PROGRAM)], self.register.folder, {**self.environment, **variables})
        self._require(result, wanted in result.output, "the id is not offered")
        return result.cost

    def diff(self) -> Cost:
        """Print what the last commit changed; each changed record must be named."""
        result = self._run("diff", "HEAD~1", "HEAD")
        missing = [a for a in self.register.changed if names.account_id(a) not in result.output]
        self._require(result, not missing, f"{len(missing)} of {CHANGED} changes are missing")
        return result.cost

    def git_diff_tree(self) -> Cost:
        """Run git diff-tree on the same two commits."""
        result = run(["git", "diff-tree", "-r", "HEAD~1", "HEAD"], self.register.folder, self.environment)
        self._require(result, len(result.output.splitlines()) == CHANGED, "git sees other files changed")
        return result.cost

    def prove_diff(self) -> None:
        """Check that a diff counts exactly the changed records."""
        result = self._run("diff", "HEAD~1", "HEAD", "--json")
        wanted = {"added": 0, "removed": 0, "changed": CHANGED, "renamed": 0}
        self._require(result, _document(result)["summary"] == wanted, "the changes are counted wrongly")

    def version(self) -> Cost:
        """Start and stop."""
        return self._run("--version").cost

    def import_typer(self) -> Cost:
        """Start the interpreter, import typer, which every command needs, and stop."""
        result = run([sys.executable, "-c", "import typer"], self.register.folder, self.environment)
        self._require(result, result.status == 0, "typer can't be imported")
        return result.cost

    def find_errors(self) -> set[tuple[str, str]]:
        """Return the path and the rule of every error that is found in the register."""
        result = run([str(PROGRAM), "validate", "--json"], self.register.folder, self.environment)
        self._require(result, result.status in (0, 1), "validate fails")
        document = _document(result)
        count = document["summary"]["records"]
        self._require(result, count == self.register.files, f"{count} records validated")
        return {(each["path"], each["rule"]) for each in document["findings"] if each["severity"] == "error"}

    def _run(self, *arguments: str) -> Run:
        result = run([str(PROGRAM), *arguments], self.register.folder, self.environment)
        self._require(result, result.status == 0, f"{arguments[0]} ends with {result.status}")
        return result

    def _peer(self, kind: str, paths: Iterable[str]) -> Cost:
        command = [str(self.peer), "--schemafile", f"schemas/{kind}.schema.json", *paths]
        result = run(command, self.register.folder, self.environment)
        done = result.status == 0 and "ok -- validation done" in result.output
        self._require(result, done, f"check-jsonschema does not pass the records of kind {kind}")
        return result.cost

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

    def _require(self, result: Run, true: bool, error: str) -> None:
        if not true:
            printed = f"{result.output[-1000:]}\n{result.messages[-1000:]}"
            raise UnfairError(f"at {self.register.accounts:,} accounts: {error}\n{printed}")


def delete_cache(folder: Path) -> None:
    """Delete the cache of earlier runs below git's own directory."""
    for path in [*folder.glob(".git/**/*smregister*")]:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def drop_page_cache() -> bool:
    """Drop the page cache, as on a machine that has just started; return whether it worked."""
    try:
        os.sync()
        Path("/proc/sys/vm/drop_caches").write_text("3\n")
    except OSError:
        return False
    return True


def clean_environment(home: Path) -> dict[str, str]:
    """Return an environment without the settings and caches of the user."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    nowhere = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    return {**kept, **nowhere, "HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"), "LC_ALL": "C.UTF-8"}


def _document(result: Run) -> Any:
    try:
        return json.loads(result.output)
    except ValueError:
        raise UnfairError(f"this is no JSON: {result.output[:500]}\n{result.messages[-1000:]}") from None
