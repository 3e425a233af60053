"""Files drafted from answers, and the answer behind each field."""

from __future__ import annotations

from collections.abc import Mapping

from smregister.editing.forms.answers import FormAnswer
from smregister.editing.forms.entries import Origin
from smregister.editing.forms.values import ValueReader
from smregister.editing.record_finder import RecordFinder
from smregister.pointers import parse_pointer
from smregister.records.kinds import Kind
from smregister.register.platforms import AccountKey
from smregister.register.snapshot import RegisterSnapshot

# The address of an account determines these fields.
_FIELDS_OF_ADDRESS = frozenset({"platform", "handle", "platform_id", "former_handles"})


class FormDrafts:
    """The files drafted over a register, with the answers by the fields they set.

    `taken_names` are by kind and agency, `account_lines` the first lines of new accounts.
    """

    def __init__(self, snapshot: RegisterSnapshot, origin: Origin) -> None:
        self.snapshot = snapshot
        self.origin = origin
        self.finder = RecordFinder(snapshot.register)
        self.contents: dict[str, bytes | None] = {}
        self.answers: dict[str, dict[str, FormAnswer]] = {}
        self.taken_names: dict[tuple[str, str], set[str]] = {}
        self.account_lines: dict[AccountKey, int] = {}
        self._readers: dict[str, ValueReader] = {}

    def value_reader(self, kind: Kind) -> ValueReader:
        """Return the reader for values of a kind."""
        return self._readers.setdefault(kind.name, ValueReader(self.snapshot.register, kind, self.finder))

    def text(self, path: str) -> str:
        """Return the text of a file, drafts included."""
        content = self.contents.get(path)
        return self.snapshot.read_text(path) if content is None else content.decode()

    def write(self, path: str, text: str, answers: Mapping[str, FormAnswer]) -> None:
        """Store a draft of a file with the answers that it comes from."""
        self.contents[path] = text.encode()
        self.answers[path] = {**self.answers.get(path, {}), **answers}

    def find_answer(self, path: str, pointer: str) -> FormAnswer | None:
        """Return the answer nearest to a position in a file; None if there is none."""
        answers = self.answers.get(path)
        if not answers:
            return None
        route = parse_pointer(pointer)
        names = [".".join(route[:length]) for length in range(len(route), 0, -1)]
        if _FIELDS_OF_ADDRESS & set(names):
            names.append("url")
        return next((answers[name] for name in names if name in answers), next(iter(answers.values())))
