"""Check whether an address or a handle is official on a day."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from smregister.dates import date_or_text
from smregister.model import Pointer
from smregister.records.views import Account, Agency
from smregister.register.candidates import read_candidates
from smregister.register.official_days import dated_days, has_official_days
from smregister.register.platforms import AccountKey
from smregister.register.portals import find_foreign_host
from smregister.register.register import Register, reference_id
from smregister.text import Message, join_messages
from smregister.text import Message as _


class OfficialStatus(StrEnum):
    """The status of an account in the register."""

    OFFICIAL = "official"
    FORMERLY_OFFICIAL = "formerly-official"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class OfficialAnswer:
    """The status, the account and the reason."""

    status: OfficialStatus
    account: str
    """The id of the account; empty if there is none, or several."""
    reason: Message
    successor: str = ""
    """The address or id of the official account that replaced one that has ended; empty if there is none."""
    others: tuple[OfficialAnswer, ...] = ()
    """The answers for each account that the text may name, if that is not one."""


STATUS_TITLES = {
    OfficialStatus.OFFICIAL: _("official"),
    OfficialStatus.FORMERLY_OFFICIAL: _("formerly-official"),
    OfficialStatus.AMBIGUOUS: _("ambiguous"),
    OfficialStatus.UNKNOWN: _("unknown"),
}
"""The status of an account, as `check` prints it."""
# Signs that the program's own sentences have around names, an address, or a host with its top-level domain.
_NOT_QUOTED = re.compile(
    r"[`@\"\u201c-\u201f\xab\xbb\u02ba]|//|\S[.\u3002][^\W\d_][^\s.,;:)]|[0-9]([.\u3002][0-9]+){3}"
)
_RANK = {OfficialStatus.OFFICIAL: 0, OfficialStatus.FORMERLY_OFFICIAL: 1, OfficialStatus.UNKNOWN: 2}


def check(register: Register, text: str, platform: str | None = None, today: date | None = None) -> OfficialAnswer:
    """Check an address, or on one platform a handle or an id; without its platform, these are ambiguous.

    `today` is the real day, by default the register's: a record may say what has happened since the register's day.
    """
    latest = max(today or register.day, register.day).isoformat()
    candidates = read_candidates(register.platforms, text, register.platforms.get(platform))
    answers = _answer(register, candidates.keys, latest)
    others = _answer(register, [key for key in candidates.bare_keys if key not in candidates.keys], latest)
    others = [answer for answer in others if answer.account not in {one.account for one in answers}]
    if not answers and others:
        return _ask_for_platform(register, others)
    if not answers:
        error = candidates.error
        reason = join_messages([error]) if error else _("no account of the register has this address or handle")
        return OfficialAnswer(OfficialStatus.UNKNOWN, "", reason)
    best, *rest = answers
    if candidates.own_page:
        reason = _(
            "{reason}; seen through another server, its own page is {address}",
            reason=best.reason,
            address=candidates.own_page,
        )
        best = replace(best, reason=reason)
    others = sorted([*rest, *others], key=lambda answer: answer.account)
    if not others:
        return best
    described = join_messages((_describe(register, answer) for answer in others), ", ")
    reason = _("{reason}; also registered as {others}", reason=best.reason, others=described)
    return replace(best, reason=reason, others=(best, *others))


def _answer(register: Register, keys: Iterable[AccountKey], today: str) -> list[OfficialAnswer]:
    """Return the answer for each account with some keys, the most official first."""
    answers = [
        OfficialAnswer(status, record.id, reason, _successor_of(register, Account(record), status, today))
        for key in keys
        for record, pointer in register.accounts_by_key.get(key, ())
        for status, reason in [_status(register, Account(record), pointer, today)]
    ]
    answers.sort(key=lambda answer: (_RANK[answer.status], answer.account))
    return [*{answer.account: answer for answer in reversed(answers)}.values()][::-1]


def _ask_for_platform(register: Register, answers: Sequence[OfficialAnswer]) -> OfficialAnswer:
    """Return that a handle is ambiguous: an account elsewhere may have it, too."""
    platforms = {_platform_title(register, answer) for answer in answers}
    reason = _(
        "the register has this handle on {platforms} only; where was it seen?", platforms=", ".join(sorted(platforms))
    )
    account = answers[0].account if len(answers) == 1 else ""
    return OfficialAnswer(OfficialStatus.AMBIGUOUS, account, reason, others=tuple(answers))


def _describe(register: Register, answer: OfficialAnswer) -> Message:
    """Return the account of an answer with its platform and status."""
    platform, status = _platform_title(register, answer), STATUS_TITLES[answer.status]
    return _("`{account}` ({platform}, {status})", account=answer.account, platform=platform, status=status)


def _platform_title(register: Register, answer: OfficialAnswer) -> str:
    return register.platforms.title_of(Account(register.of_kind("account")[answer.account]).platform)


def _status(register: Register, account: Account, pointer: Pointer, today: str) -> tuple[OfficialStatus, Message]:
    """Return the status of an account under the key at a pointer, and why."""
    if account.status == "proposed":
        return OfficialStatus.UNKNOWN, _("it is proposed, not yet approved")
    begin = dated_days(account, pointer).start or ""
    # A later first day does not hide a warning or an end.
    is_over = account.status == "compromised" or account.has_ended_by(register.day.isoformat())
    if begin > register.day.isoformat() and not is_over:
        return OfficialStatus.UNKNOWN, _begin_reason(account, begin, pointer)
    if not _is_current(register, account, pointer, today):
        return OfficialStatus.FORMERLY_OFFICIAL, _former_reason(register, account, pointer, today)
    host = _foreign_host(register, account, pointer)
    if host is not None:
        reason = _("`{account}` is registered, but {host} is not on a government domain", account=account.id, host=host)
        return OfficialStatus.UNKNOWN, reason
    return OfficialStatus.OFFICIAL, _official_reason(register, account, pointer)


def _is_official(register: Register, account: Account, pointer: Pointer, today: str) -> bool:
    is_current = _is_current(register, account, pointer, today)
    return is_current and _foreign_host(register, account, pointer) is None


def _is_current(register: Register, account: Account, pointer: Pointer, today: str) -> bool:
    """Return whether the record alone makes a key official on the register's day."""
    return has_official_days(account, today) and dated_days(account, pointer).contains(register.day.isoformat())


def _foreign_host(register: Register, account: Account, pointer: Pointer) -> str | None:
    text = account.record.text(*pointer) or ""
    return find_foreign_host(register, account.record, text.rpartition("://")[2])


def _official_reason(register: Register, account: Account, pointer: Pointer) -> Message:
    if pointer[0] == "former_handles":
        until = date_or_text(account.former_handles[int(pointer[1])].to or "")
        return _("it is the handle of `{account}` until {day}", account=account.id, day=until)
    agency = register.of_kind("agency").get(account.agency or "")
    facts = {
        "agency": (Agency(agency).name if agency else None) or account.agency,
        "platform": register.platforms.title_of(account.platform),
    }
    if account.closed:
        return _(
            "it is an account of {agency} on {platform}; it closes on {day}", **facts, day=date_or_text(account.closed)
        )
    statuses = {"active": _("active"), "dormant": _("dormant"), "suspended": _("suspended"), "closing": _("closing")}
    status = statuses.get(account.status or "", account.status)
    return _("it is an account of {agency} on {platform}, status {status}", **facts, status=status)


def _begin_reason(account: Account, begin: str, pointer: Pointer) -> Message:
    if begin == account.opened and pointer[0] != "former_handles":
        return _("it is an account of the government only from {day}", day=date_or_text(begin))
    return _("the account `{account}` has this handle only from {day}", account=account.id, day=date_or_text(begin))


def _former_reason(register: Register, account: Account, pointer: Pointer, today: str) -> Message:
    if pointer[0] == "former_handles":
        return _explain_former_handle(register, account, account.former_handles[int(pointer[1])].to, today)
    if account.status == "compromised":
        return _("it is an account of the government, but reported as taken over; do not trust it for now")
    return _end_reason(register, account, today)


def _explain_former_handle(register: Register, account: Account, until: str | None, today: str) -> Message:
    """Add the present handle, or the end of the account, to the reason of a former handle."""
    was = _("it was the handle of `{account}`", account=account.id)
    if until:
        was = _("it was the handle of `{account}` until {day}", account=account.id, day=date_or_text(until))
    if account.has_ended or account.has_ended_by(register.day.isoformat()):
        return _("{reason}; {end}", reason=was, end=_end_reason(register, account, today))
    if account.handle and _is_official(register, account, ("handle",), today):
        return _("{reason}; the account is now `{handle}`", reason=was, handle=account.handle)
    return was


def _end_reason(register: Register, account: Account, today: str) -> Message:
    end = _("it was official")
    if account.closed and account.closed <= today:
        end = _("it was official until {day}", day=date_or_text(account.closed))
    if words := _quotable(account.closed_reason or ""):
        end = _('{end}; in the words of the agency: "{reason}"', end=end, reason=words)
    successor = _find_successor(register, account, today)
    return _("{end}; now see `{account}`", end=end, account=successor) if successor else end


def _quotable(text: str) -> str:
    """Return an agency's words on one line; empty if they could be taken for an address or for the program's."""
    words = " ".join(text.split())
    return "" if _NOT_QUOTED.search(unicodedata.normalize("NFKC", words)) else words


def _successor_of(register: Register, account: Account, status: OfficialStatus, today: str) -> str:
    """Return the successor of an account that has ended, under a key with a status."""
    has_ended = account.has_ended or account.has_ended_by(register.day.isoformat())
    is_former = status is OfficialStatus.FORMERLY_OFFICIAL and account.status != "compromised"
    return _find_successor(register, account, today) if is_former and has_ended else ""


def _find_successor(register: Register, account: Account, today: str) -> str:
    """Return the address of the account that replaced another, or its id; empty unless it is official."""
    name = reference_id(register.kinds["account"], account.replaced_by or "", account.agency)
    record = register.of_kind("account").get(name) if account.replaced_by else None
    if record is None or not record.valid:
        return ""
    successor = Account(record)
    own_key = "handle" if successor.handle else "platform_id"
    if not _is_official(register, successor, (own_key,), today):
        return ""
    platform = register.platforms.get(successor.platform)
    # The recorded address may be another page.
    return (platform.address(successor.handle, successor.platform_id) if platform else None) or successor.id
