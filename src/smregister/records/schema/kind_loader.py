"""Schema files to kinds; what is wrong with a schema to findings."""

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
from smregister.records.reader_rules import SCHEMA_FAULT
from smregister.records.schema.fields import Schema, fields_of, subschemas
from smregister.records.schema.linter import SchemaFault, lint_schema, named_field_faults
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
    """Load the kinds of a tree from its `schemas/`, with what is wrong with them.

    Raises FatalError if the tree has no schemas at all.
    """
    home, content = checkout_of(tree), folder_fingerprint(tree, SCHEMAS)
    loaded = _known(home, content) if content else None
    if loaded is None:
        schema_files = [file for file in tree.files(SCHEMAS) if file.path.rpartition("/")[2] not in ALLOWED_FILES]
        _demand_schemas(tree, schema_files)
        contents = [(file.path, file.mode, file.read() if file.mode is Mode.PLAIN else b"") for file in schema_files]
        content = content or f"files {sha256(repr(contents).encode()).hexdigest()}"
        loaded = _known(home, content) or _load(contents, home, content)
    kinds, findings = loaded
    return dict(kinds), list(findings)


def _known(home: Path | None, content: str) -> Loaded | None:
    """Return what was loaded from the same schemas before, by this process or, if valid, in this checkout."""
    name: Name = ("schemas", content)
    if content not in _loaded and home and (stored := Cache(home).get([name])):
        _keep(content, ({kind: _kind(kind, schema) for kind, schema in stored[name].items()}, []))
    return _loaded.get(content)


def has_schemas(tree: Tree) -> bool:
    """Return whether a tree has schemas; one that is older than its register has none."""
    return next(tree.files(SCHEMAS), None) is not None


def _demand_schemas(tree: Tree, schema_files: Sequence[File]) -> None:
    if all(file.mode is not Mode.PLAIN or not file.path.endswith(SCHEMA_ENDING) for file in schema_files):
        place = f"`{SCHEMAS}/` ({tree.name})"
        message = f"there are no schemas in {place}, so nothing can be judged; `smregister init` brings them"
        if any(file.path == SCHEMAS for file in schema_files):
            message = f"{place} is {schema_files[0].mode}, which is never followed; put the folder itself there"
        raise FatalError(message)


def _load(contents: Iterable[SchemaFile], home: Path | None, content: str) -> Loaded:
    """Load kinds from their files; `content` names all that is in those."""
    loading = _Loading()
    for path, mode, text in contents:
        loading.take(path, mode, text)
    kinds = loading.finish()
    if home and not loading.findings:
        Cache(home).put({("schemas", content): {kind: document.data for kind, document in loading.documents.items()}})
    return _keep(content, (kinds, loading.findings))


def _keep(content: str, loaded: Loaded) -> Loaded:
    if len(_loaded) == _MOST_LOADED:
        _loaded.clear()
    _loaded[content] = loaded
    return loaded


class _Loading:
    """Collects kinds, their documents, and findings."""

    def __init__(self) -> None:
        self.kinds: Kinds = {}
        self.documents: dict[str, Document] = {}
        self.findings: list[Finding] = []

    def take(self, path: str, mode: Mode, content: bytes) -> None:
        name = path.removeprefix(f"{SCHEMAS}/").removesuffix(SCHEMA_ENDING)
        fault = _file_fault(path, mode, name)
        document = parse_document(path, content, READ_LIMIT) if fault is None else None
        if isinstance(document, Document):
            self.read(name, path, document)
        elif document is not None:
            self.findings += document
        else:
            self.findings.append(create_finding(SCHEMA_FAULT, path, START, (), fault or ""))

    def read(self, name: str, path: str, document: Document) -> None:

        faults = lint_schema(document.data)
        if not faults:
            kind = _kind(name, document.data)
            faults = [*named_field_faults(kind)]
            if not faults:
                self.kinds[name] = kind
                self.documents[name] = document
        self.place(path, document, faults)

    def place(self, path: str, document: Document, faults: Iterable[SchemaFault]) -> None:
        for pointer, message in faults:
            self.findings.append(create_finding(SCHEMA_FAULT, path, document.position(pointer), pointer, message))

    def finish(self) -> Kinds:
        """Return the kinds, with what is wrong with them beside each other among the findings."""
        places: dict[str, str] = {}
        for name, kind in self.kinds.items():
            faults = [*_place_faults(kind, places), *_reference_faults(kind, self.kinds)]
            self.place(f"{SCHEMAS}/{name}{SCHEMA_ENDING}", self.documents[name], faults)
        return self.kinds


def _file_fault(path: str, mode: Mode, name: str) -> str | None:
    if mode is not Mode.PLAIN:
        return f"this is {mode}; put a plain file here"
    if not path.endswith(SCHEMA_ENDING):
        return f"this is no schema and does nothing here; a schema is called NAME{SCHEMA_ENDING}"
    if not re.fullmatch(NAME_PATTERN, name):
        return f"`{name}` can't name a kind: a schema lies in `{SCHEMAS}/` itself, under a name of a-z, 0-9 and hyphens"
    return None


def _place_faults(kind: Kind, places: dict[str, str]) -> Iterator[SchemaFault]:
    other = places.setdefault(kind.path_template.template, kind.name)
    if other != kind.name:
        message = f"the kind `{other}` has its records in the same place; give this one another `x-path`"
        yield ("x-path",), message


def _reference_faults(kind: Kind, kinds: Kinds) -> Iterator[SchemaFault]:
    named = [((*pointer, "x-reference"), below.get("x-reference")) for pointer, below in subschemas(kind.schema)]
    for pointer, wanted in (*named, (("x-named-after",), kind.named_after)):
        if wanted is not None and wanted not in kinds:
            yield pointer, f"there is no kind of record `{wanted}`{did_you_mean(wanted, kinds)}"


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
            Uniqueness(tuple(each["fields"]), each["within"] == "agency", each.get("unless"))
            for each in schema.get("x-unique", ())
        ),
        identity=tuple(schema.get("x-identity", ())),
        closing=_closing(schema["x-closing"]) if "x-closing" in schema else None,
        read_fields=partial(fields_of, schema),
        schema=schema,
        named_after=schema.get("x-named-after"),
        one_of=tuple(name for each in schema.get("anyOf", ()) for name in each.get("required", ())),
    )


def _path_template(schema: Schema) -> PathTemplate:
    pattern = schema.get("x-name-pattern")
    if pattern is None:
        return PathTemplate(schema["x-path"])
    return PathTemplate(schema["x-path"], pattern, schema.get("x-name-description", f"what fits {pattern}"))


def _closing(facts: Mapping[str, Any]) -> Closing:
    status = facts.get("status", {})
    return Closing(facts["on"], facts["reason"], status.get("field"), status.get("value"), facts.get("replaced_by"))
