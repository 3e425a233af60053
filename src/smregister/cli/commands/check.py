"""list, show, search, check: looking at the register."""

from __future__ import annotations

from typing import Annotated

import typer

from smregister.characters import visible
from smregister.cli.console import exit_with, print_result, warn_of_invalid
from smregister.cli.context import open_context
from smregister.cli.options import AsOf, Json, PlatformName, Ref
from smregister.errors import FatalError
from smregister.mentions import account_thing
from smregister.output import jsons
from smregister.suggestions import did_you_mean
from smregister.verdicts import Standing, keys_named
from smregister.verdicts import check as check_account


def check(
    ctx: typer.Context,
    address: Annotated[str, typer.Argument(metavar="URL-OR-HANDLE", help="An address, or a handle with or without @.")],
    platform: PlatformName = None,
    ref: Ref = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Say whether an account is official.

    Ends with 0 only if it is.

    \b
    Examples:
      smregister check https://www.facebook.com/malaysiaaktif
      smregister check @malaysiaaktif --platform x
      smregister check twitter.com/malaysiaaktif --as-of 2020-01-31
    """
    snapshot = open_context(ctx, ref, as_of).snapshot
    index, platforms = snapshot.index, snapshot.platforms
    chosen = None if platform is None else platforms.called(platform)
    if platform is not None and chosen is None:
        raise FatalError(f"there is no platform `{platform}`{did_you_mean(platform.casefold(), platforms.words)}")
    wanted = chosen.name if chosen else None
    register = index.related_to(account_thing(key) for key in keys_named(platforms, address, wanted)[0])
    verdict = check_account(register, address, wanted)
    warn_of_invalid("account", index.invalid("account"))
    if json:
        print_result(jsons.verdict_document(verdict))
    else:
        account = f" ({verdict.account})" if verdict.account else ""
        print_result(visible(f"{verdict.standing}{account}: {verdict.reason}"))
    exit_with(verdict.standing is Standing.OFFICIAL)
