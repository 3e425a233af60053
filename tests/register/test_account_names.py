"""Accounts by the forms in which people write them: one table, and the way to the canonical address and back."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.register.test_platforms import EXAMPLES, NAMES, RECORDS, platform, platforms
from tests.registers import PROJECT

from smregister.register.account_names import read_account, read_address
from smregister.register.platforms import AccountName
from smregister.register.urls import AddressError

with (PROJECT / "tests" / "data" / "addresses.csv").open(encoding="utf-8", newline="") as lines:
    TABLE = [*csv.DictReader(lines)]


def read(text: str, name: str = "") -> AccountName | None:
    """Read an address on any platform, or anything else on the platform that is given; None if it names no account."""
    try:
        return read_address(platforms(), None if "://" in text or not name else platform(name), text)
    except AddressError:
        return None


def test_a_table_of_addresses_written_by_hand() -> None:
    assert len(TABLE) >= 400
    results = {}
    for row in TABLE:
        name = row["platform"]
        wanted = AccountName(name, row["handle"] or None, row["platform_id"] or None) if name else None
        # A website is an account only where the platform says so.
        found = platform(name).read_name(row["text"]) if name == "portal" else read(row["text"], name)
        results[row["text"]] = (found, wanted)
    assert {text: pair for text, pair in results.items() if pair[0] != pair[1]} == {}


def test_every_platform_is_in_the_table() -> None:
    assert {row["platform"] for row in TABLE} == {*NAMES, ""}


def test_what_names_an_account_names_the_same_in_each_field_and_in_canonical_form() -> None:
    for row in TABLE:
        name = row["platform"]
        if not name:
            continue
        here = platform(name)
        wanted = set(here.keys(row["handle"], row["platform_id"]))
        url, handle = (read_account(platforms(), here, **{field: row["text"]}) for field in ("url", "handle"))
        for account in (url, handle):
            assert account, row
            assert set(here.keys(account.handle, account.platform_id)) == wanted, row
            address = platforms().canonical_address(account)
            again = here.read_text(address) if address else account
            assert set(here.keys(again.handle, again.platform_id)) & wanted, row
            assert platforms().canonical_address(again) == address, row


HANDLES = {
    name: some.sampled_from(
        sorted(
            {RECORDS[name].text("examples", number, "handle") or "" for one, number in EXAMPLES if one == name} - {""}
        )
        or ["example"]
    )
    for name in NAMES
}


@given(
    some.sampled_from(NAMES).flatmap(lambda name: some.tuples(some.just(name), HANDLES[name])),
    some.text("aZ09._-@ä", max_size=5),
)
def test_an_account_of_any_platform_survives_the_way_to_its_address_and_back(known: tuple[str, str], more: str) -> None:
    name, handle = known
    here = platform(name)
    account = here.account_name(more + handle, None)
    address = here.address(account.handle, account.platform_id)
    if address is None or (account.handle and not here.allows(account.handle)):
        return
    again = here.read_text(address)
    assert here.keys(again.handle, again.platform_id) == here.keys(account.handle, account.platform_id)
    assert here.address(again.handle, again.platform_id) == address


@pytest.mark.parametrize(
    ("url", "handle", "platform_id", "wanted"),
    [
        ("https://www.youtube.com/@Exam", None, "UCabcdefghijklmnopqrstuw", ("Exam", "UCabcdefghijklmnopqrstuw")),
        (
            "https://www.youtube.com/channel/UCabcdefghijklmnopqrstuw",
            "@Exam",
            None,
            ("Exam", "UCabcdefghijklmnopqrstuw"),
        ),
        (None, "youtube.com/@Exam", None, ("Exam", None)),
        (None, "channel/UCabcdefghijklmnopqrstuw", None, (None, "UCabcdefghijklmnopqrstuw")),
    ],
)
def test_address_handle_and_id_complete_each_other(
    url: str | None, handle: str | None, platform_id: str | None, wanted: tuple[str | None, str | None]
) -> None:
    account = read_account(platforms(), platform("youtube"), url, handle, platform_id)
    assert account == AccountName("youtube", *wanted)


@pytest.mark.parametrize(
    ("url", "handle", "reason"),
    [
        ("https://x.com/one", "two", "it names `one`, and the handle is `two`"),
        ("@one", None, "does not name its platform"),
        ("https://weibo.com/u/1", None, "no platform of the register is at weibo.com"),
        ("https://youtubee.com/@Exam", None, "no platform of the register is at youtubee.com"),
        ("https://dict.gov.pg/", None, "no platform of the register is at dict.gov.pg"),
        ("https://a.x.com/@KKM", None, "no platform of the register is at a.x.com"),
    ],
)
def test_what_names_no_account_or_two(url: str, handle: str | None, reason: str) -> None:
    with pytest.raises(AddressError, match=reason):
        read_account(platforms(), None, url, handle)
