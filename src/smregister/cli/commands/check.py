"""`check`: is an account official?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from smregister.cli.console import exit_with, print_result, warn_of_invalid
from smregister.cli.context import open_context, register_language, today
from smregister.cli.options import AsOf, Json, Language, PlatformName, Ref
from smregister.errors import FatalError
from smregister.output.json_writer import document
from smregister.output.styled_line import Style, StyledLine
from smregister.records.views import Account
from smregister.register.index.register_index import RegisterIndex
from smregister.register.official import STATUS_TITLES, OfficialStatus, candidate_keys
from smregister.register.official import check as check_account
from smregister.register.platforms import AccountKey
from smregister.register.references import account_key, record_key
from smregister.register.register import Register, reference_id
from smregister.text import did_you_mean
from smregister.translations import load_translations

_STYLES = {
    OfficialStatus.OFFICIAL: Style.GOOD,
    OfficialStatus.FORMERLY_OFFICIAL: Style.WARN,
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

    The answer is official, formerly-official or unknown, with the reason. Ends with 0 only if the account is official.

    \b
    Examples:
      smregister check https://www.facebook.com/malaysiaaktif
      smregister check @malaysiaaktif --platform x
      smregister check twitter.com/malaysiaaktif --as-of 2020-01-31
      smregister check @malaysiaaktif --lang ms
    """
    context = open_context(ctx, ref, as_of)
    snapshot = context.snapshot
    index, platforms = snapshot.index, snapshot.platforms
    named = platforms.by_alias(platform) if platform is not None else None
    if platform is not None and named is None:
        raise FatalError(f"there is no platform `{platform}`{did_you_mean(platform.casefold(), platforms.aliases)}")
    platform = named.name if named else None
    register = _find_accounts(index, candidate_keys(platforms, address, platform)[0])
    result = check_account(register, address, platform, today(context.tree))
    warn_of_invalid("account", index.invalid("account"))
    # Programs get English, which doesn't depend on the register.
    words = load_translations(language or ("en" if json else register_language(context.tree)))
    reason = words.translate(result.reason)
    if json:
        fields: dict[str, object] = {
            "account": result.account or None,
            "reason": reason if language else result.reason,
            "like": [],
        }
        print_result(document({"verdict": str(result.status), **fields}))
    else:
        account = f" ({result.account})" if result.account else ""
        status = words.translate(STATUS_TITLES[result.status])
        print_result(StyledLine((status, _STYLES[result.status]), f"{account}: {reason}"))
    exit_with(result.status is OfficialStatus.OFFICIAL)


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
