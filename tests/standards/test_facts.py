"""Facts from lists, letters, standards and the agency's other accounts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import pytest
from tests.registers import DAY, PROJECT, build

from smregister.model import Record, Value
from smregister.register.loader import read_register
from smregister.register.register import Register, public_register
from smregister.repository.work_tree import WorkTree
from smregister.standards.facts import find_facts
from smregister.standards.facts.account_context import RegisterFacts

FRIDAY, MONDAY, TUESDAY = date(2026, 1, 2), date(2026, 1, 5), date(2026, 1, 6)
DONE = {"date": "2026-01-05", "access_removed": True, "recovery_changed": True, "tools_removed": True}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Register:
    return read_register(WorkTree(build(tmp_path_factory.mktemp("small"))), DAY).register


@pytest.fixture(scope="module")
def example() -> Register:
    return read_register(WorkTree(PROJECT), date(2026, 6, 1)).register


def account(name: str = "x-health", agency: str = "health", **fields: Value) -> Record:
    path = f"registry/agencies/{agency}/accounts/{name}.yaml"
    data: dict[str, Value] = {"platform": "x", "status": "active", "purpose": "News", **fields}
    return Record("account", f"{agency}/{name}", path, data)


def letter(name: str, **fields: Value) -> Record:
    path = f"registry/agencies/health/appointments/{name}.yaml"
    data: dict[str, Value] = {
        "officer": {"post": "Press officer", "email": f"{name}@gov.example"},
        "accounts": "all-of-agency",
        "letter": {"number": name, "date": "2025-01-02"},
        "effective_from": "2025-01-02",
        **fields,
    }
    return Record("appointment", f"health/{name}", path, data)


def jurisdiction(code: str, **fields: Value) -> Record:
    data: dict[str, Value] = {"name": code, "domains": ["gov.example"], **fields}
    return Record("jurisdiction", code, f"registry/jurisdictions/{code}.yaml", data)


def standard(name: str, review_by: str | None, **fields: Value) -> Record:
    dated: dict[str, Value] = {"review_by": review_by} if review_by else {}
    data: dict[str, Value] = {"title": name, "in_force_from": "2025-01-01", "clauses": [], **dated, **fields}
    return Record("standard", name, f"registry/standards/{name}.yaml", data)


def beside(register: Register, *records: Record) -> Register:
    """Return a register with some more records, or others in the place of those of the same id."""
    kinds = {record.kind for record in records}
    more = {kind: {record.id: record for record in records if record.kind == kind} for kind in kinds}
    return Register(
        register.kinds,
        {kind: {**register.of_kind(kind), **more.get(kind, {})} for kind in register.kinds},
        register.day,
    )


def facts_of(register: Register, subject: Record, *others: Record, day: date = DAY) -> Mapping[str, Value]:
    whole = beside(register, subject, *others)
    return find_facts(RegisterFacts(whole, day), subject).values


# What a jurisdiction lists.


@pytest.mark.parametrize(
    ("used", "approved", "above", "expected"),
    [
        (["Planner"], ["Planner", "Other"], None, 0),
        (["PLANNER ", "Sender"], ["Planner"], None, 1),
        ([], None, None, 0),
        (["Planner"], None, None, None),
        (None, ["Planner"], None, None),
        (["Planner"], None, ["Planner"], 0),
        (["Planner"], ["Other"], ["Planner"], 1),
    ],
)
def test_tools_are_those_that_the_nearest_list_approves(
    small: Register,
    used: list[Value] | None,
    approved: list[Value] | None,
    above: list[Value] | None,
    expected: int | None,
) -> None:
    here = jurisdiction("EX", parent="UP", **({"approved_tools": approved} if approved else {}))
    there = jurisdiction("UP", **({"approved_tools": above} if above else {}))
    subject = account(**({} if used is None else {"tools": used}))
    assert facts_of(small, subject, here, there).get("tools_not_approved") == expected


def test_tools_are_private_and_so_is_whether_they_are_approved(small: Register) -> None:
    subject, rules = account(tools=["Planner"]), jurisdiction("EX", approved_tools=["Other"])
    public = public_register(beside(small, subject, rules))
    values = find_facts(RegisterFacts(public, DAY), public.of_kind("account")[subject.id]).values
    assert "tools_not_approved" in facts_of(small, subject, rules)
    assert "tools_not_approved" not in values


@pytest.mark.parametrize(
    ("handle", "words", "expected"),
    [
        ("Health_FanClub", ["fanclub", "vote"], 1),
        ("votefanclub", ["fanclub", "Vote"], 2),
        ("health", ["fanclub"], 0),
        ("health", None, None),
        (None, ["fanclub"], None),
    ],
)
def test_words_of_persons_and_campaigns_in_a_handle(
    small: Register, handle: str | None, words: list[Value] | None, expected: int | None
) -> None:
    subject = account(**({"handle": handle} if handle else {"platform_id": "1"}))
    rules = jurisdiction("EX", **({"unofficial_words": words} if words else {}))
    assert facts_of(small, subject, rules).get("unofficial_words_in_handle") == expected


# The agency's other accounts.


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({"opened": "2020-01-01", "languages": ["en", "fr"]}, True),
        ({"opened": "2020-01-01", "languages": ["fr"]}, False),
        ({"opened": "2022-01-01", "languages": ["en"]}, False),
        ({"opened": "2021-01-01", "languages": ["en"]}, False),
        ({"opened": "2020-01-01", "languages": ["en"], "platform": "facebook"}, False),
        ({"opened": "2020-01-01", "languages": ["en"], "status": "closed"}, False),
        ({"languages": ["en"], "status": "proposed"}, False),
        ({"opened": "2020-01-01"}, None),
        ({"opened": "2022-01-01"}, False),
        ({"languages": ["en"]}, None),
        ({"languages": ["fr"]}, False),
        ({}, None),
    ],
)
def test_an_older_account_for_the_same_purpose_needs_a_reason(
    small: Register, other: dict[str, Value], expected: bool | None
) -> None:
    subject: dict[str, Value] = {"handle": "new", "opened": "2021-01-01", "languages": ["en"]}
    older = account("x-old", handle="old", **other)
    fact = "similar_account_unexplained"
    assert facts_of(small, account(**subject), older).get(fact) is expected
    assert facts_of(small, account(**subject, reason_for_another="Emergencies"), older)[fact] is False
    assert facts_of(small, account(**subject), account("x-old", agency="food", handle="old", **other))[fact] is False


def test_whether_an_account_was_second_is_unknown_without_its_own_day(small: Register) -> None:
    older = account("x-old", handle="old", opened="2020-01-01", languages=["en"])
    fact = "similar_account_unexplained"
    assert fact not in facts_of(small, account(handle="new", languages=["en"]), older)
    assert facts_of(small, account(handle="new", languages=["en"]))[fact] is False, "there is no other"


@pytest.mark.parametrize(
    ("handle", "others", "expected"),
    [
        ("example_health", [], True),
        ("example_health", [("facebook", "Example.Health")], True),
        ("example_health", [("facebook", "Example.Health"), ("instagram", "healthy")], True),
        ("healthy", [("facebook", "Example.Health"), ("instagram", "example_health")], False),
        ("example_health", [("facebook", "healthy")], False),
        ("example_health", [("linkedin", "company/example-health")], True),
        ("example_health", [("portal", "www.gov.example"), ("whatsapp-group", "AbcdefghijklmnopqrstuV")], True),
        ("example_health", [("bluesky", "gov.example"), ("mastodon", "press@social.gov.example")], True),
        (None, [("facebook", "healthy")], None),
    ],
)
def test_one_handle_on_every_platform(
    small: Register, handle: str | None, others: Iterable[tuple[str, str]], expected: bool | None
) -> None:
    subject = account(**({"handle": handle} if handle else {"platform_id": "1"}))
    accounts = [account(f"{platform}-a", platform=platform, handle=name) for platform, name in others]
    elsewhere = [
        account("x-brand", handle="other", brand="Brand"),
        account("x-gone", handle="other", status="closed"),
        account("x-food", agency="food", handle="other"),
    ]
    assert facts_of(small, subject, *accounts, *elsewhere).get("handle_as_elsewhere") is expected


# Letters.


@pytest.mark.parametrize(
    ("ended", "begins", "out_of_line"),
    [
        ({"effective_to": "2025-12-31"}, "2026-01-01", 0),
        ({"effective_to": "2025-12-31"}, "2025-12-31", 1),
        ({"effective_to": "2025-12-30"}, "2026-01-01", 1),
        ({"effective_to": "2026-06-30", "acting": {"until": "2025-12-31"}}, "2026-01-01", 0),
        ({}, "2026-01-01", 1),
    ],
)
def test_a_replacement_begins_on_the_day_after(
    small: Register, ended: dict[str, Value], begins: str, out_of_line: int
) -> None:
    letters = letter("ann", **ended), letter("ben", replaces="ann", effective_from=begins)
    values = facts_of(small, account(), *letters)
    assert (values["officers_in_force"], values["replacements_out_of_line"]) == (1, out_of_line)


def test_a_replacement_that_is_over_is_no_more_out_of_line(small: Register) -> None:
    letters = [
        letter("ann", effective_to="2025-02-01"),
        letter("ben", replaces="ann", effective_from="2025-03-01", effective_to="2025-03-31"),
        letter("cy", replaces="ben", effective_from="2025-04-01"),
    ]
    assert facts_of(small, account(), *letters)["replacements_out_of_line"] == 0
    assert facts_of(small, account(), *letters, day=date(2025, 3, 5))["replacements_out_of_line"] == 1


@pytest.mark.parametrize(
    ("handover", "opened", "day", "ended", "open_for", "overdue"),
    [
        ({}, "2020-01-01", FRIDAY, 0, 0, 0),
        ({}, "2020-01-01", MONDAY, 1, 3, 0),
        ({}, "2020-01-01", TUESDAY, 1, 4, 1),
        ({"access_removed": True}, "2020-01-01", TUESDAY, 1, 4, 1),
        (DONE, "2020-01-01", TUESDAY, 1, 0, 0),
        ({}, "2026-01-03", TUESDAY, 0, 0, 0),
    ],
)
def test_a_handover_is_owed_for_one_working_day(
    small: Register, handover: dict[str, Value], opened: str, day: date, ended: int, open_for: int, overdue: int
) -> None:
    left = letter("ann", effective_to=FRIDAY.isoformat(), handover=handover)
    values = facts_of(small, account(opened=opened), left, account("x-old", opened="2019-01-01"), day=day)
    results = [values[fact] for fact in ("appointments_ended", "days_with_open_handover", "handovers_overdue")]
    assert results == [ended, open_for, overdue]


@pytest.mark.parametrize(
    ("name", "late"),
    [
        ("id-jk-inspektorat/instagram-inspektorat", 1),
        ("id-jk-biro-contoh/instagram-biro-contoh", 1),
        ("id-jk-kota-contoh/facebook-kota-contoh", 0),
        ("id-jk-diskominfotik/facebook-diskominfotik", 0),
        ("my-japen/facebook-malaysiaaktif", 0),
    ],
)
def test_a_letter_that_answered_a_directive_late(example: Register, name: str, late: int) -> None:
    """Jakarta's instruction: one letter late, one on paper, one in time, and one that replaced it."""
    assert (
        find_facts(RegisterFacts(example, example.day), example.of_kind("account")[name]).values["letters_late"] == late
    )


def test_a_letter_not_yet_received_is_not_late(example: Register) -> None:
    subject = example.of_kind("account")["id-jk-biro-contoh/instagram-biro-contoh"]
    known_then = find_facts(RegisterFacts(example, date(2018, 3, 17)), subject).values
    assert known_then["letters_late"] == 0


# The standard itself.


@pytest.mark.parametrize(
    ("standards", "expected"),
    [
        ([standard("all", "2025-12-22")], 10),
        ([standard("all", "2026-01-11")], -10),
        ([standard("all", None)], None),
        ([standard("all", "2025-12-22"), standard("own", "2026-01-01", jurisdictions=["EX"])], 0),
        ([standard("all", "2025-12-22"), standard("other", "2026-01-01", jurisdictions=["MY"])], 10),
        ([standard("old", "2025-12-22"), standard("new", "2026-12-22", replaces="old")], -355),
        ([standard("later", "2026-12-22", in_force_from="2026-01-02")], None),
        ([], None),
    ],
)
def test_the_review_of_the_standard_that_applies(
    small: Register, standards: list[Record], expected: int | None
) -> None:
    assert facts_of(small, account(), *standards).get("days_overdue_for_standard_review") == expected


# The account's own record.


@pytest.mark.parametrize(
    ("months", "day", "expected"),
    [
        (None, "2026-01-01", True),
        ([12, 1], "2026-01-01", True),
        ([1], "2026-01-01", False),
        ([1], "2026-01-29", False),
        ([1], "2026-01-30", True),
        ([2, 3], "2026-03-01", False),
        ([2, 3], "2026-03-02", True),
        ([1], "0001-01-01", True),
    ],
)
def test_a_season_begins_with_thirty_days_of_preparation(
    small: Register, months: list[Value] | None, day: str, expected: bool
) -> None:
    subject = account(**({"season": months} if months else {}))
    assert facts_of(small, subject, day=date.fromisoformat(day))["in_season"] is expected


@pytest.mark.parametrize(
    ("fields", "fact", "expected"),
    [
        ({"vendor_access": []}, "vendors", 0),
        ({"vendor_access": [{"until": "2025-12-31"}, {"until": "2026-01-01"}, {}]}, "vendors_past_end", 1),
        ({}, "vendors_past_end", None),
        ({"vendor_access": "nobody"}, "vendors_past_end", None),
        ({"tools": "none"}, "tools_not_approved", None),
        ({"former_handles": [{"handle": "a", "to": "2020-01-01"}, {"handle": "b"}]}, "former_handles_undated", 1),
        ({}, "former_handles_undated", 0),
    ],
)
def test_facts_from_the_record_of_an_account(
    small: Register, fields: dict[str, Value], fact: str, expected: Value
) -> None:
    assert facts_of(small, account(**fields)).get(fact) == expected
