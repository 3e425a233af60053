"""The Common Expression Language engine, loaded when a condition is compiled."""

from __future__ import annotations

import sys
from functools import cache
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from typing import TYPE_CHECKING, Any

from smregister.errors import FatalError
from smregister.model import Value

if TYPE_CHECKING:
    from cel import Context, Program


def compile_program(text: str) -> Program:
    """Return the program of a condition that passed the restrictions.

    Raises what the engine raises, even a panic, which is a BaseException.
    """
    program: Program = _engine().compile(text)
    return program


def make_context(facts: dict[str, Value]) -> Context:
    """Return facts converted for programs."""
    context: Context = _engine().Context({"facts": facts})
    return context


@cache
def _engine() -> Any:
    """Load the extension module alone, since its package loads a command line."""
    package = find_spec("cel")
    spec = PathFinder.find_spec("cel.cel", package.submodule_search_locations) if package else None
    if spec is None or spec.loader is None:
        raise FatalError("the library common-expression-language is missing or too new; install smregister again")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    # The module can't be loaded twice in a process; a later `import cel` finds it here.
    sys.modules["cel.cel"] = module
    return module
