"""Bytes to a document: YAML in a plain profile, read strictly, or the findings that prevent it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]

from smregister.model import START, Document, Finding, Pointer, Position, Value
from smregister.records.reader_rules import (
    AMBIGUOUS_VALUE,
    ANCHOR,
    CONFLICT_MARKS,
    DUPLICATE_KEY,
    EMPTY_FILE,
    MERGE_KEY,
    NESTED_TOO_DEEP,
    NON_STRING_KEY,
    NOT_A_MAPPING,
    NOT_YAML,
    NUMBER_TOO_LONG,
    SEVERAL_DOCUMENTS,
    TAG,
)
from smregister.records.reader_rules import HIDDEN_CHARACTER as HIDDEN_CHARACTER_RULE
from smregister.records.yaml.collector import FindingCollector, UnreadableError
from smregister.records.yaml.limits import MAXIMUM_DEPTH
from smregister.records.yaml.scalars import AmbiguousValueError, NumberTooLongError, plain_value
from smregister.records.yaml.text_decoder import conflict_mark, decode
from smregister.text import HIDDEN_CHARACTER, character_name


def parse(path: str, content: bytes, limit: int) -> Document | list[Finding]:
    """Read one record's bytes."""
    reading = _Parser(path, limit)
    try:
        document = reading.document(content)
    except UnreadableError:
        return reading.faults.findings
    return reading.faults.findings or document


def read_values(path: str, content: bytes, limit: int) -> tuple[Value, Mapping[Pointer, Position]] | list[Finding]:
    """Read a list that others keep."""
    reading = _Parser(path, limit, lenient=True)
    try:
        value = reading.value(content)
    except UnreadableError:
        return reading.faults.findings
    return reading.faults.findings or (value, reading.positions)


class _Parser:
    """One walk over the events of a YAML document, collecting data, positions and findings."""

    def __init__(self, path: str, limit: int, *, lenient: bool = False) -> None:
        self.limit = limit
        self.lenient = lenient
        self.faults = FindingCollector(path)
        self.positions: dict[Pointer, Position] = {(): START}
        self.next_event: Callable[[], Any]

    def document(self, content: bytes) -> Document:
        data = self.value(content)
        if data is None:
            self.faults.stop(EMPTY_FILE, START, (), "the file holds no record; write `field: value` lines")
        if not isinstance(data, dict):
            message = "a record is a mapping: write `field: value`, one field a line"
            self.faults.stop(NOT_A_MAPPING, self.positions[()], (), message)
        return Document(data, self.positions)

    def value(self, content: bytes) -> Value:
        text = decode(content, self.limit, self.faults)
        try:
            return self.parsed(text)
        except yaml.YAMLError as error:
            if getattr(error, "problem", None) != _OWN_LIMIT:
                self.refuse(text, error)
            # PyYAML looks ahead; what lies before nests too deep already.
            self.faults.findings.clear()
            return self.value(text[: _mark(error).index].encode())

    def parsed(self, text: str) -> Value:
        parser = CParser(text)
        self.next_event = parser.get_event
        try:
            return self.root()
        finally:
            parser.dispose()

    def refuse(self, text: str, error: yaml.YAMLError) -> NoReturn:
        mark = conflict_mark(text)
        if mark is not None:
            message = (
                "git's conflict marks begin here: two changes collided; keep what is right of either side, and remove "
                "the marks `<<<<<<<`, `=======` and `>>>>>>>`"
            )
            self.faults.stop(CONFLICT_MARKS, mark, (), message)
        place, last = _position(_mark(error)), text.count("\n") + 1
        # Of what is missing at the end the reader says that it should be on the line after it.
        self.faults.stop(NOT_YAML, place if place.line <= last else Position(last, 1), (), _plain_words(error))

    def root(self) -> Value:
        self.next_event()
        start = self.next_event()
        if isinstance(start, yaml.StreamEndEvent):
            return None
        event = self.next_event()
        self.positions[()] = _position(event.start_mark)
        if start.version or start.tags:
            message = "a line that begins with `%` tells programs how to read; remove it"
            self.faults.found(NOT_YAML, _position(start.start_mark), (), message)
        data = self.node(event, (), 1)
        self.next_event()
        after = self.next_event()
        if not isinstance(after, yaml.StreamEndEvent):
            self.faults.found(SEVERAL_DOCUMENTS, _position(after.start_mark), (), "a second document begins here")
        return data

    def node(self, event: Any, pointer: Pointer, depth: int) -> Value:
        kind = type(event)
        if kind is yaml.AliasEvent:
            message = "this is an alias (`*`); write the value out, or quote the text"
            self.faults.found(ANCHOR, _position(event.start_mark), pointer, message)
            return None
        if event.anchor is not None:
            message = "this is an anchor (`&`); write the value out, or quote the text"
            self.faults.found(ANCHOR, _position(event.start_mark), pointer, message)
        if event.tag is not None:
            message = "this is a tag (`!`); remove it, or quote the text"
            self.faults.found(TAG, _position(event.start_mark), pointer, message)
        if kind is yaml.ScalarEvent:
            return self.scalar(event, pointer)
        if depth > MAXIMUM_DEPTH:
            message = f"nested deeper than {MAXIMUM_DEPTH} levels; write it flatter"
            self.faults.stop(NESTED_TOO_DEEP, _position(event.start_mark), pointer, message)
        if kind is yaml.MappingStartEvent:
            return self.mapping(pointer, depth)
        return self.sequence(pointer, depth)

    def sequence(self, pointer: Pointer, depth: int) -> list[Value]:
        items: list[Value] = []
        while type(event := self.next_event()) is not yaml.SequenceEndEvent:
            place = (*pointer, len(items))
            self.positions[place] = _position(event.start_mark)
            items.append(self.node(event, place, depth + 1))
        return items

    def mapping(self, pointer: Pointer, depth: int) -> dict[str, Value]:
        members: dict[str, Value] = {}
        while type(event := self.next_event()) is not yaml.MappingEndEvent:
            key = self.key(event, pointer, depth)
            place = (*pointer, key)
            if key in members:
                message = f"`{key}` stands here twice; keep one"
                self.faults.found(DUPLICATE_KEY, _position(event.start_mark), place, message)
            else:
                self.positions[place] = _position(event.start_mark)
            members[key] = self.node(self.next_event(), place, depth + 1)
        return members

    def key(self, event: Any, pointer: Pointer, depth: int) -> str:
        if type(event) is yaml.ScalarEvent and event.value == "<<" and event.implicit[0]:
            message = "`<<` is a merge key; write the fields out"
            self.faults.found(MERGE_KEY, _position(event.start_mark), pointer, message)
            return "<<"
        key = self.node(event, pointer, depth + 1)
        if isinstance(key, str):
            return _composed(key)
        message = "the name of a field is a text; put it in quotes"
        self.faults.found(NON_STRING_KEY, _position(event.start_mark), pointer, message)
        return str(key)

    def scalar(self, event: Any, pointer: Pointer) -> str | int | bool | None:
        text: str = event.value
        if event.implicit[0]:
            return self.plain(text, event, pointer)
        if event.style == '"' and (hidden := HIDDEN_CHARACTER.search(text.replace("\r", "\x00"))):
            message = f"hidden character {character_name(hidden[0])} behind an escape; delete it"
            self.faults.found(HIDDEN_CHARACTER_RULE, _position(event.start_mark), pointer, message)
        return text

    def plain(self, text: str, event: Any, pointer: Pointer) -> str | int | bool | None:
        try:
            return plain_value(text)
        except (AmbiguousValueError, NumberTooLongError) as error:
            if not self.lenient:
                self.refuse_plain(text, event, pointer, error)
        return text

    def refuse_plain(self, text: str, event: Any, pointer: Pointer, error: ValueError) -> None:
        if isinstance(error, AmbiguousValueError):
            # A number may be somebody's private one.
            subject, cure = (f"`{text}`", f"write '{text}'") if text.isalpha() else ("this value", "put it in quotes")
            message = f"{subject} means different things to different programs; if it is a text, {cure}"
            self.faults.found(AMBIGUOUS_VALUE, _position(event.start_mark), pointer, message)
        else:
            message = "a number of more than 18 digits; if it is an id, put it in quotes"
            self.faults.found(NUMBER_TOO_LONG, _position(event.start_mark), pointer, message)


def _position(mark: Any) -> Position:
    return Position(mark.line + 1, mark.column + 1) if mark else START


def _mark(error: yaml.YAMLError) -> Any:
    """Return the place of a fault: of a quote that is never closed, where it is opened."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return None
    in_quotes = (error.context or "").startswith("while scanning a quoted scalar")
    return error.context_mark if in_quotes else error.problem_mark


def _composed(key: str) -> str:
    """Return the one spelling of a key, so that two that look alike are found to be twins."""
    if key.isascii():
        return key
    from unicodedata import normalize

    return normalize("NFC", key)


# From 6.0.4 on, PyYAML itself refuses more than 1,000 levels.
_OWN_LIMIT = "exceeded maximum nesting depth"

_PLAIN_WORDS = {
    "mapping values are not allowed": "a text with `: ` in it wants quotes, or this line is indented too far",
    "could not find expected ':'": "a field wants a colon and a space after its name: `field: value`",
    "did not find expected key": "this line does not belong where it stands; check its indentation and its quotes",
    "did not find expected ',' or": "a list in brackets wants commas between its items, and `]` or `}` at its end",
    "did not find expected '-' indicator": "a line of a list begins with `- `, as deep as the others",
    "found character that cannot start any token": "a value can't begin with this character; put the text in quotes",
    "found unexpected end of stream": "a quote or a bracket is opened and not closed",
    "found undefined tag handle": "a text that begins with `!` wants quotes",
}


def _plain_words(error: yaml.YAMLError) -> str:
    problem = getattr(error, "problem", None) or str(error)
    cures = (cure for beginning, cure in _PLAIN_WORDS.items() if problem.startswith(beginning))
    return f"this can't be read as YAML: {next(cures, problem)}"
