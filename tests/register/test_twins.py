"""Records of one account, and handles that other accounts had before or have since."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.register.test_platforms import RECORDS
from tests.registers import DAY, PROJECT

from smregister.model import Record, Value
from smregister.records.kinds import Kinds
from smregister.records.schema.kind_loader import load_kinds
from smregister.register.account_identity import find_changed_identity
from smregister.register.official import check
from smregister.register.register import Register
from smregister.register.twins import find_present, find_twins
from smregister.repository.work_tree import WorkTree


@cache
def kinds() -> Kinds:
    return load_kinds(WorkTree(PROJECT))[0]


def register_with(*accounts: dict[str, Value], day: date = DAY) -> Register:
    records = {
        f"a{number}/x": Record("account", f"a{number}/x", f"registry/agencies/a{number}/accounts/x.yaml", data)
        for number, data in enumerate(accounts)
    }
    return Register(kinds(), {"platform": RECORDS, "account": records}, day)


def are_twins(one: dict[str, Value], other: dict[str, Value]) -> bool:
    register = register_with(one, other)
    first, second = register.of_kind("account").values()
    found = [*find_twins(register, first)], [*find_twins(register, second)]
    assert found in (([second], [first]), ([], []))
    return found != ([], [])


def x(handle: str = "same", **fields: Value) -> dict[str, Value]:
    return {"platform": "x", "handle": handle, "status": "active", **fields}


def closed(day: str, **fields: Value) -> dict[str, Value]:
    return x(**fields) | {"status": "closed", "closed": day}


def former(handle: str = "other", **term: str) -> dict[str, Value]:
    return x(handle, former_handles=[{"handle": "Same", **term}])


@pytest.mark.parametrize(
    ("one", "other", "is_twin"),
    [
        (x(), x("SAME"), True),
        (x(), x(opened="2024-01-01"), True),
        (closed("2023-06-01"), x(opened="2023-06-01"), False),
        (closed("2023-06-01"), x(opened="2023-05-31"), True),
        (closed("2023-06-01"), x(), True),
        (x() | {"status": "closed"}, x(opened="2024-01-01"), True),
        (closed("2023-06-01", platform_id="1"), x(opened="2024-01-01", platform_id="2"), False),
        (closed("2023-06-01", platform_id="1"), x(opened="2024-01-01", platform_id="1"), True),
        (former(to="2023-12-31"), x(opened="2024-01-01"), False),
        (former(to="2023-12-31"), x(opened="2023-12-31"), True),
        (former(), x(opened="2024-01-01"), True),
        (former(to="2023-12-31"), x(), True),
        (former(**{"from": "2022-01-01", "to": "2023-12-31"}), closed("2021-12-31"), False),
        (
            former(**{"from": "2022-01-01", "to": "2023-12-31"}),
            former("third", **{"from": "2021-01-01", "to": "2021-12-31"}),
            False,
        ),
        (
            former(**{"from": "2022-01-01", "to": "2023-12-31"}),
            former("third", **{"from": "2023-01-01", "to": "2024-12-31"}),
            True,
        ),
        (former(to="2023-12-31"), x(former_handles=[{"handle": "before", "to": "2024-05-01"}]), False),
    ],
)
def test_a_handle_is_of_two_accounts_on_other_days_only(
    one: dict[str, Value], other: dict[str, Value], *, is_twin: bool
) -> None:
    assert are_twins(one, other) is is_twin


def on(platform: str, **fields: Value) -> dict[str, Value]:
    return {"platform": platform, "status": "active", **fields}


NUMBER = "100089208900263"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (on("youtube", url="https://www.youtube.com/@Exam", platform_id="UCa"), on("youtube", handle="exam")),
        (on("facebook", handle=f"Example-Office-{NUMBER}"), on("facebook", platform_id=NUMBER)),
        (
            on("facebook", handle=f"One-{NUMBER}"),
            on("facebook", url=f"https://m.facebook.com/profile.php?id={NUMBER}"),
        ),
        (on("mastodon", handle="dict@social.gov.pg"), on("mastodon", url="https://mas.to/@dict@social.gov.pg")),
        (x("one", url="https://x.com/i/user/7"), on("x", platform_id="7")),
    ],
)
def test_an_account_is_known_by_any_of_its_names(one: dict[str, Value], other: dict[str, Value]) -> None:
    assert are_twins(one, other)


def test_an_address_that_contradicts_the_handle_does_not_count() -> None:
    stranger = x("mine") | {"url": "https://x.com/same"}
    assert not are_twins(stranger, x())
    assert str(check(register_with(stranger), "https://x.com/same").status) == "unknown"


def test_an_account_that_another_server_shows_comes_with_its_own_page() -> None:
    register = register_with(on("mastodon", handle="dict@social.gov.pg"))
    own, other = (check(register, f"https://{path}") for path in ("social.gov.pg/@dict", "mas.to/@dict@social.gov.pg"))
    assert str(own.status) == str(other.status) == "official"
    assert other.reason == f"{own.reason}; seen through another server, its own page is https://social.gov.pg/@dict"


@pytest.mark.parametrize(
    ("before", "after", "fields"),
    [
        ({"handle": "One-10000"}, {"handle": "Two-10000"}, []),
        ({"handle": "One-10000"}, {"handle": "One-10001"}, ["handle"]),
        ({"url": "https://www.facebook.com/10000"}, {"url": "https://www.facebook.com/10001"}, ["url"]),
        ({"handle": "one.page"}, {"handle": "One-10001"}, ["handle"]),
    ],
)
def test_a_number_in_a_handle_is_part_of_the_identity(
    before: dict[str, Value], after: dict[str, Value], fields: list[str]
) -> None:
    records = register_with(on("facebook", **before), on("facebook", **after)).of_kind("account").values()
    assert find_changed_identity(register_with().platforms, *records) == fields


DAYS = some.dates(date(2020, 1, 1), date(2020, 1, 9))


@given(DAYS, DAYS, DAYS)
def test_no_day_has_two_official_accounts_that_are_no_twins(end: date, begin: date, day: date) -> None:
    accounts = closed(end.isoformat()), x(opened=begin.isoformat())
    register = register_with(*accounts, day=day)
    answer = check(register, "x.com/same", today=DAY)
    official = [one for one in (answer.others or (answer,)) if str(one.status) == "official"]
    assert len(official) < 2 or are_twins(*accounts)
    present = find_present(register, ("x", "handle", "same"))
    assert present is not None
    assert [one.account for one in official][:1] in ([], [present.id])
