"""Who has approved a proposal, by a forge's own list of reviews."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from smregister.errors import FatalError

_APPROVED = "APPROVED"
# Remarks leave an earlier word as it was.
_WORDS = (_APPROVED, "CHANGES_REQUESTED", "DISMISSED")


def approvers(text: str, commit: str) -> list[int]:
    """Return the numbers of those whose last word of all is that they approve this commit.

    Reads GitHub's answer to `GET /repos/{owner}/{repo}/pulls/{number}/reviews`, page after page.
    Raises FatalError if the text is none.
    """
    last: dict[int, tuple[str, str]] = {}
    try:
        for each in _reviews(text):
            if each["state"] in _WORDS and each["user"] is not None:
                last[_user_id(each["user"]["id"])] = each["state"], each["commit_id"]
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise FatalError("the list of reviews is not what GitHub gives for `/pulls/NUMBER/reviews`") from error
    return [person for person, word in last.items() if word == (_APPROVED, commit)]


def _user_id(value: object) -> int:
    if type(value) is not int:
        raise TypeError
    return value


def _reviews(text: str) -> Iterator[dict[str, Any]]:
    """Return the reviews of all pages: lists of them, one behind the other."""
    decoder, text = json.JSONDecoder(), text.strip()
    while text:
        page, end = decoder.raw_decode(text)
        if not isinstance(page, list):
            raise TypeError
        yield from page
        text = text[end:].lstrip()
