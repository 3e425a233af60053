"""Waivers that excuse from the same clause on the same days."""

from smregister.dates import shift_day
from smregister.model import Problem, Record, Severity
from smregister.register.register import Register
from smregister.standards.waivers import account_of, last_day, length_error
from smregister.validation.rule import Problems, rule


@rule(Severity.WARNING)
def overlapping_waivers(register: Register) -> Problems:
    """Two waivers cover the same clause and the same account or agency on the same days.

    One of them is not needed, and closing the other has no effect. Close one (`smregister close`, with a reason), or
    let the newer one begin after the older one ends.
    """
    longest: dict[tuple[str | None, ...], Record] = {}
    for record in sorted(register.valid("waiver"), key=lambda waiver: (waiver.text("from") or "", waiver.id)):
        begin, end = record.text("from") or "", last_day(record)
        if begin > end or length_error(record):
            continue
        excuse = (record.agency, account_of(record), record.text("standard"), record.text("clause"))
        before = longest.setdefault(excuse, record)
        if before is not record and begin <= last_day(before):
            message = f"`{before.id}` covers the same clause until {last_day(before)}"
            over = shift_day(min(end, last_day(before)), 1)
            yield Problem(record.path, ("from",), message, until=over or "")
        longest[excuse] = max(before, record, key=last_day)
