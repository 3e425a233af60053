"""The output in the tutorial and the picture: `python -m tests.docs.tutorial --write` updates both."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.docs.pages import Shell
from tests.docs.terminal_svg import PICTURE, draw_terminal
from tests.registers import PROJECT

TUTORIAL = PROJECT / "docs/tutorial.md"


def main() -> None:
    """Run the tutorial; write it and the picture with `--write`, otherwise print it."""
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        text = Shell(Path(first)).run_page(TUTORIAL.read_text("utf-8"))
        if "--write" in sys.argv[1:]:
            TUTORIAL.write_text(text, "utf-8")
            PICTURE.write_text(draw_terminal(Path(second)), "utf-8")
        else:
            print(text, end="")


if __name__ == "__main__":
    main()
