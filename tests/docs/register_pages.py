"""Pages of what a register holds: kinds and fields, rules, facts and clauses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from tests.docs.markdown import block, code, codes, link, prose, table, target
from tests.registers import PROJECT

from smregister.model import Rule, Value
from smregister.output.phrases import format_cell
from smregister.records.kinds import ANY_ITEM, Field, Kind, Kinds
from smregister.records.reader_rules import READER_RULES
from smregister.records.schema.kind_loader import load_kinds
from smregister.records.yaml import parse_data
from smregister.register.lookup import as_text
from smregister.repository.work_tree import WorkTree
from smregister.standards.clauses import SELECTORS
from smregister.standards.facts import FACTS, TYPES
from smregister.standards.facts.docs import describe_fact
from smregister.standards.facts.fact import FactSource
from smregister.text import localized
from smregister.validation.explain import RENAMED_RULES
from smregister.validation.rule import ChangeRule, CrossAgencyRule, RegisterRule
from smregister.validation.rules import load_rules

_LANGUAGES = {"ms": "Malay", "id": "Indonesian"}

# Kinds and fields.


def kinds_page() -> Iterator[str]:
    """Yield the page of all kinds and their fields."""
    kinds = load_kinds(WorkTree(PROJECT))[0]
    yield from ("# Kinds and fields", "")
    yield prose(
        "A record is one YAML file. Its path says its kind, its id and its agency. Messages, `--set` and JSON call "
        "a field by its key, prompts and reports by its title."
    )
    yield from (
        "",
        prose("`smregister explain KIND` and `smregister explain KIND.FIELD` print the same."),
    )
    rows = ([link(code(kind.name), kind.name), prose(kind.description)] for kind in kinds.values())
    yield from table(["Kind", "What it is"], rows)
    yield "In the tables of fields:"
    yield from ("", f"- {prose('`*` stands for the position in a list, such as `contacts.0.email`, or for a key.')}")
    yield "- *Required when complete*: a complete record has the field; a new one can lack it."
    yield "- *Private*: never in anything that is published."
    yield "- *Changed by the desk*: a change needs its approval. Who changes the other fields stands above each table."
    for kind in kinds.values():
        yield from _kind_section(kind, kinds)


def _kind_section(kind: Kind, kinds: Kinds) -> Iterator[str]:
    yield from ("", f"## {kind.name}", "", f"**{prose(kind.title)}.** {prose(kind.description)}", "")
    yield from (f"- {sentence}" for sentence in _kind_facts(kind))
    yield from table(
        ["Field", "Meaning"],
        (_field_row(kind, field, kinds) for field in kind.fields.values() if field.route[-1] != ANY_ITEM),
    )


def _kind_facts(kind: Kind) -> Iterator[str]:
    template = kind.path_template
    yield f"File: {code(f'registry/{template.template}')}"
    if "{" in template.template:
        yield f"Name of the file: {prose(template.name_description)}"
    if kind.named_after:
        yield f"Each has the name of a record of kind {link(code(kind.named_after), kind.named_after)}."
    yield f"Changed by: {kind.owner}"
    for unique in kind.unique:
        scope = "an agency" if unique.within_agency else "the register"
        unless = f", except with {code(unique.unless)}" if unique.unless else ""
        yield f"Unique in {scope}: {' and '.join(map(code, unique.fields))}{unless}"
    if kind.one_of:
        yield f"At least one of: {codes(kind.one_of)}"
    if kind.closing:
        yield f"{prose('`smregister close` writes')} {codes(filter(None, _closing_fields(kind)))}."


def _closing_fields(kind: Kind) -> Iterator[str | None]:
    if closing := kind.closing:
        yield from (closing.status, closing.on, closing.reason, closing.replaced_by)


def _field_row(kind: Kind, field: Field, kinds: Kinds) -> list[str]:
    notes = "; ".join(_field_notes(kind, field)).capitalize()
    notes = notes and f"*{notes}*"
    return [
        target(f"{kind.name}.{field.name.replace(f'.{ANY_ITEM}', '')}") + code(field.name),
        "<br>".join(filter(None, (f"**{prose(field.title)}**", " ".join(_field_sentences(field, kinds)), notes))),
    ]


def _field_notes(kind: Kind, field: Field) -> Iterator[str]:
    if field.required or field.expected:
        yield "Required" if field.required else "Required when complete"
    if field.private:
        yield "Private"
    if field.desk_only and kind.owner != "desk":
        yield "Changed by the desk"


def _field_sentences(field: Field, kinds: Kinds) -> Iterator[str]:
    yield prose(field.description)
    if field.choices:
        yield f"One of: {codes(map(as_text, field.choices))}."
    if field.reference:
        name = code(field.reference)
        shown = link(name, field.reference) if field.reference in kinds else name
        yield f"Names a record of kind {shown}."
    if field.not_future:
        yield "The date can't be in the future."
    if field.default is not None:
        yield f"Default: {code(as_text(field.default))}."
    if field.examples:
        yield f"For example {codes(map(format_cell, field.examples))}."


# Rules.


def rules_page() -> Iterator[str]:
    """Yield the page of all rules."""
    groups = _rule_groups()
    yield from ("# Rules", "")
    yield prose(
        "`smregister validate` checks these rules. Each finding names its rule, and `smregister explain RULE` prints "
        "the text that stands here. Only an error makes the register invalid."
    )
    for title, rules in groups.items():
        rows = (
            [link(code(rule.name), rule.name), str(rule.severity), prose(rule.explanation.split("\n\n")[0])]
            for rule in rules
        )
        yield from ("", f"**{title}**", *table(["Rule", "Severity", "What it finds"], rows))
    for title, rules in groups.items():
        yield from ("", f"## {title}", "")
        for rule in rules:
            yield from (f"### {rule.name}", "", f"Severity: {rule.severity}", "", *_paragraphs(rule.explanation))
    yield from ("", "## Former names", "", "These rules have another name now. `smregister explain` knows both.")
    rows = ([code(old), link(code(new), new)] for old, new in RENAMED_RULES.items())
    yield from table(["Former name", "Name"], rows)


def _rule_groups() -> Mapping[str, list[Rule]]:
    rules = load_rules().all
    types = {
        "In the records of an agency": RegisterRule,
        "Between agencies": CrossAgencyRule,
        "In a change": ChangeRule,
    }
    by_type = {title: [rule for rule in rules if isinstance(rule, type_)] for title, type_ in types.items()}
    return {"In a file": sorted(READER_RULES, key=lambda rule: rule.name), **by_type}


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        yield from (prose(paragraph), "")


# Facts.


def facts_page() -> Iterator[str]:
    """Yield the page of all facts."""
    yield from ("# Facts", "")
    yield prose(
        "The condition of a clause speaks of facts about an account, as `facts.NAME`. Most come from records. "
        "Observed ones come from what `smregister observe` has recorded."
    )
    yield ""
    yield prose(
        "A fact can be unknown. If the result depends on it, the clause answers `could-not-tell`. "
        "`has(facts.NAME)` asks whether a fact is known."
    )
    used, sources = _facts_used(), {fact.name: fact.source for fact in FACTS}
    for source in FactSource:
        rows = (
            [target(name) + code(name), str(TYPES[name]), prose(_description(name)), _clause_links(used.get(name, ()))]
            for name in TYPES
            if sources.get(name, FactSource.OBSERVATION) is source
        )
        title = str(source)
        yield from ("", f"## From {title}", *table(["Fact", "Type", "Meaning", "Used by"], rows))


def _description(name: str) -> str:
    return describe_fact(name).split("\n\n")[1]


def _clause_links(clauses: Iterable[str]) -> str:
    return ", ".join(link(clause, clause, "clauses.md") for clause in clauses)


def _facts_used() -> Mapping[str, list[str]]:
    used: dict[str, list[str]] = {}
    for _, data in _standards():
        for clause in data["clauses"]:
            for name in _facts_of(clause):
                used.setdefault(name, []).append(clause["id"])
    return used


def _facts_of(clause: Mapping[str, Any]) -> list[str]:
    """Return the facts that a clause names in its conditions or selects accounts by, each once."""
    conditions = " ".join(clause.get(name, "") for name in ("applies_when", "condition"))
    selectors = (SELECTORS[name] for name in clause.get("applies_to", {}) if name in SELECTORS)
    names = dict.fromkeys([*selectors, *re.findall(r"\bfacts\.(\w+)", conditions)])
    return [name for name in names if name in TYPES]


# Clauses.


def clauses_page() -> Iterator[str]:
    """Yield the page of the clauses of every standard."""
    yield from ("# Clauses", "")
    yield prose(
        "The standards that a new register starts with. `smregister report compliance` assesses each account by the "
        "standard in force; `smregister explain CODE` prints one clause. A register can have standards of its own."
    )
    for name, data in _standards():
        yield from _standard_lines(name, data)
        for clause in data["clauses"]:
            yield from _clause_lines(clause)


@cache
def _standards() -> list[tuple[str, dict[str, Any]]]:
    paths = sorted((PROJECT / "registry/standards").glob("*.yaml"))
    return [(path.stem, _read(str(path), path.read_bytes())) for path in paths]


def _read(path: str, content: bytes) -> dict[str, Any]:
    data = parse_data(path, content)
    assert isinstance(data, dict)
    return data


def _standard_lines(name: str, data: Mapping[str, Any]) -> Iterator[str]:
    yield from ("", f"## {name}", "", f"**{prose(str(data['title']))}**, version {prose(str(data['version']))}", "")
    yield f"- In force from {data['in_force_from']} {prose(_until(data.get('in_force_to')))}".rstrip()
    yield from ([f"- Source: {prose(data['source'])}"] if data.get("source") else [])
    rows = (
        [link(clause["id"], clause["id"]), prose(_words(clause["title"])), clause["severity"], str(clause["weight"])]
        for clause in data["clauses"]
    )
    yield from table(["Clause", "Title", "Severity", "Weight"], rows)


def _until(day: Value) -> str:
    return f"to {day}" if day else ""


def _clause_lines(clause: Mapping[str, Any]) -> Iterator[str]:
    yield from ("", f"### {clause['id']}", "", f"**{prose(_words(clause['title']))}**", "")
    yield from (prose(_words(clause["text"])), "", f"What to do: {prose(_words(clause['remedy']))}", "")
    yield from (f"- {line}" for line in _clause_facts(clause))
    for label, field in (("Asked only where", "applies_when"), ("Met where", "condition")):
        if condition := clause.get(field):
            yield from ("", f"{label}:", *block(condition.replace(" && ", "\n&& "), "text"))


def _clause_facts(clause: Mapping[str, Any]) -> Iterator[str]:
    yield f"Severity {clause['severity']}, weight {clause['weight']}"
    for name, values in clause.get("applies_to", {}).items():
        yield f"Only for {name}: {codes(map(str, values))}"
    if days := clause.get("max_age_days"):
        yield f"An observation counts for {days} days"
    names = _facts_of(clause)
    yield f"Facts: {', '.join(f'[{code(name)}](facts.md#{name})' for name in names)}"
    if source := clause.get("source"):
        yield f"Source: {prose(source)}"
    for language, title in _LANGUAGES.items():
        if words := clause["title"].get(language):
            yield f"Title in {title}: {prose(words)}"


def _words(words: Value) -> str:
    return localized(words, "en")
