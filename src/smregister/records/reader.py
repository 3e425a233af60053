"""Files to records: one by one, or all that lie in a part of a tree."""

from __future__ import annotations

from typing import NamedTuple

from smregister.model import START, Document, Finding, Record, create_finding
from smregister.records.kinds import Kind, Kinds
from smregister.records.reader_rules import EXECUTABLE_FILE, NOT_A_PLAIN_FILE
from smregister.records.schema.validator import SchemaValidator
from smregister.records.yaml import parse_document
from smregister.records.yaml.fast_parser import parse_fast
from smregister.repository.fingerprints import Partition, list_files
from smregister.repository.tree import ALLOWED_FILES, REGISTRY, File, Mode, Tree


class ReadResult(NamedTuple):
    """The records that lie in a part of a tree, the files that are none, and the faults met in reading."""

    records: list[Record]
    misplaced_paths: list[str]
    findings: list[Finding]


def describe_special_file(file: File) -> Finding:
    """Return for a link, a submodule or something odder that it can't be read."""
    message = f"this is {file.mode}, which is never followed; put a plain file here or remove it"
    return create_finding(NOT_A_PLAIN_FILE, file.path, START, (), message)


class RecordReader:
    """Reads single files into records, by the kinds of one tree."""

    def __init__(self, kinds: Kinds) -> None:
        self.kinds = kinds
        self._judges: dict[str, SchemaValidator] = {}
        self._places = {_place(f"{REGISTRY}/{kind.path_template.template}"): kind for kind in kinds.values()}

    def judge(self, kind: Kind) -> SchemaValidator:
        """Return the judge of a kind's documents, made on need."""
        judge = self._judges.get(kind.name)
        if judge is None:
            judge = self._judges[kind.name] = SchemaValidator(kind.schema)
        return judge

    def kind_at(self, path: str) -> Kind | None:
        """Return which kind of record lies at a path, whatever its name."""
        return self._places.get(_place(path))

    def read(self, kind: Kind, path: str, content: bytes) -> tuple[Record, list[Finding]]:
        """Read one record; an unreadable one has no data, and neither it nor a faulty one is sound."""
        record_id = kind.path_template.id_at(path) or path
        judge = self.judge(kind)
        data = parse_fast(content)
        if data is not None and judge.is_sound(data):
            return Record(kind.name, record_id, path, data), []
        document = parse_document(path, content)
        if not isinstance(document, Document):
            return Record(kind.name, record_id, path, {}, valid=False), document
        findings = judge.findings(path, document)
        return Record(kind.name, record_id, path, document.data, valid=not findings), findings

    def read_part(self, tree: Tree, part: Partition) -> ReadResult:
        """Read all that lies in a part of a tree."""
        reading = ReadResult([], [], [])
        for file in list_files(tree, part):
            self._take(file, reading)
        return reading

    def _take(self, file: File, reading: ReadResult) -> None:
        if file.mode not in (Mode.PLAIN, Mode.EXECUTABLE):
            reading.findings.append(describe_special_file(file))
            return
        if file.path.rpartition("/")[2] in ALLOWED_FILES:
            return
        if file.mode is Mode.EXECUTABLE:
            message = "the file is marked as a program; `chmod -x` takes the mark away"
            reading.findings.append(create_finding(EXECUTABLE_FILE, file.path, START, (), message))
        kind = self.kind_at(file.path)
        if kind is None:
            reading.misplaced_paths.append(file.path)
            return
        record, findings = self.read(kind, file.path, file.read())
        # What has no id where it lies goes by its path.
        if record.id == file.path or kind.path_template.name_error(record.id):
            reading.misplaced_paths.append(file.path)
        reading.records.append(record)
        reading.findings.extend(findings)


def _place(path: str) -> str:
    """Return the place of a path among the kinds: names of agencies and records left out."""
    parts = path.split("/")
    if len(parts) > 2 and parts[1] == "agencies":
        parts[2] = "{agency}"
    is_agency = len(parts) == 4 and parts[2:] == ["{agency}", "agency.yaml"]
    if len(parts) != 2 and not is_agency:
        parts[-1] = "{name}.yaml" if parts[-1].endswith(".yaml") else parts[-1]
    return "/".join(parts)
