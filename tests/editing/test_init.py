"""Tests of `init`: a new register, by processes in new folders and repositories."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import check_jsonschema
import pytest
import yaml
from click.testing import CliRunner
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from tests import commands
from tests.dialogs import STOP, converse

from smregister.appointments.roles import DEFAULT_RIGHTS
from smregister.editing.init.program_source import format_requirement

PROGRAM = str(Path(sys.executable).parent / "smregister")
PROJECT = Path(__file__).parents[2]
PARTS = ("jurisdictions", "platforms", "standards")
ROLES = [{"role": role, "rights": [*rights]} for role, rights in DEFAULT_RIGHTS.items()]


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Create a user without git configuration."""
    for name in [name for name in os.environ if name.startswith("GIT_") or name == "EMAIL"]:
        monkeypatch.delenv(name)
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / ".config"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return folder


@pytest.fixture
def desk(home):
    """Create a user with git configuration."""
    (home / ".gitconfig").write_text("[user]\n\tname = Example Officer One\n\temail = one@register.example\n")
    return home


@pytest.fixture
def place(tmp_path):
    return tmp_path / "register"


def set_up_git(home, *settings):
    for setting in settings:
        run("git", "config", "--file", str(home / ".gitconfig"), *setting.split("=", 1), cwd=home)


def run(*command, cwd):
    if command[0] == PROGRAM:
        answer = commands.run(cwd, *map(os.fsdecode, command[1:]), variables=dict(os.environ))
        return subprocess.CompletedProcess(command, answer.status, answer.output, answer.messages)
    return subprocess.run(
        command, cwd=cwd, capture_output=True, encoding="utf-8", check=False, stdin=subprocess.DEVNULL
    )


def init(*arguments, cwd):
    return run(PROGRAM, "init", *map(str, arguments), cwd=cwd)


def git(place, *arguments):
    finished = run("git", *arguments, cwd=place)
    assert finished.returncode == 0, finished.stderr
    return finished.stdout.strip()


def own_record(place):
    return yaml.safe_load((place / "registry/register.yaml").read_text("utf-8"))


def findings(place):
    finished = run(PROGRAM, "validate", "--json", cwd=place)
    assert finished.returncode == 0, finished.stdout
    return json.loads(finished.stdout)["findings"]


def names_below(folder):
    return sorted(path.name for path in folder.iterdir())


# Where it can be made


@pytest.mark.usefixtures("desk")
def test_a_new_folder_becomes_a_register_that_is_valid(place, tmp_path):
    finished = init("register", cwd=tmp_path)
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout == ""
    assert findings(place) == []
    assert sorted(p.name for p in (place / "schemas").iterdir()) == sorted(
        p.name for p in (PROJECT / "schemas").glob("*.schema.json")
    )
    for folder in ("registry/platforms", "registry/standards"):
        for record in (PROJECT / folder).glob("*.yaml"):
            assert (place / folder / record.name).read_bytes() == record.read_bytes()


@pytest.mark.usefixtures("desk")
def test_it_leaves_no_other_file(place, tmp_path):
    init(place, cwd=tmp_path)
    assert names_below(tmp_path) == ["home", "register"]
    assert not list(place.rglob(".smregister-*"))


@pytest.mark.usefixtures("desk")
def test_folders_above_are_made_too(tmp_path):
    assert init("a/b/register", cwd=tmp_path).returncode == 0
    assert findings(tmp_path / "a/b/register") == []


@pytest.mark.usefixtures("desk")
def test_an_empty_folder_is_used_as_it_is(place):
    place.mkdir(mode=0o750)
    finished = init(".", cwd=place)
    assert finished.returncode == 0, finished.stderr
    assert "  cd " not in finished.stderr
    assert findings(place) == []
    assert place.stat().st_mode & 0o777 == 0o750
    assert git(place, "status", "--porcelain") == ""


@pytest.mark.usefixtures("desk")
def test_the_folder_is_meant_from_the_one_after_c(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    finished = run(PROGRAM, "-C", "elsewhere", "init", "register", cwd=tmp_path)
    assert finished.returncode == 0, finished.stderr
    assert "  cd elsewhere/register\n" in finished.stderr
    assert findings(tmp_path / "elsewhere/register") == []


@pytest.mark.usefixtures("desk")
def test_a_folder_that_is_not_empty_is_an_error_and_unchanged(place, tmp_path):
    place.mkdir()
    (place / "letter.txt").write_text("keep me")
    finished = init(place, cwd=tmp_path)
    assert finished.returncode == 2
    assert finished.stderr == f"smregister: {place} is not empty; name a new or empty folder\n"
    assert names_below(place) == ["letter.txt"]


@pytest.mark.usefixtures("desk")
def test_an_existing_register_is_an_error_and_unchanged(place, tmp_path):
    init(place, cwd=tmp_path)
    before = git(place, "rev-parse", "HEAD")
    finished = init(place, "--name", "Another", cwd=tmp_path)
    assert finished.returncode == 2
    assert "already contains a register" in finished.stderr
    assert git(place, "rev-parse", "HEAD") == before
    assert git(place, "status", "--porcelain") == ""


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("name", ["a-file", "a-lost-link", "a-file/register"])
def test_a_file_is_no_folder(name, tmp_path):
    (tmp_path / "a-file").write_text("keep me")
    (tmp_path / "a-lost-link").symlink_to("a-file/nowhere")
    finished = init(name, cwd=tmp_path)
    assert finished.returncode == 2
    assert "Traceback" not in finished.stderr
    assert "bug in the program" not in finished.stderr
    assert (tmp_path / "a-file").read_text() == "keep me"


@pytest.mark.usefixtures("desk")
def test_inside_another_repository_it_has_its_own(tmp_path):
    outer = tmp_path / "outer"
    outer.mkdir()
    git(outer, "init", "--quiet")
    git(outer, "commit", "--quiet", "--allow-empty", "--message", "outer")
    before = git(outer, "rev-parse", "HEAD")
    finished = init("register", cwd=outer)
    assert finished.returncode == 0, finished.stderr
    assert "inside another git repository" in finished.stderr
    assert git(outer / "register", "rev-parse", "--show-toplevel") == str(outer / "register")
    assert git(outer / "register", "rev-list", "--count", "HEAD") == "1"
    assert git(outer, "rev-parse", "HEAD") == before
    assert git(outer, "diff", "--cached", "--name-only") == ""
    assert findings(outer / "register") == []


# The first commit


@pytest.mark.usefixtures("desk")
def test_everything_is_in_the_first_commit_of_main(place, tmp_path):
    init(place, cwd=tmp_path)
    assert git(place, "log", "--format=%an <%ae> %s") == (
        "Example Officer One <one@register.example> Start the register"
    )
    assert git(place, "branch", "--show-current") == "main"
    assert git(place, "status", "--porcelain", "--ignored") == ""
    committed = set(git(place, "ls-files").splitlines())
    on_disk = {p.relative_to(place).as_posix() for p in place.rglob("*") if p.is_file()}
    assert committed == {path for path in on_disk if not path.startswith(".git/")}
    assert run(PROGRAM, "validate", "--ref", "HEAD", cwd=place).returncode == 0


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("custodian", "author"),
    [
        ("Example Department", "Example Department <desk@register.example>"),
        ("Line one\nLine two", "Line one Line two <desk@register.example>"),
        ("<>", "The desk <desk@register.example>"),
    ],
)
def test_without_an_author_in_git_the_desk_commits(custodian, author, place, tmp_path):
    finished = init(place, "--custodian", custodian, "--contact", "desk@register.example", cwd=tmp_path)
    assert finished.returncode == 0, finished.stderr
    assert git(place, "log", "--format=%an <%ae>") == author
    assert git(place, "log", "--format=%cn <%ce>") == author


@pytest.mark.usefixtures("home")
def test_the_commit_can_be_left_to_the_user(place, tmp_path):
    finished = init(place, "--no-commit", cwd=tmp_path)
    assert finished.returncode == 0, finished.stderr
    assert "git commit" in finished.stderr
    assert run("git", "rev-parse", "--verify", "HEAD", cwd=place).returncode != 0
    assert git(place, "symbolic-ref", "HEAD") == "refs/heads/main"
    assert git(place, "diff", "--cached", "--name-only") == ""
    assert findings(place) == []


def test_nothing_of_the_users_git_runs_or_interferes(desk, place, tmp_path):
    hooks = tmp_path / "template" / "hooks"
    hooks.mkdir(parents=True)
    alarm = f"#!/bin/sh\ntouch '{tmp_path}/alarm'\n"
    for name in ("pre-commit", "commit-msg", "post-commit", "post-index-change", "reference-transaction"):
        (hooks / name).write_text(alarm)
        (hooks / name).chmod(0o755)
    (desk / "overlooked").write_text(".vscode\n*.md\n")
    (desk / "attributes").write_text("*.md filter=alarm\n")
    set_up_git(
        desk,
        f"init.templateDir={hooks.parent}",
        f"core.hooksPath={hooks}",
        f"core.excludesFile={desk}/overlooked",
        f"core.attributesFile={desk}/attributes",
        f"filter.alarm.clean=touch '{tmp_path}/alarm'; cat",
        f"core.fsmonitor=touch '{tmp_path}/alarm'",
        "init.defaultBranch=trunk",
        "core.autocrlf=true",
    )
    finished = init(place, cwd=tmp_path)
    assert finished.returncode == 0, finished.stderr
    assert not (tmp_path / "alarm").exists()
    assert not (place / ".git/hooks").exists()
    committed = git(place, "ls-files").splitlines()
    assert ".vscode/settings.json" in committed
    assert "README.md" in committed
    assert git(place, "for-each-ref", "--format=%(refname)") == "refs/heads/main"


@pytest.mark.usefixtures("desk")
def test_the_variables_of_a_hook_are_ignored(place, tmp_path, monkeypatch):
    outer = tmp_path / "outer"
    outer.mkdir()
    git(outer, "init", "--quiet")
    with monkeypatch.context() as hook:
        hook.setenv("GIT_DIR", str(outer / ".git"))
        hook.setenv("GIT_WORK_TREE", str(outer))
        hook.setenv("GIT_INDEX_FILE", str(outer / ".git/index"))
        assert init(place, cwd=tmp_path).returncode == 0
    assert git(place, "rev-list", "--count", "HEAD") == "1"
    assert git(outer, "for-each-ref") == ""
    assert git(outer, "ls-files") == ""


@pytest.mark.parametrize("empty_folder_first", [False, True])
def test_nothing_is_left_if_git_can_not_commit(empty_folder_first, desk, place, tmp_path):
    set_up_git(desk, "commit.gpgSign=true", "gpg.program=false")
    if empty_folder_first:
        place.mkdir()
    finished = init(place, cwd=tmp_path)
    assert finished.returncode == 2
    assert finished.stderr.startswith("smregister: git failed: ")
    assert "gpg" in finished.stderr
    assert names_below(tmp_path) == (["home", "register"] if empty_folder_first else ["home"])
    assert not empty_folder_first or names_below(place) == []


def test_without_git_it_is_an_error_and_nothing_is_left(place, tmp_path):
    answer = commands.run_apart(tmp_path, "init", str(place), settings={"PATH": str(tmp_path / "home")})
    assert answer.status == 2
    assert "git is not installed" in answer.messages
    assert not place.exists()


# Options and prompts


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    "text",
    [
        "no",
        "Yes",
        "null",
        "~",
        "0123",
        "12:30",
        "1.10",
        "2018-03-28",
        "The Register: official accounts",
        "# not a comment",
        "a # b",
        "'single'",
        '"double"',
        'it\'s "both" and \\ back',
        "two\nlines",
        "- item",
        "[a, b]",
        "{a: b}",
        "*alias &anchor !tag",
        "| pipe > fold",
        "%percent @at `tick`",
        "---",
        "<<name>> <<title>>",
        "${{ github.token }} $HOME",
        " spaces around ",
        "Daftar akaun média sosial — 官方 😀",
        "?",
        ":",
    ],
)
def test_any_text_comes_out_as_it_went_in(text, place, tmp_path):
    finished = init(place, "--no-commit", "--name", text, f"--custodian={text}", cwd=tmp_path)
    assert finished.returncode == 0, finished.stderr
    (record,) = json.loads(run(PROGRAM, "list", "register", "--json", cwd=place).stdout)["records"]
    assert (record["name"], record["custodian"]) == (text, text)
    assert (place / "README.md").read_text("utf-8").count("\n## ") == 7


@pytest.mark.usefixtures("desk")
def test_every_option_is_in_the_record(place, tmp_path):
    facts = {
        "name": "Register of official accounts",
        "custodian": "Example Department",
        "licence": "CC0-1.0",
        "contact": "register@example.org",
        "timezone": "Pacific/Port_Moresby",
    }
    finished = init(place, *(f"--{field}={text}" for field, text in facts.items()), cwd=tmp_path)
    assert finished.returncode == 0, finished.stderr
    assert own_record(place) == facts | {"roles": ROLES}
    assert "Assumed" not in finished.stderr


@pytest.mark.usefixtures("desk")
def test_missing_settings_are_named(place, tmp_path):
    finished = init(place, "--name", "Register of official accounts", "--timezone", "Asia/Jakarta", cwd=tmp_path)
    assert "Defaults used: custodian `The office that answers for this register`, contact `" in finished.stderr


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    ("option", "text", "words"),
    [
        ("--contact", "nobody", "e-mail"),
        ("--licence", "two words", "CC-BY-4.0"),
        ("--timezone", "Asia/Kuala_Lumpr", "did you mean `Asia/Kuala_Lumpur`?"),
        ("--timezone", "America", "is not a time zone"),
        ("--name", "", ""),
        ("--name", "x" * 201, "200"),
        ("--name", "hidden \u202e text", "U+202E"),
        ("--custodian", b"\xff\xfe", "not UTF-8"),
        ("--country", "XX", "choose from ID, MY, PG"),
        ("--language", "English language", "must look like"),
    ],
)
def test_an_invalid_setting_is_reported_by_its_option(option, text, words, place, tmp_path):
    finished = run(PROGRAM, "init", str(place), option, text, cwd=tmp_path)
    assert finished.returncode == 2
    assert finished.stderr.startswith(f"smregister: {option}: ")
    assert words in finished.stderr
    assert not place.exists()


@pytest.mark.usefixtures("desk")
def test_at_a_terminal_it_asks_for_what_is_missing(place, tmp_path):
    dialog = converse(tmp_path, "init", str(place), "--custodian", "Example Department", replies=[
        ("Name", "Accounts: the official ones"), ("Contact", ""), ("Contact", "nobody"),
        ("Contact", "desk@example.gov.pg"), ("Countries", "papua, MY"), ("Languages", "English, ms"),
    ], settings=os.environ)  # fmt: skip
    assert "The register's name." in dialog.messages
    assert "e-mail" in dialog.messages
    assert "Custodian" not in dialog.asked
    assert dialog.asked[-1] == "Add the first agency now"
    assert "Defaults used: licence" in dialog.messages
    assert dialog.messages.endswith(" smregister add agency")
    assert own_record(place) == {
        "name": "Accounts: the official ones",
        "custodian": "Example Department",
        "contact": "desk@example.gov.pg",
        "licence": "CC-BY-4.0",
        "timezone": "Pacific/Port_Moresby",
        "languages": ["en", "ms"],
        "jurisdictions": ["PG", "MY"],
        "roles": ROLES,
    }
    assert names_below(place / "registry/jurisdictions") == ["MY.yaml", "PG.yaml"]
    assert findings(place) == []


@pytest.mark.usefixtures("desk")
def test_at_a_terminal_it_continues_with_an_agency_and_an_account(place, tmp_path):
    options = ("--custodian", "Desk", "--contact", "desk@example.gov.pg", "--country", "PG")
    dialog = converse(tmp_path, "init", str(place), *options, replies=[
        ("Name", "Accounts"), ("Add the first agency now", "y"),
        ("Official name", "Department of Health"), ("Type", "department"),
        ("Level", "nat"), ("Name of the record", "pg-health"), ("Add the first account now", "y"), ("Address", STOP),
    ], status=130, settings=os.environ)  # fmt: skip
    assert "Jurisdiction" not in dialog.asked
    assert dialog.messages.endswith(" smregister add account --agency pg-health")
    assert (place / "registry/agencies/pg-health/agency.yaml").exists()
    assert git(place, "log", "--format=%s").splitlines() == ["Add the first agency", "Start the register"]
    assert git(place, "status", "--porcelain") == ""
    assert findings(place) == []


@pytest.mark.usefixtures("desk")
def test_at_a_terminal_it_can_ask_nothing(place, tmp_path):
    assert converse(tmp_path, "init", str(place), "--no-input", settings=os.environ).asked == []
    assert findings(place) == []


@pytest.mark.usefixtures("desk")
def test_a_complete_command_asks_nothing(place, tmp_path):
    options = ("--name", "Accounts", "--custodian", "Desk", "--contact", "desk@example.gov.pg")
    assert converse(tmp_path, "init", str(place), *options, settings=os.environ).asked == []


@pytest.mark.usefixtures("desk")
def test_the_code_of_a_country_is_not_taken_for_a_language(place, tmp_path):
    options = ("--custodian", "Desk", "--contact", "desk@example.gov.my")
    replies = [("Name", "Accounts"), ("Countries", "Malaysia"), ("Languages", "MY"), ("Languages", "Malay, en")]
    dialog = converse(tmp_path, "init", str(place), *options, replies=replies, settings=os.environ)
    assert "`my` is Burmese; the languages of Malaysia are `ms`, `en`; did you mean `ms`?" in dialog.messages
    assert "ms: Malay, en: English" in dialog.messages


@pytest.mark.usefixtures("desk")
def test_a_country_brings_its_record_languages_and_time_zone(place, tmp_path):
    finished = init(place, "--country", "my", cwd=tmp_path)
    assert finished.returncode == 0, finished.stderr
    assert "licence `CC-BY-4.0`; correct" in finished.stderr
    record = own_record(place)
    assert (record["jurisdictions"], record["languages"]) == (["MY"], ["ms", "en"])
    assert record["timezone"] == "Asia/Kuala_Lumpur"
    assert findings(place) == []


def test_the_records_of_countries_are_real():
    for code in ("ID", "MY", "PG"):
        data = yaml.safe_load((PROJECT / f"registry/jurisdictions/{code}.yaml").read_text("utf-8"))
        assert {"names", "levels", "domains", "timezone", "weekend", "languages"} <= data.keys()
        assert len(data["agency_types"]) >= 5
        # Example data is marked so.
        assert "contoh" not in str(data).casefold()


@pytest.mark.usefixtures("desk")
def test_an_interrupted_dialog_leaves_nothing(place, tmp_path):
    replies = [("Name", "A"), ("Custodian", STOP)]
    dialog = converse(tmp_path, "init", str(place), replies=replies, status=130, settings=os.environ)
    assert f"init {place} --name A" in re.sub(r"\x1b\[[0-9;]*m", "", dialog.messages)
    assert names_below(tmp_path) == ["home"]


# What stands in it


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    place = tmp_path_factory.mktemp("made") / "register"
    finished = init(place, "--no-commit", "--name", "Register of official accounts", cwd=place.parent)
    assert finished.returncode == 0, finished.stderr
    return place


def test_the_editor_knows_the_files_of_every_kind(made):
    settings = json.loads((made / ".vscode/settings.json").read_text("utf-8"))
    mapping = settings["yaml.schemas"]
    schemas = {f"./schemas/{path.name}": path for path in (made / "schemas").glob("*.schema.json")}
    assert mapping.keys() == schemas.keys()
    for name, path in schemas.items():
        template = json.loads(path.read_text("utf-8"))["x-path"]
        assert mapping[name] == "registry/" + template.replace("{agency}", "*").replace("{name}", "*")
    assert "redhat.vscode-yaml" in (made / ".vscode/extensions.json").read_text("utf-8")


def test_no_placeholder_is_left(made):
    ours = [path for path in made.rglob("*") if path.is_file() and "schemas" not in path.parts]
    assert [path for path in ours if re.search(rb"<<\w+>>", path.read_bytes())] == []


@pytest.mark.usefixtures("desk")
def test_the_commands_of_its_readme_can_be_carried_out(place, tmp_path):
    init(place, cwd=tmp_path)
    block = (place / "README.md").read_text("utf-8").split("```")[1]
    commands = [line.split() for line in block.strip().splitlines()]
    assert len(commands) == 5
    for program, *arguments in commands:
        assert program == "smregister"
        finished = run(PROGRAM, *arguments, cwd=place)
        assert finished.returncode == (1 if arguments[0] == "check" else 0), finished.stderr


def test_its_workflow_and_form_are_what_the_forge_expects(made):
    for schema, path in [
        ("vendor.github-workflows", ".github/workflows/check.yml"),
        ("custom.github-workflows-require-timeout", ".github/workflows/check.yml"),
        ("vendor.github-issue-forms", ".github/ISSUE_TEMPLATE/new-account.yml"),
    ]:
        checked = CliRunner().invoke(check_jsonschema.main, ["--builtin-schema", schema, str(made / path)])
        assert checked.exit_code == 0, checked.output


@pytest.mark.parametrize(
    "workflow",
    [
        *(f"register/.github/workflows/{name}.yml" for name in ("check", "comment", "daily", "intake", "publish")),
        *PROJECT.glob(".github/workflows/*.yml"),
    ],
    ids=str,
)
def test_workflows_give_no_rights_away(workflow, made):
    text = (made.parent / workflow).read_text("utf-8")
    content = yaml.safe_load(text)
    assert content["permissions"] == {}
    assert "pull_request_target" not in text
    # YAML 1.1 takes the word `on` for true.
    runs_proposals = {"pull_request", "pull_request_review"} & {*content[True]}
    for job in content["jobs"].values():
        assert job["permissions"].get("contents", "read") in (("read",) if runs_proposals else ("read", "write"))
        assert "write" not in job["permissions"].values() or not runs_proposals
        for step in job["steps"]:
            assert "${{" not in step.get("run", "")
            assert "uses" not in step or re.fullmatch(r"[a-z-]+/[a-z-]+@[0-9a-f]{40}", step["uses"])
            assert "checkout" not in step.get("uses", "") or step["with"]["persist-credentials"] is False


# Where its workflows install the program from

COMMIT = "9" * 40
HASH = "a" * 64
GIT = {"vcs": "git", "commit_id": COMMIT}
SOURCES = {
    "an index": (None, "smregister==1.2.3"),
    "git": ({"url": "https://github.com/gov/smregister", "vcs_info": GIT},
            f"smregister @ git+https://github.com/gov/smregister.git@{COMMIT}"),
    "git by ssh": ({"url": "ssh://git@git.example.gov/tools/smregister.git", "vcs_info": GIT},
                   f"smregister @ git+https://git.example.gov/tools/smregister.git@{COMMIT}"),
    "a folder in git": ({"url": "https://user:secret@github.com/gov/tools.git", "subdirectory": "register",
                         "vcs_info": GIT},
                        f"smregister @ git+https://github.com/gov/tools.git@{COMMIT}#subdirectory=register"),
    "git on this machine": ({"url": "file:///srv/git/smregister", "vcs_info": GIT}, ""),
    "a file": ({"url": "https://x.example/smregister.whl", "archive_info": {"hashes": {"sha256": HASH}}},
               f"smregister @ https://x.example/smregister.whl --hash=sha256:{HASH}"),
    "a file by an older pip": ({"url": "https://x.example/smregister.whl", "archive_info": {"hash": f"sha256={HASH}"}},
                               f"smregister @ https://x.example/smregister.whl --hash=sha256:{HASH}"),
    "a file without hash": ({"url": "https://x.example/smregister.whl", "archive_info": {}}, ""),
    "a file of this machine": ({"url": "file:///tmp/smregister.whl", "archive_info": {"hashes": {"sha256": HASH}}}, ""),
    "a folder": ({"url": "file:///home/officer/smregister", "dir_info": {"editable": True}}, ""),
}  # fmt: skip


@pytest.mark.parametrize(("direct_url", "requirement"), SOURCES.values(), ids=SOURCES)
def test_workflows_install_what_made_the_register(direct_url, requirement):
    assert format_requirement(direct_url, "1.2.3") == requirement


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("requirement", ["smregister==1.2.3", ""])
def test_init_names_the_source_of_the_program(requirement, place, tmp_path, monkeypatch):
    monkeypatch.setattr("smregister.cli.commands.init.program_requirement", lambda: requirement)
    finished = init(place, "--no-commit", cwd=tmp_path)
    lines = (place / ".github/smregister/program.txt").read_text("utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#")] == ([requirement] if requirement else [])
    assert "`smregister doctor` lists what else is to be set up" in finished.stderr


def run_installer(register, tmp_path):
    """Run the script of the workflows with a Python that only writes down its arguments."""
    tool = tmp_path / "tools/python"
    tool.parent.mkdir()
    tool.write_text(f'#!/bin/sh\necho "$*" >> {tmp_path}/asked\n')
    tool.chmod(0o755)
    return subprocess.run(
        ["bash", ".github/smregister/install"],
        cwd=register,
        env={"PATH": f"{tool.parent}:{os.environ['PATH']}"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_workflows_install_only_what_is_pinned(made, tmp_path):
    shutil.copytree(made / ".github", tmp_path / ".github")
    (tmp_path / ".github/smregister/program.txt").write_text("# Why\nsmregister==1.2.3\n")
    assert run_installer(tmp_path, tmp_path).returncode == 0
    assert (tmp_path / "asked").read_text().splitlines() == [
        "-I -m pip install --quiet --require-hashes --only-binary :all: -r dependencies.txt",
        "-I -m pip install --quiet --no-deps --no-build-isolation -r program.txt",
    ]


def test_without_a_source_the_workflows_say_what_to_do(made, tmp_path):
    shutil.copytree(made / ".github", tmp_path / ".github")
    (tmp_path / ".github/smregister/program.txt").write_text("# Why\n\n")
    finished = run_installer(tmp_path, tmp_path)
    assert (finished.returncode, finished.stdout[:48]) == (1, "::error file=.github/smregister/program.txt::The")
    assert not (tmp_path / "asked").exists()


def test_the_lock_has_every_dependency_with_its_hashes():
    lock = (PROJECT / ".github/smregister/dependencies.txt").read_text("utf-8").replace("\\\n", " ")
    pinned = {}
    for line in lock.splitlines()[1:]:
        requirement, *hashes = line.split(" --hash=sha256:")
        assert hashes
        assert all(re.fullmatch(r"[0-9a-f]{64} *", digest) for digest in hashes)
        name, version = requirement.partition(";")[0].split("==")
        pinned[name.strip()] = version.strip()
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    for text in (*project["project"]["dependencies"], *project["build-system"]["requires"]):
        wanted = Requirement(text)
        assert pinned[canonicalize_name(wanted.name)] in wanted.specifier, text


# Where the program itself lies


@pytest.fixture
def packed(tmp_path, monkeypatch):
    """Create the program as in a wheel: one folder, with the shared files inside."""
    library = tmp_path / "library"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PROJECT / "src/smregister", library / "smregister", ignore=ignored)
    starter = library / "smregister/shared"
    for folder in (".github/smregister", "schemas", *(f"registry/{name}" for name in PARTS)):
        shutil.copytree(PROJECT / folder, starter / folder)
    monkeypatch.setenv("PYTHONPATH", str(library))
    return starter


def init_packed(place):
    program = "import smregister.cli.main as cli; print(cli.__file__); cli.main()"
    return run(sys.executable, "-c", program, "init", str(place), cwd=place.parent)


@pytest.mark.only_long
@pytest.mark.usefixtures("desk")
def test_a_package_brings_schemas_platforms_and_standards(packed, place):
    with (packed / "registry/platforms/github.yaml").open("a") as platform:
        platform.write("# from the package\n")
    finished = init_packed(place)
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.startswith(str(packed.parent))
    assert (place / "registry/platforms/github.yaml").read_text("utf-8").endswith("# from the package\n")


@pytest.mark.only_long
@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("folder", [".github/smregister", "schemas", "registry/platforms", "registry/standards"])
def test_an_incomplete_installation_is_an_error(folder, packed, place):
    shutil.rmtree(packed / folder)
    finished = init_packed(place)
    assert finished.returncode == 2
    assert f"lacks `{folder}`" in finished.stderr
    assert not place.exists()
