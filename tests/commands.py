"""The program run as its users run it: a process of its own, in a folder; what it says and how it ends."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pexpect

from tests.registers import environment

if TYPE_CHECKING:
    from collections.abc import Mapping

PROGRAM = Path(sys.executable).parent / "smregister"


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
    """Run the program in a folder; no run of it may show a traceback."""
    finished = subprocess.run(
        [PROGRAM, *arguments],
        cwd=folder,
        env=environment() | {"LC_ALL": "C.UTF-8"} | dict(settings or {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    answer = Answer(finished.returncode, finished.stdout.decode("utf-8"), finished.stderr.decode("utf-8"))
    assert "Traceback" not in answer.messages + answer.output, answer.messages
    assert "fault of the program" not in answer.messages, answer.messages
    return answer


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
