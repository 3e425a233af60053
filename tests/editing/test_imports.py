"""Tests of `import`: real lists and invalid ones; no row is lost."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import yaml
from tests.commands import Answer, run
from tests.registers import ACCOUNT_TEXT, ALL_PLATFORMS, PROJECT, USUAL_PLATFORMS, Repository, build_repository

from smregister.records.reader import RecordReader
from smregister.register.loader import read_register
from smregister.register.register import Register
from smregister.repository.work_tree import WorkTree
from smregister.standards.assessor import Assessor
from smregister.standards.clauses import CompiledStandard, read_standard
from smregister.standards.evaluation import Outcome
from smregister.standards.facts import TYPES
from smregister.standards.facts.account_context import RegisterFacts

DATA = PROJECT / "tests" / "data"
DAY = ("--as-of", "2026-01-01")
HEALTH = "registry/agencies/health/accounts"

HEAD = """\
agency:
  name:
    field: agency
    form: name
  record:
    name:
      field: agency
    type: department
    level: national
    jurisdiction: EX
accounts:
"""
NAME_LINES = {
    "address": "url:\n      field: address\n",
    "platform": "platform:\n      field: platform\n      values: {Twitter: x, Intagram: instagram}\n",
    "handle": "handle:\n      field: handle\n",
}
FIELD_LINES = {
    "name": "      name:\n        field: name\n",
    "language": """\
      languages:
        field: language
        separator: ','
        only_known: true
        values: {English: en, French: fr}
""",
    "tags": "      tags:\n        field: tags\n        separator: ','\n        form: name\n",
}


def map_of(*columns: str) -> str:
    """Return the map of a list with these columns, and the agency's."""
    names = [text for column, text in NAME_LINES.items() if column in columns]
    fields = [text for column, text in FIELD_LINES.items() if column in columns]
    return f"{HEAD}  - {'    '.join(names)}    record:\n      purpose: From a list\n{''.join(fields)}"


MAP = map_of(*NAME_LINES, *FIELD_LINES)


def map_for(rows: str | bytes, name: str) -> str:
    """Return the map of a list with the columns of its headings."""
    if not name.endswith((".csv", ".tsv")) or not rows:
        return MAP
    text = rows if isinstance(rows, str) else rows.decode("utf-8", "replace")
    return map_of(*re.findall(r"\w+", text.splitlines()[0]))


class Desk:
    """A register, and a folder for lists and maps."""

    def __init__(self, register: Repository, table: Path) -> None:
        self.register = register
        self.table = table
        table.mkdir()

    def take(
        self, rows: str | bytes, *options: str, map_: str | None = None, name: str = "list.csv", status: int = 0
    ) -> Answer:
        """Import a list by a map; it must end with the status."""
        (self.table / name).write_bytes(rows.encode() if isinstance(rows, str) else rows)
        (self.table / "map.yaml").write_text(map_for(rows, name) if map_ is None else map_, "utf-8")
        places = (str(self.table / name), "--map", str(self.table / "map.yaml"))
        answer = run(self.register.root, "import", *places, *options, *DAY)
        assert answer.status == status, answer.messages
        if "--apply" not in options or status:
            assert self.is_clean()
        return answer

    def run_json(self, rows: str | bytes, *options: str, **facts: Any) -> dict[str, Any]:
        """Import a list and return its JSON document; its sums must be right."""
        document = self.take(rows, "--json", *options, **facts).json()
        assert document["version"] == 1
        assert document["read"] == document["imported"] + document["merged"] + len(document["refused"])
        return document

    def is_clean(self) -> bool:
        return self.register.git("status", "--porcelain", "--untracked-files=all", "--ignored") == ""

    def record(self, record_id: str) -> dict[str, Any]:
        record: dict[str, Any] = run(self.register.root, "show", record_id, "--json").json()["record"]
        return record

    def records(self, kind: str = "account") -> list[dict[str, Any]]:
        records: list[dict[str, Any]] = run(self.register.root, "list", kind, "--json").json()["records"]
        return records


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    platforms = (*USUAL_PLATFORMS, "google-plus", "linkedin", "mastodon", "portal")
    return Desk(build_repository(tmp_path / "repository", platforms=platforms), tmp_path / "table")


def added(document: dict[str, Any], kind: str = "account") -> list[str]:
    return [each["id"] for each in document["changes"]["added"] if each["kind"] == kind]


def reasons(document: dict[str, Any]) -> dict[int, str]:
    return {each["line"]: each["reason"] for each in document["refused"]}


# The real lists


REGISTRY = ("us-digital-registry/accounts.csv", 1262)
LEGISLATORS = ("congress-legislators/legislators-social-media.yaml", 519)


TakenIn: TypeAlias = "Callable[[str], tuple[Repository, Any]]"


def taking_in(name: str) -> tuple[str, ...]:
    return ("import", str(DATA / name), "--map", str((DATA / name).with_name("map.yaml")), "--apply", *DAY)


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> TakenIn:
    """Import a real list once for all reading tests; return the register and the result."""

    @cache
    def take(name: str) -> tuple[Repository, Any]:
        repository = build_repository(tmp_path_factory.mktemp("taken") / "in", platforms=ALL_PLATFORMS)
        answer = run(repository.root, *taking_in(name), "--json").json()
        repository.commit({})
        return repository, answer

    return take


@pytest.mark.only_long
@pytest.mark.parametrize(("name", "rows"), [REGISTRY, LEGISLATORS])
def test_a_real_list_is_imported_once_without_errors(imported: TakenIn, name: str, rows: int) -> None:
    repository, first = imported(name)
    assert first["read"] == rows
    assert first["imported"] + first["merged"] + len(first["refused"]) == rows
    assert first["imported"] > 0.9 * rows
    assert run(repository.root, "validate", *DAY).status == 0
    again = run(repository.root, *taking_in(name), "--json").json()
    assert again["read"] == rows
    assert again["imported"] == 0
    assert again["changes"]["added"] == again["changes"]["changed"] == again["changes"]["missing"] == []
    assert len(again["refused"]) == len(first["refused"])
    assert repository.git("status", "--porcelain") == ""


@pytest.mark.only_long
def test_a_real_list_is_assessed_by_the_baseline(imported: TakenIn) -> None:
    """Imported accounts have no letter, and nearly all clauses are unknown."""
    repository, first = imported(REGISTRY[0])
    register = read_register(WorkTree(repository.root), date(2026, 1, 1)).register
    assessor = Assessor(RegisterFacts(register, register.day), [baseline(register)])
    assessments = [*map(assessor.assess, register.valid("account"))]
    assert len(assessments) == first["imported"] + 1, "one was there before"
    assert Counter(each.score.percent for each in assessments) == {8: 1153, 9: 57}
    counts: dict[str, Counter[Outcome]] = {}
    for result in (result for each in assessments for result in each.results):
        counts.setdefault(result.clause.id, Counter())[result.outcome] += 1
    assert counts["REG-03"] == {Outcome.MET: len(assessments)}, "no two records are of one account"
    assert counts["APT-01"] == {Outcome.NOT_MET: len(assessments)}
    assert counts["SEC-01"] == counts["PUB-03"] == counts["SEC-04"] == {Outcome.COULD_NOT_TELL: len(assessments)}
    assert counts["APT-05"] == counts["LIF-04"] == {Outcome.NOT_APPLICABLE: len(assessments)}
    assert counts["ID-05"] == {Outcome.MET: 57, Outcome.NOT_MET: 1049, Outcome.COULD_NOT_TELL: 104}
    assert counts["PUB-05"] == {Outcome.NOT_MET: 72, Outcome.COULD_NOT_TELL: 1138}, "72 have no site of a government"


def baseline(register: Register) -> CompiledStandard:
    path = "registry/standards/baseline.yaml"
    record, findings = RecordReader(register.kinds).read(
        register.kinds["standard"], path, (PROJECT / path).read_bytes()
    )
    assert findings == []
    return read_standard(record, TYPES)


@pytest.mark.only_long
def test_every_handle_of_the_legislators_is_there_afterwards(imported: TakenIn) -> None:
    name, _ = LEGISLATORS
    members = yaml.safe_load((DATA / name).read_text("utf-8"))
    records = run(imported(name)[0].root, "list", "account", "--json").json()["records"]
    mine = [record for record in records if record["id"].startswith("us-member-")]
    for field, platform in (("twitter", "x"), ("facebook", "facebook"), ("instagram", "instagram")):
        wanted = {str(member["social"][field]).casefold() for member in members if field in member["social"]}
        values = {
            str(record.get(key, "")).casefold()
            for record in mine
            if record["platform"] == platform
            for key in ("handle", "platform_id")
        }
        assert wanted <= values, platform
        assert sum(record["platform"] == platform for record in mine) >= len(wanted)


@pytest.mark.only_long
def test_every_row_of_the_registry_is_an_account_of_its_agency_afterwards(imported: TakenIn) -> None:
    name, _ = REGISTRY
    records = run(imported(name)[0].root, "list", "account", "--json").json()["records"]
    owners = {record["id"].partition("/")[0] for record in records}
    owners |= {name for record in records for name in record.get("other_agencies", ())}
    rows = [line.split(",") for line in (DATA / name).read_text("utf-8").splitlines() if '"' not in line]
    assert {f"us-{row[2].strip()}" for row in rows} <= owners
    hosts = Counter(record["platform"] for record in records)
    assert hosts["facebook"] > 450
    assert hosts["x"] > 380
    assert hosts["youtube"] > 230
    assert hosts["flickr"] > 55


@pytest.mark.only_long
def test_rows_of_the_registry_are_merged_where_the_address_is_the_same_and_nowhere_else(imported: TakenIn) -> None:
    source = DATA / REGISTRY[0]
    document = imported(REGISTRY[0])[1]
    with source.open(encoding="utf-8", newline="") as rows:
        addresses = {re.sub(r"^https?://|\bwww\.|#!/|/$", "", row[3].strip().lower()) for row in csv.reader(rows)}
    # Two pages stand there twice in different words: with and without the town, with and without /user/.
    assert document["imported"] == len(addresses) - 2


@pytest.mark.only_long
def test_a_legislator_listed_twice_is_one_account_of_two_agencies(imported: TakenIn) -> None:
    root = imported(LEGISLATORS[0])[0].root
    records = run(root, "list", "account", "--json", "--where", "platform=facebook").json()["records"]
    twins = [record for record in records if record.get("handle", "").casefold() == "rogermarshallmd"]
    assert len(twins) == 1


# The traps of such lists

TRAPS = [
    ("Facebook", "https://www.facebook.com/profile.php?id=100089355874563", "health/facebook-100089355874563"),
    ("Facebook", "https://www.facebook.com/profile.php?id=100089355874564", "health/facebook-100089355874564"),
    ("Facebook", "https://www.facebook.com/profile.php", "not an account"),
    ("Facebook", "https://www.facebook.com/", "not an account"),
    ("Facebook", "facebook.com", "not an account"),
    ("Youtube", "youtube.com/channel/UCR3nOFMqBB-kRpKFwgapMaQ", "health/youtube-ucr3nofmqbb-krpkfwgapmaq"),
    ("Youtube", "youtube.com/channel/UCr3nOFMqBB-kRpKFwgapMaQ", "health/youtube-ucr3nofmqbb-krpkfwgapmaq-2"),
    ("Youtube", "https://youtube.com/@Example_Health", "health/youtube-example-health"),
    ("Youtube", "m.youtube.com/@example_health/videos", "merged"),
    ("x", "https://twitter.com/example_two", "health/x-example-two"),
    ("Twitter", "https://x.com/EXAMPLE_two/", "merged"),
    ("X", "http://www.twitter.com/#!/Example_Two", "merged"),
    ("x", "https://twitter.com/example_HEALTH", "merged"),
    ("Facebook", "http://m.facebook.com/Example.Two", "health/facebook-example-two"),
    ("Facebook", "https://www.facebook.com/exampletwo?ref=ts", "merged"),
    ("", "https://ca.linkedin.com/company/example-two", "health/linkedin-company-example-two"),
    ("LinkedIn", "https://www.linkedin.com/company/Example-Two/", "merged"),
    ("Google+", "https://plus.google.com/+ExampleTwo", "health/google-plus-exampletwo"),
    ("Intagram", "instagram.com/example_two", "health/instagram-example-two"),
    ("Instagarm", "instagram.com/example_three", "did you mean `instagram`?"),
    ("Facebook", "https://x.com/example_three", "not a host of Facebook"),
    ("", "https://eviltwitter.com/example_three", "eviltwitter.com"),
    ("", "https://evil.example/https://x.com/example_three", "evil.example"),
    ("", "https://x.com@evil.example/example_three", "can't be used"),
    ("x", "https://x.com/home", "can't be used"),
    ("Youtube", "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "a video"),
    ("", "", "no address, handle or id found"),
    ("x", "", "no address, handle or id found"),
]  # fmt: skip


def test_the_traps_of_such_lists(desk: Desk) -> None:
    rows = "agency,platform,address\n" + "".join(f"Health,{platform},{address}\n" for platform, address, _ in TRAPS)
    document = desk.run_json(rows)
    ids, rejected = added(document), reasons(document)
    for line, (platform, address, outcome) in enumerate(TRAPS, 2):
        if outcome.startswith("health/"):
            assert outcome in ids, (platform, address)
            assert line not in rejected
        elif outcome == "merged":
            assert line not in rejected, (platform, address)
        else:
            assert outcome in rejected[line], (platform, address)
    outcomes = Counter("added" if outcome.startswith("health/") else outcome for _, _, outcome in TRAPS)
    assert (document["imported"], document["merged"]) == (outcomes["added"], outcomes["merged"])


def test_an_account_on_a_closed_platform_is_imported_with_a_warning(desk: Desk) -> None:
    desk.take("agency,address\nHealth,https://plus.google.com/+ExampleTwo\n", "--apply")
    findings = run(desk.register.root, "validate", "--json", *DAY).json()["findings"]
    assert [(each["rule"], each["severity"]) for each in findings] == [("retired-platform", "warning")]


def test_an_imported_record_is_in_canonical_form(desk: Desk) -> None:
    desk.take(
        "agency,address,name,language,tags\n"
        'Food Agency,twitter.com/Example_Food," Food:  it\'s  good ","English,French","Air Travel,arts,Arts"\n',
        "--apply",
    )
    folder = desk.register.root / "registry/agencies/food-agency"
    assert (
        (folder / "accounts/x-example-food.yaml").read_text()
        == """\
platform: x
handle: Example_Food
url: https://x.com/Example_Food
name: "Food: it's good"
purpose: From a list
languages:
  - en
  - fr
tags:
  - air-travel
  - arts
status: active
"""
    )
    assert (folder / "agency.yaml").read_text() == (
        "name: Food Agency\ntype: department\nlevel: national\njurisdiction: EX\nstatus: active\n"
    )
    assert run(desk.register.root, "fmt", "--check", "registry/agencies/food-agency").status == 0


# A list that comes again

FIRST = """\
agency,address,name,language
Health,x.com/example_one,One,English
Health,x.com/example_two,Two,English
Food,x.com/example_three,Three,French
"""


def test_a_newer_list_adds_changes_and_names_what_is_missing(desk: Desk) -> None:
    desk.take(FIRST, "--apply")
    desk.register.commit({})
    newer = FIRST.replace(",Two,", ",Two and a half,").replace("Food,x.com/example_three,Three,French\n", "")
    newer += "Food,x.com/example_four,Four,French\n"
    document = desk.run_json(newer)
    assert added(document) == ["food/x-example-four"]
    assert document["changes"]["changed"] == [
        {
            "kind": "account",
            "id": "health/x-example-two",
            "change": "changed",
            "fields": [{"pointer": "/name", "before": "Two", "after": "Two and a half"}],
        }
    ]
    assert document["changes"]["missing"] == ["food/x-example-three", "health/x-health"]
    assert (document["imported"], document["merged"]) == (1, 2)


def test_the_plan_has_the_same_figures_as_text(desk: Desk) -> None:
    desk.take(FIRST, "--apply")
    desk.register.commit({})
    answer = desk.take(
        FIRST.replace(",Two,", ",Two and a half,").replace("Food,x.com/example_three,Three,French\n", "")
    )
    lines = answer.output.splitlines()
    assert lines[0].endswith("list.csv: 2 rows read")
    assert "    name: Two → Two and a half" in lines
    assert "account: 0 to add, 1 to change" in lines
    assert "health/x-health: not in this list" in lines
    assert answer.messages.endswith("nothing was written to the register; --apply writes it\n")


def test_the_same_list_again_changes_nothing(desk: Desk) -> None:
    desk.take(FIRST, "--apply")
    desk.register.commit({})
    desk.take(FIRST, "--apply")
    assert desk.is_clean()


def test_an_import_keeps_edits_by_hand(desk: Desk) -> None:
    desk.take(FIRST, "--apply")
    path = f"{HEALTH}/x-example-two.yaml"
    text = (desk.register.root / path).read_text().replace("From a list", "Our own words  # by the press office")
    desk.register.commit({path: text.replace("name: Two", "name: Two  # for now") + "\n# the end\n"})
    desk.take(FIRST.replace(",Two,", ",Second,"), "--apply")
    changed = (desk.register.root / path).read_text()
    assert changed == text.replace("name: Two", "name: Second  # for now") + "\n# the end\n"


def test_a_closed_account_that_is_not_in_the_list_is_not_missed(desk: Desk) -> None:
    path = f"{HEALTH}/x-health.yaml"
    text = ACCOUNT_TEXT.replace("active", "closed") + "closed: 2024-01-01\nclosed_reason: Merged\n"
    desk.register.commit({path: text})
    assert desk.run_json(FIRST)["changes"]["missing"] == []


def test_a_renamed_account_is_found_by_its_platform_id(desk: Desk) -> None:
    map_ = map_of("platform", "handle").replace("    handle:\n", "    platform_id: {field: number}\n    handle:\n")
    rows = "agency,platform,handle,number\nHealth,x,example_one,42\n"
    desk.take(rows, "--apply", map_=map_)
    desk.register.commit({})
    newer = rows.replace("example_one", "example_new")
    document = desk.run_json(newer, map_=map_)
    assert (document["imported"], document["merged"]) == (0, 1)
    assert "example_new" in desk.take(newer, map_=map_).output


def test_a_row_that_adds_a_platform_id_removes_the_approval(desk: Desk) -> None:
    map_ = map_of("platform", "handle").replace("    handle:\n", "    platform_id: {field: number}\n    handle:\n")
    path = f"{HEALTH}/x-health.yaml"
    desk.register.commit({path: ACCOUNT_TEXT + "approval:\n  by: Desk\n  date: 2024-01-01\n"})
    rows = "agency,platform,handle,number\nDepartment of Health,x,example_health,42\n"
    assert "removed: approval (" in desk.take(rows, "--apply", map_=map_).messages
    assert "approval" not in (desk.register.root / path).read_text()


def test_a_row_that_mixes_two_accounts_adds_nothing(desk: Desk) -> None:
    map_ = map_of("platform", "handle").replace("    handle:\n", "    platform_id: {field: number}\n    handle:\n")
    rows = "agency,platform,handle,number\nHealth,x,example_one,42\nHealth,x,example_two,43\n"
    document = desk.run_json(rows + "Food,x,example_one,43\n", map_=map_)
    assert "two accounts" in reasons(document)[4]
    assert "food" not in added(document, "agency")


def test_a_list_of_addresses_adds_handles_to_accounts_known_by_number(desk: Desk) -> None:
    map_ = map_of("address").replace("  - url:\n", "  - platform_id: {field: number}\n    url:\n")
    text = ACCOUNT_TEXT.replace("handle: example_health", "platform_id: '42'")
    desk.register.commit({f"{HEALTH}/x-number.yaml": text})
    desk.take("agency,address,number\nHealth,x.com/example_number,42\n", "--apply", map_=map_)
    record = desk.record("health/x-number")
    assert (record["handle"], record["platform_id"]) == ("example_number", "42")


def test_a_row_that_contradicts_an_earlier_one_is_reported(desk: Desk) -> None:
    document = desk.run_json(FIRST + "Health,twitter.com/Example_One,Another name,French\n")
    assert document["changes"]["left_out"] == [
        {"line": 2, "id": "health", "field": "name", "value": "Health"},
        {"line": 5, "id": "health/x-example-one", "field": "name", "value": "Another name"},
    ]
    assert document["merged"] == 1


def test_a_row_under_another_agency_makes_it_one_of_the_other_agencies(desk: Desk) -> None:
    desk.take(FIRST + "Food,twitter.com/Example_One,One,French\nWater,x.com/example_health,,\n", "--apply")
    assert desk.record("health/x-example-one")["other_agencies"] == ["food"]
    assert desk.record("health/x-example-one")["languages"] == ["en", "fr"]
    assert desk.record("health/x-health")["other_agencies"] == ["water"]
    assert run(desk.register.root, "validate", *DAY).status == 0


def test_an_agency_of_the_register_is_found_by_its_name(desk: Desk) -> None:
    map_ = map_of("address").replace("    form: name\n", "    form: name\n    prefix: ex-\n")
    answer = desk.take("agency,address\ndepartment  of health,x.com/one\nWater,x.com/two\n", map_=map_)
    assert "agency: 1 to add, 0 to change" in answer.output
    assert "+ agency ex-water added" in answer.output


def test_a_list_without_a_map_has_another_way(desk: Desk) -> None:
    answer = run(desk.register.root, "import", "a list.csv")
    assert answer.status == 2
    assert "`smregister intake 'a list.csv' --form new-account`" in answer.messages


def test_several_agencies_in_one_row(desk: Desk) -> None:
    map_ = map_of("address").replace(
        "    field: agency\n    form: name\n", "    field: agency\n    form: name\n    separator: ';'\n"
    )
    desk.take("agency,address\nFood;Health;Water,x.com/example_one\n", "--apply", map_=map_)
    assert desk.record("food/x-example-one")["other_agencies"] == ["health", "water"]
    assert {each["id"] for each in desk.records("agency")} == {"food", "health", "water"}
    assert run(desk.register.root, "validate", *DAY).status == 0


# What a list is written in


def test_line_numbers_are_those_of_the_file(desk: Desk) -> None:
    rows = 'agency,address,name\nHealth,x.com/home,"a\nname of\nthree lines"\n\n\nHealth,x.com/i,\r\n'
    rows += 'Health,x.com/search,"b\r\nc"\r\n'
    assert [*reasons(desk.run_json(rows + "Health,x.com/tos,\n"))] == [2, 7, 8, 10]


@pytest.mark.parametrize(
    ("rows", "name", "setting"),
    [
        pytest.param("\ufeffagency,address\nHealth,x.com/example_one\n", "list.csv", "", id="byte order mark"),
        pytest.param("agency;address\nHealth;x.com/example_one\n", "list.csv", "delimiter: ;\n", id="semicolons"),
        pytest.param("agency\taddress\nHealth\tx.com/example_one\n", "list.tsv", "", id="tabs by its name"),
        pytest.param("agency\taddress\nHealth\tx.com/example_one\n", "list.csv", "delimiter: tab\n", id="tabs"),
        pytest.param("agency|address\nHealth|x.com/example_one\n", "list.txt", "format: csv\ndelimiter: '|'\n", id="|"),
        pytest.param("agency,address\r\nHealth,x.com/example_one\r\n", "list.CSV", "", id="line ends of Windows"),
        pytest.param("agency,address\rHealth,x.com/example_one\r", "list.csv", "", id="line ends of old"),
        pytest.param(' agency , address \nHealth," x.com/example_one "', "list.csv", "", id="spaces, no last line end"),
        pytest.param("Health,x.com/example_one\n", "list.csv", "columns: [agency, address]\n", id="no headings"),
        pytest.param('[{"agency": "Health", "address": "x.com/example_one"}]', "list.json", "", id="json"),
        pytest.param('\ufeff[{"agency":\t"Health", "address": "x.com/example_one"}]', "list.json", "", id="json, tab"),
        pytest.param("- {agency: Health, address: x.com/example_one}\n", "list.yml", "", id="yaml"),
        pytest.param("- agency: Health\n  address: x.com/example_one\n", "list", "format: yaml\n", id="no ending"),
        pytest.param(
            '{"data": {"a/b": [{"agency": "Health", "address": "x.com/example_one"}]}}', "list.json",
            "rows: /data/a~1b\n", id="below a pointer",
        ),
        pytest.param(
            '{"pages": [{}, {"rows": [{"agency": "Health", "address": "x.com/example_one"}]}]}', "list.json",
            "rows: /pages/1/rows\n", id="below a pointer with a number",
        ),
    ],
)  # fmt: skip
def test_a_list_may_be_written_in(desk: Desk, rows: str, name: str, setting: str) -> None:
    document = desk.run_json(rows, name=name, map_=setting + map_of("address"))
    assert document["refused"] == []
    assert added(document) == ["health/x-example-one"]


@pytest.mark.parametrize(
    ("rows", "name", "setting", "part"),
    [
        pytest.param(b"agency,address\nMinist\xe9re,x.com/a\n", "list.csv", "", "line 2: this is not UTF-8", id="1252"),
        pytest.param("agency,address\nHealth,x.com/a\n".encode("utf-16"), "list.csv", "", "UTF-8", id="UTF-16"),
        pytest.param(b"agency,agency\nHealth,x.com/a\n", "list.csv", "", "two columns have the heading", id="twice"),
        pytest.param(b"agency,address\nHealth," + b"a" * 200_000 + b"\n", "list.csv", "", "not CSV", id="too long"),
        pytest.param(b"agency,address\n", "list.docx", "", "format", id="an unknown ending"),
        pytest.param(b"[{]", "list.json", "", "not JSON", id="no JSON"),
        pytest.param(b'{"a": 1}', "list.json", "rows: /b\n", "/b", id="no list there"),
        pytest.param(b'"text"', "list.json", "", "list", id="a text"),
        pytest.param(b"[" * 100_000, "list.json", "", "list.json", id="JSON without end"),
        pytest.param(b"- &a {agency: b}\n- *a\n", "list.yaml", "", "anchor", id="an anchor"),
        pytest.param(b"- !!python/object/new:os.system [a]\n", "list.yaml", "", "tag", id="a tag"),
        pytest.param(b"- agency: a\n  agency: b\n", "list.yaml", "", "line 2", id="a key twice"),
        pytest.param(b"- a\n---\n- b\n", "list.yaml", "", "second document", id="two documents"),
        pytest.param(b"text\n", "list.yaml", "", "list", id="a text in YAML"),
    ],
)  # fmt: skip
def test_a_list_that_can_not_be_read_ends_with_2(desk: Desk, rows: bytes, name: str, setting: str, part: str) -> None:
    answer = desk.take(rows, "--apply", name=name, map_=setting + MAP, status=2)
    assert part in answer.messages
    assert answer.output == ""


@pytest.mark.parametrize(("rows", "name"), [("", "list.csv"), ("agency,address\n", "list.csv"), ("[]", "list.json")])
def test_an_empty_list_has_no_rows(desk: Desk, rows: str, name: str) -> None:
    assert desk.run_json(rows, name=name)["read"] == 0


def test_a_list_with_another_delimiter_than_the_map_is_an_error(desk: Desk) -> None:
    map_ = "delimiter: ','\n" + map_of("address")
    answer = desk.take("agency;address\nHealth;x.com/example_one\n", map_=map_, status=2)
    assert "it has `agency;address`. Check `delimiter` and `skip` in the map" in answer.messages


def test_a_row_with_too_many_fields_is_rejected_and_one_with_too_few_is_read(desk: Desk) -> None:
    document = desk.run_json("agency,address,name\nHealth,x.com/example_one,Health, News\nHealth,x.com/example_two\n")
    assert "more cells than the list has columns:  News" in reasons(document)[2]
    assert added(document) == ["health/x-example-two"]


def test_empty_surplus_fields_do_no_harm(desk: Desk) -> None:
    assert desk.run_json("agency,address\nHealth,x.com/example_one,,, \n")["refused"] == []


PEOPLE = """\
data:
  ann:
    office: Food
    links: [x.com/example_ann, instagram.com/example_ann]
  ben:
    office: Health
    links:
    - x.com/example_ben
  eve:
    office: Health
    links: []
"""
PEOPLE_MAP = """\
rows: /data
agency:
  name: {field: office, form: name}
  record: {name: {field: office}, type: department, level: national, jurisdiction: EX}
accounts:
  - each: links
    url: {field: ''}
    record:
      name: {field: '', prefix: 'Of '}
      purpose: {field: office, prefix: 'News of ', suffix: '.'}
"""


def test_a_mapping_of_rows_each_with_a_list_of_accounts(desk: Desk) -> None:
    document = desk.run_json(PEOPLE, "--apply", name="people.yaml", map_=PEOPLE_MAP)
    assert added(document) == ["food/instagram-example-ann", "food/x-example-ann", "health/x-example-ben"]
    assert desk.record("food/x-example-ann")["purpose"] == "News of Food."
    assert [*reasons(document)] == [9]
    assert document["refused"][0]["row"] == {"": "eve", "office": "Health", "links": []}


def test_a_source_reads_the_item_before_its_row(desk: Desk) -> None:
    rows = [
        {
            "agency": "Health",
            "name": "The ministry",
            "accounts": [
                {"service": "X", "handle": "@example_one"},
                {"service": "YouTube", "id": "UCR3nOFMqBB-kRpKFwgapMaQ", "name": "Films"},
                {"service": "Facebook", "id": 100089355874563},
            ],
        }
    ]
    map_ = """\
agency:
  name: {field: agency, form: name}
accounts:
  - each: accounts
    platform: {field: service}
    handle: {field: handle}
    platform_id: {field: id}
    record: {name: {field: name}, purpose: From a list}
"""
    desk.take(json.dumps(rows, indent=1), "--apply", name="list.json", map_=map_)
    accounts = {each["platform"]: each for each in desk.records() if each["purpose"] == "From a list"}
    assert accounts["x"]["handle"] == "example_one"
    assert accounts["youtube"]["name"] == "Films"
    assert accounts["facebook"]["name"] == "The ministry"
    assert accounts["facebook"]["platform_id"] == "100089355874563"


@pytest.mark.parametrize("word", ["no", "on", "0123", "1_000", "12:30", "1e3", "0x1F", "00123456789012345678901"])
def test_words_that_programs_read_differently_stay_texts(desk: Desk, word: str) -> None:
    rows = f"- agency: Health\n  address: x.com/example_one\n  name: {word}\n"
    desk.take(rows, "--apply", name="list.yaml")
    assert desk.record("health/x-example-one")["name"] == word


# What a map can say


def test_a_look_up_translates_words_and_the_map_wins(desk: Desk) -> None:
    (desk.table / "agencies.csv").write_text("code,full name\nhlt,health\nfd,Food: the agency\nfd,second\n")
    map_ = """\
agency:
  name: {field: agency, lookup: {file: agencies.csv, key: code, value: full name}, values: {wtr: water}, form: name}
  record: {name: {field: agency}, type: department, level: national, jurisdiction: EX}
accounts:
  - url: {field: address}
    record: {purpose: From a list}
"""
    names = {"hlt": "one", "fd": "two", "wtr": "three", "Army": "four"}
    rows = "agency,address\n" + "".join(f"{code},x.com/example_{name}\n" for code, name in names.items())
    assert added(desk.run_json(rows, map_=map_)) == [
        "army/x-example-four", "food-the-agency/x-example-two", "health/x-example-one", "water/x-example-three",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lookup", "part"),
    [
        ("{file: nowhere.csv, key: code, value: name}", "nowhere.csv"),
        ("{file: agencies.csv, key: kode, value: name}", "kode"),
        ("{file: agencies.csv, key: code, value: nmae}", "nmae"),
        ("{file: ., key: code, value: name}", "table"),
    ],
)
def test_a_look_up_that_fails_ends_with_2(desk: Desk, lookup: str, part: str) -> None:
    (desk.table / "agencies.csv").write_text("code,name\nhlt,health\n")
    map_ = map_of("address", "name", "language").replace(
        "    form: name\n  record", f"    lookup: {lookup}\n    form: name\n  record"
    )
    assert part in desk.take(FIRST, map_=map_, status=2).messages


def test_a_word_unknown_to_the_map_is_rejected_with_a_hint_or_kept(desk: Desk) -> None:
    rows = 'agency,address,language\nHealth,x.com/example_one,Englsh\nHealth,x.com/example_two,"English, French"\n'
    document = desk.run_json(rows)
    assert "did you mean `English`?" in reasons(document)[2]
    assert added(document) == ["health/x-example-two"]
    kept = desk.run_json(rows, map_=map_of("address", "language").replace("        only_known: true\n", ""))
    assert reasons(kept)[2].startswith("column `language`: `languages` must look like `en`, not `Englsh` (`values`")


def test_values_may_be_booleans_and_numbers_and_defaults_fill_gaps(desk: Desk) -> None:
    map_ = map_of("address") + (
        "      mfa: {enabled: {field: mfa, values: {with: true, without: false}, only_known: true}}\n"
        "      response_target_hours: {field: hours, values: {day: 24}}\n"
        "      audience: {field: audience, default: The public}\n"
        "      kind: office\n"
    )
    desk.take(
        "agency,address,mfa,hours,audience\nHealth,x.com/example_one,without,day\nHealth,x.com/example_two,,\n",
        "--apply",
        map_=map_,
    )
    first, second = desk.record("health/x-example-one"), desk.record("health/x-example-two")
    assert (first["mfa"], first["response_target_hours"]) == ({"enabled": False}, 24)
    assert second["audience"] == "The public"
    assert not {"mfa", "response_target_hours"} & second.keys()


@pytest.mark.parametrize(
    ("platform", "cell", "expected"),
    [
        ("facebook", "facebook.com/example.two", "health/facebook-example-two"),
        ("Facebook", "https://m.facebook.com/example.two/", "health/facebook-example-two"),
        ("facebook", "@example.two", "health/facebook-example-two"),
        ("facebook", "100089355874563", "health/facebook-100089355874563"),
        ("youtube", "www.youtube.com/@example_two", "health/youtube-example-two"),
        ("youtube", "UCR3nOFMqBB-kRpKFwgapMaQ", "health/youtube-ucr3nofmqbb-krpkfwgapmaq"),
        ("linkedin", "company/example-two", "health/linkedin-company-example-two"),
        ("mastodon", "@example@social.example", "health/mastodon-example-social-example"),
    ],
)
def test_a_column_of_handles_holds_addresses_and_numbers_too(
    desk: Desk, platform: str, cell: str, expected: str
) -> None:
    desk.take(f"agency,platform,handle\nHealth,{platform},{cell}\n", "--apply")
    assert (desk.register.root / "registry/agencies" / f"{expected.replace('/', '/accounts/')}.yaml").is_file()
    account = desk.record(expected)
    assert ("platform_id" in account) == ("000893" in cell or cell.startswith("UC"))
    assert account["url"].startswith("https://")


def test_a_text_in_place_of_a_list_of_accounts_is_rejected(desk: Desk) -> None:
    map_ = PEOPLE_MAP.replace("rows: /data\n", "") + "  - url: {field: page}\n    record: {purpose: a}\n"
    rows = [{"office": "Health", "links": "x.com/example_two", "page": "x.com/example_three"}]
    document = desk.run_json(json.dumps(rows), name="list.json", map_=map_)
    assert "health/x-example-two" in added(document) or document["refused"]


def test_truths_of_json_are_translated_like_words(desk: Desk) -> None:
    map_ = MAP + "      status: {field: live, values: {'true': active, 'false': dormant}}\n"
    rows = [{"agency": "Health", "address": "x.com/example_one", "live": True},
            {"agency": "Health", "address": "x.com/example_two", "live": False}]  # fmt: skip
    desk.take(json.dumps(rows), "--apply", name="list.json", map_=map_)
    assert desk.record("health/x-example-one")["status"] == "active"
    assert desk.record("health/x-example-two")["status"] == "dormant"


@pytest.mark.parametrize(("right", "wrong"), [("address", "adress"), ("name", "nmae"), ("agency", "agancy")])
def test_a_missing_column_is_reported_with_a_hint(desk: Desk, right: str, wrong: str) -> None:
    map_ = MAP.replace(f"field: {right}\n", f"field: {wrong}\n")
    (desk.table / "list.csv").write_text("agency,platform,handle,address,name,language,tags\nHealth,,,x.com/a,b,,\n")
    (desk.table / "map.yaml").write_text(map_)
    places = (str(desk.table / "list.csv"), "--map", str(desk.table / "map.yaml"))
    assert f"did you mean `{right}`?" in run(desk.register.root, "import", *places, *DAY).messages


def test_a_record_required_by_the_map_is_added_once(desk: Desk) -> None:
    map_ = map_of("address").replace("jurisdiction: EX", "jurisdiction: EY") + (
        "records:\n  - {kind: jurisdiction, id: EY, record: {name: Other, levels: {national: national}}}\n"
    )
    rows = "agency,address\nFood,x.com/example_one\n"
    assert added(desk.run_json(rows, "--apply", map_=map_), "jurisdiction") == ["EY"]
    desk.register.commit({})
    assert added(desk.run_json(rows, map_=map_), "jurisdiction") == []


@pytest.mark.parametrize(
    ("before", "after", "part"),
    [
        ("accounts:", "acounts:", ["acounts", "did you mean `accounts`?", "line"]),
        (
            "      purpose: From",
            "      purpse: From",
            ["`purpse` is not a field of account; did you mean `purpose`?", "line"],
        ),
        (
            "    level: national",
            "    levl: national",
            ["`levl` is not a field of agency; did you mean `level`?", "line"],
        ),
        (
            "separator: ','\n        only",
            "seperator: ','\n        only",
            ["seperator", "did you mean `separator`?", "line"],
        ),
        ("    form: name\n", "    form: slug\n", ["slug", "line 4"]),
        ("agency:\n  name:", "agency:\n  nam:", ["nam", "line"]),
        ("  - url:", "  - link:", ["link", "line"]),
        ("      purpose:", "      mfa: {enabeld: true}\n      purpose:", ["enabeld", "did you mean `mfa.enabled`?"]),
        ("accounts:", "accounts: &a", ["anchor", "line"]),
        ("accounts:", "accounts: []\nx:", ["accounts", "line"]),
        (MAP, "", ["map.yaml"]),
        (MAP, "- a\n", ["map.yaml", "line 1"]),
    ],
)
def test_an_invalid_map_ends_with_2_and_all_errors_with_their_lines(
    desk: Desk, before: str, after: str, part: list[str]
) -> None:
    assert before in MAP
    messages = desk.take(FIRST, map_=MAP.replace(before, after, 1), status=2).messages
    assert [word for word in part if word not in messages] == []


@pytest.mark.parametrize(
    ("records", "part"),
    [
        ("[{kind: jurisdicton, id: EY, record: {name: a}}]", "did you mean `jurisdiction`?"),
        ("[{kind: jurisdiction, id: EY, record: {nmae: a, levels: {national: a}}}]", "nmae"),
        ("[{kind: jurisdiction, id: ../../evil, record: {name: a, levels: {national: a}}}]", "evil"),
    ],
)
def test_an_invalid_record_in_a_map_is_reported(desk: Desk, records: str, part: str) -> None:
    (desk.table / "list.csv").write_text(FIRST)
    (desk.table / "map.yaml").write_text(f"{map_of('address', 'name', 'language')}records: {records}\n")
    answer = run(desk.register.root, "import", "../table/list.csv", "--map", "../table/map.yaml", "--apply", *DAY)
    assert answer.status in (1, 2)
    assert part in answer.messages
    assert desk.is_clean()


def test_a_list_or_a_map_that_is_not_there_ends_with_2(desk: Desk) -> None:
    (desk.table / "map.yaml").write_text(MAP)
    for source, map_, part in (
        ("nowhere.csv", "map.yaml", "there is no file"),
        ("map.yaml", "nowhere.yaml", "there is no file"),
        (".", "map.yaml", "there is no list in"),
    ):
        answer = run(desk.register.root, "import", str(desk.table / source), "--map", str(desk.table / map_), *DAY)
        assert answer.status == 2
        assert part in answer.messages


# Refused rows

CROOKED = """\
agency,address,name
Health,x.com/example_one,One
Health,x.com/home,Home
,x.com/example_two,Nobody's
"""


def test_rejected_rows_are_listed_with_line_and_reason(desk: Desk) -> None:
    lines = desk.take(CROOKED).output.splitlines()
    assert "  1 with a new account" in lines
    assert "  2 refused" in lines
    rejected = [line for line in lines if ": refused: " in line]
    assert [line.split(": refused: ")[0].rsplit(":", 1)[1] for line in rejected] == ["3", "4"]
    assert rejected[1].endswith("the agency is missing")


def test_rejected_rows_are_in_the_json_document_and_in_a_file(desk: Desk) -> None:
    path = desk.table / "refused.json"
    document = desk.run_json(CROOKED, "--refused", str(path))
    assert document["refused"][1] == {
        "line": 4,
        "reason": "the agency is missing",
        "row": {"agency": "", "address": "x.com/example_two", "name": "Nobody's"},
    }
    assert json.loads(path.read_text("utf-8")) == {"version": 1, "refused": document["refused"]}
    assert set(document) == {"version", "read", "imported", "merged", "excluded", "refused", "changes"}


def test_rejected_rows_are_written_as_csv_to_a_file_with_that_ending(desk: Desk) -> None:
    path = desk.table / "refused.csv"
    for _ in "ab":
        desk.take(CROOKED, "--refused", str(path))
    headings, _, last = path.read_text("utf-8").splitlines()
    assert headings == '"line","reason","agency","address","name"'
    assert last == '"4","the agency is missing","","x.com/example_two","Nobody\'s"'


def test_the_surplus_cells_of_a_rejected_row_are_kept(desk: Desk) -> None:
    document = desk.run_json("agency,address\nHealth,x.com/example_one,more,and more\n")
    assert "and more" in json.dumps(document["refused"])


def test_strict_ends_with_1_if_a_row_is_rejected(desk: Desk) -> None:
    desk.take(CROOKED, "--strict", status=1)
    desk.take(FIRST, "--strict")


def test_rejected_rows_do_not_prevent_other_rows(desk: Desk) -> None:
    desk.take(CROOKED, "--apply")
    assert desk.record("health/x-example-one")["name"] == "One"


def test_nothing_is_written_without_apply(desk: Desk) -> None:
    assert "nothing was written to the register; --apply writes it" in desk.take(FIRST).messages
    desk.take(FIRST, "--json")


# Hostile cells


HOSTILE = ["=1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", "+1", "-1", "<script>alert(1)</script>", "'; DROP TABLE a; --",
           "no", "- a: b # c", "{a: b}", "---", "&a *a", "!!str", "%s%s", "${HOME}", "😀", "../../etc/passwd", "{0}",
           "[red]x[/]", "\\", '"', "'"]  # fmt: skip
HIDDEN = ["\x1b[31mred", "a\x00b", "a\x07", "a\u202eb", "a\u200bb", "a\x9bb"]


def test_a_hostile_name_is_a_name(desk: Desk) -> None:
    cells = {f"example_{number}": cell for number, cell in enumerate(HOSTILE)}
    rows = [{"agency": "Health", "platform": "x", "handle": handle, "name": cell} for handle, cell in cells.items()]
    desk.take(json.dumps(rows), "--apply", name="list.json")
    assert {each["handle"]: each.get("name") for each in desk.records()} == {"example_health": None, **cells}
    assert run(desk.register.root, "validate", *DAY).status == 0
    desk.register.commit({})
    desk.take(json.dumps(rows), "--apply", name="list.json")
    assert desk.is_clean()


@pytest.mark.parametrize("column", ["name", "agency", "address", "tags"])
def test_rows_with_hidden_characters_are_rejected_and_others_imported(desk: Desk, column: str) -> None:
    rows = [
        {"agency": "Health", "address": f"x.com/example_{number}", "name": "A", "tags": "news"} for number in range(7)
    ]
    for row, cell in zip(rows[1:], HIDDEN, strict=True):
        row[column] += cell
    answer = desk.take(json.dumps(rows), "--apply", name="list.json")
    assert (desk.register.root / HEALTH / "x-example-0.yaml").is_file()
    assert "  6 refused" in answer.output.splitlines() or column == "tags"
    assert not set("".join(HIDDEN)) & set(answer.output + answer.messages) & set("\x1b\x00\x07\u202e\u200b\x9b")
    assert run(desk.register.root, "validate", *DAY).status == 0


@pytest.mark.parametrize("column", ["name", "agency", "address", "tags"])
def test_a_lone_surrogate_in_json_rejects_its_row_only(desk: Desk, column: str) -> None:
    good = {"agency": "Health", "address": "x.com/example_one", "name": "One", "tags": "news"}
    bad = good | {"address": "x.com/example_two"}
    document = desk.run_json(json.dumps([good, bad | {column: bad[column] + "\ud83d"}]), name="list.json")
    assert "health/x-example-one" in added(document)
    assert len(document["refused"]) == 1 or column in ("tags", "agency")


def test_a_row_that_breaks_a_rule_is_rejected_and_others_imported(desk: Desk) -> None:
    document = desk.run_json("agency,platform,handle\nHealth,x,example_one\nHealth,portal,no\n", "--apply")
    assert added(document) == ["health/x-example-one"]
    assert list(reasons(document)) == [3]


@pytest.mark.parametrize("length", [100_000, 70_000, 1_001])
def test_an_endless_cell_rejects_its_row_only(desk: Desk, length: int) -> None:
    rows = f"agency,address,name\nHealth,x.com/example_one,One\nHealth,x.com/example_two,{'a' * length}\n"
    document = desk.run_json(rows)
    assert added(document) == ["health/x-example-one"]
    assert len(reasons(document)[3]) < 1_000
    assert max(map(len, desk.take(rows).output.splitlines())) < 2_000


@pytest.mark.parametrize(
    "agency", ["..", "../../etc", "/etc", "a/b", "CON", "nul", "a" * 200, "***", "中国", "a\nb", "."]
)
def test_an_agency_never_leaves_its_folder(desk: Desk, agency: str) -> None:
    rows = json.dumps([{"agency": agency, "address": "x.com/example_one"}])
    for map_ in (MAP, MAP.replace("    form: name\n  record", "  record")):
        desk.take(rows, name="list.json", map_=map_)
        document = desk.run_json(rows, name="list.json", map_=map_)
        assert all(set(each) <= set("abcdefghijklmnopqrstuvwxyz0123456789-/") for each in added(document))
        assert document["read"] == 1


@pytest.mark.parametrize(
    "row",
    ["a text", 12, None, True, [], {}, [["a"]], {"agency": {"a": 1}, "address": ["x.com/a"]},
     {"agency": True, "address": 1.5}],
)  # fmt: skip
def test_a_row_of_another_shape_is_read_or_rejected(desk: Desk, row: object) -> None:
    document = desk.run_json(json.dumps([row]), name="list.json")
    assert document["read"] == 1
    assert len(document["refused"]) == 1


# Lists of other shapes


WIDE = """\
agency:
  name: {field: body, form: name}
  record: {name: {field: body}, type: department, level: national, jurisdiction: EX}
accounts:
  - each: {field: handles, separator: ";"}
    platform: {field: site}
    handle: {field: ""}
    record:
      purpose: From a list
      languages: [en]
      opened: {field: since, form: day-month-year}
"""


def test_a_cell_with_several_handles_gives_several_accounts(desk: Desk) -> None:
    document = desk.run_json("body,site,handles,since\nHealth,x,one_a; two_b;,31/12/2020\n", "--apply", map_=WIDE)
    assert added(document) == ["health/x-one-a", "health/x-two-b"]
    assert desk.record("health/x-two-b")["opened"] == "2020-12-31"


@pytest.mark.parametrize(
    ("words", "platform"),
    [
        ("Twitter / X", "x"),
        ("X (formerly Twitter)", "x"),
        ("twitter.com", "x"),
        ("https://www.facebook.com/", "facebook"),
        ("Facebook", "facebook"),
        ("INSTAGRAM", "instagram"),
    ],
)
def test_the_words_for_a_platform(desk: Desk, words: str, platform: str) -> None:
    document = desk.run_json(f"body,site,handles,since\nHealth,{words},example.one_1,\n".replace(".one", ""), map_=WIDE)
    assert added(document) == [f"health/{platform}-example-1"]


@pytest.mark.parametrize("words", ["Facebook / X", "X and others", "Twitterish", "/", "formerly"])
def test_words_for_no_platform_or_two_reject_their_row(desk: Desk, words: str) -> None:
    document = desk.run_json(f"body,site,handles,since\nHealth,{words},example,\n", map_=WIDE)
    assert reasons(document)[2].startswith(f"there is no platform `{words}`")


@pytest.mark.parametrize(
    ("order", "written"),
    [
        ("day-month-year", "3/2/2025"),
        ("day-month-year", "03.02.2025"),
        ("day-month-year", "3 Feb 2025"),
        ("day-month-year", "3rd february 2025"),
        ("day-month-year", "3 Februari 2025"),
        ("month-day-year", "2/3/2025 08:15"),
        ("month-day-year", '"February 3rd, 2025"'),
        ("year-month-day", "2025/2/3"),
        ("year-month-day", "2025-02-03T23:59:59Z"),
    ],
)
def test_a_date_in_the_order_the_map_names(desk: Desk, order: str, written: str) -> None:
    map_ = WIDE.replace("day-month-year", order)
    desk.take(f"body,site,handles,since\nHealth,x,example,{written}\n", "--apply", map_=map_)
    assert desk.record("health/x-example")["opened"] == "2025-02-03"


@pytest.mark.parametrize("written", ["3/2/26", "2/31/2026", "2026/2/3", "3/Foo/2026", "2026", "soon"])
def test_an_invalid_date_rejects_its_row(desk: Desk, written: str) -> None:
    rows = f"body,site,handles,since\nHealth,x,example,{written}\nHealth,x,example,31/2/2026\n"
    document = desk.run_json(rows, map_=WIDE)
    assert reasons(document) == {
        2: f"`since`: `{written}` must be a date written day-month-year, with a year of four digits",
        3: "`since`: `31/2/2026` is not a date that exists",
    }


JSON_ROWS = """\
{
  "note": ["[", "{"],
  "data": [
    {"body": "Health", "site": "x", "handles": "one_a", "reach": 1.5, "seen": NaN, "smile": "\\ud83d\\ude00"},
    "odd",

    {"body": "Health",
     "site": "x", "handles": "b!d", "since": "31/12/2020"},
    {"body": "Health", "site": "nowhere", "handles": "a"}
  ]
}
"""


def test_json_rows_have_the_line_where_they_begin(desk: Desk) -> None:
    document = desk.run_json(JSON_ROWS.replace("    ", "\t"), map_=f"rows: /data\n{WIDE}", name="list.json")
    assert added(document) == ["health/x-b-d", "health/x-one-a"]
    assert sorted(reasons(document)) == [5, 9]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[\n{"body": "A",\n "body": "B"}]', "line 2: `body` occurs twice in one object; keep one"),
        ('[\n{"body": }]', "line 2: this is not JSON: Expecting value"),
        ("[{}]\n[{}]", "line 2: there is text after the end of the JSON"),
        ("7", "there is no list; set `rows` in the map to its position"),
        ("", "line 1: this is not JSON: Expecting value"),
        ("[" * 100_000, "line 1: this JSON is nested too deep"),
    ],
)
def test_invalid_json_is_reported_with_its_line(desk: Desk, text: str, message: str) -> None:
    assert message in desk.take(text, map_=WIDE, name="list.json", status=2).messages


def test_json_without_the_list_that_the_map_names(desk: Desk) -> None:
    for path in ("/rows", "/data/9", "/data/0/body", "/data/x"):
        answer = desk.take('{"data": [{"body": "A"}]}', map_=f"rows: {path}\n{WIDE}", name="list.json", status=2)
        assert f"there is no list at {path}" in answer.messages


# What rows say of agencies


def test_an_agency_is_added_by_its_first_complete_row(desk: Desk) -> None:
    map_ = WIDE.replace("name: {field: body}, ", "name: {field: title}, ")
    rows = "body,title,site,handles,since\nFood,,x,one_a,\nWater,,x,no_b,\nFood,Ministry of Food,x,two_b,\n"
    first = desk.run_json(rows, "--apply", map_=map_)
    assert added(first) == ["food/x-one-a", "food/x-two-b"]
    assert reasons(first) == {3: "the agency lacks `name`; add it to the map"}
    desk.register.commit({})
    second = desk.run_json(rows, "--apply", map_=map_)
    assert (second["merged"], second["changes"]["changed"]) == (2, [])
    assert reasons(second) == reasons(first)


def test_another_name_of_an_agency_is_reported_once_and_omitted(desk: Desk) -> None:
    map_ = WIDE.replace("name: {field: body}, ", "name: {field: title}, ")
    row = "Food,{},x,{},\n".format
    rows = "body,title,site,handles,since\n" + row("Food Board", "one_a") + row("Foods", "two_b") + row("Foods", "c")
    document = desk.run_json(rows, "--apply", map_=map_)
    assert document["changes"]["left_out"] == [{"line": 3, "id": "food", "field": "name", "value": "Foods"}]
    assert desk.record("food")["name"] == "Food Board"


def test_a_list_does_not_fit_its_map_if_all_rows_are_rejected(desk: Desk) -> None:
    answer = desk.take("body,site,handles,since\nHealth,nowhere,a,\n", map_=WIDE)
    assert "1 refused; does the map match the list?" in answer.output


def test_only_the_invalid_row_of_a_line_is_rejected(desk: Desk) -> None:
    rows = [{"body": name, "site": "x", "handles": "same"} for name in ("Food", "con")]
    rows += [{"body": "Food", "site": "x", "handles": f"h_{number}"} for number in range(3)]
    document = desk.run_json(json.dumps(rows), map_=WIDE, name="list.json")
    assert (document["imported"], document["merged"], len(document["refused"])) == (4, 0, 1)


def test_several_values_are_rejected_where_one_is_required(desk: Desk) -> None:
    rows = [
        {"body": "Health", "site": "x", "handles": ["a", "b"]},
        {"body": {"en": "Health"}, "site": "x", "handles": "c"},
        {"body": "Health", "site": ["x", "facebook"], "handles": "d"},
        {"body": "Health", "site": "x", "handles": "e", "since": {"day": 1}},
        5,
    ]
    document = desk.run_json(json.dumps(rows, indent=1), map_=WIDE.replace(', separator: ";"', ""), name="list.json")
    assert added(document) == ["health/x-a", "health/x-b"]
    part = [*reasons(document).values()]
    assert "a text, not a mapping or a list" in part[0]
    assert "`site` must be one text, not several values (use `each` in the map)" in part[1]
    assert "opened" in part[2]
    assert "the agency is missing" in part[3]


def test_a_mapping_becomes_the_value_of_a_mapping_field(desk: Desk) -> None:
    map_ = WIDE.replace(
        "      purpose: From a list\n", "      purpose: From a list\n      description: {field: text}\n"
    )
    rows = [{"body": "Health", "site": "x", "handles": "a", "text": {"en": "News", "fr": "Nouvelles"}}]
    desk.take(json.dumps(rows), "--apply", map_=map_, name="list.json")
    assert desk.record("health/x-a")["description"] == {"en": "News", "fr": "Nouvelles"}


def test_a_mapping_of_agencies_gives_its_keys_and_its_lists(desk: Desk) -> None:
    map_ = WIDE.replace("{field: body, form: name}", '{field: "", form: name}').replace("{field: body}", '{field: ""}')
    map_ = map_.replace('{field: handles, separator: ";"}', "value").replace(
        'handle: {field: ""}', "handle: {field: h}"
    )
    lists = {"Trade": [{"site": "x", "h": "a"}, {"site": "facebook", "h": "b"}], "Art": [{"site": "x", "h": "c"}]}
    document = desk.run_json(json.dumps(lists), map_=map_, name="list.json")
    assert added(document) == ["art/x-c", "trade/facebook-b", "trade/x-a"]
    assert document["read"] == 2


def test_a_misspelt_key_of_a_map_is_reported_with_its_line(desk: Desk) -> None:
    answer = desk.take("body,site,handles\n", map_=WIDE.replace("{field: body, form", "{feild: body, form"), status=2)
    assert "line 2" in answer.messages


def test_the_file_of_rejected_rows_overwrites_no_other_file(desk: Desk) -> None:
    rows = "body,site,handles,since\nHealth,nowhere,a,\n"
    for name in ("list.csv", "map.yaml"):
        path = desk.table / name
        answer = desk.take(rows, "--refused", str(path), map_=WIDE, status=2)
        assert "is not a file of refused rows" in answer.messages
        assert "refused" not in path.read_text()
    for _ in "ab":
        desk.take(rows, "--refused", str(desk.table / "refused.json"), map_=WIDE)
    assert json.loads((desk.table / "refused.json").read_text())["refused"][0]["line"] == 2
