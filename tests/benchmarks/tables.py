"""Tables of what was measured, on which machine, beside the goals."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from costs import Cost, middle

VALIDATE, PEER = "validate, cold", "check-jsonschema"
SOURCEMETA = "sourcemeta jsonschema"
DIFF = "diff HEAD~1 HEAD"
DIFF_TREE = "git diff-tree -r HEAD~1 HEAD"
STATUS, AGAIN, COMMIT = "git status --porcelain", "validate, nothing changed", "validate --ref HEAD, known"
TOUCHED = "validate, 10 files changed"
LIST, SHOW, CHECK = "list account --where platform=x", "show ID", "check URL"
COMPLETE, SINCE = "completion of an id --ref HEAD", "validate --base HEAD~1 --ref HEAD"
COMMIT_COLD = "validate --ref HEAD, cold"
FAULTY, FAULTY_PEER = "validate, cold, an error in every file", "check-jsonschema on a tenth of them"
COLDEST, COLDEST_PEER = "validate, cold, nothing in memory", "sourcemeta jsonschema, nothing in memory"
VERSION, TYPER = "smregister --version", "python -c 'import typer'"


@dataclass(frozen=True)
class Goal:
    """A ratio that must not be exceeded, and the size and command in whose row it stands."""

    accounts: int
    command: str
    what: str
    ratio: float
    limit: float

    @property
    def met(self) -> bool:
        """Return whether it is not exceeded."""
        return self.ratio <= self.limit

    def __str__(self) -> str:
        """Write the figure beside the goal."""
        return f"{self.ratio:.2f} (goal ≤ {self.limit:g}: {'met' if self.met else 'MISSED'})"


@dataclass
class Size:
    """What was measured at one size: every run of every command, in the order of the table."""

    accounts: int
    records: int
    mebibytes: float
    peer_calls: int
    runs: dict[str, list[Cost]] = field(default_factory=dict)

    def add(self, name: str, cost: Cost) -> None:
        """Add one run of a command."""
        self.runs.setdefault(name, []).append(cost)

    def median(self, name: str) -> Cost:
        """Return the median cost of a command."""
        return middle(self.runs[name])


def machine(peer: Path) -> dict[str, str]:
    """Describe what this was measured on, and which check-jsonschema."""
    return {
        "processor": f"{_processor()}, {os.cpu_count()} cores ({len(os.sched_getaffinity(0))} ours)",
        "system": platform.platform(),
        "Python": platform.python_version(),
        "git": _output_of("git", "version").removeprefix("git version "),
        "check-jsonschema": f"{_output_of(str(peer), '--version').rpartition(' ')[2]} with {_reader(peer)}",
    }


def goals(sizes: list[Size], start: Size) -> list[Goal]:
    """Return the goals that this run can check."""
    checked = []
    for size in sizes:
        if size.accounts == 10_000 and PEER in size.runs:
            ratio = size.median(VALIDATE).wall / size.median(PEER).wall
            checked.append(Goal(10_000, VALIDATE, "wall time by that of check-jsonschema", ratio, 0.33))
        if SOURCEMETA in size.runs:
            checked.append(_goal_by_sourcemeta(size))
        if size.accounts == 100_000:
            checked += _goals_of_warm_runs(size, start)
    compared = [size for size in sizes if DIFF in size.runs]
    if len(compared) > 1:
        small, large = compared[0], compared[-1]
        ratio = large.median(DIFF).wall / small.median(DIFF).wall
        what = f"wall time by that at {small.accounts:,} accounts"
        checked.append(Goal(large.accounts, DIFF, what, ratio, 1.5))
    ratio = start.median(VERSION).cpu / start.median(TYPER).cpu
    return [*checked, Goal(0, VERSION, f"CPU time by {TYPER}", ratio, 1.2)]


def _goal_by_sourcemeta(size: Size) -> Goal:
    """Return the goal of a cold run against the fastest peer; it is looser where the start dominates."""
    ratio = size.median(VALIDATE).wall / size.median(SOURCEMETA).wall
    return Goal(size.accounts, VALIDATE, f"by {SOURCEMETA}", ratio, 1.2 if size.accounts <= 1000 else 0.45)


def _goals_of_warm_runs(size: Size, start: Size) -> Iterator[Goal]:
    """Return the goals of runs with a cache, each against what must be done anyhow."""
    status, typer = size.median(STATUS).wall, start.median(TYPER).wall
    for command, limit in ((AGAIN, 1.4), (TOUCHED, 1.6), (LIST, 1.5), (SHOW, 1.5), (CHECK, 1.5)):
        yield Goal(size.accounts, command, f"by {STATUS}", size.median(command).wall / status, limit)
    # Stated against `--version` before, which took 1.63 times as long as importing typer.
    committed = tuple((f"{command} --ref HEAD", 4.9) for command in (LIST, SHOW, CHECK))
    for command, limit in ((COMMIT, 2.4), *committed, (COMPLETE, 4.9), (SINCE, 6.5), (DIFF, 4.1)):
        yield Goal(size.accounts, command, f"by {TYPER}", size.median(command).wall / typer, limit)
    least = size.median(DIFF_TREE).cpu + start.median(TYPER).cpu
    yield Goal(size.accounts, DIFF, f"CPU time by {DIFF_TREE} and {TYPER}", size.median(DIFF).cpu / least, 2.0)
    if SOURCEMETA in size.runs:
        ratio = size.median(VALIDATE).peak / size.median(SOURCEMETA).peak
        yield Goal(size.accounts, VALIDATE, f"peak memory by {SOURCEMETA}", ratio, 0.15)
    if FAULTY in size.runs:
        ratio = size.median(FAULTY).wall / size.median(FAULTY_PEER).wall / 10
        yield Goal(size.accounts, FAULTY, "wall time per file by check-jsonschema", ratio, 1.0)
    if COLDEST in size.runs:
        ratio = size.median(COLDEST).wall / size.median(COLDEST_PEER).wall
        yield Goal(size.accounts, COLDEST, f"by {COLDEST_PEER}", ratio, 0.5)


def lines(machine: dict[str, str], sizes: list[Size], start: Size, floor: float) -> Iterator[str]:
    """Yield the lines of the report; a peak up to the floor is hidden by our own."""
    checked = goals(sizes, start)
    yield from (f"{name}: {value}" for name, value in machine.items())
    yield "Medians of alternating runs, whole processes."
    for size in sizes:
        yield ""
        yield (
            f"{size.accounts:,} accounts: {size.records:,} records, {size.mebibytes:.1f} MiB of YAML; "
            f"check-jsonschema takes {size.peer_calls} calls"
        )
        yield from _table(size, checked, floor)
    yield ""
    yield "Start and stop"
    yield from _table(start, checked, floor)


def as_data(machine: dict[str, str], sizes: list[Size], start: Size, floor: float) -> dict[str, Any]:
    """Return the figures of every run, for a JSON document."""
    return {
        "version": 1,
        "machine": machine,
        "peak_floor_mebibytes": floor,
        "sizes": [asdict(size) for size in sizes],
        "start": {name: [asdict(cost) for cost in costs] for name, costs in start.runs.items()},
        "goals": [{**asdict(goal), "met": goal.met} for goal in goals(sizes, start)],
    }


def _table(size: Size, checked: list[Goal], floor: float) -> Iterator[str]:
    peer = size.median(PEER) if PEER in size.runs else None
    notes: dict[tuple[int, str], str] = {}
    for goal in checked:
        row_key = (goal.accounts, goal.command)
        notes[row_key] = "; ".join(filter(None, (notes.get(row_key), f"{goal.what}: {goal}")))
    yield "| command | runs | wall s | CPU s | peak MiB | wall, CPU, peak by check-jsonschema | goal |"
    yield "|---|---|---|---|---|---|---|"
    for name, runs in size.runs.items():
        cost = size.median(name)
        peak = f"{cost.peak:.0f}" if cost.peak > floor else f"≤ {floor:.0f}"
        figures = [str(len(runs)), f"{cost.wall:.3f}", f"{cost.cpu:.3f}", peak]
        row = [name, *figures, _ratios(cost, peer, name), notes.get((size.accounts, name), "")]
        yield f"| {' | '.join(row)} |"


def _ratios(cost: Cost, peer: Cost | None, name: str) -> str:
    """Compare like with like only: validations of the same files."""
    if peer is None or not name.startswith("validate"):
        return ""
    pairs = ((cost.wall, peer.wall), (cost.cpu, peer.cpu), (cost.peak, peer.peak))
    return ", ".join(f"{ours / theirs:.2f}" for ours, theirs in pairs)


def _processor() -> str:
    facts = Path("/proc/cpuinfo")
    known = facts.read_text(encoding="utf-8").splitlines() if facts.exists() else []
    models = [line.partition(":")[2].strip() for line in known if line.startswith("model name")]
    return models[0] if models else platform.processor() or "unknown"


def _reader(peer: Path) -> str:
    """Return how check-jsonschema reads YAML: ruamel.yaml may have its C reader or not, which is much."""
    question = (
        "from ruamel.yaml import __version__, main; "
        "print('ruamel.yaml', __version__, 'reading in ' + ('C' if main.CParser else 'pure Python'))"
    )
    return _output_of(str(peer.with_name("python")), "-c", question)


def _output_of(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
