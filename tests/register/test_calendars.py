"""Working days by the record of a jurisdiction, the library and proclamations."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smregister.errors import FatalError
from smregister.model import Record
from smregister.register.calendars import Calendar, Calendars
from smregister.register.register import Register

DAYS = st.dates(date(2001, 1, 1), date(2035, 12, 31))
PLACES = st.sampled_from(["MY-10", "MY-03", "ID-JK", "PG", "EX"])


def register(**jurisdictions: dict[str, object]) -> Register:
    records = {
        code: Record("jurisdiction", code, f"registry/jurisdictions/{code}.yaml", fields)  # type: ignore[arg-type]
        for name, fields in jurisdictions.items()
        for code in [name.replace("_", "-")]
    }
    return Register({}, {"jurisdiction": records}, date(2026, 1, 1))  # type: ignore[arg-type]


def proclaimed(*free: str, worked: tuple[str, ...] = ()) -> dict[str, object]:
    return {
        "extra_holidays": [{"date": day, "name": "Proclaimed"} for day in free],
        "extra_working_days": [{"date": day} for day in worked],
    }


@cache
def calendar(code: str) -> Calendar:
    weekends: dict[str, dict[str, object]] = {
        "EX": {"weekend": ["sunday"]},
        "MY-10": {"weekend": ["saturday", "sunday"]},
    }
    return Calendars(register(**{code.replace("-", "_"): weekends.get(code, {})})).of(code)


# Which days are worked.


@pytest.mark.parametrize(
    ("code", "day", "worked"),
    [
        ("ID-JK", "2018-03-16", True),
        ("ID-JK", "2018-03-17", False),  # Nyepi, a Saturday
        ("ID-JK", "2018-03-30", False),  # Good Friday
        ("ID-JK", "2018-06-12", False),  # joint leave, which binds offices only
        ("MY-03", "2026-01-02", False),  # Kelantan rests on Fridays
        ("MY-03", "2026-01-04", True),
        ("MY-01", "2024-12-27", False),  # and so did Johor, until the end of 2024
        ("MY-01", "2025-01-10", True),
        ("MY-10", "2026-01-02", True),
        ("MY-10", "2026-12-11", False),  # the birthday of Selangor's sultan, in no other state
        ("MY-14", "2026-12-11", True),
        ("PG", "2026-09-16", False),  # Independence Day
        ("EX", "2026-01-03", True),  # rests on Sundays only
        ("EX", "2026-01-04", False),
        ("VN", "2024-05-04", True),  # a Saturday, for the Monday before a holiday
        ("VN", "2024-05-11", False),
    ],
)
def test_each_jurisdiction_has_its_own_days(code: str, day: str, worked: bool) -> None:
    assert calendar(code).is_working_day(date.fromisoformat(day)) is worked


def test_the_weekend_of_the_record_overrides_the_library() -> None:
    calendars = Calendars(
        register(MY={"weekend": ["saturday", "sunday"]}, MY_03={"weekend": ["sunday"], "parent": "MY"})
    )
    assert calendars.of("MY-03").is_working_day(date(2026, 1, 2))
    assert calendars.of("MY-03").is_working_day(date(2026, 1, 3))
    assert not calendars.of("MY-03").is_working_day(date(2026, 1, 4))


def test_the_weekend_of_a_state_overrides_that_of_its_country() -> None:
    calendars = Calendars(register(MY={"weekend": ["saturday", "sunday"]}, MY_03={"parent": "MY"}))
    assert not calendars.of("MY-03").is_working_day(date(2026, 1, 2))


def test_a_proclaimed_day_of_the_nearest_jurisdiction_wins() -> None:
    country = {
        "weekend": ["saturday", "sunday"],
        "calendar": proclaimed("2026-03-03", "2026-03-04", worked=("2026-03-07",)),
    }
    state = {"parent": "EX", "calendar": proclaimed("2026-03-05", worked=("2026-03-04", "2026-03-08"))}
    both = Calendars(register(EX=country, EX_1=state))
    week = [date(2026, 3, day) for day in range(2, 9)]
    assert [both.of("EX").is_working_day(day) for day in week] == [True, False, False, True, True, True, False]
    assert [both.of("EX-1").is_working_day(day) for day in week] == [True, False, True, False, True, True, True]


def test_a_working_saturday_of_the_country_is_free_where_the_state_has_a_holiday() -> None:
    country = {"weekend": ["saturday", "sunday"], "calendar": proclaimed(worked=("2026-03-07", "2026-03-14"))}
    both = Calendars(register(EX=country, EX_1={"parent": "EX", "calendar": proclaimed("2026-03-07")}))
    saturdays = [date(2026, 3, day) for day in (7, 14, 21)]
    assert [both.of("EX").is_working_day(day) for day in saturdays] == [True, True, False]
    assert [both.of("EX-1").is_working_day(day) for day in saturdays] == [False, True, False]


def test_a_cancelled_holiday_is_worked() -> None:
    calendars = Calendars(register(ID={"weekend": ["sunday"], "calendar": proclaimed(worked=("2018-03-30",))}))
    assert calendars.of("ID").is_working_day(date(2018, 3, 30))


def test_jurisdictions_that_are_parts_of_one_another_end() -> None:
    calendars = Calendars(register(EX={"parent": "EX-1"}, EX_1={"parent": "EX", "weekend": ["friday"]}))
    assert not calendars.of("EX").is_working_day(date(2026, 1, 2))


@pytest.mark.parametrize(
    ("code", "note"),
    [
        ("PG", None),
        ("MY-10", None),
        ("ID-JK", None),
        ("MY-99", "public holidays of MY-99 itself are not known beyond those on record; those of its country are"),
        ("EX", "only weekends and the recorded public holidays of EX are taken into account"),
    ],
)
def test_unknown_holidays_are_noted(code: str, note: str | None) -> None:
    assert Calendars(register()).of(code).notes == ((note,) if note else ())


def test_a_holiday_by_the_moon_is_estimated() -> None:
    assert calendar("MY-10").is_estimated(date(2028, 2, 20), date(2028, 3, 1))
    unasked = Calendars(register(MY={"weekend": ["saturday", "sunday"]})).of("MY")
    assert unasked.is_estimated(date(2028, 2, 20), date(2028, 3, 1))
    assert not calendar("MY-10").is_estimated(date(2026, 2, 20), date(2026, 3, 1))
    assert not calendar("MY-10").is_estimated(date(2028, 3, 1), date(2028, 4, 1))
    assert not calendar("EX").is_estimated(date(2028, 1, 1), date(2028, 12, 31))


# Counting.


def test_ten_working_days_by_two_roads() -> None:
    assert calendar("MY-03").nth_working_day(date(2026, 3, 12), 10) == date(2026, 3, 30)
    assert calendar("MY-14").nth_working_day(date(2026, 3, 12), 10) == date(2026, 3, 30)


def test_how_late_a_letter_was() -> None:
    jakarta, deadline = calendar("ID-JK"), date(2018, 3, 16)
    assert jakarta.working_days(deadline, date(2018, 3, 16)) == 0
    assert jakarta.working_days(deadline, date(2018, 3, 18)) == 0
    assert jakarta.working_days(deadline, date(2018, 3, 20)) == 2
    assert jakarta.working_days(deadline, date(2018, 3, 2)) == 0
    assert jakarta.working_days(date(2018, 12, 31), date(2019, 1, 2)) == 1


@given(PLACES, DAYS, st.integers(1, 60))
def test_a_due_day_is_the_last_of_so_many_working_days(code: str, start: date, number: int) -> None:
    due = calendar(code).nth_working_day(start, number)
    days = [start + timedelta(days=n) for n in range(1, (due - start).days + 1)]
    assert calendar(code).is_working_day(due)
    assert sum(map(calendar(code).is_working_day, days)) == number
    assert calendar(code).working_days(start, due) == number
    assert calendar(code).nth_working_day(start, number + 1) > due


@given(DAYS, st.integers(1, 30), st.lists(st.integers(0, 60), max_size=10))
def test_a_new_holiday_never_brings_a_due_day_forward(start: date, number: int, offsets: list[int]) -> None:
    free = [(start + timedelta(days=offset)).isoformat() for offset in offsets]
    ruled = Calendars(register(EX={"weekend": ["sunday"], "calendar": proclaimed(*free)})).of("EX")
    assert ruled.nth_working_day(start, number) >= calendar("EX").nth_working_day(start, number)


@given(PLACES, DAYS, DAYS, DAYS)
def test_counts_add_up(code: str, one: date, two: date, three: date) -> None:
    first, middle, last = sorted((one, two, three))
    count = calendar(code).working_days
    assert count(first, last) == count(first, middle) + count(middle, last)
    assert count(last, first) == 0


def test_a_jurisdiction_without_working_days_is_an_error() -> None:
    idle = Calendars(
        register(EX={"weekend": ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]})
    )
    with pytest.raises(FatalError, match="`EX` has no working day in 2026; check its `weekend` and `calendar`"):
        idle.of("EX").nth_working_day(date(2026, 1, 1))
    assert idle.of("EX").working_days(date(2026, 1, 1), date(2027, 1, 1)) == 0


def test_the_last_day_of_all() -> None:
    with pytest.raises(FatalError, match="no working day in 9999"):
        calendar("EX").nth_working_day(date(9999, 12, 31))
    assert calendar("EX").working_days(date(9999, 12, 30), date(9999, 12, 31)) == 1
