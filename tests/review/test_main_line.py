"""The main line of a register: days, founding and foreign merges, with git's answers made up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from types import SimpleNamespace
from typing import Any

import pytest
from tests.registers import SMALL
from tests.review.test_authority import tree
from tests.review.test_authorization import POLICY, REGISTER

from smregister.repository.commits import Commit
from smregister.review.identities import Identity
from smregister.review.main_line import MainLine, has_desk, has_register_elsewhere

TODAY = "2026-06-01"


def commit(name: str, *parents: str, at: str = "2026-01-01T00:00:00Z") -> Commit:
    return Commit(name, parents, int(datetime.fromisoformat(at).timestamp()), "", "")


def line(*commits: Commit, zone: tzinfo = UTC, git: Any = None, **landed: str) -> MainLine:
    identities = {name: Identity(1, landed_at=datetime.fromisoformat(at)) for name, at in landed.items()}
    made = MainLine(git, "tip", TODAY, zone, identities)
    made.__dict__["commits"] = [*commits]
    return made


@pytest.mark.parametrize(
    ("claimed", "landed", "days"),
    [
        (["01-01", "01-02", "01-02"], {}, ["01-01", "01-02", "01-02"]),
        (["01-10", "01-05", "01-11"], {}, ["01-10", "01-10", "01-11"]),
        (["01-10", "12-30", "01-11"], {}, ["01-10", "01-11", "01-11"]),
        (["06-01", "01-01"], {}, ["06-01", "06-01"]),
        (["06-02", "06-03", "01-01"], {}, ["01-01", "01-01", "01-01"]),
        (["01-01", "06-02"], {}, ["01-01", "06-01"]),
        (["01-10", "01-09", "01-03"], {"b": "01-05"}, ["01-10", "01-05", "01-05"]),
        (["01-10", "01-01", "01-20"], {"b": "01-15", "c": "01-16"}, ["01-10", "01-15", "01-16"]),
        (["01-10", "01-11"], {"a": "12-30"}, ["01-11", "01-11"]),
    ],
)
def test_a_change_lands_on_the_forge_s_day_or_the_committer_s(
    claimed: list[str], landed: dict[str, str], days: list[str]
) -> None:
    commits = [commit(name, at=f"2026-{day}T12:00:00Z") for name, day in zip("abc", claimed, strict=False)]
    times = {name: f"2026-{day}T12:00:00Z" for name, day in landed.items()}
    assert [*line(*commits, **times).days.values()] == [f"2026-{day}" for day in days]
    assert [*line(*commits).days] == [commit.id for commit in commits]


def test_a_day_ends_in_the_zone_of_the_register() -> None:
    zone = timezone(timedelta(hours=7))
    commits = [commit("a", at="2026-01-31T16:59:00Z"), commit("b", at="2026-01-31T17:00:00Z")]
    assert line(*commits, zone=zone).days == {"a": "2026-01-31", "b": "2026-02-01"}
    assert line(commits[0], zone=zone, a="2026-03-31T17:00:00Z").days == {"a": "2026-04-01"}


def test_the_changes_after_a_commit_of_the_line_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    required: list[Any] = []
    monkeypatch.setattr("smregister.review.main_line.require_whole", lambda *arguments: required.append(arguments))
    made = line(commit("a"), commit("b"), commit("c"), git="git")
    answers = [made.after(start) for start in (None, "a", "c", "x")]
    assert [answer and [commit.id for commit in answer] for answer in answers] == [
        ["a", "b", "c"],
        ["b", "c"],
        [],
        None,
    ]
    assert required == [("git", answer) for answer in answers[:3]]


@pytest.fixture
def desks(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Return the commits that have a desk; tests add to it. The register's own record changed at a, c and d."""
    found: set[str] = set()

    def main_line(*arguments: Any) -> list[Commit]:
        assert arguments in [("git", "tip", None, REGISTER), ("git", "tip")]
        return [commit(name) for name in ("acd" if len(arguments) > 2 else "abcde")]

    def has_desk(commit: str, day: str) -> bool:
        assert day == TODAY
        return commit in found

    monkeypatch.setattr("smregister.review.main_line.main_line", main_line)
    monkeypatch.setattr("smregister.review.main_line.has_desk", has_desk)
    monkeypatch.setattr("smregister.review.main_line.CommitTree", lambda git, commit: commit if git else None)
    return found


@pytest.mark.parametrize(
    ("with_desk", "founding", "founded"),
    [("", None, ""), ("cd", "c", "cde"), ("a", "a", "abcde"), ("d", "d", "de")],
)
def test_a_register_is_founded_when_it_first_has_a_desk(
    desks: set[str], with_desk: str, founding: str | None, founded: str
) -> None:
    desks.update(with_desk)
    made = MainLine("git", "tip", TODAY, UTC, {})  # type: ignore[arg-type]
    assert made.founding == founding
    assert made.founded == {*founded}
    assert [commit.id for commit in made.commits] == [*"abcde"]


@pytest.fixture
def merges(desks: set[str], monkeypatch: pytest.MonkeyPatch) -> MainLine:
    """Return a line on which d merges z, which comes from b, and e merges x and y, which do not."""
    answers = {
        "b": "a b", "--ancestry-path b..tip": "c z", "d^..d": "d z", "e^..e": "e y x", "b^..b": "b",
    }  # fmt: skip

    def run(command: str, *words: str) -> bytes:
        assert command == "rev-list"
        return answers[" ".join(words)].replace(" ", "\n").encode()

    git = SimpleNamespace(run=run)

    def list_commits(*arguments: Any) -> list[Commit]:
        assert arguments == (git, "--full-history", "tip", "--", REGISTER)
        return [*map(commit, "xyzcba")]

    monkeypatch.setattr("smregister.review.main_line.list_commits", list_commits)
    return line(commit("b", "a"), commit("d", "b", "z"), commit("e", "d", "y", "x"), git=git)


@pytest.mark.parametrize(
    ("founding", "with_desk", "foreign"),
    [
        ("b", "abcxy", {"e"}),
        ("b", "y", {"e"}),
        ("b", "abcz", set()),
        ("b", "", set()),
        (None, "x", {"e"}),
        (None, "xyz", {"d", "e"}),
    ],
)
def test_a_merge_is_foreign_if_it_brings_another_register(
    desks: set[str], merges: MainLine, founding: str | None, with_desk: str, foreign: set[str]
) -> None:
    desks.update(with_desk)
    merges.__dict__["founding"] = founding
    assert merges.foreign_merges == foreign


def test_without_merges_nothing_is_foreign() -> None:
    assert line(commit("b", "a")).foreign_merges == set()


def test_a_tree_has_a_desk_if_its_register_can_be_read() -> None:
    assert has_desk(tree({}), TODAY)
    for text in (SMALL[REGISTER], None, f"{POLICY[REGISTER]}zeal: much\n"):
        assert not has_desk(tree({REGISTER: text}), TODAY)


@pytest.mark.parametrize(
    ("prefix", "paths", "elsewhere"),
    [
        ("", [REGISTER], False),
        ("", [REGISTER, f"old/{REGISTER}"], True),
        ("made/here/", [f"made/here/{REGISTER}"], False),
        ("made/here/", [REGISTER], True),
        ("", [f"x{REGISTER}", f"{REGISTER}.old", "README.md"], False),
        ("", [], False),
    ],
)
def test_a_register_in_another_folder_is_found(prefix: str, paths: list[str], elsewhere: bool) -> None:
    def list_paths(*words: str) -> list[str]:
        assert words == ("ls-tree", "-r", "-z", "--full-tree", "--name-only", "a")
        return paths

    commit: Any = SimpleNamespace(name="a", git=SimpleNamespace(list_paths=list_paths, prefix=prefix))
    assert has_register_elsewhere(commit) is elsewhere
