"""JSON documents agree with the JSON Schemas of the reference."""

from __future__ import annotations

import json
import shutil
from enum import StrEnum
from functools import cache
from hashlib import sha256
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from tests.commands import run
from tests.registers import ACCOUNT, ACCOUNT_TEXT, PROJECT, Repository, committed

from smregister.appointments.action_items import ActionType
from smregister.appointments.directives import ObligationStatus
from smregister.dates import Due
from smregister.letters.verify import LetterState
from smregister.model import ChangeType, Severity
from smregister.pointers import parse_pointer
from smregister.register.official import OfficialStatus
from smregister.standards.comparison import Direction
from smregister.standards.evaluation import Outcome
from smregister.standards.summary import Group

FOLDER = PROJECT / "docs/reference/json-schemas"
DAY = ("--as-of", "2026-03-31")
DESK, OFFICER = "9000000000000001", "9000000000000011"
JAPEN = "registry/agencies/my-japen"
LETTER = b"%PDF a signed letter\n"

ANSWERS = [
    ("validate", "validate"),
    ("validate", "validate --ref v1"),
    ("validate", "validate --base v2 --format json"),
    ("list", "list account"),
    ("list", "list jurisdiction"),
    ("list-kinds", "list"),
    ("search", "search contoh"),
    ("search", "search nothing-has-this --kind account"),
    ("show", "show my-japen/x-renamed"),
    ("show", "show standard:baseline"),
    ("check", "check @contoh_myaktif --platform x --ref v1"),
    ("check", "check @nobody"),
    ("explain", "explain account"),
    ("explain", "explain"),
    ("explain", "explain clauses"),
    ("verify-letter", "verify-letter letter.pdf --as-of 2024-06-01"),
    ("verify-letter", "verify-letter list.csv"),
    ("doctor", "doctor"),
    ("diff", "diff v1 v2"),
    ("diff", "diff"),
    ("log", "log my-japen/x-renamed"),
    ("log", "log pg-dict/x-example"),
    ("authorize", f"authorize --base v1 --head v2 --actor {DESK}"),
    ("authorize", f"authorize --base v1 --head v2 --actor {OFFICER}"),
    ("review", f"review --base v1 --head v2 --actor {OFFICER}"),
    ("audit", "audit"),
    ("intake", "intake form.md --as issue"),
    ("intake", "intake accounts.csv --form new-account"),
    ("import", "import list.csv --map map.yaml"),
    ("observe", "observe --from seen.csv --dry-run"),
    ("written", "status my-japen/facebook-malaysiaaktif dormant --dry-run"),
    ("written", "handle my-japen/instagram-malaysiaaktif contoh.myaktif"),
    ("report-appointments", "report appointments"),
    ("report-changes", "report changes --from v1 --to v2"),
    ("report-compliance", "report compliance --agency my-japen"),
    ("report-compliance-by", "report compliance --by account"),
    ("report-compliance-by", "report compliance --by jurisdiction"),
    ("report-compliance-changes", "report compliance --agency pg-dict --debt-since v1"),
    ("report-compliance-changes", "report compliance --agency pg-dict --standard looser.yaml --compare"),
    ("report-compliance-since", "report compliance --since 2026-01-01"),
    ("report-coverage", "report coverage"),
    ("report-coverage-matrix", "report coverage --matrix"),
    ("report-directive", "report directive id-jk-20-2018"),
    ("report-freshness", "report freshness"),
    ("report-guidance", "report guidance"),
    ("report-guidance-platforms", "report guidance --platforms"),
    ("report-handovers", "report handovers --ref v1"),
    ("report-succession", "report succession --within 400d"),
]
"""Schemas, and commands whose answers they describe."""

WITHOUT_DAY = ("diff", "log", "report changes")


class ChangeLabel(StrEnum):
    """What a change does to a record, a closed one included."""

    ADDED, REMOVED, CHANGED, RENAMED, CLOSED = (*ChangeType, "closed")


CHOICES: list[tuple[type[StrEnum], str, str]] = [
    (Severity, "shared", "/$defs/finding/properties/severity"),
    (ChangeType, "shared", "/$defs/change/properties/change"),
    (ChangeLabel, "log", "/properties/entries/items/properties/change"),
    (ChangeLabel, "report-changes", "/properties/rows/items/properties/change"),
    (OfficialStatus, "check", "/properties/verdict"),
    (LetterState, "verify-letter", "/properties/appointments/items/properties/state"),
    (Outcome, "report-compliance", "/properties/rows/items/properties/outcome"),
    (Direction, "report-compliance-changes", "/properties/rows/items/properties/change"),
    (ObligationStatus, "report-directive", "/properties/rows/items/properties/status"),
    (Due, "report-freshness", "/properties/rows/items/properties/review"),
    (ActionType, "report-succession", "/properties/rows/items/properties/matter"),
]


@cache
def schemas() -> dict[str, Any]:
    """Return every JSON Schema of the reference by its name."""
    return {path.name.removesuffix(".schema.json"): json.loads(path.read_text("utf-8")) for path in FOLDER.iterdir()}


@cache
def validator(name: str) -> Draft202012Validator:
    resources = {f"{key}.schema.json": Resource.from_contents(schema) for key, schema in schemas().items()}
    return Draft202012Validator(schemas()[name], registry=Registry().with_resources(resources.items()))


def errors(name: str, document: object) -> list[str]:
    """Return what a schema finds wrong with a document."""
    return [f"{error.json_path}: {error.message}" for error in validator(name).iter_errors(document)]


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Return the project's own register with changes of every type, files that are wrong, and lists beside it."""
    root = tmp_path_factory.mktemp("example")
    for name in ("registry", "schemas"):
        shutil.copytree(PROJECT / name, root / name)
    letter = root / JAPEN / "appointments/pegawai-media-2024.yaml"
    lines = letter.read_text("utf-8").replace("  signed_by:", f"  softcopy:\n{SOFTCOPY}  signed_by:")
    letter.write_text(lines, "utf-8")
    left = root / JAPEN / "appointments/timbalan-media-2024.yaml"
    left.write_text(
        f"{left.read_text('utf-8')}effective_to: 2025-01-31\nend_reason: Moved to another agency\n", "utf-8"
    )
    template = PROJECT / "src/smregister/editing/init/templates/dot-github/ISSUE_TEMPLATE"
    shutil.copytree(template, root / ".github/ISSUE_TEMPLATE")
    repository = committed(root)
    repository.git("tag", "v1")
    accounts = root / JAPEN / "accounts"
    (accounts / "x-malaysiaaktif.yaml").rename(accounts / "x-renamed.yaml")
    (root / "registry/agencies/my-japen-selangor/accounts/instagram-selangor.yaml").unlink()
    closed = root / "registry/agencies/pg-dict/accounts/x-example.yaml"
    text = closed.read_text("utf-8").replace("status: active", "status: closed")
    repository.commit({str(closed.relative_to(root)): f"{text}closed: 2026-03-01\nclosed_reason: merged\n"})
    repository.git("tag", "v2")
    repository.write({ACCOUNT.replace("health", "pg-dict", 1): ACCOUNT_TEXT.replace("active", "lively"), **LISTS})
    standard = (root / "registry/standards/baseline.yaml").read_text("utf-8")
    (root / "looser.yaml").write_text(standard.replace("        - active\n", "        - closed\n", 1))
    return repository


SOFTCOPY = f"  softcopy:\n    sha256: {sha256(LETTER).hexdigest()}\n    received: 2024-01-05\n"
LISTS: dict[str, str | bytes | None] = {
    "letter.pdf": LETTER,
    "form.md": "### Record\n\nmy-japen/youtube-japentv\n\n### Field\n\nPurpose\n\n### New value\n\nFilms\n\n"
    "### Why\n\nIt changed\n\n### Proof\n\nThe page\n",
    "accounts.csv": "Agency,Address\nno-such-agency,https://x.com/example\n",
    "map.yaml": "agency: {name: {field: agency}}\n"
    "accounts: [{url: {field: url}, record: {purpose: {field: purpose}, status: active}}]\n",
    "list.csv": "agency,url,purpose\n"
    "pg-dict,https://x.com/example_new,News\n"
    "pg-dict,https://www.facebook.com/contoh.malaysiaaktif,Other\n"
    "pg-dict,not an address,\n",
    "seen.csv": "account,when,how,by,captions,followers\n"
    "my-japen/facebook-malaysiaaktif,2026-03-30,by eye,Desk,yes,7\n"
    "my-japen/facebook-malaysiaaktif,2020-03-30,by eye,Desk,no,5\n"
    "nobody/x,2026-03-30,by eye,Desk,yes,7\n",
}


@pytest.mark.parametrize(("name", "command"), ANSWERS, ids=[command for _, command in ANSWERS])
def test_an_answer_agrees_with_its_schema(example: Repository, name: str, command: str) -> None:
    words = command.split()
    day = () if command.startswith(WITHOUT_DAY) or "--as-of" in words else DAY
    flag = () if "--format" in words else ("--json",)
    answer = run(example.root, *words, *day, *flag)
    assert answer.status in (0, 1), answer.messages
    assert errors(name, answer.json()) == []


def test_refused_rows_agree_with_their_schema(example: Repository) -> None:
    path = example.root.parent / "refused.json"
    assert run(example.root, "import", "list.csv", "--map", "map.yaml", "--refused", str(path), *DAY).status in (0, 1)
    document = json.loads(path.read_text("utf-8"))
    assert document["refused"]
    assert errors("refused-rows", document) == []


def test_every_schema_is_valid_closed_and_tried() -> None:
    tried = {name for name, _ in ANSWERS} | {"refused-rows", "shared"}
    assert tried == schemas().keys()
    for name, schema in schemas().items():
        Draft202012Validator.check_schema(schema)
        assert name == "shared" or schema["additionalProperties"] is False


def test_an_unknown_member_is_found() -> None:
    finding = {"path": "a", "line": 1, "column": 1, "pointer": "", "rule": "r", "severity": "error", "message": "m"}
    summary = {"records": 1, "errors": 1, "warnings": 0, "notes": 0}
    document: dict[str, Any] = {"version": 1, "findings": [finding], "summary": summary}
    assert errors("validate", document) == []
    assert errors("validate", {**document, "zeal": 1})
    assert errors("validate", {**document, "findings": [{**finding, "zeal": 1}]})


@pytest.mark.parametrize(("type_", "name", "pointer"), CHOICES, ids=lambda value: getattr(value, "__name__", value))
def test_choices_are_those_of_the_code(type_: type[StrEnum], name: str, pointer: str) -> None:
    value = schemas()[name]
    for step in parse_pointer(pointer):
        value = value[step]
    assert value["enum"] == [*map(str, type_)]


def test_scores_can_be_grouped_by_what_the_schema_names() -> None:
    rows = schemas()["report-compliance-by"]["properties"]["rows"]["items"]
    assert [name for name in rows["properties"] if name not in rows["required"]] == [*map(str, Group)]
