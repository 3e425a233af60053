"""Table of an audit: rows for programs, lines for people."""

from __future__ import annotations

from smregister.model import Code
from smregister.repository.commits import Commit
from smregister.review.audit import AuditEntry, AuditResult
from smregister.review.audit_table import audit_table
from smregister.review.identities import Identity


def commit(letter: str) -> Commit:
    return Commit(letter * 40, (), 0, "Officer", f"Change {letter}\n\nMore\n")


ENTRIES = [
    AuditEntry(commit("a"), "2026-01-01", Identity(20, (10, 11), "#7"), AuditResult.ALLOWED, ("letter 1", "letter 2")),
    AuditEntry(commit("b"), "2026-01-02", Identity(50), AuditResult.NOT_ALLOWED, ("letter 3",), ("1", "2", "3", "4")),
    AuditEntry(commit("c"), "2026-01-03", Identity(None), AuditResult.UNKNOWN_AUTHOR),
    AuditEntry(commit("d"), "2026-01-04", Identity(20), AuditResult.ALLOWED, ("letter 1",)),
    AuditEntry(commit("e"), "2026-01-05", Identity(51), AuditResult.NOT_ALLOWED, (), ("1", "2", "3")),
]


def test_programs_read_the_newest_first_and_people_the_worst() -> None:
    table = audit_table(ENTRIES, "2026-06-01")
    assert (table.name, str(table.title), table.as_of) == ("audit", "Audit of the main line", "2026-06-01")
    assert table.columns == (
        "commit", "date", "request", "author", "approved_by", "result", "authority", "reasons", "subject",
    )  # fmt: skip
    assert table.rows == (
        ("e" * 40, "2026-01-05", None, 51, [], "not allowed", [], ["1", "2", "3"], "Change e"),
        ("d" * 40, "2026-01-04", None, 20, [], "allowed", ["letter 1"], [], "Change d"),
        ("c" * 40, "2026-01-03", None, None, [], "unknown author", [], [], "Change c"),
        ("b" * 40, "2026-01-02", None, 50, [], "not allowed", ["letter 3"], ["1", "2", "3", "4"], "Change b"),
        ("a" * 40, "2026-01-01", "#7", 20, [10, 11], "allowed", ["letter 1", "letter 2"], [], "Change a"),
    )
    assert table.summary == {"changes": 5, "not allowed": 2, "unknown author": 1, "allowed": 2}
    assert [*table.summary] == ["changes", "not allowed", "unknown author", "allowed"]
    assert [*map(str, table.headings)] == ["Commit", "Date", "Pull request", "Author", "Result", "Letter or reason"]
    assert table.lines == (
        (commit("e").short_id, "2026-01-05", None, 51, "not allowed", "1; 2; 3"),
        (commit("b").short_id, "2026-01-02", None, 50, "not allowed", "1; 2; 3; and 1 more"),
        (commit("c").short_id, "2026-01-03", None, None, "unknown author", ""),
        (commit("d").short_id, "2026-01-04", None, 20, "allowed", "letter 1"),
        (commit("a").short_id, "2026-01-01", "#7", 20, "allowed", "letter 1; letter 2"),
    )
    assert {type(line[0]) for line in table.lines} == {Code}
    assert all(type(row[5]) is str for row in table.rows)
