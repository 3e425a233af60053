"""A picture of a terminal, made from the real output of a few commands."""

from __future__ import annotations

import io
import re
from pathlib import Path

from rich.console import Console
from rich.text import Text
from tests.docs.shell import COLUMNS, REGISTER, Shell
from tests.registers import PROJECT

PICTURE = PROJECT / "docs/assets/terminal.svg"
_FONTS = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"

_SHOWN = """\
smregister add account --agency pg-dict --set url=https://m.facebook.com/example.dict/ --set purpose="News and notices"
smregister check https://www.facebook.com/example.dict
smregister edit pg-dict/facebook-example-dict --set status=activ # ends with 1
smregister report appointments
smregister submit
"""


def draw_terminal(home: Path) -> str:
    """Run the commands with colors in an empty folder; return an SVG that loads nothing from elsewhere."""
    shell = Shell(home, color=True)
    shell.run_block(REGISTER)
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), highlight=False)
    for number, line in enumerate(_SHOWN.splitlines()):
        command = line.partition(" # ")[0]
        console.print(Text.assemble("\n" if number else "", ("$ ", "bold green"), (command, "bold")))
        console.print(Text.from_ansi(shell.run(line).rstrip("\n")))
    return _use_local_fonts(console.export_svg(title="smregister", unique_id="terminal"))


def _use_local_fonts(svg: str) -> str:
    svg = re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    svg = re.sub(r"font-family: [^;]+;", f"font-family: {_FONTS};", svg)
    return "".join(f"{line.rstrip()}\n" for line in svg.splitlines())
