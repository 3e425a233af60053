"""Platforms do what their examples say."""

from __future__ import annotations

from smregister.model import Problem, Record, Severity
from smregister.register.platforms import Platform
from smregister.register.register import Register
from smregister.register.urls import AddressError
from smregister.validation.rule import Problems, rule


@rule(Severity.ERROR)
def platform_example_fails(register: Register) -> Problems:
    """An example in a platform's record does not come out as it says.

    The examples are the tests of the platform's rules: while one fails, addresses on the platform
    are read wrongly. Correct the rule or the example.
    """
    for record in register.valid("platform"):
        platform = register.platforms.get(record.name)
        if record.name in register.platforms.unusable:
            reason = register.platforms.unusable[record.name]
            yield Problem(record.path, ("addresses",), f"no example can be tried: {reason}")
        for number in range(len(record.items("examples"))):
            fault = _fault(platform, record, number) if platform else None
            if fault:
                yield Problem(record.path, ("examples", number, "address"), fault)


def _fault(platform: Platform, record: Record, number: int) -> str | None:
    refused = record.value("examples", number, "refused") is True
    try:
        named = platform.read_text(record.text("examples", number, "address") or "")
    except AddressError as error:
        return None if refused else f"this should name an account, but {error}"
    if refused:
        return f"this should be refused, but names `{named.handle or named.platform_id}`"
    found = {
        "handle": named.handle,
        "platform_id": named.platform_id,
        "canonical": platform.address(named.handle, named.platform_id),
    }
    for name, value in found.items():
        wanted = record.text("examples", number, name)
        if wanted is not None and wanted != value:
            return f"`{name}` should be `{wanted}`, but is `{value}`"
    return None
