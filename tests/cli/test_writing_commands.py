"""Tests of `add`, `edit`, `close`, `rename` and `fmt` in a register in git."""

from __future__ import annotations

import re
import resource
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pexpect
import pytest
from tests.commands import Answer, run, run_apart, talk
from tests.dialogs import STOP, converse
from tests.registers import ACCOUNT, ACCOUNT_TEXT, AGENCY, SMALL, Repository, build_repository

from smregister.model import Document
from smregister.records.yaml import parse_document

APPOINTMENT = "registry/agencies/health/appointments/officer.yaml"
DAY = ("--as-of", "2026-01-01")
FILES: dict[str, str | bytes | None] = {
    **SMALL,
    "registry/agencies/food/agency.yaml": """\
name: Food Agency
type: department
level: national
jurisdiction: EX
parent: health  # since 2021
head_post: Director
status: active
""",
    "registry/agencies/food/accounts/x-food.yaml": """\
platform: x
handle: example_food
purpose: Recalls
languages: [en]
other_agencies: [health]
status: closed
opened: 2020-05-02
closed: 2021-05-02
closed_reason: Merged
# who goes on
replaced_by: health/x-health
""",
    APPOINTMENT: """\
officer:
  post: Press officer
accounts:
  - x-health  # the only one
letter:
  number: "17"
  date: 2020-05-01
effective_from: 2020-05-02
""",
}


@pytest.fixture
def register(tmp_path: Path) -> Repository:
    return build_repository(tmp_path / "register", FILES)


def do(register: Repository, *arguments: str, stdin: str = "", limit: Callable[[], None] | None = None) -> Answer:
    """Run a command of the program on a register, as of a day, with something on standard input."""
    command, *rest = arguments
    day = [] if command in ("fmt", "list", "show", "log") else ["--as-of", "2026-01-01"]
    if limit:
        return run_apart(register.root, command, *rest, *day, stdin=stdin, limit=limit)
    return run(register.root, command, *rest, *day, stdin=stdin)


def done(register: Repository, *arguments: str, stdin: str = "") -> Answer:
    answer = do(register, *arguments, stdin=stdin)
    assert answer.status == 0, answer.messages
    return answer


def refused(register: Repository, status: int, *arguments: str, stdin: str = "") -> str:
    """Run a command that must be refused; return its messages."""
    answer = do(register, *arguments, stdin=stdin)
    assert answer.status == status, answer.messages
    assert answer.output == ""
    assert is_clean(register)
    return answer.messages


def is_clean(register: Repository) -> bool:
    return register.git("status", "--porcelain", "--untracked-files=all", "--ignored") == ""


def changed_lines(register: Repository) -> list[str]:
    """Return the lines that git sees go and come."""
    lines = register.git("diff", "--unified=0", "--no-color").splitlines()
    return [line for line in lines if line[:1] in "+-" and not line.startswith(("+++", "---"))]


def text_at(register: Repository, path: str) -> str:
    return (register.root / path).read_bytes().decode()


def account(name: str, agency: str = "health") -> str:
    return f"registry/agencies/{agency}/accounts/{name}.yaml"


def record(register: Repository, record_id: str) -> dict[str, Any]:
    data: dict[str, Any] = run(register.root, "show", record_id, "--json").json()["record"]
    return data


def test_the_register_of_these_tests_is_without_error(register: Repository) -> None:
    assert run(register.root, "validate").status == 0


# add


def test_an_address_alone_names_platform_handle_and_file(register: Repository) -> None:
    answer = done(register, "add", "account", "--agency", "health",
                  "--set", "url=https://m.facebook.com/Example.Health/?ref=x", "--set", "purpose=News")  # fmt: skip
    assert answer.output == f"{account('facebook-example-health')}\n"
    assert text_at(register, account("facebook-example-health")) == (
        "platform: facebook\nhandle: Example.Health\nurl: https://www.facebook.com/Example.Health\n"
        "purpose: News\nstatus: active\n"
    )
    assert run(register.root, "validate").status == 0


def test_the_address_follows_from_platform_and_handle(register: Repository) -> None:
    done(register, "add", "account", "--agency", "health", "--set", "platform=instagram", "--set", "handle=example_h",
         "--set", "purpose=Pictures")  # fmt: skip
    assert record(register, "health/instagram-example-h")["url"] == "https://www.instagram.com/example_h/"


def test_fields_are_written_in_the_order_of_the_schema(register: Repository) -> None:
    done(register, "add", "account", "pictures", "--agency", "health", "--set", "notes=Last", "--set", "tags+=news",
         "--set", "opened=2020-01-01", "--set", "tags+=food", "--set", "approval.date=2019-01-01",
         "--set", "approval.by=Secretary", "--set", "purpose=Pictures", "--set", "status=proposed",
         "--set", "handle=example_h", "--set", "platform=instagram", "--set", "mfa.enabled=yes",
         "--set", "response_target_hours=24", "--set", "languages=en,fr")  # fmt: skip
    assert (
        text_at(register, account("pictures"))
        == """\
platform: instagram
handle: example_h
url: https://www.instagram.com/example_h/
purpose: Pictures
languages:
  - en
  - fr
tags:
  - news
  - food
status: proposed
opened: 2020-01-01
approval:
  by: Secretary
  date: 2019-01-01
mfa:
  enabled: true
response_target_hours: 24
notes: Last
"""
    )


@pytest.mark.parametrize("source", ["file", "standard input"])
def test_fields_come_from_a_file_and_options_go_over_it(register: Repository, tmp_path: Path, source: str) -> None:
    text = "purpose: From the file\nplatform: x\nhandle: example_two\nnotes: |\n  Two\n  lines\n"
    (tmp_path / "new.yaml").write_text(text)
    name = "-" if source == "standard input" else str(tmp_path / "new.yaml")
    done(register, "add", "account", "--agency", "health", "--from", name, "--set", "purpose=Given", stdin=text)
    assert text_at(register, account("x-example-two")).splitlines()[3:] == [
        "purpose: Given", "status: active", "notes: |", "  Two", "  lines",
    ]  # fmt: skip


def test_a_record_may_be_named_with_its_agency(register: Repository) -> None:
    answer = done(register, "add", "account", "food/pictures", "--set", "platform=x", "--set", "handle=example_pics",
                  "--set", "purpose=Pictures")  # fmt: skip
    assert answer.output == f"{account('pictures', 'food')}\n"


def test_an_agency_and_its_first_account(register: Repository) -> None:
    done(register, "add", "agency", "water", "--set", "name=Water Board", "--set", "type=department",
         "--set", "level=national", "--set", "jurisdiction=EX")  # fmt: skip
    assert text_at(register, "registry/agencies/water/agency.yaml").splitlines()[0] == "name: Water Board"
    done(register, "add", "account", "--agency", "water", "--set", "url=x.com/example_water", "--set", "purpose=News")
    assert run(register.root, "validate").status == 0


def test_two_accounts_of_one_usual_name_are_numbered(register: Repository) -> None:
    for handle in ("example.one", "example_one"):
        done(register, "add", "account", "--agency", "health", "--set", "platform=instagram",
             "--set", f"handle={handle}", "--set", "purpose=Pictures")  # fmt: skip
    assert (register.root / account("instagram-example-one-2")).is_file()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["acount", "--agency", "health"], "there is no kind of record `acount`; did you mean `account`?"),
        (["account", "--agency", "helth", "--set", "url=x.com/new_one", "--set", "purpose=a"], "mean `health`?"),
        (["account", "--agency", "health", "--set", "purpse=a"], "`purpse` is not a field of account; did you mean"),
        (["account", "--agency", "health", "--set", "purpose"], "write `field=value`"),
        (["account", "--agency", "health", "--set", "mfa.enabled=perhaps"], "true or false"),
        (["account", "--agency", "health", "--set", "response_target_hours=soon"], "a whole number"),
        (["account", "--agency", "health", "--set", f"response_target_hours={'9' * 5_000}"], "a whole number"),
        (["account", "--agency", "health", "--set", "url=https://www.facebook.com/"], "https://www.facebook.com/"),
        (["account", "--agency", "health", "--set", "url=https://evil.example/x"], "evil.example"),
        (["account", "--agency", "health", "--set", "url=x.co/a"], "did you mean `x.com`? `smregister list platform`"),
        (["account", "health/x-health"], "the account `health/x-health` already exists"),
        (["register"], "the register `register` already exists"),
        (["account", "x-health", "--agency", "health", "--set", "url=x.com/new_one", "--set", "purpose=a"],
         "the account `health/x-health` already exists"),
        (["account", "A Name", "--agency", "health", "--set", "url=x.com/new_one", "--set", "purpose=a"], "a-z, 0-9"),
        (["account", "con", "--agency", "health", "--set", "url=x.com/new_one", "--set", "purpose=a"], "Windows"),
        (["account", "../../../evil", "--agency", "health", "--set", "url=x.com/new_one", "--set", "purpose=a"], ".."),
        (["account", "--agency", "../health", "--set", "url=x.com/new_one", "--set", "purpose=a"], "../health"),
        (["account", "--set", "url=x.com/new_one", "--set", "purpose=a"], "--agency AGENCY"),
        (["agency", "--set", "name=a", "--set", "type=department", "--set", "level=national", "--set",
          "jurisdiction=EX"], "the agency has no name"),
        (["agency", "a/b", "--set", "name=a", "--set", "type=department", "--set", "level=national", "--set",
          "jurisdiction=EX"], "a/b"),
        (["account", "--agency", "health", "--from", "nowhere.yaml"], "nowhere.yaml"),
        (["account", "--agency", "health", "--from", "registry"], "registry"),
        (["account", "--agency", "health", "--set", "purpose.more=a"], "purpose.more"),
        (["account", "--agency", "health", "--set", "tags.5=a"], "tags.5"),
    ],
)  # fmt: skip
def test_an_error_ends_with_2_and_a_hint(register: Repository, arguments: list[str], message: str) -> None:
    assert message.replace("a account", "an account") in refused(register, 2, "add", *arguments).replace(
        "a account", "an account"
    )


@pytest.mark.parametrize("setting", ["purpose+=a", "purpose.0=a", "status+=active", "languages.first=en"])
def test_items_are_added_to_lists_only(register: Repository, setting: str) -> None:
    new = ["account", "--agency", "health", "--set", "url=x.com/new_one", "--set", "purpose=b"]
    for command in (["add", *new], ["edit", "health/x-health"]):
        answer = do(register, *command, "--set", setting)
        assert answer.status in (1, 2)
        assert setting.partition(".")[0].partition("+")[0] in answer.messages.lower()
        assert is_clean(register)


def test_every_missing_field_is_named_with_its_option_and_meaning(register: Repository) -> None:
    messages = refused(register, 2, "add", "appointment", "second", "--agency", "health")
    for name in ("officer.post", "accounts", "letter.number", "letter.date", "effective_from"):
        assert f"--set {name}=… " in messages
    assert "--set letter.number=…   Number: " in messages
    assert "letter.signed_by" not in messages


def test_a_mapping_begun_wants_its_own_required_fields(register: Repository) -> None:
    messages = refused(register, 2, "add", "account", "--agency", "health", "--set", "url=x.com/new_one",
                       "--set", "purpose=a", "--set", "approval.reference=1")  # fmt: skip
    assert "--set approval.by=…" in messages
    assert "--set approval.date=…" in messages


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("status=actve", "did you mean `active`?"),
        ("opened=2020-02-30", "2020-02-30"),
        ("opened=2027-01-01", "date-in-future"),
        ("languages=English", "English"),
        ("replaced_by=x-helth", "did you mean `x-health`?"),
        ("contact_email=nobody", "nobody"),
        ("official_site=javascript:alert(1)", "a web address that begins with"),
        ("handle=example_health", "duplicate-account"),
        ("handle=EXAMPLE_health", "duplicate-account"),
        ("tags=news,news", "is in this list twice"),
    ],
)
def test_invalid_data_ends_with_1_and_the_finding(register: Repository, setting: str, message: str) -> None:
    messages = refused(register, 1, "add", "account", "new-one", "--agency", "health", "--set", "platform=x",
                       "--set", "handle=new_one", "--set", "purpose=a", "--set", setting)  # fmt: skip
    assert message in messages
    assert messages.endswith("nothing was written\n")


def test_a_record_that_is_not_written_is_a_duplicate_of_nothing(register: Repository) -> None:
    messages = refused(register, 1, "add", "account", "new-one", "--agency", "health", "--set", "platform=x",
                       "--set", "handle=example_health", "--set", "purpose=a")  # fmt: skip
    twin = "the handle `example_health` is already registered as `health/x-health` (active)"
    assert messages == f"`health/new-one`: error duplicate-account: {twin}\nnothing was written\n"


@pytest.mark.parametrize("text", ["- a list\n", "", "a: &b c\n", "a: 1\na: 2\n", "purpose: \x1b[31m\n", "a: [\n"])
def test_a_file_that_is_no_record_is_rejected_with_its_position(register: Repository, text: str) -> None:
    messages = refused(register, 2, "add", "account", "--agency", "health", "--from", "-", stdin=text)
    assert "-:1:" in messages or "-:2:" in messages
    assert "\x1b" not in messages


def test_only_the_new_record_is_validated(register: Repository) -> None:
    register.commit({account("old"): "platform: x\n"})
    done(register, "add", "account", "--agency", "health", "--set", "url=x.com/new_one", "--set", "purpose=a")


# Hostile values


@pytest.mark.parametrize(
    "value",
    ["two\nlines", "ends in\n\nblank\n", "no", "12:30", "- a: b # c", "'", '"', "\\", "{a: b}", "[a]", "---", "...",
     "%TAG", "@a", "`a", "!!python/object:os.system", "&a *a", "<<", "😀", "=1+1", "<script>alert(1)</script>",
     "${HOME}", "{name}", "{0}", "a" * 1000],
)  # fmt: skip
def test_a_value_means_itself(register: Repository, value: str) -> None:
    done(
        register,
        "add",
        "account",
        "new",
        "--agency",
        "health",
        "--set",
        "url=x.com/new_one",
        "--set",
        f"purpose={value}",
    )
    done(register, "edit", "health/x-health", "--set", f"purpose={value}")
    for path in (account("new"), ACCOUNT):
        document = parse_document(path, text_at(register, path).encode())
        assert isinstance(document, Document)
        assert document.data["purpose"] == value.strip()


@pytest.mark.parametrize("value", ["a\x1b[31mb", "a\x07b", "a\u202eb", "a\u200bb", "a\x9bb", "a\u2028b"])
@pytest.mark.parametrize("command", ["add", "edit"])
def test_hidden_characters_are_refused_and_shown_as_escapes(register: Repository, command: str, value: str) -> None:
    arguments = {
        "add": ["account", "new", "--agency", "health", "--set", "url=x.com/new_one"],
        "edit": ["health/x-health"],
    }[command]
    answer = do(register, command, *arguments, "--set", f"purpose={value}")
    assert answer.status in (1, 2)
    assert is_clean(register)
    assert not set(value) & {"\x1b", "\x07", "\u202e", "\u200b", "\x9b", "\u2028"} & set(answer.messages)
    assert "hidden character" in answer.messages


@pytest.mark.parametrize(
    "name", ["../health/x", "a/b/c", "/etc/passwd", "..", ".", "a.yaml", "a b", "a\nb", "-", "A", ""]
)
def test_a_name_never_leaves_its_folder(register: Repository, name: str) -> None:
    setting = ["--set", "url=x.com/new_one", "--set", "purpose=a"]
    answer = do(register, "add", "account", "--agency", "health", *setting, "--", name)
    if name:
        assert answer.status == 2, answer.messages
        assert is_clean(register)
    assert do(register, "rename", "health/x-health", "--", name).status == 2
    assert text_at(register, ACCOUNT) == ACCOUNT_TEXT


def test_a_folder_that_is_a_link_is_not_followed(register: Repository, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (register.root / "registry/agencies/food/appointments").symlink_to(tmp_path / "elsewhere")
    answer = do(register, "add", "appointment", "one", "--agency", "food", "--from", "-", stdin=str(FILES[APPOINTMENT]))
    assert answer.status != 0
    assert not [*(tmp_path / "elsewhere").iterdir()]


# edit


def test_only_the_edited_line_changes(register: Repository) -> None:
    answer = done(register, "edit", "health/x-health", "--set", "status=dormant")
    assert answer.output == f"{ACCOUNT}\n"
    assert changed_lines(register) == ["-status: active", "+status: dormant"]


def test_fields_are_set_extended_and_removed_in_one_edit(register: Repository) -> None:
    done(register, "edit", "health/x-health", "--set", "languages+=fr", "--set", "tags+=news", "--set", "kind=office",
         "--unset", "opened")  # fmt: skip
    assert changed_lines(register) == [
        "-languages: [en]", "+kind: office", "+languages:", "+  - en", "+  - fr", "+tags:", "+  - news",
        "-opened: 2020-05-02",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["health/x-health", "account:health/x-health", ACCOUNT])
def test_a_record_is_named_by_its_id_or_its_path(register: Repository, name: str) -> None:
    done(register, "edit", name, "--set", "purpose=b")
    assert changed_lines(register) == ["-purpose: News for the press", "+purpose: b"]


def test_an_edit_that_changes_nothing_leaves_the_file_alone(register: Repository) -> None:
    answer = done(register, "edit", "health/x-health", "--set", "status=active", "--unset", "notes")
    assert answer.output == ""
    assert answer.messages == "no change; nothing was written\n"
    assert is_clean(register)


def test_an_unknown_record_or_an_empty_edit_is_refused_with_a_hint(register: Repository) -> None:
    assert "did you mean `health/x-health`?" in refused(register, 2, "edit", "health/x-helth", "--set", "purpose=b")
    assert "--set FIELD=VALUE" in refused(register, 2, "edit", "health/x-health")
    assert "did you mean `opened`?" in refused(register, 2, "edit", "health/x-health", "--unset", "opend")


def test_the_identity_of_a_record_can_not_be_edited(register: Repository) -> None:
    assert "changed-identity" in refused(register, 1, "edit", "health/x-health", "--set", "platform=facebook")
    assert "changed-identity" in refused(register, 1, "edit", "health/officer", "--set", "letter.number=18")


def test_an_invalid_result_is_not_written(register: Repository) -> None:
    assert "did you mean `active`?" in refused(register, 1, "edit", "health/x-health", "--set", "status=actve")
    assert "purpose" in refused(register, 1, "edit", "health/x-health", "--unset", "purpose")
    assert "dangling-reference" in refused(register, 1, "edit", "health/officer", "--set", "accounts=x-helth")


def test_an_unrecorded_change_of_a_handle_is_reported(register: Repository) -> None:
    answer = do(register, "edit", "health/x-health", "--set", "handle=new_health")
    assert "unrecorded-handle-change" in answer.messages


def test_an_edit_of_the_handle_removes_the_approval_and_says_so(register: Repository) -> None:
    approval = ["--set", "approval.by=Desk", "--set", "approval.date=2025-12-01"]
    done(register, "edit", "health/x-health", *approval, "--set", "verification.badge=government")
    renaming = ["--set", "handle=new_health", "--set", "former_handles=[{handle: example_health}]"]
    answer = done(register, "edit", "health/x-health", *renaming)
    assert "removed: approval, verification (" in answer.messages
    assert not {"approval", "verification"} & record(register, "health/x-health").keys()
    done(register, "edit", "health/x-health", *approval)
    again = ["--set", "handle=newer", "--set", "former_handles+={handle: new_health}"]
    renewal = ["--set", "approval.date=2026-01-01"]
    assert "removed" not in done(register, "edit", "health/x-health", *again, *renewal).messages
    assert record(register, "health/x-health")["approval"] == {"by": "Desk", "date": "2026-01-01"}


def test_an_unreadable_record_is_to_be_fixed_by_hand(register: Repository) -> None:
    register.commit({ACCOUNT: "platform: x\nplatform: y\n"})
    messages = refused(register, 2, "edit", "health/x-health", "--set", "purpose=b")
    assert "correct the file first" in messages
    register.commit({ACCOUNT: b"platform: \xff\n"})
    assert "UTF-8" in refused(register, 2, "edit", "health/x-health", "--set", "purpose=b")


def test_an_invalid_record_can_be_fixed_by_an_edit(register: Repository) -> None:
    register.commit({ACCOUNT: ACCOUNT_TEXT.replace("News for the press", "# to do").replace("active", "actve")})
    done(register, "edit", "health/x-health", "--set", "status=active", "--set", "purpose=News")
    assert changed_lines(register) == [
        "-purpose: # to do",
        "+purpose: News # to do",
        "-status: actve",
        "+status: active",
    ]


def test_line_ends_of_windows_stay(register: Repository) -> None:
    register.git("config", "core.autocrlf", "false")
    register.commit({ACCOUNT: ACCOUNT_TEXT.replace("\n", "\r\n")})
    done(register, "edit", "health/x-health", "--set", "status=dormant", "--set", "kind=office")
    assert text_at(register, ACCOUNT) == ACCOUNT_TEXT.replace("active", "dormant").replace(
        "languages", "kind: office\nlanguages"
    ).replace("\n", "\r\n")


def test_the_rights_of_a_file_stay(register: Repository) -> None:
    path = register.root / ACCOUNT
    path.chmod(0o640)
    done(register, "edit", "health/x-health", "--set", "status=dormant")
    assert path.stat().st_mode & 0o777 == 0o640


# close


def test_closing_fills_in_how_it_ended_and_the_file_stays(register: Repository) -> None:
    done(
        register, "close", "health/x-health", "--reason", "Merged", "--on", "2025-12-31", "--replaced-by", "food/x-food"
    )
    assert changed_lines(register) == [
        "-status: active", "+status: closed", "+closed: 2025-12-31", "+closed_reason: Merged",
        "+replaced_by: food/x-food",
    ]  # fmt: skip


def test_the_default_day_of_closing_is_today(register: Repository) -> None:
    done(register, "close", "health/x-health", "--reason", "Merged")
    assert record(register, "health/x-health")["closed"] == "2026-01-01"


def test_an_appointment_ends_by_its_own_fields(register: Repository) -> None:
    done(register, "close", "health/officer", "--reason", "transfer", "--on", "2025-06-30")
    assert changed_lines(register) == ["+effective_to: 2025-06-30", "+end_reason: transfer"]


@pytest.mark.parametrize(
    ("status", "arguments", "message"),
    [
        (2, ["EX", "--reason", "a"], "a record of kind jurisdiction can't be closed"),
        (2, ["health/x-helth", "--reason", "a"], "did you mean"),
        (2, ["health/x-health", "--reason", "a", "--on", "yesterday"], "is not a date"),
        (2, ["health/x-health"], "--reason"),
        (1, ["health/x-health", "--reason", "a", "--on", "2019-01-01"], "closed-before-opened"),
        (1, ["health/x-health", "--reason", "a", "--replaced-by", "x-helth"], "dangling-reference"),
        (1, ["health/officer", "--reason", "bored"], "`end-of-term`"),
    ],
)
def test_an_impossible_closing_is_refused(
    register: Repository, status: int, arguments: list[str], message: str
) -> None:
    assert message in refused(register, status, "close", *arguments)


# rename


def test_references_follow_a_rename_and_nothing_else_changes(register: Repository) -> None:
    answer = done(register, "rename", "health/x-health", "health/x-press")
    assert answer.output.splitlines() == [
        account("x-food", "food"), account("x-press"), APPOINTMENT,
    ]  # fmt: skip
    assert not (register.root / ACCOUNT).exists()
    assert text_at(register, account("x-press")) == ACCOUNT_TEXT
    register.git("add", "--all")
    register.git("commit", "--quiet", "--message", "renamed")
    assert register.git("diff", "--unified=0", "-M", "HEAD~1").splitlines()[-1:] != []
    text = register.git("diff", "--unified=0", "-M", "HEAD~1")
    lines = [line for line in text.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    assert lines == [
        "-replaced_by: health/x-health", "+replaced_by: health/x-press",
        "-  - x-health  # the only one", "+  - x-press  # the only one",
    ]  # fmt: skip
    assert run(register.root, "validate").status == 0


def test_a_rename_is_reported_as_a_rename(register: Repository) -> None:
    done(register, "rename", "health/x-health", "x-press")
    changes = run(register.root, "diff", "--json").json()["changes"]
    assert {
        "kind": "account",
        "id": "health/x-press",
        "before_id": "health/x-health",
        "change": "renamed",
        "fields": [],
    } in changes


def test_an_agency_takes_its_folder_along(register: Repository) -> None:
    done(register, "rename", "agency:health", "well-being")
    assert not (register.root / "registry/agencies/health").exists()
    folder = register.root / "registry/agencies/well-being"
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.yaml")) == [
        "accounts/x-health.yaml", "agency.yaml", "appointments/officer.yaml",
    ]  # fmt: skip
    assert text_at(register, "registry/agencies/well-being/appointments/officer.yaml") == FILES[APPOINTMENT]
    food = text_at(register, "registry/agencies/food/agency.yaml")
    assert food == str(FILES["registry/agencies/food/agency.yaml"]).replace("parent: health ", "parent: well-being ")
    closed = text_at(register, account("x-food", "food"))
    assert "other_agencies: [well-being]\n" in closed
    assert "replaced_by: well-being/x-health\n" in closed
    assert run(register.root, "validate").status == 0


def test_a_jurisdiction_keeps_its_own_kind_of_name(register: Repository) -> None:
    done(register, "rename", "jurisdiction:EX", "EY")
    assert record(register, "agency:health")["jurisdiction"] == "EY"
    assert record(register, "register")["jurisdictions"] == ["EY"]


@pytest.mark.parametrize(
    ("record_id", "name", "message"),
    [
        ("agency:health", "food", "already"),
        ("health/x-health", "x-health", "already"),
        ("health/x-health", "X Health", "a-z, 0-9"),
        ("health/x-health", "food/x-health", "can't be moved to another agency, `food`"),
        ("health/x-health", "../../food/accounts/a", "a-z, 0-9"),
        ("health/x-health", "nul", "Windows"),
        ("health/x-health", "a" * 200, "longer"),
        ("jurisdiction:EX", "ex", "two capital letters"),
        ("register", "another", "there is only one register"),
        ("health/x-helth", "a", "did you mean"),
    ],
)
def test_an_impossible_rename_is_refused(register: Repository, record_id: str, name: str, message: str) -> None:
    assert message in refused(register, 2, "rename", record_id, name)


def test_a_record_named_like_a_schema_word_is_found_by_its_kind(register: Repository) -> None:
    done(
        register, "add", "account", "officer", "--agency", "health", "--set", "url=x.com/new_one", "--set", "purpose=a"
    )
    assert "`account:health/officer`" in do(register, "rename", "health/officer", "b").messages
    done(register, "rename", "appointment:health/officer", "first")


# --dry-run


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (["add", "account", "new", "--agency", "health", "--set", "url=x.com/new_one", "--set", "purpose=a"],
         "+ account health/new added"),
        (["edit", "health/x-health", "--set", "purpose=Notices"], "    purpose: News for the press → Notices"),
        (["close", "health/x-health", "--reason", "Merged"], "    closed_reason: (nothing) → Merged"),
        (["rename", "health/x-health", "x-press"], "> account health/x-health renamed to health/x-press"),
    ],
)  # fmt: skip
def test_a_dry_run_shows_the_change_and_writes_nothing(register: Repository, arguments: list[str], shown: str) -> None:
    answer = done(register, *arguments, "--dry-run")
    assert shown in answer.output.splitlines()
    assert answer.messages == "nothing was written (--dry-run)\n"
    assert is_clean(register)


# fmt

CROOKED = "# Of the press office\nplatform: 'x'\nhandle: example_health\npurpose: \"News\"   # always\n" \
          "languages: [en,fr]\nstatus: active\n\n\n\nopened: 2020-05-02"  # fmt: skip
STRAIGHT = """\
# Of the press office
platform: x
handle: example_health
purpose: News   # always
languages:
  - en
  - fr
status: active

opened: 2020-05-02
"""


def test_records_are_brought_into_canonical_form(register: Repository) -> None:
    register.commit({ACCOUNT: CROOKED})
    assert do(register, "fmt", "--check", ACCOUNT).status == 1
    assert is_clean(register)
    answer = done(register, "fmt", ACCOUNT)
    assert answer.output == f"{ACCOUNT}\n"
    assert text_at(register, ACCOUNT) == STRAIGHT
    assert done(register, "fmt", "--check", ACCOUNT).output == ""
    assert run(register.root, "diff", "--json").json()["changes"] == []


def test_the_whole_register_is_formatted_once(register: Repository) -> None:
    first = done(register, "fmt").output.splitlines()
    assert ACCOUNT in first
    assert APPOINTMENT in first
    assert done(register, "fmt").output == ""
    assert done(register, "fmt", "--check").messages == "0 records to change\n"
    assert run(register.root, "validate").status == 0


def test_an_unreadable_file_is_left_unchanged_and_reported(register: Repository) -> None:
    done(register, "fmt")
    register.commit({ACCOUNT: "platform: x\nplatform: y\n", account("binary"): b"\xff\xfe", account("empty"): ""})
    answer = do(register, "fmt")
    assert answer.status == 1
    assert answer.output == ""
    assert f"{ACCOUNT}: not changed: line 2: " in answer.messages
    assert f"{account('binary')}: not changed" in answer.messages
    assert f"{account('empty')}: not changed" in answer.messages
    assert is_clean(register)


def test_only_records_are_formatted(register: Repository) -> None:
    register.commit({"registry/README.md": "a:   b\n", ".github/workflows/a.yaml": "a:   [b]\n"})
    (register.root / "registry/agencies/health/accounts/link.yaml").symlink_to("x-health.yaml")
    done(register, "fmt", "registry")
    assert text_at(register, "registry/README.md") == "a:   b\n"
    assert text_at(register, ".github/workflows/a.yaml") == "a:   [b]\n"
    assert (register.root / "registry/agencies/health/accounts/link.yaml").is_symlink()


def test_a_path_outside_the_register_is_refused(register: Repository, tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text("a:   b\n")
    assert "other.yaml" in refused(register, 2, "fmt", str(tmp_path / "other.yaml"))
    assert "nowhere" in refused(register, 2, "fmt", "nowhere")


# At a terminal


def test_the_dialog_of_a_new_account(register: Repository) -> None:
    dialog = converse(register.root, "add", "account", *DAY, replies=[
        ("Address", "https://eviltwitter.com/health"),
        ("Agency", "helth"),
        ("Agency", "Department"),
        ("Platform", "facebok"),
        ("Platform", "FACE"),
        ("Handle", "example.health"),
        ("Purpose", "News: all of it"),
        ("Another field", "display"),
        ("Display name", "Health (official)"),
        ("Another field", "kind"),
        ("Kind", "ofice"),
        ("Kind", "OFF"),
        ("Another field", "Languages"),
        ("Languages", "English, FR"),
        ("Name of the record", "x-health"),
        ("Name of the record", "Nice Name"),
    ])  # fmt: skip
    for message in [
        "no platform of the register is at eviltwitter.com", "food: Food Agency", "did you mean `health`",
        "One of: facebook, instagram, x, youtube", "there is no platform `facebok`; did you mean `facebook`",
        "One of: office, role-holder", "did you mean `office`", "en, fr",
        "the account `health/x-health` already exists", "`Nice Name` is not a valid name for this file",
    ]:  # fmt: skip
        assert message in dialog.messages
    assert dialog.asked[:2] == ["Address", "Address"]
    names = register.git("ls-files", "--others").splitlines()
    assert names == [account("facebook-example-health")]
    assert record(register, "health/facebook-example-health") == {
        "platform": "facebook",
        "handle": "example.health",
        "url": "https://www.facebook.com/example.health",
        "name": "Health (official)",
        "purpose": "News: all of it",
        "kind": "office",
        "languages": ["en", "fr"],
        "status": "active",
    }


def test_an_address_agency_and_purpose_are_enough(register: Repository) -> None:
    replies = [("Address", "x.com/new_one"), ("Agency", "health"), ("Purpose", "News")]
    dialog = converse(register.root, "add", "account", *DAY, replies=replies)
    assert dialog.asked == ["Address", "Agency", "Purpose", "Another field", "Name of the record"]
    assert text_at(register, account("x-new-one")) == (
        "platform: x\nhandle: new_one\nurl: https://x.com/new_one\npurpose: News\nstatus: active\n"
    )


@pytest.mark.parametrize(("given", "replies"), [
    ([], [("Address", "https://twitter.com/EXAMPLE_health/status/1"), ("Address", "twitter.com/EXAMPLE_health")]),
    (["--agency", "food", "--set", "platform=x"], [("Handle", "@Example_Health")]),
    (["--set", "url=x.com/example_health"], []),
])  # fmt: skip
def test_a_registered_account_ends_the_dialog_at_once(
    register: Repository, given: list[str], replies: list[tuple[str, str]]
) -> None:
    dialog = converse(register.root, "add", "account", *given, *DAY, replies=replies, status=1)
    assert "https://x.com/example_health is already registered as `health/x-health`" in dialog.messages.lower()
    assert dialog.asked in ([], ["Address", "Address"], ["Address", "Handle"])
    assert is_clean(register)


def test_what_is_given_is_not_asked(register: Repository) -> None:
    given = ("--agency", "health", "--set", "url=x.com/new_one")
    dialog = converse(register.root, "add", "account", *given, *DAY, replies=[
        ("Purpose", "News"), ("Another field", "all"),
    ])  # fmt: skip
    assert not {"Platform", "Handle", "Address", "Agency", "Status"} & {*dialog.asked}
    assert {"Display name", "Approval, by", "Second factor, enabled", "Evidence, add one"} <= {*dialog.asked}


def test_an_invalid_answer_is_asked_for_again(register: Repository) -> None:
    dialog = converse(register.root, "add", "account", *DAY, replies=[
        ("Agency", "health"), ("Platform", "x"), ("Handle", "@"), ("Handle", "new_one"), ("Purpose", "News"),
        ("Another field", "Opened"), ("Opened", "2024-01-01"), ("Another field", "Closed"), ("Closed", "2023-01-01"),
        ("Closed", "2025-01-01"), ("Another field", "reason for clos"), ("Reason for closing", "Merged"),
    ])  # fmt: skip
    assert "`@` is not a valid handle on X" in dialog.messages
    assert "`closed` is 2023-01-01, which is before `opened`" in dialog.messages
    assert record(register, "health/x-new-one")["closed"] == "2025-01-01"


def test_an_invalid_change_is_asked_for_again(register: Repository) -> None:
    dialog = converse(register.root, "edit", "health/x-health", *DAY, replies=[
        ("Field to change", "handle"), ("Handle", "@"), ("Handle", "new_one"), ("Handle", ""),
        ("Another field", "purpose"), ("Purpose", "News"),
    ])  # fmt: skip
    assert (
        "the handle was `example_health`; keep it in `former_handles`: `smregister handle health/x-health new_one`"
        in dialog.messages
    )
    assert record(register, "health/x-health")["purpose"] == "News"


def test_a_complete_command_asks_nothing(register: Repository) -> None:
    given = ("--set", "url=x.com/new_one", "--set", "purpose=News")
    assert converse(register.root, "add", "account", "--agency", "Department of H", *given, *DAY).asked == []
    again = ("--set", "url=x.com/new_two", *given[2:])
    dialog = converse(register.root, "add", "account", *again, *DAY, replies=[("Agency", "health")])
    assert dialog.asked == ["Agency"]
    assert record(register, "health/x-new-two")["handle"] == "new_two"


def test_a_list_of_texts_by_language_is_asked_for_language_by_language(register: Repository) -> None:
    given = ("--agency", "health", "--set", "url=x.com/new_one")
    dialog = converse(register.root, "add", "account", *given, *DAY, replies=[
        ("Purpose", "News"),
        ("Another field", "Languages"),
        ("Languages", "Melayu"),
        ("Languages", "Malay"),
        ("Another field", "Description"),
        ("Description, language", "ms: Berita"),
        ("Description, language", "English"),
        ("Description, English", "Health news"),
        ("Description, language", "Tok Pisin"),
        ("Description, Tok Pisin", "Nius bilong helt"),
    ])  # fmt: skip
    assert "type a language code or its English name, such as ms or Malay" in dialog.messages
    assert "type a language code, such as ms; the text comes next" in dialog.messages
    assert record(register, "health/x-new-one")["description"] == {"en": "Health news", "tpi": "Nius bilong helt"}


def test_back_returns_to_the_question_before(register: Repository) -> None:
    dialog = converse(register.root, "add", "account", *DAY, replies=[
        ("Address", "back"),
        ("Address", "x.com/new_one"),
        ("Agency", "food"),
        ("Purpose", "BACK"),
        ("Agency", "back"),
        ("Address", "x.com/new_two"),
        ("Agency", "health"),
        ("Purpose", "News"),
    ])  # fmt: skip
    assert "this is the first question" in dialog.messages
    assert dialog.recalled["Address"] == ["x.com/new_one"]
    assert dialog.recalled["Purpose"] == ["News for the press"]
    assert record(register, "health/x-new-two")["purpose"] == "News"


def test_a_stopped_dialog_keeps_the_answers(register: Repository) -> None:
    replies = [("Address", "x.com/new_one"), ("Agency", "health"), ("Purpose", "News"), ("Another field", STOP)]
    dialog = converse(register.root, "add", "account", *DAY, replies=replies, status=130)
    assert is_clean(register)
    match = re.search(r"your answers are kept; to continue: `smregister (.* --from (\S+))`", dialog.messages)
    assert match
    assert Path(match[2]).stat().st_mode & 0o777 == 0o600
    replies = [
        ("Another field", "opened"),
        ("Opened", "20/11/2025"),
        ("Another field", "status"),
        ("Status", "dormant"),
    ]
    assert "2025-11-20" in converse(register.root, *match[1].split(), *DAY, replies=replies).messages
    assert not Path(match[2]).exists()
    written = record(register, "health/x-new-one")
    assert (written["purpose"], written["opened"], written["status"]) == ("News", "2025-11-20", "dormant")


def test_a_stopped_appointment_continues_as_one(register: Repository) -> None:
    replies = [("Officer, name", ""), ("Officer, post", "Deputy"), ("Officer, unit", STOP)]
    dialog = converse(register.root, "appoint", "health", *DAY, replies=replies, status=130)
    assert "`smregister appoint health --from " in dialog.messages


def test_an_answer_is_understood_as_people_write_it(register: Repository) -> None:
    dialog = converse(register.root, "add", "account", "--set", "audience=All", *DAY, replies=[
        ("Address", "@new_one"), ("Address", "instagram"), ("Address", ""), ("Agency", "of health"),
        ("Platform", "twitter"), ("Handle", "?"), ("Handle", "back"), ("Platform", "twitter"), ("Handle", "new_one"),
        ("Purpose", "News"), ("Another field", "audience"),
    ])  # fmt: skip
    assert "`@new_one` is a handle, not an address" in dialog.messages
    assert "`instagram` is a platform, not an address" in dialog.messages
    assert "vine" not in dialog.messages
    assert "`audience` has a value already" in dialog.messages
    assert record(register, "health/x-new-one")["platform"] == "x"


def test_a_level_has_its_local_name(register: Repository) -> None:
    done(register, "edit", "EX", "--set", "levels.state=province")
    fields = ("name=North", "type=department", "level=Province", "jurisdiction=EX")
    done(register, "add", "agency", "north", *(part for field in fields for part in ("--set", field)))
    assert record(register, "agency:north")["level"] == "state"
    converse(register.root, "add", "agency", "south", replies=[
        ("Jurisdiction", "EX"), ("Official name", "South"), ("Type", "Department"), ("Level", "province"),
    ])  # fmt: skip
    assert record(register, "agency:south")["level"] == "state"


def test_the_head_of_an_agency_signs_its_letter(register: Repository) -> None:
    dialog = converse(register.root, "appoint", "food", *DAY, replies=[
        ("Officer, post", "Deputy"), ("Letter, number", "1"), ("Letter, date", "2025-01-02"),
        ("In force from", "2025-02-01"),
    ])  # fmt: skip
    assert record(register, "food/deputy-2025")["letter"]["signed_by"] == {"post": "Director"}, dialog.messages


@pytest.mark.parametrize(("key", "terminal"), [("\x03", "dumb"), ("\x04", "xterm")], ids=["Ctrl-C", "Ctrl-D"])
def test_a_key_stops_the_dialog(register: Repository, key: str, terminal: str) -> None:
    child = talk(register.root, "add", "account", *DAY, settings={"TERM": terminal})
    child.expect("Address:")
    child.sendline("x.com/new_one")
    child.expect(r"Agency \(required\):")
    child.send(key)
    child.expect(r"nothing was written\s+\S+smregister-\S+ has\s+your answers")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130
    assert is_clean(register)


def test_no_input_asks_nothing(register: Repository) -> None:
    for arguments, message in [
        (("add", "account", "--agency", "health"), "--set purpose="),
        (("close",), "is not complete; add: ID The record"),
        (("close", "health/x-health"), "add: --reason REASON Why it ends."),
        (("rename", "health/x-health"), "add: NAME"),
        (("edit", "health/x-health"), "--set FIELD=VALUE"),
        (("handover", "health/officer"), "--access-removed"),
        (("waive", "health/x-health"), "no standard in force"),
    ]:
        dialog = converse(register.root, *arguments, "--no-input", *DAY, status=2)
        assert (dialog.asked, message in dialog.messages) == ([], True), dialog.messages
        assert message in " ".join(refused(register, 2, *arguments).split())


def test_an_appointment_is_asked_for_field_by_field(register: Repository) -> None:
    converse(register.root, "add", "appointment", "second", "--agency", "health", *DAY, replies=[
        ("Officer, post", "Deputy"), ("Accounts", "x-health"), ("Letter, number", "18"), ("Letter, date", "2021-01-01"),
        ("In force from", "2021-01-02"),
    ])  # fmt: skip
    assert record(register, "health/second") == {
        "officer": {"post": "Deputy"},
        "accounts": ["x-health"],
        "letter": {"number": "18", "date": "2021-01-01"},
        "effective_from": "2021-01-02",
    }


def test_the_items_of_a_list_are_asked_for_one_by_one(register: Repository) -> None:
    dialog = converse(register.root, "add", "directive", "ex-1-2020", *DAY, replies=[
        ("Title", "On appointments"), ("Number", "1/2020"), ("Date", "2020-01-01"), ("Jurisdiction", "ex"),
        ("Binds 1, except", ""), ("Binds 1, levels", "natonal"), ("Binds 1, levels", "National, ST"),
        ("Obligations 1, id", "appoint"), ("Obligations 1, action", "apoint"), ("Obligations 1, action", "appoint"),
        ("Obligations, another", "maybe"), ("Obligations, another", "y"),
        ("Obligations 2, id", "letter"), ("Obligations 2, action", "submit"),
        ("Obligations 2, deadline", "2020-02-30"), ("Obligations 2, deadline", "2020-02-28"),
    ])  # fmt: skip
    for message in [
        "once more",
        "`maybe` is not yes or no",
        "did you mean `national`",
        "did you mean `appoint`",
        "2020-02-30",
    ]:
        assert message in dialog.messages
    written = record(register, "ex-1-2020")
    assert written["binds"] == [{"levels": ["national", "state"]}]
    assert written["obligations"] == [
        {"id": "appoint", "action": "appoint"},
        {"id": "letter", "action": "submit-letter", "deadline": "2020-02-28"},
    ]


def test_where_nothing_can_be_named_yet_nothing_is_asked(tmp_path: Path) -> None:
    assert run(tmp_path, "init", "empty").status == 0
    for kind, missing in (("account", "agency"), ("agency", "jurisdiction")):
        dialog = converse(tmp_path / "empty", "add", kind, "first", *DAY, status=2)
        assert f"there is no {missing} yet; `smregister add {missing}` makes the first" in dialog.messages
        assert dialog.asked == []


def test_a_jurisdiction_is_asked_for_with_its_levels(register: Repository) -> None:
    dialog = converse(register.root, "add", "jurisdiction", *DAY, replies=[
        ("Name", "Newland"), ("Levels, mission abroad", ""), ("Levels, national", "federal"),
        ("Name of the record", "nl"), ("Name of the record", "NL"),
    ])  # fmt: skip
    assert "at least 1 field, not none; once more" in dialog.messages
    assert "the country's two capital letters" in dialog.messages
    assert "`nl` is not a valid name for this file" in dialog.messages
    assert record(register, "jurisdiction:NL") == {"name": "Newland", "levels": {"national": "federal"}}


def test_an_agency_has_one_of_the_types_of_jurisdictions(register: Repository) -> None:
    dialog = converse(register.root, "add", "agency", *DAY, replies=[
        ("Jurisdiction", "Example"), ("Official name", "Water Works"), ("Type", "dep"), ("Level", "back"),
        ("Type", "DICT"), ("Type", ""), ("Level", "nat"), ("Another field", "short"), ("Short name", "WW"),
        ("Another field", "back"), ("Short name", "skip"), ("Another field", ""),
    ])  # fmt: skip
    assert "`DICT` is not possible here; choose one of department" in dialog.messages
    assert "Part of the record's id, which is permanent" in dialog.messages
    water = record(register, "ex-water-works")
    assert (water["type"], water.get("short_name")) == ("department", None)


def test_a_record_is_closed_by_answers(register: Repository) -> None:
    dialog = converse(register.root, "close", *DAY, replies=[
        ("Record", "health/y"), ("Record", "health/x-health"), ("Reason for closing", "Merged"),
        ("Closed", "yesterday"), ("Closed", ""),
    ])  # fmt: skip
    assert "no record `health/y`" in dialog.messages or "health/y" in dialog.messages
    closed = record(register, "health/x-health")
    assert (closed["status"], closed["closed"], closed["closed_reason"]) == ("closed", "2026-01-01", "Merged")


def test_a_proposal_that_is_given_up_stays_one(register: Repository) -> None:
    """It was never official."""
    name = "health/x-health"
    assert run(register.root, "edit", name, "--set", "status=proposed", *DAY).status == 0
    assert run(register.root, "close", name, "--reason", "Not needed", *DAY).status == 0
    closed = record(register, name)
    assert (closed["status"], closed["closed"], closed["closed_reason"]) == ("proposed", "2026-01-01", "Not needed")


def test_a_stopped_command_is_continued_by_its_options(register: Repository) -> None:
    replies = [("Record", "health/x-health"), ("Reason for closing", "It's merged"), ("Closed", STOP)]
    dialog = converse(register.root, "close", *DAY, replies=replies, status=130)
    assert (
        """to continue: `smregister close --as-of 2026-01-01 health/x-health --reason 'It'"'"'s merged'`"""
        in dialog.messages
    )
    assert is_clean(register)


def test_a_record_is_renamed_by_answers(register: Repository) -> None:
    replies = [("Record", "HEALTH/X"), ("New name", "X Health"), ("New name", "x-news")]
    assert "`X Health` is not a valid name" in converse(register.root, "rename", *DAY, replies=replies).messages
    assert (register.root / account("x-news")).is_file()


def test_fields_are_chosen_and_changed_by_answers(register: Repository) -> None:
    dialog = converse(register.root, "edit", *DAY, replies=[
        ("Record", "health/x-health"),
        ("Field to change", "purp"), ("Purpose", ""),
        ("Another field", "Purpos"), ("Purpose", "Pictures"),
        ("Another field", "opened"), ("Opened", "-"),
        ("Another field", "second factor, enabled"), ("Second factor, enabled", "perhaps"),
        ("Second factor, enabled", "Y"),
        ("Another field", "Tags"), ("Tags", "news, food"),
        ("Another field", "evidence"), ("Evidence, add one", "y"), ("Evidence 1, kind", "official"),
        ("Evidence 1, seen", "2025-12-01"),
    ])  # fmt: skip
    assert "Now: News for the press. Enter keeps it." in dialog.messages
    assert "type yes or no" in dialog.messages
    changed = record(register, "health/x-health")
    assert (changed["purpose"], changed["mfa"], changed["tags"]) == ("Pictures", {"enabled": True}, ["news", "food"])
    assert changed["evidence"][0]["seen"] == "2025-12-01"
    assert "opened" not in changed


def test_a_stopped_edit_is_continued_by_its_options(register: Repository) -> None:
    replies = [("Field to change", "purpose"), ("Purpose", "A, b"), ("Another field", "opened"), ("Opened", "-"),
               ("Another field", STOP)]  # fmt: skip
    dialog = converse(register.root, "edit", "health/x-health", *DAY, replies=replies, status=130)
    assert "edit health/x-health --as-of 2026-01-01 --set 'purpose=A, b' --unset opened`" in dialog.messages


@pytest.mark.parametrize("command", ["edit", "close"])
def test_nothing_is_asked_about_a_record_that_can_not_be_read(register: Repository, command: str) -> None:
    (register.root / account("x-health")).write_text("platform: x\nhandle\n", "utf-8")
    dialog = converse(register.root, command, "health/x-health", *DAY, status=2)
    assert "the record can't be read (line " in dialog.messages
    assert dialog.asked == []


def test_steps_of_a_handover_are_asked_for(register: Repository) -> None:
    done(register, "close", "health/officer", "--reason", "resignation", "--on", "2025-12-31")
    dialog = converse(register.root, "handover", *DAY, replies=[
        ("Record", "health/officer"), ("Access removed", "y"), ("Tools removed", "no"),
    ])  # fmt: skip
    assert "still to do" in dialog.messages
    assert record(register, "health/officer")["handover"] == {"date": "2026-01-01", "access_removed": True}
    assert "Access removed" not in converse(register.root, "handover", "health/officer", *DAY, status=2).asked


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["account"], ["--set purpose=", "--set url=", "--agency AGENCY"]),
        (["jurisdiction"], ["--set name=", "--set levels.national=", "NAME"]),
        (["appointment", "--agency", "health"], ["--set officer.post=", "--set letter.number="]),
    ],
)
def test_all_that_is_missing_is_named_at_once(register: Repository, arguments: list[str], named: list[str]) -> None:
    messages = refused(register, 2, "add", *arguments)
    assert all(option in messages for option in named), messages
    assert "--set platform=…   " not in messages


# Whole or not at all


def no_room() -> None:
    """Limit every file to a few bytes, as on a full disk."""
    import signal

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16, 16))


@pytest.mark.parametrize(
    "arguments",
    [
        ["edit", "health/x-health", "--set", "status=dormant"],
        ["add", "account", "--agency", "health", "--set", "url=x.com/new_one", "--set", "purpose=a"],
        ["close", "health/x-health", "--reason", "a"],
        ["rename", "agency:health", "well-being"],
        ["fmt"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_full_disk_changes_nothing(register: Repository, arguments: list[str]) -> None:
    answer = do(register, *arguments, limit=no_room)
    assert answer.status == 2
    assert "can't be written" in answer.messages
    assert is_clean(register)
    assert {path.name for path in register.root.rglob(".smregister-*")} <= {".smregister-lock"}


def test_a_rename_that_fails_half_way_removes_nothing(register: Repository) -> None:
    (register.root / "registry/agencies/well-being").write_text("in the way")
    register.git("add", "--all")
    answer = do(register, "rename", "agency:health", "well-being")
    assert answer.status == 2
    assert text_at(register, ACCOUNT) == ACCOUNT_TEXT
    assert text_at(register, AGENCY) == SMALL[AGENCY]


def test_a_folder_at_the_path_is_not_written_over(register: Repository) -> None:
    (register.root / account("new")).mkdir()
    answer = do(
        register, "add", "account", "new", "--agency", "health", "--set", "url=x.com/new_one", "--set", "purpose=a"
    )
    assert answer.status == 2
    assert {path.name for path in register.root.rglob(".smregister-*")} <= {".smregister-lock"}
