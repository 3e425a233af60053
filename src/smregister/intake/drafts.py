"""The files that answers ask for, and which answer each part of them came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from smregister.intake.directory import Directory
from smregister.intake.values import ValueReader
from smregister.pointers import parse_pointer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from smregister.intake.answers import Answer
    from smregister.intake.sources import Source
    from smregister.kinds import Kind
    from smregister.platforms import AccountKey
    from smregister.register import Register

# Fields that an account's address brings along.
_NAMING = frozenset({"platform", "handle", "platform_id", "former_handles"})


@dataclass(slots=True)
class Drafts:
    """The files written so far; what is asked of the register takes them into account."""

    register: Register
    source: Source
    text_of: Callable[[str], str]
    contents: dict[str, bytes] = field(default_factory=dict)
    origins: dict[str, dict[str, Answer]] = field(default_factory=dict)
    """By path, the answers by their fields."""
    taken: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    accounts: dict[AccountKey, int] = field(default_factory=dict)
    """The line that first told of each new account."""
    directory: Directory = field(init=False)
    readers: dict[str, ValueReader] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.directory = Directory(self.register)

    def reader(self, kind: Kind) -> ValueReader:
        """Give the reader of a kind's values."""
        return self.readers.setdefault(kind.name, ValueReader(self.register, kind, self.directory))

    def text(self, path: str) -> str:
        """Give the text of a file as it is written by now."""
        return self.contents[path].decode() if path in self.contents else self.text_of(path)

    def write(self, path: str, text: str, answers: Mapping[str, Answer]) -> None:
        """Write a file, on account of some answers."""
        self.contents[path] = text.encode()
        self.origins[path] = {**self.origins.get(path, {}), **answers}

    def origin(self, path: str, pointer: str) -> Answer | None:
        """Give the answer from which a part of a file came, as near as can be told; None where no answer did."""
        answers = self.origins.get(path)
        if not answers:
            return None
        route = parse_pointer(pointer)
        names = [".".join(route[:length]) for length in range(len(route), 0, -1)]
        if _NAMING & set(names):
            names.append("url")
        return next((answers[name] for name in names if name in answers), next(iter(answers.values())))
