"""`check`: is an account official?"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator
from typing import Annotated, TypeAlias

import typer

from smregister.cli.console import exit_with, print_message, print_result, warn_of_invalid
from smregister.cli.context import open_context, register_language, today
from smregister.cli.options import AsOf, Json, Language, PlatformName, Ref
from smregister.errors import FatalError
from smregister.output.json_writer import document
from smregister.output.styled_line import Style, StyledLine
from smregister.records.views import Account
from smregister.register.candidates import read_candidates
from smregister.register.index.register_index import RegisterIndex
from smregister.register.official import STATUS_TITLES, OfficialAnswer, OfficialStatus
from smregister.register.official import check as check_account
from smregister.register.platforms import AccountKey
from smregister.register.references import account_key, record_key
from smregister.register.register import Register, reference_id
from smregister.text import Message, did_you_mean
from smregister.translations import load_translations

Translate: TypeAlias = Callable[[Message], str]

_STYLES = {
    OfficialStatus.OFFICIAL: Style.GOOD,
    OfficialStatus.FORMERLY_OFFICIAL: Style.WARN,
    OfficialStatus.AMBIGUOUS: Style.WARN,
    OfficialStatus.UNKNOWN: Style.WARN,
}


def check(
    ctx: typer.Context,
    address: Annotated[str, typer.Argument(metavar="URL-OR-HANDLE", help="An address, or a handle with or without @.")],
    platform: PlatformName = None,
    ref: Ref = None,
    as_of: AsOf = None,
    language: Language = None,
    json: Json = False,
) -> None:
    """Check whether an account is official.

    The answer is official, formerly-official, ambiguous or unknown, with the reason. A handle without --platform is
    ambiguous: another account may have it where it was seen. Ends with 0 only if the account is official.

    \b
    Examples:
      smregister check https://www.facebook.com/malaysiaaktif
      smregister check @malaysiaaktif --platform x --lang ms
      smregister check twitter.com/malaysiaaktif --as-of 2020-01-31
      smregister check @malaysiaaktif
    """
    context = open_context(ctx, ref, as_of)
    snapshot = context.snapshot
    index, platforms = snapshot.index, snapshot.platforms
    named = platforms.by_alias(platform) if platform is not None else None
    if platform is not None and named is None:
        raise FatalError(f"there is no platform `{platform}`{did_you_mean(platform.casefold(), platforms.aliases)}")
    register = _find_accounts(index, read_candidates(platforms, address, named).all_keys)
    result = check_account(register, address, named.name if named else None, today(context.tree))
    warn_of_invalid("account", index.invalid("account"))
    # Programs get English, which doesn't depend on the register.
    words = load_translations(language or ("en" if json else register_language(context.tree)))
    translate = words.translate if language or not json else str
    write = _write_json if json else _answer_lines
    print_result(write(register, result, translate))
    if result.status is OfficialStatus.AMBIGUOUS:
        print_message(f"say where it was seen: `smregister check {shlex.quote(address)} --platform PLATFORM`")
    exit_with(result.status is OfficialStatus.OFFICIAL)


def _answer_lines(register: Register, result: OfficialAnswer, translate: Translate) -> Iterator[str]:
    yield _answer_line("", result, translate)
    for answer in result.others if result.status is OfficialStatus.AMBIGUOUS else ():
        yield _answer_line(f"    {register.platforms.title_of(_platform(register, answer))}: ", answer, translate)


def _answer_line(label: str, answer: OfficialAnswer, translate: Translate) -> str:
    is_one = answer.account and answer.status is not OfficialStatus.AMBIGUOUS
    account = f" ({answer.account})" if is_one else ""
    status = (translate(STATUS_TITLES[answer.status]), _STYLES[answer.status])
    return StyledLine(label, status, f"{account}: {translate(answer.reason)}")


def _write_json(register: Register, result: OfficialAnswer, translate: Translate) -> str:
    facts: dict[str, object] = {
        "verdict": str(result.status),
        "account": result.account or None,
        "reason": translate(result.reason),
        "successor": result.successor or None,
        "like": [],
    }
    accounts = [
        {
            "account": answer.account,
            "platform": _platform(register, answer),
            "verdict": str(answer.status),
            "reason": translate(answer.reason),
            "successor": answer.successor or None,
        }
        for answer in result.others
    ]
    return document({**facts, "accounts": accounts} if accounts else facts)


def _platform(register: Register, answer: OfficialAnswer) -> str | None:
    return register.of_kind("account")[answer.account].text("platform")


def _find_accounts(index: RegisterIndex, keys: Iterable[AccountKey]) -> Register:
    """Return the accounts with some keys, and those that replaced them."""
    keys = [*keys]
    names = {account_key(key) for key in keys}
    register = index.related_to(names)
    accounts = [Account(record) for key in keys for record, _ in register.accounts_by_key.get(key, ())]
    successors = (account.replaced_by and (account.replaced_by, account.agency) for account in accounts)
    ids = {reference_id(register.kinds["account"], *successor) for successor in successors if successor}
    more = {record_key("account", record_id) for record_id in ids - register.of_kind("account").keys()}
    return index.related_to(names | more) if more else register
