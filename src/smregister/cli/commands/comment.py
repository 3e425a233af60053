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
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A review, written by `smregister review --keep FILE`.")],
) -> None:
    """Format a review as a comment on its pull request.

    Text in the review becomes no markup, mention or link, as the author of the change may have written it. The
    command needs no register.

    \b
    Examples:
      smregister comment review.json
    """
    print_result(format_comment(read_review(read_limited(file, LONGEST).decode("utf-8", "replace"))))
