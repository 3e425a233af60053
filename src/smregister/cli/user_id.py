"""The user's own number on the server, stored in git's settings."""

from __future__ import annotations

from pathlib import Path

from smregister.cli.console import is_interactive, print_message
from smregister.cli.prompts import Question, ask_one
from smregister.cli.pull_request import parse_user_id
from smregister.errors import FatalError
from smregister.repository.git import Git, private_folder
from smregister.repository.git_write import write_user_setting

_SETTING = "smregister.userId"
_HINT = (
    "The number of your account on the server, to show who must approve your changes. GitHub shows it at "
    "https://api.github.com/users/NAME. It is kept in git's settings. Enter skips it."
)
NO_USER_ID = (
    "To see whether your letter covers your changes, set the number of your account on the server once: "
    f"`git config --global {_SETTING} NUMBER`. GitHub shows it at https://api.github.com/users/NAME."
)


def read_user_id(root: Path) -> int | None:
    """Return the user's number; None if it is not set or there is no git.

    Raises FatalError if the setting is not a number.
    """
    if private_folder(root) is None:
        return None
    text = Git(root).run("config", "--get", _SETTING, max_status=1).decode("utf-8", "backslashreplace").strip()
    try:
        return parse_user_id(text) if text else None
    except FatalError as error:
        raise FatalError(f"git's setting {_SETTING} is wrong: {error}") from error


def ask_user_id(root: Path) -> int | None:
    """Ask for the user's number at a terminal and store it; None if it is skipped or there is no terminal."""
    if not is_interactive():
        return None
    user_id: int | None = ask_one(Question("user_id", "Your number on the server", _HINT, parse=parse_user_id))
    if user_id is not None:
        write_user_setting(root, _SETTING, str(user_id))
        print_message(f"stored in git's settings as {_SETTING}", tone="dim")
    return user_id
