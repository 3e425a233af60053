"""One field of a record that is there, corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.drafts.records import edited_text, with_address
from smregister.drafts.values import Setting
from smregister.errors import FatalError
from smregister.intake.answers import fields_of
from smregister.intake.entries import Refusal, RefusedError, quoted, same_label
from smregister.intake.values import closed_reason, settable_field
from smregister.model import value_at
from smregister.suggestions import did_you_mean
from smregister.trees import AGENCIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from smregister.intake.answers import Answer
    from smregister.intake.drafts import Drafts
    from smregister.intake.forms import Form
    from smregister.kinds import Field, Kind
    from smregister.model import Record, Value

_ADDRESS = ("platform", "handle", "platform_id", "url")


def draft_correction(drafts: Drafts, forms: Mapping[str, Form], answers: list[Answer]) -> list[Refusal]:
    """Write a record anew with the field that answers correct, or say why that can't be."""
    told = fields_of(answers)
    if not {"record", "field", "value"} <= told.keys():
        return []
    step = told["record"]
    try:
        record = _record(drafts, step.text)
        step = told["field"]
        kind = drafts.register.kinds[record.kind]
        name, field = _field(drafts, kind, forms, step.text)
        step = told["value"]
        settings = _settings(drafts, record, name, field, step.text)
        text = edited_text(kind, drafts.text(record.path), settings, [])
    except (RefusedError, FatalError) as error:
        return [step.refusal(str(error))]
    drafts.write(record.path, text, {name: step})
    return []


def _record(drafts: Drafts, words: str) -> Record:
    record = drafts.directory.record(words)
    if not record.path.startswith(f"{AGENCIES}/"):
        message = f"{quoted(words)} is the desk's own; write to the desk"
        raise RefusedError(message)
    return record


def _field(drafts: Drafts, kind: Kind, forms: Mapping[str, Form], words: str) -> tuple[str, Field]:
    """Find a field by its name, by what the form for new records calls it, or by its title."""
    known = {each.name: each.title for each in kind.fields.values() if settable_field(kind, each.name)}
    named = next((names for names in _meant(kind, forms, known, words.strip()) if names), [])
    meant = kind.field(named[0] if named else words.strip())
    closed = closed_reason(meant, drafts.source) if meant else None
    if closed:
        raise RefusedError(closed)
    if not named:
        hint = did_you_mean(words[:200], [*known, *known.values()]) or f"; there are {', '.join(map(quoted, known))}"
        message = f"{quoted(words)} is no field of {kind.name} that can be corrected here{hint}"
        raise RefusedError(message)
    if len(named) > 1:
        message = f"{quoted(words)} may be any of {', '.join(map(quoted, named))}; write one of these"
        raise RefusedError(message)
    field = settable_field(kind, named[0])
    assert field, "only fields that can be set are meant"  # noqa: S101
    return named[0], field


def _meant(kind: Kind, forms: Mapping[str, Form], known: Mapping[str, str], words: str) -> Iterator[list[str]]:
    """Give the fields that words may mean, the surest way first."""
    form = forms.get(f"new-{kind.name}")
    question = form.question(words) if form else None
    yield [words] if settable_field(kind, words) else []
    yield [question.name] if question and question.name in known and not question.note else []
    yield [name for name, title in known.items() if same_label(title) == same_label(words)]


def _settings(drafts: Drafts, record: Record, name: str, field: Field, words: str) -> list[Setting]:
    kind, route = drafts.register.kinds[record.kind], tuple(name.split("."))
    if kind.name == "account" and name in ("url", "handle"):
        settings = _moved(drafts, record, name, words)
    else:
        value = drafts.reader(kind).read(field, words, record.agency or "")
        settings = [Setting(route, value, adds=False)]
    if all(value_at(record.data, each.pointer) == each.value for each in settings):
        message = f"{quoted(record.id)} says so already"
        raise RefusedError(message)
    return settings


def _moved(drafts: Drafts, record: Record, name: str, words: str) -> list[Setting]:
    """Give an account another address; the handle it had stays on record."""
    platforms, platform = drafts.register.platforms, record.value("platform")
    told: dict[str, Value] = with_address(platforms, {"platform": platform, name: words})
    old, new, known = record.text("handle"), told.get("handle"), platforms.get(record.text("platform"))
    settings = [Setting((field,), told[field], adds=False) for field in _ADDRESS if field in told]
    if old and new and known and known.key(old) != known.key(str(new)):
        settings.append(Setting(("former_handles",), {"handle": old}, adds=True))
    return settings
