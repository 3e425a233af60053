"""What people tell of accounts, asked for, put together, judged, shown and written."""

from __future__ import annotations

from functools import partial
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
    from smregister.editing.observations.observation import Inspection, Observation
    from smregister.editing.observations.propose import ObservationPlan
    from smregister.editing.observations.recording import Recording, Superseded
    from smregister.editing.observations.store import ObservationStore
    from smregister.model import Value
    from smregister.register import Register
    from smregister.standards.facts.observable import Observable


def take_told(
    now: Moment, names: Sequence[str], told: Sequence[tuple[str, str]], inspection: Inspection, *, dry_run: bool
) -> None:
    """Put on record what is told of accounts, by name: facts, and what is told of each.

    Ends with 1 where later looks have told of all of it. Raises FatalError if anything of it can't be put on record.
    """
    from smregister.editing.observations.recording import compare_observations
    from smregister.editing.observations.store import ObservationStore

    if not told:
        message = "say what was seen with --set FACT=VALUE; `smregister explain facts` lists what can be observed"
        raise FatalError(message)
    accounts, register = _accounts(now, names)
    store = ObservationStore(register, partial(text_of, now))
    recording = compare_observations(store.facts, _observations(register, accounts, told, _complete(now, inspection)))
    for each in recording.superseded:
        say(_superseded_line(each))
    if recording.superseded and not recording.accepted:
        say("nothing was written")
        leave(sound=False)
    carry_out(now, _contents(store, recording), dry_run=dry_run)


def take_list(
    now: Moment, source: Path, inspection: Inspection, order: str, *, json: bool, dry_run: bool, keep: Path | None
) -> ObservationPlan:
    """Put a list on record; what its rows do not say of the look, the one that is given does.

    `order` is that of its days, if it has one of its own. Refused rows are kept in a file, if one is named. Ends with 1
    where the result would be unsound.
    """
    from smregister.changes.diff import compare
    from smregister.editing.lists.propose import Target
    from smregister.editing.observations.propose import propose_observations
    from smregister.editing.observations.row_reader import ObservationRowReader, read_observation_rows
    from smregister.output import observations
    from smregister.output.words import counted
    from smregister.trees import ProposedTree

    rows, register = read_observation_rows(source, inspection), now.register()
    reader = ObservationRowReader(register, inspection, order)
    plan, proposal = propose_observations(Target(now.root, now.tree, register, partial(text_of, now)), reader, rows)
    changes = compare(now.root, now.tree, ProposedTree(now.tree, proposal.contents)).changes
    if keep is not None:
        keep_refused(now.root, keep, plan.rejections)
    answer(observations.plan_document(plan, changes) if json else observations.plan_lines(str(source), plan, changes))
    demand_sound(proposal)
    if dry_run or not proposal.contents:
        say(f"nothing was written{' (--dry-run)' if dry_run else ''}")
        return plan
    proposal.carry_out(command_line())
    say(f"{counted(len(proposal.contents), 'file')} written")
    return plan


def ask_facts(now: Moment, names: Sequence[str], inspection: Inspection) -> list[tuple[str, str]]:
    """Ask what was seen of accounts, fact by fact; what is passed over is not told.

    Raises FatalError if there is no such account.
    """
    from smregister.editing.observations.store import ObservationStore
    from smregister.standards.facts.observable import OBSERVABLES

    accounts, register = _accounts(now, names)
    store = ObservationStore(register, partial(text_of, now))
    say(f"What was seen of {', '.join(f'`{each}`' for each in accounts)}? Enter leaves a fact out; Ctrl-C stops.")
    say("Write could-not-tell where it can't be seen, behind a log-in for example.")
    when = _complete(now, inspection).when
    there = [store.facts(account) for account in accounts]
    asked = [
        (each.name, _ask(each, when, [facts[each.name] for facts in there if each.name in facts]))
        for each in OBSERVABLES
    ]
    return [(fact, given) for fact, given in asked if given]


def _ask(observable: Observable, when: str, there: Iterable[Value]) -> str:
    """Ask for one fact, until what is given can be one; empty where it is passed over."""
    from smregister.cli.asking import prompt
    from smregister.editing.lists.plan import RowError
    from smregister.editing.observations.reader import read_text, read_value_and_result
    from smregister.model import value_at
    from smregister.standards.facts.observable import Seen

    like = f", like {when}" if observable.seen is Seen.DAY else ""
    say("")
    say(f"{observable.description[0].upper()}{observable.description[1:]}")
    for observed in there:
        told = read_text(value_at(observed, ("value",))) or value_at(observed, ("result",))
        say(f"  on record: {told}, looked at on {value_at(observed, ('when',))}")
    while True:
        given = read_text(prompt(f"{observable.name} ({observable.seen}{like})", ""))
        try:
            value, result = read_value_and_result(observable, given) if given else (None, "")
            fault = observable.fault({"value": value, "result": result, "when": when})
        except RowError as error:
            fault = str(error)
        if fault is None:
            return given
        say(f"  {fault}")


def _accounts(now: Moment, names: Sequence[str]) -> tuple[list[str], Register]:
    """Find accounts by what somebody calls them, and with them what is in their agencies."""
    from smregister.editing.lists.plan import RowError
    from smregister.editing.record_finder import RecordFinder, candidate_account_ids
    from smregister.mentions import account_thing, record_thing
    from smregister.verdicts import keys_named

    excerpts = now.excerpts()
    records = [record_thing("account", each) for name in names for each in candidate_account_ids(excerpts.kinds, name)]
    accounts = [account_thing(key) for name in names for key in keys_named(excerpts.platforms, name, None)[0]]
    register = excerpts.speaking_of([*records, *accounts])
    finder = RecordFinder(register, lambda: excerpts.table(excerpts.kinds["account"]).ids)
    try:
        return list(dict.fromkeys(map(finder.find_account_id, names))), register
    except RowError as error:
        raise FatalError(str(error)) from error


def _complete(now: Moment, inspection: Inspection) -> Inspection:
    """Say of a look what holds where nobody says otherwise: today, by eye, by who keeps the register."""
    custodian = about_register(now.tree).get("custodian")
    by = inspection.by or (custodian if isinstance(custodian, str) else "")
    return inspection._replace(when=inspection.when or now.day.isoformat(), how=inspection.how or "by eye", by=by)


def _observations(
    register: Register, accounts: Iterable[str], told: Sequence[tuple[str, str]], inspection: Inspection
) -> Iterator[Observation]:
    from smregister.editing.lists.plan import RowError
    from smregister.editing.observations.reader import ObservationReader
    from smregister.lookup import find_kind

    reader = ObservationReader(find_kind(register.kinds, "observation"))
    try:
        for account in accounts:
            yield from (reader.read(account, fact, value, inspection) for fact, value in told)
    except RowError as error:
        raise FatalError(str(error)) from error


def _contents(store: ObservationStore, recording: Recording) -> dict[str, bytes | None]:
    written = {account: store.text(account, observations) for account, observations in recording.by_account.items()}
    return {store.path(account): text.encode() for account, text in written.items()}


def _superseded_line(superseded: Superseded) -> str:
    observation, later = superseded
    return f"`{observation.fact}` of `{observation.account}` left out: it was looked at again on {later}"
