"""Wall time, CPU time and peak memory of processes, as the kernel counts them."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

_MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Cost:
    """What a process and those it waited for cost; of memory, the largest of them."""

    wall: float
    cpu: float
    peak: float

    def __add__(self, other: Cost) -> Cost:
        """Add what two processes cost that ran one after the other."""
        return Cost(self.wall + other.wall, self.cpu + other.cpu, max(self.peak, other.peak))


@dataclass(frozen=True)
class Run:
    """A process that has result: its cost, its exit status, and what it printed."""

    cost: Cost
    status: int
    output: str
    messages: str


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Run:
    """Run a program to its end and measure its cost."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as messages:
        begin = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=messages)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        messages.seek(0)
        printed, written = output.read().decode(), messages.read().decode()
    cost = Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * _MAXRSS_UNIT / 2**20)
    return Run(cost, process.returncode, printed, written)


def middle(costs: Iterable[Cost]) -> Cost:
    """Return the median of each figure by itself."""
    all_costs = list(costs)
    return Cost(
        median(cost.wall for cost in all_costs),
        median(cost.cpu for cost in all_costs),
        median(cost.peak for cost in all_costs),
    )


def own_peak() -> float:
    """Return our own peak in MiB.

    A child begins as a copy of us, and the kernel counts that in: smaller peaks can't be seen.
    """
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _MAXRSS_UNIT / 2**20
