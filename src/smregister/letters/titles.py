"""Titles of officers' fields, roles and duties in letters."""

from __future__ import annotations

from smregister.translations import Translations


def officer_labels(words: Translations) -> dict[str, str]:
    """Return the labels of an officer's fields, in the order of a letter."""
    return {
        "name": words.gettext("Name"),
        "post": words.pgettext("of an officer", "Post"),
        "unit": words.gettext("Unit"),
        "grade": words.gettext("Grade"),
        "staff_number": words.gettext("Staff number"),
    }


def role_titles(words: Translations) -> dict[str, str]:
    """Return the titles of roles by code."""
    return {
        "lead": words.gettext("lead officer"),
        "admin": words.gettext("administrator"),
        "editor": words.gettext("editor"),
        "moderator": words.gettext("moderator"),
        "deputy": words.gettext("deputy officer"),
        "records": words.gettext("records officer"),
        "desk-coadmin": words.gettext("co-administrator on behalf of the register's desk"),
        "emergency": words.gettext("emergency officer"),
    }


def duty_titles(words: Translations) -> dict[str, str]:
    """Return duties by code, as they follow "The officer has the following duties"."""
    return {
        "provide-content": words.gettext("to publish and update content that is complete, accurate and accountable"),
        "coordinate-content": words.gettext("to coordinate the collection of content within the agency"),
        "coordinate-with-desk": words.gettext(
            "to coordinate with the desk that keeps the register of official accounts"
        ),
        "moderate-comments": words.gettext("to moderate comments according to the published rules"),
        "answer-enquiries": words.gettext("to answer inquiries from the public"),
        "collect-reactions": words.gettext("to collect feedback from the public and report it"),
        "keep-records": words.gettext("to keep posts and messages as records"),
        "secure-accounts": words.gettext("to keep the accounts secure"),
        "report-incidents": words.gettext("to report incidents without delay"),
        "train-colleagues": words.gettext("to train colleagues"),
    }
