"""Every file of a new register, in memory."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from smregister import __version__
from smregister.schemas.loading import SCHEMA_ENDING
from smregister.starter.editors import SETTINGS, editor_settings
from smregister.starter.filling import filled, on_one_line, plain_markdown, yaml_text
from smregister.starter.sources import shipped, templates
from smregister.trees import REGISTRY, SCHEMAS

if TYPE_CHECKING:
    from smregister.starter.answers import Answers

REGISTER = f"{REGISTRY}/register.yaml"


def starter_files(answers: Answers) -> dict[str, bytes]:
    """Give every file of a new register by its path.

    Raises FatalError if the installation is incomplete.
    """
    words = {"title": plain_markdown(on_one_line(answers.name)), "version": __version__}
    texts = {path: text for path, text in templates().items() if path != REGISTER}
    return {
        **schema_files(),
        **shipped(f"{REGISTRY}/platforms", ".yaml"),
        **shipped(f"{REGISTRY}/standards", ".yaml"),
        **{path: filled(text, words).encode("utf-8") for path, text in texts.items()},
        REGISTER: register_record(answers),
        SETTINGS: editor_settings(schema_files()),
    }


def schema_files() -> dict[str, bytes]:
    """Give the schemas by their paths.

    Raises FatalError if the installation is incomplete.
    """
    return shipped(SCHEMAS, SCHEMA_ENDING)


def register_record(answers: Answers) -> bytes:
    """Write the register's own record."""
    words = {field: yaml_text(text) for field, text in asdict(answers).items()}
    return filled(templates()[REGISTER], words).encode("utf-8")
