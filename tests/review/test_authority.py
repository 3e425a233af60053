"""Authority and policy: what the letters of one tree say of changes, without git."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any, TypeAlias

import pytest
from tests.registers import ACCOUNT, ACCOUNT_TEXT, AGENCY, PROJECT, SMALL
from tests.review.test_authorization import (
    ACCOUNT_NOW,
    APPOINTMENT,
    DESK,
    FORMER,
    FORMER_LETTER,
    LATER_HANDOVER,
    OFFICER,
    OTHER_OFFICER,
    POLICY,
    PROPOSED,
    REGISTER,
    STRANGER,
    WORKS,
    appointment,
)

from smregister.appointments.mandates import Mandate
from smregister.errors import FatalError
from smregister.model import Approver, Denial, Difference
from smregister.repository.merge_methods import Step
from smregister.repository.overlay_tree import OverlayTree
from smregister.repository.tree import File
from smregister.repository.work_tree import WorkTree
from smregister.review.authority import Authority, StepChange, describe_authority
from smregister.review.policy import Policy

DAY = "2026-01-01"
THEIRS = f"{WORKS}/accounts/x-works.yaml"
Files: TypeAlias = Mapping[str, str | bytes | None]
SAME: Files = {}


_OWN = {path.relative_to(PROJECT).as_posix(): None for path in (PROJECT / "registry").rglob("*.*")}
HIDDEN = {path: None for path in _OWN if "/platforms/" not in path}
"""The project's own records, but for its platforms."""


class NamedTree(OverlayTree):
    """The project's schemas with files of its own, under the name of a commit; it counts what is read."""

    def __init__(self, files: Files, name: str = "a" * 40) -> None:
        super().__init__(WorkTree(PROJECT), {path: _bytes(text) for path, text in files.items()})
        self.name = name
        self.folders: list[str] = []

    def files(self, folder: str) -> Iterator[File]:
        self.folders.append(folder)
        return super().files(folder)

    def files_at(self, paths: Iterable[str]) -> Iterator[File]:
        wanted = [*paths]
        self.folders += [path for path in wanted if path.endswith("agency.yaml")]
        return super().files_at(wanted)


def _bytes(text: str | bytes | None) -> bytes | None:
    return text.encode() if isinstance(text, str) else text


def tree(files: Files, name: str = "a" * 40) -> Any:
    return NamedTree({**HIDDEN, **POLICY, **files}, name)


def authority(actor: int, *changed: Files, base: Files = SAME, day: str = DAY) -> Authority:
    """Return a user's authority over steps in a row, by the policy of the first."""
    trees = [tree(base, "0" * 40)]
    for number, files in enumerate(changed, 1):
        trees.append(tree({**trees[-1].contents, **files}, f"{number}" * 40))
    steps = [StepChange(Step(*pair), sorted(files)) for pair, files in zip(pairwise(trees), changed, strict=True)]
    return Authority(Policy(trees[0], day), actor, steps)


def denials(actor: int, *changed: Files, base: Files = SAME, day: str = DAY) -> list[Denial]:
    return [*authority(actor, *changed, base=base, day=day).find_denials()]


CLOSED = {AGENCY: str(SMALL[AGENCY]).replace("active", "closed\nclosed: 2025-12-01\nclosed_reason: Merged")}
LATER = {APPOINTMENT: appointment(OFFICER, "123/2025", "2026-05-01")}
DORMANT = {ACCOUNT: ACCOUNT_NOW.replace("active", "dormant")}
SECOND = {f"{WORKS}/appointments/second.yaml": appointment(OFFICER, "10/2025")}
NOT_YET = "this belongs to health, for which letter 123/2025 is not in force: its dates are"
EARLIER = appointment(FORMER, "3/2023", "2023-01-01", "effective_to: 2023-12-31\nend_reason: transfer\n")
FOREIGN: dict[str, tuple[int, Files, Files, str]] = {
    "a path of the desk": (OFFICER, {}, {"notes.txt": "x\n"}, "this belongs to the desk"),
    "a path of no agency": (OFFICER, {}, {"registry/agencies/README.md": "x\n"}, "this belongs to the desk"),
    "another agency": (
        OFFICER, {}, {THEIRS: ACCOUNT_TEXT}, "this belongs to works, for which the author has no appointment",
    ),
    "a letter of another agency": (
        OFFICER, {}, SECOND, "this belongs to works, for which the author has no appointment",
    ),
    "a stranger": (STRANGER, {}, DORMANT, "this belongs to health, for which the author has no appointment"),
    "a closed agency": (
        OFFICER, CLOSED, DORMANT, "this belongs to health, which is closed, or whose own record is missing or invalid",
    ),
    "an agency without a record": (
        OFFICER, {AGENCY: None}, DORMANT,
        "this belongs to health, which is closed, or whose own record is missing or invalid",
    ),
    "a letter to come": (OFFICER, LATER, DORMANT, f"{NOT_YET} 2026-05-01 onward"),
    "letters that have ended, of which the last counts": (
        FORMER, {FORMER_LETTER.replace("2024", year): EARLIER for year in ("2023", "2026")}, DORMANT,
        "this belongs to health, for which letter 7/2024 is not in force: its dates are 2024-01-01 to 2024-12-31",
    ),
    "a letter that has ended": (
        FORMER, {}, DORMANT,
        "this belongs to health, for which letter 7/2024 is not in force: its dates are 2024-01-01 to 2024-12-31",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("actor", "base", "changed", "reason"), FOREIGN.values(), ids=FOREIGN)
def test_a_path_without_a_mandate_is_denied_with_the_reason(
    actor: int, base: Files, changed: Files, reason: str
) -> None:
    [path] = changed
    assert denials(actor, changed, base=base) == [Denial(path, (), reason)]


def test_a_commit_without_a_parent_is_denied_and_the_others_are_still_checked() -> None:
    before, after = tree({}), tree({"notes.txt": "x\n"}, "b" * 40)
    steps = [StepChange(Step(None, after)), StepChange(Step(before, after), ["notes.txt"])]
    assert [*Authority(Policy(before, DAY), OFFICER, steps).find_denials()] == [
        Denial("commit bbbbbbbbbbbb", (), "this commit has no parent, so its changes are unknown"),
        Denial("notes.txt", (), "this belongs to the desk"),
    ]


def test_a_step_changes_the_paths_that_are_given() -> None:
    step = StepChange(Step(tree({}), tree({})), [THEIRS, ACCOUNT, "notes.txt", "registry/agencies/README.md"])
    assert step.paths == [THEIRS, ACCOUNT, "notes.txt", "registry/agencies/README.md"]
    assert step.agencies == {"health", "works"}
    assert not StepChange(Step(None, tree({}))).paths


def test_a_path_that_is_denied_is_named_once_and_the_rest_of_its_step_as_well() -> None:
    badly_named = ACCOUNT.replace("x-health", "CON")
    changed = {badly_named: ACCOUNT_TEXT, ACCOUNT: ACCOUNT_NOW.replace("12/2020", "99/2020")}
    assert [(denial.path, denial.pointer) for denial in denials(OFFICER, changed)] == [
        (badly_named, ()),
        (ACCOUNT, ("approval", "reference")),
    ]


def test_a_record_that_can_not_be_read_is_denied() -> None:
    for base, changed in (({}, {ACCOUNT: "a: &a [*a]\n"}), ({ACCOUNT: "a: &a [*a]\n"}, {ACCOUNT: ACCOUNT_TEXT})):
        assert Denial(ACCOUNT, (), "this can't be read, so its change is unknown") in denials(
            OFFICER, changed, base=base
        )


def test_a_record_that_comes_without_being_compared_is_denied(monkeypatch: pytest.MonkeyPatch) -> None:
    new = ACCOUNT.replace("x-health", "x-press")
    changed = {**DORMANT, new: PROPOSED, "registry/agencies/health/README.md": "Ours.\n"}
    assert denials(OFFICER, changed) == []
    monkeypatch.setattr("smregister.review.authority.diff_with_readers", lambda *_: Difference([], []))
    unknown = "its change is unknown"
    assert denials(OFFICER, changed) == [Denial(new, (), unknown)]
    assert denials(OFFICER, {new: None}, base={new: PROPOSED}) == [Denial(new, (), unknown)]


@pytest.mark.parametrize(
    "changed", [DORMANT, {FORMER_LETTER: LATER_HANDOVER}, {APPOINTMENT: f"{POLICY[APPOINTMENT]}out_of_hours: Room 1\n"}]
)
def test_a_change_by_the_letter_is_not_denied(changed: Files) -> None:
    assert denials(OFFICER, changed) == []


def test_each_step_is_checked_by_the_letters_of_the_first() -> None:
    ended = {APPOINTMENT: f"{POLICY[APPOINTMENT]}effective_to: 2025-12-31\nend_reason: transfer\n"}
    letter = [denial.pointer for denial in denials(OFFICER, ended)]
    assert letter == [("effective_to",), ("end_reason",), ()]
    assert [denial.pointer for denial in denials(OFFICER, DORMANT, ended, {ACCOUNT: ACCOUNT_NOW})] == letter


def test_a_comment_in_a_letter_and_an_invalid_contact_are_denied() -> None:
    assert denials(OFFICER, {FORMER_LETTER: f"# Never valid.\n{POLICY[FORMER_LETTER]}"}) == [
        Denial(FORMER_LETTER, (), "comments in a letter of appointment need the desk")
    ]
    [denial] = denials(OFFICER, {APPOINTMENT: f"{POLICY[APPOINTMENT]}out_of_hours: ''\n"})
    assert denial == Denial(APPOINTMENT, (), "this changes who may act for health")
    [path] = SECOND
    invalid = {path: f"{SECOND[path]}out_of_hours: ''\n"}
    assert denials(OFFICER, {**DORMANT, **invalid}, base=SECOND) == [
        Denial(path, (), "this changes who may act for works")
    ]


def test_mandates_of_an_agency_in_force_act_and_others_do_not() -> None:
    second = {APPOINTMENT.replace("2025", "2026"): appointment(OFFICER, "200/2025")}
    held = authority(OFFICER, DORMANT, {THEIRS: ACCOUNT_TEXT}, base={**SECOND, **second})
    assert [mandate.letter for mandate in held.mandates] == ["123/2025", "200/2025", "10/2025"]
    assert [mandate.letter for mandate in held.acting] == ["123/2025", "10/2025"]
    assert authority(OFFICER, {THEIRS: ACCOUNT_TEXT}).mandates == []
    assert authority(FORMER, DORMANT).acting == []


def test_a_mandate_is_described_by_its_letter_or_post() -> None:
    letter, member = Mandate(20, "health", "x", letter="1/2025"), Mandate(10, None, "register", post="Manager")
    assert describe_authority(letter, 20) == "acting under letter 1/2025, in force, for health"
    assert describe_authority(member, 10) == "acting as a member of the desk: Manager"
    assert describe_authority(member, 20) == "approved by a member of the desk: Manager"


# Policy.


def test_a_policy_reads_the_desk_and_the_letters_of_a_day() -> None:
    policy, earlier = Policy(tree({}), DAY), Policy(tree({}), "2024-06-01")
    assert [mandate.user_id for mandate in policy.desk] == [DESK]
    assert policy.approvers == (Approver(DESK, "the-desk", "Manager of the desk"),)
    assert [mandate.user_id for mandate in earlier.desk] == [DESK, FORMER]
    assert policy.day == DAY
    assert policy.desk_names.are_in("Former manager of the desk")
    assert not policy.desk_names.are_in("Secretary")
    letters = {mandate.letter: mandate for mandate in policy.mandates_at("health")}
    assert letters.keys() == {"123/2025", "7/2024"}
    assert policy.in_force(letters.values()) == [letters["123/2025"]]
    assert earlier.in_force(letters.values()) == [letters["7/2024"]]
    assert policy.mandates_of(OFFICER, "health") == [letters["123/2025"]]
    assert policy.mandates_of(OFFICER, "works") == []
    assert policy.in_force([Mandate(DESK, None, "register"), Mandate(DESK, "nowhere", "x")]) == []


@pytest.mark.parametrize(
    ("more", "required"), [("", False), ("signed_commits: true\n", True), ("signed_commits: false\n", False)]
)
def test_a_register_says_whether_commits_are_signed(more: str, required: bool) -> None:
    assert Policy(tree({REGISTER: f"{POLICY[REGISTER]}{more}"}), DAY).requires_signatures is required


def test_a_desk_of_the_past_is_a_desk() -> None:
    names = str(POLICY[REGISTER])
    assert Policy(tree({}), DAY).has_desk
    former = Policy(tree({REGISTER: names.replace("from: 2024-01-01", "until: 2024-12-31")}), DAY)
    assert (former.has_desk, former.desk) == (True, ())
    assert not Policy(tree({REGISTER: SMALL[REGISTER]}), DAY).has_desk


@pytest.mark.parametrize("text", [None, "name: X\n", "desk: [\n"])
def test_an_unknown_desk_is_an_error_that_names_the_commit(text: str | None) -> None:
    with pytest.raises(FatalError) as raised:
        Policy(tree({REGISTER: text}), DAY)
    assert str(raised.value) == (
        "the desk is unknown: registry/register.yaml (aaaaaaaaaaaa) is missing or invalid; fix it first"
    )


def test_an_agency_is_active_by_its_own_record() -> None:
    assert Policy(tree({}), DAY).is_active("health")
    for files in (CLOSED, {AGENCY: None}, {AGENCY: f"{SMALL[AGENCY]}zeal: much\n"}):
        assert not Policy(tree(files), DAY).is_active("health")
    assert not Policy(tree({}), DAY).is_active("nowhere")
    closes = tree({AGENCY: str(SMALL[AGENCY]).replace("active", "active\nclosed: 2025-12-31\nclosed_reason: Merged")})
    assert [Policy(closes, day).is_active("health") for day in ("2025-12-31", DAY)] == [True, False]


def test_the_register_s_own_table_gives_the_rights_of_a_role() -> None:
    table = "roles:\n- {role: editor, rights: [edit]}\n"
    for register, rights in ((POLICY[REGISTER], ("content",)), (f"{POLICY[REGISTER]}{table}", ("edit",))):
        files = {REGISTER: register, APPOINTMENT: f"{POLICY[APPOINTMENT]}role: editor\n"}
        [mandate] = Policy(tree(files), DAY).mandates_of(OFFICER, "health")
        assert mandate.rights == rights


def test_letters_lie_in_the_folder_that_the_schemas_say() -> None:
    assert Policy(tree({}), DAY).letters_folder("works") == f"{WORKS}/appointments"
    schemas = {path.relative_to(PROJECT).as_posix(): None for path in (PROJECT / "schemas").glob("a[gp]*.schema.json")}
    bare = tree(schemas)
    without = Policy(bare, DAY)
    assert (without.letters_folder("works"), without.mandates_at("works")) == ("", [])
    assert not without.is_active("works")
    assert bare.folders == ["schemas"]


def test_letters_and_agencies_are_read_once_and_of_other_trees_each_time() -> None:
    base, other = tree({}), tree({APPOINTMENT: None}, "b" * 40)
    policy = Policy(base, DAY)
    for _ in range(2):
        assert len(policy.mandates_at("health")) == 2
        assert [mandate.letter for mandate in policy.mandates_in(other, "health")] == ["7/2024"]
        assert policy.is_active("health")
    assert base.folders.count(AGENCY) == base.folders.count(AGENCY.replace("agency.yaml", "appointments")) == 1


ADVANCES: dict[str, tuple[Files, list[str]]] = {
    "an account": (DORMANT, []),
    "a letter": ({APPOINTMENT: None}, ["registry/agencies/health/appointments"]),
    "a letter of another agency": (SECOND, [f"{WORKS}/appointments"]),
    "an agency": (CLOSED, [AGENCY]),
    "all": ({REGISTER: POLICY[REGISTER]}, [AGENCY, "registry/agencies/health/appointments",
                                           f"{WORKS}/agency.yaml", f"{WORKS}/appointments"]),
}  # fmt: skip


@pytest.mark.parametrize(("changed", "expected"), ADVANCES.values(), ids=ADVANCES)
def test_a_policy_advances_and_reads_what_changed_only(changed: Files, expected: list[str]) -> None:
    before, after = tree({}), tree(changed, "b" * 40)
    policy = Policy(before, "2024-06-01")
    answers(policy)
    later, fresh = policy.advance(after, DAY, [*changed]), Policy(tree(changed), DAY)
    after.folders.clear()
    assert answers(later) == answers(fresh)
    assert sorted({*after.folders}) == sorted(expected)
    assert answers(policy)[0] == (DESK, FORMER), "the earlier policy stays"


def answers(policy: Policy) -> tuple[Any, ...]:
    agencies = ("health", "works")
    letters = [policy.mandates_at(agency) for agency in agencies]
    return (
        tuple(mandate.user_id for mandate in policy.desk), letters, [policy.is_active(agency) for agency in agencies],
        [policy.in_force(mandates) for mandates in letters],
    )  # fmt: skip


def test_a_policy_advances_before_it_is_asked_for_its_desk() -> None:
    later = Policy(tree({}), "2024-06-01").advance(tree(DORMANT, "b" * 40), DAY, [ACCOUNT])
    assert [mandate.user_id for mandate in later.desk] == [DESK]


def test_a_changed_schema_is_read_by_the_next_policy() -> None:
    path = "schemas/appointment.schema.json"
    changed = {path: None}
    later = Policy(tree({}), DAY).advance(tree(changed, "b" * 40), DAY, [path])
    assert later.letters_folder("health") == ""
    assert OTHER_OFFICER not in {mandate.user_id for mandate in later.mandates_at("works")}
