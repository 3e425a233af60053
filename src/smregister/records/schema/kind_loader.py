"""Loader of kinds from the schema files of a tree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeAlias

from smregister.errors import FatalError
from smregister.model import START, Document, Finding, create_finding
from smregister.records.kinds import NAME_PATTERN, Closing, Kind, Kinds, PathTemplate, Uniqueness
from smregister.records.reader_rules import SCHEMA_ERROR
from smregister.records.schema.fields import Schema, collect_fields, subschemas
from smregister.records.schema.linter import SchemaError, lint_named_fields, lint_schema
from smregister.records.yaml import parse_document
from smregister.repository.cache import Cache, Name
from smregister.repository.fingerprints import checkout_of, folder_fingerprint
from smregister.repository.tree import ALLOWED_FILES, READ_LIMIT, SCHEMAS, File, Mode, Tree
from smregister.text import did_you_mean

SchemaFile: TypeAlias = tuple[str, Mode, bytes]
"""Path, mode and content of a file among the schemas."""

Loaded: TypeAlias = tuple[Kinds, list[Finding]]
_loaded: dict[str, Loaded] = {}
_MOST_LOADED = 8

SCHEMA_ENDING = ".schema.json"


def load_kinds(tree: Tree) -> tuple[Kinds, list[Finding]]:
    """Load the kinds of a tree from its `schemas/`, and the findings in the schemas.

    Raises FatalError if the tree has no schemas.
    """
    checkout, fingerprint = checkout_of(tree), folder_fingerprint(tree, SCHEMAS)
    loaded = _recall(checkout, fingerprint) if fingerprint else None
    if loaded is None:
        schema_files = [file for file in tree.files(SCHEMAS) if file.path.rpartition("/")[2] not in ALLOWED_FILES]
        _require_schemas(tree, schema_files)
        contents = [(file.path, file.mode, file.read() if file.mode is Mode.PLAIN else b"") for file in schema_files]
        fingerprint = fingerprint or f"files {_digest(contents)}"
        loaded = _recall(checkout, fingerprint) or _load(contents, checkout, fingerprint)
    kinds, findings = loaded
    return dict(kinds), list(findings)


def _digest(contents: Iterable[SchemaFile]) -> str:
    # A schema's own digest is shorter than its `repr`, which takes longer than all else.
    facts = [(path, mode.value, sha256(content).digest()) for path, mode, content in contents]
    return sha256(repr(facts).encode()).hexdigest()


def _recall(checkout: Path | None, fingerprint: str) -> Loaded | None:
    """Return the kinds that this process or the cache has for the same schemas."""
    name: Name = ("schemas", fingerprint)
    if fingerprint not in _loaded and checkout and (stored := Cache(checkout).get([name])):
        _keep_loaded(fingerprint, ({kind: _kind(kind, schema) for kind, schema in stored[name].items()}, []))
    return _loaded.get(fingerprint)


def _keep_loaded(fingerprint: str, loaded: Loaded) -> Loaded:
    if len(_loaded) == _MOST_LOADED:
        _loaded.clear()
    _loaded[fingerprint] = loaded
    return loaded


def has_schemas(tree: Tree) -> bool:
    """Return whether a tree has schemas; a commit before the register has none."""
    return folder_fingerprint(tree, SCHEMAS) is not None or any(True for _ in tree.files(SCHEMAS))


def _require_schemas(tree: Tree, schema_files: Sequence[File]) -> None:
    if any(file.mode is Mode.PLAIN and file.path.endswith(SCHEMA_ENDING) for file in schema_files):
        return
    folder = f"`{SCHEMAS}/` ({tree.name})"
    if any(file.path == SCHEMAS for file in schema_files):
        mode = schema_files[0].mode
        raise FatalError(f"{folder} is {mode}, which is never followed; replace it by the folder itself")
    raise FatalError(f"there are no schemas in {folder}, so records can't be validated; `smregister init` adds them")


def _load(contents: Iterable[SchemaFile], checkout: Path | None, fingerprint: str) -> Loaded:
    loader = _Loader()
    kinds = loader.load(contents)
    if checkout and not loader.findings:
        Cache(checkout).put({("schemas", fingerprint): {kind.name: kind.schema for kind in kinds.values()}})
    return _keep_loaded(fingerprint, (kinds, loader.findings))


class _Loader:
    """Collects kinds, their documents and the findings in them."""

    def __init__(self) -> None:
        self.kinds: Kinds = {}
        self.documents: dict[str, Document] = {}
        self.findings: list[Finding] = []

    def load(self, contents: Iterable[SchemaFile]) -> Kinds:
        for path, mode, content in contents:
            name = path.removeprefix(f"{SCHEMAS}/").removesuffix(SCHEMA_ENDING)
            if error := _file_error(path, mode, name):
                self.findings.append(create_finding(SCHEMA_ERROR, path, START, (), error))
            elif isinstance(document := parse_document(path, content, READ_LIMIT), Document):
                self.add_kind(name, path, document)
            else:
                self.findings += document
        templates: dict[str, str] = {}
        for name, kind in self.kinds.items():
            errors = [*_path_errors(kind, templates), *_reference_errors(kind, self.kinds)]
            self.add_findings(f"{SCHEMAS}/{name}{SCHEMA_ENDING}", self.documents[name], errors)
        return self.kinds

    def add_kind(self, name: str, path: str, document: Document) -> None:
        errors = lint_schema(document.data)
        if not errors:
            kind = _kind(name, document.data)
            errors = [*lint_named_fields(kind)]
            if not errors:
                self.kinds[name] = kind
                self.documents[name] = document
        self.add_findings(path, document, errors)

    def add_findings(self, path: str, document: Document, errors: Iterable[SchemaError]) -> None:
        for pointer, message in errors:
            self.findings.append(create_finding(SCHEMA_ERROR, path, document.position(pointer), pointer, message))


def _file_error(path: str, mode: Mode, name: str) -> str | None:
    if mode is not Mode.PLAIN:
        return f"this is {mode}; put a plain file here"
    if not path.endswith(SCHEMA_ENDING):
        return f"this is not a schema; the name of a schema is NAME{SCHEMA_ENDING}"
    if not re.fullmatch(NAME_PATTERN, name):
        return f"`{name}` is not a valid name of a kind: use a-z, 0-9 and hyphens, directly in `{SCHEMAS}/`"
    return None


def _path_errors(kind: Kind, templates: dict[str, str]) -> Iterator[SchemaError]:
    other = templates.setdefault(kind.path_template.template, kind.name)
    if other != kind.name:
        yield ("x-path",), f"the kind `{other}` has the same path; write another `x-path`"


def _reference_errors(kind: Kind, kinds: Kinds) -> Iterator[SchemaError]:
    references = [((*pointer, "x-reference"), below.get("x-reference")) for pointer, below in subschemas(kind.schema)]
    for pointer, name in (*references, (("x-named-after",), kind.named_after)):
        if name is not None and name not in kinds:
            yield pointer, f"there is no kind of record `{name}`{did_you_mean(name, kinds)}"


def _kind(name: str, schema: Schema) -> Kind:
    return Kind(
        name=name,
        title=schema["title"],
        description=schema["description"],
        path_template=_path_template(schema),
        owner=schema["x-owner"],
        columns=tuple(schema["x-columns"]),
        label=schema.get("x-label"),
        unique=tuple(
            Uniqueness(tuple(unique["fields"]), unique["within"] == "agency", unique.get("unless"))
            for unique in schema.get("x-unique", ())
        ),
        identity=tuple(schema.get("x-identity", ())),
        closing=_closing(schema["x-closing"]) if "x-closing" in schema else None,
        read_fields=partial(collect_fields, schema),
        schema=schema,
        named_after=schema.get("x-named-after"),
        one_of=tuple(name for alternative in schema.get("anyOf", ()) for name in alternative.get("required", ())),
    )


def _path_template(schema: Schema) -> PathTemplate:
    pattern = schema.get("x-name-pattern")
    if pattern is None:
        return PathTemplate(schema["x-path"])
    return PathTemplate(schema["x-path"], pattern, schema.get("x-name-description", f"what fits {pattern}"))


def _closing(closing: Mapping[str, Any]) -> Closing:
    status, replaced_by = closing.get("status", {}), closing.get("replaced_by")
    return Closing(closing["on"], closing["reason"], status.get("field"), status.get("value"), replaced_by)
