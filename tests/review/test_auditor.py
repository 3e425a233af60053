"""Audit of landed changes, with the main line, the signatures and the cache made up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from tests.review.test_authority import CLOSED, DORMANT, SAME, THEIRS, Files, tree
from tests.review.test_authorization import (
    ACCOUNT,
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

from smregister.model import Denial
from smregister.repository.changed_paths import LandedChange
from smregister.repository.commits import Commit
from smregister.repository.signers import key_fingerprint
from smregister.review.audit import AuditEntry, Auditor, AuditResult
from smregister.review.identities import Identity
from smregister.review.policy import Policy

DAY = "2026-01-01"
LETTER = ("acting under letter 123/2025, in force, for health",)
MEMBER = "a member of the desk: Manager of the desk"
FOREIGN = {THEIRS: f"{POLICY[THEIRS]}audience: All\n"}
NOT_HIS = f"{THEIRS}: this belongs to works, for which the author has no appointment"
KEYS = {name: f"ssh-ed25519 {name * 4}" for name in ("AAAA", "BBBB", "CCCC", "DDDD")}
OWN, LOST, OF_DESK, SHARED = (str(key_fingerprint(key)) for key in KEYS.values())
OWN_KEY, LOST_KEY, DESK_KEY, SHARED_KEY = KEYS.values()
SIGNING = {
    APPOINTMENT: str(POLICY[APPOINTMENT]).replace(
        "user_id: 20\n",
        f"user_id: 20\n  signing_keys:\n    - key: {OWN_KEY}\n    - key: {LOST_KEY}\n      until: 2025-12-31\n"
        f"    - key: {SHARED_KEY}\n",
    ),
    f"{WORKS}/appointments/officer-2025.yaml": str(POLICY[f"{WORKS}/appointments/officer-2025.yaml"]).replace(
        "user_id: 30\n", f"user_id: 30\n  signing_keys:\n    - key: {SHARED_KEY}\n"
    ),
    REGISTER: str(POLICY[REGISTER]).replace(
        "user_id: 10\n", f"user_id: 10\n    signing_keys:\n      - key: {DESK_KEY}\n"
    ),
}
REQUIRED = {**SIGNING, REGISTER: f"{SIGNING[REGISTER]}signed_commits: true\n"}


class FakeCache:
    """A cache in memory."""

    def __init__(self) -> None:
        self.values: dict[Any, Any] = {}

    def get(self, names: Iterable[Any]) -> dict[Any, Any]:
        return {name: self.values[name] for name in names if name in self.values}

    def put(self, values: Mapping[Any, Any]) -> None:
        self.values.update(values)


class History:
    """Changes that landed one after another on a register of some files."""

    def __init__(self, *changed: Files, base: Files = SAME, parents: Sequence[str] = ()) -> None:
        self.trees = [tree(base, "0" * 40)]
        self.commits: list[Commit] = []
        self.changes: dict[str, LandedChange] = {}
        for number, files in enumerate(changed, 1):
            before, after = self.trees[-1], tree({**self.trees[-1].contents, **files}, f"{number}" * 40)
            after.git = "git of trees"
            commit = Commit(after.name, (before.name, *parents), 0, "x", "A change")
            self.trees.append(after)
            self.commits.append(commit)
            self.changes[commit.id] = LandedChange(commit, before, after, tuple(sorted(files)))
        self.line: Any = SimpleNamespace(
            git="git", days={commit.id: DAY for commit in self.commits}, foreign_merges=frozenset(),
            founded=frozenset(tree.name for tree in self.trees), commits=self.commits,
        )  # fmt: skip
        self.keys: dict[str, str] = {}
        self.identities: dict[str, Identity] = {}
        self.cache: Any = FakeCache()
        self.asked: list[Any] = []

    def by(self, *authors: int | Identity | None) -> History:
        """Return the history with the authors of its changes."""
        for commit, author in zip(self.commits, authors, strict=True):
            if author is not None:
                identity = author if isinstance(author, Identity) else Identity(author, (), "#7")
                self.identities[commit.id] = identity
        return self

    def auditor(self) -> Auditor:
        return Auditor(self.line, self.cache, self.identities)

    def audit(self) -> list[AuditEntry]:
        return self.auditor().audit(self.commits)

    def rows(self) -> list[tuple[str, tuple[str, ...]]]:
        """Return the result of each change, with its reasons or else its letters."""
        return [(entry.result.value, entry.reasons or entry.authority) for entry in self.audit()]


@pytest.fixture(autouse=True)
def history(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace what reads git; a history under test answers."""
    made: list[History] = []
    create = History.__init__

    def remember(self: History, *arguments: Any, **options: Any) -> None:
        create(self, *arguments, **options)
        made.append(self)

    def signing_keys(git: str, commits: Sequence[str]) -> dict[str, str]:
        assert git == "git"
        return {commit: key for commit, key in made[-1].keys.items() if commit in commits}

    def changes(git: str, commits: Sequence[Commit]) -> Iterable[LandedChange]:
        assert git == "git"
        made[-1].asked += [commit.id for commit in commits]
        return (made[-1].changes[commit.id] for commit in commits)

    def find_unsigned(before: Any, head: Any, own: Any, desk: Any, day: str) -> Iterable[Denial]:
        mandates = [[mandate.record for mandate in mandates] for mandates in (own, desk)]
        made[-1].asked.append((before.name, head, *mandates, day))
        yield Denial(f"commit {head[1]}", (), "not signed", "signature")

    monkeypatch.setattr(History, "__init__", remember)
    for name, answer in {
        "signing_keys": signing_keys, "changes_on_main_line": changes, "find_unsigned_commits": find_unsigned,
        "CommitTree": lambda git, commit: (git, commit),
        "has_register_elsewhere": lambda tree: "moved" in tree.contents,
    }.items():  # fmt: skip
        monkeypatch.setattr(f"smregister.review.audit.{name}", answer)


def test_an_entry_names_who_made_a_change_and_by_which_letter() -> None:
    made = History(DORMANT).by(Identity(OFFICER, (STRANGER,), "#7"))
    [commit] = made.commits
    assert made.audit() == [
        AuditEntry(commit, DAY, Identity(OFFICER, (STRANGER,), "#7"), AuditResult.ALLOWED, LETTER, ())
    ]


@pytest.mark.parametrize(
    ("identity", "row"),
    [
        (Identity(OFFICER), ("not allowed", (NOT_HIS,))),
        (Identity(OTHER_OFFICER), ("allowed", ("acting under letter 9/2025, in force, for works",))),
        (Identity(DESK), ("allowed", (f"acting as {MEMBER}",))),
        (Identity(STRANGER, (OTHER_OFFICER, DESK)), ("allowed", (f"approved by {MEMBER}",))),
        (Identity(STRANGER, (OTHER_OFFICER,)), ("not allowed", (NOT_HIS,))),
        (Identity(None, (DESK,)), ("allowed", (f"approved by {MEMBER}",))),
        (Identity(None, (OTHER_OFFICER,)), ("unknown author", ())),
        (None, ("unknown author", ())),
    ],
)
def test_a_change_is_judged_by_its_author_and_approvers(identity: Identity | None, row: Any) -> None:
    made = History(FOREIGN).by(identity)
    assert made.rows() == [row]
    assert made.audit()[0].identity == (identity or Identity(None))
    assert made.audit()[0].day == DAY


def test_the_reasons_are_sorted_and_the_letter_named_beside_them() -> None:
    made = History({**FOREIGN, **DORMANT, "notes.txt": "x\n"}).by(OFFICER)
    [entry] = made.audit()
    assert entry.reasons == ("notes.txt: this belongs to the desk", NOT_HIS)
    assert entry.authority == LETTER


def test_each_change_is_judged_by_the_policy_before_it_and_little_is_read_anew() -> None:
    made = History(DORMANT, FOREIGN, CLOSED, {ACCOUNT: ACCOUNT_NOW}, {THEIRS: POLICY[THEIRS]})
    made.by(OFFICER, OTHER_OFFICER, DESK, OFFICER, OTHER_OFFICER)
    results = ["allowed", "allowed", "allowed", "not allowed", "allowed"]
    assert [result for result, _ in made.rows()] == results
    assert "schemas" in made.trees[0].folders
    assert not any("schemas" in tree.folders for tree in made.trees[1:])
    for commit, result in zip(made.commits, results, strict=True):
        assert [entry.result.value for entry in Auditor(made.line, FakeCache(), made.identities).audit([commit])] == [
            result
        ]


def test_changes_that_do_not_follow_each_other_are_judged_by_their_own_parents() -> None:
    made = History(DORMANT, CLOSED, {"notes.txt": "x\n"}, {ACCOUNT: ACCOUNT_NOW}).by(OFFICER, DESK, DESK, OFFICER)
    entries = made.auditor().audit([made.commits[0], made.commits[3]])
    assert [entry.result.value for entry in entries] == ["allowed", "not allowed"]


# Without a desk.

LOST_DESK = "the register before this change does not say who the desk is"
BROKEN = {REGISTER: "name: [\n"}
NO_DESK = {REGISTER: str(POLICY[REGISTER]).partition("desk:")[0]}


@pytest.mark.parametrize(
    ("base", "founded", "row"),
    [
        (SAME, True, ("allowed", LETTER)),
        (BROKEN, True, ("not allowed", (LOST_DESK,))),
        (NO_DESK, True, ("not allowed", (LOST_DESK,))),
        (BROKEN, False, ("allowed", ("the register had no desk yet",))),
        (NO_DESK, False, ("allowed", ("the register had no desk yet",))),
        ({**NO_DESK, "moved": "x"}, False, ("allowed", ("the register had no desk yet",))),
        (
            {**BROKEN, "moved": "x"}, False,
            ("not allowed", ("the register was in another folder before, so its desk is unknown",)),
        ),
    ],
)  # fmt: skip
def test_a_register_without_a_desk_allows_all_until_it_is_founded(base: Files, founded: bool, row: Any) -> None:
    made = History(DORMANT, base=base).by(OFFICER)
    if not founded:
        made.line.founded = frozenset()
    [entry] = made.audit()
    assert made.rows() == [row]
    assert (entry.commit, entry.day, entry.identity) == (made.commits[0], DAY, Identity(OFFICER, (), "#7"))
    assert bool(entry.authority) is (entry.result is AuditResult.ALLOWED)


def test_the_first_commit_and_foreign_merges_have_their_own_results() -> None:
    made = History(DORMANT, DORMANT)
    first, second = made.commits
    made.changes[first.id] = made.changes[first.id]._replace(before=None)
    assert made.rows() == [("allowed", ("the first commit",)), ("unknown author", ())]
    made.line.foreign_merges = frozenset({first.id, second.id})
    made.cache.values.clear()
    assert made.rows() == [("not allowed", ("this merges a register with a desk of its own into another history",))] * 2


def test_a_change_that_breaks_the_register_is_the_last_that_is_judged_by_it() -> None:
    made = History(DORMANT, BROKEN, {ACCOUNT: ACCOUNT_NOW}, {REGISTER: POLICY[REGISTER]}, DORMANT)
    made.by(OFFICER, DESK, OFFICER, DESK, OFFICER)
    assert [result for result, _ in made.rows()] == ["allowed", "allowed", "not allowed", "not allowed", "allowed"]


# Who signed.


@pytest.mark.parametrize(
    ("key", "identity", "known"),
    [
        (OWN, None, Identity(OFFICER)),
        (LOST, None, Identity(None)),
        (SHARED, None, Identity(None)),
        ("SHA256:unknown", None, Identity(None)),
        (OF_DESK, None, Identity(DESK)),
        (OF_DESK, Identity(OFFICER, (STRANGER,), "#7"), Identity(OFFICER, (STRANGER, DESK), "#7")),
        (OWN, Identity(OFFICER, (), "#7"), Identity(OFFICER, (), "#7")),
        (LOST, Identity(OFFICER), Identity(OFFICER)),
        (OF_DESK, Identity(None, (STRANGER,), "#7"), Identity(DESK, (STRANGER,), "#7")),
    ],
)
def test_a_key_in_force_names_the_author_or_an_approver(key: str, identity: Identity | None, known: Identity) -> None:
    made = History(DORMANT, base=SIGNING).by(identity)
    made.keys[made.commits[0].id] = key
    [entry] = made.audit()
    assert entry.identity == known
    assert (entry.result is AuditResult.UNKNOWN_AUTHOR) is (known.author is None)


def test_an_unsigned_change_is_of_no_one_even_if_a_key_can_not_be_read() -> None:
    broken = {APPOINTMENT: SIGNING[APPOINTMENT].replace(OWN_KEY, "ssh-ed25519 AAAAA")}
    made = History(DORMANT, base=broken)
    assert [mandate.keys[0].key for mandate in Policy(made.trees[0], DAY).mandates_of(OFFICER, "health")] == [
        "ssh-ed25519 AAAAA"
    ]
    assert made.rows() == [("unknown author", ())]


def test_of_some_changes_those_of_known_authors_are_audited() -> None:
    made = History(DORMANT, FOREIGN, DORMANT, FOREIGN, base=SIGNING).by(OFFICER, None, None, None)
    made.keys = {made.commits[2].id: OWN, made.commits[3].id: LOST}
    entries = made.auditor().audit_known(made.commits)
    assert [entry.commit for entry in entries] == [made.commits[0], made.commits[2]]
    assert made.asked == [made.commits[number].id for number in (0, 2, 3)]


# Required signatures.

UNSIGNED = "this commit is not signed with a registered key"


@pytest.mark.parametrize(
    ("key", "identity", "row"),
    [
        (None, Identity(OFFICER), ("not allowed", (UNSIGNED,))),
        (None, Identity(DESK), ("not allowed", (UNSIGNED,))),
        (LOST, Identity(OFFICER), ("not allowed", (UNSIGNED,))),
        (None, Identity(OFFICER, (), "#7"), ("allowed", LETTER)),
        (OWN, Identity(OFFICER), ("allowed", LETTER)),
        (OWN, None, ("allowed", LETTER)),
        (None, Identity(STRANGER), ("not allowed", (
            f"{ACCOUNT}: this belongs to health, for which the author has no appointment", UNSIGNED,
        ))),
    ],
)  # fmt: skip
def test_a_change_is_signed_if_the_register_says_so(key: str | None, identity: Identity | None, row: Any) -> None:
    made = History(DORMANT, base=REQUIRED).by(identity)
    if key:
        made.keys[made.commits[0].id] = key
    assert made.rows() == [row]


@pytest.mark.parametrize("heads", ["x", "xy"])
@pytest.mark.parametrize(("user", "own"), [(OFFICER, ["health/officer-2025"]), (DESK, ["register"]), (STRANGER, [])])
def test_the_commits_of_a_merge_are_signed(user: int, own: list[str], heads: str) -> None:
    made = History(DORMANT, base=REQUIRED, parents=[*heads]).by(user)
    [entry] = made.audit()
    assert entry.reasons[user == STRANGER :] == tuple(f"commit {head}: not signed" for head in heads)
    assert made.asked[1:] == [("0" * 40, ("git of trees", head), own, ["register"], DAY) for head in heads]


# What is kept.


def test_what_is_kept_depends_on_the_day_and_the_identity_and_is_not_computed_again() -> None:
    made = History(DORMANT, FOREIGN).by(Identity(OFFICER, (STRANGER,), "#7"), None)
    entries = made.audit()
    assert [*made.cache.values] == [
        ("audit", DAY, made.commits[0].id, repr(Identity(OFFICER, (STRANGER,), "#7"))),
        ("audit", DAY, made.commits[1].id, "None"),
    ]
    assert made.audit() == entries
    assert made.asked == [commit.id for commit in made.commits]
    made.identities[made.commits[1].id] = Identity(OFFICER)
    later = made.audit()
    assert (later[0], later[1].result) == (entries[0], AuditResult.NOT_ALLOWED)
    assert made.audit() == later
    assert made.asked[2:] == [made.commits[1].id]
