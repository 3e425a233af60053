"""Records that a policy reads beside letters: of platforms, and about accounts."""

from __future__ import annotations

import pytest
from tests.registers import AGENCY, SMALL
from tests.review.test_authority import DAY, DORMANT, tree
from tests.review.test_authorization import (
    APPOINTMENT,
    DESK,
    FORMER,
    OFFICER,
    OTHER_OFFICER,
    POLICY,
    WORKS,
    appointment,
)

from smregister.review.policy import Policy

HEALTH = "registry/agencies/health"
OBSERVATION, WAIVER = f"{HEALTH}/observations/x-health.yaml", f"{HEALTH}/waivers/late.yaml"
ABOUT = {
    OBSERVATION: "facts:\n  last_post: {value: 2026-03-01, when: 2026-03-02, how: by eye, by: Desk, result: pass}\n",
    OBSERVATION.replace("x-health", "x-other"): "facts: {}\n",
    WAIVER: "account: x-health\nreason: Late\n",
    WAIVER.replace("late", "other"): "account: x-other\nreason: Late\n",
    WAIVER.replace("late", "full"): "account: health/x-health\nreason: Late\n",
    f"{WORKS}/waivers/theirs.yaml": "account: x-health\nreason: Late\n",
}


def test_records_about_an_account_are_found_in_its_agency() -> None:
    base = tree(ABOUT)
    policy = Policy(base, DAY)
    base.folders.clear()
    found = [(kind.name, record.id) for kind, record in policy.records_about("health/x-health")]
    assert sorted(found) == [
        ("observation", "health/x-health"), ("waiver", "health/full"), ("waiver", "health/late"),
    ]  # fmt: skip
    assert base.folders == [f"{HEALTH}/waivers"]
    assert policy.records_about("works/x-health")[0][1].id == "works/theirs"
    assert policy.records_about("health/x-nothing") == []


def test_the_terms_of_an_agency_are_those_of_its_valid_letters() -> None:
    invalid = {APPOINTMENT: f"{POLICY[APPOINTMENT]}zeal: much\n"}
    for files, letters in (({}, ["7/2024", "123/2025"]), (invalid, ["7/2024"])):
        terms = Policy(tree(files), DAY).terms_at("health")
        assert [term.appointment.letter.number for term in terms] == letters


def test_all_mandates_are_those_of_the_desk_and_of_every_agency() -> None:
    """They stay complete when an agency is founded."""
    policy = Policy(tree({"registry/agencies/README.md": "x\n"}), DAY)
    assert [mandate.user_id for mandate in policy.all_mandates()] == [DESK, FORMER, FORMER, OFFICER, OTHER_OFFICER]
    founded = {
        AGENCY.replace("health", "art"): SMALL[AGENCY],
        APPOINTMENT.replace("health", "art"): appointment(70, "1/2026"),
    }
    later = tree(founded, "b" * 40)
    advanced = policy.advance(later, DAY, [*founded])
    assert [mandate.user_id for mandate in advanced.all_mandates()][2] == 70
    assert "registry/agencies" not in later.folders
    fresh = Policy(tree({}), DAY).advance(later, DAY, [*founded])
    assert [mandate.user_id for mandate in fresh.all_mandates()][2] == 70


def test_platforms_are_read_once_until_one_changes() -> None:
    base = tree({})
    policy = Policy(base, DAY)
    base.folders.clear()
    title = policy.platforms.title_of("x")
    assert base.folders == ["registry/platforms"]
    changed = {"registry/platforms/x.yaml": None}
    kept, without = (policy.advance(tree(files, "b" * 40), DAY, [*files]) for files in (DORMANT, changed))
    assert kept.platforms is policy.platforms
    assert (without.platforms.get("x"), without.platforms.title_of("facebook")) == (
        None, policy.platforms.title_of("facebook"),
    )  # fmt: skip
    assert policy.platforms.title_of("x") == title != ""
    fresh = Policy(base, DAY).advance(tree(changed, "b" * 40), DAY, [*changed])
    assert fresh.platforms.get("x") is None


@pytest.mark.parametrize(
    ("handle", "text"),
    [("two_press", "@Two.Press"), ('"two_\\x70ress"', "two_press"), ("two_press", "two_pr\u00e9ss")],
)
def test_accounts_are_found_by_a_text_in_any_spelling(handle: str, text: str) -> None:
    path = f"{HEALTH}/accounts/x-two.yaml"
    policy = Policy(tree({path: f"platform: x\nhandle: {handle}\npurpose: News\nstatus: active\n"}), DAY)
    assert path in {record.path for record in policy.accounts_with(text)}
    others = {record.path for record in policy.accounts_with("nobody")}
    assert others == ({path} if "x70" in handle else set())
