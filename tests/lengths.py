"""How many examples tests try: few by default, many with `--long`."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings

LONG = "long"
"""The profile of hypothesis that `--long` loads, and the mark of the tests that go by it."""

SHORT = "short"
"""The profile without `--long`: the same few examples every time."""

# How long an example takes depends on what else the machine does.
_UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

settings.register_profile(SHORT, _UNHURRIED, max_examples=20, derandomize=True)
settings.register_profile(LONG, _UNHURRIED, max_examples=500, print_blob=True)
# Under mutants it matters whether a test fails, not on how small an example.
settings.register_profile("mutants", _UNHURRIED, max_examples=30, phases=[Phase.explicit, Phase.generate])


def count(few: int, many: int) -> int:
    """Return how many examples a test tries that makes them itself; such a test has the mark `long`."""
    return many if settings.default is settings.get_profile(LONG) else few
