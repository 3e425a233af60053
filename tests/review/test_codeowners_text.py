"""Text of CODEOWNERS from letters and desk, without git."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.registers import AGENCY, SMALL, write
from tests.review.test_authority import Files, tree
from tests.review.test_authorization import APPOINTMENT, DAY, POLICY, WORKS, appointment

from smregister.errors import FatalError
from smregister.register.snapshot import RegisterSnapshot
from smregister.repository.tree import READ_LIMIT
from smregister.repository.work_tree import WorkTree
from smregister.review.codeowners import CODEOWNERS, CodeOwners, compare_codeowners, create_codeowners, read_codeowners


def create(files: Files, folder: str = "", *, with_officers: bool = True) -> CodeOwners:
    return create_codeowners(RegisterSnapshot(tree(files), DAY), folder, with_officers=with_officers)


def agencies(owners: CodeOwners) -> list[str]:
    """Return the lines of the agencies' folders."""
    return [line for line in owners.text.splitlines() if line.startswith("/registry/agencies/") and "*" not in line]


def letter(agency: str, user_id: int, login: str) -> dict[str, str]:
    path = APPOINTMENT.replace("health", agency).replace("officer-2025", f"officer-{user_id}")
    return {path: appointment(user_id, f"{user_id}/2025").replace(f"login: user-{user_id}", f"login: {login}")}


def test_officers_are_listed_by_agency_and_login() -> None:
    files = {**letter("health", 40, "a_b"), **letter("health", 15, "abc"), **letter("works", 25, "B")}
    assert agencies(create(files)) == [
        "/registry/agencies/health/ @a_b @abc @user-20 @the-desk",
        "/registry/agencies/works/ @B @user-30 @the-desk",
    ]


def test_without_officers_they_neither_own_nor_count() -> None:
    nameless = {APPOINTMENT: str(POLICY[APPOINTMENT]).replace("    login: user-20\n", "")}
    alone = create(nameless, with_officers=False)
    assert (agencies(alone), alone.without_login, create(nameless).without_login) == ([], 0, 1)
    assert create_codeowners(RegisterSnapshot(tree(nameless), DAY)) == alone


def test_an_agency_that_has_ended_has_no_officers() -> None:
    ended = str(SMALL[AGENCY]).replace("active", "active\nclosed: 2025-12-31\nclosed_reason: Merged")
    assert [line.split("/")[3] for line in agencies(create({AGENCY: ended}))] == ["works"]


def test_a_register_in_a_folder_owns_what_is_in_it() -> None:
    lines = create({}, "Made/here_1.x-y/").text.splitlines()
    assert "/Made/here_1.x-y/ @the-desk" in lines
    assert "/Made/here_1.x-y/**/.gitattributes @the-desk" in lines
    assert f"/Made/here_1.x-y/{WORKS}/ @user-30 @the-desk" in lines
    assert "**/.gitattributes @the-desk" in create({}).text.splitlines()


def test_a_folder_that_can_not_be_named_is_an_error() -> None:
    with pytest.raises(FatalError) as raised:
        create({}, "a b/")
    assert str(raised.value) == "the folder a b/ can't be named in CODEOWNERS; use a-z, 0-9, dots and hyphens"


def test_a_file_may_be_as_large_as_the_forge_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    size = len(create({}).text)
    monkeypatch.setattr("smregister.review.codeowners.LARGEST", size)
    assert len(create({}).text) == size
    monkeypatch.setattr("smregister.review.codeowners.LARGEST", size - 1)
    with pytest.raises(FatalError, match=f"the file would have {size:,} bytes"):
        create({})


def test_a_file_is_read_whole_or_as_it_is_proposed(tmp_path: Path) -> None:
    long = b"#" * (READ_LIMIT + 10)
    write(tmp_path, {CODEOWNERS: long})
    assert read_codeowners(WorkTree(tmp_path)) == long
    assert read_codeowners(tree({CODEOWNERS: "* @a\n"})) == b"* @a\n"
    assert read_codeowners(tree({})) is None


def test_each_difference_is_described() -> None:
    assert compare_codeowners("/a/ @x\n/b/ @y\n/c/\n/d/ @z\n", "/a/ @y @z\n/b/\n/c/ @x\n/e/\n/f/ @x\n") == [
        "/d/ should not be here",
        "/a/ has @x, but should have @y @z",
        "/b/ has @y, but should have none",
        "/c/ has no owner, but should have @x",
        "/e/ is missing; its owners are none",
        "/f/ is missing; its owners are @x",
    ]
    assert compare_codeowners("/a/ @x\n/b/ @y\n", "/b/ @y\n/a/ @x\n") == [
        "the paths and owners are correct, but their order or the comments are not"
    ]
