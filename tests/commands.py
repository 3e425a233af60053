"""Runs of the program in tests: in this process, in a new one or at a terminal."""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import pkgutil
import signal
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextvars import copy_context
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pexpect

import smregister
from smregister.cli.main import main, program
from smregister.editing.imports import map_values
from smregister.repository.cache import program_digest
from smregister.validation.incremental import run as validation_run
from tests.registers import environment

PROGRAM = Path(sys.executable).parent / "smregister"


# What the program itself loads only when it is needed.
_LIBRARIES = ("git", "jsonschema_rs", "rapidfuzz.process", "ruamel.yaml", "zoneinfo")


def _load_all() -> None:
    """Load the whole program, so that no run of it has to."""
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
    """The exit status of a command and its output."""

    status: int
    output: str
    messages: str

    def json(self) -> dict[str, Any]:
        """Read the output as one JSON document."""
        document: dict[str, Any] = json.loads(self.output)
        return document


def run(
    folder: Path,
    *arguments: str,
    stdin: str = "",
    settings: Mapping[str, str] | None = None,
    variables: Mapping[str, str] | None = None,
    at_terminal: bool = False,
) -> Answer:
    """Run the program in a folder, with a text on its standard input; no run may show a traceback.

    It runs within this process, which has it loaded: a new process takes longer than most commands and proves
    nothing more about them. `settings` change its environment, `variables` replace it. `at_terminal`, its streams
    say that they are one.
    """
    return _checked(_within(folder, arguments, stdin, variables or _variables(settings), at_terminal=at_terminal))


def run_apart(
    folder: Path,
    *arguments: str,
    stdin: str = "",
    settings: Mapping[str, str] | None = None,
    limit: Callable[[], None] | None = None,
) -> Answer:
    """Run the program in a new process, for tests of signals, encodings, memory limits and imports."""
    finished = subprocess.run(
        [PROGRAM, *arguments],
        cwd=folder,
        env=_variables(settings),
        input=stdin.encode(),
        capture_output=True,
        check=False,
        preexec_fn=limit,
    )
    return _checked(Answer(finished.returncode, finished.stdout.decode("utf-8"), finished.stderr.decode("utf-8")))


def _variables(settings: Mapping[str, str] | None) -> dict[str, str]:
    return environment() | {"LC_ALL": "C.UTF-8"} | dict(settings or {})


def _checked(answer: Answer) -> Answer:
    assert "Traceback" not in answer.messages + answer.output, answer.messages
    assert "bug in the program" not in answer.messages, answer.messages
    return answer


def _within(
    folder: Path, arguments: Sequence[str], stdin: str, variables: Mapping[str, str], *, at_terminal: bool
) -> Answer:
    with contextlib.ExitStack() as stack:
        files = [stack.enter_context(tempfile.TemporaryFile()) for _ in range(3)]
        files[0].write(stdin.encode())
        files[0].seek(0)
        numbers = [file.fileno() for file in files]
        status = run_with_streams(folder, arguments, numbers, variables, at_terminal=at_terminal)
        for file in files:
            file.seek(0)
        return Answer(status, files[1].read().decode("utf-8"), files[2].read().decode("utf-8"))


def run_with_streams(
    folder: Path,
    arguments: Sequence[str],
    streams: Sequence[int],
    variables: Mapping[str, str],
    *,
    at_terminal: bool = False,
) -> int:
    """Run the program within this process, with open files for its standard streams; return its exit status."""
    with _streams(streams, at_terminal=at_terminal), _working_in(folder, variables), _clean_process():
        sys.argv = [str(PROGRAM), *arguments]
        return copy_context().run(_status)


def _status() -> int:
    """Run the program with `sys.argv`, and return its exit status."""
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
        return 70
    return 0


@contextlib.contextmanager
def _streams(numbers: Sequence[int], *, at_terminal: bool) -> Iterator[None]:
    """Replace the standard streams by open files, which child processes inherit too."""
    own, saved = (sys.stdin, sys.stdout, sys.stderr), [os.dup(number) for number in range(3)]
    for number, file in enumerate(numbers):
        os.dup2(file, number)
    try:
        sys.stdin, sys.stdout, sys.stderr = (
            open(number, mode, encoding="utf-8", errors="surrogateescape", closefd=False)  # noqa: SIM115
            for number, mode in enumerate("rww")
        )
        if at_terminal:
            for stream in (sys.stdin, sys.stdout, sys.stderr):
                stream.isatty = lambda: True  # type: ignore[method-assign]
        yield
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        sys.stdin, sys.stdout, sys.stderr = own
        for number, file in enumerate(saved):
            os.dup2(file, number)
            os.close(file)


@contextlib.contextmanager
def _working_in(folder: Path, variables: Mapping[str, str]) -> Iterator[None]:
    """Change to a folder and an environment, and back."""
    there, before, argv = Path.cwd(), dict(os.environ), sys.argv
    try:
        _replace_variables(variables)
        os.chdir(folder)
        yield
    finally:
        sys.argv = argv
        os.chdir(there)
        _replace_variables(before)


def _replace_variables(variables: Mapping[str, str]) -> None:
    """Replace the environment; set only what differs, since each of them is encoded."""
    current = dict(os.environ)
    for name in current.keys() - variables.keys():
        del os.environ[name]
    os.environ.update({name: value for name, value in variables.items() if current.get(name) != value})


@contextlib.contextmanager
def _clean_process() -> Iterator[None]:
    """Clean up what otherwise ends with the process: threads, locks, open trees, settings of the collector."""
    threads, threshold, freeze = set(threading.enumerate()), gc.get_threshold(), gc.freeze
    gc.freeze = _no_freeze
    try:
        yield
    finally:
        gc.freeze = freeze
        gc.set_threshold(*threshold)
        for thread in set(threading.enumerate()) - threads:
            thread.join()
        for function in (validation_run._worker_tree, validation_run._worker_snapshot, map_values._read_table):
            function.cache_clear()


def _no_freeze() -> None:
    """Do nothing, so that the collector still sees what a run leaves."""


def talk(folder: Path, *arguments: str, settings: Mapping[str, str] | None = None) -> pexpect.spawn[str]:
    """Run the program at a terminal, for a dialog."""
    child = pexpect.spawn(
        str(PROGRAM),
        [*arguments],
        cwd=str(folder),
        env=environment() | {"LC_ALL": "C.UTF-8", "TERM": "dumb"} | dict(settings or {}),
        encoding="utf-8",
        timeout=600,
        dimensions=(60, 200),
        # A background run may have interrupts ignored.
        preexec_fn=_heed_interrupts,
    )
    # Its own pause before each answer is for passwords.
    child.delaybeforesend = None
    return child


def _heed_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)
