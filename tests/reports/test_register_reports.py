"""Reports on a register and a day: officers, succession with its mails, coverage; privacy of all reports."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.appointments.test_directives import DIRECTIVE, JURISDICTION, LETTER, NEXT, appointment, directive
from tests.commands import run
from tests.letter_examples import build_example, text_of_docx
from tests.registers import ACCOUNT, ACCOUNT_TEXT, AGENCY, SMALL, build, build_repository
from tests.reports.test_reports import SECRET

from smregister.records.kinds import values_at
from smregister.records.schema.kind_loader import load_kinds
from smregister.repository.work_tree import WorkTree

FORMATS = ("text", "json", "csv", "markdown", "html")
REGISTER = "registry/register.yaml"
WORKS = AGENCY.replace("health", "works")
POSTER = ACCOUNT.replace("x-health", "x-posters")
POSTERS = ACCOUNT_TEXT.replace("example_health", "example_posters")
EVERY = [["directive", "one"], ["appointments"], ["succession"], ["handovers"], ["coverage"], ["coverage", "--matrix"]]
EVERY += [["compliance"], ["compliance", "--by", "agency"], ["freshness"], ["guidance"], ["guidance", "--platforms"]]


def report(root: Path, *arguments: str, day: str = "2026-01-01", status: int = 0) -> dict[str, Any]:
    answer = run(root, "report", *arguments, "--as-of", day, "--json")
    assert answer.status == status, answer.messages
    return answer.json()


def cells(document: dict[str, Any], *columns: str) -> list[tuple[object, ...]]:
    return [tuple(row[column] for column in columns) for row in document["rows"]]


# All reports.


@pytest.mark.parametrize("name", EVERY, ids=" ".join)
def test_every_report_has_the_same_document(tmp_path: Path, name: list[str]) -> None:
    build_repository(tmp_path, SMALL | {DIRECTIVE: directive(), LETTER: appointment()})
    document = report(tmp_path, *name)
    assert [key for key in document if key != "notes"] == ["version", "report", "as_of", "columns", "rows", "summary"]
    assert (document["version"], document["report"], document["as_of"]) == (1, name[0], "2026-01-01")
    assert all(list(row) == document["columns"] for row in document["rows"])


@pytest.mark.parametrize("name", EVERY, ids=" ".join)
def test_every_report_is_deterministic_in_every_format(tmp_path: Path, name: list[str]) -> None:
    build_repository(tmp_path, SMALL | {DIRECTIVE: directive()})
    command = ("report", *name, "--as-of", "2026-01-01", "--format")
    answers = [run(tmp_path, *command, format_) for format_ in FORMATS]
    assert {answer.status for answer in answers} == {0}
    assert all("as of 2026-01-01: " in answer.messages for answer in answers)
    # HTML has all that the other formats have.
    assert run(tmp_path, *command, FORMATS[-1]) == answers[-1]


def test_a_report_on_any_commit(tmp_path: Path) -> None:
    repository = build_repository(tmp_path / "repository")
    repository.mark("tags/v1")
    repository.commit({LETTER: appointment(directive=None)})
    assert cells(report(repository.root, "appointments"), "officers") == [(1,)]
    assert cells(report(repository.root, "appointments", "--ref", "v1"), "officers") == [(0,)]


def test_an_empty_register_has_empty_reports(tmp_path: Path) -> None:
    build(tmp_path, {REGISTER: SMALL[REGISTER]}, platforms=())
    for name in EVERY[1:]:
        assert report(tmp_path, *name)["rows"] == []


def test_unreadable_records_are_noted_in_every_report(tmp_path: Path) -> None:
    files = {DIRECTIVE: directive(), POSTER: "platform: [x\n", "schemas/course.schema.json": "{"}
    build_repository(tmp_path, SMALL | files)
    for name in EVERY:
        document = report(tmp_path, *name, status=1)
        left_out = "2 files with errors left out; `smregister validate` lists them"
        assert document["notes"][-1] == left_out
        assert f"note: {left_out}" in run(tmp_path, "report", *name, "--format", "csv").messages


# Accounts and their officers.


def test_accounts_with_no_officer_one_and_several(tmp_path: Path) -> None:
    second = appointment(
        "2024-03-01", "2026-06-30", directive=None, accounts=["x-health"], officer={"post": "Moderator"}
    )
    third = {POSTER.replace("posters", "alone"): POSTERS.replace("example_posters", "alone")}
    build(tmp_path, SMALL | third | {LETTER: second, POSTER: POSTERS})
    build(tmp_path, {NEXT: appointment("2024-02-01", directive=None, accounts=["x-health", "health/x-posters"])})
    document = report(tmp_path, "appointments")
    assert cells(document, "account", "officers", "appointments", "posts", "until") == [
        ("health/x-alone", 0, None, None, None),
        ("health/x-posters", 1, "health/next", "Editor", None),
        ("health/x-health", 2, "health/next, health/officer", "Editor, Moderator", None),
    ]
    counts = {"without officer": 1, "with one officer": 1, "with several officers": 1}
    assert document["summary"] == counts | {"appointments in force": 2, "levels": {"national": counts}}
    later = report(tmp_path, "appointments", day="2026-07-01")
    assert cells(later, "account", "officers")[1:] == [("health/x-health", 1), ("health/x-posters", 1)]


def test_until_is_the_end_of_the_last_officer(tmp_path: Path) -> None:
    build(tmp_path, SMALL | {LETTER: appointment(until="2026-06-30", directive=None)})
    build(tmp_path, {NEXT: appointment("2024-02-02", directive=None, acting={"until": "2026-03-31"})})
    assert cells(report(tmp_path, "appointments"), "until") == [("2026-06-30",)]


def test_an_officer_of_another_agency_covers_nothing(tmp_path: Path) -> None:
    guest = LETTER.replace("health", "works")
    build(tmp_path, SMALL | {WORKS: SMALL[AGENCY], POSTER: POSTERS})
    build(tmp_path, {guest: appointment(directive=None, accounts=["health/x-health"])})
    document = report(tmp_path, "appointments")
    assert cells(document, "account", "appointments") == [
        ("health/x-health", None),
        ("health/x-posters", None),
    ]
    build(tmp_path, {guest: appointment(directive=None)})
    assert cells(report(tmp_path, "appointments"), "officers") == [(0,), (0,)]


def test_a_letter_of_another_agency_ends_no_term(tmp_path: Path) -> None:
    build(tmp_path, SMALL | {LETTER: appointment(directive=None), WORKS: SMALL[AGENCY]})
    build(tmp_path, {LETTER.replace("health", "works"): appointment(directive=None, replaces="health/officer")})
    document = report(tmp_path, "appointments")
    assert cells(document, "account", "appointments", "until") == [("health/x-health", "health/officer", None)]


@pytest.mark.parametrize(
    ("lines", "day", "there"),
    [
        ("status: active", "2020-05-02", True),
        ("status: active", "2020-05-01", False),
        ("status: proposed", "2026-01-01", False),
        ("status: closed\nclosed: 2025-06-30\nclosed_reason: It ended", "2025-06-29", True),
        ("status: closed\nclosed: 2025-06-30\nclosed_reason: It ended", "2025-06-30", False),
        ("status: transferred", "2026-01-01", False),
        ("status: dormant", "2026-01-01", True),
    ],
)
def test_only_accounts_present_on_the_day(tmp_path: Path, lines: str, day: str, there: bool) -> None:
    build(tmp_path, SMALL | {ACCOUNT: ACCOUNT_TEXT.replace("status: active", lines)})
    assert len(report(tmp_path, "appointments", day=day)["rows"]) == there


# Succession.


@pytest.mark.parametrize(
    ("fields", "within", "document"),
    [
        ({}, "90d", []),
        ({"effective_to": "2026-03-31"}, "90d", [("term-ends", "2026-03-31", 89)]),
        ({"effective_to": "2026-04-01"}, "90", [("term-ends", "2026-04-01", 90)]),
        ({"effective_to": "2026-04-02"}, "90d", []),
        ({"effective_to": "2026-01-01"}, "0d", [("term-ends", "2026-01-01", 0)]),
        ({"acting": {"until": "2026-02-01"}}, "90d", [("acting-ends", "2026-02-01", 31)]),
        ({"acting": {"until": "2026-02-01"}, "effective_to": "2026-01-31"}, "90d", [("term-ends", "2026-01-31", 30)]),
        ({"training": [{"course": "Basics", "date": "2024-01-01"}]}, "90d", []),
        (
            {"training": [{"course": "Basics", "date": "2024-01-01", "valid_until": "2025-12-31"}]},
            "90d",
            [("training-ends", "2025-12-31", -1)],
        ),
        (
            {
                "training": [
                    {"course": "Basics", "date": "2026-01-01", "valid_until": "2028-12-31"},
                    {"course": "Basics", "date": "2024-01-01", "valid_until": "2025-12-31"},
                ]
            },
            "90d",
            [],
        ),
    ],
)
def test_terms_acting_and_training_that_end_soon(
    tmp_path: Path, fields: dict[str, object], within: str, document: list[object]
) -> None:
    build(tmp_path, SMALL | {LETTER: appointment(directive=None, **fields)})
    assert cells(report(tmp_path, "succession", "--within", within), "matter", "day", "days_left") == document


def test_a_term_with_a_replacement_is_settled(tmp_path: Path) -> None:
    ending = appointment(until="2026-01-31", directive=None, replaced_by="next", end_reason="replaced")
    build(tmp_path, SMALL | {LETTER: ending, NEXT: appointment("2026-02-01", directive=None, replaces="officer")})
    assert report(tmp_path, "succession")["rows"] == []


def test_outstanding_items_come_first_with_their_command(tmp_path: Path) -> None:
    ending = LETTER.replace("health", "works")
    build(tmp_path, SMALL | {DIRECTIVE: directive(), WORKS: SMALL[AGENCY]})
    build(tmp_path, {ending: appointment(until="2026-01-31", directive=None)})
    document = report(tmp_path, "succession")
    blank = "smregister letter --blank --agency health --directive one -o draft.docx"
    following = "smregister letter --blank --replace works/officer -o draft.docx"
    assert cells(document, "agency", "matter", "day", "directive", "accounts", "command") == [
        ("health", "no-officer", None, None, "health/x-health", blank),
        ("health", "directive-outstanding", "2024-03-15", "one", None, blank),
        ("works", "term-ends", "2026-01-31", None, None, following),
    ]
    assert document["summary"] == {
        "agencies": 2,
        "term-ends": 1,
        "acting-ends": 0,
        "training-ends": 0,
        "no-officer": 1,
        "directive-outstanding": 1,
    }


def test_an_ended_agency_has_no_action_items(tmp_path: Path) -> None:
    ended = "status: closed\nclosed: 2025-06-30\nclosed_reason: It ended"
    build(tmp_path, SMALL | {AGENCY: str(SMALL[AGENCY]).replace("status: active", ended)})
    assert report(tmp_path, "succession")["rows"] == []


@pytest.mark.parametrize("within", ["", "soon", "-1d", "90w", "99999d", "٩d", "90d\n"])
def test_invalid_numbers_of_days(tmp_path: Path, within: str) -> None:
    answer = run(build(tmp_path), "report", "succession", f"--within={within}")
    assert (answer.status, answer.output) == (2, "")
    assert "is not a number of days; write it like 90d" in answer.messages


# Mails.


def mail(root: Path, *arguments: str) -> str:
    answer = run(root, "report", "succession", "--as-of", "2026-01-01", "--drafts", "mails", *arguments)
    assert answer.status == 0, answer.messages
    [path] = (root / "mails").glob("*.txt")
    assert path.name == "health.txt"
    return path.read_text("utf-8")


def test_a_mail_to_an_agency(tmp_path: Path) -> None:
    build(tmp_path, SMALL | {DIRECTIVE: directive(), AGENCY: f"{SMALL[AGENCY]}contact_email: press@gov.example\n"})
    assert (
        mail(tmp_path)
        == """\
# smregister letter --blank --agency health --directive one -o health.docx
To: press@gov.example
Subject: Social media officers of the Department of Health

To the Secretary, Department of Health

As of 1 January 2026, the register of official social media accounts shows the following for your agency:
- No officer has been appointed for https://x.com/example_health.
- The requirements of Directive 1/2024, “Officers”, have not been met. They were due by 15 March 2024.

Please send the signed letter of appointment to desk@register.example. A draft is attached.
If any of this is incorrect, please tell us.

Example desk
Register of a made-up government
desk@register.example
"""
    )


def test_a_mail_about_an_officer_names_the_post_alone(tmp_path: Path) -> None:
    taken = [{"course": "Basics", "date": "2024-01-01", "valid_until": "2026-01-31"}]
    officer = {"name": SECRET, "post": "Editor"}
    letter = appointment(until="2026-02-28", directive=None, training=taken, officer=officer)
    written = mail(build(tmp_path, SMALL | {LETTER: letter}))
    assert (
        "- The appointment of the Editor as social media officer ends on 28 February 2026; no successor has" in written
    )
    assert "- The training of the Editor (“Basics”) is valid until 31 January 2026." in written
    assert "Please arrange for the training to be repeated" in written
    assert SECRET not in written


@pytest.mark.parametrize(
    ("languages", "expected"),
    [
        ("[id]", "Belum ada petugas yang ditunjuk"),
        ("[ms, en]", "Setakat 1 Januari 2026, daftar akaun"),
        ("[tpi, ho]", "As of 1 January 2026"),
        ("[tpi, ms]", "Belum ada pegawai yang dilantik"),
    ],
)
def test_a_mail_is_in_the_agency_s_language(tmp_path: Path, languages: str, expected: str) -> None:
    build(tmp_path, SMALL | {JURISDICTION: str(SMALL[JURISDICTION]).replace("[en]", languages)})
    assert expected in mail(tmp_path)


def test_mails_and_drafts_can_be_in_another_language(tmp_path: Path) -> None:
    build(tmp_path, SMALL | {DIRECTIVE: directive()})
    assert "Setakat 1 Januari 2026, daftar akaun" in mail(tmp_path, "--lang", "ms")
    assert "Pelantikan Pegawai Media Sosial" in text_of_docx((tmp_path / "mails/health.docx").read_bytes())


def test_names_are_in_the_mail_s_language_too(tmp_path: Path) -> None:
    files = {
        JURISDICTION: str(SMALL[JURISDICTION]).replace("[en]", "[ms]"),
        AGENCY: f"{SMALL[AGENCY]}names: {{ms: Jabatan Kesihatan}}\n",
        DIRECTIVE: directive(titles={"ms": "Pegawai media"}),
    }
    written = mail(build(tmp_path, SMALL | files))
    assert "Kepada Secretary, Jabatan Kesihatan" in written
    assert "“Pegawai media”" in written


def test_texts_of_records_can_t_add_lines_to_a_mail(tmp_path: Path) -> None:
    hostile = str(SMALL[AGENCY]).replace("Department of Health", '"Health\\nBcc: all@gov.example"')
    written = mail(build(tmp_path, SMALL | {AGENCY: hostile}))
    assert "Subject: Social media officers of Health\\nBcc: all@gov.example\n" in written
    assert not any(line.startswith("Bcc") for line in written.splitlines())


def test_a_missing_letter_is_requested_without_a_draft(tmp_path: Path) -> None:
    by_post = appointment(letter={"number": "7/2024", "softcopy": {"received": "2024-03-01", "channel": "post"}})
    written = mail(build(tmp_path, SMALL | {DIRECTIVE: directive(), LETTER: by_post}))
    assert (
        "- Letter 7/2024 has not been received in the form that Directive 1/2024, “Officers”, requires. It was due by"
        in written
    )
    assert "Please send the letter of appointment to desk@register.example in each form" in written
    assert "draft" not in written
    assert [path.name for path in (tmp_path / "mails").iterdir()] == ["health.txt"]


def test_each_letter_needed_has_a_draft(tmp_path: Path) -> None:
    build(tmp_path, SMALL | {DIRECTIVE: directive(), POSTER: POSTERS})
    ending = appointment(until="2026-01-31", accounts=["x-health"], officer={"post": "Editor", "name": SECRET})
    build(tmp_path, {LETTER: ending})
    written = mail(tmp_path)
    assert written.startswith(
        "# smregister letter --blank --replace health/officer -o health.docx\n"
        "# smregister letter --blank --agency health -o health-2.docx\n"
    )
    first, second = (
        text_of_docx((tmp_path / "mails" / name).read_bytes()) for name in ("health.docx", "health-2.docx")
    )
    assert "Replacement of Social Media Officer" in first
    assert "From 1 February 2026" in first
    assert "Appointment of Social Media Officer" in second
    assert SECRET not in first + second


def test_a_letter_that_can_t_be_drafted_is_reported(tmp_path: Path) -> None:
    build(tmp_path, SMALL | {DIRECTIVE: directive(), POSTER: "platform: [x\n"})
    answer = run(tmp_path, "report", "succession", "--as-of", "2026-01-01", "--drafts", "mails")
    assert answer.status == 1
    assert f"some letters are not drafted: {POSTER} has errors" in answer.messages
    assert "1 mail and 0 drafts of letters written to mails" in answer.messages


def test_an_existing_mail_is_kept(tmp_path: Path) -> None:
    build(tmp_path, SMALL)
    path = tmp_path / "mails/health.txt"
    mail(tmp_path)
    path.write_text("Worked on.\n")
    answer = run(tmp_path, "report", "succession", "--drafts", "mails")
    assert (answer.status, answer.output) == (2, "")
    assert "mails/health.txt already exists; choose another folder" in answer.messages
    assert path.read_text() == "Worked on.\n"


def test_mails_that_can_t_be_written(tmp_path: Path) -> None:
    (build(tmp_path, SMALL) / "mails").write_text("")
    answer = run(tmp_path, "report", "succession", "--drafts", "mails")
    assert answer.status == 2
    assert "the mails can't be written: " in answer.messages


# Coverage.


@pytest.mark.parametrize(
    ("lines", "account", "document"),
    [
        ("", "active", []),
        ("expected_accounts: [x]", "active", []),
        ("expected_accounts: [x, youtube, facebook]", "active", [("expected-account", "youtube, facebook", 1)]),
        ("expected_accounts: [x]", "proposed", [("no-account", "x", 0)]),
        ("", "proposed", [("no-account", None, 0)]),
        ("no_accounts_reason: A website is enough", "proposed", []),
        (
            "no_accounts_reason: A website is enough\nexpected_accounts: [youtube]",
            "active",
            [("expected-account", "youtube", 1)],
        ),
    ],
)
def test_agencies_without_accounts(tmp_path: Path, lines: str, account: str, document: list[object]) -> None:
    build(tmp_path, SMALL | {AGENCY: f"{SMALL[AGENCY]}{lines}\n"})
    build(tmp_path, {ACCOUNT: ACCOUNT_TEXT.replace("status: active", f"status: {account}")})
    assert cells(report(tmp_path, "coverage"), "gap", "missing", "accounts") == document


def test_platforms_by_level(tmp_path: Path) -> None:
    office = str(SMALL[AGENCY]).replace("level: national", "level: district")
    build(tmp_path, SMALL | {WORKS: office, ACCOUNT.replace("/health/", "/works/"): POSTERS, POSTER: POSTERS})
    document = report(tmp_path, "coverage", "--matrix")
    assert document["columns"] == [
        "platform",
        "national",
        "state",
        "district",
        "subdistrict",
        "village",
        "mission",
        "all",
    ]
    assert cells(document, "platform", "national", "district", "village", "all") == [("x", 2, 1, 0, 3)]
    assert document["summary"]["accounts"] == 3
    assert report(tmp_path, "coverage")["summary"]["platforms"] == {"x": {"national": 2, "district": 1}}


# Privacy.


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_example(tmp_path_factory.mktemp("real")).root


def texts_of(data: object) -> Iterator[str]:
    if isinstance(data, (dict, list)):
        for member in data.values() if isinstance(data, dict) else data:
            yield from texts_of(member)
    elif isinstance(data, str):
        yield data


def private_texts(root: Path) -> set[str]:
    """Return every text that is private in some record and public in none."""
    kinds = load_kinds(WorkTree(root))[0]
    private, public = set[str](), ""
    for kind in kinds.values():
        for path in sorted((root / "registry").rglob("*.yaml")):
            if kind.path_template.id_at(path.relative_to(root).as_posix()):
                data = yaml.load(path.read_bytes(), yaml.BaseLoader)
                hidden = [f.route for f in kind.fields.values() if f.private]
                kept = {text for route in hidden for _, value in values_at(data, route) for text in texts_of(value)}
                private |= kept
                public += "\n".join(text for text in texts_of(data) if text not in kept)
    return {text for text in private if text not in public}


def everything(root: Path, day: str, formats: Sequence[str]) -> str:
    names = [*EVERY[1:], *(["directive", path.stem] for path in (root / "registry/directives").iterdir())]
    reports = [run(root, "report", *name, "--as-of", day, "--format", format_) for name in names for format_ in formats]
    folder, agencies = f"mails-{day}", [path.name for path in (root / "registry/agencies").iterdir()][:4]
    run(root, "report", "succession", "--within", "9999d", "--as-of", day, "--drafts", folder)
    reports += [run(root, "report", "compliance", "--agency", each, "--format", "markdown") for each in agencies]
    mails = [path.read_text("utf-8") for path in (root / folder).glob("*.txt")]
    letters = [text_of_docx(path.read_bytes()) for path in (root / folder).glob("*.docx")]
    assert letters
    return "\n".join([*(each.output + each.messages for each in reports), *mails, *letters])


def test_the_example_register_leaks_no_private_text(real: Path) -> None:
    secrets = private_texts(real)
    assert {"Pegawai Contoh Tujuh", "000000000000000007", "Contoh 1"} & secrets
    # The test below has all formats.
    document = everything(real, "2026-09-30", ("json", "html"))
    assert len(document) > 10_000
    assert [secret for secret in secrets if secret in document] == []


MAY_BE_PRIVATE = {
    "agency": {"name": "Department of Health", "head_post": "Secretary"},
    "appointment": {"officer": "Editor", "letter": "2024-02-01/7"},
    "directive": {"title": "Officers"},
    "register": {"custodian": "Example desk"},
}


@pytest.mark.parametrize("private", [True, False])
def test_own_private_fields_are_in_no_report(tmp_path: Path, private: bool) -> None:
    build_repository(tmp_path, SMALL | {DIRECTIVE: directive(), LETTER: appointment(until="2026-02-01")})
    texts = {text: f"{SECRET}-{text[:4]}" for fields in MAY_BE_PRIVATE.values() for text in fields.values()}
    for path in (tmp_path / "registry").rglob("*.yaml"):
        written = path.read_text()
        for text, secret in texts.items() if not {"platforms", "jurisdictions"} & {*path.parts} else ():
            written = written.replace(text, secret)
        path.write_text(written)
    for kind, fields in MAY_BE_PRIVATE.items() if private else ():
        described = tmp_path / f"schemas/{kind}.schema.json"
        schema = json.loads(described.read_text())
        for field in fields:
            schema["properties"][field]["x-private"] = True
        described.write_text(json.dumps(schema))
    # One format proves that the reports have these texts otherwise.
    document = everything(tmp_path, "2026-01-01", FORMATS if private else ("json",))
    assert {secret for secret in texts.values() if secret in document} == (set() if private else {*texts.values()})


def officers_texts(root: Path) -> set[str]:
    """Return every long private text of an appointment, without the desk's."""
    kind = load_kinds(WorkTree(root))[0]["appointment"]
    texts = set[str]()
    for path in (root / "registry").glob("agencies/*/appointments/*.yaml"):
        data = yaml.load(path.read_bytes(), yaml.BaseLoader)
        for route in (field.route for field in kind.fields.values() if field.private):
            texts |= {text for _, value in values_at(data, route) for text in texts_of(value)}
    desk = {*texts_of(yaml.load((root / REGISTER).read_bytes(), yaml.BaseLoader))}
    return {text for text in texts if len(text) > 6} - desk


def test_a_change_to_an_appointment_leaks_no_private_text(tmp_path: Path) -> None:
    repository = build_example(tmp_path / "register")
    secrets = officers_texts(repository.root)
    assert len(secrets) > 20
    for path in (repository.root / "registry").glob("agencies/*/appointments/*.yaml"):
        written = path.read_text()
        for secret in sorted(secrets, key=len, reverse=True):
            written = written.replace(f": {secret}\n", f": {secret} changed\n")
        path.write_text(written)
    proposed = repository.commit({})
    compared = ("--base", "HEAD~1", "--as-of", "2026-10-01")
    changes = ("report", "changes", "--from", "HEAD~1", "--to", proposed, "--format")
    kept = str(tmp_path / "review.json")
    asked = ("review", *compared, "--head", "HEAD", "--actor", "1", "--format", "markdown", "--keep", kept)
    expected = [
        run(repository.root, *asked),
        run(repository.root, "comment", kept),
        *(run(repository.root, *changes, format_) for format_ in (*FORMATS, "atom")),
        *(
            run(repository.root, "validate", *compared, "--format", format_)
            for format_ in ("text", "json", "github", "gitlab", "sarif", "markdown")
        ),
    ]
    for answer in expected:
        assert [secret for secret in secrets if secret in answer.output + answer.messages] == []
    assert "`officer.name` must not change from `(not published)`" in expected[-1].output
