"""Assessment of accounts: facts, clauses, waivers, observations, versions, scores."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from tests.registers import DAY, PROJECT, SMALL, build

from smregister.model import Record, Value
from smregister.records.reader import RecordReader
from smregister.register.loader import read_register
from smregister.register.register import Register
from smregister.repository.work_tree import WorkTree
from smregister.standards import assessor
from smregister.standards.account_facts import AccountFacts
from smregister.standards.assessment import Assessment
from smregister.standards.assessor import Assessor
from smregister.standards.clauses import read_standard
from smregister.standards.evaluation import Outcome, evaluate
from smregister.standards.examples import find_example_errors
from smregister.standards.facts import FACTS, TYPES, find_facts
from smregister.standards.facts.account_context import AccountContext, RegisterFacts
from smregister.standards.facts.observations import OBSERVABLES
from smregister.standards.in_force import in_force, nearest
from smregister.standards.scores import Score, add_scores, score_results
from smregister.standards.waivers import read_waiver

HEALTH = "registry/agencies/health"
BASELINE = PROJECT / "registry" / "standards" / "baseline.yaml"
APPOINTMENT = """\
officer:
  name: {name}
  post: Press officer
  email: {name}@gov.example
role: {role}
accounts: {accounts}
letter:
  number: {name}/1
  date: 2025-01-02
effective_from: {since}
"""


def letter(
    name: str, role: str = "lead", accounts: str = "all-of-agency", since: str = "2025-01-03", more: str = ""
) -> str:
    return APPOINTMENT.format(name=name, role=role, accounts=accounts, since=since) + more


def clause(code: str, condition: str, **more: Value) -> dict[str, Value]:
    words: dict[str, Value] = {"en": "Some words."}
    fixed: dict[str, Value] = {"title": words, "text": words, "remedy": words, "severity": "error", "weight": 1}
    return {"id": code, **fixed, "condition": condition, **more}


def standard(name: str, *clauses: dict[str, Value], **more: Value) -> Record:
    data: dict[str, Value] = {
        "title": name,
        "version": "1",
        "in_force_from": "2025-01-01",
        "clauses": [*clauses],
        **more,
    }
    return Record("standard", name, f"registry/standards/{name}.yaml", data)


def waiver(name: str = "health/w", **more: Value) -> Record:
    data: dict[str, Value] = {
        "standard": "house",
        "clause": "A-1",
        "reason": "Why",
        "approved": {"by": "Desk", "date": "2025-12-01", "reference": "1"},
        "from": "2025-12-01",
        "until": "2026-06-30",
    }
    return Record("waiver", name, f"registry/{name}.yaml", {**data, **more})


def observation(**facts: Value) -> Record:
    seen: dict[str, Value] = {
        name: {
            "when": "2025-12-20",
            "how": "by eye",
            "by": "Desk",
            "result": "pass",
            **(value if isinstance(value, dict) else {"value": value}),
        }
        for name, value in facts.items()
    }
    return Record("observation", "health/x-health", f"{HEALTH}/observations/x-health.yaml", {"facts": seen})


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Register:
    return read(tmp_path_factory.mktemp("small"))


def read(folder: Path, files: Mapping[str, str] | None = None, day: date = DAY) -> Register:
    return read_register(WorkTree(build(folder, {**SMALL, **(files or {})})), day).register


def beside(register: Register, *records: Record) -> Register:
    """Return a register with some more records."""
    by_kind = {kind: dict(register.of_kind(kind)) for kind in register.kinds}
    for record in records:
        by_kind[record.kind][record.id] = record
    return Register(register.kinds, by_kind, register.day)


def assess(register: Register, *records: Record, day: date = DAY) -> Assessment:
    whole = beside(register, *records)
    [account] = whole.valid("account")
    return Assessor(RegisterFacts(whole, day)).assess(account)


def outcomes(assessment: Assessment) -> dict[str, str]:
    return {result.clause.id: str(result.outcome) for result in assessment.results}


def facts(register: Register, *records: Record, day: date = DAY) -> Mapping[str, Value]:
    whole = beside(register, *records)
    return find_facts(RegisterFacts(whole, day), whole.of_kind("account")["health/x-health"]).values


# Facts.


def test_every_fact_is_described_and_named_once() -> None:
    names = [fact.name for fact in FACTS] + [observable.fact_name for observable in OBSERVABLES]
    assert len(names) == len({*names}) == len(TYPES)
    assert all(fact.description.endswith(".") for fact in FACTS)


def test_every_fact_can_be_found(tmp_path: Path) -> None:
    """A complete account with every observation has every fact, each of its type."""
    register = read_register(WorkTree(PROJECT), date(2026, 6, 1)).register
    account = register.of_kind("account")["my-japen/facebook-malaysiaaktif"]
    seen: dict[str, Value] = {
        observable.name: {
            "value": {"a day": "2026-05-01", "a whole number": 5}.get(observable.type, True),
            "when": "2026-05-02",
            "result": "pass",
        }
        for observable in OBSERVABLES
    }
    data = {**account.data, "vendor_access": [{"company": "A"}]}
    complete = Record("account", account.id, account.path, data)
    watched = Record("observation", account.id, "o", {"facts": seen})
    country = register.of_kind("jurisdiction")["MY"]
    lists: dict[str, Value] = {"approved_tools": ["Planner"], "unofficial_words": ["fanclub"]}
    desk = Record(country.kind, country.id, country.path, {**country.data, **lists})
    values = find_facts(RegisterFacts(beside(register, complete, watched, desk), date(2026, 6, 1)), complete).values
    assert TYPES.keys() - values.keys() == set()
    python = {"a whole number": int, "yes or no": bool, "a text": str, "a list of texts": list}
    assert {name: type(value) for name, value in values.items()} == {name: python[TYPES[name]] for name in values}


def test_facts_that_a_bare_record_lacks_are_unknown(small: Register) -> None:
    values = facts(small)
    unknown = {
        "mfa_enabled",
        "kind",
        "desk_access",
        "days_since_last_review",
        "badge",
        "contact_mailbox_official",
        "vendors",
        "vendors_without_end",
        "administrators_without_letter",
    }
    assert unknown.isdisjoint(values)
    assert (values["officers_in_force"], values["approval_recorded"], values["purpose_words"]) == (0, False, 4)


def test_officers_are_persons_with_a_letter_in_force_for_the_account(tmp_path: Path) -> None:
    folder = f"{HEALTH}/appointments"
    values = facts(
        read(
            tmp_path,
            {
                f"{folder}/ann.yaml": letter("ann"),
                f"{folder}/ann-again.yaml": letter("ann", "admin", "[x-health]"),
                f"{folder}/ben.yaml": letter("ben", "deputy", "[x-health]"),
                f"{folder}/cy.yaml": letter("cy", "editor"),
                f"{folder}/gone.yaml": letter("dan", more="effective_to: 2025-11-30\nend_reason: transfer\n"),
                f"{folder}/later.yaml": letter("eve", since="2026-02-01"),
                f"{folder}/acted.yaml": letter("flo", more="acting:\n  for: Editor\n  until: 2025-12-31\n"),
            },
        )
    )
    assert (values["officers_in_force"], values["administrators_in_force"], values["deputies_in_force"]) == (3, 2, 1)
    assert values["days_with_open_handover"] == 32
    assert values["letters_incomplete"] == 4
    assert values["officers_without_training"] == 4


@pytest.mark.parametrize(
    ("mailboxes", "expected"),
    [([], 0), (["a@gov.example"], 0), (["a@gov.example", "b@mail.example"], 1), (["b@mail.example", None], None)],
)
def test_an_unknown_mailbox_makes_the_count_of_unofficial_mailboxes_unknown(
    small: Register, mailboxes: list[Value], expected: int | None
) -> None:
    data: dict[str, Value] = {"accounts": "all-of-agency", "effective_from": "2025-01-03"}
    letters = [
        Record("appointment", f"health/{number}", f"{number}", {**data, "officer": {"email": mailbox}})
        for number, mailbox in enumerate(mailboxes)
    ]
    assert facts(small, *letters).get("officers_without_official_mailbox") == expected


@pytest.mark.parametrize(
    ("fields", "ended"),
    [
        ({"status": "active"}, False),
        ({"status": "closed"}, True),
        ({"status": "closed", "closed": "2025-12-31"}, True),
        ({"status": "closed", "closed": "2026-01-02"}, False),
    ],
)
def test_a_record_that_ends_later_is_active_on_the_day(small: Register, fields: dict[str, Value], ended: bool) -> None:
    other = Record("account", "health/x-other", "x", {"platform": "x", "handle": "other", **fields})
    values = facts(small, Record("agency", "health", "a", fields), other)
    assert values["agency_closed"] is ended
    assert values["agency_accounts_on_platform"] == (1 if ended else 2)


@pytest.mark.parametrize(
    ("agency", "above", "asked_of", "expected"),
    [
        ({"jurisdiction": "EX"}, {}, "EX", "not-met"),
        ({"jurisdiction": "EX"}, {"parent": "EX"}, "EX", "not-met"),
        ({"jurisdiction": "EX"}, {}, "XX", "not-applicable"),
        ({"jurisdiction": "EX"}, {"parent": "XX"}, "XX", "could-not-tell"),
        ({"jurisdiction": "XX"}, {}, "XX", "could-not-tell"),
        ({}, {}, "XX", "could-not-tell"),
    ],
)
def test_an_unknown_jurisdiction_makes_clauses_unknown(
    small: Register, agency: dict[str, Value], above: dict[str, Value], asked_of: str, expected: str
) -> None:
    places = (Record("agency", "health", "a", agency), Record("jurisdiction", "EX", "b", above))
    house = standard("house", clause("A-1", "facts.name_stated", applies_to={"jurisdictions": [asked_of]}))
    assert outcomes(assess(small, *places, house)) == {"A-1": expected}


def test_a_letter_that_is_replaced_ends_the_day_before(tmp_path: Path) -> None:
    folder = f"{HEALTH}/appointments"
    files = {
        f"{folder}/ann.yaml": letter("ann"),
        f"{folder}/ben.yaml": letter("ben", since="2026-01-01", more="replaces: ann\n"),
    }
    register = read(tmp_path, files)
    assert facts(register, day=date(2025, 12, 31))["officers_in_force"] == 1
    assert facts(register)["officers_in_force"] == 1
    assert facts(register)["replacements_out_of_line"] == 1, "by itself the first letter has no end"


@pytest.mark.parametrize(
    ("field", "value", "fact", "expected"),
    [
        ("contact_email", "a@health.gov.example", "contact_mailbox_official", True),
        ("contact_email", "a@GOV.example", "contact_mailbox_official", True),
        ("contact_email", "a@mail.example", "contact_mailbox_official", False),
        ("contact_email", "a@notgov.example", "contact_mailbox_official", False),
        ("official_site", "https://www.gov.example/health", "official_site_on_government_domain", True),
        ("official_site", "https://gov.example.evil.example/", "official_site_on_government_domain", False),
        ("official_site", "https://gov.example@evil.example/", "official_site_on_government_domain", False),
        ("last_review", {"date": "2025-12-02", "by": "Desk"}, "days_since_last_review", 30),
        ("last_review", {"date": "2026-01-02", "by": "Desk"}, "days_since_last_review", None),
        ("next_review", "2026-01-11", "days_overdue_for_review", -10),
        ("vendor_access", [{"company": "A", "until": "2025-12-31"}, {"company": "B"}], "vendors", 1),
        ("languages", ["xx"] * 51, "languages", None),
        ("languages", ["fr"], "uses_official_language", False),
    ],
)
def test_a_fact_of_a_record(small: Register, field: str, value: Value, fact: str, expected: Value) -> None:
    account = small.of_kind("account")["health/x-health"]
    changed = Record("account", account.id, account.path, {**account.data, field: value})
    assert facts(small, changed).get(fact) == expected


def test_two_records_of_one_account_are_counted(small: Register) -> None:
    other = Record(
        "account", "food/x", "registry/agencies/food/accounts/x.yaml", {"platform": "x", "handle": "EXAMPLE_health"}
    )
    assert facts(small)["other_records_of_account"] == 0
    assert facts(small, other)["other_records_of_account"] == 1


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ({"value": "2025-12-02"}, 30),
        ({"value": "2026-01-02"}, None),
        ({"value": "2025-12-02", "result": "could-not-tell"}, None),
        ({"value": "2025-12-02", "when": "2026-01-02"}, None),
        ({"value": "yesterday"}, None),
        ({"value": "20251202"}, None),
        ({"value": 5}, None),
        ({}, None),
    ],
)
def test_an_observed_day(small: Register, seen: dict[str, Value], expected: int | None) -> None:
    assert facts(small, observation(last_post=seen)).get("days_since_last_post") == expected


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ({"result": "pass"}, True),
        ({"result": "fail"}, False),
        ({"result": "could-not-tell"}, None),
        ({"result": "fail", "value": False}, False),
        ({"result": "fail", "value": True}, None),
        ({"result": "pass", "value": "true"}, None),
    ],
)
def test_an_observed_answer(small: Register, seen: dict[str, Value], expected: bool | None) -> None:
    assert facts(small, observation(captions=seen)).get("captions") is expected


# The assessment.


def test_an_account_meets_a_clause_or_not_or_it_is_unknown(small: Register) -> None:
    house = standard(
        "house",
        clause("A-1", "facts.purpose_words >= 3"),
        clause("A-2", "facts.officers_in_force >= 1"),
        clause("A-3", "facts.mfa_enabled"),
        clause("A-4", "facts.purpose_words >= 3", applies_to={"platforms": ["facebook"]}),
        clause("A-5", "facts.purpose_words >= 3", applies_to={"kinds": ["office"]}),
        clause("A-6", "facts.purpose_words >= 3", applies_when="facts.officers_in_force >= 1"),
        clause("A-7", "facts.purpose_words >= 3", applies_when="facts.mfa_enabled"),
        clause("A-8", "facts.no_such_fact"),
        clause("A-9", "facts.officers_in_force >= 1 && facts.mfa_enabled"),
        clause("B-1", "facts.purpose_words >= 3 && facts.mfa_enabled"),
        clause("B-2", "facts.purpose_words >= 3 || facts.mfa_enabled"),
        clause("B-3", "facts.purpose_words >= 3", applies_to={"jurisdictions": ["EX"], "types": ["department"]}),
        clause("B-4", "facts.purpose_words >= 3", applies_to={"jurisdictions": ["MY"]}),
    )
    assessment = assess(small, house)
    assert outcomes(assessment) == {
        "A-1": "met",
        "A-2": "not-met",
        "A-3": "could-not-tell",
        "A-4": "not-applicable",
        "A-5": "could-not-tell",
        "A-6": "not-applicable",
        "A-7": "could-not-tell",
        "A-8": "could-not-tell",
        "A-9": "not-met",
        "B-1": "could-not-tell",
        "B-2": "could-not-tell",
        "B-3": "met",
        "B-4": "not-applicable",
    }
    reasons = {result.clause.id: result.reason for result in assessment.results}
    assert reasons["A-2"] == "`officers_in_force` is 0"
    assert reasons["A-3"] == "`mfa_enabled` is not known"
    assert reasons["A-4"] == "`platform` is x"
    assert "there is no fact `no_such_fact`" in reasons["A-8"]


def test_an_observation_counts_for_as_long_as_the_clause_allows(small: Register) -> None:
    house = standard(
        "house",
        clause("A-1", "facts.captions", max_age_days=12),
        clause("A-2", "facts.captions", max_age_days=11),
        clause("A-3", "facts.captions"),
        clause("A-4", "!has(facts.captions) || facts.captions", max_age_days=11),
        clause("A-5", "facts.purpose_words > 1", max_age_days=1),
        clause("A-6", "facts.purpose_words > 1", applies_when="facts.captions", max_age_days=12),
        clause("A-7", "facts.purpose_words > 1", applies_when="facts.captions", max_age_days=11),
    )
    seen = observation(captions={"result": "fail", "when": "2025-12-20"})
    assessment = assess(small, house, seen)
    assert outcomes(assessment) == {
        "A-1": "not-met",
        "A-2": "could-not-tell",
        "A-3": "not-met",
        "A-4": "met",
        "A-5": "met",
        "A-6": "not-applicable",
        "A-7": "could-not-tell",
    }
    assert assessment.results[1].reason == "`captions` was seen 12 days ago, which is too long"


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ({}, True),
        ({"account": "x-health"}, True),
        ({"account": "health/x-health"}, True),
        ({"account": "x-other"}, False),
        ({"standard": "other"}, False),
        ({"clause": "A-2"}, False),
        ({"approved": None}, False),
        ({"approved": {"date": "2026-01-02"}}, False),
        ({"from": "2026-01-01"}, True),
        ({"from": "2026-01-02"}, False),
        ({"until": "2026-01-01"}, True),
        ({"until": "2025-12-31"}, False),
        ({"ended": "2026-01-01"}, False),
        ({"ended": "2026-01-02"}, True),
        ({"from": "2025-06-01", "until": "2026-06-01"}, True),
        ({"from": "2025-06-01", "until": "2026-06-02"}, False),
        ({"from": "2025-06-01", "until": "9999-12-31"}, False),
    ],
)
def test_a_waiver_counts_on_its_days_once_it_is_approved(
    small: Register, changes: dict[str, Value], counts: bool
) -> None:
    house = standard("house", clause("A-1", "facts.officers_in_force >= 1"))
    result = assess(small, house, waiver(**changes)).results[0]
    assert result.outcome is (Outcome.WAIVED if counts else Outcome.NOT_MET)
    assert (result.waiver and result.waiver.id) == ("health/w" if counts else None)


def test_a_year_with_a_leap_day_is_a_year() -> None:
    day = "2024-06-01"
    approved: dict[str, Value] = {"date": "2024-01-01"}
    assert read_waiver(waiver(approved=approved, **{"from": "2024-02-28", "until": "2025-02-28"}), day)
    assert read_waiver(waiver(approved=approved, **{"from": "2024-02-29", "until": "2025-02-28"}), day)
    assert not read_waiver(waiver(approved=approved, **{"from": "2024-02-29", "until": "2025-03-01"}), day)


def test_the_longest_of_several_waivers_counts(small: Register) -> None:
    house = standard("house", clause("A-1", "facts.name_stated"))
    one = waiver("health/one", account="x-health", until="2026-03-31")
    for others in ([one, waiver("health/all")], [waiver("health/all"), one]):
        [result] = assess(small, house, *others).results
        assert result.waiver
        assert (result.waiver.id, result.reason) == ("health/all", "waived until 2026-06-30: Why")


def test_a_waiver_excuses_only_what_is_not_met_or_unknown(small: Register) -> None:
    house = standard("house", clause("A-1", "facts.purpose_words >= 3"), clause("A-2", "facts.mfa_enabled"))
    assessment = assess(small, house, waiver(), waiver("health/v", clause="A-2"))
    assert outcomes(assessment) == {"A-1": "met", "A-2": "waived"}


def test_an_agency_s_waiver_is_for_no_other_agency(small: Register) -> None:
    house = standard("house", clause("A-1", "facts.officers_in_force >= 1"))
    assert outcomes(assess(small, house, waiver("food/w"))) == {"A-1": "not-met"}


# Which standard.


def test_the_standard_in_force_on_the_day_applies(small: Register) -> None:
    old = standard("old", clause("A-1", "facts.purpose_words >= 3"), in_force_to="2025-06-30")
    new = standard("new", clause("A-1", "facts.purpose_words >= 30"), in_force_from="2025-07-01")
    for day, name, outcome in [("2025-06-30", "old", "met"), ("2025-07-01", "new", "not-met")]:
        assessment = assess(small, old, new, day=date.fromisoformat(day))
        assert (assessment.standard and assessment.standard.id, outcomes(assessment)) == (name, {"A-1": outcome})
    assert assess(small, old, new, day=date(2024, 12, 31)).standard is None


def test_a_standard_that_replaces_another_ends_it(small: Register) -> None:
    old = standard("old", clause("A-1", "facts.captions"))
    new = standard("new", clause("A-1", "facts.captions"), in_force_from="2025-12-31", replaces="old")
    assert [record.id for record in in_force([old, new], "2025-12-30")] == ["old"]
    assert [record.id for record in in_force([old, new], "2025-12-31")] == ["new"]
    assert [record.id for record in in_force([old], "2099-12-31")] == ["old"], "by itself it has no end"
    itself = standard("odd", clause("A-1", "facts.captions"), replaces="odd")
    assert [record.id for record in in_force([itself], "2025-12-31")] == ["odd"]


@pytest.mark.parametrize(
    ("places", "chosen"),
    [(["EX-1", "EX"], "province"), (["EX"], "country"), (["EX-2", "EX"], "country"), (["MY"], "all"), ([], "all")],
)
def test_the_standard_of_the_nearest_jurisdiction_applies(places: list[str], chosen: str) -> None:
    standards = {"all": (), "country": ("EX",), "province": ("EX-1", "EX-9")}
    assert nearest([*standards], standards.__getitem__, places) == chosen


def test_the_newer_of_two_standards_for_the_same_accounts_applies() -> None:
    standards = in_force([standard("b", in_force_from="2025-02-01"), standard("a")], "2026-01-01")
    newer = nearest(standards, lambda record: record.texts("jurisdictions"), ["EX"])
    assert newer
    assert newer.id == "b"


@pytest.mark.parametrize(
    ("more", "used"),
    [
        ({}, "tried"),
        ({"in_force_from": "2030-01-01"}, "tried"),
        ({"in_force_from": "2020-01-01"}, "tried"),
        ({"jurisdictions": ["EX"]}, "tried"),
        ({"jurisdictions": ["MY"]}, "own"),
    ],
)
def test_a_candidate_is_assessed_as_if_it_were_in_force(small: Register, more: dict[str, Value], used: str) -> None:
    own, tried = (
        standard("own", clause("A-1", "facts.captions")),
        standard("tried", clause("B-1", "facts.badge == 'x'")),
    )
    tried = Record("standard", "tried", tried.path, {**tried.data, **more})
    whole = beside(small, own)
    [account] = whole.valid("account")
    assessment = Assessor(RegisterFacts(whole, DAY)).with_candidate(tried).assess(account)
    assert assessment.standard
    assert assessment.standard.id == used


def test_a_candidate_takes_the_place_of_what_it_replaces(small: Register) -> None:
    whole = beside(small, *map(standard, ("old", "same", "other")))
    assessor = Assessor(RegisterFacts(whole, DAY)).with_candidate(standard("same", replaces="old"))
    assert [record.id for record in assessor.standards] == ["other", "same"]


def test_the_facts_of_an_account_are_found_once_for_two_standards(
    small: Register, monkeypatch: pytest.MonkeyPatch
) -> None:

    calls = []
    monkeypatch.setattr(assessor, "find_facts", lambda *what: calls.append(what) or find_facts(*what))
    whole = beside(small, standard("own", clause("A-1", "facts.captions")))
    current = Assessor(RegisterFacts(whole, DAY))
    [before] = map(current.assess, whole.valid("account"))
    after = current.with_candidate(standard("tried", clause("B-1", "facts.captions"))).assess(
        before.account, before.facts
    )
    assert [result.clause.id for result in (*before.results, *after.results)] == ["A-1", "B-1"]
    assert len(calls) == 1


# Scores.


def test_a_score_is_the_met_share_of_the_weight_asked(small: Register) -> None:
    house = standard(
        "house",
        clause("A-1", "facts.officers_in_force >= 1", weight=50),
        clause("B-1", "facts.purpose_words >= 3", weight=2),
        clause("B-2", "facts.officers_in_force >= 1", weight=3),
        clause("B-3", "facts.mfa_enabled", weight=4),
        clause("B-4", "facts.mfa_enabled", weight=100, applies_to={"platforms": ["facebook"]}),
    )
    assessment = assess(small, house, waiver())
    assert assessment.score == score_results(assessment.results) == Score(met=2, not_met=3, could_not_tell=4, waived=50)
    assert assessment.score.percent == 22


def test_scores_are_added() -> None:
    assert add_scores([Score(met=1), Score(met=1, not_met=8)]) == Score(met=2, not_met=8)
    assert (Score(met=999, not_met=1).percent, Score(waived=5).percent, Score().percent) == (99, None, None)
    assert add_scores([]) == Score()


# The baseline standard.


@pytest.fixture(scope="module")
def baseline(small: Register) -> Record:
    record, findings = RecordReader(small.kinds).read(
        small.kinds["standard"], "registry/standards/baseline.yaml", BASELINE.read_bytes()
    )
    assert findings == []
    return record


def test_the_baseline_has_forty_clauses_each_in_three_languages(baseline: Record) -> None:
    clauses = read_standard(baseline, TYPES).clauses
    assert len({item.id for item in clauses}) == len(clauses) >= 40
    assert [item.error for item in clauses if item.error] == []
    for number, item in enumerate(clauses):
        for field in ("title", "text", "remedy"):
            assert [*baseline.value("clauses", number, field)] == ["en", "ms", "id"], item.id  # type: ignore[misc]
        assert baseline.text("clauses", number, "source"), item.id
    assert BASELINE.stat().st_size < 64 * 1024


def test_the_examples_of_the_baseline_come_out_as_they_say(baseline: Record) -> None:
    assert [*find_example_errors(baseline)] == []


def test_each_clause_of_the_baseline_has_examples_that_pass_that_fail_and_that_are_unknown(
    small: Register, baseline: Record
) -> None:
    empty = AccountContext(RegisterFacts(small, DAY), Record("account", "health/x-health", "", {}))
    may_be_unknown = {fact.name for fact in FACTS if fact.find(empty) is None}
    may_be_unknown |= {fact.name for fact in FACTS if " | None" in fact.find.__annotations__.get("return", "")}
    may_be_unknown |= {observable.fact_name for observable in OBSERVABLES}
    for number, item in enumerate(read_standard(baseline, TYPES).clauses):
        shown = {baseline.text("clauses", number, "examples", position, "expect") for position in range(6)}
        assert item.condition
        assert {"pass", "fail"} <= shown, item.id
        assert "could-not-tell" in shown or not item.condition.required & may_be_unknown, item.id
        assert "not-applicable" in shown or not item.applies_when or "officers_in_force" in item.facts, item.id


def test_no_clause_of_the_baseline_passes_an_account_without_facts(baseline: Record) -> None:
    results = evaluate(read_standard(baseline, TYPES), AccountFacts({}))
    assert {result.outcome for result in results} == {Outcome.COULD_NOT_TELL}


def test_observed_facts_have_a_maximum_age_in_every_clause_of_the_baseline(baseline: Record) -> None:
    observed = {item.fact_name for item in OBSERVABLES}
    for item in read_standard(baseline, TYPES).clauses:
        assert item.condition
        assert not item.condition.named & observed or item.max_age_days, item.id
