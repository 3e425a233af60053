"""Web pages: hostile texts stay texts, links lead to valid addresses only, and axe-core finds nothing."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright
from tests.appointments.test_directives import DIRECTIVE, directive
from tests.commands import run
from tests.output.test_formats import HOSTILE, assert_safe
from tests.registers import ACCOUNT, ACCOUNT_TEXT, AGENCY, DAY, SMALL, build
from tests.reports.test_register_reports import EVERY

from smregister.appointments.action_items import ActionType
from smregister.appointments.directives import ObligationStatus
from smregister.dates import Due
from smregister.model import ChangeType, Chart, Code, Label, RecordId, Severity, Source, Table, Value
from smregister.output.formats import TABLE_WRITERS
from smregister.output.page_words import FIGURES, TONES
from smregister.register.labels import add_source
from smregister.register.loader import read_register
from smregister.register.register import public_register
from smregister.repository.work_tree import WorkTree
from smregister.standards.comparison import Direction
from smregister.standards.evaluation import Outcome

CHROMIUM = shutil.which("chromium")


class Parsed(HTMLParser):
    """The elements, attributes and texts of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def values(self, name: str) -> list[str | None]:
        return [value for attribute, value in self.attributes if attribute == name]


def table(text: str) -> Table:
    """Return a report that has everything, with a text wherever one may come from a record."""
    account, agency = RecordId("account", f"health/{text}"), RecordId("agency", text)
    labels = {(each.kind, each.id): Label(text, "https://example.org/", text, text) for each in (account, agency)}
    lines: tuple[tuple[Value, ...], ...] = (
        (account, Code(text), "not-met", 1200, "2026-01-31", text),
        (account, Code(text), "met", None, text, [agency, text]),
        (RecordId("account", "health/removed"), Code(text), "error", 3, None, {text: [text]}),
    )
    headings = ("Account", "Clause", "Outcome", "Days", "Day", "Reason")
    scores = (("2026-01", 0), ("2026-02", None), ("2026-03", 100))
    chart = Chart("Score, month by month", tuple((f"{month}-28", score) for month, score in scores), 100, "%", "Day")
    overview = Table("x", text, text, ("month", "percent"), scores, {}, ("Month", "Percent"), scores)
    summary: dict[str, Value] = {"accounts": 1, "percent": 20, "not-met": 1, "agencies": {text: {}}}
    details = Table("compliance", text, text, headings, lines, summary, headings, lines, (text,), chart)
    return details._replace(measures=(text,), overview=overview, source=Source(text, text, labels))


def page(table: Table) -> str:
    return "\n".join(TABLE_WRITERS["html"](table))


def outline(text: str) -> list[str]:
    """Return the elements of a page; code is left out, since backticks become code."""
    return [tag for tag in Parsed(page(table(text))).tags if tag != "code"]


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_in_a_page_are_not_markup(text: str) -> None:
    written = page(table(text))
    assert_safe(written)
    parsed = Parsed(written)
    assert outline(text) == outline("word")
    assert {name for name, _ in parsed.attributes} == {name for name, _ in Parsed(page(table("word"))).attributes}
    assert set(parsed.values("href")) == {"data:,", "https://example.org/"}
    assert "script" not in parsed.tags


def test_a_page_allows_its_own_style_only() -> None:
    written = page(table("word"))
    style = written.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    [policy] = [value for value in Parsed(written).values("content") if value and "default-src" in value]
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:;")
    assert "style=" not in written
    assert not re.search(r"url\(|@import|//", style.replace("http://www.w3.org", ""))


def test_a_page_says_what_it_is_about_and_begins_with_figures() -> None:
    texts = [text.strip() for text in Parsed(page(table("word")._replace(as_of="2026-03-31"))).texts if text.strip()]
    shown = " ".join(texts[texts.index("word") :])
    assert "As of 31 March 2026 Standard: word score 20% account assessed 1 requirement not met 1" in shown
    assert "Kept by word." in shown


def test_many_details_below_an_overview_are_closed() -> None:
    short = table("word")
    long = short._replace(lines=short.lines * 20)
    assert "details" not in Parsed(page(short)).tags
    assert "details" in Parsed(page(long)).tags
    assert "There is nothing to list." in page(short._replace(lines=()))


def test_lines_that_share_a_first_cell_have_it_as_their_heading() -> None:
    written = page(table("word"))
    assert written.count('scope="rowgroup"') == 2
    assert Parsed(written).texts.count("removed") == 0
    assert "health/removed" in written
    assert '<td role="cell" data-label="Days" class="number"><div>1,200</div></td>' in written


def test_backticks_become_code() -> None:
    report = Table("x", "What `one` does", "2026-01-01", ("a",), (("see `two`",),), {}, ("A",), (("see `two`",),))
    assert "<h1>What <code>one</code> does</h1>" in page(report)
    assert "<title>What one does</title>" in page(report)
    assert "see <code>two</code>" in page(report)


@pytest.mark.parametrize("name", EVERY, ids=" ".join)
def test_every_figure_has_words(tmp_path: Path, name: list[str]) -> None:
    build(tmp_path, SMALL | {DIRECTIVE: directive()})
    answer = run(tmp_path, "report", *name, "--as-of", "2026-01-01", "--json").json()
    figures = {key for key, value in answer["summary"].items() if value is None or isinstance(value, int)}
    assert figures <= FIGURES[name[0]].keys()


def test_every_verdict_has_words_and_a_tone() -> None:
    kinds = (ActionType, ChangeType, Direction, Due, ObligationStatus, Outcome, Severity)
    assert {str(verdict) for kind in kinds for verdict in kind} - TONES.keys() == set()


def test_a_page_has_words_for_people_where_severities_are_for_programs() -> None:
    rows = tuple((severity,) for severity in Severity)
    severities = Table("x", "X", "2026-01-01", ("severity",), rows, {}, ("Severity",), rows)
    for language, words in {"en": "high medium low", "ms": "tinggi sederhana rendah"}.items():
        written = page(severities._replace(source=Source(language=language)))
        assert re.findall('<span class="verdict [a-z]+">([a-z]+)<', written) == words.split()


# Names and links.


def labels(folder: Path, files: Mapping[str, str]) -> dict[str, Label]:
    """Return the labels of the account and the agency in a register with changed files."""
    build(folder, SMALL | files)
    register = public_register(read_register(WorkTree(folder), DAY).register)
    ids = ((RecordId("account", "health/x-health"), RecordId("agency", "health")),)
    found = add_source(Table("x", "X", "x", ("a", "b"), ids, {}, ("A", "B"), ids), register).source.labels
    return {kind: label for (kind, _), label in found.items()}


def test_records_are_shown_by_name_with_their_addresses(tmp_path: Path) -> None:
    account = f"{ACCOUNT_TEXT}name: Health news\n"
    agency = f"{SMALL[AGENCY]}domains: [health.example.gov]\n"
    assert labels(tmp_path, {ACCOUNT: account, AGENCY: agency}) == {
        "account": Label("Health news", "https://x.com/example_health", "X", "Department of Health"),
        "agency": Label("Department of Health", "https://health.example.gov/"),
    }


@pytest.mark.parametrize(
    "change",
    [
        "url: https://evil.example/example_health\n",
        "url: https://x.com/example_health/status/1\n",
        "url: https://x.com@evil.example/example_health\n",
    ],
)
def test_an_address_that_is_not_the_account_s_is_no_link(tmp_path: Path, change: str) -> None:
    assert labels(tmp_path, {ACCOUNT: ACCOUNT_TEXT + change})["account"].url == ""


@pytest.mark.parametrize("status", ["compromised", "closed", "proposed", "transferred"])
@pytest.mark.parametrize("closed", ["2025-01-31", "2099-01-31"])
def test_an_account_that_is_not_to_be_trusted_is_no_link(tmp_path: Path, status: str, closed: str) -> None:
    """Readers follow a link now, also in a report about a day before the end."""
    ended = f"closed: {closed}\nclosed_reason: merged\n"
    found = labels(tmp_path, {ACCOUNT: ACCOUNT_TEXT.replace("active", status) + ended})
    assert found["account"].url == ""


@pytest.mark.parametrize("domain", ["..", "-", "localhost", "127.0.0.1", "a..b"])
def test_a_domain_that_is_none_is_no_link(tmp_path: Path, domain: str) -> None:
    found = labels(tmp_path, {AGENCY: f"{SMALL[AGENCY]}domains: ['{domain}']\n"})
    assert [label.url for kind, label in found.items() if kind == "agency"] in ([""], [])


def test_a_report_has_the_names_of_the_register(tmp_path: Path) -> None:
    build(tmp_path, SMALL)
    written = run(tmp_path, "report", "appointments", "--as-of", "2026-01-01", "--format", "html").output
    assert "<p>Register of a made-up government</p>" in written
    # A name in Arabic stays where it is, and one long word breaks.
    assert '<bdi><a href="https://x.com/example_health" rel="noreferrer">' in written
    assert "Kept by Example desk." in written


# In a browser.


@pytest.fixture
def browser_page() -> Iterator[Page]:
    if CHROMIUM is None:
        pytest.skip("there is no chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()


def test_axe_finds_nothing_in_any_theme_and_at_any_width(browser_page: Page) -> None:
    errors: list[str] = []
    browser_page.on("console", lambda message: errors.append(message.text))
    browser_page.set_content(page(table("A `word` of " + "many letters " * 9)._replace(as_of="2026-03-31")))
    for width, scheme in ((1200, "light"), (360, "dark")):
        browser_page.set_viewport_size({"width": width, "height": 900})
        browser_page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = Axe().run(browser_page).response
        assert [rule["id"] for rule in found["violations"]] == []
        assert browser_page.evaluate("document.documentElement.scrollWidth") == width
        assert browser_page.evaluate("getComputedStyle(document.querySelector('h1')).lineHeight") != "normal"
    assert errors == []
