"""Locations of problems: lines and columns from the files concerned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from smregister.model import START, Document, Problem, Rule, TimedFinding, create_finding
from smregister.records.yaml import parse_document
from smregister.register.references import Key
from smregister.repository.tree import Mode, Tree

KeyedProblem: TypeAlias = "tuple[Key | None, Rule, Problem]"
"""A problem, the rule that found it, and the key it was found at, where the rule checks keys."""


def locate(tree: Tree, problems: Sequence[KeyedProblem]) -> Iterator[tuple[Key | None, TimedFinding]]:
    """Yield problems as findings with their lines and columns, each with its key."""
    parsed = _documents(tree, {problem.path for _, _, problem in problems})
    for thing, rule, problem in problems:
        document = parsed.get(problem.path)
        position = document.position(problem.pointer) if document else START
        located = create_finding(rule, problem.path, position, problem.pointer, problem.message)
        yield thing, TimedFinding(located, problem.since, problem.until)


def _documents(tree: Tree, paths: Iterable[str]) -> dict[str, Document]:
    parsed: dict[str, Document] = {}
    for file in tree.files_at(sorted(paths)):
        if file.mode in (Mode.PLAIN, Mode.EXECUTABLE):
            document = parse_document(file.path, file.read())
            if isinstance(document, Document):
                parsed[file.path] = document
    return parsed
