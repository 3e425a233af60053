"""Validation: the findings, their order, and those of a change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeAlias

import pytest
from tests.registers import ACCOUNT, ACCOUNT_TEXT, AGENCY, DAY, SMALL, Files, Repository, build_repository, write
from tests.snapshots import validate, validate_change

from smregister.errors import FatalError
from smregister.model import Severity, ValidationResult
from smregister.repository.overlay_tree import OverlayTree
from smregister.repository.tree import Tree
from smregister.repository.work_tree import WorkTree

TreeAt: TypeAlias = Callable[[Path, str | None], Tree]
Validated: TypeAlias = Callable[[Repository], ValidationResult]

AGENCY_TEXT = str(SMALL[AGENCY])
TWIN = "registry/agencies/health/accounts/x-twin.yaml"
TWIN_TEXT = ACCOUNT_TEXT.replace("example_health", "example_twin")
INVALID_TEXT = TWIN_TEXT.replace("status: active", "status: lively")
DANGLING_TEXT = TWIN_TEXT + "twin: nobody\n"


def brief(result: ValidationResult) -> list[tuple[str, int, str]]:
    """Return the findings in short: file name, line, rule."""
    return [(Path(found.path).name, found.line, found.rule) for found in result.findings]


@pytest.fixture
def validated(tree_at: TreeAt) -> Validated:
    """Validate the change from the last commit to the work tree."""

    def validated(repository: Repository) -> ValidationResult:
        base, head = tree_at(repository.root, "HEAD"), tree_at(repository.root, None)
        return validate_change(base, head, DAY)

    return validated


# A register as it is.


def test_a_register_without_an_error(register: Path) -> None:
    result = validate(WorkTree(register), DAY)
    assert result.findings == ()
    assert result.is_valid
    assert result.records == len([*(register / "registry").rglob("*.yaml")])


def test_an_error_in_one_file_hides_no_error_in_another(register: Path) -> None:
    write(
        register,
        {
            ACCOUNT: "platform: [x\n",
            TWIN: INVALID_TEXT,
            TWIN.replace("twin", "third"): TWIN_TEXT.replace("example_twin", "a-b"),
            AGENCY: b"\xff",
        },
    )
    assert brief(validate(WorkTree(register), DAY)) == [
        ("x-health.yaml", 2, "not-yaml"),
        ("x-third.yaml", 2, "invalid-handle"),
        ("x-twin.yaml", 5, "value-not-allowed"),
        ("agency.yaml", 1, "not-utf-8"),
    ]


def test_a_finding_is_no_longer_for_more_duplicates(register: Path) -> None:
    for number in range(9):
        write(register, {TWIN.replace("twin", f"twin-{number}"): TWIN_TEXT})
    found = [finding for finding in validate(WorkTree(register), DAY).findings if finding.rule == "duplicate-account"]
    assert len(found) == 9
    assert {finding.message.count("`health/x-twin-") for finding in found} == {3}
    assert all(finding.message.endswith(", and others") for finding in found)


def test_findings_stand_in_order_of_path_line_column_and_rule(register: Path) -> None:
    write(
        register,
        {TWIN: "zeal: 1\nplatform: 2\nstatus: lively\n", ACCOUNT: DANGLING_TEXT, AGENCY: "type: 1\n"},
    )
    result = validate(WorkTree(register), DAY)
    places = [(found.path, found.line, found.column, found.rule) for found in result.findings]
    assert places == sorted(places)
    assert len(places) > 6
    assert result == validate(WorkTree(register), DAY)


def test_rules_do_not_check_a_record_that_its_schema_rejects(register: Path) -> None:
    write(register, {TWIN: DANGLING_TEXT.replace("status: active", "status: lively")})
    assert brief(validate(WorkTree(register), DAY)) == [("x-twin.yaml", 5, "value-not-allowed")]


def test_a_reference_to_an_invalid_record_does_not_dangle(register: Path) -> None:
    write(register, {TWIN: INVALID_TEXT, ACCOUNT: ACCOUNT_TEXT + "twin: x-twin\n"})
    assert brief(validate(WorkTree(register), DAY)) == [("x-twin.yaml", 5, "value-not-allowed")]


def test_a_finding_about_a_field_points_at_its_key(register: Path) -> None:
    write(
        register,
        {ACCOUNT: "# A comment first.\n\n" + ACCOUNT_TEXT + "former_handles:\n  - handle: old\n    to: 2026-01-02\n"},
    )
    (found,) = validate(WorkTree(register), DAY).findings
    assert (found.line, found.column, found.pointer) == (11, 5, "/former_handles/0/to")


def test_the_day_decides_and_no_clock(register: Path) -> None:
    write(
        register,
        {ACCOUNT: ACCOUNT_TEXT.replace("2020-05-02", "2020-05-02\naccessibility_checked: 2024-02-29")},
    )
    on_the_day, before = (validate(WorkTree(register), date(2024, 2, day)) for day in (29, 28))
    assert brief(on_the_day) == []
    assert brief(before) == [("x-health.yaml", 7, "date-in-future")]


def test_warnings_and_notes_leave_a_register_valid(register: Path) -> None:
    address = "url: https://www.twitter.com/example_health\nbrand: Not one of the agency's\n"
    write(register, {ACCOUNT: ACCOUNT_TEXT + address})
    result = validate(WorkTree(register), DAY)
    assert [found.severity for found in result.findings] == [Severity.NOTE, Severity.WARNING]
    assert result.is_valid
    assert [result.count(severity) for severity in Severity] == [0, 1, 1]


@pytest.mark.parametrize("ref", [None, ":", "HEAD"])
def test_the_verdict_is_the_same_wherever_the_files_lie(
    repository: Repository, tree_at: TreeAt, ref: str | None
) -> None:
    repository.commit({TWIN: DANGLING_TEXT})
    assert brief(validate(tree_at(repository.root, ref), DAY)) == [("x-twin.yaml", 7, "dangling-reference")]


def test_a_tree_without_schemas_can_t_be_validated(tmp_path: Path) -> None:
    write(tmp_path, {"registry/register.yaml": "name: x\n"})
    with pytest.raises(FatalError, match="no schemas"):
        validate(WorkTree(tmp_path), DAY)


def test_no_record_can_stop_the_run(register: Path) -> None:
    hostile = [
        "a: &a [*a, *a]\n",
        "[" * 30_000,
        "a: " + "9" * 20_000,
        "a: .nan\n",
        "? ? a\n",
        "a: !!python/object/apply:os.system [ls]\n",
        "{}\n",
        "a: '\n",
        "<<: {a: 1}\n",
        "%YAML 9.9\n---\na: 1\n",
        "\0",
        "a: \ud800",
    ]
    paths = [TWIN.replace("twin", str(number)) for number in range(len(hostile))]
    write(
        register,
        {path: text.encode("utf-8", "surrogatepass") for path, text in zip(paths, hostile, strict=True)},
    )
    result = validate(WorkTree(register), DAY)
    assert {found.path for found in result.findings} == set(paths)


@pytest.mark.parametrize("end", ["0000-12-31", "9999-12-31"])
def test_a_day_without_one_before_or_after_it_stops_nothing(register: Path, end: str) -> None:
    fields = "officer: {post: Head}\naccounts: all-of-agency\nletter: {number: '%s', date: 2020-01-01}\n"
    folder = "registry/agencies/health/appointments"
    first = f"{fields % 1}effective_from: 0000-01-01\neffective_to: {end}\nend_reason: replaced\n"
    write(
        register,
        {f"{folder}/a.yaml": first, f"{folder}/b.yaml": f"{fields % 2}effective_from: 9999-12-31\nreplaces: a\n"},
    )
    assert validate(WorkTree(register), DAY).records > 0


# A change: it answers for what it touches and for what it breaks elsewhere.

OLD_ERRORS: Files = {TWIN: INVALID_TEXT, "registry/agencies/ghost/accounts/x-ghost.yaml": DANGLING_TEXT}


def test_an_empty_change_has_no_finding(repository: Repository, validated: Validated) -> None:
    repository.commit(OLD_ERRORS)
    result = validated(repository)
    assert result.findings == ()
    assert result.debt == 3


def test_old_errors_elsewhere_are_debt_and_do_not_fail_a_change(repository: Repository, validated: Validated) -> None:
    repository.commit({TWIN: INVALID_TEXT})
    repository.write({ACCOUNT: ACCOUNT_TEXT.replace("for the press", "for the public")})
    result = validated(repository)
    assert result.findings == ()
    assert result.is_valid
    assert result.debt == 1


def test_an_old_error_stays_old_when_it_has_a_better_suggestion(repository: Repository, validated: Validated) -> None:
    works = AGENCY.replace("health", "works")
    text = str(SMALL[AGENCY]).replace("Health", "Works")
    repository.commit({works: text + "parent: healht\n", AGENCY: None, ACCOUNT: None})
    repository.write({AGENCY: SMALL[AGENCY]})
    result = validated(repository)
    assert result.findings == ()
    assert result.debt == 1


def test_old_errors_in_a_touched_file_fail_a_change(repository: Repository, validated: Validated) -> None:
    repository.commit(OLD_ERRORS)
    repository.write({TWIN: INVALID_TEXT.replace("for the press", "for the public")})
    result = validated(repository)
    assert brief(result) == [("x-twin.yaml", 5, "value-not-allowed")]
    assert result.debt == 2


def test_a_comment_is_a_touch(repository: Repository, validated: Validated) -> None:
    repository.commit({TWIN: INVALID_TEXT})
    repository.write({TWIN: "# A comment.\n" + INVALID_TEXT})
    assert brief(validated(repository)) == [("x-twin.yaml", 6, "value-not-allowed")]


def test_an_error_that_a_change_fixes_is_no_debt(repository: Repository, validated: Validated) -> None:
    repository.commit({TWIN: INVALID_TEXT})
    repository.write({TWIN: TWIN_TEXT})
    result = validated(repository)
    assert result.findings == ()
    assert result.debt == 0


def test_an_error_that_a_change_causes_elsewhere_fails_it(repository: Repository, validated: Validated) -> None:
    repository.commit({TWIN: TWIN_TEXT, ACCOUNT: ACCOUNT_TEXT + "twin: x-twin\n"})
    repository.write({TWIN: None, TWIN.replace("twin", "moved"): TWIN_TEXT})
    assert brief(validated(repository)) == [("x-health.yaml", 7, "dangling-reference")]


def test_a_twin_of_an_untouched_record_is_found_at_both(repository: Repository, validated: Validated) -> None:
    repository.write({TWIN: ACCOUNT_TEXT})
    assert brief(validated(repository)) == [
        ("x-health.yaml", 2, "duplicate-account"),
        ("x-twin.yaml", 2, "duplicate-account"),
    ]


def test_a_stricter_schema_fails_the_records_it_breaks(repository: Repository, validated: Validated) -> None:
    repository.commit({TWIN: INVALID_TEXT})
    schema = (repository.root / "schemas/agency.schema.json").read_text()
    assert '"required": [\n    "name",' in schema
    repository.write(
        {
            "schemas/agency.schema.json": schema.replace(
                '"required": [\n    "name",', '"required": [\n    "short_name",', 1
            )
        }
    )
    result = validated(repository)
    assert [(found.path, found.rule) for found in result.findings] == [(AGENCY, "missing-field")]
    assert result.debt == 1


def test_a_deleted_record_is_found_at_its_old_path(repository: Repository, validated: Validated) -> None:
    repository.write({ACCOUNT: None})
    assert brief(validated(repository)) == [("x-health.yaml", 1, "removed-record")]


def test_a_record_that_can_no_longer_be_read_is_not_a_deleted_one(repository: Repository, validated: Validated) -> None:
    repository.write({ACCOUNT: "platform: [x\n"})
    assert brief(validated(repository)) == [("x-health.yaml", 2, "not-yaml")]


def test_a_record_that_could_not_be_read_before_may_be_fixed(repository: Repository, validated: Validated) -> None:
    repository.commit({ACCOUNT: "platform: [x\n"})
    repository.write({ACCOUNT: ACCOUNT_TEXT})
    result = validated(repository)
    assert result.findings == ()
    assert result.debt == 0


def test_later_commits_of_the_base_are_not_part_of_a_change(repository: Repository, tree_at: TreeAt) -> None:
    repository.git("checkout", "--quiet", "-b", "proposal")
    repository.commit({ACCOUNT: ACCOUNT_TEXT.replace("active", "dormant")})
    repository.git("checkout", "--quiet", "main")
    repository.commit({TWIN: TWIN_TEXT})
    repository.git("checkout", "--quiet", "proposal")
    repository.write({ACCOUNT: ACCOUNT_TEXT})
    for head in ("proposal", ":", None):
        main = tree_at(repository.root, "main")
        result = validate_change(main, tree_at(repository.root, head), DAY)
        assert result.findings == (), "the twin, which is not here yet, is not taken for deleted"
    repository.commit({ACCOUNT: None})
    result = validate_change(tree_at(repository.root, "main"), tree_at(repository.root, None), DAY)
    assert {found.rule for found in result.findings} == {"removed-record"}


def test_without_a_base_no_change_rule_applies(repository: Repository, tree_at: TreeAt) -> None:
    repository.commit({ACCOUNT: None})
    assert validate(tree_at(repository.root, "HEAD"), DAY).findings == ()


@pytest.mark.parametrize("below", ["", "government/register"])
def test_from_commit_to_commit_and_to_the_index(tmp_path: Path, tree_at: TreeAt, below: str) -> None:
    repository = build_repository(tmp_path, below=below)
    base = repository.commit({TWIN: INVALID_TEXT})
    repository.commit({ACCOUNT: ACCOUNT_TEXT.replace("platform: x", "platform: facebook")})
    for ref in ("HEAD", ":", None):
        result = validate_change(tree_at(repository.root, base), tree_at(repository.root, ref), DAY)
        assert brief(result) == [
            ("x-health.yaml", 1, "changed-identity"),
            ("x-health.yaml", 2, "invalid-handle"),
        ]
        assert result.debt == 1


def test_an_untracked_file_is_validated(repository: Repository, validated: Validated) -> None:
    repository.write({TWIN: INVALID_TEXT})
    assert brief(validated(repository)) == [("x-twin.yaml", 5, "value-not-allowed")]


def test_a_proposal_is_validated_before_it_is_written(repository: Repository, tree_at: TreeAt) -> None:
    repository.commit({TWIN: INVALID_TEXT})
    disk = tree_at(repository.root, None)
    proposal = OverlayTree(disk, {ACCOUNT: (ACCOUNT_TEXT + "twin: nobody\n").encode()})
    result = validate_change(disk, proposal, DAY)
    assert brief(result) == [("x-health.yaml", 7, "dangling-reference")]
    assert result.debt == 1
    assert (repository.root / ACCOUNT).read_text() == ACCOUNT_TEXT


def test_a_day_that_has_come_since_is_no_error_of_a_change(repository: Repository, validated: Validated) -> None:
    repository.commit(
        {TWIN: TWIN_TEXT.replace("opened: 2020-05-02", "opened: 2020-05-02\naccessibility_checked: 2026-01-02")}
    )
    result = validated(repository)
    assert result.findings == ()
    assert result.debt == 1
