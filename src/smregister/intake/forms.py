"""The register's forms: which questions each asks, and which field every answer belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smregister import documents
from smregister.errors import FatalError
from smregister.intake.entries import same_label
from smregister.model import Document
from smregister.starter.sources import templates

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from smregister.schemas import Kinds
    from smregister.trees import Tree

FOLDER = ".github/ISSUE_TEMPLATE"
CORRECTION = "correction"
_NEW = "new-"
_NOTE = "note-"


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a form; `name` is the field that its answer belongs to.

    A `note` is for the desk to read and stands in no record.
    """

    name: str
    label: str
    description: str = ""
    type: str = "input"
    options: tuple[str, ...] = ()
    demanded: tuple[str, ...] = ()
    """The options of which each must be ticked."""
    required: bool = False
    note: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A form; `kind` is that of the record it asks for, None where it corrects one that is there."""

    name: str
    title: str
    kind: str | None
    questions: tuple[Question, ...]

    def question(self, label: str) -> Question | None:
        """Find a question by its label."""
        wanted = same_label(label)
        return next((each for each in self.questions if same_label(each.label) == wanted), None)

    @property
    def labels(self) -> list[str]:
        """Give the labels of all questions."""
        return [each.label for each in self.questions]


def read_forms(tree: Tree, kinds: Kinds) -> dict[str, Form]:
    """Read the forms of a register by name: its own or, where it has none, those that every register starts with.

    Raises FatalError if one can't be read.
    """
    names = [CORRECTION, *(f"{_NEW}{kind.name}" for kind in kinds.values() if kind.layout.in_agency)]
    started = templates()
    own = {file.path: file.read().decode("utf-8", "replace") for file in tree.at(map(_path, names))}
    texts = {name: own.get(_path(name), started.get(_path(name))) for name in names}
    return {name: _form(name, text) for name, text in texts.items() if text is not None}


def _path(name: str) -> str:
    return f"{FOLDER}/{name}.yml"


def _form(name: str, text: str) -> Form:
    document = documents.parse(_path(name), text.encode())
    try:
        if not isinstance(document, Document):
            raise TypeError(document[0].message)
        data: Mapping[str, Any] = document.data
        questions = tuple(_questions(data["body"]))
        return Form(name, str(data["name"]), None if name == CORRECTION else name.removeprefix(_NEW), questions)
    except (KeyError, TypeError, AttributeError) as error:
        message = f"{_path(name)} can't be used as a form: {error}"
        raise FatalError(message) from error


def _questions(body: list[Mapping[str, Any]]) -> Iterator[Question]:
    for element in body:
        if element["type"] == "markdown":
            continue
        name, told = element["id"], element["attributes"]
        options = [each if isinstance(each, str) else each["label"] for each in told.get("options", ())]
        demanded = [each["label"] for each in told.get("options", ()) if _is_required(each)]
        yield Question(
            # An id of a form can't hold a full stop.
            name=name.removeprefix(_NOTE).replace("-", "."),
            label=told["label"],
            description=told.get("description", ""),
            type=element["type"],
            options=tuple(options),
            demanded=tuple(demanded),
            required=element.get("validations", {}).get("required", False) is True,
            note=name.startswith(_NOTE),
        )


def _is_required(option: object) -> bool:
    return isinstance(option, dict) and option.get("required") is True
