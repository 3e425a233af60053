"""Judges a new register before any of it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.errors import FatalError
from smregister.model import Severity
from smregister.trees import ProposedTree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from smregister.trees import File, Tree


class _NoFiles:
    name = "new register"

    def list_all(self) -> None:
        """Do nothing: there is nothing."""

    def files(self, folder: str) -> Iterator[File]:
        return iter(())

    def at(self, paths: Iterable[str]) -> Iterator[File]:
        return iter(())


def tree_of(contents: Mapping[str, bytes]) -> Tree:
    """Give a tree of files that are nowhere but in memory."""
    return ProposedTree(_NoFiles(), contents)


def demand_sound(contents: Mapping[str, bytes], day: date) -> None:
    """Judge a new register as of a day.

    Raises FatalError if there is an error in it.
    """
    from smregister.validation.judging import validate
    from smregister.validation.snapshot import RegisterSnapshot

    judgement = validate(RegisterSnapshot(tree_of(contents), day))
    if not judgement.sound:
        errors = [f"{f.path}:{f.line}: {f.message}" for f in judgement.findings if f.severity is Severity.ERROR]
        message = "\n".join(["the new register would not be valid, so nothing was written:", *errors])
        raise FatalError(message)
