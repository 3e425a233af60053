"""The one door to Jinja: the small language of templates, which puts a letter's facts in place and no more."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from smregister.text import escape_hidden

_KNOWN_NODES = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Const,
    nodes.For,
    nodes.If,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.Not,
    nodes.And,
    nodes.Or,
    nodes.Filter,
)
"""What a template can say: put a fact here, repeat this for each of a list, leave this out unless. So no text of it can
grow what it makes without end, or reach the program."""
_KNOWN_FILTERS = ("upper", "lower", "title", "capitalize", "trim", "length", "first", "last")
_DEEPEST = 2
_LARGEST_RESULT = 8 * 1024 * 1024
_LONGEST_EXCERPT = 80


class _BoundedTemplate(Template):
    def render(self, *args: Any, **kwargs: Any) -> str:
        pieces, size = [], 0
        for piece in self.generate(*args, **kwargs):
            size += len(piece)
            if size > _LARGEST_RESULT:
                raise TemplateError("it makes more than a letter can hold")
            pieces.append(piece)
        return "".join(pieces)


class Substitution(ImmutableSandboxedEnvironment):
    """Reads templates that others wrote: facts are escaped, and what the language does not have is refused."""

    template_class = _BoundedTemplate

    def __init__(self, facts: Mapping[str, object]) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, extensions=())
        self.globals = {}
        self.filters = {name: self.filters[name] for name in _KNOWN_FILTERS}
        self.tests = {}
        self._facts = facts
        self._sources: list[str] = []

    def from_string(self, source: Any, globals: Any = None, template_class: Any = None) -> Template:  # noqa: A002
        """Read a template; a TemplateError tells what is wrong with it."""
        self._sources.append(source)
        tree = self.parse(source)
        for fault, line in _faults(tree, {*self._facts, "loop"}, 0):
            raise TemplateSyntaxError(fault, line)
        return super().from_string(source, globals, template_class)

    def told(self, error: TemplateError) -> str:
        """Tell a fault in words, with the words of the template beside it where its place is known."""
        line = getattr(error, "lineno", None) or _line_of(error)
        lines = self._sources[-1].split("\n") if self._sources else []
        near = re.sub(r"<[^>]*>", "", lines[line - 1]).strip() if line and line <= len(lines) else ""
        place = f", in `{escape_hidden(near[:_LONGEST_EXCERPT])}`" if near else ""
        return f"{escape_hidden(error.message or 'it asks for what a letter does not have')}{place}"


def _faults(node: nodes.Node, known: set[str], depth: int) -> Iterator[tuple[str, int]]:
    """Return the names that a template uses and `known` lacks, with their lines."""
    if not isinstance(node, _KNOWN_NODES):
        yield f"templates can't do this ({type(node).__name__.lower()})", node.lineno
    elif isinstance(node, nodes.Name) and node.ctx == "load" and node.name not in known:
        yield f"a letter has no `{node.name}`", node.lineno
    elif isinstance(node, nodes.For):
        yield from _faults_of_loop(node, known, depth + 1)
        return
    for below in node.iter_child_nodes():
        yield from _faults(below, known, depth)


def _faults_of_loop(node: nodes.For, known: set[str], depth: int) -> Iterator[tuple[str, int]]:
    if depth > _DEEPEST or node.recursive:
        yield "a list is gone through inside another", node.lineno
    if not isinstance(node.target, nodes.Name):
        yield "a loop takes one name", node.lineno
        return
    within = {*known, node.target.name}
    for below in (node.iter, *([node.test] if node.test else []), *node.body, *node.else_):
        yield from _faults(below, known if below is node.iter else within, depth)


def _line_of(error: TemplateError) -> int | None:
    """Return the line of a template that an error arose in while it was carried out."""
    trace, line = error.__traceback__, None
    while trace:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
