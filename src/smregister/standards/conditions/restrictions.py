"""Restrictions on conditions, checked before the engine compiles them.

The engine limits neither time nor memory. A condition that passes has bounded length and depth, at most two
macros, known names, and no way to build a longer list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from smregister.standards.account_facts import FactType
from smregister.standards.conditions.tokenizer import END, ConditionError, Token, TokenType, tokenize
from smregister.standards.conditions.types import find_type_errors
from smregister.text import did_you_mean

MAX_LENGTH = 1000
"""Characters of a condition."""
MAX_DEPTH = 12
"""Brackets within each other."""
MAX_MACROS = 2
MAX_CHOICES = 8
"""Question marks of a condition."""
MAX_DIGITS = 12
MAX_PATTERN_LENGTH = 100
# Characters of an unknown name that a message repeats.
_SHOWN_LENGTH = 60

_MACROS = frozenset({"all", "exists", "exists_one", "filter"})
_METHODS = frozenset({"startsWith", "endsWith", "contains", "matches", "size"})
_FUNCTIONS = frozenset({"size", "has"})
_KEYWORDS = frozenset({"true", "false", "in"})
_BRACKETS = {")": "(", "]": "["}
_SYNTAX_HINT = "; a fact is written facts.NAME, a text in quotes: 'text'"
_ADVICE = {
    "and": "write && for `and`",
    "or": "write || for `or`",
    "not": "write ! for `not`",
    "null": "`has(facts.NAME)` tests whether a fact is known",
    "map": "lists can't be built",
}


class FactNames(NamedTuple):
    """Names of the facts in a condition, and of those that it tests with `has`."""

    named: frozenset[str]
    tested: frozenset[str]

    @property
    def required(self) -> frozenset[str]:
        """Return the facts without which the condition has no value."""
        return self.named - self.tested


def check_restrictions(text: str, types: Mapping[str, FactType]) -> FactNames:
    """Return the facts that a condition names; `types` are those that exist.

    Raises ConditionError if the engine must not compile it.
    """
    if len(text) > MAX_LENGTH:
        raise ConditionError(
            f"the condition has {len(text):,} characters, but at most {MAX_LENGTH:,} are allowed; write several clauses"
        )
    tokens = tokenize(text)
    if not tokens:
        raise ConditionError("the condition is empty; write one such as facts.officers_in_force >= 2")
    checker = _SyntaxChecker(tokens, types)
    for error in (*checker.find_errors(), *_size_errors(tokens), *find_type_errors(tokens, types)):
        raise ConditionError(error)
    if not checker.named:
        raise ConditionError("the condition names no fact; write facts.NAME")
    return FactNames(frozenset(checker.named), frozenset(checker.tested))


def _size_errors(tokens: Sequence[Token]) -> Iterator[str]:
    macros = _count_methods(tokens, _MACROS)
    if macros > MAX_MACROS:
        yield f"the condition has {macros} of {', '.join(sorted(_MACROS))}, but at most {MAX_MACROS} are allowed"
    if macros and any(token.is_sign("+") for token in tokens):
        yield f"`+` can't be used together with {', '.join(sorted(_MACROS))}"
    # The engine compiles a pattern again each time it matches it.
    if macros > 1 and _count_methods(tokens, {"matches"}):
        yield f"`matches` can't be used together with more than one of {', '.join(sorted(_MACROS))}"
    if sum(token.is_sign("?") for token in tokens) > MAX_CHOICES:
        yield f"the condition has more than {MAX_CHOICES} question marks; write several clauses"
    for token in tokens:
        if token.type is TokenType.NUMBER and len(token.text) > MAX_DIGITS:
            yield f"column {token.column}: a number has at most {MAX_DIGITS} digits"


def _count_methods(tokens: Sequence[Token], names: frozenset[str] | set[str]) -> int:
    return sum(
        token.text in names and token.type is TokenType.NAME and before.text == "."
        for before, token in pairwise(tokens)
    )


class _SyntaxChecker:
    """One pass over the tokens of a condition, without recursion."""

    def __init__(self, tokens: Sequence[Token], types: Mapping[str, FactType]) -> None:
        self.named: set[str] = set()
        self.tested: set[str] = set()
        self._tokens, self._types = tokens, types
        self._open: list[Token] = []
        # Item names of macros, each with the depth at which its scope ends.
        self._items: dict[str, int] = {}

    def find_errors(self) -> Iterator[str]:
        """Yield the errors in the order of the tokens."""
        checks = {
            TokenType.SIGN: self._sign_errors,
            TokenType.NAME: self._name_errors,
            TokenType.TEXT: self._text_errors,
        }
        for position, token in enumerate(self._tokens):
            if check := checks.get(token.type):
                yield from (f"column {token.column}: {error}" for error in check(position, token))
        if self._open:
            yield f"column {self._open[-1].column}: `{self._open[-1].text}` is not closed"

    def _at(self, position: int) -> Token:
        return self._tokens[position] if 0 <= position < len(self._tokens) else END

    def _sign_errors(self, position: int, token: Token) -> Iterator[str]:
        if token.text in "([":
            self._open.append(token)
            if len(self._open) > MAX_DEPTH:
                yield f"brackets are nested more than {MAX_DEPTH} deep"
            yield from self._list_errors(position) if token.text == "[" else ()
        elif token.text == "." and self._at(position + 1).type is not TokenType.NAME:
            yield "a name must follow `.`"
        elif token.text in _BRACKETS:
            if not self._open or self._open.pop().text != _BRACKETS[token.text]:
                yield f"`{token.text}` has no opening bracket"
            self._items = {name: depth for name, depth in self._items.items() if depth <= len(self._open)}

    def _text_errors(self, position: int, _: Token) -> Iterator[str]:
        before = self._at(position - 1)
        if before.type is TokenType.TEXT:
            yield "there is no operator between two texts"
        elif before.type is TokenType.NAME and before.text != "in":
            yield f"`{before.text[:_SHOWN_LENGTH]}` is not allowed before a text"

    def _list_errors(self, position: int) -> Iterator[str]:
        """Allow lists of literals after `in`, and no access to an item by its number."""
        if not self._at(position - 1).is_name("in"):
            yield "a list is allowed only after `in`"
        for token in self._tokens[position + 1 :]:
            if token.is_sign("]"):
                return
            if token.type not in (TokenType.TEXT, TokenType.NUMBER) and token.text not in (",", "-"):
                yield "a list may have only texts and numbers"

    def _name_errors(self, position: int, token: Token) -> Iterator[str]:
        after = self._at(position + 1).text
        if self._at(position - 1).is_sign("."):
            is_fact = self._at(position - 2).is_name("facts")
            yield from self._fact_errors(position, token) if is_fact else self._method_errors(position, token)
        elif token.text == "facts":
            if after != ".":
                yield "name a fact: facts.NAME"
        elif token.text in _FUNCTIONS and after == "(":
            yield from self._has_errors(position) if token.text == "has" else ()
        elif token.text in self._items and after == "(":
            yield f"`{token.text}` is an item of a list, not a function"
        elif token.text not in _KEYWORDS and token.text not in self._items:
            yield self._unknown(token.text, (*_FUNCTIONS, *_KEYWORDS, *self._items), _SYNTAX_HINT)

    def _fact_errors(self, position: int, token: Token) -> Iterator[str]:
        if token.text not in self._types:
            yield f"there is no fact `{token.text[:_SHOWN_LENGTH]}`{did_you_mean(token.text, self._types)}"
        elif self._at(position + 1).text == "(":
            yield f"`{token.text}` is a fact, not a function"
        self.named.add(token.text)

    def _has_errors(self, position: int) -> Iterator[str]:
        name = self._at(position + 4)
        around = [self._at(position + step).text for step in (2, 3, 5)]
        if around != ["facts", ".", ")"] or name.type is not TokenType.NAME:
            yield "write has(facts.NAME)"
        self.tested.add(name.text)

    def _method_errors(self, position: int, token: Token) -> Iterator[str]:
        if token.text not in _METHODS | _MACROS:
            yield self._unknown(token.text, _METHODS | _MACROS)
        elif self._at(position + 1).text != "(":
            yield f"`{token.text}` needs brackets: {token.text}(…)"
        elif token.text in _MACROS:
            yield from self._macro_errors(position, token.text)
        elif token.text == "matches":
            yield from self._pattern_errors(position)

    def _macro_errors(self, position: int, macro: str) -> Iterator[str]:
        item, comma = self._at(position + 2), self._at(position + 3)
        reserved = {"facts", *_KEYWORDS, *_FUNCTIONS, *self._items}
        if item.type is not TokenType.NAME or comma.text != "," or item.text in reserved:
            yield f"write LIST.{macro}(item, condition of the item)"
        self._items[item.text] = len(self._open) + 1

    def _pattern_errors(self, position: int) -> Iterator[str]:
        pattern, closing = self._at(position + 2), self._at(position + 3)
        if pattern.type is not TokenType.TEXT or closing.text != ")":
            yield "write TEXT.matches('pattern')"
        elif len(pattern.text) > MAX_PATTERN_LENGTH or "{" in pattern.text:
            yield f"a pattern has at most {MAX_PATTERN_LENGTH} characters, and no `{{`"

    def _unknown(self, name: str, allowed: Iterable[str], hint: str = "") -> str:
        if name.lower() in _ADVICE:
            return f"`{name}` can't be used here; {_ADVICE[name.lower()]}"
        if name in self._types:
            return f"`{name}` is a fact; write facts.{name}"
        return f"`{name[:_SHOWN_LENGTH]}` is not known{did_you_mean(name, allowed) or hint}"
