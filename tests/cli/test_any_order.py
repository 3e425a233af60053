"""Random commands: `check`, `list` and `validate` agree about every state that they leave."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.commands import run
from tests.lengths import count
from tests.registers import ACCOUNT, ACCOUNT_TEXT, AGENCY, SMALL, Repository, build_repository

FIRST = date(2026, 1, 1)
LENGTH = 50
IN_USE = {"active", "dormant", "suspended", "closing"}
STATUSES = [*sorted(IN_USE), "proposed", "compromised", "closed", "transferred"]
FILES: dict[str, str | bytes | None] = {
    **SMALL,
    ACCOUNT: f"{ACCOUNT_TEXT}status_since: 2020-05-02\n",
    "registry/agencies/food/agency.yaml": str(SMALL[AGENCY]).replace("of Health", "of Food"),
    "registry/agencies/food/accounts/x-food.yaml": ACCOUNT_TEXT.replace("example_health", "example_food"),
}

accounts = st.tuples(st.integers(0, 3))
"""The number of an account among those that there are by then."""
agencies = st.sampled_from(["health", "food"])
statuses = st.sampled_from(STATUSES)
handles = st.sampled_from(["example_health", "example_food", "third", "Third", "fourth"])
days = st.integers(-40, 20)
"""Days from today, which moves on."""
dated = st.one_of(st.none(), days)
owned = st.sampled_from(["status_since", "opened", "closed"])
commands = st.one_of(
    # The simplest command first: Hypothesis begins with an example of nothing else.
    st.tuples(st.just("next week")),
    st.tuples(st.just("status {} {}"), accounts, statuses, dated),
    st.tuples(st.just("reopen {} --status {}"), accounts, statuses, dated),
    st.tuples(st.just("reopen {}"), accounts, dated),
    st.tuples(st.just("close {} --reason Gone"), accounts, dated),
    st.tuples(st.just("close {} --reason Gone --replaced-by {}"), accounts, accounts, dated),
    st.tuples(st.just("handle {} {}"), accounts, handles, dated),
    st.tuples(st.just("transfer {} {}"), accounts, agencies, dated),
    st.tuples(st.just("edit {} --set status={}"), accounts, statuses),
    st.tuples(st.just("edit {} --set {}=[day]"), accounts, owned, days),
    st.tuples(st.just("edit {} --unset {}"), accounts, st.one_of(owned, st.just("closed_reason"))),
    st.tuples(st.just("edit {} --set closed_reason=Gone --set handle={}"), accounts, handles),
    st.tuples(st.just("rename {} {}"), accounts, st.sampled_from(["x-food", "x-health"])),
    st.tuples(st.just("undo")),
    st.tuples(st.just("commit")),
)


@pytest.mark.long
@settings(max_examples=count(2, 40))
@given(st.lists(commands, min_size=LENGTH, max_size=LENGTH))
def test_fifty_commands_leave_one_answer(steps: Sequence[tuple[Any, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        register, today = build_repository(Path(folder) / "register", FILES), FIRST
        for template, *words in steps:
            if template == "next week":
                today += timedelta(7)
            else:
                carry_out(register, template, words, today)
        assert_agreement(register, today)


def carry_out(register: Repository, template: str, words: Sequence[Any], today: date) -> None:
    """Run a command, which may be refused, but only in words."""
    if template == "commit":
        register.commit({})
        return
    ids = [path.relative_to(register.root / "registry/agencies") for path in register.root.rglob("accounts/*.yaml")]
    present = sorted(f"{path.parts[0]}/{path.stem}" for path in ids)
    names = [present[word[0] % len(present)] if isinstance(word, tuple) else word for word in words]
    names = [name for name in names if isinstance(name, str)]
    dates = [(today + timedelta(word)).isoformat() for word in words if isinstance(word, int)]
    command = template.format(*names).split()
    if "[day]" in command[-1]:
        command[-1] = command[-1].replace("[day]", dates[0])
    elif dates:
        command += ["--on", dates[0]]
    run(register.root, *command, *([] if template == "undo" else ["--as-of", today.isoformat()]))


def assert_agreement(register: Repository, today: date) -> None:
    day = ("--as-of", today.isoformat())
    findings = run(register.root, "validate", "--json", *day).json()["findings"]
    records = run(register.root, "list", "account", "--json").json()["records"]
    wrong = {finding["path"] for finding in findings if finding["severity"] == "error"}
    overdue = {path_of(record) for record in records if is_overdue(record, today)}
    assert wrong == overdue, findings
    for handle in {record["handle"].casefold() for record in records}:
        named = [record for record in records if record["handle"].casefold() == handle]
        listed = any(record["status"] in IN_USE and not is_overdue(record, today) for record in named)
        since = max((item.get("to", "") for record in named for item in record.get("former_handles", ())), default="")
        answer = run(register.root, "check", f"https://x.com/{handle}", "--json", *day).json()
        assert (answer["verdict"] == "official") == (listed and since < today.isoformat()), (named, answer)


def is_overdue(record: dict[str, Any], today: date) -> bool:
    """Return whether a planned end has come, and the status is to follow."""
    return record["status"] in {*IN_USE, "compromised"} and record.get("closed", "9999") <= today.isoformat()


def path_of(record: dict[str, Any]) -> str:
    agency, _, name = record["id"].partition("/")
    return f"registry/agencies/{agency}/accounts/{name}.yaml"
