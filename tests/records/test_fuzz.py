"""Inputs of a fuzzer that reached new lines, checked again."""

from __future__ import annotations

import json
from base64 import b64decode

import pytest
from tests.fuzz.checks import CHECKS, PROJECT


@pytest.mark.parametrize("name", CHECKS)
def test_no_input_of_the_fuzzer_breaks_a_check(name: str) -> None:
    inputs = json.loads((PROJECT / f"tests/data/corpora/fuzz-{name}.json").read_text("utf-8"))
    assert len(inputs) > 30
    for text in inputs:
        CHECKS[name](b64decode(text))
