"""Conditions that the gate lets through: compiled once, tried often.

A condition that names a fact that is not known never holds: the answer is no where what is known decides
that, and else there is none. Where it asks `has(facts.NAME)` itself, whoever wrote it has decided.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING

from smregister.errors import FatalError
from smregister.standards.engine import compiled, context
from smregister.standards.facts import TYPES
from smregister.standards.facts.fact import FactType
from smregister.standards.gate import Names, admitted
from smregister.standards.tokens import ExpressionError, TokenType, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cel import Context, Program

    from smregister.model import Value

_LONGEST_REASON = 200
_MOST_TEXTS_TRIED = 8
_SAID = {
    "No such overload": "numbers, texts and answers of yes or no stand where they can't be put together",
    "Arithmetic overflow": "a number in it grows too large",
}


class KnownFacts:
    """What is known of an account, made ready for the engine when it is first asked for."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        self.values = values
        self._context: Context | None = None

    @property
    def context(self) -> Context:
        """Give it as the engine wants it."""
        if self._context is None:
            self._context = context(dict(self.values))
        return self._context


@dataclass(frozen=True, slots=True)
class Condition:
    """A question with the answer yes or no, about the facts of an account.

    `named` are the facts that it names, `needed` those of them that it does not ask after itself.
    """

    text: str
    named: frozenset[str]
    needed: frozenset[str]
    program: Program

    def unknown(self, facts: KnownFacts) -> list[str]:
        """Name the facts that it needs and that are not known."""
        return [] if self.needed <= facts.values.keys() else sorted(self.needed - facts.values.keys())

    def holds(self, facts: KnownFacts) -> bool:
        """Say whether it holds.

        Raises ExpressionError if that can't be said by what is known.
        """
        try:
            answer = self.program.execute(facts.context)
        except BaseException as error:
            raise _fault(error) from None
        if type(answer) is not bool:
            compared = "compare that, as in facts.officers_in_force >= 2"
            message = f"this must answer yes or no, and gives {_shown(answer)}; {compared}"
            raise ExpressionError(message)
        return answer

    def is_ruled_out(self, facts: KnownFacts) -> bool:
        """Say whether what is known decides that it does not hold, whatever is not known."""
        if self.named.isdisjoint(facts.values):
            return False
        try:
            return not self.holds(facts)
        except ExpressionError:
            return False


@lru_cache(maxsize=2048)
def read_condition(text: str) -> Condition:
    """Read a condition, and try it on made-up facts.

    Raises ExpressionError if it can't be used.
    """
    names = admitted(text, TYPES)
    try:
        condition = Condition(text, names.named, names.needed, compiled(text))
    except BaseException as error:
        raise _fault(error) from None
    for values in _made_up(text, names):
        condition.holds(KnownFacts(values))
    return condition


def _made_up(text: str, names: Names) -> Iterator[dict[str, Value]]:
    """Give facts of the right types by which every side of a condition is looked at sooner or later."""
    written = [word.text[1:-1] for word in tokens(text) if word.type is TokenType.TEXT]
    texts = ["", *dict.fromkeys(written)][:_MOST_TEXTS_TRIED]
    for answer, number, word in product((False, True), (0, 1_000_000), texts):
        of_type: dict[FactType, Value] = {
            FactType.ANSWER: answer,
            FactType.NUMBER: number,
            FactType.TEXT: word,
            FactType.TEXTS: [word],
        }
        yield {name: of_type[TYPES[name]] for name in names.named}


def _fault(error: BaseException) -> BaseException:
    """Make of whatever the engine raises, a panic of its own included, the condition's fault; not of its absence."""
    if isinstance(error, KeyboardInterrupt | SystemExit | FatalError):
        return error
    return ExpressionError(_plain_words(str(error)))


def _plain_words(reason: str) -> str:
    """Give the first of what the engine says, without the long list of what it would have expected."""
    _, _, told = reason.partition("ERROR: <input>:1:")
    if told:
        column, _, words = told.partition(": ")
        said = words.removeprefix("Syntax error: ").partition(" expecting ")[0].partition("\n")[0]
        if "<EOF>" in said:
            return f"column {column}: it breaks off here"
        found = re.search(r" input '(.+)'", said)
        return f"column {column}: `{found[1]}` can't stand here" if found else f"column {column}: {said}"
    _, _, asked = reason.partition("Undefined variable or function: ")
    if asked:
        name = asked.strip("'").partition("'")[0]
        return f"`{name}` is asked of something that can't answer it"
    for beginning, words in _SAID.items():
        if reason.startswith(beginning):
            return words
    return " ".join(reason.partition(". ")[0].split())[:_LONGEST_REASON] or "the engine can't work with it"


def _shown(answer: object) -> str:
    names = {int: FactType.NUMBER, str: FactType.TEXT, list: FactType.TEXTS}
    return str(names.get(type(answer), "something else"))
