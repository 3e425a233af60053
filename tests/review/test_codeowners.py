"""CODEOWNERS: each agency's path is owned by its officers and the desk."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.commands import run
from tests.registers import ACCOUNT, AGENCY, DAY, SMALL, Repository, build, build_repository

from smregister.appointments.mandates import officer_mandates
from smregister.errors import FatalError
from smregister.model import Record
from smregister.register.snapshot import RegisterSnapshot
from smregister.repository.overlay_tree import OverlayTree
from smregister.repository.work_tree import WorkTree
from smregister.review.codeowners import CODEOWNERS, compare_codeowners, create_codeowners, has_no_owner

if TYPE_CHECKING:
    from tests.registers import Files

REGISTER = "registry/register.yaml"


def member(login: str, number: int, more: str = "") -> str:
    return f"  - post: Member {number}\n    forge:\n      login: {login}\n      user_id: {number}\n{more}"


def desk(*members: str) -> str:
    return f"{SMALL[REGISTER]}desk:\n{''.join(members)}"


def appointment(login: str, number: int, more: str = "") -> str:
    return f"""\
officer:
  post: Officer {number}
  forge:
    login: {login}
    user_id: {number}
accounts: all-of-agency
letter:
  number: {number}/2025
  date: 2025-01-01
effective_from: 2025-01-01
{more}"""


def agency_files(agency: str, *appointments: str, status: str = "active") -> dict[str, str]:
    folder = f"registry/agencies/{agency}"
    record = str(SMALL[AGENCY]).replace("status: active", f"status: {status}")
    return {
        f"{folder}/agency.yaml": record,
        **{f"{folder}/appointments/officer-{n}.yaml": text for n, text in enumerate(appointments)},
    }


OWNED: Files = {
    **SMALL,
    REGISTER: desk(member("the-desk", 1)),
    **agency_files("health", appointment("Zoe", 20), appointment("abe", 21)),
    **agency_files("works", appointment("wim", 30)),
    **agency_files("nobody-yet"),
}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Return a register with a desk of one, an agency with two officers, one with one, and one with none."""
    return build_repository(tmp_path / "repository", OWNED)


# How a forge reads the file (docs.github.com, "About code owners"): written anew here, so that two must agree.


def owners(text: str, path: str) -> list[str]:
    """Return the owners of a path by the last line that matches."""
    owners_found: list[str] = []
    for line in text.splitlines():
        if line and not line.startswith("#"):
            pattern, *names = line.split()
            if fits(pattern, path):
                owners_found = names
    return owners_found


def fits(pattern: str, path: str) -> bool:
    """Return whether a pattern, as in .gitignore, matches a path or its parent."""
    is_anchored = "/" in pattern.rstrip("/")
    words = re.split(r"(\*\*/|\*)", pattern.strip("/"))
    body = "".join({"**/": "(?:.*/)?", "*": "[^/]*"}.get(word, re.escape(word)) for word in words)
    below = "/.*" if pattern.endswith("/") else "(?:/.*)?"
    return re.fullmatch(("" if is_anchored else "(?:.*/)?") + body + below, path) is not None


@pytest.mark.parametrize(
    ("pattern", "path", "does"),
    [
        ("*", "a/b.c", True),
        ("/a/", "a/b/c", True),
        ("/a/", "b/a/c", False),
        ("/a/*/c", "a/b/c", True),
        ("/a/*/c", "a/b/b/c", False),
        ("**/.gitattributes", ".gitattributes", True),
        ("**/.gitattributes", "a/b/.gitattributes", True),
        ("/a", "ab", False),
    ],
)
def test_patterns_match_like_those_of_forges(pattern: str, path: str, does: bool) -> None:
    assert fits(pattern, path) is does


# What is written.


def test_the_desk_owns_everything_but_what_officers_may_change(repository: Repository) -> None:
    run(repository.root, "codeowners")
    text = (repository.root / CODEOWNERS).read_text()
    assert "@abe" not in text
    assert owners(text, ACCOUNT) == []
    of_agency = ("agency.yaml", "README.md", "accounts/README.md", "accounts/x/y.yaml", "accounts/.gitattributes",
                 "appointments/x.yaml", "observations/x.yaml", "waivers/x.yaml", "accounts/.gitkeep")  # fmt: skip
    of_desk = [path for path in DESKS_OWN if "/accounts/" not in path]
    for path in (*(f"registry/agencies/health/{path}" for path in of_agency), *of_desk):
        assert owners(text, path) == ["@the-desk"], path


def test_a_file_keeps_its_form_until_the_other_is_chosen(repository: Repository) -> None:
    path = repository.root / CODEOWNERS
    run(repository.root, "codeowners", "--with-officers")
    with_officers = path.read_text()
    assert owners(with_officers, ACCOUNT) == ["@abe", "@Zoe", "@the-desk"]
    assert run(repository.root, "codeowners", "--check").status == 0
    assert run(repository.root, "codeowners", "--check", "--desk-only").status == 1
    assert run(repository.root, "codeowners").messages == "no change; nothing was written\n"
    run(repository.root, "codeowners", "--desk-only")
    assert owners(path.read_text(), ACCOUNT) == []
    assert run(repository.root, "codeowners", "--check").status == 0
    assert run(repository.root, "codeowners", "--check", "--with-officers").status == 1


def test_the_file_names_officers_and_desk_and_ends_with_the_desk_s_paths(repository: Repository) -> None:
    assert run(repository.root, "codeowners", "--with-officers").output == f"{CODEOWNERS}\n"
    lines = [line for line in (repository.root / CODEOWNERS).read_text().splitlines() if not line.startswith("#")]
    assert lines == [
        "",
        "* @the-desk",
        "/registry/agencies/health/ @abe @Zoe @the-desk",
        "/registry/agencies/works/ @wim @the-desk",
        "/schemas/ @the-desk",
        "/registry/agencies/*/agency.yaml @the-desk",
        "/registry/agencies/*/appointments/*.yaml @the-desk",
        "/registry/agencies/*/observations/*.yaml @the-desk",
        "/registry/agencies/*/waivers/*.yaml @the-desk",
        "/registry/directives/ @the-desk",
        "/registry/guidance/ @the-desk",
        "/registry/jurisdictions/ @the-desk",
        "/registry/platforms/ @the-desk",
        "/registry/register.yaml @the-desk",
        "/registry/standards/ @the-desk",
        "**/.gitattributes @the-desk",
        "/.github/ @the-desk",
    ]


def test_the_file_is_written_once_and_can_be_undone(repository: Repository) -> None:
    run(repository.root, "codeowners")
    again = run(repository.root, "codeowners")
    assert (again.status, again.output, again.messages) == (0, "", "no change; nothing was written\n")
    assert run(repository.root, "codeowners", "--check").status == 0
    assert run(repository.root, "undo").status == 0
    assert not (repository.root / CODEOWNERS).exists()


def test_a_dry_run_prints_the_file_and_writes_none(repository: Repository) -> None:
    shown = run(repository.root, "codeowners", "--dry-run").output
    assert not (repository.root / CODEOWNERS).exists()
    run(repository.root, "codeowners")
    assert (repository.root / CODEOWNERS).read_text() == shown


def test_mandates_of_other_days_own_nothing(tmp_path: Path) -> None:
    past = "effective_to: 2025-06-30\nend_reason: transfer\n"
    files = agency_files("health", appointment("gone", 20, past), appointment("here", 21))
    members = [member("the-desk", 1), member("former", 2, "    until: 2024-12-31\n")]
    register = build(tmp_path, {**SMALL, REGISTER: desk(*members), **files})
    text = create_codeowners(RegisterSnapshot(WorkTree(register), DAY), with_officers=True).text
    assert owners(text, ACCOUNT) == ["@here", "@the-desk"]
    then = create_codeowners(RegisterSnapshot(WorkTree(register), date(2025, 6, 30)), with_officers=True).text
    assert owners(then, ACCOUNT) == ["@gone", "@here", "@the-desk"]


def test_an_invalid_letter_names_no_owner(tmp_path: Path) -> None:
    files = agency_files("health", appointment("abe", 20, "zeal: much\n"), appointment("zoe", 21))
    register = build(tmp_path, {**SMALL, REGISTER: desk(member("the-desk", 1)), **files})
    text = create_codeowners(RegisterSnapshot(WorkTree(register), DAY), with_officers=True).text
    assert owners(text, ACCOUNT) == ["@zoe", "@the-desk"]


def test_the_desk_owns_a_closed_agency(tmp_path: Path) -> None:
    files = agency_files("health", appointment("abe", 20), status="closed\nclosed: 2025-01-01")
    register = build(tmp_path, {**SMALL, REGISTER: desk(member("the-desk", 1)), **files})
    assert owners(create_codeowners(RegisterSnapshot(WorkTree(register), DAY), with_officers=True).text, ACCOUNT) == [
        "@the-desk"
    ]


# What is refused, and what is left out.

NO_DESK = {
    "no desk": str(SMALL[REGISTER]),
    "no login": desk("  - post: Manager\n    forge:\n      user_id: 1\n"),
    "not yet there": desk(member("the-desk", 1, "    from: 2999-01-01\n")),
    "invalid record": desk(member("the-desk", 1)) + "zeal: 1\n",
}


@pytest.mark.parametrize("text", NO_DESK.values(), ids=NO_DESK)
def test_there_is_no_file_without_a_login_of_the_desk(repository: Repository, text: str) -> None:
    repository.write({REGISTER: text})
    for options in ([], ["--check"], ["--dry-run"]):
        answer = run(repository.root, "codeowners", *options)
        assert (answer.status, answer.output) == (2, "")
        cures = ("add `forge.login` to a member of the desk in registry/register.yaml", "is missing or invalid")
        assert any(cure in answer.messages for cure in cures)
    assert not (repository.root / CODEOWNERS).exists()


def test_a_file_with_owners_is_outdated_without_a_desk(repository: Repository) -> None:
    assert run(repository.root, "codeowners").status == 0
    repository.write({REGISTER: SMALL[REGISTER]})
    answer = run(repository.root, "codeowners", "--check")
    assert (answer.status, "the desk has no member with a login" in answer.messages) == (2, True)


@pytest.mark.parametrize("login", ['"a @b"', '"a\\n* @b"', '"@b"', '"a/b"', '"#a"', '""', '"\\u202ea"', "5"])
def test_an_invalid_login_is_never_written(repository: Repository, login: str) -> None:
    files = agency_files("health", appointment(login, 20), appointment("abe", 21))
    repository.write(files)
    answer = run(repository.root, "codeowners", "--with-officers")
    assert answer.status == 0
    text = (repository.root / CODEOWNERS).read_text()
    assert owners(text, ACCOUNT) == ["@abe", "@the-desk"]
    assert text.count("\n* ") == 1


def test_an_invalid_login_that_the_schema_allows_is_omitted_with_a_message(repository: Repository) -> None:
    schema = repository.root / "schemas/appointment.schema.json"
    loosened = schema.read_text().replace('"pattern": "^[A-Za-z0-9][A-Za-z0-9_.-]*$",', "")
    repository.write({"schemas/appointment.schema.json": loosened})
    repository.write(agency_files("health", appointment('"a\\n* @b"', 20), appointment("abe", 21)))
    answer = run(repository.root, "codeowners", "--with-officers")
    assert "health/officer-0: left out: `a\\n* @b` is not a valid login" in answer.messages
    assert owners((repository.root / CODEOWNERS).read_text(), ACCOUNT) == ["@abe", "@the-desk"]


def test_mandates_without_a_login_are_counted(repository: Repository) -> None:
    repository.write(agency_files("health", appointment("abe", 20).replace("    login: abe\n", "")))
    answer = run(repository.root, "codeowners", "--with-officers")
    assert "1 mandate left out: `forge.login` is missing" in answer.messages


def test_a_file_too_large_for_the_forge_is_an_error(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("smregister.review.codeowners.LARGEST", 500)
    with pytest.raises(FatalError, match=r"GitHub ignores files over 3 MB.*a team for each"):
        create_codeowners(RegisterSnapshot(WorkTree(repository.root), DAY), with_officers=True)


def test_another_commit_is_only_read(repository: Repository) -> None:
    answer = run(repository.root, "codeowners", "--ref", "HEAD")
    assert (answer.status, answer.output) == (2, "")
    assert "add --check to compare" in answer.messages


# --check

WRONG = {
    "an owner too many": ("@wim @the-desk", "@wim @mallory @the-desk", "has @wim @mallory @the-desk, but"),
    "a line gone": ("/schemas/ @the-desk\n", "", "/schemas/ is missing; its owners are @the-desk"),
    "a line too many": ("/.github/ @the-desk\n", "/.github/ @the-desk\n/x/ @b\n", "/x/ should not be here"),
    "no owner": ("/.github/ @the-desk\n", "/.github/\n", "/.github/ has no owner, but should have @the-desk"),
    "another order": ("* @the-desk\n", "", "is missing"),
    "a comment": ("# Owners of", "# Perhaps owners of", "their order or the comments are not"),
    "nothing hidden": ("/.github/ @the-desk\n", "/.github/ @the-desk\n/\u202ex/ @b\n", "/\\u202ex/ should not be here"),
}


@pytest.mark.parametrize(("before", "after", "expected"), WRONG.values(), ids=WRONG)
def test_check_describes_each_difference_and_the_remedy(
    repository: Repository, before: str, after: str, expected: str
) -> None:
    run(repository.root, "codeowners", "--with-officers")
    text = (repository.root / CODEOWNERS).read_text()
    repository.commit({CODEOWNERS: text.replace(before, after)})
    for options in ([], ["--ref", "HEAD"], ["--ref", ":"]):
        answer = run(repository.root, "codeowners", "--check", *options)
        assert answer.status == 1
        assert expected in answer.output
        assert "run `smregister codeowners`" in answer.messages


def test_windows_line_ends_are_no_difference() -> None:
    assert compare_codeowners("* @a\r\n", "* @a\n") == []


def test_a_file_that_is_no_text_names_its_owners_all_the_same() -> None:
    answers = [has_no_owner(content) for content in (b"# \xff\n*\n", b"\xff @a\n", None)]
    assert answers == [True, False, False]


def test_check_reports_a_missing_file_and_a_link(repository: Repository) -> None:
    (repository.root / ".github").mkdir()
    (repository.root / CODEOWNERS).symlink_to("/etc/passwd")
    for _ in range(2):
        answer = run(repository.root, "codeowners", "--check")
        assert (answer.status, answer.output) == (1, f"{CODEOWNERS}: it is missing\n")
        (repository.root / CODEOWNERS).unlink(missing_ok=True)


def test_a_register_in_a_larger_repository_prints_its_lines(tmp_path: Path) -> None:
    repository = build_repository(tmp_path / "repository", OWNED, below="made/here")
    for options in ([], ["--check"]):
        answer = run(repository.root, "codeowners", *options)
        assert answer.status == 2
        assert "the folder made/here/ of a larger repository" in answer.messages
    text = run(repository.root, "codeowners", "--with-officers", "--dry-run").output
    assert owners(text, f"made/here/{ACCOUNT}") == ["@abe", "@Zoe", "@the-desk"]
    assert owners(text, f"made/here/{AGENCY}") == ["@the-desk"]
    assert owners(text, "elsewhere/README.md") == []


def test_a_new_register_explains_its_owners(tmp_path: Path) -> None:
    run(tmp_path, "init", "new")
    register = tmp_path / "new"
    assert "`smregister codeowners`. Run it again" in (register / CODEOWNERS).read_text()
    assert owners((register / CODEOWNERS).read_text(), "schemas/x") == []
    checked = run(register, "codeowners", "--check", "--ref", "HEAD")
    assert (checked.status, checked.output) == (0, "")
    assert "register.yaml; until then, .github/CODEOWNERS stays without owners" in checked.messages
    assert run(register, "codeowners").status == 2
    path = register / REGISTER
    path.write_text(path.read_text() + f"desk:\n{member('the-desk', 1)}")
    assert run(register, "codeowners", "--check").status == 1
    assert run(register, "codeowners").status == 0
    assert run(register, "codeowners", "--check").status == 0


# Whatever the register holds.

LOGINS = st.sampled_from(["a", "b", "C", "d-e", "f.g", "h_i"])
AGENCIES = st.sampled_from(["health", "works", "a", "a-b", "agency", "accounts", "0"])
MANDATES = st.lists(st.tuples(LOGINS, st.booleans()), max_size=3)
POLICIES = st.dictionaries(AGENCIES, st.tuples(MANDATES, st.booleans()), min_size=1, max_size=4)
DESKS = st.lists(LOGINS, min_size=1, max_size=3, unique=True)
FILES = ["accounts/x.yaml", "accounts/agency.yaml", "README.md", "accounts/schemas/z.yaml"]
DESKS_OWN = [
    "registry/register.yaml", "registry/platforms/x.yaml", "registry/jurisdictions/EX.yaml", "schemas/a.schema.json",
    ".github/CODEOWNERS", ".github/workflows/check.yml", ".gitattributes", "README.md", "registry/agencies/.gitkeep",
    "registry/agencies", "registry/agencies/unheard-of/accounts/x.yaml", "x/registry/agencies/health/accounts/x.yaml",
]  # fmt: skip


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a register without agencies."""
    files = {path: text for path, text in SMALL.items() if "/agencies/" not in path}
    return build(tmp_path_factory.mktemp("register"), files, platforms=())


@given(policy=POLICIES, members=DESKS)
def test_every_path_is_owned_by_the_officers_of_its_letters(
    empty: Path, policy: dict[str, tuple[list[tuple[str, bool]], bool]], members: list[str]
) -> None:
    files = {REGISTER: desk(*(member(login, number) for number, login in enumerate(members, 1)))}
    for agency, (mandates, is_open) in policy.items():
        letters = [
            appointment(login, number, "" if holds else "effective_to: 2025-02-01\nend_reason: transfer\n")
            for number, (login, holds) in enumerate(mandates, 100)
        ]
        files |= agency_files(agency, *letters, status="active" if is_open else "closed\nclosed: 2025-01-01")
    tree = OverlayTree(WorkTree(empty), {path: text.encode() for path, text in files.items()})
    text = create_codeowners(RegisterSnapshot(tree, DAY), with_officers=True).text
    of_desk = {f"@{login}" for login in members}
    for agency, (mandates, is_open) in policy.items():
        folder = f"registry/agencies/{agency}"
        officers = {f"@{login}" for login, holds in mandates if holds and is_open}
        assert all(set(owners(text, f"{folder}/{path}")) == officers | of_desk for path in FILES)
        assert set(owners(text, f"{folder}/agency.yaml")) == of_desk
        assert set(owners(text, f"{folder}/appointments/y.yaml")) == of_desk
        assert set(owners(text, f"{folder}/accounts/.gitattributes")) == of_desk
    assert all(set(owners(text, path)) == of_desk for path in DESKS_OWN)
    assert len(text.splitlines()) <= 5 + len(policy) + 14


def test_the_first_of_two_replacements_ends_a_mandate() -> None:
    """The last day is the earliest by any replacement."""

    def letter(name: str, since: str, replaces: str | None = None) -> Record:
        data = {"officer": {"post": "O", "forge": {"user_id": 1}}, "effective_from": since, "replaces": replaces}
        return Record("appointment", f"health/{name}", f"{name}.yaml", data)

    letters = [letter("a", "2025-01-01"), letter("b", "2025-06-01", "a"), letter("c", "2025-04-01", "health/a")]
    assert [mandate.dates.end for mandate in officer_mandates(letters)] == ["2025-03-31", None, None]
