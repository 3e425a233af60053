"""Examples of platforms with another result."""

from smregister.model import Problem, Record, Severity
from smregister.register.platforms import Platform
from smregister.register.register import Register
from smregister.register.urls import AddressError
from smregister.validation.rule import Problems, rule


@rule(Severity.ERROR)
def platform_example_fails(register: Register) -> Problems:
    """An example in a platform's record has another result than it expects.

    Examples test the platform's rules: while one fails, addresses may be read wrongly. Correct the rule or the example.
    """
    for record in register.valid("platform"):
        platform, reason = register.platforms.get(record.name), register.platforms.error_of(record.name)
        if reason:
            yield Problem(record.path, ("addresses",), f"examples can't be tested: {reason}")
        for number in range(len(record.items("examples"))):
            error = _example_error(platform, record, number) if platform else None
            if error:
                yield Problem(record.path, ("examples", number, "address"), error)


def _example_error(platform: Platform, record: Record, number: int) -> str | None:
    refused = record.value("examples", number, "refused") is True
    try:
        name = platform.read_text(record.text("examples", number, "address") or "")
    except AddressError as error:
        return None if refused else f"this should name an account, but {error}"
    if refused:
        return f"this should be rejected, but names `{name.handle or name.platform_id}`"
    actual = {
        "handle": name.handle,
        "platform_id": name.platform_id,
        "canonical": platform.address(name.handle, name.platform_id),
    }
    for field, value in actual.items():
        expected = record.text("examples", number, field)
        if expected is not None and expected != value:
            return f"`{field}` should be `{expected}`, but is `{value}`{_hint(record, field)}"
    return None


def _hint(record: Record, field: str) -> str:
    """Return what a record lacks whose addresses have no beginning."""
    host = next(iter(record.texts("hosts")), None)
    lacks = field == "canonical" and host and record.value("canonical") is None
    return f"; set `canonical`, such as `canonical: https://{host}`" if lacks else ""
