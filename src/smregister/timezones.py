"""Names of time zones: is there one, and which is nearest."""

from __future__ import annotations

from smregister.suggestions import did_you_mean


def timezone_fault(name: str) -> str | None:
    """Say what is wrong with the name of a time zone in the IANA database, if anything."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        nearest = did_you_mean(name, sorted(available_timezones()))
        return f"there is no time zone `{name}`{nearest or '; write it as Area/City, like Asia/Kuala_Lumpur'}"
    return None
