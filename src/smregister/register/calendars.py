"""Working days of a jurisdiction: its weekend and its holidays."""

from __future__ import annotations

from bisect import bisect_right
from calendar import isleap
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from smregister.dates import parse_day
from smregister.errors import FatalError
from smregister.model import Record
from smregister.register.register import Register, jurisdiction_and_above
from smregister.text import Message as _

if TYPE_CHECKING:
    from holidays import HolidayBase

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SATURDAY_AND_SUNDAY = frozenset({5, 6})
_FOR_OFFICES = {"public", "government"}
# The library's mark, in English, of a day that follows the moon and is not proclaimed yet.
_ESTIMATED = "estimated"


class _Year(NamedTuple):
    worked: list[date]
    estimated: list[date]


class _Published(NamedTuple):
    """Holidays in the library; `exact` if the jurisdiction's own, not its country's."""

    days: HolidayBase
    exact: bool


class Calendar:
    """The working days of a jurisdiction, with `notes` on unknown holidays."""

    def __init__(self, name: str, records: Sequence[Record], published: _Published | None) -> None:
        self.name = name
        self.notes = tuple(_gaps(name, published))
        self._published = None if published is None else published.days
        self._weekend = _weekend(records, published)
        self._worked, self._free = _proclaimed(records)
        self._years: dict[int, _Year] = {}

    def is_working_day(self, day: date) -> bool:
        """Return whether a day is a working day; the register goes before the library."""
        if day in self._worked or day in self._free:
            return day in self._worked
        # Only a query for a day makes the library load that year's holidays and `weekend_workdays`.
        is_holiday = self._published is not None and day in self._published
        if self._is_weekend(day):
            return self._published is not None and day in self._published.weekend_workdays
        return not is_holiday

    def nth_working_day(self, day: date, number: int = 1) -> date:
        """Return the last of so many working days; that of receipt is not counted.

        Raises FatalError if a year has no working day.
        """
        for year in range(day.year, date.max.year + 1):
            worked = self._year(year).worked
            ahead = worked[bisect_right(worked, day) :]
            if number <= len(ahead):
                return ahead[number - 1]
            number -= len(ahead)
            if not worked:
                break
        raise FatalError(f"`{self.name}` has no working day in {year}; check its `weekend` and `calendar`")

    def working_days(self, after: date, until: date) -> int:
        """Count the working days after a day, including the last; none if earlier."""
        return self._count(after, until, lambda year: year.worked)

    def is_estimated(self, after: date, until: date) -> bool:
        """Return whether a holiday among these days is estimated, not proclaimed."""
        return self._count(after, until, lambda year: year.estimated) > 0

    def _count(self, after: date, until: date, days_of: Callable[[_Year], list[date]]) -> int:
        years = (days_of(self._year(number)) for number in range(after.year, until.year + 1))
        return max(0, sum(bisect_right(days, until) - bisect_right(days, after) for days in years))

    def _year(self, number: int) -> _Year:
        if number not in self._years:
            first = date(number, 1, 1)
            days = [first + timedelta(days) for days in range(365 + isleap(number))]
            worked, estimated = filter(self.is_working_day, days), filter(self._is_estimated_holiday, days)
            self._years[number] = _Year([*worked], [*estimated])
        return self._years[number]

    def _is_estimated_holiday(self, day: date) -> bool:
        return self._published is not None and _ESTIMATED in (self._published.get(day) or "")

    def _is_weekend(self, day: date) -> bool:
        if self._weekend is None:
            # In the library, this method alone distinguishes parts of a country and years.
            return self._published is not None and self._published.is_weekend(day)
        return day.weekday() in self._weekend


class Calendars:
    """The calendars of a register's jurisdictions, each created when it is needed.

    With `recorded_only` the library is not used: the results then depend on the register alone.
    """

    def __init__(self, register: Register, *, recorded_only: bool = False) -> None:
        self._register = register
        self._recorded_only = recorded_only
        self._calendars: dict[str, Calendar] = {}

    def of(self, jurisdiction: str) -> Calendar:
        """Return the calendar of a jurisdiction by records and the library."""
        if jurisdiction not in self._calendars:
            records = [*jurisdiction_and_above(self._register, jurisdiction)]
            published = None if self._recorded_only else _published(jurisdiction)
            self._calendars[jurisdiction] = Calendar(jurisdiction, records, published)
        return self._calendars[jurisdiction]


def _weekend(records: Iterable[Record], published: _Published | None) -> frozenset[int] | None:
    """Return the weekend days of the nearest record; None for the library's.

    The library goes first if it has the jurisdiction itself, whose own record has none: weekends have changed.
    """
    for number, record in enumerate(records):
        days = [_WEEKDAYS.index(name) for name in record.texts("weekend") if name in _WEEKDAYS]
        if days:
            return frozenset(days)
        if number == 0 and published is not None and published.exact:
            return None
    return _SATURDAY_AND_SUNDAY


def _proclaimed(records: Sequence[Record]) -> tuple[set[date], set[date]]:
    """Return the proclaimed working days and holidays; the nearest record decides."""
    worked, free = set[date](), set[date]()
    for record in reversed(records):
        rest, work = (_days_at(record, name) for name in ("extra_holidays", "extra_working_days"))
        free = (free | rest) - work
        worked = (worked - rest) | work
    return worked, free


def _days_at(record: Record, name: str) -> set[date]:
    texts = (record.text("calendar", name, number, "date") for number in range(len(record.items("calendar", name))))
    return {day for text in texts if text and (day := parse_day(text))}


def _published(code: str) -> _Published | None:
    """Return the library's holidays of offices or the country, if it has them."""
    from holidays import country_holidays

    country, _, part = code.partition("-")
    try:
        national = country_holidays(country)
    except NotImplementedError:
        return None
    categories = _FOR_OFFICES.intersection(national.supported_categories) or None
    try:
        days = country_holidays(country, part or None, language="en_US", categories=categories)
    except NotImplementedError:
        # A country whose parts have no holidays of their own lists none of them.
        days = country_holidays(country, language="en_US", categories=categories)
        return _Published(days, exact=not national.subdivisions)
    return _Published(days, exact=True)


def _gaps(name: str, published: _Published | None) -> Iterator[str]:
    if published is None:
        yield _("only weekends and the recorded public holidays of {place} are taken into account", place=name)
    elif not published.exact:
        yield _(
            "public holidays of {place} itself are not known beyond those on record; those of its country are",
            place=name,
        )
