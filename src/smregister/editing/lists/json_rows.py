"""Members of a list or object in JSON text, with line numbers."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, TypeAlias

from smregister.errors import FatalError
from smregister.model import Value

Member: TypeAlias = "tuple[int, str | None, Value]"
"""The first line of a member of a list or object, its key (None in a list) and its value."""

_SPACE = re.compile(r"[ \t\n\r]*")


def iterate_members(source: str, text: str, route: tuple[str, ...]) -> Iterator[Member]:
    """Yield the members of the list or object at a route in a text.

    Raises FatalError if the text is not JSON or has a duplicate key, LookupError if the route leads to neither.
    """
    json_text = _JsonText(source, text)
    try:
        json_text.require_valid()
        start = json_text.descend(route)
        for offset, key, value in json_text.iterate(start):
            yield json_text.line_at(offset), key, value
    except RecursionError as error:
        raise json_text.error(0, "this JSON is nested too deep") from error


class _JsonText:
    """A text that the decoder parses member by member; a position in it is an offset."""

    def __init__(self, source: str, text: str) -> None:
        self.source = source
        self.text = text
        self._decoder = json.JSONDecoder(object_pairs_hook=_require_distinct_keys, parse_constant=lambda _: None)
        self._line, self._counted = 1, 0

    def line_at(self, offset: int) -> int:
        """Return the line at an offset; offsets must not decrease from call to call."""
        self._line += self.text.count("\n", self._counted, offset)
        self._counted = offset
        return self._line

    def require_valid(self) -> None:
        """Raise FatalError if the text is not JSON; duplicate keys are found later."""
        end = self._skip_space(self.decode(self._skip_space(0), json.JSONDecoder())[1])
        if end != len(self.text):
            raise self.error(end, "there is text after the end of the JSON")

    def decode(self, offset: int, decoder: json.JSONDecoder | None = None) -> tuple[Any, int]:
        """Return the value at an offset and the offset after it."""
        try:
            return (decoder or self._decoder).raw_decode(self.text, offset)
        except json.JSONDecodeError as error:
            raise self.error(error.pos, f"this is not JSON: {error.msg}") from error
        except ValueError as error:
            raise self.error(offset, "a number has thousands of digits; write it as a text") from error
        except KeyError as error:
            raise self.error(offset, f"`{error.args[0]}` occurs twice in one object; keep one") from error

    def descend(self, route: tuple[str, ...]) -> int:
        """Return the offset of the list or object at a route; raise LookupError if absent."""
        offset = self._skip_space(0)
        for step in route:
            members = enumerate(self.iterate(offset))
            matches = (start for number, (start, key, _) in members if step == (str(number) if key is None else key))
            offset = next(matches, -1)
            if offset < 0:
                raise LookupError
        if self.text[offset] not in "[{":
            raise LookupError
        return offset

    def iterate(self, offset: int) -> Iterator[tuple[int, str | None, Value]]:
        """Yield offset, key and value of each member at an offset; nothing for a scalar."""
        is_object = self.text[offset] == "{"
        if self.text[offset] not in "[{":
            return
        offset = self._skip_space(offset + 1)
        while self.text[offset] not in "]}":
            key = None
            if is_object:
                key, offset = self.decode(offset)
                offset = self._skip_space(self._skip_space(offset) + 1)
            value, end = self.decode(offset)
            yield offset, key, value
            offset = self._skip_space(end)
            offset = self._skip_space(offset + 1) if self.text[offset] == "," else offset

    def error(self, offset: int, problem: str) -> FatalError:
        """Return the error for a problem at an offset."""
        line = self.text.count("\n", 0, offset) + 1
        return FatalError(f"{self.source}, line {line}: {problem}")

    def _skip_space(self, offset: int) -> int:
        match = _SPACE.match(self.text, offset)
        return match.end() if match else offset


def _require_distinct_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        counts = Counter(key for key, _ in pairs)
        raise KeyError(next(key for key, count in counts.items() if count > 1))
    return members
