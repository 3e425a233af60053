"""Approvals and the identity that they were given for: no change makes another account official under them."""

from __future__ import annotations

from functools import cache

from hypothesis import given
from hypothesis import strategies as st
from tests.registers import DAY, PROJECT

from smregister.model import Record, Value
from smregister.records.kinds import Kinds
from smregister.records.reader import RecordReader
from smregister.records.schema.kind_loader import load_kinds
from smregister.register.account_identity import find_dropped_handles, find_outdated_approvals, is_same_account
from smregister.register.official import OfficialStatus, check
from smregister.register.register import Register
from smregister.repository.work_tree import WorkTree

APPROVAL: Value = {"by": "Desk", "date": "2025-01-01"}
HANDLES = ("one", "ONE", "two", "three")
ADDRESSES = (
    "https://x.com/one",
    "https://twitter.com/Two/",
    "https://x.com/i/user/1",
    "https://x.com/intent/user?user_id=2",
    "https://x.com/one#!/two",
)
TEXTS = [*HANDLES, *ADDRESSES, "https://x.com/two", "https://x.com/three", "https://x.com/i/user/2"]


@cache
def project() -> tuple[Kinds, Record]:
    """Return the kinds of the project, and the platform X."""
    kinds, _ = load_kinds(WorkTree(PROJECT))
    path = "registry/platforms/x.yaml"
    platform, _ = RecordReader(kinds).read(kinds["platform"], path, (PROJECT / path).read_bytes())
    return kinds, platform


def register_with(*accounts: Record) -> Register:
    kinds, platform = project()
    return Register(kinds, {"platform": {"x": platform}, "account": {one.id: one for one in accounts}}, DAY)


def account_of(parts: dict[str, Value]) -> Record:
    data = {"platform": "x", "status": "active", "approval": APPROVAL, **parts}
    return Record("account", "health/x", "registry/agencies/health/accounts/x.yaml", data)


PARTS: dict[str, st.SearchStrategy[Value]] = {
    "handle": st.sampled_from(HANDLES),
    "platform_id": st.sampled_from(("1", "2")),
    "url": st.sampled_from(ADDRESSES),
    "former_handles": st.lists(st.sampled_from(HANDLES).map(lambda handle: {"handle": handle}), max_size=2),
}
ACCOUNTS = st.fixed_dictionaries({}, optional=PARTS).map(account_of)


def answers(account: Record, *statuses: OfficialStatus) -> set[str]:
    """Return the texts about which `check` answers with one of some statuses."""
    register = register_with(account)
    return {text for text in TEXTS if check(register, text, "x").status in statuses}


@given(ACCOUNTS, ACCOUNTS)
def test_an_approval_makes_no_other_account_official(before: Record, after: Record) -> None:
    known = OfficialStatus.OFFICIAL, OfficialStatus.FORMERLY_OFFICIAL
    new = answers(after, OfficialStatus.OFFICIAL) - answers(before, OfficialStatus.OFFICIAL)
    new |= answers(after, *known) - answers(before, *known)
    if new:
        assert find_outdated_approvals(register_with().platforms, before, after) == ["approval"]


@given(ACCOUNTS)
def test_an_account_that_stays_keeps_its_approval(account: Record) -> None:
    platforms = register_with().platforms
    other = Record("account", "health/other", "", {**account.data, "purpose": "Other news"})
    assert find_outdated_approvals(platforms, account, other) == []
    assert is_same_account(platforms, account, other) is bool({"handle", "platform_id"} & account.data.keys())


@given(ACCOUNTS, ACCOUNTS)
def test_what_was_once_official_is_on_record_unless_a_rule_says_otherwise(before: Record, after: Record) -> None:
    platforms = register_with().platforms
    known = OfficialStatus.OFFICIAL, OfficialStatus.FORMERLY_OFFICIAL
    lost = answers(before, *known) - answers(after, *known)
    keeps_names = {"handle", "platform_id"} & before.data.keys() <= after.data.keys()
    if lost and keeps_names and before.value("handle") == after.value("handle"):
        changes_id = before.value("platform_id") not in (None, after.value("platform_id"))
        assert changes_id or find_dropped_handles(platforms, before, after)
