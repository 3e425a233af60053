"""Portals lie on government domains."""

from smregister.model import Problem, Severity
from smregister.register.portals import find_foreign_host
from smregister.register.register import Register, official_domains
from smregister.validation.rule import Problems, rule


@rule(Severity.ERROR)
def portal_not_government(register: Register) -> Problems:
    """A portal is not on a domain of its agency or its jurisdiction.

    Any person can register another domain and pose as the government there, and no platform checks who runs it. If the
    domain is official, the desk adds it to `domains` of the agency. A portal that was given up is closed, and needs no
    domain any more.
    """
    for account in register.accounts:
        host = find_foreign_host(register, account.record, account.handle or "")
        if host is not None and not account.has_ended:
            domains = ", ".join(official_domains(register, account.agency)) or "none is recorded"
            message = f"`{host}` is not on a government domain of its agency or jurisdiction ({domains})"
            yield Problem(account.path, ("handle",) if account.handle else (), message)
