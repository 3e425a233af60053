"""Values, results and inspections read from text and validated."""

from __future__ import annotations

import re

from smregister.editing.lists.plan import RowError
from smregister.editing.observations.observation import Inspection, Observation
from smregister.model import Document, Value
from smregister.records.kinds import Kind
from smregister.records.schema.validator import SchemaValidator
from smregister.records.yaml.scalars import MAXIMUM_DIGITS, WHOLE_NUMBER
from smregister.register.lookup import as_text
from smregister.standards.facts import TYPES
from smregister.standards.facts.observations import OBSERVABLES_BY_NAME, Observable, ObservableType
from smregister.text import character_name, did_you_mean, hidden_character

COULD_NOT_TELL = "could-not-tell"
RESULTS = ("pass", "fail", COULD_NOT_TELL)
_LONGEST_TEXT = 1_000
_BOOLEANS = {"true": True, "yes": True, "y": True, "false": False, "no": False, "n": False}
_DIGEST = re.compile(r"[0-9A-Fa-f]{64}")
_REQUIRED = {"when": "--on DATE", "how": "--how METHOD", "by": "--by POST"}


class ObservationReader:
    """Reads observations of facts by the schema of the observation kind."""

    def __init__(self, kind: Kind) -> None:
        self._validator = SchemaValidator(kind.schema)

    def read(
        self, account: str, fact: str, value: Value, inspection: Inspection, *, result: str = "", row: int = 0
    ) -> Observation:
        """Read an observation of an account's fact; raise RowError if it is invalid."""
        observable = _find_observable(fact)
        data = _observation_data(*read_value_and_result(observable, read_cell(value), result), inspection)
        findings = self._validator.findings("", Document({"facts": {fact: data}}, {}))
        if error := observable.find_error(data) or "; ".join(finding.message for finding in findings):
            raise RowError(error)
        return Observation(account, fact, data, row)


def read_cell(value: Value) -> str:
    """Return a value as one line of text; raise RowError if it is several or too long."""
    if isinstance(value, (dict, list)):
        raise RowError("it must be one value, not several")
    text = re.sub(r"\s+", " ", as_text(value)).strip()
    if len(text) > _LONGEST_TEXT:
        raise RowError(f"a text has {len(text):,} characters; the limit is {_LONGEST_TEXT:,}")
    return text


def read_value_and_result(observable: Observable, text: str, result: str = "") -> tuple[Value, str]:
    """Read a value of the observable's type, one of the RESULTS in its place, or both.

    Raises RowError if there is neither, or they contradict each other. `Observable.find_error` checks the value.
    """
    result_of_text, stated = _find_result(text), _find_result(result)
    if result and stated is None:
        raise RowError(
            f"the result must be pass, fail or could-not-tell; `{result}` is not{did_you_mean(result, RESULTS)}"
        )
    value = None if result_of_text else _read_value(observable, text)
    derived = None if value is None else "fail" if value is False else "pass"
    final = stated or result_of_text or derived
    name, type_ = observable.name, observable.type
    if final is None:
        raise RowError(f"the value of `{name}` is missing: {type_}, or could-not-tell")
    if (result_of_text and stated and result_of_text != stated) or (value is not None and final == COULD_NOT_TELL):
        raise RowError(f"`{name}` is both `{text}` and `{result}`; keep one")
    if value is None and final != COULD_NOT_TELL and type_ is not ObservableType.BOOLEAN:
        raise RowError(f"`{name}` must be {type_} or could-not-tell")
    return value, final


def explain_incomplete(inspection: Inspection) -> str | None:
    """Return what an inspection lacks; None if it is complete."""
    missing = [name for name in _REQUIRED if not getattr(inspection, name)]
    if not missing:
        return None
    names, options = ", ".join(f"`{name}`" for name in missing), ", ".join(_REQUIRED[name] for name in missing)
    return f"{names} missing; add columns with these names, or use {options}"


def _find_observable(name: str) -> Observable:
    if name in OBSERVABLES_BY_NAME:
        return OBSERVABLES_BY_NAME[name]
    by_fact = {observable.fact_name: observable.name for observable in OBSERVABLES_BY_NAME.values()}
    if name in by_fact:
        raise RowError(f"`{name}` is computed; record `{by_fact[name]}` instead")
    if name in TYPES:
        raise RowError(f"`{name}` is computed from the records; it is not observed")
    hint = did_you_mean(name[:200], OBSERVABLES_BY_NAME) or "; `smregister explain facts` lists the facts"
    raise RowError(f"`{name}` is not a fact that can be observed{hint}")


def _find_result(text: str) -> str | None:
    result = text.casefold().replace(" ", "-")
    return result if result in RESULTS else None


def _read_value(observable: Observable, text: str) -> Value:
    if not text:
        return None
    if observable.type is ObservableType.BOOLEAN:
        return _BOOLEANS.get(text.casefold(), text)
    text = text.removesuffix(".0")
    is_number = WHOLE_NUMBER.fullmatch(text) and len(text.lstrip("-")) <= MAXIMUM_DIGITS
    return int(text) if observable.type is ObservableType.NUMBER and is_number else text


def _observation_data(value: Value, result: str, inspection: Inspection) -> dict[str, Value]:
    """Return the data of an observation in the order of its schema."""
    if error := explain_incomplete(inspection):
        raise RowError(error)
    for name, text in inspection._asdict().items():
        if hidden := hidden_character().search(text):
            name_of_character = character_name(hidden[0])
            raise RowError(f"`{name}` contains the invisible character {name_of_character}; type it again")
    if inspection.evidence and not _DIGEST.fullmatch(inspection.evidence):
        raise RowError(f"evidence must be a SHA-256, 64 hexadecimal digits; `{inspection.evidence}` is not")
    data: dict[str, Value] = {
        "value": value,
        "when": inspection.when,
        "how": inspection.how,
        "by": inspection.by,
        "result": result,
        "evidence": {"sha256": inspection.evidence.lower()} if inspection.evidence else None,
        "note": inspection.note or None,
    }
    return {name: member for name, member in data.items() if member is not None}
