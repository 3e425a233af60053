"""Approvals of a pull request in the answers of GitHub and GitLab."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from smregister.errors import FatalError

# A comment does not change an earlier state.
_STATES = ("APPROVED", "CHANGES_REQUESTED", "DISMISSED")
_GITLAB_NOTE = "approved this merge request"


def read_approvers(text: str, commit: str) -> list[int]:
    """Return the user ids that approve a commit.

    Reads the pages of GitHub's answer to `GET /repos/{owner}/{repo}/pulls/{number}/reviews`, or GitLab's answers to
    `GET /projects/{id}/merge_requests/{iid}/approvals`, `/versions` and `/notes`, one after the other.
    Raises FatalError if the text is neither.
    """
    try:
        documents = [*_iterate_documents(text)]
        answers = [document for document in documents if isinstance(document, dict)]
        rows = [row for document in documents if document not in answers for row in _require_list(document)]
        if answers:
            [approvals] = answers
            return [*_find_gitlab_approvers(approvals["approved_by"], rows, commit)]
        return [*_find_github_approvers(rows, commit)]
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError, OverflowError) as error:
        raise FatalError(
            "the list of reviews is neither GitHub's answer to `/pulls/NUMBER/reviews` nor GitLab's to "
            "`/merge_requests/NUMBER/approvals`, `/versions` and `/notes`"
        ) from error


def _find_github_approvers(reviews: Sequence[Mapping[str, Any]], commit: str) -> Iterator[int]:
    """Yield the users whose last review approves the commit."""
    last: dict[int, tuple[str, str]] = {}
    for review in reviews:
        if review["state"] in _STATES and review["user"] is not None:
            last[_user_id(review["user"])] = review["state"], review["commit_id"]
    yield from (user_id for user_id, state in last.items() if state == ("APPROVED", commit))


def _find_gitlab_approvers(
    approvals: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]], commit: str
) -> Iterator[int]:
    """Yield the users who approved after the last push, if that was of the commit.

    GitLab names no commit in an approval. Each push makes a version, and the time of an approval is in it, or in the
    note that GitLab writes.
    """
    version = max((row for row in rows if "head_commit_sha" in row), key=lambda row: int(row["id"]))
    pushed = _parse_time(version["created_at"])
    notes = [row for row in rows if row.get("system") is True and row["body"] == _GITLAB_NOTE]
    times = [(_user_id(note["author"]), note["created_at"]) for note in notes]
    times += [(_user_id(entry["user"]), entry["approved_at"]) for entry in approvals if entry.get("approved_at")]
    recent = {user_id for user_id, time in times if _parse_time(time) > pushed}
    users = [_user_id(entry["user"]) for entry in approvals]
    yield from (user_id for user_id in users if user_id in recent and version["head_commit_sha"] == commit)


def _user_id(user: Mapping[str, Any]) -> int:
    user_id = user["id"]
    if type(user_id) is not int:
        raise TypeError
    return user_id


def _parse_time(text: str) -> datetime:
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError
    return time


def _require_list(document: object) -> list[Any]:
    if not isinstance(document, list):
        raise TypeError
    return document


def _iterate_documents(text: str) -> Iterator[Any]:
    """Yield the JSON documents of a text, one after another."""
    decoder, text = json.JSONDecoder(), text.strip()
    while text:
        document, end = decoder.raw_decode(text)
        yield document
        text = text[end:].lstrip()
