"""Personal data of removed officers."""

from smregister.appointments.officers import REMOVED, personal_values
from smregister.model import Problem, Severity
from smregister.pointers import format_dotted
from smregister.records.views import Appointment
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule

# The notes on the person are gone with the person. Other notes may have been added since.
_FREE = ("notes",)


@rule(Severity.ERROR)
def erased_officer_named(register: Register) -> Problems:
    """The officer was removed from an appointment, but the record still has personal details.

    The officer was promised that they would be erased; a merge or an import may have restored them. Remove them:
    `smregister edit ID --unset FIELD`.
    """
    for record in register.valid("appointment"):
        if record.value(*REMOVED) is not None:
            on = Appointment(record).officer.removed.date
            for pointer in personal_values(record, register.kinds["appointment"]):
                if pointer != _FREE:
                    message = f"the officer was removed on {on}; remove `{format_dotted(pointer)}`, too"
                    yield Problem(record.path, pointer, message)
