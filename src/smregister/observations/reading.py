"""What somebody says of an account, checked as far as it can be by itself, to a sighting."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from smregister.characters import HIDDEN_CHARACTER, character_name
from smregister.model import Document
from smregister.observations.sightings import Look, Sighting, SightingError
from smregister.observations.words import observable_called, one_text, value_and_result
from smregister.schemas import Judge

if TYPE_CHECKING:
    from smregister.kinds import Kind
    from smregister.model import Value

_DIGEST = re.compile(r"[0-9A-Fa-f]{64}")
_DEMANDED = {"when": "--on DATE", "how": "--how METHOD", "by": "--by POST"}


def look_fault(look: Look) -> str | None:
    """Say what a look does not tell and must."""
    untold = [name for name in _DEMANDED if not getattr(look, name)]
    if not untold:
        return None
    names, options = ", ".join(f"`{name}`" for name in untold), ", ".join(_DEMANDED[name] for name in untold)
    return f"it does not say {names}; give that with it, or for all by {options}"


class SightingReader:
    """Reads what is said of facts, by the schema of observations."""

    def __init__(self, kind: Kind) -> None:
        self._judge = Judge(kind.schema)

    def read(self, account: str, fact: str, told: Value, look: Look, *, result: str = "", row: int = 0) -> Sighting:
        """Read what is told of a fact of an account, by its id.

        Raises SightingError if that can't be put on record.
        """
        observable = observable_called(fact)
        value, found = value_and_result(observable, one_text(told), result)
        observed = _observed(value, found, look)
        fault = observable.find_error(observed) or self._fault(fact, observed)
        if fault:
            raise SightingError(fault)
        return Sighting(account, fact, observed, row)

    def _fault(self, fact: str, observed: dict[str, Value]) -> str | None:
        faults = self._judge.findings("", Document({"facts": {fact: observed}}, {}))
        return "; ".join(each.message for each in faults) or None


def _observed(value: Value, result: str, look: Look) -> dict[str, Value]:
    """Put an observed fact together, in the order of its schema."""
    if fault := look_fault(look):
        raise SightingError(fault)
    for name, text in look._asdict().items():
        _demand_visible(name, text)
    evidence: Value = {"sha256": _digest(look.evidence)} if look.evidence else None
    parts: dict[str, Value] = {
        "value": value,
        "when": look.when,
        "how": look.how,
        "by": look.by,
        "result": result,
        "evidence": evidence,
        "note": look.note or None,
    }
    return {name: part for name, part in parts.items() if part is not None}


def _demand_visible(name: str, text: str) -> None:
    hidden = HIDDEN_CHARACTER.search(text)
    if hidden:
        message = f"in `{name}` stands a character that can't be seen ({character_name(hidden[0])}); write it afresh"
        raise SightingError(message)


def _digest(text: str) -> str:
    if not _DIGEST.fullmatch(text):
        message = f"evidence is told by its SHA-256, 64 hexadecimal digits, not `{text}`"
        raise SightingError(message)
    return text.lower()
