"""Authorization of a landing: which steps and signatures count, without git."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from tests.review.test_authority import DORMANT, SAME, THEIRS, Files, tree
from tests.review.test_authorization import DAY, DESK, OFFICER, POLICY, REGISTER, STRANGER

from smregister.appointments.mandates import Mandate
from smregister.model import Approver, Authorization, Denial
from smregister.repository.merge_methods import Step
from smregister.review.authorization import authorize_change, authorize_landing

FOREIGN = {THEIRS: f"{POLICY[THEIRS]}audience: All\n"}
SIGNED = {REGISTER: f"{POLICY[REGISTER]}signed_commits: true\n"}
LETTER = ("acting under letter 123/2025, in force, for health",)
DENIED = Denial(THEIRS, (), "this belongs to works, for which the author has no appointment")
UNSIGNED = Denial("commit aaaaaaaaaaaa", (), "not signed", "signature")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Return whose signatures are asked for, of which no commit has one."""
    asked: list[Any] = []

    def changed_paths(before: Any, after: Any) -> list[str]:
        return sorted(path for path, text in after.contents.items() if before.contents.get(path) != text)

    def find_unsigned(
        base: Any, head: Any, own: Sequence[Mandate], desk: Sequence[Mandate], day: str
    ) -> Iterator[Denial]:
        asked.append((base.name[0], head.name[0], [mandate.record for mandate in own], len(desk), day))
        yield UNSIGNED

    monkeypatch.setattr("smregister.review.authority.all_changed_paths", changed_paths)
    monkeypatch.setattr("smregister.review.authorization.find_unsigned_commits", find_unsigned)
    return asked


def authorize(actor: int, *approvers: int, whole: Files, single: Collection[Files] = (), base: Files = SAME) -> Any:
    """Authorize a proposal of which the whole and each other step changes some files of the base."""
    before = tree(base, "b" * 40)

    def step(files: Files, name: str) -> Step:
        return Step(before, tree({**base, **files}, name))

    landing: Any = SimpleNamespace(base=before, head=SimpleNamespace(name="a" * 40), whole=step(whole, "c" * 40))
    landing.single_steps = [step(files, str(number) * 40) for number, files in enumerate(single)]
    return authorize_landing(landing, actor, approvers, DAY)


def test_every_step_is_checked_and_the_letter_named(asked: list[Any]) -> None:
    approvers = (Approver(DESK, "the-desk", "Manager of the desk"),)
    assert authorize(OFFICER, whole=DORMANT) == Authorization(LETTER, (), approvers)
    assert authorize(OFFICER, whole=DORMANT, single=[DORMANT, FOREIGN, FOREIGN]) == Authorization(
        LETTER, (DENIED,), approvers
    )
    assert authorize(OFFICER, STRANGER, whole=FOREIGN).denials == (DENIED,)
    assert asked == []


def test_the_desk_may_do_all_and_approves_all(asked: list[Any]) -> None:
    post = "a member of the desk: Manager of the desk"
    for actor, approvers, words in ((DESK, (), "acting as"), (OFFICER, (STRANGER, DESK), "approved by")):
        answer = authorize(actor, *approvers, whole=FOREIGN, single=[FOREIGN])
        assert (answer.authority, answer.denials) == ((f"{words} {post}",), ())
    assert asked == []


@pytest.mark.parametrize(
    ("actor", "approvers", "own", "denials"),
    [
        (OFFICER, (), ["health/officer-2025"], (DENIED, UNSIGNED)),
        (OFFICER, (DESK,), ["health/officer-2025"], (UNSIGNED,)),
        (DESK, (), ["register"], (UNSIGNED,)),
        (STRANGER, (DESK,), [], (UNSIGNED,)),
    ],
)
def test_signatures_by_the_letters_of_every_step_are_asked_for_whoever_approves(
    asked: list[Any], actor: int, approvers: tuple[int, ...], own: list[str], denials: tuple[Denial, ...]
) -> None:
    answer = authorize(actor, *approvers, whole=FOREIGN, single=[DORMANT], base=SIGNED)
    assert {*answer.denials} == {*denials}
    assert asked == [("b", "a", own, 1, DAY.isoformat())]


def test_the_steps_of_an_approved_proposal_are_not_built() -> None:
    """To build them takes longer than all else."""

    class Landing(SimpleNamespace):
        @property
        def single_steps(self) -> list[Step]:
            raise AssertionError

    before = tree({})
    landing: Any = Landing(base=before, head=before, whole=Step(None, before))
    assert authorize_landing(landing, STRANGER, [DESK], DAY).allowed


def test_a_change_is_authorized_as_it_lands(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("open_landing", "authorize_landing"):
        monkeypatch.setattr(f"smregister.review.authorization.{name}", lambda *arguments: arguments)
    base, head, merged = (tree({}, name * 40) for name in "bam")
    assert authorize_change(base, head, OFFICER, [DESK], DAY, merged) == ((base, head, merged), OFFICER, [DESK], DAY)
    assert authorize_change(base, head, OFFICER, (), DAY) == ((base, head, None), OFFICER, (), DAY)
