"""Audit of the main line: who landed what, and by which letter."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.commands import Answer, run
from tests.registers import ACCOUNT, AGENCY, Repository, build_repository
from tests.review.test_authorization import (
    ACCOUNT_NOW,
    APPOINTMENT,
    DESK,
    OFFICER,
    OTHER_OFFICER,
    POLICY,
    REGISTER,
    STRANGER,
    WORKS,
)

DORMANT = {ACCOUNT: ACCOUNT_NOW.replace("active", "dormant")}
ENDED = {APPOINTMENT: str(POLICY[APPOINTMENT]) + "effective_to: 2025-12-31\nend_reason: transfer\n"}
THEIRS = f"{WORKS}/accounts/x-works.yaml"
FORGE = "  forge:\n    login: user-20\n    user_id: 20\n"

Audit = Callable[..., Answer]


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Return a register with a desk and officers."""
    return build_repository(tmp_path / "repository", POLICY)


@pytest.fixture
def landed(repository: Repository) -> list[dict[str, Any]]:
    """Return what the forge knows of landed changes; tests add to it."""
    return []


@pytest.fixture
def land(repository: Repository, landed: list[dict[str, Any]]) -> Callable[..., str]:
    """Return what commits files to the main line, as a user's pull request if it has an author."""

    def land(files: Any, author: int | None = None, *approvers: int, when: str = "2026-01-01T00:00:00Z") -> str:
        repository.commit(files, when=when)
        commit = repository.git("rev-parse", "HEAD")
        if author:
            landed.append({"commit": commit, "author": author, "approved_by": [*approvers], "request": "#7"})
        return commit

    return land


@pytest.fixture
def audit(repository: Repository, tmp_path: Path, landed: list[dict[str, Any]]) -> Audit:
    """Return what audits the main line, the first commit left out."""

    def audit(*options: str, since: str = "HEAD~1") -> Answer:
        file = tmp_path / "landed.json"
        file.write_text(json.dumps({"version": 1, "landed": landed}))
        arguments = ("--identities", str(file), "--since", since, "--as-of", "2026-06-01")
        return run(repository.root, "audit", *arguments, *options)

    return audit


def rows(answer: Answer) -> list[tuple[str, Any]]:
    """Return the result of each change, and its letters or reasons."""
    return [(row["result"], row["reasons"] or row["authority"]) for row in answer.json()["rows"]]


def test_an_officer_s_change_is_allowed_by_the_letter(land: Callable[..., str], audit: Audit) -> None:
    commit = land(DORMANT, OFFICER)
    answer = audit("--json")
    assert answer.status == 0
    [row] = answer.json()["rows"]
    assert row == {
        "commit": commit,
        "date": "2026-01-01",
        "request": "#7",
        "author": OFFICER,
        "approved_by": [],
        "result": "allowed",
        "authority": ["acting under letter 123/2025, in force, for health"],
        "reasons": [],
        "subject": "A change",
    }


@pytest.mark.parametrize(
    ("files", "author", "approvers", "result"),
    [
        (DORMANT, OTHER_OFFICER, (), "not allowed"),
        (DORMANT, STRANGER, (OTHER_OFFICER,), "not allowed"),
        (DORMANT, STRANGER, (DESK,), "allowed"),
        ({REGISTER: str(POLICY[REGISTER]) + "signed_commits: false\n"}, OFFICER, (), "not allowed"),
        ({"README.md": "Ours.\n"}, DESK, (), "allowed"),
        ({"README.md": "Ours.\n"}, None, (), "unknown author"),
    ],
)
def test_a_change_is_checked_by_its_author_and_approvers(
    land: Callable[..., str], audit: Audit, files: Any, author: int | None, approvers: tuple[int, ...], result: str
) -> None:
    land(files, author, *approvers)
    answer = audit("--json")
    assert [row["result"] for row in answer.json()["rows"]] == [result]
    assert answer.status == (result == "not allowed")
    assert audit("--strict").status == (result != "allowed")


def test_each_change_is_checked_by_the_letters_before_it(land: Callable[..., str], audit: Audit) -> None:
    """Two proposals that were allowed one by one: the first ends the letter of the second."""
    land(ENDED, DESK)
    land(DORMANT, OFFICER)
    (second, [reason]), first = rows(audit("--json", since="HEAD~2"))
    assert first == ("allowed", ["acting as a member of the desk: Manager of the desk"])
    assert second == "not allowed"
    assert "letter 123/2025 is not in force: its dates are 2025-01-01 to 2025-12-31" in reason


def test_a_change_that_landed_after_the_end_of_the_letter_is_found(land: Callable[..., str], audit: Audit) -> None:
    land({APPOINTMENT: ENDED[APPOINTMENT].replace("2025-12-31", "2026-01-31")}, DESK)
    land(DORMANT, OFFICER, when="2026-01-31T23:00:00Z")
    land({ACCOUNT: ACCOUNT_NOW}, OFFICER, when="2026-02-28T00:00:00Z")
    assert [result for result, _ in rows(audit("--json", since="HEAD~2"))] == ["not allowed", "allowed"]


def test_no_change_counts_for_a_day_before_an_earlier_one_or_after_today(
    land: Callable[..., str], audit: Audit
) -> None:
    land({APPOINTMENT: ENDED[APPOINTMENT].replace("2025-12-31", "2026-01-31")}, DESK, when="2026-03-01T00:00:00Z")
    land(DORMANT, OFFICER, when="2025-06-01T00:00:00Z")
    land({"README.md": "Ours.\n"}, DESK, when="2030-01-01T00:00:00Z")
    answer = audit("--json", since="HEAD~3")
    assert [row["date"] for row in answer.json()["rows"]] == ["2026-06-01", "2026-03-01", "2026-03-01"]
    assert [result for result, _ in rows(answer)] == ["allowed", "not allowed", "allowed"]
    [second] = rows(audit("--json", "--ref", "HEAD~1", since="HEAD~2"))
    assert second[0] == "not allowed", "with --since, too"


def test_instead_of_a_day_after_today_that_of_the_next_change_counts(land: Callable[..., str], audit: Audit) -> None:
    land(DORMANT, OFFICER, when="2099-01-01T00:00:00Z")
    land({APPOINTMENT: ENDED[APPOINTMENT].replace("2025-12-31", "2026-01-31")}, DESK, when="2026-01-15T00:00:00Z")
    answer = audit("--json", since="HEAD~2")
    assert [(row["date"], row["result"]) for row in answer.json()["rows"]] == [("2026-01-15", "allowed")] * 2


@pytest.mark.parametrize(("landed_at", "result"), [("2026-02-01", "not allowed"), ("2026-01-31", "allowed")])
def test_the_forge_s_time_counts_more_than_the_committer_s(
    land: Callable[..., str], landed: list[dict[str, Any]], audit: Audit, landed_at: str, result: str
) -> None:
    land({APPOINTMENT: ENDED[APPOINTMENT].replace("2025-12-31", "2026-01-31")}, DESK)
    land(DORMANT, OFFICER, when="2026-01-01T00:00:00Z" if result == "not allowed" else "2026-05-01T00:00:00Z")
    landed[-1]["landed_at"] = f"{landed_at}T12:00:00Z"
    [row] = audit("--json").json()["rows"]
    assert (row["date"], row["result"]) == (landed_at, result)


def test_the_desk_s_approval_counts_without_the_author_s_account(
    land: Callable[..., str], landed: list[dict[str, Any]], audit: Audit
) -> None:
    landed.append({"commit": land({"README.md": "Ours.\n"}), "author": None, "approved_by": [DESK]})
    assert rows(audit("--json")) == [("allowed", ["approved by a member of the desk: Manager of the desk"])]


def test_a_day_ends_in_the_register_s_own_zone(repository: Repository, land: Callable[..., str], audit: Audit) -> None:
    land({REGISTER: f"{POLICY[REGISTER]}timezone: Asia/Jakarta\n"}, DESK)
    land(DORMANT, OFFICER, when="2026-01-31T16:59:00Z")
    land({ACCOUNT: ACCOUNT_NOW}, OFFICER, when="2026-01-31T17:00:00Z")
    assert [row["date"] for row in audit("--json", since="HEAD~2").json()["rows"]] == ["2026-02-01", "2026-01-31"]


def test_a_merge_counts_as_one_change_of_its_pull_request(
    repository: Repository, land: Callable[..., str], landed: list[dict[str, Any]], audit: Audit
) -> None:
    start = repository.git("rev-parse", "HEAD")
    repository.git("checkout", "--quiet", "-b", "proposal")
    land(DORMANT)
    land({ACCOUNT: ACCOUNT_NOW.replace("active", "suspended")})
    repository.git("checkout", "--quiet", "main")
    repository.git("merge", "--quiet", "--no-ff", "--no-edit", "proposal")
    landed.append({"commit": repository.git("rev-parse", "HEAD"), "author": OFFICER})
    assert len(rows(audit("--json", since=start))) == 1
    assert audit(since=start).status == 0


def test_before_there_is_a_desk_every_change_is_allowed(tmp_path: Path) -> None:
    founded = str(POLICY[REGISTER])
    repository = build_repository(tmp_path / "new", {**POLICY, REGISTER: founded.partition("desk:")[0]})
    repository.commit({REGISTER: founded})
    repository.commit(DORMANT)
    answer = run(repository.root, "audit", "--json")
    assert rows(answer) == [
        ("unknown author", []),
        ("allowed", ["the register had no desk yet"]),
        ("allowed", ["the first commit"]),
    ]


@pytest.mark.parametrize("broken", ["desk: none\n", ""])
def test_a_register_that_has_lost_its_desk_allows_nothing(land: Callable[..., str], audit: Audit, broken: str) -> None:
    land({REGISTER: str(POLICY[REGISTER]).partition("desk:")[0] + broken}, STRANGER)
    land(DORMANT, OFFICER)
    # The last one alone comes first: after that of both its result is kept.
    for since in ("HEAD~1", "HEAD~2"):
        assert {result for result, _ in rows(audit("--json", since=since))} == {"not allowed"}
    assert rows(audit("--json"))[0][1] == ["the register before this change does not say who the desk is"]


def test_the_policy_follows_what_lands(repository: Repository, land: Callable[..., str], audit: Audit) -> None:
    """What one change ends, closes or renames counts for the next, though little is read again."""
    land(DORMANT, OFFICER)
    land({THEIRS: str(POLICY[THEIRS]) + "audience: All\n"}, OTHER_OFFICER)
    land({AGENCY: str(POLICY[AGENCY]).replace("active", "closed\nclosed: 2025-12-01\nclosed_reason: Merged")}, DESK)
    land({ACCOUNT: ACCOUNT_NOW}, OFFICER)
    land({THEIRS: str(POLICY[THEIRS])}, OTHER_OFFICER)
    results = [result for result, _ in rows(audit("--json", since="HEAD~5"))]
    assert results == ["allowed", "not allowed", "allowed", "allowed", "allowed"]
    pairs = ((f"HEAD~{number}", f"HEAD~{number - 1}") for number in range(1, 6))
    assert [rows(audit("--json", "--ref", after, since=before))[0][0] for before, after in pairs] == results


# Who signed.


@pytest.fixture
def keys(tmp_path: Path) -> Callable[[str], str]:
    def create(name: str) -> str:
        path = tmp_path / name
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path], check=True)
        return " ".join((tmp_path / f"{name}.pub").read_text().split()[:2])

    return create


@pytest.fixture
def sign(repository: Repository, tmp_path: Path) -> Callable[..., str]:
    """Return what commits files, signed with a key."""

    def sign(files: Any, key: str = "officer", when: str = "2026-01-01T00:00:00Z") -> str:
        repository.stage(files)
        options = ("-c", "gpg.format=ssh", "-c", f"user.signingkey={tmp_path / key}")
        repository.git(*options, "commit", "-qS", "-m", "A change", when=when)
        return repository.git("rev-parse", "HEAD")

    return sign


def with_key(key: str, until: str = "2026-12-31") -> dict[str, str]:
    """Return the officer's letter with a key."""
    entry = f"  signing_keys:\n    - key: {key}\n      until: {until}\n"
    return {APPOINTMENT: str(POLICY[APPOINTMENT]).replace(FORGE, FORGE + entry)}


@pytest.mark.parametrize(("until", "result"), [("2026-12-31", "allowed"), ("2025-12-31", "unknown author")])
def test_a_signature_by_a_registered_key_tells_the_author(
    repository: Repository, keys: Callable[[str], str], sign: Callable[..., str], audit: Audit, until: str, result: str
) -> None:
    repository.commit(with_key(keys("officer"), until))
    sign(DORMANT)
    [row] = audit("--json").json()["rows"]
    assert row["result"] == result
    assert row["author"] == (OFFICER if result == "allowed" else None)
    [entry, *_] = run(repository.root, "log", "health/x-health", "--json").json()["entries"]
    assert entry["authority"] == row["authority"]
    assert bool(row["authority"]) is (result == "allowed")


def test_a_revoked_key_does_not_count_on_a_date_before(
    repository: Repository, keys: Callable[[str], str], sign: Callable[..., str], landed: list[Any], audit: Audit
) -> None:
    """The forge knows when a direct push landed."""
    repository.commit(with_key(keys("officer"), "2026-01-31"))
    commit = sign(DORMANT, when="2026-01-15T00:00:00Z")
    assert rows(audit("--json"))[0][0] == "allowed"
    landed.append({"commit": commit, "author": None, "landed_at": "2026-03-01T00:00:00Z"})
    assert rows(audit("--json")) == [("unknown author", [])]


def test_a_key_of_nobody_tells_nothing(keys: Callable[[str], str], sign: Callable[..., str], audit: Audit) -> None:
    keys("stranger")
    sign(DORMANT, "stranger")
    assert [result for result, _ in rows(audit("--json"))] == ["unknown author"]


def test_a_signature_shows_who_goes_beyond_the_letter(
    repository: Repository, keys: Callable[[str], str], sign: Callable[..., str], land: Callable[..., str], audit: Audit
) -> None:
    """A key identifies who signed, also where or when the letter does not cover the change."""
    letter = with_key(keys("officer"))
    repository.commit(letter)
    sign({THEIRS: str(POLICY[THEIRS]) + "audience: All\n"})
    land({APPOINTMENT: letter[APPOINTMENT] + "effective_to: 2026-02-28\nend_reason: transfer\n"}, DESK)
    sign(DORMANT, when="2026-03-01T00:00:00Z")
    late, _, foreign = audit("--json", since="HEAD~3").json()["rows"]
    assert [(row["author"], row["result"]) for row in (late, foreign)] == [(OFFICER, "not allowed")] * 2


def test_a_key_of_two_people_names_no_one(
    repository: Repository, keys: Callable[[str], str], sign: Callable[..., str], audit: Audit
) -> None:
    key = keys("officer")
    desk = f"      user_id: {DESK}\n    signing_keys:\n      - key: {key}\n"
    register = str(POLICY[REGISTER]).replace(f"      user_id: {DESK}\n", desk)
    repository.commit({**with_key(key), REGISTER: register})
    sign(DORMANT)
    assert rows(audit("--json")) == [("unknown author", [])]


@pytest.mark.parametrize(
    ("request_", "result"), [(None, "not allowed"), ("#7", "allowed")], ids=["a direct push", "a squash by the forge"]
)
def test_a_register_that_requires_signatures_has_them_in_what_landed(
    repository: Repository, land: Callable[..., str], landed: list[dict[str, Any]], audit: Audit,
    request_: str | None, result: str
) -> None:  # fmt: skip
    repository.commit({REGISTER: str(POLICY[REGISTER]) + "signed_commits: true\n"})
    landed.append({"commit": land(DORMANT), "author": OFFICER, "request": request_})
    [(answer, reasons)] = rows(audit("--json"))
    assert answer == result
    assert ("this commit is not signed with a registered key" in reasons) is (result == "not allowed")


# Histories that hide something.


MADE_UP = {REGISTER: str(POLICY[REGISTER]).replace(f"user_id: {DESK}\n", "user_id: 666\n")}


@pytest.mark.parametrize("first", ["own", "before the desk"])
@pytest.mark.parametrize("hidden", [False, True], ids=["", "behind a commit without files"])
def test_a_merge_of_the_true_line_into_another_is_not_allowed(tmp_path: Path, first: str, hidden: bool) -> None:
    """Git takes it for an addition, because the main branch is its second parent."""
    founded = str(POLICY[REGISTER])
    repository = build_repository(tmp_path / "new", {**POLICY, REGISTER: founded.partition("desk:")[0]})
    git, start = repository.git, repository.git("rev-parse", "HEAD")
    repository.commit({REGISTER: founded})
    main = git("rev-parse", "HEAD")
    repository.stage(MADE_UP)
    tree = git("write-tree")
    desk = git("commit-tree", tree, "-m", "A desk", *(() if first == "own" else ("-p", start)))
    side = git("commit-tree", git("mktree"), "-m", "Nothing", "-p", main) if hidden else main
    tip = git("commit-tree", tree, "-m", "A merge", "-p", desk, "-p", side)
    merge, *_ = rows(run(repository.root, "audit", "--ref", tip, "--json"))
    assert merge == ("not allowed", ["this merges a register with a desk of its own into another history"])
    answer = run(repository.root, "audit", "--ref", tip, "--since", main)
    assert (answer.status, "no longer on the main line" in answer.messages) == (1, True)


def test_a_line_that_has_lost_commits_is_an_error(land: Callable[..., str], audit: Audit) -> None:
    land(ENDED, DESK)
    answer = audit("--ref", "HEAD~1", since="HEAD")
    assert (answer.status, "commits were dropped" in answer.messages) == (1, True)


def test_a_register_in_another_folder_has_no_desk_before(repository: Repository) -> None:
    repository.git("rm", "-r", "-q", "--cached", "registry", "schemas")
    folder = repository.root / "sub"
    folder.mkdir()
    for name in ("registry", "schemas"):
        (repository.root / name).rename(folder / name)
    repository.commit({f"sub/{path}": text for path, text in MADE_UP.items()})
    (result, [reason]), _ = rows(run(folder, "audit", "--json"))
    assert (result, "was in another folder" in reason) == ("not allowed", True)


ODD = [
    (b"1767225600 +0000", b"encoding UTF-7\n", b"+AAA-+AAA-+AAA-+AAA-+AAA-+AAA-x"),
    (b"1767225600 +0000", b"encoding UTF-16\n", b"h\0e\0"),
    (b"1767225600 +0000", b"", b"hello\0\0\0\0\0x"),
    (b"99999999999999999999 +0000", b"", b""),
    (b"-5 +0000", b"", b""),
    (b"253402300800 +0000", b"", b""),
    (b"x", b"", b""),
]


def test_odd_commits_hide_no_other(repository: Repository) -> None:
    """Their messages hold NUL or what decodes to it, and their dates are none."""
    start = repository.git("rev-parse", "HEAD")
    tree, line = repository.git("rev-parse", "HEAD^{tree}"), [start]
    for date, header, message in ODD:
        people = b"author E <e@x> %s\ncommitter E <e@x> %s\n" % (date, date)
        text = f"tree {tree}\nparent {line[-1]}\n".encode() + people + header + b"\n" + message + b"\n"
        line.append(repository.git("hash-object", "-w", "-t", "commit", "--literally", "--stdin", stdin=text))
    answer = run(repository.root, "audit", "--ref", line[-1], "--since", start, "--json", "--as-of", "2026-06-01")
    assert [row["commit"] for row in answer.json()["rows"]] == line[:0:-1]
    assert {row["date"] for row in answer.json()["rows"]} == {"2026-01-01"}


# The file of identities, the outputs, and what is kept.


def test_a_malformed_file_of_identities_is_rejected(repository: Repository, tmp_path: Path) -> None:
    file = tmp_path / "bad.json"
    file.write_text("[]")
    answer = run(repository.root, "audit", "--identities", str(file))
    assert answer.status == 2
    assert "not a file of identities" in answer.messages


def test_the_worst_is_printed_first_and_the_rest_counted(land: Callable[..., str], audit: Audit) -> None:
    land(DORMANT, STRANGER)
    land({"README.md": "Ours.\n"}, DESK)
    answer = audit(since="HEAD~2")
    assert answer.output.splitlines()[1].split("\t")[3:5] == [str(STRANGER), "not allowed"]
    assert answer.messages == "2 changes, 1 not allowed, 1 allowed\n"
    assert audit("--format", "csv", since="HEAD~2").output.count("\n") == 3


def test_what_is_kept_is_the_same_as_what_was_found(
    land: Callable[..., str], landed: list[dict[str, Any]], audit: Audit
) -> None:
    land({REGISTER: str(POLICY[REGISTER]).partition("desk:")[0]}, DESK, OTHER_OFFICER)
    land(DORMANT, OFFICER)
    land({REGISTER: POLICY[REGISTER]})
    land({ACCOUNT: ACCOUNT_NOW}, OTHER_OFFICER)
    land(DORMANT, OFFICER)
    land({ACCOUNT: ACCOUNT_NOW})
    for _ in range(2):
        entries = audit("--json", since="HEAD~6")
        assert [row["date"] for row in entries.json()["rows"]] == ["2026-01-01"] * 6
        assert entries.output == audit("--json", since="HEAD~6").output
        landed[0]["request"] = "#8"
    assert [row["request"] for row in entries.json()["rows"]] == [None, "#7", "#7", None, "#7", "#8"]


def test_what_is_kept_of_a_commit_depends_on_its_identity(
    land: Callable[..., str], landed: list[dict[str, Any]], audit: Audit
) -> None:
    land(DORMANT, OFFICER)
    assert [result for result, _ in rows(audit("--json"))] == ["allowed"]
    landed[0]["author"] = STRANGER
    assert [result for result, _ in rows(audit("--json"))] == ["not allowed"]


def test_a_shallow_clone_is_not_audited_as_a_whole(
    repository: Repository, tmp_path: Path, land: Callable[..., str]
) -> None:
    land(DORMANT)
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", "--depth=1", f"file://{repository.root}", clone], check=True)
    answer = run(clone, "audit")
    assert answer.status == 2
    assert "git fetch --unshallow" in answer.messages


# Where the letter is named.


def test_the_log_of_a_record_names_the_letter_of_each_change(
    repository: Repository, tmp_path: Path, land: Callable[..., str], landed: list[dict[str, Any]]
) -> None:
    """A change in a merged pull request landed with the merge."""
    repository.git("checkout", "--quiet", "-b", "proposal")
    land(DORMANT)
    repository.git("checkout", "--quiet", "main")
    repository.git("merge", "--quiet", "--no-ff", "--no-edit", "proposal")
    landed.append({"commit": repository.git("rev-parse", "HEAD"), "author": OFFICER})
    land({ACCOUNT: ACCOUNT_NOW}, STRANGER)
    land({ACCOUNT: ACCOUNT_NOW + "audience: All\n"})
    file = tmp_path / "landed.json"
    file.write_text(json.dumps({"version": 1, "landed": landed}))
    answer = run(repository.root, "log", "health/x-health", "--identities", str(file), "--json")
    letters = [entry["authority"] for entry in answer.json()["entries"]]
    assert letters == [[], ["without authority"], ["acting under letter 123/2025, in force, for health"], []]
    text = run(repository.root, "log", "health/x-health", "--identities", str(file)).output
    assert text.count("    authority: acting under letter 123/2025, in force, for health\n") == 1
    assert "authority" not in run(repository.root, "log", "health/x-health").output


def test_the_report_of_changes_names_the_letters(
    repository: Repository, tmp_path: Path, land: Callable[..., str], landed: list[dict[str, Any]]
) -> None:
    before = repository.git("rev-parse", "HEAD")
    land(DORMANT, OFFICER)
    land({THEIRS: str(POLICY[THEIRS]) + "audience: All\n"})
    file = tmp_path / "landed.json"
    file.write_text(json.dumps({"version": 1, "landed": landed}))
    arguments = ("report", "changes", "--from", before, "--identities", str(file))
    letters = {row["id"]: row["authority"] for row in run(repository.root, *arguments, "--json").json()["rows"]}
    assert letters == {"health/x-health": ["acting under letter 123/2025, in force, for health"], "works/x-works": []}
    assert run(repository.root, *arguments).output.splitlines()[0].endswith("\tLetter")
    assert "Letter" not in run(repository.root, *arguments[:-2]).output


def test_the_report_of_changes_believes_no_date_of_its_last_commit(
    repository: Repository, tmp_path: Path, land: Callable[..., str], landed: list[dict[str, Any]]
) -> None:
    land({APPOINTMENT: ENDED[APPOINTMENT].replace("2025-12-31", "2026-01-31")}, DESK, when="2026-03-01T00:00:00Z")
    land(DORMANT, OFFICER, when="2026-01-15T00:00:00Z")
    file = tmp_path / "landed.json"
    file.write_text(json.dumps({"version": 1, "landed": landed}))
    answer = run(repository.root, "report", "changes", "--from", "HEAD~1", "--identities", str(file), "--json")
    assert [row["authority"] for row in answer.json()["rows"]] == [["without authority"]]
