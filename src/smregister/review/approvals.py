"""Approvals of a pull request in a list of GitHub reviews."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from smregister.errors import FatalError

# A comment does not change an earlier state.
_STATES = ("APPROVED", "CHANGES_REQUESTED", "DISMISSED")


def read_approvers(text: str, commit: str) -> list[int]:
    """Return the user ids whose last review approves a commit.

    Reads the pages of GitHub's answer to `GET /repos/{owner}/{repo}/pulls/{number}/reviews`.
    Raises FatalError if the text is not such an answer.
    """
    last: dict[int, tuple[str, str]] = {}
    try:
        for review in _iterate_reviews(text):
            if review["state"] in _STATES and review["user"] is not None:
                user_id = review["user"]["id"]
                if type(user_id) is not int:
                    raise TypeError
                last[user_id] = review["state"], review["commit_id"]
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise FatalError("the list of reviews is not GitHub's answer to `/pulls/NUMBER/reviews`") from error
    return [user_id for user_id, state in last.items() if state == ("APPROVED", commit)]


def _iterate_reviews(text: str) -> Iterator[dict[str, Any]]:
    """Yield the reviews of all pages, which are JSON lists one after another."""
    decoder, text = json.JSONDecoder(), text.strip()
    while text:
        page, end = decoder.raw_decode(text)
        if not isinstance(page, list):
            raise TypeError
        yield from page
        text = text[end:].lstrip()
