"""report directive: whom an instruction binds, and who has done by a day what it asks."""

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
    """Return the row of the one agency; `files` are the directive, the letter and others, by the names above."""
    places = {"directive": DIRECTIVE, "letter": LETTER, "after": NEXT, "account": ACCOUNT, "agency": AGENCY}
    given = {places[name]: text for name, text in files.items()}
    build(tmp_path, SMALL | {DIRECTIVE: directive()} | {place: text for place, text in given.items() if text})
    [found] = report(tmp_path, day)["rows"]
    return found  # type: ignore[no-any-return]


# Jakarta's instruction.


@pytest.fixture(scope="module")
def jakarta(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = build(tmp_path_factory.mktemp("jakarta"), {})
    shutil.copytree(PROJECT / "registry", root / "registry", dirs_exist_ok=True)
    return root


@pytest.mark.parametrize(
    ("day", "told"),
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
def test_jakarta_s_instruction_before_its_deadline_after_it_and_years_later(jakarta: Path, day: str, told: str) -> None:
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
    assert shown == [line.strip() for line in told.strip().splitlines()]


def test_what_all_comes_to_by_type_and_level(jakarta: Path) -> None:
    told = report(jakarta, "2018-04-30", JAKARTA)
    counts = {"outstanding": 2, "late": 2, "not-yet-due": 0, "met": 4, "not-applicable": 2}
    assert {status: told["summary"][status] for status in counts} == counts
    assert len(told["summary"]["types"]) == 10
    assert told["summary"]["types"]["biro"]["late"] == 1
    assert told["summary"]["levels"]["district"] == dict.fromkeys(counts, 0) | {"met": 2}
    for status, count in counts.items():
        assert sum(each[status] for each in told["summary"]["levels"].values()) == count


def test_the_document_s_own_fault_is_told_and_not_put_right(jakarta: Path) -> None:
    told = report(jakarta, "2018-04-30", JAKARTA)
    assert told["notes"][0] == (
        "KETIGA: the deadline, 2018-03-16, lies before the directive's own date, 2018-03-28; that is what it says"
    )
    assert told["notes"][1].startswith("KEEMPAT: the register can't tell whether this was followed: Penunjukan Petugas")


def test_the_document_of_the_report(jakarta: Path) -> None:
    told = report(jakarta, "2018-04-30", JAKARTA)
    assert list(told) == ["version", "report", "as_of", "columns", "rows", "summary", "notes"]
    assert (told["version"], told["report"], told["as_of"]) == (1, "directive", "2018-04-30")
    assert told["rows"][1] == {
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
    assert list(told["rows"][1]) == told["columns"]


# Who has done what is asked.


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
def test_a_letter_in_time(tmp_path: Path, day: str, status: str) -> None:
    assert row(tmp_path, day, letter=appointment())["status"] == status


def test_what_was_received_later_counts_not_yet(tmp_path: Path) -> None:
    found = row(tmp_path, "2024-03-10", letter=appointment())
    assert (found["submitted"], found["received"]) == (None, None)
    assert found["reason"].startswith(
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
def test_late_or_never(tmp_path: Path, letter: dict[str, object], status: str, days: int | None, reason: str) -> None:
    kept = {name: value for name, value in letter.items() if value}
    text = json.loads(appointment(letter=kept))
    for name in letter.keys() - kept.keys():
        del text["letter"][name]
    found = row(tmp_path, "2024-05-01", letter=json.dumps(text))
    assert (found["status"], found["working_days_late"]) == (status, days)
    assert reason in found["reason"]


def test_an_agency_s_own_calendar_counts(tmp_path: Path) -> None:
    rested = str(SMALL[JURISDICTION]) + "calendar: {extra_holidays: [{date: 2024-03-18, name: Flood}]}\n"
    build(tmp_path, SMALL | {DIRECTIVE: directive(), JURISDICTION: rested})
    build(tmp_path, {LETTER: appointment(letter={"hardcopy": {"received": "2024-03-19"}})})
    told = report(tmp_path, "2024-05-01")
    assert told["rows"][0]["working_days_late"] == 1
    assert told["notes"] == ["public holidays of EX are not known beyond those on record; weekends are"]


def test_days_that_hang_on_the_moon_are_told_as_about(tmp_path: Path) -> None:
    asked = directive({"id": "submit", "action": "submit-letter", "deadline": "2028-02-25"}, jurisdiction="MY")
    files = {
        DIRECTIVE: asked,
        JURISDICTION.replace("EX", "MY"): SMALL[JURISDICTION],
        AGENCY: str(SMALL[AGENCY]).replace("EX", "MY"),
    }
    build(tmp_path, SMALL | files)
    assert "about 3 working days after 2028-02-25" in report(tmp_path, "2028-03-03")["rows"][0]["reason"]


def test_replaced_officers_leave_their_letter(tmp_path: Path) -> None:
    after = appointment("2025-01-01", replaces="officer", directive=None, letter={"softcopy": {}, "hardcopy": {}})
    before = appointment(until="2024-12-31", replaced_by="next", end_reason="replaced")
    found = row(tmp_path, "2026-01-01", letter=before, after=after)
    assert (found["status"], found["appointment"], found["submitted"]) == ("met", "health/next", "health/officer")
    assert (found["letter"], found["received"]) == ("2025-01-01/7", "2024-03-14")
    assert row(tmp_path, "2024-06-01", letter=before, after=after)["appointment"] == "health/officer"


def test_nobody_followed(tmp_path: Path) -> None:
    found = row(tmp_path, "2026-01-01", letter=appointment(until="2024-12-31"))
    assert (found["status"], found["obligations.appoint"], found["obligations.submit"]) == (
        "outstanding",
        "outstanding",
        "met",
    )
    assert (found["appointment"], found["working_days_late"]) == ("health/officer", None)
    assert found["reason"].startswith("FIRST: nobody in force after 2024-12-31; submit: received")


def test_an_officer_who_only_stood_in_is_gone_when_that_ends(tmp_path: Path) -> None:
    acting = appointment(acting={"until": "2024-12-31"})
    assert row(tmp_path, "2024-12-31", letter=acting)["status"] == "met"
    assert row(tmp_path, "2025-01-01", letter=acting)["status"] == "outstanding"


def test_an_appointment_of_before_counts_unless_it_answers_something_else(tmp_path: Path) -> None:
    early = {"date": "2019-12-01"}
    assert (
        row(tmp_path, "2024-05-01", letter=appointment("2020-01-01", directive=None, letter=early))["status"] == "met"
    )
    ended = appointment("2020-01-01", "2023-01-01", directive=None, letter=early)
    assert row(tmp_path, "2024-05-01", letter=ended)["status"] == "outstanding"
    build(tmp_path, {DIRECTIVE.replace("one", "two"): directive(number="2/2024")})
    other = appointment("2020-01-01", directive="two", letter=early)
    assert row(tmp_path, "2024-05-01", letter=other)["status"] == "outstanding"


def test_a_letter_that_was_not_written_yet_appoints_nobody(tmp_path: Path) -> None:
    backdated = appointment(letter={"date": "2024-02-20"})
    assert row(tmp_path, "2024-02-19", letter=backdated)["obligations.appoint"] == "outstanding"
    assert row(tmp_path, "2024-02-20", letter=backdated)["obligations.appoint"] == "met"


def test_an_appointment_can_have_a_deadline_of_its_own(tmp_path: Path) -> None:
    asked = directive({"id": "appoint", "action": "appoint", "deadline": "2024-01-31"})
    assert row(tmp_path, "2024-01-31", directive=asked)["status"] == "not-yet-due"
    found = row(tmp_path, "2024-03-01", directive=asked, letter=appointment())
    assert (found["status"], found["working_days_late"]) == ("late", 1)


def test_a_directive_of_before_its_day_binds_nobody_yet(tmp_path: Path) -> None:
    asked = directive(in_force_from="2024-06-01")
    assert row(tmp_path, "2024-05-31", directive=asked)["reason"].endswith("no letter; in force from 2024-06-01")
    assert row(tmp_path, "2024-05-31", directive=asked)["status"] == "not-yet-due"
    assert row(tmp_path, "2024-06-01", directive=asked)["status"] == "outstanding"


# To whom it applies.


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
def test_an_agency_without_an_account_owes_nothing(tmp_path: Path, day: str, lines: str, reason: str | None) -> None:
    found = row(tmp_path, day, account=ACCOUNT_TEXT.replace("status: active", lines))
    assert found["status"] == ("not-applicable" if reason else "outstanding")
    assert reason is None or found["reason"] == reason


def test_unless_the_directive_binds_it_all_the_same(tmp_path: Path) -> None:
    asked = directive(only_with_accounts=False)
    assert row(tmp_path, "2019-01-01", directive=asked)["status"] == "not-yet-due"
    assert row(tmp_path, "2024-04-01", directive=asked)["status"] == "outstanding"


def test_a_deadline_before_there_was_an_account_makes_nobody_late(tmp_path: Path) -> None:
    younger = ACCOUNT_TEXT.replace("2020-05-02", "2024-09-01")
    found = row(tmp_path, "2024-10-01", account=younger)
    assert (found["status"], found["working_days_late"]) == ("outstanding", None)
    letter = appointment("2024-09-02", letter={"date": "2024-09-02", "hardcopy": {"received": "2024-09-03"}})
    found = row(tmp_path, "2024-10-01", account=younger, letter=letter)
    assert found["status"] == "met"
    assert found["reason"].endswith("received on 2024-09-03; the agency had no account by the deadline, 2024-03-15")


def test_who_answers_late_without_owing_anything_is_late_all_the_same(tmp_path: Path) -> None:
    late = appointment(letter={"hardcopy": {"received": "2024-03-18"}})
    found = row(tmp_path, "2025-01-01", account=ACCOUNT_TEXT.replace("2020-05-02", "2024-09-01"), letter=late)
    assert (found["status"], found["working_days_late"]) == ("late", 1)


@pytest.mark.parametrize(
    ("day", "lines", "reason"),
    [
        ("2020-01-01", "status: active\nopened: 2024-06-01", "the agency was set up on 2024-06-01"),
        ("2025-01-01", "status: closed\nclosed: 2024-12-31\nclosed_reason: It ended", "the agency ended on 2024-12-31"),
        ("2025-01-01", "status: closed\nclosed_reason: It ended", "the agency has ended"),
    ],
)
def test_an_agency_that_is_not_there(tmp_path: Path, day: str, lines: str, reason: str) -> None:
    found = row(tmp_path, day, agency=str(SMALL[AGENCY]).replace("status: active", lines))
    assert (found["status"], found["reason"]) == ("not-applicable", reason)


def test_an_agency_set_up_after_the_deadline_is_not_late(tmp_path: Path) -> None:
    found = row(tmp_path, "2025-01-01", agency=f"{SMALL[AGENCY]}opened: 2024-06-01\n")
    assert found["reason"].endswith("no letter; the agency was set up after the deadline, 2024-03-15")


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
def test_whom_it_binds(tmp_path: Path, binds: list[dict[str, object]], bound: set[str]) -> None:
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


# What can't be told.


def test_what_people_judge_is_listed_and_not_judged(tmp_path: Path) -> None:
    asked = directive({"id": "behave", "action": "other", "text": {"id": "Harap", "en": "Please"}})
    found = row(tmp_path, "2024-05-01", directive=asked)
    assert (found["status"], found["reason"]) == ("not-applicable", "the register can't tell whether it was followed")
    assert report(tmp_path, "2024-05-01")["notes"] == [
        "behave: the register can't tell whether this was followed: Harap"
    ]


def test_a_record_that_can_t_be_relied_on_is_left_out_and_told(tmp_path: Path) -> None:
    build(tmp_path, SMALL | {DIRECTIVE: directive(), ACCOUNT: "platform: [x\n"})
    answer = run(tmp_path, "report", "directive", "one", "--as-of", "2024-05-01", "--json")
    assert answer.status == 1
    assert answer.json()["notes"][-1].startswith("what 1 file says can't be relied on and is left out")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("oen", "there is no record `oen`; did you mean `one`?"),
        ("health", "`health` is no directive"),
        ("faulty", "`faulty` can't be relied on"),
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
def test_a_directive_may_be_named_in_any_way(tmp_path: Path, name: str) -> None:
    build(tmp_path, SMALL | {DIRECTIVE: directive()})
    assert report(tmp_path, "2024-05-01", name)["rows"][0]["agency"] == "health"
