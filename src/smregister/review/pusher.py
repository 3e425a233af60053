"""The user who pushes, as the server names them to its hooks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from smregister.appointments.mandates import officer_mandates
from smregister.errors import FatalError
from smregister.register.snapshot import RegisterSnapshot
from smregister.review.policy import Policy

USER_ID = "SMREGISTER_USER_ID"
_FORGEJO_USER, _FORGEJO_KEY, _GITLAB_USER, _SSH_KEYS = (
    "GITEA_PUSHER_ID",
    "GITEA_DEPLOY_KEY_ID",
    "GL_ID",
    "SSH_USER_AUTH",
)
_NO_USER = (
    f"the server does not say who pushes. Its administrator can set {USER_ID} to the account's number for each key "
    "in authorized_keys, or `ExposeAuthInfo yes` in sshd_config for keys that the register lists under `signing_keys`; "
    "`smregister docs pull-requests` shows how"
)


def identify_pusher(environment: Mapping[str, str], base: RegisterSnapshot) -> int:
    """Return the user id of the person who pushes.

    Forgejo and Gitea set GITEA_PUSHER_ID, GitLab sets GL_ID, sshd with `ExposeAuthInfo` sets SSH_USER_AUTH. An
    administrator can set SMREGISTER_USER_ID. A key is looked up among the signing keys of the base.

    Raises FatalError if they name no person, or more than one.
    """
    if environment.get(_FORGEJO_KEY, "0") not in ("", "0"):
        # Forgejo names the repository's owner then (routers/private/serv.go).
        raise FatalError("a deploy key names no person, so it can't push to the main branch; push with your own key")
    users = {*_named_users(environment)} or {*_find_key_owners(environment, base)}
    if len(users) > 1:
        raise FatalError(f"the server names several users: {', '.join(map(str, sorted(users)))}; it must name one")
    if not users:
        raise FatalError(_NO_USER)
    return users.pop()


def _named_users(environment: Mapping[str, str]) -> Iterator[int]:
    for name in (USER_ID, _FORGEJO_USER, _GITLAB_USER):
        if text := environment.get(name):
            number = text.removeprefix("user-") if name == _GITLAB_USER else text
            if not (number.isascii() and number.isdigit() and 0 < len(number) < 19 and int(number)):
                raise FatalError(f"`{name}` is `{text}`, which is not the number of a person's account")
            yield int(number)


def _find_key_owners(environment: Mapping[str, str], base: RegisterSnapshot) -> Iterator[int]:
    """Yield the users in whose mandates the base lists a key of the connection."""
    if not (path := environment.get(_SSH_KEYS)):
        return
    keys, day = {*_read_keys(Path(path))}, base.day.isoformat()
    appointments = (record for record in base.index.records(["appointment"]) if record.valid)
    for mandate in (*Policy(base.tree, day).desk, *officer_mandates(appointments)):
        if not keys.isdisjoint(mandate.keys_on(day)):
            yield mandate.user_id


def _read_keys(path: Path) -> Iterator[str]:
    """Yield the type and the text of each public key that sshd verified (sshd_config(5), ExposeAuthInfo)."""
    try:
        lines = path.read_text("utf-8", "replace").splitlines()
    except OSError as error:
        raise FatalError(f"{path} can't be read, so the key is unknown: {error.strerror}") from error
    yield from (" ".join(line.split()[1:3]) for line in lines if line.startswith("publickey "))
