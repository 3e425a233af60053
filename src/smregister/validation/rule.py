"""Rules: name, severity, explanation and check."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from inspect import cleandoc
from typing import TypeAlias

from smregister.model import Change, Problem, Rule, Severity
from smregister.register.references import Key, KeyType, ReferenceGroup
from smregister.register.register import Register

Problems: TypeAlias = Iterator[Problem]
Check: TypeAlias = Callable[[Register], Problems]
GroupCheck: TypeAlias = Callable[[ReferenceGroup], Problems]
ChangeCheck: TypeAlias = Callable[[Register, Register, Sequence[Change]], Problems]
KeyedProblem: TypeAlias = tuple[Key | None, Rule, Problem]
"""A problem, the rule that found it, and the key it was found at, where the rule checks keys."""


@dataclass(frozen=True, slots=True)
class RegisterRule(Rule):
    """A rule about the records of an agency, or of the desk."""

    check: Check


@dataclass(frozen=True, slots=True)
class CrossAgencyRule(Rule):
    """A rule about all references to one key, in the records of any agency.

    For keys of records, it applies to those of some kinds, or to missing ones (`if_missing`). Of the records that
    refer to the key it reads the fields that hold references, and those that it needs (`needs_fields`).
    """

    check: GroupCheck
    key_type: KeyType
    kinds: tuple[str, ...] = ()
    if_missing: bool = False
    needs_fields: tuple[str, ...] = ()

    def applies_to(self, group: ReferenceGroup) -> bool:
        """Return whether the rule checks a key."""
        if self.key_type is not group.key.type or self.if_missing is not group.is_missing:
            return False
        return self.if_missing or self.key_type is not KeyType.RECORD or group.key.words[0] in self.kinds


@dataclass(frozen=True, slots=True)
class ChangeRule(Rule):
    """A rule about a change to the register, checked only where there is a base.

    Of the register before and after, it reads the kinds and the desk's platforms and jurisdictions.
    """

    check: ChangeCheck


AnyRule: TypeAlias = RegisterRule | CrossAgencyRule | ChangeRule


class RuleSet:
    """Rules, arranged by what they check."""

    def __init__(self, rules: Iterable[AnyRule]) -> None:
        self.all = tuple(rules)
        self.change_rules = [rule for rule in self.all if isinstance(rule, ChangeRule)]
        self._register_rules = [rule for rule in self.all if isinstance(rule, RegisterRule)]
        cross_agency_rules = [rule for rule in self.all if isinstance(rule, CrossAgencyRule)]
        self._rules_of = {type_: [rule for rule in cross_agency_rules if rule.key_type is type_] for type_ in KeyType}

    def check_register(self, register: Register) -> Iterator[KeyedProblem]:
        """Yield the problems of the records of one agency, or of the desk."""
        for rule in self._register_rules:
            for problem in rule.check(register):
                yield None, rule, problem

    def check_group(self, group: ReferenceGroup) -> Iterator[KeyedProblem]:
        """Yield the problems of all references to one key."""
        for rule in self._rules_of[group.key.type]:
            if rule.applies_to(group):
                for problem in rule.check(group):
                    yield group.key, rule, problem


def rule(severity: Severity) -> Callable[[Check], RegisterRule]:
    """Return a decorator that creates a rule from a check and its docstring."""
    return lambda check: RegisterRule(*_described(check, severity), check)


def cross_agency_rule(
    severity: Severity,
    key_type: KeyType,
    kinds: tuple[str, ...] = (),
    *,
    if_missing: bool = False,
    needs_fields: tuple[str, ...] = (),
) -> Callable[[GroupCheck], CrossAgencyRule]:
    """Return a decorator that creates a rule about keys of several records."""
    return lambda check: CrossAgencyRule(*_described(check, severity), check, key_type, kinds, if_missing, needs_fields)


def change_rule(severity: Severity) -> Callable[[ChangeCheck], ChangeRule]:
    """Return a decorator that creates a rule about changes."""
    return lambda check: ChangeRule(*_described(check, severity), check)


def _described(check: Callable[..., object], severity: Severity) -> tuple[str, Severity, str]:
    return check.__name__.replace("_", "-"), severity, cleandoc(check.__doc__ or "")
