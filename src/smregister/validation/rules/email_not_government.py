"""E-mail addresses lie on government domains."""

import re
from collections.abc import Iterator

from smregister.model import Pointer, Problem, Record, Severity
from smregister.register.register import Register, official_domains
from smregister.register.urls import is_on
from smregister.validation.rule import Problems, rule

_MAILBOXES: tuple[tuple[str, Pointer], ...] = (
    ("appointment", ("officer", "email")),
    ("account", ("contact_email",)),
    ("account", ("recovery_email",)),
    ("agency", ("contact_email",)),
)
# Providers of mailboxes for everybody, under any country's ending.
_PERSONAL = re.compile(
    r"(?:gmail|googlemail|yahoo|ymail|rocketmail|hotmail|outlook|live|msn|icloud|me|aol|gmx|proton|protonmail|pm|tutanota"
    r"|fastmail|zoho|rediffmail|yandex|qq|163|126|naver)\.(?:com|co|net|org|[a-z]{2})(?:\.[a-z]{2})?|mail\.ru|web\.de"
)


@rule(Severity.WARNING)
def email_not_government(register: Register) -> Problems:
    """The e-mail address of an officer, an agency or an account is not on a government domain.

    A private mailbox stays with the person when the appointment ends, and whoever has an account's recovery mailbox has
    the account. Write the address of the office. If the domain is official, add it to `domains` of the agency or the
    jurisdiction.
    """
    for record, pointer in _find_mailboxes(register):
        host = (record.text(*pointer) or "").rpartition("@")[2].casefold()
        domains = official_domains(register, record.agency)
        # The messages do not have the address, which may be private.
        if host and domains and not is_on(host, domains):
            yield Problem(record.path, pointer, f"the address is not on a government domain: {', '.join(domains)}")
        elif host and not domains and _PERSONAL.fullmatch(host):
            yield Problem(record.path, pointer, "the address is a personal mailbox; write the address of the office")


def _find_mailboxes(register: Register) -> Iterator[tuple[Record, Pointer]]:
    for kind, pointer in _MAILBOXES:
        yield from ((record, pointer) for record in register.valid(kind))
