"""Cost of refusing the rows of one agency, as a multiple of the cost of refusing none."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from costs import middle, run

PROGRAM = Path(sys.executable).parent / "smregister"
GOAL = 1.2
MAP = """\
agency:
  name: {field: Dept, form: name}
  record: {name: {field: Dept}, type: department, level: national, jurisdiction: PG}
accounts: [{url: {field: Link}, record: {purpose: News}}]
records:
  - {kind: jurisdiction, id: PG, record: {name: Papua New Guinea, levels: {national: national}, domains: [gov.pg]}}
"""
# What is wrong with the rows; {} is their number.
REFUSED = {
    "a hidden character in the name": "Tele\u00adcom Office,https://x.com/bad{}",
    "no address": "Telecom Office,ask the minister {}",
    "no department": ",https://x.com/bad{}",
    "a handle that is too long": f"Telecom Office,https://x.com/{'a' * 1100}{{}}",
}


def write_list(path: Path, good: int, bad: int, line: str) -> None:
    """Write a list of good rows of many agencies, then of bad ones of one agency."""
    rows = [f"Dept {number // 8},https://x.com/acct{number:05d}" for number in range(good)]
    path.write_text("\n".join(["Dept,Link", *rows, *(line.format(number) for number in range(bad))]) + "\n", "utf-8")


def measure(folder: Path, runs: int, good: int, bad: int, line: str) -> float:
    """Return the CPU time of an import in seconds."""
    write_list(folder / "list.csv", good, bad, line)
    command = [str(PROGRAM), "import", "../list.csv", "--map", "../map.yaml"]
    results = [run(command, folder / "register", dict(os.environ)) for _ in range(runs)]
    if any(result.status for result in results) or f"  {bad} refused" not in results[0].output:
        raise SystemExit(results[0].messages)
    return middle(result.cost for result in results).cpu


def main() -> int:
    """Print a row for each kind of bad rows; return 1 if the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1800)
    parser.add_argument("--refused", type=int, default=40)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    is_met = True
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run([str(PROGRAM), "init", "register"], folder, dict(os.environ))
        (folder / "map.yaml").write_text(MAP, "utf-8")
        none = measure(folder, options.runs, options.rows, 0, "")
        for title, line in REFUSED.items():
            ratio = measure(folder, options.runs, options.rows, options.refused, line) / none
            is_met = is_met and ratio <= GOAL
            print(f"{title}: {ratio:.2f} times the cost without refused rows (goal: {GOAL})")
    return 0 if is_met else 1


if __name__ == "__main__":
    sys.exit(main())
