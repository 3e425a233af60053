"""Dates in the order of a list, converted to ISO 8601."""

from __future__ import annotations

import re
from datetime import date

from smregister.translations import month_numbers

# The hour after the day, with or without the T of ISO 8601.
_HOUR = re.compile(r"(?:T|(?<!\s)\s)\s*\d{1,2}:\d\d.*$")
# Year first, with hyphens, as spreadsheets have dates.
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")

ORDERS = ("day-month-year", "month-day-year", "year-month-day")


def read_date(text: str, order: str) -> str:
    """Read a date in one of the ORDERS, or as in ISO 8601, and return it as year-month-day.

    Raises ValueError, with the expected form, for another text; a year of two digits is ambiguous.
    """
    words = re.findall(r"\w+", _ORDINAL.sub("", _HOUR.sub("", text)))
    units = (ORDERS[-1] if _ISO_DATE.match(text) else order).split("-")
    if len(words) == len(units):
        parts = dict(zip(units, words, strict=True))
        if re.fullmatch(r"[0-9]{4}", parts["year"]) and re.fullmatch(r"[0-9]{1,2}", parts["day"]):
            year, month, day = int(parts["year"]), _month(parts["month"]), int(parts["day"])
            try:
                return date(year, month, day).isoformat()
            except ValueError:
                if 1 <= month <= 12 and 1 <= day <= 31:
                    raise ValueError(f"`{text}` is not a date that exists") from None
    raise ValueError(f"`{text}` must be a date written {order}, with a year of four digits")


def _month(word: str) -> int:
    """Return the number of a month; 0 if it is not one."""
    if re.fullmatch(r"[0-9]{1,2}", word):
        return int(word)
    return month_numbers().get(word.casefold(), 0)
