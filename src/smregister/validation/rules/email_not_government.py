"""Officers' addresses lie on government domains."""

from smregister.model import Problem, Severity
from smregister.register.register import Register, official_domains
from smregister.register.urls import is_on
from smregister.validation.rule import Problems, rule


@rule(Severity.WARNING)
def email_not_government(register: Register) -> Problems:
    """The e-mail address of an officer is not on a government domain.

    A private mailbox stays with the person when the appointment ends. Write the
    address of the office. If the domain is official, add it to `domains` of the agency or the jurisdiction.
    """
    for appointment in register.appointments:
        email = appointment.record.text("officer", "email")
        domains = official_domains(register, appointment.agency) if email else []
        if email and domains and not is_on(email.rpartition("@")[2].casefold(), domains):
            # The message does not have the address, which is private.
            message = f"the address is not on a government domain: {', '.join(domains)}"
            yield Problem(appointment.path, ("officer", "email"), message)
