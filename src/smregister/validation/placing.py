"""Problems to findings: their lines and columns, from the few files they are about, read once more."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from smregister import documents
from smregister.model import START, Document, finding
from smregister.rows import DatedFinding
from smregister.trees import Mode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from smregister.mentions import Thing
    from smregister.model import Problem, Rule
    from smregister.trees import Tree

Found: TypeAlias = "tuple[Thing | None, Rule, Problem]"
"""A problem, the rule that found it, and the thing it was found in, where the rule is about things."""


def placed(tree: Tree, found: Sequence[Found]) -> Iterator[tuple[Thing | None, DatedFinding]]:
    """Give problems their places; each stays with its thing."""
    places = _documents(tree, {problem.path for _, _, problem in found})
    for thing, rule, problem in found:
        document = places.get(problem.path)
        position = document.position(problem.pointer) if document else START
        told = finding(rule, problem.path, position, problem.pointer, problem.message)
        yield thing, DatedFinding(told, problem.since, problem.until)


def _documents(tree: Tree, paths: Iterable[str]) -> dict[str, Document]:
    found: dict[str, Document] = {}
    for file in tree.at(sorted(paths)):
        if file.mode in (Mode.PLAIN, Mode.EXECUTABLE):
            document = documents.parse(file.path, file.read())
            if isinstance(document, Document):
                found[file.path] = document
    return found
