"""Names of the desk in other letters, and among other words."""

from __future__ import annotations

import pytest

from smregister.model import Record, Value
from smregister.records.views import RegisterDetails
from smregister.review.desk_names import DeskNames

MEMBER: dict[str, Value] = {
    "name": "Ana Tau",
    "post": "Manager of the Social Media Unit",
    "forge": {"login": "desk-one", "user_id": 1},
}
SETTINGS: dict[str, Value] = {
    "name": "Lab",
    "names": {"id": "Daftar Resmi"},
    "custodian": "Department of Information",
    "desk": [MEMBER, {"post": "Secretary", "until": "2020-01-01"}, {}],
}
NAMES = DeskNames.of_register(RegisterDetails(Record("register", "register", "registry/register.yaml", SETTINGS)))


@pytest.mark.parametrize(
    "text",
    [
        "Desk", "DESK", " desk ", "The Desk", "Desk.", "(desk)", "desk/2", "d.e.s.k", "Manager, the desk",
        "my desk (Lab)", "my De\u0301sk (Lab)", "my De\u200bsk (Lab)",
        "D\u0435sk", "\uff24esk", "De\u200bsk", "De\u00adsk", "De\u0301sk", "D\u0454\u0455\u043a", "\u24d3esk",
        "\u1d05\u1d07s\u1d0b", "\U0001f173esk", "\U0001d403esk",
        "manager of social media unit", "Manager, the Social  Media Unit (acting)", "ManagerSocialMediaUnit",
        "Manager of the SociaI Media Unit", "Ana Tau", "Mrs. ANA TAU", "desk-one", "@desk-one",
        "Secretary", "secretary.",
        "De-sk (Lab)", "D.E.S.K. office", "Desks", "the register's desks", "my desk's", "Desk1", "Lab register",
        "\uff24\uff45\uff53\uff4b2",
        "DeskLab", "Managerofthesocialmediaunit x", "A.N.A. Tau", "De5k", "D3sk", "Secretary 2", "social media desk",
        "\ua4d3\ua4f0\ua4e2\ua4d7", "\u13a0\u13ac\u054f\u13e6", "\u0420ress officer", "media desk",
        "front office, help-desk",
        "Lab", "the LAB", "Daftar Resmi", "Department of Information", "Custodian", "The custodian",
    ],
)  # fmt: skip
def test_the_desk_is_recognized(text: str) -> None:
    assert NAMES.are_in(text)
    assert NAMES.are_in([{"by": text}])


@pytest.mark.parametrize(
    "value",
    [
        "", "Officer", "Secretary of Health", "Helpdesk officer", "Help-desk officer", "HelpDesk", "The press desk",
        "Desktop officer", "Made skilled", "Code Sk", "Register", "X\u516c\u5f0f\u30a2", "\u041f\u0440\u0435-officer",
        "Manager", "Social Media Unit of Health", "Ana", "Tau Ana",
        "Laboratory", "Media officer, Department of Information", "Manager of the Social Unit", "...", "\ue000",
        None, [], {}, 5,
    ],
)  # fmt: skip
def test_others_are_not_the_desk(value: Value) -> None:
    assert not NAMES.are_in(value)


def test_a_register_without_names_has_a_desk() -> None:
    names = DeskNames.of_register(RegisterDetails(Record("register", "register", "registry/register.yaml", {})))
    assert names.are_in("the desk")
    assert not names.are_in("")


def test_a_name_without_words_names_nothing() -> None:
    assert not DeskNames.of([], ["The"]).are_in("")
