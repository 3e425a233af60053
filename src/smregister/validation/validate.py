"""Validation of a snapshot, stored by content and day."""

from __future__ import annotations

from smregister.model import TimedFinding, ValidationResult
from smregister.register.snapshot import RegisterSnapshot
from smregister.repository.cache import Cache, Name, Plain
from smregister.repository.fingerprints import folder_fingerprint
from smregister.repository.tree import REGISTRY, SCHEMAS
from smregister.validation.incremental.run import Run
from smregister.validation.rules import load_rules

# In seconds: longer than git takes for a register of a thousand files.
_PATIENCE = 0.02


def validate(snapshot: RegisterSnapshot) -> ValidationResult:
    """Validate a register on a day.

    Raises FatalError if the tree can't be read at all.
    """
    commit_name = _commit_name(snapshot)
    stored = Cache(snapshot.root).get([commit_name]) if commit_name else {}
    if commit_name in stored:
        return _from_plain(stored[commit_name])
    memo = snapshot.memo
    run = None
    if not memo.is_ready(_PATIENCE):
        run = Run(snapshot, load_rules)
        run.prepare()
    name = ("result", memo.content or "", snapshot.day.isoformat())
    if memo.content and (stored := memo.get([name])):
        return _from_plain(stored[name])
    result = (run or Run(snapshot, load_rules)).result(snapshot.day)
    if memo.content:
        memo.put(commit_name or name, _to_plain(result))
    memo.save()
    return result


def _commit_name(snapshot: RegisterSnapshot) -> Name | None:
    content = folder_fingerprint(snapshot.tree, REGISTRY, SCHEMAS)
    return ("result", content, snapshot.day.isoformat()) if content else None


def _to_plain(result: ValidationResult) -> Plain:
    return [TimedFinding(finding).to_plain() for finding in result.findings], result.records


def _from_plain(plain: Plain) -> ValidationResult:
    rows, records = plain
    return ValidationResult(tuple(TimedFinding.from_plain(row).finding for row in rows), records)
