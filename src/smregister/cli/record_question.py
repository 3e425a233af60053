"""Question for the record that a command is about."""

from __future__ import annotations

from collections.abc import Callable

from smregister.cli.context import Context, load_record
from smregister.cli.prompts import Question
from smregister.model import Record


def record_question(
    context: Context, hint: str, *kinds: str, check: Callable[[Record], object] | None = None, key: str = "ID"
) -> Question:
    """Return the question for an existing record of some kinds, or of any.

    Args:
        check: Raises FatalError if the command is not for the record.
        key: The argument or option of the command.
    """
    snapshot = context.snapshot
    selected = [kind for name, kind in snapshot.kinds.items() if not kinds or name in kinds]
    ids = [record_id for kind in selected for record_id in snapshot.index.select(kind).ids]

    def parse(text: str) -> str:
        record = load_record(context, text)[0]
        if check:
            check(record)
        return text

    choices = dict.fromkeys(ids, "")
    return Question(
        key, "Record", f"{hint} Tab completes its id.", choices, required=True, parse=parse, lists_choices=False
    )
