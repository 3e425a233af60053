"""Authorization of changes by the base alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.commands import run
from tests.lengths import count
from tests.registers import ACCOUNT, ACCOUNT_TEXT, AGENCY, SMALL, Repository, build_repository

from smregister.errors import FatalError
from smregister.model import Authorization, Difference
from smregister.repository.changed_paths import all_changed_paths
from smregister.repository.commit_tree import CommitTree
from smregister.repository.merge_methods import open_landing
from smregister.repository.open import open_commit
from smregister.review.authorization import authorize_change, authorize_landing

DAY = date(2026, 1, 1)
DESK, OFFICER, OTHER_OFFICER, FORMER, STRANGER = 10, 20, 30, 40, 50

WORKS = "registry/agencies/works"
APPOINTMENT = "registry/agencies/health/appointments/officer-2025.yaml"
FORMER_LETTER = "registry/agencies/health/appointments/officer-2024.yaml"
REGISTER = "registry/register.yaml"


def appointment(user_id: int, number: str, since: str = "2025-01-01", more: str = "") -> str:
    return f"""\
officer:
  post: Officer {user_id}
  forge:
    login: user-{user_id}
    user_id: {user_id}
accounts: all-of-agency
letter:
  number: {number}
  date: {since}
effective_from: {since}
{more}"""


HANDED_OVER = "handover: {date: 2025-01-01, access_removed: true, recovery_changed: true, tools_removed: true}\n"
POLICY: dict[str, str | bytes | None] = {
    **SMALL,
    REGISTER: str(SMALL[REGISTER])
    + f"""\
desk:
  - post: Manager of the desk
    forge:
      login: the-desk
      user_id: {DESK}
    from: 2024-01-01
  - post: Former manager of the desk
    forge:
      user_id: {FORMER}
    until: 2024-12-31
""",
    ACCOUNT: ACCOUNT_TEXT + "approval:\n  by: Secretary\n  date: 2020-05-01\n  reference: 12/2020\n",
    APPOINTMENT: appointment(OFFICER, "123/2025"),
    FORMER_LETTER: appointment(
        FORMER, "7/2024", "2024-01-01", f"effective_to: 2024-12-31\nend_reason: transfer\n{HANDED_OVER}"
    ),
    f"{WORKS}/agency.yaml": str(SMALL[AGENCY]).replace("Health", "Works"),
    f"{WORKS}/accounts/x-works.yaml": ACCOUNT_TEXT.replace("health", "works"),
    f"{WORKS}/appointments/officer-2025.yaml": appointment(OTHER_OFFICER, "9/2025"),
}
"""Two agencies with an officer each, a desk with one member, and a former member of both."""

ACCOUNT_NOW = str(POLICY[ACCOUNT])
LATER_HANDOVER = str(POLICY[FORMER_LETTER]).replace("01-01, access", "01-02, access")
REVOKED = str(POLICY[APPOINTMENT]) + "effective_to: 2025-01-02\nend_reason: revoked\n"
PROPOSED = ACCOUNT_TEXT.replace("example_health", "press").replace("status: active", "status: proposed")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Return a register with a desk and officers."""
    repository = build_repository(tmp_path / "repository", POLICY)
    repository.mark("heads/base")
    return repository


@contextmanager
def proposed(repository: Repository) -> Iterator[Callable[..., Authorization]]:
    """Open the change from base to the last commit; return what authorizes a user to make it."""
    base = open_commit(repository.root, "base")
    try:
        landing = open_landing(base, CommitTree(base.git, base.git.resolve_commit("HEAD")))
        yield lambda actor=OFFICER, *approvers, day=DAY: authorize_landing(landing, actor, approvers, day)
    finally:
        base.git.close()


def decide(repository: Repository, actor: int = OFFICER, *approvers: int, day: date = DAY) -> Authorization:
    """Authorize a user to make the change from base to the last commit."""
    with proposed(repository) as authorize:
        return authorize(actor, *approvers, day=day)


def denied(answer: Authorization) -> set[str]:
    return {denial.path for denial in answer.denials}


# Commands that change several fields need the desk where an edit by hand does.

COMMANDS: dict[str, bool] = {
    "status health/x-health dormant": False,
    "status health/x-health compromised --on 2025-12-01": False,
    "close health/x-health --reason Merged": False,
    "close health/x-health --reason Merged --on 2026-06-01": False,
    "handle works/x-works new_works --on 2025-12-01": False,
    "handle health/x-health new_health": True,
    "transfer health/x-health works": True,
    "reopen health/x-closed": True,
    "letter health/officer-2024 --hardcopy-received 2025-12-01": True,
}
"""Commands -> whether the officer of both agencies needs the desk; it approved `health/x-health` by its handle."""


@pytest.mark.parametrize(("command", "needs_desk"), COMMANDS.items())
def test_a_command_gives_no_right(repository: Repository, command: str, needs_desk: bool) -> None:
    closed = ACCOUNT_TEXT.replace("health", "gone").replace("active", "closed")
    repository.commit(
        {
            f"{WORKS}/appointments/second-2025.yaml": appointment(OFFICER, "10/2025"),
            ACCOUNT.replace("x-health", "x-closed"): f"{closed}closed: 2025-06-01\nclosed_reason: Merged\n",
        }
    )
    repository.mark("heads/base")
    answer = run(repository.root, *command.split(), "--as-of", DAY.isoformat())
    assert (answer.status, "The desk must approve" in answer.messages) == (0, needs_desk)
    repository.commit({})
    with proposed(repository) as authorize:
        assert authorize().allowed is not needs_desk
        assert authorize(OFFICER, DESK).allowed


def test_the_handle_of_another_agency_needs_the_desk(repository: Repository) -> None:
    ended = "status: transferred\nclosed: 2024-01-01\nclosed_reason: Moved\nreplaced_by: works/x-works"
    repository.commit({ACCOUNT.replace("x-health", "x-old"): ACCOUNT_TEXT.replace("status: active", ended)})
    repository.mark("heads/base")
    theirs = f"{WORKS}/accounts/x-works.yaml"
    repository.commit({theirs: f"{ACCOUNT_TEXT}former_handles: [{{handle: example_works, to: 2025-12-31}}]\n"})
    assert [denial.pointer for denial in decide(repository, OTHER_OFFICER).denials] == [("handle",)]
    assert decide(repository, OTHER_OFFICER, DESK).allowed


# What an officer may do.

NOTE = "registry/agencies/health/README.md"
ALLOWED: dict[str, dict[str, str | None]] = {
    "change a field": {ACCOUNT: ACCOUNT_NOW.replace("active", "dormant")},
    "propose an account": {ACCOUNT.replace("x-health", "x-press"): PROPOSED},
    "rename an account": {ACCOUNT: None, ACCOUNT.replace("x-health", "x-news"): ACCOUNT_NOW},
    "write a comment": {ACCOUNT: "# The first one.\n" + ACCOUNT_NOW},
    "correct a contact in the own letter": {APPOINTMENT: str(POLICY[APPOINTMENT]) + "out_of_hours: Duty room\n"},
    "record a handover": {FORMER_LETTER: LATER_HANDOVER},
    "write the canonical address of the handle": {ACCOUNT: ACCOUNT_NOW + "url: https://x.com/example_health\n"},
    "write the handle in another case": {ACCOUNT: ACCOUNT_NOW.replace("example_health", "Example_Health")},
    "leave a note for readers": {NOTE: "Our accounts.\n"},
}


@pytest.mark.parametrize("files", ALLOWED.values(), ids=ALLOWED)
def test_an_officer_may(repository: Repository, files: dict[str, str | None]) -> None:
    repository.commit(files)
    with proposed(repository) as authorize:
        answer = authorize(OFFICER)
        assert answer.denials == ()
        assert answer.authority == ("acting under letter 123/2025, in force, for health",)
        assert authorize(STRANGER).denials, "and it is not that anybody may"


# What an officer may not do, and the paths that are refused.

SCHEMA = "schemas/account.schema.json"
FORGE = "  forge:\n    login: user-20\n    user_id: 20\n"
REFUSED: dict[str, dict[str, str | bytes | None]] = {
    "change another agency's record": {f"{WORKS}/accounts/x-works.yaml": ACCOUNT_TEXT},
    "add a record to another agency": {f"{WORKS}/accounts/x-new.yaml": ACCOUNT_TEXT.replace("health", "new")},
    "edit an approval": {ACCOUNT: ACCOUNT_NOW.replace("12/2020", "99/2020")},
    "take an approval away": {ACCOUNT: ACCOUNT_TEXT},
    "bring an approval": {
        ACCOUNT.replace("x-health", "x-press"): PROPOSED + "approval:\n  by: Secretary\n  date: 2020-05-01\n",
    },
    "add an official account": {ACCOUNT.replace("x-health", "x-press"): PROPOSED.replace("proposed", "active")},
    "appoint an officer without a forge account": {
        APPOINTMENT.replace("2025", "2026"): appointment(1, "1/2026").replace(
            "  forge:\n    login: user-1\n    user_id: 1\n", ""
        )
    },
    "end a mandate": {APPOINTMENT: str(POLICY[APPOINTMENT]) + "effective_to: 2026-06-30\nend_reason: transfer\n"},
    "change the role of the own letter": {APPOINTMENT: str(POLICY[APPOINTMENT]) + "role: lead\n"},
    "record the own handover": {APPOINTMENT: str(POLICY[APPOINTMENT]) + HANDED_OVER},
    "comment on a letter": {FORMER_LETTER: "# Never valid.\n" + str(POLICY[FORMER_LETTER])},
    "comment on a letter beside a contact": {
        APPOINTMENT: "# Until 2030.\n" + str(POLICY[APPOINTMENT]) + "out_of_hours: Duty room\n"
    },
    "comment on a letter beside a handover": {FORMER_LETTER: LATER_HANDOVER + "# Dismissed.\n"},
    "take a handover back": {FORMER_LETTER: str(POLICY[FORMER_LETTER]).replace(HANDED_OVER, "")},
    "leave a field of the desk empty": {ACCOUNT: ACCOUNT_NOW + "verification:\n"},
    "end a letter by an invalid contact": {APPOINTMENT: str(POLICY[APPOINTMENT]) + "out_of_hours: ''\n"},
    "rename a letter": {FORMER_LETTER: None, FORMER_LETTER.replace("2024", "old"): str(POLICY[FORMER_LETTER])},
    "change the account of an approval": {
        ACCOUNT: ACCOUNT_NOW.replace("example_health", "health_refunds")
        + "former_handles:\n  - handle: example_health\n"
    },
    "name the number of another account": {ACCOUNT: ACCOUNT_NOW + "platform_id: '1'\n"},
    "vouch for a former handle until today": {
        ACCOUNT: ACCOUNT_NOW + "former_handles:\n  - {handle: health_refunds, to: 2026-01-01}\n"
    },
    "replace an account in the guise of a new name": {
        ACCOUNT: None,
        ACCOUNT.replace("x-health", "x-other"): ACCOUNT_TEXT.replace("example_health", "quite_another")
        + "former_handles:\n  - handle: example_health\n",
    },
    "write the address of another account": {ACCOUNT: ACCOUNT_NOW + "url: https://x.com/health_refunds\n"},
    "see evidence as the desk": {ACCOUNT: ACCOUNT_NOW + "evidence:\n  - {kind: press, seen: 2025-02-01, by: DESK}\n"},
    "review as a member of the desk": {
        ACCOUNT: ACCOUNT_NOW + "last_review: {date: 2025-02-01, by: Manager of the desk, result: ok}\n"
    },
    "bind a forge account": {APPOINTMENT.replace("2025", "2026"): appointment(STRANGER, "1/2026")},
    "become another user": {APPOINTMENT: str(POLICY[APPOINTMENT]).replace("user_id: 20", "user_id: 50")},
    "bring a signing key": {
        APPOINTMENT: str(POLICY[APPOINTMENT]).replace(FORGE, FORGE + "  signing_keys:\n    - key: ssh-ed25519 AAAA\n")
    },
    "begin a mandate earlier": {APPOINTMENT: str(POLICY[APPOINTMENT]).replace("from: 2025", "from: 2024")},
    "bring a former officer back": {
        "registry/agencies/health/appointments/officer-2024.yaml": appointment(FORMER, "7/2024", "2024-01-01")
    },
    "delete a record": {ACCOUNT: None},
    # Refused by its path as well as by the deletion: no test can tell which of the two is missing.
    "delete the own agency": {AGENCY: None},
    "change the own agency": {AGENCY: str(SMALL[AGENCY]).replace("Health", "Wealth")},
    "join the desk": {REGISTER: str(POLICY[REGISTER]).replace("user_id: 10", "user_id: 20")},
    "ask for no signatures": {REGISTER: str(POLICY[REGISTER]) + "signed_commits: false\n"},
    "found an agency": {AGENCY.replace("health", "wealth"): str(SMALL[AGENCY]).replace("Health", "Wealth")},
    "change a schema": {SCHEMA: "{}"},
    "add a schema": {"schemas/notice.schema.json": "{}"},
    "change a platform": {"registry/platforms/x.yaml": "name: X\n"},
    "set a standard": {"registry/standards/baseline.yaml": "name: All\n"},
    "change a workflow": {".github/workflows/check.yml": "on: push\n"},
    "change who owns what": {".github/CODEOWNERS": "* @user-20\n"},
    "hide changes from review": {".gitattributes": "* -diff\n"},
    "hide changes of the own agency": {"registry/agencies/health/.gitattributes": "* -diff\n"},
    "leave a program": {"smregister.py": "import os\n"},
    "leave a note among the accounts": {"registry/agencies/health/accounts/README.md": "x\n"},
    "leave a stray file": {"registry/agencies/health/accounts/notes.txt": "x\n"},
    "leave a file in a place of its own": {"registry/agencies/health/secrets/x.yaml": "x: y\n"},
    "leave a badly named record": {"registry/agencies/health/accounts/CON.yaml": ACCOUNT_TEXT},
    "make a record unreadable": {ACCOUNT: ACCOUNT_NOW + "a: &a [*a]\n"},
}


@pytest.mark.parametrize("files", REFUSED.values(), ids=REFUSED)
def test_an_officer_may_not(repository: Repository, files: dict[str, str | bytes | None]) -> None:
    repository.commit(files)
    with proposed(repository) as authorize:
        answer = authorize(OFFICER)
        assert denied(answer) == set(files)
        assert {denial.needs for denial in answer.denials} == {"desk"}
        assert authorize(DESK).allowed, "the desk may"
        assert authorize(OFFICER, DESK).allowed, "with the desk's approval the officer may"
        assert denied(authorize(OFFICER, OFFICER, OTHER_OFFICER, FORMER)) == set(files), (
            "another mandate does not count"
        )


def test_a_record_that_no_comparison_shows_is_denied(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """Layout and comments alone are no change. A file that came or went is one, even if it is overlooked."""
    new = "registry/agencies/health/accounts/x-press.yaml"
    repository.commit({ACCOUNT: f"# A comment.\n{ACCOUNT_NOW}", new: PROPOSED})
    assert decide(repository).allowed
    overlook: Callable[..., Difference] = lambda *_: Difference([], [])  # noqa: E731
    monkeypatch.setattr("smregister.review.authority.diff_with_readers", overlook)
    assert denied(decide(repository)) == {new}
    repository.commit({ACCOUNT: None, new: None})
    assert denied(decide(repository)) == {ACCOUNT, new}, "the two commits one by one"


OBSERVED = ACCOUNT.replace("/accounts/", "/observations/")
ABOUT_ACCOUNT: dict[str, dict[str, str | None]] = {
    "observation health/x-health": {
        OBSERVED: "facts:\n  bio: {when: 2025-02-01, how: by eye, by: Tool, result: pass}\n"
    },
    "waiver health/alt": {
        "registry/agencies/health/waivers/alt.yaml": "account: x-health\nstandard: baseline\nclause: ALT\n"
    },
}


@pytest.mark.parametrize("name", ABOUT_ACCOUNT)
def test_what_the_desk_recorded_about_an_account_is_for_its_handle(repository: Repository, name: str) -> None:
    other = ACCOUNT_TEXT.replace("example_health", "refunds") + "former_handles:\n  - handle: example_health\n"
    repository.commit({ACCOUNT: ACCOUNT_TEXT})
    repository.mark("heads/base")
    repository.commit({ACCOUNT: other})
    assert decide(repository).allowed
    repository.git("reset", "--quiet", "--hard", "base")
    repository.commit(ABOUT_ACCOUNT[name])
    repository.mark("heads/base")
    repository.commit({ACCOUNT: other})
    [denial] = decide(repository).denials
    assert denial.pointer == ("handle",)
    assert denial.reason == f"the desk gave `{name}` for the former `handle`, so a new one needs the desk"


def test_commits_that_the_desk_approves_are_not_compared_one_by_one(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    for status in ("dormant", "suspended", "dormant"):
        repository.commit({ACCOUNT: ACCOUNT_NOW.replace("active", status)})
    compared: list[str] = []

    def paths(before: CommitTree, after: CommitTree) -> list[str]:
        compared.append(after.name)
        return all_changed_paths(before, after)

    monkeypatch.setattr("smregister.review.authority.all_changed_paths", paths)
    assert decide(repository, OFFICER, DESK).allowed
    assert compared == [repository.git("rev-parse", "HEAD")]
    assert decide(repository).allowed
    assert len(compared) == 4


def test_a_record_moves_to_another_agency_by_the_desk_alone(repository: Repository) -> None:
    moved = f"{WORKS}/accounts/x-works.yaml"
    repository.commit({moved: None, ACCOUNT.replace("x-health", "x-works"): str(POLICY[moved])})
    for officer in (OFFICER, OTHER_OFFICER):
        assert denied(decide(repository, officer)) == {moved, ACCOUNT.replace("x-health", "x-works")}
    assert decide(repository, DESK).allowed


def test_another_agency_s_record_is_renamed_by_the_desk_alone(repository: Repository) -> None:
    old, new = f"{WORKS}/accounts/x-works.yaml", f"{WORKS}/accounts/x-roads.yaml"
    repository.commit({old: None, new: str(POLICY[old])})
    assert denied(decide(repository)) == {old, new}
    assert decide(repository, OTHER_OFFICER).allowed


def test_an_officer_of_two_agencies_moves_nothing_between_them(repository: Repository) -> None:
    repository.commit({f"{WORKS}/appointments/second.yaml": appointment(OFFICER, "10/2025")})
    repository.git("branch", "--force", "base")
    theirs = ACCOUNT_TEXT.replace("health", "works") + "audience: All\n"
    repository.commit({ACCOUNT: ACCOUNT_NOW + "audience: All\n", f"{WORKS}/accounts/x-works.yaml": theirs})
    both = decide(repository)
    assert both.authority == tuple(
        f"acting under letter {number}, in force, for {agency}"
        for number, agency in (("123/2025", "health"), ("10/2025", "works"))
    )
    assert both.allowed
    repository.commit({ACCOUNT: None, f"{WORKS}/accounts/x-health.yaml": ACCOUNT_NOW + "audience: All\n"})
    assert denied(decide(repository)) == {ACCOUNT, f"{WORKS}/accounts/x-health.yaml"}


@pytest.mark.parametrize("mode", ["120000", "160000", "100755"])
def test_only_plain_files_come_in(repository: Repository, mode: str) -> None:
    path = ACCOUNT.replace("x-health", "x-link")
    if mode == "160000":
        repository.git("update-index", "--add", "--cacheinfo", f"{mode},{repository.git('rev-parse', 'HEAD')},{path}")
    else:
        repository.put_in_index(path, mode, b"/proc/self/environ" if mode == "120000" else ACCOUNT_TEXT.encode())
    repository.git("commit", "--quiet", "--message", "A change")
    assert denied(decide(repository)) == {path}


@pytest.mark.parametrize("path", [ACCOUNT, NOTE])
@pytest.mark.parametrize("mode", ["120000", "100755"])
def test_a_plain_file_stays_one(repository: Repository, path: str, mode: str) -> None:
    """The same text in a link or a program is refused, though the officer may change the text."""
    repository.commit({NOTE: "Our accounts.\n"})
    repository.git("branch", "--force", "base")
    repository.put_in_index(path, mode, (repository.root / path).read_bytes())
    repository.git("commit", "--quiet", "--message", "A change")
    answer = decide(repository)
    assert denied(answer) == {path}
    assert "this changes a file into" in str(answer.denials)


HOSTILE_NAMES = ["x\n::error::y.yaml", "con.yaml", "a:b.yaml", "..\\evil.yaml", "-rf.yaml", "x.yaml.", "x\u202ey.yaml"]


@pytest.mark.parametrize("name", HOSTILE_NAMES, ids=ascii)
def test_hostile_names_are_denied_on_one_line(repository: Repository, name: str) -> None:
    repository.put_in_index("registry/agencies/health/accounts/{name}", "100644", ACCOUNT_TEXT.encode())
    repository.git("commit", "--quiet", "--message", "A change")
    answer = run(repository.root, "authorize", "--base", "base", "--head", "HEAD", "--actor", str(OFFICER))
    assert answer.status == 1
    assert len(answer.output.splitlines()) == 3, answer.output
    assert all(32 <= ord(character) < 0x2000 for character in answer.output.replace("\n", ""))


# What a letter's role and accounts allow.

DORMANT = ACCOUNT_NOW.replace("active", "dormant")
CONTENT = ACCOUNT_NOW + "audience: Everyone\n"
OTHER_ACCOUNT = ACCOUNT.replace("x-health", "facebook-health")
OTHER_TEXT = ACCOUNT_TEXT.replace("platform: x", "platform: facebook")
MODERATOR = 60
LIMITED: dict[str, tuple[str, str, dict[str, str | None], bool]] = {
    "a moderator describes the account of the letter": ("moderator", "[x-health]", {ACCOUNT: CONTENT}, True),
    "a moderator makes it dormant": ("moderator", "[x-health]", {ACCOUNT: DORMANT}, False),
    "a moderator comments on it": ("moderator", "[x-health]", {ACCOUNT: "# Ours.\n" + ACCOUNT_NOW}, False),
    "a moderator describes and comments on it": ("moderator", "[x-health]", {ACCOUNT: "# No.\n" + CONTENT}, False),
    "an administrator comments on it": ("admin", "[x-health]", {ACCOUNT: "# Ours.\n" + ACCOUNT_NOW}, True),
    "a moderator describes another account": (
        "moderator", "[x-health]", {OTHER_ACCOUNT: OTHER_TEXT + "audience: Everyone\n"}, False,
    ),
    "a moderator comments on another account": (
        "moderator", "[x-health]", {OTHER_ACCOUNT: "# No.\n" + OTHER_TEXT}, False,
    ),
    "an editor of all accounts describes any": (
        "editor", "all-of-agency", {OTHER_ACCOUNT: OTHER_TEXT + "audience: Everyone\n"}, True,
    ),
    "an editor of all accounts proposes one": (
        "editor", "all-of-agency", {ACCOUNT.replace("x-health", "x-press"): PROPOSED}, False,
    ),
    "an editor of all accounts leaves a note": (
        "editor", "all-of-agency", {"registry/agencies/health/README.md": "Our accounts.\n"}, False,
    ),
    "a lead of all accounts leaves a note": (
        "lead", "all-of-agency", {"registry/agencies/health/README.md": "Our accounts.\n"}, True,
    ),
    "an administrator makes an account of the letter dormant": ("admin", "[x-health]", {ACCOUNT: DORMANT}, True),
    "an administrator changes another account": (
        "admin", "[x-health]", {OTHER_ACCOUNT: OTHER_TEXT.replace("active", "dormant")}, False,
    ),
    "an administrator of one account proposes another": (
        "admin", "[x-health]", {ACCOUNT.replace("x-health", "x-press"): PROPOSED}, False,
    ),
    "an administrator of one account renames it": (
        "admin", "[x-health]", {ACCOUNT: None, ACCOUNT.replace("x-health", "x-news"): ACCOUNT_NOW}, False,
    ),
    "an administrator of one account gives another its name": (
        "admin", "[x-health]", {ACCOUNT: OTHER_TEXT, OTHER_ACCOUNT: ACCOUNT_NOW}, False,
    ),
    "a deputy records a handover for all accounts": (
        "deputy", "[x-health]", {FORMER_LETTER: LATER_HANDOVER}, False,
    ),
    "a moderator records a handover": (
        "moderator", "all-of-agency",
        {FORMER_LETTER: LATER_HANDOVER}, False,
    ),
    "a moderator ends the letter of the lead": (
        "moderator", "[x-health]", {APPOINTMENT: REVOKED}, False,
    ),
    "a letter of the agency names another agency's account": (
        "admin", "[works/x-works]", {f"{WORKS}/accounts/x-works.yaml": ACCOUNT_TEXT.replace("health", "roads")}, False,
    ),
    "a letter names its account with the agency": ("admin", "[health/x-health]", {ACCOUNT: DORMANT}, True),
}  # fmt: skip


@pytest.mark.parametrize(("role", "accounts", "files", "allowed"), LIMITED.values(), ids=LIMITED)
def test_a_letter_s_role_and_accounts_limit_its_officer(
    repository: Repository, role: str, accounts: str, files: dict[str, str | bytes | None], allowed: bool
) -> None:
    letter = appointment(MODERATOR, "60/2025", more=f"role: {role}\n").replace("all-of-agency", accounts)
    repository.commit({APPOINTMENT.replace("officer", "second"): letter, OTHER_ACCOUNT: OTHER_TEXT})
    repository.git("branch", "--force", "base")
    repository.commit(files)
    assert decide(repository, MODERATOR).allowed is allowed
    assert decide(repository, DESK).allowed


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        ("active", "compromised", True),
        ("compromised", "active", False),
        ("compromised", "closed", False),
        ("proposed", "active", False),
        ("proposed", "closed", False),
        ("closed", "active", False),
        ("dormant", "active", True),
        ("closing", "closed", True),
    ],
)
def test_an_account_becomes_official_by_the_desk(
    repository: Repository, before: str, after: str, allowed: bool
) -> None:
    closing = {"closed": "closed: 2025-06-01\nclosed_reason: Merged\n"}
    texts = [
        ACCOUNT_NOW.replace("status: active", f"status: {status}") + closing.get(status, "")
        for status in (before, after)
    ]
    repository.commit({ACCOUNT: texts[0]})
    repository.git("branch", "--force", "base")
    repository.commit({ACCOUNT: texts[1]})
    assert decide(repository).allowed is allowed


@pytest.mark.parametrize(
    ("after", "allowed"),
    [
        ("- {handle: older}\n- {handle: oldest, to: 2019-12-31}", True),
        ("- {handle: oldest, to: 2019-12-31}\n- {handle: older, to: 2021-01-01}", True),
        ("- {handle: older}", False),
        ("- {handle: older}\n- {handle: oldest, to: 2009-12-31}", False),
        ("- {handle: older}\n- {handle: eldest, to: 2019-12-31}", False),
    ],
)
def test_an_officer_adds_former_handles_and_removes_none(repository: Repository, after: str, allowed: bool) -> None:
    former = "former_handles:\n- {handle: oldest, to: 2019-12-31}\n"
    repository.commit({ACCOUNT: ACCOUNT_NOW + former + "- {handle: older}\n"})
    repository.git("branch", "--force", "base")
    repository.commit({ACCOUNT: f"{ACCOUNT_NOW}former_handles:\n{after}\n"})
    assert decide(repository).allowed is allowed


def test_the_register_s_own_table_of_roles_decides(repository: Repository) -> None:
    """A role that the table leaves out may change nothing."""
    table = "roles:\n- {role: editor, rights: [edit]}\n"
    letter = appointment(MODERATOR, "60/2025", more="role: editor\n")
    repository.commit({APPOINTMENT.replace("officer", "second"): letter, REGISTER: str(POLICY[REGISTER]) + table})
    repository.git("branch", "--force", "base")
    repository.commit({ACCOUNT: DORMANT})
    assert decide(repository, MODERATOR).allowed
    assert {denial.reason for denial in decide(repository, OFFICER).denials} == {
        "this changes `status`, and a letter without a role does not give the right `edit` (letter 123/2025)"
    }


# When.


@pytest.mark.parametrize(
    ("day", "allowed"),
    [("2024-12-31", False), ("2025-01-01", True), ("2025-12-31", True), ("2026-01-01", False)],
)
def test_an_appointment_holds_from_its_first_day_to_its_last(repository: Repository, day: str, allowed: bool) -> None:
    ended = str(POLICY[APPOINTMENT]) + "effective_to: 2025-12-31\nend_reason: transfer\n"
    repository.commit({APPOINTMENT: ended})
    repository.git("branch", "--force", "base")
    repository.commit({ACCOUNT: ACCOUNT_NOW.replace("active", "dormant")})
    answer = decide(repository, day=date.fromisoformat(day))
    assert answer.allowed is allowed
    reasons = {denial.reason for denial in answer.denials}
    reason = "for which letter 123/2025 is not in force: its dates are 2025-01-01 to 2025-12-31"
    assert reasons == (set() if allowed else {f"this belongs to health, {reason}"})


def test_of_letters_that_have_ended_the_last_is_named(repository: Repository) -> None:
    """That is the one to be extended or followed by another."""
    first = appointment(
        FORMER, "3/2023", "2023-01-01", f"effective_to: 2023-12-31\nend_reason: end-of-term\n{HANDED_OVER}"
    )
    repository.commit({FORMER_LETTER.replace("2024", year): first for year in ("2023", "2026")})
    repository.git("branch", "--force", "base")
    repository.commit({ACCOUNT: ACCOUNT_NOW.replace("active", "dormant")})
    [denial] = decide(repository, FORMER).denials
    assert "letter 7/2024 is not in force: its dates are 2024-01-01 to 2024-12-31" in denial.reason


def test_a_replaced_officer_s_mandate_ends_the_day_before(repository: Repository) -> None:
    after = appointment(OTHER_OFFICER, "5/2026", "2026-02-01", "replaces: officer-2025\n")
    repository.commit({APPOINTMENT.replace("2025", "2026"): after})
    repository.git("branch", "--force", "base")
    repository.commit({ACCOUNT: ACCOUNT_NOW.replace("active", "dormant")})
    assert decide(repository, OFFICER, day=date(2026, 1, 31)).allowed
    assert not decide(repository, OFFICER, day=date(2026, 2, 1)).allowed
    assert decide(repository, OTHER_OFFICER, day=date(2026, 2, 1)).allowed
    repository.commit({APPOINTMENT.replace("2025", "2026"): after.replace("replaces: officer-2025\n", "")})
    both = {APPOINTMENT, APPOINTMENT.replace("2025", "2026")}
    assert denied(decide(repository)) == both, "a removed successor does not bring an officer back"


def test_a_stand_in_s_mandate_ends_with_the_standing_in(repository: Repository) -> None:
    repository.commit({APPOINTMENT: str(POLICY[APPOINTMENT]) + "acting:\n  until: 2025-06-30\n"})
    repository.git("branch", "--force", "base")
    repository.commit({ACCOUNT: ACCOUNT_NOW.replace("active", "dormant")})
    assert decide(repository, day=date(2025, 6, 30)).allowed
    assert not decide(repository, day=date(2025, 7, 1)).allowed


def test_an_invalid_appointment_creates_no_mandate(repository: Repository) -> None:
    repository.commit({APPOINTMENT: str(POLICY[APPOINTMENT]) + "zeal: much\n"})
    repository.git("branch", "--force", "base")
    repository.commit({ACCOUNT: ACCOUNT_NOW.replace("active", "dormant")})
    assert not decide(repository).allowed


@pytest.mark.parametrize("mode", ["120000", "100755"])
def test_a_letter_that_is_not_a_plain_file_creates_no_mandate(repository: Repository, mode: str) -> None:
    """The target of a link is a text, too."""
    repository.put_in_index(APPOINTMENT, mode, str(POLICY[APPOINTMENT]).encode())
    repository.git("commit", "--quiet", "--message", "A letter")
    repository.git("branch", "--force", "base")
    repository.put_in_index(ACCOUNT, "100644", ACCOUNT_NOW.replace("active", "dormant").encode())
    repository.git("commit", "--quiet", "--message", "A change")
    assert not decide(repository).allowed


def test_a_closed_agency_has_no_mandates(repository: Repository) -> None:
    repository.commit(
        {AGENCY: str(SMALL[AGENCY]).replace("active", "closed\nclosed: 2025-12-01\nclosed_reason: Merged")}
    )
    repository.git("branch", "--force", "base")
    repository.commit({ACCOUNT: ACCOUNT_NOW.replace("active", "dormant")})
    assert not decide(repository).allowed


def test_a_former_member_of_the_desk_has_no_authority(repository: Repository) -> None:
    repository.commit({"registry/platforms/x.yaml": "name: X\n"})
    assert not decide(repository, FORMER).allowed
    assert decide(repository, FORMER, day=date(2024, 12, 31)).allowed


# Authority comes from the base alone.


def test_an_appointment_of_the_author_gives_no_authority(repository: Repository) -> None:
    own = {
        AGENCY.replace("health", "wealth"): str(SMALL[AGENCY]).replace("Health", "Wealth"),
        APPOINTMENT.replace("health", "wealth"): appointment(STRANGER, "1/2026"),
        ACCOUNT.replace("health", "wealth"): ACCOUNT_TEXT.replace("health", "wealth"),
    }
    repository.commit(own)
    assert denied(decide(repository, STRANGER)) == set(own)
    repository.commit({REGISTER: str(POLICY[REGISTER]).replace(f"user_id: {DESK}", f"user_id: {STRANGER}")})
    assert denied(decide(repository, STRANGER)) == {*own, REGISTER}


def test_two_commits_in_a_row_gain_no_authority(repository: Repository) -> None:
    """The second commit gains nothing from the first: each is compared with the one before."""
    repository.commit({APPOINTMENT.replace("2025", "2026"): appointment(STRANGER, "1/2026")})
    assert not decide(repository, OFFICER).allowed
    repository.git("checkout", "--quiet", "--detach", "base")
    repository.commit({ACCOUNT: ACCOUNT_NOW.replace("active", "dormant")})
    assert not decide(repository, STRANGER).allowed


def test_schemas_of_the_proposal_are_ignored(repository: Repository) -> None:
    schema = json.loads((repository.root / SCHEMA).read_text())
    del schema["properties"]["approval"]["x-desk-only"]
    repository.commit({SCHEMA: json.dumps(schema), ACCOUNT: ACCOUNT_NOW.replace("12/2020", "99/2020")})
    answer = decide(repository)
    assert {(denial.path, denial.pointer) for denial in answer.denials} == {
        (SCHEMA, ()),
        (ACCOUNT, ("approval", "reference")),
    }


def test_later_changes_of_the_base_are_no_part_of_the_change(repository: Repository) -> None:
    repository.git("checkout", "--quiet", "-b", "proposal")
    repository.commit({ACCOUNT: ACCOUNT_NOW.replace("active", "dormant")})
    repository.git("checkout", "--quiet", "base")
    repository.commit({"registry/platforms/x.yaml": "name: X\n", f"{WORKS}/accounts/x-works.yaml": None})
    repository.git("checkout", "--quiet", "proposal")
    assert decide(repository).allowed
    repository.git("checkout", "--quiet", "base")
    repository.commit({APPOINTMENT: str(POLICY[APPOINTMENT]) + "effective_to: 2025-12-31\nend_reason: transfer\n"})
    repository.git("checkout", "--quiet", "proposal")
    assert not decide(repository).allowed, "who has lost the mandate meanwhile has lost it"


def test_a_merge_that_reverts_the_base_is_found(repository: Repository) -> None:
    """A merge of the base with the old content reverts the changes of others."""
    repository.git("checkout", "--quiet", "-b", "proposal")
    repository.commit({ACCOUNT: ACCOUNT_NOW.replace("active", "dormant")})
    repository.git("checkout", "--quiet", "base")
    repository.commit({"registry/platforms/x.yaml": "name: X\n"})
    repository.git("checkout", "--quiet", "proposal")
    repository.git("merge", "--quiet", "--no-edit", "--strategy", "ours", "base")
    assert denied(decide(repository)) == {"registry/platforms/x.yaml"}


def test_the_merge_of_the_forge_is_checked_if_it_is_given(repository: Repository) -> None:
    """A forge may merge the two in another way than git does here."""
    repository.git("checkout", "--quiet", "-b", "proposal")
    head = repository.commit({ACCOUNT: ACCOUNT_NOW.replace("active", "dormant")})
    repository.git("checkout", "--quiet", "base")
    base = repository.commit({f"{WORKS}/accounts/x-works.yaml": ACCOUNT_TEXT.replace("health", "roads")})
    repository.git("checkout", "--quiet", "proposal")
    other = repository.commit({"registry/platforms/x.yaml": "name: X\n"})
    parents = ("-p", base, "-p", head)
    merged = repository.git("commit-tree", *parents, "-m", "A merge", f"{other}^{{tree}}")
    trees = [open_commit(repository.root, ref) for ref in (base, head, merged)]
    try:
        assert authorize_change(*trees[:2], OFFICER, (), DAY).allowed
        answer = authorize_change(*trees[:2], OFFICER, (), DAY, trees[2])
        assert denied(answer) == {"registry/platforms/x.yaml", f"{WORKS}/accounts/x-works.yaml"}
    finally:
        for tree in trees:
            tree.git.close()


def test_a_proposal_without_a_change_is_named(repository: Repository) -> None:
    actor = ("authorize", "--head", "HEAD", "--actor", str(OFFICER), "--base")
    assert "nothing changes: `HEAD` has nothing that `base` lacks" in run(repository.root, *actor, "base").messages
    repository.commit({ACCOUNT: ACCOUNT_NOW.replace("active", "dormant")})
    assert "nothing changes" not in run(repository.root, *actor, "base").messages


def test_nothing_is_decided_without_a_common_history(repository: Repository) -> None:
    repository.git("checkout", "--quiet", "--orphan", "other")
    repository.commit({ACCOUNT: ACCOUNT_NOW.replace("active", "dormant")})
    answer = run(repository.root, "authorize", "--base", "base", "--head", "HEAD", "--actor", str(OFFICER))
    assert answer.status == 2
    assert "no common history" in answer.messages


def test_nothing_is_decided_between_histories_that_were_merged_crosswise(repository: Repository) -> None:
    """Two commits are then equally near to both sides, and a change of one is none of the other."""
    repository.git("checkout", "--quiet", "-b", "proposal")
    head = repository.commit({ACCOUNT: ACCOUNT_NOW.replace("active", "dormant")})
    repository.git("checkout", "--quiet", "base")
    repository.commit({f"{WORKS}/accounts/x-works.yaml": ACCOUNT_TEXT.replace("health", "roads")})
    repository.git("checkout", "--quiet", "proposal")
    repository.git("merge", "--quiet", "--no-edit", "base")
    repository.git("checkout", "--quiet", "base")
    repository.git("merge", "--quiet", "--no-edit", "--no-ff", head)
    answer = run(repository.root, "authorize", "--base", "base", "--head", "proposal", "--actor", str(OFFICER))
    assert answer.status == 2
    assert "merged crosswise" in answer.messages


def test_files_outside_the_register_s_folder_are_the_desk_s(tmp_path: Path) -> None:
    within = build_repository(tmp_path / "repository", POLICY, below="data")
    within.git("branch", "base")
    (tmp_path / "repository/.github").mkdir()
    (tmp_path / "repository/.github/CODEOWNERS").write_text("*\n")
    within.git("add", "--all", ":/")
    within.commit({ACCOUNT: ACCOUNT_NOW.replace("active", "dormant")})
    assert denied(decide(within)) == {"../.github/CODEOWNERS"}


# Of all that may be: no accepted change lies outside what its author held at the base.

PEOPLE = st.sampled_from([OFFICER, OFFICER, OTHER_OFFICER, DESK])
NAMES = ["health", "works"]
EDITS = {
    **{f"health: {name}": files for name, files in (REFUSED | ALLOWED).items()},
    **{f"stretch {number} of {agency}": {} for agency in NAMES for number in range(2)},
    **{
        f"works: {name}": {path.replace("health", "works"): text for path, text in files.items()}
        for name, files in (REFUSED | ALLOWED).items()
        if all(path.startswith("registry/agencies/health/") for path in files)
    },
}


@st.composite
def policies(draw: Callable[..., Any]) -> tuple[dict[str, str | bytes | None], dict[int, set[str]]]:
    """Draw appointments, and the agencies of each user on DAY."""
    files: dict[str, str | bytes | None] = {path: text for path, text in POLICY.items() if "/appointments/" not in path}
    files[ACCOUNT.replace("health", "works")] = ACCOUNT_NOW.replace("health", "works")
    held: dict[int, set[str]] = {}
    for agency in NAMES:
        for number, person in enumerate(draw(st.lists(PEOPLE, max_size=3))):
            since = draw(st.sampled_from(["2024-05-01", "2026-01-01", "2026-01-02"]))
            until = draw(st.sampled_from(["", "2025-12-31", "2026-01-01", "2027-01-01"]))
            if until and until < since:
                continue
            more = f"effective_to: {until}\nend_reason: transfer\n" if until else ""
            path = APPOINTMENT.replace("health", agency).replace("2025", f"202{number}")
            files[path] = appointment(person, f"{number}/2025", since, more)
            if since <= DAY.isoformat() <= (until or "9999"):
                held.setdefault(person, set()).add(agency)
    return files, held


def stretched(files: dict[str, str | bytes | None], edit: str) -> dict[str, str | bytes | None]:
    """Extend an appointment, if there is one, to begin a year earlier and never end."""
    _, number, _, agency = edit.split()
    path = APPOINTMENT.replace("health", agency).replace("2025", f"202{number}")
    lines = str(files.get(path, "")).replace("effective_from: 202", "effective_from: 201").splitlines()
    kept = [line for line in lines if not line.startswith(("effective_to", "end_reason"))]
    return {path: "\n".join(kept) + "\n"} if kept else {}


def desk_only(content: str) -> object:
    """Return the desk's fields of a record, parsed independently of the program."""
    data = yaml.safe_load(content) or {}
    officer = data.get("officer", {})
    return [data.get(name) for name in ("approval", "verification", "desk_access")], [
        officer.get(name) for name in ("forge", "signing_keys")
    ]


CHOSEN = st.lists(st.sampled_from(sorted(EDITS)), min_size=1, max_size=2)
# Meanwhile the base may become anything, but for who is of its desk: that is what the test goes by.
MEANWHILE = st.lists(
    st.sampled_from(sorted(edit for edit, files in EDITS.items() if REGISTER not in files)), min_size=1, max_size=2
)


@settings(max_examples=count(6, 500), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(policy=policies(), edits=CHOSEN, meanwhile=st.none() | MEANWHILE, actor=PEOPLE)
def test_no_accepted_change_is_outside_its_author_s_mandates(
    repository: Repository, policy: tuple[dict[str, str | bytes | None], dict[int, set[str]]],
    edits: list[str], meanwhile: list[str] | None, actor: int,
) -> None:  # fmt: skip
    """Checks the result of the merge; the base may have new commits."""
    files, held = policy
    repository.git("checkout", "--quiet", "--force", "--detach", "main")
    repository.git("clean", "-qfd")
    repository.git("rm", "-rq", "registry/agencies")
    fork = repository.commit(files)
    write_and_commit(repository, files, meanwhile or [])
    repository.git("branch", "--force", "base")
    repository.git("checkout", "--quiet", "--force", "--detach", fork)
    write_and_commit(repository, files, edits)
    try:
        answer = decide(repository, actor)
    except FatalError:
        return
    if actor == DESK:
        assert answer.allowed
    elif answer.allowed and meanwhile is None:
        merged = repository.git("merge-tree", "--write-tree", "base", "HEAD")
        mine = held.get(actor, set())
        for path in repository.git("diff-tree", "-r", "--name-only", "base", merged).splitlines():
            top, agencies, agency, *rest = path.split("/")
            assert (top, agencies) == ("registry", "agencies")
            assert agency in mine
            assert rest != ["agency.yaml"]
    if actor != DESK and answer.allowed:
        merged = repository.git("merge-tree", "--write-tree", "base", "HEAD")
        before, after = (records(repository, ref) for ref in ("base", merged))
        assert mandates(after) <= mandates(before)
        kept = [sorted(map(repr, map(desk_only, side.values()))) for side in (before, after)]
        new = len(kept[1]) - len(kept[0])
        assert new >= 0, "nothing was deleted"
        assert sorted([*kept[0], *[repr(desk_only("{}"))] * new]) == kept[1]


def write_and_commit(repository: Repository, files: dict[str, str | bytes | None], edits: list[str]) -> None:
    """Commit some edits over what is checked out."""
    changed = {path: text for edit in edits for path, text in (EDITS[edit] or stretched(files, edit)).items()}
    repository.commit(
        {path: text for path, text in changed.items() if text is not None or (repository.root / path).exists()}
    )


def records(repository: Repository, ref: str) -> dict[str, str]:
    paths = repository.git("ls-tree", "-r", "--name-only", ref, "registry/agencies").splitlines()
    wanted = [path for path in paths if path.endswith(".yaml")]
    return {path: repository.git("show", f"{ref}:{path}") for path in wanted}


def mandates(files: dict[str, str]) -> set[tuple[int, str, str]]:
    """Return the officers of each agency on sampled days, parsed independently of the program."""
    mandates_found = set()
    for path, content in files.items():
        data = yaml.safe_load(content)
        user_id = data.get("officer", {}).get("forge", {}).get("user_id")
        for day in ("2015-06-01", "2023-06-01", "2024-06-01", "2025-06-01", "2026-01-01", "2026-06-01", "2028-01-01"):
            if user_id and str(data["effective_from"]) <= day <= str(data.get("effective_to", "9999")):
                mandates_found.add((user_id, path.split("/")[2], day))
    return mandates_found


# The command.


def test_the_result_names_the_letter_and_the_approvers(repository: Repository) -> None:
    repository.commit({ACCOUNT: ACCOUNT_NOW.replace("12/2020", "99/2020")})
    answer = run(repository.root, "authorize", "--base", "base", "--head", "HEAD", "--actor", str(OFFICER),
                 "--as-of", "2026-01-01")  # fmt: skip
    assert answer.status == 1
    assert answer.output == (
        "not allowed\n"
        "    acting under letter 123/2025, in force, for health\n"
        f"{ACCOUNT} approval.reference: `approval.reference` is reserved for the desk (needs the desk)\n"
    )
    assert answer.messages == "changes that need the desk can be approved by: Manager of the desk (the-desk)\n"


def test_the_result_as_json(repository: Repository) -> None:
    repository.commit({ACCOUNT: ACCOUNT_NOW.replace("12/2020", "99/2020")})
    arguments = ("authorize", "--base", "base", "--head", "HEAD", "--as-of", "2026-01-01", "--json", "--actor")
    assert run(repository.root, *arguments, str(OFFICER)).json() == {
        "version": 1,
        "allowed": False,
        "authority": ["acting under letter 123/2025, in force, for health"],
        "refused": [
            {
                "path": ACCOUNT,
                "pointer": "/approval/reference",
                "reason": "`approval.reference` is reserved for the desk",
                "needs": "desk",
            }
        ],
        "approvers": [{"user_id": DESK, "login": "the-desk", "post": "Manager of the desk"}],
    }
    approved = run(repository.root, *arguments, str(STRANGER), "--approved-by", str(DESK))
    assert approved.status == 0
    assert approved.json()["authority"] == ["approved by a member of the desk: Manager of the desk"]
    nothing = run(repository.root, "authorize", "--base", "HEAD", "--head", "HEAD", "--actor", "50", "--json")
    assert nothing.json() == {"version": 1, "allowed": True, "authority": [], "refused": [], "approvers": []}


@pytest.mark.parametrize("actor", ["user-20", "-1", "0", "1e3", "٢", "9" * 5000, ""])
def test_a_user_is_a_number(repository: Repository, actor: str) -> None:
    answer = run(repository.root, "authorize", "--base", "base", "--head", "HEAD", f"--actor={actor}")
    assert answer.status == 2
    assert "is not the number of an account" in answer.messages


@pytest.mark.parametrize("ref", ["--output=x", "no-such", ":"])
def test_refs_are_never_options(repository: Repository, ref: str) -> None:
    answer = run(repository.root, "authorize", f"--base={ref}", "--head", "HEAD", "--actor", "1")
    assert answer.status == 2
    assert not (repository.root / "x").exists()
