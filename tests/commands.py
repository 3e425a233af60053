"""The program run as its users run it: a process of its own, in a folder; what it says and how it ends."""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import signal
import subprocess
import sys
import tempfile
import traceback
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pexpect

import smregister
from smregister.cache import program_digest
from smregister.cli.main import main, program
from tests.registers import environment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PROGRAM = Path(sys.executable).parent / "smregister"


# What the program itself loads only when it is needed, as far as a forked process may use it without harm.
_LIBRARIES = ("git", "jsonschema_rs", "rapidfuzz.process", "ruamel.yaml", "zoneinfo")


def _load_all() -> None:
    """Load the whole program, so that no forked run of it has to."""
    for module in pkgutil.walk_packages(smregister.__path__, "smregister."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for library in _LIBRARIES:
        importlib.import_module(library)
    program().build_all()
    program_digest()


_load_all()


@dataclass(frozen=True)
class Answer:
    """How a command ended, and what it wrote where."""

    status: int
    output: str
    messages: str

    def json(self) -> dict[str, Any]:
        """Read the output as one JSON document."""
        document: dict[str, Any] = json.loads(self.output)
        return document


def run(folder: Path, *arguments: str, settings: Mapping[str, str] | None = None) -> Answer:
    """Run the program in a folder, in a process of its own; no run of it may show a traceback.

    The process is forked from this one, which has the program loaded whole: most tests ask little, and loading takes
    longer than answering. With settings of the environment it begins from nothing.
    """
    surroundings = environment() | {"LC_ALL": "C.UTF-8"}
    if settings is None and hasattr(os, "fork"):
        answer = _forked(folder, arguments, surroundings)
    else:
        finished = subprocess.run(
            [PROGRAM, *arguments],
            cwd=folder,
            env=surroundings | dict(settings or {}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        messages = finished.stderr.decode("utf-8").replace(os.linesep, "\n")
        answer = Answer(finished.returncode, finished.stdout.decode("utf-8"), messages)
    assert "Traceback" not in answer.messages + answer.output, answer.messages
    assert "fault of the program" not in answer.messages, answer.messages
    return answer


def _forked(folder: Path, arguments: Sequence[str], surroundings: Mapping[str, str]) -> Answer:
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as messages:
        with warnings.catch_warnings():
            # Newer Pythons warn that threads of the test runner do not come along; none is needed.
            warnings.simplefilter("ignore", DeprecationWarning)
            process = os.fork()
        if process == 0:
            _become_the_program(folder, arguments, surroundings, output.fileno(), messages.fileno())
        _, status = os.waitpid(process, 0)
        for file in (output, messages):
            file.seek(0)
        return Answer(os.waitstatus_to_exitcode(status), output.read().decode("utf-8"), messages.read().decode("utf-8"))


def _become_the_program(
    folder: Path, arguments: Sequence[str], surroundings: Mapping[str, str], output: int, messages: int
) -> NoReturn:
    status: object = 70
    try:
        nothing = os.open(os.devnull, os.O_RDONLY)
        for number, own in enumerate((nothing, output, messages)):
            os.dup2(own, number)
        sys.stdin, sys.stdout, sys.stderr = (
            open(number, mode, encoding="utf-8", errors="surrogateescape", closefd=False)  # noqa: SIM115
            for number, mode in enumerate("rww")
        )
        os.environ.clear()
        os.environ.update(surroundings)
        os.chdir(folder)
        sys.argv = [str(PROGRAM), *arguments]
        try:
            main()
            status = 0
        except SystemExit as ended:
            status = ended.code or 0
        except BaseException:
            traceback.print_exc()
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(status if isinstance(status, int) else 1)


def talk(folder: Path, *arguments: str, settings: Mapping[str, str] | None = None) -> pexpect.spawn[str]:
    """Run the program at a terminal, to be talked with."""
    return pexpect.spawn(
        str(PROGRAM),
        [*arguments],
        cwd=str(folder),
        env=environment() | {"LC_ALL": "C.UTF-8", "TERM": "dumb"} | dict(settings or {}),
        encoding="utf-8",
        timeout=60,
        dimensions=(60, 200),
        # Whoever runs the tests in the background may have had interrupts ignored.
        preexec_fn=_heed_interrupts,
    )


def _heed_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)
