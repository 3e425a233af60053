"""References that lead nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.model import Problem, Severity
from smregister.rule import rule
from smregister.suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smregister.register import Register


@rule(Severity.ERROR)
def dangling_reference(register: Register) -> Iterator[Problem]:
    """A record names another record that does not exist.

    Whoever follows the name finds nothing, and reports leave the record out. Correct the name, or
    add the record that is missing. A name without a slash is looked for in the same agency;
    write `agency/name` for a record of another one.
    """
    for record, field, pointer, name in register.sound_references:
        kind = field.reference or ""
        if register.find(kind, name, record.agency) is None:
            known = [_written(other, record.agency) for other in register.of_kind(kind)]
            message = f"there is no {kind} `{name}`{did_you_mean(name, known)}"
            yield Problem(record.path, pointer, message)


def _written(record_id: str, agency: str | None) -> str:
    return record_id.removeprefix(f"{agency}/")
