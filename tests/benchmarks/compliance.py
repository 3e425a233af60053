"""Benchmark of the assessment of accounts: `python tests/benchmarks/compliance.py [--accounts N]`.

Facts are computed and every clause is assessed on one core, in the CPU time of this process; reading the records is
measured apart. The floor is the engine alone, with the same conditions and facts, in the same run. Reports include the
facts and the writing of every character; they are shown as multiples of the assessment alone.
Ends with 0 if the goal is met: 6 s for 10,000 accounts and 30 clauses, in proportion.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

from generator import make_register

from commands import clean_environment
from smregister.model import Record, Table
from smregister.output.formats import TABLE_WRITERS
from smregister.records.reader import RecordReader
from smregister.register.loader import read_register
from smregister.register.register import Register
from smregister.reports.compliance import compliance, compliance_changes, scores
from smregister.reports.freshness import freshness
from smregister.reports.guidance import guidance
from smregister.repository.work_tree import WorkTree
from smregister.standards.assessment import Assessment
from smregister.standards.assessor import Assessor
from smregister.standards.clauses import CompiledStandard, read_standard
from smregister.standards.comparison import compare
from smregister.standards.conditions.condition import Bindings
from smregister.standards.conditions.tokenizer import ConditionError
from smregister.standards.facts import TYPES
from smregister.standards.facts.account_context import RegisterFacts
from smregister.standards.summary import Group

DAY = date(2026, 6, 30)
BASELINE = Path(__file__).parents[2] / "registry" / "standards" / "baseline.yaml"
GOAL = 6 / (10_000 * 30)
T = TypeVar("T")
SEEN = {"when": "2026-06-20", "how": "made up", "by": "made up", "result": "pass"}


def main() -> int:
    """Measure, print, and end with 1 if the goal is missed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--accounts", type=int, default=10_000)
    options.add_argument("--runs", type=int, default=3)
    wanted = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="compliance-benchmark-") as temporary:
        folder = Path(temporary, "register")
        make_register(folder, wanted.accounts, clean_environment(Path(temporary, "home")))
        register, reading = timed(lambda: observed(read_register(WorkTree(folder), DAY).register))
    standard = read_standard(register.of_kind("standard")["baseline"], TYPES)
    runs = [measured(register, standard) for _ in range(wanted.runs)]
    assessing, floor, clauses = min(each[0] for each in runs), min(each[1] for each in runs), len(standard.clauses)
    allowed = GOAL * wanted.accounts * clauses
    print(f"{wanted.accounts:,} accounts, {clauses} clauses, best of {wanted.runs}, CPU time on one core")
    print(f"reading the records      {reading:7.2f} s")
    print(f"facts and assessment     {assessing:7.2f} s  (goal {allowed:.2f} s)")
    print(f"the engine alone         {floor:7.2f} s  (ratio {assessing / floor:.1f})")
    for name, work in REPORTS.items():
        print(f"{name:24} {timed(partial(work, fresh(register)))[1] / assessing:7.1f} × assessment")
    return 0 if assessing <= allowed else 1


def observed(register: Register) -> Register:
    """Return the register with the baseline standard and an observation of every account."""
    posts = {"value": "2026-06-18", **SEEN}
    facts = {"last_post": posts, "linked_from_official_site": SEEN, "links_to_official_site": SEEN}
    records = {kind: dict(register.of_kind(kind)) for kind in register.kinds}
    records["observation"] = {
        account: Record("observation", account, f"observations/{account}", {"facts": facts})
        for account in register.of_kind("account")
    }
    records["standard"] = {"baseline": baseline(register)}
    return Register(register.kinds, records, register.day)


def baseline(register: Register) -> Record:
    """Read the baseline standard of this project."""

    path = "registry/standards/baseline.yaml"
    record, findings = RecordReader(register.kinds).read(register.kinds["standard"], path, BASELINE.read_bytes())
    assert not findings
    return record


def measured(register: Register, standard: CompiledStandard) -> tuple[float, float]:
    """Return the time of the whole assessment, and of the engine alone."""
    assessments, assessing = timed(lambda: assess_all(fresh(register), [standard]))
    assert len(assessments) == len(register.of_kind("account"))
    assert all(len(each.results) == len(standard.clauses) for each in assessments)
    return assessing, timed(lambda: evaluate_conditions(assessments, standard))[1]


def fresh(register: Register) -> Register:
    """Return a register with no computed values yet."""
    return Register(register.kinds, {kind: register.of_kind(kind) for kind in register.kinds}, DAY)


def assess_all(register: Register, standards: Iterable[CompiledStandard] | None = None) -> list[Assessment]:
    """Assess every account."""
    return [*map(Assessor(RegisterFacts(register, DAY), standards).assess, register.valid("account"))]


def evaluate_conditions(assessments: Sequence[Assessment], standard: CompiledStandard) -> None:
    """Evaluate every condition on the facts of every account, and nothing else."""
    conditions = [clause.condition for clause in standard.clauses if clause.condition]
    for assessment in assessments:
        bindings = Bindings(assessment.facts.values)
        for condition in conditions:
            with suppress(ConditionError):
                condition.holds(bindings)


def clause_by_clause(register: Register) -> Table:
    """Report every account and clause."""
    return compliance(assess_all(register), DAY, "en")


def by_agency(register: Register) -> Table:
    """Report the scores of agencies."""
    return scores(assess_all(register), DAY, Group.agency)


def compared(register: Register) -> Table:
    """Compare the standard with itself as a candidate, by which nothing changes."""
    current = Assessor(RegisterFacts(register, DAY))
    proposed = current.with_candidate(register.of_kind("standard")["baseline"])
    before = [*map(current.assess, register.valid("account"))]
    after = [proposed.assess(each.account, each.facts) for each in before]
    return compliance_changes("Compared", compare(before, after), before, after, DAY, "en")


def write(format_: str, table: Table) -> int:
    """Write a table, and count its characters."""
    return sum(map(len, TABLE_WRITERS[format_](table)))


REPORTS: dict[str, Callable[[Register], int]] = {
    **{
        f"clause by clause, {name}": lambda register, name=name: write(name, clause_by_clause(register))
        for name in TABLE_WRITERS
    },
    "scores by agency": lambda register: write("text", by_agency(register)),
    "a standard beside itself": lambda register: write("text", compared(register)),
    "freshness": lambda register: write("text", freshness(register, 90)),
    "guidance": lambda register: write("text", guidance(register, 90, None, "en", due_only=False)),
}


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """Return the result of a function and the CPU time it took."""
    begin = time.process_time()
    outcome = work()
    return outcome, time.process_time() - begin


if __name__ == "__main__":
    sys.exit(main())
