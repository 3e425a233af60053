"""Mandates: whose letter allows what, for which accounts, and on which days."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from smregister.appointments.agency_status import terms
from smregister.appointments.mandates import Mandate, SigningKey, desk_mandates, is_active_agency, officer_mandates
from smregister.appointments.roles import DEFAULT_RIGHTS, NO_ROLE, Right
from smregister.dates import ALWAYS, DateRange
from smregister.model import Record, Value

OFFICER: dict[str, Value] = {"post": "Press officer", "forge": {"login": "press", "user_id": 20}}


def letter(name: str = "officer", **fields: Value) -> Record:
    """Return a letter of the Department of Health that has all it needs."""
    data: dict[str, Value] = {"officer": OFFICER, "accounts": "all-of-agency", "effective_from": "2025-01-01"}
    given = {field: value for field, value in (data | fields).items() if value is not None}
    return Record("appointment", f"health/{name}", f"registry/agencies/health/appointments/{name}.yaml", given)


def mandate(**fields: Value) -> Mandate:
    """Return the mandate of a letter that has one."""
    [found] = officer_mandates([letter(**fields)])
    return found


# Letters.


def test_a_letter_gives_its_officer_a_mandate() -> None:
    assert mandate(role="editor", letter={"number": "7/2025"}, effective_to="2025-12-31") == Mandate(
        user_id=20,
        agency="health",
        record="health/officer",
        post="Press officer",
        login="press",
        letter="7/2025",
        dates=DateRange("2025-01-01", "2025-12-31"),
        role="editor",
        rights=(Right.CONTENT,),
        accounts=None,
    )


def test_a_letter_with_an_account_on_the_forge_and_a_first_day_is_all_it_takes() -> None:
    found = mandate()
    assert (found.letter, found.role, found.keys) == ("", "", ())
    assert found.rights == DEFAULT_RIGHTS[NO_ROLE]


@pytest.mark.parametrize(
    "fields",
    [
        {"officer": None},
        {"officer": "Jane Doe"},
        {"officer": {"post": "Press officer"}},
        {"officer": {"post": "Press officer", "forge": {"login": "press"}}},
        {"officer": {"post": "Press officer", "forge": {"user_id": "20"}}},
        {"officer": {"post": "Press officer", "forge": {"user_id": True}}},
        {"effective_from": None},
    ],
    ids=str,
)
def test_any_other_letter_gives_none(fields: dict[str, Value]) -> None:
    assert [*officer_mandates([letter(**fields)])] == []


def test_the_table_of_the_register_gives_the_rights_of_a_role() -> None:
    table = {"editor": (Right.EDIT,), NO_ROLE: (Right.CONTENT,)}
    letters = [letter(role="editor"), letter(role="lead"), letter()]
    assert [found.rights for found in officer_mandates(letters, table)] == [(Right.EDIT,), (), (Right.CONTENT,)]


@pytest.mark.parametrize(
    ("accounts", "covered"),
    [
        ("all-of-agency", {"health/x", "health/y"}),
        (["x"], {"health/x"}),
        (["x", "y"], {"health/x", "health/y"}),
        (["health/x"], {"health/x"}),
        (["works/x"], set()),
        (["works/health/x"], set()),
        ("all", set()),
        ([], set()),
        (None, set()),
    ],
)
def test_a_letter_covers_the_accounts_of_its_own_agency_that_it_names(accounts: Value, covered: set[str]) -> None:
    found = mandate(accounts=accounts)
    assert {account for account in ("health/x", "health/y", "works/x", "works/y") if found.covers(account)} == covered
    assert not any("/" in name for name in found.accounts or ())


# Signing keys.


def test_a_signing_key_has_days_of_its_own() -> None:
    keys: list[Value] = [
        {"key": "ssh-ed25519 AAAA", "from": "2025-02-01", "until": "2025-03-01"},
        {"key": "ssh-ed25519 BBBB"},
        {"key": "ssh-ed25519 CCCC", "from": "2025-04-01"},
    ]
    assert mandate(officer={**OFFICER, "signing_keys": keys}).keys == (
        SigningKey("ssh-ed25519 AAAA", DateRange("2025-02-01", "2025-03-01")),
        SigningKey("ssh-ed25519 BBBB", ALWAYS),
        SigningKey("ssh-ed25519 CCCC", DateRange("2025-04-01", None)),
    )


@pytest.mark.parametrize("keys", ["ssh-ed25519 AAAA", {"key": "ssh-ed25519 AAAA"}, None])
def test_only_a_list_has_signing_keys(keys: Value) -> None:
    assert mandate(officer={**OFFICER, "signing_keys": keys}).keys == ()


# Days.


def test_a_mandate_ends_the_day_before_the_first_of_its_replacements() -> None:
    """Whatever the order in which the letters are read."""
    letters = [
        letter("first"),
        letter("second", replaces="first", effective_from="2025-03-01"),
        letter("third", replaces="first", effective_from="2025-05-01"),
        letter("fourth", replaces="first", effective_from="2025-07-01"),
    ]
    for order in permutations(letters):
        dates = {found.record: found.dates for found in officer_mandates(order)}
        assert dates["health/first"] == DateRange("2025-01-01", "2025-02-28")
        assert {dates[name].end for name in dates if name != "health/first"} == {None}


@pytest.mark.parametrize(
    ("start", "end"),
    [("2025-03-01", "2025-02-28"), ("2026-03-01", "2025-12-31"), ("2024-01-01", "2023-12-31"), (None, "2025-12-31")],
)
def test_a_letter_with_a_last_day_ends_then_or_when_it_is_replaced(start: str | None, end: str) -> None:
    replaced = letter("first", effective_to="2025-12-31")
    [first, *_] = terms([replaced, letter("second", replaces="first", effective_from=start)])
    assert first.dates == DateRange("2025-01-01", end)


# The desk.


def test_each_member_of_the_desk_has_a_mandate_on_the_days_in_the_register() -> None:
    members: list[Value] = [
        {"post": "Manager", "forge": {"login": "the-desk", "user_id": 10}, "from": "2024-01-01"},
        {"post": "Former manager", "forge": {"user_id": 11}, "until": "2023-12-31"},
        {"post": "Assistant"},
    ]
    register = Record("register", "register", "registry/register.yaml", {"desk": members})
    assert [*desk_mandates(register)] == [
        Mandate(10, None, "register", "Manager", "the-desk", dates=DateRange("2024-01-01", None)),
        Mandate(11, None, "register", "Former manager", dates=DateRange(None, "2023-12-31")),
    ]


# Agencies.


@pytest.mark.parametrize(
    ("fields", "active"),
    [
        ({"status": "active"}, True),
        ({}, True),
        ({"status": "closed"}, False),
        ({"status": "closed", "closed": "2026-06-30"}, False),
        ({"status": "active", "closed": "2026-06-30"}, True),
        ({"status": "active", "closed": "2026-06-29"}, False),
    ],
)
def test_an_agency_is_active_to_its_last_day_unless_its_status_is_closed(
    fields: dict[str, Value], active: bool
) -> None:
    agency = Record("agency", "health", "registry/agencies/health/agency.yaml", fields)
    assert is_active_agency(agency, "2026-06-30") is active
    assert not is_active_agency(replace(agency, valid=False), "2026-06-30")
