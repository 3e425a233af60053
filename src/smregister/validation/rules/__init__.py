"""Every rule: each module of this package holds the one of its name."""

from importlib import import_module
from pkgutil import iter_modules

from smregister.validation.rule import AnyRule


def _load(name: str) -> AnyRule:
    loaded: AnyRule = getattr(import_module(f"{__name__}.{name}"), name)
    return loaded


RULES: tuple[AnyRule, ...] = tuple(_load(module.name) for module in iter_modules(__path__))
