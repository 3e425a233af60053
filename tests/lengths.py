"""Numbers of examples in tests: few by default, many with `--long`."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings

LONG = "long"
"""The Hypothesis profile of `--long`, and the mark of the tests that use it."""

ONLY_LONG = "only_long"
"""The mark of tests that repeat others at full size or in other surroundings; they run with `--long` only."""

SHORT = "short"
"""The profile without `--long`: the same few examples every time."""

# The time of an example depends on the load of the machine.
_NO_DEADLINE = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

settings.register_profile(SHORT, _NO_DEADLINE, max_examples=10, derandomize=True)
settings.register_profile(LONG, _NO_DEADLINE, max_examples=500, print_blob=True)
# For mutants it matters whether a test fails, not how small its example is.
settings.register_profile("mutants", _NO_DEADLINE, max_examples=30, phases=[Phase.explicit, Phase.generate])


def count(few: int, many: int) -> int:
    """Return the number of examples of a test without Hypothesis; it needs the mark `long`."""
    return many if settings.default is settings.get_profile(LONG) else few
