"""Benchmark of the audit of the main line: `python tests/benchmarks/audit.py [--changes N]`.

Every change is an officer's, who is known from the identities; all agencies have one. Measured is the wall time of the
whole command, with nothing kept, and then with what it kept. The floor is `git log` over the same changes, with the
paths that each of them changed, in the same run.
Ends with 0 if the goal is met: 60 s for 10,000 changes, in proportion.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from commands import clean_environment

AGENCIES, ACCOUNTS = 200, 5
GOAL = 60 / 10_000
FIRST_SECOND = 1_767_225_600
COMMAND = ("smregister", "audit", "--as-of", "2026-12-31", "--format", "csv")
AGENCY = "name: Department {}\ntype: department\nlevel: national\njurisdiction: PG\nstatus: active\n"
ACCOUNT = "platform: x\nhandle: a{}_{}\npurpose: News {}\nstatus: active\n"
LETTER = """\
officer:
  post: Officer
  forge:
    user_id: {}
accounts: all-of-agency
letter:
  number: L/{}
  date: 2024-01-10
effective_from: 2024-01-15
"""
DESK = "desk:\n  - post: Manager of the desk\n    forge:\n      user_id: 1\n    from: 2020-01-01\n"


def main() -> int:
    """Measure, print, and end with 1 if the goal is missed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--changes", type=int, default=10_000)
    wanted = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="audit-benchmark-") as temporary:
        bench = Bench(Path(temporary), clean_environment(Path(temporary, "home")))
        bench.make_register()
        identities = bench.land(wanted.changes)
        new = timed(lambda: bench.run(*COMMAND, "--identities", str(identities)))
        kept = timed(lambda: bench.run(*COMMAND, "--identities", str(identities)))
        floor = timed(lambda: bench.git("log", "--first-parent", "--raw", "-r", "--format=%H"))
    allowed = GOAL * wanted.changes
    print(f"{wanted.changes:,} landed changes of {AGENCIES} agencies, wall time")
    print(f"audit            {new:7.2f} s  (goal {allowed:.0f} s, {new / floor:.0f} × git log --raw)")
    print(f"audit once more  {kept:7.2f} s")
    return 0 if new <= allowed else 1


class Bench:
    """A register in a folder, and what runs there."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.root, self._folder, self._environment = folder / "register", folder, environment

    def run(self, *command: str, stdin: str = "") -> str:
        """Run a command in the register; fail if it does."""
        return subprocess.run(
            command, cwd=self.root, env=self._environment, input=stdin, capture_output=True, text=True, check=True
        ).stdout.strip()

    def git(self, *arguments: str, stdin: str = "") -> str:
        """Run git in the register."""
        return self.run("git", *arguments, stdin=stdin)

    def make_register(self) -> None:
        """Create a register with a desk, and agencies with an officer and accounts each."""
        self.root.mkdir()
        settings = ("--name", "Benchmark", "--custodian", "Desk", "--contact", "desk@example.gov", "--timezone", "UTC")
        self.run("smregister", "init", ".", *settings, "--country", "PG")
        register = self.root / "registry/register.yaml"
        register.write_text(register.read_text() + DESK)
        for agency in range(AGENCIES):
            folder = self.root / f"registry/agencies/a{agency}"
            for name in ("accounts", "appointments"):
                (folder / name).mkdir(parents=True)
            (folder / "agency.yaml").write_text(AGENCY.format(agency))
            (folder / "appointments/officer.yaml").write_text(LETTER.format(officer(agency), agency))
            for account in range(ACCOUNTS):
                (folder / f"accounts/x-{account}.yaml").write_text(ACCOUNT.format(agency, account, "of old"))
        self.git("add", "--all")
        self.git("-c", "user.name=Desk", "-c", "user.email=desk@example.gov", "commit", "-qm", "Add the agencies")

    def land(self, count: int) -> Path:
        """Add changes of officers to the main line; return the file of who made them."""
        marks, file = self._folder / "marks", self._folder / "landed.json"
        stream = "".join(commits(count, self.git("rev-parse", "HEAD")))
        self.git("fast-import", "--quiet", "--force", f"--export-marks={marks}", stdin=stream)
        ids = dict(line.split() for line in marks.read_text().splitlines())
        landed = [
            {"commit": ids[f":{n}"], "author": officer(n % AGENCIES), "request": f"#{n}"} for n in range(1, count + 1)
        ]
        file.write_text(json.dumps({"version": 1, "landed": landed}))
        return file


def officer(agency: int) -> int:
    """Return the user id of an agency's officer."""
    return 1_000 + agency


def commits(count: int, tip: str) -> Iterator[str]:
    """Yield commits for `git fast-import`, each of which changes one account."""
    for number in range(1, count + 1):
        agency, account = number % AGENCIES, number // AGENCIES % ACCOUNTS
        text = ACCOUNT.format(agency, account, number)
        yield (
            f"commit refs/heads/main\nmark :{number}\ncommitter Officer <o@example.gov> {FIRST_SECOND + number} +0000\n"
            f"data 8\nA change\nfrom {tip if number == 1 else f':{number - 1}'}\n"
            f"M 100644 inline registry/agencies/a{agency}/accounts/x-{account}.yaml\ndata {len(text)}\n{text}\n"
        )


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that some work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
