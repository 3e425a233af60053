"""What was read in a part of a tree, remembered by git's id of it: a run pays for what changed."""

from __future__ import annotations

import marshal
from typing import TYPE_CHECKING, Any, NamedTuple

from smregister.cache import Cache
from smregister.model import Finding, Record, Severity
from smregister.progress import step_by_step
from smregister.trees import parts_of
from smregister.workers import in_parallel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from smregister.cache import Name
    from smregister.trees import Part, Tree
    from smregister.trees.identity import Parts


class PartReading(NamedTuple):
    """The records that lie in a part of a tree, the files that are none, and the faults met in reading."""

    records: list[Record]
    strays: list[str]
    findings: list[Finding]


def read_parts(tree: Tree, read: Callable[[Part], PartReading]) -> Iterator[PartReading]:
    """Give what lies in each part of a tree's register, in path order; `read` is asked for what is not known yet."""
    parts = parts_of(tree)
    cache, names = _names(parts)
    known = cache.get(names.values()) if cache else {}
    unknown = [part for part in parts.register if names.get(part) not in known]
    contents = in_parallel(lambda part: _dumped(read(part)), unknown)
    new: dict[Part, bytes] = {}
    for part in step_by_step("reading", parts.register):
        name = names.get(part)
        content = known[name] if name in known else next(contents)
        if name is not None and name not in known:
            new[part] = content
        yield _loaded(content)
    if cache and new:
        # The disk may have changed while it was read; then its parts are not what their ids say.
        still = parts_of(tree)
        unchanged = set(still.register) if still.schemas == parts.schemas else set()
        cache.put({names[part]: content for part, content in new.items() if part in unchanged})


def _names(parts: Parts) -> tuple[Cache | None, dict[Part, Name]]:
    """Name the parts that can be remembered, and where."""
    if parts.schemas.id is None or parts.home is None:
        return None, {}
    schemas = parts.schemas.id
    names: dict[Part, Name] = {
        part: ("part", schemas, part.path, part.id) for part in parts.register if part.id is not None
    }
    return Cache(parts.home), names


def _dumped(reading: PartReading) -> bytes:
    records = [(each.kind, each.id, each.path, dict(each.data), each.sound) for each in reading.records]
    findings = [
        (each.path, each.line, each.column, each.rule, each.pointer, str(each.severity), each.message)
        for each in reading.findings
    ]
    return marshal.dumps((records, reading.strays, findings))


def _loaded(content: bytes) -> PartReading:
    """Load what this program wrote: the cache gives nothing else."""
    records, strays, findings = marshal.loads(content)  # noqa: S302
    return PartReading([Record(*each) for each in records], strays, [_finding(*each) for each in findings])


def _finding(*facts: Any) -> Finding:
    path, line, column, rule, pointer, severity, message = facts
    return Finding(path, line, column, rule, pointer, Severity(severity), message)
