"""Changes that are judged before anything is written: nothing unsound reaches the disk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smregister.trees import ProposedTree
from smregister.validation.changing import validate_change
from smregister.writing.writes import write_files

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from smregister.model import Judgement
    from smregister.trees import Tree


@dataclass(frozen=True, slots=True)
class Proposal:
    """Files to be written (or, without content, removed) over a tree, and what is wrong with that."""

    root: Path
    contents: Mapping[str, bytes | None]
    judgement: Judgement

    def carry_out(self, command: str) -> None:
        """Write the files, for a command.

        Raises FatalError if the proposal is unsound or the disk refuses.
        """
        assert self.judgement.sound, "an unsound proposal is never written"  # noqa: S101
        write_files(self.root, self.contents, command)


def propose(root: Path, tree: Tree, day: date, contents: Mapping[str, bytes | None]) -> Proposal:
    """Judge files as a change to a tree: what they hold, and what that does to the rest."""
    judgement = validate_change(root, tree, ProposedTree(tree, contents), day)
    return Proposal(root, contents, judgement)
