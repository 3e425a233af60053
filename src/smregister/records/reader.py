"""Reader of records from the files of a tree."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from smregister.model import START, Document, Finding, Record, create_finding
from smregister.records.kinds import Kind, Kinds
from smregister.records.reader_rules import EXECUTABLE_FILE, NOT_A_PLAIN_FILE, UNREADABLE_FILE
from smregister.records.schema.validator import SchemaValidator
from smregister.records.yaml import parse_document, parse_fast
from smregister.records.yaml.utf8 import decode_text
from smregister.repository.tree import (
    AGENCIES,
    ALLOWED_FILES,
    LONGEST_NOTE,
    REGISTRY,
    File,
    Mode,
    UnreadableFileError,
    VanishedFileError,
)


class ReadResult(NamedTuple):
    """Records, paths of misplaced and misnamed files, and reader findings."""

    records: list[Record]
    misplaced_paths: list[str]
    findings: list[Finding]


def describe_special_file(file: File) -> Finding:
    """Return the finding for a link, a submodule or another file that is never read."""
    message = f"this is {file.mode}, which is never followed; put a plain file here or remove it"
    return create_finding(NOT_A_PLAIN_FILE, file.path, START, (), message)


class RecordReader:
    """Reads files as records of the kinds of one tree."""

    def __init__(self, kinds: Kinds) -> None:
        self.kinds = kinds
        self._by_folder = {_without_names(f"{REGISTRY}/{kind.path_template.template}"): kind for kind in kinds.values()}

    def kind_at(self, path: str) -> Kind | None:
        """Return the kind of the records in a file's folder."""
        return self._by_folder.get(_without_names(path))

    def read(self, kind: Kind, path: str, content: bytes) -> tuple[Record, list[Finding]]:
        """Read one record; an unreadable one is invalid and has no data."""
        record_id = kind.path_template.id_at(path) or path
        validator = _validator(kind)
        data = parse_fast(content)
        if data is not None and validator.is_valid(data):
            return Record(kind.name, record_id, path, data), []
        document = parse_document(path, content)
        if not isinstance(document, Document):
            return Record(kind.name, record_id, path, {}, valid=False), validator.withhold_keys(document)
        findings = validator.findings(path, document)
        return Record(kind.name, record_id, path, document.data, valid=not findings), findings

    def read_files(self, files: Iterable[File]) -> ReadResult:
        """Read the records in files."""
        result = ReadResult([], [], [])
        for file in files:
            self._read_file(file, result)
        return result

    def _read_file(self, file: File, result: ReadResult) -> None:
        try:
            self._read_content(file, result)
        except VanishedFileError:
            return
        except UnreadableFileError as error:
            message = f"this can't be read: {error.cause}; make it readable or remove it"
            result.findings.append(create_finding(UNREADABLE_FILE, file.path, START, (), message))
            if kind := self.kind_at(file.path):
                record_id = kind.path_template.id_at(file.path) or file.path
                result.records.append(Record(kind.name, record_id, file.path, {}, valid=False))

    def _read_content(self, file: File, result: ReadResult) -> None:
        if file.mode is Mode.UNREADABLE:
            file.read()
        if file.mode not in (Mode.PLAIN, Mode.EXECUTABLE):
            result.findings.append(describe_special_file(file))
            return
        if file.mode is Mode.EXECUTABLE:
            message = "the file is marked as a program; `chmod -x` takes the mark away"
            result.findings.append(create_finding(EXECUTABLE_FILE, file.path, START, (), message))
        if file.path.rpartition("/")[2] in ALLOWED_FILES:
            result.findings.extend(_check_note(file))
            return
        kind = self.kind_at(file.path)
        if kind is None:
            result.misplaced_paths.append(file.path)
            return
        record, findings = self.read(kind, file.path, file.read())
        # A record whose path has no id has its path as id.
        if record.id == file.path or kind.path_template.name_error(record.id):
            result.misplaced_paths.append(file.path)
        result.records.append(record)
        result.findings.extend(findings)


def _check_note(file: File) -> list[Finding]:
    """Return the findings of a file beside records, which a forge shows to readers."""
    content = file.read() if file.path.startswith(f"{AGENCIES}/") else b""
    text = decode_text(file.path, content, LONGEST_NOTE) if content else ""
    return [] if isinstance(text, str) else text


def _without_names(path: str) -> str:
    """Replace agency and record in a path by `{agency}` and `{name}`."""
    parts = path.split("/")
    if len(parts) > 2 and parts[1] == "agencies":
        parts[2] = "{agency}"
    is_agency = len(parts) == 4 and parts[2:] == ["{agency}", "agency.yaml"]
    if len(parts) != 2 and not is_agency:
        parts[-1] = "{name}.yaml" if parts[-1].endswith(".yaml") else parts[-1]
    return "/".join(parts)


# The two sides of a change mostly have the same kinds.
@lru_cache(maxsize=64)
def _validator(kind: Kind) -> SchemaValidator:
    return SchemaValidator(kind.schema)
