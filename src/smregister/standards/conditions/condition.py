"""Conditions: compiled once, evaluated for many accounts.

A condition holds only if all facts that it requires are known. If one is missing, the condition is false
where the known facts decide it, and has no value otherwise. The author of `has(facts.NAME)` decides this alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from typing import TYPE_CHECKING

from smregister.errors import FatalError
from smregister.model import Value
from smregister.standards.account_facts import FactType, FactTypes
from smregister.standards.conditions.engine import compile_program, make_context
from smregister.standards.conditions.restrictions import FactNames, check_restrictions
from smregister.standards.conditions.tokenizer import ConditionError, TokenType, tokenize

if TYPE_CHECKING:
    from cel import Context, Program

_MAX_REASON_LENGTH = 200
_MAX_TRIED_TEXTS = 8
_TYPE_NAMES: dict[type, str] = {int: FactType.NUMBER, str: FactType.TEXT, list: FactType.TEXTS}
_REASONS = {
    "No such overload": "the types of the operands do not fit the operator",
    "Arithmetic overflow": "a number becomes too large",
}


class Bindings:
    """Known facts of an account, converted for the engine when first needed."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        self.values = values

    @cached_property
    def context(self) -> Context:
        """Return the engine's form."""
        return make_context(dict(self.values))


@dataclass(frozen=True, slots=True)
class Condition:
    """A yes-or-no question about the facts of an account.

    `named` are the facts in it, `required` those that it does not test with `has`.
    """

    text: str
    named: frozenset[str]
    required: frozenset[str]
    program: Program

    def missing_facts(self, bindings: Bindings) -> list[str]:
        """Return the names of required facts that are unknown."""
        names = bindings.values.keys()
        return [] if self.required <= names else sorted(self.required - names)

    def holds(self, bindings: Bindings) -> bool:
        """Evaluate the condition; raise ConditionError if it has no value."""
        try:
            answer = self.program.execute(bindings.context)
        except BaseException as error:
            raise _translate(error) from None
        if type(answer) is not bool:
            name = _TYPE_NAMES.get(type(answer), "something else")
            hint = "compare it, as in facts.officers_in_force >= 2"
            raise ConditionError(f"the result must be true or false, not {name}; {hint}")
        return answer

    def is_certainly_false(self, bindings: Bindings) -> bool:
        """Check whether the known facts make it false, whatever the unknown ones are."""
        if self.named.isdisjoint(bindings.values):
            return False
        try:
            return not self.holds(bindings)
        except ConditionError:
            return False


@lru_cache(maxsize=2048)
def read_condition(text: str, types: FactTypes) -> Condition:
    """Compile a condition; raise ConditionError if made-up facts break it."""
    names = check_restrictions(text, types)
    try:
        condition = Condition(text, names.named, names.required, compile_program(text))
    except BaseException as error:
        raise _translate(error) from None
    for values in _made_up_facts(text, names, types):
        condition.holds(Bindings(values))
    return condition


def _made_up_facts(text: str, names: FactNames, types: FactTypes) -> Iterator[dict[str, Value]]:
    """Yield facts of the right types that reach each branch of a condition."""
    literals = [token.text[1:-1] for token in tokenize(text) if token.type is TokenType.TEXT]
    texts = ["", *dict.fromkeys(literals)][:_MAX_TRIED_TEXTS]
    for answer, number, word in product((False, True), (0, 1_000_000), texts):
        by_type: dict[FactType, Value] = {
            FactType.BOOLEAN: answer,
            FactType.NUMBER: number,
            FactType.TEXT: word,
            FactType.TEXTS: [word],
        }
        yield {name: by_type[types[name]] for name in names.named}


def _translate(error: BaseException) -> BaseException:
    """Return errors of the engine, panics included, as ConditionError."""
    if isinstance(error, KeyboardInterrupt | SystemExit | FatalError):
        return error
    return ConditionError(_plain_reason(str(error)))


def _plain_reason(reason: str) -> str:
    """Return the engine's first sentence, without the list of what it expected."""
    _, _, position = reason.partition("ERROR: <input>:1:")
    if position:
        return _syntax_reason(position)
    _, _, operand = reason.partition("Undefined variable or function: ")
    if operand:
        name = operand.strip("'").partition("'")[0]
        return f"`{name}` can't be used with this value"
    for beginning, words in _REASONS.items():
        if reason.startswith(beginning):
            return words
    return " ".join(reason.partition(". ")[0].split())[:_MAX_REASON_LENGTH] or "it can't be compiled"


def _syntax_reason(position: str) -> str:
    column, _, words = position.partition(": ")
    reason = words.removeprefix("Syntax error: ").partition(" expecting ")[0].partition("\n")[0]
    if "<EOF>" in reason:
        return f"column {column}: it ends too early"
    token = re.search(r" input '(.+)'", reason)
    return f"column {column}: `{token[1]}` is not allowed here" if token else f"column {column}: {reason}"
