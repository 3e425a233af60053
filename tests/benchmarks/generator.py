"""Whole registers of a given size, the same on every machine, in git with two commits."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import names

import records

CHECKOUT = Path(__file__).resolve().parents[2]
CHANGED = 100
"""How many records the second commit changes."""

SMALLEST, STEP = 200, names.ACCOUNTS_OF_AGENCY
KINDS = {
    "account": "registry/agencies/*/accounts/*.yaml",
    "appointment": "registry/agencies/*/appointments/*.yaml",
    "agency": "registry/agencies/*/agency.yaml",
    "platform": "registry/platforms/*.yaml",
    "jurisdiction": "registry/jurisdictions/*.yaml",
    "register": "registry/register.yaml",
}
"""Kinds of the generated records, with the paths of their files."""

_DAY_OF_COMMITS = 1767657600
_REGISTER = """\
name: A register for measuring
custodian: Nobody; every record is made up
licence: CC0-1.0
contact: register@register.example
languages:
  - en
  - ms
timezone: UTC
jurisdictions:
  - XA
desk:
  - name: Example Officer
    post: Manager
    email: desk@register.example
    from: 2010-01-01
site: https://register.example/
"""
_JURISDICTION = """\
name: {name}
names:
  en: {name}
{parent}levels:
  national: national
  state: regional
agency_types:
  department:
    name: Department
    head_post: Director General
  regional-office:
    name: Regional office
    head_post: Director
domains:
  - gov.example
timezone: UTC
weekend:
  - saturday
  - sunday
languages:
  - en
  - ms
"""


@dataclass(frozen=True)
class Register:
    """A generated register: its folder, and what must be found in it."""

    folder: Path
    accounts: int
    files: int
    size: int

    @property
    def on_x(self) -> int:
        """Count the accounts on X."""
        return sum(names.platform(account) == "x" for account in range(self.accounts))

    @property
    def wanted(self) -> int:
        """Return the account to look for: one in use, in the middle."""
        middle = range(self.accounts // 2, self.accounts)
        return next(account for account in middle if names.is_active(account))

    @property
    def changed(self) -> list[int]:
        """Return the accounts that the second commit changes."""
        return list(_changed(self.accounts))


def make_register(folder: Path, accounts: int, environment: Mapping[str, str], *, checked_out: bool = True) -> Register:
    """Generate a register, commit it, change some records and commit those."""
    folder.mkdir(parents=True)
    _git(folder, environment, "init", "--quiet", "--initial-branch=main")
    command = ["git", "fast-import", "--quiet", "--done"]
    with subprocess.Popen(command, cwd=folder, env=environment, stdin=subprocess.PIPE) as importer:
        assert importer.stdin
        files, size = _write_commit(importer.stdin, "first", _first(accounts))
        _write_commit(importer.stdin, "second", _second(accounts))
        importer.stdin.write(b"done\n")
    if importer.returncode:
        raise SystemExit("git fast-import failed")
    if checked_out:
        _git(folder, environment, "reset", "--quiet", "--hard", "main")
        settle(folder, environment)
    return Register(folder, accounts, files, size)


def settle(folder: Path, environment: Mapping[str, str]) -> None:
    """Refresh the index, as in a checkout that is not brand-new.

    Git compares the content of every file that is as young as its index, again at each check.
    """
    time.sleep(1.1)
    _git(folder, environment, "update-index", "-q", "--refresh", "--force-write-index")


def paths_of(folder: Path, kind: str) -> Iterator[str]:
    """Return the paths of every record of a kind, in order."""
    return (path.relative_to(folder).as_posix() for path in sorted(folder.glob(KINDS[kind])))


def account_path(account: int) -> str:
    """Return the path of an account's record."""
    agency = names.agency_name(account // names.ACCOUNTS_OF_AGENCY)
    return f"registry/agencies/{agency}/accounts/{names.account_name(account)}.yaml"


def _first(accounts: int) -> Iterator[tuple[str, bytes]]:
    for path in sorted([*CHECKOUT.glob("schemas/*.schema.json"), *CHECKOUT.glob("registry/platforms/*.yaml")]):
        yield path.relative_to(CHECKOUT).as_posix(), path.read_bytes()
    for path, text in _texts(accounts):
        yield f"registry/{path}", text.encode()


def _texts(accounts: int) -> Iterator[tuple[str, str]]:
    yield "register.yaml", _REGISTER
    yield "jurisdictions/XA.yaml", _JURISDICTION.format(name="Example Country", parent="")
    for region in range(1, records.REGIONS + 1):
        text = _JURISDICTION.format(name=f"Example Region {region}", parent="parent: XA\n")
        yield f"jurisdictions/XA-{region:02}.yaml", text
    for agency in range(accounts // names.ACCOUNTS_OF_AGENCY):
        yield from _agency(f"agencies/{names.agency_name(agency)}", agency)


def _agency(folder: str, agency: int) -> Iterator[tuple[str, str]]:
    yield f"{folder}/agency.yaml", records.agency_text(agency)
    for position in range(names.ACCOUNTS_OF_AGENCY):
        account = agency * names.ACCOUNTS_OF_AGENCY + position
        yield f"{folder}/accounts/{names.account_name(account)}.yaml", records.account_text(account)
    for position in range(names.APPOINTMENTS_OF_AGENCY):
        number = agency * names.APPOINTMENTS_OF_AGENCY + position
        name = names.appointment_name(number)
        yield f"{folder}/appointments/{name}.yaml", records.appointment_text(number)


def _second(accounts: int) -> Iterator[tuple[str, bytes]]:
    for account in _changed(accounts):
        yield account_path(account), records.account_text(account, revised=True).encode()


def _changed(accounts: int) -> Iterator[int]:
    return (number * accounts // CHANGED for number in range(CHANGED))


def _write_commit(stream: IO[bytes], name: str, files: Iterator[tuple[str, bytes]]) -> tuple[int, int]:
    """Write a commit as git fast-import reads it; return the number and the bytes of its records."""
    who = f"Example Desk <desk@register.example> {_DAY_OF_COMMITS} +0000"
    stream.write(f"commit refs/heads/main\ncommitter {who}\ndata {len(name)}\n{name}\n".encode())
    count = size = 0
    for path, content in files:
        stream.write(f"M 100644 inline {path}\ndata {len(content)}\n".encode() + content + b"\n")
        if path.startswith("registry/"):
            count, size = count + 1, size + len(content)
    return count, size


def _git(folder: Path, environment: Mapping[str, str], *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)
