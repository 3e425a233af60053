"""All rules, one module each, loaded from this folder."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from smregister.validation.rule import RuleSet


@cache
def load_rules() -> RuleSet:
    """Load all rules, once; a stored result needs none of them."""
    names = (module.name for module in iter_modules(__path__))
    return RuleSet(getattr(import_module(f"{__name__}.{name}"), name) for name in names)
