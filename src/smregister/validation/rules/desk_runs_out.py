"""Days on which the desk has no member."""

from smregister.appointments.mandates import desk_mandates
from smregister.dates import first_gap, shift_day
from smregister.model import Problem, Severity
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule

_NOTICE_DAYS = 90


@rule(Severity.WARNING)
def desk_runs_out(register: Register) -> Problems:
    """Within 90 days, the desk will have no member.

    From then on no person can approve a change, not even one that adds a member. Add a successor to `desk`, or
    write a later last day (`until`).
    """
    for record in register.valid("register"):
        members = [mandate.dates for mandate in desk_mandates(record)]
        gap = first_gap(members, register.day.isoformat()) if members else None
        if gap and gap.start:
            since = shift_day(gap.start, -_NOTICE_DAYS) or ""
            until = (shift_day(gap.end, 1) or "") if gap.end else ""
            days = f"from {gap.start} to {gap.end}" if gap.end else f"from {gap.start} on"
            yield Problem(record.path, ("desk",), f"the desk has no member {days}; add one", since, until)
