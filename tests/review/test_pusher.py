"""The user who pushes, by what a server passes to its hooks, without a server."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from tests.review.test_authority import tree
from tests.review.test_authorization import APPOINTMENT, DESK, OFFICER, POLICY, REGISTER, WORKS

from smregister.errors import FatalError
from smregister.register.snapshot import RegisterSnapshot
from smregister.review.pusher import identify_pusher

KEYS = [f"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{letter * 43}" for letter in "ABCDE"]
DESK_KEY, OWN_KEY, LOST_KEY, THEIR_KEY, UNKNOWN_KEY = KEYS
LETTER = (
    f"user_id: 20\n  signing_keys:\n    - key: {OWN_KEY}\n      from: 2025-06-01\n"
    f"    - key: {LOST_KEY}\n      until: 2025-11-30\n"
)
THEIRS = f"{WORKS}/appointments/officer-2025.yaml"
FILES = {
    REGISTER: str(POLICY[REGISTER]).replace(
        "user_id: 10\n", f"user_id: 10\n    signing_keys:\n      - key: {DESK_KEY}\n"
    ),
    APPOINTMENT: str(POLICY[APPOINTMENT]).replace("user_id: 20\n", LETTER),
    # An invalid letter, whose keys count for nothing.
    THEIRS: str(POLICY[THEIRS]).replace("user_id: 30\n", f"user_id: 30\n  signing_keys:\n    - key: {THEIR_KEY}\n")
    + "zeal: much\n",
}
NO_USER = (
    "the server does not say who pushes. Its administrator can set SMREGISTER_USER_ID to the account's number for "
    "each key in authorized_keys, or `ExposeAuthInfo yes` in sshd_config for keys that the register lists under "
    "`signing_keys`; `smregister docs pull-requests` shows how"
)


def identify(variables: Mapping[str, str], day: date = date(2026, 1, 1)) -> int:
    return identify_pusher(variables, RegisterSnapshot(tree(FILES), day))


def error(variables: Mapping[str, str]) -> str:
    with pytest.raises(FatalError) as raised:
        identify(variables)
    return str(raised.value)


@pytest.mark.parametrize(
    ("variables", "user"),
    [
        ({"SMREGISTER_USER_ID": "20"}, 20),
        ({"GITEA_PUSHER_ID": "20", "GITEA_DEPLOY_KEY_ID": "0"}, 20),
        ({"GITEA_PUSHER_ID": "20", "GITEA_DEPLOY_KEY_ID": ""}, 20),
        ({"GL_ID": "user-20", "GITEA_PUSHER_ID": ""}, 20),
        ({"GL_ID": "user-20", "SMREGISTER_USER_ID": "20", "SSH_USER_AUTH": "/nowhere"}, 20),
        ({"SMREGISTER_USER_ID": "9" * 18}, int("9" * 18)),
        ({"SMREGISTER_USER_ID": "1"}, 1),
    ],
)
def test_a_number_names_the_user(variables: Mapping[str, str], user: int) -> None:
    assert identify(variables) == user


DEPLOY_KEY = "a deploy key names no person, so it can't push to the main branch; push with your own key"


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({}, NO_USER),
        ({"SSH_USER_AUTH": ""}, NO_USER),
        ({"GITEA_PUSHER_NAME": "the-desk", "REMOTE_USER": "the-desk"}, NO_USER),
        ({"GITEA_PUSHER_ID": "20", "GITEA_DEPLOY_KEY_ID": "x"}, DEPLOY_KEY),
        ({"GITEA_PUSHER_ID": "20", "GITEA_DEPLOY_KEY_ID": "7"}, DEPLOY_KEY),
        ({"SMREGISTER_USER_ID": "20", "GL_ID": "user-10", "GITEA_PUSHER_ID": "3"},
         "the server names several users: 3, 10, 20; it must name one"),
        ({"SSH_USER_AUTH": "/nowhere"}, "/nowhere can't be read, so the key is unknown: No such file or directory"),
        *(
            ({name: text}, f"`{name}` is `{text}`, which is not the number of a person's account")
            for name, text in [
                ("SMREGISTER_USER_ID", "user-20"), ("GITEA_PUSHER_ID", "user-20"), ("GL_ID", "user-"),
                ("GL_ID", "20-user-"), ("GL_ID", "key-20"), ("SMREGISTER_USER_ID", "0"),
                ("SMREGISTER_USER_ID", "9" * 19), ("SMREGISTER_USER_ID", "٢"), ("SMREGISTER_USER_ID", "-2"),
            ]
        ),
    ],
)  # fmt: skip
def test_any_other_answer_is_an_error(variables: Mapping[str, str], message: str) -> None:
    assert error(variables) == message


@pytest.mark.parametrize(
    ("lines", "user"),
    [
        ([f"publickey {OWN_KEY}"], OFFICER),
        ([f"publickey {OWN_KEY} a comment"], OFFICER),
        ([f"publickey {UNKNOWN_KEY}", f"publickey {OWN_KEY}"], OFFICER),
        (["password", f"publickey {DESK_KEY}", "\udcff"], DESK),
        ([f"password {OWN_KEY}"], None),
        ([f"x publickey {OWN_KEY}"], None),
        ([f"publickey {OWN_KEY.split()[0]}"], None),
        ([f"publickey {LOST_KEY}"], None),
        ([f"publickey {THEIR_KEY}"], None),
        ([], None),
    ],
)
def test_a_key_in_force_names_the_user(tmp_path: Path, lines: list[str], user: int | None) -> None:
    file = tmp_path / "sshauth"
    file.write_bytes("\n".join([*lines, ""]).encode("utf-8", "surrogateescape"))
    variables = {"SSH_USER_AUTH": str(file)}
    if user:
        assert identify(variables) == user
    else:
        assert error(variables) == NO_USER


def test_keys_count_on_their_days_and_for_one_person(tmp_path: Path) -> None:
    file = tmp_path / "sshauth"
    variables = {"SSH_USER_AUTH": str(file)}
    file.write_text(f"publickey {LOST_KEY}\n")
    assert identify(variables, date(2025, 11, 30)) == OFFICER
    file.write_text(f"publickey {OWN_KEY}\npublickey {DESK_KEY}\n")
    assert error(variables) == f"the server names several users: {DESK}, {OFFICER}; it must name one"
