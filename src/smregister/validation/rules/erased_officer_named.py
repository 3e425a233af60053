"""Officers who were removed, and are named all the same."""

from __future__ import annotations

from smregister.appointments.officers import REMOVED, personal_values
from smregister.model import Problem, Severity
from smregister.pointers import format_dotted
from smregister.records.views import Appointment
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule

# What was noted of the person went with the person; something else may be noted since.
_FREE = ("notes",)


@rule(Severity.ERROR)
def erased_officer_named(register: Register) -> Problems:
    """An appointment tells that its officer was removed, and still, or again, says who it was.

    Somebody was promised to be forgotten; a merge or an import may have brought the words back. Take them out:
    `smregister edit ID --unset FIELD`.
    """
    for record in register.valid("appointment"):
        if record.value(*REMOVED) is not None:
            on = Appointment(record).officer.removed.date
            for place in personal_values(record, register.kinds["appointment"]):
                if place != _FREE:
                    yield Problem(
                        record.path, place, f"the officer was removed on {on}; `{format_dotted(place)}` is to go, too"
                    )
