"""Official sites lie on government domains."""

from smregister.model import Problem, Severity
from smregister.register.register import Register, official_domains
from smregister.register.urls import AddressError, is_on, parse_url
from smregister.validation.rule import Problems, rule


@rule(Severity.WARNING)
def official_site_not_government(register: Register) -> Problems:
    """The official site of an account is not on a government domain.

    Any person can register another domain, so a page there proves nothing. Write a page on the agency's own domain. If
    the domain is official, add it to `domains` of the agency or the jurisdiction.
    """
    domains_of: dict[str | None, list[str]] = {}
    for account in register.accounts:
        site = account.official_site
        if site and account.agency not in domains_of:
            domains_of[account.agency] = official_domains(register, account.agency)
        domains = domains_of.get(account.agency, [])
        if site and domains:
            try:
                host = parse_url(site).host
            except AddressError as error:
                yield Problem(account.path, ("official_site",), f"the address can't be used: {error}")
                continue
            if not is_on(host, domains):
                message = f"`{host}` is not on a government domain: {', '.join(domains)}"
                yield Problem(account.path, ("official_site",), message)
