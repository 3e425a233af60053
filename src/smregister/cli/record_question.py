"""Question for the record that a command is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from smregister.cli.context import Context, load_record
from smregister.cli.prompts import Question
from smregister.model import Record
from smregister.records.kinds import Kind


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

    def parse(text: str) -> str:
        record = load_record(context, text)[0]
        if check:
            check(record)
        return text

    choices = dict(row for kind in reversed(selected) for row in _labels(context, kind))
    hint = f"{hint} Type its id or name, or the beginning of either. Tab completes it."
    return Question(key, "Record", hint, choices, required=True, parse=parse, lists_choices=False)


def _labels(context: Context, kind: Kind) -> Iterator[tuple[str, str]]:
    """Yield the ids of a kind, with the label of each where the index has it."""
    fields = [kind.label] if kind.label in kind.columns else []
    for record_id, *texts in context.snapshot.index.select(kind, fields).rows(fields):
        yield record_id, "".join(texts)
