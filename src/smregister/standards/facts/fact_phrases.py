"""Phrases that describe the values of facts in reports."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from smregister.model import Value
from smregister.text import Message, ngettext
from smregister.text import Message as _


class Phrase(NamedTuple):
    """Words for a fact: its name, its value, and an amount that is asked for.

    Without `amount` the value says enough. `promised` marks an amount that the agency has set itself.
    """

    label: Message
    describe: Callable[[Value], Message]
    amount: Callable[[int], int | Message] | None = None
    promised: bool = False


def yes_no(yes: Message, no: Message) -> Phrase:
    """Return the phrase of a boolean from two sentences without a full stop."""
    return Phrase(_("whether {sentence}", sentence=yes), lambda value: yes if value else no)


def count(noun: Message, *, promised: bool = False) -> Phrase:
    """Return the phrase of a number from its noun, in singular and plural."""

    def describe(value: Value) -> Message:
        number = value if isinstance(value, int) else 0
        if number == 0:
            return _("no {thing}", thing=noun)
        return _("{number} {things}", number=number, things=noun.of_number(number))

    return Phrase(_("the number of {things}", things=noun.of_number(2)), describe, lambda number: number, promised)


def days_since(event: Message) -> Phrase:
    """Return the phrase of the days since an event like `the last review`."""

    def describe(value: Value) -> Message:
        if value == 0:
            return _("{event} was today", event=event)
        return _("{event} was {days} ago", event=event, days=days(value))

    return Phrase(event, describe, days)


def days_overdue(event: Message) -> Phrase:
    """Return the phrase of the days since a due date, negative before it."""

    def describe(value: Value) -> Message:
        if isinstance(value, int) and value < 0:
            return _("{event} is due in {days}", event=event, days=days(-value))
        return _("{event} was due {days} ago", event=event, days=days(value))

    return Phrase(_("the date of {event}", event=event), describe)


def days_of(state: Message) -> Phrase:
    """Return the phrase of the days that a state has lasted, like `an open handover`."""
    label = _("the days of {state}", state=state)
    return Phrase(label, lambda value: _("{days} of {state}", days=days(value), state=state), days)


def value_of(label: Message) -> Phrase:
    """Return the phrase of a text or a list of texts from its name with an article."""

    def describe(value: Value) -> Message:
        words = ", ".join(map(str, value)) if isinstance(value, list) else value
        return _("{label} is {value}", label=label, value=words)

    return Phrase(label, describe)


def days(number: Value) -> Message:
    """Return a number of days in words."""
    return ngettext("{number} day", "{number} days", number if isinstance(number, int) else 0)
