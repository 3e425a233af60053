"""Objects read through one process, which git keeps running for whoever asks next."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import IO, NamedTuple

from smregister.repository.git_process import Process, start_asking


class GitObject(NamedTuple):
    """An object's id, its type in git's word, and as much of its content as was asked for."""

    id: str
    type: bytes
    content: bytes


class ObjectReader:
    """The process that reads a repository's objects; begun once something is asked, and anew where it has ended."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: Process | None = None
        self._owner = os.getpid()

    def read(self, names: Sequence[str], limit: int) -> list[GitObject | None]:
        """Read objects by their names, `limit` bytes of each at the most; None where there is no such thing."""
        process = self._running()
        assert process.stdin, "opened with a pipe"  # noqa: S101
        assert process.stdout, "opened with a pipe"  # noqa: S101
        # One that ends before it is asked has no answers either.
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(os.fsencode("".join(f"{name}\n" for name in names)))
            process.stdin.flush()
        found: list[GitObject | None] = []
        try:
            # All of them, whoever asks: an answer that is left in the pipe would be taken for the next one's.
            for _ in names:
                found.append(_next_object(process.stdout, limit))
        except EOFError:
            # There are questions that git ends at, such as for a relative path where there is no checkout.
            self.close()
        return found + [None] * (len(names) - len(found))

    def _running(self) -> Process:
        running = self._process
        if running is None or self._owner != os.getpid() or running.poll() is not None:
            self.close()
            # A process that was forked from ours can't share the pipe.
            self._owner = os.getpid()
            running = self._process = start_asking(self._folder, "cat-file", "--batch")
        return running

    def close(self) -> None:
        """End the process that reads objects, if there is one."""
        if self._process is not None and self._owner == os.getpid():
            process, self._process = self._process, None
            # It would not see that nobody asks any more while a process forked from ours holds its pipe too.
            process.kill()
            # It may be torn down with us, its pipes before it.
            with contextlib.suppress(OSError, ValueError):
                process.communicate()

    def __del__(self) -> None:
        self.close()


def _next_object(answers: IO[bytes], limit: int) -> GitObject | None:
    """Read git's next answer; None where there is no such object.

    Raises EOFError if git has ended before it was whole.
    """
    line = answers.readline()
    if not line.endswith(b"\n"):
        raise EOFError
    header = line.split()
    # Of what there is not, git repeats the name and says so.
    if len(header) != 3 or not header[2].isdigit():
        return None
    size = int(header[2])
    content = answers.read(min(size, limit))
    left = size - len(content) + 1
    while left:
        some = answers.read(min(left, 1 << 20))
        if not some:
            raise EOFError
        left -= len(some)
    return GitObject(header[0].decode("ascii"), header[1], content)
