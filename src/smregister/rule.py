"""What a rule is: a name, a weight, a reason, and a check that finds problems."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from inspect import cleandoc
from typing import TypeAlias

from smregister.model import Change, Problem, Rule, Severity
from smregister.register import Register

Check: TypeAlias = Callable[[Register], Iterator[Problem]]
ChangeCheck: TypeAlias = Callable[[Register, Sequence[Change]], Iterator[Problem]]


@dataclass(frozen=True, slots=True)
class RegisterRule(Rule):
    """A rule that judges the register as it is."""

    check: Check


@dataclass(frozen=True, slots=True)
class ChangeRule(Rule):
    """A rule that judges what a change does to the register; asked only where there is a base."""

    check: ChangeCheck


def rule(severity: Severity) -> Callable[[Check], RegisterRule]:
    """Make a rule of a check: its name is the rule's, its docstring the reason."""
    return lambda check: RegisterRule(_name(check), severity, cleandoc(check.__doc__ or ""), check)


def change_rule(severity: Severity) -> Callable[[ChangeCheck], ChangeRule]:
    """Make a rule about changes of a check."""
    return lambda check: ChangeRule(_name(check), severity, cleandoc(check.__doc__ or ""), check)


def _name(check: Callable[..., object]) -> str:
    return check.__name__.replace("_", "-")
