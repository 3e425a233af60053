"""Preview of a proposal without git: what no letter allows, and what conflicts."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from tests.registers import ACCOUNT, ACCOUNT_TEXT, AGENCY, SMALL
from tests.review.test_authority import DORMANT, THEIRS, Files, tree
from tests.review.test_authorization import ACCOUNT_NOW, APPOINTMENT, DAY, DESK, FORMER_LETTER, OFFICER, POLICY

from smregister.model import Approver, Authorization, Denial
from smregister.repository.tree import File, Mode
from smregister.review.policy import Policy
from smregister.review.preview import Conflict, find_desk_matters, preview_change

DESK_MEMBER = (Approver(DESK, "the-desk", "Manager of the desk"),)
APPROVED = {ACCOUNT: ACCOUNT_NOW.replace("12/2020", "99/2020")}
APPROVAL = Denial(ACCOUNT, ("approval", "reference"), "`approval.reference` is reserved for the desk")
COMMENTED = {FORMER_LETTER: f"# Never valid.\n{POLICY[FORMER_LETTER]}"}
INVALID_NAME = "`CON` is not a valid name for this file: use a-z, 0-9 and single hyphens"
NAMELESS = ACCOUNT.replace("x-health", "CON")
MATTERS: dict[str, tuple[Files, list[Denial]]] = {
    "an officer's change": (DORMANT, []),
    "of any agency": ({THEIRS: str(POLICY[THEIRS]).replace("active", "dormant")}, []),
    "a file of the desk": ({"notes.txt": "x\n"}, [Denial("notes.txt", (), "this belongs to the desk")]),
    "an agency": (
        {AGENCY: str(SMALL[AGENCY]).replace("Health", "Wealth")},
        [Denial(AGENCY, (), "a record of kind agency belongs to the desk")],
    ),
    "an approval": (APPROVED, [APPROVAL]),
    "a name": ({NAMELESS: ACCOUNT_TEXT, **APPROVED}, [Denial(NAMELESS, (), INVALID_NAME), APPROVAL]),
    "a comment in a letter": (
        {**COMMENTED, **DORMANT}, [Denial(FORMER_LETTER, (), "comments in a letter of appointment need the desk")],
    ),
    "evidence": (
        {ACCOUNT: f"{ACCOUNT_NOW}evidence:\n  - {{kind: press, seen: 2025-02-01, by: DESK}}\n"},
        [Denial(ACCOUNT, ("evidence",), "only the desk changes `evidence` in the desk's name")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("changed", "expected"), MATTERS.values(), ids=MATTERS)
def test_what_no_letter_allows_is_the_desk_s(changed: Files, expected: list[Denial]) -> None:
    before, after = tree({}), tree(changed, "b" * 40)
    assert find_desk_matters(Policy(before, DAY.isoformat()), before, after, sorted(changed)) == expected


def test_a_letter_for_more_accounts_is_one_matter_a_path() -> None:
    changed = {APPOINTMENT: f"{POLICY[APPOINTMENT]}role: lead\n", "notes.txt": "x\n"}
    before, after = tree({}), tree(changed, "b" * 40)
    found = find_desk_matters(Policy(before, DAY.isoformat()), before, after, sorted(changed))
    assert [(denial.path, denial.pointer) for denial in found] == [("notes.txt", ()), (APPOINTMENT, ("role",))]


# Conflicts, and the tree from which a proposal is authorized.

PREFIX = "made/here/"
NEWS, FACTS = ACCOUNT_NOW.replace("News for the press", "News"), ACCOUNT_NOW.replace("News for the press", "Facts")
LINKED = THEIRS.replace("x-works", "x-link")


@pytest.fixture
def trees(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return three trees and what `preview_change` asks of git; the head conflicts with the base in some paths."""
    head_files = {ACCOUNT: NEWS, **COMMENTED, LINKED: "x", "registry/x.txt": "x", "notes.yaml": "x"}
    made = SimpleNamespace(
        fork=tree({}, "f" * 40), base=tree({**head_files, ACCOUNT: FACTS, FORMER_LETTER: None}, "b" * 40),
        head=tree(head_files, "a" * 40), conflicts=[], asked=[], merged=tree(head_files, "c" * 40),
        answer=Authorization(("a letter",), (APPROVAL, APPROVAL._replace(needs="signature")), DESK_MEMBER),
    )  # fmt: skip
    made.base.git = SimpleNamespace(prefix=PREFIX)
    plain = made.head.files_at
    made.head.files_at = lambda paths: (
        File(file.path, Mode.LINK, None, file.read) if file.path == LINKED else file for file in plain(paths)
    )
    answers = {
        "merge_base": lambda *pair: made.fork,
        "find_conflicts": lambda *pair: [PREFIX + path for path in made.conflicts],
        "merge_commits": lambda *pair: made.merged,
        "all_changed_paths": lambda *pair: [ACCOUNT, "notes.yaml"],
        "authorize_change": lambda *arguments: made.answer,
    }
    for name, answer in answers.items():
        monkeypatch.setattr(f"smregister.review.preview.{name}", recorded(made, name, answer))
    return made


def recorded(made: Any, name: str, answer: Any) -> Any:
    def call(*arguments: Any) -> Any:
        made.asked.append((name, *(getattr(argument, "name", argument) for argument in arguments)))
        return answer(*arguments)

    return call


def test_a_proposal_is_authorized_without_its_signatures(trees: Any) -> None:
    preview = preview_change(trees.base, trees.head, OFFICER, DAY)
    assert preview == ((), Authorization(("a letter",), (APPROVAL,), DESK_MEMBER))
    assert trees.asked == [
        ("merge_base", "b" * 40, "a" * 40),
        ("find_conflicts", "b" * 40, "a" * 40),
        ("authorize_change", "b" * 40, "a" * 40, OFFICER, (), DAY),
    ]


@pytest.mark.parametrize("side", ["base", "head"])
def test_a_proposal_on_top_of_its_base_conflicts_with_nothing(trees: Any, side: str) -> None:
    trees.fork, trees.conflicts = getattr(trees, side), [ACCOUNT]
    assert preview_change(trees.base, trees.head, OFFICER, DAY).conflicts == ()
    assert "find_conflicts" not in {name for name, *_ in trees.asked}


def test_conflicts_are_joined_by_field_where_both_sides_have_a_record(trees: Any) -> None:
    trees.conflicts = [ACCOUNT, FORMER_LETTER, LINKED, "registry/x.txt", "notes.yaml"]
    conflicts = preview_change(trees.base, trees.head, OFFICER, DAY).conflicts
    assert [(conflict.path, conflict.merge is None) for conflict in conflicts] == [
        (ACCOUNT, False),
        (FORMER_LETTER, True),
        (LINKED, True),
        ("registry/x.txt", True),
        ("notes.yaml", True),
    ]
    [conflict] = conflicts[0].merge.conflicts
    assert (conflict.ours, conflict.theirs) == ("News", "Facts")
    assert trees.asked[-1] == ("authorize_change", "f" * 40, "a" * 40, OFFICER, (), DAY)
    assert not any(conflict.is_joined for conflict in conflicts)


def test_fields_of_each_side_are_joined(trees: Any) -> None:
    trees.conflicts = [ACCOUNT]
    trees.base.contents = {**trees.base.contents, ACCOUNT: DORMANT[ACCOUNT].encode()}
    [conflict] = preview_change(trees.base, trees.head, OFFICER, DAY).conflicts
    assert conflict.is_joined
    assert not Conflict(ACCOUNT, None).is_joined


def test_a_record_that_both_sides_add_is_joined_by_field(trees: Any) -> None:
    trees.conflicts = [ACCOUNT]
    trees.fork.contents = {path: text for path, text in trees.fork.contents.items() if path != ACCOUNT}
    [conflict] = preview_change(trees.base, trees.head, OFFICER, DAY).conflicts
    assert [(item.ours, item.theirs) for item in conflict.merge.conflicts] == [("News", "Facts")]


def test_without_a_user_the_desk_s_matters_count(trees: Any) -> None:
    preview = preview_change(trees.base, trees.head, None, DAY)
    assert preview == ((), Authorization((), (Denial("notes.yaml", (), "this belongs to the desk"),), DESK_MEMBER))
    assert trees.asked[-2:] == [("merge_commits", "b" * 40, "a" * 40), ("all_changed_paths", "b" * 40, "c" * 40)]
    trees.conflicts = [ACCOUNT]
    preview_change(trees.base, trees.head, None, DAY)
    assert trees.asked[-2:] == [("merge_commits", "f" * 40, "a" * 40), ("all_changed_paths", "f" * 40, "c" * 40)]
