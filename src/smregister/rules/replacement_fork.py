"""One appointment, one successor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.model import Problem, Severity
from smregister.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smregister.model import Record
    from smregister.register import Register


@rule(Severity.ERROR)
def replacement_fork(register: Register) -> Iterator[Problem]:
    """Two appointments replace the same one, or replacements go round in a circle.

    A chain of letters has one line: who answers after whom. Correct `replaces` in one of them; two
    officers who follow one are a replacement and a new appointment.
    """
    followers: dict[str, list[Record]] = {}
    for record in register.sound("appointment"):
        before = register.find("appointment", record.text("replaces") or "", record.agency)
        if before is not None and before is not record:
            followers.setdefault(before.id, []).append(record)
    for replaced, records in followers.items():
        for record in records:
            others = ", ".join(f"`{other.id}`" for other in records if other is not record)
            if others:
                yield Problem(record.path, ("replaces",), f"`{replaced}` is also replaced by {others}")
            if _comes_back(record, followers):
                yield Problem(record.path, ("replaces",), f"following `replaces` leads back to `{record.id}`")


def _comes_back(record: Record, followers: dict[str, list[Record]]) -> bool:
    seen: set[str] = set()
    waiting = [record.id]
    while waiting:
        for follower in followers.get(waiting.pop(), ()):
            if follower is record:
                return True
            if follower.id not in seen:
                seen.add(follower.id)
                waiting.append(follower.id)
    return False
