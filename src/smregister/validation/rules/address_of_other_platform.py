"""The address is on the platform that the record names."""

from smregister.model import Problem, Severity
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule


@rule(Severity.ERROR)
def address_of_other_platform(register: Register) -> Problems:
    """The address of an account is not on the record's platform.

    A citizen who follows the address may reach a stranger. Correct `platform` or `url`. Only hosts in the platform's
    record are accepted: `eviltwitter.com` is not `twitter.com`.
    """
    for address in register.account_addresses:
        platform, host = address.platform, address.host
        if host is None or platform.owns(host):
            continue
        owners = register.platforms.at(host)
        if owners or not platform.any_host:
            owned = " or ".join(owner.title for owner in owners) or "no platform of this register"
            hosts = " or ".join(platform.hosts[:3]) or "a host of its own"
            message = f"`{host}` is on {owned}; addresses on {platform.title} begin with {hosts}"
            yield Problem(address.record.path, ("url",), message)
