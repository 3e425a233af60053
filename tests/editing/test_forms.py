"""Tests of `intake`: forms, lists and mails, accepted or rejected as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from tests.commands import Answer, run
from tests.registers import ACCOUNT, ACCOUNT_TEXT, AGENCY, DAY, PROJECT, SMALL, Repository, build, build_repository

from smregister.editing.forms.entries import Origin
from smregister.editing.forms.form_intake import FormIntake, IntakeResult
from smregister.editing.forms.forms import read_forms
from smregister.editing.forms.values import explain_closed_field, find_settable_field
from smregister.model import Document
from smregister.records.yaml import parse_document
from smregister.register.loader import read_register
from smregister.register.snapshot import RegisterSnapshot
from smregister.repository.work_tree import WorkTree

AS_OF = ("--as-of", "2026-01-01")
TEMPLATES = PROJECT / "src/smregister/editing/init/templates/dot-github"
FORMS = ("new-account", "new-appointment", "correction")
HEALTH = "registry/agencies/health"
OFFICER = f"{HEALTH}/appointments/head-2020.yaml"
OFFICER_TEXT = """\
officer:
  post: Head of the press office # as in the letter
role: lead
accounts: all-of-agency
letter:
  number: 7/2020
  date: 2020-03-01
effective_from: 2020-03-08
"""

ACCOUNT_ANSWERS = {
    "Agency": "Department of Health",
    "Address": "https://www.instagram.com/example.health/?hl=en",
    "Display name": "",
    "Purpose": "Pictures for patients",
    "Kind of account": "office",
    "Opened": "2024-02-29",
    "Languages": "en, tpi",
    "Officer in charge": "Head of the press office",
    "Letter of appointment": "",
    "Pages of the agency's website that link to the account": "https://health.gov.example/contact",
    "Reason for another account": "",
    "Authority": "- [X] I ask on behalf of the agency.",
}
APPOINTMENT_ANSWERS = {
    "Agency": "health",
    "Post of the officer": "Deputy head",
    "Unit": "Press office",
    "Role": "editor",
    "Accounts covered": "https://twitter.com/Example_Health",
    "Duties": "- [X] provide-content\n- [ ] coordinate-content\n- [x] keep-records",
    "Number of the letter": "12/2025",
    "Date of the letter": "2025-01-10",
    "Signed by": "Secretary",
    "In force from": "2025-02-01",
    "In force to": "2030-12-31",
    "Replaces": "",
    "Authority": "- [X] I write on behalf of the agency.",
}
CORRECTION_ANSWERS = {
    "Record": "health/x-health",
    "Field": "Purpose",
    "New value": "News for everybody",
    "Why": "It is not only for the press",
    "Proof": "",
}


def body(answers: dict[str, str], **changed: str) -> str:
    """Return the body of an issue from a form; `changed` names labels by their first words."""
    for start, answer in changed.items():
        [label] = [each for each in answers if each.casefold().startswith(start.replace("_", " ").casefold())]
        answers = {**answers, label: answer}
    return "\n\n".join(f"### {label}\n\n{answer or '_No response_'}" for label, answer in answers.items()) + "\n"


@pytest.fixture
def desk(tmp_path: Path) -> Repository:
    """Return a register with an officer, committed."""
    return build_repository(tmp_path / "repository", {**SMALL, OFFICER: OFFICER_TEXT})


def intake(desk: Repository, text: str | bytes, *arguments: str) -> Answer:
    """Run `intake` on a text beside the register."""
    path = desk.root.parent / "text"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return run(desk.root, "intake", str(path), *AS_OF, *arguments)


def rejected(desk: Repository, text: str | bytes, *arguments: str) -> list[tuple[int, str, str]]:
    """Run `intake` on a rejected text; return line, field and reason of each rejection."""
    answer = intake(desk, text, "--json", "--apply", *arguments)
    result = answer.json()
    assert (answer.status, result["accepted"], result["changes"]) == (1, 0, [])
    assert desk.git("status", "--porcelain") == ""
    return [(each["line"], each["field"], each["reason"]) for each in result["refused"]]


def record(desk: Repository, path: str) -> dict[str, object]:
    """Return a written record; the register must be valid."""
    assert run(desk.root, "validate", *AS_OF).status == 0
    data: dict[str, object] = yaml.load((desk.root / path).read_text("utf-8"), Loader=yaml.BaseLoader)
    return data


# Forms and fields


@pytest.mark.parametrize("name", FORMS)
def test_every_question_of_a_form_is_understood(register: Path, name: str) -> None:
    tree = WorkTree(register)
    kinds = read_register(tree, DAY).register.kinds
    form = read_forms(tree, kinds)[name]
    if form.kind is None:
        assert [each.name for each in form.questions if not each.note] == ["record", "field", "value"]
        return
    for question in form.questions:
        field = find_settable_field(kinds[form.kind], question.name)
        if not question.note and question.name != "agency":
            assert field is not None, question
            assert explain_closed_field(field, Origin.ISSUE) is None, question
            item = kinds[form.kind].fields.get((*field.route, "*"), field)
            assert set(question.options) <= {str(choice) for choice in (*field.choices, *item.choices)}, question


@pytest.mark.parametrize("name", FORMS)
def test_the_required_answers_of_a_form_are_enough(desk: Repository, name: str) -> None:
    """These tests answer every label of the form; empty answers are optional ones."""
    content = yaml.safe_load((TEMPLATES / f"ISSUE_TEMPLATE/{name}.yml").read_text("utf-8"))
    answers = {FORMS[0]: ACCOUNT_ANSWERS, FORMS[1]: APPOINTMENT_ANSWERS, FORMS[2]: CORRECTION_ANSWERS}[name]
    asked = [each["attributes"]["label"] for each in content["body"] if each["type"] != "markdown"]
    assert asked == list(answers)
    result = intake(desk, body(answers), "--json")
    assert (result.status, result.json()["form"]) == (0, name), result.output
    for element in content["body"]:
        if element.get("validations", {}).get("required"):
            label = element["attributes"]["label"]
            [(_, field, reason)] = rejected(desk, body({**answers, label: ""}))
            assert (field, reason) == (label, "the answer is missing")


def test_a_register_s_own_form_may_use_other_words(desk: Repository) -> None:
    text = (TEMPLATES / "ISSUE_TEMPLATE/correction.yml").read_text("utf-8")
    own = text.replace("label: Record", "label: Rekod").replace("name: Correction", "name: Pembetulan")
    desk.commit({".github/ISSUE_TEMPLATE/correction.yml": own})
    answers = {label.replace("Record", "Rekod"): answer for label, answer in CORRECTION_ANSWERS.items()}
    assert intake(desk, body(answers)).status == 0
    assert run(desk.root, "intake", "--template", "correction").output.startswith("# Pembetulan\n")


def test_a_form_that_can_not_be_used_is_named(desk: Repository) -> None:
    desk.commit({".github/ISSUE_TEMPLATE/correction.yml": "name: No questions\n"})
    answer = intake(desk, body(CORRECTION_ANSWERS))
    assert answer.status == 2
    assert ".github/ISSUE_TEMPLATE/correction.yml can't be used as a form" in answer.messages


# The body of an issue


def test_a_form_becomes_an_account(desk: Repository) -> None:
    assert intake(desk, body(ACCOUNT_ANSWERS)).output.startswith("+ account health/instagram-example-health added\n")
    assert desk.git("status", "--porcelain") == ""
    assert intake(desk, body(ACCOUNT_ANSWERS), "--apply").status == 0
    assert record(desk, f"{HEALTH}/accounts/instagram-example-health.yaml") == {
        "platform": "instagram",
        "handle": "example.health",
        "url": "https://www.instagram.com/example.health/",
        "purpose": "Pictures for patients",
        "kind": "office",
        "languages": ["en", "tpi"],
        "status": "active",
        "opened": "2024-02-29",
        "linked_from": ["https://health.gov.example/contact"],
    }


def test_a_form_becomes_an_appointment(desk: Repository) -> None:
    assert intake(desk, body(APPOINTMENT_ANSWERS).replace("\n", "\r\n"), "--apply").status == 0
    assert record(desk, f"{HEALTH}/appointments/deputy-head-2025.yaml") == {
        "officer": {"post": "Deputy head", "unit": "Press office"},
        "role": "editor",
        "accounts": ["x-health"],
        "duties": ["provide-content", "keep-records"],
        "letter": {"number": "12/2025", "date": "2025-01-10", "signed_by": {"post": "Secretary"}},
        "effective_from": "2025-02-01",
        "effective_to": "2030-12-31",
    }


def test_an_appointment_that_replaces_another_ends_it_on_the_day_before(desk: Repository) -> None:
    text = body(APPOINTMENT_ANSWERS, replaces="head-2020", accounts="all-of-agency")
    assert intake(desk, text, "--apply").status == 0
    assert record(desk, f"{HEALTH}/appointments/deputy-head-2025.yaml")["replaces"] == "head-2020"
    ended = "effective_to: 2025-01-31\nend_reason: replaced\nreplaced_by: deputy-head-2025\n"
    assert (desk.root / OFFICER).read_text() == OFFICER_TEXT + ended


def test_a_form_corrects_one_field(desk: Repository) -> None:
    assert intake(desk, body(CORRECTION_ANSWERS), "--apply").status == 0
    assert record(desk, ACCOUNT)["purpose"] == "News for everybody"
    assert (desk.root / ACCOUNT).read_text() == ACCOUNT_TEXT.replace("News for the press", "News for everybody")


def test_an_account_that_moves_keeps_the_handle_it_had(desk: Repository) -> None:
    text = body(CORRECTION_ANSWERS, record="x.com/EXAMPLE_health", field="Address", new="https://x.com/gov_health")
    assert intake(desk, text, "--apply").status == 0
    result = record(desk, ACCOUNT)
    assert (result["handle"], result["url"]) == ("gov_health", "https://x.com/gov_health")
    assert result["former_handles"] == [{"handle": "example_health"}]


def test_an_account_that_moves_loses_its_approval(desk: Repository) -> None:
    desk.commit({ACCOUNT: ACCOUNT_TEXT + "approval:\n  by: Desk\n  date: 2024-01-01\n"})
    text = body(CORRECTION_ANSWERS, record="x.com/EXAMPLE_health", field="Address", new="https://x.com/gov_health")
    assert "removed: approval (" in intake(desk, text, "--apply").messages
    assert "approval" not in record(desk, ACCOUNT)


@pytest.mark.parametrize(
    ("changed", "line", "field", "reason"),
    [
        ({"agency": "Departmant of Health"}, 1, "Agency", "did you mean `Department of Health`?"),
        ({"agency": "../../etc"}, 1, "Agency", "there is no agency `../../etc`"),
        ({"address": "https://x.com/example_health/status/1"}, 5, "Address", "it is not an account on X"),
        ({"address": "twitter.com/Example_Health"}, 5, "Address", "already registered as `health/x-health`"),
        ({"address": "javascript:alert(1)"}, 5, "Address", "it does not begin with http"),
        ({"kind": "offices"}, 17, "Kind of account", "did you mean `office`?"),
        ({"opened": "29 Feb 2024"}, 21, "Opened", "written year-month-day"),
        ({"opened": "2031-01-01"}, 21, "Opened", "in the future"),
        ({"languages": "English"}, 25, "Languages", "English is en"),
        ({"languages": "en, en"}, 25, "Languages", "is in this list twice"),
        ({"pages": "health.gov.example"}, 37, "Pages of the agency's website that link to the account", "one per line"),
        ({"authority": "- [ ] I ask on behalf of the agency."}, 45, "Authority", "must be ticked"),
        ({"authority": "- [X] I do as I please."}, 45, "Authority", "must be one of `I ask on behalf of the agency.`"),
        ({"authority": "yes"}, 45, "Authority", "`yes` is not a box of the form"),
        ({"purpose": "see <!-- hidden -->"}, 13, "Purpose", "hides the text after it"),
        ({"purpose": "a\tb"}, 13, "Purpose", "U+0009 tab"),
    ],
    ids=str,
)
def test_errors_are_reported_with_their_positions(
    desk: Repository, changed: dict[str, str], line: int, field: str, reason: str
) -> None:
    result = rejected(desk, body(ACCOUNT_ANSWERS, **changed))
    assert (line, field) in {each[:2] for each in result}
    assert any(reason in each[2] for each in result), result


def test_all_errors_are_reported_at_once(desk: Repository) -> None:
    result = rejected(desk, body(ACCOUNT_ANSWERS, agency="Nobody", purpose="", opened="soon", authority=""))
    assert [field for _, field, _ in result] == ["Agency", "Purpose", "Opened", "Authority", "Authority"][: len(result)]
    assert len(result) >= 4


@pytest.mark.parametrize(
    ("changed", "field", "reason"),
    [
        ({"record": "health/x-helth"}, "Record", "did you mean `health/x-health`?"),
        ({"record": "https://x.com/nobody"}, "Record", "there is no account `https://x.com/nobody` in the register"),
        ({"record": "platform:x"}, "Record", "only the desk can change"),
        ({"record": "registry/../schemas/account.schema.json"}, "Record", "there is no record"),
        ({"field": "Porpose"}, "Field", "did you mean `Purpose`?"),
        ({"field": "former_handles.0.handle"}, "Field", "is not a field of account that can be corrected here"),
        ({"field": "verification.badge", "new": "government"}, "Field", "only the desk can fill in"),
        ({"field": "verification"}, "Field", "only the desk can fill in"),
        ({"field": "recovery_email", "new": "a@gov.example"}, "Field", "never published, but this form is public"),
        ({"field": "platform", "new": "facebook"}, "New value", "close this record and add a new one"),
        ({"field": "status", "new": "closed"}, "New value", ""),
        ({"new": "News for the press"}, "New value", "already has this value"),
    ],
    ids=str,
)
def test_an_impossible_correction_is_rejected(
    desk: Repository, changed: dict[str, str], field: str, reason: str
) -> None:
    [(_, result, why), *_] = rejected(desk, body(CORRECTION_ANSWERS, **changed))
    assert result == field
    assert reason in why


@pytest.mark.parametrize("name", ["officer.name", "officer.forge.login", "officer.forge", "notes"])
def test_private_fields_and_the_desk_s_are_rejected_in_a_form(desk: Repository, name: str) -> None:
    [(_, field, reason)] = rejected(desk, body(APPOINTMENT_ANSWERS) + f"\n### {name}\n\nsomething\n", "--as", "issue")
    assert field == name
    assert "never published" in reason or "only the desk can fill in" in reason


# Texts that mean to deceive


@pytest.mark.parametrize("fence", ["", "```\n", "   "])
def test_an_answer_can_not_contain_another_answer(desk: Repository, fence: str) -> None:
    text = body(ACCOUNT_ANSWERS, purpose=f"News\n\n{fence}### Agency\n\nTreasury\n")
    [(line, field, reason), *_] = rejected(desk, text)
    assert (line > 13, field) == (True, "Agency")
    assert "occurs twice, first in line 1" in reason


def test_an_answer_can_not_contain_a_later_question(desk: Repository) -> None:
    result = rejected(desk, body(ACCOUNT_ANSWERS, agency="health\n\n### purpose\n\nSmuggled in\n"))
    assert [field for _, field, _ in result] == ["Purpose"]


def test_a_heading_of_no_form_is_rejected(desk: Repository) -> None:
    [(line, field, reason)] = rejected(desk, body(ACCOUNT_ANSWERS, purpose="News\n\n### Adress\n\nmore"))
    assert (line, field) == (17, "Adress")
    assert "did you mean `Address`?" in reason


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        "&a *a",
        "!!python/object x",
        "- item",
        "{a: b}",
        "[a]",
        "key: value",
        "# x",
        "a: b\n---\nc",
        "| >",
        "'\"\\",
    ],
)
def test_no_text_becomes_structure(desk: Repository, text: str) -> None:
    answer = intake(desk, body(ACCOUNT_ANSWERS, purpose=text, display="0123"), "--apply")
    assert answer.status == 0, answer.output
    result = record(desk, f"{HEALTH}/accounts/instagram-example-health.yaml")
    assert (result["purpose"], result["name"]) == (text, "0123")


@pytest.mark.parametrize("words", ["[health, '../..']", "{a: b}", "[!!str x]"])
def test_a_list_is_only_ever_words(desk: Repository, words: str) -> None:
    result = rejected(desk, body(ACCOUNT_ANSWERS, languages=words))
    assert {field for _, field, _ in result} == {"Languages"}


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "the text is empty"),
        (" \r\n\n", 1, "the text is empty"),
        ("a" * 70_000, 1, "more than 64 KiB"),
        ("部" * 30_000, 1, "more than 64 KiB"),
        ("\n" * 5_000 + "a", 1, "more than 4,000 lines"),
        (b"### Agency\n\n\xff\n", 3, "not UTF-8"),
        ("### Agency\n\nhe\x00alth\n", 3, "U+0000 null"),
        ("### Agency\n\nhea\u202elth\n", 3, "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("### Agency\n\nhea\rlth\n", 3, "carriage return"),
        ("### x\n" * 101, 101, "101 headings"),
        ("Hello\n\n### Agency\n\nhealth\n", 1, "`Hello` is before the first heading"),
        ("Hello there", 1, "there is no row below the headings"),
        ("### Agency\n\nhealth\n", 1, "no form has these headings"),
        ("### Zeal" + " #" * 30_000 + "x\n\nmuch\n", 1, "no form has these headings"),
        ("### Zeal\n\nmuch\n", 1, "no form has these headings"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_an_unreadable_text_is_rejected(desk: Repository, text: str | bytes, line: int, reason: str) -> None:
    result = rejected(desk, text)
    assert result[0][0] == line
    assert reason in result[0][2]


@pytest.mark.parametrize("label", ["agency", "purpose", "display", "officer", "### "])
@pytest.mark.parametrize(
    "hostile",
    [
        "@desk #1 fixes #2",
        "<img src=x> <!-",
        "`one` ``two`` ` | @x",
        "[a](https://evil.example) ![b](c)",
        "\\| \\` | @y",
    ],
)
def test_the_answer_to_an_issue_has_no_live_markup(desk: Repository, label: str, hostile: str) -> None:
    known = label != "### "
    text = body(ACCOUNT_ANSWERS, **({label: hostile} if known else {})) + ("" if known else f"\n### {hostile}\n\nx")
    answer = intake(desk, text, "--as", "issue", "--format", "markdown")
    parts = [
        part
        for token in MarkdownIt("gfm-like", {"linkify": False}).parse(answer.output)
        for part in token.children or ()
    ]
    assert {part.type for part in parts} <= {"text", "code_inline", "strong_open", "strong_close"}
    plain = "".join(part.content for part in parts if part.type == "text")
    assert [sign for sign in "@#<[" if sign in plain] == []
    assert hostile[:6] in "".join(part.content for part in parts if part.type == "code_inline")


def test_the_reply_to_a_mail_has_no_private_value(desk: Repository, mail: str) -> None:
    answer = intake(desk, mail, "--format", "markdown")
    assert "(not published)" in answer.output
    assert "Example Officer" not in answer.output


# Lists


def test_a_list_becomes_one_proposal(desk: Repository) -> None:
    rows = "agency,url,purpose,Languages\nhealth,x.com/a_health,One,en\nHEALTH,youtube.com/@b_health,'Two',\"en,tpi\"\n"
    result = intake(desk, rows, "--json", "--apply").json()
    assert (result["form"], result["read"], result["accepted"]) == ("new-account", 2, 2)
    assert [each["id"] for each in result["changes"]] == ["health/x-a-health", "health/youtube-b-health"]
    assert record(desk, f"{HEALTH}/accounts/youtube-b-health.yaml")["languages"] == ["en", "tpi"]


def test_a_rejected_row_rejects_the_whole_list(desk: Repository) -> None:
    rows = "agency;url;purpose;zeal\n\nhealth;x.com/a_health;One;\nhelth;x.com/b;Two;\nhealth;https://x.com/A_Health/;;;x\n"
    result = rejected(desk, rows, "--form", "account")
    assert [(line, field) for line, field, _ in result] == [
        (1, "zeal"),
        (4, "agency"),
        (5, ""),
        (5, "purpose"),
    ]


def test_two_rows_about_one_account(desk: Repository) -> None:
    [(line, field, reason)] = rejected(desk, "agency,url,purpose\nhealth,x.com/a,One\nhealth,twitter.com/A,Two\n")
    assert (line, field, reason) == (3, "url", "this account is already in line 2; keep one")


def test_a_list_of_letters_has_fields_within_fields(desk: Repository) -> None:
    rows = (
        "agency\tofficer.post\tofficer.name\taccounts\tletter.number\tletter.date\teffective_from\tmay_approve_posts\n"
        "health\tHead\tExample Officer\tall-of-agency\t9\t2025-01-01\t2025-02-01\tyes\n"
    )
    assert intake(desk, rows, "--apply").status == 0
    result = record(desk, f"{HEALTH}/appointments/head-2025.yaml")
    assert result["officer"] == {"name": "Example Officer", "post": "Head"}
    assert (result["may_approve_posts"], result["letter"]) == ("true", {"number": "9", "date": "2025-01-01"})


def test_a_list_of_corrections(desk: Repository) -> None:
    rows = 'record,field,value,why\nhealth/x-health,name,Health,it has one\nhealth/x-health,tags,"press,health",so\n'
    assert intake(desk, rows, "--apply").status == 0
    result = record(desk, ACCOUNT)
    assert (result["name"], result["tags"]) == ("Health", ["press", "health"])


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ("url,Agency,url\na,b,c\n", "`url` occurs twice"),
        ("url,Address,agency,purpose\nx.com/a,x.com/b,health,P\n", "already answered under another label"),
        ('url,agency,purpose\n"x.com/a,health,P\n', "a quote is opened"),
        (
            "url,agency,purpose,response_target_hours\nx.com/a,health,P," + "9" * 5_000 + "\n",
            "must be a whole number; `9999",
        ),
        ("url,agency,purpose,response_target_hours\nx.com/a,health,P,soon\n", "a whole number"),
        ("url,agency,purpose,former_handles\nx.com/a,health,P,old\n", "has several parts"),
        ("url,agency,purpose,verification.badge\nx.com/a,health,P,paid\n", "only the desk can fill in"),
        ("url,agency\nx.com/a,health\n", "`Purpose` is missing"),
    ],
    ids=range(8),
)
def test_a_list_is_rejected(desk: Repository, rows: str, reason: str) -> None:
    assert any(reason in each[2] for each in rejected(desk, rows, "--form", "new-account")), reason


# Mails

MAIL = """\
Dear desk,

> Form: New appointment
> # The public body that appoints, by its official name. Required.
> Agency: department of
>    health
> Post of the officer: Head of
>   the media unit
> Accounts covered:
>   x-health
>   https://x.com/example_health2
> Duties: provide-content, keep-records
> Number of the letter: 12/2025
> Date of the letter: 2025-01-10
> In force from: 2025-02-01
> officer.name: Example Officer
--
Yours
"""


@pytest.fixture
def mail(desk: Repository) -> str:
    """Return a mail about accounts that the register has."""
    desk.commit({f"{HEALTH}/accounts/x-second.yaml": ACCOUNT_TEXT.replace("example_health", "example_health2")})
    return MAIL


def test_a_mail_becomes_an_appointment(desk: Repository, mail: str) -> None:
    answer = intake(desk, mail, "--apply")
    assert answer.status == 0, answer.output
    assert "lines 1 to 2 are ignored" in answer.messages
    result = record(desk, f"{HEALTH}/appointments/head-of-the-media-unit-2025.yaml")
    assert result["officer"] == {"name": "Example Officer", "post": "Head of the media unit"}
    assert (result["accounts"], result["duties"]) == (["x-health", "x-second"], ["provide-content", "keep-records"])


@pytest.mark.parametrize("form", ["account", "appointment", "correction"])
def test_a_template_can_be_filled_in(desk: Repository, form: str) -> None:
    template = run(desk.root, "intake", "--template", form).output
    assert "Authority" not in template
    result = rejected(desk, template)
    assert {reason for _, _, reason in result} == {"the answer is missing"}
    answers = {"account": ACCOUNT_ANSWERS, "appointment": APPOINTMENT_ANSWERS, "correction": CORRECTION_ANSWERS}[form]
    for label, answer in {**answers, "Duties": "keep-records"}.items():
        template = template.replace(f"\n{label}:\n", f"\n{label}: {answer}\n")
    answer = intake(desk, template)
    assert answer.status == 0, template
    assert "passed over" not in answer.messages


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("Form: New appointment", "Form: New apointment", "did you mean `New appointment`?"),
        ("> Number of the letter:", "> Number of letters:", "did you mean `Number of the letter`?"),
        ("> Duties:", "> Agency: treasury\n> Duties:", "occurs twice, first in line 5"),
        ("> officer.name", "> officer.forge.user_id", "only the desk can fill in"),
        ("> Duties:", "> and more\n> Duties:", "`and more` is not a line of the template"),
        ("keep-records", "keep-secrets", "`keep-secrets` must be one of"),
        ("x-health\n", "x-helth\n", "there is no account `x-helth`; did you mean `x-health`?"),
    ],
    ids=range(7),
)
def test_a_mail_is_rejected(desk: Repository, mail: str, before: str, after: str, reason: str) -> None:
    result = rejected(desk, mail.replace(before, after))
    assert any(reason in each[2] for each in result), result


@pytest.mark.parametrize(
    "closing",
    [
        "Kind regards,\nOfficer",
        "Salam,",
        "Terima kasih,\n\nPegawai\nTel: 1234",
        "Thank you",
        "Tenkyu\n-- \nx",
        "Cảm ơn.",
    ],
)
def test_closing_words_are_omitted_with_a_remark(desk: Repository, closing: str) -> None:
    text = f"Record: health/x-health\nField: purpose\nNew value: News for\n  everybody\n\n{closing}\n"
    answer = intake(desk, text, "--apply")
    assert answer.status == 0, answer.output
    last = text.count("\n") + 1
    assert f"lines 6 to {last} are ignored: they are not part of the template" in answer.messages
    assert record(desk, ACCOUNT)["purpose"] == "News for\neverybody"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("New value: x\nKind regards,", "`Kind regards,` is not a line of the template"),
        ("New value: x\n\nWhat is more, it tells at length of what was asked", "is not a line of the template"),
        ("New value:\n\nNews for everybody", "`News for everybody` is not a line of the template"),
        ("New value: x\n\nAnd more\nWhy: It is", "`And more` is not a line of the template"),
        ("New value: x\n\n12 beds", "`12 beds` is not a line of the template"),
    ],
)
def test_a_possible_answer_is_no_closing_line(desk: Repository, text: str, reason: str) -> None:
    result = rejected(desk, f"Record: health/x-health\nField: purpose\n{text}\n")
    assert any(reason in each[2] for each in result), result


def test_a_template_names_private_fields_in_the_words_of_their_schema(desk: Repository, mail: str) -> None:
    template = run(desk.root, "intake", "--template", "appointment").output
    assert "\nOfficer, name:" in template
    assert "officer.name" not in template
    assert intake(desk, mail.replace("officer.name:", "Officer, Name:"), "--apply").status == 0
    result = record(desk, f"{HEALTH}/appointments/head-of-the-media-unit-2025.yaml")
    assert result["officer"] == {"name": "Example Officer", "post": "Head of the media unit"}


def test_a_mail_may_have_private_fields(desk: Repository) -> None:
    text = "Record: health/x-health\nField: recovery_email\nNew value: desk@gov.example\n"
    assert intake(desk, text, "--apply").status == 0
    assert record(desk, ACCOUNT)["recovery_email"] == "desk@gov.example"


# The command


def test_it_reads_standard_input_and_writes_only_with_apply(desk: Repository) -> None:
    answer = run(desk.root, "intake", "-", "--json")
    assert (answer.status, answer.json()["refused"][0]["reason"]) == (1, "the text is empty")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.md"], "there is no file missing.md"),
        (["registry"], "registry is not a file"),
        ([], "name a file"),
        (["a", "--template", "account"], "name a file"),
        (["--template", "acount"], "there is no form `acount`"),
        (["registry/register.yaml", "--form", "zeal"], "there is no form `zeal`; there are correction"),
    ],
)
def test_an_intake_that_can_not_be_applied_is_an_error(desk: Repository, arguments: list[str], message: str) -> None:
    answer = run(desk.root, "intake", *arguments)
    assert (answer.status, answer.output) == (2, "")
    assert message in answer.messages


def test_an_intake_can_be_undone(desk: Repository) -> None:
    intake(desk, body(APPOINTMENT_ANSWERS, replaces="head-2020"), "--apply")
    assert run(desk.root, "undo").status == 0
    assert desk.git("status", "--porcelain") == ""


def test_an_ambiguous_agency_name_is_rejected(desk: Repository) -> None:
    agency = str(SMALL[AGENCY])
    names = "names:\n  fr: Santé publique\nshort_name: DoH\n"
    desk.commit({"registry/agencies/health-2/agency.yaml": agency, AGENCY: f"{agency}{names}"})
    [(_, _, reason)] = rejected(desk, body(ACCOUNT_ANSWERS))
    assert reason == "`Department of Health` has several meanings; write one of `health`, `health-2`"
    for name in ("doh", "health", "  santé  PUBLIQUE "):
        assert intake(desk, body(ACCOUNT_ANSWERS, agency=name)).status == 0


def test_another_agency_s_appointment_is_not_ended(desk: Repository) -> None:
    desk.commit({"registry/agencies/treasury/agency.yaml": str(SMALL[AGENCY]).replace("Health", "Finance")})
    text = body(APPOINTMENT_ANSWERS, agency="treasury", accounts="all-of-agency", replaces="health/head-2020")
    [(_, field, reason)] = rejected(desk, text)
    assert (field, reason) == ("Replaces", "`health/head-2020` belongs to another agency; only the desk can end it")


def test_an_account_with_a_platform_id_keeps_its_handle(desk: Repository) -> None:
    new = "https://x.com/i/user/1234567"
    answer = intake(desk, body(CORRECTION_ANSWERS, field="url", new=new), "--json")
    fields = {each["pointer"] for change in answer.json()["changes"] for each in change["fields"]}
    assert fields == {"/platform_id", "/url"}


# Whatever is written

HOSTILE = (
    "### Agency",
    "Agency: health",
    "_No response_",
    "```",
    "- [X] provide-content",
    "../../etc/passwd",
    "$(id) `id`",
    "${{ github.token }}",
    "!!python/object:os.system",
    "&a [*a, *a]",
    "=1+1",
    "\u202e\u200b\x00",
    "\r",
    "---\n...",
    "https://x.com/example",
    "health",
    "2025-01-01",
    "'\"",
    "#",
    ": ",
    "é",
    "\u2028",
)
WORDS = st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=20)), max_size=4).map(" ".join)
LABELS = st.sampled_from([*ACCOUNT_ANSWERS, *APPOINTMENT_ANSWERS, *CORRECTION_ANSWERS, "url", "officer.name", "x"])
ANSWERS = st.dictionaries(LABELS, WORDS, max_size=8)


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> FormIntake:
    """Return the intake of a register that no test writes to."""
    root = build(tmp_path_factory.mktemp("standing") / "register", {**SMALL, OFFICER: OFFICER_TEXT})
    tree = WorkTree(root)
    register = read_register(tree, DAY).register
    forms = read_forms(tree, register.kinds)
    return FormIntake(RegisterSnapshot(tree, DAY), forms)


def require_harmless(result: IntakeResult) -> None:
    """Check that there is a valid proposal within the agency, or a rejection."""
    contents = result.proposal.contents if result.proposal else {}
    assert result.proposal is None or result.proposal.validation.is_valid
    assert all(path.startswith(f"{HEALTH}/") and ".." not in path for path in contents)
    assert bool(contents) != bool(result.rejections)
    assert all(rejection.line >= 1 and rejection.reason for rejection in result.rejections)


@given(st.one_of(st.binary(max_size=200), WORDS.map(str.encode)), st.sampled_from([None, *Origin]))
def test_no_text_does_harm(standing: FormIntake, content: bytes, origin: Origin | None) -> None:
    require_harmless(standing.propose(content, origin))


@given(ANSWERS, st.sampled_from([body, None]), st.sampled_from([None, *FORMS]))
def test_hostile_answers_are_harmless(
    standing: FormIntake, answers: dict[str, str], written: object, form: str | None
) -> None:
    lines = body(answers) if written else "\n".join(f"{label}: {answer}" for label, answer in answers.items())
    require_harmless(standing.propose(lines.encode("utf-8", "replace"), None, form))


@given(WORDS, st.text(max_size=40))
def test_accepted_text_is_in_the_record_verbatim(standing: FormIntake, purpose: str, name: str) -> None:
    text = body({**ACCOUNT_ANSWERS, "Purpose": purpose, "Display name": name}).encode("utf-8", "replace")
    result = standing.propose(text, Origin.ISSUE)
    require_harmless(result)
    for path, content in (result.proposal.contents if result.proposal else {}).items():
        document = parse_document(path, content or b"")
        assert isinstance(document, Document)
        lines = text.decode().replace("\r\n", "\n")
        assert document.data["purpose"] == purpose.encode("utf-8", "replace").decode().replace("\r\n", "\n").strip()
        assert str(document.data.get("name", "")) in lines
