"""The output in the pages and the picture: `python -m tests.docs.tutorial --write` updates them."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.docs.shell import OFFICER, REGISTER, Shell
from tests.docs.terminal_svg import PICTURE, draw_terminal
from tests.registers import PROJECT

TUTORIAL = PROJECT / "docs/tutorial.md"
GUIDES = sorted(PROJECT.glob("docs/how-to/*.md"))


def guide_shell(home: Path) -> Shell:
    """Return a shell in the register that the guides begin with."""
    shell = Shell(home)
    shell.run_block(REGISTER + OFFICER)
    return shell


def _updated(home: Path) -> Iterator[tuple[Path, str]]:
    yield TUTORIAL, Shell(_made(home / "tutorial")).run_page(TUTORIAL.read_text("utf-8"))
    start = guide_shell(_made(home / "guides"))
    for page in GUIDES:
        yield page, start.moved(home / page.stem).run_page(page.read_text("utf-8"))
    yield PICTURE, draw_terminal(_made(home / "picture"))


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def main() -> None:
    """Run the pages; write those that changed with `--write`, otherwise name them."""
    with tempfile.TemporaryDirectory() as home:
        for path, text in _updated(Path(home)):
            if path.exists() and path.read_text("utf-8") == text:
                continue
            print(path.relative_to(PROJECT))
            if "--write" in sys.argv[1:]:
                path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
