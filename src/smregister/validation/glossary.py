"""Lists of the names that `explain` knows, in groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

from smregister.appointments.roles import NO_ROLE, RIGHT_TITLES, rights_by_role
from smregister.model import Record, Rule
from smregister.records.reader_rules import READER_RULES
from smregister.records.schema.kind_loader import load_kinds
from smregister.register.settings import register_settings
from smregister.repository.tree import REGISTER, Tree
from smregister.standards.clause_docs import clause_codes, list_clauses
from smregister.standards.facts import TYPES
from smregister.standards.facts.docs import UNKNOWN_FACTS, list_facts
from smregister.standards.facts.fact import FactSource
from smregister.text import escape_hidden
from smregister.validation.rules import load_rules


class GlossaryTerm(NamedTuple):
    """A name, what it means in one line, and the heading that it is listed under."""

    name: str
    title: str
    heading: str = ""
    note: str = ""

    def __str__(self) -> str:
        return f"  {self.name}{f' ({self.note})' if self.note else ''}: {self.title}"


class TermGroup(NamedTuple):
    """A group of names: what they are, and how to go on."""

    title: str
    list_terms: Callable[[Tree], Iterator[GlossaryTerm]]
    advice: str
    remark: str = ""


def all_rules() -> list[Rule]:
    """Return the rules of the reader and of the register."""
    return [*READER_RULES, *load_rules().all]


def _list_kinds(tree: Tree) -> Iterator[GlossaryTerm]:
    owners = {"desk": "Changed by the desk", "agency": "Changed by agencies"}
    for kind in sorted(load_kinds(tree)[0].values(), key=lambda kind: kind.owner):
        first = kind.description.partition(". ")[0].removesuffix(".")
        yield GlossaryTerm(kind.name, f"{first}.", owners.get(kind.owner, kind.owner))


def _list_rules(_: Tree) -> Iterator[GlossaryTerm]:
    for rule in sorted(all_rules(), key=lambda rule: (rule.severity.rank, rule.name)):
        first = " ".join(rule.explanation.partition("\n\n")[0].split())
        yield GlossaryTerm(rule.name, first, f"{rule.severity.capitalize()}s")


def _list_facts(_: Tree) -> Iterator[GlossaryTerm]:
    terms = [GlossaryTerm(name, text, f"From {source}", str(TYPES[name])) for name, source, text in list_facts()]
    return iter(sorted(terms, key=lambda term: _SOURCES.index(term.heading)))


_SOURCES = [f"From {source}" for source in FactSource]


def _list_clauses(tree: Tree) -> Iterator[GlossaryTerm]:
    return (
        GlossaryTerm(code, title, f"Standard {standard}", note) for standard, code, title, note in list_clauses(tree)
    )


def _list_roles(tree: Tree) -> Iterator[GlossaryTerm]:
    yield from (GlossaryTerm(right, f"{title}.", "Rights") for right, title in RIGHT_TITLES.items())
    for role, rights in rights_by_role(Record("register", "register", REGISTER, register_settings(tree))).items():
        note = "for letters that name none" if role == NO_ROLE else ""
        yield GlossaryTerm(role, ", ".join(rights) or "nothing without the desk", "Roles", note)


GROUPS = {
    "kinds": TermGroup(
        "The kinds of records",
        _list_kinds,
        "`smregister explain account` lists the fields of a kind. `smregister explain account.handle` explains one.",
    ),
    "rules": TermGroup(
        "What `smregister validate` finds",
        _list_rules,
        "`smregister explain RULE` says why a rule matters and what to do.",
    ),
    "facts": TermGroup(
        "What the conditions of clauses can test, as facts.NAME",
        _list_facts,
        "`smregister explain facts.NAME` describes one.",
        UNKNOWN_FACTS,
    ),
    "clauses": TermGroup(
        "What the standards ask of accounts",
        _list_clauses,
        "`smregister explain CODE` says what a clause asks and how to meet it.",
    ),
    "roles": TermGroup(
        "The rights of officers, and which of them each role has",
        _list_roles,
        f"The table is `roles` in {REGISTER}. The desk may change it.",
    ),
}
"""The groups by the name that lists each."""


def list_groups(tree: Tree) -> list[GlossaryTerm]:
    """Return a term for each group, with the number of its names."""
    counts = {name: sum(1 for _ in group.list_terms(tree)) for name, group in GROUPS.items()}
    return [GlossaryTerm(name, group.title, "", str(counts[name])) for name, group in GROUPS.items()]


def format_index(tree: Tree, groups: list[GlossaryTerm]) -> str:
    """Format the groups and how to go on."""
    examples = [*_EXAMPLES, *islice(clause_codes(tree), 1)]
    lines = ["`smregister explain NAME` explains a name. These words list the names:", ""]
    lines += [*map(str, groups), "", "For example:"]
    return "\n".join([*lines, *(f"  smregister explain {name}" for name in examples)])


_EXAMPLES = ("rules", "dangling-reference", "account", "account.handle", "days_since_last_post")


def format_group(name: str, terms: list[GlossaryTerm]) -> str:
    """Format the terms of a group below their headings."""
    group = GROUPS[name]
    lines = [f"{name}: {group.title}.", *(["", group.remark] if group.remark else [])]
    for heading in dict.fromkeys(term.heading for term in terms):
        lines += ["", f"{heading}:", *(str(term) for term in terms if term.heading == heading)]
    return "\n".join([*map(escape_hidden, lines), "", group.advice])
