"""report directive: the agencies bound, and the status of their obligations on a day."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.commands import run
from tests.registers import ACCOUNT, ACCOUNT_TEXT, AGENCY, PROJECT, SMALL, build

JAKARTA = "id-jk-20-2018"
DIRECTIVE = "registry/directives/one.yaml"
LETTER = "registry/agencies/health/appointments/officer.yaml"
NEXT = LETTER.replace("officer", "next")
JURISDICTION = "registry/jurisdictions/EX.yaml"


def directive(*obligations: dict[str, object], **fields: object) -> str:
    asked = obligations or (
        {"id": "appoint", "action": "appoint", "clause": "FIRST"},
        {
            "id": "submit",
            "action": "submit-letter",
            "deadline": "2024-03-15",
            "channel": "desk@gov.example",
            "forms": ["softcopy", "hardcopy"],
        },
    )
    facts = {"title": "Officers", "number": "1/2024", "date": "2024-01-15", "jurisdiction": "EX"}
    facts |= {"binds": [{"types": ["department"]}], "only_with_accounts": True, "obligations": list(asked)}  # type: ignore[dict-item]
    return json.dumps(facts | fields)


def appointment(since: str = "2024-02-01", until: str | None = None, **fields: object) -> str:
    softcopy = {"received": "2024-03-01", "channel": "desk@gov.example"}
    letter: dict[str, object] = {"number": f"{since}/7", "date": "2024-01-31", "signed_by": {"post": "Secretary"}}
    letter |= {"softcopy": softcopy, "hardcopy": {"received": "2024-03-14"}}
    letter |= fields.pop("letter", {})  # type: ignore[operator]
    facts: dict[str, object] = {"officer": {"post": "Editor"}, "accounts": "all-of-agency", "directive": "one"}
    facts |= {
        "letter": letter,
        "effective_from": since,
        **({"effective_to": until, "end_reason": "transfer"} if until else {}),
    }
    return json.dumps({name: value for name, value in (facts | fields).items() if value is not None})


def report(root: Path, day: str, name: str = "one", *arguments: str) -> dict[str, Any]:
    answer = run(root, "report", "directive", name, "--as-of", day, "--json", *arguments)
    assert answer.status == 0, answer.messages
    return answer.json()


def row(tmp_path: Path, day: str, **files: str | None) -> dict[str, Any]:
    """Return the row of the only agency; `files` are the directive, the letter and others, by name."""
    paths = {"directive": DIRECTIVE, "letter": LETTER, "after": NEXT, "account": ACCOUNT, "agency": AGENCY}
    contents = {paths[name]: text for name, text in files.items()}
    build(tmp_path, SMALL | {DIRECTIVE: directive()} | {path: text for path, text in contents.items() if text})
    [result] = report(tmp_path, day)["rows"]
    return result  # type: ignore[no-any-return]


# Jakarta's directive.


@pytest.fixture(scope="module")
def jakarta(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = build(tmp_path_factory.mktemp("jakarta"), {})
    shutil.copytree(PROJECT / "registry", root / "registry", dirs_exist_ok=True)
    return root


@pytest.mark.parametrize(
    ("day", "document"),
    [
        (
            "2018-03-14",
            """
            badan-contoh       not-yet-due     pengelola-2018  -           -
            biro-contoh        not-yet-due     -               -           -
            diskominfotik      not-yet-due     pengelola-2018  2018-03-14  -
            inspektorat        not-yet-due     -               -           -
            kecamatan-contoh   not-yet-due     -               -           -
            kelurahan-contoh   not-applicable  -               -           -
            kepulauan-seribu   not-yet-due     pengelola-2018  -           -
            kota-contoh        not-yet-due     pengelola-2018  -           -
            satpol-pp          not-yet-due     -               -           -
            setwan             not-applicable  -               -           -
            """,
        ),
        (
            "2018-04-30",
            """
            badan-contoh       met             pengelola-2018  2018-03-15  -
            biro-contoh        late            pengelola-2018  2018-03-20  2
            diskominfotik      met             pengelola-2018  2018-03-14  -
            inspektorat        late            pengelola-2018  2018-04-05  13
            kecamatan-contoh   outstanding     -               -           30
            kelurahan-contoh   not-applicable  -               -           -
            kepulauan-seribu   met             pengelola-2018  2018-03-16  -
            kota-contoh        met             pengelola-2018  2018-03-16  -
            satpol-pp          outstanding     -               -           30
            setwan             not-applicable  -               -           -
            """,
        ),
        (
            "2026-09-30",
            """
            badan-contoh       met             pengelola-2018  2018-03-15  -
            biro-contoh        late            pengelola-2018  2018-03-20  2
            diskominfotik      met             pengelola-2020  2018-03-14  -
            inspektorat        late            pengelola-2018  2018-04-05  13
            kecamatan-contoh   outstanding     -               -           2059
            kelurahan-contoh   outstanding     -               -           -
            kepulauan-seribu   met             pengelola-2018  2018-03-16  -
            kota-contoh        met             pengelola-2018  2018-03-16  -
            satpol-pp          outstanding     -               -           2059
            setwan             not-applicable  -               -           -
            """,
        ),
    ],
)
def test_jakarta_s_instruction_before_its_deadline_after_it_and_years_later(
    jakarta: Path, day: str, document: str
) -> None:
    shown = [
        "  ".join(
            [
                each["agency"].removeprefix("id-jk-").ljust(17),
                each["status"].ljust(14),
                (each["appointment"] or "-").rpartition("/")[2].ljust(14),
                (each["received"] or "-").ljust(10),
                str(each["working_days_late"] or "-"),
            ]
        )
        for each in report(jakarta, day, JAKARTA)["rows"]
    ]
    assert shown == [line.strip() for line in document.strip().splitlines()]


def test_summary_counts_by_type_and_level(jakarta: Path) -> None:
    document = report(jakarta, "2018-04-30", JAKARTA)
    counts = {"outstanding": 2, "late": 2, "not-yet-due": 0, "met": 4, "not-applicable": 2}
    assert {status: document["summary"][status] for status in counts} == counts
    assert len(document["summary"]["types"]) == 10
    assert document["summary"]["types"]["biro"]["late"] == 1
    assert document["summary"]["levels"]["district"] == dict.fromkeys(counts, 0) | {"met": 2}
    for status, count in counts.items():
        assert sum(each[status] for each in document["summary"]["levels"].values()) == count


def test_an_odd_deadline_of_the_document_is_noted_and_kept(jakarta: Path) -> None:
    document = report(jakarta, "2018-04-30", JAKARTA)
    assert document["notes"][0] == (
        "KETIGA: the deadline, 2018-03-16, is before the directive's own date, 2018-03-28; it is recorded as issued"
    )
    assert document["notes"][1].startswith("KEEMPAT: the register can't check compliance with this: Penunjukan Petugas")


def test_columns_of_the_document(jakarta: Path) -> None:
    document = report(jakarta, "2018-04-30", JAKARTA)
    assert list(document) == ["version", "report", "as_of", "columns", "rows", "summary", "notes"]
    assert (document["version"], document["report"], document["as_of"]) == (1, "directive", "2018-04-30")
    assert document["rows"][1] == {
        "agency": "id-jk-biro-contoh",
        "status": "late",
        "appointment": "id-jk-biro-contoh/pengelola-2018",
        "name": "Biro Contoh Sekretariat Daerah Provinsi DKI Jakarta",
        "type": "biro",
        "level": "state",
        "letter": "CONTOH/9/2018",
        "obligations.appoint": "met",
        "obligations.submit-letter": "late",
        "submitted": "id-jk-biro-contoh/pengelola-2018",
        "received": "2018-03-20",
        "working_days_late": 2,
        "reason": "KETIGA: received on 2018-03-20, 2 working days after 2018-03-16; KESATU: in force since 2018-03-15",
        "path": "registry/agencies/id-jk-biro-contoh/appointments/pengelola-2018.yaml",
    }
    assert list(document["rows"][1]) == document["columns"]


# Obligations.


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2024-01-01", "not-yet-due"),
        ("2024-01-20", "outstanding"),  # nothing says by when an officer is to be appointed
        ("2024-02-29", "not-yet-due"),
        ("2024-03-13", "not-yet-due"),
        ("2024-03-14", "met"),
        ("2026-01-01", "met"),
    ],
)
def test_a_letter_received_by_the_deadline_is_met(tmp_path: Path, day: str, status: str) -> None:
    assert row(tmp_path, day, letter=appointment())["status"] == status


def test_a_letter_received_after_the_day_is_not_counted(tmp_path: Path) -> None:
    result = row(tmp_path, "2024-03-10", letter=appointment())
    assert (result["submitted"], result["received"]) == (None, None)
    assert result["reason"].startswith(
        "submit: softcopy received on 2024-03-01; hardcopy not received; due by 2024-03-15"
    )


@pytest.mark.parametrize(
    ("letter", "status", "days", "reason"),
    [
        ({"hardcopy": {"received": "2024-03-15"}}, "met", None, "received on 2024-03-15"),
        (
            {"hardcopy": {"received": "2024-03-16"}},
            "late",
            0,
            "received on 2024-03-16, 0 working days after 2024-03-15",
        ),
        ({"hardcopy": {"received": "2024-03-18"}}, "late", 1, "received on 2024-03-18, 1 working day after 2024-03-15"),
        ({"hardcopy": None}, "outstanding", 33, "hardcopy not received, 33 working days after 2024-03-15"),
        ({"softcopy": None, "hardcopy": None}, "outstanding", 33, "no letter, 33 working days after"),
        ({"softcopy": {"received": "2024-03-01"}}, "met", None, ""),
        ({"softcopy": {"received": "2024-03-01", "channel": "Desk@Gov.example"}}, "met", None, ""),
        (
            {"softcopy": {"received": "2024-03-01", "channel": "me@gov.example"}},
            "outstanding",
            33,
            "it came by me@gov.example, not by desk@gov.example, 33 working days after",
        ),
    ],
)
def test_a_late_or_missing_letter(
    tmp_path: Path, letter: dict[str, object], status: str, days: int | None, reason: str
) -> None:
    kept = {name: value for name, value in letter.items() if value}
    text = json.loads(appointment(letter=kept))
    for name in letter.keys() - kept.keys():
        del text["letter"][name]
    result = row(tmp_path, "2024-05-01", letter=json.dumps(text))
    assert (result["status"], result["working_days_late"]) == (status, days)
    assert reason in result["reason"]


def test_working_days_follow_the_agency_s_calendar(tmp_path: Path) -> None:
    rested = str(SMALL[JURISDICTION]) + "calendar: {extra_holidays: [{date: 2024-03-18, name: Flood}]}\n"
    build(tmp_path, SMALL | {DIRECTIVE: directive(), JURISDICTION: rested})
    build(tmp_path, {LETTER: appointment(letter={"hardcopy": {"received": "2024-03-19"}})})
    document = report(tmp_path, "2024-05-01")
    assert document["rows"][0]["working_days_late"] == 1
    assert document["notes"] == ["only weekends and the recorded public holidays of EX are taken into account"]


def test_estimated_holidays_make_the_count_approximate(tmp_path: Path) -> None:
    asked = directive({"id": "submit", "action": "submit-letter", "deadline": "2028-02-25"}, jurisdiction="MY")
    files = {
        DIRECTIVE: asked,
        JURISDICTION.replace("EX", "MY"): SMALL[JURISDICTION],
        AGENCY: str(SMALL[AGENCY]).replace("EX", "MY"),
    }
    build(tmp_path, SMALL | files)
    assert "about 3 working days after 2028-02-25" in report(tmp_path, "2028-03-03")["rows"][0]["reason"]


def test_the_letter_of_a_replaced_officer_counts(tmp_path: Path) -> None:
    after = appointment("2025-01-01", replaces="officer", directive=None, letter={"softcopy": {}, "hardcopy": {}})
    before = appointment(until="2024-12-31", replaced_by="next", end_reason="replaced")
    result = row(tmp_path, "2026-01-01", letter=before, after=after)
    assert (result["status"], result["appointment"], result["submitted"]) == ("met", "health/next", "health/officer")
    assert (result["letter"], result["received"]) == ("2025-01-01/7", "2024-03-14")
    assert row(tmp_path, "2024-06-01", letter=before, after=after)["appointment"] == "health/officer"


def test_an_ended_appointment_without_replacement_is_outstanding(tmp_path: Path) -> None:
    result = row(tmp_path, "2026-01-01", letter=appointment(until="2024-12-31"))
    assert (result["status"], result["obligations.appoint"], result["obligations.submit"]) == (
        "outstanding",
        "outstanding",
        "met",
    )
    assert (result["appointment"], result["working_days_late"]) == ("health/officer", None)
    assert result["reason"].startswith("FIRST: no officer in force after 2024-12-31; submit: received")


def test_an_acting_officer_s_term_ends_with_the_acting(tmp_path: Path) -> None:
    acting = appointment(acting={"until": "2024-12-31"})
    assert row(tmp_path, "2024-12-31", letter=acting)["status"] == "met"
    assert row(tmp_path, "2025-01-01", letter=acting)["status"] == "outstanding"


def test_an_earlier_appointment_counts_unless_it_names_another_directive(tmp_path: Path) -> None:
    early = {"date": "2019-12-01"}
    assert (
        row(tmp_path, "2024-05-01", letter=appointment("2020-01-01", directive=None, letter=early))["status"] == "met"
    )
    ended = appointment("2020-01-01", "2023-01-01", directive=None, letter=early)
    assert row(tmp_path, "2024-05-01", letter=ended)["status"] == "outstanding"
    build(tmp_path, {DIRECTIVE.replace("one", "two"): directive(number="2/2024")})
    other = appointment("2020-01-01", directive="two", letter=early)
    assert row(tmp_path, "2024-05-01", letter=other)["status"] == "outstanding"


@pytest.mark.parametrize(("until", "status"), [("2024-01-14", "outstanding"), ("2024-01-15", "met")])
def test_a_letter_still_in_force_when_the_directive_began_fulfills_it(tmp_path: Path, until: str, status: str) -> None:
    ended = appointment("2020-01-01", until, directive=None, letter={"date": "2019-12-01"})
    assert row(tmp_path, "2024-05-01", letter=ended)["obligations.submit"] == status


def test_an_appointment_before_its_letter_is_not_counted(tmp_path: Path) -> None:
    backdated = appointment(letter={"date": "2024-02-20"})
    assert row(tmp_path, "2024-02-19", letter=backdated)["obligations.appoint"] == "outstanding"
    assert row(tmp_path, "2024-02-20", letter=backdated)["obligations.appoint"] == "met"


def test_an_appointment_may_have_its_own_deadline(tmp_path: Path) -> None:
    asked = directive({"id": "appoint", "action": "appoint", "deadline": "2024-01-31"})
    assert row(tmp_path, "2024-01-31", directive=asked)["status"] == "not-yet-due"
    result = row(tmp_path, "2024-03-01", directive=asked, letter=appointment())
    assert (result["status"], result["working_days_late"]) == ("late", 1)


def test_a_directive_not_yet_in_force_is_not_due(tmp_path: Path) -> None:
    asked = directive(in_force_from="2024-06-01")
    assert row(tmp_path, "2024-05-31", directive=asked)["reason"].endswith("no letter; in force from 2024-06-01")
    assert row(tmp_path, "2024-05-31", directive=asked)["status"] == "not-yet-due"
    assert row(tmp_path, "2024-06-01", directive=asked)["status"] == "outstanding"


# Agencies bound.


@pytest.mark.parametrize(
    ("day", "lines", "reason"),
    [
        (
            "2026-01-01",
            "status: closed\nclosed: 2025-06-30\nclosed_reason: The school term ended",
            "the agency has no account",
        ),
        ("2019-01-01", "status: active", "the agency has no account"),
        ("2026-01-01", "status: proposed", "the agency has no account"),
        ("2025-06-29", "status: closed\nclosed: 2025-06-30\nclosed_reason: The school term ended", None),
        ("2026-01-01", "status: suspended", None),
    ],
)
def test_an_agency_without_an_account_has_no_obligation(
    tmp_path: Path, day: str, lines: str, reason: str | None
) -> None:
    result = row(tmp_path, day, account=ACCOUNT_TEXT.replace("status: active", lines))
    assert result["status"] == ("not-applicable" if reason else "outstanding")
    assert reason is None or result["reason"] == reason


def test_a_directive_may_bind_agencies_without_accounts(tmp_path: Path) -> None:
    asked = directive(only_with_accounts=False)
    assert row(tmp_path, "2019-01-01", directive=asked)["status"] == "not-yet-due"
    assert row(tmp_path, "2024-04-01", directive=asked)["status"] == "outstanding"


def test_a_deadline_before_the_first_account_does_not_count(tmp_path: Path) -> None:
    younger = ACCOUNT_TEXT.replace("2020-05-02", "2024-09-01")
    result = row(tmp_path, "2024-10-01", account=younger)
    assert (result["status"], result["working_days_late"]) == ("outstanding", None)
    letter = appointment("2024-09-02", letter={"date": "2024-09-02", "hardcopy": {"received": "2024-09-03"}})
    result = row(tmp_path, "2024-10-01", account=younger, letter=letter)
    assert result["status"] == "met"
    assert result["reason"].endswith("received on 2024-09-03; the agency had no account by the deadline, 2024-03-15")


def test_a_late_letter_without_an_obligation_is_late(tmp_path: Path) -> None:
    late = appointment(letter={"hardcopy": {"received": "2024-03-18"}})
    result = row(tmp_path, "2025-01-01", account=ACCOUNT_TEXT.replace("2020-05-02", "2024-09-01"), letter=late)
    assert (result["status"], result["working_days_late"]) == ("late", 1)


@pytest.mark.parametrize(
    ("day", "lines", "reason"),
    [
        ("2020-01-01", "status: active\nopened: 2024-06-01", "the agency was set up on 2024-06-01"),
        ("2025-01-01", "status: closed\nclosed: 2024-12-31\nclosed_reason: It ended", "the agency ended on 2024-12-31"),
        ("2025-01-01", "status: closed\nclosed_reason: It ended", "the agency has ended"),
        ("2024-12-31", "status: closed\nclosed: 2024-12-31\nclosed_reason: It ended", None),
        ("2024-06-01", "status: active\nopened: 2024-06-01", None),
    ],
)
def test_an_absent_agency_is_not_applicable(tmp_path: Path, day: str, lines: str, reason: str | None) -> None:
    """On its first and on its last day it is there."""
    result = row(tmp_path, day, agency=str(SMALL[AGENCY]).replace("status: active", lines))
    assert result["status"] == ("not-applicable" if reason else "outstanding")
    assert reason is None or result["reason"] == reason


def test_an_agency_set_up_after_the_deadline_is_not_late(tmp_path: Path) -> None:
    result = row(tmp_path, "2025-01-01", agency=f"{SMALL[AGENCY]}opened: 2024-06-01\n")
    assert result["reason"].endswith("no letter; the agency was set up after the deadline, 2024-03-15")
    result = row(tmp_path, "2025-01-01", agency=f"{SMALL[AGENCY]}opened: 2024-03-15\n")
    assert "working days after 2024-03-15" in result["reason"]


@pytest.mark.parametrize(
    ("binds", "bound"),
    [
        ([{"types": ["department"]}], {"health", "works"}),
        ([{"levels": ["state"]}], {"office", "works"}),
        ([{"types": ["department"], "levels": ["state"]}], {"works"}),
        ([{"types": ["department"]}, {"levels": ["state"]}], {"health", "office", "works"}),
        ([{"agencies": ["abroad"]}], {"abroad"}),
        ([{"types": ["office"], "agencies": ["abroad"]}], {"abroad", "office"}),
        ([{"types": ["department"], "except": ["works"]}], {"health"}),
        ([{"except": ["works"]}], {"health", "office"}),
        ([{"types": ["department"]}, {"agencies": ["works"], "except": ["works"]}], {"health"}),
    ],
)
def test_agencies_bound_by_class_or_name(tmp_path: Path, binds: list[dict[str, object]], bound: set[str]) -> None:
    def agency(type_: str, level: str, jurisdiction: str) -> str:
        text = str(SMALL[AGENCY]).replace("department", type_).replace("national", level)
        return text.replace("jurisdiction: EX", f"jurisdiction: {jurisdiction}")

    types = "  office:\n    name: Office\ndomains"
    above = str(SMALL[JURISDICTION]).replace("domains", types)
    files = {
        DIRECTIVE: directive(binds=binds),
        JURISDICTION: above,
        JURISDICTION.replace("EX", "EX-1"): f"{above}parent: EX\n",
        JURISDICTION.replace("EX", "FO"): above,
        AGENCY.replace("health", "works"): agency("department", "state", "EX-1"),
        AGENCY.replace("health", "office"): agency("office", "state", "EX-1"),
        AGENCY.replace("health", "abroad"): agency("department", "state", "FO"),
    }
    build(tmp_path, SMALL | files)
    assert {each["agency"] for each in report(tmp_path, "2024-05-01")["rows"]} == bound


# Limits of the register.


def test_obligations_that_can_t_be_assessed_are_noted(tmp_path: Path) -> None:
    asked = directive({"id": "behave", "action": "other", "text": {"id": "Harap", "en": "Please"}})
    result = row(tmp_path, "2024-05-01", directive=asked)
    assert (result["status"], result["reason"]) == ("not-applicable", "the register can't check compliance")
    assert report(tmp_path, "2024-05-01")["notes"] == ["behave: the register can't check compliance with this: Harap"]


def test_an_invalid_record_is_left_out_and_reported(tmp_path: Path) -> None:
    build(tmp_path, SMALL | {DIRECTIVE: directive(), ACCOUNT: "platform: [x\n"})
    answer = run(tmp_path, "report", "directive", "one", "--as-of", "2024-05-01", "--json")
    assert answer.status == 1
    assert answer.json()["notes"][-1].startswith("1 file with errors left out")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("oen", "there is no record `oen`; did you mean `one`?"),
        ("health", "`health` is not a directive"),
        ("faulty", "`faulty` has errors"),
        ("..", "there is no record"),
        ("\x1b[1m", "there is no record `\\x1b[1m`"),
    ],
)
def test_no_such_directive(tmp_path: Path, name: str, reason: str) -> None:
    build(tmp_path, SMALL | {DIRECTIVE: directive(), DIRECTIVE.replace("one", "faulty"): "title: x\n"})
    answer = run(tmp_path, "report", "directive", name)
    assert (answer.status, answer.output) == (2, "")
    assert reason in answer.messages


@pytest.mark.parametrize("name", ["one", "directive:one", DIRECTIVE])
def test_a_directive_may_be_named_by_id_or_number(tmp_path: Path, name: str) -> None:
    build(tmp_path, SMALL | {DIRECTIVE: directive()})
    assert report(tmp_path, "2024-05-01", name)["rows"][0]["agency"] == "health"
