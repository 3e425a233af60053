"""Recommendation letter to an agency: what its accounts lack by the standard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from smregister.letters.correspondents import (
    add_article,
    name_account,
    name_agency,
    write_salutation,
    write_signature,
)
from smregister.model import Record
from smregister.records.views import Account
from smregister.register.platforms import find_address
from smregister.register.register import Register
from smregister.standards.assessment import Assessment
from smregister.standards.clauses import Clause, CompiledStandard, severity_rank
from smregister.standards.evaluation import OPEN_OUTCOMES, ClauseResult, Outcome
from smregister.standards.explanation import explain_result
from smregister.standards.summary import standards_of, summarize
from smregister.text import code_span, escape_markdown
from smregister.translations import Translations, load_translations


class Advice(NamedTuple):
    """Requirement of a clause, its remedy after the words `lead`, the accounts by reason."""

    heading: str
    asked: str
    lead: str
    remedy: str
    concerns: tuple[str, ...]


class AccountScore(NamedTuple):
    """An account, its address and its score."""

    account: str
    address: str
    score: str


Sections: TypeAlias = Mapping[str, Sequence[Advice]]
"""Advice by heading."""
_MOST_URGENT = 5
"""A letter with more advice has the rest in an annex."""
_BLANK = "........"
"""A space for the desk to fill in."""


class RecommendationLetter(NamedTuple):
    """A letter: advice by heading, an `ending` for the signature, and an annex."""

    title: str
    opening: tuple[str, ...]
    scores: tuple[AccountScore, ...]
    sections: Sections
    ending: tuple[str, ...]
    annex: Mapping[str, Sequence[Advice]] = {}


def compose_recommendation(
    public: Register, agency: Record, assessments: Sequence[Assessment], language: str
) -> RecommendationLetter:
    """Return a letter with the scores of open accounts and advice on open clauses.

    It has each clause once, the most severe first, and failures before unknown outcomes. The desk fills in the
    reference and the day for the reply.
    """
    words = load_translations(language)
    name = add_article(words, name_agency(words, agency))
    assessed = [assessment for assessment in assessments if assessment.results]
    found = [(outcome, advice) for outcome in OPEN_OUTCOMES for advice in _advise(public, words, assessed, outcome)]
    sections, annex = _arrange(words, found)
    opening = (
        words.gettext("Reference: {blank}", blank=_BLANK),
        write_salutation(words, agency),
        words.gettext("Dear Sir or Madam,"),
        *_opening(public, words, assessments),
        *_introduce_advice(words, len(found)),
    )
    desk = next(public.valid("register"), None)
    closing = words.gettext("If any of this is incorrect, please tell us.")
    contact = desk.text("contact") if desk else None
    reply = words.gettext("Please reply by {blank} to {contact}.", contact=contact, blank=_BLANK) if contact else ""
    ending = (closing, *filter(None, (reply, *write_signature(words, desk))))
    day = public.day.isoformat()
    still_open = [assessment for assessment in assessed if not Account(assessment.account).has_ended_by(day)]
    scores = tuple(_account_score(public, words, assessment) for assessment in still_open)
    title = words.gettext("Recommendations for {agency}", agency=name)
    return RecommendationLetter(title, opening, scores, sections, ending, annex)


def _arrange(words: Translations, found: Sequence[tuple[Outcome, Advice]]) -> tuple[Sections, Sections]:
    """Return the sections of a letter and of its annex; a short letter needs none."""
    if len(found) <= _MOST_URGENT:
        return _by_outcome(words, found), {}
    urgent = {words.gettext("Most urgent"): [advice for _, advice in found[:_MOST_URGENT]]}
    rest = _by_outcome(words, found[_MOST_URGENT:])
    return urgent, {words.gettext("Annex: {heading}", heading=heading): advice for heading, advice in rest.items()}


def _by_outcome(words: Translations, found: Iterable[tuple[Outcome, Advice]]) -> Sections:
    groups = groupby(found, key=itemgetter(0))
    return {_describe_outcome(words, outcome)[0]: [advice for _, advice in group] for outcome, group in groups}


def _introduce_advice(words: Translations, number: int) -> Iterator[str]:
    if not number:
        yield words.gettext("No action is needed. Thank you.")
    elif number > _MOST_URGENT:
        more = number - _MOST_URGENT
        yield words.gettext("Please begin with the most urgent requirements. The annex has {number} more.", number=more)


def _opening(public: Register, words: Translations, assessments: Sequence[Assessment]) -> Iterator[str]:
    titles = words.join(_standard_title(words, standard) for standard in standards_of(assessments))
    yield words.gettext(
        "On {day} we assessed how the official social media accounts of your agency comply with {standard}.",
        day=public.day,
        standard=titles,
    )
    yield from _score_sentences(words, assessments)


def _standard_title(words: Translations, standard: CompiledStandard) -> str:
    title, version = standard.published_title(words.language), standard.published.get("version") or ""
    return words.gettext("“{title}”, version {version}", title=title, version=version)


def _score_sentences(words: Translations, assessments: Sequence[Assessment]) -> Iterator[str]:
    summary = summarize(assessments)
    counts = {name.replace("-", "_"): count for name, count in summary.items() if count is not None}
    if "percent" in counts:
        yield words.gettext("Score: {percent}%", percent=counts["percent"])
        yield words.gettext(
            "Requirements met: {met}. Not met: {not_met}. Waived: {waived}. Could not be checked: {could_not_tell}.",
            **counts,
        )
        rule = words.gettext(
            "The score is the weight of the met requirements as a percentage of all that apply. "
            "What could not be checked counts as not met; what is waived is left out."
        )
        yield " ".join((words.gettext("Each requirement counts once for each account."), rule))


def _account_score(public: Register, words: Translations, assessment: Assessment) -> AccountScore:
    account = _published_account(public, assessment)
    score = next(_score_sentences(words, [assessment]), "")
    return AccountScore(name_account(public.platforms, account), find_address(public.platforms, account), score)


def _published_account(public: Register, assessment: Assessment) -> Account:
    return Account(public.of_kind("account")[assessment.account.id])


def _describe_outcome(words: Translations, outcome: Outcome) -> tuple[str, str]:
    """Return the heading of an open outcome, and the words before its remedy."""
    if outcome is Outcome.NOT_MET:
        return words.gettext("Not met"), words.gettext("What to do:")
    to_confirm = words.gettext("Please tell us whether this requirement is met. What to do if it is not:")
    return words.gettext("Could not be checked"), to_confirm


def _advise(public: Register, words: Translations, assessments: Iterable[Assessment], outcome: Outcome) -> list[Advice]:
    """Return the advice on the clauses with an outcome, the most severe first."""
    concerns: dict[str, dict[str, list[str]]] = {}
    clauses: dict[str, Clause] = {}
    for assessment in assessments:
        account = name_account(public.platforms, _published_account(public, assessment))
        for result in assessment.results:
            code = result.clause.published_id
            clauses[code] = result.clause
            if result.outcome is outcome:
                by_reason = concerns.setdefault(code, {})
                by_reason.setdefault(_explain(words, result), []).append(account)
    by_severity = sorted(clauses, key=lambda code: severity_rank(clauses[code].published_text("severity")))
    return [_advice(words, clauses[code], outcome, concerns[code]) for code in by_severity if code in concerns]


def _explain(words: Translations, result: ClauseResult) -> str:
    """Return why a published clause is open, without unpublished data; else empty."""
    reason = explain_result(result, words.language) if result.clause.published_id else ""
    return words.gettext("Why: {reason}", reason=reason) if reason else ""


def _advice(words: Translations, clause: Clause, outcome: Outcome, concerns: Mapping[str, Iterable[str]]) -> Advice:
    title, text, remedy = (clause.published_words(name, words.language) for name in ("title", "text", "remedy"))
    heading = ": ".join(filter(None, (clause.published_id, title)))
    lead = _describe_outcome(words, outcome)[1]
    lines = (filter(None, (", ".join(dict.fromkeys(accounts)), why)) for why, accounts in concerns.items())
    return Advice(heading, text, lead, remedy, tuple(map(". ".join, lines)))


def format_letter(letter: RecommendationLetter) -> Iterator[str]:
    """Yield a letter as Markdown, in which no text of a record is markup."""
    yield f"# {escape_markdown(letter.title)}"
    for paragraph in letter.opening:
        yield from ("", escape_markdown(paragraph))
    yield from ("", *map(_score_line, letter.scores))
    yield from _section_lines(letter.sections)
    yield from ("", "---", "", "\\\n".join(map(escape_markdown, letter.ending)))
    yield from _section_lines(letter.annex)


def _section_lines(sections: Sections) -> Iterator[str]:
    for heading, section in sections.items():
        yield from ("", f"## {escape_markdown(heading)}")
        for advice in section:
            yield from ("", f"### {escape_markdown(advice.heading)}", "", escape_markdown(advice.asked))
            yield from ("", *(f"- {escape_markdown(line)}" for line in advice.concerns))
            yield from ("", f"**{escape_markdown(advice.lead)}** {escape_markdown(advice.remedy)}")


def _score_line(score: AccountScore) -> str:
    # A code span is not a link, and can be copied.
    account = ", ".join(filter(None, (escape_markdown(score.account), code_span(score.address))))
    return f"- {'. '.join(filter(None, (account, escape_markdown(score.score))))}"
