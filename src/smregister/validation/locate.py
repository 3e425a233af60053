"""Locations of problems: lines and columns from the files concerned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from smregister.model import START, Document, TimedFinding, create_finding
from smregister.records.yaml import parse_document
from smregister.register.references import Key
from smregister.repository.tree import Mode, Tree
from smregister.validation.rule import KeyedProblem


def locate(tree: Tree, problems: Sequence[KeyedProblem]) -> Iterator[tuple[Key | None, TimedFinding]]:
    """Yield problems as findings with their lines and columns, each with its key."""
    documents = _documents(tree, {problem.path for _, _, problem in problems})
    for key, rule, problem in problems:
        document = documents.get(problem.path)
        position = document.position(problem.pointer) if document else START
        located = create_finding(rule, problem.path, position, problem.pointer, problem.message)
        yield key, TimedFinding(located, problem.since, problem.until)


def _documents(tree: Tree, paths: Iterable[str]) -> dict[str, Document]:
    files = (file for file in tree.files_at(sorted(paths)) if file.mode in (Mode.PLAIN, Mode.EXECUTABLE))
    parsed = {file.path: parse_document(file.path, file.read()) for file in files}
    return {path: document for path, document in parsed.items() if isinstance(document, Document)}
