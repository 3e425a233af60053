"""Recommendation letter to an agency: what its accounts lack by the standard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from smregister.letters.wording import Wording, load_wording, write_salutation, write_signature
from smregister.model import Record, Severity
from smregister.records.views import Account, Agency
from smregister.register.register import Register
from smregister.standards.assessment import Assessment
from smregister.standards.clauses import Clause, CompiledStandard
from smregister.standards.evaluation import OPEN_OUTCOMES, Outcome
from smregister.standards.summary import summarize
from smregister.text import code_span, escape_markdown

# A clause whose severity is private comes last, so that its position does not reveal it.
_SEVERITIES = (*Severity, "")


class Advice(NamedTuple):
    """Requirement of a clause, its remedy after the words `lead`, the accounts."""

    heading: str
    asked: str
    lead: str
    remedy: str
    concerns: str


class AccountScore(NamedTuple):
    """An account, its address and its score."""

    account: str
    address: str
    score: str


class RecommendationLetter(NamedTuple):
    """A letter: advice by heading, and an `ending` for the signature."""

    title: str
    opening: tuple[str, ...]
    scores: tuple[AccountScore, ...]
    sections: Mapping[str, Sequence[Advice]]
    ending: tuple[str, ...]


def compose_recommendation(
    public: Register, agency: Record, assessments: Sequence[Assessment], language: str
) -> RecommendationLetter:
    """Return a letter with the scores of the accounts and advice on open clauses.

    It has each clause once, the most severe first, and failures before unknown outcomes.
    """
    words = load_wording("reminders", language)
    view = Agency(agency)
    name = words.of(view.names) or view.name or view.id
    assessed = [assessment for assessment in assessments if assessment.results]
    sections: dict[str, list[Advice]] = {}
    for outcome in OPEN_OUTCOMES:
        if advice := _outcome_advice(words, assessed, outcome):
            sections[words.sentence("recommendations", "outcomes", outcome)] = advice
    nothing = () if sections else (words.sentence("recommendations", "nothing"),)
    opening = (write_salutation(words, view, name), *_opening(public, words, assessments), *nothing)
    desk = next(public.valid("register"), None)
    ending = (words.sentence("closing"), *filter(None, write_signature(words, desk)))
    scores = tuple(_account_score(public, words, assessment) for assessment in assessed)
    title = words.sentence("recommendations", "title", agency=name)
    return RecommendationLetter(title, opening, scores, sections, ending)


def _opening(public: Register, words: Wording, assessments: Sequence[Assessment]) -> Iterator[str]:
    day = words.day(public.day.isoformat())
    standards = {assessment.standard.id: assessment.standard for assessment in assessments if assessment.standard}
    titles = ", ".join(_standard_title(words, standard) for standard in standards.values())
    yield words.sentence("recommendations", "opening", day=day, standard=titles)
    yield from _score_sentences(words, assessments)


def _standard_title(words: Wording, standard: CompiledStandard) -> str:
    titles, title, version = (standard.published.get(name) for name in ("titles", "title", "version"))
    name = words.of(titles) or str(title or standard.id)
    return words.sentence("recommendations", "standard", title=name, version=str(version or ""))


def _score_sentences(words: Wording, assessments: Sequence[Assessment]) -> Iterator[str]:
    summary = summarize(assessments)
    counts = {name.replace("-", "_"): str(count) for name, count in summary.items() if count is not None}
    if "percent" in counts:
        yield words.sentence("recommendations", "score", percent=counts["percent"])
        yield words.sentence("recommendations", "counts", **counts)


def _account_score(public: Register, words: Wording, assessment: Assessment) -> AccountScore:
    account = public.of_kind("account")[assessment.account.id]
    return AccountScore(account.name, Account(account).url or "", next(_score_sentences(words, [assessment]), ""))


def _outcome_advice(words: Wording, assessments: Iterable[Assessment], outcome: Outcome) -> list[Advice]:
    accounts: dict[str, list[str]] = {}
    clauses: dict[str, Clause] = {}
    for assessment in assessments:
        for result in assessment.results:
            code = result.clause.published_id
            clauses[code] = result.clause
            if result.outcome is outcome:
                accounts.setdefault(code, []).append(assessment.account.name)
    by_severity = sorted(clauses, key=lambda code: _SEVERITIES.index(clauses[code].published_text("severity")))
    return [_advice(words, clauses[code], outcome, accounts[code]) for code in by_severity if code in accounts]


def _advice(words: Wording, clause: Clause, outcome: Outcome, accounts: Iterable[str]) -> Advice:
    title, text, remedy = (clause.published_words(name, words.language) for name in ("title", "text", "remedy"))
    heading = ": ".join(filter(None, (clause.published_id, title)))
    lead = words.sentence("recommendations", "leads", outcome)
    concerns = words.sentence("recommendations", "concerns", accounts=", ".join(dict.fromkeys(accounts)))
    return Advice(heading, text, lead, remedy, concerns)


def format_letter(letter: RecommendationLetter) -> Iterator[str]:
    """Yield a letter as Markdown, in which no text of a record is markup."""
    yield f"# {escape_markdown(letter.title)}"
    for paragraph in letter.opening:
        yield from ("", escape_markdown(paragraph))
    yield from ("", *map(_score_line, letter.scores))
    for heading, section in letter.sections.items():
        yield from ("", f"## {escape_markdown(heading)}")
        for advice in section:
            yield from ("", f"### {escape_markdown(advice.heading)}", "", escape_markdown(advice.asked))
            yield from (
                "",
                f"**{escape_markdown(advice.lead)}** {escape_markdown(advice.remedy)}",
                "",
                escape_markdown(advice.concerns),
            )
    yield from ("", "---", "", "\\\n".join(map(escape_markdown, letter.ending)))


def _score_line(score: AccountScore) -> str:
    # A code span is no link, and can be copied.
    account = ", ".join(filter(None, (escape_markdown(score.account), code_span(score.address))))
    return f"- {'. '.join(filter(None, (account, escape_markdown(score.score))))}"
