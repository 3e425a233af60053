"""Answers to give again, from the findings of a proposal."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from itertools import chain

from smregister.cli.prompts import Answers, InconsistentAnswersError
from smregister.model import Finding, Pointer
from smregister.pointers import format_pointer


def require_valid_answers(answers: Answers, errors: Iterable[Finding], path: str) -> None:
    """Raise InconsistentAnswersError if there are errors at answered fields of a record."""
    keys = {error: _keys_at(error.pointer, answers) for error in errors if error.path == path and error.pointer}
    if any(keys.values()):
        messages = (error.message for error in keys if keys[error])
        raise InconsistentAnswersError("\n".join(messages), chain(_ends(answers), *keys.values()))


def _ends(answers: Answers) -> list[Hashable]:
    """Return the key of the answer that no other field is wanted; an error may be a missing one."""
    return [key for key, value in answers.items() if value is None and str(key).startswith("field ")]


def _keys_at(pointer: str, answers: Answers) -> list[Pointer]:
    """Return the keys of the answers at, above or below a pointer of a finding."""
    pointers = {key: format_pointer(key) for key in answers if isinstance(key, tuple)}
    return [
        key
        for key, other in pointers.items()
        if f"{pointer}/".startswith(f"{other}/") or other.startswith(f"{pointer}/")
    ]
