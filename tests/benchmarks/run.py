"""Benchmark of smregister at several sizes, beside check-jsonschema: `python tests/benchmarks/run.py --help`."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import tables
from costs import own_peak
from generator import SMALLEST, STEP, make_register
from known_errors import prove_errors_are_found

from commands import PEER, Bench, UnfairError, clean_environment, drop_page_cache

PEER_UP_TO = 10_000
STARTS = 15


def main() -> int:
    """Measure, print, and end with 1 if a goal is missed, with 2 if a command did not do its work."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="register-benchmark-") as folder:
        try:
            sizes, start, floor = _measure(Path(folder), options)
        except UnfairError as error:
            report_progress(f"Nothing is measured: {error}")
            return 2
    machine = tables.machine(options.check_jsonschema)
    print("\n".join(tables.lines(machine, sizes, start, floor)))
    if options.json:
        text = json.dumps(tables.as_data(machine, sizes, start, floor), indent=1, ensure_ascii=False)
        options.json.write_text(text + "\n", encoding="utf-8")
    return 0 if all(goal.met for goal in tables.goals(sizes, start)) else 1


def report_progress(message: str) -> None:
    """Print how far the run is, with the time."""
    print(f"{time.strftime('%H:%M:%S')} {message}", file=sys.stderr, flush=True)


def _measure(folder: Path, options: argparse.Namespace) -> tuple[list[tables.Size], tables.Size, float]:
    """Return the figures of each size, those of starting, and our own peak before the last runs."""
    benches = [_bench(folder, accounts, options) for accounts in options.sizes]
    for bench in benches:
        report_progress(f"{bench.register.accounts:,} accounts: are known errors found, and changes counted?")
        prove_errors_are_found(bench)
        bench.prove_diff()
    sizes = [_size(bench) for bench in benches]
    for number in range(options.runs):
        for bench, size in zip(benches, sizes, strict=True):
            large = size.accounts > PEER_UP_TO
            peer = options.peer_at_every_size and number == 0 if large else True
            report_progress(f"{size.accounts:,} accounts: run {number + 1} of {options.runs}")
            _run_through(bench, size, peer=peer)
        for bench, size in zip(benches, sizes, strict=True):
            size.add(tables.DIFF_TREE, bench.git_diff_tree())
            size.add(tables.DIFF, bench.diff())
    start, floor = _start(benches[0]), own_peak()
    _measure_once(benches[-1], sizes[-1], options)
    if options.commit_of:
        sizes.append(_commit_only(folder, options.commit_of))
    return sizes, start, floor


def _measure_once(bench: Bench, size: tables.Size, options: argparse.Namespace) -> None:
    """Measure once, at the largest size, what takes long or empties the page cache."""
    if options.faulty:
        report_progress(f"{size.accounts:,} accounts: an error in every file")
        for name, cost in zip((tables.FAULTY, tables.FAULTY_PEER), bench.validate_faulty(), strict=True):
            size.add(name, cost)
    if bench.sourcemeta and options.empty_page_cache and drop_page_cache():
        report_progress(f"{size.accounts:,} accounts: an empty page cache")
        size.add(tables.COLDEST, bench.validate_cold())
        drop_page_cache()
        size.add(tables.COLDEST_PEER, bench.validate_by_sourcemeta())


def _commit_only(folder: Path, accounts: int) -> tables.Size:
    """Measure once, on a commit that is not checked out: a register too large to lay out as files for a trial."""
    report_progress(f"{accounts:,} accounts: generating a commit")
    environment = clean_environment(folder / "home")
    bench = Bench(make_register(folder / f"{accounts}", accounts, environment, checked_out=False), environment)
    size = tables.Size(accounts, bench.register.files, bench.register.size / 2**20, 0)
    report_progress(f"{accounts:,} accounts: validating the commit")
    size.add(tables.COMMIT_COLD, bench.validate_commit())
    size.add(tables.COMMIT, bench.validate_commit())
    size.add(tables.SHOW + " --ref HEAD", bench.show("--ref", "HEAD"))
    size.add(tables.CHECK + " --ref HEAD", bench.check("--ref", "HEAD"))
    return size


def _bench(folder: Path, accounts: int, options: argparse.Namespace) -> Bench:
    report_progress(f"{accounts:,} accounts: generating")
    environment = clean_environment(folder / "home")
    register = make_register(folder / str(accounts), accounts, environment)
    return Bench(register, environment, options.check_jsonschema, options.sourcemeta)


def _size(bench: Bench) -> tables.Size:
    register = bench.register
    return tables.Size(register.accounts, register.files, register.size / 2**20, bench.peer_calls())


def _run_through(bench: Bench, size: tables.Size, *, peer: bool) -> None:
    size.add(tables.VALIDATE, bench.validate_cold())
    if peer:
        size.add(tables.PEER, bench.validate_elsewhere())
    if bench.sourcemeta:
        size.add(tables.SOURCEMETA, bench.validate_by_sourcemeta())
    size.add(tables.STATUS, bench.git_status())
    size.add(tables.AGAIN, bench.validate())
    bench.validate_commit()
    size.add(tables.COMMIT, bench.validate_commit())
    size.add(tables.TOUCHED, bench.validate_changed())
    bench.validate()
    for reference in ((), ("--ref", "HEAD")):
        # The first list fills the cache.
        bench.list_of_platform(*reference)
        size.add(" ".join((tables.LIST, *reference)), bench.list_of_platform(*reference))
        size.add(" ".join((tables.SHOW, *reference)), bench.show(*reference))
        size.add(" ".join((tables.CHECK, *reference)), bench.check(*reference))
    size.add(tables.COMPLETE, bench.complete())
    bench.validate_since()
    size.add(tables.SINCE, bench.validate_since())


def _start(bench: Bench) -> tables.Size:
    start = tables.Size(0, 0, 0, 0)
    for _ in range(STARTS):
        start.add(tables.TYPER, bench.import_typer())
        start.add(tables.VERSION, bench.version())
    return start


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=_sizes, default="1000,10000,100000", help="numbers of accounts")
    parser.add_argument("--runs", type=int, default=3, help="how often each command is run (default 3)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every single figure there")
    parser.add_argument(
        "--check-jsonschema", type=Path, metavar="PROGRAM", default=PEER, help="one installed elsewhere"
    )
    parser.add_argument(
        "--sourcemeta", type=Path, metavar="PROGRAM", help="sourcemeta's `jsonschema`, to measure beside"
    )
    parser.add_argument(
        "--peer-at-every-size",
        action="store_true",
        help=f"run check-jsonschema, once, above {PEER_UP_TO:,} accounts too; takes minutes",
    )
    parser.add_argument("--faulty", action="store_true", help="also with an error in every file, at the largest size")
    parser.add_argument(
        "--empty-page-cache", action="store_true", help="also with no file in memory, at the largest size; wants root"
    )
    parser.add_argument(
        "--commit-of", type=int, metavar="ACCOUNTS", help="also a commit of so many accounts that is not checked out"
    )
    options = parser.parse_args()
    if options.runs < 1:
        parser.error("--runs wants 1 or more")
    return options


def _sizes(text: str) -> Sequence[int]:
    numbers = sorted({int(part) for part in text.split(",")})
    if numbers[0] < SMALLEST or any(number % STEP for number in numbers):
        raise argparse.ArgumentTypeError(f"sizes are multiples of {STEP}, {SMALLEST} at least")
    return numbers


if __name__ == "__main__":
    sys.exit(main())
