"""The judgement of a tree: remembered where the same content was judged for the same day, found out otherwise."""

from __future__ import annotations

import marshal
from typing import TYPE_CHECKING

from smregister.cache import Cache
from smregister.memory import Memory
from smregister.model import Judgement
from smregister.rows import finding_of, row_of
from smregister.trees import REGISTRY, SCHEMAS, content_of, home_of

if TYPE_CHECKING:
    from datetime import date

    from smregister.cache import Name
    from smregister.trees import Tree
    from smregister.validation.run import Run


# In seconds: longer than git takes for a register of a thousand files.
_PATIENCE = 0.02


def validate(tree: Tree, day: date) -> Judgement:
    """Find every fault of a tree as of a day, or remember what was found in the same content before.

    Raises FatalError if the tree can't be read at all.
    """
    name_of_commit = _name_of_commit(tree, day)
    known = _known(tree, name_of_commit)
    if known is not None:
        return known
    memory = Memory(tree)
    # Where git takes its time, what a judgement needs is made ready meanwhile.
    run = None if memory.is_ready(_PATIENCE) else _run(tree, memory, day)
    name = ("judgement", memory.content or "", day.isoformat())
    if memory.content and (kept := memory.get(name)):
        return _read(kept[name])
    judgement = (run or _run(tree, memory, day)).judgement(day)
    if memory.content:
        memory.note(name_of_commit or name, _written(judgement))
    memory.save()
    return judgement


def _known(tree: Tree, name: Name | None) -> Judgement | None:
    """Give what is known of a commit, before anything is asked about its parts."""
    home = home_of(tree)
    kept = Cache(home).get([name]) if name and home else {}
    return _read(kept[name]) if name in kept else None


def _name_of_commit(tree: Tree, day: date) -> Name | None:
    content = content_of(tree, REGISTRY, SCHEMAS)
    return ("judgement", content, day.isoformat()) if content else None


def _run(tree: Tree, memory: Memory, day: date) -> Run:
    from smregister.validation.run import Run

    run = Run(tree, day, memory)
    run.make_ready()
    return run


def _written(judgement: Judgement) -> bytes:
    return marshal.dumps(([*map(row_of, judgement.findings)], judgement.records))


def _read(kept: bytes) -> Judgement:
    """Read what this program wrote: the cache gives nothing else."""
    rows, records = marshal.loads(kept)  # noqa: S302
    return Judgement(tuple(map(finding_of, rows)), records)
