"""Date ranges with open ends, and days beside others."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from smregister.dates import ALWAYS, DateRange, day_before, earliest, first_gap, shift_day

DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 9)).map(date.isoformat)
RANGES = st.builds(DateRange, st.none() | DAYS, st.none() | DAYS)
EVERY = [(date(2026, 1, 1) + timedelta(days=number)).isoformat() for number in range(9)]


def days_of(dates: DateRange) -> set[str]:
    return {day for day in EVERY if (dates.start or "") <= day <= (dates.end or "9999-12-31")}


@given(RANGES)
def test_a_range_contains_both_its_ends(dates: DateRange) -> None:
    assert {day for day in EVERY if dates.contains(day)} == days_of(dates)
    assert [day for day in EVERY if dates.ended_before(day)] == [day for day in EVERY if dates.end and day > dates.end]


@given(RANGES, RANGES)
def test_ranges_that_lie_within_others_or_overlap_share_days(one: DateRange, other: DateRange) -> None:
    assert one.within(ALWAYS)
    if one.within(other):
        assert days_of(one) <= days_of(other)
    if days_of(one) and days_of(other):
        assert one.overlaps(other) == bool(days_of(one) & days_of(other))


@given(st.lists(RANGES, max_size=4), DAYS)
def test_the_first_gap_is_the_first_days_that_no_range_contains(ranges: list[DateRange], day: str) -> None:
    gap = first_gap(ranges, day)
    covered = set().union(*map(days_of, ranges))
    free = [other for other in EVERY if other >= day and other not in covered]
    assert free[:1] == [other for other in EVERY if gap and other == gap.start]
    if gap and gap.end:
        assert not covered & days_of(gap)
        assert (shift_day(gap.end, 1) or "") in covered


def test_an_open_end_and_the_last_day_of_the_calendar_cover_each_other() -> None:
    assert ALWAYS.within(DateRange(None, "9999-12-31"))
    assert not ALWAYS.within(DateRange(None, "9999-12-30"))


def test_the_calendar_has_a_first_day_and_a_last_one() -> None:
    assert (shift_day("9999-12-31", 1), shift_day("0001-01-01", -1), shift_day("2026-02-30", 1)) == (None, None, None)
    assert (shift_day("2026-02-28", 1), day_before("2024-03-01")) == ("2026-03-01", "2024-02-29")
    assert day_before("0001-01-01") < "0001-01-01"
    assert (earliest("2026-01-02", "2026-01-01"), earliest("", None)) == ("2026-01-01", None)
