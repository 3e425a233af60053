"""What a rule, a kind, a field, a fact or a clause means, in the words of its docstring, schema or standard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from smregister.errors import FatalError
from smregister.model import Rule, Value
from smregister.records.kinds import Field, Kind, Kinds
from smregister.records.reader_rules import READER_RULES
from smregister.records.schema.kind_loader import load_kinds
from smregister.register.lookup import as_text
from smregister.repository.tree import Tree
from smregister.standards.clause_docs import clause_codes, describe_clauses
from smregister.standards.facts import TYPES
from smregister.standards.facts.docs import describe_facts
from smregister.standards.facts.observations import OBSERVABLES_BY_NAME
from smregister.text import did_you_mean
from smregister.validation.rules import RULES

ALL_RULES: tuple[Rule, ...] = (*READER_RULES, *RULES)


class Explanation(NamedTuple):
    """A name, and what it means."""

    name: str
    text: str


def explanation(tree: Tree, name: str) -> Explanation:
    """Explain a rule, a kind, or a field: `account.handle`, or `handle` in every kind that has it; `facts`, or one.

    A clause goes by its code.

    Raises FatalError, with the nearest name, if it is none.
    """
    for rule in ALL_RULES:
        if rule.name == name:
            return Explanation(name, f"{rule.name} ({rule.severity})\n\n{rule.explanation}")
    if name.partition(".")[0] == "facts":
        return Explanation(name, describe_facts(name.partition(".")[2]))
    kinds, _ = load_kinds(tree)
    if name in kinds:
        return Explanation(name, "\n".join(_kind_lines(kinds[name])))
    found = [field_text(kind, field) for kind, field in _fields(kinds.values(), name)]
    found = found or [*_of_standards(tree, name)]
    if found:
        return Explanation(name, "\n\n".join(found))
    raise FatalError(f"`{name}` is no rule, kind, field, fact or clause{did_you_mean(name, _known(tree, kinds))}")


def _of_standards(tree: Tree, name: str) -> Iterator[str]:
    """Explain a fact by its bare name, or that of the observation it follows from; or a clause by its code."""

    fact = OBSERVABLES_BY_NAME[name].fact_name if name in OBSERVABLES_BY_NAME else name
    if fact in TYPES:
        yield describe_facts(fact)
    yield from describe_clauses(tree, name)


def _known(tree: Tree, kinds: Kinds) -> list[str]:

    known = ["facts", *(rule.name for rule in ALL_RULES), *TYPES, *clause_codes(tree)]
    for kind in kinds.values():
        known += [
            kind.name,
            *(f"{kind.name}.{f.name}" for f in kind.fields.values()),
            *(f.name for f in kind.fields.values()),
        ]
    return known


def field_text(kind: Kind, field: Field) -> str:
    """Describe one field of a kind."""
    return "\n".join([f"{kind.name}.{_shown(field)}: {field.title}", "", *_field_facts(field)])


def _fields(kinds: Iterable[Kind], name: str) -> Iterator[tuple[Kind, Field]]:
    for kind in kinds:
        local = name.removeprefix(f"{kind.name}.")
        for field in kind.fields.values():
            if local in (field.name, _shown(field)):
                yield kind, field


def _shown(field: Field) -> str:
    """Write a field's name without the stars that stand for any item."""
    return field.name.replace(".*", "")


def _kind_lines(kind: Kind) -> Iterator[str]:
    yield from (f"{kind.name}: {kind.description}", "", f"Lies at registry/{kind.path_template.template}.")
    if kind.named_after:
        yield f"Each has the name of one of kind {kind.named_after}, and goes with it when that is renamed."
    owner = "The desk" if kind.owner == "desk" else "Its agency"
    yield from (f"{owner} may change it.", "", "Fields (* must be there, + belongs to a complete record):")
    for field in kind.fields.values():
        if field.route[-1] != "*":
            mark = "*" if field.required else "+" if field.expected else " "
            yield f"  {'  ' * (len(field.route) - 1)}{mark} {field.route[-1]}: {field.title}"
    yield from ("", f"`smregister explain {kind.name}.FIELD` tells more about one.")


def _field_facts(field: Field) -> Iterator[str]:
    yield field.description
    if field.required or field.expected:
        yield "It must be there." if field.required else "A complete record has it."
    if field.choices:
        yield f"One of: {_listed(field.choices)}."
    if field.reference:
        yield f"Names a record of kind {field.reference}: a name in the same agency, or agency/name."
    if field.examples:
        yield f"For example: {_listed(field.examples)}"
    if field.default is not None:
        yield f"If nothing is said: {as_text(field.default)}"
    yield from (sentence for mark, sentence in _MARKS if getattr(field, mark))


def _listed(values: Iterable[Value]) -> str:
    return ", ".join(as_text(value) for value in values)


_MARKS = (
    ("private", "Private: it never appears in anything published."),
    ("desk_only", "Only the desk may change it."),
    ("not_future", "The day can't lie in the future."),
)
