"""Settings of a register, which its own record holds."""

from __future__ import annotations

from collections.abc import Mapping

from smregister.model import Value
from smregister.records.yaml import parse_data
from smregister.repository.tree import REGISTER, Mode, Tree


def register_settings(tree: Tree) -> Mapping[str, Value]:
    """Read registry/register.yaml; return nothing if it can't be read."""
    for file in tree.files_at([REGISTER]):
        data = parse_data(file.path, file.read()) if file.mode is Mode.PLAIN else []
        if not isinstance(data, list):
            return data
    return {}
