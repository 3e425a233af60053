"""Reviews of pull requests, and their comments."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from tests.commands import run
from tests.output.test_formats import HOSTILE
from tests.registers import ACCOUNT, ACCOUNT_TEXT, Repository, build_repository
from tests.review.test_authorization import ACCOUNT_NOW, DESK, OFFICER, POLICY, STRANGER, WORKS

from smregister.errors import FatalError
from smregister.output.review_comment import format_comment
from smregister.review.approvals import read_approvers
from smregister.review.review import review_change
from smregister.review.review_file import read_review

DAY = ("--as-of", "2026-01-01")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Return a register with a desk and officers."""
    repository = build_repository(tmp_path / "repository", POLICY)
    repository.mark("heads/base")
    return repository


def review(repository: Repository, *arguments: str, actor: int = OFFICER) -> Any:
    return run(repository.root, "review", "--base", "base", "--head", "HEAD", "--actor", str(actor), *DAY, *arguments)


def test_a_valid_change_by_its_agency_s_officer_is_accepted(repository: Repository) -> None:
    repository.commit({ACCOUNT: ACCOUNT_NOW.replace("active", "dormant")})
    answer = review(repository)
    assert answer.status == 0
    assert answer.output.splitlines() == [
        "allowed",
        "    acting under letter 123/2025, in force, for health",
        "~ account health/x-health changed",
        "    status: active → dormant",
    ]
    assert review(repository, actor=STRANGER).status == 1


def test_an_invalid_change_is_not_accepted_from_any_author(repository: Repository) -> None:
    repository.commit({ACCOUNT: ACCOUNT_NOW.replace("active", "lively")})
    answer = review(repository, "--json", actor=DESK)
    assert answer.status == 1
    assert answer.json()["authorization"]["allowed"] is True
    assert [found["rule"] for found in answer.json()["findings"]] == ["value-not-allowed"]
    assert answer.json()["accepted"] is False


def test_the_merge_is_validated(repository: Repository) -> None:
    """Two changes, each valid by itself, conflict in one account."""
    twin = ACCOUNT_TEXT.replace("example_health", "meeting")
    repository.git("checkout", "--quiet", "-b", "proposal")
    repository.commit({ACCOUNT.replace("x-health", "x-meeting"): twin})
    repository.git("checkout", "--quiet", "base")
    repository.commit({f"{WORKS}/accounts/x-meeting.yaml": twin})
    repository.git("checkout", "--quiet", "-b", "merge")
    repository.git("merge", "--quiet", "--no-edit", "proposal")
    arguments = ("review", "--base", "base", "--head", "proposal", "--actor", str(OFFICER), *DAY)
    for merged in ([], ["--merged", "merge"]):
        answer = run(repository.root, *arguments, *merged, "--json")
        assert answer.status == 1
        assert {found["rule"] for found in answer.json()["findings"]} == {"duplicate-account"}
        assert [change["id"] for change in answer.json()["changes"]] == ["health/x-meeting"]


def test_the_forge_s_merge_is_the_one_that_is_reviewed(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []

    def open_landing(*arguments: object) -> None:
        opened.extend(arguments)
        raise FatalError("enough")

    monkeypatch.setattr("smregister.review.review.open_landing", open_landing)
    trees: list[Any] = ["base", "head", "merged"]
    with pytest.raises(FatalError, match="enough"):
        review_change(*trees[:2], OFFICER, (), date(2026, 1, 1), trees[2])
    assert opened == trees


def test_files_on_the_disk_are_ignored(repository: Repository) -> None:
    repository.commit({ACCOUNT: ACCOUNT_NOW.replace("active", "dormant")})
    before = review(repository, "--json").output
    repository.write({ACCOUNT: "a: &a [*a]\n", "schemas/account.schema.json": "{}", "sitecustomize.py": "1/0\n",
                      "conftest.py": "1/0\n", "smregister.py": "1/0\n", "pyproject.toml": "["})  # fmt: skip
    assert review(repository, "--json").output == before


# Approvals, as the forge lists them.

HEAD = "a" * 40


def word(person: int | None, state: str, commit: str = HEAD) -> dict[str, Any]:
    return {"user": person and {"id": person, "login": "x"}, "state": state, "commit_id": commit}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([word(1, "APPROVED"), word(2, "COMMENTED")], [1]),
        ([word(1, "APPROVED"), word(1, "COMMENTED")], [1]),
        ([word(1, "APPROVED"), word(1, "CHANGES_REQUESTED")], []),
        ([word(1, "CHANGES_REQUESTED"), word(1, "APPROVED")], [1]),
        ([word(1, "APPROVED"), word(1, "DISMISSED")], []),
        ([word(1, "APPROVED", "b" * 40)], []),
        ([word(1, "APPROVED"), word(1, "CHANGES_REQUESTED", "b" * 40)], []),
        ([word(1, "CHANGES_REQUESTED", "b" * 40), word(1, "APPROVED")], [1]),
        ([word(None, "APPROVED")], []),
        ([], []),
    ],
)
def test_the_last_review_of_the_commit_counts(words: list[dict[str, Any]], expected: list[int]) -> None:
    assert read_approvers(json.dumps(words), HEAD) == expected
    pages = "\n".join(json.dumps([each]) for each in words)
    assert read_approvers(pages, HEAD) == expected


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[1]",
        '{"message": "Not Found"}',
        "[{}]",
        "{}",
        '""',
        "[" * 100_000,
        *(json.dumps([{"user": {"id": each}, "state": "APPROVED", "commit_id": HEAD}]) for each in (1.5, "1", True)),
        '[{"user": {"id": 1e400}, "state": "APPROVED", "commit_id": ""}]',
        '{"approved_by": []} [{"id": Infinity, "head_commit_sha": "", "created_at": "2026-01-01T00:00:00Z"}]',
    ],
)
def test_an_invalid_list_of_reviews_is_an_error(text: str) -> None:
    with pytest.raises(FatalError) as raised:
        read_approvers(text, HEAD)
    assert str(raised.value) == (
        "the list of reviews is neither GitHub's answer to `/pulls/NUMBER/reviews` nor GitLab's to "
        "`/merge_requests/NUMBER/approvals`, `/versions` and `/notes`"
    )


def gitlab(*approved: tuple[int, str | None], notes: Sequence[tuple[int, str, str]] = (), head: str = HEAD) -> str:
    """Return GitLab's answers on a merge request that was pushed to twice, the last time at noon."""
    entries = [{"user": {"id": person}} | ({"approved_at": at} if at else {}) for person, at in approved]
    versions = [(2, head, "2026-01-01T12:00:00.000Z"), (1, "b" * 40, "2026-01-01T08:00:00.000Z")]
    keys = ("id", "head_commit_sha", "created_at")
    documents = [
        {"id": 5, "iid": 5, "approvals_required": 1, "approved_by": entries},
        [dict(zip(keys, version, strict=True)) for version in versions],
        [
            {"id": 1, "system": True, "body": body, "author": {"id": person}, "created_at": at}
            for person, body, at in notes
        ],
    ]
    return "\n".join(map(json.dumps, documents))


EARLY, LATE = "2026-01-01T11:59:59.999Z", "2026-01-01T20:00:01.000+08:00"
APPROVED, REMOVED = "approved this merge request", "unapproved this merge request"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (gitlab((1, LATE), (2, EARLY)), [1]),
        (gitlab((1, "2026-01-01T12:00:00.000Z")), []),
        (gitlab((1, LATE), head="c" * 40), []),
        (gitlab((1, None)), []),
        (gitlab((1, None), notes=[(1, APPROVED, LATE)]), [1]),
        (gitlab((1, None), notes=[(1, APPROVED, EARLY), (2, APPROVED, LATE)]), []),
        (gitlab((1, None), notes=[(1, REMOVED, LATE)]), []),
        (gitlab(notes=[(1, APPROVED, LATE), (1, REMOVED, LATE)]), []),
        (gitlab((1, None), notes=[(1, APPROVED, LATE)]).replace('"system": true', '"system": false'), []),
        (gitlab(), []),
    ],
)
def test_gitlab_s_approvals_after_the_last_push_count(text: str, expected: list[int]) -> None:
    assert read_approvers(text, HEAD) == expected


@pytest.mark.parametrize(
    "text",
    [
        gitlab((1, LATE)).partition("\n")[0],
        gitlab((1, "noon")),
        gitlab((1, "2026-01-01T12:30:00")),
        gitlab((1, LATE)).replace('"id": 2', '"id": null'),
        gitlab((1, LATE)) + gitlab((1, LATE)),
        gitlab((1, LATE)).replace('{"id": 1}', '{"id": "1"}'),
        gitlab((1, LATE)) + '"x"',
        gitlab((1, LATE)) + "[1]",
    ],
)
def test_incomplete_answers_of_gitlab_are_an_error(text: str) -> None:
    with pytest.raises(FatalError, match="nor GitLab's"):
        read_approvers(text, HEAD)


def test_an_approval_of_the_desk_counts_for_its_head_only(repository: Repository) -> None:
    repository.commit({f"{WORKS}/accounts/x-works.yaml": ACCOUNT_TEXT.replace("health", "works") + "audience: All\n"})
    list_ = repository.root.parent / "reviews.json"
    for commit, status in ((repository.git("rev-parse", "HEAD"), 0), (repository.git("rev-parse", "base"), 1)):
        list_.write_text(json.dumps([word(DESK, "APPROVED", commit)]))
        assert review(repository, "--reviews", str(list_)).status == status


# The comment is made from a file that any user may have written.


def test_a_review_read_from_its_file_is_printed_alike(repository: Repository) -> None:
    theirs = ACCOUNT_TEXT.replace("health", "works") + "audience: All\n"
    mine = ACCOUNT_NOW.replace("12/2020", "99/2020").replace("active", "lively")
    repository.commit({ACCOUNT: mine, f"{WORKS}/accounts/x-works.yaml": theirs})
    kept = repository.root.parent / "review.json"
    shown = review(repository, "--format", "markdown", "--keep", str(kept))
    comment = run(repository.root.parent, "comment", str(kept))
    assert (comment.status, comment.output) == (0, shown.output)
    assert json.loads(kept.read_text()) == review(repository, "--json").json()
    assert comment.output.startswith("<!-- smregister:review -->\n**The check has not passed. 2 changes not allowed")


def hostile_review(text: str) -> dict[str, Any]:
    """Return a review with hostile text everywhere."""
    return {
        "version": 1,
        "accepted": True,
        "findings": [
            {"path": text, "line": 1, "column": 1, "pointer": text, "rule": "wrong-type", "severity": "error",
             "message": text},
        ],
        "summary": {"records": 1, "errors": 0, "warnings": 0, "notes": 0},
        "authorization": {
            "allowed": True,
            "authority": [text],
            "refused": [{"path": text, "pointer": f"/{text}", "reason": text, "needs": "desk"}],
            "approvers": [{"user_id": 1, "login": text, "post": text}],
        },
        "other_files": [text],
        "texts": [{"path": text, "removed": [text], "added": [text, text]}],
        "changes": [
            {"kind": "account", "id": text, "change": "renamed", "before_id": text,
             "fields": [{"pointer": f"/{text}", "before": text, "after": [text]}]},
        ],
    }  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_no_text_becomes_markup_or_a_mention(text: str) -> None:
    comment = "\n".join(format_comment(read_review(json.dumps(hostile_review(text)))))
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(comment)
    inline = [child for token in tokens for child in token.children or ()]
    kinds = {token.type for token in tokens if "table" not in token.type and token.type[0] not in "t"}
    assert {child.type for child in inline} <= {"text", "code_inline", "strong_open", "strong_close"}
    assert kinds <= {"html_block", "inline", "paragraph_open", "paragraph_close", "bullet_list_open",
                     "bullet_list_close", "list_item_open", "list_item_close"}  # fmt: skip
    assert [token.content for token in tokens if token.type == "html_block"] == ["<!-- smregister:review -->\n"]
    loose = " ".join(child.content for child in inline if child.type == "text")
    assert not set("@#<>[]") & set(loose), loose
    assert "not passed" in comment, "what the file says of its own verdict is not believed"


def test_a_comment_is_no_longer_than_a_forge_allows() -> None:
    long = hostile_review("x" * 100)
    long["findings"] *= 5000
    comment = "\n".join(format_comment(read_review(json.dumps(long))))
    assert len(comment) < 65_536
    assert comment.endswith("`smregister review` shows all of it.")


REFUSED = hostile_review("x")["authorization"]["refused"][0]


def changed(**parts: Any) -> dict[str, Any]:
    return {**hostile_review("x"), **parts}


@pytest.mark.parametrize(
    "data",
    [
        None, [], {}, "x", changed(version=2), changed(findings=[{}]), changed(findings={}), changed(changes=[1]),
        changed(summary={"records": "1"}), changed(summary={"records": -1}), changed(authorization=None),
        changed(authorization={"authority": [], "refused": [{**REFUSED, "needs": "<b>"}]}),
        changed(findings=[{**hostile_review("x")["findings"][0], "rule": "@everyone"}]),
        changed(findings=[{**hostile_review("x")["findings"][0], "line": True}]),
        changed(changes=[{**hostile_review("x")["changes"][0], "kind": "<img>"}]),
        changed(changes=[{**hostile_review("x")["changes"][0], "change": "stolen"}]),
    ],
    ids=lambda data: str(data)[:40],
)  # fmt: skip
def test_an_invalid_review_is_an_error(data: object) -> None:
    with pytest.raises(FatalError, match="not a review from"):
        read_review(json.dumps(data))


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(),
                    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))  # fmt: skip
def test_any_file_is_printed_or_an_error(value: object) -> None:
    for name in ("findings", "summary", "authorization", "changes"):
        try:
            assert "".join(format_comment(read_review(json.dumps(changed(**{name: value})))))
        except FatalError:
            continue


def test_a_file_too_long_or_without_text_is_an_error(tmp_path: Path) -> None:
    for content in (b"[" * 17_000_000, b"[" * 100_000, b"\xff\xfe", b"", b"NaN"):
        (tmp_path / "review.json").write_bytes(content)
        answer = run(tmp_path, "comment", "review.json")
        assert answer.status == 2
        assert "not a review from" in answer.messages


def test_annotations_begin_with_errors_and_contain_no_command(repository: Repository) -> None:
    path = "registry/agencies/health/accounts/x\n::error::y.yaml"
    repository.put_in_index(path, "100644", ACCOUNT_TEXT.encode())
    repository.git("commit", "--quiet", "--message", "A change")
    answer = review(repository, "--format", "github")
    assert answer.status == 1
    lines = answer.output.splitlines()
    assert all(line.startswith(("::error file=", "::warning file=")) for line in lines)
    assert lines == sorted(lines, key=lambda line: "::warning" in line)


def test_private_values_are_omitted_and_other_files_are_named(repository: Repository) -> None:
    repository.commit({ACCOUNT: ACCOUNT_NOW + "recovery_email: hidden@health.example\n", "notes.txt": "x\n"})
    for format_ in ("text", "json", "markdown"):
        output = review(repository, "--format", format_, actor=DESK).output
        assert "hidden@health.example" not in output
        assert "notes.txt" in output
    assert "not published" in output


README = "registry/agencies/health/README.md"


def test_every_format_shows_the_texts_that_no_program_reads(repository: Repository) -> None:
    commented = ACCOUNT_NOW.replace("status: active", "status: active  # [see](https://evil.example)")
    repository.commit({ACCOUNT: "# keep me\n" + commented, README: "# Health\nOld @all\n"})
    repository.git("branch", "--force", "base")
    repository.commit({ACCOUNT: "# keep me\n" + commented.replace("see", "pay"), README: "# Health\nNew | @all\n"})
    assert review(repository).output.splitlines()[2:] == [
        f"~ {README}",
        f"~ {ACCOUNT}",
        f"~ text of {README}",
        "    - Old @all",
        "    + New | @all",
        f"~ text of {ACCOUNT}",
        "    - # [see](https://evil.example)",
        "    + # [pay](https://evil.example)",
    ]
    assert f"| `{README}` | added | `New \\| @all` |" in review(repository, "--format", "markdown").output
    notice = "::notice file=registry/agencies/health/README.md,title=text::- Old @all%0A+ New | @all"
    assert notice in review(repository, "--format", "github").output.splitlines()
    assert review(repository, "--json").json()["texts"] == [
        {"path": README, "removed": ["Old @all"], "added": ["New | @all"]},
        {"path": ACCOUNT, "removed": ["# [see](https://evil.example)"], "added": ["# [pay](https://evil.example)"]},
    ]


def test_a_text_too_long_to_show_and_a_comment_in_an_unreadable_record_are_counted(repository: Repository) -> None:
    repository.commit({README: "short\n" + "x" * 9000 + "\nhidden\n", ACCOUNT: "# a comment\n- broken: [\n"})
    [change] = review(repository, "--json").json()["texts"]
    assert (change["path"], change["added"]) == (README, ["short", "(2 more, too long to show)"])


def test_every_format_names_the_approvers(repository: Repository) -> None:
    repository.commit({"notes.txt": "x\n"})
    assert "`Manager of the desk (the-desk)`" in review(repository, "--format", "markdown").output
    assert review(repository, "--json").json()["authorization"]["approvers"] == [
        {"user_id": DESK, "login": "the-desk", "post": "Manager of the desk"}
    ]


def test_long_values_are_shown_where_they_differ(repository: Repository) -> None:
    long = ACCOUNT_NOW.replace("News for the press", "y" * 200 + " good")
    repository.commit({ACCOUNT: long})
    repository.git("branch", "--force", "base")
    repository.commit({ACCOUNT: long.replace("good", "evil")})
    for format_ in ("text", "markdown"):
        output = review(repository, "--format", format_).output
        assert "good" in output
        assert "evil" in output
