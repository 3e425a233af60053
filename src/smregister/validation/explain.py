"""Explanations of rules, kinds, fields, facts and clauses."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator

from smregister.errors import FatalError
from smregister.records.kinds import ANY_ITEM, Field, Kind
from smregister.records.schema.kind_loader import load_kinds
from smregister.records.yaml.scalars import write_flow
from smregister.register.lookup import as_text
from smregister.repository.tree import Tree
from smregister.standards.clause_docs import clause_codes, describe_clauses
from smregister.standards.facts import TYPES
from smregister.standards.facts.docs import describe_fact
from smregister.standards.facts.observations import OBSERVABLES_BY_NAME
from smregister.text import did_you_mean
from smregister.validation.glossary import GROUPS, all_rules

_FACTS = "facts."

RENAMED_RULES = {
    "clause-condition-refused": "invalid-condition",
    "handle-not-possible": "invalid-handle",
    "handover-open": "open-handover",
    "key-not-text": "non-string-key",
    "named-after-nothing": "orphan-record",
    "no-alternative": "no-matching-schema",
    "not-unique": "duplicate-value",
    "observation-not-understood": "invalid-observation",
    "refers-to-itself": "self-reference",
    "removed-officer-named": "erased-officer-named",
    "repeated-clause": "duplicate-clause",
    "repeated-item": "duplicate-item",
    "replaced-in-part": "standard-leaves-gap",
    "replacement-circle": "replacement-cycle",
    "too-deep": "nested-too-deep",
    "waiver-run-out": "expired-waiver",
    "wrong-form": "invalid-format",
}
"""Former names of rules and their present names."""


def explain_name(tree: Tree, name: str) -> str:
    """Explain a rule, a kind, a field such as `account.handle`, or a fact.

    A clause is found by its code, a renamed rule also by its old name.

    Raises FatalError, with the nearest name, if no name matches.
    """
    rules = {rule.name: rule for rule in all_rules()}
    if rule := rules.get(RENAMED_RULES.get(name, name)):
        text = f"{rule.name} ({rule.severity})\n\n{rule.explanation}"
        return text if rule.name == name else f"`{name}` is now called `{rule.name}`\n\n{text}"
    if name.startswith(_FACTS):
        return describe_fact(name.removeprefix(_FACTS))
    kinds, _ = load_kinds(tree)
    if name in kinds:
        return "\n".join(_kind_lines(kinds[name]))
    texts = ["\n".join(_field_lines(kind, field)) for kind, field in _fields(kinds.values(), name)]
    if texts := texts or [*_standard_texts(tree, name)] or [*_role_texts(tree, name)]:
        return "\n\n".join(texts)
    hint = did_you_mean(name, known_names(tree)) or "; `smregister explain` lists what there is"
    raise FatalError(f"`{name}` is not a rule, kind, field, fact or clause{hint}")


def known_names(tree: Tree | None) -> list[str]:
    """Return every name that can be explained; without a tree, those of no register."""
    names = [*GROUPS, *(rule.name for rule in all_rules()), *TYPES, *OBSERVABLES_BY_NAME]
    names += clause_codes(tree) if tree else ()
    for kind in load_kinds(tree)[0].values() if tree else ():
        fields = [_plain_name(field) for field in kind.fields.values() if field.route[-1] != ANY_ITEM]
        names += [kind.name, *(f"{kind.name}.{field}" for field in fields), *fields]
    return [*dict.fromkeys(names)]


def _standard_texts(tree: Tree, name: str) -> Iterator[str]:
    """Explain a fact by its name or its observation's, or a clause by its code."""
    if name in TYPES or name in OBSERVABLES_BY_NAME:
        yield describe_fact(name)
    yield from describe_clauses(tree, name)


def _role_texts(tree: Tree, name: str) -> Iterator[str]:
    """Explain a role of officers by its rights, or a right."""
    group = GROUPS["roles"]
    yield from (f"{term}\n\n{group.advice}".strip() for term in group.list_terms(tree) if term.name == name)


def _fields(kinds: Iterable[Kind], name: str) -> Iterator[tuple[Kind, Field]]:
    for kind in kinds:
        local = name.removeprefix(f"{kind.name}.")
        for field in kind.fields.values():
            if local in (field.name, _plain_name(field)):
                yield kind, field


def _plain_name(field: Field) -> str:
    """Return a field's name without the `*` for any item."""
    return field.name.replace(".*", "")


def _kind_lines(kind: Kind) -> Iterator[str]:
    yield from (f"{kind.name}: {kind.description}", "", f"Path: registry/{kind.path_template.template}.")
    if kind.named_after:
        yield f"Each record has the name of its {kind.named_after}, and is renamed with it."
    owner = "The desk" if kind.owner == "desk" else "Its agency"
    yield from (f"{owner} may change it.", "", "Fields (* required, + part of a complete record):")
    for field in kind.fields.values():
        if field.route[-1] != ANY_ITEM:
            mark = "*" if field.required else "+" if field.expected else " "
            yield f"  {'  ' * (len(field.route) - 1)}{mark} {field.route[-1]}: {field.title}"
    yield from ("", f"`smregister explain {kind.name}.FIELD` describes one.")


def _field_lines(kind: Kind, field: Field) -> Iterator[str]:
    item = ", each item" if field.route[-1] == ANY_ITEM else ""
    yield from (f"{kind.name}.{_plain_name(field)}{item}: {field.title}", "", field.description)
    if field.required or field.expected:
        yield "Required." if field.required else "A complete record has it."
    if field.choices:
        yield f"One of: {', '.join(map(as_text, field.choices))}."
    if field.reference:
        yield f"Name of a record of kind {field.reference}: a name in the same agency, or agency/name."
    if field.examples:
        yield f"For example: {', '.join(map(as_text, field.examples))}"
    if field.default is not None:
        yield f"Default: {as_text(field.default)}"
    yield from (sentence for mark, sentence in _MARKS if getattr(field, mark))
    yield from _item_lines(kind, field)


def _item_lines(kind: Kind, field: Field) -> Iterator[str]:
    """Yield the fields of the items in a list of mappings, and how to add one."""
    members = kind.members(field, ANY_ITEM) if "array" in field.types else []
    if members:
        names = (f"{member.route[-1]} (required)" if member.required else member.route[-1] for member in members)
        yield f"Each item has: {', '.join(names)}."
        needed = [member for member in members if member.required] or members[:1]
        item = {member.route[-1]: as_text(next(iter(member.examples or member.choices), "…")) for member in needed}
        yield f"To add one: --set {_plain_name(field)}+={shlex.quote(write_flow(item))}"


_MARKS = (
    ("private", "Private: never published."),
    ("desk_only", "Only the desk may change it."),
    ("not_future", "Must not be in the future."),
)
