"""JSON text to the members of one list or object in it, each with the line where it begins."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smregister.model import Value

Member: TypeAlias = "tuple[int, str | None, Value]"
"""The line where a member of a list or object begins, its key (none in a list) and its value."""

_SPACE = re.compile(r"[ \t\n\r]*")


class JsonListError(ValueError):
    """The text is no JSON, or says a key twice; `line` is where."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(problem)
        self.line = line


def members(text: str, route: tuple[str, ...]) -> Iterator[Member]:
    """Give what the list or object at a route holds.

    Raises JsonListError where the text is no JSON or says a key twice, LookupError where there is none at the route.
    """
    json_text = _JsonText(text)
    try:
        json_text.demand_whole()
        start = json_text.descend(route)
        for at, key, value in json_text.steps(start):
            yield json_text.line(at), key, value
    except RecursionError as error:
        raise JsonListError(1, "this JSON is nested too deep") from error


class _JsonText:
    """A text that the decoder walks through, member by member."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._decoder = json.JSONDecoder(object_pairs_hook=_without_twins, parse_constant=lambda _: None)
        self._line, self._counted = 1, 0

    def line(self, at: int) -> int:
        """Give the line of a place; places are asked for in order."""
        self._line += self.text.count("\n", self._counted, at)
        self._counted = at
        return self._line

    def demand_whole(self) -> None:
        """Make sure that the text is JSON to its end; keys that stand twice show when their row is read."""
        end = self._past_space(self.value(self._past_space(0), json.JSONDecoder())[1])
        if end != len(self.text):
            raise JsonListError(self.text.count("\n", 0, end) + 1, "something stands after the end of the JSON")

    def value(self, at: int, decoder: json.JSONDecoder | None = None) -> tuple[Any, int]:
        """Read the value at a place; gives it and the place after it."""
        try:
            return (decoder or self._decoder).raw_decode(self.text, at)
        except json.JSONDecodeError as error:
            raise JsonListError(error.lineno, f"this is not JSON: {error.msg}") from error
        except ValueError as error:
            line = self.text.count("\n", 0, at) + 1
            raise JsonListError(line, "a number in it has thousands of digits; write it as a text") from error
        except _TwinError as error:
            line = self.text.count("\n", 0, at) + 1
            raise JsonListError(line, f"`{error}` stands twice in one object; keep one") from error

    def descend(self, route: tuple[str, ...]) -> int:
        at = self._past_space(0)
        for step in route:
            places = enumerate(self.steps(at))
            found = (place for number, (place, key, _) in places if step == (str(number) if key is None else key))
            at = next(found, -1)
            if at < 0:
                raise LookupError
        if self.text[at] not in "[{":
            raise LookupError
        return at

    def steps(self, at: int) -> Iterator[tuple[int, str | None, Value]]:
        """Give place, key and value of the members of what begins at a place; nothing for a scalar."""
        is_object = self.text[at] == "{"
        if self.text[at] not in "[{":
            return
        at = self._past_space(at + 1)
        while self.text[at] not in "]}":
            key = None
            if is_object:
                key, at = self.value(at)
                at = self._past_space(self._past_space(at) + 1)
            value, end = self.value(at)
            yield at, key, value
            at = self._past_space(end)
            at = self._past_space(at + 1) if self.text[at] == "," else at

    def _past_space(self, at: int) -> int:
        found = _SPACE.match(self.text, at)
        return found.end() if found else at


class _TwinError(Exception):
    """A key stands twice in one object."""


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        counts = Counter(key for key, _ in pairs)
        raise _TwinError(next(key for key, count in counts.items() if count > 1))
    return members
