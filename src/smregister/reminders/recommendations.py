"""What an agency is to do for its accounts to keep to the standard, as a letter to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from smregister.model import Severity, name_of
from smregister.reminders.signatures import salutation, signature
from smregister.standards.judging import OPEN_OUTCOMES
from smregister.standards.tallies import tally
from smregister.translations import in_language
from smregister.views import Account, Agency
from smregister.wordings import wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from smregister.model import Record
    from smregister.standards.disclosure import Disclosure, ToldClause, ToldJudgement
    from smregister.standards.judging import Outcome
    from smregister.wordings import Wording

# Of a clause whose severity is not published nobody is to guess it by its place.
_HEAVIEST_FIRST = (*Severity, "")


class Advice(NamedTuple):
    """What one clause asks, and what is to be done, after the words `lead`; `concerns` says for which accounts."""

    heading: str
    asked: str
    lead: str
    remedy: str
    concerns: str


class Section(NamedTuple):
    """What is to be done where accounts stand to clauses in one way."""

    heading: str
    advice: tuple[Advice, ...]


class Standing(NamedTuple):
    """An account, its address, and how much of the standard it keeps to."""

    account: str
    address: str
    score: str


class Letter(NamedTuple):
    """A letter with headings, paragraph by paragraph; whoever sends it signs with `ending`, line by line."""

    title: str
    opening: tuple[str, ...]
    standings: tuple[Standing, ...]
    sections: tuple[Section, ...]
    ending: tuple[str, ...]


def recommendations(
    disclosure: Disclosure, agency: Record, judgements: Sequence[ToldJudgement], language: str
) -> Letter:
    """Write to an agency how its accounts stand to the standard, and what it does about each clause not kept to.

    A clause is told once, the heavier ones first, and what is known to be amiss before what is only asked about.
    """
    words = wording("reminders", language)
    view = Agency(agency)
    name = words.of(view.names) or view.name or view.id
    judged = [each for each in judgements if each.outcomes]
    sections = tuple(filter(None, (_section(words, judged, outcome) for outcome in OPEN_OUTCOMES)))
    nothing = () if sections else (words.sentence("recommendations", "nothing"),)
    opening = (salutation(words, view, name), *_opening(disclosure, words, judgements), *nothing)
    desk = next(disclosure.public.sound("register"), None)
    ending = (words.sentence("closing"), *filter(None, signature(words, desk)))
    standings = tuple(_standing(disclosure, words, each) for each in judged)
    title = words.sentence("recommendations", "title", agency=name)
    return Letter(title, opening, standings, sections, ending)


def _opening(disclosure: Disclosure, words: Wording, judgements: Sequence[ToldJudgement]) -> Iterator[str]:
    day = words.day(disclosure.register.day.isoformat())
    standards = dict.fromkeys(each.standard for each in judgements if each.standard)
    named = ", ".join(_named(disclosure, words, each) for each in standards)
    yield words.sentence("recommendations", "opening", day=day, standard=named)
    yield from _score(words, judgements)


def _named(disclosure: Disclosure, words: Wording, standard: str) -> str:
    said = disclosure.standard(standard)
    titles, title, version = (said.get(name) for name in ("titles", "title", "version"))
    name = words.of(titles) or str(title or standard)
    return words.sentence("recommendations", "standard", title=name, version=str(version or ""))


def _score(words: Wording, judgements: Sequence[ToldJudgement]) -> Iterator[str]:
    counts = {name.replace("-", "_"): str(count) for name, count in tally(judgements).items() if count is not None}
    if "percent" in counts:
        yield words.sentence("recommendations", "score", percent=counts["percent"])
        yield words.sentence("recommendations", "counts", **counts)


def _standing(disclosure: Disclosure, words: Wording, judgement: ToldJudgement) -> Standing:
    account = disclosure.public.of_kind("account")[judgement.place.account]
    return Standing(account.name, Account(account).url or "", next(_score(words, [judgement]), ""))


def _section(words: Wording, judgements: Iterable[ToldJudgement], outcome: Outcome) -> Section | None:
    accounts: dict[str, list[str]] = {}
    clauses: dict[str, ToldClause] = {}
    for judgement in judgements:
        for verdict in judgement.verdicts:
            clauses[verdict.clause.id] = verdict.clause
            if verdict.outcome is outcome:
                accounts.setdefault(verdict.clause.id, []).append(name_of(judgement.place.account))
    heaviest_first = sorted(clauses.values(), key=lambda clause: _HEAVIEST_FIRST.index(clause.severity))
    advice = tuple(_advice(words, each, outcome, accounts[each.id]) for each in heaviest_first if each.id in accounts)
    return Section(words.sentence("recommendations", "outcomes", outcome), advice) if advice else None


def _advice(words: Wording, clause: ToldClause, outcome: Outcome, accounts: Iterable[str]) -> Advice:
    title = ": ".join(filter(None, (clause.id, in_language(clause.title, words.language))))
    asked, remedy = (in_language(each, words.language) for each in (clause.text, clause.remedy))
    lead = words.sentence("recommendations", "leads", outcome)
    concerns = words.sentence("recommendations", "concerns", accounts=", ".join(dict.fromkeys(accounts)))
    return Advice(title, asked, lead, remedy, concerns)
