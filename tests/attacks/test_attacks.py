"""Known attacks on authorization, each denied."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.commands import run
from tests.registers import ACCOUNT, ACCOUNT_TEXT, AGENCY, PROJECT, SMALL, Repository, build_repository, environment
from tests.review.test_authorization import (
    ACCOUNT_NOW,
    APPOINTMENT,
    DESK,
    FORMER,
    OFFICER,
    POLICY,
    REGISTER,
    STRANGER,
    WORKS,
    appointment,
    decide,
    denied,
)

if TYPE_CHECKING:
    from tests.registers import Files

COLLEAGUE = APPOINTMENT.replace("officer", "colleague")
PAPER = APPOINTMENT.replace("officer", "paper")
ENDED = "effective_to: 2025-12-31\nend_reason: transfer\n"


def unbound(user_id: int, number: str, since: str = "2025-01-01", more: str = "") -> str:
    """Return an appointment of an officer without a forge account."""
    forge = f"  forge:\n    login: user-{user_id}\n    user_id: {user_id}\n"
    return appointment(user_id, number, since, more).replace(forge, "")


def parted(tmp_path: Path, files: Files, proposal: list[Files], meanwhile: Files) -> Repository:
    """Create a register, a checked-out proposal, and later commits of the desk."""
    repository = build_repository(tmp_path / "repository", {**POLICY, **files})
    repository.git("checkout", "--quiet", "-b", "proposal")
    for change in proposal:
        repository.commit(change)
    repository.git("checkout", "--quiet", "-b", "base", "main")
    repository.commit(meanwhile)
    repository.git("checkout", "--quiet", "proposal")
    return repository


def test_a_record_handed_over_meanwhile_is_no_longer_the_officer_s(tmp_path: Path) -> None:
    mine = {ACCOUNT: ACCOUNT_NOW.replace("News for the press", "Chosen by the officer")}
    theirs: Files = {ACCOUNT: None, f"{WORKS}/accounts/x-health.yaml": ACCOUNT_NOW}
    repository = parted(tmp_path, {}, [mine], theirs)
    assert denied(decide(repository)) == {f"{WORKS}/accounts/x-health.yaml"}


def test_an_end_that_git_would_merge_into_another_letter_is_not_lost(tmp_path: Path) -> None:
    """Git detects renames by similarity: the desk's edit of one file would land in another."""
    paper = (
        '"officer": {"post": "Officer 1"}\n"accounts": "all-of-agency"\n'
        '"letter": {"number": "77/2025", "date": "2025-01-01"}\n"effective_from": "2025-01-01"\n'
    )
    colleague = (
        '"effective_from": "2025-01-01"\n"letter": {"date": "2025-01-01", "number": "8/2025"}\n'
        '"accounts": "all-of-agency"\n"officer": {"post": "Officer 40", "forge": {"user_id": 40, "login": "user-40"}}\n'
    )
    lookalike = (
        'officer:\n  post: Officer 1\nnotes: "x\n  post: Officer 40\n  forge:\n    login: user-40\n    user_id: 40\n'
        '  number: 8/2025"\naccounts: all-of-agency\nletter:\n  number: 77/2025\n  date: 2025-01-01\n'
        "effective_from: 2025-01-01\n"
    )
    moved: Files = {
        COLLEAGUE: None,
        PAPER: None,
        COLLEAGUE.replace("colleague", "coll"): colleague,
        PAPER.replace("paper", "p"): lookalike,
    }
    before = {COLLEAGUE: appointment(FORMER, "8/2025"), PAPER: paper}
    meanwhile = {COLLEAGUE: appointment(FORMER, "8/2025", more=ENDED)}
    repository = parted(tmp_path, before, [moved], meanwhile)
    reasons = {denial.reason for denial in decide(repository).denials}
    assert "this changes who may act for health" in reasons


def test_a_mandate_is_not_lengthened_under_cover_of_another(tmp_path: Path) -> None:
    second = APPOINTMENT.replace("officer", "second")
    ends = "effective_to: 2026-01-31\nend_reason: transfer\n"
    before = {second: appointment(OFFICER, "10/2025", "2025-06-01", ends)}
    longer = {second: appointment(OFFICER, "10/2025", "2025-06-01")}
    repository = parted(tmp_path, before, [longer], {APPOINTMENT: str(POLICY[APPOINTMENT]) + ends})
    assert denied(decide(repository)) == {second}
    repository.git("branch", "--force", "base", "main")
    assert denied(decide(repository)) == {second}, "nor while the other still holds"


def test_commits_that_cancel_each_other_out_are_checked_one_by_one(tmp_path: Path) -> None:
    """In a rebase the first would be dropped as already applied, and the second would revert the desk's change."""
    theirs = f"{WORKS}/appointments/former-2025.yaml"
    is_open = appointment(FORMER, "8/2025")
    steps: list[Files] = [
        {theirs: is_open + ENDED},
        {theirs: is_open, ACCOUNT: ACCOUNT_NOW.replace("active", "dormant")},
    ]
    repository = parted(tmp_path, {theirs: is_open}, steps, {theirs: is_open + ENDED, f"{WORKS}/README.md": "x\n"})
    assert denied(decide(repository)) == {theirs}


def test_a_replaced_officer_does_not_come_back_by_spoiling_the_successor_s_letter(tmp_path: Path) -> None:
    after = APPOINTMENT.replace("2025", "2026")
    letter = unbound(1, "5/2026", "2026-02-01", "replaces: officer-2025\n")
    repository = build_repository(tmp_path / "repository", {**POLICY, after: letter})
    repository.git("branch", "base")
    repository.commit({after: letter + "zeal: much\n"})
    assert denied(decide(repository)) == {APPOINTMENT, after}


def test_another_officer_s_invalid_letter_is_ignored(tmp_path: Path) -> None:
    faulty = {COLLEAGUE: appointment(60, "8/2025") + "zeal: much\n"}
    repository = build_repository(tmp_path / "repository", {**POLICY, **faulty})
    repository.git("branch", "base")
    repository.commit({ACCOUNT: ACCOUNT_NOW.replace("active", "dormant")})
    assert decide(repository).allowed
    repository.commit({COLLEAGUE: appointment(60, "8/2025")})
    assert denied(decide(repository)) == {COLLEAGUE}, "fixing a letter puts it in force"


@pytest.mark.parametrize("text", ["zeal: much\n", None], ids=["faulty", "missing"])
def test_nothing_is_decided_without_a_valid_list_of_the_desk(tmp_path: Path, text: str | None) -> None:
    own = {REGISTER: str(POLICY[REGISTER]) + text} if text else {}
    repository = build_repository(tmp_path / "repository", {**POLICY, **own})
    if text is None:
        repository.commit({REGISTER: None})
    repository.git("branch", "--force", "base")
    repository.commit({ACCOUNT: ACCOUNT_NOW.replace("active", "dormant")})
    answer = run(repository.root, "authorize", "--base", "base", "--head", "HEAD", "--actor", str(OFFICER))
    assert answer.status == 2
    assert "the desk is unknown" in answer.messages


@pytest.mark.parametrize("kind", ["appointment", "agency"])
def test_without_letters_or_agencies_only_the_desk_acts(tmp_path: Path, kind: str) -> None:
    repository = build_repository(tmp_path / "repository", POLICY)
    (repository.root / f"schemas/{kind}.schema.json").unlink()
    for schema in (repository.root / "schemas").iterdir():
        described = schema.read_text().replace(f'"x-reference": "{kind}"', '"x-expected": true')
        schema.write_text(described)
    repository.commit({})
    repository.git("branch", "base")
    repository.commit({ACCOUNT: ACCOUNT_NOW.replace("active", "dormant")})
    assert decide(repository, DESK).allowed
    assert denied(decide(repository)) == {ACCOUNT}


def test_a_closed_agency_is_reported_as_closed(tmp_path: Path) -> None:
    closed = str(SMALL[AGENCY]).replace("active", "closed\nclosed: 2025-12-01\nclosed_reason: Merged")
    repository = build_repository(tmp_path / "repository", {**POLICY, AGENCY: closed})
    repository.git("branch", "base")
    repository.commit({ACCOUNT: ACCOUNT_NOW.replace("active", "dormant")})
    (denial,) = decide(repository).denials
    assert denial.reason == "this belongs to health, which is closed, or whose own record is missing or invalid"


@pytest.mark.parametrize("keyword", ["anyOf", "allOf"])
def test_a_keyword_within_an_alternative_counts(tmp_path: Path, keyword: str) -> None:
    schema = json.loads((PROJECT / "schemas/account.schema.json").read_text())
    words = {"title": "Ruling", "description": "What the desk ruled.", "type": "string", "maxLength": 99}
    schema["$defs"] = {"ruling": {**words, "x-desk-only": True}}
    schema["properties"]["ruling"] = {
        "title": "Ruling", "description": "What the desk ruled.", keyword: [{"$ref": "#/$defs/ruling"}]
    }  # fmt: skip
    repository = build_repository(tmp_path / "repository", POLICY)
    repository.commit({"schemas/account.schema.json": json.dumps(schema)})
    assert run(repository.root, "validate").status == 0
    repository.git("branch", "base")
    repository.commit({ACCOUNT: ACCOUNT_NOW + "ruling: mine\n"})
    assert [denial.pointer for denial in decide(repository).denials] == [("ruling",)]


def test_a_submodule_that_the_base_ignores_is_found(tmp_path: Path) -> None:
    overlooked = '[submodule "lib"]\n\tpath = vendor/lib\n\turl = https://example.org/lib\n\tignore = all\n'
    repository = build_repository(tmp_path / "repository", {**POLICY, ".gitmodules": overlooked})
    for branch in ("base", "proposal"):
        commit = repository.git("rev-parse", "HEAD")
        repository.git("update-index", "--add", "--cacheinfo", f"160000,{commit},vendor/lib")
        repository.git("commit", "--quiet", "--message", "A module")
        repository.git("branch", branch)
    assert denied(decide(repository, STRANGER)) == {"vendor/lib"}


# Trees that git itself never writes.


def literal(repository: Repository, entries: list[tuple[str, str, str]]) -> str:
    """Write a tree entry by entry, even an invalid one."""
    content = b"".join(mode.encode() + b" " + name.encode() + b"\0" + bytes.fromhex(id_) for mode, name, id_ in entries)
    return repository.git("hash-object", "-t", "tree", "-w", "--stdin", "--literally", stdin=content)


def entries_of(repository: Repository, tree: str) -> Iterator[tuple[str, str, str]]:
    for row in repository.git("ls-tree", tree).splitlines():
        mode, _, id_, name = row.split(maxsplit=3)
        yield mode.lstrip("0"), name, id_


def with_tree(repository: Repository, path: str, tree: str) -> str:
    """Commit a replaced tree with its parents over the base."""
    steps = path.split("/")
    while steps:
        name, above = steps.pop(), "/".join(steps)
        others = entries_of(repository, f"base:{above}" if above else "base^{tree}")
        tree = literal(repository, [(mode, each, tree if each == name else id_) for mode, each, id_ in others])
    return repository.git("commit-tree", "-p", "base", "-m", "A change", tree)


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("text", [ACCOUNT_NOW.replace("12/2020", "99/2020"), ACCOUNT_TEXT], ids=["other", "none"])
def test_a_duplicate_tree_entry_hides_nothing(tmp_path: Path, text: str, first: bool) -> None:
    repository = build_repository(tmp_path / "repository", POLICY)
    repository.git("branch", "base")
    folder = ACCOUNT.rpartition("/")[0]
    evil = ("100644", "x-health.yaml", repository.git("hash-object", "-w", "--stdin", stdin=text.encode()))
    there = [*entries_of(repository, f"base:{folder}")]
    head = with_tree(repository, folder, literal(repository, [evil, *there] if first else [*there, evil]))
    for command in ("authorize", "review"):
        answer = run(repository.root, command, "--base", "base", "--head", head, "--actor", str(OFFICER))
        assert answer.status in (1, 2), answer.output
        assert "twice" in answer.messages or "reserved for the desk" in answer.output


def test_a_folder_named_like_its_parent_is_no_other_folder(tmp_path: Path) -> None:
    repository = build_repository(tmp_path / "repository", POLICY)
    repository.git("branch", "base")
    blob = repository.git("hash-object", "-w", "--stdin", stdin=ACCOUNT_TEXT.encode())
    tree = literal(repository, [("100644", "x-new.yaml", blob)])
    for name in ("accounts", "health", "agencies", "registry", ".."):
        tree = literal(repository, [("40000", name, tree)])
    whole = literal(repository, [("40000", ".github", tree), *entries_of(repository, "base^{tree}")])
    head = repository.git("commit-tree", "-p", "base", "-m", "A change", whole)
    answer = run(repository.root, "authorize", "--base", "base", "--head", head, "--actor", str(OFFICER), "--json")
    path = ".github/../registry/agencies/health/accounts/x-new.yaml"
    assert [(denial["path"], denial["needs"]) for denial in answer.json()["refused"]] == [(path, "desk")]


# Signatures.


def signing(tmp_path: Path, name: str) -> tuple[Path, str]:
    place = tmp_path / name
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", place], check=True)
    return place, " ".join((tmp_path / f"{name}.pub").read_text().split()[:2])


def sign(repository: Repository, place: Path) -> None:
    repository.stage({ACCOUNT: ACCOUNT_NOW.replace("active", "dormant")})
    settings = ("-c", "gpg.format=ssh", "-c", f"user.signingkey={place}")
    repository.git(*settings, "commit", "--quiet", "-S", "--message", "A change")


@pytest.mark.parametrize("days", ["", "      from: 0001-01-01\n      until: 9999-12-31\n"], ids=["open", "for ever"])
def test_a_key_of_any_letter_in_force_counts_whatever_a_user_has_set(tmp_path: Path, days: str) -> None:
    place, key = signing(tmp_path, "key")
    second = APPOINTMENT.replace("officer", "second")
    held = appointment(OFFICER, "10/2025").replace(
        "    user_id: 20\n", f"    user_id: 20\n  signing_keys:\n    - key: {key}\n{days}"
    )
    signed = {REGISTER: str(POLICY[REGISTER]) + "signed_commits: true\n", second: held}
    repository = build_repository(tmp_path / "repository", {**POLICY, **signed})
    repository.git("branch", "base")
    sign(repository, place)
    settings = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "log.showSignature", "GIT_CONFIG_VALUE_0": "true"}
    arguments = ("authorize", "--base", "base", "--head", "HEAD", "--actor", str(OFFICER), "--as-of", "2026-01-01")
    answer = run(repository.root, *arguments, settings=settings)
    assert answer.status == 0, answer.output


def test_only_a_missing_signature_is_not_the_desk_s_to_approve(tmp_path: Path) -> None:
    signed = {REGISTER: str(POLICY[REGISTER]) + "signed_commits: true\n"}
    repository = build_repository(tmp_path / "repository", {**POLICY, **signed})
    repository.git("branch", "base")
    repository.commit({ACCOUNT: ACCOUNT_NOW.replace("active", "dormant")})
    answer = run(repository.root, "authorize", "--base", "base", "--head", "HEAD", "--actor", str(OFFICER),
                 "--as-of", "2026-01-01")  # fmt: skip
    assert answer.status == 1
    assert "needs a signature" in answer.output
    assert answer.messages == ""


# Reviews of what is no merge, or can't be one.


def test_a_merge_into_another_base_is_an_error(tmp_path: Path) -> None:
    faulty: list[Files] = [{ACCOUNT: ACCOUNT_NOW.replace("active", "lively")}]
    repository = parted(tmp_path, {}, faulty, {f"{WORKS}/README.md": "x\n"})
    answer = run(repository.root, "review", "--base", "base", "--head", "proposal", "--merged", "main",
                 "--actor", str(OFFICER))  # fmt: skip
    assert answer.status == 2
    assert "is not the merge of" in answer.messages


def test_a_change_that_can_t_be_merged_is_decided_once_it_can(tmp_path: Path) -> None:
    mine = {ACCOUNT: ACCOUNT_NOW.replace("active", "dormant")}
    repository = parted(tmp_path, {}, [mine], {ACCOUNT: ACCOUNT_NOW.replace("active", "suspended")})
    answer = run(repository.root, "review", "--base", "base", "--head", "proposal", "--actor", str(OFFICER))
    assert answer.status == 2
    assert "merge the base into it first" in answer.messages


def test_a_merge_for_the_review_changes_nothing(tmp_path: Path) -> None:
    mine = {ACCOUNT: ACCOUNT_NOW.replace("active", "dormant")}
    repository = parted(tmp_path, {}, [mine], {f"{WORKS}/README.md": "x\n"})
    before = repository.git("for-each-ref"), repository.git("status", "--porcelain", "--branch")
    assert decide(repository, day=date(2026, 1, 1)).allowed
    assert (repository.git("for-each-ref"), repository.git("status", "--porcelain", "--branch")) == before
    assert os.environ.get("GIT_DIR") is None
    assert "GIT_AUTHOR_NAME" in environment()
