"""Official sites lie on government domains."""

from smregister.model import Problem, Severity
from smregister.register.register import Register, official_domains
from smregister.register.urls import AddressError, is_on, parse_url
from smregister.validation.rule import Problems, rule


@rule(Severity.WARNING)
def official_site_not_government(register: Register) -> Problems:
    """An account's official site is on no domain of its government.

    Any person can register another domain, so a page there proves nothing. Give a page on the agency's
    own domain; if the domain is the government's, add it to `domains` of the agency or jurisdiction.
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
                message = f"`{host}` is on none of the government's domains: {', '.join(domains)}"
                yield Problem(account.path, ("official_site",), message)
