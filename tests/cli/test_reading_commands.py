"""Reading commands: exit statuses, streams, and documents for scripts."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from tests import fork_server
from tests.commands import PROGRAM, Answer, run, run_apart
from tests.registers import ACCOUNT, ACCOUNT_TEXT, AGENCY, Repository, build, build_repository, environment, write

TWIN = "registry/agencies/health/accounts/x-twin.yaml"
TWIN_TEXT = ACCOUNT_TEXT.replace("example_health", "example_twin")
FAULTY = {TWIN: TWIN_TEXT.replace("status: active", "status: lively")}
HEALTH = {
    "platform": "x",
    "handle": "example_health",
    "purpose": "News for the press",
    "languages": ["en"],
    "status": "active",
    "opened": "2020-05-02",
}

READING_COMMANDS = [
    ["validate"],
    ["list", "account"],
    ["show", "health/x-health"],
    ["search", "press"],
    ["check", "x.com/example_health"],
    ["explain", "account"],
]


# Statuses, and what goes where.


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["validate"], 0),
        (["list", "account"], 0),
        (["list", "account", "--where", "status=closed"], 0),
        (["show", "health/x-health"], 0),
        (["search", "press"], 0),
        (["search", "no such words"], 1),
        (["check", "https://x.com/example_health"], 0),
        (["check", "@nobody"], 1),
        (["check", "not an address at all://"], 1),
        (["explain", "dangling-reference"], 0),
        (["explain", "account.handle"], 0),
        (["diff"], 0),
        (["diff", "HEAD", ":"], 0),
        (["validate", "--base", "HEAD"], 0),
        (["--version"], 0),
        (["--help"], 0),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_a_register_without_an_error(repository: Repository, arguments: list[str], status: int) -> None:
    assert run(repository.root, *arguments).status == status


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ([], "Usage"),
        (["nonsense"], "nonsense"),
        (["list", "--where", "status=active"], "needs a kind"),
        (["list", "acount"], "did you mean `account`"),
        (["list", "account", "--where", "status"], "field=value"),
        (["list", "account", "--where", "statsu=active"], "did you mean `status`"),
        (["search", "press", "--kind", "acount"], "did you mean `account`"),
        (["show", "health/x-helth"], "did you mean `health/x-health`"),
        (["show"], "ID"),
        (["check", "@example_health", "--platform", "facebok"], "facebok"),
        (["explain", "dangling-referense"], "did you mean `dangling-reference`"),
        (["validate", "--ref", "mian"], "did you mean `main`"),
        (["validate", "--base", "no-such-ref"], "no-such-ref"),
        (["validate", "--base", "--output=written"], "--output=written"),
        (["validate", "--format", "html"], "html"),
        (["validate", "--as-of", "2018-02-29"], "2018-02-29"),
        (["validate", "--as-of", "20180228"], "20180228"),
        (["validate", "--as-of", "2018-W09-3"], "2018-W09-3"),
        (["validate", "--as-of", "yesterday"], "yesterday"),
        (["validate", "--as-of", "2018-02-28\n"], "2018-02-28"),
        (["validate", "--nonsense"], "nonsense"),
        (["validate", "registry/agencies/no-such-agency"], "no-such-agency"),
        (["validate", "/etc"], "/etc"),
        (["diff", "no-such-ref"], "no-such-ref"),
        (["-C", "no-such-folder", "validate"], "no-such-folder"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_errors_of_arguments(repository: Repository, arguments: list[str], named: str) -> None:
    answer = run(repository.root, *arguments)
    assert answer.status == 2
    assert answer.output == "" or arguments == []
    assert named in answer.messages + (answer.output if arguments == [] else "")
    assert not (repository.root / "written").exists()


def test_errors_are_results_and_their_count_is_a_message(register: Path) -> None:
    write(register, FAULTY)
    answer = run(register, "validate")
    assert answer.status == 1
    (line,) = answer.output.splitlines()
    assert line.startswith(f"{TWIN}:5:1: error value-not-allowed: `status` must be one of")
    assert answer.messages.endswith(" records: 1 error, 0 warnings, 0 notes\n")


def test_warnings_are_shown_and_do_not_fail(register: Path) -> None:
    write(register, {TWIN: TWIN_TEXT + "brand: None of the agency's\n"})
    answer = run(register, "validate")
    assert answer.status == 0
    assert f"{TWIN}:7:1: warning brand-not-of-agency: " in answer.output


@pytest.mark.parametrize("format_", ["text", "json", "github", "gitlab", "sarif", "markdown"])
def test_every_format_of_findings_ends_alike(register: Path, format_: str) -> None:
    assert run(register, "validate", "--format", format_).status == 0
    write(register, FAULTY)
    answer = run(register, "validate", "--format", format_)
    assert answer.status == 1
    assert "value-not-allowed" in answer.output


@pytest.mark.parametrize("format_", ["text", "json", "markdown"])
def test_every_format_of_changes_ends_alike(repository: Repository, format_: str) -> None:
    repository.write({ACCOUNT: ACCOUNT_TEXT.replace("example_health", "another_handle")})
    answer = run(repository.root, "diff", "--format", format_)
    assert answer.status == 0
    assert "another_handle" in answer.output


def test_a_file_that_can_not_be_compared_is_reported_as_an_error(repository: Repository) -> None:
    repository.write({ACCOUNT: "platform: [x\n", TWIN: TWIN_TEXT})
    answer = run(repository.root, "diff")
    assert answer.status == 1
    assert f"not compared: {ACCOUNT}:2:1: error not-yaml" in answer.messages
    assert answer.output == "+ account health/x-twin added\n"


# Only some paths.


@pytest.fixture
def two_errors(register: Path) -> Path:
    """Return a register with one error in each of two agencies."""
    write(register, FAULTY | {"registry/agencies/ghost/accounts/x-ghost.yaml": ACCOUNT_TEXT})
    return register


@pytest.mark.parametrize(
    ("folder", "path", "files"),
    [
        (".", "registry/agencies/health/accounts/x-twin.yaml", {"x-twin.yaml"}),
        (".", "registry/agencies/ghost", {"x-ghost.yaml"}),
        (".", "registry/agencies/ghost/", {"x-ghost.yaml"}),
        (".", "./registry/../registry/agencies/ghost", {"x-ghost.yaml"}),
        (".", ".", {"x-twin.yaml", "x-ghost.yaml", "x-health.yaml"}),
        (".", "registry/platforms", set()),
        ("registry", "agencies/ghost", {"x-ghost.yaml"}),
        ("registry", "registry/agencies/ghost", {"x-ghost.yaml"}),
        ("registry/agencies/ghost", ".", {"x-ghost.yaml"}),
        ("registry/agencies/ghost", "../health/accounts/x-twin.yaml", {"x-twin.yaml"}),
    ],
)
def test_findings_below_a_path(two_errors: Path, folder: str, path: str, files: set[str]) -> None:
    answer = run(two_errors / folder, "validate", path, "--json")
    assert {Path(finding["path"]).name for finding in answer.json()["findings"]} == files
    assert answer.status == (1 if files else 0)


def test_a_path_that_is_a_beginning_of_another_is_not_that_one(two_errors: Path) -> None:
    write(two_errors, {"registry/agencies/heal/agency.yaml": "name: Heal\n"})
    answer = run(two_errors, "validate", "registry/agencies/heal", "--json")
    assert {finding["path"] for finding in answer.json()["findings"]} == {"registry/agencies/heal/agency.yaml"}


def test_several_paths(two_errors: Path) -> None:
    answer = run(two_errors, "validate", "registry/agencies/ghost", TWIN, "--json")
    assert {Path(finding["path"]).name for finding in answer.json()["findings"]} == {"x-ghost.yaml", "x-twin.yaml"}


def test_a_link_named_as_a_path_is_still_an_error(register: Path) -> None:
    (register / TWIN).symlink_to("x-health.yaml")
    answer = run(register, "validate", TWIN)
    assert answer.status == 1
    assert "not-a-plain-file" in answer.output


# The documents that scripts rely on.


def test_findings_as_json(register: Path) -> None:
    write(register, FAULTY)
    document = run(register, "validate", "--json").json()
    records = len([*(register / "registry").rglob("*.yaml")])
    (finding,) = document["findings"]
    message = finding.pop("message")
    assert "`lively`" in message
    assert document == {
        "version": 1,
        "findings": [
            {
                "path": TWIN,
                "line": 5,
                "column": 1,
                "pointer": "/status",
                "rule": "value-not-allowed",
                "severity": "error",
            }
        ],
        "summary": {"records": records, "errors": 1, "warnings": 0, "notes": 0},
    }
    assert run(register, "validate", "--format", "json").json()["findings"][0]["message"] == message


@pytest.mark.parametrize("columns", [[], ["id"]])
def test_a_field_called_id_is_not_what_names_a_record(register: Path, columns: list[str]) -> None:
    path = register / "schemas/agency.schema.json"
    schema = json.loads(path.read_text("utf-8"))
    schema["properties"]["id"] = {"title": "Id", "description": "A number of its own.", "type": "string"}
    schema["x-columns"] += columns
    path.write_text(json.dumps(schema), "utf-8")
    with (register / AGENCY).open("a") as agency:
        agency.write("id: own\n")
    for _ in "ab":
        answer = run(register, "list", "agency", "--where", "id=own")
        assert [line.split("\t")[0] for line in answer.output.splitlines()] == ["id", "health"]


def test_a_list_as_json(register: Path) -> None:
    answer = run(register, "list", "account", "--json")
    assert answer.json() == {
        "version": 1,
        "kind": "account",
        "records": [{"id": "health/x-health", **HEALTH}],
    }
    empty = run(register, "list", "account", "--where", "platform=facebook", "--json")
    assert empty.json() == {"version": 1, "kind": "account", "records": []}


def test_a_record_as_json(register: Path) -> None:
    assert run(register, "show", "health/x-health", "--json").json() == {
        "version": 1,
        "kind": "account",
        "id": "health/x-health",
        "path": ACCOUNT,
        "record": HEALTH,
    }


@pytest.mark.parametrize("name", ["health/x-health", "account:health/x-health", ACCOUNT])
def test_a_record_has_three_names(register: Path, name: str) -> None:
    assert run(register, "show", name, "--json").json()["path"] == ACCOUNT


def test_found_records_as_json(register: Path) -> None:
    document = run(register, "search", "FOR THE press", "--kind", "account", "--json").json()
    (record,) = document["records"]
    assert (document["version"], document["kind"]) == (1, "account")
    assert {name: record[name] for name in ("id", *HEALTH)} == {"id": "health/x-health", **HEALTH}
    nothing = run(register, "search", "no such words", "--json")
    assert (nothing.status, nothing.json()["records"]) == (1, [])


@pytest.mark.parametrize(
    ("text", "status", "verdict", "account"),
    [
        ("https://x.com/example_health", 0, "official", "health/x-health"),
        ("@nobody", 1, "unknown", None),
    ],
)
def test_a_verdict_as_json(register: Path, text: str, status: int, verdict: str, account: str | None) -> None:
    answer = run(register, "check", text, "--json")
    document = answer.json()
    assert answer.status == status
    assert document.pop("reason")
    assert document == {"version": 1, "verdict": verdict, "account": account, "successor": None, "like": []}


def test_changes_as_json(repository: Repository) -> None:
    first = repository.git("rev-parse", "HEAD")
    second = repository.commit({ACCOUNT: ACCOUNT_TEXT.replace("example_health", "other")})
    assert run(repository.root, "diff", "HEAD~1", "HEAD", "--json").json() == {
        "version": 1,
        "from": first,
        "to": second,
        "changes": [
            {
                "kind": "account",
                "id": "health/x-health",
                "change": "changed",
                "fields": [{"pointer": "/handle", "before": "example_health", "after": "other"}],
            }
        ],
        "summary": {"added": 0, "removed": 0, "changed": 1, "renamed": 0},
    }


def test_a_renamed_record_as_json(repository: Repository) -> None:
    repository.git("mv", ACCOUNT, TWIN)
    document = run(repository.root, "diff", "--json").json()
    assert document["changes"] == [
        {
            "kind": "account",
            "id": "health/x-twin",
            "change": "renamed",
            "before_id": "health/x-health",
            "fields": [],
        }
    ]
    assert document["summary"] == {"added": 0, "removed": 0, "changed": 0, "renamed": 1}


@pytest.mark.parametrize("command", READING_COMMANDS, ids=" ".join)
def test_every_reading_command_answers_as_one_json_document(register: Path, command: list[str]) -> None:
    answer = run(register, *command, "--json")
    assert answer.status == 0
    assert answer.json()["version"] == 1


# Other commits and days, other folders.


@pytest.mark.parametrize("command", READING_COMMANDS, ids=" ".join)
def test_every_reading_command_reads_any_ref(repository: Repository, command: list[str]) -> None:
    repository.git("tag", "then")
    repository.commit({ACCOUNT: None, "schemas/account.schema.json": None})
    current = run(repository.root, *command, "--json")
    then = run(repository.root, *command, "--json", "--ref", "then")
    assert then.status == 0
    assert then.output != current.output


def test_the_disk_the_index_and_a_commit(repository: Repository) -> None:
    repository.stage({ACCOUNT: ACCOUNT_TEXT.replace("example_health", "staged")})
    repository.write({ACCOUNT: ACCOUNT_TEXT.replace("example_health", "on_disk")})
    for options, handle in (
        ([], "on_disk"),
        (["--ref", ":"], "staged"),
        (["--ref", "HEAD"], "example_health"),
    ):
        assert run(repository.root, "show", "health/x-health", "--json", *options).json()["record"]["handle"] == handle


def test_another_folder(repository: Repository, tmp_path: Path) -> None:
    for folder in (repository.root, repository.root / "registry", os.path.relpath(repository.root, tmp_path)):
        assert run(tmp_path, "-C", str(folder), "list", "account").status == 0
    assert run(repository.root / "registry" / "agencies", "list", "account").status == 0


def test_a_register_within_a_repository_of_something_else(tmp_path: Path) -> None:
    repository = build_repository(tmp_path, below="government/register")
    first = repository.commit({TWIN: TWIN_TEXT})
    repository.commit(FAULTY)
    for ref, status in ((first, 0), ("HEAD", 1), (":", 1)):
        assert run(tmp_path, "-C", "government/register", "validate", "--ref", ref).status == status
    findings = run(repository.root, "validate", "--base", first, "--json").json()["findings"]
    assert [finding["path"] for finding in findings] == [TWIN]
    assert run(repository.root, "diff", first).output.startswith("~ account health/x-twin changed\n")


def test_the_day_is_an_option(register: Path) -> None:
    write(register, {ACCOUNT: ACCOUNT_TEXT + "accessibility_checked: 2024-02-29\n"})
    assert run(register, "validate", "--as-of", "2024-02-29").status == 0
    assert run(register, "validate", "--as-of", "2024-02-28").status == 1


def test_only_what_a_change_touches_can_fail_it(repository: Repository) -> None:
    repository.commit(FAULTY)
    repository.write({ACCOUNT: ACCOUNT_TEXT.replace("press", "public")})
    assert run(repository.root, "validate").status == 1
    answer = run(repository.root, "validate", "--base", "HEAD")
    assert (answer.status, answer.output) == (0, "")
    assert "1 older error" in answer.messages


@pytest.mark.parametrize("below", ["", "government/register"])
@pytest.mark.parametrize("only", [[], ["--all"], ["--only", "--", "."]], ids=["staged", "all", "only"])
def test_as_a_pre_commit_hook(tmp_path: Path, below: str, only: list[str]) -> None:
    repository = build_repository(tmp_path, below=below)
    hook = tmp_path / ".git" / "hooks" / "pre-commit"
    hook.write_text(f"#!/bin/sh\nexec '{fork_server.program()}' -C './{below}' validate --ref :\n")
    hook.chmod(0o755)
    environment_ = environment()

    def commit() -> int:
        command = ["git", "commit", "--quiet", "--message", "A change", *only]
        finished = subprocess.run(command, cwd=repository.root, env=environment_, capture_output=True, check=False)
        return finished.returncode

    repository.stage(FAULTY)
    assert commit() == 1
    repository.stage({TWIN: TWIN_TEXT})
    assert commit() == 0


# Whatever goes wrong, no traceback.


@pytest.mark.parametrize("command", [*READING_COMMANDS, ["diff"]], ids=" ".join)
def test_no_register_here(tmp_path: Path, command: list[str]) -> None:
    answer = run(tmp_path, *command)
    assert (answer.status, answer.output) == (2, "")
    assert "smregister init" in answer.messages


@pytest.mark.parametrize("arguments", [["validate", "--ref", "HEAD"], ["validate", "--base", ":"], ["diff"]])
def test_no_git_repository_here(register: Path, arguments: list[str]) -> None:
    answer = run(register, *arguments)
    assert (answer.status, answer.output) == (2, "")
    assert "git init" in answer.messages


def test_no_git_on_this_machine(repository: Repository, tmp_path: Path) -> None:
    settings = {"PATH": str(tmp_path / "nothing-here")}
    assert run(repository.root, "validate", settings=settings).status == 0
    answer = run(repository.root, "diff", settings=settings)
    assert (answer.status, answer.output) == (2, "")
    assert "git" in answer.messages


def test_no_schemas(register: Path) -> None:
    for schema in (register / "schemas").iterdir():
        schema.unlink()
    answer = run(register, "validate")
    assert (answer.status, answer.output) == (2, "")
    assert "no schemas" in answer.messages


def test_a_repository_without_a_commit(register: Path) -> None:
    Repository(register).git("init", "--quiet")
    assert run(register, "validate").status == 0
    assert run(register, "validate", "--ref", ":").status == 2
    assert run(register, "diff").status == 2


@pytest.mark.parametrize("zone", ["America", "No/Such_Zone", "../../etc/passwd", "/etc/passwd", "A" * 60, "+"])
def test_an_unknown_time_zone_stops_nothing(register: Path, zone: str) -> None:
    path = register / "registry/register.yaml"
    path.write_text(path.read_text() + f"timezone: {zone}\n")
    assert run(register, "list", "account").status == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read(register: Path) -> None:
    (register / ACCOUNT).chmod(0)
    answer = run(register, "validate")
    assert answer.status == 2
    assert ACCOUNT in answer.messages


def test_a_closed_pipe_is_no_error(register: Path) -> None:
    accounts = {TWIN.replace("twin", f"n{n}"): TWIN_TEXT.replace("twin", f"n{n}") for n in range(1500)}
    write(register, {path: text.replace("News", "News " * 60) for path, text in accounts.items()})
    process = subprocess.Popen(
        [PROGRAM, "list", "account"],
        cwd=register,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout
    assert process.stderr
    assert process.stdout.readline().startswith(b"id\t")
    process.stdout.close()
    messages = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait() == 0
    assert messages == ""


def test_a_full_disk_is_reported_without_a_traceback(register: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        finished = subprocess.run(
            [PROGRAM, "list", "account"],
            cwd=register,
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert finished.returncode == 2
    assert b"Traceback" not in finished.stderr
    assert finished.stderr == b"smregister: the result can't be written: No space left on device\n"


@pytest.mark.parametrize("argument", [b"\xff", "é\u202e\x1b[31m".encode(), b"x" * 100_000, b"\n", b"--no-such-words"])
def test_odd_arguments(register: Path, argument: bytes) -> None:
    word = os.fsdecode(argument)
    for command in ("check", "search", "show", "explain", "list"):
        assert_refused_in_plain_text(run(register, command, "--", word))
    assert_refused_in_plain_text(run(register, "validate", "--ref", word))


def test_an_odd_argument_under_a_locale_without_letters(register: Path) -> None:
    assert_refused_in_plain_text(run_apart(register, "check", "--", os.fsdecode(b"\xff"), settings={"LC_ALL": "C"}))


def assert_refused_in_plain_text(answer: Answer) -> None:
    assert answer.status in (1, 2)
    for text in (answer.output, answer.messages):
        assert all(line.isprintable() for line in text.replace("\t", "").split("\n")), text


def test_the_locale_of_the_machine_does_not_matter(tmp_path: Path) -> None:
    register = build(tmp_path)
    write(register, {ACCOUNT: ACCOUNT_TEXT.replace("News", "Zażółć 官方")})
    expected = run(register, "show", "health/x-health", settings={"LC_ALL": "C.UTF-8"})
    assert "Zażółć 官方" in expected.output
    for locale in ("C", "POSIX"):
        settings = {"LC_ALL": locale, "PYTHONUTF8": "0"}
        assert run_apart(register, "show", "health/x-health", settings=settings).output == expected.output


# Odd places


def test_a_commit_of_a_bare_repository_is_read(repository: Repository, tmp_path: Path) -> None:
    repository.git("clone", "--quiet", "--bare", ".", str(tmp_path / "bare.git"))
    assert run(tmp_path / "bare.git", "validate", "--ref", "HEAD").status == 0
    assert "no register" in run(tmp_path / "bare.git", "validate").messages


def test_a_clone_that_is_not_checked_out_is_read_by_its_commits(repository: Repository, tmp_path: Path) -> None:
    repository.git("clone", "--quiet", "--no-checkout", ".", str(tmp_path / "clone"))
    assert run(tmp_path / "clone", "show", "health/x-health", "--ref", "HEAD", "--json").json()["record"] == HEALTH


def test_a_tag_of_no_commit_is_no_ref(repository: Repository) -> None:
    repository.git("tag", "files", "HEAD^{tree}")
    answer = run(repository.root, "validate", "--ref", "files")
    assert answer.status == 2
    assert "there is no commit, tag or branch `files`; `git log" in answer.messages


def test_a_closed_standard_output_is_an_error(repository: Repository) -> None:
    command = f"{PROGRAM} list account >&-"
    ended = subprocess.run(
        ["sh", "-c", command], cwd=repository.root, env=environment(), capture_output=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (
        2,
        b"smregister: standard output is closed; open it, or send it to a file\n",
    )


@pytest.mark.parametrize("words", ["x", "X", "twitter", "Twitter / X", "www.x.com"])
def test_a_platform_may_be_named_as_people_name_it(repository: Repository, words: str) -> None:
    assert run(repository.root, "check", "@example_health", "--platform", words).status == 0


def test_an_unknown_platform_gets_a_hint(repository: Repository) -> None:
    assert "did you mean `instagram`?" in run(repository.root, "check", "@a", "--platform", "instagran").messages
