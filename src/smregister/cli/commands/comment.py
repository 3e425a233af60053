"""`comment`: a review as a comment on its pull request."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smregister.cli.console import print_result
from smregister.cli.paths import read_limited
from smregister.output.review_comment import format_comment
from smregister.review.review_file import LONGEST, read_review


def comment(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `review` has written with --keep or --json.")],
) -> None:
    """Write a review as a comment on its proposal.

    The file is read as text that the change's author may have written: nothing in it becomes
    markup, a mention or a link. Needs no register.

    \b
    Examples:
      smregister comment review.json
    """
    print_result(format_comment(read_review(read_limited(file, LONGEST).decode("utf-8", "replace"))))
