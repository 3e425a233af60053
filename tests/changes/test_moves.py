"""A record that moved to another agency, and one whose agency was renamed."""

from __future__ import annotations

import json

import pytest
from tests.commands import run
from tests.histories import Past, agency_renamed
from tests.registers import ACCOUNT, ACCOUNT_TEXT, AGENCY, SMALL, Repository

from smregister.model import Change, ChangeType, Record
from smregister.output.commit_message import format_commit_message
from smregister.output.markdown import format_changes
from smregister.records.moves import find_moves

WORKS = {"registry/agencies/works/agency.yaml": str(SMALL[AGENCY]).replace("Health", "Works")}
ELSEWHERE = ACCOUNT.replace("health/", "works/", 1)
MOVE = {ACCOUNT: None, ELSEWHERE: ACCOUNT_TEXT}
MOVED = Change(
    ChangeType.RENAMED, Record("account", "health/x-health", "", {}), Record("account", "works/x-health", "", {})
)
RENAMED = Change(ChangeType.RENAMED, Record("agency", "health", "", {}), Record("agency", "works", "", {}))


@pytest.fixture
def past(repository: Repository) -> Past:
    """Return a register with one commit."""
    return Past(repository)


def test_a_move_is_reported_as_such_everywhere(past: Past) -> None:
    past.commit(WORKS)
    past.commit(MOVE, at="2026-02-01")
    root = past.repository.root
    [line, *_] = run(root, "diff", "HEAD~1", "HEAD").output.splitlines()
    assert line == "> account health/x-health moved to agency works as works/x-health"
    log = run(root, "log", "works/x-health").output
    assert "> 2026-02-01 moved to agency works from health/x-health to works/x-health in commit" in log
    assert run(root, "log", "health/x-health").messages == "account health/x-health is now works/x-health\n"
    report = ("report", "changes", "--from", "HEAD~1", "--format")
    assert "moved to another agency" in run(root, *report, "text").output
    assert "account works/x-health moved to agency works from health/x-health" in run(root, *report, "atom").output


def test_programs_read_a_move_as_a_record_with_a_former_id(past: Past) -> None:
    past.commit(WORKS)
    past.commit(MOVE)
    for command in (("diff", "HEAD~1", "HEAD"), ("log", "works/x-health")):
        document = json.loads(run(past.repository.root, *command, "--json").output)
        change = document.get("changes", document.get("entries"))[0]
        assert (change["change"], change["before_id"]) == ("renamed", "health/x-health")


def test_a_renamed_agency_moves_no_record(past: Past) -> None:
    past.commit(agency_renamed())
    root = past.repository.root
    assert "moved" not in run(root, "diff", "HEAD~1", "HEAD").output
    assert "moved" not in run(root, "log", "hygiene/x-health").output
    assert "moved" not in run(root, "report", "changes", "--from", "HEAD~1").output
    assert find_moves([RENAMED, MOVED]) == set()


def test_a_message_and_a_comment_name_the_new_agency() -> None:
    assert format_commit_message([MOVED], []) == (
        "Move account health/x-health to agency works\n\n"
        "- account works/x-health moved to agency works from health/x-health\n"
    )
    assert "| moved to agency `works` from `health/x-health` |" in "\n".join(format_changes([MOVED]))
