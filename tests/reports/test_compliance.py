"""Reports of compliance, its changes and trend; recommendation letters; freshness and guidance."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from markdown_it import MarkdownIt
from tests.commands import run
from tests.output.test_formats import HOSTILE, assert_safe
from tests.registers import (
    ACCOUNT,
    ACCOUNT_TEXT,
    AGENCY,
    DAY,
    PROJECT,
    SMALL,
    Repository,
    build,
    build_repository,
    committed,
)
from tests.reports.test_register_reports import POSTER, POSTERS, WORKS, cells

from smregister.letters.recommendation_letter import AccountScore, Advice, RecommendationLetter, format_letter
from smregister.register.snapshot import RegisterSnapshot
from smregister.repository.work_tree import WorkTree
from smregister.validation.candidate_standard import read_candidate

HOUSE = "registry/standards/house.yaml"
NEXT = "registry/standards/next.yaml"
WAIVER = "registry/agencies/health/waivers/name.yaml"
OBSERVATION = "registry/agencies/health/observations/x-health.yaml"
GUIDANCE = "registry/guidance/captions.yaml"
MINISTRY = "registry/agencies/works/accounts/x-works.yaml"
NAMED = {"name": "Example Health"}


def clause(code: str, fact: str, weight: int = 1, **more: object) -> dict[str, object]:
    def words(what: str) -> dict[str, str]:
        return {"en": f"{what} of {code}", "ms": f"{what} bagi {code}"}

    examples = [{"given": {fact: True}, "expect": "pass"}, {"given": {fact: False}, "expect": "fail"}]
    texts = {"title": words("Title"), "text": words("Text"), "remedy": words("Remedy")}
    return {
        "id": code,
        **texts,
        "severity": "error",
        "weight": weight,
        "condition": f"facts.{fact}",
        "examples": examples,
        **more,
    }


PURPOSE = clause("PUR-01", "audience_stated", 2)
NAME = clause("NAM-01", "name_stated")
SECOND_FACTOR = clause("SEC-01", "mfa_enabled", 3)


def standard(*clauses: dict[str, object], since: str = "2026-01-01", **more: object) -> str:
    data = {"title": "House rules", "version": "1", "in_force_from": since, "clauses": [*clauses], **more}
    return yaml.safe_dump(data, sort_keys=False)


def waiver(**more: object) -> str:
    approved = {"by": "Desk", "date": "2026-01-01", "reference": "1"}
    data = {"standard": "house", "clause": "NAM-01", "reason": "Under-repair", "approved": approved}
    return yaml.safe_dump({**data, "from": "2026-01-01", "until": "2026-06-30", **more})


def account(**fields: object) -> str:
    return yaml.safe_dump({**yaml.safe_load(ACCOUNT_TEXT), "opened": "2020-05-02", **fields}, sort_keys=False)


TWO = SMALL | {WORKS: str(SMALL[AGENCY]).replace("Health", "Works"), MINISTRY: POSTERS, HOUSE: standard(PURPOSE, NAME)}


def report(root: Path, *arguments: str, day: str = "2026-03-31", name: str = "compliance") -> dict[str, Any]:
    answer = run(root, "report", name, *arguments, "--as-of", day, "--json")
    assert answer.status == 0, answer.messages
    return answer.json()


def outcomes(document: dict[str, Any]) -> list[tuple[object, ...]]:
    return cells(document, "account", "clause", "outcome")


# Clause by clause.


def test_every_account_and_clause_has_a_row(tmp_path: Path) -> None:
    build(tmp_path, TWO | {ACCOUNT: account(name="Health", audience="All")})
    document = report(tmp_path)
    assert list(document) == ["version", "report", "as_of", "columns", "rows", "summary"]
    assert outcomes(document) == [
        ("health/x-health", "PUR-01", "met"),
        ("health/x-health", "NAM-01", "met"),
        ("works/x-works", "PUR-01", "not-met"),
        ("works/x-works", "NAM-01", "not-met"),
    ]
    assert document["rows"][2] == {
        "account": "works/x-works",
        "agency": "works",
        "level": "national",
        "platform": "x",
        "jurisdiction": "EX",
        "standard": "house",
        "clause": "PUR-01",
        "title": "Title of PUR-01",
        "severity": "error",
        "outcome": "not-met",
        "reason": "`audience_stated` is false",
        "remedy": "Remedy of PUR-01",
    }
    assert document["rows"][0]["remedy"] is None


def test_scores_by_group(tmp_path: Path) -> None:
    build(tmp_path, TWO | {ACCOUNT: account(audience="All")})
    document = report(tmp_path)["summary"]
    counts = {"accounts": 2, "met": 1, "not-met": 3, "waived": 0, "could-not-tell": 0, "not-applicable": 0}
    assert {name: document[name] for name in (*counts, "percent")} == counts | {"percent": 33}
    percents = {
        group: {name: each["percent"] for name, each in document["scores"][group].items()}
        for group in document["scores"]
    }
    assert percents == {
        "account": {"health/x-health": 66, "works/x-works": 0},
        "agency": {"health": 66, "works": 0},
        "level": {"national": 33},
        "platform": {"x": 33},
        "jurisdiction": {"EX": 33},
    }
    assert cells(report(tmp_path, "--by", "agency"), "agency", "percent") == [("health", 66), ("works", 0)]


def test_scores_by_account_do_not_count_accounts_for_people(tmp_path: Path) -> None:
    build(tmp_path, TWO)
    assert "accounts" in report(tmp_path, "--by", "account")["columns"]
    options = ("report", "compliance", "--by", "account", "--as-of", "2026-03-31", "--format")
    heading, first, *_ = run(tmp_path, *options, "text").output.splitlines()
    assert heading.split("\t")[:3] == ["Account", "Met", "Not met"]
    assert first.split("\t")[:3] == ["health/x-health", "0", "2"]
    page = run(tmp_path, *options, "html").output
    assert 'data-label="Accounts"' not in page
    assert '<svg class="bar"' in page


def test_text_lists_open_clauses(tmp_path: Path) -> None:
    build(tmp_path, TWO | {ACCOUNT: account(audience="All", name="Health")})
    answer = run(tmp_path, "report", "compliance", "--as-of", "2026-03-31")
    heading, *lines = answer.output.splitlines()
    assert heading.split("\t") == ["Account", "Requirement", "Outcome", "Severity", "Title", "Reason"]
    assert [line.split("\t")[:3] for line in lines] == [
        ["works/x-works", "PUR-01", "not-met"],
        ["works/x-works", "NAM-01", "not-met"],
    ]
    assert "as of 2026-03-31: 2 accounts, 2 met, 2 not-met, 50 percent" in answer.messages


@pytest.mark.parametrize("option", [["--agency", "works"], ["--platform", "x", "--level", "national"]], ids=" ".join)
def test_accounts_can_be_filtered(tmp_path: Path, option: list[str]) -> None:
    build(tmp_path, TWO)
    assert {row["agency"] for row in report(tmp_path, *option)["rows"]} == (
        {"works"} if "--agency" in option else {"health", "works"}
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--agency", "work"], "there is no agency `work` in this register; did you mean `works`?"),
        (["--level", "village"], "there is no level `village` in this register"),
        (["--platform", "y"], "there is no platform `y` in this register"),
        (["--compare"], "a standard to compare with: --standard FILE"),
        (["--by", "agency", "--since", "2026-01-01"], "--by and --since can't be combined"),
        (["--since", "2026-01-01", "--ref", "HEAD"], "leave --ref out"),
        (["--since", "2026-04-01"], "2026-04-01 is after 2026-03-31"),
        (["--since", "soon"], "`soon` is not a date"),
        (["--since", ""], "`` is not a date"),
        (["--debt-since", "", "--by", "agency"], "--by and --debt-since can't be combined"),
        (["--since", "2026-01-01"], "is not in a git repository"),
        (["--debt-since", "v1"], "is not in a git repository"),
        (["--standard", "none.yaml"], "there is no file none.yaml"),
        (["--standard", "registry"], "registry is not a file"),
        (["--standard", HOUSE, "--since", "2026-01-01"], "leave --standard out"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_impossible_options_are_errors(tmp_path: Path, options: list[str], message: str) -> None:
    build(tmp_path, TWO)
    answer = run(tmp_path, "report", "compliance", "--as-of", "2026-03-31", *options)
    assert (answer.status, answer.output) == (2, "")
    assert message in answer.messages


def test_the_same_report_as_of_two_dates_under_two_standards(tmp_path: Path) -> None:
    later = standard(PURPOSE, NAME, SECOND_FACTOR, since="2026-07-01", replaces="house")
    build(tmp_path, SMALL | {HOUSE: standard(PURPOSE), NEXT: later})
    assert cells(report(tmp_path, day="2026-06-30"), "standard", "clause") == [("house", "PUR-01")]
    assert cells(report(tmp_path, day="2026-07-01"), "standard", "clause", "outcome") == [
        ("next", "PUR-01", "not-met"),
        ("next", "NAM-01", "not-met"),
        ("next", "SEC-01", "could-not-tell"),
    ]
    before = report(tmp_path, day="2025-12-31")
    assert (before["rows"], before["summary"]["accounts without a standard"], before["summary"]["percent"]) == (
        [],
        1,
        None,
    )


def test_a_waiver_excuses_while_it_is_valid(tmp_path: Path) -> None:
    build(tmp_path, SMALL | {HOUSE: standard(PURPOSE, NAME), WAIVER: waiver()})
    waived = report(tmp_path)["rows"][1]
    assert (waived["outcome"], waived["reason"], waived["remedy"]) == ("waived", "waived until 2026-06-30", None)
    assert cells(report(tmp_path, day="2026-07-01"), "outcome") == [("not-met",), ("not-met",)]


def test_a_page_of_scores_names_the_standard_and_how_it_counts(tmp_path: Path) -> None:
    build(tmp_path, TWO)
    page = run(tmp_path, "report", "compliance", "--by", "account", "--format", "html").output
    assert "<strong>House rules</strong>" in page
    assert "What could not be checked counts as not met" in page


# Recommendation letters.


def letter(root: Path, *arguments: str, messages: str = "") -> str:
    answer = run(root, "report", "compliance", "--agency", "health", "--format", "markdown", *arguments)
    assert (answer.status, answer.messages) == (0, messages)
    return answer.output


def test_a_waiver_continues_under_the_replacing_standard(tmp_path: Path) -> None:
    second = standard(NAME, since="2026-02-01", replaces="house")
    third = standard(NAME, since="2026-03-01", replaces="next")
    files = {HOUSE: standard(NAME), NEXT: second, "registry/standards/third.yaml": third, WAIVER: waiver()}
    build(tmp_path, SMALL | files)
    for day in ("2026-01-31", "2026-02-28", "2026-03-31"):
        assert outcomes(report(tmp_path, day=day)) == [("health/x-health", "NAM-01", "waived")]
    other = standard(NAME, since="2026-03-01")
    build(tmp_path, SMALL | files | {"registry/standards/third.yaml": other})
    assert outcomes(report(tmp_path)) == [("health/x-health", "NAM-01", "not-met")]


def test_a_letter_to_an_agency(tmp_path: Path) -> None:
    build(tmp_path, TWO | {ACCOUNT: account(name="Health", url="https://x.com/example_health")})
    assert letter(tmp_path, "--as-of", "2026-03-31") == (
        """\
# Recommendations for the Department of Health

Reference: ........

To the Secretary, Department of Health

Dear Sir or Madam,

On 31 March 2026 we assessed how the official social media accounts of your agency comply with “House rules”, version 1.

Score: 33%

Requirements met: 1. Not met: 1. Waived: 0. Could not be checked: 0.

Each requirement counts once for each account. The score is the weight of the met requirements as a percentage \
of all that apply. What could not be checked counts as not met; what is waived is left out.

- X: \\@example\\_health, `https://x.com/example_health`. Score: 33%

## Not met

### PUR-01: Title of PUR-01

Text of PUR-01

- X: \\@example\\_health. Why: the record states no audience

**What to do:** Remedy of PUR-01

---

If any of this is incorrect, please tell us.\\
Please reply by ........ to desk\\@register.example.\\
Example desk\\
Register of a made-up government\\
desk\\@register.example
"""
    )


def test_a_long_letter_has_the_less_urgent_advice_in_an_annex(tmp_path: Path) -> None:
    clauses = [clause(f"PUR-{number:02}", "audience_stated") for number in range(1, 8)]
    build(tmp_path, SMALL | {HOUSE: standard(*clauses)})
    lines = letter(tmp_path, "--as-of", "2026-03-31").splitlines()
    headings = [line for line in lines if line[:3] in ("## ", "---") or line.startswith("### PUR-06")]
    assert headings == ["## Most urgent", "---", "## Annex: Not met", "### PUR-06: Title of PUR-06"]
    assert "Please begin with the most urgent requirements. The annex has 2 more." in lines


def test_a_letter_is_also_a_page(tmp_path: Path) -> None:
    build(tmp_path, TWO)
    options = ("report", "compliance", "--agency", "health", "--letter", "--as-of", "2026-03-31")
    page = run(tmp_path, *options, "--format", "html").output
    assert "<title>Recommendations for the Department of Health</title>" in page
    assert "<p>Dear Sir or Madam,</p>" in page
    assert run(tmp_path, *options).output == letter(tmp_path, "--as-of", "2026-03-31")
    assert "--letter needs the agency" in run(tmp_path, "report", "compliance", "--letter").messages
    assert "a letter can't be JSON" in run(tmp_path, *options, "--json").messages
    assert "--by and --letter can't be combined" in run(tmp_path, *options, "--by", "agency").messages


def test_a_report_of_one_agency_names_it(tmp_path: Path) -> None:
    build(tmp_path, TWO)
    page = run(tmp_path, "report", "compliance", "--agency", "health", "--format", "html").output
    assert "<h1>Compliance with the standard: Department of Health</h1>" in page


def test_text_is_in_one_language(tmp_path: Path) -> None:
    build(tmp_path, TWO)
    answer = run(tmp_path, "report", "compliance", "--by", "agency", "--lang", "id", "--format", "markdown")
    title, *_, heading, _, row, _ = answer.output.splitlines()
    assert title.startswith("**Kepatuhan terhadap standar, menurut instansi**: 0% skor, 2 akun dinilai")
    assert heading.startswith("| Instansi | Jumlah akun |")
    assert row == "| `health` | 1 | 0 | 2 | 0 | 0 | 0 | 0% |"
    assert "rekod tidak menyatakan" in run(tmp_path, "report", "compliance", "--lang", "ms").output


def test_a_report_says_if_most_could_not_be_checked(tmp_path: Path) -> None:
    build(tmp_path, SMALL | {HOUSE: standard(SECOND_FACTOR)})
    answer = run(tmp_path, "report", "compliance", "--as-of", "2026-03-31")
    assert "note: 1 of 1 results could not be checked, and count as not met" in answer.messages


def test_a_letter_scores_no_closed_account(tmp_path: Path) -> None:
    other = ACCOUNT.replace("x-health", "x-other")
    closed = account(handle="example_other", status="closed", closed="2026-03-01", closed_reason="Merged")
    build(tmp_path, TWO | {other: closed})
    assert "_other, `" not in letter(tmp_path, "--as-of", "2026-03-31")
    assert "_other, `" in letter(tmp_path, "--as-of", "2026-02-28")


def test_a_letter_lists_each_clause_once_by_severity(tmp_path: Path) -> None:
    light, other = {**PURPOSE, "severity": "note"}, ACCOUNT.replace("x-health", "x-other")
    files = {HOUSE: standard(light, NAME), other: account(handle="example_other", name="Other")}
    build(tmp_path, SMALL | files | {ACCOUNT: account()})
    lines = [
        line
        for line in letter(tmp_path, "--as-of", "2026-03-31").splitlines()
        if line[:3] in ("## ", "###", "- X") and "Score" not in line
    ]
    assert lines == [
        "## Not met",
        "### NAM-01: Title of NAM-01",
        "- X: \\@example\\_health. Why: the record lacks the name on the profile",
        "### PUR-01: Title of PUR-01",
        "- X: \\@example\\_health, X: \\@example\\_other. Why: the record states no audience",
    ]


def test_a_letter_names_an_account_whose_handle_is_a_code(tmp_path: Path) -> None:
    path = "registry/platforms/whatsapp-group.yaml"
    group = account(platform="whatsapp-group", handle="ExampleGroup0000000001", name="Health news")
    other = ACCOUNT.replace("x-health", "whatsapp-health")
    build(tmp_path, SMALL | {HOUSE: standard(PURPOSE), path: (PROJECT / path).read_text("utf-8"), other: group})
    written = letter(tmp_path, "--as-of", "2026-03-31")
    assert "- WhatsApp group: Health news, X: \\@example\\_health. Why: the record states no audience" in written
    assert "`https://chat.whatsapp.com/ExampleGroup0000000001`" in written


def test_a_letter_to_an_agency_without_a_head_post(tmp_path: Path) -> None:
    headless = "".join(line for line in str(SMALL[AGENCY]).splitlines(keepends=True) if "head_post" not in line)
    build(tmp_path, TWO | {AGENCY: headless})
    assert "\nTo the Department of Health\n" in letter(tmp_path, "--as-of", "2026-03-31")
    assert "\nKepada Department of Health\n" in letter(tmp_path, "--as-of", "2026-03-31", "--lang", "ms")


def test_a_letter_in_another_language_falls_back_where_words_are_missing(tmp_path: Path) -> None:
    build(tmp_path, TWO)
    malay = letter(tmp_path, "--as-of", "2026-03-31", "--lang", "ms")
    assert "**Tindakan:** Remedy bagi PUR-01" in malay
    assert "Syor kepada Department of Health" in malay
    assert "Sebab: rekod tidak menyatakan" in malay
    assert "Remedy of PUR-01" in letter(tmp_path, "--as-of", "2026-03-31", "--lang", "id")


def test_a_letter_without_open_clauses(tmp_path: Path) -> None:
    build(tmp_path, TWO | {ACCOUNT: account(name="Health", audience="All")})
    written = letter(tmp_path, "--as-of", "2026-03-31")
    assert "No action is needed. Thank you." in written
    assert "##" not in written


def test_no_letter_without_accounts(tmp_path: Path) -> None:
    build(tmp_path, TWO)
    letter_options = ("report", "compliance", "--agency", "health", "--format", "markdown")
    for options in (("--platform", "facebook"), ("--as-of", "2019-01-01")):
        answer = run(tmp_path, *letter_options, *options)
        assert (answer.status, answer.output) == (2, "")
        assert "there is nothing to write to `health`: no standard covers an account of it" in answer.messages


@pytest.mark.parametrize(
    "text",
    [*filter(str.strip, HOSTILE), "1. a", "- a", "# a", "> a", "www.evil.example", "http://evil.example", "a~~b~~"],
)
def test_no_text_of_a_record_is_markup_in_a_letter(text: str) -> None:
    sections = {text: (Advice(text, text, text, text, (text, text)),)}
    written = "\n".join(
        format_letter(
            RecommendationLetter(text, (text, text), (AccountScore(text, text, text),), sections, (text, text))
        )
    )
    assert_safe(written)
    assert not [line for line in written.splitlines() if line.startswith("::")], "a forge's workflow would obey"
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(written)
    kinds = {child.type for token in tokens for child in token.children or []}
    assert kinds <= {"text", "text_special", "strong_open", "strong_close", "hardbreak", "code_inline"}
    blocks = [token.type for token in tokens if token.type.endswith("_open") or token.type == "hr"]
    paragraphs = ["paragraph_open"] * 2
    assert blocks == [
        "heading_open",
        *paragraphs,
        "bullet_list_open",
        "list_item_open",
        "paragraph_open",
        "heading_open",
        "heading_open",
        "paragraph_open",
        "bullet_list_open",
        *["list_item_open", "paragraph_open"] * 2,
        "paragraph_open",
        "hr",
        "paragraph_open",
    ]


# Candidate standards.


def test_an_added_clause_is_compared_adopted_and_waived(tmp_path: Path) -> None:
    build(tmp_path, TWO | {ACCOUNT: account(name="Health"), HOUSE: standard(PURPOSE)})
    draft = tmp_path / "next.yaml"
    draft.write_text(standard(PURPOSE))
    nothing = run(tmp_path, "report", "compliance", "--standard", "next.yaml", "--compare")
    assert nothing.messages.startswith("no account newly fails or passes a clause\n")
    draft.write_text(standard(PURPOSE, NAME, since="2027-01-01", replaces="house"))
    document = report(tmp_path, "--standard", "next.yaml", "--compare")
    assert cells(document, "account", "agency", "clause", "change", "before", "after") == [
        ("works/x-works", "works", "NAM-01", "newly-fails", None, "not-met")
    ]
    assert document["summary"]["agencies"] == {
        "works": {
            "newly-fails": 1,
            "newly-unknown": 0,
            "newly-passes": 0,
            "newly-waived": 0,
            "no-longer-asked": 0,
            "percent before": 0,
            "percent after": 0,
        }
    }
    assert {row["standard"] for row in report(tmp_path, "--standard", "next.yaml")["rows"]} == {"next"}
    assert {row["standard"] for row in report(tmp_path)["rows"]} == {"house"}
    build(tmp_path, {NEXT: standard(PURPOSE, NAME, since="2026-03-01", replaces="house")})
    build(tmp_path, {WAIVER.replace("health", "works"): waiver(standard="next")})
    assert outcomes(report(tmp_path))[-1] == ("works/x-works", "NAM-01", "waived")


def test_a_clause_dropped_by_the_candidate_passes(tmp_path: Path) -> None:
    build(tmp_path, TWO)
    (tmp_path / "house.yaml").write_text(standard(clause("PUR-01", "mfa_enabled")))
    document = report(tmp_path, "--standard", "house.yaml", "--compare", "--agency", "health")
    assert cells(document, "clause", "change", "before", "after") == [
        ("PUR-01", "newly-unknown", "not-met", "could-not-tell"),
        ("NAM-01", "no-longer-asked", "not-met", None),
    ]
    assert (document["summary"]["accounts newly fail"], document["summary"]["accounts newly pass"]) == (0, 1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (standard(clause("A-1", "no_such_fact")), "error invalid-condition: the condition can't be used"),
        (
            standard(NAME | {"examples": [{"given": {"name_stated": True}, "expect": "pass"}]}),
            "error clause-without-examples",
        ),
        (standard(NAME | {"condition": "!facts.name_stated"}), "error clause-example-fails"),
        (standard(NAME, clause("NAM-01", "audience_stated")), "error duplicate-clause"),
        (standard(NAME | {"applies_to": {"platforms": ["facebok"]}}), "error dangling-reference"),
        ("title: House\n", "error "),
        ("a: [\n", "error "),
        ("\x00", "error "),
        ("", "error "),
    ],
)
def test_only_a_valid_candidate_is_assessed(tmp_path: Path, text: str, message: str) -> None:
    build(tmp_path, TWO)
    (tmp_path / "draft.yaml").write_text(text)
    answer = run(tmp_path, "report", "compliance", "--standard", "draft.yaml", "--compare")
    assert (answer.status, answer.output) == (1, "")
    assert answer.messages.startswith("draft.yaml:")
    assert message in answer.messages
    assert "draft.yaml can't be tried until these errors are fixed" in answer.messages


def test_the_clause_in_the_guide_is_valid(tmp_path: Path) -> None:
    """Its examples are evaluated, too."""
    build(tmp_path, SMALL)
    section = (PROJECT / "docs/how-to/standards.md").read_text("utf-8").partition("## A standard of your own")[2]
    clauses = section.partition("```yaml\n")[2].partition("```")[0]
    content = f"title: House rules\nversion: '1'\nin_force_from: 2026-01-01\nclauses:\n{clauses}"
    trial = read_candidate(RegisterSnapshot(WorkTree(tmp_path), DAY), "house.yaml", content.encode())
    assert trial.findings == ()
    assert [each["id"] for each in trial.record.data["clauses"]] == ["POST-01"]


def test_a_candidate_has_the_name_of_its_file(tmp_path: Path) -> None:
    build(tmp_path, TWO)
    (tmp_path / "My Draft.yaml").write_text(standard(NAME))
    answer = run(tmp_path, "report", "compliance", "--standard", "My Draft.yaml")
    assert (answer.status, answer.output) == (2, "")
    assert "the name of the file is the name of the standard: `My Draft` is not a valid name" in answer.messages


# Over time.


@pytest.fixture
def past(tmp_path: Path) -> Repository:
    """Return a register with four months of history: a name added, a standard changed, an account added."""
    files = SMALL | {HOUSE: standard(PURPOSE, NAME)}
    repository = build_repository(tmp_path / "past", files, when="2026-01-15T12:00:00Z")
    repository.mark("tags/v1")
    repository.commit({ACCOUNT: account(name="Health")}, "2026-02-10T12:00:00Z")
    following = standard(NAME, since="2026-04-01", replaces="house")
    repository.commit({POSTER: POSTERS, NEXT: following}, "2026-04-02T12:00:00Z")
    return repository


def test_each_month_is_assessed_by_its_own_standard(past: Repository) -> None:
    document = report(past.root, "--since", "0001-01-01", day="2026-04-20")
    assert cells(document, "month", "day", "accounts", "met", "not-met", "percent") == [
        ("2026-01", "2026-01-31", 1, 0, 2, 0),
        ("2026-02", "2026-02-28", 1, 1, 1, 33),
        ("2026-03", "2026-03-31", 1, 1, 1, 33),
        ("2026-04", "2026-04-20", 2, 1, 1, 50),
    ]
    assert past.git("rev-parse", "v1").startswith(document["rows"][0]["commit"])
    assert document["rows"][-1]["commit"] is None
    assert document["summary"]["months"] == 4


def test_invalid_records_of_the_past_are_noted(tmp_path: Path) -> None:
    repository = build_repository(tmp_path, SMALL | {HOUSE: "title: House\n"}, when="2026-01-15T12:00:00Z")
    repository.commit({HOUSE: standard(NAME)}, "2026-02-10T12:00:00Z")
    note = "as of 2026-01-31, invalid files are left out: 1"
    assert report(tmp_path, "--since", "2026-01-01", day="2026-02-20")["notes"] == [note]
    assert report(tmp_path, "--debt-since", "2026-01-31", day="2026-02-20")["notes"] == [note]


def test_commits_before_the_register_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("Soon.\n")
    repository = committed(tmp_path, "2026-01-15T12:00:00Z")
    build(tmp_path, SMALL)
    repository.commit({HOUSE: standard(NAME)}, "2026-02-10T12:00:00Z")
    document = report(tmp_path, "--since", "2026-01-01", day="2026-03-20")
    assert cells(document, "month", "accounts") == [("2026-02", 1), ("2026-03", 1)]
    for since in ("2026-01-31", "HEAD~1"):
        early = run(tmp_path, "report", "compliance", "--debt-since", since)
        assert (early.status, early.output) == (2, "")
        assert f"at {since}" in early.messages
        assert "so there is nothing to compare with" in early.messages


def test_the_chart_of_a_trend_has_a_text_alternative(past: Repository) -> None:
    page = run(past.root, "report", "compliance", "--since", "2026-01-01", "--as-of", "2026-04-20", "--format", "html")
    assert page.status == 0
    drawing = ElementTree.fromstring(page.output[page.output.index("<svg") : page.output.index("</svg>") + 6])
    assert drawing.attrib["role"] == "img"
    named = {part.attrib["id"]: part.text for part in drawing if "id" in part.attrib}
    assert [*named] == drawing.attrib["aria-labelledby"].split()
    assert named["chart-text"] == "2026-01-31: 0 … 2026-04-20: 50. The table below has every value."
    assert [text.text for text in drawing.iter("text") if text.attrib.get("class") == "axis"] == [
        "Score in percent",
        "Day",
    ]
    dots = [(each.attrib["cx"], int(each.attrib["cy"])) for each in drawing.iter("circle")]
    assert [across for across, _ in dots] == ["8.00%", "37.67%", "67.33%", "97.00%"]
    assert [height for _, height in dots] == [244, 178, 178, 144]
    assert len([*drawing.iter("line")]) == 5 + 3
    assert page.output.count('scope="row"') == 4
    assert "style=" not in page.output


def test_failures_that_came_and_went(past: Repository) -> None:
    document = report(past.root, "--debt-since", "v1", day="2026-04-20")
    assert cells(document, "account", "clause", "change", "before", "after") == [
        ("health/x-health", "NAM-01", "newly-passes", "not-met", "met"),
        ("health/x-health", "PUR-01", "no-longer-asked", "not-met", None),
        ("health/x-posters", "NAM-01", "newly-fails", None, "not-met"),
    ]
    assert (document["summary"]["percent before"], document["summary"]["percent after"]) == (0, 50)
    assert report(past.root, "--debt-since", "2026-01-31", day="2026-04-20")["rows"] == document["rows"]
    early = run(past.root, "report", "compliance", "--debt-since", "2025-01-31")
    assert early.status == 2
    assert "there is no commit up to 2025-01-31" in early.messages


# Privacy.


def test_a_confidential_reason_is_redacted(tmp_path: Path) -> None:
    phone = clause("SEC-02", "desk_access", condition="facts.recovery_phone_owner == 'agency'")
    phone["examples"] = [
        {"given": {"recovery_phone_owner": each}, "expect": message}
        for each, message in (("agency", "pass"), ("person", "fail"))
    ]
    secured = account(mfa={"enabled": False, "kind": "sms"}, recovery_phone_owned_by="person")
    build(tmp_path, SMALL | {HOUSE: standard(SECOND_FACTOR, phone, NAME), ACCOUNT: secured, WAIVER: waiver()})
    document = report(tmp_path)
    hidden = "the reason is not published"
    assert cells(document, "outcome", "reason") == [
        ("not-met", hidden),
        ("not-met", hidden),
        ("waived", "waived until 2026-06-30"),
    ]
    assert document["notes"] == [FOR_WHOM]
    formats = ("text", "json", "csv", "markdown", "html")
    texts = [
        run(tmp_path, "report", "compliance", "--as-of", "2026-03-31", "--format", each).output for each in formats
    ]
    texts.append(letter(tmp_path, "--as-of", "2026-03-31", messages=f"note: {FOR_WHOM}\n"))
    for secret in ("person", "mfa_enabled", "Under-repair"):
        assert [secret in text for text in texts] == [False] * 6


FOR_WHOM = "this report shows weaknesses of accounts: for the desk and the agency, not for publication"
SECURED = account(mfa={"enabled": True, "kind": "key"})


@pytest.mark.parametrize(
    ("more", "notes"),
    [
        ({HOUSE: standard(NAME)}, None),
        ({HOUSE: standard(NAME), ACCOUNT: SECURED}, None),
        ({HOUSE: standard(NAME), WAIVER: waiver()}, [FOR_WHOM]),
        ({HOUSE: standard(SECOND_FACTOR), ACCOUNT: SECURED}, [FOR_WHOM]),
    ],
    ids=["nothing private", "what no clause asks", "a waiver", "a clause that is met"],
)
@pytest.mark.parametrize(
    "options",
    [(), ("--by", "account"), ("--since", "2026-03-01"), ("--standard", HOUSE, "--compare"), ("--debt-since", "HEAD")],
    ids=["clauses", "scores", "trend", "tried", "debt"],
)
def test_a_confidential_report_notes_its_audience(
    tmp_path: Path, options: tuple[str, ...], more: dict[str, str], notes: list[str] | None
) -> None:
    build_repository(tmp_path, SMALL | more)
    assert report(tmp_path, *options).get("notes") == notes


def test_own_private_fields_are_not_named(tmp_path: Path) -> None:
    build(tmp_path, SMALL | {HOUSE: standard(PURPOSE, NAME)})
    for kind, fields in {"standard": ["clauses", "title", "titles"], "agency": ["level", "name"]}.items():
        path = tmp_path / f"schemas/{kind}.schema.json"
        schema = json.loads(path.read_text())
        for field in fields:
            schema["properties"][field]["x-private"] = True
        path.write_text(json.dumps(schema))
    row = report(tmp_path)["rows"][0]
    assert (row["clause"], row["title"], row["level"], row["outcome"]) == (None, None, None, "not-met")
    text = letter(tmp_path, "--as-of", "2026-03-31")
    assert "House rules" not in text
    assert text.count("- X: \\@example\\_health\n") == 1
    assert "Why:" not in text


# Freshness and guidance.

SEEN: dict[str, object] = {"when": "2026-03-30", "how": "by eye", "by": "Desk", "result": "pass"}
TEXT = {"en": "Captions", "ms": "Sari kata"}
CAPTIONS: dict[str, object] = {
    "type": "guideline",
    "topic": "video",
    "title": TEXT,
    "body": {"en": "Words"},
    "published": "2026-01-12",
}


def test_accounts_by_silence_and_reviews_due(tmp_path: Path) -> None:
    build(tmp_path, SMALL | {POSTER: POSTERS, HOUSE: standard(NAME, review_by="2026-12-31")})
    build(tmp_path, {ACCOUNT: account(last_review={"date": "2025-03-31"}, next_review="2026-03-30")})
    build(tmp_path, {OBSERVATION: yaml.safe_dump({"facts": {"last_post": {"value": "2026-01-01", **SEEN}}})})
    build(tmp_path, {GUIDANCE: yaml.safe_dump({**CAPTIONS, "review_by": "2026-06-29"})})
    document = report(tmp_path, name="freshness")
    columns = ("id", "days_since_last_post", "days_since_looked", "days_since_last_review", "days_left", "review")
    assert cells(document, *columns) == [
        ("health/x-health", 89, 1, 365, -1, "overdue"),
        ("health/x-posters", None, None, None, None, "undated"),
        ("house", None, None, None, 275, "later"),
        ("captions", None, None, None, 90, "due"),
    ]
    assert document["summary"] == {
        "accounts": 2,
        "silent for over 30 days": 1,
        "silent for over 90 days": 0,
        "silent for over 180 days": 0,
        "with no post known": 1,
        "overdue": 1,
        "due": 1,
        "later": 1,
        "undated": 1,
    }
    assert cells(report(tmp_path, "--due-within", "0d", name="freshness"), "review")[-1] == ("later",)
    later = report(tmp_path, day="2027-01-01", name="freshness")
    assert cells(later, "id", "days_left", "review")[-2] == ("house", -1, "overdue")


def test_an_account_without_a_review_day_is_reviewed_yearly(tmp_path: Path) -> None:
    build(tmp_path, SMALL | {ACCOUNT: account(last_review={"date": "2025-03-30"})})
    document = report(tmp_path, name="freshness")
    assert cells(document, "next_review", "days_left", "review") == [("2026-03-30", -1, "overdue")]


def test_an_ended_standard_or_guidance_is_not_reviewed(tmp_path: Path) -> None:
    ended = {**CAPTIONS, "review_by": "2026-06-29", "withdrawn": "2026-03-31", "withdrawn_reason": "Old"}
    followed = {HOUSE: standard(NAME), NEXT: standard(NAME, since="2026-03-31", replaces="house")}
    build(tmp_path, SMALL | followed | {GUIDANCE: yaml.safe_dump(ended)})
    assert cells(report(tmp_path, name="freshness"), "id")[1:] == [("next",)]
    assert cells(report(tmp_path, day="2026-03-30", name="freshness"), "id")[1:] == [
        ("house",),
        ("next",),
        ("captions",),
    ]
    assert report(tmp_path, name="guidance")["rows"] == []


def test_guidance_by_topic_and_due_review(tmp_path: Path) -> None:
    files = {
        GUIDANCE: {**CAPTIONS, "review_by": "2026-06-29", "audience": ["officers", "heads"]},
        GUIDANCE.replace("captions", "tone"): {**CAPTIONS, "topic": "answers", "review_by": "2027-06-29"},
        GUIDANCE.replace("captions", "later"): {**CAPTIONS, "review_by": "2027-06-29", "published": "2026-03-31"},
    }
    build(tmp_path, SMALL | {path: yaml.safe_dump(data) for path, data in files.items()})
    document = report(tmp_path, "--lang", "ms", name="guidance")
    assert cells(document, "guidance", "topic", "title", "days_left", "review") == [
        ("tone", "answers", "Sari kata", 455, "later"),
        ("captions", "video", "Sari kata", 90, "due"),
        ("later", "video", "Sari kata", 455, "later"),
    ]
    assert document["summary"]["topics"] == {"answers": 1, "video": 2}
    assert cells(report(tmp_path, "--topic", "answers", name="guidance"), "guidance") == [("tone",)]
    assert cells(report(tmp_path, "--due-within", "90d", name="guidance"), "guidance") == [("captions",)]
    assert report(tmp_path, "--due-within", "89d", name="guidance")["rows"] == []
    assert len(report(tmp_path, day="2026-03-30", name="guidance")["rows"]) == 2
    answer = run(tmp_path, "report", "guidance", "--topic", "vido", "--as-of", "2026-03-31")
    assert (answer.status, answer.output) == (2, "")
    assert "there is no guidance on `vido`; did you mean `video`?" in answer.messages
    answer = run(tmp_path, "report", "guidance", "--topic", "elections")
    assert "there is no guidance on `elections`; topics are " in answer.messages


def test_platform_changes_are_newest_first(tmp_path: Path) -> None:
    build(tmp_path, SMALL)
    path = tmp_path / "registry/platforms/facebook.yaml"
    coming = {"date": "2026-04-30", "what": "Badges end", "source": "https://example.org/badges"}
    path.write_text(f"{path.read_text()}\nchanges: {json.dumps([coming])}\n")
    document = report(tmp_path, "--platforms", name="guidance")
    assert cells(document, "platform", "date", "days") == [("facebook", "2026-04-30", -30), ("x", "2023-03-20", 1107)]
    assert document["summary"] == {"rule changes": 2, "still to come": 1}


def test_negative_days_are_numbers_in_csv(tmp_path: Path) -> None:
    build(tmp_path, SMALL | {GUIDANCE: yaml.safe_dump({**CAPTIONS, "review_by": "2026-03-30"})})
    answer = run(tmp_path, "report", "guidance", "--as-of", "2026-03-31", "--format", "csv")
    assert answer.output.splitlines()[1].endswith('"2026-03-30","-1","overdue"')
