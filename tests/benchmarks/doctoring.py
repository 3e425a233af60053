"""Registers with known errors, so that no validation is measured that finds none."""

from __future__ import annotations

import naming
from generator import Register, account_path, settle

import records
from commands import Bench, UnfairError, forget


def prove_faults_are_found(bench: Bench) -> None:
    """Break two records, check that exactly their errors are found, and fix them.

    First with nothing remembered, then with what a run over the mended register remembers; that run
    must find nothing.
    """
    forget(bench.register.folder)
    _demand_faults(bench)
    bench.validate()
    _demand_faults(bench)


def doctored(register: Register) -> dict[str, str]:
    """Return two files anew: one names an appointment that does not exist, one takes another's handle."""
    first, last = _twins(register)
    taken = records.account_text(last).replace(naming.handle(last), naming.handle(first))
    lost = records.account_text(register.wanted).replace("admins:\n", "admins:\n  - nobody-2001\n")
    return {account_path(last): taken, account_path(register.wanted): lost}


def known_faults(register: Register) -> set[tuple[str, str]]:
    """Return the errors that a doctored register has: path and rule."""
    twins = {(account_path(account), "duplicate-account") for account in _twins(register)}
    return twins | {(account_path(register.wanted), "dangling-reference")}


def _demand_faults(bench: Bench) -> None:
    folder, broken = bench.register.folder, doctored(bench.register)
    valid = {path: (folder / path).read_bytes() for path in broken}
    for path, text in broken.items():
        (folder / path).write_text(text, encoding="utf-8")
    found, wanted = bench.faults(), known_faults(bench.register)
    for path, content in valid.items():
        (folder / path).write_bytes(content)
    settle(folder, bench.environment)
    if found != wanted:
        raise UnfairError(f"validate finds {sorted(found)} where the faults are {sorted(wanted)}")


def _twins(register: Register) -> tuple[int, int]:
    numbers = range(register.accounts)
    fitting = [a for a in numbers if naming.platform(a) == "facebook" and naming.is_active(a)]
    return fitting[0], fitting[-1]
