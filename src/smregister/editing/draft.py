"""Drafts of records: new, edited or ended, and their names."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import date

from smregister.editing.assignments import Assignment, rank, sort_fields
from smregister.errors import FatalError
from smregister.model import Pointer, Value, resolve_pointer
from smregister.pointers import format_dotted
from smregister.records.kinds import Field, Kind
from smregister.records.slugs import LONGEST_NAME, slug, unique_name
from smregister.records.yaml.editor import set_value, unset_value, with_line_ends, with_value
from smregister.records.yaml.formatter import emit
from smregister.records.yaml.layout import TextLayout
from smregister.register.account_names import read_account, read_address
from smregister.register.jurisdictions import level_names
from smregister.register.lookup import as_text
from smregister.register.platforms import ADDRESS_LIKE, Platforms
from smregister.register.register import Register
from smregister.register.urls import AddressError
from smregister.text import normalize_text

# A name that is taken gets a number, such as `-12`.
_ROOM_FOR_NUMBER = 4
# A cut name ends in a digest of eight characters.
_SHORTEST_CUT = 12


def format_record(kind: Kind, data: Mapping[str, Value]) -> str:
    """Return the text of a new record, its fields in the order of the schema."""
    return emit(sort_fields(kind, data))


def with_assignments(data: dict[str, Value], assignments: Iterable[Assignment]) -> dict[str, Value]:
    """Return new data with values assigned."""
    for assignment in assignments:
        data = with_value(data, _target(data, assignment), assignment.value)
    return data


def with_defaults(kind: Kind, data: dict[str, Value], today: date) -> dict[str, Value]:
    """Return data with the defaults of the schema for missing fields; an end that has come gives the status."""
    closing, end = kind.closing, as_text(data.get(kind.closing.on)) if kind.closing else ""
    if closing and closing.status and "" < end <= today.isoformat():
        data = {closing.status: closing.status_value, **data}
    fields = (field for field in kind.fields.values() if len(field.route) == 1 and field.default is not None)
    return {**data, **{field.route[0]: field.default for field in fields if field.route[0] not in data}}


def with_address(platforms: Platforms, data: dict[str, Value]) -> dict[str, Value]:
    """Return account data in canonical form, with platform, handle, id and address from each other.

    Fields that contradict each other stay as they are: the rules report them.
    Raises FatalError if the only identification is an address that belongs to no account.
    """
    if isinstance(name := data.get("platform"), str) and (named := platforms.get(name) or platforms.by_alias(name)):
        data = {**data, "platform": named.name}
    url, handle, platform_id = (_text(data.get(name)) for name in ("url", "handle", "platform_id"))
    platform = platforms.get(_text(data.get("platform")))
    try:
        account = read_account(platforms, platform, url, handle, platform_id)
        address = platforms.canonical_address(read_address(platforms, platform, url) if url else account)
    except AddressError as error:
        if handle or platform_id:
            return data
        suggestion = "" if platform else platforms.suggest(url or "")
        raise FatalError(f"the address {url} can't be used: {error}{suggestion}") from error
    if account is None or not (account.handle or account.platform_id):
        return data
    address = address or (url if url and ADDRESS_LIKE.match(url) else None)
    parts = {"handle": account.handle, "platform_id": account.platform_id, "url": address}
    others = {name: value for name, value in data.items() if name not in parts or not isinstance(value, str)}
    return {"platform": account.platform, **{name: value for name, value in parts.items() if value}, **others}


def _text(value: Value) -> str | None:
    return value if isinstance(value, str) else None


def with_level(register: Register, data: dict[str, Value]) -> dict[str, Value]:
    """Return an agency's data with its level by the local name in its jurisdiction, such as province."""
    jurisdiction = register.find("jurisdiction", as_text(data.get("jurisdiction")), None)
    names = {normalize_text(name): level for level, name in level_names(jurisdiction).items()}
    level = names.get(normalize_text(as_text(data.get("level"))))
    return {**data, "level": level} if level else data


def find_missing_fields(kind: Kind, data: Mapping[str, Value]) -> list[Field]:
    """Return the required fields that are missing, also within required mappings."""
    return [
        field
        for field in kind.fields.values()
        if field.required
        and "*" not in field.route
        and ("object" not in field.types or not any(member.required for member in kind.members(field)))
        and resolve_pointer(data, field.route) is None
        and _is_parent_required(kind, field, data)
    ]


def find_missing_choice(kind: Kind, data: Mapping[str, Value]) -> tuple[str, ...]:
    """Return the fields of which one must be set: a handle or a platform id."""
    return () if any(name in data for name in kind.one_of) else kind.one_of


def _is_parent_required(kind: Kind, field: Field, data: Mapping[str, Value]) -> bool:
    parent = kind.fields.get(field.route[:-1])
    if parent is None or resolve_pointer(data, parent.route) is not None:
        return True
    return parent.required and _is_parent_required(kind, parent, data)


def edit_text(kind: Kind, text: str, assignments: Iterable[Assignment], unset: Iterable[Pointer]) -> str:
    """Return a record's text with fields set and unset; line ends stay.

    Raises FatalError if the text can't be read, or a comment would be lost.
    """
    original, text = text, text.replace("\r\n", "\n")
    # From the end, so that no list item moves before its turn.
    for pointer in sorted(unset, key=lambda pointer: [str(step).zfill(9) for step in pointer], reverse=True):
        text = unset_value(text, pointer)
    for assignment in assignments:
        target = _target(TextLayout(text).data, assignment)
        text = set_value(text, target, assignment.value, lambda pointer: rank(kind, pointer))
    return with_line_ends(original, text)


def _target(data: Mapping[str, Value], assignment: Assignment) -> Pointer:
    """Return the pointer that an assignment sets; a list's end appends."""
    pointer = assignment.pointer
    if not assignment.adds:
        return pointer
    items = resolve_pointer(data, pointer)
    if items is not None and not isinstance(items, list):
        raise FatalError(f"`{format_dotted(pointer)}` is not a list; set it with = instead of +=")
    return (*pointer, len(items or ()))


def choose_account_name(
    kind: Kind, data: Mapping[str, Value], taken: Container[str], agency: str | None, proposed: str = ""
) -> str:
    """Return a name for an account, proposed or from its platform and handle, that fits the longest path."""
    text = proposed or f"{data.get('platform', '')} {data.get('handle') or data.get('platform_id') or ''}"
    return unique_name(slug(text, _longest_name(kind, agency)), taken)


def choose_name(kind: Kind, data: Mapping[str, Value], taken: Container[str], agency: str | None) -> str:
    """Return a name for a record: from its handle, or its label and first year."""
    if kind.name == "account":
        return choose_account_name(kind, data, taken, agency)
    label = as_text(resolve_pointer(data, tuple(kind.label.split(".")))) if kind.label else ""
    year = as_text(data.get("effective_from"))[:4]
    return unique_name(slug(f"{slug(label) or kind.name} {year}", _longest_name(kind, agency)), taken)


def _longest_name(kind: Kind, agency: str | None) -> int:
    """Return how long a name can be in an agency's folder, if it may get a number."""
    room = kind.path_template.longest_name(agency) - _ROOM_FOR_NUMBER if agency else LONGEST_NAME
    return min(LONGEST_NAME, max(room, _SHORTEST_CUT))


def find_taken_names(register: Register, kind: Kind, agency: str | None) -> set[str]:
    """Return the names of an agency's records of a kind."""
    return {record.name for record in register.of_kind(kind.name).values() if record.agency == agency}


def propose_name(kind: Kind, data: Mapping[str, Value], taken: Container[str]) -> str:
    """Return a name from the short name or the label, an agency's with its country; empty if there is none."""
    label = as_text(
        data.get("short_name") or (resolve_pointer(data, tuple(kind.label.split("."))) if kind.label else "")
    )
    country = as_text(data.get("jurisdiction"))[:2] if kind.name == "agency" else ""
    return unique_name(slug(f"{country} {label}"), taken) if slug(label) else ""
