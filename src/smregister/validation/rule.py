"""What a rule is: a name, a weight, a reason, and a check that finds problems.

Most rules look at the records of one agency, by the desk's platforms and jurisdictions. Those that
look across agencies are asked about one thing at a time, with everything that is said of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from inspect import cleandoc
from typing import TypeAlias

from smregister.model import Change, Problem, Rule, Severity
from smregister.register.references import KeyType, ReferenceGroup
from smregister.register.register import Register

Check: TypeAlias = Callable[[Register], Iterator[Problem]]
JointCheck: TypeAlias = Callable[[ReferenceGroup], Iterator[Problem]]
ChangeCheck: TypeAlias = Callable[[Register, Register, Sequence[Change]], Iterator[Problem]]


@dataclass(frozen=True, slots=True)
class RegisterRule(Rule):
    """A rule that judges the records of one agency, or of the desk, as they are."""

    check: Check


@dataclass(frozen=True, slots=True)
class CrossAgencyRule(Rule):
    """A rule that judges all that records say of one thing, wherever they lie.

    Of records it asks about those of some kinds only, or about those that do not exist (`if_missing`).
    Of what is said it sees the fields that name things, and those that it says it looks at.
    """

    check: JointCheck
    about: KeyType
    kinds: tuple[str, ...] = ()
    if_missing: bool = False
    looks_at: tuple[str, ...] = ()

    def asks_about(self, group: ReferenceGroup) -> bool:
        """Return whether the rule judges a thing."""
        if self.about is not group.thing.type or self.if_missing is not group.is_missing:
            return False
        return self.if_missing or self.about is not KeyType.RECORD or group.thing.words[0] in self.kinds


@dataclass(frozen=True, slots=True)
class ChangeRule(Rule):
    """A rule that judges what a change does to the register; asked only where there is a base.

    Of the register before and after it sees the kinds, and the desk's platforms and jurisdictions.
    """

    check: ChangeCheck


def rule(severity: Severity) -> Callable[[Check], RegisterRule]:
    """Make a rule of a check: its name is the rule's, its docstring the reason."""
    return lambda check: RegisterRule(_name(check), severity, cleandoc(check.__doc__ or ""), check)


def cross_agency_rule(
    severity: Severity,
    about: KeyType,
    kinds: tuple[str, ...] = (),
    *,
    if_missing: bool = False,
    looks_at: tuple[str, ...] = (),
) -> Callable[[JointCheck], CrossAgencyRule]:
    """Make a rule about things that several records may speak of."""
    return lambda check: CrossAgencyRule(
        _name(check), severity, cleandoc(check.__doc__ or ""), check, about, kinds, if_missing, looks_at
    )


def change_rule(severity: Severity) -> Callable[[ChangeCheck], ChangeRule]:
    """Make a rule about changes of a check."""
    return lambda check: ChangeRule(_name(check), severity, cleandoc(check.__doc__ or ""), check)


def _name(check: Callable[..., object]) -> str:
    return check.__name__.replace("_", "-")
