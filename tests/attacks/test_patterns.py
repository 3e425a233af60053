"""Every pattern of the program, fed with 64 KiB of its own near misses: none may backtrack."""

from __future__ import annotations

import ast
import importlib
import json
import re
import time
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from tests.registers import PROJECT

from smregister.records.schema.compiled import pattern_test
from smregister.records.yaml import parse_document
from smregister.text import hidden_character

parser, compiler = importlib.import_module("re._parser"), importlib.import_module("re._compiler")

SOURCE = PROJECT / "src/smregister"
LENGTH = 64 * 1024
# A pattern that passes each character a few times costs less, one that passes it 64 Ki times a thousand times more.
MOST = 300
CUT = "\ue000"
"""Stands in a near miss behind the part that is repeated."""
METHODS = {"fullmatch", "match", "search", "finditer", "findall", "sub", "split"}
CANDIDATES = [*"a0A._-/: \t\n#@'\",;?!|=~$*<>[](){}\\&%+", "é", "\u202e", "\r"]
SIGNS = [*CANDIDATES]
"""The characters of a near miss, of which a class of the pattern gets the first that fits."""


# The patterns and how they are used


def module_name(path: Any) -> str:
    return ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts).removesuffix(".__init__")


@cache
def trees() -> dict[str, ast.Module]:
    return {module_name(path): ast.parse(path.read_text("utf-8")) for path in sorted(SOURCE.rglob("*.py"))}


@cache
def uses() -> set[tuple[str, str, str]]:
    """Return the modules, names and methods of all calls such as `NAME.search`."""
    nodes = ((module, node) for module, tree in trees().items() for node in ast.walk(tree))
    found = ((module, node.value, node.attr) for module, node in nodes if isinstance(node, ast.Attribute))
    return {(module, value.id, method) for module, value, method in found if isinstance(value, ast.Name)}


def methods_of(name: str, module: str) -> list[str]:
    """Return the methods that are called on a compiled pattern; a private one is used in its own module only."""
    places = {module} if name.startswith("_") else {*trees()}
    return sorted({method for place, used, method in uses() if used == name and place in places} & METHODS)


def inline(tree: ast.Module) -> Iterator[tuple[str, str, re.Pattern[str]]]:
    """Yield the patterns that are written where they are used, such as `re.sub(r"…", …)`."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
        ):
            first = node.args[0] if node.args else None
            text = first.value if isinstance(first, ast.Constant) else None
            if node.func.value.id == "re" and node.func.attr in METHODS and isinstance(text, str):
                yield f"line {node.lineno}", node.func.attr, re.compile(text)


def patterns() -> Iterator[Any]:
    for module, tree in trees().items():
        members = vars(importlib.import_module(module)).items()
        compiled = [(name, value) for name, value in members if isinstance(value, re.Pattern)]
        named = [(name, method, value) for name, value in compiled for method in methods_of(name, module)]
        for name, method, value in [*named, *inline(tree)]:
            yield pytest.param(value, method, id=f"{module}-{name}-{method}")
    # Compiled on first use.
    for method in ("search", "sub", "finditer"):
        yield pytest.param(hidden_character(), method, id=f"hidden_character-{method}")


def declared_patterns() -> Iterator[Any]:
    """Yield the patterns of schemas and platforms."""
    found = set()
    for path in sorted((PROJECT / "registry/platforms").glob("*.yaml")):
        found |= {*find_patterns(parse_document(path.name, path.read_bytes()).data)}  # type: ignore[union-attr]
    for path in sorted((PROJECT / "schemas").glob("*.json")):
        found |= {*find_patterns(json.loads(path.read_bytes()))}
    yield from sorted(found)


def find_patterns(value: Any) -> Iterator[str]:
    for key, member in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        if key == "pattern" and isinstance(member, str):
            yield member
        yield from find_patterns(member)


# Near misses


def near_misses(pattern: re.Pattern[Any] | str) -> Iterator[str]:
    """Yield texts that match in all but the end, each with another part of the pattern repeated."""
    flags = pattern.flags & ~re.DEBUG if isinstance(pattern, re.Pattern) else 0
    text = pattern.pattern if isinstance(pattern, re.Pattern) else pattern
    tree = parser.parse(text.decode("latin-1") if isinstance(text, bytes) else text, flags & ~re.UNICODE)
    for candidates in (CANDIDATES, CANDIDATES[::-1]):
        number, count = 0, [0]
        while number <= count[0]:
            count[0] = 0
            SIGNS[:] = candidates
            sample = "".join(samples(tree, number, count))
            whole, cut = sample.replace(CUT, ""), sample.partition(CUT)[0]
            yield from {whole, f"{whole}\x01", f"{cut}\x01"}
            number += 1


def samples(tree: Any, repeated: int, count: list[int]) -> Iterator[str]:
    for operator, argument in tree:
        yield from sample_of(tree, str(operator), operator, argument, repeated, count)


def sample_of(tree: Any, name: str, operator: Any, argument: Any, repeated: int, count: list[int]) -> Iterator[str]:
    if name == "LITERAL":
        yield chr(argument)
        return
    if name in ("NOT_LITERAL", "IN", "ANY"):
        one = compiler.compile(parser.SubPattern(tree.state, [(operator, argument)]), tree.state.flags)
        yield next((sign for sign in SIGNS if one.fullmatch(sign)), "")
    elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        low, _, inner = argument
        count[0] += 1
        is_repeated = count[0] == repeated
        unit = "".join(samples(inner, repeated, count))
        yield unit * (LENGTH // max(len(unit), 1)) + CUT if is_repeated else unit * low
    elif name in ("SUBPATTERN", "ATOMIC_GROUP"):
        yield from samples(argument[-1] if name == "SUBPATTERN" else argument, repeated, count)
    elif name == "BRANCH":
        # Each branch counts its own repeats; the one with the repeated part is taken.
        for branch in argument[1]:
            before = count[0]
            sample = "".join(samples(branch, repeated, count))
            if branch is argument[1][0] or before < repeated <= count[0]:
                chosen = sample
        yield chosen


# Costs


def cost(run: Callable[[str], object], text: str) -> float:
    begin = time.process_time()
    run(text)
    return time.process_time() - begin


@cache
def usual_cost() -> float:
    linear = re.compile("(?:[a-z]|0)*!")
    return min(cost(linear.fullmatch, "a" * LENGTH) for _ in range(5))


def require_linear(run: Callable[[str], object], pattern: re.Pattern[Any] | str) -> None:
    for text in near_misses(pattern):
        for length in (LENGTH // 8, len(text)):
            part = text[: length // 2] + text[-length // 2 :]
            ratio = cost(run, part) / usual_cost()
            assert ratio <= MOST, f"{text[:20]!r}…{text[-20:]!r} costs {ratio:.0f} times what a linear pattern does"


@pytest.mark.parametrize(("pattern", "method"), [*patterns()])
def test_no_pattern_of_the_program_backtracks(pattern: re.Pattern[Any], method: str) -> None:
    is_bytes = isinstance(pattern.pattern, bytes)

    def run(text: str) -> object:
        subject: Any = text.encode("utf-8") if is_bytes else text
        return (
            getattr(pattern, method)(subject)
            if method in {"fullmatch", "match", "search"}
            else [*pattern.finditer(subject)]
        )

    require_linear(run, pattern)


@pytest.mark.parametrize("pattern", [*declared_patterns()])
def test_no_pattern_of_schemas_and_platforms_backtracks(pattern: str) -> None:
    require_linear(pattern_test(pattern), pattern)
