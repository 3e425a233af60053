"""Settings with which an editor judges records while they are typed."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from smregister.schemas import load_kinds
from smregister.starter.judging import tree_of
from smregister.trees import REGISTRY, SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Mapping

SETTINGS = ".vscode/settings.json"


def editor_settings(schemas: Mapping[str, bytes]) -> bytes:
    """Write the settings of Visual Studio Code: which schema judges which files."""
    kinds, _ = load_kinds(tree_of(schemas))
    settings = {
        # The catalogue of well-known schemas would be fetched, and would guess at names like ours.
        "yaml.schemaStore.enable": False,
        "yaml.schemas": {
            f"./{SCHEMAS}/{kind.name}.schema.json": f"{REGISTRY}/{_pattern(kind.layout.template)}"
            for kind in kinds.values()
        },
        "files.eol": "\n",
    }
    return (json.dumps(settings, indent=2) + "\n").encode("utf-8")


def _pattern(template: str) -> str:
    return re.sub(r"\{[a-z]+\}", "*", template)
