"""Both validators: the one that explains agrees with the compiled one."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
from tests.lengths import count
from tests.registers import PROJECT

from smregister.model import Document
from smregister.records.kinds import Kind
from smregister.records.schema.kind_loader import load_kinds
from smregister.records.schema.validator import SchemaValidator
from smregister.records.yaml import parse_document
from smregister.repository.work_tree import WorkTree

SUITE: dict[str, list[dict[str, Any]]] = json.loads(
    (PROJECT / "tests/data/corpora/json-schema-test-suite.json").read_text("utf-8")
)
KINDS = load_kinds(WorkTree(PROJECT))[0]
MUTANTS = count(1000, 100_000)
VALUES: list[Any] = [
    *(
        None,
        True,
        False,
        0,
        -1,
        7,
        10**17,
        "",
        " ",
        "x",
        "X",
        "a\n",
        "no",
        "x/y",
        "é",
        "\u202e",
        "2020-02-30",
        "2020-1-1",
    ),
    *("2019-12-31", "https://x.com/a", "http://[", "javascript:alert(1)", "a@b.example", "a@", "٣", "a" * 300),
    *([], ["x"], ["x", "x"], [{}], {}, {"en": "x"}, {"x": {"y": 1}}),
]


@pytest.mark.parametrize("name", SUITE)
def test_both_validators_agree_with_the_test_suite(name: str) -> None:
    for case in SUITE[name]:
        if isinstance(case["schema"], dict):
            validator = SchemaValidator(case["schema"])
            for test in case["tests"]:
                # Formats are demanded here, which the suite leaves open unless they are what it tests.
                is_open = name == "format" and "only an annotation" in test["description"]
                is_valid = validator.is_valid(test["data"])
                assert is_valid is (test["valid"] and not is_open), (case["description"], test["description"])
                assert is_explained(validator, test["data"]) is not is_valid, (case["description"], test["description"])


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_both_validators_agree_on_every_kind_of_record(kind: Kind) -> None:
    chance, validator = random.Random(7), SchemaValidator(kind.schema)
    records = [*valid_records(kind, validator)]
    assert records
    verdicts = set()
    for _ in range(MUTANTS // len(KINDS)):
        data = mutant(chance.choice(records), chance)
        is_valid = validator.is_valid(data)
        assert is_explained(validator, data) is not is_valid, data
        verdicts.add(is_valid)
    assert verdicts == {True, False}


def is_explained(validator: SchemaValidator, data: Any) -> bool:
    """Return whether the validator that explains finds an error."""
    return next(iter(validator._explainer.iter_errors(data)), None) is not None


def valid_records(kind: Kind, validator: SchemaValidator) -> Iterator[dict[str, Any]]:
    """Return what the project's own registers have of a kind: the real one and the examples."""
    for folder in (PROJECT, *(PROJECT / "tests/examples").iterdir()):
        for path in sorted((folder / "registry").rglob("*.yaml")):
            if kind.path_template.id_at(path.relative_to(folder).as_posix()):
                document = parse_document(path.name, path.read_bytes())
                if isinstance(document, Document) and validator.is_valid(document.data):
                    yield document.data


def mutant(record: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Change a record at one position: a value removed, moved, or replaced by an odd one."""
    data = copy.deepcopy(record)
    for _ in range(chance.choice([0, 1, 1, 2])):
        pointer = chance.choice([*pointers(data)])
        key = chance.choice([*pointer]) if isinstance(pointer, dict) and pointer else "unheard_of"
        match chance.randrange(3), pointer:
            case 0, dict():
                pointer.pop(key, None)
            case 1, dict():
                pointer[chance.choice([key, "unheard_of"])] = copy.deepcopy(chance.choice(VALUES))
            case _, dict():
                pointer[key] = copy.deepcopy(chance.choice([*record.values()]))
            case _, list():
                pointer.append(copy.deepcopy(chance.choice([*VALUES, *pointer])))
    return data


def pointers(data: Any) -> Iterator[Any]:
    """Return every mapping and list within data."""
    if isinstance(data, (dict, list)):
        yield data
        for value in data.values() if isinstance(data, dict) else data:
            yield from pointers(value)
