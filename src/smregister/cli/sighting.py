"""What people tell of accounts, asked for, put together, judged, shown and written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.cli.carrying_out import carry_out, command_line, demand_sound, text_of
from smregister.cli.moment import about_register
from smregister.cli.refused_rows import keep_refused
from smregister.cli.showing import answer, leave, say
from smregister.errors import FatalError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from smregister.cli.moment import Moment
    from smregister.model import Value
    from smregister.observations.proposing import ObservationPlan
    from smregister.observations.recording import Passed, Recording
    from smregister.observations.sightings import Look, Sighting
    from smregister.observations.texts import Shelf
    from smregister.register import Register
    from smregister.standards.facts.observations import Observable


def take_told(now: Moment, names: Sequence[str], told: Sequence[tuple[str, str]], look: Look, *, dry_run: bool) -> None:
    """Put on record what is told of accounts, by name: facts, and what is told of each.

    Ends with 1 where later looks have told of all of it. Raises FatalError if anything of it can't be put on record.
    """
    from smregister.observations.recording import recorded
    from smregister.observations.texts import Shelf

    if not told:
        message = "say what was seen with --set FACT=VALUE; `smregister explain facts` lists what can be observed"
        raise FatalError(message)
    accounts, register = _accounts(now, names)
    shelf = Shelf(register, lambda path: text_of(now, path))
    recording = recorded(shelf.facts, _sightings(register, accounts, told, _completed(now, look)))
    for each in recording.passed:
        say(_passed_line(each))
    if recording.passed and not recording.taken:
        say("nothing was written")
        leave(sound=False)
    carry_out(now, _contents(shelf, recording), dry_run=dry_run)


def take_list(
    now: Moment, source: Path, look: Look, order: str, *, json: bool, dry_run: bool, keep: Path | None
) -> ObservationPlan:
    """Put a list on record; what its rows do not say of the look, the one that is given does.

    `order` is that of its days, if it has one of its own. Refused rows are kept in a file, if one is named. Ends with 1
    where the result would be unsound.
    """
    from smregister.changes.diff import compare
    from smregister.observations.lists import ListReader, read_list
    from smregister.observations.proposing import propose_list
    from smregister.output import observations
    from smregister.output.words import counted
    from smregister.trees import ProposedTree

    rows = read_list(source, look)
    reader = ListReader(now.register(), look, order)
    plan, proposal = propose_list(now.root, now.tree, reader, rows, lambda path: text_of(now, path))
    changes = compare(now.root, now.tree, ProposedTree(now.tree, proposal.contents)).changes
    if keep is not None:
        keep_refused(now.root, keep, plan.refused)
    answer(observations.plan_document(plan, changes) if json else observations.plan_lines(str(source), plan, changes))
    demand_sound(proposal)
    if dry_run or not proposal.contents:
        say(f"nothing was written{' (--dry-run)' if dry_run else ''}")
        return plan
    proposal.carry_out(command_line())
    say(f"{counted(len(proposal.contents), 'file')} written")
    return plan


def ask_facts(now: Moment, names: Sequence[str], look: Look) -> list[tuple[str, str]]:
    """Ask what was seen of accounts, fact by fact; what is passed over is not told.

    Raises FatalError if there is no such account.
    """
    from smregister.observations.texts import Shelf
    from smregister.standards.facts.observations import OBSERVABLES

    accounts, register = _accounts(now, names)
    shelf = Shelf(register, lambda path: text_of(now, path))
    say(f"What was seen of {', '.join(f'`{each}`' for each in accounts)}? Enter leaves a fact out; Ctrl-C stops.")
    say("Write could-not-tell where it can't be seen, behind a log-in for example.")
    when = _completed(now, look).when
    there = [shelf.facts(account) for account in accounts]
    asked = [
        (each.name, _ask(each, when, [facts[each.name] for facts in there if each.name in facts]))
        for each in OBSERVABLES
    ]
    return [(fact, given) for fact, given in asked if given]


def _ask(observable: Observable, when: str, there: Iterable[Value]) -> str:
    """Ask for one fact, until what is given can be one; empty where it is passed over."""
    from smregister.cli.asking import prompt
    from smregister.model import value_at
    from smregister.observations.sightings import SightingError
    from smregister.observations.words import one_text, value_and_result
    from smregister.standards.facts.observations import ObservableType

    like = f", like {when}" if observable.type is ObservableType.DAY else ""
    say("")
    say(f"{observable.description[0].upper()}{observable.description[1:]}")
    for observed in there:
        told = one_text(value_at(observed, ("value",))) or value_at(observed, ("result",))
        say(f"  on record: {told}, looked at on {value_at(observed, ('when',))}")
    while True:
        given = one_text(prompt(f"{observable.name} ({observable.type}{like})", ""))
        try:
            value, result = value_and_result(observable, given) if given else (None, "")
            fault = observable.find_error({"value": value, "result": result, "when": when})
        except SightingError as error:
            fault = str(error)
        if fault is None:
            return given
        say(f"  {fault}")


def _accounts(now: Moment, names: Sequence[str]) -> tuple[list[str], Register]:
    """Find accounts by what somebody calls them, and with them what is in their agencies."""
    from smregister.mentions import account_thing, record_thing
    from smregister.observations.accounts import AccountFinder, ids_meant
    from smregister.observations.sightings import SightingError
    from smregister.verdicts import keys_named

    excerpts = now.excerpts()
    records = [record_thing("account", each) for name in names for each in ids_meant(excerpts.kinds, name)]
    accounts = [account_thing(key) for name in names for key in keys_named(excerpts.platforms, name, None)[0]]
    register = excerpts.speaking_of([*records, *accounts])
    finder = AccountFinder(register, lambda: excerpts.table(excerpts.kinds["account"]).ids)
    try:
        return list(dict.fromkeys(map(finder.find, names))), register
    except SightingError as error:
        raise FatalError(str(error)) from error


def _completed(now: Moment, look: Look) -> Look:
    """Say of a look what holds where nobody says otherwise: today, by eye, by who keeps the register."""
    custodian = about_register(now.tree).get("custodian")
    by = look.by or (custodian if isinstance(custodian, str) else "")
    return look._replace(when=look.when or now.day.isoformat(), how=look.how or "by eye", by=by)


def _sightings(
    register: Register, accounts: Iterable[str], told: Sequence[tuple[str, str]], look: Look
) -> Iterator[Sighting]:
    from smregister.lookup import find_kind
    from smregister.observations.reading import SightingReader
    from smregister.observations.sightings import SightingError

    reader = SightingReader(find_kind(register.kinds, "observation"))
    try:
        for account in accounts:
            yield from (reader.read(account, fact, value, look) for fact, value in told)
    except SightingError as error:
        raise FatalError(str(error)) from error


def _contents(shelf: Shelf, recording: Recording) -> dict[str, bytes | None]:
    written = {account: shelf.text(account, taken) for account, taken in recording.by_account.items()}
    return {shelf.path(account): text.encode() for account, text in written.items()}


def _passed_line(passed: Passed) -> str:
    sighting, later = passed
    return f"`{sighting.fact}` of `{sighting.account}` left out: it was looked at again on {later}"
