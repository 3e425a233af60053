"""What was read in a part of a tree, remembered by git's id of it: a run pays for what changed."""

from __future__ import annotations

import marshal
from typing import TYPE_CHECKING, Any, NamedTuple

from smregister.cache import Cache
from smregister.model import Finding, Record, Severity
from smregister.trees import Part, parts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from smregister.trees import Tree


class PartReading(NamedTuple):
    """The records that lie in a part of a tree, the files that are none, and the faults met in reading."""

    records: list[Record]
    strays: list[str]
    findings: list[Finding]


def read_parts(tree: Tree, read: Callable[[Part], PartReading]) -> Iterator[PartReading]:
    """Give what lies in each part of a tree's register, in path order; `read` is asked for what is not known yet."""
    schemas, parts, home = parts_of(tree)
    if schemas.id is None or home is None:
        yield from map(read, parts)
        return
    names = {part: ("part", schemas.id, part.path, part.id) for part in parts if part.id is not None}
    cache = Cache(home)
    known = cache.get(names.values())
    new: dict[Part, bytes] = {}
    for part in parts:
        content = known.get(names[part]) if part in names else None
        if content is not None:
            yield _loaded(content)
        else:
            reading = read(part)
            yield reading
            if part in names:
                new[part] = _dumped(reading)
    if new:
        # The disk may have changed while it was read; then its parts are not what their ids say.
        still = parts_of(tree)
        unchanged = set(still.register) if still.schemas == schemas else set()
        cache.put({names[part]: content for part, content in new.items() if part in unchanged})


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
