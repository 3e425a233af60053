"""Waivers that excuse from the same clause on the same days."""

from smregister.dates import shift_day
from smregister.model import Problem, Record, Severity
from smregister.register.register import Register
from smregister.standards.waivers import account_of, last_day, length_error
from smregister.validation.rule import Problems, rule


@rule(Severity.WARNING)
def overlapping_waivers(register: Register) -> Problems:
    """Two waivers excuse the same account, or the same agency, from the same clause on the same days.

    One of them is needless, and when the other is closed, the clause seems to count again. Close one
    (`smregister close`, with the reason), or let the newer one begin when the older one is over.
    """
    longest: dict[tuple[str | None, ...], Record] = {}
    for record in sorted(register.valid("waiver"), key=lambda waiver: (waiver.text("from") or "", waiver.id)):
        begin, end = record.text("from") or "", last_day(record)
        if begin > end or length_error(record):
            continue
        excuse = (record.agency, account_of(record), record.text("standard"), record.text("clause"))
        before = longest.setdefault(excuse, record)
        if before is not record and begin <= last_day(before):
            message = f"`{before.id}` excuses from the same clause until {last_day(before)}"
            over = shift_day(min(end, last_day(before)), 1)
            yield Problem(record.path, ("from",), message, until=over or "")
        longest[excuse] = max(before, record, key=last_day)
