"""Permissions: what letters allow of a path, of a change and of the mandates after it."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

import pytest
from tests.registers import PROJECT
from tests.review.fixed_base import FixedBase

from smregister.appointments.agency_status import terms
from smregister.appointments.mandates import Mandate
from smregister.appointments.roles import DEFAULT_RIGHTS, NO_ROLE
from smregister.changes.diff import diff_records
from smregister.model import Change, ChangeType, Denial, Record, Value
from smregister.records.reader import RecordReader
from smregister.records.schema.kind_loader import load_kinds
from smregister.repository.overlay_tree import OverlayTree
from smregister.repository.tree import File, Mode, agency_at
from smregister.repository.work_tree import WorkTree
from smregister.review.permissions import Permissions, find_mandate_changes

Data: TypeAlias = dict[str, Value]

KINDS = load_kinds(WorkTree(PROJECT))[0]
# A register may let officers write records about an account, or others, of kinds of its own.
OWN_KINDS = {**KINDS, **{name: replace(KINDS[name], owner="agency") for name in ("observation", "waiver")}}
FOLDER = "registry/agencies/health"


def letter(number: int = 9, agency: str = "health", **data: Value) -> Record:
    """Return a letter that has ended, the day before the base's."""
    officer: Data = {"post": "Officer", "email": f"a{number}@gov.example", "staff_number": f"S{number}"}
    fields: Data = {"officer": officer, "accounts": ["x"], "effective_from": "2025-01-01", "effective_to": ENDED}
    return record(f"{agency}/officer-{number}", "appointment", **{**fields, **data})


def record(record_id: str, kind: str = "account", **data: Value) -> Record:
    """Return a record; an account is one on X, unless the data say otherwise."""
    return Record(kind, record_id, KINDS[kind].path_template.path(record_id), data)


ENDED = "2026-05-31"
# The letters 1 to 3 are in force, and of others.
TERMS = (
    *terms([letter(), letter(8, effective_to=None), letter(7, officer={"post": "Officer", "staff_number": "S2"})]),
    *terms([letter(6, officer={"post": "Officer", "forge": {"user_id": 20}}), letter(9, "works")]),
    *terms([letter(5, effective_to=FixedBase.day)]),
    *terms(letter(number, effective_to=None) for number in (1, 2, 3)),
    *terms([letter(10, officer={"name": "Ana Tau", "email": "ana@gov.example", "staff_number": "S10"})]),
)


def mandate(role: str = "lead", accounts: str | None = None, number: int = 1, agency: str = "health") -> Mandate:
    """Return the mandate of a letter: for all accounts of the agency, or for some."""
    return Mandate(
        20,
        agency,
        f"{agency}/officer-{number}",
        letter=f"{number}/2025",
        role=role,
        rights=DEFAULT_RIGHTS[role or NO_ROLE],
        accounts=None if accounts is None else frozenset(accounts.split()),
    )


def permissions(*mandates: Mandate) -> Permissions:
    return Permissions(mandates, RecordReader(OWN_KINDS), FixedBase(terms=TERMS))


LEAD, ADMIN, EDITOR = mandate(), mandate("admin", "x", 2), mandate("editor", "x", 3)
NAMED = mandate("admin", "x", 10)
EDITOR_OF_ALL, WORKS = mandate("editor", None, 4), mandate("lead", None, 5, "works")


def change(*sides: Record | None) -> Change:
    """Return the only change from one record to another."""
    before, after = ([side] if side else [] for side in sides)
    [only] = diff_records(before, after, OWN_KINDS)
    return only


def denials(held: Permissions, *changes: Change) -> list[tuple[str, str, str]]:
    """Return the denials: the last part of the path, the field and the reason."""
    found = held.find_change_denials(changes)
    return [(path.removeprefix(f"{FOLDER}/"), ".".join(map(str, at)), reason) for path, at, reason, _ in found]


# Paths.


@pytest.mark.parametrize(
    ("path", "agency"),
    [
        ("registry/agencies/health/agency.yaml", "health"),
        ("registry/agencies/health/accounts/x.yaml", "health"),
        ("registry/agencies/health", None),
        ("registry/agencies", None),
        ("registry/platforms/x/y.yaml", None),
        ("agencies/registry/health/agency.yaml", None),
        ("../registry/agencies/health/agency.yaml", None),
        ("README.md", None),
    ],
)
def test_the_agency_of_a_path_is_that_of_its_folder(path: str, agency: str | None) -> None:
    assert agency_at(path) == agency


ONLY_X = "letter 2/2025 covers x only"
PATHS: dict[str, tuple[Permissions, str, str | None]] = {
    "an account of a letter for all": (permissions(LEAD), "accounts/y.yaml", None),
    "an account of a letter for some": (permissions(ADMIN), "accounts/x.yaml", None),
    "an account of an editor's letter": (permissions(EDITOR), "accounts/x.yaml", None),
    "another account": (permissions(ADMIN), "accounts/y.yaml", ONLY_X),
    "another account, by two letters": (
        permissions(ADMIN, EDITOR), "accounts/y.yaml", f"{ONLY_X}; letter 3/2025 covers x only",
    ),
    "another account than the two of a letter": (
        permissions(mandate("admin", "y x", 8)), "accounts/z.yaml", "letter 8/2025 covers x, y only",
    ),
    "an account of another agency's letter": (permissions(WORKS), "accounts/x.yaml", ""),
    "an account of no letter": (permissions(mandate("admin", "", 6)), "accounts/x.yaml",
                                "letter 6/2025 covers no account of the agency only"),
    "a letter": (permissions(EDITOR), "appointments/any.yaml", None),
    "the agency itself": (permissions(LEAD), "agency.yaml", "a record of kind agency belongs to the desk"),
    "an observation": (permissions(LEAD), "observations/x.yaml", None),
    "an observation of an account": (permissions(ADMIN), "observations/x.yaml", None),
    "an observation of another account": (permissions(ADMIN), "observations/y.yaml", ONLY_X),
    "another kind of the agency": (permissions(LEAD), "waivers/w.yaml", None),
    "another kind named like an account": (permissions(ADMIN), "waivers/x.yaml", ONLY_X),
    "no record": (permissions(LEAD), "accounts/x.txt", "no agency's record can have this path"),
    "a note": (permissions(LEAD), "README.md", None),
    "a note of a letter for some": (permissions(ADMIN), "README.md", f"this changes a note, and {ONLY_X}"),
    "a note of an editor": (
        permissions(EDITOR_OF_ALL), "README.md",
        "this changes a note, and the role editor does not give the right `edit` (letter 4/2025)",
    ),
    "a mark for git": (permissions(EDITOR_OF_ALL, mandate("deputy")), ".gitkeep", None),
    "a note elsewhere": (permissions(LEAD), "accounts/README.md", "no agency's record can have this path"),
}  # fmt: skip


@pytest.mark.parametrize(("held", "path", "reason"), PATHS.values(), ids=PATHS)
def test_a_path_may_be_changed_by_the_letters_that_cover_it(held: Permissions, path: str, reason: str | None) -> None:
    """Only plain files come, and a file may go as far as its path is concerned."""
    path = f"{FOLDER}/{path}"
    expected = None if reason is None else Denial(path, (), reason)
    for mode in Mode:
        denial = held.find_path_denial(path, File(path, mode, None, bytes))
        if reason is None and mode is not Mode.PLAIN:
            assert denial == Denial(path, (), f"this changes a file into {mode}")
        else:
            assert denial == expected
    assert held.find_path_denial(path, None) == expected


def test_a_new_file_has_a_valid_name_and_a_badly_named_one_may_go() -> None:
    path = f"{FOLDER}/accounts/X_Y.yaml"
    denial = permissions(LEAD).find_path_denial(path, File(path, Mode.PLAIN, None, bytes))
    assert denial
    assert "`X_Y` is not a valid name for this file" in denial.reason
    assert permissions(LEAD).find_path_denial(path, None) is None


def test_the_kinds_of_the_desk_are_not_the_agency_s() -> None:
    path = f"{FOLDER}/waivers/w.yaml"
    held = Permissions([LEAD], RecordReader(KINDS), FixedBase())
    assert held.find_path_denial(path, None) == Denial(path, (), "a record of kind waiver belongs to the desk")


# Accounts.

X = record("health/x", platform="x", handle="one", purpose="News", status="active")
Y = record("health/y", platform="x", handle="two", purpose="News", status="active")


def with_data(old: Record, **data: Value) -> Record:
    return replace(old, data={**old.data, **data})


ROLE = "and the role editor does not give the right `edit` (letter 3/2025)"
SCOPE = "and letter 2/2025 covers x only"
EDITS: dict[str, tuple[Permissions, Change, list[tuple[str, str, str]]]] = {
    "an administrator edits the account of the letter": (
        permissions(ADMIN), change(X, with_data(X, status="dormant", purpose="All")), [],
    ),
    "an administrator edits another account": (
        permissions(ADMIN),
        change(Y, with_data(Y, status="dormant")),
        [
            ("accounts/y.yaml", "", f"this renames a record, {SCOPE}"),
            ("accounts/y.yaml", "", f"this renames a record, {SCOPE}"),
            ("accounts/y.yaml", "status", f"this changes `status`, {SCOPE}"),
        ],
    ),
    "an editor edits the content": (permissions(EDITOR), change(X, with_data(X, purpose="All")), []),
    "an editor edits the content and more": (
        permissions(EDITOR),
        change(X, with_data(X, purpose="All", status="dormant")),
        [("accounts/x.yaml", "status", f"this changes `status`, {ROLE}")],
    ),
    "two letters say why neither allows it": (
        permissions(ADMIN, EDITOR_OF_ALL),
        change(Y, with_data(Y, status="dormant")),
        [("accounts/y.yaml", "status", f"this changes `status`, {SCOPE}; {ROLE}".replace("3/", "4/"))],
    ),
    "a letter without a role, where such letters give no right": (
        permissions(mandate("", None, 7)._replace(rights=())),
        change(X, with_data(X, status="dormant")),
        [("accounts/x.yaml", "status", "this changes `status`, "
          "and a letter without a role does not give the right `edit` (letter 7/2025)")],
    ),
    "a lead gives evidence as the desk": (
        permissions(LEAD),
        change(X, with_data(X, evidence=[{"kind": "press", "by": "Desk"}])),
        [("accounts/x.yaml", "evidence", "only the desk changes `evidence` in the desk's name")],
    ),
    "of two letters one allows it": (permissions(EDITOR_OF_ALL, ADMIN), change(X, with_data(X, status="dormant")), []),
    "a lead renames an account": (permissions(LEAD), change(X, replace(X, id="health/z")), []),
    "an editor renames an account": (
        permissions(EDITOR_OF_ALL),
        change(X, replace(X, id="health/z", path=f"{FOLDER}/accounts/z.yaml")),
        [
            ("accounts/x.yaml", "", f"this renames a record, {ROLE}".replace("3/", "4/")),
            ("accounts/z.yaml", "", f"this renames a record, {ROLE}".replace("3/", "4/")),
        ],
    ),
    "a lead proposes an account": (permissions(LEAD), change(None, with_data(X, status="proposed")), []),
    "an administrator of some accounts proposes one": (
        permissions(ADMIN),
        change(None, with_data(X, status="proposed")),
        [("accounts/x.yaml", "", f"this adds account `health/x`, {SCOPE}")],
    ),
    "an editor proposes one": (
        permissions(EDITOR_OF_ALL),
        change(None, with_data(X, status="proposed")),
        [("accounts/x.yaml", "", "this adds account `health/x`, "
          "and the role editor does not give the right `propose` (letter 4/2025)")],
    ),
    "an account goes": (
        permissions(LEAD), change(X, None), [("accounts/x.yaml", "", "this deletes a record; close it instead")],
    ),
    "an account moves": (
        permissions(LEAD, WORKS),
        change(X, record("works/x", **X.data)),
        [
            ("accounts/x.yaml", "", "this moves account `health/x` from one agency to another"),
            ("registry/agencies/works/accounts/x.yaml", "",
             "this moves account `health/x` from one agency to another"),
        ],
    ),
    "an agency gets another name": (
        permissions(LEAD, WORKS),
        change(record("health", "agency", name="A", type="b"), record("works", "agency", name="A", type="b")),
        [
            ("agency.yaml", "", "this renames agency `health`"),
            ("registry/agencies/works/agency.yaml", "", "this renames agency `health`"),
        ],
    ),
    "a lead adds a record of another kind": (permissions(LEAD), change(None, record("health/w", "waiver")), []),
    "an editor adds a record of another kind": (
        permissions(EDITOR_OF_ALL),
        change(None, record("health/w", "waiver")),
        [("waivers/w.yaml", "", f"this adds waiver `health/w`, {ROLE}".replace("3/", "4/"))],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("held", "made", "denied"), EDITS.values(), ids=EDITS)
def test_a_letter_s_rights_decide_on_changes(
    held: Permissions, made: Change, denied: list[tuple[str, str, str]]
) -> None:
    assert denials(held, made) == denied


def test_what_the_desk_saw_of_an_account_gets_its_new_name_with_it() -> None:
    facts: Data = {"last_post": {"by": "Desk", "result": "pass"}}
    account = change(X, replace(X, id="health/z", path=f"{FOLDER}/accounts/z.yaml"))
    seen = change(record("health/x", "observation", facts=facts), record("health/z", "observation", facts=facts))
    assert denials(permissions(LEAD), account, seen) == []
    reason = "the desk gave `facts` when this was about another account, so the change needs the desk"
    assert denials(permissions(LEAD), seen) == [(f"observations/{name}.yaml", "", reason) for name in ("x", "z")]


def test_every_denial_needs_the_desk_and_every_change_is_checked() -> None:
    changes = [made for _, made, _ in EDITS.values()]
    found = [*permissions().find_change_denials(changes)]
    assert {denial.needs for denial in found} == {"desk"}
    assert {denial.path for denial in found} >= {made.record.path for made in changes}


# Letters.


STEPS: Data = {"date": ENDED, "access_removed": True, "tools_removed": False}
TWO_STEPS: Data = {
    **STEPS, "date": "2026-06-01", "tools_removed": True,
    "days": {"access_removed": ENDED, "tools_removed": "2026-06-01"},
}  # fmt: skip
PHONE: Data = {"post": "Officer", "email": "b@gov.example", "staff_number": "S2"}
TAKES_EFFECT = "a letter of appointment takes effect only with the desk's approval"
BY_ANOTHER = "and a handover is recorded by another officer who covers the same accounts"
OWN = "and an officer changes only the contact fields of the own letter"
EARLY = f"and a handover is not dated before {ENDED}, the last day of the letter"
TAKEN_BACK = "and only the desk takes back or corrects what a handover records"
LETTERS: dict[str, tuple[Permissions, Change, dict[str, str]]] = {
    "the own address": (permissions(ADMIN), change(letter(2), letter(2, officer=PHONE)), {}),
    "the own role": (permissions(LEAD), change(letter(1), letter(1, role="lead")), {"role": OWN}),
    "the own handover": (
        permissions(LEAD), change(letter(1), letter(1, handover=STEPS)), {"handover": BY_ANOTHER},
    ),
    "another's address": (
        permissions(LEAD),
        change(letter(9, officer={**PHONE, "email": "a@gov.example"}), letter(9, officer=PHONE)),
        {"officer.email": f"and {TAKES_EFFECT}"},
    ),
    "another's last day": (
        permissions(LEAD),
        change(letter(), letter(effective_to="2025-12-31", end_reason="transfer")),
        {"effective_to": f"and {TAKES_EFFECT}", "end_reason": f"and {TAKES_EFFECT}"},
    ),
    "another's handover, for the same account": (permissions(ADMIN), change(letter(), letter(handover=STEPS)), {}),
    "a part of it": (
        permissions(ADMIN), change(letter(handover=STEPS), letter(handover={**STEPS, "tools_removed": True})), {},
    ),
    "accounts with the agency's name": (
        permissions(ADMIN),
        change(letter(accounts=["health/x"]), letter(accounts=["health/x"], handover=STEPS)),
        {},
    ),
    "an account named twice, once with the agency's name": (
        permissions(ADMIN),
        change(letter(accounts=["x", "health/x"]), letter(accounts=["x", "health/x"], handover=STEPS)),
        {},
    ),
    **{
        f"the own earlier letter, by {field} {value}": (
            permissions(NAMED),
            change(letter(officer={field: value, "staff_number": "S9"}),
                   letter(officer={field: value, "staff_number": "S9"}, handover=STEPS)),
            {"handover": BY_ANOTHER} if is_own else {},
        )
        for field, value, is_own in (
            ("name", "Ana TAU.", True), ("name", "Tau, An\u0430", True), ("email", "Ana@gov.example", True),
            ("name", "Ana Kila", False), ("name", "...", False), ("email", "kila@gov.example", False),
        )
    },
    **{
        f"accounts {accounts}": (
            permissions(ADMIN, LEAD),
            change(letter(accounts=accounts), letter(accounts=accounts, handover=STEPS)),
            {"handover": BY_ANOTHER},
        )
        for accounts in (["x", "works/y"], ["works/x"], [], ["x", 5], "x", None)
    },
    "for more accounts, with the agency's name": (
        permissions(ADMIN),
        change(letter(accounts=["x", "health/y"]), letter(accounts=["x", "health/y"], handover=STEPS)),
        {"handover": BY_ANOTHER},
    ),
    "the own earlier letter, by staff number": (
        permissions(ADMIN), change(letter(7, officer={"staff_number": "S2"}),
                                   letter(7, officer={"staff_number": "S2"}, handover=STEPS)),
        {"handover": BY_ANOTHER},
    ),
    "the own earlier letter, by number on the forge": (
        permissions(ADMIN),
        change(letter(6, officer={"forge": {"user_id": 20}}), letter(6, officer={"forge": {"user_id": 20}},
                                                                     handover=STEPS)),
        {"handover": BY_ANOTHER},
    ),
    "a letter in force": (
        permissions(LEAD), change(letter(8), letter(8, handover=STEPS)),
        {"handover": "and a handover is recorded once the letter has ended"},
    ),
    "a letter on its last day": (
        permissions(LEAD), change(letter(5), letter(5, handover=STEPS | {"date": FixedBase.day})), {},
    ),
    "a letter that was never valid": (
        permissions(LEAD), change(letter(4), letter(4, handover=STEPS)),
        {"handover": "and a handover is recorded once the letter has ended"},
    ),
    "a letter that the change itself ends": (
        permissions(LEAD), change(letter(8, effective_to=None), letter(8, handover=STEPS)),
        {"effective_to": f"and {TAKES_EFFECT}", "handover": "and a handover is recorded once the letter has ended"},
    ),
    "a handover before the end": (
        permissions(LEAD), change(letter(), letter(handover={**STEPS, "date": "2026-05-30"})),
        {"handover": f"and a handover is not dated before {ENDED}, the last day of the letter"},
    ),
    "a handover taken back": (permissions(LEAD), change(letter(handover=STEPS), letter()), {"handover": TAKEN_BACK}),
    "a step taken back": (
        permissions(LEAD), change(letter(handover=STEPS), letter(handover={**STEPS, "access_removed": False})),
        {"handover.access_removed": TAKEN_BACK},
    ),
    "a step left out": (
        permissions(LEAD), change(letter(handover=STEPS), letter(handover={"date": ENDED, "access_removed": True})),
        {"handover.tools_removed": TAKEN_BACK},
    ),
    "the next step, on a later day": (
        permissions(LEAD),
        change(letter(handover=STEPS), letter(handover=STEPS | {"date": "2026-06-01", "tools_removed": True})),
        {},
    ),
    "the next step, and the day that each step had": (
        permissions(LEAD), change(letter(handover=STEPS), letter(handover=TWO_STEPS)), {},
    ),
    "the next step before the end": (
        permissions(LEAD),
        change(letter(handover=STEPS), letter(handover=TWO_STEPS | {"days": {"tools_removed": "2026-05-30"}})),
        {"handover.date": EARLY, "handover.tools_removed": EARLY, "handover.days": EARLY},
    ),
    "a recorded step on another day": (
        permissions(LEAD),
        change(letter(handover=STEPS), letter(handover=TWO_STEPS | {"days": {"access_removed": "2026-06-01"}})),
        {"handover.date": TAKEN_BACK, "handover.tools_removed": TAKEN_BACK, "handover.days": TAKEN_BACK},
    ),
    "an earlier day": (
        permissions(LEAD),
        change(letter(handover={**STEPS, "date": "2026-06-01"}), letter(handover=STEPS)),
        {"handover.date": TAKEN_BACK},
    ),
    "the day left out": (
        permissions(LEAD),
        change(letter(handover=STEPS), letter(handover={"access_removed": True, "tools_removed": False})),
        {"handover.date": TAKEN_BACK},
    ),
    "another successor": (
        permissions(LEAD),
        change(letter(handover={**STEPS, "to": "officer-1"}), letter(handover={**STEPS, "to": "officer-2"})),
        {"handover.to": TAKEN_BACK},
    ),
    "a private key": (
        permissions(LEAD),
        change(letter(), letter(notes={"hunter2": 1, "hunter3": 1})),
        {"notes": f"and {TAKES_EFFECT}"},
    ),
    "for more accounts": (
        permissions(ADMIN),
        change(letter(accounts=["x", "y"]), letter(accounts=["x", "y"], handover=STEPS)),
        {"handover": BY_ANOTHER},
    ),
    "for all accounts": (
        permissions(ADMIN, mandate("lead", None, 4)),
        change(letter(accounts="all-of-agency"), letter(accounts="all-of-agency", handover=STEPS)),
        {},
    ),
    "for all accounts by an officer of one": (
        permissions(ADMIN),
        change(letter(accounts="all-of-agency"), letter(accounts="all-of-agency", handover=STEPS)),
        {"handover": BY_ANOTHER},
    ),
    "by an editor": (
        permissions(EDITOR_OF_ALL), change(letter(), letter(handover=STEPS)), {"handover": BY_ANOTHER},
    ),
    "of another agency": (
        permissions(WORKS), change(letter(), letter(handover=STEPS)), {"handover": BY_ANOTHER},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("held", "made", "denied"), LETTERS.values(), ids=LETTERS)
def test_a_letter_changes_by_its_officer_s_address_and_others_handovers(
    held: Permissions, made: Change, denied: dict[str, str]
) -> None:
    path = made.record.path.removeprefix(f"{FOLDER}/")
    expected = [(path, field, f"this changes `{field}`, {reason}") for field, reason in denied.items()]
    assert denials(held, made) == expected


def test_the_accounts_before_a_change_decide_who_records_the_handover() -> None:
    made = change(letter(accounts=["x", "y"]), letter(accounts=["x"], handover=STEPS))
    assert [field for _, field, _ in denials(permissions(ADMIN), made)] == ["accounts", "handover"]


@pytest.mark.parametrize(
    ("made", "paths"),
    [
        (change(None, letter(accounts="all-of-agency")), ["appointments/officer-9.yaml"]),
        (change(letter(8), letter(9)), ["appointments/officer-8.yaml", "appointments/officer-9.yaml"]),
    ],
)
def test_only_the_desk_adds_or_renames_a_letter(made: Change, paths: list[str]) -> None:
    assert denials(permissions(LEAD), made) == [(path, "", TAKES_EFFECT) for path in paths]


def test_a_letter_with_the_same_data_has_another_comment() -> None:
    """A change of comments changes no record, and the desk's letters say what they said when it signed them."""
    changed = [change(letter(number), letter(number, officer=PHONE)) for number in (1, 5)]
    moved = Change(ChangeType.RENAMED, letter(2), letter(3))
    paths = [letter(number).path for number in (1, 2, 3, 4, 5)]
    others = [X.path, f"{FOLDER}/appointments/notes.txt"]
    old = b"# dated by hand\nofficer:\n  email: a@gov.example # by day\n"
    new = old.replace(b"a@", b"b@")
    before = OverlayTree(WorkTree(PROJECT), {path: old for path in paths if path != letter(3).path})
    after = OverlayTree(WorkTree(PROJECT), {letter(1).path: new, letter(3).path: new, letter(5).path: new + b"# x\n"})
    assert [*permissions(LEAD).find_text_denials([*others, *paths], [*changed, moved], before, after)] == [
        Denial(letter(number).path, (), "comments in a letter of appointment need the desk") for number in (4, 5)
    ]


# Mandates before and after.


def test_a_mandate_that_comes_goes_or_changes_needs_the_desk() -> None:
    kind = KINDS["appointment"]
    before = [mandate(number=1), mandate(number=2), mandate(number=3), mandate("editor", "x", 3)]
    after = [mandate(number=1), mandate("editor", None, 2), mandate(number=3), mandate(number=4)]
    reason = "this changes who may act for health"
    expected = [Denial(letter(number).path, (), reason) for number in (2, 3, 4)]
    assert [*find_mandate_changes(before, after, kind)] == expected
    assert [*find_mandate_changes(after, before, kind)] == expected
    assert [*find_mandate_changes(before, before[::-1][2:] + before[2:], kind)] == []
