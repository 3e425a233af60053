"""One account, one record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.model import Problem, Severity
from smregister.register import has_ended
from smregister.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smregister.model import Record
    from smregister.register import Register


@rule(Severity.ERROR)
def duplicate_account(register: Register) -> Iterator[Problem]:
    """Two records are about the same account.

    Handles are compared as the platform compares them (case, and on Facebook full stops, do not
    count), platform ids as they are, and former handles too, since a freed handle stays ours to
    watch. Keep one record. An account that moved to another agency keeps its old record with the
    status `transferred` and names the new one in `replaced_by`.
    """
    for (_, form, value), uses in register.accounts_by_key.items():
        records = {record.path: record for record, _ in uses}
        if len(records) > 1:
            for record, pointer in uses:
                others = [other for other in records.values() if other.path != record.path]
                twins = [other.id for other in others if not _hands_over(register, record, other)]
                if twins:
                    what = "platform id" if form == "id" else "handle"
                    message = f"the {what} `{value}` is also that of {', '.join(f'`{twin}`' for twin in sorted(twins))}"
                    yield Problem(record.path, pointer, message)


def _hands_over(register: Register, one: Record, other: Record) -> bool:
    return any(
        has_ended(before) and register.find("account", before.text("replaced_by") or "", before.agency) is after
        for before, after in ((one, other), (other, one))
    )
