"""A terminal in tests, with a width and all that was written to it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import struct
import termios
from collections.abc import Mapping
from pathlib import Path
from threading import Thread

from tests.commands import run_with_streams
from tests.registers import environment

COLOR = re.compile(r"\x1b\[(?:0|1|2|1;31|32|33|36)m")
"""The colors and weights that the program writes."""
_PROGRESS = re.compile(r"\r\x1b\[K[^\r\n\x1b]*")


class Terminal:
    """A terminal whose text is kept."""

    def __init__(self, columns: int) -> None:
        self._columns = columns

    def __enter__(self) -> Terminal:
        self._master, self.number = os.openpty()
        fcntl.ioctl(self.number, termios.TIOCSWINSZ, struct.pack("HHHH", 40, self._columns, 0, 0))
        self._chunks: list[bytes] = []
        self._reader = Thread(target=self._read)
        self._reader.start()
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.number)
        self._reader.join()
        os.close(self._master)

    @property
    def text(self) -> str:
        """Return what was written, without the line of progress."""
        return _PROGRESS.sub("", b"".join(self._chunks).decode().replace("\r\n", "\n"))

    def _read(self) -> None:
        # Linux ends the text with EIO, macOS with nothing.
        with contextlib.suppress(OSError):
            while chunk := os.read(self._master, 1 << 16):
                self._chunks.append(chunk)


def show(folder: Path, *arguments: str, columns: int = 80, settings: Mapping[str, str] | None = None) -> str:
    """Run the program at a terminal, without input; return what it shows."""
    variables = environment() | {"LC_ALL": "C.UTF-8", "TERM": "xterm-256color"} | dict(settings or {})
    with Terminal(columns) as terminal, Path(os.devnull).open("rb") as nothing:
        streams = [nothing.fileno(), terminal.number, terminal.number]
        assert run_with_streams(folder, arguments, streams, variables) in {0, 1, 2}
    return terminal.text
