"""The judgement of a tree: remembered where the same content was judged for the same day, found out otherwise."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from smregister.cache import Cache
from smregister.model import Finding, Judgement, Severity
from smregister.trees import content_id

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from smregister.trees import Tree


def judged(root: Path, tree: Tree, day: date) -> Judgement:
    """Judge a tree as of a day, or give what was found when that was done before.

    Raises FatalError if the tree can't be read at all.
    """
    content = content_id(tree)
    if content is None:
        return _find_out(tree, day)
    cache, name = Cache(root), ("judgement", content, day.isoformat())
    kept = cache.get([name])
    if name in kept:
        return _read(kept[name])
    judgement = _find_out(tree, day)
    # The disk may have changed while it was read; then this is not the judgement of that content.
    if content_id(tree) == content:
        cache.put({name: _written(judgement)})
    return judgement


def _find_out(tree: Tree, day: date) -> Judgement:
    from smregister.validation import validate

    return validate(tree, day)


def _written(judgement: Judgement) -> bytes:
    return json.dumps(asdict(judgement), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _read(kept: bytes) -> Judgement:
    facts = json.loads(kept.decode("utf-8", "surrogatepass"))
    findings = (Finding(**{**each, "severity": Severity(each["severity"])}) for each in facts["findings"])
    return Judgement(tuple(findings), facts["records"])
