"""Forms of the register: their questions, and the field of each answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from smregister.editing.init.resources import load_templates
from smregister.errors import FatalError
from smregister.model import Document
from smregister.records.kinds import Kinds
from smregister.records.yaml import parse_document
from smregister.repository.tree import Tree
from smregister.text import normalize_text

_FOLDER = ".github/ISSUE_TEMPLATE"
_CORRECTION = "correction"
_NEW = "new-"
_NOTE = "note-"


class FormQuestion(NamedTuple):
    """A question of a form; `name` is the field of its answer, none for a `note`."""

    name: str
    label: str
    description: str = ""
    type: str = "input"
    options: tuple[str, ...] = ()
    required_options: tuple[str, ...] = ()
    """The options of which each must be ticked."""
    required: bool = False
    note: bool = False


class Form(NamedTuple):
    """A form for a new record of the kind `kind`, or for a correction if that is None."""

    name: str
    title: str
    kind: str | None
    questions: tuple[FormQuestion, ...]

    def find_question(self, label: str) -> FormQuestion | None:
        """Return the question with a label."""
        normalized = normalize_text(label)
        return next((question for question in self.questions if normalize_text(question.label) == normalized), None)

    @property
    def labels(self) -> list[str]:
        """Return the labels of all questions."""
        return [question.label for question in self.questions]


def read_forms(tree: Tree, kinds: Kinds) -> dict[str, Form]:
    """Return the forms by name, or templates; raise FatalError for invalid ones."""
    names = [_CORRECTION, *(f"{_NEW}{kind.name}" for kind in kinds.values() if kind.path_template.in_agency)]
    templates = load_templates()
    own_texts = {file.path: file.read().decode("utf-8", "replace") for file in tree.files_at(map(_path, names))}
    texts = {name: own_texts.get(_path(name), templates.get(_path(name))) for name in names}
    return {name: _read_form(name, text) for name, text in texts.items() if text is not None}


def _path(name: str) -> str:
    return f"{_FOLDER}/{name}.yml"


def _read_form(name: str, text: str) -> Form:
    document = parse_document(_path(name), text.encode())
    try:
        if not isinstance(document, Document):
            raise TypeError(document[0].message)
        data: Mapping[str, Any] = document.data
        questions = tuple(_read_questions(data["body"]))
        return Form(name, str(data["name"]), None if name == _CORRECTION else name.removeprefix(_NEW), questions)
    except (KeyError, TypeError, AttributeError) as error:
        raise FatalError(f"{_path(name)} can't be used as a form: {error}") from error


def _read_questions(body: list[Mapping[str, Any]]) -> Iterator[FormQuestion]:
    for element in body:
        if element["type"] == "markdown":
            continue
        name, attributes = element["id"], element["attributes"]
        options = attributes.get("options", ())
        boxes = [option for option in options if isinstance(option, dict)]
        option_labels = tuple(option if isinstance(option, str) else option["label"] for option in options)
        yield FormQuestion(
            # The id of a question can't have a full stop.
            name=name.removeprefix(_NOTE).replace("-", "."),
            label=attributes["label"],
            description=attributes.get("description", ""),
            type=element["type"],
            options=option_labels,
            required_options=tuple(box["label"] for box in boxes if box.get("required") is True),
            required=element.get("validations", {}).get("required", False) is True,
            note=name.startswith(_NOTE),
        )
