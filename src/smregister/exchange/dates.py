"""Dates as lists write them, in the order a map names, to dates as records hold them."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december", "sept"),
)
# What follows the day: the hour, with or without the T of ISO 8601.
_HOUR = re.compile(r"[T ]\s*\d{1,2}:\d\d.*$")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")

ORDERS = ("day-month-year", "month-day-year", "year-month-day")


def read_date(text: str, order: str) -> str:
    """Read a date written in one of the ORDERS, an hour after it dropped; gives it as year-month-day.

    Raises ValueError, with what would be right, where it is none. A year of two digits is none: which
    century it means is not said.
    """
    parts = re.findall(r"\w+", _ORDINAL.sub("", _HOUR.sub("", text)))
    steps = order.split("-")
    if len(parts) == len(steps):
        written = dict(zip(steps, parts, strict=True))
        if re.fullmatch(r"[0-9]{4}", written["year"]) and re.fullmatch(r"[0-9]{1,2}", written["day"]):
            try:
                return date(int(written["year"]), _month(written["month"]), int(written["day"])).isoformat()
            except ValueError:
                pass
    message = f"`{text}` is no date written {order} with a year of four digits"
    raise ValueError(message)


def _month(word: str) -> int:
    if re.fullmatch(r"[0-9]{1,2}", word):
        return int(word)
    if word.lower() in (*_MONTHS, *_FULL_MONTHS):
        return _MONTHS.index(word[:3].lower()) + 1
    raise ValueError(word)
