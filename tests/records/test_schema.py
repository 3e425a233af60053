"""Schema files: the kinds they define, and errors in a schema."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from tests.registers import PROJECT, build

from smregister.errors import FatalError
from smregister.model import Document, Finding
from smregister.records.kinds import Kinds
from smregister.records.schema.fields import subschemas
from smregister.records.schema.kind_loader import load_kinds
from smregister.records.schema.validator import SchemaValidator
from smregister.records.yaml import parse_document
from smregister.repository.overlay_tree import OverlayTree
from smregister.repository.work_tree import WorkTree

FIELD = {"title": "Title", "description": "What it says.", "type": "string"}
NOTE: dict[str, Any] = {
    "title": "Note",
    "description": "A note about an agency.",
    "x-path": "agencies/{agency}/notes/{name}.yaml",
    "x-owner": "desk",
    "x-name-pattern": "^[a-z]+$",
    "x-name-description": "small letters",
    "x-columns": ["title"],
    "x-label": "title",
    "x-named-after": "note",
    "x-unique": [{"fields": ["title"], "within": "register"}],
    "x-identity": ["title"],
    "x-closing": {
        "status": {"field": "status", "value": "closed"},
        "on": "ended",
        "reason": "why",
        "replaced_by": "next",
    },
    "type": "object",
    "additionalProperties": False,
    "required": ["title"],
    "properties": {
        "title": FIELD,
        "status": FIELD,
        "ended": {**FIELD, "format": "date", "x-not-future": True},
        "why": {**FIELD, "x-private": True, "x-desk-only": True, "x-right": "content"},
        "next": {**FIELD, "x-reference": "note", "x-expected": True},
    },
}


def load(**schemas: Mapping[str, Any] | str) -> tuple[Kinds, list[Finding]]:
    """Load kinds from these schemas only."""
    contents: dict[str, bytes | None] = {
        f"schemas/{name}.schema.json": (schema if isinstance(schema, str) else json.dumps(schema, indent=2)).encode()
        for name, schema in schemas.items()
    }
    return load_kinds(OverlayTree(WorkTree(Path("/nonexistent")), contents))


def with_title(**keywords: object) -> dict[str, Any]:
    """Return the note's schema with more keywords for its title."""
    return {**NOTE, "properties": {**NOTE["properties"], "title": {**FIELD, **keywords}}}


def line_of(schema: Mapping[str, Any], word: str, value: str = "") -> int:
    """Return the line of the one key of this name in a schema, and with this value."""
    lines = enumerate(json.dumps(schema, indent=2).split("\n"), 1)
    [line] = [number for number, text in lines if text.lstrip().startswith(f'"{word}"') and value in text]
    return line


def test_a_kind_is_read_from_its_schema() -> None:
    kinds, findings = load(note=NOTE)
    kind = kinds["note"]
    assert findings == []
    assert kind.path_template.path("health/first") == "registry/agencies/health/notes/first.yaml"
    assert (kind.owner, kind.label, kind.columns, kind.identity) == ("desk", "title", ("title",), ("title",))
    assert [field.name for field in kind.fields.values() if field.private] == ["why"]
    assert [field.name for field in kind.fields.values() if field.desk_only] == ["why"]
    assert [field.name for field in kind.fields.values() if field.not_future] == ["ended"]
    assert [field.name for field in kind.fields.values() if field.expected] == ["next"]
    assert [field.name for field in kind.fields.values() if field.required] == ["title"]
    assert [(field.name, field.reference) for field in kind.references()] == [("next", "note")]


def test_a_tree_without_schemas_can_not_be_validated() -> None:
    with pytest.raises(FatalError, match="no schemas"):
        load()


# Every keyword of ours, misspelt, wherever it can stand.

KEYWORDS = json.loads(files("smregister.records.schema").joinpath("keywords.schema.json").read_text("utf-8"))["$defs"]
OF_KINDS = [word for word in KEYWORDS["kind"]["properties"] if word.startswith("x-")]
OF_FIELDS = [word for word in KEYWORDS["property"]["properties"] if word.startswith("x-")]
STEPS = [
    ("properties", "a"),
    ("patternProperties", "^a"),
    ("$defs", "a"),
    ("dependentSchemas", "a"),
    ("items",),
    ("contains",),
    ("additionalProperties",),
    ("propertyNames",),
    ("not",),
    ("if",),
    ("then",),
    ("else",),
    ("allOf", 0),
    ("anyOf", 0),
    ("oneOf", 0),
    ("prefixItems", 0),
]


def test_the_note_uses_every_keyword() -> None:
    assert set(OF_KINDS) <= NOTE.keys()
    assert set(OF_FIELDS) <= {word for field in NOTE["properties"].values() for word in field}


@pytest.mark.parametrize("word", OF_KINDS)
def test_a_misspelt_keyword_of_a_kind_is_rejected(word: str) -> None:
    misspelt = word[:-1]
    schema = {(misspelt if key == word else key): value for key, value in NOTE.items()}
    kinds, findings = load(note=schema)
    positions = {(finding.rule, finding.line, finding.pointer) for finding in findings}
    assert kinds == {}
    assert ("schema-fault", line_of(schema, misspelt), f"/{misspelt}") in positions
    assert any(f"did you mean `{word}`?" in finding.message for finding in findings)


@pytest.mark.parametrize("word", OF_FIELDS)
@pytest.mark.parametrize("steps", STEPS, ids=lambda steps: steps[0])
def test_a_misspelt_keyword_of_a_field_is_rejected(word: str, steps: tuple[str, ...]) -> None:
    misspelt = word.replace("-", "-x", 1)
    below: Any = {misspelt: True}
    schema = with_title(**{steps[0]: below if len(steps) == 1 else [below] if steps[1] == 0 else {steps[1]: below}})
    kinds, findings = load(note=schema)
    pointer = "/".join(["/properties/title", *map(str, steps), misspelt])
    assert kinds == {}
    assert [(one.rule, one.line, one.pointer) for one in findings] == [
        ("schema-fault", line_of(schema, misspelt), pointer)
    ]


@pytest.mark.parametrize(
    ("schema", "pointer", "message"),
    [
        (NOTE | {"propertise": {}}, "/propertise", "did you mean `properties`?"),
        (NOTE | {"$id": "https://schemas.example/"}, "/$id", "`$id` is not a keyword"),
        (NOTE | {"unevaluatedProperties": False}, "/unevaluatedProperties", "not a keyword"),
        (NOTE | {"x-private": True}, "/x-private", "not a keyword"),
        (with_title(**{"x-path": "a/{name}.yaml"}), "/properties/title/x-path", "not a keyword"),
        (with_title(**{"x-private": False}), "/properties/title/x-private", "true was expected"),
        (with_title(**{"x-reference": 1}), "/properties/title/x-reference", "string"),
        (with_title(**{"$dynamicRef": "#a"}), "/properties/title/$dynamicRef", "not a keyword"),
        (with_title(**{"$ref": "https://evil.example/a"}), "/properties/title/$ref", "is not in this file"),
        (with_title(**{"$ref": "file:///etc/passwd"}), "/properties/title/$ref", "is not in this file"),
        (with_title(**{"$ref": "account.schema.json"}), "/properties/title/$ref", "is not in this file"),
        (with_title(type="txet"), "/properties/title/type", "not a JSON Schema"),
        (with_title(maxLength="3"), "/properties/title/maxLength", "not a JSON Schema"),
        (NOTE | {"additionalProperties": True}, "/additionalProperties", "false was expected"),
        (NOTE | {"x-owner": "everybody"}, "/x-owner", "the schema of a kind"),
        (NOTE | {"x-path": "../{name}.yaml"}, "/x-path", "the schema of a kind"),
        (NOTE | {"x-path": "/etc/{name}.yaml"}, "/x-path", "the schema of a kind"),
        (NOTE | {"x-path": "notes/{title}.yaml"}, "/x-path", "the schema of a kind"),
        (NOTE | {"x-name-pattern": "[a-z]+"}, "/x-name-pattern", "the schema of a kind"),
        (NOTE | {"x-name-pattern": "^[$"}, "/x-name-pattern", "the schema of a kind"),
        (NOTE | {"x-columns": []}, "/x-columns", "the schema of a kind"),
        (NOTE | {"x-columns": ["title", "titel"]}, "/x-columns/1", "did you mean `title`?"),
        (NOTE | {"x-label": "titel"}, "/x-label", "did you mean `title`?"),
        (NOTE | {"x-identity": ["title", "wy"]}, "/x-identity/1", "`wy` is not a field"),
        (
            NOTE | {"x-unique": [{"fields": ["titel"], "within": "agency"}]},
            "/x-unique/0",
            "did you mean `title`?",
        ),
        (NOTE | {"x-unique": [{"fields": ["title"], "within": "world"}]}, "/x-unique/0/within", "world"),
        (NOTE | {"x-unique": [{"fields": ["title"], "within": "agency", "unless": "titel"}]}, "/x-unique/0", "titel"),
        (NOTE | {"x-closing": {"on": "ended", "reason": "wy"}}, "/x-closing", "`wy` is not a field"),
        (
            NOTE | {"x-closing": {"on": "ended", "reason": "why", "of": 1}},
            "/x-closing",
            "the schema of a kind",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and value.startswith("/") else "",
)
def test_an_error_in_a_schema_is_reported_with_its_position(schema: dict[str, Any], pointer: str, message: str) -> None:
    kinds, findings = load(note=schema)
    assert kinds == {}
    assert {finding.rule for finding in findings} == {"schema-fault"}
    assert pointer in {finding.pointer for finding in findings}
    assert any(message in finding.message for finding in findings)
    assert all(finding.line > 1 for finding in findings)


def test_a_keyword_of_another_form_is_shown_in_the_right_one() -> None:
    _, [finding] = load(note=NOTE | {"x-unique": ["title"]})
    example = '"x-unique": [{"fields": ["number"], "within": "register", "unless": "ended"}]'
    assert finding.message.endswith(f"; for example `{example}`")
    assert example in (PROJECT / "docs/how-to/your-own-kind.md").read_text("utf-8")


@pytest.mark.parametrize("word", ["title", "description", "x-path", "x-owner", "x-columns"])
def test_the_keywords_of_a_kind_are_required(word: str) -> None:
    kinds, findings = load(note={key: value for key, value in NOTE.items() if key != word})
    assert kinds == {}
    assert any(f'"{word}" is a required property' in finding.message for finding in findings)


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        ('{"title": "a",\n"title": "b"}', "duplicate-key", 2),
        ("[]", "not-a-mapping", 1),
        ("", "empty-file", 1),
        ('{"title":', "not-yaml", 1),
        ('{"title": "a\u202e"}', "hidden-character", 1),
    ],
)
def test_a_schema_is_read_as_strictly_as_a_record(text: str, rule: str, line: int) -> None:
    kinds, findings = load(note=text)
    assert kinds == {}
    assert [(finding.rule, finding.line) for finding in findings] == [(rule, line)]


def test_only_kinds_that_refer_to_an_invalid_one_are_invalid_too() -> None:
    invalid, alone = NOTE | {"x-colour": "blue"}, with_title()
    alone = alone | {"x-path": "alone/{name}.yaml", "properties": alone["properties"] | {"next": FIELD}}
    alone["x-named-after"] = "alone"
    kinds, findings = load(note=invalid, alone=alone, refers=NOTE | {"x-path": "refers/{name}.yaml"})
    assert list(kinds) == ["alone", "refers"]
    assert {finding.path for finding in findings} == {
        "schemas/note.schema.json",
        "schemas/refers.schema.json",
    }


def test_a_reference_to_an_unknown_kind_is_reported_at_its_position() -> None:
    schema = with_title(items={"x-reference": "nobody"})
    kinds, [finding] = load(note=schema)
    assert list(kinds) == ["note"], "its other fields still serve"
    assert "`nobody`" in finding.message
    assert line_of(schema, "properties") < finding.line <= line_of(schema, "x-reference", "nobody")


def test_two_kinds_with_one_path_are_reported_at_the_path() -> None:
    _, [finding] = load(note=NOTE, other=NOTE)
    assert (finding.path, finding.pointer) == ("schemas/other.schema.json", "/x-path")
    assert finding.line == line_of(NOTE, "x-path")


@pytest.mark.parametrize(
    "keyword",
    [
        {"patternProperties": {"^a": {"x-reference": "nobody"}}},
        {"prefixItems": [{"x-reference": "nobody"}]},
        {"contains": {"x-reference": "nobody"}},
        {"if": {"type": "string"}, "then": {"x-reference": "nobody"}},
        {"not": {"x-reference": "nobody"}},
        {"$ref": "#/$defs/a"},
    ],
    ids=["patternProperties", "prefixItems", "contains", "then", "not", "a chain of $ref"],
)
def test_no_keyword_of_a_schema_is_ignored(keyword: dict[str, Any]) -> None:
    definitions = {"a": {"$ref": "#/$defs/b"}, "b": {"type": "string", "x-reference": "nobody"}}
    schema = with_title(**keyword) | ({"$defs": definitions} if "$ref" in keyword else {})
    _, findings = load(note=schema)
    assert findings


def test_a_schema_is_directly_in_its_folder() -> None:
    """Else two files would describe one kind, and one of them would not be followed."""
    kinds, findings = load(**{"deeper/note": NOTE, "note": NOTE | {"title": "Another"}})
    assert findings
    assert [kind.title for kind in kinds.values()] in ([], ["Another"])


@pytest.mark.parametrize("name", ["Note", "a note", "note.old", "nöte", "-note"])
def test_a_kind_has_a_plain_name(name: str) -> None:
    alone = NOTE | {"properties": NOTE["properties"] | {"next": FIELD}}
    kinds, findings = load(**{name: alone})
    assert (kinds, bool(findings)) == ({}, True)


@pytest.mark.parametrize("missing", ["additionalProperties", "type"])
def test_a_kind_rejects_unknown_fields(missing: str) -> None:
    kinds, findings = load(note={key: value for key, value in NOTE.items() if key != missing})
    assert (kinds, bool(findings)) == ({}, True)


# What makes a careless reader run for ever, or over.

NESTED = {
    "a field that is true": with_title() | {"properties": NOTE["properties"] | {"more": True}},
    "a field that is false": with_title() | {"properties": NOTE["properties"] | {"more": False}},
    "itself": with_title(**{"$ref": "#"}),
    "a definition that is itself": with_title(**{"$ref": "#/$defs/a"}) | {"$defs": {"a": {"$ref": "#/$defs/a"}}},
    "a definition in itself": with_title(**{"$ref": "#/$defs/a"})
    | {"$defs": {"a": {"properties": {"b": {"$ref": "#/$defs/a"}}}}},
    "a definition in itself twice": with_title(**{"$ref": "#/$defs/a"})
    | {"$defs": {"a": {"properties": {"b": {"$ref": "#/$defs/a"}, "c": {"$ref": "#/$defs/a"}}}}},
    "an alternative to itself": with_title(**{"$ref": "#/$defs/a"})
    | {"$defs": {"a": {"anyOf": [{"$ref": "#/$defs/a"}, {"type": "string"}]}}},
    "two definitions of each other": with_title(**{"$ref": "#/$defs/a"})
    | {"$defs": {"a": {"allOf": [{"$ref": "#/$defs/b"}]}, "b": {"allOf": [{"$ref": "#/$defs/a"}]}}},
    "nine alternatives nine times": with_title(**{"$ref": "#/$defs/a0"})
    | {"$defs": {f"a{n}": {"anyOf": [{"$ref": f"#/$defs/a{n + 1}"}] * 9} for n in range(9)} | {"a9": FIELD}},
    "nine demands nine times": with_title(**{"$ref": "#/$defs/a0"})
    | {"$defs": {f"a{n}": {"allOf": [{"$ref": f"#/$defs/a{n + 1}"}] * 9} for n in range(9)} | {"a9": FIELD}},
    "a definition that is not there": with_title(**{"$ref": "#/$defs/a"}),
    "a definition by an anchor": with_title(**{"$ref": "#a"}),
    "a pattern that is none": with_title(pattern="["),
    "a name's pattern that is none": with_title(patternProperties={"(": {}}),
    "another draft": NOTE | {"$schema": "http://json-schema.org/draft-07/schema#"},
    "a draft from elsewhere": NOTE | {"$schema": "https://evil.example/schema"},
}
LINT = """
import json, sys
from pathlib import Path
from smregister.records.schema.kind_loader import load_kinds
from smregister.records.schema.validator import SchemaValidator
from smregister.repository.work_tree import WorkTree
for root in sys.argv[1:]:
    kinds, findings = load_kinds(WorkTree(Path(root)))
    for kind in kinds.values():
        SchemaValidator(kind.schema).is_valid({"title": "a"})
    print(json.dumps([list(kinds), [finding.message for finding in findings]]), flush=True)
"""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return what another process, which a schema might crash, prints about each case."""
    folder = tmp_path_factory.mktemp("nested")
    roots = [folder / str(number) for number in range(len(NESTED))]
    for root, schema in zip(roots, NESTED.values(), strict=True):
        (root / "schemas").mkdir(parents=True)
        (root / "schemas/note.schema.json").write_text(json.dumps(schema))
    finished = subprocess.run(
        [sys.executable, "-c", LINT, *roots], stdout=subprocess.PIPE, text=True, timeout=600, check=False
    )
    return dict(zip(NESTED, finished.stdout.splitlines(), strict=False))


@pytest.mark.parametrize("case", NESTED)
def test_every_schema_is_accepted_or_rejected_in_the_end(case: str, results: dict[str, str]) -> None:
    assert case in results, "the process ended at this case or at one before"
    kinds, messages = json.loads(results[case])
    assert bool(kinds) != bool(messages)


@pytest.mark.parametrize(
    "case",
    ["a definition that is not there", "a pattern that is none", "a name's pattern that is none"],
)
def test_a_schema_that_can_not_be_compiled_is_reported_on_one_line(case: str) -> None:
    _, findings = load(note=NESTED[case])
    assert findings
    assert all("\n" not in finding.message for finding in findings)


def test_a_pattern_is_tried_in_time_linear_in_the_text() -> None:
    validator = SchemaValidator(with_title(pattern="^(a+)+$"))
    assert validator.is_valid({"title": "a" * 60})
    assert not validator.is_valid({"title": "a" * 60_000 + "!"})


# The kinds that come with the project.

KINDS, FINDINGS = load_kinds(WorkTree(PROJECT))
SHIPPED = sorted(KINDS)
EXAMPLES = PROJECT / "tests" / "examples" / "valid" / "registry"
PASSING = {
    "account": EXAMPLES / "agencies" / "health" / "accounts" / "x-health.yaml",
    "agency": EXAMPLES / "agencies" / "hygiene" / "agency.yaml",
    "appointment": EXAMPLES / "agencies" / "health" / "appointments" / "officer-2020.yaml",
    "directive": EXAMPLES / "directives" / "ex-1-2020.yaml",
    "guidance": EXAMPLES / "guidance" / "captions.yaml",
    "jurisdiction": EXAMPLES / "jurisdictions" / "EX.yaml",
    "observation": EXAMPLES / "agencies" / "health" / "observations" / "x-health.yaml",
    "platform": PROJECT / "registry" / "platforms" / "x.yaml",
    "register": EXAMPLES / "register.yaml",
    "standard": EXAMPLES / "standards" / "house-2026.yaml",
    "waiver": EXAMPLES / "agencies" / "health" / "waivers" / "alive.yaml",
}


def passing(kind: str) -> Document:
    document = parse_document(kind, PASSING[kind].read_bytes())
    assert isinstance(document, Document)
    return document


def test_the_schemas_of_the_project_are_valid() -> None:
    assert FINDINGS == []
    assert set(SHIPPED) == {path.name.removesuffix(".schema.json") for path in (PROJECT / "schemas").iterdir()}


@pytest.mark.parametrize("kind", SHIPPED)
def test_every_kind_has_a_record_that_passes(kind: str) -> None:
    assert SchemaValidator(KINDS[kind].schema).findings(kind, passing(kind)) == []


@pytest.mark.parametrize("kind", SHIPPED)
def test_every_kind_rejects_a_record_without_a_required_field(kind: str) -> None:
    validator, data = SchemaValidator(KINDS[kind].schema), passing(kind).data
    required = [field.name for field in KINDS[kind].fields.values() if field.required and len(field.route) == 1]
    assert required
    for name in required:
        document = Document({key: value for key, value in data.items() if key != name}, {})
        [finding] = validator.findings(kind, document)
        assert (finding.rule, f"`{name}` is missing" in finding.message) == ("missing-field", True)


@pytest.mark.parametrize("kind", SHIPPED)
def test_every_kind_rejects_an_unknown_field(kind: str) -> None:
    document = passing(kind)
    document = Document({**document.data, "colour": "blue"}, document.positions)
    [finding] = SchemaValidator(KINDS[kind].schema).findings(kind, document)
    assert (finding.rule, finding.pointer) == ("unknown-field", "/colour")


@pytest.mark.parametrize("kind", SHIPPED)
def test_every_field_is_described_and_its_examples_pass(kind: str) -> None:
    schema = KINDS[kind].schema
    for pointer, below in subschemas(schema):
        if pointer and pointer[-2] == "properties":
            assert below.get("title"), pointer
            assert str(below.get("description", "")).endswith("."), pointer
        validator = SchemaValidator({**below, "$defs": schema.get("$defs", {})})
        assert [example for example in below.get("examples", ()) if not validator.is_valid(example)] == [], pointer


@pytest.mark.parametrize("kind", SHIPPED)
def test_every_object_of_a_kind_is_closed(kind: str) -> None:
    open_ones = [
        pointer
        for pointer, below in subschemas(KINDS[kind].schema)
        if below.get("type") == "object" and "additionalProperties" not in below
    ]
    assert open_ones == []


@pytest.mark.parametrize(
    ("schema", "pointer", "message"),
    [
        (with_title(type="integer", **{"x-reference": "note"}), "/properties/title/x-reference", "only a text"),
        (with_title(**{"x-not-future": True}), "/properties/title/x-not-future", "format: date"),
        (NOTE | {"required": ["title", "titel"]}, "/required/1", "did you mean `title`"),
        (
            with_title(enum=["open", "closed"])
            | {"x-closing": {"on": "title", "reason": "title", "status": {"field": "title", "value": "close"}}},
            "/x-closing/status/value",
            "did you mean `closed`",
        ),
    ],
)
def test_keywords_without_effect_are_reported(schema: dict[str, Any], pointer: str, message: str) -> None:
    _, findings = load(note=schema)
    assert [finding.pointer for finding in findings] == [pointer]
    assert message in findings[0].message


def test_another_file_among_the_schemas_is_reported(tmp_path: Path) -> None:
    build(tmp_path, {"schemas/note.schema.jsn": "{}", "schemas/README.md": "Notes on the kinds"})
    _, findings = load_kinds(WorkTree(tmp_path))
    assert [finding.path for finding in findings] == ["schemas/note.schema.jsn"]
    assert "is NAME.schema.json" in findings[0].message


def test_a_folder_of_schemas_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    build(tmp_path)
    (tmp_path / "schemas").rename(tmp_path / "elsewhere")
    (tmp_path / "schemas").symlink_to("elsewhere")
    with pytest.raises(FatalError, match="is a link, which is never followed"):
        load_kinds(WorkTree(tmp_path))
