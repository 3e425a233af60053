"""Registers with known errors, to prove that validation finds them."""

from __future__ import annotations

import names
from generator import Register, account_path, settle

import records
from commands import Bench, UnfairError, delete_cache


def prove_errors_are_found(bench: Bench) -> None:
    """Break two records, check that exactly their errors are found, and fix them.

    The first check has an empty cache, the second the cache of a run over the fixed register; that run
    must find nothing.
    """
    delete_cache(bench.register.folder)
    _require_known_errors(bench)
    bench.validate()
    _require_known_errors(bench)


def broken_records(register: Register) -> dict[str, str]:
    """Return two changed files: one names an appointment that does not exist, one takes another's handle."""
    first, last = _twins(register)
    taken = records.account_text(last).replace(names.handle(last), names.handle(first))
    lost = records.account_text(register.wanted).replace("admins:\n", "admins:\n  - nobody-2001\n")
    return {account_path(last): taken, account_path(register.wanted): lost}


def expected_errors(register: Register) -> set[tuple[str, str]]:
    """Return the errors of the broken register: path and rule."""
    twins = {(account_path(account), "duplicate-account") for account in _twins(register)}
    return twins | {(account_path(register.wanted), "dangling-reference")}


def _require_known_errors(bench: Bench) -> None:
    folder, broken = bench.register.folder, broken_records(bench.register)
    valid = {path: (folder / path).read_bytes() for path in broken}
    for path, text in broken.items():
        (folder / path).write_text(text, encoding="utf-8")
    found, expected = bench.find_errors(), expected_errors(bench.register)
    for path, content in valid.items():
        (folder / path).write_bytes(content)
    settle(folder, bench.environment)
    if found != expected:
        raise UnfairError(f"validate finds {sorted(found)} where the errors are {sorted(expected)}")


def _twins(register: Register) -> tuple[int, int]:
    numbers = range(register.accounts)
    fitting = [a for a in numbers if names.platform(a) == "facebook" and names.is_active(a)]
    return fitting[0], fitting[-1]
