"""Sizes of the source and their maxima."""

from __future__ import annotations

import ast
from graphlib import CycleError

import pytest

from tests.sizes import body_lines, is_gerund, longest_chain, measure


@pytest.mark.only_long
def test_sizes_are_kept() -> None:
    exceeded = [str(size) for size in measure() if not size.is_kept]
    assert not exceeded, "`python -m tests.sizes` shows where:\n" + "\n".join(exceeded)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("def f():\n    '''Do it.'''\n", 0),
        ("def f():\n    '''Do\n    it.\n    '''\n    a = 1\n\n    # why\n    return (\n        a\n    )\n", 6),
        ("def f(\n    a,\n): return a\n", 1),
    ],
)
def test_a_docstring_is_no_part_of_the_body(text: str, lines: int) -> None:
    [function] = ast.parse(text).body
    assert isinstance(function, ast.FunctionDef)
    assert body_lines(function) == lines


def test_the_longest_chain_follows_all_imports() -> None:
    imports = {"a": {"b", "d"}, "b": {"c"}, "c": {"d"}, "d": set(), "e": {"d"}}
    assert longest_chain(imports) == ("a", "b", "c", "d")


def test_a_cycle_has_no_longest_chain() -> None:
    with pytest.raises(CycleError):
        longest_chain({"a": {"b"}, "b": {"a"}})


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("schemas.judging", True),
        ("cli.carrying_out", True),
        ("writing.files", True),
        ("editing.draft", False),
        ("things", False),
        ("validation.rules.dangling_reference", False),
    ],
)
def test_a_name_in_ing_is_found_unless_the_field_has_it(name: str, found: bool) -> None:
    assert is_gerund(name) is found
