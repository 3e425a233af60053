"""Commands in pages of the documentation, run in the order of the page at a terminal of 80 columns.

A block of code in the language `sh` is run; one in `bash` is only shown. A block in `text` that follows directly holds
the output. A command may end with 1 if a comment beside it contains "ends with 1". A block with a title is written to
the file of that name. Two comments are read, too: `<!-- run: COMMAND -->` for what happens elsewhere, such as a merge
on the server, and `<!-- today: DATE -->`.
"""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from copy import copy
from datetime import datetime, tzinfo
from pathlib import Path
from unittest.mock import patch

from tests.commands import run_with_streams
from tests.registers import environment
from tests.terminal import Terminal

COLUMNS = 80
_BLOCK = re.compile(
    r"^```(?P<language>\w+)(?: title=\"(?P<file>[^\"]+)\")?\n(?P<code>.*?)^```\n(?:\n```text\n(?P<output>.*?)^```\n)?"
    r"|^<!-- (?P<directive>run|today): (?P<argument>[^\n]+) -->$",
    re.MULTILINE | re.DOTALL,
)
_SUBSTITUTION = re.compile(r"\$\((.*?)\)")
_COLOR = re.compile(r"\x1b\[[0-9;]*m")
_HOME = "/home/officer"
# The server of the examples is a folder beside the register.
_SSH = """#!/bin/sh
for command; do :; done
cd "$(dirname "$0")/server" && eval "$command"
"""


REGISTER = """\
smregister init desk --name "Register of official accounts" --custodian "Department of ICT" --country PG
cd desk
git remote add origin git@github.com:example-gov/register.git
git push --quiet --set-upstream origin main
smregister add agency pg-dict --set name="Department of ICT" --set type=department --set level=national \\
    --set jurisdiction=PG
"""
"""Commands that make a register with one agency."""
OFFICER = """\
smregister add account --agency pg-dict --set url=https://www.facebook.com/example.dict --set purpose="News and notices"
smregister appoint pg-dict --post "Social Media Officer" --officer "Mary Example" --role lead --number 12/2026 \\
    --date 2026-02-23 --signed-by Secretary --effective-from 2026-03-02
git add --all
git commit --quiet --message "The first account and its officer"
git push --quiet
"""
"""Commands that add an account and its officer, and merge them."""


def commands(code: str) -> Iterator[str]:
    """Yield the commands of a block of code; a line that ends in a backslash goes on."""
    for line in code.replace("\\\n", " ").split("\n"):
        if line.strip() and not line.startswith("#"):
            yield line


def shell_blocks(text: str) -> list[str]:
    """Return the blocks of code that are run."""
    return [match["code"] for match in _BLOCK.finditer(text) if match["language"] == "sh"]


class Shell:
    """A shell that knows `smregister`, `cd`, `>` and `$(...)`, and hands everything else to a real one."""

    def __init__(self, home: Path, *, color: bool = False) -> None:
        self.home, self._folder = home, home
        self._environment = environment() | {"LC_ALL": "C.UTF-8", "COLUMNS": str(COLUMNS), "TERM": "xterm-256color"}
        self._has_color = color
        self._set_today("2026-03-02")
        self._set_server()

    def moved(self, home: Path) -> Shell:
        """Return a shell with a copy of all files, in the same folder."""
        shutil.copytree(self.home, home, dirs_exist_ok=True)
        other = copy(self)
        other.home, other._folder = home, home / self._folder.relative_to(self.home)
        other._environment = self._environment | {"GIT_SSH": str(home / "ssh")}
        return other

    def run_page(self, text: str) -> str:
        """Run the commands of a page; return the page with their output."""
        return _BLOCK.sub(self._replace, text)

    def run_block(self, code: str) -> str:
        """Run a block of code; return its output."""
        return "".join(map(self.run, commands(code)))

    def run(self, line: str) -> str:
        """Run a command; return its output. Raises AssertionError if it fails."""
        words = shlex.split(_SUBSTITUTION.sub(self._substitute, line), comments=True)
        target = words[words.index(">") + 1] if ">" in words else None
        words = words[: words.index(">")] if target else words
        if words[0] == "cd":
            self._folder = (self._folder / words[1]).resolve()
            return ""
        with contextlib.ExitStack() as stack:
            terminal = stack.enter_context(Terminal(COLUMNS))
            output = stack.enter_context((self._folder / target).open("wb")).fileno() if target else terminal.number
            status = self._status(words, line, output, terminal.number)
        text = terminal.text.replace(str(self.home), _HOME)
        text = text if self._has_color else _strip(text)
        assert status == ("ends with 1" in line), f"{line}\n{text}"
        return text

    def _replace(self, match: re.Match[str]) -> str:
        if match["directive"] == "run":
            self.run(match["argument"])
        elif match["directive"] == "today":
            self._set_today(match["argument"])
        elif match["file"]:
            (self._folder / match["file"]).write_text(match["code"], "utf-8")
        elif match["language"] == "sh":
            output = self.run_block(match["code"])
            if match["output"] is not None:
                return f"```sh\n{match['code']}```\n\n```text\n{output}```\n"
        return match[0]

    def _set_today(self, day: str) -> None:
        self._now = datetime.fromisoformat(f"{day}T09:00:00")
        when = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), f"{day}T09:00:00Z")
        self._environment |= when

    def _set_server(self) -> None:
        ssh = self.home / "ssh"
        ssh.write_text(_SSH)
        ssh.chmod(0o755)
        self._environment |= {"GIT_SSH": str(ssh), "GIT_SSH_VARIANT": "simple"}
        self.run("git init --quiet --bare --initial-branch main server/example-gov/register.git")

    def _substitute(self, match: re.Match[str]) -> str:
        shell = ["bash", "-c", match[1]]
        finished = subprocess.run(shell, cwd=self._folder, capture_output=True, check=True, text=True)
        return shlex.quote(finished.stdout.strip())

    def _status(self, words: list[str], line: str, output: int, messages: int) -> int:
        if words[0] != "smregister":
            shell = ["bash", "-c", line]
            return subprocess.run(
                shell, cwd=self._folder, env=self._environment, stdout=output, stderr=messages, check=False
            ).returncode
        with Path(os.devnull).open("rb") as nothing, patch("smregister.cli.context.datetime", _clock(self._now)):
            return run_with_streams(self._folder, words[1:], [nothing.fileno(), output, messages], self._environment)


def _strip(text: str) -> str:
    """Remove colors, and the spaces at the ends of lines that they hide."""
    return re.sub(r" +$", "", _COLOR.sub("", text), flags=re.MULTILINE)


def _clock(moment: datetime) -> type[datetime]:
    """Return a class that takes a moment for now."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Clock:
            return cls.fromisoformat(moment.isoformat()).replace(tzinfo=tz)

    return Clock
