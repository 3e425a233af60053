"""Mailboxes of the government lie on its domains."""

from collections.abc import Iterator

from smregister.model import Problem, Record, Severity
from smregister.records.kinds import ANY_ITEM, Route, values_at
from smregister.register.register import Register, official_domains
from smregister.register.urls import is_on
from smregister.validation.rule import Problems, rule

_OFFICER: Route = ("officer", "email")
_MAILBOXES: dict[str, tuple[Route, ...]] = {
    "account": (("contact_email",), ("recovery_email",)),
    "agency": (("contact_email",),),
    "appointment": (_OFFICER,),
    "register": (("contact",), ("desk", ANY_ITEM, "email")),
}
# Providers of mailboxes for persons: under any ending, such as `yahoo.com.my`, and by their whole domain.
_PROVIDERS = frozenset(
    ("gmail", "gmx", "googlemail", "hotmail", "protonmail", "rocketmail", "yahoo", "yandex", "ymail")
)
_DOMAINS = frozenset(
    (
        *("126.com", "163.com", "aol.com", "hey.com", "icloud.com", "live.com", "mac.com", "mail.com", "mail.ru"),
        *("me.com", "msn.com", "outlook.com", "pm.me", "proton.me", "qq.com", "tuta.io", "tutanota.com"),
    )
)


@rule(Severity.WARNING)
def email_not_government(register: Register) -> Problems:
    """An official mailbox is not the government's own.

    A personal mailbox stays with the person when the appointment ends, and with it the account that it can recover.
    Write the address of the office. If the domain of an officer's address is official, add it to `domains` of the
    agency or the jurisdiction.
    """
    for kind, routes in _MAILBOXES.items():
        for record in register.valid(kind):
            for route in routes:
                yield from _check(register, record, route)


def _check(register: Register, record: Record, route: Route) -> Iterator[Problem]:
    domains = official_domains(register, record.agency) if route == _OFFICER else []
    for pointer, value in values_at(record.data, route):
        domain = str(value).rpartition("@")[2].casefold()
        # The messages do not have the address, which may be private.
        if domains and not is_on(domain, domains):
            yield Problem(record.path, pointer, f"the address is not on a government domain: {', '.join(domains)}")
        elif domain in _DOMAINS or domain.partition(".")[0] in _PROVIDERS:
            yield Problem(record.path, pointer, "this is a personal mailbox; write the address of the office")
