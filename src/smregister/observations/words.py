"""What somebody says of a fact, in words, as the value and the result that its observation holds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from smregister.lookup import as_text
from smregister.observations.sightings import SightingError
from smregister.scalars import MAXIMUM_DIGITS, WHOLE_NUMBER
from smregister.standards.facts import TYPES
from smregister.standards.facts.observations import OBSERVABLES_BY_NAME, ObservableType
from smregister.suggestions import did_you_mean

if TYPE_CHECKING:
    from smregister.model import Value
    from smregister.standards.facts.observations import Observable

COULD_NOT_TELL = "could-not-tell"
LONGEST_TEXT = 1_000
RESULTS = ("pass", "fail", COULD_NOT_TELL)
_TRUTH = {"true": True, "yes": True, "y": True, "false": False, "no": False, "n": False}


def observable_called(name: str) -> Observable:
    """Find what can be observed by its name.

    Raises SightingError, with the nearest name, if there is nothing of that name.
    """
    found = OBSERVABLES_BY_NAME.get(name)
    if found is None:
        raise SightingError(_unknown(name))
    return found


def one_text(told: Value) -> str:
    """Give what somebody says as one text, on one line; empty where nothing is said.

    Raises SightingError if it is a list or a mapping, or longer than anything that an observation can hold.
    """
    if isinstance(told, (dict, list)):
        message = "several values stand where one is wanted"
        raise SightingError(message)
    text = re.sub(r"\s+", " ", as_text(told)).strip()
    if len(text) > LONGEST_TEXT:
        message = f"a text in it has {len(text):,} characters; what is observed is told in {LONGEST_TEXT:,} at most"
        raise SightingError(message)
    return text


def value_and_result(observable: Observable, told: str, result: str = "") -> tuple[Value, str]:
    """Read what is told of a fact: a value of its type, or in its place one of the RESULTS, or both side by side.

    Raises SightingError if neither is told, or they can't both be. `Observable.find_error` checks the value.
    """
    named, said = _result(told), _result(result)
    if result and said is None:
        message = f"the result is pass, fail or could-not-tell, not `{result}`{did_you_mean(result, RESULTS)}"
        raise SightingError(message)
    value = None if named else _value(observable, told)
    found = said or named or _implied(value)
    if found is None:
        message = f"it does not say what was seen of `{observable.name}`: {observable.type}, or could-not-tell"
        raise SightingError(message)
    if (named and said and named != said) or (value is not None and found == COULD_NOT_TELL):
        message = f"of `{observable.name}` it says both `{told}` and `{result}`; which is it?"
        raise SightingError(message)
    if value is None and found != COULD_NOT_TELL and observable.type is not ObservableType.BOOLEAN:
        message = f"`{observable.name}` is {observable.type}: write which was seen, or could-not-tell"
        raise SightingError(message)
    return value, found


def _unknown(name: str) -> str:
    by_fact = {each.fact_name: each.name for each in OBSERVABLES_BY_NAME.values()}
    if name in by_fact:
        return f"`{name}` is worked out; what is observed is `{by_fact[name]}`"
    if name in TYPES:
        return f"`{name}` follows from the register's records; nobody needs to look for it"
    hint = did_you_mean(name[:200], OBSERVABLES_BY_NAME) or "; `smregister explain facts` lists what can be observed"
    return f"nothing that can be observed is called `{name}`{hint}"


def _result(word: str) -> str | None:
    plain = word.casefold().replace(" ", "-")
    return plain if plain in RESULTS else None


def _value(observable: Observable, told: str) -> Value:
    if not told:
        return None
    if observable.type is ObservableType.BOOLEAN:
        return _TRUTH.get(told.casefold(), told)
    told = told.removesuffix(".0")
    is_number = WHOLE_NUMBER.fullmatch(told) and len(told.lstrip("-")) <= MAXIMUM_DIGITS
    return int(told) if observable.type is ObservableType.NUMBER and is_number else told


def _implied(value: Value) -> str | None:
    if value is None:
        return None
    return "fail" if value is False else "pass"
