"""Editor and formatter on valid texts in unusual forms: nothing is lost, moved or taken for a bug."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smregister.errors import FatalError
from smregister.model import Document, Pointer, Value
from smregister.records.yaml import parse_document
from smregister.records.yaml.editor import set_value, unset_value, with_value
from smregister.records.yaml.formatter import CanonicalFormError, format_text

SCALARS = ["plain", "'in quotes'", '"# no comment"', "12", "https://gov.example/#a", "true", "no end", "ü"]


class Twist:
    """Writes values in a form that is drawn, with numbered comments `# c1`, `# c2` …"""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self._comments = 0

    def one_of(self, *choices: str) -> str:
        return str(self._draw(st.sampled_from(choices)))

    def comment(self) -> str:
        self._comments += 1
        return f"# c{self._comments}"

    def beside(self) -> str:
        return f" {self.comment()}" if self.one_of("", "", "", "#") else ""

    def above(self, margin: str, usual: str = "") -> str:
        choice = self.one_of("", "", "", "\n", "\n\n", "#", "# far", "\n#")
        own = margin + usual + (" " if "far" in choice else "")
        return choice.replace("# far", "#").replace("#", f"{own}{self.comment()}\n" if "#" in choice else "")

    def fields(self, margin: str, depth: int, least: int = 1) -> str:
        keys = self._draw(st.lists(st.sampled_from("abcdefgh"), min_size=least, max_size=4, unique=True))
        return "".join(self.above(margin) + self.field(margin, key, depth) for key in keys)

    def field(self, margin: str, key: str, depth: int) -> str:
        if self.one_of("", "", "", "", "", "?"):
            return f"{margin}? {key}\n{margin}: {self.one_of(*SCALARS)}{self.beside()}\n"
        form = self.one_of(
            "scalar", "scalar", "below", "block", "flow", *(["map", "list", "list"] if depth < 3 else [])
        )
        return f"{margin}{key}:{getattr(self, f'_{form}')(margin, depth)}"

    def _scalar(self, margin: str, depth: int) -> str:
        return f" {self.one_of(*SCALARS)}{self.beside()}\n"

    def _below(self, margin: str, depth: int) -> str:
        return f"{self.beside()}\n{self.above(margin, '  ')}{margin}  {self.one_of(*SCALARS)}{self.beside()}\n"

    def _block(self, margin: str, depth: int) -> str:
        style, deep = self.one_of("|", "|-", "|+", ">", ">-"), margin + self.one_of("  ", "    ")
        lines = self.one_of("one\n", "one\n%two\n", "# no comment\n\n%two\n", "one\n\n\n", "one\n%  far\n")
        after = self.one_of("", "", f"{margin} {self.comment()}\n") if len(deep) - len(margin) > 2 else ""
        return f" {style}{self.beside()}\n{deep}{lines.replace('%', deep)}{after}"

    def _flow(self, margin: str, depth: int) -> str:
        gap = self.one_of("", " ", f"{self.beside()}\n{margin} ", f"\n{margin}  {self.comment()}\n{margin}  ")
        end = self.one_of("", f"\n{margin}" if margin else "\n")
        return self.one_of(
            f" [a,{gap} b{end}]{self.beside()}\n",
            f" {{x: 1,{gap} y: '2'{end}}}{self.beside()}\n",
            f" [{{x: 1}},{gap} {{y: [2]}}{end}]{self.beside()}\n",
            f" []{self.beside()}\n",
        )

    def _map(self, margin: str, depth: int) -> str:
        return f"{self.beside()}\n" + self.fields(margin + self.one_of("  ", "    ", " "), depth + 1)

    def _list(self, margin: str, depth: int) -> str:
        inner = margin + self.one_of("  ", "", "    ")
        numbers = range(self._draw(st.integers(1, 3)))
        return f"{self.beside()}\n" + "".join(self.above(inner) + self.item(inner, depth) for _ in numbers)

    def item(self, margin: str, depth: int) -> str:
        form = self.one_of("scalar", "alone", "map", "flow", "block")
        if form == "alone":
            return f"{margin}-{self.beside()}\n{self.above(margin, '  ')}{margin}    {self.one_of(*SCALARS)}\n"
        if form == "map":
            text = self.fields(margin + "  ", depth + 1)
            head = len(text) - len(text.lstrip(" ")) == len(margin) + 2 and text.lstrip(" ")[0] not in "#?\n"
            return f"{margin}- {text.lstrip(' ')}" if head else f"{margin}-\n{text}"
        return f"{margin}-{getattr(self, f'_{form}')(margin, depth)}"


@st.composite
def twisted(draw: st.DrawFn) -> str:
    twist = Twist(draw)
    return twist.one_of("", "---\n", "\n\n") + twist.fields("", 0, 2) + twist.one_of("", "\n\n", "# end\n", " # end\n")


def read(text: str) -> dict[str, Value] | None:
    document = parse_document("record.yaml", text.encode())
    return document.data if isinstance(document, Document) else None


def comments(text: str) -> Counter[str]:
    """Count the comments, which are numbered; what is in quotes or blocks says `no comment`."""
    return Counter(re.findall(r"# (?:c[0-9]+|end)$", text, re.MULTILINE))


def outcome(change: Callable[..., str], *arguments: Any) -> tuple[str | None, str]:
    try:
        return change(*arguments), ""
    except (FatalError, CanonicalFormError) as refused:
        return None, str(refused)


def pointers(value: Value, above: Pointer = ()) -> Iterator[Pointer]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield (*above, key)
        yield from pointers(member, (*above, key))


@given(twisted())
def test_the_canonical_form_of_a_twisted_text_is_stable_and_keeps_all(text: str) -> None:
    data = read(text)
    if data is None:
        return
    written, reason = outcome(format_text, text)
    assert written is not None, (reason, text)
    assert read(written) == data
    assert comments(written) == comments(text)
    assert format_text(written) == written


@given(twisted(), st.data())
def test_a_twisted_text_can_be_edited_or_the_comment_is_named(text: str, drawn: st.DataObject) -> None:
    data = read(text)
    if data is None:
        return
    pointer = drawn.draw(st.sampled_from([*pointers(data), ("zz",)]))
    value: Any = data
    for step in pointer:
        value = value.get(step) if isinstance(value, dict) else value[step]
    pointer = (*pointer, len(value)) if isinstance(value, list) else pointer
    changed, reason = outcome(set_value, text, pointer, "new", lambda _: 0)
    assert (read(changed) == with_value(data, pointer, "new")) if changed else "comment" in reason, (reason, text)
    assert changed is None or comments(changed) == comments(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "a: [en, ms]  # two\n# of b\nb: x\n", "a:  # two\n  - en\n  - ms\n# of b\nb: x\n", id="a flow list"
        ),
        pytest.param("a: {x: 1}  # seen\n# of b\nb: x\n", "a:  # seen\n  x: 1\n# of b\nb: x\n", id="a flow mapping"),
        pytest.param("a: [en, # one\n ms]  # two\n", "a:  # two\n  - en # one\n  - ms\n", id="items on lines"),
        pytest.param("a: # c\n  x\n\nb: w\n", "a: x # c\n\nb: w\n", id="before a value below its key"),
        pytest.param("\n\na: |\n  x\n\n\n", "a: |\n  x\n", id="blank lines around a block"),
        pytest.param("b: x\na: |+\n  x\n\n\n", "b: x\na: |+\n  x\n\n\n", id="blank lines of a block"),
        pytest.param("'<<': [x]\n", "'<<':\n  - x\n", id="a merge key in quotes"),
        pytest.param("? a\n: x\n", "a: x\n", id="a key with a mark"),
        pytest.param("a:\n  # c\n  x\nb: w\n", "# c\na: x\nb: w\n", id="a comment above a value"),
    ],
)
def test_comments_stay_with_their_fields_in_the_canonical_form(text: str, expected: str) -> None:
    assert format_text(text) == expected


@pytest.mark.parametrize(
    ("text", "pointer", "value", "expected"),
    [
        pytest.param("a: |-\n    x\n  # c\nb: w\n", ("a",), "z", "a: z\n  # c\nb: w\n", id="a comment below a block"),
        pytest.param("a: |-\n    x\n  # c\nb: w\n", ("a",), None, "  # c\nb: w\n", id="a block that is removed"),
        pytest.param("a:\n  -\n    x\n", ("a", 1), "z", "a:\n  -\n    x\n  - z\n", id="a dash that stands alone"),
        pytest.param("a:\n  - # c\n    k: x\n", ("a", 1), "z", "a:\n  - # c\n    k: x\n  - z\n", id="with a comment"),
        pytest.param("a: [\n  x\n]\nb: w\n", ("a", 1), "z", "a:\n  - x\n  - z\nb: w\n", id="a flow list over lines"),
        pytest.param("a: {k: x,\nl: x\n}\nb: w\n", ("a", "l"), None, "a:\n  k: x\nb: w\n", id="a flow mapping"),
        pytest.param("? a\n: x\nb: w\n", ("c",), "z", "? a\n: x\nb: w\nc: z\n", id="a new field below a mark"),
        pytest.param("?\n  a\n: x\nb: w\n", ("a",), "z", "a: z\nb: w\n", id="a mark that stands alone"),
    ],
)
def test_an_edit_of_a_twisted_text_changes_its_own_lines(
    text: str, pointer: Pointer, value: str | None, expected: str
) -> None:
    changed = set_value(text, pointer, value, lambda _: 0) if value else unset_value(text, pointer)
    assert changed == expected
