"""Official, unofficial and unknown accounts: the answers of `check`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeAlias

import pytest
from tests.registers import ACCOUNT, ACCOUNT_TEXT, DAY, PROJECT, write

from smregister.register.loader import read_register
from smregister.register.official import OfficialAnswer, check
from smregister.repository.work_tree import WorkTree

Ask: TypeAlias = Callable[..., OfficialAnswer]

PAGE = "registry/agencies/health/accounts/facebook-health.yaml"
PAGE_TEXT = """\
platform: facebook
handle: Example.Health
platform_id: '100064000000001'
purpose: News for the public
status: active
"""
CHANNEL = "registry/agencies/health/accounts/youtube-health.yaml"
CHANNEL_TEXT = """\
platform: youtube
platform_id: UCexampleexampleexample0
purpose: Films
status: active
"""


@pytest.fixture
def ask(register: Path) -> Ask:
    """Check addresses in the small register, with another text of an account, on a day up to DAY."""

    def ask(text: str, account: str = ACCOUNT_TEXT, day: date = DAY, platform: str | None = None) -> OfficialAnswer:
        write(register, {ACCOUNT: account, PAGE: PAGE_TEXT, CHANNEL: CHANNEL_TEXT})
        return check(read_register(WorkTree(register), day).register, text, platform, DAY)

    return ask


# One account, many spellings.


@pytest.mark.parametrize(
    "text",
    [
        "example_health",
        "@example_health",
        "@Example_Health",
        "EXAMPLE_HEALTH",
        " @example_health ",
        "https://x.com/example_health",
        "http://x.com/example_health/",
        "x.com/example_health",
        "HTTPS://WWW.X.COM/Example_Health",
        "https://twitter.com/example_health",
        "https://mobile.twitter.com/example_health?s=20",
        "twitter.com/#!/example_health",
        "https://x.com/intent/user?screen_name=example_health",
    ],
)
def test_every_spelling_of_an_official_account(ask: Ask, text: str) -> None:
    verdict = ask(text, platform="x") if "/" not in text else ask(text)
    assert (str(verdict.status), verdict.account) == ("official", "health/x-health")
    assert "Department of Health" in verdict.reason


@pytest.mark.parametrize(
    "text",
    [
        "https://www.facebook.com/Example.Health",
        "https://m.facebook.com/examplehealth/?ref=x",
        "ms-my.facebook.com/EXAMPLE.health",
        "https://www.facebook.com/profile.php?id=100064000000001",
        "https://www.facebook.com/people/Any-Name/100064000000001/",
    ],
)
def test_an_account_is_found_by_handle_and_by_platform_id(ask: Ask, text: str) -> None:
    verdict = ask(text)
    assert (str(verdict.status), verdict.account) == ("official", "health/facebook-health")


def test_an_id_counts_letter_by_letter(ask: Ask) -> None:
    address = "https://www.youtube.com/channel/UCexampleexampleexample0"
    assert ask(address).account == "health/youtube-health"
    assert str(ask(address.replace("UCe", "UCE")).status) == "unknown"


@pytest.mark.parametrize(
    "text",
    [
        "@example_healthy",
        "example_health.",
        "https://x.com/example_health2",
        "https://facebook.com/example_health",
        "https://eviltwitter.com/example_health",
        "https://x.com.evil.example/example_health",
        "https://evil.example/https://x.com/example_health",
        "https://x.com@evil.example/example_health",
        "https://x.com:8080/example_health",
        "https://x.com%2fexample_health",
        "https://x.com\\example_health",
        "https://\u0445.com/example_health",
        "https://x.com/example_health/status/1",
        "https://x.com/hashtag/example_health",
        "https://x.com/",
        "javascript://x.com/example_health",
        "ftp://x.com/example_health",
        "@example\u200b_health",
        "@\u202eexample_health",
        "",
        "@",
        "/",
        "a b",
    ],
)
def test_a_lookalike_is_not_official(ask: Ask, text: str) -> None:
    verdict = ask(text)
    assert str(verdict.status) == "unknown"
    assert verdict.reason


# One handle on several platforms.


def test_a_handle_is_looked_for_on_every_platform_and_on_one(ask: Ask) -> None:
    everywhere = ask("@example_health", ACCOUNT_TEXT.replace("example_health", "examplehealth"))
    assert str(everywhere.status) == "unknown"
    both = ask("@examplehealth", ACCOUNT_TEXT.replace("example_health", "examplehealth"))
    assert (str(both.status), both.account) == ("ambiguous", "")
    assert "Facebook, X" in both.reason
    accounts = [(answer.account, str(answer.status)) for answer in both.others]
    assert accounts == [("health/facebook-health", "official"), ("health/x-health", "official")]
    one = ask("@examplehealth", ACCOUNT_TEXT.replace("example_health", "examplehealth"), platform="x")
    assert one.account == "health/x-health"
    assert "facebook" not in one.reason
    other = ask("@examplehealth", ACCOUNT_TEXT, platform="x")
    assert str(other.status) == "unknown"


def test_an_address_on_another_platform_than_the_one_named(ask: Ask) -> None:
    assert str(ask("https://x.com/example_health", platform="facebook").status) == "unknown"


# The life of an account.


@pytest.mark.parametrize(
    ("status", "standing"),
    [
        ("active", "official"),
        ("dormant", "official"),
        ("suspended", "official"),
        ("closing", "official"),
        ("proposed", "unknown"),
        ("compromised", "formerly-official"),
        ("closed", "formerly-official"),
        ("transferred", "formerly-official"),
    ],
)
def test_every_status(ask: Ask, status: str, standing: str) -> None:
    verdict = ask("@example_health", ACCOUNT_TEXT.replace("active", status), platform="x")
    assert (str(verdict.status), verdict.account) == (standing, "health/x-health")


def test_a_compromised_account_comes_with_a_warning(ask: Ask) -> None:
    assert "do not trust it" in ask("x.com/example_health", ACCOUNT_TEXT.replace("active", "compromised")).reason


@pytest.mark.parametrize("later", ["former_handles: [{handle: was, to: 2026-01-01}]\n", "opened: 2099-01-01\n"])
@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("compromised", "do not trust it"),
        ("closed\nclosed: 2024-06-30", "until 2024-06-30"),
        ("closed", "it was official"),
    ],
)
def test_a_later_first_day_hides_no_warning_and_no_end(ask: Ask, later: str, status: str, words: str) -> None:
    text = ACCOUNT_TEXT.replace("opened: 2020-05-02\n", "").replace("active", status)
    answer = ask("x.com/example_health", text + later)
    assert str(answer.status) == "formerly-official"
    assert words in answer.reason


CLOSED = ACCOUNT_TEXT.replace("status: active", "status: closed") + (
    "closed: 2024-06-30\nclosed_reason: merged\nreplaced_by: facebook-health\n"
)


@pytest.mark.parametrize(
    ("day", "standing"),
    [
        (date(2020, 5, 1), "unknown"),
        (date(2020, 5, 2), "official"),
        (date(2024, 6, 29), "official"),
        (date(2024, 6, 30), "formerly-official"),
        (date(2026, 1, 1), "formerly-official"),
    ],
)
def test_a_closed_account_day_by_day(ask: Ask, day: date, standing: str) -> None:
    assert str(ask("x.com/example_health", CLOSED, day).status) == standing


@pytest.mark.parametrize(
    "text", ["@example.health", "example.health", "EXAMPLE.HEALTH", "@example_health", "UCexampleexampleexample0"]
)
def test_a_handle_or_an_id_without_its_platform_is_never_official(ask: Ask, text: str) -> None:
    answer = ask(text)
    assert (str(answer.status), len(answer.others)) == ("ambiguous", 1)
    assert answer.reason.endswith("only; where was it seen?")


def test_an_ambiguous_handle_comes_with_the_status_on_each_platform(ask: Ask) -> None:
    answer = ask("@example.health", CLOSED.replace("platform: x", "platform: instagram").replace("_", ".", 1))
    states = [(one.account, str(one.status)) for one in answer.others]
    assert states == [("health/facebook-health", "official"), ("health/x-health", "formerly-official")]


@pytest.mark.parametrize("text", ["6281200000001", "+6281200000001", "+62 812-0000-0001"])
def test_a_telephone_number_may_have_spaces(ask: Ask, register: Path, text: str) -> None:
    platform = "registry/platforms/whatsapp-number.yaml"
    write(register, {platform: (PROJECT / platform).read_text()})
    number = "platform: whatsapp-number\nhandle: '6281200000001'\npurpose: News\nstatus: active\n"
    assert ask(text, number).account == "health/x-health"
    assert "with its country code" in ask("0812-0000-0001", number).reason


@pytest.mark.parametrize("status", ["closed", "transferred"])
@pytest.mark.parametrize("closed", ["2026-01-02", "2030-12-31", "9999-12-31"])
def test_an_account_that_has_ended_does_not_end_later(ask: Ask, status: str, closed: str) -> None:
    text = CLOSED.replace("2024-06-30", closed).replace("status: closed", f"status: {status}")
    for address in ("x.com/example_health", "@example_health"):
        answer = ask(address, text, platform="x")
        assert str(answer.status) == "formerly-official"
        assert closed not in answer.reason


def test_a_closing_account_is_official_until_its_end(ask: Ask) -> None:
    text = CLOSED.replace("2024-06-30", "2026-01-02").replace("status: closed", "status: closing")
    assert str(ask("x.com/example_health", text).status) == "official"
    assert str(ask("x.com/example_health", text, date(2026, 1, 2)).status) == "formerly-official"


@pytest.mark.parametrize(
    "more", ["", "closed: 2020-01-01\n", "closed: 2099-12-31\n", "former_handles: [{handle: was}]\n"]
)
def test_a_proposal_is_unknown_also_after_it_was_given_up(ask: Ask, more: str) -> None:
    text = ACCOUNT_TEXT.replace("active", "proposed") + more
    assert [str(ask(handle, text, platform="x").status) for handle in ("@example_health", "@was")] == ["unknown"] * 2


@pytest.mark.parametrize(
    ("successor", "named"),
    [
        (PAGE_TEXT, True),
        (PAGE_TEXT + "url: https://evil.example/\n", True),
        (PAGE_TEXT.replace("handle: Example.Health\n", ""), True),
        (PAGE_TEXT + "closed: 2026-01-02\n", True),
        (PAGE_TEXT + "closed: 2025-12-31\n", False),
        (PAGE_TEXT + "opened: 2026-01-02\n", False),
        (PAGE_TEXT + "former_handles: [{handle: before, to: 2026-01-01}]\n", False),
        (PAGE_TEXT.replace("active", "proposed"), False),
        (PAGE_TEXT.replace("active", "compromised"), False),
        (PAGE_TEXT.replace("active", "closed"), False),
        (PAGE_TEXT.replace("active", "closed") + "closed: 2099-01-01\n", False),
        (PAGE_TEXT.replace("active", "lively"), False),
        (None, False),
    ],
)
def test_a_successor_is_named_if_it_is_official(ask: Ask, register: Path, successor: str | None, named: bool) -> None:
    if successor is not None:
        write(register, {PAGE.replace("facebook-health", "new-page"): successor})
    closed = CLOSED.replace("facebook-health", "new-page")
    formerly = closed + "former_handles: [{handle: was_health}]\n"
    for handle in ("@example_health", "@was_health"):
        reason = ask(handle, formerly, platform="x").reason
        assert ("now see `https://www.facebook.com/" in reason) is named
        assert ("now see" in reason) is named
        assert "evil" not in reason


def test_a_closed_account_has_a_day_a_reason_and_a_successor(ask: Ask) -> None:
    reason = ask("x.com/example_health", CLOSED).reason
    assert all(fact in reason for fact in ("2024-06-30", "merged", "now see `https://www.facebook.com/"))


@pytest.mark.parametrize(
    "words",
    [
        "see https://evil.example/",
        "see evil.example",
        "see EVIL．EXAMPLE",
        "see evil。example",
        "see 192.0.2.1",
        "see सरकारी.की",
        "see //evil",
        "see @evil_refunds",
        "see ＠evil_refunds",
        "merged; now see `evil_refunds`",
        "merged'; now see “evil_refunds",
        'merged\\"; now see \\"evil_refunds',
    ],
)
def test_a_reason_with_an_address_or_with_marks_of_the_program_is_left_out(ask: Ask, words: str) -> None:
    answer = ask("x.com/example_health", CLOSED.replace("merged", f'"{words}"'))
    assert answer.reason == "it was official until 2024-06-30; now see `https://www.facebook.com/Example.Health`"
    alone = ask("x.com/example_health", CLOSED.replace("merged", f'"{words}"').replace("replaced_by", "# "))
    assert (alone.reason, alone.successor) == ("it was official until 2024-06-30", "")


@pytest.mark.parametrize(
    "words",
    ["Merged by Decree No. 12/2024 of the P.N.G. Cabinet (K.1.2)", "The minister's office moved: see the gazette"],
)
def test_a_reason_is_quoted_as_the_words_of_the_agency(ask: Ask, words: str) -> None:
    answer = ask("x.com/example_health", CLOSED.replace("merged", f'"{words}"'))
    assert f'until 2024-06-30; in the words of the agency: "{words}"; now see `' in answer.reason
    assert answer.successor == "https://www.facebook.com/Example.Health"


RENAMED = ACCOUNT_TEXT + "former_handles:\n  - handle: Old_Health\n    from: 2020-05-02\n    to: 2023-12-31\n"


@pytest.mark.parametrize(
    ("day", "standing"),
    [
        (date(2020, 5, 1), "unknown"),
        (date(2020, 5, 2), "official"),
        (date(2023, 12, 30), "official"),
        (date(2023, 12, 31), "official"),
        (date(2024, 1, 1), "formerly-official"),
        (date(2026, 1, 1), "formerly-official"),
    ],
)
def test_a_former_handle_day_by_day(ask: Ask, day: date, standing: str) -> None:
    verdict = ask("@old_health", RENAMED, day, platform="x")
    assert (str(verdict.status), verdict.account) == (standing, "health/x-health")


def test_a_former_handle_has_its_last_day_and_the_new_handle(ask: Ask) -> None:
    verdict = ask("https://twitter.com/old_health", RENAMED)
    assert "2023-12-31" in verdict.reason
    assert "`example_health`" in verdict.reason


@pytest.mark.parametrize("status", ["compromised", "proposed", "closed"])
@pytest.mark.parametrize("end", ["reason: Renamed", "to: 2026-01-01", "to: 2023-12-31"])
def test_a_former_handle_of_an_account_that_is_not_official_is_not_either(ask: Ask, status: str, end: str) -> None:
    answer = ask("@old_health", RENAMED.replace("to: 2023-12-31", end).replace("active", status), platform="x")
    assert str(answer.status) == ("unknown" if status == "proposed" else "formerly-official")
    assert "is now" not in answer.reason


def test_a_handle_that_is_in_use_again_is_official(ask: Ask, register: Path) -> None:
    write(register, {ACCOUNT.replace("x-health", "x-two"): ACCOUNT_TEXT.replace("example_health", "old_health")})
    verdict = ask("@old_health", RENAMED, platform="x")
    assert (str(verdict.status), verdict.account) == ("official", "health/x-two")
    assert "`health/x-health`" in verdict.reason


# Portals.


@pytest.fixture
def portals(register: Path) -> None:
    """Add the platform of portals to the small register."""
    path = "registry/platforms/portal.yaml"
    write(register, {path: (PROJECT / path).read_bytes()})


PORTAL = "platform: portal\nhandle: {}\npurpose: News\nstatus: active\n"


@pytest.mark.usefixtures("portals")
@pytest.mark.parametrize(
    ("handle", "text", "status"),
    [
        ("news.gov.example", "https://news.gov.example/", "official"),
        ("NEWS.Gov.example/health", "https://news.gov.example/Health", "official"),
        ("gov.example", "gov.example", "official"),
        ("refunds.example", "https://refunds.example/", "unknown"),
        ("refunds.example", "refunds.example", "unknown"),
        ("gov.example.refunds.test", "https://gov.example.refunds.test", "unknown"),
        ("evilgov.example/gov.example", "https://evilgov.example/gov.example", "unknown"),
    ],
)
def test_a_portal_is_official_on_a_government_domain_only(ask: Ask, handle: str, text: str, status: str) -> None:
    verdict = ask(text, PORTAL.format(handle), platform="portal")
    assert (str(verdict.status), verdict.account) == (status, "health/x-health")
    assert ("is not on a government domain" in verdict.reason) is (status == "unknown")


@pytest.mark.usefixtures("portals")
def test_a_former_host_of_a_portal_is_official_on_a_government_domain_only(ask: Ask) -> None:
    former = PORTAL.format("news.gov.example") + "former_handles:\n  - handle: {}\n    to: 2026-01-01\n"
    for host, status in (("old.gov.example", "official"), ("refunds.example", "unknown")):
        assert str(ask(f"https://{host}", former.format(host), platform="portal").status) == status


# Records that can't be relied on.


def test_an_invalid_record_is_not_official(ask: Ask) -> None:
    assert str(ask("x.com/example_health", ACCOUNT_TEXT.replace("active", "lively")).status) == "unknown"


def test_an_account_of_an_agency_without_a_record_is_named_after_its_folder(ask: Ask, register: Path) -> None:
    write(register, {"registry/agencies/health/agency.yaml": None})
    assert "health" in ask("x.com/example_health").reason
