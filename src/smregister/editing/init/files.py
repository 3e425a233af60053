"""Settings of a new register, and its files in memory."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from smregister.dates import timezone_error
from smregister.editing.init.program_source import PROGRAM, format_program_file
from smregister.editing.init.resources import fill, format_yaml_scalar, load_templates
from smregister.model import Value
from smregister.records.kinds import Kind, Kinds
from smregister.records.reader import RecordReader
from smregister.records.schema.kind_loader import SCHEMA_ENDING, load_kinds
from smregister.records.yaml import parse_data
from smregister.repository.overlay_tree import OverlayTree
from smregister.repository.shared_files import load_shared_files
from smregister.repository.tree import REGISTER, REGISTRY, SCHEMAS, File, Tree

_MARKDOWN_SYNTAX = re.compile(r"[\\`*_\[\]<>#|!&~]")
_EDITOR_SETTINGS = ".vscode/settings.json"
_INSTALLER = PROGRAM.rpartition("/")[0]


class InitialSettings(NamedTuple):
    """The fields of `register.yaml`; the defaults are placeholders.

    Languages and jurisdictions are codes, the main one first.
    """

    name: str = "Register of official social media accounts"
    custodian: str = "The office that answers for this register"
    contact: str = "register@register.example"
    licence: str = "CC-BY-4.0"
    timezone: str = "UTC"
    languages: tuple[str, ...] = ()
    jurisdictions: tuple[str, ...] = ()


SETTING_NAMES = ("name", "custodian", "contact", "licence", "timezone")
"""The settings that are one text."""


def create_files(settings: InitialSettings, program: str = "") -> dict[str, bytes]:
    """Create a register's files; raise FatalError if the installation is incomplete.

    `program` is the requirement by which workflows install the program; empty if unknown.
    """
    title = _MARKDOWN_SYNTAX.sub(r"\\\g<0>", " ".join(settings.name.split()))
    words = {"title": title}
    templates = {path: text for path, text in load_templates().items() if path != REGISTER}
    schemas = load_shared_files(SCHEMAS, SCHEMA_ENDING)
    return {
        **schemas,
        **load_shared_files(f"{REGISTRY}/platforms", ".yaml"),
        **load_shared_files(f"{REGISTRY}/standards", ".yaml"),
        **{path: content for path, content in _load_jurisdictions().items() if _code(path) in settings.jurisdictions},
        **{path: fill(text, words).encode("utf-8") for path, text in templates.items()},
        **load_shared_files(_INSTALLER, "/dependencies.txt"),
        **load_shared_files(_INSTALLER, "/install"),
        PROGRAM: format_program_file(program).encode("utf-8"),
        REGISTER: create_register_record(settings),
        _EDITOR_SETTINGS: _create_editor_settings(schemas),
    }


def create_register_record(settings: InitialSettings) -> bytes:
    """Create the content of the register's own record."""
    words = {name: format_yaml_scalar(getattr(settings, name)) for name in SETTING_NAMES}
    words["languages"] = _format_list("languages", settings.languages, "en")
    words["jurisdictions"] = _format_list("jurisdictions", settings.jurisdictions, "PG")
    return fill(load_templates()[REGISTER], words).encode("utf-8")


def _format_list(name: str, items: Iterable[str], example: str) -> str:
    """Write a list of codes as YAML; an empty one as an example in a comment."""
    lines = [f"{name}:", *(f"  - {format_yaml_scalar(item)}" for item in items)]
    return "\n".join(lines) if lines[1:] else f"# {name}:\n#   - {example}"


def _load_jurisdictions() -> dict[str, bytes]:
    return load_shared_files(f"{REGISTRY}/jurisdictions", ".yaml")


def _code(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".yaml")


@cache
def load_countries() -> Mapping[str, Mapping[str, Value]]:
    """Return the records of the countries that a new register can start with, by code."""
    files = {_code(path): parse_data(path, content) for path, content in _load_jurisdictions().items()}
    return {code: data for code, data in files.items() if isinstance(data, dict) and "parent" not in data}


def create_tree(contents: Mapping[str, bytes]) -> Tree:
    """Create a tree of files that are in memory only."""
    return OverlayTree(_EmptyTree(), contents)


class _EmptyTree:
    name = "new register"

    def list_all(self) -> None:
        """Return at once: there are no files."""

    def files(self, folder: str) -> Iterator[File]:
        return iter(())

    def files_at(self, paths: Iterable[str]) -> Iterator[File]:
        return iter(())


def _create_editor_settings(schemas: Mapping[str, bytes]) -> bytes:
    """Create the settings for validation by schema in Visual Studio Code."""
    kinds, _ = load_kinds(create_tree(schemas))
    globs = {kind.name: re.sub(r"\{[a-z]+\}", "*", kind.path_template.template) for kind in kinds.values()}
    settings = {
        # The editor would fetch a catalog of schemas and match it with our file names.
        "yaml.schemaStore.enable": False,
        "yaml.schemas": {f"./{SCHEMAS}/{name}.schema.json": f"{REGISTRY}/{glob}" for name, glob in globs.items()},
        "files.eol": "\n",
    }
    return (json.dumps(settings, indent=2) + "\n").encode("utf-8")


def load_initial_kinds() -> Kinds:
    """Return the kinds of a new register."""
    return _reader().kinds


def load_register_kind() -> Kind:
    """Return the kind whose fields the settings are."""
    return _reader().kinds["register"]


def find_setting_error(name: str, value: str | tuple[str, ...]) -> str | None:
    """Return what is wrong with the value of a setting; None if it is valid."""
    try:
        "".join(value).encode("utf-8")
    except UnicodeEncodeError:
        return "the text is not UTF-8"
    changed: dict[str, Any] = {name: value}
    content = create_register_record(InitialSettings(**changed))
    _, findings = _reader().read(load_register_kind(), REGISTER, content)
    if findings:
        return findings[0].message
    return timezone_error(value) if name == "timezone" and isinstance(value, str) else None


@cache
def _reader() -> RecordReader:
    kinds, _ = load_kinds(create_tree(load_shared_files(SCHEMAS, SCHEMA_ENDING)))
    return RecordReader(kinds)
