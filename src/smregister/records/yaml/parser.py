"""Strict parser of the plain profile of YAML."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NoReturn
from unicodedata import normalize

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]

from smregister.model import START, Document, Finding, Pointer, Position, Rule, Value, create_finding
from smregister.records import reader_rules as rules
from smregister.records.yaml.scalars import AmbiguousValueError, NumberTooLongError, parse_plain
from smregister.records.yaml.utf8 import decode_text, position_at, restore_controls
from smregister.text import character_name, hidden_character

MAXIMUM_DEPTH = 32
# Since 6.0.4, PyYAML rejects more than 1,000 levels itself.
_OWN_LIMIT = "exceeded maximum nesting depth"
# gitattributes(5), conflict-marker-size. The mark of the merge base occurs with `merge.conflictStyle=diff3`.
_CONFLICT_MARK = re.compile(r"^(?:<{7}|\|{7}|={7}|>{7})(?: .*)?\r?$", re.MULTILINE)


class _UnreadableError(Exception):
    """The file can't be parsed further; the reason is among the findings."""


def parse_document(path: str, content: bytes, limit: int) -> Document | list[Finding]:
    """Parse a record of at most `limit` bytes."""
    parser = _Parser(path, limit)
    try:
        document = parser.document(content)
    except _UnreadableError:
        return parser.findings
    return parser.findings or document


def parse_list(path: str, content: bytes, limit: int) -> tuple[Value, Mapping[Pointer, Position]] | list[Finding]:
    """Parse a foreign list of at most `limit` bytes; ambiguous values are texts."""
    parser = _Parser(path, limit, lenient=True)
    try:
        value = parser.value(content)
    except _UnreadableError:
        return parser.findings
    return parser.findings or (value, parser.positions)


class _Parser:
    """One walk over the events of a YAML document."""

    def __init__(self, path: str, limit: int, *, lenient: bool = False) -> None:
        self.path = path
        self.limit = limit
        self.lenient = lenient
        self.findings: list[Finding] = []
        self.positions: dict[Pointer, Position] = {(): START}
        self.next_event: Callable[[], Any]

    def document(self, content: bytes) -> Document:
        data = self.value(content)
        if data is None:
            self.stop(rules.EMPTY_FILE, START, (), "the file has no record; write `field: value` lines")
        if not isinstance(data, dict):
            message = "a record must be a mapping; write one `field: value` per line"
            self.stop(rules.NOT_A_MAPPING, self.positions[()], (), message)
        return Document(data, self.positions)

    def value(self, content: bytes) -> Value:
        text = self.decode(content)
        try:
            return self.parse(text)
        except yaml.YAMLError as error:
            if getattr(error, "problem", None) != _OWN_LIMIT:
                self.reject(text, error)
            # PyYAML reads ahead; the text before the error already nests too deep.
            self.findings.clear()
            return self.value(text[: _error_mark(error).index].encode())

    def decode(self, content: bytes) -> str:
        text = decode_text(self.path, content, self.limit, lenient=self.lenient)
        if isinstance(text, str):
            return text
        self.findings += text
        raise _UnreadableError

    def parse(self, text: str) -> Value:
        parser = CParser(text)
        self.next_event = parser.get_event
        try:
            return self.root()
        finally:
            parser.dispose()

    def reject(self, text: str, error: yaml.YAMLError) -> NoReturn:
        mark = _find_conflict_mark(text)
        if mark is not None:
            message = (
                "git's conflict markers begin here; keep what is right from both sides, and delete the marker lines "
                "`<<<<<<<`, `=======` and `>>>>>>>`"
            )
            self.stop(rules.CONFLICT_MARKS, mark, (), message)
        position, last = _position(_error_mark(error)), text.count("\n") + 1
        # PyYAML reports what is missing at the end of the text on the line after it.
        position = position if position.line <= last else Position(last, 1)
        self.stop(rules.NOT_YAML, position, (), _describe_error(error))

    def add(self, rule: Rule, event: Any, pointer: Pointer, message: str) -> None:
        self.add_at(_position(event.start_mark), rule, pointer, message)

    def add_at(self, position: Position, rule: Rule, pointer: Pointer, message: str) -> None:
        self.findings.append(create_finding(rule, self.path, position, pointer, message))
        if len(self.findings) == rules.MOST_FINDINGS:
            raise _UnreadableError

    def stop(self, rule: Rule, position: Position, pointer: Pointer, message: str) -> NoReturn:
        self.add_at(position, rule, pointer, message)
        raise _UnreadableError

    def root(self) -> Value:
        self.next_event()
        start = self.next_event()
        if isinstance(start, yaml.StreamEndEvent):
            return None
        event = self.next_event()
        self.positions[()] = _position(event.start_mark)
        if start.version or start.tags:
            self.add(rules.NOT_YAML, start, (), "a line that begins with `%` is a YAML directive; remove it")
        data = self.node(event, (), 1)
        self.next_event()
        after = self.next_event()
        if not isinstance(after, yaml.StreamEndEvent):
            self.add(rules.SEVERAL_DOCUMENTS, after, (), "a second document begins here")
        return data

    def node(self, event: Any, pointer: Pointer, depth: int) -> Value:
        kind = type(event)
        if kind is yaml.AliasEvent:
            self.add(rules.ANCHOR, event, pointer, "this is an alias (`*`); write the value itself, or quote the text")
            return None
        if event.anchor is not None:
            self.add(rules.ANCHOR, event, pointer, "this is an anchor (`&`); write the value itself, or quote the text")
        if event.tag is not None:
            self.add(rules.TAG, event, pointer, "this is a tag (`!`); remove it, or quote the text")
        if kind is yaml.ScalarEvent:
            return self.scalar(event, pointer)
        if depth > MAXIMUM_DEPTH:
            message = f"more than {MAXIMUM_DEPTH} levels; remove some"
            self.stop(rules.NESTED_TOO_DEEP, _position(event.start_mark), pointer, message)
        return self.mapping(pointer, depth) if kind is yaml.MappingStartEvent else self.sequence(pointer, depth)

    def sequence(self, pointer: Pointer, depth: int) -> list[Value]:
        items: list[Value] = []
        while type(event := self.next_event()) is not yaml.SequenceEndEvent:
            item = (*pointer, len(items))
            self.positions[item] = _position(event.start_mark)
            items.append(self.node(event, item, depth + 1))
        return items

    def mapping(self, pointer: Pointer, depth: int) -> dict[str, Value]:
        members: dict[str, Value] = {}
        while type(event := self.next_event()) is not yaml.MappingEndEvent:
            key = self.key(event, pointer, depth)
            member = (*pointer, key)
            if key in members:
                self.add(rules.DUPLICATE_KEY, event, member, f"`{key}` is here twice; keep one")
            else:
                self.positions[member] = _position(event.start_mark)
            members[key] = self.node(self.next_event(), member, depth + 1)
        return members

    def key(self, event: Any, pointer: Pointer, depth: int) -> str:
        if type(event) is yaml.ScalarEvent and event.value == "<<" and event.implicit[0]:
            self.add(rules.MERGE_KEY, event, pointer, "`<<` is a merge key; write the fields themselves")
            return "<<"
        key = self.node(event, pointer, depth + 1)
        if isinstance(key, str):
            # Keys that look alike are duplicates.
            return key if key.isascii() else normalize("NFC", key)
        self.add(rules.NON_STRING_KEY, event, pointer, "the name of a field must be a text; put it in quotes")
        return str(key)

    def scalar(self, event: Any, pointer: Pointer) -> str | int | bool | None:
        text: str = event.value
        if event.implicit[0]:
            value = self.plain(text, event, pointer)
            return restore_controls(value) if self.lenient and isinstance(value, str) else value
        if self.lenient:
            return restore_controls(text)
        # In an escape sequence, a carriage return is hidden even before a line feed.
        if event.style == '"' and (hidden := hidden_character("\r").search(text)):
            message = f"hidden character {character_name(hidden[0])} in an escape sequence; delete it"
            self.add(rules.HIDDEN_CHARACTER, event, pointer, message)
        return text

    def plain(self, text: str, event: Any, pointer: Pointer) -> str | int | bool | None:
        try:
            return parse_plain(text)
        except AmbiguousValueError:
            if not self.lenient:
                # A number may be private.
                value, fix = (f"`{text}`", f"write '{text}'") if text.isalpha() else ("this value", "put it in quotes")
                message = f"{value} means different things to different programs; if it is a text, {fix}"
                self.add(rules.AMBIGUOUS_VALUE, event, pointer, message)
        except NumberTooLongError:
            if not self.lenient:
                message = "the number has more than 18 digits; if it is an id, put it in quotes"
                self.add(rules.NUMBER_TOO_LONG, event, pointer, message)
        return text


def _find_conflict_mark(text: str) -> Position | None:
    mark = _CONFLICT_MARK.search(text)
    return position_at(text, mark.start()) if mark else None


def _position(mark: Any) -> Position:
    return Position(mark.line + 1, mark.column + 1) if mark else START


def _error_mark(error: yaml.YAMLError) -> Any:
    """Return where an error is: for a quote that is never closed, where it opens."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return None
    in_quotes = (error.context or "").startswith("while scanning a quoted scalar")
    return error.context_mark if in_quotes else error.problem_mark


_DESCRIPTIONS = {
    "mapping values are not allowed": "a text with `: ` needs quotes, or this line is indented too far",
    "could not find expected ':'": "a field needs a colon and a space after its name: `field: value`",
    "did not find expected key": "this line is in the wrong place; check its indentation and its quotes",
    "did not find expected ',' or": "a list in brackets needs commas between its items, and `]` or `}` at its end",
    "did not find expected '-' indicator": "a line of a list must begin with `- `, indented as the others",
    "found character that cannot start any token": "a value can't begin with this character; put the text in quotes",
    "found unexpected end of stream": "a quote or a bracket is not closed",
    "found undefined tag handle": "a text that begins with `!` needs quotes",
}


def _describe_error(error: yaml.YAMLError) -> str:
    problem = getattr(error, "problem", None) or str(error)
    descriptions = (text for beginning, text in _DESCRIPTIONS.items() if problem.startswith(beginning))
    return f"not valid YAML: {next(descriptions, problem)}"
