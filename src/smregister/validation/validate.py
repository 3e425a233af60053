"""Validation of a snapshot: stored for the same content and day, else computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.model import TimedFinding, ValidationResult
from smregister.register.snapshot import RegisterSnapshot
from smregister.repository.cache import Cache, Name, Plain
from smregister.repository.fingerprints import folder_fingerprint
from smregister.repository.tree import REGISTRY, SCHEMAS

if TYPE_CHECKING:
    from smregister.validation.incremental.run import Run


# In seconds: longer than git takes for a register of a thousand files.
_PATIENCE = 0.02


def validate(snapshot: RegisterSnapshot) -> ValidationResult:
    """Find everything that is wrong with a register on a day.

    Raises FatalError if the tree can't be read at all.
    """
    name_of_commit = _name_of_commit(snapshot)
    stored = _stored(snapshot, name_of_commit)
    if stored is not None:
        return stored
    memo = snapshot.memo
    # Where git takes its time, what a validation needs is made ready meanwhile.
    run = None if memo.is_ready(_PATIENCE) else _run(snapshot)
    name = ("result", memo.content or "", snapshot.day.isoformat())
    if memo.content and (kept := memo.get([name])):
        return _from_plain(kept[name])
    result = (run or _run(snapshot)).result(snapshot.day)
    if memo.content:
        memo.put(name_of_commit or name, _to_plain(result))
    memo.save()
    return result


def _stored(snapshot: RegisterSnapshot, name: Name | None) -> ValidationResult | None:
    """Return what is stored about a commit, before anything is asked about its partitions."""
    stored = Cache(snapshot.root).get([name]) if name else {}
    return _from_plain(stored[name]) if name in stored else None


def _name_of_commit(snapshot: RegisterSnapshot) -> Name | None:
    content = folder_fingerprint(snapshot.tree, REGISTRY, SCHEMAS)
    return ("result", content, snapshot.day.isoformat()) if content else None


def _run(snapshot: RegisterSnapshot) -> Run:
    # A stored result needs no rule.
    from smregister.validation.incremental.run import Run

    run = Run(snapshot)
    run.make_ready()
    return run


def _to_plain(result: ValidationResult) -> Plain:
    return [TimedFinding(each).to_plain() for each in result.findings], result.records


def _from_plain(plain: Plain) -> ValidationResult:
    rows, records = plain
    return ValidationResult(tuple(TimedFinding.from_plain(row).finding for row in rows), records)
