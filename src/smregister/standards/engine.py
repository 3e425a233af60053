"""The one door to the Common Expression Language, opened only when there is something to judge."""

from __future__ import annotations

import sys
from functools import cache
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from typing import TYPE_CHECKING, Any

from smregister.errors import FatalError

if TYPE_CHECKING:
    from cel import Context, Program

    from smregister.model import Value


def compiled(text: str) -> Program:
    """Make a program of a text that the gate has let through.

    Raises whatever the engine raises, a panic that is no Exception included.
    """
    program: Program = _engine().compile(text)
    return program


def context(facts: dict[str, Value]) -> Context:
    """Make facts ready for programs."""
    made: Context = _engine().Context({"facts": facts})
    return made


@cache
def _engine() -> Any:
    """Load the engine alone: its package would bring a command line along and take ten times as long."""
    package = find_spec("cel")
    found = PathFinder.find_spec("cel.cel", package.submodule_search_locations) if package else None
    if found is None or found.loader is None:
        message = "the library common-expression-language is missing or too new; install smregister anew"
        raise FatalError(message)
    module = module_from_spec(found)
    found.loader.exec_module(module)
    # It can't be loaded twice in a process, should anything else want it.
    sys.modules["cel.cel"] = module
    return module
