"""Sizes of the source with their maxima; `python -m tests.sizes` prints them."""

from __future__ import annotations

import ast
import json
import math
import re
import statistics
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TypeAlias

import grimp

SOURCE = Path(__file__).parents[1] / "src" / "smregister"
FIELD_TERMS = {"editing"}
"""Words in -ing that are the field's own nouns."""
ONE_SUBJECT = {"appointments", "handovers"}
"""Names that modules of several packages share for one subject; a command shares its name with what it calls."""

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Size:
    """A figure, the largest value it may have, and where it comes from."""

    name: str
    value: int
    maximum: int
    places: tuple[str, ...] = ()

    @property
    def is_kept(self) -> bool:
        """Check that the figure is at most its maximum."""
        return self.value <= self.maximum

    def __str__(self) -> str:
        mark = "ok  " if self.is_kept else "OVER"
        return f"{mark} {self.name}: {self.value:,} (at most {self.maximum:,})"


@dataclass(frozen=True)
class Module:
    """A source file and its syntax tree."""

    name: str
    text: str

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Return all nodes of the syntax tree, the module's own first."""
        return list(ast.walk(ast.parse(self.text)))

    @property
    def lines(self) -> int:
        """Return the number of lines."""
        return self.text.count("\n")

    @property
    def basename(self) -> str:
        """Return the last part of the name."""
        return self.name.rpartition(".")[2]

    @property
    def functions(self) -> list[Function]:
        """Return all functions and methods, nested ones included."""
        return [node for node in self.nodes if isinstance(node, Function)]

    @property
    def class_names(self) -> list[str]:
        """Return the names of all classes, nested ones included."""
        return [node.name for node in self.nodes if isinstance(node, ast.ClassDef)]


def read_modules(source: Path = SOURCE) -> list[Module]:
    """Read all modules below a package; a package's own module ends in `__init__`."""
    paths = sorted(source.rglob("*.py"))
    return [Module(".".join(path.relative_to(source).with_suffix("").parts), path.read_text("utf-8")) for path in paths]


def measure() -> Iterator[Size]:
    """Yield all sizes of the source."""
    modules = read_modules()
    yield from _top_level_sizes(modules)
    yield from _file_sizes(modules)
    yield from _function_sizes(modules)
    yield from _import_sizes(modules)
    yield from _name_sizes(modules)


def _top_level_sizes(modules: Iterable[Module]) -> Iterator[Size]:
    packages = sorted({module.name.partition(".")[0] for module in modules if "." in module.name})
    roots = [module.name for module in modules if "." not in module.name and module.name != "__init__"]
    yield Size("packages at the top level", len(packages), 14, tuple(packages))
    yield Size("modules at the top level", len(roots), 8, tuple(roots))


def _file_sizes(modules: list[Module]) -> Iterator[Size]:
    longest = sorted(modules, key=lambda module: -module.lines)
    yield Size("source lines", sum(module.lines for module in modules), 42_000)
    yield Size("lines of a file, median", math.ceil(statistics.median(module.lines for module in modules)), 120)
    yield Size("lines of a file, most", longest[0].lines, 400, _places((each.lines, each.name) for each in longest))


def _function_sizes(modules: Iterable[Module]) -> Iterator[Size]:
    bodies = sorted(
        (
            (body_lines(function), f"{module.name}.{function.name}")
            for module in modules
            for function in module.functions
        ),
        reverse=True,
    )
    complexities = sorted(_complexities(), reverse=True)
    yield Size("lines of a function body, 90 % of them", bodies[len(bodies) // 10][0], 15)
    yield Size("lines of a function body, most", bodies[0][0], 40, _places(bodies))
    yield Size("complexity of a function (mccabe)", complexities[0][0], 8, _places(complexities))


def body_lines(function: Function) -> int:
    """Count the lines of a function's body without its docstring."""
    documented = ast.get_docstring(function, clean=False) is not None
    statements = function.body[documented:]
    return statements[-1].end_lineno - statements[0].lineno + 1 if statements else 0  # type: ignore[operator]


def _complexities() -> Iterator[tuple[int, str]]:
    """Yield the complexity of every function that has more than one path, as ruff counts it."""
    options = ("--isolated", "--ignore-noqa", "--no-cache", "--select=C901", "--config=lint.mccabe.max-complexity=1")
    command = [sys.executable, "-m", "ruff", "check", "--exit-zero", "--output-format=json", *options, str(SOURCE)]
    for row in json.loads(subprocess.run(command, capture_output=True, check=True).stdout):
        name, value = re.fullmatch(r"`(.+)` is too complex \((\d+) > 1\)", row["message"]).groups()  # type: ignore[union-attr]
        yield int(value), f"{Path(row['filename']).relative_to(SOURCE)}: {name}"


def _import_sizes(modules: Iterable[Module]) -> Iterator[Size]:
    yield from _chain_sizes("all imports", imports_of(SOURCE.name))
    yield from _chain_sizes("imports at run time", imports_of(SOURCE.name, with_types=False))
    local = [(count, module.name) for module in modules if (count := _imports_in_functions(module))]
    yield Size("imports inside functions", sum(count for count, _ in local), 41, _places(sorted(local, reverse=True)))


def _chain_sizes(kind: str, imports: Mapping[str, set[str]]) -> Iterator[Size]:
    cycle: tuple[str, ...] = ()
    chain: tuple[str, ...] = ()
    try:
        chain = longest_chain(imports)
    except CycleError as error:
        cycle = tuple(error.args[1])
    yield Size(f"modules in a cycle of {kind}", len(cycle), 0, cycle)
    yield Size(f"modules in the longest chain of {kind}", len(chain), 20, chain)


def imports_of(package: str, *, with_types: bool = True) -> dict[str, set[str]]:
    """Return what each module of a package imports, also inside functions and, by default, for type checks."""
    graph = grimp.build_graph(package, exclude_type_checking_imports=not with_types, cache_dir=None)
    return {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}


def longest_chain(imports: Mapping[str, set[str]]) -> tuple[str, ...]:
    """Find the longest chain of modules that import one another.

    Raises CycleError if modules import themselves.
    """
    chains: dict[str, tuple[str, ...]] = {}
    for module in TopologicalSorter(imports).static_order():
        chains[module] = (module, *max((chains[each] for each in sorted(imports.get(module, ()))), key=len, default=()))
    return max((chains[each] for each in sorted(chains)), key=len, default=())


def _imports_in_functions(module: Module) -> int:
    inner = {node for function in module.functions for node in ast.walk(function)}
    return sum(isinstance(node, ast.Import | ast.ImportFrom) for node in inner)


def _name_sizes(modules: list[Module]) -> Iterator[Size]:
    gerunds = tuple(module.name for module in modules if is_gerund(module.name))
    classes = _repeated((name, module.name) for module in modules for name in module.class_names)
    names = _repeated((module.basename, module.name) for module in modules if not _shares_name(module))
    docstrings = tuple(f"{module.name}: {text}" for module in modules for text in _private_docstrings(module))
    yield Size("module names in -ing", len(gerunds), 0, gerunds)
    yield Size("class names in two modules", len(classes), 0, classes)
    yield Size("module names for two subjects", len(names), 0, names)
    yield Size("docstrings that begin with Give, Say, Tell or Let", len(docstrings), 0, docstrings)


def is_gerund(name: str) -> bool:
    """Check that a word of a module's name ends in -ing; a rule's module has the rule's name, whatever that is."""
    package = name.rpartition(".")[0]
    is_rule = package.endswith("rules")
    words = [word for part in (package if is_rule else name).split(".") for word in part.split("_")]
    return any(word.endswith("ing") and word not in FIELD_TERMS for word in words)


def _shares_name(module: Module) -> bool:
    return module.basename in ONE_SUBJECT | {"__init__"} or module.name.startswith("cli.commands.")


def _repeated(pairs: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """List the names that occur in several modules."""
    modules: dict[str, set[str]] = defaultdict(set)
    for name, module in pairs:
        modules[name].add(module)
    return tuple(f"{name}: {', '.join(sorted(modules[name]))}" for name in sorted(modules) if len(modules[name]) > 1)


def _private_docstrings(module: Module) -> Iterator[str]:
    for node in module.nodes:
        text = ast.get_docstring(node) if isinstance(node, _DOCUMENTED) else None
        if text and re.match(r"(Give|Say|Tell|Let)s?\b", text):
            yield text.splitlines()[0]


def _places(rows: Iterable[tuple[int, str]]) -> tuple[str, ...]:
    return tuple(f"{count:4} {name}" for count, name in rows)


def main() -> None:
    """Print all sizes and the places behind those that are over their maxima; with `--all`, behind all."""
    shows_all = "--all" in sys.argv[1:]
    for size in measure():
        print(size)
        if shows_all or not size.is_kept:
            limit = len(size.places) if shows_all or "chain" in size.name else _SHOWN
            for place in size.places[:limit]:
                print(f"       {place}")
            if limit < len(size.places):
                print(f"       … and {len(size.places) - limit} more, which --all shows")


if __name__ == "__main__":
    main()
