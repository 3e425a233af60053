"""Tests of lists in odd shapes, of newer lists, and of what refused rows cost."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZipFile

import pytest
from tests.commands import Answer, run
from tests.registers import ACCOUNT_TEXT, USUAL_PLATFORMS, Repository, build_repository

from smregister.editing import proposal
from smregister.editing.lists.workbook import read_sheet
from smregister.errors import FatalError

DAY = ("--as-of", "2026-01-01")
AGENCY = """\
agency:
  name: {field: Dept, form: name}
  record: {name: {field: Dept}, type: department, level: national, jurisdiction: EX}
"""
MAP = f"{AGENCY}accounts: [{{url: {{field: Link}}, record: {{purpose: News}}}}]\n"
FILLED = MAP.replace("{field: Dept, form: name}", "{field: Dept, form: name, fill: down}").replace(
    "{name: {field: Dept}", "{name: {field: Dept, fill: down}"
)


class Desk:
    """A register, and a folder with lists and a map."""

    def __init__(self, register: Repository, table: Path) -> None:
        self.register, self.table = register, table
        table.mkdir()

    def write(self, files: dict[str, str | bytes]) -> list[str]:
        for name, content in files.items():
            path = self.table / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return [str(self.table / name) for name in files]

    def take(self, files: dict[str, str | bytes], map_: str, *options: str, status: int = 0) -> Answer:
        """Import files by a map."""
        return self.take_paths(self.write(files), map_, *options, status=status)

    def take_paths(self, paths: Sequence[str], map_: str, *options: str, status: int = 0) -> Answer:
        (self.table / "map.yaml").write_text(map_, "utf-8")
        answer = run(self.register.root, "import", *paths, "--map", str(self.table / "map.yaml"), *options, *DAY)
        assert answer.status == status, answer.messages
        return answer

    def plan(self, files: dict[str, str | bytes], map_: str, *options: str) -> dict[str, Any]:
        document: dict[str, Any] = self.take(files, map_, "--json", *options).json()
        return document

    def record(self, record_id: str) -> dict[str, Any]:
        record: dict[str, Any] = run(self.register.root, "show", record_id, "--json").json()["record"]
        return record


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(build_repository(tmp_path / "repository", platforms=(*USUAL_PLATFORMS, "linkedin")), tmp_path / "table")


def accounts(document: dict[str, Any]) -> list[str]:
    return [each["id"] for each in document["changes"]["added"] if each["kind"] == "account"]


# Spreadsheets, written without a library


_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ODS = "application/vnd.oasis.opendocument.spreadsheet"


def write_xlsx(path: Path, rows: Sequence[Sequence[object]], sheet: str = "Sheet1") -> bytes:
    lines = "".join(f"<row>{''.join(map(_xlsx_cell, row))}</row>" for row in rows)
    return _write_zip(
        path,
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
            f'xmlns:r="{_OFFICE}">'
            f'<sheets><sheet name="{sheet}" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            f"<sheetData>{lines}</sheetData></worksheet>",
        },
    )


def _xlsx_cell(value: object) -> str:
    if value is None:
        return "<c/>"
    if isinstance(value, (int, float)):
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'


def write_ods(path: Path, rows: Sequence[Sequence[object]]) -> bytes:
    lines = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    end = '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>'
    return _write_zip(
        path,
        {
            "mimetype": _ODS,
            "META-INF/manifest.xml": "<manifest:manifest "
            'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS}"/></manifest:manifest>',
            "content.xml": '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
            'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
            'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
            f'<table:table table:name="One">{lines}{end}</table:table></office:spreadsheet></office:body>'
            "</office:document-content>",
        },
    )


def _ods_cell(value: object) -> str:
    if isinstance(value, (int, float)):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    return (
        f'<table:table-cell office:value-type="string"><text:p>{escape(str(value or ""))}</text:p></table:table-cell>'
    )


def _write_zip(path: Path, files: dict[str, str]) -> bytes:
    with ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path.read_bytes()


needs_calamine = pytest.mark.skipif(find_spec("python_calamine") is None, reason="the extra `sheets` is not installed")

SHEET = [
    ["Accounts of ministries", None, None, None],
    [],
    ["Dept", "Link", "Number", "Opened"],
    ["Food", "x.com/example_one", 2284, "2021-02-03"],
    [None, "x.com/example_two", 2285.0, ""],
]
SHEET_MAP = FILLED.replace("purpose: News", "purpose: News, opened: {field: Opened, form: day-month-year}").replace(
    "record: {purpose", "platform_id: {field: Number}, record: {purpose"
)


@needs_calamine
@pytest.mark.parametrize(("name", "write"), [("list.xlsx", write_xlsx), ("list.ods", write_ods)])
def test_a_spreadsheet_is_read_as_it_is(desk: Desk, name: str, write: Callable[..., bytes]) -> None:
    content = write(desk.table / name, SHEET)
    document = desk.plan({name: content}, f"skip: 2\n{SHEET_MAP}", "--apply")
    assert document["refused"] == []
    assert accounts(document) == ["food/x-example-one", "food/x-example-two"]
    first = desk.record("food/x-example-one")
    assert (first["platform_id"], first["opened"]) == ("2284", "2021-02-03")
    assert desk.record("food/x-example-two")["platform_id"] == "2285"


@needs_calamine
def test_a_sheet_that_is_not_there(desk: Desk) -> None:
    content = write_xlsx(desk.table / "list.xlsx", SHEET)
    answer = desk.take({"list.xlsx": content}, f"sheet: Other\n{MAP}", status=2)
    assert "has no sheet `Other`; it has `Sheet1`" in answer.messages


@needs_calamine
@pytest.mark.parametrize(
    "cell",
    ['<c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c>', '<c r="A1"/><c r="A9999999" t="n"><v>1</v></c>' * 2],
)
def test_a_sheet_of_billions_of_cells_is_not_read(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "list.xlsx"
    write_xlsx(path, [["a"]])
    with ZipFile(path, "a") as archive:
        archive.writestr("xl/worksheets/sheet2.xml", f"<worksheet><row>{cell}</row></worksheet>")
    with pytest.raises(FatalError, match="more than 5,000,000 cells"):
        [*read_sheet(path, None)]


@needs_calamine
def test_an_ods_sheet_of_repeated_cells_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "list.ods"
    cell = '<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
    text = f'<table:table><table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row></table:table>'
    _write_zip(path, {"content.xml": text})
    with pytest.raises(FatalError, match="more than 5,000,000 cells"):
        [*read_sheet(path, None)]


# Ten lists in odd shapes: the files, the map, the new accounts

ODD: dict[str, tuple[dict[str, str | bytes], str, list[str]]] = {
    "semicolons, a title with a comma, blank lines": (
        {"a.csv": "Accounts, 2026;\n\nDept;Link\n\nFood;x.com/example_a\n"},
        f"skip: 2\n{MAP}",
        ["food/x-example-a"],
    ),
    "bars and spaces": ({"a.csv": "Dept | Link\nFood | x.com/example_a\n"}, MAP, ["food/x-example-a"]),
    "the separator of Excel": ({"a.csv": "sep=;\r\nDept;Link\r\nFood;x.com/a_b\r\n"}, MAP, ["food/x-a-b"]),
    "a heading in quotes on two lines, empty columns at the end": (
        {"a.csv": '"Dept",Link,"Since\nwhen",,\nFood,x.com/example_a,,,\n'},
        MAP.replace("purpose: News", "purpose: News, notes: {field: Since when}"),
        ["food/x-example-a"],
    ),
    "merged cells": (
        {"a.csv": "Dept,Link\nFood,x.com/a_a\n,x.com/b_b\n , x.com/c_c\nArt,x.com/d_d\n,x.com/e_e\n"},
        FILLED,
        ["art/x-d-d", "art/x-e-e", "food/x-a-a", "food/x-b-b", "food/x-c-c"],
    ),
    "no headings, tabs": (
        {"a.txt": "Food\tx.com/example_a\n"},
        f"format: csv\ncolumns: [Dept, Link]\n{MAP}",
        ["food/x-example-a"],
    ),
    "a file for each person": (
        {"people/b.yml": "Dept: Food\nLink: x.com/b_b\n", "people/a.yml": "Dept: Art\nLink: x.com/a_a\nid: [1]\n"},
        f"rows: file\n{MAP}",
        ["art/x-a-a", "food/x-b-b"],
    ),
    "a list in each of two formats": (
        {"a.csv": "Dept;Link\nFood;x.com/a_a\n", "b.json": '[{"Dept": "Food", "Link": "x.com/b_b"}]'},
        MAP,
        ["food/x-a-a", "food/x-b-b"],
    ),
    "only some rows": (
        {"a.csv": "Dept,Link,State\nFood,x.com/a_a,OPEN\nFood,x.com/b_b,gone\nFood,x.com/c_c,\nArt,x.com/d_d,open\n"},
        f"where: {{State: [open, '']}}\nwhere_not: {{Dept: art}}\n{MAP}",
        ["food/x-a-a", "food/x-c-c"],
    ),
    "names of its own": (
        {"a.csv": "Dept,Link,Code\nFood,x.com/a_a,Press Office\nFood,x.com/b_b,Press Office\nFood,x.com/c_c,\n"},
        MAP.replace("{url:", "{name: {field: Code}, url:"),
        ["food/press-office", "food/press-office-2", "food/x-c-c"],
    ),
}


@pytest.mark.parametrize(("files", "map_", "ids"), ODD.values(), ids=[*ODD])
def test_a_list_in_an_odd_shape(desk: Desk, files: dict[str, str | bytes], map_: str, ids: list[str]) -> None:
    document = desk.plan(files, map_)
    assert (accounts(document), document["refused"]) == (ids, [])


def test_folders_and_patterns_are_lists_without_the_map(desk: Desk) -> None:
    desk.write({"a.csv": "Dept,Link\nFood,x.com/a_a\n", "b.csv": "Dept,Link\nFood,nowhere\n", "readme.txt": "no list"})
    for paths in ([str(desk.table)], [str(desk.table / "*.csv")], [str(desk.table / "a.csv"), str(desk.table)]):
        answer = desk.take_paths(paths, MAP)
        assert "2 files: 2 rows read" in answer.output
        assert f"{desk.table / 'b.csv'}:2: refused" in answer.output
    assert "there is no file" in desk.take_paths([str(desk.table / "*.ods")], MAP, status=2).messages


def test_a_file_that_can_not_be_read_costs_only_its_row(desk: Desk) -> None:
    files: dict[str, str | bytes] = {"a.yml": "Dept: Food\nLink: x.com/a_a\n", "b.yml": "Dept: &a Food\nLink: [\n"}
    document = desk.plan(files, f"rows: file\n{MAP}")
    assert accounts(document) == ["food/x-a-a"]
    assert "b.yml, line" in document["refused"][0]["reason"]


def test_a_word_can_have_several_values(desk: Desk) -> None:
    map_ = MAP.replace(
        "purpose: News",
        "purpose: News, languages: {field: Language, separator: ',', values: {Bilingual: [en, fr], Malay: ms}}",
    )
    rows = 'Dept,Link,Language\nFood,x.com/a_a,Bilingual\nFood,x.com/b_b,"Malay,Bilingual"\n'
    desk.take({"a.csv": rows}, map_, "--apply")
    assert desk.record("food/x-a-a")["languages"] == ["en", "fr"]
    assert desk.record("food/x-b-b")["languages"] == ["ms", "en", "fr"]


def test_whole_numbers_are_read_as_sheets_write_them(desk: Desk) -> None:
    map_ = MAP.replace("{url:", "{platform_id: {field: Number}, url:").replace(
        "purpose: News", "purpose: News, response_target_hours: {field: Hours}"
    )
    desk.take({"a.csv": "Dept,Link,Number,Hours\n12.0,x.com/a_a,2284.0,24.00\n"}, map_, "--apply")
    record = desk.record("12/x-a-a")
    assert (record["platform_id"], record["response_target_hours"]) == ("2284", 24)


def test_a_column_that_the_list_lacks_is_refused(desk: Desk) -> None:
    map_ = MAP.replace("purpose: News", "purpose: News, opened: {field: Openend, form: day-month-year}")
    answer = desk.take({"a.csv": "Dept,Link,Opened\nFood,x.com/a_a,\n"}, map_, "--apply", status=2)
    assert "the column `Openend`, which the list does not have; did you mean `Opened`?" in answer.messages
    answer = desk.take({"a.csv": "Dept,Link\nFood,x.com/a_a\n"}, f"where: {{Linc: a}}\n{MAP}", "--apply", status=2)
    assert "did you mean `Link`?" in answer.messages
    assert desk.register.git("status", "--porcelain") == ""


def test_a_key_that_no_row_has_is_a_remark(desk: Desk) -> None:
    map_ = MAP.replace("purpose: News", "purpose: News, opened: {field: Openend}")
    answer = desk.take({"a.json": '[{"Dept": "Food", "Link": "x.com/a_a", "Opened": null}]'}, map_)
    assert "the key `Openend`, which the list does not have; did you mean `Opened`?" in answer.messages


def test_a_bad_character_costs_only_the_row_that_is_read_with_it(desk: Desk) -> None:
    rows = (
        '- {Dept: Food, Link: x.com/a_a, other: "a\\r\\x00b\\u202e"}\n- {Dept: Food, Link: x.com/b_b, other: a\x07}\n'
    )
    rows += '- {Dept: "Tele\\u00adcom", Link: x.com/c_c}\n- {Dept: "Art\x01s", Link: x.com/d_d}\n'
    document = desk.plan({"a.yaml": rows}, MAP)
    assert accounts(document) == ["food/x-a-a", "food/x-b-b"]
    assert "a hidden character, U+00AD SOFT HYPHEN" in document["refused"][0]["reason"]
    assert "U+0001" in document["refused"][1]["reason"]
    half = json.dumps([{"Dept": "Food", "Link": "x.com/a_a", "other": "\ud83d"}])
    assert desk.plan({"a.json": half}, MAP)["refused"] == []


def test_generated_names_fit_the_longest_path(desk: Desk) -> None:
    dept = "Federal Office for the Coordination of Public Communication Services"
    links = [f"https://www.linkedin.com/company/{dept.lower().replace(' ', '-')}-{number}" for number in range(12)]
    document = desk.plan({"a.csv": "Dept,Link\n" + "".join(f"{dept},{link}\n" for link in links)}, MAP)
    assert document["refused"] == []
    assert len({*accounts(document)}) == 12
    assert all(len(f"registry/agencies/{each.replace('/', '/accounts/')}.yaml") <= 120 for each in accounts(document))


def test_what_is_new_is_listed(desk: Desk) -> None:
    answer = desk.take({"a.csv": "Dept,Link\nFood,x.com/a_a\n"}, MAP)
    assert "+ account food/x-a-a added" in answer.output
    assert "+ agency food added" in answer.output


# A newer list

OLD = "Dept,Link\nDepartment of Health,x.com/a_a\nDepartment of Health,x.com/b_b\nOld Office,x.com/c_c\n"


def test_a_newer_list_reports_accounts_and_agencies_that_are_gone(desk: Desk) -> None:
    desk.take({"a.csv": OLD}, MAP, "--apply")
    newer = OLD.partition("Department of Health,x.com/b_b")[0]
    answer = desk.take({"b.csv": newer}, MAP)
    assert "old-office: the agency is not in this list any more" in answer.output
    assert "old-office/x-c-c: not in this list any more" in answer.output
    document = desk.plan({"b.csv": newer}, MAP)
    assert document["changes"]["gone"] == {"accounts": ["health/x-b-b", "old-office/x-c-c"], "agencies": ["old-office"]}
    assert document["changes"]["missing"] == ["health/x-b-b", "health/x-health", "old-office/x-c-c"]


def test_missing_accounts_are_shown_then_closed(desk: Desk) -> None:
    desk.take({"a.csv": OLD}, MAP, "--apply")
    desk.register.commit({})
    newer = OLD.partition("Department of Health,x.com/b_b")[0]
    shown = desk.take({"b.csv": newer}, MAP, "--close-missing", "No longer listed")
    assert "~ account old-office/x-c-c changed" in shown.output
    assert desk.register.git("status", "--porcelain") == ""
    desk.take({"b.csv": newer}, MAP, "--close-missing", "No longer listed", "--apply")
    closed = desk.record("old-office/x-c-c")
    assert (closed["status"], closed["closed"], closed["closed_reason"]) == ("closed", "2026-01-01", "No longer listed")
    assert desk.record("health/x-health")["status"] == "active", "no list had it"
    assert desk.plan({"b.csv": newer}, MAP)["changes"]["gone"] == {"accounts": [], "agencies": []}
    again = desk.plan({"a.csv": OLD}, MAP)
    assert again["changes"]["closed_but_listed"] == ["health/x-b-b", "old-office/x-c-c"]


def test_an_account_of_a_refused_row_is_not_missing(desk: Desk) -> None:
    desk.take({"a.csv": OLD}, MAP, "--apply")
    bad = OLD.replace("Department of Health,x.com/b_b", "Tele\u00adcom,x.com/b_b")
    document = desk.plan({"b.csv": bad}, MAP, "--close-missing", "Gone")
    assert len(document["refused"]) == 1
    assert document["changes"]["gone"]["accounts"] == []
    unread = OLD.replace("x.com/b_b", "ask the minister")
    answer = desk.take({"b.csv": unread}, MAP, "--close-missing", "Gone", "--apply", status=2)
    assert "1 of the refused rows may name a missing account" in answer.messages


def test_a_closed_account_that_is_listed_is_reported(desk: Desk) -> None:
    closed = ACCOUNT_TEXT.replace("active", "closed") + "closed: 2024-01-01\nclosed_reason: Merged\n"
    desk.register.commit({"registry/agencies/health/accounts/x-health.yaml": closed})
    answer = desk.take({"a.csv": "Dept,Link\nHealth,x.com/example_health\n"}, MAP)
    assert "health/x-health: closed in the register, and in this list" in answer.output


# What refused rows cost


@pytest.mark.parametrize(
    "bad", ["Tele\u00adcom,x.com/bad_{}", "Telecom {},nowhere/{}", ",x.com/bad_{}", f"Telecom,x.com/{'a' * 1100}{{}}"]
)
def test_forty_refused_rows_need_no_further_validation(desk: Desk, monkeypatch: pytest.MonkeyPatch, bad: str) -> None:
    calls: list[int] = []
    original = proposal.propose
    monkeypatch.setattr(proposal, "propose", lambda *args: (calls.append(1), original(*args))[1])
    rows = "Dept,Link\nFood,x.com/good\n" + "".join(f"{bad.format(number, number)}\n" for number in range(40))
    document = desk.plan({"a.csv": rows}, MAP)
    assert (accounts(document), len(document["refused"]), len(calls)) == (["food/x-good"], 40, 1)


def test_rows_that_break_one_rule_are_refused_together(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    original = proposal.propose
    monkeypatch.setattr(proposal, "propose", lambda *args: (calls.append(1), original(*args))[1])
    map_ = MAP.replace("jurisdiction: EX", "jurisdiction: {field: Country}")
    rows = "Dept,Link,Country\nFood,x.com/good,EX\n" + "".join(f"Art,x.com/bad_{n},ZZ\n" for n in range(40))
    document = desk.plan({"a.csv": rows}, map_)
    assert (accounts(document), len(document["refused"]), len(calls)) == (["food/x-good"], 40, 2)
