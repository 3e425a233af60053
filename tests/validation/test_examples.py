"""Example registers with their expected findings.

`# expect: rule, rule` at the end of a line names the findings there; every other line has none. `expect.txt`
lists findings that no comment can name, as `path:line: rule`. `disk.txt` lists files that are not plain text.
`base/` has the register before a change.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import TypeAlias

import pytest
from tests.commands import run
from tests.registers import DAY, PROJECT, Repository, build, build_repository
from tests.snapshots import validate, validate_change

from smregister.model import ValidationResult
from smregister.repository.tree import Tree
from smregister.repository.work_tree import WorkTree
from smregister.validation.explain import RENAMED_RULES, explain_name
from smregister.validation.glossary import all_rules
from smregister.validation.rules import load_rules

EXAMPLES = PROJECT / "tests" / "examples"
CASES = sorted(folder.name for folder in EXAMPLES.iterdir())
WITHOUT_EXAMPLE = {"unreadable-file"}
"""No file is unreadable for root; `tests/attacks/test_stress.py` has its test."""
COMMENT = re.compile(r"# expect: ([a-z, -]+)$")

Expectation: TypeAlias = tuple[str, int, str]


@pytest.mark.parametrize("case", CASES)
def test_findings_are_those_of_the_comments(
    case: str, tmp_path: Path, tree_at: Callable[[Path, str | None], Tree]
) -> None:
    result = validate_case(EXAMPLES / case, tmp_path / "register", tree_at)
    found = {(finding.path, finding.line, finding.rule): finding.message for finding in result.findings}
    expected = expectations(EXAMPLES / case)
    assert sorted(found) == sorted(expected), "\n".join(found[place] for place in found.keys() - expected)


@pytest.mark.parametrize("name", [rule.name for rule in all_rules()])
def test_every_rule_has_an_example(name: str) -> None:
    assert name in expected_rules() | WITHOUT_EXAMPLE


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.name)
def test_every_rule_explains_the_finding_and_the_reason(rule: object) -> None:
    paragraphs = rule.explanation.split("\n\n")  # type: ignore[attr-defined]
    assert len(paragraphs) >= 2
    assert all(len(paragraph.split()) >= 4 and paragraph.endswith(".") for paragraph in paragraphs)


def test_the_list_of_rules_is_the_folder_of_rules() -> None:
    folder = PROJECT / "src" / "smregister" / "validation" / "rules"
    modules = {path.stem.replace("_", "-") for path in folder.glob("*.py")} - {"--init--"}
    assert [rule.name for rule in load_rules().all] == sorted(modules)


def test_no_two_rules_have_one_name() -> None:
    names = [rule.name for rule in all_rules()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", RENAMED_RULES)
def test_the_old_name_of_a_rule_leads_to_the_new_one(name: str) -> None:
    new_name = RENAMED_RULES[name]
    first, _, text = explain_name(WorkTree(PROJECT), name).partition("\n\n")
    assert first == f"`{name}` is now called `{new_name}`"
    assert text == explain_name(WorkTree(PROJECT), new_name)
    assert text.startswith(f"{new_name} (")


def test_the_findings_as_json_are_those_of_the_contract(tmp_path: Path) -> None:
    root = build(tmp_path / "register", texts(EXAMPLES / "in-json"), platforms=())
    answer = run(root, "validate", "--format", "json", "--as-of", "2026-01-01")
    snapshot = (EXAMPLES / "in-json" / "findings.json").read_text("utf-8")
    assert (answer.output, answer.messages, answer.status) == (snapshot, "", 1)


def validate_case(case: Path, root: Path, tree_at: Callable[[Path, str | None], Tree]) -> ValidationResult:
    """Validate an example as a register, or as a change if it has a base."""
    as_of = case / "as_of.txt"
    day = date.fromisoformat(as_of.read_text().strip()) if as_of.exists() else DAY
    if (case / "base").exists():
        base = build_repository(root, texts(case / "base"))
        return validate_change(tree_at(root, "HEAD"), change(base, case, tree_at), day)
    build(root, texts(case))
    disk(case, root)
    return validate(WorkTree(root), day)


def change(base: Repository, case: Path, tree_at: Callable[[Path, str | None], Tree]) -> Tree:
    """Commit what the example makes of its base."""
    after = texts(case)
    gone = {path: None for path in texts(case / "base") if path not in after}
    return tree_at(base.root, base.commit({**after, **gone}))


def texts(folder: Path) -> dict[str, str | bytes | None]:
    """Return the files of an example's register by their paths."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for top in ("registry", "schemas")
        for path in (folder / top).rglob("*")
        if path.is_file()
    }


def disk(case: Path, root: Path) -> None:
    """Make what git need not carry everywhere: `link PATH TARGET`, `program PATH`."""
    orders = case / "disk.txt"
    for line in orders.read_text().splitlines() if orders.exists() else ():
        what, path, *target = line.split()
        if what == "link":
            (root / path).symlink_to(target[0])
        else:
            (root / path).chmod(0o644 | stat.S_IXUSR)


def expectations(case: Path) -> set[Expectation]:
    """Return the findings that an example expects, from its comments and its list."""
    return {*from_comments(case), *from_list(case / "expect.txt")}


@cache
def expected_rules() -> set[str]:
    """Return the rules that all examples expect."""
    return {rule for case in CASES for _, _, rule in expectations(EXAMPLES / case)}


def from_comments(case: Path) -> Iterator[Expectation]:
    for path, content in texts(case).items():
        lines = content.decode("utf-8", "replace").split("\n") if isinstance(content, bytes) else ()
        for number, line in enumerate(lines, 1):
            comment = COMMENT.search(line)
            yield from ((path, number, rule) for rule in comment[1].split(", ")) if comment else ()


def from_list(place: Path) -> Iterator[Expectation]:
    for line in place.read_text().splitlines() if place.exists() else ():
        path, number, rule = line.split(":")
        yield path, int(number), rule.strip()
