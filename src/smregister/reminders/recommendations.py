"""What an agency is to do for its accounts to keep to the standard, as a letter to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from smregister.reminders.signatures import salutation, signature
from smregister.standards.judging import Outcome
from smregister.standards.tallies import tally
from smregister.translations import in_language
from smregister.wordings import wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from smregister.model import Record
    from smregister.standards.disclosure import Disclosure, ToldJudgement, ToldVerdict
    from smregister.wordings import Wording


class Advice(NamedTuple):
    """What one clause asks, and what is to be done; `lead` are the words before that."""

    heading: str
    asked: str
    lead: str
    remedy: str


class Section(NamedTuple):
    """An account, how much of the standard it keeps to, and what is to be done."""

    heading: str
    score: str
    advice: tuple[Advice, ...]


class Letter(NamedTuple):
    """A letter with headings, paragraph by paragraph; whoever sends it signs with `ending`, line by line."""

    title: str
    opening: tuple[str, ...]
    sections: tuple[Section, ...]
    ending: tuple[str, ...]


def recommendations(
    disclosure: Disclosure, agency: Record, judgements: Sequence[ToldJudgement], language: str
) -> Letter:
    """Write to an agency how its accounts stand to the standard, and what it does about each clause not kept to."""
    words = wording("reminders", language)
    name = words.of(agency.value("names")) or agency.text("name") or agency.id
    day = words.day(disclosure.register.day.isoformat())
    standards = dict.fromkeys(each.standard for each in judgements if each.standard)
    sections = [_section(disclosure, words, each) for each in judgements if each.verdicts]
    opening = (
        salutation(words, agency, name),
        words.sentence(
            "recommendations",
            "opening",
            day=day,
            standard=", ".join(_named(disclosure, words, each) for each in standards),
        ),
        *_score(words, judgements),
    )
    kept = tuple(section for section in sections if section.advice)
    nothing = () if kept else (words.sentence("recommendations", "nothing"),)
    desk = next(disclosure.public.sound("register"), None)
    ending = (words.sentence("closing"), *filter(None, signature(words, desk)))
    return Letter(words.sentence("recommendations", "title", agency=name), (*opening, *nothing), kept, ending)


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


def _section(disclosure: Disclosure, words: Wording, judgement: ToldJudgement) -> Section:
    account = disclosure.public.of_kind("account")[judgement.place.account]
    heading = ": ".join(filter(None, (account.name, account.text("url"))))
    # What is known to be amiss comes before what is only asked about.
    verdicts = sorted(judgement.verdicts, key=lambda each: each.outcome is Outcome.COULD_NOT_TELL)
    advice = tuple(_advice(words, each) for each in verdicts if each.is_open)
    return Section(heading, next(_score(words, [judgement]), ""), advice)


def _advice(words: Wording, verdict: ToldVerdict) -> Advice:
    clause = verdict.clause
    title = ": ".join(filter(None, (clause.id, in_language(clause.title, words.language))))
    outcome = words.sentence("recommendations", "outcomes", verdict.outcome)
    asked, remedy = (in_language(each, words.language) for each in (clause.text, clause.remedy))
    return Advice(f"{title} ({outcome})", asked, words.sentence("recommendations", "leads", verdict.outcome), remedy)
